"""The mirror and everything that can be done in front of it, for one visit."""

import threading
import time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tryon.app.appearance import Appearance
from tryon.app.badge import Calm, unseen, words
from tryon.app.clothing import portrait
from tryon.app.kiosk.advising import Advising
from tryon.app.kiosk.carousel import GarmentTile, Tile
from tryon.app.kiosk.choices import Choices
from tryon.app.kiosk.compare import Comparing
from tryon.app.kiosk.comparison import Comparison
from tryon.app.kiosk.controls import Controls
from tryon.app.kiosk.dwell import HandPointer
from tryon.app.kiosk.find import Find
from tryon.app.kiosk.hand_over import HandOver
from tryon.app.kiosk.keeping import Keeping
from tryon.app.kiosk.offering import Offering, product_on
from tryon.app.kiosk.over import Over
from tryon.app.kiosk.parts import large_button
from tryon.app.kiosk.rules import Rules
from tryon.app.kiosk.scan import Scanner
from tryon.app.kiosk.split import Split
from tryon.app.kiosk.stuck import Stuck
from tryon.app.kiosk.taking import Taking
from tryon.app.kiosk.wanted import product_of
from tryon.app.kiosk.zones import Zones
from tryon.app.other_light_view import OtherLightView
from tryon.app.preview import Preview
from tryon.app.session import Session
from tryon.app.state import Feed, State
from tryon.app.window import Bell
from tryon.catalogue.product import Product

#: So long it is told that a code is not known, s.
_UNKNOWN_S = 3.0


class VisitPage(QWidget):
    """The mirror in full, and a sheet of controls in its lower third.

    Parameters
    ----------
    session : Session
    changed, picture : Bell
        The ones that the session rings.
    comparing : Comparing
    compared : Bell
        The one that it rings.
    rules : Rules
    hand_over : HandOver
    appearance : Appearance
    choices : Choices
    """

    gone = Signal()  # nobody has been there for a while
    hand_seen = Signal()

    def __init__(
        self,
        session: Session,
        changed: Bell,
        picture: Bell,
        comparing: Comparing,
        compared: Bell,
        rules: Rules,
        hand_over: HandOver,
        appearance: Appearance,
        choices: Choices,
    ) -> None:
        super().__init__()
        self._session, self._choices = session, choices
        self._state: State | None = None
        self._finder: Find | None = None
        self._calm = Calm()
        self._keeping = Keeping()
        self._scanner: Scanner | None = None
        self._unknown_until_s = 0.0
        self._hands: HandPointer | None = None
        self._ending: list[threading.Thread] = []
        self._scanned, self._pointed = Bell(), Bell()
        self.preview = Preview(session.screen, radius_px=0)
        self.comparison = Comparison(
            self.preview, session, comparing, compared, choices.compared
        )
        self.advising = Advising(self, session)
        self.zones, self.split = Zones(self.preview), Split(self.preview)
        self.over = Over(self.preview, rules, appearance)
        self.stuck = Stuck(self.preview, session)
        self.controls = Controls(rules)
        self.offering = Offering(self, session, self.controls, choices)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.preview, 1)
        column.addWidget(self.controls)
        back = large_button(self.tr("Back"), self._leave_other_light, is_primary=True)
        self.other_light = OtherLightView(self, back)
        self.taking = Taking(self, self.preview, session, rules, hand_over, self._clear)
        # Not `singleShot`: what that is to call is kept for good when the page goes before.
        self._laying = QTimer(self, interval=0, singleShot=True)
        self._laying.timeout.connect(self._lay)
        self._connect(changed, picture)
        self.preview.take_newest()  # one that came before would keep the bell from ringing
        self._clock = QTimer(self, interval=250)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self.controls.open(choices.page)
        self._refresh()

    def _connect(self, changed: Bell, picture: Bell) -> None:
        session, controls = self._session, self.controls
        changed.rung.connect(self._refresh)
        picture.rung.connect(self.preview.take_newest)
        self._scanned.rung.connect(self._take_code)
        self._pointed.rung.connect(self._follow_hand)
        self.preview.held.connect(self._hold)
        self.preview.resized.connect(self._laying.start)
        self.preview.stands_on.connect(session.stand_on)
        self.preview.painted.connect(self._painted)
        self.split.moved.connect(self._aim)
        self.offering.changed.connect(self._offered)
        controls.lips.clicked.connect(lambda: self.open("lips"))
        controls.clothes.clicked.connect(lambda: self.open("clothes"))
        controls.suits.clicked.connect(self.offering.suit)
        controls.search.clicked.connect(self._find)
        controls.scan.clicked.connect(self.show_scan)
        controls.hands.clicked.connect(self.show_hands)
        controls.shades.chosen.connect(self._choose_shade)
        controls.rail.chosen.connect(self._choose_garment)
        controls.before.clicked.connect(self.show_split)
        controls.compare.clicked.connect(self.show_compare)
        controls.light.clicked.connect(lambda: session.lighting.show_other_light(True))
        controls.take.clicked.connect(self.taking.home.cover)
        self.over.undo.clicked.connect(self._undo)
        self.comparison.changed.connect(self._mark_compared)
        self.taking.made.connect(self._choices.tally.keep)
        self.comparison.worn.connect(self._wear_compared)
        self.zones.chosen.connect(self._by_hand)

    def stop(self) -> list[threading.Thread]:
        """Stop what runs for this page, and tell what still ends; the session goes on."""
        self._clock.stop()
        self.offering.stop()
        self.taking.stop()
        self.show_scan(False)
        self.show_hands(False)
        self.comparison.stop()
        return self._ending

    @property
    def state(self) -> State:
        """What is the case in the session."""
        return self._session.state

    @property
    def finder(self) -> Find:
        """What shades are looked for with: made when it is first wanted, with all its keys."""
        if self._finder is None:
            found = self._finder = Find(self, self._session.products, self._choices.wanted)
            found.changed.connect(self.offering.search)
            found.closed.connect(found.hide)
        return self._finder

    def _find(self) -> None:
        """Look for shades; the button is lit only while some are left out."""
        self.controls.search.setChecked(self.offering.is_narrowed)
        self.finder.cover()

    def tidy(self) -> None:
        """Close whatever lies over the mirror."""
        if self._finder is not None:
            self._finder.hide()
        self.taking.tidy()
        self._clear()
        self.show_scan(False)
        self.show_hands(False)
        self._leave_other_light()
        self.offering.suit(False)
        self.open("lips")

    def _clear(self) -> None:
        """Show one look, whole."""
        self.show_split(False)
        self.show_compare(False)

    # What a shopper does.

    def open(self, page: str) -> None:
        """Show the shades, or the wardrobe."""
        self._choices.page = page
        if page == "clothes":
            self._session.clothing.open()
            self.show_compare(False)
        self.controls.open(page)
        self._refresh()

    def show_split(self, is_wanted: bool) -> None:
        """Show before and after at once, or after alone."""
        self.controls.before.setChecked(is_wanted)
        if is_wanted:
            self.show_compare(False)
        self.split.show_line(is_wanted)
        self._aim()

    def show_compare(self, is_wanted: bool, count: int = 2) -> None:
        """Compare what is worn with shades that follow it; touches add more, up to four."""
        if is_wanted:
            self.show_split(False)
            self.open("lips")
            self.comparison.begin(self.offering.order, count)
            shades = self.controls.shades
            for tile in shades.tiles:
                if self.comparison.place_of(product_on(tile)) == 1:
                    shades.bring(tile)  # the numbers on the tiles are to be seen
        else:
            self.comparison.end()

    def show_scan(self, is_wanted: bool) -> None:
        """Look for a code that somebody holds up, or no longer."""
        self.controls.scan.setChecked(is_wanted)
        if is_wanted and self._scanner is None:
            self._scanner = Scanner(lambda: self._session.screen.newest, self._scanned.ring)
        elif not is_wanted and self._scanner is not None:
            self._ending.append(self._scanner.stop())
            self._scanner = None
        self._advise()

    def show_hands(self, is_wanted: bool) -> None:
        """Let an open hand choose, or no longer."""
        self.controls.hands.setChecked(is_wanted)
        self.zones.setVisible(is_wanted)
        if is_wanted and self._hands is None:
            self._hands = HandPointer(self._session.engine, self._pointed.ring)
        elif not is_wanted and self._hands is not None:
            self._ending.append(self._hands.stop())
            self._hands = None

    def _leave_other_light(self) -> None:
        self._session.lighting.show_other_light(False)

    def _undo(self) -> None:
        self._session.undo()

    def step(self, way: int) -> None:
        """Wear the next shade (1), or the one before (-1)."""
        order = self.offering.order
        worn = self._session.state.worn.product
        if order:
            place = order.index(worn) if worn in order else -way
            self._session.dressing.wear(order[(place + way) % len(order)])

    # Following.

    def _offered(self) -> None:
        self._mark_compared()
        self._refresh()

    def _refresh(self) -> None:
        state, controls = self._session.state, self.controls
        before, self._state = self._state, state
        self.offering.follow()
        if before is None or before.wardrobe is not state.wardrobe:
            controls.rail.clear()
            controls.rail.arrange([GarmentTile(h) for h in state.wardrobe if not h.fault])
        self._mark_worn()
        worn = [hung.hanger for hung in state.clothes]
        controls.rail.mark(lambda tile: isinstance(tile, GarmentTile) and tile.hanger in worn)
        for tile in controls.rail.tiles:
            if isinstance(tile, GarmentTile):
                tile.show_picture(state.shots.get(portrait(tile.hanger)))
        if before is None or before.samples is not state.samples:
            controls.shades.show_samples(state.samples)
        if before is None or before.worn is not state.worn:
            self._calm.reset()
        card = controls.card
        skin = self.offering.complexion
        reason = card.reason(skin) if self._choices.is_suited else ""
        card.show_state(state, self._choices.page, reason)
        controls.suits.setChecked(self._choices.is_suited)
        if state.feed is Feed.LOST:
            self.preview.dim()
        elif state.feed is not Feed.SHOWING:
            self.preview.blank()
        self.stuck.show_state(state)
        self.over.undo.setVisible(self._session.can_undo and not self.comparison.is_on)
        self._show_stills(before, state)
        self.taking.show_state(state)
        self._aim()

    def _aim(self) -> None:
        split = None if self.split.isHidden() else self.split.share
        self.preview.aim(self._session.state.is_mirrored, True, self._keeping.at, split)

    def _show_stills(self, before: State | None, state: State) -> None:
        self.other_light.setGeometry(self.rect())
        if state.stills is None:
            self.other_light.hide()
        elif before is None or before.stills is not state.stills:
            self.other_light.show_stills(state.stills, state.is_mirrored)

    def _painted(self) -> None:
        shown, seen = self.preview.shown, self._session.seen
        state, now_ns = self._session.state, time.monotonic_ns()
        if shown is not None and not state.is_before:
            errors = shown.picture.report.colour
            said = self._calm(errors, now_ns, state.display) if errors else unseen(seen)
            is_told = state.is_dressed and not self.comparison.is_on  # else each has its own
            self.over.say_badge(words(said) if is_told else "")
        if seen is not None:
            self.advising.look()
            self._advise()
            # Who bends over a phone to scan the code has not left.
            if self.advising.is_gone and not self.taking.result.isVisible():
                self.gone.emit()
            if self._keeping.follow(seen):
                self._aim()

    def _advise(self) -> None:
        clip_left_s = self.taking.clip_left_s
        if clip_left_s is not None and self._session.state.recorded is not None:
            text = self.tr("Recording: {0} s").format(round(clip_left_s))
        elif trouble := self.advising.trouble(has_picture=self.preview.shown is not None):
            text = trouble
        elif self._scanner is not None and time.monotonic() < self._unknown_until_s:
            text = self.tr("No product here has this code")
        elif self._scanner is not None:
            text = self.tr("Hold the barcode or QR code up to the camera")
        elif self._hands is not None and not self.zones.has_hand:
            text = self.tr("Hold your open hand over a zone")
        else:
            is_for_clothes = self._choices.page == "clothes" or bool(self.state.clothes)
            text = self.advising.manners(is_for_clothes=is_for_clothes)
        self.over.say_advice(text)

    def _tick(self) -> None:
        session = self._session
        session.refresh()
        if self._choices.page == "lips":
            self.offering.sample()
        self._count()
        self.taking.follow()
        self.advising.follow()
        if session.state.feed is not Feed.SHOWING:
            self._advise()
        self.offering.see()

    def _count(self) -> None:
        """Follow how long what is worn is worn; kept beyond the visit only as counts."""
        state, seen = self._session.state, self._session.seen
        worn = state.worn.product
        is_seen = seen is not None and bool(seen.faces) and state.feed is Feed.SHOWING
        self._choices.tally.follow(worn.id if worn else None, time.monotonic(), is_seen=is_seen)

    # Shades.

    def _choose_shade(self, tile: Tile) -> None:
        product = product_on(tile)
        if self.comparison.is_on:
            self.comparison.toggle(product)
        else:
            self._session.dressing.wear(product)
        self._refresh()

    def _choose_garment(self, tile: Tile) -> None:
        if isinstance(tile, GarmentTile):
            self._session.clothing.wear(tile.hanger)

    def _mark_worn(self) -> None:
        worn = self._session.state.worn.product
        self.controls.shades.mark(lambda tile: product_on(tile) == worn)

    def _mark_compared(self) -> None:
        for tile in self.controls.shades.tiles:
            tile.mark(self.comparison.place_of(product_on(tile)))
        self.controls.compare.setChecked(self.comparison.is_on)

    def _wear_compared(self, product: Product) -> None:
        self._session.dressing.wear(product)
        self.show_compare(False)

    def _take_code(self) -> None:
        code = self._scanner.waiting.take_now() if self._scanner is not None else None
        product = product_of(code, self._session.products) if code else None
        if product is not None:
            self.show_scan(False)
            self.finder.reset()
            self.open("lips")
            self._session.dressing.wear(product)
        elif code:
            self._unknown_until_s = time.monotonic() + _UNKNOWN_S

    def _follow_hand(self) -> None:
        if self._hands is not None:
            found = self._hands.waiting.take_now()
            self.zones.follow(found, self._session.state.is_mirrored)
            if found is not None:
                self.hand_seen.emit()

    def _by_hand(self, zone: str) -> None:
        if zone == "before after":
            self.show_split(self.split.isHidden())
        else:
            self.step(1 if zone == "next" else -1)

    def _hold(self, is_held: bool) -> None:
        """Bare the lips for as long as the mirror is held."""
        self._session.dressing.show_before(is_held and not self.comparison.is_on)

    # Laying out.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        self.controls.turn(is_tall=self.height() > self.width())
        if self._finder is not None and self._finder.isVisible():
            self._finder.cover()
        self.taking.lay()

    def _lay(self) -> None:
        self.zones.setGeometry(self.preview.rect())
        self.split.lay()
        if self.comparison.is_on:
            self.comparison.lay()
        self.over.lay()
        self.stuck.lay()
        self.stuck.raise_()
        self.taking.count_in.raise_()
        self._refresh()
