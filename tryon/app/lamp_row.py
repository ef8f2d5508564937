"""One row that asks what lights people: four signs and words, and one for who does not know."""

from collections.abc import Mapping

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tryon.app.choice import Choice
from tryon.app.icons import draw_icon
from tryon.app.theme import RADIUS_SMALL, SMALL, colours, font, theme
from tryon.light.lamps import LampKind

#: Side in px of a sign, what is left free above, between and below it and its word, and beside.
_SIGN, _FREE, _BESIDE = 24, 6, 4
#: When who answers turns to an answer, or away.
_ATTENDING = (
    QEvent.Type.Enter,
    QEvent.Type.Leave,
    QEvent.Type.FocusIn,
    QEvent.Type.FocusOut,
)
#: Where five words do not fit beside each other, so many do.
_FEW = 3


def lamp_words(kind: LampKind | None) -> str:
    """Name a kind of lamp, or that it is not known."""
    tr = QCoreApplication.translate
    return {
        LampKind.DAYLIGHT: tr("Lamps", "Daylight"),
        LampKind.BULB: tr("Lamps", "Bulb"),
        LampKind.TUBE: tr("Lamps", "Tube"),
        LampKind.LED: tr("Lamps", "LED"),
        None: tr("Lamps", "Not sure"),
    }[kind]


def _hint(kind: LampKind | None) -> str:
    """Say how somebody tells that it is this one."""
    tr = QCoreApplication.translate
    return {
        LampKind.DAYLIGHT: tr("Lamps", "From a window or the sky."),
        LampKind.BULB: tr("Lamps", "A wire glows in it: also halogen spots."),
        LampKind.TUBE: tr("Lamps", "Long white tubes: also energy-saving lamps."),
        LampKind.LED: tr("Lamps", "Most newer lamps, panels and strips."),
        None: tr("Lamps", "Or several kinds at once."),
    }[kind]


_SIGNS: Mapping[LampKind | None, str] = {
    LampKind.DAYLIGHT: "sun",
    LampKind.BULB: "bulb",
    LampKind.TUBE: "tube",
    LampKind.LED: "led",
    None: "question",
}


class _Answer(Choice):
    """A sign with its word below.

    Parameters
    ----------
    kind : LampKind or None
    ground : str
        Its own colour, ``#RRGGBB``.

    Attributes
    ----------
    hint : str
        How somebody tells that it is this one.
    """

    def __init__(self, kind: LampKind | None, ground: str) -> None:
        super().__init__()
        self._kind, self._ground, self.hint = kind, ground, _hint(kind)
        self.setText(lamp_words(kind))
        self.setAccessibleName(lamp_words(kind))
        self.setAccessibleDescription(self.hint)
        self.setToolTip(self.hint)
        self.setFont(font(SMALL, font(SMALL).Weight.DemiBold))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        metrics = self.fontMetrics()
        tall = theme().px(_SIGN) + metrics.height() + 3 * theme().px(_FREE)
        wide = metrics.horizontalAdvance(self.text()) + 2 * _BESIDE
        target = theme().target_px
        return QSize(max(wide, target), max(tall, target))

    def minimumSizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(theme().target_px, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c, rect = colours(), QRectF(self.rect()).adjusted(1, 1, -1, -1)
        is_lifted = self.underMouse() or self.isDown()
        painter.setBrush(
            QColor(c.text if self.isChecked() else c.lifted if is_lifted else self._ground)
        )
        ring = c.accent if self.isChecked() else c.text
        painter.setPen(QPen(QColor(ring), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, RADIUS_SMALL, RADIUS_SMALL)
        ink = QColor(c.background if self.isChecked() else c.text)
        side, word = theme().px(_SIGN), self.fontMetrics().height()
        top = (self.height() - side - word - theme().px(_FREE) / 2) / 2
        draw_icon(
            painter, _SIGNS[self._kind], QRectF((self.width() - side) / 2, top, side, side), ink
        )
        painter.setPen(ink)
        below = QRect(0, round(top + side + theme().px(_FREE) / 2), self.width(), word)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class LampRow(QWidget):
    """Asks what lights people, and shows what was answered; nothing waits for it.

    Parameters
    ----------
    ground : str
        Colour of an answer that is not chosen, ``#RRGGBB``.
    """

    told = Signal(object)  # LampKind, or None for who does not know

    def __init__(self, ground: str) -> None:
        super().__init__()
        self._question, self._help = QLabel(self.tr("What lights you?")), QLabel()
        self._question.setProperty("part", "value")
        self._help.setProperty("part", "soft")
        self._help.setWordWrap(True)
        self._group = QButtonGroup(self)
        self._answers: dict[LampKind | None, _Answer] = {}
        for kind in (*LampKind, None):
            answer = self._answers[kind] = _Answer(kind, ground)
            self._group.addButton(answer)
            answer.clicked.connect(self._help_out)
            answer.clicked.connect(lambda _=False, kind=kind: self.told.emit(kind))
            answer.installEventFilter(self)
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._question)
        column.addLayout(self._grid)
        column.addWidget(self._help)
        self.setAccessibleName(self._question.text())
        self._shown: tuple[LampKind | None, bool] | None = None
        self._columns = 0
        self._lay(len(self._answers))
        self.show_answer(None, is_told=False)

    def show_answer(self, lamp: LampKind | None, *, is_told: bool) -> None:
        """Show what has been answered; what was just touched is not undone before it counts."""
        if self._shown == (lamp, is_told):
            return
        self._shown = lamp, is_told
        self._group.setExclusive(False)
        for kind, answer in self._answers.items():
            answer.setChecked(is_told and kind is lamp)
        self._group.setExclusive(True)
        self._help_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's hook: who points at an answer, or comes to it by a key, reads its meaning."""
        if event.type() in _ATTENDING:
            QTimer.singleShot(0, self, self._help_out)  # once it is so
        return super().eventFilter(watched, event)

    def _help_out(self) -> None:
        answers = self._answers.values()
        attended = next((one for one in answers if one.underMouse()), None) or next(
            (one for one in answers if one.hasFocus() or one.isChecked()), None
        )
        self._help.setText(attended.hint if attended is not None else self._reason())

    def _reason(self) -> str:
        return self.tr("It makes the colour surer; you need not answer.")

    def fit_into(self, width_px: int) -> None:
        """Put the answers into one line, or two; as high as the longest help: nothing jumps."""
        count = len(self._answers)
        widest = max(answer.sizeHint().width() for answer in self._answers.values())
        needed = count * widest + (count - 1) * self._grid.spacing()
        self._lay(count if width_px >= needed else _FEW)
        texts = (self._reason(), *(answer.hint for answer in self._answers.values()))
        flags = Qt.TextFlag.TextWordWrap
        self._help.ensurePolished()
        metrics, room = self._help.fontMetrics(), QRect(0, 0, width_px, 0)
        self._help.setFixedHeight(
            max(metrics.boundingRect(room, flags, text).height() for text in texts)
        )

    def _lay(self, columns: int) -> None:
        """Put so many answers beside each other, all of one width."""
        if columns == self._columns:
            return
        self._columns = columns
        for number, answer in enumerate(self._answers.values()):
            self._grid.addWidget(answer, number // columns, number % columns)
        for number in range(len(self._answers)):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)
