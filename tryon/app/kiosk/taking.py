"""From "take it home" to what is on the phone: photo, clip, product page."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from tryon.app.kiosk.hand_over import HandOver
from tryon.app.kiosk.home import Home, Result, page_of
from tryon.app.kiosk.overlays import CountIn
from tryon.app.kiosk.rules import Rules
from tryon.app.language import name_of, say_hint
from tryon.app.session import Session
from tryon.app.state import NoticeKind, State

#: How long a clip is.
CLIP_S = 15.0
#: What has not come so long after it was due does not come any more, s.
_PATIENCE_S = 12.0


class Taking(QObject):
    """Makes what a shopper wants to take home, and offers it.

    Parameters
    ----------
    page, mirror : QWidget
        What is covered while one chooses, and while it is counted.
    session : Session
    rules : Rules
    hand_over : HandOver
    clear : callable
        Called before something is made: the mirror is to show one look, whole.

    Attributes
    ----------
    home : Home
    result : Result
    count_in : CountIn
    """

    made = Signal(str)  # "photo", "clip" or "page"

    def __init__(
        self,
        page: QWidget,
        mirror: QWidget,
        session: Session,
        rules: Rules,
        hand_over: HandOver,
        clear: Callable[[], None],
    ) -> None:
        super().__init__(page)
        self._session, self._rules, self._hand_over = session, rules, hand_over
        self._clear = clear
        self._making = ""
        self._clip_until_s = self._due_s = 0.0
        self.home, self.result = Home(page, rules), Result(page)
        self.count_in = CountIn(mirror)
        self.home.closed.connect(self.home.hide)
        self.home.wanted.connect(self.make)
        self.count_in.done.connect(session.takes.take_photo)
        self.result.closed.connect(self.tidy)
        self.result.erased.connect(self.erase)
        hand_over.changed.rung.connect(self._show_handed)
        self._show_handed()  # made for the page before

    @property
    def is_making(self) -> bool:
        """Whether something is being made, which nobody has to touch the screen for."""
        return bool(self._making)

    @property
    def clip_left_s(self) -> float | None:
        """How much of a clip is still to come; None while there is none."""
        if self._making != "clip":
            return None
        return max(self._clip_until_s - time.monotonic(), 0.0)

    def make(self, kind: str) -> None:
        """Make something to take home: "photo", "clip" or "page"."""
        self.home.hide()
        self._clear()
        if kind == "photo":
            self._making, self._due_s = "photo", time.monotonic() + _PATIENCE_S
            self.count_in.begin()
        elif kind == "clip":
            self._making = "clip"
            self._clip_until_s = time.monotonic() + CLIP_S
            self._due_s = self._clip_until_s + _PATIENCE_S
            self._session.takes.record(True)
        else:
            self._offer_page()

    def follow(self) -> None:
        """End a clip when its time has come; asked a few times a second.

        What has not come of it after a while never will: the camera went, or the disk hangs.
        """
        if self._making and time.monotonic() > self._due_s:
            self._fail("")
            return
        recorded = self._session.state.recorded
        if self.clip_left_s == 0.0 and recorded is not None:
            self._session.takes.record(False)

    def show_state(self, state: State) -> None:
        """Offer what has been made, or say that it was not."""
        for kind, name in (
            (NoticeKind.PHOTO_SAVED, "photo"),
            (NoticeKind.CLIP_SAVED, "clip"),
        ):
            notice = state.notice(kind)
            if notice is not None and notice.path is not None:
                self._session.dismiss(kind)
                self.made.emit(name)
                self._due_s = time.monotonic() + _PATIENCE_S
                self._hand_over.hand(notice.path)
        for kind in (NoticeKind.PHOTO_FAILED, NoticeKind.RECORDING_FAILED):
            failed = state.notice(kind)
            if failed is not None and self._making:
                self._session.dismiss(kind)
                self._fail(failed.hint)

    def _fail(self, hint: str) -> None:
        """Say that nothing came of it, and what our staff can do."""
        self._making = ""
        if self._session.state.recorded is not None:
            self._session.takes.record(False)
        sorry = self.tr("This did not work. Please ask our staff.")
        self.result.offer(sorry, say_hint(hint), None, "")

    def erase(self) -> None:
        """Erase what was made, and its link."""
        self.result.forget()
        self._hand_over.forget()
        for path in self._session.takes.folder.glob("*"):
            path.unlink(missing_ok=True)

    def stop(self) -> None:
        """Count and play no further, and end a clip: the next page offers what is there."""
        self.count_in.stop()
        self.result.photo.stop()
        if self._making == "clip":
            self._session.takes.record(False)

    def tidy(self) -> None:
        """Close what lies over the mirror; what was made has been looked at."""
        self._hand_over.handed = None
        self.home.hide()
        self.result.hide()

    def lay(self) -> None:
        """Cover the page again, after it has changed its size."""
        for veil in (self.home, self.result):
            if not veil.isHidden():
                veil.cover()

    def _show_handed(self) -> None:
        """Show what was made, and the code that leads to it or to its product."""
        handed = self._hand_over.handed
        if handed is None:
            return
        self._making = ""
        is_clip = handed.path.suffix == ".mp4"
        title = self.tr("Your clip") if is_clip else self.tr("Your photo")
        if handed.link is not None:
            said = self.tr(
                "Scan it with your phone, in this shop's network. Your phone says that it does "
                "not know this computer: it is the one before you, so go on. The link opens on "
                "one phone, for {0} min."
            ).format(round(self._rules.link_minutes))
            self.result.offer(title, said, handed.path, handed.link, is_kept=True)
            return
        page = self._page()
        said = self.tr("It is on this screen only, and erased when you leave.")
        if page:
            said += " " + self.tr("The code leads to the product.")
        self.result.offer(title, said, handed.path, page, is_kept=True)

    def _page(self) -> str:
        product = self._session.state.worn.product
        if product is None or self._rules.hand_off == "nothing":
            return ""
        return page_of(product, self._rules)

    def _offer_page(self) -> None:
        product = self._session.state.worn.product
        if product is None:
            self.result.offer(self.tr("Choose a shade first"), "", None, "")
            return
        self.made.emit("page")
        page, number = self._page(), product.sku or product.id
        said = (
            self.tr("Scan it with your phone. Number: {0}")
            if page
            else self.tr("Show this number to our staff: {0}")
        )
        self.result.offer(name_of(product), said.format(number), None, page)
