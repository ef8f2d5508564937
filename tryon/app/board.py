"""The board on which everybody behind the window writes what is the case."""

import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from tryon.app.state import Feed, Notice, NoticeKind, State
from tryon.core.errors import TryOnError
from tryon.core.precedence import give_way

log = logging.getLogger(__name__)


class Board:
    """Holds the state, replaces it as a whole, and rings. Any thread may write.

    Parameters
    ----------
    state : State
        What is the case at first.
    on_change : callable
        Rung, on the thread that wrote.
    follow : callable
        Told every state, before that.
    """

    def __init__(
        self,
        state: State,
        on_change: Callable[[], None],
        follow: Callable[[State], None] = lambda state: None,
    ) -> None:
        self._state, self._on_change, self._follow = state, on_change, follow
        self._lock = threading.Lock()

    @property
    def state(self) -> State:
        """What is the case now; immutable."""
        with self._lock:
            return self._state

    def change(self, **changes: Any) -> None:
        """Replace attributes of the state."""
        with self._lock:
            state = self._state = replace(self._state, **changes)
        self._follow(state)
        self._on_change()

    def remember(self, **changes: Any) -> None:
        """Replace settings: they are kept for the next run."""
        with self._lock:
            settings = replace(self._state.settings, **changes)
            self._state = replace(self._state, settings=settings)
        self._on_change()

    def notify(self, notice: Notice) -> None:
        """Put a notice up, in the place of another of its kind."""
        with self._lock:
            others = (n for n in self._state.notices if n.kind is not notice.kind)
            self._state = replace(self._state, notices=(*others, notice))
        self._on_change()

    def dismiss(self, *kinds: NoticeKind) -> None:
        """Take the notices of these kinds down; nobody is rung where there are none."""
        with self._lock:
            left = tuple(n for n in self._state.notices if n.kind not in kinds)
            if len(left) == len(self._state.notices):
                return
            self._state = replace(self._state, notices=left)
        self._on_change()


class Chores:
    """What may wait for a thread or a device: done in order, on a thread of its own.

    Parameters
    ----------
    board : Board
        Where a chore that fails is told.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._thread = ThreadPoolExecutor(
            1, thread_name_prefix="tryon-chores", initializer=give_way
        )

    def later(
        self, failure: NoticeKind | None, chore: Callable[..., object], *arguments: Any
    ) -> None:
        """Do `chore` after the others; if it fails, put up a notice of the kind `failure`."""

        def attempt() -> None:
            try:
                chore(*arguments)
            except Exception as error:  # noqa: BLE001 - one chore must not end the others
                write_down(chore.__name__, error)
                if failure is NoticeKind.SOURCE_FAILED:
                    self._board.change(feed=Feed.FAILED)
                if failure is not None:
                    self._board.notify(Notice(failure, hint_of(error)))

        with contextlib.suppress(RuntimeError):  # closed meanwhile
            self._thread.submit(attempt)

    def finish(self) -> None:
        """Do what is waiting, and nothing after it. Blocks until all is done."""
        self._thread.shutdown(wait=True)


def write_down(where: str, error: Exception) -> None:
    """Log what happened; where it came from matters only when nobody foresaw it."""
    log.error("%s: %s", where, error, exc_info=None if isinstance(error, TryOnError) else error)


def hint_of(error: Exception) -> str:
    """Tell what the person can do about `error`; empty when nobody knows."""
    return error.hint if isinstance(error, TryOnError) else ""
