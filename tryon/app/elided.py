"""Text that is cut where there is no room for it; its tip says all."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """A label that never asks for more width than there is.

    Parameters
    ----------
    smaller_px : int
        Type size of two lines, for a text that is too long for one; 0 always leaves it at one.
    """

    def __init__(self, smaller_px: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._smaller_px = smaller_px
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Qt's hook: the same height for every text, so that nothing jumps."""
        height = self.fontMetrics().height()
        if self._smaller_px:
            height = max(height, 2 * QFontMetrics(self._smaller()).lineSpacing())
        return QSize(0, height)

    def minimumSizeHint(self) -> QSize:
        """Qt's hook."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        text, metrics, width = self.text(), self.fontMetrics(), self.width()
        lines = [metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)]
        if lines != [text] and self._smaller_px:
            smaller = self._smaller()
            painter.setFont(smaller)
            metrics = QFontMetrics(smaller)
            first = _first_line(text, smaller, width)
            rest = metrics.elidedText(
                text[len(first) :].strip(), Qt.TextElideMode.ElideRight, width
            )
            lines = [first.strip(), rest]
        is_cut = any("…" in line for line in lines) and "…" not in text
        self.setToolTip(text if is_cut else "")
        height = len(lines) * metrics.lineSpacing()
        space = self.height() - height
        if self.alignment() & Qt.AlignmentFlag.AlignTop:
            top = 0.0
        elif self.alignment() & Qt.AlignmentFlag.AlignBottom:
            top = float(space)
        else:
            top = space / 2
        for number, line in enumerate(lines):
            y = top + number * metrics.lineSpacing() + metrics.ascent()
            painter.drawText(QPointF(0, y), line)
        painter.end()

    def _smaller(self) -> QFont:
        smaller = QFont(self.font())
        smaller.setPixelSize(self._smaller_px)
        return smaller


def _first_line(text: str, font: QFont, width: int) -> str:
    """Take as much of `text` as fits on a line: whole words where there are words."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    count = line.textLength()
    layout.endLayout()
    return text[:count]
