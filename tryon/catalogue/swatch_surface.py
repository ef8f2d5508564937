"""How the surface of a swatch takes the light, and how it covers, from a photograph."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import LUMINANCE, WIDE_TO_LINEAR, Real
from tryon.core.film import coat, film, hiding
from tryon.core.scene import Floats

Mask = NDArray[np.bool_]

_WIDE_LUMINANCE = (LUMINANCE @ WIDE_TO_LINEAR).astype(np.float32)
#: Luminance beyond the swatch's own that its highlights have, as shares of the paper's.
_SATIN, _GLOSS = 0.025, 0.14
#: Share of the surface that sparkles; and luminance of a sparkle, as a share of the paper's,
#: from which flakes are seen one by one: finer ones share their pixel with what is around them.
_SPARKLES, _COARSE = 0.002, 0.08
#: Chroma of highlights, from 0 for those of the lamp to 1 for the colour of the swatch.
_METAL = 0.45


@dataclass(frozen=True, slots=True)
class Sheen:
    """The surface of a swatch, as one photograph under one lamp shows it.

    Attributes
    ----------
    finish : str
        The nearest finish by these figures, of those that a swatch can tell apart.
    shine : float
        Luminance of its highlights beyond its own, as a share of the paper's.
    metal : float
        Chroma of the highlights: 0 is the lamp's, 1 the swatch's own.
    sparkle : float
        Share of the surface that sparkles.
    glint : float
        Mean luminance of a sparkle beyond the swatch's own, as a share of the paper's.
    """

    finish: str
    shine: float
    metal: float
    sparkle: float
    glint: float


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """What a swatch across black and white tells of the film.

    Attributes
    ----------
    opaque : (3,) float64, linear wide RGB
        Reflectance of a film so thick that nothing shows through.
    sx : (3,) float64
        Scattering times thickness of the film as it lies there.
    opacity : float, in [0, 1]
        Share of what is below that it hides.
    """

    opaque: Real = field(repr=False)
    sx: Real = field(repr=False)
    opacity: float


def sheen(seen: Floats, core: Mask) -> Sheen:
    """Judge a surface.

    Parameters
    ----------
    seen : (h, w, 3) float32, linear wide RGB
        Reflectance of the swatch, highlights included, in even light.
    core : (h, w) bool
        The swatch without its rim.
    """
    size_px = float(np.sqrt(core.sum()))
    bright = seen @ _WIDE_LUMINANCE
    level = float(np.median(bright[core]))
    broad_px = max(0.04 * size_px, 2.0)
    weight = cv2.GaussianBlur(core.astype(np.float32), (0, 0), broad_px)
    filled = np.where(core, bright, level).astype(np.float32)
    broad = cv2.GaussianBlur(filled - level, (0, 0), broad_px) / np.maximum(weight, 0.2)
    fine = (filled - level - broad)[core]
    # Noise lies on both sides of the mean; sparkles only above.
    noise = float(np.quantile(np.abs(fine[fine < 0]), 0.68)) if (fine < 0).any() else 0.0
    limit = max(6 * noise, 0.10 * level, 0.012)
    sparkles = np.zeros(core.shape, np.uint8)
    sparkles[core] = fine > limit
    share = float(sparkles[core].mean())
    glint = float(fine[fine > limit].mean()) if share > 0 else 0.0
    is_glitter = False
    if share > _SPARKLES:
        count, _, stats, _ = cv2.connectedComponentsWithStats(sparkles)
        areas = stats[1:, cv2.CC_STAT_AREA]
        # A highlight is one large patch; glitter is many small ones.
        is_glitter = count > 12 and float(areas.max()) < 0.5 * float(areas.sum())
    shine = max(float(np.quantile(broad[core], 0.99)), 0.0)
    metal = _metal(seen, core, bright)
    if is_glitter:
        finish = "glitter" if glint > _COARSE else "shimmer"
    elif shine > _SATIN and metal > _METAL:
        finish = "metallic"
    elif shine > _GLOSS:
        finish = "gloss"
    else:
        finish = "satin" if shine > _SATIN else "matte"
    return Sheen(finish, shine, metal, *((share, glint) if is_glitter else (0.0, 0.0)))


def covers(over_white: Real, over_black: Real, white: Real, black: float = 0.04) -> Cover:
    """Tell a film from what it makes of white and of black.

    Parameters
    ----------
    over_white, over_black : (3,) float, linear wide RGB
    white : (3,) float
        The bare white half.
    black : float
        The bare black half.

    Examples
    --------
    >>> true = film(np.array([0.5, 0.1, 0.12]), np.array([1.0, 0.8, 0.9]))
    >>> white = np.array([0.85, 0.85, 0.9])
    >>> cover = covers(coat(white, true), coat(np.full(3, 0.04), true), white)
    >>> cover.opaque.round(3), cover.sx.round(3)
    (array([0.5 , 0.1 , 0.12]), array([1. , 0.8, 0.9]))
    """
    lit, dim = np.asarray(over_white, float), np.asarray(over_black, float)
    dim = np.minimum(dim, lit)
    opaque = np.clip((lit + dim) / 2, 0.005, 0.95)
    low, high = np.full(3, 1e-3), np.full(3, 30.0)
    for _ in range(200):
        # The contrast between the two halves tells the thickness, their level the colour.
        low, high = np.full(3, 1e-3), np.full(3, 30.0)
        for _ in range(45):
            middle = np.sqrt(low * high)
            shape = film(opaque, middle)
            contrast = coat(np.asarray(white, float), shape) - coat(np.full(3, black), shape)
            is_thin = contrast > lit - dim
            low, high = np.where(is_thin, middle, low), np.where(is_thin, high, middle)
        shape = film(opaque, high)
        miss = lit - coat(np.asarray(white, float), shape)
        miss = (miss + dim - coat(np.full(3, black), shape)) / 2
        opaque = np.clip(opaque + 0.7 * miss, 0.004, 0.96)
        if np.abs(miss).max() < 1e-7:
            break
    return Cover(opaque, high, hiding(film(opaque, high)))


def _metal(seen: Floats, core: Mask, bright: Floats) -> float:
    """Tell how much of the swatch's own colour its highlights have."""
    inside, level = seen[core], bright[core]
    low, high = np.quantile(level, (0.5, 0.985))
    base = inside[level <= low].mean(0)
    peak = inside[level >= high].mean(0) - base
    if float(peak @ _WIDE_LUMINANCE) < 0.01:
        return 0.0
    hue, own = _chroma(peak), _chroma(base)
    length = float(own @ own)
    return float(np.clip(hue @ own / length, 0.0, 1.0)) if length > 0.02 else 0.0


def _chroma(wide: Real) -> Real:
    """Give the two log ratios of a colour's channels, in linear sRGB-like proportions."""
    safe = np.log(np.maximum(np.asarray(wide, float), 1e-3))
    return np.array([safe[0] - safe[1], safe[2] - safe[1]])
