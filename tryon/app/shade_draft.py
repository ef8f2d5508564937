"""A shade that somebody is making: what was typed, what is wrong with it, how it is worn."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from tryon.app.tint import Tint, number_or_text
from tryon.catalogue.look import make_effect
from tryon.catalogue.product import Liner, Product, is_pencil, line_with, read_product
from tryon.core.errors import BadLook
from tryon.core.shade import Shade
from tryon.effects.blend import Blend
from tryon.engine import Look

#: Under which maker the shades of this user stand.
BRAND = "My shades"
#: Keys of a product that are not edited here. A measurement is not kept: it was of the colour
#: that is being changed.
_KEPT = ("sku", "url", "in_stock", "picture")
#: Which colour of a draft is being changed.
Part = Literal["shade", "second", "liner"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the editor's fields hold; texts are as they were typed.

    Attributes
    ----------
    tint : Tint
        The colour of the lips, or of a pencil.
    blend : Blend or None
        How a second colour shares the lips.
    second : Tint or None
        That colour; an ombré without one fades to the bare lip.
    liner : Liner or None
        A line's width and softness; its product counts for nothing here.
    pencil : Tint or None
        The liner's colour; None is that of the lips.
    finish : str
    coats : float
    name, name_zh, price, currency : str
    id : str
        Of the product that is changed; empty for a new one.
    effect : str
        What it is: a lipstick, or a pencil.
    own_finish : mapping or None
        Parameters of a finish without a name; goes before `finish`.
    kept : mapping
        What the file of a product that is changed says beyond all this.
    """

    tint: Tint = field(default_factory=Tint)
    blend: Blend | None = None
    second: Tint | None = None
    liner: Liner | None = None
    pencil: Tint | None = None
    finish: str = "satin"
    coats: float = 1.5
    name: str = ""
    name_zh: str = ""
    price: str = ""
    currency: str = "CNY"
    id: str = ""
    effect: str = "lipstick"
    own_finish: Mapping[str, Any] | None = None
    kept: Mapping[str, Any] = field(default_factory=dict)

    @staticmethod
    def like(product: Product | None, *, is_same: bool = False) -> "Draft":
        """Begin with a product: to change it, or to make another one that is like it."""
        if product is None:
            return Draft()
        finish = product.wear["finish"]
        is_named = isinstance(finish, str)
        second, liner = product.second, product.liner
        pencil = liner.product if liner else None
        if is_pencil(product) and "liner" in product.entry:
            liner = line_with(product)
        draft = Draft(
            tint=_tint(product),
            blend=product.blend,
            second=_tint(second) if second else None,
            liner=replace(liner, product=None) if liner else None,
            pencil=_tint(pencil) if pencil else None,
            finish=finish if is_named else finish.get("like", "satin"),
            own_finish=None if is_named else finish,
            coats=float(product.wear["coats"]),
            effect=product.wear["effect"],
        )
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
    def written_finish(self) -> Any:
        """The finish as a file says it: its name, or its parameters."""
        return self.finish if self.own_finish is None else dict(self.own_finish)

    @property
    def shade(self) -> Shade | None:
        """The shade; None while its colour is not one."""
        return self.tint.shade

    @property
    def parts(self) -> tuple[Part, ...]:
        """The colours that it has."""
        parts: list[Part] = ["shade"]
        parts += ["second"] if self.second is not None else []
        parts += ["liner"] if self.liner is not None and self.pencil is not None else []
        return tuple(parts)

    def tint_of(self, part: Part) -> Tint:
        """Give one of its colours; that of the lips for one that it does not have."""
        found = {"shade": self.tint, "second": self.second, "liner": self.pencil}[part]
        return found or self.tint

    def with_tint(self, part: Part, tint: Tint) -> "Draft":
        """Change one of its colours."""
        if part == "second":
            return replace(self, second=tint)
        return replace(self, pencil=tint) if part == "liner" else replace(self, tint=tint)

    def entry(self, taken: Collection[str] = ()) -> dict[str, Any]:
        """Write the product as a file says it; a new one gets an id that is not taken."""
        entry: dict[str, Any] = {
            "id": self.id or _free_id(self.name, taken),
            "brand": BRAND,
            "name": self.name.strip(),
            **({} if self.effect == "lipstick" else {"effect": self.effect}),
            "shade": self.tint.written,
            "finish": self.written_finish,
            "coats": round(self.coats, 2),
            **self.kept,
        }
        if self.blend is not None:
            entry["blend"] = self.blend.value
            if self.second is not None:
                entry["second"] = self.second.written
        if self.liner is not None:
            stroke = {"width_mm": self.liner.width_mm, "softness": self.liner.softness}
            entry["liner"] = {key: round(value, 2) for key, value in stroke.items()}
            if self.pencil is not None:
                entry["liner"] = {"shade": self.pencil.written, **entry["liner"]}
        if self.name_zh.strip():
            entry["name_zh"] = self.name_zh.strip()
        if self.price.strip():
            entry["price"] = number_or_text(self.price)
            entry["currency"] = self.currency.strip().upper()
        return entry

    def faults(self) -> Mapping[str, str]:
        """Tell what is wrong, by the key of the product: what was expected and what came."""
        entry = self.entry()
        entry.pop("picture", None)  # a path below the file, which is judged when it is saved
        _, complaints = read_product(entry, {}, Path())
        return {complaint.key: complaint.message for complaint in complaints}

    def look(self) -> Look | None:
        """Wear it; None while one of its colours is not one."""
        entry = {**self.entry(), "id": "draft", "name": "draft"}
        for key in ("picture", "price", "currency", "name_zh"):
            entry.pop(key, None)
        product, _ = read_product(entry, {}, Path())
        if product is None:
            return None
        try:
            return tuple(make_effect(dict(wear), "draft") for wear in product.wears)
        except BadLook:
            return None


def _tint(product: Product) -> Tint:
    return Tint.like(product.shade, product.wear["shade"])


def _free_id(name: str, taken: Collection[str]) -> str:
    stem = re.sub(r"[^\w.\-]+", "-", name.strip().casefold()).strip("-._")[:56] or "shade"
    found, count = stem, 2
    while found in taken:
        found, count = f"{stem}-{count}", count + 1
    return found
