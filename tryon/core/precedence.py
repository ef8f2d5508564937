"""Who goes first where there are fewer processors than threads: the picture."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

#: How much a thread that gives way is behind others, of -20 to 19; and how long it may keep the
#: interpreter from who waits for it, s.
_BEHIND, _TURN_S = 10, 0.0005
#: Nobody waits longer at once, s: where drawing is all that a machine has time for, those who
#: measure for it must go on, too.
_LONGEST_S = 0.02


class _Place(threading.local):
    """Whether the current thread takes turns with who draws."""

    is_behind = False


class _Easel:
    """How many draw at the moment, and whether nobody does."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()
        self._lock, self._drawing = threading.Lock(), 0

    def change(self, by: int) -> None:
        with self._lock:
            self._drawing += by
            if self._drawing:
                self.free.clear()
            else:
                self.free.set()


_place, _easel = _Place(), _Easel()


@contextlib.contextmanager
def drawing() -> Iterator[None]:
    """Have those wait who `let_pass`, until what is drawn here is drawn.

    It calls cv2, numpy and the driver some hundred times, and lets go of the interpreter each
    time. Whoever takes it then keeps it for up to `_TURN_S`, and each change wakes a thread:
    pictures that were drawn while a body was fitted took twice the processor's time.
    """
    _easel.change(1)
    try:
        yield
    finally:
        _easel.change(-1)


def let_pass() -> None:
    """Wait until the picture that is being drawn is finished, in a thread that takes turns.

    To be called now and then between steps of much Python and little else. Models need no
    interpreter: they run on while a picture is drawn.
    """
    if _place.is_behind:
        _easel.free.wait(_LONGEST_S)


def take_turns() -> None:
    """Let the picture have the interpreter before the calling thread, for good.

    What draws needs it again after each of many calls that let it go: Python's usual turn of
    5 ms is a third of a picture's time.
    """
    _place.is_behind = True
    sys.setswitchinterval(min(sys.getswitchinterval(), _TURN_S))


def give_way() -> None:
    """Let the picture go before the calling thread, for good.

    For threads that measure or write beside it. What draws needs both of two processors for
    some milliseconds, and the interpreter in turns. On Linux a thread is a process to the
    scheduler; elsewhere it only takes turns.
    """
    take_turns()
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with contextlib.suppress(OSError):  # some systems allow no change
            own = os.getpriority(os.PRIO_PROCESS, thread)
            os.setpriority(os.PRIO_PROCESS, thread, max(own, _BEHIND))
