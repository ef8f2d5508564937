"""Looks on keys, with what is live and what is armed; below, what the panic key does."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tryon.app.ball import lacquer_of
from tryon.app.icons import draw_icon, icon
from tryon.app.state import Worn
from tryon.app.studio.looks import MOST
from tryon.app.swatches import paint_ball
from tryon.app.theme import RADIUS_SMALL, SMALL, colours, font, theme
from tryon.core.scene import Bytes

_THUMB_PX = 72, 46


class LookCard(QAbstractButton):
    """One look: its picture, its name, how sure its colour is, and its key."""

    armed = Signal()
    replaced = Signal()
    removed = Signal()

    def __init__(self, key: int, name: str, detail: str, worn: Worn) -> None:
        super().__init__()
        self.key, self._name, self._detail, self._worn = key, name, detail, worn
        self.is_live = self.is_armed = False
        self._picture: QImage | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(theme().px(210), theme().px(68))

    def mark(self, *, is_live: bool, is_armed: bool) -> None:
        """Show whether it is on, or is the next."""
        if (is_live, is_armed) != (self.is_live, self.is_armed):
            self.is_live, self.is_armed = is_live, is_armed
            self._tell()
            self.update()

    def show_sample(self, sample: Bytes | None) -> None:
        """Show it on the person's own lips."""
        if sample is None:
            return
        height, width = sample.shape[:2]
        self._picture = QImage(
            sample.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888
        )
        self.update()

    def _tell(self) -> None:
        said = self.tr("Look {0}: {1}").format(self.key, self._name)
        if self.is_live:
            said += ", " + self.tr("live")
        if self.is_armed:
            said += ", " + self.tr("armed")
        self.setAccessibleName(said)
        self.setToolTip(
            self.tr("{0} puts it on, Ctrl+{0} arms it, Enter takes what is armed").format(
                self.key
            )
        )

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's hook."""
        menu = QMenu(self)
        menu.addAction(self.tr("Arm"), self.armed.emit)
        if self.key:
            menu.addAction(self.tr("Keep what is worn on this key"), self.replaced.emit)
            menu.addAction(self.tr("Remove"), self.removed.emit)
        menu.exec(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        c, px = colours(), theme().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        card = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setBrush(QColor(c.lifted if self.underMouse() else c.raised))
        pen = QPen(Qt.PenStyle.NoPen)
        if self.is_live:
            pen = QPen(QColor(c.accent), 2)
        elif self.is_armed:
            pen = QPen(QColor(c.attention), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(card, RADIUS_SMALL, RADIUS_SMALL)
        if self.hasFocus():
            painter.setPen(QPen(QColor(c.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inner = card.adjusted(3, 3, -3, -3)
            painter.drawRoundedRect(inner, RADIUS_SMALL - 3, RADIUS_SMALL - 3)
        thumb = QRectF(card.x() + 9, 0, px(_THUMB_PX[0]), px(_THUMB_PX[1]))
        thumb.moveTop(card.center().y() - thumb.height() / 2)
        self._paint_thumb(painter, thumb)
        badge = QRectF(0, 0, px(24), px(24))
        badge.moveCenter(card.center())
        badge.moveRight(card.right() - 10)
        painter.setPen(QPen(QColor(c.line if not self.is_live else c.accent), 1))
        painter.setBrush(QColor(c.accent) if self.is_live else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(badge, 6, 6)
        painter.setFont(font(SMALL))
        painter.setPen(QColor(c.on_accent if self.is_live else c.soft))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(self.key))
        left = thumb.right() + 10
        room = QRectF(left, card.y() + 6, badge.x() - left - 6, card.height() - 12)
        self._paint_words(painter, room)
        painter.end()

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        c = colours()
        painter.setFont(font(SMALL, painter.font().weight().DemiBold))
        metrics = painter.fontMetrics()
        detail = self.tr("live") if self.is_live else self._detail
        detail = self.tr("armed") if self.is_armed and not self.is_live else detail
        wraps = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
        needed = metrics.boundingRect(room.toRect(), wraps, self._name).height()
        line = metrics.height()
        rows = 2 if needed > line and room.height() >= 3 * line - 8 else 1
        top = room.y() + max((room.height() - (rows + 1) * line) / 2, 0)
        painter.setPen(QColor(c.text))
        place = QRectF(room.x(), top, room.width(), rows * line)
        if rows == 2:
            painter.drawText(place, wraps, self._name)
        else:
            elided = metrics.elidedText(
                self._name, Qt.TextElideMode.ElideRight, round(room.width())
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, elided)
        painter.setFont(font(SMALL - 1))
        tone = c.accent if self.is_live else c.attention if self.is_armed else c.soft
        painter.setPen(QColor(tone))
        below = QRectF(room.x(), top + rows * line, room.width(), line)
        painter.drawText(
            below,
            Qt.AlignmentFlag.AlignVCenter,
            painter.fontMetrics().elidedText(
                detail, Qt.TextElideMode.ElideRight, round(room.width())
            ),
        )

    def _paint_thumb(self, painter: QPainter, rect: QRectF) -> None:
        painter.save()
        path = QPainterPath()
        path.addRoundedRect(rect, 8, 8)
        painter.setClipPath(path)
        painter.fillRect(rect, QColor(colours().line))
        product = self._worn.product
        if self._picture is not None:
            painter.drawImage(rect, self._picture)
        elif product is not None:
            ball = QRectF(0, 0, rect.height() - 10, rect.height() - 10)
            ball.moveCenter(rect.center())
            paint_ball(painter, lacquer_of(product, self._worn.finish), ball)
        else:
            place = QRectF(0, 0, 24, 24)
            place.moveCenter(rect.center())
            draw_icon(painter, "lips", place, QColor(colours().soft))
        painter.restore()


class LooksPanel(QWidget):
    """The column of looks."""

    chosen = Signal(int)
    armed = Signal(int)
    kept = Signal(int)
    removed = Signal(int)
    added = Signal()
    panic = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[int, LookCard] = {}
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(6)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._add = QPushButton(icon("plus", colours().text), self.tr("Keep what is worn"))
        self._add.setAccessibleName(self._add.text())
        self._add.setToolTip(self.tr("Puts what is worn now on the next key"))
        self._add.clicked.connect(self.added)
        self.panic_button = QPushButton()
        self.panic_button.setCheckable(True)
        self.panic_button.setMinimumHeight(theme().px(52))
        self.panic_button.clicked.connect(self.panic)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        column.addWidget(scroll, 1)
        column.addWidget(self._add)
        column.addWidget(self.panic_button)
        self.show_panic(is_on=False, is_card=False)

    def show_looks(self, looks: Sequence[tuple[str, Worn, str]]) -> None:
        """Build the cards: name, what is put on, and a word about it."""
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = {}
        for key, (name, worn, detail) in enumerate(looks, 1):
            self._put(LookCard(key, name, detail, worn))
        self._put(LookCard(0, self.tr("Bare"), self.tr("no product"), Worn()))
        self._column.addStretch(1)
        self._add.setEnabled(len(looks) < MOST)

    def _put(self, card: LookCard) -> None:
        key = card.key
        self.cards[key] = card
        card.clicked.connect(lambda: self.chosen.emit(key))
        card.armed.connect(lambda: self.armed.emit(key))
        card.replaced.connect(lambda: self.kept.emit(key))
        card.removed.connect(lambda: self.removed.emit(key))
        self._column.addWidget(card)

    def mark(self, live: int | None, armed: int | None) -> None:
        """Show which is on, and which is the next."""
        for key, card in self.cards.items():
            card.mark(is_live=key == live, is_armed=key == armed)

    def show_samples(self, samples: Mapping[object, Bytes]) -> None:
        """Show the looks on the person's own lips."""
        for key, card in self.cards.items():
            card.show_sample(samples.get(("studio", key)))

    def show_panic(self, *, is_on: bool, is_card: bool, key: str = "") -> None:
        """Say what the panic key does, and whether it holds."""
        does = self.tr("Show the card") if is_card else self.tr("Freeze the picture")
        text = self.tr("Back to live") if is_on else does
        self.panic_button.setText(f"{text}  ·  {key}" if key else text)
        self.panic_button.setIcon(
            icon("again" if is_on else "stop", colours().on_accent if is_on else colours().text)
        )
        self.panic_button.setChecked(is_on)
        self.panic_button.setProperty("part", "primary" if is_on else "")
        self.panic_button.style().unpolish(self.panic_button)
        self.panic_button.style().polish(self.panic_button)
        self.panic_button.setAccessibleName(self.tr("Panic key: {0}").format(text))
        widest = max(self._add.sizeHint().width(), self.panic_button.sizeHint().width())
        self.setMinimumWidth(max(self.minimumWidth(), widest + 28))  # nothing jumps back
        self.panic_button.setToolTip(
            self.tr("The same happens by itself when the face or the camera is lost.")
        )
