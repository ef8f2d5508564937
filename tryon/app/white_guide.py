"""Guides the hand that holds a sheet of paper: its outline on the mirror, and words."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tryon.app.colour_card import age
from tryon.app.lamp_row import LampRow, lamp_words
from tryon.app.preview import Preview
from tryon.app.theme import colours
from tryon.light.known import KnownState
from tryon.light.reference import Phase, ReferenceState
from tryon.light.sheet import Kind, Refusal

#: How long a sheet that was just measured is said to be done; and as long as it has not been
#: answered what lights them, for who has to put the sheet down first.
_DONE_S, _ASKING_S = 4.0, 15.0
#: Left, above, right and below in px.
_MARGINS = (20, 12, 12, 12)


class SheetOutline(QWidget):
    """The sheet that is seen, outlined on the mirror, with a ring that closes."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(preview)
        self._preview, self._state = preview, ReferenceState()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_state(self, state: ReferenceState) -> None:
        """Outline another sheet, or none."""
        self._state = state
        self.setVisible(bool(state.corners))
        if state.corners:
            self.setGeometry(self._preview.rect())
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        state, shown = self._state, self._preview.shown
        if shown is None or not state.corners:
            return
        rect = self._preview.picture_rect()
        height, width = shown.picture.rgb.shape[:2]
        scale = max(rect.width() / width, rect.height() / height)
        side = -1 if shown.pane.is_mirrored else 1
        places = (np.array(state.corners) - (width / 2, height / 2)) * (side, 1) * scale
        places += (rect.center().x(), rect.center().y())
        outline = QPolygonF([QPointF(x, y) for x, y in places.tolist()])
        is_good = state.phase in (Phase.SEEN, Phase.HELD)
        colour = QColor(colours().good if is_good else colours().attention)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line, width_px in ((QColor(0, 0, 0, 150), 6.0), (colour, 3.0)):
            pen = QPen(line, width_px)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            if not is_good:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawPolygon(outline)
        if is_good:
            middle = QPointF(*places.mean(0).tolist())
            ring = QRectF(middle.x() - 26, middle.y() - 26, 52, 52)
            painter.setPen(QPen(QColor(0, 0, 0, 110), 8))
            painter.drawEllipse(ring)
            pen = QPen(colour, 6)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(ring, 90 * 16, -round(360 * 16 * state.progress))
        painter.end()


class WhiteGuide(QWidget):
    """What to do with the sheet, over the picture.

    Parameters
    ----------
    preview : Preview
    """

    told = Signal(Kind)
    lamp_told = Signal(object)  # LampKind, or None for who does not know
    stopped = Signal()

    def __init__(self, preview: Preview) -> None:
        super().__init__(preview)
        self.outline = SheetOutline(preview)
        self.setProperty("part", "glass card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title, self._text = QLabel(), QLabel()
        self._title.setProperty("part", "value")
        self._text.setProperty("part", "soft")
        for label in (self._title, self._text):
            label.setWordWrap(True)
        self._paper = self._button(self.tr("It is paper"))
        self._paper.clicked.connect(lambda: self.told.emit(Kind.PAPER))
        self._white = self._button(self.tr("It is white"))
        self._white.clicked.connect(lambda: self.told.emit(Kind.PAPER))
        self._card = self._button(self.tr("It is a grey card"))
        self._card.clicked.connect(lambda: self.told.emit(Kind.GREY_CARD))
        self._stop = self._button(self.tr("Cancel"))
        self._stop.clicked.connect(self.stopped)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        self._lamps = LampRow(colours().raised)
        self._lamps.told.connect(self.lamp_told)
        column = QVBoxLayout(self)
        column.setContentsMargins(*_MARGINS)
        column.setSpacing(12)
        self._column = column
        row = QHBoxLayout()
        row.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self._lamps)
        row.addLayout(words, 1)
        for button in (self._paper, self._white, self._card, self._stop):
            row.addWidget(button)
        self._asks_lamp = False
        self._showing: tuple[str, str, bool, bool] | None = None
        self.hide()

    def show_known(self, known: KnownState) -> bool:
        """Follow the search for a sheet; True when the card's size may have changed."""
        state = known.reference
        self.outline.show_state(state)
        self._lamps.show_answer(known.lamp, is_told=known.is_lamp_told)
        title, text = self._words(known)
        is_searching = state.is_sought
        # One question at a time.
        asks_lamp = state.refusal not in (Refusal.UNCLEAR, Refusal.CREAM)
        now = title, text, is_searching, asks_lamp
        if now == self._showing:
            return False
        self._showing = now
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._paper.setVisible(state.refusal is Refusal.UNCLEAR)
        self._white.setVisible(state.refusal is Refusal.CREAM)
        self._card.setVisible(state.refusal is Refusal.UNCLEAR)
        self._stop.setVisible(is_searching)
        self._asks_lamp = asks_lamp
        self.setAccessibleName(f"{title} {text}".strip())
        self.setVisible(bool(title))
        return True

    def fit_into(self, width_px: int, height_px: int) -> None:
        """Take the width, and no more height: the lamp can be told later, on the card."""
        if self.isHidden():
            return
        self._lamps.fit_into(width_px - _MARGINS[0] - _MARGINS[2])
        for is_shown in (self._asks_lamp, False):
            self._lamps.setVisible(is_shown)
            self._column.invalidate()
            height = self._column.totalHeightForWidth(width_px)
            if height <= height_px:
                break
        self.setFixedSize(width_px, height)

    def _words(self, known: KnownState) -> tuple[str, str]:
        state = known.reference
        if state.phase is Phase.SEARCHING:
            return (
                self.tr("Hold a white sheet of paper beside your face"),
                self.tr("Plain, all in the picture, flat to the camera. A grey card will do."),
            )
        if state.phase is Phase.SEEN:
            return self.tr("Keep it there …"), self.tr("Two seconds are enough.")
        if state.phase is Phase.REFUSED and state.refusal is not None:
            return self._reason(state.refusal)
        if state.phase is Phase.HELD and state.corners:
            return (
                self.tr("White is measured: you may put the sheet away"),
                self.tr("Or carry it slowly to your other side, and the colour is surer yet."),
            )
        if state.phase is Phase.HELD and not _is_done(known):
            return self.tr("White is measured: you may put the sheet away"), ""
        return "", ""

    def _reason(self, refusal: Refusal) -> tuple[str, str]:
        return {
            Refusal.CLIPPED: (
                self.tr("The sheet is too bright for the camera"),
                self.tr("Turn it a little from the lamp, or less light, please."),
            ),
            Refusal.TILTED: (
                self.tr("The sheet is tilted"),
                self.tr("Turn it flat towards the camera."),
            ),
            Refusal.UNEVEN: (
                self.tr("The sheet is not even"),
                self.tr("No shadow, fold or print on it, please."),
            ),
            Refusal.SHADED: (
                self.tr("The sheet is in other light than the face"),
                self.tr("Hold it beside the cheek, as far from the camera as that."),
            ),
            Refusal.TINTED: (
                self.tr("The sheet is not white"),
                self.tr("Take plain office paper, or a grey card."),
            ),
            Refusal.DARK: (
                self.tr("It is too dark to measure"),
                self.tr("More light on the face, please."),
            ),
            Refusal.UNCLEAR: (
                self.tr("Paper or a grey card?"),
                self.tr("In this light the camera cannot tell which it is."),
            ),
            Refusal.CREAM: (
                self.tr("Is the paper white?"),
                self.tr("It may be cream, and then the colours would come out wrong."),
            ),
            Refusal.MOVING: (
                self.tr("Hold the sheet still"),
                self.tr("Then two seconds are enough."),
            ),
        }[refusal]

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(text)
        button.setToolTip(text)
        return button


def _is_done(known: KnownState) -> bool:
    """Whether enough has been said of a sheet that was measured.

    Who had it in the hand answers afterwards.
    """
    return known.reference.age_s >= (_DONE_S if known.is_lamp_told else _ASKING_S)


def held_words(known: KnownState) -> str:
    """Say in a pill that white is held, since when and in what light; empty when it is not."""
    state, tr = known.reference, QCoreApplication.translate
    if state.phase is not Phase.HELD or state.corners or not _is_done(known):
        return ""
    if known.lamp is None:
        return tr("WhiteGuide", "White measured {0}").format(age(state.age_s))
    said = tr("WhiteGuide", "White measured {0} · {1}")
    return said.format(age(state.age_s), lamp_words(known.lamp))
