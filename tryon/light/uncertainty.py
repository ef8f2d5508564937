"""How far a painted colour may be from the colour of the real product here: the honest ±ΔE.

What is not known for sure is the light on the lips, the product's own colour, and what the
camera makes of both. Each is a distribution; the error that they cause together is a
distribution as well, and its mean and percentiles are reported.
"""

import math
from dataclasses import replace
from functools import cache
from statistics import NormalDist

import numpy as np

from tryon.core.colour import (
    BYTE_TO_LINEAR,
    LINEAR_TO_WIDE,
    LUMINANCE,
    WIDE_TO_LINEAR,
    Real,
    de2000,
    linear_to_lab,
)
from tryon.core.film import coat as coat_bare
from tryon.core.film import hiding
from tryon.core.layer import Coat, Drape, Layer
from tryon.core.memory import once_each
from tryon.core.mesh import Material
from tryon.core.scene import Cause, ColourError, Light
from tryon.core.shade import USUAL_DE2000

#: What an error of each axis of colour (standard deviation, in steps of ΔE00) adds to a length:
#: the mean length of three such axes together, over the deviation of one.
_LENGTH = 1.596

#: How far the light on the lips is off the light on the face, as a factor (logarithm): 0.013 on
#: synthetic people, whose mesh is right; half as much again for others.
_LIPS_SHADE = 0.02
#: The same of a garment, which is further from the face that told the light.
_BODY_SHADE = 0.10
#: Mean ΔE00 of three numbers in the place of a spectrum, for lamp, skin, paint and camera: at
#: no chroma, and for each unit of C*; and how lamps differ in it (logarithm of the factor).
#: Fitted to half of the trials of Tier 1 with the light given, checked on the other half.
_SPECTRA_DE2000, _SPECTRA_BY_CHROMA, _SPECTRA_SPREAD = 0.77, 0.027, 0.5
#: The same for each unit of what colours of make-up are apart in the lamps and cameras that are
#: likely, see `rendering.response_of`: of simulated colours that are not the suite's 82, 81 and
#: 86 %, beside sheets held still, carried (342, 340) and of who was enrolled (1378), are inside
#: their 80 %; in lamps that nobody knows 60 % beside a sheet (414) and 67 % enrolled (430).
_FORETOLD, _FORETOLD_SPREAD = 0.27, 0.3
#: Share of what a profile misses by on patches that are left out that it adds to products:
#: those at the edge of a chart's colours are missed by more, once they are left out, than what
#: lies between them. Of 538 simulated colours 83 % are inside their 80 % with it (87 %
#: without), of 712 others 84 % (87 %).
_OF_LEFT_OUT = 0.8

#: White that shows less than this is too dark to tell a colour by: eight bits and noise.
_DARK_LEVEL = 0.05

#: Linear sRGB of bare lips of luminance 1.
_LIP_HUE = np.array([1.72, 0.82, 0.72])
_LIP_HUE /= LUMINANCE @ _LIP_HUE


#: How many draws stand for a distribution: the percentiles are then good to 3 % (7 % at most),
#: as compared with 60,000 draws for five shades in six lights.
_DRAWS = 96


@cache
def _draws() -> tuple[Real, Real, Real]:
    """Spread normal vectors evenly, always alike: for light, rest and lamp.

    Independent and whitened, so that their covariance is exact: (n + 1, 3), of which the first
    is the mean, (n, 3) and (n,).

    References
    ----------
    Roberts (2018), The unreasonable effectiveness of quasirandom sequences: multiples of the
    powers of the generalised golden ratio, x^8 = x + 1, are spread evenly in seven dimensions.
    """
    ratio = 2.0
    for _ in range(50):
        ratio = (1 + ratio) ** (1 / 8)
    even = (0.05 + np.arange(1, _DRAWS + 1)[:, None] * ratio ** -np.arange(1.0, 8.0)) % 1
    draws = np.vectorize(NormalDist().inv_cdf)(even)
    draws -= draws.mean(0)
    values, vectors = np.linalg.eigh(draws.T @ draws / _DRAWS)
    draws = draws @ (vectors / np.sqrt(values)) @ vectors.T
    return np.concatenate([np.zeros((1, 3)), draws[:, :3]]), draws[:, 3:6], draws[:, 6]


def colour_error(layer: Layer, light: Light, *, camera_de2000: float = 0.0) -> ColourError:
    """Predict the error of the colour of a coat, or of a garment.

    Parameters
    ----------
    layer : Coat or Drape
    light : Light
        Of the scene that it was made for.
    camera_de2000 : float
        Mean error through the camera's profile, where there is one, of patches left out.

    Returns
    -------
    error : ColourError
        Of the body of the colour; highlights are not part of it. Of two colours, that of the
        one which may be further off.

    Notes
    -----
    The light is drawn from its posterior, and each draw is led through the film on the lips,
    so a sheer coat errs less than an opaque one; cloth hides everything. What else may be
    wrong has no direction and is added as an independent step in the tangent space of ΔE00.
    """
    if isinstance(layer, Coat) and layer.second is not None:
        one = replace(layer, second=None, blend=None)
        errors = [
            colour_error(each, light, camera_de2000=camera_de2000)
            for each in (one, replace(one, film=layer.second))
        ]
        return max(errors, key=lambda error: error.de2000_p80)
    of_light, of_rest, of_lamp = _draws()
    is_cloth = isinstance(layer, Drape)
    elsewhere = _BODY_SHADE if is_cloth else _LIPS_SHADE
    spread = np.linalg.cholesky(light.covariance + (elsewhere**2 + 1e-8 * np.eye(3)))
    whites = np.exp(np.log(np.maximum(layer.light, 1e-6)) + of_light @ spread.T)
    seen = whites * _cloth(layer) if isinstance(layer, Drape) else _seen(layer, whites)
    shown = np.clip(seen, 0.0, 1.0)
    colours, (red, green, blue) = linear_to_lab(shown), shown[0].tolist()
    by_light = de2000(colours[0], colours[1:])
    hidden = 1.0 if isinstance(layer, Drape) else hiding(layer.film)
    parts = {
        Cause.LIGHT: float(by_light.mean()),
        Cause.SHADE: hidden * _shade_de2000(layer),
        Cause.CAMERA: hidden * _OF_LEFT_OUT * camera_de2000,
    }
    chroma = math.hypot(colours[0, 1], colours[0, 2])
    spectra = hidden * (_SPECTRA_DE2000 + _SPECTRA_BY_CHROMA * chroma)
    lamps = _SPECTRA_SPREAD
    if light.response is not None:
        spectra *= _FORETOLD * light.response.de2000
        lamps = _FORETOLD_SPREAD
    if camera_de2000 > 0:
        spectra = 0.0  # it is a part of what a profile, made under the lamp, errs by
    known = math.hypot(parts[Cause.SHADE], parts[Cause.CAMERA])
    rest = np.hypot(known, spectra * np.exp(lamps * of_lamp))
    apart = of_rest * (rest / _LENGTH)[:, None]
    apart[:, 0] += by_light
    whole = np.sort(np.sqrt(np.einsum("ij,ij->i", apart, apart)))
    return ColourError(
        layer.effect,
        float(whole.mean()),
        _percentile(whole, 0.8),
        _percentile(whole, 0.9),
        layer.status,
        _cause(light, parts),
        (red, green, blue),
    )


def _shade_de2000(layer: Layer) -> float:
    known = layer.shade_de2000 if isinstance(layer, Coat) else None
    return USUAL_DE2000[layer.status] if known is None else known


def _percentile(ordered: Real, share: float) -> float:
    """Interpolate between ordered values that stand for equal shares."""
    place = share * len(ordered) - 0.5
    below = int(place)
    low, high = ordered[below : below + 2].tolist()
    return float(low + (place - below) * (high - low))


def _seen(coat: Coat, whites: Real) -> Real:
    """Colour (n, 3) of the coated lips, linear sRGB, for each white (n, 3) that may be."""
    bare = coat.bare_luminance * _LIP_HUE * (coat.light / (LUMINANCE @ coat.light))
    reflectance = np.clip(bare / whites @ LINEAR_TO_WIDE.T, 0.0, 1.0)
    linear: Real = whites * (coat_bare(reflectance, coat.film) @ WIDE_TO_LINEAR.T)
    return linear


def _cloth(drape: Drape) -> Real:
    """Mean reflectance (3,), linear sRGB, of the largest part of a garment."""
    largest = max(drape.worn.parts, key=lambda part: len(part.triangles))
    return _mean_linear(largest.material)


@once_each
def _mean_linear(material: Material) -> Real:
    linear = material.linear.astype(np.float64)
    if material.base is not None:
        linear = linear * BYTE_TO_LINEAR[material.base.pixels[::4, ::4, :3]].mean((0, 1))
    return linear


def _cause(light: Light, parts: dict[Cause, float]) -> Cause:
    if light.source == "default":
        return Cause.UNKNOWN
    if light.level < _DARK_LEVEL:
        return Cause.DARK
    return max(parts, key=lambda cause: parts[cause])
