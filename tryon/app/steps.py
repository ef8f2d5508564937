"""What was worn before: the steps that can be undone."""

import threading
import time
from collections import deque
from collections.abc import Callable

from tryon.app.state import Hung, State, Worn

#: What changes within this time is one step; so many steps are kept.
_ONE_STEP_S, _MOST = 0.8, 50

Outfit = tuple[Worn, tuple[Hung, ...]]


class Steps:
    """Follows what is worn. Any thread may tell it.

    Parameters
    ----------
    state : State
        What is the case at first.
    """

    def __init__(self, state: State) -> None:
        self._now: Outfit = state.worn, state.clothes
        self._before: deque[Outfit] = deque(maxlen=_MOST)
        self._changed_s = 0.0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._before)

    def follow(self, state: State) -> None:
        """Take note of what is worn now; a slider on its way is one step."""
        with self._lock:
            now = state.worn, state.clothes
            if now == self._now:
                return
            now_s = time.monotonic()
            if now_s - self._changed_s > _ONE_STEP_S or not self._before:
                self._before.append(self._now)
            self._now, self._changed_s = now, now_s

    def back(self) -> Outfit | None:
        """Go back one step; None where there is none."""
        with self._lock:
            return self._before.pop() if self._before else None

    def renew(self, renewed: Callable[[Worn], Worn]) -> None:
        """Take over what became of products meanwhile, now and in each step: it is no step."""
        with self._lock:
            worn, clothes = self._now
            self._now = renewed(worn), clothes
            before = [(renewed(worn), clothes) for worn, clothes in self._before]
            self._before = deque(before, _MOST)

    def pretend(self, outfit: Outfit) -> None:
        """Take what is put on now for what was worn all the while: it is no step."""
        with self._lock:
            self._now = outfit
