"""How long nobody has touched anything, and what follows from it."""

import time
from enum import Enum

#: A clock that goes on while the machine sleeps, which Python's usual one does not on Linux and
#: macOS; None on Windows, where it does.
_ALSO_ASLEEP: int | None = getattr(
    time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None)
)


class Idle(Enum):
    """What the clock says."""

    BUSY = "somebody is using it"
    ASKING = "it is asked whether somebody is there"
    OVER = "everything is to be wiped"


class IdleClock:
    """Counts from the last touch, also while the machine sleeps: who left it need not be back.

    Parameters
    ----------
    idle_s : float
        Without a touch, until it is asked whether somebody is there.
    countdown_s : float
        How long that may stay unanswered.
    """

    def __init__(self, idle_s: float, countdown_s: float) -> None:
        self._idle_s, self._countdown_s = idle_s, countdown_s
        self._touched_s, self._slept_s = 0.0, slept_s()

    def touch(self, now_s: float) -> None:
        """Take note that somebody is there."""
        self._touched_s, self._slept_s = now_s, slept_s()

    def leave(self, now_s: float) -> None:
        """Ask at once: nobody is in front any more."""
        self._touched_s = min(self._touched_s, now_s - self._idle_s)

    def reading(self, now_s: float) -> Idle:
        """Say what is the case."""
        left_s = self.left_s(now_s)
        if left_s > self._countdown_s:
            return Idle.BUSY
        return Idle.ASKING if left_s > 0 else Idle.OVER

    def left_s(self, now_s: float) -> float:
        """How much is left until the countdown ends, in s."""
        asleep_s = max(slept_s() - self._slept_s, 0.0)
        spent_s = now_s - self._touched_s + asleep_s
        return max(self._idle_s + self._countdown_s - spent_s, 0.0)


def slept_s() -> float:
    """Tell how long this machine has slept since it began, in s; 0 where clocks go on then."""
    if _ALSO_ASLEEP is None:
        return 0.0
    return time.clock_gettime(_ALSO_ASLEEP) - time.monotonic()
