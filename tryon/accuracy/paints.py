"""Lipsticks of which the truth is known: the shade as the product has it, and its spectrum."""

from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy as np

from tryon.accuracy.pigments import pigments, smoothest
from tryon.accuracy.reference import coated
from tryon.accuracy.spectra import NM, Curve, linear_srgb, observer, to_xyz, xyz
from tryon.accuracy.spectra import illuminant as power
from tryon.catalogue.collection import read_page, sample_file
from tryon.catalogue.shade import read_shade
from tryon.core.shade import Shade

_SEED = 2026_11


@dataclass(frozen=True, slots=True, eq=False)
class Paint:
    """A lipstick and its truth.

    Attributes
    ----------
    name : str
    known : {"colour", "curve"}
        What the product is told of it: its colour only, so that the truth is the smoothest
        reflectance of that colour, or its reflectance in 31 bands.
    shade : Shade
    curve : (n,) float64
        Reflectance of an opaque layer.
    """

    name: str
    known: Literal["colour", "curve"]
    shade: Shade
    curve: Curve = field(repr=False)


@cache
def all_paints() -> tuple[Paint, ...]:
    """Give the paints of the suites, of either kind."""
    return (*catalogue_paints(), *pigment_paints(40))


def catalogue_paints() -> list[Paint]:
    """Give the shades of the sample catalogue, each colour once."""
    paints: dict[tuple[float, ...], Paint] = {}
    for product in read_page(sample_file()).products:
        colour = product.shade.reflectance
        if product.wear["effect"] == "lipstick" and colour not in paints:
            curve = smoothest(to_xyz(np.array(colour)))
            paints[colour] = Paint(product.id, "colour", product.shade, curve)
    return list(paints.values())


def pigment_paints(count: int) -> list[Paint]:
    """Give synthetic pigments (see `pigments`) whose opaque colour a screen can show."""
    paints: list[Paint] = []
    for curve in pigments(4 * count, _SEED):
        colour = linear_srgb(xyz(curve))
        if colour.min() < 0 or colour.max() > 1:
            continue
        bands = np.interp(np.arange(400, 701, 10), NM, curve)
        written = {"reflectance": bands.tolist(), "from_nm": 400, "step_nm": 10}
        shade = read_shade(written | {"status": "verified"}, "a synthetic pigment")
        paints.append(Paint(f"pigment {len(paints) + 1}", "curve", shade, curve))
        if len(paints) == count:
            break
    return paints


def thickness_hiding(curve: Curve, share: float, grounds: Curve) -> float:
    """Find the thickness SX of a coat that hides a share of what is below.

    Parameters
    ----------
    curve : (n,) float
        Reflectance of the opaque coat.
    share : float, in [0, 1)
        Of the difference of luminance between the first and the last ground.
    grounds : (m, n) float
    """
    luminous = power("D65") * observer()[:, 1]
    ends = grounds[[0, -1]]
    apart = float((ends[0] - ends[1]) @ luminous)
    low, high = 1e-4, 30.0
    for _ in range(40):
        middle = (low * high) ** 0.5
        fair, dark = coated(ends, curve, middle) @ luminous
        if 1 - abs(fair - dark) / apart < share:
            low = middle
        else:
            high = middle
    return low
