"""Icons that fit the type: painted at every scale, and in every colour."""

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPen, QPixmap

from tryon.app.icon_shapes import AREAS, LINES

#: Width of the lines, on the grid.
_STROKE = 1.7
#: A button that cannot be pressed.
_OFF = "#6E6972"


def draw_icon(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """Draw the icon `name` into `rect`; an unknown name is a `KeyError`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 24, rect.height() / 24)
    if name in AREAS:
        painter.fillPath(AREAS[name](), colour)
    else:
        pen = QPen(colour, _STROKE)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(LINES[name](), pen)
    painter.restore()


class _Drawn(QIconEngine):
    """Draws at the size and on the screen where the icon is needed."""

    def __init__(self, name: str, colour: QColor) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def paint(
        self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State
    ) -> None:
        """Qt's hook."""
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        is_off = mode == QIcon.Mode.Disabled
        draw_icon(painter, self._name, square, QColor(_OFF) if is_off else self._colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Qt's hook."""
        colour = _OFF if mode == QIcon.Mode.Disabled else self._colour.name()
        return _pixmap(self._name, colour, size.width(), size.height())

    def clone(self) -> QIconEngine:
        """Qt's hook."""
        return _Drawn(self._name, self._colour)


@lru_cache(maxsize=512)
def _pixmap(name: str, colour: str, width_px: int, height_px: int) -> QPixmap:
    """Draw an icon once; buttons ask for theirs whenever they are painted."""
    pixmap = QPixmap(width_px, height_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    side = min(width_px, height_px)
    square = QRectF((width_px - side) / 2, (height_px - side) / 2, side, side)
    painter = QPainter(pixmap)
    draw_icon(painter, name, square, QColor(colour))
    painter.end()
    return pixmap


def icon(name: str, colour: str) -> QIcon:
    """Make an icon that stays sharp at every scale."""
    if name not in LINES and name not in AREAS:
        raise KeyError(name)
    return QIcon(_Drawn(name, QColor(colour)))
