"""A way to wear lipstick, drawn on small lips in the colours that it is about."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QRadialGradient,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy

from tryon.app.choice import Choice
from tryon.app.icon_shapes import lips_path
from tryon.app.theme import SMALL, colours, font
from tryon.catalogue.product import Product
from tryon.core.colour import linear_to_srgb
from tryon.core.scene import Bytes
from tryon.effects.blend import Blend

#: Bare lips, sRGB.
BARE = "#B5786C"
_HEIGHT_PX, _GLYPH_PX, _SAMPLE_PX = 96, 76, (85, 54)
_SEAM = 12.4  # where the lips meet, on the icon's grid of 24


@dataclass(frozen=True, slots=True)
class DrawnLips:
    """What is on the drawn lips.

    Attributes
    ----------
    colour, second : str
        As ``#RRGGBB``.
    blend : Blend or None
    liner : str
        Colour of a line round them; empty for none.
    """

    colour: str = BARE
    second: str = BARE
    blend: Blend | None = None
    liner: str = ""


def screen_colour(product: Product | None) -> str:
    """Give a product's colour as the screen shows it; the bare lip's for None."""
    if product is None:
        return BARE
    red, green, blue = linear_to_srgb(np.array(product.shade.reflectance)).tolist()
    return QColor.fromRgbF(red, green, blue).name()


class LipsChoice(Choice):
    """One way, with its name below.

    Parameters
    ----------
    title : str
    tip : str
    """

    def __init__(self, title: str, tip: str) -> None:
        super().__init__()
        self._drawn = DrawnLips()
        self._sample: Bytes | None = None
        self.setText(title)
        self.setAccessibleName(title)
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def draw(self, drawn: DrawnLips) -> None:
        """Draw other lips."""
        if drawn != self._drawn:
            self._drawn = drawn
            self.update()

    def show_sample(self, sample: Bytes | None) -> None:
        """Show somebody's own lips in this way instead of drawn ones; None draws them."""
        if sample is not self._sample:
            self._sample = sample
            self.update()

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(84, _HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(72, _HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or (self.underMouse() and self.isEnabled()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours().raised))
            painter.drawRoundedRect(rect, 12, 12)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours().text), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 12, 12)
        painter.setOpacity(1.0 if self.isEnabled() else 0.4)
        if self._sample is not None:
            width, height = _SAMPLE_PX
            self._paint_sample(painter, QRectF((self.width() - width) / 2, 7, width, height))
        else:
            side = float(_GLYPH_PX)
            self._paint_lips(painter, QRectF((self.width() - side) / 2, -4, side, side))
        painter.setFont(font(SMALL - 2))
        painter.setPen(QColor(colours().text if self.isChecked() else colours().soft))
        below = self.rect().adjusted(4, _HEIGHT_PX - 30, -4, -6)
        words = painter.fontMetrics()
        text = words.elidedText(self.text(), Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def _paint_sample(self, painter: QPainter, rect: QRectF) -> None:
        assert self._sample is not None
        height, width = self._sample.shape[:2]
        image = QImage(self._sample.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        path = QPainterPath()
        path.addRoundedRect(rect, 9, 9)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(path)
        painter.drawImage(rect, image)
        painter.restore()

    def _paint_lips(self, painter: QPainter, rect: QRectF) -> None:
        drawn = self._drawn
        to_screen = QTransform.fromTranslate(rect.x(), rect.y())
        to_screen.scale(rect.width() / 24, rect.height() / 24)
        path = to_screen.map(lips_path())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brush(drawn, to_screen))
        painter.drawPath(path)
        if drawn.liner:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(drawn.liner), 3.4))
            # Only the outer contour is lined: the gap is the path's second part.
            painter.drawPath(to_screen.map(lips_path(is_closed=True)))

    def _brush(self, drawn: DrawnLips, to_screen: QTransform) -> QBrush:
        """Mix both colours as the blend lays them on a mouth."""
        colour, second = QColor(drawn.colour), QColor(drawn.second)
        middle = to_screen.map(QPointF(12, _SEAM))
        if drawn.blend is Blend.OMBRE:
            radial = QRadialGradient(middle, to_screen.map(QPointF(21.5, 0)).x() - middle.x())
            radial.setColorAt(0.25, colour)
            radial.setColorAt(0.95, second)
            return QBrush(radial)
        if drawn.blend is None:
            return QBrush(colour)
        if drawn.blend is Blend.TWO_TONE:
            linear = QLinearGradient(middle - QPointF(0, 1), middle + QPointF(0, 1))
        else:
            linear = QLinearGradient(
                to_screen.map(QPointF(3, 16)), to_screen.map(QPointF(21, 8))
            )
            linear.setColorAt(0.5, colour)
        linear.setColorAt(0.0, colour if drawn.blend is Blend.TWO_TONE else second)
        linear.setColorAt(1.0, second)
        return QBrush(linear)
