"""Who goes first where there are fewer processors than threads: the picture."""

import contextlib
import os
import sys
import threading

#: How much a thread that gives way is behind others, of -20 to 19; and how long it may keep the
#: interpreter from who waits for it, s.
_BEHIND, _TURN_S = 10, 0.0005


def give_way() -> None:
    """Let the picture go before the calling thread, for good.

    For threads that measure or write beside it. What draws needs both of two processors for
    some milliseconds, and the interpreter again after each of many calls that let it go:
    Python's usual turn of 5 ms is a third of a picture's time. On Linux a thread is a process
    to the scheduler; elsewhere only the turns are shortened.
    """
    sys.setswitchinterval(min(sys.getswitchinterval(), _TURN_S))
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with contextlib.suppress(OSError):  # some systems allow no change
            own = os.getpriority(os.PRIO_PROCESS, thread)
            os.setpriority(os.PRIO_PROCESS, thread, max(own, _BEHIND))
