"""A product of a shop: what its file says of it, validated strictly."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple

import msgspec

from tryon.catalogue.look import make_effect
from tryon.catalogue.shade import read_shade
from tryon.catalogue.words import nearest
from tryon.core.errors import BadLook
from tryon.core.shade import USUAL_DE2000, Shade

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
PRODUCT_KEYS, MEASURED_KEYS = tuple(_PRODUCT), tuple(_MEASURED)
#: Keys that a file may say once for all its products.
SHARED_KEYS = ("brand", "currency")
_AS_WORN = {"effect": "lipstick", "finish": "satin", "coats": 1.0}


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
    entry : mapping
        The product as its file says it.
    """

    id: str
    brand: str
    name: str
    shade: Shade
    finish: str
    name_zh: str = ""
    sku: str = ""
    price: float | None = None
    currency: str = ""
    url: str = ""
    in_stock: bool = True
    picture: Path | None = None
    measurement: Measurement | None = None
    wear: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)
    entry: Mapping[str, Any] = field(
        default_factory=dict, repr=False, hash=False, compare=False
    )


class Complaint(NamedTuple):
    """What is wrong with a product.

    Attributes
    ----------
    key : str
        Such as ``shade.srgb``; empty when it is about the whole product.
    message : str
        What was expected and what came.
    """

    key: str
    message: str


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
    wear = _AS_WORN | {key: entry[key] for key in (*_AS_WORN, "shade") if key in entry}
    shade = None
    if "shade" in entry:
        try:
            shade = read_shade(entry["shade"], "shade")
            make_effect(wear, "wear")
        except BadLook as error:
            key, _, message = str(error).removeprefix("wear.").partition(": ")
            complaints.append(Complaint(key if key != "wear" else "effect", message))
    measurement = None
    if "measured" in entry:
        facts, more = _fields(
            entry["measured"], _MEASURED, ("by", "instrument", "on"), "measured."
        )
        complaints += more
        if not more:
            measurement = Measurement(**facts)
    if shade is not None and shade.status == "verified":
        complaints += _doubts(measurement, is_told="measured" in entry)
        if shade.de2000 is None and measurement is not None and measurement.de2000 is not None:
            known = max(measurement.de2000, USUAL_DE2000["verified"])
            shade = replace(shade, de2000=known)
            wear["shade"] = {**entry["shade"], "de2000": known}
    if "price" in entry and "currency" not in entry:
        complaints.append(Complaint("currency", "expected beside a price, and not there"))
    if "brand" not in entry:
        complaints.append(Complaint("brand", "expected here or for the whole file, not there"))
    picture = None
    if "picture" in entry:
        picture, doubt = _picture(entry["picture"], folder)
        complaints += [Complaint("picture", doubt)] if doubt else []
    if complaints or shade is None:
        return None, complaints
    return Product(
        id=entry["id"],
        brand=entry["brand"],
        name=entry["name"],
        shade=shade,
        finish=wear["finish"] if isinstance(wear["finish"], str) else "custom",
        name_zh=entry.get("name_zh", ""),
        sku=entry.get("sku", ""),
        price=entry.get("price"),
        currency=entry.get("currency", ""),
        url=entry.get("url", ""),
        in_stock=entry.get("in_stock", True),
        picture=picture,
        measurement=measurement,
        wear=MappingProxyType(wear),
        entry=MappingProxyType(dict(written)),
    ), []


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
