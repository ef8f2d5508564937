"""The colours of a product: its shade, a second one that shares the lips, and a liner."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from tryon.catalogue.fault import Complaint
from tryon.catalogue.look import make_effect
from tryon.catalogue.shade import read_shade
from tryon.core.errors import BadLook
from tryon.core.shade import USUAL_DE2000, Shade
from tryon.core.words import nearest
from tryon.effects import EFFECTS

#: How a product is worn that does not say.
AS_WORN: Mapping[str, Any] = MappingProxyType(
    {"effect": "lipstick", "finish": "satin", "coats": 1.0}
)
#: The keys of ``liner = { … }``; a pencil, which has its own shade, says the last two.
LINER_KEYS = ("shade", "width_mm", "softness")
_TWO_COLOURS = ("second", "blend")
#: Stands for a shade that cannot be read, while the rest is looked at.
_GREY: Mapping[str, Any] = MappingProxyType({"srgb": "#808080"})
#: So do these for a part of one, and this for a number in a list.
_GOOD = MappingProxyType({**_GREY, "lab": [50.0, 0.0, 0.0], "white": "D65"})
_ANY_VALUE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Colours:
    """What a product says of its colours and of how they are worn.

    Attributes
    ----------
    shades : mapping of key to Shade
        By ``shade``, ``second`` and ``liner.shade``, as far as they are there.
    wear : mapping
        What a look would say to put it on.
    line : mapping or None
        What a look would say to put on its liner.
    """

    shades: Mapping[str, Shade]
    wear: Mapping[str, Any]
    line: Mapping[str, Any] | None = None

    def validated(self, de2000: float) -> "Colours":
        """Say of the verified shades what their last validation found, if they do not."""
        known = max(de2000, USUAL_DE2000["verified"])
        shades, wear = dict(self.shades), dict(self.wear)
        line = None if self.line is None else dict(self.line)
        for key, shade in self.shades.items():
            if shade.status != "verified" or shade.de2000 is not None:
                continue
            shades[key] = replace(shade, de2000=known)
            if key in wear:
                wear[key] = {**wear[key], "de2000": known}
            is_drawn = key == "liner.shade" or "liner.shade" not in self.shades
            if line is not None and is_drawn and key != "second":
                line["shade"] = {**line["shade"], "de2000": known}
        return Colours(shades, wear, line)


def read_colours(entry: Mapping[str, Any]) -> tuple[Colours, list[Complaint]]:
    """Validate the colours of a product, and how it is worn.

    Parameters
    ----------
    entry : mapping
        The product as its file says it; keys of other things do not matter.

    Returns
    -------
    colours : Colours
        As far as they are good.
    complaints : list of Complaint
    """
    complaints: list[Complaint] = []
    wear = dict(AS_WORN)
    wear |= {k: entry[k] for k in (*AS_WORN, "shade", *_TWO_COLOURS) if k in entry}
    shades: dict[str, Shade] = {}
    for key in ("shade", "second"):
        if key in entry and not _take(shades, key, entry[key], complaints):
            wear[key] = _GREY
    effect, blend = wear["effect"], wear.get("blend")
    for key in _TWO_COLOURS:
        if key in wear and effect != "lipstick":
            complaints.append(Complaint(key, f"expected of a lipstick only, not of a {effect}"))
            del wear[key]
    if "blend" in wear and blend is None:
        complaints.append(Complaint("blend", "expected ombre, two_tone or shift, not None"))
        del wear["blend"]
    if blend in ("two_tone", "shift") and "second" not in entry:
        complaints.append(Complaint("second", f"expected beside blend {blend!r}, not there"))
        wear.pop("blend", None)
    line = None
    if "liner" in entry:
        line = _read_liner(entry["liner"], wear, shades, complaints)
    if "shade" in wear:
        found = _wrong(wear, "wear", "effect")
        complaints += [
            Complaint(f"liner.{key}" if key in LINER_KEYS[1:] else key, message)
            for key, message in found
        ]
    return Colours(shades, wear, line), complaints


def _take(
    shades: dict[str, Shade], key: str, written: Any, complaints: list[Complaint]
) -> bool:
    """Read a shade; say whether it is good, and all that is not."""
    shade, wrong = None, []
    while shade is None:
        try:
            shade = read_shade(written, key)
        except BadLook as error:
            place, _, message = str(error).partition(": ")
            wrong.append(Complaint(place, message))
            mended = _mended(written, place.removeprefix(f"{key}."))
            if mended is None:
                break
            written = mended
    complaints += wrong
    if shade is None or wrong:
        return False
    shades[key] = shade
    return True


def _mended(written: Any, place: str) -> dict[str, Any] | None:
    """Put what is good in the place of what is not, to see the rest; None where nothing can."""
    name, is_item, index = place.rstrip("]").partition("[")
    if not isinstance(written, Mapping) or name in ("reflectance", "from_nm", "step_nm"):
        return None
    if is_item:
        values = [_ANY_VALUE if i == int(index) else v for i, v in enumerate(written[name])]
        return {**written, name: values}
    if name in _GOOD:
        return {**written, name: _GOOD[name]}
    return {k: v for k, v in written.items() if k != name} if name in written else None


def _read_liner(
    written: Mapping[str, Any],
    wear: dict[str, Any],
    shades: dict[str, Shade],
    complaints: list[Complaint],
) -> Mapping[str, Any] | None:
    """Say how a look would put on the liner of a lipstick; that of a pencil is its stroke."""
    keys = LINER_KEYS if wear["effect"] == "lipstick" else LINER_KEYS[1:]
    good = {key: value for key, value in written.items() if key in keys}
    complaints += [
        Complaint(f"liner.{key}", f"unknown key {key!r}{nearest(str(key), keys)}")
        for key in written
        if key not in keys
    ]
    if not written:
        complaints.append(
            Complaint("liner", f"expected {', '.join(keys)}, and nothing is there")
        )
    if wear["effect"] == "lip_liner":
        wear |= good
        return None
    if wear["effect"] != "lipstick":
        message = f"expected of a lipstick or a lip_liner only, not of a {wear['effect']}"
        complaints.append(Complaint("liner", message))
        return None
    if "shade" in good and not _take(shades, "liner.shade", good["shade"], complaints):
        good["shade"] = _GREY
    line = {"effect": "lip_liner", "shade": wear.get("shade", _GREY), **good}
    complaints += _wrong(line, "liner", "liner")
    return line


def _wrong(wear: Mapping[str, Any], where: str, whole: str) -> list[Complaint]:
    """Say all that is wrong with how something is worn; `whole` is the key of all of it."""
    knobs, wrong = dict(wear), []
    while True:
        try:
            make_effect(knobs, where)
        except BadLook as error:
            place, _, message = str(error).partition(": ")
            is_whole = place == where
            wrong.append(Complaint(whole if is_whole else place.removeprefix("wear."), message))
            knob = "effect" if is_whole else place.removeprefix(f"{where}.").partition(".")[0]
            if knob not in knobs or (is_whole and knobs["effect"] in EFFECTS):
                return wrong
            del knobs[knob]  # the rest is looked at without it
            knobs.setdefault("effect", AS_WORN["effect"])
        else:
            return wrong
