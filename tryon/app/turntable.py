"""A piece of the wardrobe to be turned by dragging, in pictures that were drawn beforehand."""

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from tryon.app.rack import paint_whole
from tryon.app.theme import SMALL, colours, font

#: Dragging so far turns once around, px.
_AROUND_PX = 320


class Turntable(QWidget):
    """Shows one side; dragging, or the arrow keys, shows the others."""

    def __init__(self) -> None:
        super().__init__()
        self._sides: list[QPixmap] = []
        self._at = 0.0
        self._held: tuple[float, float] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("Drag to turn"))
        self.setAccessibleName(self.tr("The piece from all sides"))
        self.setAccessibleDescription(self.tr("Drag, or press left and right, to turn it."))

    def show_sides(self, path: Path | None, turns: int) -> None:
        """Show a picture of so many sides beside each other; None while there is none."""
        strip = QPixmap(str(path)) if path is not None else QPixmap()
        if strip.isNull():
            self._sides = []
        else:
            width = strip.width() // turns
            self._sides = [
                strip.copy(turn * width, 0, width, strip.height()) for turn in range(turns)
            ]
        self.update()

    @property
    def turns(self) -> int:
        """How many sides there are."""
        return len(self._sides)

    @property
    def side(self) -> int:
        """Which picture is shown."""
        return round(self._at * len(self._sides)) % len(self._sides) if self._sides else 0

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(150, 184)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's hook."""
        self._held = event.position().x(), self._at
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt's hook."""
        if self._held is not None:
            x, at = self._held
            self._turn_to(at + (event.position().x() - x) / _AROUND_PX)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's hook."""
        self._held = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._sides:
            super().keyPressEvent(event)
        else:
            self._turn_to(self._at + step / len(self._sides))

    def _turn_to(self, at: float) -> None:
        self._at = at % 1.0
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        corners = QPainterPath()
        corners.addRoundedRect(rect, 12, 12)
        painter.setClipPath(corners)
        painter.fillRect(rect, QColor(colours().raised))
        if self._sides:
            self._paint_side(painter, rect)
        else:
            painter.setPen(QColor(colours().soft))
            painter.setFont(font(SMALL - 2))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.tr("Being drawn …"))
        painter.setClipping(False)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours().text), 2))
            painter.drawRoundedRect(rect, 12, 12)
        painter.end()

    def _paint_side(self, painter: QPainter, rect: QRectF) -> None:
        side = self._sides[self.side]
        paint_whole(painter, side, rect)
        # where it stands on its way around
        middle, reach = QPointF(rect.center().x(), rect.bottom() - 12), rect.width() / 4
        painter.setPen(QPen(QColor(0, 0, 0, 70), 3))
        painter.drawLine(middle - QPointF(reach, 0), middle + QPointF(reach, 0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().accent))
        along = (self.side / len(self._sides) + 0.5) % 1.0 - 0.5
        painter.drawEllipse(middle + QPointF(2 * reach * along, 0), 5, 5)
