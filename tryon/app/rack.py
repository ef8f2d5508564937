"""The rack: pieces of the wardrobe as drawn pictures, side by side."""

from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QScroller, QWidget

from tryon.app.clothing import portrait
from tryon.app.language import say_wardrobe
from tryon.app.showroom import Shot
from tryon.app.theme import SMALL, colours, font
from tryon.garments.rail import Hanger

#: Least width of a piece, its height for each px of width, and what two lines below need, px.
_CELL, _TALL, _NAME = 104, 1.22, 42
_HEADING, _GAP = 30, 8
#: A picture that is so many times as wide as high shows a pair of shoes, in this share of its
#: width; they need the rest when they turn.
_PAIR, _PAIR_WIDE = 2.0, 0.68


class Piece(QAbstractButton):
    """One piece; ringed while it is worn.

    Parameters
    ----------
    hanger : Hanger
    """

    def __init__(self, hanger: Hanger) -> None:
        super().__init__()
        self.hanger = hanger
        self._path: Path | None = None
        self._pixmap: QPixmap | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.title = say_wardrobe(hanger.title)
        self.setAccessibleName(self.title)
        self.setToolTip(hanger.fault or self.title)

    def take_picture(self, path: Path) -> bool:
        """Take note of what is to be shown, and say whether that is to be read."""
        is_new, self._path = path != self._path, path
        return is_new

    def read(self) -> None:
        """Read the picture, and show it."""
        self._pixmap = QPixmap(str(self._path))
        self.update()

    def nextCheckState(self) -> None:
        """Qt's hook: what is worn is ringed, not what was clicked."""

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(_CELL, round(_CELL * _TALL) + _NAME)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect = QRectF(3, 3, self.width() - 6, self.height() - _NAME - 6)
        round_corners = QPainterPath()
        round_corners.addRoundedRect(rect, 12, 12)
        painter.setClipPath(round_corners)
        painter.fillRect(
            rect, QColor(colours().lifted if self.underMouse() else colours().raised)
        )
        if self._pixmap is not None and not self._pixmap.isNull():
            paint_whole(painter, self._pixmap, rect)
        else:
            self._paint_words(painter, rect.adjusted(8, 8, -8, -8))
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.isChecked():
            painter.setPen(QPen(QColor(colours().accent), 3))
            painter.drawRoundedRect(rect, 12, 12)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours().text), 2))
            painter.drawRoundedRect(rect.adjusted(3, 3, -3, -3), 9, 9)
        self._paint_name(painter)
        painter.end()

    def _paint_words(self, painter: QPainter, rect: QRectF) -> None:
        """Say what there is no picture of, or not yet."""
        fault = QCoreApplication.translate("Rack", "Cannot be worn")
        wait = QCoreApplication.translate("Rack", "Being drawn …")
        painter.setPen(QColor(colours().attention if self.hanger.fault else colours().soft))
        painter.setFont(font(SMALL - 2))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(rect, int(flags), fault if self.hanger.fault else wait)

    def _paint_name(self, painter: QPainter) -> None:
        rect = self.rect().adjusted(2, self.height() - _NAME, -2, 0)
        weight = font(SMALL).Weight.DemiBold if self.isChecked() else font(SMALL).Weight.Normal
        painter.setFont(font(SMALL - 1, weight))
        painter.setPen(QColor(colours().text if self.isChecked() else colours().soft))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        for line in _two_lines(self.title, painter.font(), rect.width()):
            painter.drawText(rect, flags, line)
            rect.translate(0, painter.fontMetrics().lineSpacing())


def _two_lines(text: str, letters: QFont, wide: int) -> list[str]:
    """Break a text once where it needs that; what does not fit in two lines is left out."""
    layout = QTextLayout(text, letters)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)  # names of files, too
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(wide)
    layout.endLayout()
    first, rest = text[: line.textLength()].strip(), text[line.textLength() :].strip()
    cut = Qt.TextElideMode.ElideRight
    return [part for part in (first, QFontMetrics(letters).elidedText(rest, cut, wide)) if part]


def _group(hanger: Hanger) -> str:
    return "anybody" if hanger.slot == "head" else hanger.gender


def _between(one: QColor, other: QColor, share: float) -> QColor:
    def mixed(a: int, b: int) -> int:
        return round((1 - share) * a + share * b)

    return QColor(
        mixed(one.red(), other.red()),
        mixed(one.green(), other.green()),
        mixed(one.blue(), other.blue()),
    )


def paint_whole(painter: QPainter, pixmap: QPixmap, rect: QRectF) -> None:
    """Fill a rectangle with a picture: clothes in all their height, pairs of shoes both.

    What wide clothes lose are arms; between two shoes cut off there would be no shoe. The wall
    and the floor go on around it, from the colours of its corner.
    """
    source = QRectF(pixmap.rect())
    corner = pixmap.copy(0, 0, 1, pixmap.height()).toImage()
    top, floor = corner.pixelColor(0, 0), corner.pixelColor(0, pixmap.height() - 1)
    high = rect.height()
    if source.width() > _PAIR * source.height():
        high = min(high, rect.width() * source.height() / source.width() / _PAIR_WIDE)
    wide = min(source.width() * high / source.height(), rect.width())
    place = QRectF(0, 0, wide, high)
    place.moveCenter(rect.center())
    wall = QLinearGradient(place.topLeft(), place.bottomLeft())
    for down in (0.0, 0.25, 0.5, 0.75, 1.0):
        wall.setColorAt(down, _between(top, floor, down * down))
    painter.fillRect(rect, wall)
    part = QRectF(0, 0, wide * source.height() / high, source.height())
    part.moveCenter(QPointF(source.center()))
    painter.drawPixmap(place, pixmap, part)


class Rack(QScrollArea):
    """The pieces: hers, his, and what anybody wears."""

    chosen = Signal(object)  # a Hanger

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("Clothes"))
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._inside = QWidget()
        self._groups: list[tuple[QLabel, list[Piece]]] = []
        self._unread: deque[Piece] = deque()
        self._reading = QTimer(self, interval=0)
        self._reading.timeout.connect(self._read_next)
        self.setWidget(self._inside)

    def fill(self, hangers: Sequence[Hanger]) -> None:
        """Hang up other pieces."""
        self._unread.clear()
        self._reading.stop()
        self._inside = QWidget()
        titles = {
            "female": self.tr("Women"),
            "male": self.tr("Men"),
            "anybody": self.tr("Glasses, hats, earrings"),
        }
        self._groups = []
        for group, title in titles.items():
            mine = [hanger for hanger in hangers if _group(hanger) == group]
            if mine:
                heading = QLabel(title, self._inside)
                heading.setProperty("part", "heading")
                self._groups.append((heading, [self._piece(hanger) for hanger in mine]))
        self.setWidget(self._inside)
        self.show_slot("")

    @property
    def is_read(self) -> bool:
        """Whether every picture that came is shown."""
        return not self._unread

    def pieces(self) -> list[Piece]:
        """List all that hang here."""
        return [piece for _, pieces in self._groups for piece in pieces]

    def show_slot(self, slot: str) -> None:
        """Show only what is worn there; empty shows all."""
        for heading, pieces in self._groups:
            for piece in pieces:
                piece.setVisible(slot in ("", piece.hanger.slot))
            heading.setVisible(any(not piece.isHidden() for piece in pieces))
        self.verticalScrollBar().setValue(0)
        self._arrange()

    def show_pictures(self, shots: Mapping[Shot, Path | None]) -> None:
        """Hang up the pictures that have been drawn, one at a turn: there may be a hundred."""
        for piece in self.pieces():
            path = shots.get(portrait(piece.hanger))
            if path is not None and piece.take_picture(path):
                self._unread.append(piece)
        if self._unread:
            self._reading.start()

    def _read_next(self) -> None:
        self._unread.popleft().read()
        if not self._unread:
            self._reading.stop()

    def mark(self, hangers: Sequence[Hanger]) -> None:
        """Ring what is worn."""
        for piece in self.pieces():
            piece.setChecked(piece.hanger in hangers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        self._arrange()

    def _piece(self, hanger: Hanger) -> Piece:
        piece = Piece(hanger)
        piece.setParent(self._inside)
        piece.clicked.connect(lambda: self.chosen.emit(hanger))
        return piece

    def _arrange(self) -> None:
        width = self.viewport().width()
        across = max(1, (width + _GAP) // (_CELL + _GAP))
        cell = (width - (across - 1) * _GAP) // across
        height = round(cell * _TALL) + _NAME
        y = 0
        for heading, pieces in self._groups:
            shown = [piece for piece in pieces if not piece.isHidden()]
            if not shown:
                continue
            heading.setGeometry(4, y, width - 8, _HEADING)
            y += _HEADING
            for index, piece in enumerate(shown):
                row, column = divmod(index, across)
                left, top = column * (cell + _GAP), y + row * (height + _GAP)
                piece.setGeometry(left, top, cell, height)
            y += -(-len(shown) // across) * (height + _GAP)
        self._inside.resize(width, y)
