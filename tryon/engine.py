"""Threads, and nothing else: who runs when, and what is dropped when someone is late.

capture --Latest(1)--> work (perceive, dress, compose) --Latest(backlog)--> one thread per sink
"""

import dataclasses
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, Protocol

import numpy as np

from tryon.core.errors import Missing, SinkFailed, SourceLost
from tryon.core.latest import Closed, Latest
from tryon.core.layer import Coat, Layer
from tryon.core.precedence import drawing
from tryon.core.scene import UNKNOWN_LIGHT, Frame, Need, Picture, Scene
from tryon.core.seams import Effect, Sink, Source
from tryon.core.stopwatch import Stopwatch

log = logging.getLogger(__name__)

#: What is worn, in the order in which it is put on.
Look = tuple[Effect, ...]

#: Waiting times before a lost live source is opened again; the last one repeats.
RETRY_S = (0.5, 1.0, 2.0, 4.0)

#: Looks that are painted at once while they change quickly; then the oldest goes.
_MOST_FADING = 3

#: How long `stop` waits for a thread that hangs in a driver; then it leaves it behind.
PATIENCE_S = 5.0

#: How long a sink may take to finish what it was given: an hour's recording needs some seconds.
FINISH_S = 20.0


class Perceive(Protocol):
    """From a frame to a scene; made, called and closed on the work thread."""

    def __call__(self, frame: Frame, needs: frozenset[Need], watch: Stopwatch) -> Scene:
        """Find what `needs` asks for in `frame`."""
        ...

    def close(self) -> None:
        """Release the trackers."""


class Compose(Protocol):
    """From a scene and layers to a picture; made, called and closed on the work thread."""

    def __call__(self, scene: Scene, layers: Sequence[Layer], watch: Stopwatch) -> Picture:
        """Paint `layers` on the scene's frame."""
        ...

    def close(self) -> None:
        """Release what draws."""


Stage = Literal["source", "tracking", "effect", "drawing", "sink"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something broke behind a fire door; the mirror goes on without it.

    Attributes
    ----------
    where : str
    error : Exception
    """

    where: Stage
    error: Exception


OnFault = Callable[[Fault], None]


def log_fault(fault: Fault) -> None:
    """Write `fault` to the log: what is done when nobody asked to be told."""
    log.error("%s: %s", fault.where, fault.error, exc_info=fault.error)


class Delivery:
    """One sink on its own thread: it can be slow, or fail, without anyone noticing."""

    def __init__(self, sink: Sink, on_fault: OnFault) -> None:
        self.sink = sink
        self.pictures: Latest[tuple[Picture, float]] = Latest(sink.backlog)
        self.latency_ms: float | None = None
        self._on_fault = on_fault
        self.thread = threading.Thread(
            target=self._run, name=f"tryon-{type(sink).__name__}", daemon=True
        )

    def _run(self) -> None:
        try:
            picture, fps = self.pictures.take()
            height, width = picture.rgb.shape[:2]
            try:
                self.sink.open((width, height), fps)
                while True:
                    self.sink.write(picture)
                    self.latency_ms = (time.monotonic_ns() - picture.captured_ns) / 1e6
                    picture, _ = self.pictures.take()
            finally:
                self.sink.close()
        except Closed:
            return
        except Exception as error:  # noqa: BLE001 - a sink is a room with a fire door
            self._on_fault(Fault("sink", error))
        finally:
            self.pictures.close()


class Wardrobe:
    """Asks the effects of a look for their layers, and keeps what they remember."""

    def __init__(self, on_fault: OnFault) -> None:
        self._on_fault = on_fault
        self._memories: dict[tuple[str, int], Any] = {}
        self._broken: set[Effect] = set()

    def dress(self, scene: Scene, look: Look) -> list[Layer]:
        """Collect layers; an effect that raises is taken off until the look says otherwise."""
        layers: list[Layer] = []
        worn: dict[tuple[str, int], Any] = {}
        for effect in look:
            if effect in self._broken:
                continue
            place = (effect.name, sum(name == effect.name for name, _ in worn))
            try:
                memory = self._memories[place] if place in self._memories else effect.memory()
                layers.extend(effect.layers(scene, memory))
                worn[place] = memory
            except Exception as error:  # noqa: BLE001 - the mirror must not go black
                self._broken.add(effect)
                self._on_fault(Fault("effect", error))
        self._memories = worn
        self._broken &= set(look)
        return layers


@dataclass(slots=True, eq=False)
class _Outfit:
    """A look that is on, or is coming on: with a wardrobe, so that each keeps its memories."""

    look: Look
    wardrobe: Wardrobe
    began_ns: int = 0
    fade_ns: int = 0

    def share(self, now_ns: int) -> float:
        """How much of it is seen over what is below, in [0, 1]; slow at both ends."""
        if self.fade_ns <= 0:
            return 1.0
        part = min(max((now_ns - self.began_ns) / self.fade_ns, 0.0), 1.0)
        return part * part * (3 - 2 * part)


class Worker:
    """Takes one frame after the other all the way to its picture.

    Parameters
    ----------
    perceive, compose : callables
        Used on the thread that calls `finish`.
    on_fault : callable
        Told once when a stage breaks, not with every frame it spoils.

    Attributes
    ----------
    scene : Scene or None
        Of the last frame.
    """

    def __init__(self, perceive: Perceive, compose: Compose, on_fault: OnFault) -> None:
        self._perceive, self._compose, self._on_fault = perceive, compose, on_fault
        self.scene: Scene | None = None
        self._outfits: list[_Outfit] = []  # oldest first; the last is what is worn
        self._last_ns = 0
        self._broken: set[Stage] = set()

    def finish(self, frame: Frame, look: Look, fade_s: float = 0.0) -> Picture:
        """Dress whoever is in `frame`; when a stage breaks, the picture goes on without it.

        A look that differs from the last one comes on within `fade_s`: both are painted on
        every frame meanwhile, and the new one covers the old, so nobody is ever bare between.
        """
        watch, start = Stopwatch(), time.perf_counter_ns()
        outfits = self._change(look, fade_s, frame.captured_ns)
        needs = frozenset(need for on in outfits for effect in on.look for need in effect.needs)
        try:
            scene = self._perceive(frame, needs, watch)
            self._broken.discard("tracking")
        except Exception as error:  # noqa: BLE001 - nobody is dressed, but the mirror goes on
            self._report("tracking", error)
            scene = Scene(frame, UNKNOWN_LIGHT)
        self.scene = scene
        with drawing():
            picture = self._dressed(scene, outfits[0], watch)
            for outfit in outfits[1:]:
                above = self._dressed(scene, outfit, watch)
                picture = _covered(picture, above, outfit.share(frame.captured_ns))
        stages = watch.stage_ms | {"total": (time.perf_counter_ns() - start) / 1e6}
        report = dataclasses.replace(picture.report, stage_ms=MappingProxyType(stages))
        return dataclasses.replace(picture, report=report)

    def _change(self, look: Look, fade_s: float, now_ns: int) -> list[_Outfit]:
        """Take over a new look, and let go of what it has covered."""
        outfits = self._outfits
        if not outfits:
            outfits = [_Outfit(look, Wardrobe(self._on_fault))]
        elif look != outfits[-1].look and fade_s > 0:
            # It begins with the frame before, so that this one shows it already.
            began_ns, fade_ns = min(self._last_ns, now_ns), round(fade_s * 1e9)
            fading = _Outfit(look, Wardrobe(self._on_fault), began_ns, fade_ns)
            outfits = [*outfits, fading][-_MOST_FADING:]
        elif look != outfits[-1].look:
            outfits = [_Outfit(look, outfits[-1].wardrobe)]
        whole = max((n for n, on in enumerate(outfits) if on.share(now_ns) >= 1), default=0)
        self._outfits, self._last_ns = outfits[whole:], now_ns
        return self._outfits

    def _dressed(self, scene: Scene, outfit: _Outfit, watch: Stopwatch) -> Picture:
        with watch.time("dress"):
            layers = outfit.wardrobe.dress(scene, outfit.look)
        try:
            picture = self._compose(scene, layers, watch)
            self._broken.discard("drawing")
        except Exception as error:  # noqa: BLE001 - the bare picture is better than none
            self._report("drawing", error)
            # without OpenGL nothing can be draped, but coats can be painted
            kept = [layer for layer in layers if isinstance(layer, Coat)]
            picture = self._compose(scene, kept if isinstance(error, Missing) else [], watch)
        return picture

    def _report(self, where: Stage, error: Exception) -> None:
        if where not in self._broken:
            self._broken.add(where)
            self._on_fault(Fault(where, error))


def _covered(below: Picture, above: Picture, share: float) -> Picture:
    """Let the picture of a new look show over that of the last, by `share` in [0, 1]."""
    import cv2

    if share >= 1:
        return above
    rgb = cv2.addWeighted(below.rgb, 1 - share, above.rgb, share, 0)
    return dataclasses.replace(above, rgb=np.asarray(rgb, np.uint8))


class Engine:
    """Runs one source through the look to every sink.

    `look` may be replaced, sinks attached and detached, from any thread, at any time.

    Parameters
    ----------
    source : Source
    make_perceive, make_compose : callables without arguments
        Called on the work thread, where trackers and GL contexts belong.
    sinks : sequence of Sink
    look : tuple of Effect
    on_fault : callable
        Told what broke, from the thread on which it broke.

    Attributes
    ----------
    delivered : int
        Pictures finished so far.
    last : (Scene, Picture) or None
        The newest picture, and what it was made from.
    """

    def __init__(
        self,
        source: Source,
        make_perceive: Callable[[], Perceive],
        make_compose: Callable[[], Compose],
        sinks: Sequence[Sink] = (),
        *,
        look: Look = (),
        on_fault: OnFault = log_fault,
    ) -> None:
        self._wanted: tuple[Look, float] = look, 0.0  # read and replaced as a whole
        self.delivered = 0
        self.last: tuple[Scene, Picture] | None = None
        self._source = source
        self._make_perceive, self._make_compose = make_perceive, make_compose
        self._on_fault = on_fault
        self._frames: Latest[Frame] = Latest()
        self._begun_ns: int | None = None
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._deliveries: list[Delivery] = []
        self._ended = False
        self._work = threading.Thread(target=self._run_work, name="tryon-work", daemon=True)
        self._capture = threading.Thread(
            target=self._run_capture, name="tryon-capture", daemon=True
        )
        for sink in sinks:
            self.attach(sink)

    @property
    def look(self) -> Look:
        """What is worn; a new one is put on at once."""
        return self._wanted[0]

    @look.setter
    def look(self, look: Look) -> None:
        self._wanted = look, 0.0

    def change(self, look: Look, fade_s: float) -> None:
        """Put on another look, which comes on within `fade_s`."""
        self._wanted = look, fade_s

    @property
    def dropped(self) -> int:
        """Frames that gave way to newer ones before they were worked on."""
        return self._frames.dropped

    @property
    def busy_s(self) -> float:
        """How long the present frame has been at work, s; 0 while none is there."""
        begun_ns = self._begun_ns
        return 0.0 if begun_ns is None else (time.monotonic_ns() - begun_ns) / 1e9

    @property
    def is_running(self) -> bool:
        """Whether pictures may still come."""
        return self._work.is_alive()

    def start(self) -> None:
        """Start capturing and working."""
        self._work.start()
        self._capture.start()

    def cancel(self) -> None:
        """Ask every thread to end, and return at once."""
        self._stopping.set()
        self._frames.close()

    def stop(self) -> None:
        """Ask every thread to end and wait; a thread that hangs outside is left behind."""
        self.cancel()
        for thread in (self._capture, self._work, *self._sink_threads()):
            if thread.ident is not None:
                thread.join(PATIENCE_S)
                if thread.is_alive():
                    log.warning("%s did not end within %g s", thread.name, PATIENCE_S)

    def join(self) -> None:
        """Wait until the source has ended and every sink has closed."""
        self._capture.join()
        self._work.join()
        for thread in self._sink_threads():
            thread.join()

    def attach(self, sink: Sink) -> None:
        """Deliver to `sink` from the next picture on."""
        delivery = Delivery(sink, self._on_fault)
        with self._lock:
            if self._ended:
                delivery.pictures.close()
            self._deliveries = [*self._deliveries, delivery]
        delivery.thread.start()

    def detach(self, sink: Sink) -> None:
        """Let `sink` finish what it was given, and close it; returns when it has.

        One that hangs outside, on a disk or a device, is left behind after `FINISH_S`, and
        that is a fault like any other of a sink.
        """
        with self._lock:
            leaving = [d for d in self._deliveries if d.sink is sink]
            self._deliveries = [d for d in self._deliveries if d.sink is not sink]
        for delivery in leaving:
            delivery.pictures.close()
            delivery.thread.join(FINISH_S)
            if delivery.thread.is_alive():
                stuck = SinkFailed(
                    f"{delivery.thread.name} did not end within {FINISH_S:g} s",
                    "Its disk or device does not answer. Choose another folder.",
                )
                self._on_fault(Fault("sink", stuck))

    def latency_ms(self, sink: Sink) -> float | None:
        """Tell how old the newest picture was when `sink` was done with it.

        From its capture, as a live source stamps it, to the end of `write`; None before the
        first one, and for a sink that is not attached.
        """
        with self._lock:
            return next((d.latency_ms for d in self._deliveries if d.sink is sink), None)

    def dropped_by(self, sink: Sink) -> int:
        """Count the pictures that gave way to newer ones before `sink` could take them."""
        with self._lock:
            return sum(d.pictures.dropped for d in self._deliveries if d.sink is sink)

    def _sink_threads(self) -> list[threading.Thread]:
        with self._lock:
            return [delivery.thread for delivery in self._deliveries]

    def _run_capture(self) -> None:
        source, attempt = self._source, 0
        try:
            while not self._stopping.is_set():
                try:
                    try:
                        source.open()
                        for frame in source.frames():
                            attempt = 0
                            self._frames.put(frame, wait=not source.live)
                            if self._stopping.is_set():
                                return
                    finally:
                        source.close()
                except SourceLost as lost:
                    self._on_fault(Fault("source", lost))
                    if not source.live:
                        return
                    self._stopping.wait(RETRY_S[min(attempt, len(RETRY_S) - 1)])
                    attempt += 1
                else:
                    return
        except Closed:
            return
        except Exception as error:  # noqa: BLE001 - reported; the window offers another source
            self._on_fault(Fault("source", error))
        finally:
            self._frames.close()

    def _run_work(self) -> None:
        try:
            perceive, compose = self._make_perceive(), self._make_compose()
            try:
                worker = Worker(perceive, compose, self._on_fault)
                while True:
                    self._begun_ns = None
                    frame = self._frames.take()
                    self._begun_ns = time.monotonic_ns()
                    picture = worker.finish(frame, *self._wanted)
                    if worker.scene is not None:
                        self.last = worker.scene, picture
                    self._deliver(picture)
            finally:
                perceive.close()
                compose.close()
        except Closed:
            return
        except Exception as error:  # noqa: BLE001 - e.g. a tracker that cannot be made
            self._on_fault(Fault("tracking", error))
        finally:
            self._frames.close()
            with self._lock:
                self._ended = True
                deliveries = self._deliveries
            for delivery in deliveries:
                delivery.pictures.close()

    def _deliver(self, picture: Picture) -> None:
        self.delivered += 1
        with self._lock:
            deliveries = self._deliveries
        for delivery in deliveries:
            try:
                delivery.pictures.put((picture, self._source.fps), wait=not self._source.live)
            except Closed:
                continue
