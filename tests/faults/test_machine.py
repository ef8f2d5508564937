"""The machine itself: clocks that jump, a processor that others have, a tracker that breaks."""

import multiprocessing
import os
import time
from collections.abc import Callable
from typing import Any

from tryon.app.state import NoticeKind
from tryon.catalogue.collection import read_look
from tryon.core.scene import Frame
from tryon.engine import Fault, Worker
from tryon.render.compositor import Compositor
from tryon.sources.demo import Demo
from tryon.tracking.perceive import Perceive

Open = Callable[..., Any]
Saw = Callable[..., None]


def test_clocks_that_jump_and_a_machine_that_slept(saw: Saw) -> None:
    """Real trackers: back by 0.2 s, an hour ahead (sleep), and standing still."""
    demo = Demo(size=(640, 360))
    demo.open()
    faults: list[Fault] = []
    perceive, compose = Perceive(live=True), Compositor()
    worker = Worker(perceive, compose, faults.append)
    look = read_look("demo-lip-01", ())
    now_ns = time.monotonic_ns()
    steps = [33] * 8 + [-200] + [33] * 8 + [3_600_000] + [33] * 8 + [0] * 4 + [33] * 4
    worn, slowest_s = [], 0.0
    for index, step_ms in enumerate(steps):
        now_ns += step_ms * 1_000_000
        begun_s = time.monotonic()
        picture = worker.finish(Frame(demo.image(index), now_ns, index), look)
        slowest_s = max(slowest_s, time.monotonic() - begun_s) if index else 0.0
        worn.append(bool(picture.report.colour))
    perceive.close()
    compose.close()
    assert faults == []
    assert all(worn[2:]), "she wears it all the time"
    saw("the clock jumps back; the machine sleeps for an hour", "", "", slowest_s)


def _burn(seconds: float) -> None:
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        sum(range(1000))


def test_a_processor_that_others_have(open_mirror: Open, saw: Saw) -> None:
    mirror = open_mirror()
    mirror.goes_on(10)
    spawn = multiprocessing.get_context("spawn")
    others = [
        spawn.Process(target=_burn, args=(30.0,)) for _ in range(2 * (os.cpu_count() or 1))
    ]
    for other in others:
        other.start()
    try:
        time.sleep(1.0)
        waits = [mirror.goes_on(5.0) for _ in range(10)]
        assert mirror.banner() == ""
        saw("others use all of the processor", mirror.banner(), mirror.kiosk(), max(waits))
    finally:
        for other in others:
            other.kill()
            other.join()
            other.close()


def test_a_tracker_that_breaks(open_mirror: Open, saw: Saw) -> None:
    class Broken:
        def __call__(self, frame: Frame, needs: Any, watch: Any) -> Any:
            raise RuntimeError("the model's memory is gone")

        def close(self) -> None: ...

    mirror = open_mirror(make_perceive=lambda desk: Broken())
    mirror.until(lambda: mirror.told(NoticeKind.TRACKING_FAILED))
    waited_s = mirror.goes_on()
    words, kiosk = mirror.banner(), mirror.kiosk()
    assert "Faces cannot be found" in words
    saw("the tracker breaks", words, kiosk, waited_s)
