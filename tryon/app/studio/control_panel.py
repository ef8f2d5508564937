"""What goes out and how it fares: the programme, its shape, the light, the outputs."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tryon.app.icons import icon
from tryon.app.kiosk.parts import label
from tryon.app.knobs import Slider
from tryon.app.preview import Preview
from tryon.app.screen import Screen
from tryon.app.studio.program import Showing
from tryon.app.theme import RADIUS_SMALL, colours
from tryon.settings import Studio

SHAPES = ("16:9", "9:16", "1:1")
_MONITOR_PX = 124


class Segments(QWidget):
    """A few words of which one holds.

    Parameters
    ----------
    title : str
        What is chosen, for screen readers.
    words : sequence of (value, text)
    """

    chosen = Signal(str)

    def __init__(self, title: str, words: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for value, text in words:
            button = QPushButton(text)
            button.setProperty("part", "chip")
            button.setCheckable(True)
            button.setAccessibleName(f"{title}: {text}")
            button.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
            self._group.addButton(button)
            self.buttons[value] = button
            row.addWidget(button, 1)

    def show_value(self, value: str) -> None:
        """Show what holds."""
        self.buttons[value].setChecked(True)


class Rows(QWidget):
    """Names and values, in lines."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        self._values: list[QLabel] = []
        self._names = list(names)
        for row, name in enumerate(names):
            value = label("", "value")
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label(name, "soft"), row, 0)
            grid.addWidget(value, row, 1)
            self._values.append(value)

    def show_value(self, row: int, text: str, tone: str = "") -> None:
        """Write one value, in the colour of its tone: good, attention, accent or none."""
        value = self._values[row]
        value.setText(text)
        value.setAccessibleName(f"{self._names[row]}: {text}")
        colour = {"good": colours().good, "attention": colours().attention}.get(tone)
        value.setStyleSheet(f"color: {colour};" if colour else "")


class ControlPanel(QWidget):
    """The column on the right."""

    shaped = Signal(str)
    output = Signal(bool)
    third = Signal(bool)
    camera = Signal(bool)
    panic = Signal(str)
    failsafe = Signal(str)
    fade = Signal(int)
    remote = Signal()
    clip = Signal(str)

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.programme = Preview(screen, radius_px=RADIUS_SMALL)
        self.programme.setFixedHeight(_MONITOR_PX)
        self.programme.setMinimumWidth(120)
        self.programme.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.programme.setAccessibleName(self.tr("Programme"))
        self.programme.setAccessibleDescription(self.tr("What the public sees."))
        self._showing = label("", "value")
        self.shape = Segments(self.tr("Shape"), [(shape, shape) for shape in SHAPES])
        self.shape.chosen.connect(self.shaped)
        self._output = self._switch(self.tr("Clean window"), "O", self.output)
        self._third = self._switch(self.tr("Product card"), "T", self.third)
        self._camera = self._switch(self.tr("Virtual camera"), "", self.camera)
        self._remote = QPushButton(self.tr("Remote control …"))
        self._remote.setAccessibleName(self._remote.text())
        self._remote.clicked.connect(self.remote)
        self.light = Rows(
            [self.tr("Light"), self.tr("Level"), self.tr("Shown error"), self.tr("Stream")]
        )
        either = [("freeze", self.tr("Freeze")), ("card", self.tr("Card"))]
        self._panic = Segments(self.tr("Panic key"), either)
        self._panic.chosen.connect(self.panic)
        self._failsafe = Segments(
            self.tr("When the face or camera is lost"), [*either, ("off", self.tr("Show it"))]
        )
        self._failsafe.chosen.connect(self.failsafe)
        self._clip = Segments(
            self.tr("Length of a clip"),
            [(str(s), self.tr("{0} s").format(s)) for s in (15, 30, 60)],
        )
        self._clip.chosen.connect(self.clip)
        self._fade_name = label("", "soft")
        self._fade = Slider()
        self._fade.setFixedHeight(30)
        self._fade.setRange(0, 1000)
        self._fade.setSingleStep(40)
        self._fade.setPageStep(120)
        self._fade.setAccessibleName(self.tr("Length of a fade"))
        self._fade.valueChanged.connect(self.fade)
        self._compose()

    def _switch(self, text: str, key: str, signal: object) -> QPushButton:
        button = QPushButton(text)
        button.setCheckable(True)
        button.setProperty("part", "chip")
        button.setAccessibleName(text)
        button.setToolTip(f"{text} ({key})" if key else text)
        button.clicked.connect(signal)
        return button

    def _compose(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 2, 14, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Programme"), "heading"))
        head.addStretch()
        head.addWidget(self._showing)
        column.addLayout(head)
        column.addWidget(self.programme)
        column.addWidget(self.shape)
        switches = QGridLayout()
        switches.setSpacing(6)
        switches.addWidget(self._output, 0, 0)
        switches.addWidget(self._third, 0, 1)
        switches.addWidget(self._camera, 1, 0)
        switches.addWidget(self._remote, 1, 1)
        column.addLayout(switches)
        column.addWidget(_line())
        column.addWidget(self.light)
        column.addWidget(_line())
        column.addWidget(self._fade_name)
        column.addWidget(self._fade)
        column.addWidget(label(self.tr("Panic key"), "soft"))
        column.addWidget(self._panic)
        column.addWidget(label(self.tr("When the face or camera is lost"), "soft"))
        column.addWidget(self._failsafe)
        column.addWidget(label(self.tr("Length of a clip"), "soft"))
        column.addWidget(self._clip)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        self.setMinimumWidth(inner.minimumSizeHint().width() + 8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def show_choices(self, studio: Studio, *, is_fixed: bool) -> None:
        """Show what the host has chosen."""
        self.shape.show_value(studio.shape)
        self.shape.setEnabled(not is_fixed)
        self.shape.setToolTip(
            self.tr("The shape stays while it is recorded or streamed.") if is_fixed else ""
        )
        self._third.setChecked(studio.has_third)
        self._panic.show_value(studio.panic)
        self._failsafe.show_value(studio.failsafe)
        self._clip.show_value(str(studio.clip_s))
        text = self.tr("Fade: {0} ms").format(studio.fade_ms)
        self._fade_name.setText(text)
        if not self._fade.isSliderDown():
            self._fade.blockSignals(True)
            self._fade.setValue(studio.fade_ms)
            self._fade.blockSignals(False)

    def show_outputs(self, *, is_window: bool, is_camera: bool, is_remote: bool) -> None:
        """Show which outputs are on."""
        self._output.setChecked(is_window)
        self._camera.setChecked(is_camera)
        self._remote.setIcon(_dot() if is_remote else QIcon())

    def show_showing(self, showing: Showing) -> None:
        """Say what goes out."""
        text, colour = {
            Showing.LIVE: (self.tr("live"), colours().good),
            Showing.FROZEN: (self.tr("frozen"), colours().attention),
            Showing.CARD: (self.tr("card"), colours().attention),
        }[showing]
        if text != self._showing.text():
            self._showing.setText(text)
            self._showing.setAccessibleName(self.tr("Programme: {0}").format(text))
            self._showing.setStyleSheet(f"color: {colour};")


def _line() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    line.setStyleSheet(f"background: {colours().line};")
    return line


def _dot() -> QIcon:
    return icon("record", colours().good)
