"""What the shop has decided about its kiosk: ``kiosk.toml``, read strictly.

A key that is unknown or wrong is told with its place, as in the catalogue: a kiosk that
quietly ignored its idle time would be worse than one that does not start.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec

from tryon.app.kiosk.hours import Hours, read_hours
from tryon.app.kiosk.pin import is_pin_hash
from tryon.app.language import LANGUAGES, usual_language
from tryon.catalogue.toml import format_toml, parse_toml
from tryon.core.complete import complete
from tryon.core.errors import BadInput
from tryon.core.words import nearest
from tryon.settings import settings_path

#: What can be offered to shoppers.
Offer = Literal[
    "clothes",
    "compare",
    "other light",
    "suits",
    "search",
    "scan",
    "photo",
    "clip",
    "hands free",
]
OFFERS: tuple[Offer, ...] = get_args(Offer)

#: How a shopper takes something home: a QR code of the product's page, or a link to the photo
#: on this machine, over the local network.
HandOff = Literal["product page", "local link", "nothing"]

_Seconds = Annotated[float, msgspec.Meta(ge=5, le=3600)]
_Countdown = Annotated[float, msgspec.Meta(ge=3, le=60)]
_Minutes = Annotated[float, msgspec.Meta(ge=1, le=60)]


def _usual_languages() -> tuple[str, ...]:
    """Offer all, that of this system first."""
    usual = usual_language()
    return (usual, *(code for code in LANGUAGES if code != usual))


@dataclass(frozen=True, slots=True)
class Rules:
    """Decisions of the shop.

    Attributes
    ----------
    source : str or None
        SOURCE of the mirror; None is the one used last, a camera, or the demo.
    languages : tuple of str
        Offered to shoppers; a kiosk begins in the first.
    theme : {"dark", "light"}
    shop : str
        Name on the first screen.
    welcome : mapping of language to str
        What the first screen says; a language that is missing has the usual words.
    consent : Path or None
        Texts that shoppers agree to; None is the one that comes with the program.
    idle_s, countdown_s : float
        After how long without a touch it is asked whether somebody is there, and how long
        that may stay unanswered before everything is wiped.
    pin : str
        Hash of the PIN that leaves the kiosk; empty when none was chosen.
    offers : tuple of Offer
    hand_off : {"product page", "local link", "nothing"}
    link_minutes : float
        How long a local link holds.
    product_page : str
        Address of a product that names none itself, with ``{id}`` or ``{sku}`` in it.
    counts_usage : bool
        Whether it is counted, on this machine only, how long which product is worn.
    hours : mapping of day to str
        When the shop is open, as `read_hours` has it; empty is always.
    time_zone : str
        Of the shop; empty is that of this computer.
    speaks : bool
        Whether guidance and countdowns are spoken, too, where the system has a voice.
    """

    source: str | None = None
    languages: tuple[str, ...] = field(default_factory=_usual_languages)
    theme: Literal["dark", "light"] = "dark"
    shop: str = "tryon"
    welcome: Mapping[str, str] = field(default_factory=dict)
    consent: Path | None = None
    idle_s: _Seconds = 45.0
    countdown_s: _Countdown = 10.0
    pin: str = ""
    offers: tuple[Offer, ...] = OFFERS
    hand_off: HandOff = "product page"
    link_minutes: _Minutes = 5.0
    product_page: str = ""
    counts_usage: bool = False
    hours: Mapping[str, str] = field(default_factory=dict)
    time_zone: str = ""
    speaks: bool = False

    @property
    def opening(self) -> Hours | None:
        """When the shop is open; None is always."""
        return read_hours(self.hours, self.time_zone)


def rules_path() -> Path:
    """Where this shop's decisions are kept."""
    return settings_path().with_name("kiosk.toml")


def read_rules(path: Path) -> Rules:
    """Read what the shop has decided; the usual where there is no file.

    Raises
    ------
    BadInput
        Naming the file, the key, what was expected and what came.
    """
    if not path.is_file():
        return Rules()
    try:
        written = parse_toml(path.read_text(encoding="utf-8"))[0]
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise BadInput(f"{path}: {error}", "Correct the file.") from error
    return make_rules(written, str(path), path.parent)


def write_rules(rules: Rules, path: Path) -> None:
    """Keep what differs from the usual, in one step; what a person wrote beside it is lost.

    Raises
    ------
    SinkFailed
        The folder cannot be written.
    """
    usual, said = Rules(), {}
    for one in fields(Rules):
        value = getattr(rules, one.name)
        if value != getattr(usual, one.name):
            said[one.name] = str(value) if isinstance(value, Path) else value
    text = format_toml(said, "What this shop decides about its kiosk.")
    with complete(path) as part:
        part.write_text(text, encoding="utf-8")


def make_rules(written: Mapping[str, Any], where: str, folder: Path) -> Rules:
    """Check decisions that were written somewhere; raises `BadInput`."""
    kinds = get_type_hints(Rules, include_extras=True)
    known = [one.name for one in fields(Rules)]
    given: dict[str, Any] = {}
    for key, value in written.items():
        if key not in known:
            raise BadInput(f"{where}: unknown key {key!r}{nearest(key, known)}")
        if key == "consent":
            given[key] = folder / str(value)
            continue
        try:
            given[key] = msgspec.convert(value, kinds[key])
        except msgspec.ValidationError as error:
            raise BadInput(f"{where}: {key}: {error}", "Correct the file.") from error
    for code in (*given.get("languages", ()), *given.get("welcome", {})):
        if code not in LANGUAGES:
            raise BadInput(f"{where}: unknown language {code!r}{nearest(code, LANGUAGES)}")
    if "languages" in given and not given["languages"]:
        raise BadInput(f"{where}: languages: expected one at least, not none")
    if given.get("pin") and not is_pin_hash(given["pin"]):
        raise BadInput(f"{where}: pin: expected the hash of a PIN, not {given['pin']!r}")
    try:
        read_hours(given.get("hours", {}), given.get("time_zone", ""))
    except BadInput as error:
        raise BadInput(f"{where}: {error}", error.hint) from error
    return Rules(**given)
