"""The line between before and after, which can be drawn across the mirror."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from tryon.app.glass import Pill
from tryon.app.icons import draw_icon
from tryon.app.theme import GLASS, colours, theme

#: It stays this far from both edges, and a key moves it by this share.
_LEAST, _STEP = 0.06, 0.04


class Split(QWidget):
    """A handle on a line; left of it is before.

    Parameters
    ----------
    parent : QWidget
        The mirror.
    """

    moved = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.share = 0.5
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Before and after: drag, or press left and right"))
        self._sides = Pill(self.tr("Before"), parent), Pill(self.tr("After"), parent)
        self.show_line(False)

    def show_line(self, is_wanted: bool) -> None:
        """Show the line and what is on either side of it, or nothing of it."""
        for widget in (self, *self._sides):
            widget.setVisible(is_wanted)
        self.lay()

    def lay(self) -> None:
        """Stand where the line is."""
        parent = self.parentWidget()
        if parent is None:
            return
        wide = max(theme().px(56), theme().target_px)
        line = round(self.share * parent.width())
        self.setGeometry(line - wide // 2, 0, wide, parent.height())
        before, after = self._sides
        gap, y = theme().px(12), round(0.88 * parent.height())
        for side in self._sides:
            side.adjustSize()
        before.move(line - gap - before.width(), y)
        after.move(line + gap, y)

    def place(self, share: float) -> None:
        """Move the line to a share of the mirror's width."""
        self.share = min(max(share, _LEAST), 1 - _LEAST)
        self.lay()
        self.moved.emit(self.share)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's hook: what is touched here does not bare the lips."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's hook."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt's hook."""
        parent = self.parentWidget()
        if parent is not None and event.buttons() & Qt.MouseButton.LeftButton:
            x = self.mapTo(parent, event.position()).x()
            self.place(x / max(parent.width(), 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        steps = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}
        if event.key() in steps:
            self.place(self.share + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.width() / 2
        painter.setPen(QPen(QColor(colours().on_glass), 3))
        painter.drawLine(QPointF(middle, 0), QPointF(middle, self.height()))
        side = theme().px(40)
        disc = QRectF(0, 0, side, side)
        disc.moveCenter(QPointF(middle, self.height() * 0.8))
        glass = QColor(colours().glass)
        glass.setAlphaF(GLASS)
        painter.setBrush(glass)
        colour = QColor(colours().accent if self.hasFocus() else colours().on_glass)
        painter.setPen(QPen(colour, 3))
        painter.drawEllipse(disc)
        third = side / 4
        sign = disc.adjusted(third, third, -third, -third)
        draw_icon(painter, "before after", sign, QColor(colours().on_glass))
        painter.end()
