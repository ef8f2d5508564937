"""Every screen of the kiosk by its name, for whoever looks them over, and the shop's tour."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from tryon.app.kiosk.visit import VisitPage
from tryon.app.opening import Stop

if TYPE_CHECKING:
    from tryon.app.kiosk.kiosk import Kiosk


def screens_of(kiosk: "Kiosk") -> Mapping[str, Callable[[], None]]:
    """Name every screen, with what puts it up."""

    def on_mirror(
        act: Callable[[VisitPage], object],
        holds: Callable[[VisitPage], bool] = lambda page: True,
    ) -> Callable[[], None]:
        def put_up() -> None:
            if kiosk.page is None:
                kiosk.finish_closing()
                kiosk.agree("")
            page = kiosk.page
            assert page is not None
            page.tidy()
            kiosk.idle.touch(time.monotonic())
            kiosk.pin.hide()
            act(page)
            kiosk.expect(lambda: holds(page))

        return put_up

    def make(kind: str) -> Callable[[], None]:
        return on_mirror(
            lambda page: page.taking.make(kind),
            lambda page: page.taking.result.isVisible() and page.taking.result.photo.is_read,
        )

    asked: list[VisitPage] = []

    def is_in_other_light(page: VisitPage) -> bool:
        if page not in asked:  # only now: it takes somebody who is in the picture
            asked.append(page)
            page.controls.light.click()
        return page.state.stills is not None

    return {
        "attract": kiosk.wipe,
        "consent": kiosk.ask,
        "mirror": on_mirror(lambda page: None),
        "split": on_mirror(lambda page: page.show_split(True)),
        "compare": on_mirror(
            lambda page: page.show_compare(True, 4),
            lambda page: page.comparison.is_complete,
        ),
        "suits": on_mirror(lambda page: page.offering.suit(True)),
        "find": on_mirror(lambda page: page.finder.cover()),
        "clothes": on_mirror(
            lambda page: page.open("clothes"), lambda page: bool(page.controls.rail.tiles)
        ),
        "other light": on_mirror(lambda page: None, is_in_other_light),
        "hands free": on_mirror(lambda page: page.show_hands(True)),
        "scan": on_mirror(lambda page: page.show_scan(True)),
        "home": on_mirror(lambda page: page.taking.home.cover()),
        "photo": make("photo"),
        "product": make("page"),
        "still there": on_mirror(lambda page: kiosk.idle.leave(time.monotonic())),
        "pin": on_mirror(lambda page: kiosk.pin.ask()),
        "closed": kiosk.show_closed,
    }


def tour_of(kiosk: "Kiosk") -> Sequence[Stop]:
    """Show the shop, once, what its shoppers will do, and the way out.

    It begins at the invitation: whoever is asked to agree, or is before the mirror, is not to
    be spoken to about the shop's affairs.
    """
    if kiosk.attract is None:
        return ()
    translate = QCoreApplication.translate

    def begin() -> QWidget | None:
        return kiosk.attract.begin_button if kiosk.attract is not None else None

    def name() -> QWidget | None:
        return kiosk.attract.shop if kiosk.attract is not None else None

    return (
        Stop(
            begin,
            translate("Kiosk", "Shoppers begin here"),
            translate("Kiosk", "They agree first; until then the camera stays off."),
        ),
        Stop(
            name,
            translate("Kiosk", "The way out"),
            translate(
                "Kiosk", "Hold the shop's name on the mirror, or press Esc, and type the PIN."
            ),
        ),
        Stop(
            lambda: kiosk.window,
            translate("Kiosk", "Your shop's rules"),
            translate("Kiosk", "The desk has name, languages, texts, PIN and opening hours."),
        ),
    )
