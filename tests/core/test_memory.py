import sys

import psutil
import pytest

from tryon.core.memory import give_back


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
