"""Watches the windows' thread: what holds it, and how soon what was touched is seen.

``python packaging/rehearse.py kiosk --gaps`` and ``soak.py`` print what it found. It is no part
of the product: a thread that looks every few milliseconds costs what the mirror could use.
"""

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QObject, Qt, QTimer

#: A thread of windows that is held for longer is felt, ms.
LIMIT_MS = 50.0
#: How often the thread shows that it is free, and how often it is looked at, ms.
_BEAT_MS, _LOOK_MS = 5, 5
#: From here on a beat is late, and it is noted what the thread is at, ms.
_LATE_MS = 25.0
#: So many lines of a stack tell where it was.
_LINES = 4


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nothing that was touched would have been answered.

    Attributes
    ----------
    ms : float
        From one sign of life to the next.
    waited_ms : float
        For a processor that others had: no fault of what is at work.
    worked_ms : float
        On a processor; the rest was spent waiting for a lock, a thread or a file.
    during : str
        What was being played.
    stack : str
        What the thread was at most of the time, the innermost line last.
    beside : str
        What another thread was at most of the time, which may have kept the interpreter.
    """

    ms: float
    waited_ms: float
    worked_ms: float
    during: str
    stack: str
    beside: str

    @property
    def own_ms(self) -> float:
        """What remains on a machine that nobody else uses."""
        return self.ms - self.waited_ms


class Watch(QObject):
    """Notes every gap of the thread on which it was made, until it is closed.

    Parameters
    ----------
    during : callable
        Says what is being played.
    """

    def __init__(self, during: Callable[[], str] = lambda: "") -> None:
        super().__init__()
        self.gaps: list[Gap] = []
        self.beats = 0
        self._during = during
        self._ident, self._task = threading.get_ident(), threading.get_native_id()
        self._last_ns, self._spent_ns = time.monotonic_ns(), spent_ns(self._task)
        self._stacks: Counter[str] = Counter()
        self._others: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._closing = threading.Event()
        self._beat = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._show_life)
        self._beat.start()
        self._thread = threading.Thread(target=self._look, name="gaps", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no longer."""
        self._beat.stop()
        self._closing.set()
        self._thread.join()

    def _show_life(self) -> None:
        now_ns, spent = time.monotonic_ns(), spent_ns(self._task)
        ms = (now_ns - self._last_ns) / 1e6
        worked_ms, waited_ms = (
            (now - before) / 1e6 for now, before in zip(spent, self._spent_ns, strict=True)
        )
        with self._counting:
            at, beside = most(self._stacks), most(self._others)
            self._stacks.clear()
            self._others.clear()
        if ms > LIMIT_MS:
            self.gaps.append(Gap(ms, waited_ms, worked_ms, self._during(), at, beside))
        self._last_ns, self._spent_ns = now_ns, spent
        self.beats += 1

    def _look(self) -> None:
        while not self._closing.wait(_LOOK_MS / 1e3):
            if (time.monotonic_ns() - self._last_ns) / 1e6 > _LATE_MS:
                for ident, frame in sys._current_frames().items():
                    counted = self._stacks if ident == self._ident else self._others
                    if ident == threading.get_ident() or (
                        counted is self._others and is_waiting(frame)
                    ):
                        continue
                    at = stack_of(frame)
                    with self._counting:
                        counted[at] += 1


class Answers:
    """How long it took until what was touched was seen.

    Attributes
    ----------
    ms : list of float
        From each touch to the painting of the first picture that was taken after it: such a
        picture shows what was chosen, and one from before might, too.
    """

    def __init__(self) -> None:
        self.ms: list[float] = []
        self._touched_ns: int | None = None

    def touched(self) -> None:
        """Begin, right before something is touched."""
        self._touched_ns = time.monotonic_ns()

    def painted(self, captured_ns: int) -> None:
        """Take note of a picture that has been painted."""
        if self._touched_ns is not None and captured_ns >= self._touched_ns:
            self.ms.append((time.monotonic_ns() - self._touched_ns) / 1e6)
            self._touched_ns = None


def spent_ns(task: int) -> tuple[int, int]:
    """Tell how long a thread has been on a processor, and has waited for one, ns."""
    try:
        words = Path(f"/proc/self/task/{task}/schedstat").read_text().split()
    except OSError:
        return 0, 0  # only Linux tells
    return int(words[0]), int(words[1])


def stack_of(frame: FrameType | None) -> str:
    """Say where a thread is, in a line: the last calls, the innermost last."""
    said: list[str] = []
    while frame is not None and len(said) < _LINES:
        code = frame.f_code
        said.append(f"{Path(code.co_filename).name}:{frame.f_lineno} {code.co_name}")
        frame = frame.f_back
    return " > ".join(reversed(said))


def is_waiting(frame: FrameType) -> bool:
    """Whether a thread only waits for another, or for its time."""
    return Path(frame.f_code.co_filename).name in ("threading.py", "latest.py", "thread.py")


def most(counted: Counter[str]) -> str:
    """Return what was counted most often; empty when nothing was."""
    return counted.most_common(1)[0][0] if counted else ""


def told(gaps: Sequence[Gap], at_most: int = 12) -> dict[str, object]:
    """Sum up gaps: how many, how many of the machine's own, and what held the thread then."""
    own = [gap for gap in gaps if gap.own_ms > LIMIT_MS]
    longest = sorted(own, key=lambda gap: -gap.own_ms)[:at_most]
    return {
        "gaps": len(gaps),
        "but_for_others": len(own),
        "worst_ms": round(max((gap.own_ms for gap in own), default=0.0)),
        "longest": [
            {
                "ms": round(gap.ms),
                "waited_for_a_processor_ms": round(gap.waited_ms),
                "worked_ms": round(gap.worked_ms),
                "during": gap.during,
                "stack": gap.stack,
                "beside": gap.beside,
            }
            for gap in longest
        ],
    }
