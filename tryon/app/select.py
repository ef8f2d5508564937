"""One of several words, which are shown when it is touched."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox

from tryon.app.icons import draw_icon
from tryon.app.theme import colours

_SIGN_PX, _EDGE_PX = 16, 12


class Select(QComboBox):
    """Qt's box, with the sign that there is more; a style sheet takes Qt's own away."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        super().paintEvent(event)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = _EDGE_PX if is_mirrored else self.width() - _SIGN_PX - _EDGE_PX
        place = QRectF(left, (self.height() - _SIGN_PX) / 2, _SIGN_PX, _SIGN_PX)
        painter = QPainter(self)
        draw_icon(painter, "down", place, QColor(colours().soft))
        painter.end()
