"""What the shop decides about its kiosk, with the first screen as shoppers will see it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tryon.app.desk.consent_form import ConsentForm
from tryon.app.desk.hours_form import HoursForm
from tryon.app.desk.page import Page, button, words
from tryon.app.fields import Field, field_style
from tryon.app.kiosk.looks import Poster
from tryon.app.kiosk.pages import Attract, ConsentPage
from tryon.app.kiosk.pin import hash_pin
from tryon.app.kiosk.rules import OFFERS, Offer, Rules, write_rules
from tryon.app.language import LANGUAGES, said_in, say_hint
from tryon.app.theme import SPACE, SPACE_SMALL, TARGET
from tryon.core.errors import TryOnError

#: What the kiosk says where a shop has no word of its own.
_WELCOME = "Find the red that is yours"
#: A narrower page has no room for the picture beside the form, px.
_ROOMY_PX = 760
#: The first screen is built as large as this, and shown smaller, px.
_SCREEN_PX, _SHOWN_PX = (720, 1280), 330
_WAIT_MS = 500
#: Words that are typed are drawn on the first screen when the fingers rest.
_DRAW_MS = 150


def offer_title(offer: Offer) -> str:
    """Name what is offered."""
    tr = QCoreApplication.translate
    return {
        "clothes": tr("Offers", "Clothes"),
        "compare": tr("Offers", "Compare shades"),
        "other light": tr("Offers", "Other light"),
        "suits": tr("Offers", "Suits your skin"),
        "search": tr("Offers", "Search"),
        "scan": tr("Offers", "Scan a code"),
        "photo": tr("Offers", "Photo"),
        "clip": tr("Offers", "Clip"),
        "hands free": tr("Offers", "Hands free"),
    }[offer]


class KioskPage(Page):
    """Fields for the rules; what is right is kept at once, and can be undone.

    Parameters
    ----------
    rules : Rules
    path : Path
        Of ``kiosk.toml``.
    fault : str
        What was wrong in the file; it is left alone until something is changed here.
    begin : callable or None
        Starts the kiosk.
    """

    def __init__(
        self, rules: Rules, path: Path, fault: str, begin: Callable[[], None] | None = None
    ) -> None:
        super().__init__(self.tr("Kiosk"))
        self.rules, self._kept, self._path = rules, rules, path
        self._steps: list[Rules] = []
        self.undo = button(self.tr("Undo"), self._undo)
        self.undo.setEnabled(False)
        self.head.addWidget(self.undo)
        if begin is not None:
            self.head.addWidget(button(self.tr("Open the kiosk"), begin, "primary"))
        self.said = words(fault, "soft body", wraps=True)
        self.setStyleSheet(field_style())
        self._fields: dict[str, Field] = {}
        self._chips: dict[tuple[str, str], QPushButton] = {}
        form = QWidget()
        self._form = QVBoxLayout(form)
        self._form.setContentsMargins(0, 0, SPACE, 0)
        self._form.setSpacing(SPACE_SMALL)
        self._compose()
        self._form.addStretch()
        self._drawing = QTimer(self, interval=_DRAW_MS, singleShot=True)
        self._drawing.timeout.connect(self._draw)
        self.consent = ConsentForm(rules.consent, path.with_name("consent.toml"))
        self.consent.kept.connect(self._take_consent)
        self.consent.changed.connect(lambda: self._drawing.start())
        self.hours = HoursForm(rules.hours, rules.time_zone)
        self.hours.kept.connect(self._take_hours)
        self._forms = QStackedWidget()
        self._parts: dict[str, QPushButton] = {}
        parts = {
            "rules": (self.tr("Settings"), form),
            "consent": (self.tr("What shoppers agree to"), self.consent),
            "hours": (self.tr("Opening hours"), self.hours),
        }
        chips = QHBoxLayout()
        chips.setSpacing(SPACE_SMALL)
        for name, (title, inside) in parts.items():
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QScrollArea.Shape.NoFrame)
            area.setWidget(inside)
            self._forms.addWidget(area)
            chip = button(title, partial(self.open_part, name), "chip")
            chip.setCheckable(True)
            chip.setMinimumWidth(chip.sizeHint().width() + 2 * SPACE)
            self._parts[name] = chip
            chips.addWidget(chip)
        chips.addStretch()
        self._parts["rules"].setChecked(True)
        self._posters: list[Poster] = []
        self.picture = QLabel()
        self.picture.setAccessibleName(self.tr("The kiosk's first screen"))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.picture.setFixedWidth(_SHOWN_PX + SPACE)
        row = QHBoxLayout()
        row.addWidget(self._forms, 1)
        row.addWidget(self.picture)
        self.column.addLayout(chips)
        self.column.addWidget(self.said)
        self.column.addLayout(row, 1)
        self._clock = QTimer(self, interval=_WAIT_MS, singleShot=True)
        self._clock.timeout.connect(self.keep)
        self._show_rules()

    # Building.

    def _compose(self) -> None:
        self._add_field("shop", self.tr("Name of the shop"))
        for code, name in LANGUAGES.items():
            title = self.tr("Welcome in {0}").format(name)
            self._add_field(f"welcome {code}", title, said_in(code, "Kiosk", _WELCOME))
        self._add_chips(
            "language", self.tr("Languages; the first is the kiosk's own"), dict(LANGUAGES)
        )
        themes = {"dark": self.tr("Dark theme"), "light": self.tr("Light theme")}
        self._add_chips("theme", self.tr("Theme"), themes)
        self._add_field(
            "idle_s", self.tr("Asks whether somebody is there after, s (5 to 3600)")
        )
        self._add_field("countdown_s", self.tr("Wipes everything after another, s (3 to 60)"))
        pin = self._add_field("pin", self.tr("New PIN to leave the kiosk, 4 to 12 digits"))
        pin.line.setEchoMode(pin.line.EchoMode.Password)
        offers = {str(offer): offer_title(offer) for offer in OFFERS}
        self._add_chips("offer", self.tr("What is offered"), offers)
        voice = {"on": self.tr("Speak guidance and countdowns")}
        self._add_chips("voice", self.tr("Voice"), voice)
        ways = {
            "product page": self.tr("Code of the product's page"),
            "local link": self.tr("Photo over this shop's network"),
            "nothing": self.tr("Nothing to take home"),
        }
        self._add_chips("hand_off", self.tr("To take home"), ways)
        self._add_field(
            "link_minutes", self.tr("A link to a photo holds so many minutes (1 to 60)")
        )
        self._add_field(
            "product_page",
            self.tr("Address of a product, with {id} or {sku} in it"),
            "https://",
        )

    def _add_field(self, key: str, title: str, hint: str = "") -> Field:
        field = self._fields[key] = Field(title, hint)
        field.typed.connect(lambda _: self._clock.start())
        self._form.addWidget(field)
        return field

    def _add_chips(self, key: str, title: str, choices: dict[str, str]) -> None:
        self._form.addWidget(words(title, "heading"))
        row: QHBoxLayout | None = None
        for index, (choice, said) in enumerate(choices.items()):
            if index % 3 == 0 or row is None:
                row = QHBoxLayout()
                row.setSpacing(SPACE_SMALL)
                self._form.addLayout(row)
            chip = button(said, partial(self._choose, key, choice), "chip")
            chip.setCheckable(True)
            chip.setMinimumHeight(TARGET - 12)
            self._chips[key, choice] = chip
            row.addWidget(chip, 1)

    # Changing.

    def _choose(self, key: str, choice: str) -> None:
        rules = self.rules
        if key == "language":
            on = [code for code in rules.languages if code != choice]
            if choice not in rules.languages:
                on.append(choice)
            rules = replace(rules, languages=tuple(on) or rules.languages)
        elif key == "offer":
            wanted = {*rules.offers} ^ {choice}
            rules = replace(rules, offers=tuple(o for o in OFFERS if o in wanted))
        elif key == "voice":
            rules = replace(rules, speaks=not rules.speaks)
        elif key == "theme":
            rules = replace(rules, theme="light" if choice == "light" else "dark")
        else:
            rules = replace(rules, hand_off=choice)  # type: ignore[arg-type] # one of the chips
        self.rules = rules
        self.keep()

    def keep(self) -> None:
        """Keep what was typed and chosen, if all of it can be."""
        self._clock.stop()
        rules = self._typed()
        if rules is None:
            return
        self.rules = rules
        if rules != self._kept and self._write(rules):
            self._steps.append(self._kept)
            self._kept = rules
            self.undo.setEnabled(True)
            self._fields["pin"].line.clear()
        self._show_rules()

    def _write(self, rules: Rules) -> bool:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_rules(rules, self._path)
        except (TryOnError, OSError) as error:
            self.said.setText(f"{error} {say_hint(getattr(error, 'hint', ''))}")
            return False
        self.said.setText(self.tr("Kept. The kiosk takes it when it is opened next."))
        return True

    def _typed(self) -> Rules | None:
        """Read the fields; None while one is wrong, which says so."""
        rules, is_right = self.rules, True
        numbers: dict[str, float] = {}
        for key, least, most in (
            ("idle_s", 5.0, 3600.0),
            ("countdown_s", 3.0, 60.0),
            ("link_minutes", 1.0, 60.0),
        ):
            field, fault = self._fields[key], ""
            try:
                value = float(field.line.text().replace(",", "."))
                if not least <= value <= most:
                    raise ValueError
                numbers[key] = value
            except ValueError:
                fault = self.tr("A number from {0} to {1}").format(f"{least:g}", f"{most:g}")
                is_right = False
            field.show_fault(fault)
        pin, fault = self._fields["pin"].line.text(), ""
        if pin:
            try:
                rules = replace(rules, pin=hash_pin(pin))
            except ValueError:
                fault, is_right = self.tr("4 to 12 digits"), False
        self._fields["pin"].show_fault(fault)
        page, fault = self._fields["product_page"].line.text().strip(), ""
        if page and not re.fullmatch(r"https?://\S*\{(id|sku)\}\S*", page):
            fault, is_right = self.tr("https://… with {id} or {sku}"), False
        self._fields["product_page"].show_fault(fault)
        said = {code: self._fields[f"welcome {code}"].line.text().strip() for code in LANGUAGES}
        rules = replace(
            rules,
            idle_s=numbers.get("idle_s", rules.idle_s),
            countdown_s=numbers.get("countdown_s", rules.countdown_s),
            link_minutes=numbers.get("link_minutes", rules.link_minutes),
            shop=self._fields["shop"].line.text().strip() or Rules().shop,
            welcome={code: text for code, text in said.items() if text},
            product_page=page,
        )
        return rules if is_right else None

    def count_usage(self, is_on: bool) -> None:
        """Turn counting on or off."""
        self.rules = replace(self.rules, counts_usage=is_on)
        self.keep()

    def _undo(self) -> None:
        if self._steps:
            before = self._steps[-1]
            if self._write(before):
                self._steps.pop()
                self.rules = self._kept = before
                self.undo.setEnabled(bool(self._steps))
                for field in self._fields.values():
                    field.line.setModified(False)
                    field.show_fault("")
                self._show_rules()

    # Showing.

    def _show_rules(self) -> None:
        rules = self.rules
        self._fields["shop"].show_text(rules.shop)
        for code in LANGUAGES:
            self._fields[f"welcome {code}"].show_text(rules.welcome.get(code, ""))
        self._fields["idle_s"].show_text(f"{rules.idle_s:g}")
        self._fields["countdown_s"].show_text(f"{rules.countdown_s:g}")
        self._fields["link_minutes"].show_text(f"{rules.link_minutes:g}")
        self._fields["product_page"].show_text(rules.product_page)
        self.hours.show_hours(rules.hours, rules.time_zone)
        kept = self.tr("A PIN is set") if rules.pin else self.tr("No PIN: anybody can leave")
        self._fields["pin"].line.setPlaceholderText(kept)
        on = {
            *(("language", code) for code in rules.languages),
            *(("offer", offer) for offer in rules.offers),
            ("theme", rules.theme),
            ("hand_off", rules.hand_off),
            *([("voice", "on")] if rules.speaks else []),
        }
        for key, chip in self._chips.items():
            chip.setChecked(key in on)
        self._draw()

    def show_posters(self, posters: list[Poster]) -> None:
        """Take the looks that the first screen shows."""
        self._posters = posters[:1]
        self._draw()

    def _draw(self) -> None:
        """Draw the screen that is being written, as it will be."""
        page = self._screen()
        page.resize(*_SCREEN_PX)
        shot = page.grab()
        page.deleteLater()
        shown = _SHOWN_PX if self.height() > 800 else round(_SHOWN_PX * 0.85)
        self.picture.setPixmap(_smaller(shot, shown))

    def _screen(self) -> QWidget:
        rules = self.rules
        if self._parts["consent"].isChecked():
            return ConsentPage(
                self.consent.text, rules.languages, rules.idle_s + rules.countdown_s
            )
        first = rules.languages[0]
        welcome = rules.welcome.get(first) or said_in(first, "Kiosk", _WELCOME)
        attract = Attract(rules.shop, welcome, rules.languages)
        if self._posters:
            attract.show_posters(self._posters)
        return attract

    def open_part(self, name: str) -> None:
        """Show the settings, or the words that shoppers agree to."""
        for other, chip in self._parts.items():
            chip.setChecked(other == name)
        self._forms.setCurrentIndex(list(self._parts).index(name))
        self.picture.setAccessibleName(
            self.tr("The screen on which shoppers agree")
            if name == "consent"
            else self.tr("The kiosk's first screen")
        )
        self._draw()

    def _take_hours(self, hours: Mapping[str, str], zone: str) -> None:
        """Keep when the shop is open."""
        self.rules = replace(self.rules, hours=hours, time_zone=zone)
        self.keep()

    def _take_consent(self, path: Path | None) -> None:
        """Let the kiosk ask with this text from now on."""
        self.rules = replace(self.rules, consent=path)
        if self.rules != self._kept and self._write(self.rules):
            self._kept = self.rules

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        self.picture.setVisible(self.width() >= _ROOMY_PX)
        self._draw()


def _smaller(shot: QPixmap, width_px: int) -> QPixmap:
    shot.setDevicePixelRatio(1.0)
    return shot.scaledToWidth(width_px, Qt.TransformationMode.SmoothTransformation)
