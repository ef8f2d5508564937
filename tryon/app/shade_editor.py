"""The shade editor: a shade is made in front of the mirror, and worn while it is made."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QRectF, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QScroller,
    QVBoxLayout,
    QWidget,
)

from tryon.app.fields import FIELD_STYLE, Field, Spectrum
from tryon.app.icons import icon
from tryon.app.knobs import FinishChip, Knob
from tryon.app.shade_draft import READINGS, Draft, lch_to_hex
from tryon.app.swatches import paint_ball
from tryon.app.theme import DARK, RADIUS_SMALL, TARGET
from tryon.catalogue.product import Product
from tryon.core.errors import TryOnError
from tryon.engine import Look
from tryon.sources.still import PHOTO_SUFFIXES

_WIDE_PX = 760
_BALL_PX = 92
_CHIP_PX = 76
#: Ranges of lightness, chroma and hue that lipsticks have, with room to spare.
_RANGES = ((10, 95), (0, 100), (-60, 90))

_STYLE = (
    FIELD_STYLE
    + f"""
QPushButton[part="tab"] {{
    min-height: 36px; padding: 0 11px; border-radius: {RADIUS_SMALL}px;
    background: transparent; color: {DARK.soft};
}}
QPushButton[part="tab"]:hover {{ background: {DARK.raised}; }}
QPushButton[part="tab"]:checked {{ background: {DARK.raised}; color: {DARK.text}; }}
QPushButton[part="tab"]:focus {{ border-color: {DARK.text}; }}
"""
)


class _Ball(QWidget):
    """The shade as it would stand among the others."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_BALL_PX, _BALL_PX)
        self._shown: tuple[tuple[float, float, float], str] | None = None

    def show_shade(self, reflectance: tuple[float, float, float] | None, finish: str) -> None:
        """Paint another shade; None is an empty ring."""
        self._shown = (reflectance, finish) if reflectance else None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._shown:
            paint_ball(painter, *self._shown, QRectF(self.rect()))
        else:
            painter.setPen(QPen(QColor(DARK.line), 3))
            painter.drawEllipse(QRectF(self.rect()).adjusted(3, 3, -3, -3))
        painter.end()


class _Report(QObject):
    """Brings what a thread found to the window's thread."""

    done = Signal(object)


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
        From the path of a photograph to a draft's colour, its finish and words about it;
        raises `TryOnError`. Called on another thread.
    """

    worn = Signal(object)  # the look to show
    saved = Signal(object)  # the product
    left = Signal()

    def __init__(
        self,
        finishes: Collection[str],
        taken: Callable[[], Collection[str]],
        save: Callable[[dict[str, Any]], Product],
        read_swatch: Callable[[Path, Draft], tuple[Draft, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._taken, self._save, self._read_swatch = taken, save, read_swatch
        self._draft = Draft()
        self._worn: Look | None = None
        self._touched: set[str] = set()
        self._report = _Report()
        self._report.done.connect(self._swatch_read)
        self.setProperty("part", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(_STYLE)
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
        self._say("")
        self._title.setText(self.tr("Change shade") if draft.id else self.tr("New shade"))
        for field in self._fields.values():
            field.line.setModified(False)
        self._change(draft)
        self.show()
        self.raise_()
        self._fields["name"].line.setFocus()

    # Building.

    def _head(self) -> QHBoxLayout:
        self._title = QLabel()
        self._title.setProperty("part", "title")
        close = QPushButton(icon("close", DARK.soft), "")
        close.setProperty("part", "icon")
        close.setToolTip(self.tr("Close without saving (Esc)"))
        close.setAccessibleName(self.tr("Close without saving"))
        close.clicked.connect(self._leave)
        row = QHBoxLayout()
        row.setContentsMargins(24, 14, 10, 0)
        row.addWidget(self._title)
        row.addStretch()
        row.addWidget(close)
        return row

    def _body(self, finishes: Collection[str]) -> QScrollArea:
        self._fields: dict[str, Field] = {}
        inside = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom, inside)
        self._columns.setContentsMargins(24, 6, 16, 18)
        self._columns.setSpacing(18)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, parts in (
            (left, (self._hero(), self._names(), self._colour())),
            (right, (self._finish(finishes), self._cover(), self._price())),
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

    def _hero(self) -> QHBoxLayout:
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
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(self._ball)
        row.addLayout(words, 1)
        return row

    def _colour(self) -> QVBoxLayout:
        self._kinds = QButtonGroup(self)
        tabs = QHBoxLayout()
        tabs.setSpacing(4)
        for kind, title in (
            ("srgb", self.tr("Screen colour")),
            ("lab", self.tr("Lab reading")),
        ):
            tab = _tab(title)
            tab.clicked.connect(lambda _=False, kind=kind: self._choose_kind(kind))
            tab.setProperty("kind", kind)
            self._kinds.addButton(tab)
            tabs.addWidget(tab)
        tabs.addStretch()
        self._photo = _tab(self.tr("From photo …"))
        self._photo.setCheckable(False)
        self._photo.setIcon(icon("picture", DARK.soft))
        self._photo.setIconSize(QSize(18, 18))
        self._photo.setToolTip(self.tr("Measure a swatch on white paper in a photograph"))
        self._photo.clicked.connect(self._choose_photo)
        tabs.addWidget(self._photo)

        self._hex = self._field("srgb", self.tr("Code"), "#9B1B30", most=9)
        self._reading = QWidget()
        lab = QGridLayout(self._reading)
        lab.setContentsMargins(0, 0, 0, 0)
        lab.setHorizontalSpacing(10)
        lab.setVerticalSpacing(8)
        for index, letter in enumerate(("L*", "a*", "b*")):
            lab.addWidget(self._field(f"lab{index}", letter, most=12), 0, index)
        self._readings = QButtonGroup(self)
        whites = QHBoxLayout()
        whites.setSpacing(4)
        for index, (white, observer) in enumerate(READINGS):
            tab = _tab(f"{white} / {observer}°")
            tab.clicked.connect(lambda _=False, i=index: self._choose_reading(i))
            self._readings.addButton(tab, index)
            whites.addWidget(tab)
        whites.addStretch()
        lab.addLayout(whites, 1, 0, 1, 3)

        sliders = QGridLayout()
        sliders.setHorizontalSpacing(14)
        sliders.setVerticalSpacing(0)
        self._spectra: list[Spectrum] = []
        titles = (self.tr("Lightness"), self.tr("Chroma"), self.tr("Hue"))
        for row, (title, (low, high)) in enumerate(zip(titles, _RANGES, strict=True)):
            name = QLabel(title)
            name.setProperty("part", "heading")
            slider = Spectrum()
            slider.setRange(low, high)
            slider.setAccessibleName(title)
            slider.valueChanged.connect(self._turn_colour)
            sliders.addWidget(name, row, 0)
            sliders.addWidget(slider, row, 1)
            self._spectra.append(slider)
        self._note = QLabel()
        self._note.setProperty("part", "soft")
        self._note.setWordWrap(True)
        self._note.hide()
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addLayout(tabs)
        column.addWidget(self._hex)
        column.addWidget(self._reading)
        column.addLayout(sliders)
        column.addWidget(self._note)
        return column

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
            chip = FinishChip(finish, finish.replace("-", " ").capitalize())
            chip.setMinimumWidth(_CHIP_PX)
            chip.clicked.connect(lambda _=False, finish=finish: self._alter(finish=finish))
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
        self._opacity.turned.connect(lambda value: self._alter(opacity=value, sx=None))
        self._as_finish = _tab(self.tr("As the finish covers"))
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
        cancel.clicked.connect(self._leave)
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
        field.typed.connect(lambda text, key=key: self._type(key, text))
        field.line.editingFinished.connect(lambda key=key: self._touch(key))
        field.line.returnPressed.connect(self._store)
        self._fields[key] = field
        return field

    # What the person does.

    def _type(self, key: str, text: str) -> None:
        if key.startswith("lab"):
            lab = list(self._draft.lab)
            lab[int(key[3:])] = text
            self._alter(lab=(lab[0], lab[1], lab[2]))
        else:
            self._alter(**{key: text})

    def _touch(self, key: str) -> None:
        """Whoever has left a field is told what is wrong in it."""
        self._touched.add(key)
        self._show_faults()

    def _choose_kind(self, kind: str) -> None:
        draft, lch = self._draft, self._draft.lch
        changed = replace(draft, kind="lab" if kind == "lab" else "srgb")
        self._change(changed.with_lch(*lch) if lch and kind != draft.kind else changed)

    def _choose_reading(self, index: int) -> None:
        self._alter(reading=READINGS[index])

    def _turn_colour(self) -> None:
        lightness, chroma, hue = (slider.value() for slider in self._spectra)
        self._change(self._draft.with_lch(lightness, chroma, hue), keeps_sliders=True)

    def _toggle_opacity(self) -> None:
        wanted = None if self._as_finish.isChecked() else self._shown_opacity
        self._alter(opacity=wanted, sx=None)

    def _choose_photo(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in sorted(PHOTO_SUFFIXES))
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Photo of a swatch on white paper"),
            filter=f"{self.tr('Photos')} ({patterns})",
        )
        if name:
            self.read_photo(Path(name))

    def read_photo(self, path: Path) -> None:
        """Measure the swatch of a photograph, on another thread."""
        self._photo.setEnabled(False)
        self._say(self.tr("Measuring the swatch …"))
        draft, report = self._draft, self._report

        def measure() -> None:
            try:
                report.done.emit(self._read_swatch(path, draft))
            except TryOnError as error:
                report.done.emit(error)

        QThreadPool.globalInstance().start(measure)

    def _swatch_read(self, found: object) -> None:
        self._photo.setEnabled(True)
        if isinstance(found, TryOnError):
            self._say(f"{str(found).capitalize()}. {found.hint}", is_fault=True)
        elif isinstance(found, tuple):
            measured, words = found
            self._change(
                replace(
                    self._draft,
                    kind=measured.kind,
                    lab=measured.lab,
                    reading=measured.reading,
                    finish=measured.finish,
                    sx=measured.sx,
                    opacity=measured.opacity,
                )
            )
            self._say(words)

    def _say(self, words: str, *, is_fault: bool = False) -> None:
        self._note.setProperty("part", "fault" if is_fault else "soft")
        self._note.style().unpolish(self._note)
        self._note.style().polish(self._note)
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def _store(self) -> None:
        self._touched = set(self._fields)
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

    def _leave(self) -> None:
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook: the mirror's own keys do not reach through."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        event.accept()

    # Showing the draft.

    def _alter(self, **changes: Any) -> None:
        self._change(replace(self._draft, **changes))

    def _change(self, draft: Draft, *, keeps_sliders: bool = False) -> None:
        self._draft = draft
        for key in ("srgb", "name", "name_zh", "price", "currency"):
            self._fields[key].show_text(getattr(draft, key))
        for index, text in enumerate(draft.lab):
            self._fields[f"lab{index}"].show_text(text)
        self._hex.setVisible(draft.kind == "srgb")
        self._reading.setVisible(draft.kind == "lab")
        for tab in self._kinds.buttons():
            tab.setChecked(tab.property("kind") == draft.kind)
        self._readings.button(READINGS.index(draft.reading)).setChecked(True)
        shade, lch = draft.shade, draft.lch
        if lch is not None:
            self._show_sliders(lch, keeps_sliders)
        self._code.setText(lch_to_hex(*lch) if lch else "–")
        self._status.setText(
            f'<span style="color:{DARK.attention}">●</span>&nbsp; '
            + self.tr("estimated: not measured and validated")
        )
        reflectance = shade.reflectance if shade else None
        self._ball.show_shade(reflectance, draft.finish)
        for chip in self._chips.values():
            chip.show_colour(reflectance)
        if draft.finish in self._chips:
            self._chips[draft.finish].setChecked(True)
            self._strip.ensureWidgetVisible(self._chips[draft.finish], _CHIP_PX, 0)
        self._coats.mark(draft.coats)
        is_own = draft.opacity is not None or draft.sx is not None
        self._opacity.mark(self._shown_opacity, is_enabled=is_own)
        self._as_finish.setChecked(not is_own)
        self._show_faults()
        look = draft.look()
        if look is not None and look != self._worn:
            self._worn = look
            self.worn.emit(look)

    @property
    def _shown_opacity(self) -> float:
        from tryon.effects.finish import FINISHES

        if self._draft.opacity is not None:
            return self._draft.opacity
        return min(max(FINISHES[self._draft.finish].hiding, 0.05), 0.99)

    def _show_sliders(self, lch: tuple[float, float, float], keeps_place: bool) -> None:
        """Let the tracks show where each slider leads; their knobs follow the colour."""
        if not keeps_place:
            for slider, value in zip(self._spectra, lch, strict=True):
                slider.blockSignals(True)
                slider.setValue(round(value))
                slider.blockSignals(False)
        for index, slider in enumerate(self._spectra):
            low, high = _RANGES[index]
            steps = [low + (high - low) * i / 12 for i in range(13)]
            place = [float(other.value()) for other in self._spectra]
            colours = []
            for step in steps:
                place[index] = step
                colours.append(lch_to_hex(*place))
            slider.show_colours(tuple(colours))

    def _show_faults(self) -> bool:
        """Say at each field that was touched what is wrong; True if anything is."""
        faults = self._draft.faults()
        for key, field in self._fields.items():
            wanted = f"shade.lab[{key[3:]}]" if key.startswith("lab") else key
            is_wrong = wanted in faults or (key == "srgb" and "shade.srgb" in faults)
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


def _tab(title: str) -> QPushButton:
    tab = QPushButton(title)
    tab.setProperty("part", "tab")
    tab.setCheckable(True)
    tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    tab.setAccessibleName(title)
    return tab
