"""What takes the programme: the tape with its replay, recordings, streams, a virtual camera."""

import logging
import re
import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from tryon.app.board import hint_of, write_down
from tryon.app.studio.program import Program
from tryon.core.scene import Picture
from tryon.core.seams import Sink, SoundTrack
from tryon.labels.notice import Notice
from tryon.labels.tag import Tag
from tryon.sinks.encode import Rate
from tryon.sinks.encoders import X264, fastest, may_have_card
from tryon.sinks.movie import Movie
from tryon.sinks.on_air import OnAir
from tryon.sinks.parcel import Outlet
from tryon.sinks.replay import Replay
from tryon.sinks.stream import Health, Link, Stream, Target
from tryon.sinks.virtual_camera import VirtualCamera
from tryon.sources.silence import Silence

log = logging.getLogger(__name__)

#: The longest clip of what was.
REPLAY_S = 60.0
#: How often the disk is looked at.
_DISK_S = 5.0
#: A tape that lasted for less is not begun again by itself.
_AGAIN_S = 5.0
#: Links from the worst to the best.
_FARING = (*(Link.LOST, Link.RECOVERING, Link.CONNECTING, Link.IDLE, Link.ENDED, Link.LIVE),)
_RATE, _STREAM_FPS = Rate(4500), 30.0
#: What streams still hold when the window closes has so long to arrive, of all at once.
_FAREWELL_S = 5.0
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened to an output.

    Attributes
    ----------
    what : {"recording", "clip", "stream", "camera", "tape"}
    is_good : bool
    hint : str
    path : Path or None
    """

    what: str
    is_good: bool
    hint: str = ""
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class OutputState:
    """What goes where; replaced as a whole.

    Attributes
    ----------
    recording : Path or None
    since_s : float
        ``time.monotonic()`` at its beginning, had it not been paused.
    paused_s : float
        ``time.monotonic()`` when it was paused; 0 while it goes on.
    live : tuple of str
        Names of the targets that are streamed to.
    is_camera : bool
        Whether the virtual camera is on.
    """

    recording: Path | None = None
    since_s: float = 0.0
    paused_s: float = 0.0
    live: tuple[str, ...] = ()
    is_camera: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether something takes the programme that cannot change its shape."""
        return self.recording is not None or bool(self.live) or self.is_camera


class Labelled:
    """Hands pictures on with the notice in them.

    Parameters
    ----------
    sink : Sink
    notice : callable
    """

    def __init__(self, sink: Sink, notice: Callable[[], Notice]) -> None:
        self.backlog = sink.backlog
        self._sink, self._notice = sink, notice

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Prepare the other."""
        self._sink.open(size, fps)

    def write(self, picture: Picture) -> None:
        """Write on one picture."""
        rgb = self._notice().write_on(picture.rgb)
        rgb.flags.writeable = False
        self._sink.write(replace(picture, rgb=rgb))

    def close(self) -> None:
        """Release the other."""
        self._sink.close()


class Outputs:
    """Starts and ends outputs. No verb waits: each is done in order, on a thread of its own.

    Parameters
    ----------
    program : Program
    folder : callable
        Where recordings and clips go.
    worn : callable
        Names what is worn, for metadata.
    notice : callable
        What is written into pictures.
    on_change : callable
        Rung, from any thread, when `state` or `told` has changed.
    make_sound : callable
        Makes what is heard beside the pictures, for one output; None is silence.
    make_camera : callable
        Makes the sink of the virtual camera.

    Attributes
    ----------
    state : OutputState
    told : Told or None
        What happened last.
    disk_left_bytes : int or None
        How much room recordings have; None when nobody knows.
    """

    def __init__(
        self,
        program: Program,
        folder: Callable[[], Path],
        worn: Callable[[], str],
        notice: Callable[[], Notice],
        on_change: Callable[[], None],
        make_sound: Callable[[], SoundTrack | None] = lambda: None,
        make_camera: Callable[[Notice], Sink] = lambda notice: VirtualCamera(notice=notice),
    ) -> None:
        self.state = OutputState()
        self.told: Told | None = None
        self.disk_left_bytes: int | None = None
        self._asked_s = self._tape_s = 0.0
        self._program, self._folder, self._worn = program, folder, worn
        self._notice, self._on_change, self._make_camera = notice, on_change, make_camera
        self._make_sound, self._is_mute = make_sound, False
        self._replay = Replay(REPLAY_S)
        self._tape: OnAir | None = None
        self._movie: Movie | None = None
        self._air: OnAir | None = None
        self._streams: dict[str, Stream] = {}
        self._leaving: list[Stream] = []  # ended, but what they hold is still on its way
        self._encoder = X264
        self._camera: Sink | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tryon-outputs")
        self._later("tape", self._start_tape)
        if may_have_card():
            threading.Thread(target=self._try_card, name="tryon-card", daemon=True).start()

    @property
    def replay_s(self) -> float:
        """How much there is to make a clip of."""
        return self._replay.seconds

    @property
    def health(self) -> Health | None:
        """How the stream fares, of several that which fares worst; None without any."""
        told = self.healths.values()
        return min(told, key=lambda one: _FARING.index(one.link), default=None)

    @property
    def healths(self) -> dict[str, Health]:
        """How each stream fares, by the name of its target."""
        return {name: stream.health for name, stream in [*self._streams.items()]}

    @property
    def camera_ms(self) -> float | None:
        """How old a picture is when the virtual camera shows it; None while it is off."""
        camera = self._camera
        return None if camera is None else self._program.latency_ms(camera)

    @property
    def dropped(self) -> int:
        """How many pictures came too fast for one of the outputs."""
        sinks = [s for s in (self._tape, self._air, self._camera) if s is not None]
        return sum(self._program.dropped_by(sink) for sink in sinks)

    def look_at_disk(self) -> None:
        """Have it found out how much room there is; a disk may be slow to answer."""
        if time.monotonic() - self._asked_s > _DISK_S:
            self._asked_s = time.monotonic()
            self._later("tape", self._measure_disk)

    # Verbs; none of them waits.

    def record(self, is_wanted: bool) -> None:
        """Begin a recording, or end it."""
        self._later("recording", self._start if is_wanted else self._stop)

    def pause(self, is_wanted: bool) -> None:
        """Leave out of the recording what comes from now on, or go on."""
        self._later("recording", self._pause if is_wanted else self._resume)

    def clip(self, seconds: float) -> None:
        """Save the last seconds of what went out."""
        self._later("clip", self._save_clip, seconds)

    def go_live(self, name: str, target: Target) -> None:
        """Stream to a server, beside those that are streamed to already."""
        self._later("stream", self._go_live, name, target)

    def end_live(self, name: str = "") -> None:
        """End the stream to one target, or all."""
        if name:
            self._later("stream", self._end_one, name)
        else:
            self._later("stream", self._end_live)

    def show_camera(self, is_wanted: bool) -> None:
        """Be a camera to other programs, or not."""
        self._later("camera", self._open_camera if is_wanted else self._close_camera)

    def listen(self) -> None:
        """Begin the tape anew: sound is wanted, or no longer."""
        self._is_mute = False
        self._later("tape", self._reshape)

    def reshape(self) -> None:
        """Begin the tape anew: what goes out has another shape from now on."""
        self._later("tape", self._reshape)

    def close(self) -> None:
        """End every output; blocks until recordings are complete."""
        for chore in (self._stop, self._end_live, self._close_camera, self._end_tape):
            self._later("tape", chore)
        self._thread.shutdown(wait=True)
        self._await(self._leaving)
        self._replay.forget()

    def fault(self, output: Sink, error: Exception) -> None:
        """Take note that an output has broken; from any thread."""
        hint = hint_of(error)
        write_down("output", error)
        if output is self._camera:
            self._camera = None
            self._say(Told("camera", False, hint), is_camera=False)
        elif output is self._air:
            self._later("stream", self._end_live)
            self._say(Told("stream", False, hint))
        elif output is self._tape:
            self._encoder = X264  # a card's may be what broke
            # Without a microphone there are pictures still.
            self._is_mute = self._is_mute or self._tape.sound is not None
            self._tape = self._movie = None
            self._say(Told("recording", False, hint), recording=None, paused_s=0.0)
            # One that breaks again at once waits for the next recording.
            if time.monotonic() - self._tape_s > _AGAIN_S:
                self._later("tape", self._start_tape)

    # Chores.

    def _measure_disk(self) -> None:
        folder = self._folder()
        self.disk_left_bytes = None
        for place in (folder, *folder.parents):
            if place.is_dir():
                self.disk_left_bytes = shutil.disk_usage(place).free
                return

    def _start_tape(self) -> None:
        if self._tape is None:
            self._tape = OnAir(
                [self._replay],
                sound=self._sound(),
                encoder=self._encoder,
                notice=self._notice(),
                worn=self._worn,
                on_fault=self._outlet_failed,
            )
            self._tape_s = time.monotonic()
            self._program.attach(self._tape)

    def _end_tape(self) -> None:
        tape, self._tape = self._tape, None
        if tape is not None:
            self._program.detach(tape)

    def _reshape(self) -> None:
        if not self.state.is_fixed:
            self._end_tape()
            self._replay.forget()
            self._program.reshape()
            self._start_tape()

    def _start(self) -> None:
        if self._movie is not None:
            return
        self._start_tape()
        assert self._tape is not None
        path = self._free_name()
        self._movie = Movie(path, Tag().metadata)  # it learns by itself what was worn
        self._tape.attach(self._movie)
        self._say(None, recording=path, since_s=time.monotonic())

    def _pause(self) -> None:
        if self._movie is not None and not self._movie.is_paused:
            self._movie.pause()
            self._say(None, paused_s=time.monotonic())

    def _resume(self) -> None:
        if self._movie is None or self._tape is None or not self._movie.is_paused:
            return
        self._movie.resume()
        self._tape.want_key()
        lasted_s = time.monotonic() - self.state.paused_s
        self._say(None, since_s=self.state.since_s + lasted_s, paused_s=0.0)

    def _stop(self) -> None:
        movie, self._movie = self._movie, None
        if movie is None or self._tape is None:
            return
        self._tape.detach(movie)
        is_there = movie.path.exists()
        self._say(Told("recording", is_there, path=movie.path), recording=None, paused_s=0.0)

    def _save_clip(self, seconds: float) -> None:
        path = self._free_name()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._replay.clip(seconds).save(path, Tag(self._worn()).metadata)
        self._say(Told("clip", True, path=path))

    def _go_live(self, name: str, target: Target) -> None:
        if (before := self._streams.pop(name, None)) is not None and self._air is not None:
            self._air.detach(before)
            self._leaving.append(before)
        # A server takes nobody under a key by which somebody is there.
        self._await([old for old in self._leaving if old.target.address == target.address])
        air, is_first = self._air, self._air is None
        if air is None:
            air = OnAir(
                # There are servers that take no stream without sound.
                sound=self._sound() or Silence(),
                encoder=self._encoder,
                rate=_RATE,
                notice=self._notice(),
                constant_fps=_STREAM_FPS,
                on_fault=self._outlet_failed,
            )
        told = Tag(self._worn()).metadata
        stream = Stream(target, rate=_RATE, want_key=air.want_key, metadata=told)
        stream.slow_down = partial(air.slow_down, stream)
        air.attach(stream)
        self._streams[name] = stream
        if is_first:
            self._air = air
            self._program.attach(air)
        self._say(None, live=tuple(self._streams))

    def _end_one(self, name: str) -> None:
        if set(self._streams) <= {name}:
            self._end_live()
            return
        stream = self._streams.pop(name, None)
        if stream is not None and self._air is not None:
            self._say(None, live=tuple(self._streams))
            self._air.detach(stream)
            self._leaving.append(stream)

    def _end_live(self) -> None:
        """End all of them; nobody waits for what is on its way, which may take seconds."""
        air, self._air = self._air, None
        streams, self._streams = self._streams, {}
        if air is not None:
            self._say(None, live=())
            self._program.detach(air)
            self._leaving += streams.values()

    def _await(self, streams: list[Stream]) -> None:
        """Let what ended streams hold arrive, within one time for all of them."""
        until_s = time.monotonic() + _FAREWELL_S
        for stream in streams:
            stream.join(max(0.0, until_s - time.monotonic()))
        self._leaving = [one for one in self._leaving if one.health.link is not Link.ENDED]

    def _open_camera(self) -> None:
        if self._camera is None:
            self._camera = self._make_camera(self._notice())
            self._say(None, is_camera=True)
            self._program.attach(self._camera)

    def _close_camera(self) -> None:
        camera, self._camera = self._camera, None
        if camera is not None:
            self._program.detach(camera)
            self._say(None, is_camera=False)

    def _try_card(self) -> None:
        """Look for an encoder that is faster; outputs that begin from then on take it."""
        self._encoder = fastest(self._program.size, _STREAM_FPS)

    def _sound(self) -> SoundTrack | None:
        return None if self._is_mute else self._make_sound()

    # Telling.

    def _outlet_failed(self, outlet: Outlet, error: Exception) -> None:
        write_down("outlet", error)
        if outlet is self._movie:
            path, self._movie = self._movie.path, None
            kept = path if path.exists() else None
            self._say(
                Told("recording", False, hint_of(error), kept), recording=None, paused_s=0.0
            )

    def _later(self, what: str, chore: Callable[..., object], *arguments: object) -> None:
        def attempt() -> None:
            try:
                chore(*arguments)
            except Exception as error:  # noqa: BLE001 - one output must not end the others
                write_down(what, error)
                self._say(Told(what, False, hint_of(error)))

        try:
            self._thread.submit(attempt)
        except RuntimeError:
            log.info("%s: too late", what)

    def _say(self, told: Told | None, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        if told is not None:
            self.told = told
        self._on_change()

    def _free_name(self) -> Path:
        stem = f"{datetime.now():%Y-%m-%d %H.%M.%S}"
        if worn := self._worn().partition(" (")[0]:
            stem += " " + _NOT_IN_FILE_NAMES.sub("_", worn)
        folder = self._folder()
        path, number = folder / f"{stem}.mp4", 2
        while path.exists():
            path, number = folder / f"{stem} {number}.mp4", number + 1
        return path


def is_up(health: Health | None) -> bool:
    """Whether pictures arrive."""
    return health is not None and health.link is Link.LIVE
