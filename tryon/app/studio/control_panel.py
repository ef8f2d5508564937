"""What goes out: the programme, its shape, and where it goes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from tryon.app.icons import icon
from tryon.app.kiosk.parts import label
from tryon.app.preview import Preview
from tryon.app.screen import Screen
from tryon.app.studio.parts import Panel, Rows, Segments, beside, plain_button, switch
from tryon.app.studio.program import Showing
from tryon.app.theme import RADIUS_SMALL, colours
from tryon.settings import Studio

SHAPES = ("16:9", "9:16", "1:1")
_MONITOR_PX = 124


class ControlPanel(Panel):
    """The panel "On air"."""

    shaped = Signal(str)
    output = Signal(bool)
    third = Signal(bool)
    camera = Signal(bool)
    remote = Signal()

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.programme = Preview(screen, radius_px=RADIUS_SMALL)
        self.programme.setFixedHeight(_MONITOR_PX)
        self.programme.setMinimumWidth(120)
        self.programme.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.programme.setAccessibleName(self.tr("Programme"))
        self.programme.setAccessibleDescription(self.tr("What the public sees."))
        self._showing = label("", "value")
        words = [self.tr("live"), self.tr("frozen"), self.tr("card")]
        advance = self._showing.fontMetrics().horizontalAdvance
        self._showing.setMinimumWidth(max(map(advance, words)) + 12)
        self._showing.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        self.shape = Segments(self.tr("Shape"), [(shape, shape) for shape in SHAPES])
        self.shape.chosen.connect(self.shaped)
        self.switches: dict[str, QPushButton] = {
            "output": switch(self.tr("Clean window")),
            "third": switch(self.tr("Product card")),
            "camera": switch(self.tr("Virtual camera")),
        }
        for name, signal in (
            ("output", self.output),
            ("third", self.third),
            ("camera", self.camera),
        ):
            self.switches[name].clicked.connect(signal)
        self._remote = plain_button(self.tr("Remote control …"))
        self._remote.clicked.connect(self.remote)
        self.stream = Rows([self.tr("Stream")])
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Programme"), "soft"))
        head.addStretch()
        head.addWidget(self._showing)
        self.column.addLayout(head)
        self.column.addWidget(self.programme)
        self.column.addWidget(self.shape)
        self.column.addLayout(beside(self.switches["output"], self.switches["third"]))
        self.column.addLayout(beside(self.switches["camera"], self._remote))
        self.column.addWidget(self.stream)
        self.fit()

    def show_choices(self, studio: Studio, *, is_fixed: bool) -> None:
        """Show what the host has chosen."""
        self.shape.show_value(studio.shape)
        self.shape.setEnabled(not is_fixed)
        self.shape.setToolTip(
            self.tr("The shape stays while it is recorded or streamed.") if is_fixed else ""
        )
        self.switches["third"].setChecked(studio.has_third)

    def show_outputs(self, *, is_window: bool, is_camera: bool, is_remote: bool) -> None:
        """Show which outputs are on."""
        self.switches["output"].setChecked(is_window)
        self.switches["camera"].setChecked(is_camera)
        self._remote.setIcon(icon("record", colours().good) if is_remote else QIcon())

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
