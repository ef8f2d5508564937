"""The shade editor: a shade is made in front of the mirror, and worn while it is made."""

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QScroller,
    QVBoxLayout,
    QWidget,
)

from tryon.app.ball import Lacquer
from tryon.app.colour_part import ColourPart, tab
from tryon.app.fields import Field, field_style
from tryon.app.finishes import FinishChip
from tryon.app.history import History
from tryon.app.icons import icon
from tryon.app.knobs import Knob
from tryon.app.language import say_finish
from tryon.app.shade_draft import Draft
from tryon.app.shade_hero import Hero
from tryon.app.shade_ways import ShadeWays
from tryon.app.theme import RADIUS_SMALL, TARGET, colours
from tryon.app.tint import Tint
from tryon.catalogue.product import Product
from tryon.core.errors import TryOnError
from tryon.effects.finish import FINISHES
from tryon.engine import Look

#: From this width on there are two columns.
_WIDE_PX = 900
_CHIP_PX = 76


def _style() -> str:
    c = colours()
    return (
        field_style()
        + f"""
QPushButton[part="tab"] {{
    min-height: 36px; padding: 0 11px; border-radius: {RADIUS_SMALL}px;
    background: transparent; color: {c.soft};
}}
QPushButton[part="tab"]:hover {{ background: {c.raised}; }}
QPushButton[part="tab"]:checked {{ background: {c.raised}; color: {c.text}; }}
QPushButton[part="tab"]:focus {{ border-color: {c.text}; }}
"""
    )


class ShadeEditor(QWidget):
    """A panel in which a shade is made.

    Parameters
    ----------
    finishes : collection of str
    taken : callable
        Lists the ids of products that there are.
    save : callable
        Puts the product of a file's entry into the user's catalogue; raises `TryOnError`.
    read_swatch : callable
        From the path of a photograph to its colour, its finish and words about it; raises
        `TryOnError`. Called on another thread.
    """

    worn = Signal(object)  # the look to show
    saved = Signal(object)  # the product
    left = Signal()

    def __init__(
        self,
        finishes: Collection[str],
        taken: Callable[[], Collection[str]],
        save: Callable[[dict[str, Any]], Product],
        read_swatch: Callable[[Path], tuple[Tint, str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._taken, self._save = taken, save
        self.colour = ColourPart(read_swatch)
        self.colour.changed.connect(self._change)
        self.ways = ShadeWays()
        self.ways.changed.connect(self._change)
        for chooser in (self.colour, self.ways):
            chooser.opened.connect(self._open_part)
        self._draft = Draft()
        self._history = History(self._draft)
        self._worn: Look | None = None
        self._touched: set[str] = set()
        self.setProperty("part", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(_style())
        self.setAccessibleName(self.tr("Shade editor"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._body(finishes), 1)
        column.addLayout(self._foot())

    @property
    def draft(self) -> Draft:
        """What is being made."""
        return self._draft

    def begin(self, draft: Draft) -> None:
        """Open with a draft."""
        self._touched = set()
        self._worn = None
        self.colour.open("shade")
        self._title.setText(self.tr("Change shade") if draft.id else self.tr("New shade"))
        self._history = History(draft)
        self._show(draft)
        self.show()
        self.raise_()
        self._fields["name"].line.setFocus()

    # Building.

    def _head(self) -> QHBoxLayout:
        self._title = QLabel()
        self._title.setProperty("part", "title")
        self._back = self._sign("undo", self.tr("Undo"), "Ctrl+Z", self.undo)
        self._forth = self._sign("redo", self.tr("Redo"), "Ctrl+Shift+Z", self.redo)
        row = QHBoxLayout()
        row.setContentsMargins(24, 14, 10, 0)
        row.addWidget(self._title)
        row.addStretch()
        row.addWidget(self._back)
        row.addWidget(self._forth)
        row.addWidget(self._sign("close", self.tr("Close without saving"), "Esc", self.leave))
        return row

    def _sign(self, sign: str, text: str, key: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(icon(sign, colours().soft), "")
        button.setProperty("part", "icon")
        button.setToolTip(f"{text} ({key})")
        button.setAccessibleName(text)
        button.clicked.connect(lambda: act())
        return button

    def _body(self, finishes: Collection[str]) -> QScrollArea:
        self._fields: dict[str, Field] = {}
        for key, field in self.colour.fields.items():
            self._watch(key, field)
        inside = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom, inside)
        self._columns.setContentsMargins(24, 6, 16, 18)
        self._columns.setSpacing(18)
        left, right, colour, ways = (QVBoxLayout() for _ in range(4))
        self._hero = Hero()
        left.addWidget(self._hero)
        colour.addWidget(self.colour)
        ways.addWidget(self.ways)
        for column, parts in (
            (left, (self._names(), colour)),
            (right, (self._finish(finishes), self._cover(), ways, self._price())),
        ):
            column.setSpacing(18)
            for part in parts:
                column.addLayout(part)
            column.addStretch(1)
            self._columns.addLayout(column, 1)
        self._area = area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.verticalScrollBar().rangeChanged.connect(self._align)
        return area

    def _align(self, low: int, high: int) -> None:
        """Keep the right edge where it is, with the scroll bar or without."""
        margins = self._columns.contentsMargins()
        margins.setRight(24 - (self._area.verticalScrollBar().width() if high > low else 0))
        self._columns.setContentsMargins(margins)

    def _finish(self, finishes: Collection[str]) -> QVBoxLayout:
        heading = QLabel(self.tr("Finish"))
        heading.setProperty("part", "heading")
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        group = QButtonGroup(self)
        self._chips: dict[str, FinishChip] = {}
        for finish in finishes:
            chip = FinishChip(finish, say_finish(finish))
            chip.setMinimumWidth(_CHIP_PX)
            chip.clicked.connect(lambda _=False, finish=finish: self._choose(finish))
            group.addButton(chip)
            row.addWidget(chip)
            self._chips[finish] = chip
        self._strip = QScrollArea()
        self._strip.setWidget(inside)
        self._strip.setWidgetResizable(True)
        self._strip.setFixedHeight(TARGET + 30)
        self._strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._strip.setFrameShape(QScrollArea.Shape.NoFrame)
        self._strip.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        QScroller.grabGesture(
            self._strip.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture
        )
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(heading)
        column.addWidget(self._strip)
        return column

    def _cover(self) -> QVBoxLayout:
        self._opacity = Knob(self.tr("Opacity of one coat"), 0.05, 0.99, 0.01, is_share=True)
        self._opacity.turned.connect(self._cover_by)
        self._as_finish = tab(self.tr("As the finish covers"))
        self._as_finish.clicked.connect(self._toggle_opacity)
        self._coats = Knob(self.tr("Coats"), 0.1, 5.0, 0.1)
        self._coats.turned.connect(lambda value: self._alter(coats=value))
        above = QHBoxLayout()
        above.addWidget(self._opacity, 1)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(above)
        column.addWidget(self._as_finish, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(6)
        column.addWidget(self._coats)
        return column

    def _names(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(
            self._field("name", self.tr("Name"), self.tr("Quiet Plum")),
            3,
            Qt.AlignmentFlag.AlignTop,
        )
        row.addWidget(
            self._field("name_zh", self.tr("In Chinese"), "静李"), 2, Qt.AlignmentFlag.AlignTop
        )
        return row

    def _price(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        price = self._field("price", self.tr("Price"), self.tr("none"), most=12)
        row.addWidget(price, 3, Qt.AlignmentFlag.AlignTop)
        currency = self._field("currency", self.tr("Currency"), "CNY", most=3)
        row.addWidget(currency, 2, Qt.AlignmentFlag.AlignTop)
        return row

    def _foot(self) -> QHBoxLayout:
        self._fault = QLabel()
        self._fault.setProperty("part", "fault")
        self._fault.setWordWrap(True)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setProperty("part", "quiet")
        cancel.clicked.connect(self.leave)
        self._keep = QPushButton(self.tr("Save shade"))
        self._keep.setProperty("part", "primary")
        self._keep.clicked.connect(self._store)
        row = QHBoxLayout()
        row.setContentsMargins(24, 10, 24, 20)
        row.setSpacing(10)
        row.addWidget(self._fault, 1)
        row.addWidget(cancel)
        row.addWidget(self._keep)
        return row

    def _field(self, key: str, title: str, hint: str = "", most: int = 160) -> Field:
        field = Field(title, hint, most)
        field.typed.connect(lambda text, key=key: self._alter(**{key: text}))
        self._watch(key, field)
        return field

    def _watch(self, key: str, field: Field) -> None:
        field.line.installEventFilter(self)
        field.line.editingFinished.connect(lambda key=key: self._touch(key))
        field.line.returnPressed.connect(self._store)
        self._fields[key] = field

    # What the person does.

    def _touch(self, key: str) -> None:
        """Whoever has left a field is told what is wrong in it."""
        self._touched.add(key)
        self._show_faults()

    def _open_part(self, part: str) -> None:
        """Change another colour of the draft."""
        self.colour.open(part)
        self._change(self._draft)

    def _choose(self, finish: str) -> None:
        self._alter(finish=finish, own_finish=None)

    def _toggle_opacity(self) -> None:
        wanted = None if self._as_finish.isChecked() else self._shown_opacity
        self._cover_by(wanted)

    def _cover_by(self, opacity: float | None) -> None:
        self._alter(tint=replace(self._draft.tint, opacity=opacity, sx=None))

    def _store(self) -> None:
        self._touched = set(self._fields)
        for place in self._draft.faults():  # what is wrong may be in a colour out of sight
            part = {"second": "second", "liner": "liner"}.get(place.split(".")[0])
            if part is not None:
                self._open_part(part)
        if self._show_faults():
            for field in self._fields.values():
                if field.fault:
                    self._area.ensureWidgetVisible(field)
                    field.line.setFocus()
                    break
            return
        try:
            product = self._save(self._draft.entry(self._taken()))
        except TryOnError as error:
            self._fault.setText(str(error))
            return
        self.hide()
        self.saved.emit(product)

    def undo(self) -> None:
        """Take the last change back."""
        self._show(self._history.undo())

    def redo(self) -> None:
        """Make the change again that was taken back."""
        self._show(self._history.redo())

    def leave(self) -> None:
        """Close without saving."""
        self.hide()
        self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook: a wide panel has two columns."""
        super().resizeEvent(event)
        is_wide = self.width() >= _WIDE_PX
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        self._columns.setSpacing(40 if is_wide else 18)
        self.setProperty("part", "sheet" if is_wide else "panel")
        self.style().unpolish(self)
        self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        """Qt's hook: what undoes here is not to undo in the window around."""
        if event.type() == QEvent.Type.ShortcutOverride and self._step_of(event):
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's hook: nor in a line, which would know of itself alone."""
        step = self._step_of(event) if event.type() == QEvent.Type.KeyPress else None
        if step is None:
            return False
        step()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook: the mirror's own keys do not reach through."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif step := self._step_of(event):
            step()
        event.accept()

    def _step_of(self, event: QEvent) -> Callable[[], None] | None:
        """Say which way a key goes through what was changed."""
        keys = QKeySequence.StandardKey
        if isinstance(event, QKeyEvent) and event.matches(keys.Undo):
            return self.undo
        if isinstance(event, QKeyEvent) and event.matches(keys.Redo):
            return self.redo
        return None

    # Showing the draft.

    def _alter(self, **changes: Any) -> None:
        self._change(replace(self._draft, **changes))

    def _change(self, draft: Draft) -> None:
        self._history.follow(draft, time.monotonic())
        self._show_draft(draft)

    def _show(self, draft: Draft) -> None:
        """Show another draft than the one that is typed into."""
        for field in self._fields.values():
            field.line.setModified(False)
        self.colour.say("")
        self._show_draft(draft)

    def _show_draft(self, draft: Draft) -> None:
        self._draft = draft
        self._back.setEnabled(self._history.can_undo)
        self._forth.setEnabled(self._history.can_redo)
        for key in ("name", "name_zh", "price", "currency"):
            self._fields[key].show_text(getattr(draft, key))
        self.colour.show_draft(draft)
        self.ways.show_draft(draft)
        self._hero.show_draft(draft, self.colour.part)
        reflectance = draft.shade.reflectance if draft.shade else None
        for chip in self._chips.values():
            on_it = FINISHES[chip.finish]
            chip.show_lacquer(Lacquer(reflectance, on_it) if reflectance else None)
        if draft.finish in self._chips:
            self._chips[draft.finish].setChecked(True)
            self._strip.ensureWidgetVisible(self._chips[draft.finish], _CHIP_PX, 0)
        self._coats.mark(draft.coats)
        is_own = draft.tint.opacity is not None or draft.tint.sx is not None
        self._opacity.mark(self._shown_opacity, is_enabled=is_own)
        self._as_finish.setChecked(not is_own)
        self._show_faults()
        look = draft.look()
        if look is not None and look != self._worn:
            self._worn = look
            self.worn.emit(look)

    @property
    def _shown_opacity(self) -> float:
        if self._draft.tint.opacity is not None:
            return self._draft.tint.opacity
        return min(max(FINISHES[self._draft.finish].hiding, 0.05), 0.99)

    def _show_faults(self) -> bool:
        """Say at each field that was touched what is wrong; True if anything is."""
        faults = self._draft.faults()
        for key, field in self._fields.items():
            wanted = key
            if key in self.colour.fields:
                place = {"liner": "liner.shade"}.get(self.colour.part, self.colour.part)
                wanted = f"{place}.srgb" if key == "srgb" else f"{place}.lab[{key[3:]}]"
            is_wrong = wanted in faults
            said = self._words_for(key) if is_wrong and key in self._touched else ""
            field.show_fault(said)
        if not faults:
            self._fault.setText("")
        return bool(faults)

    def _words_for(self, key: str) -> str:
        """Say in plain words what a field expects."""
        if key.startswith("lab"):
            return self.tr("0 to 100") if key == "lab0" else self.tr("−128 to 128")
        return {
            "srgb": self.tr("Six digits after #, such as #9B1B30."),
            "name": self.tr("The shade needs a name."),
            "name_zh": self.tr("One line, without spaces at its ends."),
            "price": self.tr("A number, such as 129 or 129.50."),
            "currency": self.tr("Three letters, such as CNY."),
        }[key]
