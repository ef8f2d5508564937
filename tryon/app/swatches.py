"""The shades, as rendered balls in families of colour."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRectF, QSize, Qt, Signal
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

from tryon.app.ball import Lacquer, ball, lacquer_of
from tryon.app.choice import Choice
from tryon.app.language import name_of, say_finish
from tryon.app.theme import colours
from tryon.catalogue.product import Product, is_pencil
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


def paint_ball(painter: QPainter, lacquer: Lacquer, rect: QRectF) -> None:
    """Paint a ball into `rect`, at the resolution of the screen."""
    scale = painter.device().devicePixelRatioF()
    side = max(1, round(rect.width() * scale))
    rgba = ball(lacquer, side)
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
        self._lacquer = lacquer_of(product, product.finish) if product else None
        if product is None:
            said = self.tr("Bare lips")
            self.setToolTip(self.tr("Bare lips (0)"))
        else:
            measured = product.status == "verified"
            said = ", ".join(
                (
                    name_of(product),
                    say_finish(product.finish),
                    *self._said(product),
                    self.tr("verified") if measured else self.tr("estimated"),
                )
            )
            self.setToolTip(said)
        self.setAccessibleName(said)

    def _said(self, product: Product) -> Iterator[str]:
        """Say what is special about it."""
        if is_pencil(product):
            yield self.tr("lip pencil")
        if product.second is not None:
            yield self.tr("two colours")
        elif product.blend is not None:
            yield self.tr("fades out")
        if product.liner is not None:
            yield self.tr("with a liner")

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
        if self._lacquer is not None:
            paint_ball(painter, self._lacquer, rect)
        else:
            painter.setPen(QPen(QColor(colours().soft), 2))
            inner = rect.adjusted(3, 3, -3, -3)
            painter.drawEllipse(inner)
            reach = inner.width() / 2 * math.sqrt(0.5)
            across = QPointF(reach, -reach)
            painter.drawLine(middle - across, middle + across)
        if self.isChecked() or self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(3, 3, -3, -3)
            if self.isChecked():
                painter.setPen(QPen(QColor(colours().text), 3))
                painter.drawEllipse(ring)
            if self.hasFocus():
                painter.setPen(QPen(QColor(colours().accent), 2))
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
        colour = QColor(colours().text if is_near else colours().soft)
        painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
        painter.drawEllipse(rect)
        painter.setPen(QPen(colour, 2))
        middle, arm = rect.center(), side * 0.17
        painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
        painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()


class _Fade(QWidget):
    """Says that there is more below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        ground, clear = QColor(colours().panel), QColor(colours().panel)
        clear.setAlpha(0)
        gradient = QLinearGradient(0, 0, 0, self.height())
        gradient.setColorAt(0, clear)
        gradient.setColorAt(1, ground)
        painter = QPainter(self)
        painter.fillRect(self.rect(), gradient)
        painter.end()


#: A family's heading and its swatches.
Block = tuple[QLabel, list[QAbstractButton]]


class Grid(QScrollArea):
    """Shades by family: as many side by side as there is room for."""

    chosen = Signal(object)
    new_wanted = Signal()

    def __init__(self, products: Mapping[str, Product]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("Shades"))
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._fade = _Fade(self.viewport())
        self.verticalScrollBar().valueChanged.connect(self._follow)
        self._wanted: Callable[[Product], bool] = lambda product: True
        self.fill(products)

    def fill(self, products: Mapping[str, Product]) -> None:
        """Show other products."""
        self._inside = QWidget()
        self._group = QButtonGroup(self._inside)
        self._bare, self._plus = self._swatch(None), Plus()
        self._plus.setParent(self._inside)
        self._plus.clicked.connect(self.new_wanted)
        self._blocks: list[tuple[QLabel, list[Swatch]]] = []
        for name in FAMILIES:
            mine = [p for p in products.values() if family(p.shade.reflectance) == name]
            if mine:
                heading = QLabel(family_title(name), self._inside)
                heading.setProperty("part", "heading")
                self._blocks.append((heading, [self._swatch(p) for p in mine]))
        self.setWidget(self._inside)
        self._fade.raise_()
        self.filter(self._wanted)

    def filter(self, wanted: Callable[[Product], bool]) -> int:
        """Show only the wanted products; returns how many there are."""
        self._wanted = wanted
        count = 0
        for heading, swatches in self._blocks:
            for swatch in swatches:
                assert swatch.product is not None
                swatch.setVisible(wanted(swatch.product))
            shown = [swatch for swatch in swatches if not swatch.isHidden()]
            heading.setVisible(bool(shown))
            count += len(shown)
        self.verticalScrollBar().setValue(0)
        self._arrange()
        return count

    def order(self) -> list[Product]:
        """List the products as they are shown, left to right and down."""
        return [s.product for s in self._all() if s.product and not s.isHidden()]

    def mark(self, product: Product | None) -> None:
        """Ring what is worn, and bring it into view."""
        for swatch in self._all():
            if swatch.product == product and not swatch.isChecked():
                swatch.setChecked(True)
                if not swatch.isHidden():
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
        self._arrange()
        if worn := self._group.checkedButton():
            self.ensureWidgetVisible(worn, 0, _HEADING)

    def _all(self) -> list[Swatch]:
        return [self._bare, *(s for _, swatches in self._blocks for s in swatches)]

    def _shown(self) -> list[Block]:
        """List the families with what is shown of them; bare lips stand before the first."""
        shown: list[Block] = []
        for heading, swatches in self._blocks:
            first: list[QAbstractButton] = [] if shown else [self._bare, self._plus]
            if mine := [swatch for swatch in swatches if not swatch.isHidden()]:
                shown.append((heading, [*first, *mine]))
        return shown

    def _arrange(self) -> None:
        room, shown = self.viewport().size(), self._shown()
        for cell in _CELLS:
            if self._lay_out(shown, room.width(), cell) <= room.height():
                break
        self._fade.setGeometry(0, room.height() - _FADE, room.width(), _FADE)
        self._follow()

    def _follow(self) -> None:
        bar = self.verticalScrollBar()
        self._fade.setVisible(bar.value() < bar.maximum())

    def _lay_out(self, shown: Sequence[Block], width: int, cell: int) -> int:
        """Set the families like words: side by side, and wrapped where the line is full.

        Returns the height in px that they need in swatches of `cell` px.
        """
        x = y = line_height = 0
        across = max(1, width // cell)
        for heading, swatches in shown:
            columns = min(len(swatches), across)
            if x and x + columns * cell > width:
                x, y, line_height = 0, y + line_height + _GAP // 4, 0
            heading.setGeometry(x + rim(cell), y, max(columns * cell, 80), _HEADING)
            for index, swatch in enumerate(swatches):
                row, column = divmod(index, columns)
                left, top = x + column * cell, y + _HEADING + row * cell
                swatch.setGeometry(left, top, cell, cell)
            line_height = max(line_height, _HEADING + -(-len(swatches) // columns) * cell)
            x += columns * cell + _GAP
        self._inside.resize(width, y + line_height)
        return y + line_height

    def _swatch(self, product: Product | None) -> Swatch:
        swatch = Swatch(product)
        swatch.setParent(self._inside)
        self._group.addButton(swatch)
        swatch.clicked.connect(lambda: self.chosen.emit(product))
        return swatch


def family_title(name: str) -> str:
    """Name a family of `FAMILIES` for people."""
    return {
        "Nudes": QCoreApplication.translate("Shades", "Nudes"),
        "Corals": QCoreApplication.translate("Shades", "Corals"),
        "Reds": QCoreApplication.translate("Shades", "Reds"),
        "Pinks": QCoreApplication.translate("Shades", "Pinks"),
        "Berries": QCoreApplication.translate("Shades", "Berries"),
    }[name]
