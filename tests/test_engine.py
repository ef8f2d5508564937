import dataclasses
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from unittest import mock

import numpy as np
import pytest

from tryon.core.errors import Missing, SourceLost
from tryon.core.layer import Coat, Drape, Layer
from tryon.core.scene import UNKNOWN_LIGHT, Frame, Need, Picture, Report, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.engine import RETRY_S, Engine, Fault, Look, Worker


class Ramp:
    """Grey frames, one step brighter each."""

    live = False
    fps = 30.0

    def __init__(self, count: int = 30, pause_s: float = 0.0) -> None:
        self.count, self.pause_s = count, pause_s
        self.opened = self.closed = 0

    def open(self) -> None:
        self.opened += 1

    def frames(self) -> Iterator[Frame]:
        for index in range(self.count):
            time.sleep(self.pause_s)
            yield Frame(np.full((4, 6, 3), index % 256, np.uint8), time.monotonic_ns(), index)

    def close(self) -> None:
        self.closed += 1


class LiveRamp(Ramp):
    live = True


class Flaky(LiveRamp):
    """Lost after every 5 frames, three times."""

    def frames(self) -> Iterator[Frame]:
        yield from super().frames()
        if self.opened < 3:
            raise SourceLost("unplugged")


class Collect:
    backlog = 1

    def __init__(self, backlog: int = 1) -> None:
        self.backlog = backlog
        self.pictures: list[Picture] = []
        self.opened_with: list[tuple[tuple[int, int], float]] = []
        self.closed = 0

    def open(self, size: tuple[int, int], fps: float) -> None:
        self.opened_with.append((size, fps))

    def write(self, picture: Picture) -> None:
        self.pictures.append(picture)

    def close(self) -> None:
        self.closed += 1


class Fragile(Collect):
    def write(self, picture: Picture) -> None:
        raise OSError("disk full")


class Unfinished(Collect):
    def close(self) -> None:
        raise OSError("no room for the index")


class Slow(Collect):
    def write(self, picture: Picture) -> None:
        time.sleep(0.02)
        super().write(picture)


class Perceive:
    def __init__(self, fail_at: frozenset[int] = frozenset()) -> None:
        self.fail_at = fail_at
        self.needs: list[frozenset[Need]] = []
        self.thread = threading.current_thread().name
        self.closed = 0

    def __call__(self, frame: Frame, needs: frozenset[Need], watch: Stopwatch) -> Scene:
        self.needs.append(needs)
        if frame.index in self.fail_at:
            raise RuntimeError("tracker broke")
        with watch.time("face"):
            return Scene(frame, UNKNOWN_LIGHT)

    def close(self) -> None:
        self.closed += 1


class Compose:
    def __init__(self) -> None:
        self.closed_by = ""

    def __call__(self, scene: Scene, layers: Sequence[Layer], watch: Stopwatch) -> Picture:
        with watch.time("render"):
            report = Report({}, (), scene.light)
            frame = scene.frame
            return Picture(frame.rgb, frame.captured_ns, frame.index, report)

    def close(self) -> None:
        assert not self.closed_by
        self.closed_by = threading.current_thread().name


@dataclasses.dataclass(frozen=True)
class Counting:
    """Remembers how often it was worn."""

    name: ClassVar[str] = "counting"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LIPS})
    seen: list[int] = dataclasses.field(default_factory=list, hash=False, compare=False)

    def memory(self) -> Any:
        return [0]

    def layers(self, scene: Scene, memory: Any) -> list[Layer]:
        memory[0] += 1
        self.seen.append(memory[0])
        return []


@dataclasses.dataclass(frozen=True)
class Broken:
    name: ClassVar[str] = "broken"
    needs: ClassVar[frozenset[Need]] = frozenset()

    def memory(self) -> Any:
        return None

    def layers(self, scene: Scene, memory: Any) -> list[Layer]:
        raise RuntimeError("boom")


def run(
    source: Any, sinks: Sequence[Any], look: Look = (), perceive: Perceive | None = None
) -> list[Fault]:
    faults: list[Fault] = []
    tracker, compose = perceive or Perceive(), Compose()
    engine = Engine(
        source, lambda: tracker, lambda: compose, sinks, look=look, on_fault=faults.append
    )
    engine.start()
    engine.join()
    assert not engine.is_running
    assert tracker.closed == 1
    assert compose.closed_by not in ("", threading.current_thread().name)
    return faults


def test_a_recorded_source_loses_nothing_and_keeps_its_order() -> None:
    sink, source = Slow(), Ramp(count=60)
    assert run(source, [sink]) == []
    assert [p.index for p in sink.pictures] == list(range(60))
    assert sink.opened_with == [((6, 4), 30.0)]
    assert (source.opened, source.closed, sink.closed) == (1, 1, 1)


def test_every_picture_says_what_its_stages_cost() -> None:
    sink = Collect()
    run(Ramp(count=1), [sink])
    stages = sink.pictures[0].report.stage_ms
    assert set(stages) == {"face", "dress", "render", "total"}
    assert stages["total"] >= stages["face"] + stages["render"]


def test_a_broken_effect_is_taken_off_once_and_the_picture_goes_on() -> None:
    sink = Collect()
    faults = run(Ramp(count=20), [sink], look=(Broken(), Counting()))
    assert [(f.where, str(f.error)) for f in faults] == [("effect", "boom")]
    assert len(sink.pictures) == 20


def test_trackers_are_told_what_the_look_needs() -> None:
    tracker = Perceive()
    run(Ramp(count=1), [Collect()], look=(Counting(),), perceive=tracker)
    assert tracker.needs == [frozenset({Need.LIPS})]
    bare = Perceive()
    run(Ramp(count=1), [Collect()], perceive=bare)
    assert bare.needs == [frozenset()]


def test_memory_lives_as_long_as_the_effect_is_worn() -> None:
    first, second = Counting(), Counting()
    run(Ramp(count=3), [Collect()], look=(first, second))
    assert first.seen == second.seen == [1, 2, 3]


def test_a_frame_that_stands_at_work_is_told() -> None:
    """Whoever looks after the mirror sees it; a tracker that hangs raises nothing."""
    go_on, begun = threading.Event(), threading.Event()

    class Hanging(Compose):
        def __call__(self, *given: Any) -> Picture:
            begun.set()
            go_on.wait(10)
            return super().__call__(*given)

    engine = Engine(Ramp(1), Perceive, Hanging)
    assert engine.busy_s == 0
    engine.start()
    assert begun.wait(10)
    time.sleep(0.1)
    assert 0.1 <= engine.busy_s < 10
    go_on.set()
    engine.join()
    assert engine.busy_s == 0


def test_a_tracker_that_fails_is_reported_once_and_the_mirror_goes_on() -> None:
    sink = Collect()
    faults = run(Ramp(count=20), [sink], perceive=Perceive(frozenset({3, 4, 5, 12})))
    assert [f.where for f in faults] == ["tracking", "tracking"]
    assert len(sink.pictures) == 20


def test_without_opengl_coats_are_still_painted() -> None:
    """What cannot be draped is told once, and left out; lipstick stays on."""
    coat, drape = (mock.create_autospec(kind, instance=True) for kind in (Coat, Drape))
    painted: list[list[Layer]] = []

    class WithoutOpenGL(Compose):
        def __call__(self, scene: Scene, layers: Sequence[Layer], watch: Stopwatch) -> Picture:
            if drape in layers:
                raise Missing("no OpenGL")
            painted.append(list(layers))
            return super().__call__(scene, layers, watch)

    dressed = mock.create_autospec(Broken())
    dressed.name, dressed.needs = "dressed", frozenset()
    dressed.layers.return_value = [coat, drape]
    faults: list[Fault] = []
    worker = Worker(Perceive(), WithoutOpenGL(), faults.append)
    for index in range(5):
        worker.finish(Frame(np.zeros((4, 6, 3), np.uint8), index, index), (dressed,))
    assert painted == [[coat]] * 5
    assert [fault.where for fault in faults] == ["drawing"]


def test_a_failing_sink_is_closed_once_and_the_others_go_on() -> None:
    good, bad = Collect(), Fragile()
    faults = run(Ramp(count=50), [bad, good])
    assert [(f.where, str(f.error)) for f in faults] == [("sink", "disk full")]
    assert bad.closed == 1
    assert len(good.pictures) == 50


def test_a_recording_that_cannot_be_finished_is_reported() -> None:
    assert [str(f.error) for f in run(Ramp(count=3), [Unfinished()])] == [
        "no room for the index"
    ]


def test_a_slow_sink_of_a_live_source_drops_and_delays_no_one() -> None:
    slow, fast = Slow(), Collect(backlog=100)
    run(LiveRamp(count=100, pause_s=0.002), [slow, fast])
    assert len(fast.pictures) > 90
    assert len(slow.pictures) < 40


def test_a_lost_live_source_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tryon.engine.RETRY_S", (0.01,))
    source, sink = Flaky(count=5, pause_s=0.002), Collect(backlog=100)
    faults = run(source, [sink])
    assert [str(f.error) for f in faults] == ["unplugged", "unplugged"]
    assert (source.opened, source.closed) == (3, 3)
    assert len(sink.pictures) >= 12
    assert RETRY_S == (0.5, 1.0, 2.0, 4.0)


def test_sinks_come_and_go_while_it_runs() -> None:
    engine = Engine(LiveRamp(count=10_000, pause_s=0.001), Perceive, Compose)
    engine.start()
    sink = Collect(backlog=5)
    engine.attach(sink)
    time.sleep(0.1)
    engine.detach(sink)
    taken = len(sink.pictures)
    assert taken > 5
    assert sink.closed == 1
    time.sleep(0.05)
    assert len(sink.pictures) == taken
    engine.stop()
    assert not engine.is_running


def test_a_tracker_that_cannot_be_made_ends_the_run_with_a_fault() -> None:
    faults: list[Fault] = []

    def cannot() -> Perceive:
        raise RuntimeError("no model")

    engine = Engine(Ramp(), cannot, Compose, [Collect()], on_fault=faults.append)
    engine.start()
    engine.join()
    assert [(f.where, str(f.error)) for f in faults] == [("tracking", "no model")]


def test_it_is_told_how_late_a_sink_is_done_and_what_it_missed() -> None:
    slow, quick = Slow(), Collect(backlog=100)
    engine = Engine(LiveRamp(30, pause_s=0.01), Perceive, Compose, [slow, quick])
    assert engine.latency_ms(slow) is None
    engine.start()
    engine.join()
    slow_ms, quick_ms = engine.latency_ms(slow), engine.latency_ms(quick)
    assert slow_ms is not None
    assert quick_ms is not None
    assert slow_ms > 5
    assert quick_ms < slow_ms
    assert engine.dropped_by(slow) > 5
    assert engine.dropped_by(quick) == 0
    assert engine.latency_ms(Collect()) is None


class _Fill:
    """Paints every picture with the grey of the newest effect."""

    def __call__(self, scene: Scene, layers: Sequence[Layer], watch: Stopwatch) -> Picture:
        rgb = scene.frame.rgb.copy()
        for layer in layers:
            rgb[:] = int(layer.box.x)
        report = Report({}, (), scene.light)
        return Picture(rgb, scene.frame.captured_ns, scene.frame.index, report)

    def close(self) -> None: ...


@dataclasses.dataclass(frozen=True)
class _Grey:
    level: int
    name: ClassVar[str] = "grey"
    needs: ClassVar[frozenset[Need]] = frozenset()

    def memory(self) -> list[int]:
        return []

    def layers(self, scene: Scene, memory: list[int]) -> Sequence[Layer]:
        memory.append(scene.frame.index)
        return [mock.Mock(box=mock.Mock(x=self.level))]


def _levels(looks: Sequence[tuple[Look, float]]) -> list[int]:
    worker = Worker(_See(), _Fill(), pytest.fail)
    levels = []
    for index, (look, fade_s) in enumerate(looks):
        bare = Frame(np.full((4, 6, 3), 10, np.uint8), index * 40_000_000, index)
        levels.append(int(worker.finish(bare, look, fade_s).rgb[0, 0, 0]))
    return levels


class _See:
    def __call__(self, frame: Frame, needs: frozenset[Need], watch: Stopwatch) -> Scene:
        return Scene(frame, UNKNOWN_LIGHT)

    def close(self) -> None: ...


def test_a_look_fades_into_the_next_and_never_through_bare() -> None:
    red, blue = (_Grey(100),), (_Grey(220),)
    levels = _levels([(red, 0.0)] * 2 + [(blue, 0.24)] * 10)
    assert levels[:2] == [100, 100]
    steps = np.diff(levels)
    assert (steps >= 0).all(), levels
    assert levels[2] > 100  # seen with the first frame
    assert levels[7:] == [220] * 5  # over after 240 ms
    assert steps.max() <= 0.3 * (220 - 100)
    assert min(levels) == 100  # bare is 10


def test_looks_that_change_quickly_keep_the_person_dressed() -> None:
    looks = [(_Grey(level),) for level in (100, 220, 140, 180, 200)]
    levels = _levels([(look, 0.24) for look in looks for _ in range(2)])
    assert min(levels) >= 100, levels


def test_a_look_without_a_fade_is_on_at_once() -> None:
    assert _levels([((_Grey(100),), 0.0), ((_Grey(220),), 0.0)]) == [100, 220]
