"""Words of which one is open; a dot beside those behind which something is on."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from tryon.app.choice import Choice
from tryon.app.theme import BODY, colours, font

_HEIGHT_PX = 44


class Tab(Choice):
    """One word, underlined while its page is open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._is_on = False
        self.setText(text)
        self.setFont(font(BODY - 1, font(BODY).Weight.DemiBold))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.mark(False)

    def mark(self, is_on: bool) -> None:
        """Tell whether something is on behind the word."""
        self._is_on = is_on
        said = self.tr("{0}, on").format(self.text()) if is_on else self.text()
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.update()

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 28, _HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_open = self.isChecked()
        colour = colours().text if is_open or self.underMouse() else colours().soft
        painter.setPen(QColor(colour))
        place = self.rect().adjusted(2, 0, 0, -4)
        painter.drawText(
            place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        width = self.fontMetrics().horizontalAdvance(self.text())
        painter.setPen(Qt.PenStyle.NoPen)
        if is_open or self.hasFocus():
            painter.setBrush(QColor(colours().text if self.hasFocus() else colours().accent))
            painter.drawRoundedRect(QRectF(2, self.height() - 9, width, 3), 1.5, 1.5)
        if self._is_on:
            painter.setBrush(QColor(colours().accent))
            painter.drawEllipse(QRectF(width + 7, self.height() / 2 - 8, 6, 6))
        painter.end()


class Tabs(QWidget):
    """A row of words.

    Parameters
    ----------
    words : mapping of key to text
    """

    chosen = Signal(str)

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._group = QButtonGroup(self)
        self._tabs: dict[str, Tab] = {}
        for key, text in words.items():
            tab = self._tabs[key] = Tab(text)
            tab.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(tab)
            row.addWidget(tab)
        row.addStretch()
        next(iter(self._tabs.values())).setChecked(True)

    def choose(self, key: str) -> None:
        """Underline one word without saying so."""
        self._tabs[key].setChecked(True)

    def mark(self, key: str, is_on: bool) -> None:
        """Put a dot beside a word, or take it away."""
        self._tabs[key].mark(is_on)
