import threading
import time

import pytest

from tryon.core.latest import Closed, Latest


def test_the_oldest_gives_way_and_is_counted() -> None:
    slot: Latest[int] = Latest()
    assert [slot.put(i) for i in range(3)] == [True, False, False]
    assert slot.take() == 2
    assert slot.dropped == 2
    assert slot.take_now() is None


def test_close_wakes_the_reader_and_refuses_the_writer() -> None:
    slot: Latest[int] = Latest()
    threading.Timer(0.05, slot.close).start()
    start = time.monotonic()
    with pytest.raises(Closed):
        slot.take(timeout_s=5)
    assert time.monotonic() - start < 1
    with pytest.raises(Closed):
        slot.put(1)


def test_waiting_writers_lose_nothing() -> None:
    slot: Latest[int] = Latest(2)
    taken: list[int] = []

    def read() -> None:
        while len(taken) < 50:
            taken.append(slot.take(timeout_s=5))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(50):
        slot.put(number, wait=True)
    reader.join(5)
    assert taken == list(range(50))
    assert slot.dropped == 0


def test_time_runs_out() -> None:
    with pytest.raises(TimeoutError):
        Latest[int]().take(timeout_s=0.01)
    with pytest.raises(ValueError, match="at least 1"):
        Latest[int](0)
