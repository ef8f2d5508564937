"""Shades that go with a shade: what a second colour or a liner begins with."""

import math
from collections.abc import Mapping

import numpy as np

from tryon.catalogue.product import Product
from tryon.core.colour import linear_to_lab
from tryon.effects.blend import Blend

#: How much lighter a second colour is, by how many degrees of hue one that shifts turns, and
#: how much deeper a liner is. Taste, not measurement.
LIGHTER, TURNED_DEG, DEEPER = 16.0, -55.0, 14.0
#: From this lightness on a second colour is darker instead.
_LIGHT = 60.0


def second_colour(
    product: Product | None, products: Mapping[str, Product], blend: Blend | None
) -> Product | None:
    """Find a lighter shade, for a colour that shifts of another hue; None without any other."""
    if product is None:
        return None
    lightness, a, b = _lab(product)
    turn = math.radians(TURNED_DEG if blend is Blend.SHIFT else 0.0)
    wanted = (
        lightness + (LIGHTER if lightness < _LIGHT else -LIGHTER),
        a * math.cos(turn) - b * math.sin(turn),
        a * math.sin(turn) + b * math.cos(turn),
    )
    return _nearest(wanted, product, products)


def liner_shade(product: Product | None, products: Mapping[str, Product]) -> Product | None:
    """Find a deeper shade of the same hue; None without any other."""
    if product is None:
        return None
    lightness, a, b = _lab(product)
    return _nearest((lightness - DEEPER, a, b), product, products)


def _nearest(
    wanted: tuple[float, float, float], product: Product, products: Mapping[str, Product]
) -> Product | None:
    others = (other for other in products.values() if other.id != product.id)
    return min(others, key=lambda other: math.dist(_lab(other), wanted), default=None)


def _lab(product: Product) -> tuple[float, float, float]:
    lightness, a, b = linear_to_lab(np.array(product.shade.reflectance)).tolist()
    return lightness, a, b
