"""A shade that somebody is making: what was typed, what is wrong with it, how it is worn."""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from tryon.catalogue.column import BadCell, number
from tryon.catalogue.look import make_effect
from tryon.catalogue.product import Product, read_product
from tryon.catalogue.shade import read_shade
from tryon.core.colour import lab_to_xyz, linear_to_lab, linear_to_srgb, xyz_to_linear
from tryon.core.errors import BadLook
from tryon.core.shade import Shade
from tryon.engine import Look

#: Under which maker the shades of this user stand.
BRAND = "My shades"
#: Keys of a product that are not edited here. A measurement is not kept: it was of the colour
#: that is being changed.
_KEPT = ("sku", "url", "in_stock", "picture")
#: White and observer of a Lab reading, as they can be chosen.
READINGS = (("D65", 2), ("D65", 10), ("D50", 2))


@dataclass(frozen=True, slots=True)
class Draft:
    """What the editor's fields hold; texts are as they were typed.

    Attributes
    ----------
    kind : {"srgb", "lab"}
        Which of the two colours below counts.
    srgb : str
    lab : (L, a, b) of str
    reading : (white, observer in degrees)
    finish : str
    opacity : float or None
        None leaves it to the finish.
    sx : tuple of 3 float or None
        From a swatch across black and white; goes before `opacity`.
    photographed : (lab, ΔE00) or None
        A colour as a photograph has it, and how far that may be off; other colours are not.
    coats : float
    name, name_zh, price, currency : str
    id : str
        Of the product that is changed; empty for a new one.
    own_finish : mapping or None
        Parameters of a finish without a name; goes before `finish`.
    kept : mapping
        What the file of a product that is changed says beyond all this.
    """

    kind: Literal["srgb", "lab"] = "srgb"
    srgb: str = "#B3364A"
    lab: tuple[str, str, str] = ("", "", "")
    reading: tuple[str, int] = READINGS[0]
    finish: str = "satin"
    opacity: float | None = None
    sx: tuple[float, ...] | None = None
    photographed: tuple[tuple[str, str, str], float] | None = None
    coats: float = 1.5
    name: str = ""
    name_zh: str = ""
    price: str = ""
    currency: str = "CNY"
    id: str = ""
    own_finish: Mapping[str, Any] | None = None
    kept: Mapping[str, Any] = field(default_factory=dict)

    @staticmethod
    def like(product: Product | None, *, is_same: bool = False) -> "Draft":
        """Begin with a product: to change it, or to make another one that is like it."""
        if product is None:
            return Draft()
        shade, finish = product.entry.get("shade", {}), product.wear["finish"]
        is_named = isinstance(finish, str)
        draft = Draft(
            finish=finish if is_named else finish.get("like", "satin"),
            own_finish=None if is_named else finish,
            opacity=product.shade.opacity,
            sx=product.shade.sx,
            coats=float(product.wear["coats"]),
            srgb=_hex(np.array(product.shade.reflectance)),
        )
        if "lab" in shade:
            lightness, a, b = (f"{value:g}" for value in shade["lab"])
            reading = (shade["white"], shade.get("observer", 2))
            draft = replace(draft, kind="lab", lab=(lightness, a, b), reading=reading)
            if "de2000" in shade:
                draft = replace(draft, photographed=(draft.lab, shade["de2000"]))
        if not is_same:
            return draft
        price = f"{product.price:g}" if product.price is not None else ""
        return replace(
            draft,
            name=product.name,
            name_zh=product.name_zh,
            price=price,
            currency=product.currency or "CNY",
            id=product.id,
            kept={key: value for key, value in product.entry.items() if key in _KEPT},
        )

    @property
    def written_shade(self) -> dict[str, Any]:
        """The shade as a file says it; what was typed wrongly stays wrong."""
        if self.kind == "srgb":
            text = self.srgb.strip()
            shade: dict[str, Any] = {"srgb": text if text.startswith("#") else f"#{text}"}
        else:
            white, observer = self.reading
            shade = {"lab": [_number(text) for text in self.lab], "white": white}
            shade |= {"observer": observer} if observer != 2 else {}
            if self.photographed is not None and self.photographed[0] == self.lab:
                shade["de2000"] = self.photographed[1]
        if self.sx is not None:
            return shade | {"sx": list(self.sx)}
        return shade | ({} if self.opacity is None else {"opacity": round(self.opacity, 3)})

    @property
    def written_finish(self) -> Any:
        """The finish as a file says it: its name, or its parameters."""
        return self.finish if self.own_finish is None else dict(self.own_finish)

    @property
    def shade(self) -> Shade | None:
        """The shade; None while its colour is not one."""
        try:
            return read_shade(self.written_shade, "shade")
        except BadLook:
            return None

    @property
    def lch(self) -> tuple[float, float, float] | None:
        """Lightness, chroma and hue in degrees, of the colour; None while it is not one."""
        shade = self.shade
        if shade is None:
            return None
        lightness, a, b = (float(v) for v in linear_to_lab(np.array(shade.reflectance)))
        return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a))

    def with_lch(self, lightness: float, chroma: float, hue_deg: float) -> "Draft":
        """Take another colour; as a screen colour it stays inside what a screen can show."""
        lab = lch_to_lab(lightness, chroma, hue_deg)
        if self.kind == "srgb":
            return replace(self, srgb=_hex(_lab_to_linear(lab)))
        told = (f"{lab[0]:.1f}", f"{lab[1]:.1f}", f"{lab[2]:.1f}")
        return replace(self, lab=told, reading=READINGS[0])

    def entry(self, taken: Collection[str] = ()) -> dict[str, Any]:
        """Write the product as a file says it; a new one gets an id that is not taken."""
        entry: dict[str, Any] = {
            "id": self.id or _free_id(self.name, taken),
            "brand": BRAND,
            "name": self.name.strip(),
            "shade": self.written_shade,
            "finish": self.written_finish,
            "coats": round(self.coats, 2),
            **self.kept,
        }
        if self.name_zh.strip():
            entry["name_zh"] = self.name_zh.strip()
        if self.price.strip():
            entry["price"] = _number(self.price)
            entry["currency"] = self.currency.strip().upper()
        return entry

    def faults(self) -> Mapping[str, str]:
        """Tell what is wrong, by the key of the product: what was expected and what came."""
        entry = self.entry()
        entry.pop("picture", None)  # a path below the file, which is judged when it is saved
        _, complaints = read_product(entry, {}, Path())
        return {complaint.key: complaint.message for complaint in complaints}

    def look(self) -> Look | None:
        """Wear it; None while its colour is not one."""
        if self.shade is None:
            return None
        wear = {
            "effect": "lipstick",
            "shade": self.written_shade,
            "finish": self.written_finish,
            "coats": self.coats,
        }
        return (make_effect(wear, "draft"),)


def lch_to_lab(lightness: float, chroma: float, hue_deg: float) -> tuple[float, float, float]:
    """Convert lightness, chroma and hue to L*, a*, b*."""
    hue = math.radians(hue_deg)
    return lightness, chroma * math.cos(hue), chroma * math.sin(hue)


def lch_to_hex(lightness: float, chroma: float, hue_deg: float) -> str:
    """Give the colour as a screen can show it, like ``#9B1B30``."""
    return _hex(_lab_to_linear(lch_to_lab(lightness, chroma, hue_deg)))


def _lab_to_linear(lab: tuple[float, float, float]) -> Any:
    return xyz_to_linear(lab_to_xyz(np.array(lab)))


def _hex(linear: Any) -> str:
    code = np.rint(255 * linear_to_srgb(linear)).astype(int)
    return "#{:02X}{:02X}{:02X}".format(*code.tolist())


def _number(text: str) -> Any:
    """Read a number; what is none stays as it was typed, and is told as a fault."""
    try:
        return number(text.strip())
    except BadCell:
        return text


def _free_id(name: str, taken: Collection[str]) -> str:
    stem = re.sub(r"[^\w.\-]+", "-", name.strip().casefold()).strip("-._")[:56] or "shade"
    found, count = stem, 2
    while found in taken:
        found, count = f"{stem}-{count}", count + 1
    return found
