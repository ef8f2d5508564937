"""The part of the shade editor that is about a second colour and a liner."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tryon.app.colour_part import tab
from tryon.app.companion import DEEPER, LIGHTER, TURNED_DEG
from tryon.app.knobs import Knob
from tryon.app.shade_draft import Draft, Part
from tryon.app.two_colours import blend_title
from tryon.catalogue.product import Liner
from tryon.effects.blend import Blend

#: An ombré to the bare lip is a way of its own here.
_FADING = "fading"


class ShadeWays(QWidget):
    """Chooses how many colours there are, and how the others are worn."""

    changed = Signal(object)  # the draft
    opened = Signal(str)  # the part whose colour is to be changed

    def __init__(self) -> None:
        super().__init__()
        self._draft = Draft()
        fading = {_FADING: self.tr("Fading")}
        titles = {blend.value: blend_title(blend) for blend in Blend}
        self._blends = _Tabs({"": blend_title(None), **fading, **titles}, self._choose_blend)
        lines = {
            "none": self.tr("No liner"),
            "same": self.tr("Same shade"),
            "own": self.tr("Own shade"),
        }
        self._lines = _Tabs(lines, self._choose_line)
        self.width_mm = Knob(self.tr("Width"), 0.3, 4.0, 0.1, unit="mm")
        self.softness = Knob(self.tr("Softness"), 0.0, 1.0, 0.05, is_share=True)
        self.width_mm.turned.connect(lambda value: self._turn(width_mm=value))
        self.softness.turned.connect(lambda value: self._turn(softness=value))
        knobs = QHBoxLayout()
        knobs.setSpacing(24)
        knobs.addWidget(self.width_mm)
        knobs.addWidget(self.softness)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._of_lips = [_heading(self.tr("Colours")), self._blends]
        self._of_liner = [_heading(self.tr("Lip liner")), self._lines]
        for widget in (*self._of_lips, *self._of_liner):
            column.addWidget(widget)
        column.addLayout(knobs)

    def show_draft(self, draft: Draft) -> None:
        """Show the ways of a draft; a pencil has a stroke only."""
        self._draft = draft
        is_fading = draft.blend is Blend.OMBRE and draft.second is None
        self._blends.choose(_FADING if is_fading else draft.blend.value if draft.blend else "")
        self._lines.choose("none" if not draft.liner else "own" if draft.pencil else "same")
        for widget in (*self._of_lips, *self._of_liner):
            widget.setVisible(draft.effect == "lipstick")
        liner = draft.liner or Liner()
        is_drawn = draft.liner is not None or draft.effect == "lip_liner"
        self.width_mm.mark(liner.width_mm, is_enabled=is_drawn)
        self.softness.mark(liner.softness, is_enabled=is_drawn)

    def _choose_blend(self, key: str) -> None:
        draft = self._draft
        if key in ("", _FADING):
            blend = Blend.OMBRE if key else None
            self.changed.emit(replace(draft, blend=blend, second=None))
            return
        turned_deg = TURNED_DEG if key == Blend.SHIFT.value else 0.0
        second = draft.second or draft.tint.beside(LIGHTER, turned_deg)
        self._open("second", replace(draft, blend=Blend(key), second=second))

    def _choose_line(self, key: str) -> None:
        draft = self._draft
        liner = None if key == "none" else draft.liner or Liner()
        if key == "own":
            pencil = draft.pencil or draft.tint.beside(-DEEPER)
            self._open("liner", replace(draft, liner=liner, pencil=pencil))
        else:
            self.changed.emit(replace(draft, liner=liner, pencil=None))

    def _open(self, part: Part, draft: Draft) -> None:
        self.changed.emit(draft)
        self.opened.emit(part)

    def _turn(self, **changes: float) -> None:
        values: dict[str, Any] = changes
        liner = replace(self._draft.liner or Liner(), **values)
        self.changed.emit(replace(self._draft, liner=liner))


class _Tabs(QWidget):
    """A row of words of which one is chosen."""

    def __init__(self, titles: Mapping[str, str], chosen: Callable[[str], None]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._buttons = {key: tab(title) for key, title in titles.items()}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for key, button in self._buttons.items():
            button.clicked.connect(lambda _=False, key=key: chosen(key))
            self._group.addButton(button)
            row.addWidget(button)
        row.addStretch()

    def choose(self, key: str) -> None:
        """Choose one without saying so."""
        self._buttons[key].setChecked(True)


def _heading(title: str) -> QLabel:
    label = QLabel(title)
    label.setProperty("part", "heading")
    return label
