"""What is decided before something goes wrong: panic, fail-safe, fades, keys."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from tryon.app.fields import Field, field_style
from tryon.app.kiosk.parts import label
from tryon.app.knobs import Slider
from tryon.app.studio.parts import Panel, Segments, plain_button
from tryon.settings import Studio

#: A longer fade is a film, not a broadcast.
LONGEST_FADE_MS = 1000


class SafetyPanel(Panel):
    """The panel "Safety"; each signal carries the choice."""

    panic = Signal(str)
    failsafe = Signal(str)
    pause = Signal(str)
    fade = Signal(int)
    clip = Signal(str)
    keys = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setStyleSheet(field_style())
        either = [("freeze", self.tr("Freeze")), ("card", self.tr("Card"))]
        self._panic = Segments(self.tr("Panic key"), either)
        self._panic.chosen.connect(self.panic)
        self._failsafe = Segments(
            self.tr("When the face or camera is lost"), [*either, ("off", self.tr("Show it"))]
        )
        self._failsafe.chosen.connect(self.failsafe)
        self._pause = Field(self.tr("Words on the card"), self.tr("Back in a moment"))
        self._pause.typed.connect(self.pause)
        self._clip = Segments(
            self.tr("Length of a clip"),
            [(str(s), self.tr("{0} s").format(s)) for s in (15, 30, 60)],
        )
        self._clip.chosen.connect(self.clip)
        self._fade_name = label("", "soft")
        self._fade = Slider()
        self._fade.setFixedHeight(30)
        self._fade.setRange(0, LONGEST_FADE_MS)
        self._fade.setSingleStep(40)
        self._fade.setPageStep(120)
        self._fade.setAccessibleName(self.tr("Length of a fade"))
        self._fade.valueChanged.connect(self.fade)
        self._keys = plain_button(self.tr("Keys …"))
        self._keys.clicked.connect(self.keys)
        add = self.column.addWidget
        add(label(self.tr("Panic key"), "soft"))
        add(self._panic)
        add(label(self.tr("When the face or camera is lost"), "soft", wraps=True))
        add(self._failsafe)
        add(self._pause)
        add(self._fade_name)
        add(self._fade)
        add(label(self.tr("Length of a clip"), "soft"))
        add(self._clip)
        add(self._keys)
        self.fit()

    @property
    def line(self) -> QLineEdit:
        """Where the words on the card are typed."""
        return self._pause.line

    def show_choices(self, studio: Studio) -> None:
        """Show what the host has chosen."""
        self._panic.show_value(studio.panic)
        self._failsafe.show_value(studio.failsafe)
        self._clip.show_value(str(studio.clip_s))
        self._pause.show_text(studio.pause)
        self._fade_name.setText(self.tr("Fade: {0} ms").format(studio.fade_ms))
        if not self._fade.isSliderDown():
            self._fade.blockSignals(True)
            self._fade.setValue(studio.fade_ms)
            self._fade.blockSignals(False)
