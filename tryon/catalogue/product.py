"""The products of a shop, as it writes them in TOML: validated strictly, with exact places."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from tryon import assets
from tryon.catalogue.shade import read_shade
from tryon.core.errors import BadInput
from tryon.core.shade import Shade


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One ``[[product]]`` of the file."""

    id: str
    name: str
    effect: str
    shade: dict[str, Any]
    finish: str
    price: float
    currency: str
    coats: float = 1.0


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    brand: str
    product: list[_Entry]


@dataclass(frozen=True, slots=True)
class Product:
    """Something that can be bought and tried on.

    Attributes
    ----------
    id : str
        Unique in the catalogue; a look may name it.
    brand, name : str
    price : float
    currency : str
        ISO 4217, such as ``"CNY"``.
    shade : Shade
    finish : str
    wear : mapping
        What a look would say to put it on.
    """

    id: str
    brand: str
    name: str
    price: float
    currency: str
    shade: Shade
    finish: str
    wear: Mapping[str, Any] = field(repr=False, hash=False)


def read_products(path: Path) -> tuple[Product, ...]:
    """Read one file of products.

    Raises
    ------
    BadInput
        Naming the file, the place in it, what was expected and what came.
    """
    try:
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path}: expected products in TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise BadInput(f"{path}: {error}") from error
    products: dict[str, Product] = {}
    for entry in file.product:
        if entry.id in products:
            raise BadInput(f"{path}: two products have the id {entry.id!r}")
        products[entry.id] = Product(
            entry.id,
            file.brand,
            entry.name,
            entry.price,
            entry.currency,
            read_shade(entry.shade, f"{path}: {entry.id}: shade"),
            entry.finish,
            MappingProxyType(
                {
                    "effect": entry.effect,
                    "shade": entry.shade,
                    "finish": entry.finish,
                    "coats": entry.coats,
                }
            ),
        )
    return tuple(products.values())


@cache
def load_products() -> Mapping[str, Product]:
    """Return the sample catalogue by product id, in the order of its file."""
    products = read_products(assets.calibration("shades/demo.toml"))
    return MappingProxyType({product.id: product for product in products})
