"""Who goes first where there are fewer processors than threads: the picture."""

import contextlib
import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

#: How much a thread that gives way is behind others, of -20 to 19; and how long it may keep the
#: interpreter from who waits for it, s.
_BEHIND, _TURN_S = 10, 0.0005
#: The same on Windows, of -2 to 2: THREAD_PRIORITY_BELOW_NORMAL of winbase.h.
_BELOW_NORMAL = -1
#: Nobody waits longer at once, s: where drawing is all that a machine has time for, those who
#: measure for it must go on, too.
_LONGEST_S = 0.02
#: Who stood back and had waited and worked for so long at the end of a task, s, had too little.
_STARVED_S = 1.0

P = ParamSpec("P")
T = TypeVar("T")


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


def stand_back() -> None:
    """Let everybody go before the calling thread, for good; see `Aside`.

    Who only gives way keeps a processor to the end of its turn, and what draws waits behind
    the picture's own thread on the other one meanwhile. Who stands back loses it at once.
    """
    give_way()
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    elif sys.platform == "win32":
        # there, whoever is behind at all has no share: not seen running
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentThread.restype = ctypes.c_void_p
        kernel.SetThreadPriority(ctypes.c_void_p(kernel.GetCurrentThread()), _BELOW_NORMAL)


class Aside:
    """A thread for what takes longer than a picture; one task after the other.

    At first it goes as soon as all others do. Told to stand back, it goes when nobody else
    wants a processor. Where that takes too long, it only gives way: then it has a share,
    whatever the others do.

    Parameters
    ----------
    name : str
    """

    def __init__(self, name: str) -> None:
        # who stood back may not come forward again: that takes another thread, which begins
        # where whoever starts it is
        self._near = ThreadPoolExecutor(1, name)
        self._near.submit(take_turns)
        self._far = ThreadPoolExecutor(1, f"{name} at the back", stand_back)
        self._is_back = self._is_starved = False
        self._turn = threading.Lock()

    def submit(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have `task` done."""
        asked_s = time.monotonic()

        def at_the_front() -> T:
            with self._turn:
                return task(*args, **kwargs)

        def at_the_back() -> T:
            try:
                return at_the_front()
            finally:
                if time.monotonic() - asked_s > _STARVED_S:
                    self._near.submit(give_way)
                    self._is_starved = True

        if self._is_starved or not self._is_back:
            return self._near.submit(at_the_front)
        return self._far.submit(at_the_back)

    def stand_back(self) -> None:
        """Let all others go first, from the next task on."""
        self._is_back = True

    def shutdown(self) -> None:
        """Drop what has not begun, and wait for what has."""
        for thread in (self._far, self._near):
            thread.shutdown(wait=True, cancel_futures=True)
