"""A product as a coat: what depends on shade, finish and coats alone, worked out once."""

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from tryon.core.colour import LINEAR_TO_WIDE, Real
from tryon.core.encoding import Response
from tryon.core.film import hiding, strength_for, thickness_for
from tryon.core.scene import Floats
from tryon.core.shade import Shade
from tryon.effects.finish import Finish
from tryon.effects.highlights import Mirror, mirror
from tryon.effects.platelets import mirrored_diffuse
from tryon.effects.spectral import curve_of, spectral_film

#: Roughness at which a surface shows a third of the highlights of moist lips.
_LIP_ROUGHNESS = 0.48
#: Share of the bare lips' highlights that stays where no lines break them up.
_SHINE_WITHOUT_LINES = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Coating:
    """What of a coat depends on the product alone.

    Attributes
    ----------
    finish : Finish
    film : (3, 4) float32
        See `tryon.core.layer.Coat`.
    hiding : float, in [0, 1]
        Share of what is below that the film hides.
    lines : float, at least 0
        Exponent of lines and pores.
    shine : float, at least 0
        Factor on the highlights of the bare lips.
    mirror : Mirror
        What its surface reflects.
    opaque : (3,) float64
        Linear wide RGB of the product.
    touched : float, in [0, 1]
        Share of the surface that is the film's.
    """

    finish: Finish
    film: Floats = field(repr=False)
    hiding: float
    lines: float
    shine: float
    mirror: Mirror
    opaque: Real = field(repr=False)
    touched: float


@lru_cache(maxsize=64)
def coating(
    shade: Shade, finish: Finish, coats: float, response: Response | None = None
) -> Coating:
    """Work out how a product lies on lips.

    Parameters
    ----------
    shade : Shade
    finish : Finish
    coats : float, at least 0
    response : Response or None
        What lamp and camera make of curves, where that is known.
    """
    opaque = np.clip(LINEAR_TO_WIDE @ shade.reflectance, 0, 1)
    touched = 1 - math.exp(-3 * coats)
    coefficients = _film(shade, opaque, finish, coats, response)
    hidden = hiding(coefficients)
    shine = min(finish.gloss, 1.2) * math.exp(-((finish.roughness / _LIP_ROUGHNESS) ** 2))
    # Bare lips shine in bits between their lines; where those are filled, the film's own
    # highlight takes their place.
    shine *= _SHINE_WITHOUT_LINES + (1 - _SHINE_WITHOUT_LINES) * min(finish.lines / 0.8, 1.0)
    return Coating(
        finish=finish,
        film=coefficients.astype(np.float32),
        hiding=hidden,
        lines=1 - (1 - finish.lines) * hidden,
        shine=1 - (1 - shine) * touched,
        mirror=mirror(finish, opaque, touched, curve_of(shade), response),
        opaque=opaque,
        touched=touched,
    )


def _film(
    shade: Shade, opaque: Real, finish: Finish, coats: float, response: Response | None
) -> Real:
    """Film of pigment, with what is dissolved of the colour and platelets above it."""
    veil = veil_of(finish, 1 - math.exp(-3 * coats))
    if shade.sx is not None:
        return spectral_film(shade, np.array(shade.sx) * coats, 0.0, response, veil)
    share = shade.opacity or finish.hiding
    thickness = thickness_for(opaque, share * (1 - finish.dye))
    stain = strength_for(opaque, share * finish.dye) if finish.dye else 0.0
    return spectral_film(shade, thickness * coats, stain * coats, response, veil)


def veil_of(finish: Finish, touched: float) -> tuple[Real, Real] | None:
    """Tell what platelets mirror and let pass (n,), see `tryon.core.film.film`."""
    mica = finish.mica
    if mica is None:
        return None
    share = touched * mica.share
    back = share * mirrored_diffuse(mica.oxide_nm)
    # Mica lets pass what it does not mirror; metal lets nothing pass.
    return back, 1 - back if mica.oxide_nm else np.full_like(back, 1 - share)
