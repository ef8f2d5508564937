"""The shades as tiles that are slid past: each shows the person's own lips in that shade."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QScroller, QWidget

from tryon.app.ball import Lacquer, lacquer_of
from tryon.app.choice import Choice
from tryon.app.icons import icon
from tryon.app.language import name_of, say_finish, say_wardrobe
from tryon.app.rack import paint_whole
from tryon.app.swatches import paint_ball
from tryon.app.theme import MOTION_MS, RADIUS, SMALL, colours, font, theme
from tryon.catalogue.product import Product
from tryon.core.scene import Bytes
from tryon.garments.rail import Hanger

#: Size of a tile, in px of the type scale; one of a garment is as high and narrower.
_WIDE, _HIGH = 104, 68
_GARMENT_WIDE = 62
_KEY = Qt.Key
#: What moves along the row.
_ALONG = frozenset(
    (
        *(_KEY.Key_Left, _KEY.Key_Right, _KEY.Key_Home, _KEY.Key_End),
        *(_KEY.Key_PageUp, _KEY.Key_PageDown),
    )
)


class Tile(Choice):
    """Something that can be worn, as a picture with round corners.

    Parameters
    ----------
    name : str
        For those who do not see it.
    wide_px : int
        How wide it would like to be; the height is that of the row.
    """

    key_pressed = Signal(object)  # the key, where it moves along the row

    def __init__(self, name: str, wide_px: int) -> None:
        super().__init__()
        self.wide_px = wide_px
        self.setFixedHeight(theme().px(_HIGH))
        self.setAccessibleName(name)
        self._number = 0

    def mark(self, number: int) -> None:
        """Show that it is one of those that are compared; 0 is none of them."""
        if number != self._number:
            self._number = number
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        if event.key() in _ALONG:
            self.key_pressed.emit(event.key())
        else:
            super().keyPressEvent(event)

    def paint_inside(self, painter: QPainter, rect: QRectF) -> None:
        """Paint what it is."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        c, edge = colours(), 5
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        path = QPainterPath()
        path.addRoundedRect(rect, RADIUS, RADIUS)
        painter.setClipPath(path)
        painter.fillRect(rect, QColor(c.raised))
        self.paint_inside(painter, rect)
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ring = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        if self.isChecked():
            painter.setPen(QPen(QColor(c.text), 4))
            painter.drawRoundedRect(ring, RADIUS + 3, RADIUS + 3)
        if self.hasFocus():
            painter.setPen(QPen(QColor(c.accent), 3))
            painter.drawRoundedRect(ring, RADIUS + 3, RADIUS + 3)
        if self._number:
            self._paint_number(painter, rect)
        painter.end()

    def _paint_number(self, painter: QPainter, rect: QRectF) -> None:
        side = theme().px(20)
        disc = QRectF(rect.right() - side - 4, rect.top() + 4, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().accent))
        painter.drawEllipse(disc)
        painter.setPen(QColor(colours().on_accent))
        painter.setFont(font(SMALL, font(SMALL).Weight.Bold))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._number))


class ShadeTile(Tile):
    """A shade, on the person's own lips as soon as they have been seen.

    Parameters
    ----------
    product : Product or None
        None takes the colour off.
    """

    def __init__(self, product: Product | None) -> None:
        if product is None:
            name = self.tr("Bare lips")
        else:
            name = f"{name_of(product)}, {say_finish(product.finish)}"
            if not product.in_stock:
                name += ", " + self.tr("out of stock")
        super().__init__(name, theme().px(_WIDE))
        self.product = product
        self._lacquer: Lacquer | None = None
        self._sample: QImage | None = None
        self._rgb: Bytes | None = None

    def show_sample(self, rgb: Bytes | None) -> None:
        """Show the person's lips in this shade; None shows the shade alone."""
        if rgb is self._rgb:
            return
        self._rgb, self._sample = rgb, None
        if rgb is not None:
            height, width = rgb.shape[:2]
            self._sample = QImage(
                rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888
            )
        self.update()

    def paint_inside(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the lips, and the shade as a dot beside them; or the shade alone."""
        c = colours()
        if self._sample is not None:
            painter.drawImage(rect, self._sample, _filling(self._sample.size(), rect))
        elif self.product is not None:
            if self._lacquer is None:
                self._lacquer = lacquer_of(self.product, self.product.finish)
            side = rect.height() * 0.72
            ball = QRectF(0, 0, side, side)
            ball.moveCenter(rect.center())
            paint_ball(painter, self._lacquer, ball)
        if self.product is None:
            painter.setPen(QPen(QColor(c.on_glass if self._sample else c.soft), 3))
            side = rect.height() * 0.36
            ring = QRectF(0, 0, side, side)
            ring.moveCenter(rect.center())
            painter.drawEllipse(ring)
            painter.drawLine(ring.bottomLeft(), ring.topRight())
        elif not self.product.in_stock:
            veil = QColor(c.panel)
            veil.setAlphaF(0.55)
            painter.fillRect(rect, veil)
            painter.setPen(QPen(QColor(c.text), 2))
            painter.drawLine(rect.bottomLeft(), rect.topRight())


def _filling(size: QSize, rect: QRectF) -> QRectF:
    """Find the middle part of a picture of `size` that has the proportions of `rect`."""
    ratio = rect.width() / rect.height()
    wide, tall = (
        min(size.width(), size.height() * ratio),
        min(size.height(), size.width() / ratio),
    )
    return QRectF((size.width() - wide) / 2, (size.height() - tall) / 2, wide, tall)


@lru_cache(maxsize=128)
def _garment_picture(path: Path, height_px: int) -> QPixmap:
    """Read a piece as high as it is shown: when it is seen first, and only once."""
    return QPixmap(str(path)).scaledToHeight(
        height_px, Qt.TransformationMode.SmoothTransformation
    )


class GarmentTile(Tile):
    """A piece of the wardrobe."""

    def __init__(self, hanger: Hanger) -> None:
        super().__init__(say_wardrobe(hanger.title), theme().px(_GARMENT_WIDE))
        self.hanger = hanger
        self._path: Path | None = None

    def show_picture(self, path: Path | None) -> None:
        """Hang up its picture."""
        if path is not None and path != self._path:
            self._path = path
            self.update()

    def paint_inside(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the garment, or wait for its picture."""
        if self._path is None:
            return
        height = round(self.height() * self.devicePixelRatioF())
        pixmap = _garment_picture(self._path, height)
        if not pixmap.isNull():
            paint_whole(painter, pixmap, rect)


class _View(QScrollArea):
    """The part of the row that is seen; its bars are the arrows."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(off)
        self.setVerticalScrollBarPolicy(off)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        self.resized.emit()


class Carousel(QWidget):
    """Tiles in one row, slid by the finger or by the arrows at both ends.

    For the keyboard it is one stop, however many tiles there are: Tab reaches the tile that is
    worn, or the one reached last, and the arrow keys, Home, End and Page go on from there.

    Tiles are as wide as it takes for whole ones to fill the view. They are moved to their
    places one by one: a layout of a hundred takes longer to think than a picture lasts.
    """

    chosen = Signal(object)  # the tile

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("is_one_stop", True)
        self._step = 1.0
        self._area = _View()
        self.clear()
        self._area.resized.connect(self._place)
        high = max(theme().px(_HIGH), theme().target_px) + 4
        self._area.setFixedHeight(high)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(4))
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        back, on = ("right", "left") if is_mirrored else ("left", "right")
        names = self.tr("Tiles before"), self.tr("More tiles")
        for sign, name_of_arrow, way in ((back, names[0], -1), (on, names[1], 1)):
            arrow = QPushButton(icon(sign, colours().text), "")
            arrow.setProperty("part", "chip")
            arrow.setFixedSize(theme().target_px, high - 4)
            side = theme().px(18)
            arrow.setIconSize(QSize(side, side))
            arrow.setAccessibleName(name_of_arrow)
            arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys move along the tiles
            arrow.clicked.connect(lambda _=False, way=way: self.slide(way))
            row.addWidget(arrow)
        row.insertWidget(1, self._area, 1)
        self._move = QPropertyAnimation(self._area.horizontalScrollBar(), b"value")
        self._move.setDuration(MOTION_MS)
        self._move.setEasingCurve(QEasingCurve.Type.OutCubic)

    @property
    def tiles(self) -> Sequence[Tile]:
        """All tiles, in the order in which they stand."""
        return self._tiles

    def clear(self) -> None:
        """Show nothing any more."""
        self._inside = QWidget()
        self._tiles: list[Tile] = []  # as they are shown
        self._every: dict[Tile, None] = {}  # in the order in which they came
        self._area.setWidget(self._inside)  # the former one is deleted

    def arrange(self, tiles: Sequence[Tile]) -> None:
        """Show these tiles, in this order; those that were here before are kept, unseen.

        Where tiles only follow those that are shown, the strip stays where it was slid to.
        """
        known, self._tiles = self._tiles, list(tiles)
        if self._tiles == known:
            return
        for tile in tiles:
            if tile not in self._every:
                self._take_in(tile)
        shown = set(tiles)
        for tile in self._every:
            tile.setVisible(tile in shown)
        self._place()
        if not known or self._tiles[: len(known)] != known:
            worn = (tile for tile in tiles if tile.isChecked())
            self._stop_at(next(worn, next(iter(tiles), None)))
            self._area.horizontalScrollBar().setValue(0)

    def _take_in(self, tile: Tile) -> None:
        self._every[tile] = None
        tile.setParent(self._inside)
        tile.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # until it is the strip's stop
        tile.clicked.connect(partial(self.chosen.emit, tile))
        tile.key_pressed.connect(partial(self._go_on, tile))

    def _place(self) -> None:
        """Move every tile to its place."""
        if not self._tiles:
            return
        gap, wanted = theme().px(6), self._tiles[0].wide_px
        view = self._area.viewport().size()
        room, least = view.width() + gap, theme().target_px + 1  # which rounding may take
        count = max(min(round(room / (wanted + gap)), room // (least + gap)), 1)
        self._step = room / count
        whole = max(round(len(self._tiles) * self._step - gap), view.width())
        self._inside.resize(whole, view.height())
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for place, tile in enumerate(self._tiles):
            left, right = round(place * self._step), round((place + 1) * self._step - gap)
            if is_mirrored:
                left, right = whole - right, whole - left
            top = (view.height() - tile.height()) // 2
            tile.setGeometry(left, top, right - left, tile.height())
        QScroller.scroller(self._area.viewport()).setSnapPositionsX(0.0, self._step)

    def slide(self, way: int) -> None:
        """Go on by all that is seen (1), or back (-1)."""
        view = self._area.viewport().width() + theme().px(6)
        self._slide_to(self._area.horizontalScrollBar().value() + way * view)

    def _slide_to(self, value: float) -> None:
        bar = self._area.horizontalScrollBar()
        self._move.stop()
        self._move.setStartValue(bar.value())
        self._move.setEndValue(min(max(round(value), bar.minimum()), bar.maximum()))
        self._move.start()

    def _stop_at(self, stop: Tile | None) -> None:
        """Let Tab reach this tile, and no other."""
        for tile in self._every:
            tile.setFocusPolicy(
                Qt.FocusPolicy.TabFocus if tile is stop else Qt.FocusPolicy.NoFocus
            )
        if stop is not None:  # whose turn is the strip's, though it was filled later
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # else Qt puts nothing behind it
            QWidget.setTabOrder(self, stop)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _go_on(self, tile: Tile, key: Qt.Key) -> None:
        """Reach another tile by the keyboard."""
        last = len(self._tiles) - 1
        page = max(int((self._area.viewport().width() + theme().px(6)) / self._step), 1)
        right = -1 if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else 1
        way = {
            _KEY.Key_Left: -right,
            _KEY.Key_Right: right,
            _KEY.Key_PageUp: -page,
            _KEY.Key_PageDown: page,
            _KEY.Key_Home: -last,
            _KEY.Key_End: last,
        }[key]
        reached = self._tiles[min(max(self._tiles.index(tile) + way, 0), last)]
        self._stop_at(reached)
        reached.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bring(reached)

    def bring(self, tile: Tile) -> None:
        """Slide to a tile that is not seen, with the one before it."""
        at, value = self._tiles.index(tile), self._area.horizontalScrollBar().value()
        view = self._area.viewport().width()
        if not value <= at * self._step <= value + view - self._step + theme().px(6):
            self._slide_to((at - 1) * self._step)

    def mark(self, is_worn: Callable[[Tile], bool]) -> None:
        """Ring the tiles that are worn, and bring the first into view."""
        was = [tile for tile in self._tiles if tile.isChecked()]
        for tile in self._tiles:
            tile.setChecked(is_worn(tile))
        now = [tile for tile in self._tiles if tile.isChecked()]
        if now and now != was:
            self._stop_at(next((tile for tile in self._tiles if tile.hasFocus()), now[0]))
            self.bring(now[0])

    def in_view(self) -> list[Tile]:
        """List the tiles that are seen, and the next on both sides."""
        view = self._area.viewport()
        seen = view.rect().adjusted(-theme().px(_WIDE), 0, theme().px(_WIDE), 0)
        return [
            tile
            for tile in self._tiles
            if seen.intersects(tile.rect().translated(tile.mapTo(view, tile.rect().topLeft())))
        ]

    def show_samples(self, samples: Mapping[Hashable, Bytes]) -> None:
        """Show the person's lips in those shades that were tried."""
        for tile in self._tiles:
            if isinstance(tile, ShadeTile):
                key = tile.product.id if tile.product else ""
                if key in samples:
                    tile.show_sample(samples[key])
                elif not samples:
                    tile.show_sample(None)
