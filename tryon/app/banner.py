"""Faults and good news in plain words, each with what can be done about it."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tryon.app.icons import icon
from tryon.app.language import say_hint
from tryon.app.state import Notice, NoticeKind
from tryon.app.theme import colours

#: Good news goes by itself.
_NEWS = {
    NoticeKind.PHOTO_SAVED,
    NoticeKind.CLIP_SAVED,
    NoticeKind.RECOVERED,
    NoticeKind.PROFILE_KEPT,
    NoticeKind.PLACE_KEPT,
}
_NEWS_S = 7
#: So does what its own button goes on saying.
_PASSING, _PASSING_S = {NoticeKind.NO_SOUND}, 15
_MOST_LETTERS = 160


@dataclass(frozen=True, slots=True)
class Words:
    """What a notice says, and what its button does.

    Attributes
    ----------
    title, text : str
    action : str
        Text of the button; empty for none.
    does : {"", "try again", "choose source", "choose folder", "open folder", "open file",
        "calibrate", "measure white"}
    """

    title: str
    text: str = ""
    action: str = ""
    does: str = ""


class Banner(QWidget):
    """One notice.

    Parameters
    ----------
    notice : Notice
    is_narrow : bool
        Whether the button stands below the words instead of beside them.
    """

    acted = Signal(NoticeKind, str)
    dismissed = Signal(NoticeKind)

    def __init__(self, notice: Notice, is_narrow: bool) -> None:
        super().__init__()
        self.notice = notice
        words = self._words(notice)
        is_news = notice.kind in _NEWS
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "card")
        self.setProperty("tone", "good" if is_news else "attention")
        self.setAccessibleName(f"{words.title} {words.text}".strip())
        # As high as its lines need: a fixed height would be that of its usual width.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        sign = QLabel()
        name, colour = (
            ("check", colours().good) if is_news else ("warning", colours().attention)
        )
        sign.setPixmap(icon(name, colour).pixmap(QSize(24, 24)))
        title, text = QLabel(words.title), QLabel(words.text)
        title.setProperty("part", "value")
        text.setProperty("part", "soft")
        for label in (title, text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(title)
        if words.text:
            column.addWidget(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 10, 10, 10)
        row.setSpacing(14)
        row.addWidget(sign)
        row.addLayout(column, 1)
        if words.action:
            beside = column if is_narrow else row
            act = QPushButton(words.action)
            act.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            act.setAccessibleName(words.action)
            act.clicked.connect(lambda: self.acted.emit(notice.kind, words.does))
            beside.addWidget(act)
        away = QPushButton(icon("close", colours().soft), "")
        away.setProperty("part", "icon")
        away.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        away.setAccessibleName(self.tr("Close this message"))
        away.setToolTip(self.tr("Close this message (Esc)"))
        away.clicked.connect(lambda: self.dismissed.emit(notice.kind))
        row.addWidget(away)
        for label in (title, text):
            label.ensurePolished()  # its height is asked for before it is seen
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        if is_news or notice.kind in _PASSING:
            for_ms = 1000 * (_NEWS_S if is_news else _PASSING_S)
            QTimer.singleShot(for_ms, self, lambda: self.dismissed.emit(notice.kind))

    def _words(self, notice: Notice) -> Words:
        kind, hint, path = notice.kind, say_hint(notice.hint), notice.path
        name = path.name if path else ""
        kept = self.tr("“{0}” was kept up to there.").format(name) if path else ""
        return {
            NoticeKind.CAMERA_LOST: Words(
                self.tr("The camera is away"),
                hint,
                self.tr("Choose another source"),
                "choose source",
            ),
            NoticeKind.CAMERA_SLOW: Words(
                self.tr("The camera is slow"),
                self.tr(
                    "Fewer than ten pictures a second come. Give it more light, or plug it in "
                    "directly, without a hub."
                ),
                self.tr("Open it again"),
                "try again",
            ),
            NoticeKind.CAMERA_FROZEN: Words(
                self.tr("The picture stands still"),
                self.tr(
                    "The camera sends the same picture again and again. Open its privacy "
                    "cover, or plug it in again."
                ),
                self.tr("Open it again"),
                "try again",
            ),
            NoticeKind.NO_CAMERA: Words(
                self.tr("No camera was found"),
                self.tr("This is the demo. Plug a camera in, and look again."),
                self.tr("Look again"),
                "try again",
            ),
            NoticeKind.SOURCE_FAILED: Words(
                self.tr("This source cannot be shown"),
                hint or self.tr("The log says more."),
                self.tr("Choose another source"),
                "choose source",
            ),
            NoticeKind.EFFECT_OFF: Words(
                self.tr("A piece was taken off"),
                hint or self.tr("It could not be drawn; the mirror goes on."),
                self.tr("Put it on again"),
                "try again",
            ),
            NoticeKind.TRACKING_FAILED: Words(
                self.tr("Faces cannot be found"),
                hint or self.tr("The mirror goes on without make-up."),
                self.tr("Try again"),
                "try again",
            ),
            NoticeKind.DRAWING_FAILED: Words(
                self.tr("Make-up cannot be drawn"),
                hint or self.tr("The mirror goes on without it."),
                self.tr("Try again"),
                "try again",
            ),
            NoticeKind.RECORDING_FAILED: Words(
                self.tr("The recording has stopped"),
                f"{hint or self.tr('This folder cannot be written.')} {kept}".strip(),
                self.tr("Choose folder"),
                "choose folder",
            ),
            NoticeKind.NO_SOUND: Words(
                self.tr("The microphone cannot be used"),
                hint or self.tr("Clips are recorded without sound."),
            ),
            NoticeKind.FOLDER_FAILED: Words(
                self.tr("This folder cannot be opened"),
                self.tr("It is not there, and cannot be made."),
                self.tr("Choose folder"),
                "choose folder",
            ),
            NoticeKind.PHOTO_FAILED: Words(
                self.tr("The photo was not saved"),
                hint or self.tr("This folder cannot be written."),
                self.tr("Choose folder"),
                "choose folder",
            ),
            NoticeKind.PHOTO_SAVED: Words(
                self.tr("Photo saved"), name, self.tr("Open folder"), "open folder"
            ),
            NoticeKind.CLIP_SAVED: Words(
                self.tr("Recording saved"), name, self.tr("Open folder"), "open folder"
            ),
            NoticeKind.RECOVERED: Words(
                self.tr("A recording was recovered"),
                name,
                self.tr("Open folder"),
                "open folder",
            ),
            NoticeKind.CATALOGUE_FAULT: Words(
                self.tr("Something is wrong in the products"),
                _brief(hint.replace(str(path), name)),
                self.tr("Open the file"),
                "open file",
            ),
            NoticeKind.PROFILE_KEPT: Words(
                self.tr("The camera is calibrated"),
                self.tr("Its profile is used whenever it opens with these settings."),
            ),
            NoticeKind.PROFILE_FAILED: Words(
                self.tr("The camera's profile was not saved"),
                hint or self.tr("This folder cannot be written."),
                self.tr("Calibrate"),
                "calibrate",
            ),
            NoticeKind.PROFILE_DROPPED: Words(
                self.tr("The camera's profile is not used"),
                self.tr("It was made in another state: {0}.").format(hint),
                self.tr("Calibrate"),
                "calibrate",
            ),
            NoticeKind.WHITE_LOST: Words(
                self.tr("The light has changed"),
                self.tr("What the white sheet told does not hold any longer."),
                self.tr("Hold it up again"),
                "measure white",
            ),
            NoticeKind.WHITE_NOT_FOUND: Words(
                self.tr("No white sheet was found"),
                self.tr("Hold it flat beside your face, without your fingers over its middle."),
                self.tr("Look again"),
                "measure white",
            ),
            NoticeKind.PLACE_KEPT: Words(
                self.tr("This place is remembered"),
                self.tr("Its light is used at each start, if the scene looks the same."),
            ),
            NoticeKind.PLACE_FAILED: Words(
                self.tr("This place was not remembered"),
                hint or self.tr("The folder of the settings cannot be written."),
            ),
            NoticeKind.PLACE_CHANGED: Words(
                self.tr("This place looks different"),
                self.tr("Light, camera or furniture changed: measure white once more."),
                self.tr("Hold a sheet of paper"),
                "measure white",
            ),
            NoticeKind.NO_OPENGL: Words(
                self.tr("Clothes cannot be drawn here"),
                hint or self.tr("They need OpenGL 3.3. Make-up goes on without it."),
            ),
            NoticeKind.GARMENT_FAILED: Words(
                self.tr("This piece cannot be worn"),
                _brief(hint) or self.tr("The log says more."),
            ),
            NoticeKind.SETTINGS_FAILED: Words(
                self.tr("Your choices are not remembered"),
                hint or self.tr("The folder of the settings cannot be written, or is full."),
                self.tr("Try again"),
                "try again",
            ),
            NoticeKind.SETTINGS_BROKEN: Words(
                self.tr("Your settings could not be read"),
                self.tr("The usual ones are used. The old file is kept as “{0}”.").format(name),
            ),
            NoticeKind.RELIGHT_FAILED: Words(
                self.tr("Other light cannot be shown"),
                hint or self.tr("Look into the camera, and try again."),
            ),
        }[kind]


def _brief(text: str) -> str:
    """Cut what nobody reads over a picture; the log has it all."""
    return text if len(text) <= _MOST_LETTERS else text[:_MOST_LETTERS].rstrip() + " …"


class Banners(QWidget):
    """The newest notices, over the picture."""

    acted = Signal(Notice, str)
    dismissed = Signal(NoticeKind)
    _MOST = 2

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._shown: dict[NoticeKind, Banner] = {}
        self._is_narrow = False

    def show_notices(self, notices: tuple[Notice, ...], is_narrow: bool) -> None:
        """Show the newest of `notices`, and take down what is over."""
        turned, self._is_narrow = is_narrow != self._is_narrow, is_narrow
        wanted = {notice.kind: notice for notice in notices[-self._MOST :]}
        for kind, banner in list(self._shown.items()):
            if turned or wanted.get(kind) != banner.notice:
                del self._shown[kind]
                self._column.removeWidget(banner)
                banner.hide()
                banner.deleteLater()
        for kind, notice in wanted.items():
            if kind not in self._shown:
                banner = Banner(notice, is_narrow)
                banner.acted.connect(
                    lambda _, does, notice=notice: self.acted.emit(notice, does)
                )
                banner.dismissed.connect(self.dismissed)
                self._shown[kind] = banner
                self._column.addWidget(banner)
                banner.show()  # what is not shown has no height yet
        self.setVisible(bool(self._shown))

    def height_for(self, width: int) -> int:
        """Height in px that the notices need when they are `width` px wide."""
        return self._column.totalHeightForWidth(width)

    def dismiss_newest(self) -> bool:
        """Take the newest down; False when there is none."""
        if not self._shown:
            return False
        self.dismissed.emit(list(self._shown)[-1])
        return True
