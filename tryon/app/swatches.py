"""The shades, as rendered balls in families of colour."""

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QLabel,
    QScrollArea,
    QScroller,
    QWidget,
)

from tryon.app.ball import ball
from tryon.app.choice import Choice
from tryon.app.theme import DARK
from tryon.catalogue.product import Product
from tryon.core.colour import linear_to_lab

#: Sizes of a swatch in px; the largest with which all shades can be seen at once is used.
_CELLS = (108, 96, 84, 76, 68, 64)
_HEADING, _GAP = 28, 28  # above a family, and between two that stand side by side
_FADE = 20  # no more: what it veils is no longer the shade's colour
#: Families in the order in which they are shown.
FAMILIES = ("Nudes", "Corals", "Reds", "Pinks", "Berries")


def family(reflectance: tuple[float, float, float]) -> str:
    """Name the family of a lip colour, from its lightness, chroma and hue.

    Parameters
    ----------
    reflectance : 3 floats
        Linear sRGB of the opaque product.

    Returns
    -------
    family : str
        One of `FAMILIES`.
    """
    lightness, a, b = (float(v) for v in linear_to_lab(np.array(reflectance)))
    chroma, hue_deg = math.hypot(a, b), math.degrees(math.atan2(b, a))
    if lightness < 30 and hue_deg < 30:
        return "Berries"
    if chroma < 36 and hue_deg >= 15:
        return "Nudes"
    if hue_deg > 42 or (hue_deg > 36 and lightness >= 50):
        return "Corals"
    if hue_deg >= 14:
        return "Reds" if lightness < 58 else "Corals"
    return "Berries" if hue_deg < 0 and lightness < 46 else "Pinks"


def rim(cell: int) -> int:
    """Width in px of what surrounds the ball in a swatch of `cell` px: room for its ring."""
    return round(cell * 0.13)


def paint_ball(
    painter: QPainter,
    reflectance: tuple[float, float, float],
    finish: str,
    rect: QRectF,
) -> None:
    """Paint a ball into `rect`, at the resolution of the screen."""
    scale = painter.device().devicePixelRatioF()
    side = max(1, round(rect.width() * scale))
    rgba = ball(reflectance, finish, side)
    image = QImage(rgba.data, side, side, QImage.Format.Format_RGBA8888)
    image.setDevicePixelRatio(scale)
    # On whole pixels of the screen, or the ball is blurred.
    corner = rect.topLeft() * scale
    painter.drawImage(QPoint(round(corner.x()), round(corner.y())) / scale, image)


class Swatch(Choice):
    """One shade; ringed when it is worn.

    Parameters
    ----------
    product : Product or None
        None takes the colour off.
    """

    def __init__(self, product: Product | None) -> None:
        super().__init__()
        self.product = product
        if product is None:
            said = self.tr("Bare lips")
            self.setToolTip(self.tr("Bare lips (0)"))
        else:
            said = f"{product.name}, {product.finish}"
            self.setToolTip(said)
        self.setAccessibleName(said)

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(_CELLS[-1], _CELLS[-1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QRectF(self.rect()).center()
        side = self.width() - 2 * rim(self.width())
        side += 2 if self.underMouse() or self.isDown() else 0
        rect = QRectF(0, 0, side, side)
        rect.moveCenter(middle)
        if self.product is not None:
            paint_ball(painter, self.product.shade.reflectance, self.product.finish, rect)
        else:
            painter.setPen(QPen(QColor(DARK.soft), 2))
            inner = rect.adjusted(3, 3, -3, -3)
            painter.drawEllipse(inner)
            reach = inner.width() / 2 * math.sqrt(0.5)
            across = QPointF(reach, -reach)
            painter.drawLine(middle - across, middle + across)
        if self.isChecked() or self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(3, 3, -3, -3)
            if self.isChecked():
                painter.setPen(QPen(QColor(DARK.text), 3))
                painter.drawEllipse(ring)
            if self.hasFocus():
                painter.setPen(QPen(QColor(DARK.accent), 2))
                painter.drawEllipse(ring.adjusted(-2, -2, 2, 2))
        painter.end()


class Plus(QAbstractButton):
    """Where a shade is missing: makes a new one."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(self.tr("Make a shade (N)"))
        self.setAccessibleName(self.tr("Make a shade"))

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(_CELLS[-1], _CELLS[-1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.width() - 2 * rim(self.width()) - 6
        rect = QRectF(0, 0, side, side)
        rect.moveCenter(QRectF(self.rect()).center())
        is_near = self.underMouse() or self.hasFocus()
        colour = QColor(DARK.text if is_near else DARK.soft)
        painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
        painter.drawEllipse(rect)
        painter.setPen(QPen(colour, 2))
        middle, arm = rect.center(), side * 0.17
        painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
        painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))
        if self.hasFocus():
            painter.setPen(QPen(QColor(DARK.accent), 2))
            painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()


class _Fade(QWidget):
    """Says that there is more below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        ground, clear = QColor(DARK.panel), QColor(DARK.panel)
        clear.setAlpha(0)
        gradient = QLinearGradient(0, 0, 0, self.height())
        gradient.setColorAt(0, clear)
        gradient.setColorAt(1, ground)
        painter = QPainter(self)
        painter.fillRect(self.rect(), gradient)
        painter.end()


class Shades(QScrollArea):
    """All shades by family: as many side by side as there is room for."""

    chosen = Signal(object)
    new_wanted = Signal()

    def __init__(self, products: Mapping[str, Product]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("Shades"))
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._inside = QWidget()
        self.setWidget(self._inside)
        self._fade = _Fade(self.viewport())
        self.verticalScrollBar().valueChanged.connect(self._follow)
        self._group = QButtonGroup(self)
        self._blocks: list[tuple[QLabel, list[QAbstractButton]]] = []
        self.fill(products)

    def fill(self, products: Mapping[str, Product]) -> None:
        """Show other products."""
        for heading, swatches in self._blocks:
            for widget in (heading, *swatches):
                widget.setParent(None)
                widget.deleteLater()
        self._blocks = []
        for name in FAMILIES:
            mine = [p for p in products.values() if family(p.shade.reflectance) == name]
            if mine or not self._blocks:
                heading = QLabel(self._title(name), self._inside)
                heading.setProperty("part", "heading")
                first: list[QAbstractButton] = []
                if not self._blocks:
                    first = [self._swatch(None), self._plus()]
                self._blocks.append((heading, first + [self._swatch(p) for p in mine]))
        for widget in self._inside.findChildren(QWidget):
            widget.show()
        self._fit()

    def order(self) -> list[Product]:
        """List the products as they are shown, left to right and down."""
        return [s.product for s in self._swatches() if s.product]

    def _swatches(self) -> list[Swatch]:
        return [s for _, block in self._blocks for s in block if isinstance(s, Swatch)]

    def mark(self, product: Product | None) -> None:
        """Ring what is worn, and bring it into view."""
        for swatch in self._swatches():
            if swatch.product == product and not swatch.isChecked():
                swatch.setChecked(True)
                self.ensureWidgetVisible(swatch, 0, _HEADING)

    def unmark(self) -> None:
        """Ring nothing: something from outside the catalogue is worn."""
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Lay the swatches out as large as all can be seen at once."""
        room = self.viewport().size()
        for cell in _CELLS:
            if self._lay_out(room.width(), cell) <= room.height():
                break
        self._fade.setGeometry(0, room.height() - _FADE, room.width(), _FADE)
        self._follow()

    def _follow(self) -> None:
        bar = self.verticalScrollBar()
        self._fade.setVisible(bar.value() < bar.maximum())

    def _lay_out(self, width: int, cell: int) -> int:
        """Set the families like words: side by side, and wrapped where the line is full.

        Returns the height in px that they need in swatches of `cell` px.
        """
        x = y = line_height = 0
        across = max(1, width // cell)
        for heading, swatches in self._blocks:
            columns = min(len(swatches), across)
            if x and x + columns * cell > width:
                x, y, line_height = 0, y + line_height + _GAP // 4, 0
            heading.setGeometry(x + rim(cell), y, columns * cell, _HEADING)
            for index, swatch in enumerate(swatches):
                row, column = divmod(index, columns)
                left, top = x + column * cell, y + _HEADING + row * cell
                swatch.setGeometry(left, top, cell, cell)
            line_height = max(line_height, _HEADING + -(-len(swatches) // columns) * cell)
            x += columns * cell + _GAP
        self._inside.resize(width, y + line_height)
        return y + line_height

    def _plus(self) -> Plus:
        plus = Plus()
        plus.setParent(self._inside)
        plus.clicked.connect(self.new_wanted)
        return plus

    def _swatch(self, product: Product | None) -> Swatch:
        swatch = Swatch(product)
        swatch.setParent(self._inside)
        self._group.addButton(swatch)
        swatch.clicked.connect(lambda: self.chosen.emit(product))
        return swatch

    def _title(self, name: str) -> str:
        return {
            "Nudes": self.tr("Nudes"),
            "Corals": self.tr("Corals"),
            "Reds": self.tr("Reds"),
            "Pinks": self.tr("Pinks"),
            "Berries": self.tr("Berries"),
        }[name]
