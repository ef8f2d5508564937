"""A product of a shop: what its file says of it, validated strictly."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Annotated, Any

import msgspec

from tryon.catalogue.colours import AS_WORN, LINER_KEYS, Colours, read_colours
from tryon.catalogue.fault import Complaint
from tryon.core.shade import Shade, Status
from tryon.core.words import nearest
from tryon.effects.blend import Blend

#: A product that was measured may be off by this much, and no more, to count as verified.
LARGEST_VERIFIED_DE2000 = 2.0

_Id = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^\w[\w.\-]{0,63}$",
        description="1 to 64 letters, digits, . _ - such as rose-01",
    ),
]
_Line = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]{0,158}[^\s\x00-\x1f\x7f])?$",
        description="a text of 1 to 160 characters in one line, without spaces at its ends",
    ),
]
_Currency = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Z]{3}$", description="three capital letters such as CNY")
]
_Price = Annotated[
    float, msgspec.Meta(ge=0.0, le=1e7, description="a number from 0 to 10 000 000")
]
_Url = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^https?://[^\s]{1,2000}$", description="an address that begins with https://"
    ),
]
_Truth = Annotated[bool, msgspec.Meta(description="true or false")]
_Table = Annotated[dict[str, Any], msgspec.Meta(description="a table such as { … }")]
_Difference = Annotated[
    float, msgspec.Meta(ge=0.0, le=100.0, description="a ΔE00 from 0 to 100")
]
_Day = Annotated[date, msgspec.Meta(description="a day such as 2026-05-31")]


_ANY = Annotated[Any, msgspec.Meta(description="")]  # the effect knows what it takes

#: What each key of one ``[[product]]`` may hold, in the order in which they are written.
_PRODUCT: Mapping[str, Any] = {
    "id": _Id,
    "sku": _Line,
    "brand": _Line,
    "name": _Line,
    "name_zh": _Line,
    "effect": _Line,
    "shade": _Table,
    "finish": _ANY,
    "coats": _ANY,
    "second": _Table,
    "blend": _ANY,
    "liner": _Table,
    "measured": _Table,
    "price": _Price,
    "currency": _Currency,
    "url": _Url,
    "in_stock": _Truth,
    "picture": _Line,
}
#: The keys of ``measured = { … }``.
_MEASURED: Mapping[str, Any] = {
    "by": _Line,
    "instrument": _Line,
    "on": _Day,
    "de2000": _Difference,
}
PRODUCT_KEYS = tuple(_PRODUCT)
#: Keys that a file may say once for all its products.
SHARED_KEYS = ("brand", "currency")


@dataclass(frozen=True, slots=True)
class Measurement:
    """How the colour of a product was measured.

    Attributes
    ----------
    by, instrument : str
    on : date
    de2000 : float or None
        What the last validation found between this colour and another specimen.
    """

    by: str
    instrument: str
    on: date
    de2000: float | None = None


@dataclass(frozen=True, slots=True)
class Liner:
    """A pencil's stroke along the border of the lips.

    Attributes
    ----------
    product : Product or None
        In whose shade; None is the one that the lips wear.
    width_mm : float, in [0.3, 4]
    softness : float, in [0, 1]
    """

    product: "Product | None" = None
    width_mm: float = 1.4
    softness: float = 0.4


@dataclass(frozen=True, slots=True)
class Product:
    """Something that can be bought and tried on.

    Attributes
    ----------
    id : str
        Unique in the catalogue; a look may name it.
    brand, name, name_zh, sku : str
        ``name_zh`` is the name in simplified Chinese; empty where nothing was said.
    shade : Shade
    finish : str
        Name of the finish; ``"custom"`` when its parameters are given one by one.
    second : Product or None
        The other colour of a product in two colours, as if it were sold by itself.
    blend : Blend or None
        How both share the lips; an ombré without a second fades to the bare lip.
    liner : Liner or None
        That it is sold with.
    price : float or None
    currency : str
        ISO 4217, such as ``"CNY"``.
    url : str
    in_stock : bool
    picture : Path or None
        A photograph of the swatch.
    measurement : Measurement or None
    wear : mapping
        What a look would say to put it on.
    line : mapping or None
        What a look would say to put on its liner.
    entry : mapping
        The product as its file says it.
    """

    id: str
    brand: str
    name: str
    shade: Shade
    finish: str
    second: "Product | None" = None
    blend: Blend | None = None
    liner: Liner | None = None
    name_zh: str = ""
    sku: str = ""
    price: float | None = None
    currency: str = ""
    url: str = ""
    in_stock: bool = True
    picture: Path | None = None
    measurement: Measurement | None = None
    wear: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)
    line: Mapping[str, Any] | None = field(default=None, repr=False, hash=False)
    entry: Mapping[str, Any] = field(
        default_factory=dict, repr=False, hash=False, compare=False
    )

    @property
    def shades(self) -> tuple[Shade, ...]:
        """All its colours: its own, the second, the liner's."""
        pencil = self.liner.product if self.liner else None
        others = (other.shade for other in (self.second, pencil) if other is not None)
        return (self.shade, *others)

    @property
    def status(self) -> Status:
        """Whether all its colours are verified."""
        return max(self.shades, key=lambda shade: shade.status == "estimated").status

    @property
    def error_de2000(self) -> float:
        """Mean ΔE00 by which the least known of its colours may be off."""
        return max(shade.error_de2000 for shade in self.shades)

    @property
    def wears(self) -> tuple[Mapping[str, Any], ...]:
        """What a look would say to put on all of it, in that order."""
        return (self.wear,) if self.line is None else (self.wear, self.line)


def is_pencil(product: Product | None) -> bool:
    """Say whether a product draws lines, and does not cover lips."""
    return product is not None and product.wear.get("effect") == "lip_liner"


def line_with(product: Product) -> Liner:
    """Line the lips with a product: with a pencil as its maker means it."""
    stroke = {k: float(product.wear[k]) for k in LINER_KEYS[1:] if k in product.wear}
    return Liner(product, **stroke)


def find_product(products: Mapping[str, Product], product_id: str) -> Product | None:
    """Find a product, or one more colour of one, see `Product.second`; None if it has left."""
    whole, _, key = product_id.partition("/")
    product = products.get(whole)
    if product is None or not key:
        return product
    if key == "second":
        return product.second
    return product.liner.product if product.liner else None


def read_product(
    written: Any, shared: Mapping[str, Any], folder: Path
) -> tuple[Product | None, list[Complaint]]:
    """Validate one product.

    Parameters
    ----------
    written : mapping
        What a file says of it, see `PRODUCT_KEYS`.
    shared : mapping
        What the file says once for all: `SHARED_KEYS`.
    folder : Path
        What the path of a picture is relative to.

    Returns
    -------
    product : Product or None
        None when there is anything to complain of.
    complaints : list of Complaint
        All of them, not only the first.
    """
    if not isinstance(written, Mapping):
        return None, [Complaint("", f"expected a table of keys, not {written!r}")]
    found, complaints = _fields(written, _PRODUCT, ("id", "name", "shade"), "")
    entry = {**shared, **found}
    colours, more = read_colours(entry)
    complaints += more
    measurement = None
    if "measured" in entry:
        facts, more = _fields(
            entry["measured"], _MEASURED, ("by", "instrument", "on"), "measured."
        )
        complaints += more
        if not more:
            measurement = Measurement(**facts)
    if any(shade.status == "verified" for shade in colours.shades.values()):
        complaints += _doubts(measurement, is_told="measured" in entry)
        if measurement is not None and measurement.de2000 is not None:
            colours = colours.validated(measurement.de2000)
    if "price" in entry and "currency" not in entry:
        complaints.append(Complaint("currency", "expected beside a price, and not there"))
    if "brand" not in entry:
        complaints.append(Complaint("brand", "expected here or for the whole file, not there"))
    picture = None
    if "picture" in entry:
        picture, doubt = _picture(entry["picture"], folder)
        complaints += [Complaint("picture", doubt)] if doubt else []
    if complaints:
        return None, complaints
    wear, finish = colours.wear, colours.wear["finish"]
    single = Product(
        id=entry["id"],
        brand=entry["brand"],
        name=entry["name"],
        shade=colours.shades["shade"],
        finish=finish if isinstance(finish, str) else "custom",
        name_zh=entry.get("name_zh", ""),
        sku=entry.get("sku", ""),
        price=entry.get("price"),
        currency=entry.get("currency", ""),
        url=entry.get("url", ""),
        in_stock=entry.get("in_stock", True),
        picture=picture,
        measurement=measurement,
        wear=MappingProxyType(dict(wear)),
        entry=MappingProxyType(dict(written)),
    )
    return _in_all_colours(single, colours), []


def _in_all_colours(single: Product, colours: Colours) -> Product:
    """Add to a product its second colour and its liner."""
    second, liner, line = None, None, None
    if "second" in colours.shades:
        second = _part(single, "second", colours.shades["second"], colours.wear["second"])
    if colours.line is not None:
        line = MappingProxyType(dict(colours.line))
        pencil = colours.shades.get("liner.shade")
        drawn = _part(single, "liner", pencil, line["shade"]) if pencil else None
        stroke = {key: float(line[key]) for key in LINER_KEYS[1:] if key in line}
        liner = Liner(drawn, **stroke)
    blend = Blend(colours.wear["blend"]) if "blend" in colours.wear else None
    if blend is None and second is not None:
        blend = Blend.OMBRE
    return replace(single, second=second, blend=blend, liner=liner, line=line)


def _part(product: Product, key: str, shade: Shade, written: Mapping[str, Any]) -> Product:
    """Give one more colour of a product as a product; its id is that of no other."""
    wear = {**{name: product.wear[name] for name in AS_WORN}, "shade": written}
    return replace(
        product,
        id=f"{product.id}/{key}",
        shade=shade,
        wear=MappingProxyType(wear),
        entry=MappingProxyType({"shade": written}),
    )


def read_shared(written: Mapping[str, Any]) -> tuple[dict[str, Any], list[Complaint]]:
    """Validate what a file says once for all its products."""
    found, complaints = {}, []
    for key in SHARED_KEYS:
        if key in written:
            if complaint := _misfit(written[key], _PRODUCT[key], key):
                complaints.append(complaint)
            else:
                found[key] = written[key]
    return found, complaints


def _fields(
    written: Any, kinds: Mapping[str, Any], needed: tuple[str, ...], prefix: str
) -> tuple[dict[str, Any], list[Complaint]]:
    """Check each key of a table: what is good, and what is not."""
    if not isinstance(written, Mapping):
        message = f"expected a table of keys, not {written!r}"
        return {}, [Complaint(prefix.rstrip("."), message)]
    found: dict[str, Any] = {}
    complaints: list[Complaint] = []
    for key, value in written.items():
        if key not in kinds:
            message = f"unknown key {key!r}{nearest(str(key), kinds)}"
            complaints.append(Complaint(f"{prefix}{key}", message))
        elif complaint := _misfit(value, kinds[key], prefix + key):
            complaints.append(complaint)
        else:
            found[key] = value
    complaints += [
        Complaint(prefix + key, "expected, and not there")
        for key in needed
        if key not in written
    ]
    return found, complaints


def _misfit(value: Any, kind: Any, key: str) -> Complaint | None:
    is_odd = isinstance(value, float) and not math.isfinite(value)  # in any range, to msgspec
    try:
        msgspec.convert(value, kind)
    except (msgspec.ValidationError, OverflowError):
        is_odd = True
    if not is_odd:
        return None
    (meta,) = kind.__metadata__
    return Complaint(key, f"expected {meta.description}, not {value!r}")


def _doubts(measurement: Measurement | None, is_told: bool) -> list[Complaint]:
    """Say what a shade lacks to count as verified."""
    if measurement is None:
        message = "a verified shade needs { by, instrument, on, de2000 }"
        return [] if is_told else [Complaint("measured", message)]
    if measurement.de2000 is None:
        return [Complaint("measured.de2000", "expected for a verified shade, and not there")]
    if measurement.de2000 > LARGEST_VERIFIED_DE2000:
        message = (
            f"expected at most {LARGEST_VERIFIED_DE2000:g} for a verified shade, "
            f"not {measurement.de2000:g}"
        )
        return [Complaint("measured.de2000", message)]
    return []


def _picture(name: str, folder: Path) -> tuple[Path | None, str]:
    """Find the picture of a swatch, which lies in the folder of its file or below."""
    inside = PurePosixPath(name.replace("\\", "/"))
    if inside.is_absolute() or ".." in inside.parts or ":" in name:
        return None, f"expected a path below the folder of this file, not {name!r}"
    path = folder.joinpath(*inside.parts)
    if not path.is_file():
        return None, f"expected a picture, and there is no {path}"
    return path, ""
