import os
import sys
import threading
from collections.abc import Callable

import pytest

from tryon.core.precedence import drawing, give_way, let_pass, take_turns


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


@pytest.mark.parametrize("behave", [take_turns, give_way])
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
