"""Which shades go with a skin, and why: an order, never a verdict.

Make-up artists speak of warm, neutral and cool undertones: whether skin leans to yellow or to
pink. Shades lean the same way, from orange reds to blue reds, and like is put first. That is
a convention of the trade, no law; so nothing is left out, and the reason is said.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

import numpy as np

from tryon.catalogue.product import Product
from tryon.core.colour import linear_to_lab
from tryon.core.scene import Scene
from tryon.light.complexion import locus
from tryon.light.skin import read_face

#: Hue of skin from which it is called warm, and below which cool, in degrees around that of
#: skin of its own lightness with the blood of most faces.
_WARM_DEG, _COOL_DEG = 3.0, -3.0
#: Hue of shades that are put first: orange reds for warm skin, blue reds for cool, in degrees.
_TARGETS_DEG = {"warm": 42.0, "neutral": 24.0, "cool": 4.0}
#: Less chroma than this has no hue worth the name: nudes count half.
_NUDE = 30.0


class Undertone(Enum):
    """Where skin leans."""

    WARM = "warm"
    NEUTRAL = "neutral"
    COOL = "cool"


@dataclass(frozen=True, slots=True)
class Complexion:
    """What was read off a face; lives in memory, and is wiped with the visit.

    Attributes
    ----------
    undertone : Undertone
    lean_deg : float
        How much yellower (above 0) or pinker its hue is than that of most skin so light.
    is_sure : bool
        Whether the light was measured; else it was guessed from the same face, and a warm
        lamp looks much like a warm skin.
    """

    undertone: Undertone
    lean_deg: float
    is_sure: bool


def complexion(scene: Scene) -> Complexion | None:
    """Read the undertone of the nearest face; None when it cannot be read."""
    if not scene.faces or scene.light.source == "default":
        return None
    frame = scene.frame
    reading = read_face(frame.rgb, scene.faces[0].points, frame.encoding)
    if reading is None:
        return None
    white = np.maximum(scene.light.level * scene.light.colour.astype(np.float64), 1e-6)
    lean_deg = lean_of(tuple((reading.skin / white).tolist()))
    undertone = Undertone.NEUTRAL
    if lean_deg > _WARM_DEG:
        undertone = Undertone.WARM
    elif lean_deg < _COOL_DEG:
        undertone = Undertone.COOL
    return Complexion(undertone, lean_deg, scene.light.source in ("reference", "profile"))


def lean_of(reflectance: tuple[float, ...]) -> float:
    """Degrees by which the hue of skin is yellower than usual for skin of its lightness.

    Parameters
    ----------
    reflectance : 3 floats, linear sRGB

    Examples
    --------
    Skin from the middle of what is published leans nowhere:

    >>> usual = np.exp(locus(5))[3]
    >>> abs(lean_of(tuple(usual))) < 0.5
    True
    """
    tones = linear_to_lab(np.exp(locus(60)))
    lab = linear_to_lab(np.clip(np.array(reflectance), 1e-6, None))
    usual_a, usual_b = (np.interp(lab[0], tones[:, 0], tones[:, i]) for i in (1, 2))
    hue, usual = math.atan2(lab[2], lab[1]), math.atan2(usual_b, usual_a)
    return math.degrees(hue - usual)


def in_order(products: Iterable[Product], undertone: Undertone) -> list[Product]:
    """Put the shades first that lean the way the skin does; all stay in the list."""
    return sorted(products, key=lambda product: _distance_deg(product, undertone))


def _distance_deg(product: Product, undertone: Undertone) -> float:
    _, a, b = linear_to_lab(np.clip(np.array(product.shade.reflectance), 1e-6, None)).tolist()
    hue_deg, chroma = math.degrees(math.atan2(b, a)), math.hypot(a, b)
    away = abs((hue_deg - _TARGETS_DEG[undertone.value] + 180) % 360 - 180)
    return away * min(chroma / _NUDE, 1.0) + 0.5 * _NUDE * max(1 - chroma / _NUDE, 0.0)
