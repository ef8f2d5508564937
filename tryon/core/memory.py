"""Giving memory back to the system."""

import ctypes
import sys


def give_back() -> None:
    """Hand the freed pages of every heap back to the system, where its library is glibc.

    Each thread that ever ran leaves a heap of its own behind, in which freed pictures lie
    between small things that live; glibc keeps those pages. A kiosk that makes new threads for
    each visitor grew by some 10 MB a visit that way, with the same 90 MB in use (mallinfo2(3)).
    Takes 1 to 40 ms, without the interpreter's lock. See malloc_trim(3).

    Examples
    --------
    >>> give_back()
    """
    if sys.platform != "linux":
        return
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except AttributeError:  # musl keeps little
        return
    trim(0)
