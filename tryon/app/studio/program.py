"""What the public sees: never a bare, an empty or a flashing picture.

A sink of the engine, and the source of all outputs. It knows no Qt: the window replaces its
`direction`, and each picture is framed, judged and handed on.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

import cv2
import numpy as np

from tryon.core.latest import Closed
from tryon.core.scene import UNKNOWN_LIGHT, Box, Bytes, Picture, Report
from tryon.core.seams import Sink
from tryon.engine import Delivery, Fault, OnFault, log_fault
from tryon.labels.card import Card
from tryon.labels.lower_third import LowerThird
from tryon.sinks.framing import Framing

#: A source that is silent for longer is away.
STALE_S = 0.4
#: So long the last good picture stands before the card takes its place.
HOLD_S = 1.5
#: So many good pictures in a row end a failure: one alone would flash.
RECOVERED = 3
#: How often pictures go out while none comes.
_BEAT_S = 1 / 25
#: Larger pictures than this are made smaller, px of the shorter side.
_LARGEST_PX = 1080
_CLOCK_NS = 20_000_000_000


_BLANK = Card("")


class Instead(Enum):
    """What is shown instead of the live picture."""

    FREEZE = "freeze"
    CARD = "card"


class Showing(Enum):
    """What goes out now."""

    LIVE = "live"
    FROZEN = "frozen"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Direction:
    """What the host has decided; replaced as a whole.

    Attributes
    ----------
    aspect : float
        Width / height of what goes out, from the next `Program.reshape` on.
    is_panic : bool
        Whether the panic key holds.
    panic : Instead
    failsafe : Instead or None
        When the face or the camera is lost, or a product breaks; None shows the empty room.
    is_dressed : bool
        Whether something is worn: then a picture without anybody is a failure.
    is_broken : bool
        Whether something that is worn cannot be drawn.
    card : Card
    third : LowerThird or None
        Drawn into the live picture.
    fade_s : float
    """

    aspect: float = 16 / 9
    is_panic: bool = False
    panic: Instead = Instead.FREEZE
    failsafe: Instead | None = Instead.FREEZE
    is_dressed: bool = False
    is_broken: bool = False
    card: Card = _BLANK
    third: LowerThird | None = None
    fade_s: float = 0.24


def out_size(size: tuple[int, int], aspect: float) -> tuple[int, int]:
    """Choose the size of what goes out, from that of the source.

    Examples
    --------
    >>> out_size((1280, 720), 9 / 16), out_size((640, 480), 1.0)
    ((720, 1280), (480, 480))
    """
    side = min(*size, _LARGEST_PX)
    width, height = (side * aspect, side) if aspect >= 1 else (side, side / aspect)
    return 2 * round(width / 2), 2 * round(height / 2)


class Program:
    """Decides for each picture what goes out, and hands it to every output.

    Parameters
    ----------
    on_fault : callable
        Told which output broke.

    Attributes
    ----------
    direction : Direction
        May be replaced at any time, from any thread.
    showing : Showing
    """

    backlog = 1

    def __init__(self, on_fault: Callable[[Sink, Exception], None] | None = None) -> None:
        self.direction = Direction()
        self.showing = Showing.CARD
        self._on_fault = on_fault
        self._lock = threading.Lock()
        self._deliveries: list[Delivery] = []
        self._framing: Framing | None = None
        self._size, self._fps = (1280, 720), 30.0
        self._still: Picture | None = None  # the last that was good, as it went out
        self._shown: Bytes | None = None
        self._from: tuple[Bytes, int] | None = None  # what is faded from, and since when
        self._fresh_ns, self._bad_ns, self._streak = 0, 0, 0
        self._out_ns, self._index = 0, 0
        self._cards: tuple[object, Bytes] | None = None
        self._stopping = threading.Event()
        self._beating = threading.Thread(target=self._beat, name="tryon-program", daemon=True)
        self._beating.start()

    @property
    def window(self) -> Box | None:
        """What of the source's picture goes out, in its pixels."""
        framing = self._framing
        return framing.window if framing is not None else None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of what goes out."""
        framing = self._framing
        if framing is not None and framing.out is not None:
            return framing.out
        return out_size(self._size, self.direction.aspect)

    def attach(self, output: Sink) -> None:
        """Let `output` take what goes out from now on. From any thread."""

        def told(fault: Fault) -> None:
            with self._lock:
                self._deliveries = [d for d in self._deliveries if d.sink is not output]
            if self._on_fault is not None:
                self._on_fault(output, fault.error)
            else:
                log_fault(fault)

        on_fault: OnFault = told
        delivery = Delivery(output, on_fault)
        with self._lock:
            self._deliveries = [*self._deliveries, delivery]
        delivery.thread.start()

    def detach(self, output: Sink) -> None:
        """Let `output` finish what it was given, and close it; returns when it has."""
        with self._lock:
            leaving = [d for d in self._deliveries if d.sink is output]
            self._deliveries = [d for d in self._deliveries if d.sink is not output]
        for delivery in leaving:
            delivery.pictures.close()
            delivery.thread.join()

    def latency_ms(self, output: Sink) -> float | None:
        """How old the newest picture was when `output` was done with it."""
        with self._lock:
            return next((d.latency_ms for d in self._deliveries if d.sink is output), None)

    def dropped_by(self, output: Sink) -> int:
        """Count the pictures that came too fast for `output`."""
        with self._lock:
            return sum(d.pictures.dropped for d in self._deliveries if d.sink is output)

    def reshape(self) -> None:
        """Choose the size anew, from the source and the shape; outputs must be off."""
        with self._lock:
            self._framing = self._still = None

    # What the engine calls.

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Take note of the source; its size counts only while no shape is fixed."""
        self._size, self._fps = size, fps or 30.0

    def write(self, picture: Picture) -> None:
        """Judge one picture, and hand out what may be seen."""
        with self._lock:
            now_ns = time.monotonic_ns()
            direction = self.direction
            # Outputs that are open know one size: another aspect waits for `reshape`.
            if self._framing is None:
                size = picture.rgb.shape[1], picture.rgb.shape[0]
                out = out_size(size, direction.aspect)
                self._framing, self._still = Framing(direction.aspect, out), None
            self._fresh_ns = now_ns
            rgb = self._framing.frame(picture)
            if is_fit(picture, direction):
                self._streak += 1
            else:
                self._streak, self._bad_ns = 0, self._bad_ns or now_ns
            if self._streak >= RECOVERED or (self._streak and not self._bad_ns):
                self._bad_ns = 0
            self._hand_out(replace(picture, rgb=rgb), now_ns)

    def close(self) -> None:
        """Nothing to release: the next source goes on in the same programme."""

    def finish(self) -> None:
        """End it, and every output."""
        self._stopping.set()
        self._beating.join()
        for delivery in list(self._deliveries):
            self.detach(delivery.sink)

    # What is shown.

    def _decide(self, now_ns: int) -> Showing:
        direction = self.direction
        if direction.is_panic:
            return _as_showing(direction.panic, self._still is not None)
        is_stale = now_ns - self._fresh_ns > STALE_S * 1e9
        if not is_stale and (not self._bad_ns or direction.failsafe is None):
            return Showing.LIVE
        if direction.failsafe is Instead.CARD:
            since_ns = self._bad_ns or self._fresh_ns
            if now_ns - since_ns > HOLD_S * 1e9:
                return Showing.CARD
        return _as_showing(Instead.FREEZE, self._still is not None)

    def _hand_out(self, live: Picture | None, now_ns: int) -> None:
        direction, showing = self.direction, self._decide(now_ns)
        if showing is not self.showing:
            # What freezes is what was shown: there is nothing to fade.
            if showing is not Showing.FROZEN and self._shown is not None:
                self._from = self._shown, now_ns
            self.showing = showing
        report = Report({}, (), UNKNOWN_LIGHT)
        captured_ns = now_ns
        if showing is Showing.LIVE and live is not None:
            rgb = live.rgb if direction.third is None else direction.third.write_on(live.rgb)
            report = self._seen(live.report)
            if abs(now_ns - live.captured_ns) < _CLOCK_NS:
                captured_ns = live.captured_ns
        elif showing is Showing.FROZEN and self._still is not None:
            rgb, report = self._still.rgb, self._still.report
        else:
            rgb = self._card()
        target = rgb
        if self._from is not None:
            share = (now_ns - self._from[1]) / max(direction.fade_s * 1e9, 1)
            if share >= 1 or self._from[0].shape != rgb.shape:
                self._from = None
            else:
                smooth = share * share * (3 - 2 * share)
                mixed = cv2.addWeighted(self._from[0], 1 - smooth, rgb, smooth, 0)
                rgb = np.asarray(mixed, np.uint8)
        self._out_ns = max(captured_ns, self._out_ns + 1_000_000)
        self._index += 1
        rgb.flags.writeable = False
        picture = Picture(rgb, self._out_ns, self._index, report)
        self._shown = rgb
        if showing is Showing.LIVE:
            target.flags.writeable = False
            self._still = replace(picture, rgb=target)
        for delivery in self._deliveries:
            try:
                delivery.pictures.put((picture, self._fps))
            except Closed:
                continue

    def _seen(self, report: Report) -> Report:
        """Say where faces are in what goes out."""
        framing = self._framing
        window = framing.window if framing is not None else None
        if framing is None or window is None:
            return report
        scale_x = self.size[0] / window.width
        scale_y = self.size[1] / window.height
        faces = tuple(
            (
                who,
                Box(
                    round((box.x - window.x) * scale_x),
                    round((box.y - window.y) * scale_y),
                    round(box.width * scale_x),
                    round(box.height * scale_y),
                ),
            )
            for who, box in report.faces
        )
        return replace(report, faces=faces)

    def _card(self) -> Bytes:
        key = (self.direction.card, self.size)
        if self._cards is None or self._cards[0] != key:
            self._cards = key, self.direction.card.draw(self.size)
        return self._cards[1]

    def _beat(self) -> None:
        """Go on with what was shown last while nothing comes."""
        while not self._stopping.wait(_BEAT_S):
            now_ns = time.monotonic_ns()
            with self._lock:
                is_stale = now_ns - self._fresh_ns > STALE_S * 1e9
                # Before the first picture nobody knows how large they will be.
                if self._deliveries and self._framing is not None and is_stale:
                    self._hand_out(None, now_ns)


def is_fit(picture: Picture, direction: Direction) -> bool:
    """Whether a live picture may be seen in public.

    Where something is worn, somebody must be found who wears it. A mouth behind a hand is no
    failure: nothing bare is seen.
    """
    report = picture.report
    if not direction.is_dressed:
        return True
    return not direction.is_broken and bool(report.colour or report.faces or report.bodies)


def _as_showing(instead: Instead, has_still: bool) -> Showing:
    return Showing.FROZEN if instead is Instead.FREEZE and has_still else Showing.CARD
