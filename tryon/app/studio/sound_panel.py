"""The microphone: whether it is on, which, and how loud it hears."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tryon.app.kiosk.parts import label
from tryon.app.select import Select
from tryon.app.studio.parts import Panel, plain_button, switch
from tryon.app.theme import colours
from tryon.sources.microphone import Hearing, Microphone, MicrophoneInfo

#: The quietest that is drawn, and from where on it is too loud, dB below full scale.
_QUIET_DB, _LOUD_DB, _CLIPS_DB = -60.0, -9.0, -1.0


class LevelBar(QWidget):
    """How loud it is, as a bar; what clips is drawn in the colour of attention."""

    def __init__(self) -> None:
        super().__init__()
        self._level_db = _QUIET_DB
        self.setFixedHeight(14)
        self.setMinimumWidth(120)
        self.setAccessibleName(self.tr("Level"))

    def show_level(self, level_db: float) -> None:
        """Draw a level in dB below full scale."""
        if level_db != self._level_db:
            self._level_db = level_db
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(QColor(colours().line))
        painter.drawRoundedRect(whole, 7, 7)
        if self._level_db > _QUIET_DB:
            share = min((self._level_db - _QUIET_DB) / -_QUIET_DB, 1.0)
            is_loud = self._level_db > _LOUD_DB
            painter.setBrush(QColor(colours().attention if is_loud else colours().good))
            width = max(share * whole.width(), 14.0)
            is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            left = whole.width() - width if is_mirrored else 0.0
            painter.drawRoundedRect(QRectF(left, 0, width, whole.height()), 7, 7)
        painter.end()


class SoundPanel(Panel):
    """The panel "Sound"."""

    turned = Signal(bool)
    muted = Signal(bool)
    chosen = Signal(object)  # str or None
    again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.switch = switch(self.tr("Microphone"))
        self.switch.clicked.connect(self.turned)
        self.mute = switch(self.tr("Mute"))
        self.mute.clicked.connect(self.muted)
        self.device = Select()
        self.device.setAccessibleName(self.tr("Which microphone"))
        self.device.setSizeAdjustPolicy(
            Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.device.setMinimumContentsLength(12)
        self.device.activated.connect(lambda row: self.chosen.emit(self.device.itemData(row)))
        self.bar = LevelBar()
        self._said = label("", "soft", wraps=True)
        self._again = plain_button(self.tr("Look for microphones again"))
        self._again.clicked.connect(self.again)
        for part in (self.switch, self.mute, self.device, self.bar, self._said, self._again):
            self.column.addWidget(part)
        self._offered: object = None
        self.fit()

    def offer(self, found: Sequence[MicrophoneInfo], chosen: str | None) -> None:
        """Offer what is connected; what was chosen stays, though it may be unplugged."""
        names = [microphone.name for microphone in found]
        if (tuple(names), chosen) == self._offered:
            return
        self._offered = tuple(names), chosen
        self.device.clear()
        self.device.addItem(self.tr("The system's choice"), None)
        for name in dict.fromkeys([*names, *([chosen] if chosen else [])]):
            self.device.addItem(name, name)
        self.device.setCurrentIndex(max(self.device.findData(chosen), 0) if chosen else 0)

    def show_state(self, microphone: Microphone, *, is_on: bool, is_fixed: bool) -> None:
        """Show whether it is wanted, how it fares, and whether that can be changed."""
        self.switch.setChecked(is_on)
        self.switch.setEnabled(not is_fixed)
        self.mute.setEnabled(is_on)
        self.mute.setChecked(microphone.is_muted)
        if not is_on:
            text = self.tr("Off: recordings and streams are silent.")
        elif microphone.is_muted:
            text = self.tr("Muted: nobody hears the room.")
        elif microphone.hearing is Hearing.LOST:
            text = self.tr("It is away, and looked for; recordings and streams go on.")
        elif microphone.is_silent:
            text = self.tr("Nothing is heard: it may be muted elsewhere.")
        else:
            text = ""
        self._said.setText(text)

    def show_level(self, level: float) -> None:
        """Show how loud it is now, from 0 to 1."""
        level_db = 20 * math.log10(max(level, 1e-5))
        self.bar.show_level(level_db)
        if level_db > _CLIPS_DB:
            self._said.setText(self.tr("Too loud: it is cut off."))
