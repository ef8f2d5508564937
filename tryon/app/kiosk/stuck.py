"""What a visitor sees when the mirror cannot go on by itself: a calm card with one way out."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tryon.app.kiosk.parts import label, large_button, sheet
from tryon.app.language import say_hint
from tryon.app.session import Session
from tryon.app.state import Feed, NoticeKind, State
from tryon.app.theme import SPACE, SPACE_SMALL, theme

#: A camera that is back within this time is not worth a card, ms.
_PATIENCE_MS = 2500


class Stuck(QWidget):
    """Lies on the mirror while the camera is away, cannot be used, or nobody can be dressed.

    The mirror comes back by itself where it can; the card only says so, and offers to try now.

    Parameters
    ----------
    mirror : QWidget
    session : Session
    """

    def __init__(self, mirror: QWidget, session: Session) -> None:
        super().__init__(mirror)
        self._session = session
        self._kind: NoticeKind | None = None
        self._wanted: NoticeKind | None = None
        self.card = sheet(self, "veil")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.card)
        column = QVBoxLayout(self.card)
        space = 2 * theme().px(SPACE)
        column.setContentsMargins(space, space, space, space)
        column.setSpacing(theme().px(SPACE_SMALL))
        self._title = label("", "headline", wraps=True, is_centred=True)
        self._text = label("", "body", wraps=True, is_centred=True)
        self._hint = label("", "soft body", wraps=True, is_centred=True)
        self.again = large_button(self.tr("Try again"), bool, is_primary=True)
        self.again.clicked.connect(self._mend)
        for each in (self._title, self._text, self._hint, self.again):
            column.addWidget(each)
        self._late = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._late.timeout.connect(self._show)
        self.hide()

    def show_state(self, state: State) -> None:
        """Come and go with the trouble."""
        kind = trouble(state)
        if kind is not self._wanted:
            self._wanted = kind
            self._late.stop()
            if kind is None:
                self._kind = None
                self.hide()
            elif kind is NoticeKind.CAMERA_LOST:
                self._late.start()
            else:
                self._show()

    def _show(self) -> None:
        kind = self._kind = self._wanted
        if kind is None:
            return
        notice = self._session.state.notice(kind)
        title, text = {
            NoticeKind.CAMERA_LOST: (
                self.tr("Looking for the camera …"),
                self.tr("The mirror comes back by itself."),
            ),
            NoticeKind.CAMERA_FROZEN: (
                self.tr("The picture stands still"),
                self.tr("Try again, or ask our staff to look at the camera."),
            ),
            NoticeKind.SOURCE_FAILED: (
                self.tr("The camera cannot be used"),
                self.tr("Please ask our staff."),
            ),
            NoticeKind.TRACKING_FAILED: (
                self.tr("Faces cannot be found"),
                self.tr("The mirror goes on without make-up. Please ask our staff."),
            ),
        }[kind]
        self._title.setText(title)
        self._text.setText(text)
        hint = say_hint(notice.hint) if notice is not None else ""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.setAccessibleName(f"{title} {text} {hint}".strip())
        self.lay()
        self.show()
        self.raise_()

    def lay(self) -> None:
        """Stand in the middle of the mirror, as wide as words are read well."""
        mirror = self.parentWidget()
        if mirror is None:
            return
        edge = theme().px(SPACE)
        self.setFixedWidth(min(theme().px(480), mirror.width() - 2 * edge))
        height = min(self.heightForWidth(self.width()), mirror.height() - 2 * edge)
        self.resize(self.width(), max(height, self.sizeHint().height()))
        left = (mirror.width() - self.width()) // 2
        room = mirror.height() - self.height()
        # Where the mirror goes on, nobody's face is covered.
        goes_on = self._kind is NoticeKind.TRACKING_FAILED
        self.move(left, room - edge if goes_on else room // 2)

    def _mend(self) -> None:
        kind = self._kind
        if kind is not None:
            self._wanted = self._kind = None
            self.hide()
            self._session.try_again(kind)


def trouble(state: State) -> NoticeKind | None:
    """Find what keeps the mirror from being one; None where it goes on."""
    if state.feed is Feed.FAILED:
        return NoticeKind.SOURCE_FAILED
    if state.feed is Feed.LOST:
        return NoticeKind.CAMERA_LOST
    told = (NoticeKind.CAMERA_FROZEN, NoticeKind.TRACKING_FAILED)
    return next((kind for kind in told if state.notice(kind) is not None), None)
