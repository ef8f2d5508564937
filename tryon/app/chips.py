"""Chips: small words of which one is chosen, in a row that fills its width."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from tryon.app.choice import Choice
from tryon.app.theme import SMALL, colours, font

#: Height in px of a chip, and of what is painted of it: the rest can be touched as well.
_HEIGHT, _PAINTED = 44, 34


class Chip(Choice):
    """One word.

    Parameters
    ----------
    text, tip : str
    """

    def __init__(self, text: str, tip: str) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(tip)
        self.setToolTip(tip)
        self._has_dot = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def mark(self, has_dot: bool) -> None:
        """Show, by a dot, that what is worn belongs here."""
        if has_dot != self._has_dot:
            self._has_dot = has_dot
            self.update()

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + 20, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Qt's hook."""
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + 8, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rest = (self.height() - _PAINTED) / 2
        rect = QRectF(self.rect()).adjusted(1, rest, -1, -rest)
        radius = rect.height() / 2
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours().line if self.isChecked() else colours().raised))
            painter.drawRoundedRect(rect, radius, radius)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours().text), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
        weight = font(SMALL).Weight.DemiBold if self.isChecked() else font(SMALL).Weight.Normal
        painter.setFont(font(SMALL - 1, weight))
        painter.setPen(QColor(colours().text if self.isChecked() else colours().soft))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self._has_dot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours().accent))
            painter.drawEllipse(QRectF(self.width() / 2 - 2, rect.bottom() - 6, 4, 4))
        painter.end()


class Chips(QWidget):
    """A row of chips.

    Parameters
    ----------
    words : mapping of key to (text, tip)
    """

    chosen = Signal(str)

    def __init__(self, words: Mapping[str, tuple[str, str]]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._chips: dict[str, Chip] = {}
        for key, (text, tip) in words.items():
            chip = self._chips[key] = Chip(text, tip)
            chip.clicked.connect(lambda _=False, key=key: self._choose(key))
            self._group.addButton(chip)
            row.addWidget(chip)
        self.choose(next(iter(words)))

    @property
    def key(self) -> str:
        """Which is chosen."""
        return next(key for key, chip in self._chips.items() if chip.isChecked())

    def choose(self, key: str) -> None:
        """Choose one without saying so."""
        self._chips[key].setChecked(True)

    def mark(self, key: str | None) -> None:
        """Put the dot on one chip, or on none."""
        for own, chip in self._chips.items():
            chip.mark(own == key)

    def offer(self, keys: set[str]) -> None:
        """Show only the chips of some keys."""
        for key, chip in self._chips.items():
            chip.setVisible(key in keys)

    def _choose(self, key: str) -> None:
        self.chosen.emit(key)
