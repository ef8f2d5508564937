"""The page of the wardrobe: the rack, and how the chosen piece is worn."""

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tryon.app.chips import Chips
from tryon.app.choice import Choice
from tryon.app.clothing import TURNS, portrait, turning
from tryon.app.language import say_wardrobe
from tryon.app.rack import Rack
from tryon.app.state import Hung, State
from tryon.app.theme import colours
from tryon.app.turntable import Turntable
from tryon.garments.rail import Hanger

#: A lower window has no room for the turntable.
_LOW_PX = 640
_MOST_COLOURS = 9


class _Dye(Choice):
    """One colour of a piece."""

    def __init__(self, name: str, srgb: str, *, is_verified: bool) -> None:
        super().__init__()
        self._colour = QColor(srgb)
        tr = QCoreApplication.translate
        known = tr("Swatch", "verified") if is_verified else tr("Swatch", "estimated")
        said = f"{say_wardrobe(name)}, {known}"
        self.setAccessibleName(self.tr("Colour {0}").format(said))
        self.setToolTip(said)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(34, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(0, 0, 26, 26)
        rect.moveCenter(QRectF(self.rect()).center())
        painter.setPen(QPen(QColor(colours().soft), 1))
        painter.setBrush(self._colour)
        painter.drawEllipse(rect)
        if self.isChecked() or self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            colour = colours().accent if self.hasFocus() else colours().text
            painter.setPen(QPen(QColor(colour), 2))
            painter.drawEllipse(rect.adjusted(-3, -3, 3, 3))
        painter.end()


class ClothesPanel(QWidget):
    """Where pieces are chosen, and their size and colour.

    The piece that was touched last is the one on the turntable.
    """

    chosen = Signal(object)  # a Hanger, or None to take everything off
    size_chosen = Signal(object, str)
    colour_chosen = Signal(object, str)
    turn_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._hung: Hung | None = None
        self._state: State | None = None
        self._is_low = False
        self._slots = Chips(
            {
                "": (self.tr("All"), self.tr("All pieces")),
                "top": (self.tr("Tops"), self.tr("Tops")),
                "bottom": (self.tr("Bottoms"), self.tr("Trousers and skirts")),
                "dress": (self.tr("Dresses"), self.tr("Dresses")),
                "outer": (self.tr("Outer"), self.tr("Jackets and coats")),
                "head": (self.tr("Extras"), self.tr("Glasses, hats and earrings")),
                "shoes": (self.tr("Shoes"), self.tr("Shoes")),
            }
        )
        self._slots.setContentsMargins(9, 0, 9, 0)
        self.rack = Rack()
        self._slots.chosen.connect(self.rack.show_slot)
        self.rack.chosen.connect(self._choose)
        self._none = QLabel(self.tr("One moment …"))
        self._none.setProperty("part", "soft")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.turntable = Turntable()
        self._title = QLabel()
        self._title.setProperty("part", "value")
        self._title.setWordWrap(True)
        self._sizes = QHBoxLayout()
        self._colours = QHBoxLayout()
        for row in (self._sizes, self._colours):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(0)
        off = self._off = QPushButton(self.tr("Take it off"))
        off.setProperty("part", "quiet")
        off.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        off.setAccessibleName(off.text())
        off.setToolTip(self.tr("Take this piece off again"))
        off.clicked.connect(self._take_off)
        ways = QVBoxLayout()
        ways.setSpacing(0)
        ways.addWidget(self._title)
        ways.addLayout(self._sizes)
        ways.addLayout(self._colours)
        ways.addStretch()
        ways.addWidget(off, 0, Qt.AlignmentFlag.AlignLeft)
        self._chosen = QWidget()
        beside = QHBoxLayout(self._chosen)
        beside.setContentsMargins(9, 6, 9, 0)
        beside.setSpacing(14)
        beside.addWidget(self.turntable, 0, Qt.AlignmentFlag.AlignTop)
        beside.addLayout(ways, 1)
        self._chosen.hide()
        inset = QHBoxLayout()
        inset.setContentsMargins(9, 0, 0, 0)
        inset.addWidget(self.rack)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._slots)
        column.addWidget(self._none, 1)
        column.addLayout(inset, 1)
        column.addWidget(self._chosen)

    def fit_into(self, height: int) -> None:
        """Leave the turntable out of a low window."""
        self._is_low = height < _LOW_PX
        self.turntable.setVisible(not self._is_low)
        self._off.setVisible(not self._is_low)  # a click on the rack takes it off, too

    def show_state(self, before: State | None, state: State) -> None:
        """Show what hangs there and what is worn, where it has changed."""
        self._state = state
        is_new = before is None or before.wardrobe != state.wardrobe
        if is_new:
            self.rack.fill(state.wardrobe)
            self._slots.offer({"", *(hanger.slot for hanger in state.wardrobe)})
            self._none.setVisible(not state.wardrobe)
            self.rack.setVisible(bool(state.wardrobe))
        if before is None or is_new or before.shots is not state.shots:
            self.rack.show_pictures(state.shots)
        if before is None or is_new or before.clothes != state.clothes:
            self.rack.mark([hung.hanger for hung in state.clothes])
            self._show_chosen(state)
        elif before.shots is not state.shots:
            self._show_sides()

    def _show_chosen(self, state: State) -> None:
        """Offer sizes and colours of the piece that was touched last."""
        worn = self._hung.hanger if self._hung is not None else None
        same = [hung for hung in state.clothes if hung.hanger == worn]
        hung = same[0] if same else state.clothes[-1] if state.clothes else None
        is_other = hung is None or hung.hanger != worn
        self._hung = hung
        self._chosen.setVisible(hung is not None)
        if hung is None:
            return
        if is_other or not self._sizes.count():
            self._offer(hung)
        self._title.setText(_said(hung))
        self._show_sides()
        self.turn_wanted.emit(hung)

    def _offer(self, hung: Hung) -> None:
        for row in (self._sizes, self._colours):
            while (item := row.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()
        hanger = hung.hanger
        if hanger.sizes:
            own = {"": (self.tr("As cut"), self.tr("As it was cut, on your shape"))}
            names = {name: (name, self.tr("Size {0}").format(name)) for name in hanger.sizes}
            sizes = Chips(own | names)
            sizes.choose(hung.size or "")
            sizes.chosen.connect(lambda size: self.size_chosen.emit(hanger, size))
            self._sizes.addWidget(sizes)
        group = QButtonGroup(self)
        for index, (name, srgb) in enumerate(hanger.colours[:_MOST_COLOURS]):
            dye = _Dye(name, srgb, is_verified=name in hanger.verified)
            group.addButton(dye)
            dye.setChecked(hung.colour == name or (hung.colour is None and index == 0))
            dye.clicked.connect(lambda _=False, n=name: self.colour_chosen.emit(hanger, n))
            self._colours.addWidget(dye)
        self._colours.addStretch()

    def _show_sides(self) -> None:
        state, hung = self._state, self._hung
        if state is not None and hung is not None:
            around = state.shots.get(turning(hung))
            if around is not None:
                self.turntable.show_sides(around, TURNS)
            else:  # what hangs on the rack, until the others are drawn
                self.turntable.show_sides(state.shots.get(portrait(hung.hanger)), 1)

    def _choose(self, hanger: Hanger) -> None:
        self._hung = Hung(hanger)
        self._clear()
        self.chosen.emit(hanger)

    def _clear(self) -> None:
        """Sizes and colours of another piece are offered with the next state."""
        while (item := self._sizes.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _take_off(self) -> None:
        if self._hung is not None:
            self.chosen.emit(self._hung.hanger)


def _said(hung: Hung) -> str:
    colours = hung.hanger.colours
    colour = hung.colour or (colours[0][0] if colours else "")
    title = say_wardrobe(hung.hanger.title)
    return " · ".join(part for part in (title, say_wardrobe(colour), hung.size) if part)
