"""How sure the colour is: the badge beside the name, and the card that opens from it."""

import time
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from tryon.app.badge import BadgeButton, Calm, advice, unseen, words
from tryon.app.colour_card import ColourCard, facts, notes, offers
from tryon.app.screen import Shown
from tryon.app.session import Session
from tryon.light.badge import Badge


class ColourTalk:
    """Keeps the badge calm, and the card behind it up to date.

    Parameters
    ----------
    window : QWidget
        Parent of the card.
    badge : BadgeButton
    session : Session
    shown : callable
        Finds the picture on the glass; None when there is none.

    Attributes
    ----------
    card : ColourCard
    """

    def __init__(
        self,
        window: QWidget,
        badge: BadgeButton,
        session: Session,
        shown: Callable[[], Shown | None],
    ) -> None:
        self._window, self._badge, self._session = window, badge, session
        self._shown = shown
        self._calm = Calm()
        self._said: Badge | None = None
        self._before: QWidget | None = None  # what had the focus when the card was opened
        self.card = ColourCard(window)
        badge.toggled.connect(self.open)
        self.card.acted.connect(self._act)
        self.card.lamp_told.connect(session.lighting.tell_lamp)
        self.card.display_told.connect(session.tell_display)
        self.card.closed.connect(lambda: self.open(False))
        self._is_display_asked = False

    def follow(self) -> None:
        """Say what is known about the picture that is shown now."""
        state, shown = self._session.state, self._shown()
        if not state.is_dressed:
            self._calm.reset()
            self._said = None
        elif not state.is_before:
            errors = shown.picture.report.colour if shown is not None else ()
            if errors:
                self._said = self._calm(errors, time.monotonic_ns(), state.display)
            else:
                self._calm.reset()
                self._said = unseen(self._session.seen)
        self._badge.show_badge(self._said)
        if self.card.isVisible():
            self._fill()

    def open(self, is_wanted: bool) -> None:
        """Open the card, or close it."""
        self._badge.setChecked(is_wanted)
        self._is_display_asked = False
        focused = self._window.focusWidget()
        is_inside = focused is not None and (
            focused is self.card or self.card.isAncestorOf(focused)
        )
        self.card.setVisible(is_wanted)
        if is_wanted:
            self._fill()
            self.card.raise_()
            if not is_inside:
                self._before = focused
                self.card.setFocus()  # Tab goes on with what the card offers
        elif is_inside and self._before is not None and self._before.isVisible():
            self._before.setFocus()

    def lay(self) -> None:
        """Place the card under its badge, wherever that is now."""
        badge, card = self._badge, self.card
        below = badge.mapTo(self._window, badge.rect().bottomLeft())
        lowest = max(self._window.height() - card.height() - 12, 0)
        card.move(below.x(), min(below.y() + 2, lowest))

    def _fill(self) -> None:
        said, shown = self._said, self._shown()
        if said is None:
            self.open(False)
            return
        state, known = self._session.state, self._session.lighting.known
        measured = state.settings.display_de2000
        self.card.ask_display(measured, is_asked=self._is_display_asked)
        self.card.ask_lamp(known)
        report = shown.picture.report if shown is not None else None
        light = report.light if report is not None else None
        self.card.say(
            words(said),
            advice(said),
            facts(state, known, light, report.colour if report is not None else ()),
            offers(state, known, light),
            notes(known),
        )
        self.lay()

    def _act(self, does: str) -> None:
        session, lighting = self._session, self._session.lighting
        verbs: dict[str, Callable[[], None]] = {
            "white": lighting.measure_white,
            "drop white": lighting.drop_white,
            "calibrate": lambda: session.calibrate(True),
            "remember": lighting.remember_skin,
            "forget": lighting.forget_skin,
            "stay": lighting.stay_here,
            "lock": lambda: session.cameras.lock(True),
            "leave": lighting.leave_place,
            "display": self._ask_display,
            "drop display": self._forget_display,
            "other light": lambda: lighting.show_other_light(True),
        }
        verbs[does]()
        if does in ("white", "calibrate", "other light"):
            self.open(False)
        else:
            self._fill()

    def _ask_display(self) -> None:
        self._is_display_asked = True

    def _forget_display(self) -> None:
        self._is_display_asked = False
        self._session.tell_display(None)
