"""The part of the shade editor that is about colour: a code, a reading, or a photograph."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QThreadPool, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tryon.app.fields import Field, Spectrum
from tryon.app.icons import icon
from tryon.app.shade_draft import Draft, Part
from tryon.app.theme import colours
from tryon.app.tint import READINGS, Tint, lch_to_hex
from tryon.core.errors import TryOnError
from tryon.sources.still import PHOTO_SUFFIXES

#: Ranges of lightness, chroma and hue that lipsticks have, with room to spare.
_RANGES = ((10, 95), (0, 100), (-60, 90))
#: Colours along the track of a slider.
_STOPS = 13
_SHADE: Part = "shade"


class _Report(QObject):
    """Brings what a thread found to the window's thread."""

    done = Signal(object)


class ColourPart(QWidget):
    """Chooses a colour: that of the shade, or of what else a product has.

    Parameters
    ----------
    read_swatch : callable
        From the path of a photograph to its colour, its finish and words about it; raises
        `TryOnError`. Called on another thread.
    """

    changed = Signal(object)  # the draft
    opened = Signal(str)  # another colour of it is to be changed

    def __init__(self, read_swatch: Callable[[Path], tuple[Tint, str, str]]) -> None:
        super().__init__()
        self._read_swatch = read_swatch
        self._draft, self._part = Draft(), _SHADE
        self._turning = False
        self._report = _Report()
        self._report.done.connect(self._swatch_read)
        #: What is typed into, by ``srgb``, ``lab0``, ``lab1`` and ``lab2``.
        self.fields: dict[str, Field] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._whose())
        column.addLayout(self._tabs())
        column.addWidget(self._field("srgb", self.tr("Code"), "#9B1B30", most=9))
        column.addWidget(self._lab())
        column.addLayout(self._sliders())
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.hide()
        column.addWidget(self.note)

    @property
    def part(self) -> Part:
        """Which colour of the draft is being changed."""
        return self._part

    def open(self, part: str) -> None:
        """Change another colour of the draft."""
        self._part = next((known for known in self._draft.parts if known == part), "shade")
        self.show_draft(self._draft)

    def show_draft(self, draft: Draft) -> None:
        """Show the colours that a draft has, and the one that is being changed."""
        self._draft = draft
        if self._part not in draft.parts:
            self._part = "shade"
        for part, button in self._parts.items():
            button.setVisible(len(draft.parts) > 1 and part in draft.parts)
            button.setChecked(part == self._part)
        tint = self._tint
        self.fields["srgb"].show_text(tint.srgb)
        for index, text in enumerate(tint.lab):
            self.fields[f"lab{index}"].show_text(text)
        self.fields["srgb"].setVisible(tint.kind == "srgb")
        self.reading.setVisible(tint.kind == "lab")
        for kind in self._kinds.buttons():
            kind.setChecked(kind.property("kind") == tint.kind)
        self._readings.button(READINGS.index(tint.reading)).setChecked(True)
        if (lch := tint.lch) is not None:
            self._show_sliders(lch)

    @property
    def _tint(self) -> Tint:
        return self._draft.tint_of(self._part)

    def _change(self, tint: Tint) -> None:
        self.changed.emit(self._draft.with_tint(self._part, replace(tint, curve=None)))

    def say(self, words: str, *, is_fault: bool = False) -> None:
        """Write below the sliders; nothing takes the line away."""
        self.note.setProperty("part", "fault" if is_fault else "soft")
        self.note.style().unpolish(self.note)
        self.note.style().polish(self.note)
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def read_photo(self, path: Path) -> None:
        """Measure the swatch of a photograph, on another thread."""
        self._photo.setEnabled(False)
        self.say(self.tr("Measuring the swatch …"))
        read, report = self._read_swatch, self._report

        def measure() -> None:
            try:
                report.done.emit(read(path))
            except TryOnError as error:
                report.done.emit(error)

        QThreadPool.globalInstance().start(measure)

    # Building.

    def _whose(self) -> QHBoxLayout:
        self._parts: dict[Part, QPushButton] = {
            "shade": tab(self.tr("Shade")),
            "second": tab(self.tr("Second colour")),
            "liner": tab(self.tr("Liner")),
        }
        group, row = QButtonGroup(self), QHBoxLayout()
        row.setSpacing(4)
        for part, button in self._parts.items():
            button.clicked.connect(lambda _=False, part=part: self.opened.emit(part))
            group.addButton(button)
            row.addWidget(button)
        row.addStretch()
        return row

    def _tabs(self) -> QHBoxLayout:
        self._kinds = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(4)
        for kind, title in (
            ("srgb", self.tr("Screen colour")),
            ("lab", self.tr("Lab reading")),
        ):
            button = tab(title)
            button.clicked.connect(lambda _=False, kind=kind: self._choose_kind(kind))
            button.setProperty("kind", kind)
            self._kinds.addButton(button)
            row.addWidget(button)
        row.addStretch()
        self._photo = tab(self.tr("From photo …"))
        self._photo.setCheckable(False)
        self._photo.setIcon(icon("picture", colours().soft))
        self._photo.setIconSize(QSize(18, 18))
        self._photo.setToolTip(self.tr("Measure a swatch on white paper in a photograph"))
        self._photo.clicked.connect(self._choose_photo)
        row.addWidget(self._photo)
        return row

    def _lab(self) -> QWidget:
        self.reading = QWidget()
        grid = QGridLayout(self.reading)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        for index, letter in enumerate(("L*", "a*", "b*")):
            grid.addWidget(self._field(f"lab{index}", letter, most=12), 0, index)
        self._readings = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(4)
        for index, (white, observer) in enumerate(READINGS):
            button = tab(f"{white} / {observer}°")
            button.clicked.connect(lambda _=False, i=index: self._choose_reading(i))
            self._readings.addButton(button, index)
            row.addWidget(button)
        row.addStretch()
        grid.addLayout(row, 1, 0, 1, 3)
        return self.reading

    def _sliders(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(0)
        #: Sliders of lightness, chroma and hue.
        self.spectra: list[Spectrum] = []
        titles = (self.tr("Lightness"), self.tr("Chroma"), self.tr("Hue"))
        for row, (title, (low, high)) in enumerate(zip(titles, _RANGES, strict=True)):
            name = QLabel(title)
            name.setProperty("part", "heading")
            slider = Spectrum()
            slider.setRange(low, high)
            slider.setAccessibleName(title)
            slider.valueChanged.connect(self._turn)
            grid.addWidget(name, row, 0)
            grid.addWidget(slider, row, 1)
            self.spectra.append(slider)
        return grid

    def _field(self, key: str, title: str, hint: str = "", most: int = 12) -> Field:
        field = Field(title, hint, most)
        field.typed.connect(lambda text, key=key: self._type(key, text))
        self.fields[key] = field
        return field

    # What the person does.

    def _type(self, key: str, text: str) -> None:
        if key == "srgb":
            self._change(replace(self._tint, srgb=text))
            return
        lab = list(self._tint.lab)
        lab[int(key[3:])] = text
        self._change(replace(self._tint, lab=(lab[0], lab[1], lab[2])))

    def _choose_kind(self, kind: str) -> None:
        tint, lch = self._tint, self._tint.lch
        changed = replace(tint, kind="lab" if kind == "lab" else "srgb")
        is_new = lch is not None and kind != tint.kind
        self._change(changed.with_lch(*lch) if lch and is_new else changed)

    def _choose_reading(self, index: int) -> None:
        self._change(replace(self._tint, reading=READINGS[index]))

    def _turn(self) -> None:
        lightness, chroma, hue_deg = (slider.value() for slider in self.spectra)
        self._turning = True  # who turns a slider is not corrected by what a screen can show
        self._change(self._tint.with_lch(lightness, chroma, hue_deg))
        self._turning = False

    def _choose_photo(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in sorted(PHOTO_SUFFIXES))
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Photo of a swatch on white paper"),
            filter=f"{self.tr('Photos')} ({patterns})",
        )
        if name:
            self.read_photo(Path(name))

    def _swatch_read(self, found: object) -> None:
        self._photo.setEnabled(True)
        if isinstance(found, TryOnError):
            words = str(found)
            self.say(f"{words[:1].upper()}{words[1:]}. {found.hint}", is_fault=True)
        elif isinstance(found, tuple):
            tint, finish, words = found
            draft = self._draft.with_tint(self._part, tint)
            if self._part == _SHADE:  # the others have its finish
                draft = replace(draft, finish=finish, own_finish=None)
            self.changed.emit(draft)
            self.say(words)

    def _show_sliders(self, lch: tuple[float, float, float]) -> None:
        """Let the tracks show where each slider leads; their knobs follow the colour."""
        if not self._turning:
            for slider, value in zip(self.spectra, lch, strict=True):
                slider.blockSignals(True)
                slider.setValue(round(value))
                slider.blockSignals(False)
        for index, slider in enumerate(self.spectra):
            low, high = _RANGES[index]
            place = [float(other.value()) for other in self.spectra]
            colours = []
            for stop in range(_STOPS):
                place[index] = low + (high - low) * stop / (_STOPS - 1)
                colours.append(lch_to_hex(*place))
            slider.show_colours(tuple(colours))


def tab(title: str) -> QPushButton:
    """Make a small button that stays pressed."""
    button = QPushButton(title)
    button.setProperty("part", "tab")
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(title)
    return button
