"""Before and after, photo, record: what the hands do in front of the mirror."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from tryon.app.icons import icon
from tryon.app.menu import menu_of
from tryon.app.state import Feed, State
from tryon.app.theme import colours

#: Width in px from which the buttons carry words.
_ROOMY_PX = 720


def _button(
    sign: str, text: str, tip: str, part: str = "", colour: str | None = None
) -> QPushButton:
    button = QPushButton(icon(sign, colour or colours().text), text)
    button.setProperty("part", part)
    button.setIconSize(QSize(22, 22))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(text or tip)
    button.setToolTip(tip)
    return button


class Actions(QWidget):
    """The row of buttons under the mirror."""

    before = Signal(bool)
    photo = Signal()
    record = Signal(bool)
    sound = Signal(bool)
    mirrored = Signal(bool)
    folder = Signal()
    other_folder = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_recording = self._is_terse = False
        self._mirror = _button(
            "mirror", "", self.tr("Show the picture as a mirror does (M)"), "icon"
        )
        self._mirror.setCheckable(True)
        self._sound = _button("microphone off", "", self.tr("Record with sound (S)"), "icon")
        self._sound.setCheckable(True)
        self._before = _button(
            "before after",
            self.tr("Before / after"),
            self.tr("Hold to see yourself without make-up (space bar)"),
        )
        self._photo = _button(
            "photo camera",
            self.tr("Take a photo"),
            self.tr("Save this picture (P)"),
            "primary",
            colours().on_accent,
        )
        self._record = _button("record", self.tr("Record"), self.tr("Record a clip (R)"))
        self._folder = _button(
            "folder", "", self.tr("Where photos and recordings go (F opens it)"), "icon"
        )
        self._before.pressed.connect(lambda: self.before.emit(True))
        self._before.released.connect(lambda: self.before.emit(False))
        self._photo.clicked.connect(self.photo)
        self._record.clicked.connect(lambda: self.record.emit(not self._is_recording))
        self._sound.clicked.connect(self.sound)
        self._mirror.clicked.connect(self.mirrored)
        menu = menu_of(self._folder)
        menu.addAction(
            icon("folder", colours().soft), self.tr("Open the folder"), self.folder.emit
        )
        menu.addAction(
            icon("again", colours().soft),
            self.tr("Choose another folder …"),
            self.other_folder.emit,
        )
        self._write()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._mirror)
        row.addStretch()
        row.addWidget(self._before)
        row.addWidget(self._photo)
        row.addWidget(self._record)
        row.addWidget(self._sound)
        row.addStretch()
        row.addWidget(self._folder)

    def fit_into(self, width: int) -> None:
        """Leave the words out where there is no room for them; icons and names stay."""
        is_terse = width < _ROOMY_PX
        if is_terse != self._is_terse:
            self._is_terse = is_terse
            self._write()

    def _write(self) -> None:
        for button in (self._before, self._photo, self._record):
            button.setText("" if self._is_terse else f"  {button.accessibleName()}")
        self._record.setMinimumWidth(0 if self._is_terse else 132)

    def show_state(self, state: State) -> None:
        """Follow the session."""
        has_picture = state.feed is Feed.SHOWING
        self._photo.setEnabled(has_picture)
        self._record.setEnabled(has_picture or state.recorded is not None)
        self._before.setEnabled(has_picture and state.is_dressed)
        self._mirror.setChecked(state.is_mirrored)
        colour = colours().text if state.is_mirrored else colours().soft
        self._mirror.setIcon(icon("mirror", colour))
        self._show_sound(state)
        is_recording = state.recorded is not None
        if is_recording != self._is_recording:
            self._is_recording = is_recording
            text = self.tr("Stop") if is_recording else self.tr("Record")
            self._record.setAccessibleName(text)
            self._write()
            # One button has the accent at a time.
            _accent(self._record, is_recording)
            _accent(self._photo, not is_recording)
            self._photo.setIcon(
                icon("photo camera", colours().text if is_recording else colours().on_accent)
            )
        sign, colour = (
            ("stop", colours().on_accent) if is_recording else ("record", colours().accent)
        )
        self._record.setIcon(icon(sign, colour))

    def _show_sound(self, state: State) -> None:
        is_wanted, is_on = state.settings.has_sound, state.is_listening
        if is_on:
            sign, colour, text = "microphone", colours().text, self.tr("The microphone is on")
            tip = self.tr(
                "Clips are recorded with sound (S). The last second of it is held in memory, "
                "so that a clip has sound from its first picture."
            )
        elif is_wanted:
            sign, colour = "microphone off", colours().attention
            text = self.tr("There is no microphone")
            tip = self.tr("Clips are recorded without sound until there is one (S)")
        else:
            sign, colour = "microphone off", colours().soft
            text, tip = self.tr("The microphone is off"), self.tr("Record with sound (S)")
        self._sound.setChecked(is_wanted)
        self._sound.setEnabled(state.recorded is None)
        self._sound.setIcon(icon(sign, colour))
        self._sound.setAccessibleName(text)
        self._sound.setToolTip(tip)


def _accent(button: QPushButton, is_accented: bool) -> None:
    button.setProperty("part", "primary" if is_accented else "")
    button.style().unpolish(button)
    button.style().polish(button)
