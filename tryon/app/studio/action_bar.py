"""Below the studio's preview: what the hands do while it runs, and what has come of it."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from tryon.app.elided import ElidedLabel
from tryon.app.icons import icon
from tryon.app.language import say_hint
from tryon.app.state import Feed, State
from tryon.app.studio.keys import tip
from tryon.app.studio.outputs import Told
from tryon.app.studio.parts import tool_button
from tryon.app.theme import colours

if TYPE_CHECKING:
    from tryon.app.studio.studio import Studio

_TOLD_S = 6.0


class ActionBar(QWidget):
    """Buttons for what is also on keys, and a line that tells what has come of it.

    Parameters
    ----------
    studio : Studio

    Attributes
    ----------
    clips : QPushButton
        Whether it is checked follows the drawer.
    """

    live_wanted = Signal()
    clips_wanted = Signal(bool)
    folder_wanted = Signal()

    def __init__(self, studio: "Studio") -> None:
        super().__init__()
        self._studio, self._session = studio, studio.session
        self.setProperty("part", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._said: dict[str, tuple[QPushButton, str]] = {}
        self._told_label, self._told_until_s = ElidedLabel(), 0.0
        self._told_label.setProperty("part", "soft")
        self._told_label.setObjectName("told")
        self._record = self._button("record", "", self.tr("Record what goes out"), "record")
        self.pause = self._button(
            "pause", "", self.tr("Pause the recording, or go on"), "pause"
        )
        self.sound = self._button("microphone", "", self.tr("Sound"), "sound")
        self._clip = self._button("film", "", self.tr("Save what has just been"), "clip")
        self._live = self._button("broadcast", self.tr("Go live …"), self.tr("Stream"), "live")
        self._before = self._button(
            "before after",
            self.tr("Before / after"),
            self.tr("Hold to see it without the look, also in what goes out"),
            "before",
        )
        self._photo = self._button("photo camera", self.tr("Photo"), self.tr("Photo"), "photo")
        self.clips = self._button("picture", self.tr("Clips"), self.tr("Clips"), "clips")
        opens = self.tr("Open the folder of clips")
        self._folder = self._button("folder", "", opens, "folder")
        for button in (self.pause, self.sound, self._folder):
            button.setProperty("part", "icon")
        for button in (self.pause, self.sound, self.clips):
            button.setCheckable(True)
        self._compose()
        self._connect()
        self.show_recording()

    def _button(self, sign: str, text: str, said: str, verb: str) -> QPushButton:
        button = tool_button(sign, text, said)
        self._said[verb] = button, said
        return button

    def _compose(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 10)
        row.setSpacing(10)
        for button in (
            *(self._record, self.pause, self.sound, self._clip),
            *(self._live, self._before, self._photo),
        ):
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self._told_label, 1)
        row.addWidget(self.clips)
        row.addWidget(self._folder)

    def _connect(self) -> None:
        studio, session = self._studio, self._session
        self._record.clicked.connect(lambda: studio.record())
        self.pause.clicked.connect(studio.pause_recording)
        self.sound.clicked.connect(studio.hear)
        self._clip.clicked.connect(studio.clip)
        self._live.clicked.connect(self.live_wanted)
        self._before.pressed.connect(lambda: session.dressing.show_before(True))
        self._before.released.connect(lambda: session.dressing.show_before(False))
        self._photo.clicked.connect(session.takes.take_photo)
        self.clips.clicked.connect(self.clips_wanted)
        self._folder.clicked.connect(self.folder_wanted)

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Write on every button with which key it is pressed."""
        for verb, (button, said) in self._said.items():
            button.setToolTip(tip(said, keys[verb]))

    def show_state(self, state: State) -> None:
        """Offer what can be done now."""
        self._before.setEnabled(state.is_dressed)
        self._photo.setEnabled(state.feed is Feed.SHOWING)

    def show_sound(self, keys: Mapping[str, str]) -> None:
        """Show whether it is recorded with sound."""
        is_on = self._session.state.settings.has_sound
        sign, colour = ("microphone", "text") if is_on else ("microphone off", "soft")
        text = self.tr("Sound is on") if is_on else self.tr("Sound is off")
        self.sound.setChecked(is_on)
        self.sound.setIcon(icon(sign, getattr(colours(), colour)))
        self.sound.setAccessibleName(text)
        self.sound.setToolTip(tip(text, keys["sound"]))
        self.sound.setEnabled(not self._studio.outputs.state.is_fixed)

    def show_recording(self) -> None:
        """Show how long it has been recorded, and how much a clip would hold."""
        state = self._studio.outputs.state
        is_on = state.recording is not None
        self.pause.setVisible(is_on)
        self.pause.setChecked(bool(state.paused_s))
        if is_on:
            spent_s = int((state.paused_s or time.monotonic()) - state.since_s)
            clock = f"{spent_s // 3600:02d}:{spent_s // 60 % 60:02d}:{spent_s % 60:02d}"
            text = self.tr("Stop {0}").format(clock)
        else:
            text = self.tr("Record")
        self._record.setText(f" {text}")
        self._record.setAccessibleName(text)
        if self._record.property("part") != ("" if is_on else "primary"):
            self._record.setProperty("part", "" if is_on else "primary")
            self._record.style().unpolish(self._record)
            self._record.style().polish(self._record)
            sign, colour = ("stop", "accent") if is_on else ("record", "on_accent")
            self._record.setIcon(icon(sign, getattr(colours(), colour)))
        text = self.tr("Clip the last {0} s").format(self._studio.choices.clip_s)
        if self._clip.property("said") != text:
            self._clip.setProperty("said", text)
            self._clip.setAccessibleName(text)
            self.fit()
        self._clip.setEnabled(self._studio.outputs.replay_s > 0)

    def show_live(self, is_live: bool) -> None:
        """Show whether a stream is on its way."""
        text = self.tr("On air …") if is_live else self.tr("Go live …")
        if self._live.property("said") == text:
            return
        c = colours()
        self._live.setIcon(icon("record", c.accent) if is_live else icon("broadcast", c.text))
        self._live.setProperty("said", text)
        self._live.setAccessibleName(text)
        self.fit()

    def say(self, told: Told) -> None:
        """Say what has become of an output."""
        name = told.path.name if told.path is not None else ""
        good = {
            "recording": self.tr("Recording saved: {0}"),
            "clip": self.tr("Clip saved: {0}"),
        }
        bad = {
            "recording": self.tr("The recording has ended."),
            "clip": self.tr("No clip was saved."),
            "stream": self.tr("The stream has ended."),
            "camera": self.tr("There is no virtual camera."),
            "tape": self.tr("Clips cannot be kept."),
        }
        if told.is_good and told.what in good:
            self._tell(good[told.what].format(name), "")
        else:
            self.warn(f"{bad[told.what]} {say_hint(told.hint)}".strip())

    def warn(self, text: str) -> None:
        """Say what did not work."""
        self._tell(text, f"color: {colours().attention};")

    def _tell(self, text: str, style: str) -> None:
        self._told_label.setText(text)
        self._told_label.setStyleSheet(style)
        self._told_until_s = time.monotonic() + _TOLD_S

    def tick(self) -> None:
        """Go on with the clock of the recording; what was told long ago goes."""
        self.show_recording()
        if time.monotonic() > self._told_until_s:
            self._told_label.setText("")

    def fit(self) -> None:
        """Say less where there is less room: tips say the rest."""
        buttons = (self.clips, self._photo, self._before, self._clip, self._live)
        for button in buttons:
            button.setText(f" {button.property('said')}")
        for button in buttons:
            if self.minimumSizeHint().width() <= self.window().width():
                break
            button.setText("")
