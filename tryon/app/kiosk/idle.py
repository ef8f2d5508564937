"""How long nobody has touched anything, and what follows from it."""

from enum import Enum


class Idle(Enum):
    """What the clock says."""

    BUSY = "somebody is using it"
    ASKING = "it is asked whether somebody is there"
    OVER = "everything is to be wiped"


class IdleClock:
    """Counts from the last touch.

    Parameters
    ----------
    idle_s : float
        Without a touch, until it is asked whether somebody is there.
    countdown_s : float
        How long that may stay unanswered.
    """

    def __init__(self, idle_s: float, countdown_s: float) -> None:
        self._idle_s, self._countdown_s = idle_s, countdown_s
        self._touched_s = 0.0

    def touch(self, now_s: float) -> None:
        """Take note that somebody is there."""
        self._touched_s = now_s

    def leave(self, now_s: float) -> None:
        """Ask at once: nobody is in front any more."""
        self._touched_s = min(self._touched_s, now_s - self._idle_s)

    def reading(self, now_s: float) -> Idle:
        """Say what is the case."""
        spent = now_s - self._touched_s - self._idle_s
        if spent < 0:
            return Idle.BUSY
        return Idle.ASKING if spent < self._countdown_s else Idle.OVER

    def left_s(self, now_s: float) -> float:
        """How much of the countdown is left, in s."""
        return max(self._touched_s + self._idle_s + self._countdown_s - now_s, 0.0)
