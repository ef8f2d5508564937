import os
import sys
import threading
import time
from collections.abc import Callable

import pytest

from tryon.core.precedence import Aside, drawing, give_way, let_pass, stand_back, take_turns


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads have no priority")
def test_only_the_calling_thread_gives_way_and_who_takes_turns_does_not_yet() -> None:
    before, behind = os.getpriority(os.PRIO_PROCESS, 0), []

    def work() -> None:
        for step in (take_turns, give_way):
            step()
            behind.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert behind == [before, max(before, 10)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def _place() -> tuple[int, int]:
    """How far back the current thread is: whether it is at the very back, and its niceness."""
    niceness = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    return int(os.sched_getscheduler(0) == os.SCHED_IDLE), niceness


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads have no priority")
def test_what_is_done_aside_goes_at_once_until_it_is_told_to_stand_back() -> None:
    aside, own = Aside("test"), _place()
    assert aside.submit(_place).result(10) == own
    aside.stand_back()
    assert aside.submit(_place).result(10)[0] == 1
    assert _place() == own
    with pytest.raises(ValueError, match="broken"):
        aside.submit(int, "broken").result(10)
    assert aside.submit(_place).result(10)[0] == 1
    aside.shutdown()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads have no priority")
def test_who_gets_too_little_at_the_back_only_gives_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tryon.core.precedence._STARVED_S", 0.05)
    aside, own = Aside("test"), _place()
    aside.stand_back()
    aside.submit(time.sleep, 0.1).result(10)
    for _ in range(2):
        assert aside.submit(_place).result(10) == (0, max(own[1], 10))
        aside.stand_back()
    aside.shutdown()


def test_what_is_done_aside_is_done_one_after_the_other() -> None:
    aside, began, go_on, done = Aside("test"), threading.Event(), threading.Event(), []

    def first() -> None:
        began.set()
        go_on.wait(10)
        done.append(1)

    asked = [aside.submit(first)]
    assert began.wait(10)
    aside.stand_back()
    asked.append(aside.submit(done.append, 2))
    time.sleep(0.05)
    assert not done
    go_on.set()
    for one in asked:
        one.result(10)
    assert done == [1, 2]
    aside.shutdown()


@pytest.mark.parametrize("behave", [take_turns, give_way, stand_back])
def test_the_interpreter_is_not_kept_for_long(behave: Callable[[], None]) -> None:
    before = sys.getswitchinterval()
    try:
        sys.setswitchinterval(0.005)
        thread = threading.Thread(target=behave)
        thread.start()
        thread.join()
        assert sys.getswitchinterval() < 0.001
    finally:
        sys.setswitchinterval(before)


def _passing(behind: bool) -> tuple[threading.Thread, threading.Event]:
    """Start a thread that lets pictures pass, and then says so."""
    passed = threading.Event()

    def work() -> None:
        if behind:
            give_way()
        let_pass()
        passed.set()

    thread = threading.Thread(target=work)
    thread.start()
    return thread, passed


def test_who_gives_way_waits_for_the_picture_that_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tryon.core.precedence._LONGEST_S", 30.0)
    with drawing():
        with drawing():  # of another window
            thread, passed = _passing(behind=True)
        assert not passed.wait(0.05)
    assert passed.wait(10)
    thread.join()


def test_others_do_not_wait_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tryon.core.precedence._LONGEST_S", 30.0)
    with drawing():
        let_pass()  # what draws may measure, too
        thread, passed = _passing(behind=False)
        assert passed.wait(10)
    thread.join()
    thread, passed = _passing(behind=True)  # nothing is drawn any more
    assert passed.wait(10)
    thread.join()


def test_nobody_waits_for_ever() -> None:
    with drawing():
        thread, passed = _passing(behind=True)
        assert passed.wait(10)
    thread.join()


def test_a_picture_that_fails_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tryon.core.precedence._LONGEST_S", 30.0)
    with pytest.raises(ValueError, match="broken"), drawing():
        raise ValueError("broken")
    thread, passed = _passing(behind=True)
    assert passed.wait(10)
    thread.join()
