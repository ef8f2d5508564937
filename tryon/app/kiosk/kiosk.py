"""The kiosk as a whole: invitation, agreement, visit, wipe; and nobody leaves but by PIN."""

import gc
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPixmapCache
from PySide6.QtWidgets import QApplication, QWidget

from tryon.app.appearance import Appearance
from tryon.app.kiosk.agreements import agreements_path, count_agreement
from tryon.app.kiosk.building import Building
from tryon.app.kiosk.closed import ClosedPage
from tryon.app.kiosk.consent import read_consent
from tryon.app.kiosk.controls import Controls
from tryon.app.kiosk.hours import Hours, Span
from tryon.app.kiosk.idle import Idle, IdleClock
from tryon.app.kiosk.looks import Poster, posters
from tryon.app.kiosk.overlays import PinPad
from tryon.app.kiosk.pages import Attract, ConsentPage, poster_picture
from tryon.app.kiosk.pin import Guard
from tryon.app.kiosk.rules import Rules, read_rules, rules_path
from tryon.app.kiosk.safe import safe_rules
from tryon.app.kiosk.screens import screens_of, tour_of
from tryon.app.kiosk.visit import VisitPage
from tryon.app.kiosk.visiting import Visit, sweep
from tryon.app.kiosk.voice import Voice
from tryon.app.kiosk.waiting import Waiting
from tryon.app.kiosk.window import KioskWindow
from tryon.app.opening import Opening, Stop
from tryon.app.window import Bell
from tryon.core.errors import BadInput
from tryon.core.memory import give_back, settle

log = logging.getLogger(__name__)

#: When a shop is open of which that is not known.
_USUAL = Hours((*((Span(600, 1200),),) * 6, ()))
#: So long is waited at the end for what still loads.
_PATIENCE_S = 5.0
#: Who asks for a page may go with the one that is up.
_LATER = Qt.ConnectionType.QueuedConnection
#: What says that somebody is there.
_TOUCHES = frozenset(
    (
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.KeyPress,
    )
)


class Kiosk(QObject):
    """Leads from one page to the next, and wipes.

    Parameters
    ----------
    opening : Opening
    rules : Rules
    agreements : Path or None
        Where agreements are counted; None counts none.
    now : callable
        Tells the time, with its zone.

    Attributes
    ----------
    window : KioskWindow
    visit : Visit or None
        All that is known of who is there; None when nobody agreed.
    page : VisitPage or None
    attract : Attract or None
        Which of the pages is up; neither while there is something to agree to.
    idle : IdleClock
    building : Building
    """

    def __init__(
        self,
        opening: Opening,
        rules: Rules,
        agreements: Path | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__()
        self._hours, self._now = rules.opening, now
        self._is_open = self._hours is None or self._hours.is_open(now())
        self._opening, self.rules, self._agreements = opening, rules, agreements
        first = opening.language or rules.languages[0]
        self._first = Appearance(first, opening.theme or rules.theme)
        self._consents = read_consent(rules.consent, rules.languages)
        self._guard = Guard(rules.pin) if rules.pin else None
        self._voice = Voice() if rules.speaks else None
        self.idle = IdleClock(rules.idle_s, rules.countdown_s)
        self._posters: list[Poster] = []
        self._drawn = Bell()
        self._drawn.rung.connect(self._show_posters)
        self.visit: Visit | None = None
        self._closing: threading.Thread | None = None
        self._ending: list[threading.Thread] = []
        self._painting = threading.Thread(target=self._load, name="tryon-posters", daemon=True)
        self._phase = "attract"
        self._expected: Callable[[], bool] = lambda: True
        self.window = KioskWindow(self._key, lambda: self.building.fit())
        self.building = Building(
            self.window, self._first, self._page, self._take_down, self._guard
        )
        self.building.stayed.connect(self._touched)
        self.building.finished.connect(self.wipe)
        self.building.opened.connect(self.leave)
        self.building.failed.connect(self.wipe)
        size = opening.size_px
        if size is not None:
            self.window.resize(*size)
        else:
            room = QGuiApplication.primaryScreen().size()
            self.window.resize(room)
        self.attract: Attract | None = None
        self.page: VisitPage | None = None
        self._beginning = QTimer(self, interval=50, singleShot=True)
        self._beginning.timeout.connect(self._begin)
        self.building.build()
        self._clock = QTimer(self, interval=200)
        self._clock.timeout.connect(self._tick)

    # What `run_app` asks.

    def start(self) -> None:
        """Show the invitation; what takes long is loaded meanwhile."""
        sweep()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self.idle.touch(time.monotonic())
        self._clock.start()
        self._painting.start()
        if self._opening.size_px is None:
            self.window.showFullScreen()
        else:
            self.window.show()

    def is_ready(self) -> bool:
        """Whether everything is there that the present screen is to show."""
        if self._phase == "attract":
            return self.attract is not None and self.attract.has_posters
        if self._phase == "consent" or self.page is None:
            return self._phase == "consent"
        shown = self.page.preview.shown
        is_worn = shown is not None and bool(shown.picture.report.colour)
        is_seen = is_worn or self.page.comparison.is_complete
        return is_seen and bool(self.page.state.samples) and self._expected()

    def has_picture(self) -> bool:
        """Whether there is anything worth a screenshot."""
        return self._phase != "visit" or (
            self.page is not None and self.page.preview.shown is not None
        )

    def busy_s(self) -> float:
        """How long the present frame has been at work, s."""
        return 0.0 if self.visit is None else self.visit.session.busy_s

    def screens(self) -> Mapping[str, Callable[[], None]]:
        """Name every screen, with what puts it up."""
        return screens_of(self)

    def tour(self) -> Sequence[Stop]:
        """Show the shop, once, what its shoppers will do, and the way out."""
        return tour_of(self)

    def close(self) -> None:
        """Wipe, and end every thread."""
        self._clock.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self.window.may_close = True
        self.wipe()
        self.finish_closing()
        if self._voice is not None:
            self._voice.close()
        self.window.hide()
        if self._painting.ident is not None:  # at work when Python ends, it brings us down
            self._painting.join(_PATIENCE_S)

    # The way through.

    def ask(self) -> None:
        """Show what there is to agree to; a shop that is closed asks nobody."""
        if not self._is_open:
            return
        if self.visit is not None:
            self.wipe()
        self._phase = "consent"
        self.building.build()

    def agree(self, version: str) -> None:
        """Open the mirror; the version is counted, the person is not."""
        if self._agreements is not None and version:
            count_agreement(self._agreements, version, date.today())
        self._begin()

    def _begin(self) -> None:
        """Begin a visit, as soon as the one before has let go of the camera."""
        if self.visit is not None:
            return  # touched twice
        if self._closing is not None and self._closing.is_alive():
            self._beginning.start()
            return
        self.finish_closing()
        visit = self.visit = Visit(self._opening.parts, self._opening.settings, self.rules)
        self._phase = "visit"
        self.building.build()
        visit.session.start(self._opening.source_word or self.rules.source, self._opening.look)

    def wipe(self) -> None:
        """Erase all that is known of who was there, and invite the next."""
        visit, self.visit = self.visit, None
        self._beginning.stop()  # who agreed, and left while that had to wait, is not seen
        self._phase, self.building.look, self._expected = "attract", self._first, lambda: True
        self.building.build()
        QPixmapCache.clear()
        if visit is not None:
            # A camera may take its time to close; the invitation is up meanwhile.
            self._closing = threading.Thread(
                target=_end, args=(visit, self._ending), name="tryon-wipe", daemon=True
            )
            self._ending = []
            self._closing.start()

    def finish_closing(self) -> None:
        """Wait until the visit before is gone."""
        closing, self._closing = self._closing, None
        if closing is not None:
            closing.join()
            gc.collect()  # on this thread: Qt's objects may be among what goes
            threading.Thread(target=give_back, name="tryon-give-back", daemon=True).start()

    def show_closed(self) -> None:
        """Show what is to be seen out of hours; a shop that gave none shows usual ones."""
        self.wipe()
        known = self._hours
        self._hours, self._is_open = known or _USUAL, False
        self.building.build()
        self._hours, self._is_open = known, True

    @property
    def pin(self) -> PinPad:
        """What asks for the PIN."""
        return self.building.pin

    def expect(self, holds: Callable[[], bool]) -> None:
        """Be ready only once this holds, too; until the next wipe."""
        self._expected = holds

    def leave(self) -> None:
        """End the program: the PIN was right."""
        self.window.may_close = True
        QApplication.quit()

    def speak(self, language: str) -> None:
        """Go on in another language, on the page that is up."""
        look = self.building.look
        self.building.look = Appearance(language, look.theme, look.has_large_type)
        self.building.build_anew()

    def enlarge(self, has_large_type: bool) -> None:
        """Go on with larger letters, or with the usual ones."""
        look = self.building.look
        self.building.look = Appearance(look.language, look.theme, has_large_type)
        self.building.build_anew()

    # Building.

    def _take_down(self) -> None:
        """Let go of the page that is up."""
        if self.page is not None:
            self._ending += self.page.stop()
        self.attract = self.page = None

    def _page(self) -> QWidget:
        rules = self.rules
        spoken = self.building.look.language or rules.languages[0]
        if self._phase == "visit" and self.visit is not None:
            visit = self.visit
            page = self.page = VisitPage(
                visit.session,
                visit.changed,
                visit.picture,
                visit.comparing,
                visit.compared,
                rules,
                visit.hand_over,
                self.building.look,
                visit.choices,
            )
            page.over.language_chosen.connect(self.speak, _LATER)
            page.over.large_type_chosen.connect(self.enlarge, _LATER)
            page.over.leave_wanted.connect(lambda: self.pin.ask())
            page.over.finished.connect(self.wipe)
            page.over.advised.connect(self._speak)
            page.taking.count_in.counted.connect(self._speak)
            page.gone.connect(lambda: self.idle.leave(time.monotonic()))
            page.hand_seen.connect(self._touched)
            return page
        if self._phase == "consent":
            text = self._consents.get(spoken) or next(iter(self._consents.values()))
            asking = ConsentPage(text, rules.languages, rules.idle_s + rules.countdown_s)
            asking.agreed.connect(self.agree)
            asking.refused.connect(self.wipe)
            asking.language_chosen.connect(self.speak, _LATER)
            self._speak(text.title)
            return asking
        if not self._is_open and self._hours is not None:
            closed = ClosedPage(rules.shop, self._hours, self._now(), rules.languages)
            closed.language_chosen.connect(self.speak, _LATER)
            closed.leave_wanted.connect(lambda: self.pin.ask())
            if self._posters:
                closed.show_posters(self._posters)
            self.attract = closed
            return closed
        welcome = rules.welcome.get(spoken) or self.tr("Find the red that is yours")
        for_staff = ""
        if self._opening.is_safe:  # who comes by may still use the mirror, and need not wonder
            for_staff = self.tr("Staff: safe mode. Run tryon doctor.")
        attract = self.attract = Attract(rules.shop, welcome, rules.languages, for_staff)
        attract.begun.connect(self.ask)
        attract.language_chosen.connect(self.speak, _LATER)
        if self._posters:
            attract.show_posters(self._posters)
        return attract

    # Following.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's hook: whatever is touched, somebody is there."""
        if event.type() in _TOUCHES:
            self._touched()
        return False

    def _touched(self) -> None:
        """Count from now on, unless the visit is over: who wakes a machine may be another."""
        now_s = time.monotonic()
        if self.visit is None or self.idle.reading(now_s) is not Idle.OVER:
            self.idle.touch(now_s)

    def _tick(self) -> None:
        if self.building.is_busy:
            return  # the next page is there in a moment
        if self._closing is not None and not self._closing.is_alive():
            self.finish_closing()
        if self._phase == "attract":
            self._follow_hours()
            return
        if self.page is not None and self.page.taking.is_making:
            self._touched()
        now_s = time.monotonic()
        reading = self.idle.reading(now_s)
        if reading is Idle.OVER or (reading is Idle.ASKING and self._phase == "consent"):
            self.wipe()
        elif reading is Idle.ASKING:
            if not self.building.still_there.isVisible():
                self._speak(self.building.still_there.accessibleName())
            self.building.still_there.count(self.idle.left_s(now_s))
        elif self.building.still_there.isVisible():
            self.building.still_there.hide()

    def _speak(self, text: str) -> None:
        """Say a prompt aloud, too, where the shop wants that."""
        if self._voice is not None:
            self._voice.say(text, self.building.look.language or self.rules.languages[0])

    def _follow_hours(self) -> None:
        """Open and close with the shop; who is before the mirror then may stay."""
        if self._hours is None:
            return
        is_open = self._hours.is_open(self._now())
        if is_open != self._is_open and not self.pin.isVisible():
            self._is_open = is_open
            self.building.build()

    def _key(self, event: QKeyEvent) -> bool:
        """Esc asks for the PIN."""
        if event.key() == Qt.Key.Key_Escape:
            if not self.building.is_busy:  # else the PIN's page is built anew, too
                self.pin.ask()
            return True
        return False

    # What takes long.

    def _load(self) -> None:
        """Load the trackers, and draw the looks for the invitation."""
        from tryon.tracking.graph import load_mediapipe

        load_mediapipe()
        found = posters(self._opening.parts.products)
        for poster in found:
            poster_picture(poster.path)  # read here, not while somebody looks
        self._posters = found
        self._drawn.ring()

    def _show_posters(self) -> None:
        if self.visit is None:  # what is known of a visitor is to go
            Controls(self.rules).deleteLater()  # the first take five times as long as others
            settle()
        if self.attract is not None:
            self.attract.show_posters(self._posters)


def _end(visit: Visit, threads: Sequence[threading.Thread]) -> None:
    """Wait for what still looked at a visit's pictures, and erase it."""
    for thread in threads:
        thread.join()
    visit.close()


def open_kiosk(opening: Opening) -> Kiosk | Waiting:
    """Open the shopper's mirror, as the shop's ``kiosk.toml`` says.

    A file that cannot be read is told on the screen, and the kiosk begins once it can: one
    that ended would be started again and again.
    """
    read = safe_rules if opening.is_safe else read_rules

    def make() -> Kiosk:
        return Kiosk(opening, read(rules_path()), agreements_path())

    try:
        return make()
    except BadInput as error:
        return Waiting(opening, make, error)
