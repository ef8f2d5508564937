"""Bounded hand-off between two threads: the newest wins, and the loss is counted."""

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Closed(Exception):
    """The other side has gone. Not an error: the normal end of a stage."""


class Latest(Generic[T]):
    """A queue that never grows: when it is full, the oldest item gives way.

    Parameters
    ----------
    capacity : int, at least 1
        Items kept. One is right for anything a person is watching live.
    """

    def __init__(self, capacity: int = 1) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, not {capacity}")
        self._items: deque[T] = deque(maxlen=capacity)
        self._changed = threading.Condition()
        self._closed = False
        self.dropped = 0

    def put(self, item: T, *, wait: bool = False) -> bool:
        """Leave `item`. Return True if the queue was empty, so a bell should ring.

        With `wait`, make room by waiting for the reader instead of dropping the oldest:
        for sources that are not live, where every frame counts and no one is watching.
        Raises `Closed` when the reader has gone.
        """
        with self._changed:
            if wait:
                self._changed.wait_for(lambda: self._closed or not self._full())
            if self._closed:
                raise Closed
            was_empty = not self._items
            self.dropped += self._full()
            self._items.append(item)
            self._changed.notify_all()
            return was_empty

    def take(self, timeout_s: float | None = None) -> T:
        """Wait for the next item. Raise `TimeoutError`, or `Closed` once drained."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._items or self._closed, timeout_s):
                raise TimeoutError(f"no item within {timeout_s} s")
            if not self._items:
                raise Closed
            self._changed.notify_all()
            return self._items.popleft()

    def take_now(self) -> T | None:
        """Return the next item without waiting, or None when there is none."""
        with self._changed:
            if not self._items:
                return None
            self._changed.notify_all()
            return self._items.popleft()

    def close(self) -> None:
        """Wake everyone up. Items already inside can still be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _full(self) -> bool:
        return len(self._items) == self._items.maxlen
