import gc
import sys
import weakref

import psutil
import pytest

from tryon.core.memory import give_back, settle


def resident_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


@pytest.mark.skipif(sys.platform != "linux", reason="only GNU's library is asked")
def test_gives_back_what_lies_free_below_something_that_is_kept() -> None:
    blocks = [bytes(2000) for _ in range(40_000)]
    kept = blocks[-1]
    full = resident_mb()
    del blocks
    give_back()
    assert full - resident_mb() > 60
    assert kept == bytes(2000)


def test_is_silent_where_nothing_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tryon.core.memory._trim", lambda: None)
    give_back()


class Knot:
    """Holds itself: only the collector finds it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_has_settled_is_not_looked_at_and_what_comes_later_is_collected() -> None:
    gone, before = weakref.ref(Knot()), len(gc.get_objects())
    try:
        settle()
        assert gone() is None, "garbage goes first"
        assert len(gc.get_objects()) < 0.1 * before
        later = weakref.ref(Knot())
        gc.collect()
        assert later() is None
    finally:
        gc.unfreeze()
