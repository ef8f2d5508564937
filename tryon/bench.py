"""How long each stage takes here, next to the plain tracker on the same frames."""

import contextlib
import gc
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from tryon.catalogue.collection import read_look
from tryon.commands import DEMO_LOOK
from tryon.core.errors import BadInput
from tryon.core.scene import Bytes, Frame, Need, Picture
from tryon.engine import Engine, Fault, Look, Worker
from tryon.labels.notice import Notice
from tryon.labels.tag import Tag
from tryon.render.compositor import Compositor
from tryon.sinks.encode import Rate
from tryon.sinks.movie import Movie
from tryon.sinks.on_air import OnAir
from tryon.sinks.replay import Replay
from tryon.sinks.stream import Link, Stream, Target
from tryon.sources.demo import Demo
from tryon.sources.still import paced
from tryon.tracking.alone import trackers_alone
from tryon.tracking.perceive import Perceive

#: As at a camera: what takes longer than a frame is measured beside.
_perceive = partial(Perceive, live=True)

#: Frames that are not counted: models are loaded, caches filled, identities found.
WARM_UP = 30

#: Pictures in which nothing is worn are quick, and do not count: whoever wears clothes is found
#: beside the pictures, and may stand so that there is nothing to be worn on. So many frames are
#: tried at most for each that counts.
_TRIED = 4

#: How many different frames are shown, to and fro; more would only fill memory.
_DIFFERENT = 30


class Play:
    """Shows frames that are already in memory, as a camera or as a file would."""

    def __init__(
        self,
        pictures: Sequence[Bytes],
        count: int,
        fps: float,
        *,
        live: bool,
        until: threading.Event | None = None,
    ) -> None:
        self.live, self.fps = live, fps
        self._pictures, self._count, self._until = pictures, count, until

    def open(self) -> None:
        """Nothing to open."""

    def frames(self) -> Iterator[Frame]:
        """Yield `count` frames, paced when live, or fewer `until` it is enough."""
        clock = paced(self.fps) if self.live else iter(time.monotonic_ns, None)
        for index, now_ns in zip(range(self._count), clock, strict=False):
            if self._until is not None and self._until.is_set():
                return
            yield Frame(to_and_fro(self._pictures, index), now_ns, index)

    def close(self) -> None:
        """Nothing to close."""


class Stamps:
    """Notes when pictures are finished.

    Parameters
    ----------
    warm_up : int
        Pictures that are not noted.
        Warming up begins with the first of those that count.
    count : int or None
        After so many it is enough.
    look : Look
        Only pictures count in which all of it is worn.

    Attributes
    ----------
    finished_ns, age_ms : list
        When each was finished, and how long after its capture.
    each_ms : list of float
        How long after the picture before.
    first, enough : threading.Event
        Set with the first picture that is noted, and with the last.
    """

    backlog = 10_000

    def __init__(self, warm_up: int = 0, count: int | None = None, look: Look = ()) -> None:
        self._warm_up, self._count, self._look = warm_up, count, look
        self._from: int | None = None
        self.finished_ns: list[int] = []
        self.age_ms: list[float] = []
        self.each_ms: list[float] = []
        self._before_ns = 0
        self.first, self.enough = threading.Event(), threading.Event()

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Nothing to prepare."""

    def write(self, picture: Picture) -> None:
        """Note the time, unless the picture does not count."""
        now_ns = time.monotonic_ns()
        each_ms, self._before_ns = (now_ns - self._before_ns) / 1e6, now_ns
        if not _is_worn(picture, self._look):
            return
        if self._from is None:
            self._from = picture.index + self._warm_up
        if picture.index < self._from or self.enough.is_set():
            return
        self.finished_ns.append(now_ns)
        self.age_ms.append((now_ns - picture.captured_ns) / 1e6)
        self.each_ms.append(each_ms)
        self.first.set()
        if len(self.finished_ns) == self._count:
            self.enough.set()

    def close(self) -> None:
        """Nothing to release."""


def measure(
    look_word: str | None,
    size: tuple[int, int] = (1280, 720),
    frames: int = 300,
    faces: int = 1,
    soak_s: float | None = None,
    folders: Sequence[Path] = (),
    air: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Time the built-in moving portrait, wearing a look.

    Tracker and whole frame take turns on the same frames, so that whatever else the machine
    does falls on both; then the same frames go through the engine's threads.

    Parameters
    ----------
    look_word : str or None
        LOOK; None is that of ``tryon demo``.
    size : (width, height), px
    frames : int
        Counted frames, after a warm-up of 30.
    faces : int, 1 to 4
    soak_s : float or None
        Watch the memory for so long at the end.
    folders : sequence of Path
        Where products are, beside the user's own and the samples.
    air : sequence of str or None
        Also go on air: record, keep a replay, and stream to these addresses.

    Returns
    -------
    result : dict
        ``tryon bench --json``; every ``_ms`` has ``median`` and ``p95``.
    """
    if not 1 <= faces <= 4:
        raise BadInput(f"--faces: expected 1 to 4, not {faces}")
    if size[0] < 160 or size[1] < 120:
        raise BadInput(f"--size: expected at least 160x120, not {size[0]}x{size[1]}")
    look = read_look(look_word or DEMO_LOOK, folders)
    process = psutil.Process()
    pictures = _pictures(size, faces)
    first_s = _first_picture_s(pictures, look, process)
    alone_ms, stages_ms, found = _take_turns(pictures, look, frames, faces)
    throughput = _through_engine(pictures, look, frames, live=False)
    live = _through_engine(pictures, look, min(frames, 150), live=True)
    result = {
        "bench": 1,
        "size": list(size),
        "frames": frames,
        "faces": faces,
        "faces_found": found,
        "load_1min": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "tracker_alone_ms": _spread(alone_ms),
        "total_ms": _spread(stages_ms.pop("total")),
        "stage_ms": {name: _spread(values) for name, values in stages_ms.items()},
        "pictures_per_s": _per_second(throughput[0].each_ms),
        "latency_ms": _spread(live[0].age_ms),
        "dropped": live[1],
        "first_picture_s": round(first_s, 2),
        "rss_mb": _rss_mb(process),
    }
    if air is not None:
        result["on_air"] = on_air(pictures, look, frames, air)
    if soak_s:
        result["soak"] = _soak(pictures, look, soak_s, process)
    return result


def _is_worn(picture: Picture, look: Look) -> bool:
    """Whether something of each effect is seen."""
    return {effect.name for effect in look} <= {one.effect for one in picture.report.colour}


def to_and_fro(pictures: Sequence[Bytes], index: int) -> Bytes:
    """Pick a picture so that a run of any length moves without a jump."""
    around = index % max(2 * len(pictures) - 2, 1)
    return pictures[min(around, 2 * len(pictures) - 2 - around)]


def _pictures(size: tuple[int, int], faces: int) -> list[Bytes]:
    """Make moving portraits; several faces stand in a grid."""
    across = 1 if faces == 1 else 2
    down = 1 if faces <= 2 else 2
    tile = (size[0] // across, size[1] // down)
    source = Demo(size=tile, count=_DIFFERENT)
    with contextlib.closing(source):
        source.open()
        single = [frame.rgb for frame in source.frames()]
    if faces == 1:
        return single
    pictures = []
    for index in range(len(single)):
        canvas = np.full((size[1], size[0], 3), 96, np.uint8)
        for face in range(faces):
            rgb = to_and_fro(single, index + 7 * face)
            y, x = face // across * tile[1], face % across * tile[0]
            canvas[y : y + tile[1], x : x + tile[0]] = rgb
        pictures.append(canvas)
    return pictures


def _take_turns(
    pictures: Sequence[Bytes], look: Look, frames: int, faces: int
) -> tuple[list[float], dict[str, list[float]], float]:
    """Time the plain tracker and the whole frame alternately."""
    stages: dict[str, list[float]] = {}
    found: list[int] = []

    def fail(fault: Fault) -> None:
        raise fault.error

    def in_turns(worker: Worker) -> Iterator[Bytes]:
        worn = 0
        for index in range(_TRIED * (WARM_UP + frames)):
            rgb = to_and_fro(pictures, index)
            yield rgb  # the plain tracker has its turn
            picture = worker.finish(Frame(rgb, index * 33_333_333, index), look)
            is_worn = _is_worn(picture, look)
            worn += is_worn
            if is_worn and worn > WARM_UP:
                found.append(len(picture.report.faces))
                for name, value in picture.report.stage_ms.items():
                    stages.setdefault(name, []).append(value)
            if worn == WARM_UP + frames:
                return

    needs = frozenset(need for effect in look for need in effect.needs)
    with contextlib.closing(Perceive(live=True)) as perceive:
        turns = in_turns(Worker(perceive, Compositor(), fail))
        alone_ms = trackers_alone(turns, faces, with_pose=Need.BODY in needs)
    if not found:
        raise BadInput(
            "what this look wears is not all seen on the built-in portrait",
            "Choose something for the face or the upper body.",
        )
    return alone_ms[-frames:], stages, round(float(np.mean(found)), 3)


def _through_engine(
    pictures: Sequence[Bytes], look: Look, frames: int, *, live: bool
) -> tuple[Stamps, int]:
    """Run the frames through the threads; returns the stamps, and how many were dropped."""
    stamps, faults = Stamps(WARM_UP, frames, look), list[Fault]()
    most = _TRIED * (WARM_UP + frames)
    source = Play(pictures, most, 30.0, live=live, until=stamps.enough)
    engine = Engine(source, _perceive, Compositor, [stamps], look=look, on_fault=faults.append)
    engine.start()
    engine.join()
    if faults:
        raise faults[0].error
    return stamps, engine.dropped


def _first_picture_s(pictures: Sequence[Bytes], look: Look, process: psutil.Process) -> float:
    """Seconds from the start of this process to its first dressed picture.

    Making the test frames is part of it, as opening a camera would be.
    """
    stamps = Stamps()
    source = Play(pictures, 5, 30.0, live=False)
    engine = Engine(source, _perceive, Compositor, [stamps], look=look)
    engine.start()
    stamps.first.wait(60)
    # the wall clock, because that is what the system remembers of the start
    first_s: float = time.time_ns() / 1e9 - process.create_time()
    engine.stop()
    return first_s


def on_air(
    pictures: Sequence[Bytes], look: Look, frames: int, addresses: Sequence[str]
) -> dict[str, Any]:
    """Show, record, keep for replay and stream at once, at thirty pictures a second.

    Returns
    -------
    result : dict
        ``dropped_percent`` of the source's pictures before the recording; of the display
        ``display_per_s`` and ``longest_gap_ms``; ``latency_ms`` from capture to display and
        to the recording; ``clip_s``, to save the replay meanwhile; of each of ``streams`` how
        many pictures went out, and how old they were then.
    """
    shown, replay = Stamps(WARM_UP), Replay(seconds=15.0)
    source = Play(pictures, frames + WARM_UP, 30.0, live=True)
    rate = Rate()
    with tempfile.TemporaryDirectory() as folder:
        movie = Movie(Path(folder) / "bench.mp4")
        air = OnAir([movie, replay], rate=rate, notice=Notice())
        streams = [Stream(Target(url), rate=rate, want_key=air.want_key) for url in addresses]
        for stream in streams:
            air.attach(stream)
        engine = Engine(source, _perceive, Compositor, [shown, air], look=look)
        engine.start()
        recorded_ms, clip_s, lost = [], 0.0, 0
        sent_ms: list[list[float]] = [[] for _ in streams]
        while engine.is_running:
            time.sleep(0.1)
            latency_ms = engine.latency_ms(air)
            if latency_ms is not None:
                recorded_ms.append(latency_ms)
            for ages_ms, stream in zip(sent_ms, streams, strict=True):
                if stream.health.link is Link.LIVE and stream.health.sent:
                    ages_ms.append(stream.health.latency_ms)
            if not clip_s and replay.seconds > 3:
                start_s = time.monotonic()
                replay.clip().save(Path(folder) / "clip.mp4", Tag().metadata)
                clip_s = time.monotonic() - start_s
            lost = engine.dropped_by(air)
        engine.join()
        for stream in streams:
            stream.join()
        written = len(shown.finished_ns) - lost
    gaps_ms = np.diff(shown.finished_ns) / 1e6
    return {
        "pictures": frames,
        "dropped_percent": round(100 * (1 - written / frames), 2),
        "display_per_s": round(1000 / float(gaps_ms.mean()), 1),
        "longest_gap_ms": round(float(gaps_ms.max()), 1),
        "latency_ms": {"display": _spread(shown.age_ms), "recording": _spread(recorded_ms)},
        "clip_s": round(clip_s, 3),
        "streams": [
            {
                "sent": stream.health.sent,
                "dropped": stream.health.dropped,
                "latency_ms": _spread(ages_ms) if ages_ms else None,
                "reason": stream.health.reason,
            }
            for stream, ages_ms in zip(streams, sent_ms, strict=True)
        ],
    }


def _soak(
    pictures: Sequence[Bytes], look: Look, seconds: float, process: psutil.Process
) -> dict[str, Any]:
    """Run live for `seconds` and note the memory twenty times."""
    source = Play(pictures, round(seconds * 30), 30.0, live=True)
    engine = Engine(source, _perceive, Compositor, [], look=look)
    engine.start()
    rss: list[float] = []
    while engine.is_running:
        time.sleep(seconds / 20)
        rss.append(_rss_mb(process))
    engine.join()
    return {"seconds": seconds, "rss_mb": rss, "pictures": engine.delivered}


def _rss_mb(process: psutil.Process) -> float:
    gc.collect()
    return round(int(process.memory_info().rss) / 2**20, 1)


def _per_second(each_ms: Sequence[float]) -> float:
    """Count pictures a second; 0 where the look was never worn."""
    return round(1e3 / float(np.mean(each_ms)), 1) if each_ms else 0.0


def _spread(values: Sequence[float]) -> dict[str, float]:
    low, high = (float(v) for v in np.percentile(values, [50, 95]))
    return {"median": round(low, 3), "p95": round(high, 3)}
