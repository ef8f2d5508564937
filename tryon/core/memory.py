"""Memory: what was loaded stays, and what was needed for loading goes."""

import ctypes
import gc
import sys
from collections.abc import Callable
from functools import cache, wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")
Found = TypeVar("Found")

#: Heaps that the threads share, and the name of that number in glibc's malloc.h.
_HEAPS, _M_ARENA_MAX = 3, -8


def share_heaps() -> None:
    """Have threads share a few heaps; to be called before there are threads.

    The C library gives each a heap of its own, up to eight for each processor. Threads come and
    go with every visitor, and what one has freed another does not find: after 200 s of visits
    880 MB lay free beside 110 in use, with three heaps 270 beside 210.
    Does nothing where the library is not GNU's.

    References
    ----------
    mallopt(3).
    """
    if library := _glibc():
        library.mallopt(_M_ARENA_MAX, _HEAPS)


def settle() -> None:
    """Have the collector of garbage leave alone what there is now.

    To be called when all is loaded and nobody has been seen yet. Modules stay for good, and to
    look through their 100,000 objects once more holds every thread for 55 ms, which is a
    picture and a half. What is seen later is collected as ever.
    """
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Hand memory that is free back to the system; takes some 1 to 15 ms.

    To be called after what leaves much of it behind: reading and laying out a model, compiling
    programs, closing. The C library keeps it otherwise, for every thread its own: a kiosk that
    makes new threads for each visitor grew by some 10 MB a visit, with the same 90 MB in use.
    Does nothing where the library is not GNU's.

    References
    ----------
    malloc_trim(3).
    """
    if library := _glibc():
        library.malloc_trim(0)


def once_each(find: Callable[[T], Found]) -> Callable[[T], Found]:
    """Have a function find something of an object only once, and forget it with the object.

    `lru_cache` would keep what it was asked about until others push it out: who was last
    dressed, after they have left, or the textures of a dozen garments that nobody wears.
    What is found must not hold the object.
    """
    known: WeakKeyDictionary[T, Found] = WeakKeyDictionary()

    @wraps(find)
    def found(thing: T) -> Found:
        try:
            return known[thing]
        except KeyError:
            return known.setdefault(thing, find(thing))

    return found


@cache
def _glibc() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None
