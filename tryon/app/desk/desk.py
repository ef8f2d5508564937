"""The shop's desk as a whole: a list of pages, and what they work on."""

import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tryon.app.appearance import Appearance, AppearanceButton, appear
from tryon.app.desk.cameras_page import CamerasPage
from tryon.app.desk.check_page import CheckPage, own_command
from tryon.app.desk.garments_page import GarmentsPage
from tryon.app.desk.kiosk_page import KioskPage
from tryon.app.desk.page import Page, button, words
from tryon.app.desk.shades_page import ShadesPage
from tryon.app.desk.usage_page import UsagePage
from tryon.app.kiosk.looks import Poster, posters
from tryon.app.kiosk.rules import Rules, read_rules, rules_path
from tryon.app.mirror import Mirror, open_mirror
from tryon.app.opening import Opening, Stop
from tryon.app.shade_draft import Draft
from tryon.app.theme import SPACE, SPACE_SMALL, theme
from tryon.app.window import Bell
from tryon.catalogue.fault import Fault
from tryon.catalogue.product import Product, read_product
from tryon.core.complete import complete
from tryon.core.errors import BadInput
from tryon.settings import settings_path
from tryon.usage import usage_path

log = logging.getLogger(__name__)

_SIDE_PX = 190
#: What a screen of 1920 x 1080 at 200 % has room for, beside the system's own bars.
_LEAST_PX = 900, 500
_DRAFT_WAIT_MS = 800
#: What somebody types of a shade: half of a name or of a price is kept, too.
_TYPED = ("id", "name", "name_zh", "price", "currency")
#: So long is waited at the end for pictures that are still drawn.
_PATIENCE_S = 5.0


def open_desk(opening: Opening) -> "Desk":
    """Open the shop's desk."""
    return Desk(opening)


def draft_path() -> Path:
    """Where a shade is kept that was not saved yet."""
    return settings_path().with_name("shade-draft.json")


def _kept(draft: Draft) -> dict[str, object]:
    """Say what is kept of a draft: a product, and what was typed, which may be none yet."""
    product = {key: value for key, value in draft.entry().items() if key not in _TYPED}
    typed = {key: getattr(draft, key) for key in _TYPED}
    return {"product": {**product, "id": "draft", "name": "draft"}, "typed": typed}


def read_draft(path: Path) -> Draft | None:
    """Read a shade that was not saved; None where there is none that can be gone on with."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        product, _ = read_product(kept["product"], {}, path.parent)
        typed: dict[str, Any] = {key: str(kept["typed"][key]) for key in _TYPED}
    except FileNotFoundError:
        return None
    except (
        OSError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        log.warning("%s: not gone on with: %s", path, error)
        return None
    return None if product is None else replace(Draft.like(product, is_same=True), **typed)


class Desk(QObject):
    """Keeps the pages together; built anew when it is to look or speak otherwise.

    Attributes
    ----------
    window : QWidget
    shades, garments, cameras, kiosk, usage, check : pages
    """

    def __init__(self, opening: Opening) -> None:
        super().__init__()
        self._opening, self._look = opening, Appearance.of(opening.settings)
        self._mirror: Mirror | None = None
        self._products = opening.parts.products
        self._faults: Sequence[Fault] = ()
        self._draft: Draft | None = None
        self._drafting = QTimer(self, interval=_DRAFT_WAIT_MS, singleShot=True)
        self._drafting.timeout.connect(self._write_draft)
        self._posters: list[Poster] | None = None
        self._painting: threading.Thread | None = None
        self._painted = Bell()
        self._painted.rung.connect(lambda: self.kiosk.show_posters(self._posters or []))
        self._page = "shades"
        self.window = self._build()
        size = opening.size_px
        room = QGuiApplication.primaryScreen().availableSize()
        self.window.resize(*(size or (min(1560, room.width()), min(900, room.height()))))

    def _build(self) -> QWidget:
        rules, fault = self._rules()
        self.shades = ShadesPage(self._products, self._read, self._keep_draft)
        self.garments = GarmentsPage(
            self._opening.parts.hangers,
            self._opening.parts.draw_garment,
            self._opening.parts.find_picture,
        )
        self.cameras = CamerasPage(
            lambda: [camera.name for camera in self._opening.parts.cameras()],
            self.calibrate,
        )
        self.kiosk = KioskPage(rules, rules_path(), fault, self.begin_kiosk)
        self.usage = UsagePage(
            self._products, usage_path(), rules.counts_usage, self.kiosk.count_usage
        )
        self.check = CheckPage(own_command("doctor", "--json"))
        self._pages: dict[str, Page] = {
            "shades": self.shades,
            "clothes": self.garments,
            "cameras": self.cameras,
            "kiosk": self.kiosk,
            "usage": self.usage,
            "check": self.check,
        }
        titles = {
            "shades": self.tr("Shades"),
            "clothes": self.tr("Clothes"),
            "cameras": self.tr("Cameras"),
            "kiosk": self.tr("Kiosk"),
            "usage": self.tr("Usage"),
            "check": self.tr("Check everything"),
        }
        window = QWidget()
        window.setWindowTitle(self.tr("Shop's desk"))
        window.setMinimumSize(*_LEAST_PX)
        side = QWidget()
        side.setProperty("part", "page")
        column = QVBoxLayout(side)
        column.setContentsMargins(SPACE_SMALL, SPACE, SPACE_SMALL, SPACE_SMALL)
        column.setSpacing(4)
        whose = words(self.tr("Shop's desk"), "wordmark")
        whose.setIndent(SPACE)  # as the names of the pages are
        column.addWidget(whose)
        column.addSpacing(SPACE_SMALL)
        self._tabs: dict[str, QPushButton] = {}
        group = QButtonGroup(side)
        self._stack = QStackedWidget()
        for name, page in self._pages.items():
            tab = button(titles[name], partial(self.open, name), "quiet")
            tab.setCheckable(True)
            tab.setStyleSheet("text-align: left;")
            group.addButton(tab)
            self._tabs[name] = tab
            column.addWidget(tab)
            self._stack.addWidget(page)
        column.addStretch()
        self.appearance = AppearanceButton(self._look)
        self.appearance.chosen.connect(self.appear)
        column.addWidget(self.appearance)
        widest = max(tab.sizeHint().width() for tab in self._tabs.values())
        side.setFixedWidth(max(theme().px(_SIDE_PX), widest + 2 * SPACE_SMALL))
        row = QHBoxLayout(window)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self._stack, 1)
        self.open(self._page)
        return window

    # What `run_app` asks.

    def start(self) -> None:
        """Show the window; a shade that was not saved is there again."""
        self.window.show()
        self._read()
        self.shades.report.show_faults(self._faults)
        draft = read_draft(draft_path())
        if draft is not None:
            self.shades.edit(draft)
            self.shades.editor.colour.say(self.tr("This shade was not saved. Go on with it."))

    def is_ready(self) -> bool:
        """Whether everything is there that the page shows."""
        if self._page == "shades":
            return self.shades.is_ready()
        if self._page == "kiosk":
            return self._posters is not None
        if self._page == "check":
            return not self.check.is_checking
        if self._page == "clothes":
            return self.garments.rack.is_read
        if self._page == "cameras":
            return not self.cameras.is_looking
        return True

    def has_picture(self) -> bool:
        """Whether there is anything worth a screenshot."""
        return True

    def busy_s(self) -> float:
        """Say 0: a desk has no picture that goes on."""
        return 0.0

    def screens(self) -> Mapping[str, Callable[[], None]]:
        """Name every page, with what opens it."""

        def checked() -> None:
            self.open("check")
            if not self.check.findings and not self.check.is_checking:
                self.check.toggle()

        def shelved() -> None:
            self.open("shades")
            self.shades.leave_editor()

        def edited() -> None:
            self.open("shades")
            self.shades.change_shade()

        def opened(name: str) -> Callable[[], None]:
            return lambda: self.open(name)

        pages = {name: opened(name) for name in self._pages}

        def agreeing() -> None:
            self.open("kiosk")
            self.kiosk.open_part("consent")

        def opening_hours() -> None:
            self.open("kiosk")
            self.kiosk.open_part("hours")

        def deciding() -> None:
            self.open("kiosk")
            self.kiosk.open_part("rules")

        return pages | {
            "shades": shelved,
            "editor": edited,
            "check": checked,
            "kiosk": deciding,
            "consent": agreeing,
            "hours": opening_hours,
        }

    def tour(self) -> Sequence[Stop]:
        """Point at what a shop needs first."""
        return (
            Stop(
                lambda: self._tabs["shades"],
                self.tr("Your shades"),
                self.tr("Import a spreadsheet, measure a swatch, or make a shade by hand."),
            ),
            Stop(
                lambda: self._tabs["kiosk"],
                self.tr("Your kiosk"),
                self.tr("Name, languages, texts, PIN and what it offers; it opens from here."),
            ),
            Stop(
                lambda: self._tabs["check"],
                self.tr("Check everything"),
                self.tr("Says what works on this computer, and how to mend the rest."),
            ),
        )

    def close(self) -> None:
        """End every thread and process; what was typed is kept."""
        self._close_mirror()
        self._stop()

    def _stop(self) -> None:
        self.kiosk.keep()
        if self._drafting.isActive():
            self._drafting.stop()
            self._write_draft()
        self.shades.close_all()
        self.garments.stop()
        self.cameras.stop()
        self.check.stop()
        if self._painting is not None:  # at work when Python ends, it brings us down
            self._painting.join(_PATIENCE_S)

    # The pages.

    def open(self, name: str) -> None:
        """Open a page."""
        self._page = name
        self._tabs[name].setChecked(True)
        self._stack.setCurrentWidget(self._pages[name])
        if name == "clothes":
            self.garments.open()
        elif name == "cameras":
            self.cameras.open()
        elif name == "kiosk":
            self._paint_posters()
        elif name == "usage":
            self.usage.refresh()

    def _paint_posters(self) -> None:
        """Have the looks of the kiosk's first screen drawn, on a thread: it takes seconds."""
        if self._posters is not None:
            self.kiosk.show_posters(self._posters)
        elif self._painting is None:

            def paint() -> None:
                self._posters = posters(self._opening.parts.products)
                self._painted.ring()

            self._painting = threading.Thread(target=paint, name="tryon-posters", daemon=True)
            self._painting.start()

    def appear(self, look: Appearance) -> None:
        """Look and speak otherwise, from now on."""
        app, old, settings = QApplication.instance(), self.window, self._opening.settings
        assert isinstance(app, QApplication)
        self._stop()
        self._look = look
        appear(app, look)
        self.window = self._build()
        self.window.setGeometry(old.geometry())
        self.start()
        old.hide()
        old.deleteLater()
        self._opening.parts.write_settings(
            replace(
                settings,
                language=look.language,
                theme=look.theme,
                has_large_type=look.has_large_type,
            )
        )

    def _read(self) -> Mapping[str, Product]:
        new = self._opening.parts.new_catalogue()
        if new is not None:
            self._products, self._faults = new.products, new.faults
        return self._products

    def _rules(self) -> tuple[Rules, str]:
        """Read the kiosk's rules; a broken file is told, and the usual ones are shown."""
        try:
            return read_rules(rules_path()), ""
        except BadInput as error:
            said = self.tr("The kiosk's file is broken; what you keep here replaces it: {0}")
            return Rules(), said.format(error)

    # Other windows.

    def begin_kiosk(self) -> None:
        """Start the kiosk, in a process of its own."""
        self.kiosk.keep()
        command = own_command("kiosk")
        QProcess.startDetached(command[0], command[1:])

    def calibrate(self) -> None:
        """Open the mirror, where a camera is calibrated."""
        self._close_mirror()
        self._mirror = open_mirror(self._opening)
        self._mirror.start()
        self._mirror.session.calibrate(True)

    def _close_mirror(self) -> None:
        mirror, self._mirror = self._mirror, None
        if mirror is not None:
            mirror.window.close()
            mirror.close()
            mirror.window.deleteLater()

    # A shade that is being made.

    def _keep_draft(self, draft: Draft | None) -> None:
        """Keep a draft soon, or forget the one that was kept."""
        self._draft = draft
        if draft is None:
            self._drafting.stop()
            draft_path().unlink(missing_ok=True)
        else:
            self._drafting.start()

    def _write_draft(self) -> None:
        if self._draft is None:
            return
        try:
            draft_path().parent.mkdir(parents=True, exist_ok=True)
            with complete(draft_path()) as part:
                kept = json.dumps(_kept(self._draft), default=str)
                part.write_text(kept, encoding="utf-8")
        except Exception as error:  # noqa: BLE001 - fire door: a draft half typed ends nothing
            log.warning("the draft is not kept: %s", error)
