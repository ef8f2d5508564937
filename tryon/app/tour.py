"""A short tour for who opens a window first: a few cards that point at real controls."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tryon.app.opening import Opened, Stop
from tryon.app.theme import RADIUS, SPACE, SPACE_SMALL, colours, theme

#: Width of a card, and how far it stays from what it points at, px of the type scale.
_CARD_PX, _AWAY_PX = 360, 16
#: How often it is looked whether a window is ready for its tour, ms, and how often at most.
_ASK_MS, _ASKS = 200, 100


class Tour(QWidget):
    """Darkens a window but for one control, and says what that is for.

    Parameters
    ----------
    window : QWidget
    stops : sequence of Stop
    """

    ended = Signal()

    def __init__(self, window: QWidget, stops: Sequence[Stop]) -> None:
        super().__init__(window)
        self._stops = [stop for stop in stops if _is_there(stop.find())]
        self._place = -1
        self._hole = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.card = QWidget(self)
        self.card.setProperty("part", "veil")
        self.card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.card.setFixedWidth(theme().px(_CARD_PX))
        self._title, self._text, self._count = QLabel(), QLabel(), QLabel()
        self._title.setProperty("part", "title")
        self._text.setProperty("part", "body")
        self._count.setProperty("part", "soft")
        for words in (self._title, self._text):
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
        self.skip = QPushButton(self.tr("Skip the tour"))
        self.skip.setProperty("part", "quiet")
        self.on = QPushButton()
        self.on.setProperty("part", "primary")
        self.skip.clicked.connect(self.end)
        self.on.clicked.connect(self.go_on)
        row = QHBoxLayout()
        row.addWidget(self._count)
        row.addStretch()
        row.addWidget(self.skip)
        row.addWidget(self.on)
        column = QVBoxLayout(self.card)
        space = theme().px(SPACE)
        column.setContentsMargins(space, space, space, space)
        column.setSpacing(theme().px(SPACE_SMALL))
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(row)
        window.installEventFilter(self)
        self._clock = QTimer(self, interval=_ASK_MS)  # controls move while a window settles
        self._clock.timeout.connect(self._lay)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing to be shown any more."""
        return self._place >= len(self._stops)

    @property
    def said(self) -> str:
        """What the card says."""
        return f"{self._title.text()} {self._text.text()}"

    def begin(self) -> None:
        """Show the first card; where there is nothing to point at, it is over at once."""
        self.show()
        self.raise_()
        self._clock.start()
        self.go_on()

    def go_on(self) -> None:
        """Show the next card, or end."""
        self._place += 1
        if self.is_over:
            self.end()
            return
        stop = self._stops[self._place]
        self._title.setText(stop.title)
        self._text.setText(stop.text)
        self.setAccessibleName(self.said)
        self._count.setText(f"{self._place + 1} / {len(self._stops)}")
        is_last = self._place == len(self._stops) - 1
        self.on.setText(self.tr("Begin") if is_last else self.tr("Next"))
        self.skip.setVisible(not is_last)
        self._lay()
        self.on.setFocus()

    def end(self) -> None:
        """Take the tour away."""
        self._place = len(self._stops)
        self._clock.stop()
        self.window().setFocus()  # or whatever comes next in line would be lit
        self.hide()
        self.ended.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's hook."""
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._lay)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook: no key reaches what is below."""
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()

    def _lay(self) -> None:
        """Point at the control, wherever it is now."""
        window = self.parentWidget()
        if window is None or self.is_over or self._place < 0:
            return
        self.setGeometry(window.rect())
        control = self._stops[self._place].find()
        hole = QRect()
        if control is not None and _is_there(control):
            corner = control.mapTo(window, QPoint(0, 0))
            hole = QRect(corner, control.size()).adjusted(-8, -8, 8, 8) & self.rect()
        self.card.adjustSize()
        self.card.move(self._beside(hole))
        if hole != self._hole:
            self._hole = hole
            self.update()

    def _beside(self, hole: QRect) -> QPoint:
        """Find where the card covers nothing of what it points at, as far as there is room."""
        size, away, room = self.card.size(), theme().px(_AWAY_PX), self.rect()
        middle = hole.center()
        x = min(max(middle.x() - size.width() // 2, away), room.width() - size.width() - away)
        y = min(
            max(middle.y() - size.height() // 2, away), room.height() - size.height() - away
        )
        if hole.isNull():
            return QPoint(
                (room.width() - size.width()) // 2, (room.height() - size.height()) // 2
            )
        for place in (
            QPoint(x, hole.bottom() + away),
            QPoint(x, hole.top() - away - size.height()),
            QPoint(hole.right() + away, y),
            QPoint(hole.left() - away - size.width(), y),
        ):
            if room.contains(QRect(place, size)):
                return place
        return QPoint(x, y)  # on what it points at, which is larger than all that is left

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QPainterPath()
        veil.addRect(QRectF(self.rect()))
        hole = QPainterPath()
        if not self._hole.isNull():
            hole.addRoundedRect(QRectF(self._hole), RADIUS, RADIUS)
        dark = QColor(colours().glass)
        dark.setAlphaF(0.66)
        painter.fillPath(veil.subtracted(hole), dark)
        painter.setPen(QPen(QColor(colours().accent), 3))
        painter.drawPath(hole)
        painter.end()


class Guided(QObject):
    """Begins the tour of a window as soon as that shows what it points at.

    Parameters
    ----------
    opened : Opened
    """

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self._opened, self._asked = opened, 0
        self.tour: Tour | None = None
        self._clock = QTimer(self, interval=_ASK_MS)
        self._clock.timeout.connect(self._look)
        self._clock.start()

    def stop(self) -> None:
        """Begin nothing any more."""
        self._clock.stop()

    def _look(self) -> None:
        self._asked += 1
        stops = self._opened.tour()
        if not (stops and self._opened.is_ready()) and self._asked < _ASKS:
            return
        self._clock.stop()
        if stops:
            self.tour = Tour(self._opened.window, stops)
            self.tour.begin()


def _is_there(control: QWidget | None) -> bool:
    return control is not None and control.isVisible()
