"""Memory: what was loaded stays, and what was needed for loading goes."""

import ctypes
import gc
import sys
from collections.abc import Callable
from functools import cache


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
    if trim := _trim():
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    if sys.platform != "linux":
        return None
    found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found
