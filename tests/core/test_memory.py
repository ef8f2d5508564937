import gc
import subprocess
import sys
import weakref

import psutil
import pytest

from tryon.core.memory import give_back, once_each, settle, share_heaps


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


#: Prints how many heaps a dozen threads take that are all at work at once.
HEAPS = """
import ctypes, tempfile, threading
from tryon.core.memory import share_heaps
{first}
library, met = ctypes.CDLL(None), threading.Barrier(12)
library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
def work():
    library.malloc(5000)
    met.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
[thread.start() for thread in threads], [thread.join() for thread in threads]
library.fopen.restype, library.fopen.argtypes = ctypes.c_void_p, [ctypes.c_char_p] * 2
library.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
library.fclose.argtypes = [ctypes.c_void_p]
with tempfile.NamedTemporaryFile() as said:
    there = library.fopen(said.name.encode(), b"w")
    library.malloc_info(0, there), library.fclose(there)
    print(said.read().count(b"<heap nr="))
"""


def heaps(first: str) -> int:
    words = [sys.executable, "-c", HEAPS.format(first=first)]
    return int(subprocess.run(words, check=True, capture_output=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="only GNU's library is asked")
def test_threads_share_a_few_heaps() -> None:
    assert heaps("share_heaps()") <= 3 < heaps("")


def test_is_silent_where_nothing_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tryon.core.memory._glibc", lambda: None)
    give_back()
    share_heaps()


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


def test_what_is_found_of_a_thing_goes_with_it() -> None:
    class Thing:
        pass

    asked: list[int] = []

    @once_each
    def find(thing: Thing) -> object:
        asked.append(id(thing))
        return None  # which is an answer, too

    thing, other = Thing(), Thing()
    found = [find(one) for one in (thing, other, thing)]
    assert (found, len(asked)) == ([None] * 3, 2)
    gone = weakref.ref(thing)
    del thing
    assert gone() is None
