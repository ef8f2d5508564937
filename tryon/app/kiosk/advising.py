"""What is said over the mirror: what keeps it from working, and how to stand before it."""

import time

from PySide6.QtCore import QObject

from tryon.app.guidance import Guide, advice
from tryon.app.kiosk.standing import Doorman, Standing, standing
from tryon.app.over_mirror import ADVICE_WORDS
from tryon.app.session import Session
from tryon.app.state import Feed, NoticeKind

#: What need not be said for ever, and how long it is, s.
_PASSING, _TOLD_S = {NoticeKind.GARMENT_FAILED, NoticeKind.RELIGHT_FAILED}, 6.0


class Advising(QObject):
    """Finds the one sentence that helps most; empty when all is well.

    Parameters
    ----------
    page : QObject
        Parent.
    session : Session
    """

    def __init__(self, page: QObject, session: Session) -> None:
        super().__init__(page)
        self._session = session
        self._doorman, self._guide = Doorman(), Guide()
        self._found: Standing | None = None
        self._told_s: dict[NoticeKind, float] = {}

    @property
    def is_gone(self) -> bool:
        """Whether nobody has been there for a while."""
        return self._doorman.is_gone

    def look(self) -> None:
        """Look at who is there, with each picture."""
        seen = self._session.seen
        if seen is not None:
            self._found = self._doorman(standing(seen), time.monotonic_ns())

    def follow(self) -> None:
        """Take down what has been said long enough; asked a few times a second."""
        now_s, notices = time.monotonic(), self._session.state.notices
        self._told_s = {n.kind: self._told_s.get(n.kind, now_s) for n in notices}
        for kind, since_s in self._told_s.items():
            if kind in _PASSING and now_s - since_s > _TOLD_S:
                self._session.dismiss(kind)

    def trouble(self, *, has_picture: bool) -> str:
        """Say calmly what keeps the mirror from working."""
        state = self._session.state
        if state.feed in (Feed.FAILED, Feed.LOST):
            return ""  # a card in the middle says it
        if state.feed is Feed.OPENING or not has_picture:
            return self.tr("One moment …")
        told = {
            NoticeKind.NO_CAMERA: self.tr("No camera was found: this is a demonstration"),
            NoticeKind.CAMERA_SLOW: self.tr("A little more light, please"),
            NoticeKind.EFFECT_OFF: self.tr("This cannot be shown here. Choose another."),
            NoticeKind.DRAWING_FAILED: self.tr("This cannot be shown here. Choose another."),
            NoticeKind.GARMENT_FAILED: self.tr("This cannot be shown here. Choose another."),
            NoticeKind.NO_OPENGL: self.tr("Clothes cannot be shown here."),
            NoticeKind.RELIGHT_FAILED: self.tr("Look into the mirror, and try again."),
        }
        return next((told[n.kind] for n in reversed(state.notices) if n.kind in told), "")

    def manners(self, *, is_for_clothes: bool) -> str:
        """Say how to stand: for the face first, then for what is worn on the body.

        Who looks at clothes stands far away, as these need it, and is not called closer.
        """
        is_far = self._found is Standing.TOO_FAR and is_for_clothes
        if self._found is None or is_far:
            return self._for_clothes()
        return {
            Standing.NOBODY: self.tr("Step in front of the mirror"),
            Standing.TOO_MANY: self.tr("Three at a time, please"),
            Standing.TOO_FAR: self.tr("Come a little closer"),
            Standing.TOO_DARK: self.tr("A little more light, please"),
            Standing.TURNED: self.tr("Turn to the mirror"),
        }[self._found]

    def _for_clothes(self) -> str:
        seen, clothes = self._session.seen, self._session.state.clothes
        if seen is None:
            return ""
        found = advice(seen, {hung.hanger.slot for hung in clothes}) if clothes else None
        outfit = [hung.hanger for hung in clothes]
        said = self._guide(found, outfit, time.monotonic_ns())
        return ADVICE_WORDS[said]() if said is not None else ""
