"""How a shade that is being made would stand among the others."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tryon.app.ball import BARE_LIP, Lacquer
from tryon.app.shade_draft import Draft, Part
from tryon.app.swatches import paint_ball
from tryon.app.theme import colours
from tryon.app.tint import lch_to_hex
from tryon.effects.finish import FINISHES

_BALL_PX = 92


class Hero(QWidget):
    """A ball in the shade, its code, and that it is estimated."""

    def __init__(self) -> None:
        super().__init__()
        self._ball = _Ball()
        self._code, self._status = QLabel(), QLabel()
        self._code.setProperty("part", "price")
        self._status.setProperty("part", "soft")
        self._status.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch()
        words.addWidget(self._code)
        words.addWidget(self._status)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        row.addWidget(self._ball)
        row.addLayout(words, 1)

    def show_draft(self, draft: Draft, part: Part) -> None:
        """Show a draft, and the code of one of its colours."""
        lch = draft.tint_of(part).lch
        self._code.setText(lch_to_hex(*lch) if lch else "–")
        self._status.setText(
            f'<span style="color:{colours().attention}">●</span>&nbsp; '
            + self.tr("estimated: not measured and validated")
        )
        self._ball.show_lacquer(_lacquer(draft))


class _Ball(QWidget):
    """The shade as it would stand among the others."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_BALL_PX, _BALL_PX)
        self._shown: Lacquer | None = None

    def show_lacquer(self, lacquer: Lacquer | None) -> None:
        """Paint another shade; None is an empty ring."""
        self._shown = lacquer
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._shown:
            paint_ball(painter, self._shown, QRectF(self.rect()))
        else:
            painter.setPen(QPen(QColor(colours().line), 3))
            painter.drawEllipse(QRectF(self.rect()).adjusted(3, 3, -3, -3))
        painter.end()


def _lacquer(draft: Draft) -> Lacquer | None:
    """Say what a ball of a draft is coated with; None while its colour is not one."""
    finish = FINISHES.get(draft.finish, FINISHES["satin"])
    shade, second = draft.shade, draft.second.shade if draft.second else None
    if shade is None:
        return None
    pencil = draft.pencil.shade if draft.pencil else shade
    line = pencil.reflectance if pencil else None
    if draft.effect == "lip_liner":
        return Lacquer(BARE_LIP, finish, liner=shade.reflectance)
    return Lacquer(
        shade.reflectance,
        finish,
        second.reflectance if second else None,
        draft.blend,
        line if draft.liner else None,
    )
