"""How the mirror is doing: pictures a second, their age, and how many were dropped."""

import re
from collections import deque
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

_WINDOW_NS = 1_000_000_000
#: A file's pictures carry the time of the file; an age beyond this means nothing.
_OLDEST_NS = 20_000_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What the last second was like.

    Attributes
    ----------
    pictures_per_s : float
    age_ms : float or None
        Median from exposure to paint; None when the source has no clock, or nothing came.
    """

    pictures_per_s: float
    age_ms: float | None


class Pace:
    """Keeps the times of the pictures that were painted within the last second."""

    def __init__(self) -> None:
        self._painted: deque[tuple[int, int]] = deque()

    def painted(self, captured_ns: int, now_ns: int) -> None:
        """Count a picture that was exposed at `captured_ns` and is on the glass now."""
        self._painted.append((now_ns, now_ns - captured_ns))
        self._forget(now_ns)

    def reading(self, now_ns: int) -> Reading:
        """Sum up the second before `now_ns`."""
        self._forget(now_ns)
        if len(self._painted) < 2:
            return Reading(float(len(self._painted)), None)
        span_ns = self._painted[-1][0] - self._painted[0][0]
        rate = (len(self._painted) - 1) * 1e9 / span_ns if span_ns else 0.0
        age_ns = sorted(age for _, age in self._painted)[len(self._painted) // 2]
        return Reading(rate, age_ns / 1e6 if 0 <= age_ns < _OLDEST_NS else None)

    def _forget(self, now_ns: int) -> None:
        while self._painted and now_ns - self._painted[0][0] > _WINDOW_NS:
            self._painted.popleft()


class Meters(QWidget):
    """The figures, in columns that do not dance."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        self._labels = [QLabel() for _ in range(3)]
        tips = (
            self.tr("Finished pictures each second"),
            self.tr("Time from the camera's exposure to your eye, but for the display"),
            self.tr("Pictures left out because newer ones were there"),
        )
        for label, tip in zip(self._labels, tips, strict=True):
            label.setProperty("part", "soft")
            label.setToolTip(tip)
            row.addWidget(label)
        self._reading, self._dropped, self._is_terse = Reading(0.0, None), 0, False
        self._write()

    def fit_into(self, width: int) -> None:
        """Write shorter where the window's top is less than roomy."""
        self._is_terse = width < 720
        self._labels[2].setVisible(width >= 540)  # it is of the least use
        self._write()

    def show_reading(self, reading: Reading, dropped: int) -> None:
        """Write the figures."""
        self._reading, self._dropped = reading, dropped
        self._write()

    def _write(self) -> None:
        reading, dropped = self._reading, self._dropped
        age = "–" if reading.age_ms is None else f"{reading.age_ms:.0f}"
        texts = (
            self.tr("{0:.0f} pictures/s").format(reading.pictures_per_s),
            self.tr("{0} ms old").format(age),
            self.tr("{0} dropped").format(dropped),
        )
        terse = (f"{reading.pictures_per_s:.0f}/s", f"{age} ms", texts[2])
        for label, text, short in zip(self._labels, texts, terse, strict=True):
            shown = short if self._is_terse else text
            label.setText(shown)
            # Room for figures of three digits or more, so that columns stay where they are.
            widest = re.sub(r"\d+|–", lambda said: "8" * max(3, len(said[0])), shown)
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest) + 2)
            label.setAccessibleName(text)
        self.updateGeometry()  # now: the bar that holds them asks how much room is left
