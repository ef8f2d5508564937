"""Who did something how often of late: for whatever answers strangers."""

import threading
from collections import deque


class Lately:
    """Counts by name; may be asked from any thread.

    Parameters
    ----------
    span_s : float
        What is longer ago no longer counts.

    Examples
    --------
    >>> lately = Lately(60.0)
    >>> lately.add("ada", 0.0), lately.add("ada", 30.0), lately.count("ada", 70.0)
    (1, 2, 1)
    >>> lately.may("ada", 71.0, most=2), lately.may("ada", 72.0, most=2)
    (True, False)
    """

    def __init__(self, span_s: float) -> None:
        self._span_s = span_s
        self._times_s: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def count(self, who: str, now_s: float) -> int:
        """Say how often."""
        with self._lock:
            return len(self._recent(who, now_s))

    def add(self, who: str, now_s: float) -> int:
        """Count once more, and say how often it is then."""
        with self._lock:
            times_s = self._recent(who, now_s)
            times_s.append(now_s)
            return len(times_s)

    def may(self, who: str, now_s: float, most: int) -> bool:
        """Say whether it was less often than `most`; only then this time counts."""
        with self._lock:
            times_s = self._recent(who, now_s)
            if len(times_s) >= most:
                return False
            times_s.append(now_s)
            return True

    def _recent(self, who: str, now_s: float) -> deque[float]:
        times_s = self._times_s.setdefault(who, deque())
        while times_s and now_s - times_s[0] > self._span_s:
            times_s.popleft()
        return times_s
