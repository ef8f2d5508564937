"""Exports that wait for each other, behind what is live."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tryon.core.precedence import give_way
from tryon.sinks.export import Progress


class Cancelled(Exception):
    """Somebody did not want it any longer."""


class State(Enum):
    """What became of an export."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(slots=True, eq=False)
class Export:
    """A file on its way; read from any thread.

    Attributes
    ----------
    path : Path
    make : callable
        Writes the file, and tells the share that is done; what that raises ends it.
    state : State
    share : float, in [0, 1]
    error : Exception or None
    """

    path: Path
    make: Callable[[Progress], object]
    state: State = State.WAITING
    share: float = 0.0
    error: Exception | None = None
    _is_unwanted: bool = False

    def cancel(self) -> None:
        """Do not do it, or not go on."""
        self._is_unwanted = True

    def _progress(self, share: float) -> None:
        self.share = share
        if self._is_unwanted:
            raise Cancelled


class Exports:
    """Makes one export after the other on a thread of its own, behind what is live.

    Parameters
    ----------
    on_change : callable, optional
        Told of each export that began or ended, on the thread of the exports.
    """

    def __init__(self, on_change: Callable[[Export], None] = lambda export: None) -> None:
        self._on_change = on_change
        self._changed = threading.Condition()
        self._waiting: deque[Export] = deque()
        self._current: Export | None = None
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="tryon-exports", daemon=True)
        self._thread.start()

    @property
    def left(self) -> tuple[Export, ...]:
        """What is being made, and what waits, in order."""
        with self._changed:
            now = () if self._current is None else (self._current,)
            return (*now, *self._waiting)

    def add(self, path: Path, make: Callable[[Progress], object]) -> Export:
        """Queue an export: ``exports.add(path, partial(export, clip, wish))``."""
        made = Export(path, make)
        with self._changed:
            if self._is_closed:
                raise ValueError("add() after close()")
            self._waiting.append(made)
            self._changed.notify()
        return made

    def close(self, *, finish: bool = False) -> None:
        """End: at once, leaving nothing half written, or when all is done."""
        with self._changed:
            self._is_closed = True
            if not finish:
                for waiting in self._waiting:
                    waiting.cancel()
                if self._current is not None:
                    self._current.cancel()
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        give_way()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._is_closed)
                if not self._waiting:
                    return
                made = self._current = self._waiting.popleft()
            self._make(made)

    def _make(self, made: Export) -> None:
        made.state = State.RUNNING
        self._on_change(made)
        try:
            made._progress(0.0)
            made.make(made._progress)
            made.share, made.state = 1.0, State.DONE
        except Cancelled:
            made.state = State.CANCELLED
        except Exception as error:  # noqa: BLE001 - told; the next one is made all the same
            made.error, made.state = error, State.FAILED
        with self._changed:
            self._current = None
        self._on_change(made)
