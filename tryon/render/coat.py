"""Paints a coat of colour on skin, in linear light, on the pixels of its box only.

What the picture shows of bare skin is taken apart into light and shade (slow changes of
luminance), lines and pores (fast ones), highlights (what rises far above both) and colour.
The film changes the colour, its surface the lines and the highlights; light and shade stay.
"""

import cv2
import numpy as np

from tryon.core.colour import (
    BYTE_TO_LINEAR,
    LINEAR_TO_WIDE,
    LUMINANCE,
    WIDE_TO_LINEAR,
    linear_to_srgb,
)
from tryon.core.layer import Coat
from tryon.core.scene import Bytes, Floats

_TO_WIDE = LINEAR_TO_WIDE.astype(np.float32)
_FROM_WIDE = WIDE_TO_LINEAR.astype(np.float32)
_LUMINANCE = LUMINANCE.astype(np.float32).reshape(1, 3)

#: Steps of linear light on the way back to bytes: so fine that every byte survives the trip.
_STEPS = 65_535
_ENCODED = np.rint(255 * linear_to_srgb(np.arange(_STEPS + 1) / _STEPS)).astype(np.uint8)

#: Pixels painted at a time: what they need stays in the processor's cache.
_BAND = 24_000
#: From here to white, highlights are bent instead of clipped, so they keep their shape.
_SHOULDER = 0.9
_DARK = 1e-4
#: Relief beyond these ratios to its surroundings is not a line or a pore.
_DEEPEST, _HIGHEST = 0.2, 1.12
#: Nor is light and shade ever lighter than this, beside the average: a broad highlight is.
_LIGHTEST = 1.7
#: Changes of luminance over this many sizes of the relief may be colour as well as light.
_SLOW = 3.0


def paint(picture: Bytes, coat: Coat) -> Bytes:
    """Paint `coat` on `picture`, in place.

    Parameters
    ----------
    picture : (h, w, 3) uint8, sRGB, writeable
    coat : Coat

    Returns
    -------
    alpha : (coat.box.height, coat.box.width) uint8
        The mask that was used; where it is 0 no byte of `picture` has changed.
    """
    area = picture[coat.box.rows, coat.box.columns]
    alpha = np.asarray(cv2.convertScaleAbs(coat.mask, alpha=255.0), np.uint8)
    shade, lit = _light_and_shade(area, alpha, coat)
    band = max(_BAND // coat.box.width, 1)
    for top in range(0, coat.box.height, band):
        rows = slice(top, top + band)
        glints = None if coat.glints is None else coat.glints[rows]
        _paint_band(area[rows], alpha[rows], shade[rows], lit[rows], glints, coat)
    return alpha


def _paint_band(
    area: Bytes, alpha: Bytes, shade: Floats, lit: Floats, glints: Floats | None, coat: Coat
) -> None:
    """Paint some rows of the box, in place."""
    linear = cv2.LUT(area, BYTE_TO_LINEAR)
    luminance = cv2.transform(linear, _LUMINANCE) + _DARK
    plain = np.minimum(
        luminance, np.clip(shade * _HIGHEST, None, _LIGHTEST * coat.bare_luminance)
    )
    relief = np.maximum(plain / shade, _DEEPEST)

    white = _TO_WIDE @ coat.light
    matt = lit * cv2.pow(relief, coat.lines)
    # Lines break a highlight up more than they darken what is around it.
    mirrored = None if glints is None else lit * glints * (relief * relief)
    # Colour of the bare skin without light, shade and relief.
    bare = cv2.transform(linear, _TO_WIDE * (coat.bare_luminance / white)[:, None])
    per_luminance = 1 / luminance
    painted = []
    for plane, (a, b, c, d), lamp, tint in zip(
        cv2.split(bare), coat.film, white, coat.glint_tint, strict=True
    ):
        reflectance = plane * per_luminance
        np.minimum(reflectance, 1, out=reflectance)
        coated = reflectance * (a * lamp)
        coated += b * lamp
        reflectance *= c
        reflectance += d
        coated /= reflectance
        coated *= matt
        if mirrored is not None:
            coated += mirrored * (tint * lamp)
        painted.append(coated)
    colour: Floats = np.asarray(cv2.transform(cv2.merge(painted), _FROM_WIDE), np.float32)
    if coat.shine > 0:
        lamp_colour = coat.light * np.float32(coat.shine / (_LUMINANCE[0] @ coat.light))
        colour += (luminance - plain)[..., None] * lamp_colour
    colour = _fit_gamut(colour)
    colour -= linear
    colour *= (alpha * np.float32(1 / 255))[..., None]
    colour += linear
    steps = cv2.multiply(colour, np.full(4, float(_STEPS)), dtype=cv2.CV_16U)
    area[...] = _ENCODED[steps]


def _light_and_shade(area: Bytes, alpha: Bytes, coat: Coat) -> tuple[Floats, Floats]:
    """Find the slow changes of luminance.

    Returns
    -------
    shade : (h, w) float32
        Luminance of the bare skin without lines, pores and highlights.
    lit : (h, w) float32
        Share of the light that falls there, its slowest changes weakened as the coat says.
    """
    luminance = cv2.transform(cv2.LUT(area, BYTE_TO_LINEAR), _LUMINANCE) + _DARK
    share = alpha * np.float32(1 / 255)
    lightest = _LIGHTEST * coat.bare_luminance
    size = coat.box.width, coat.box.height
    step = max(int(coat.relief_px), 1)
    grid = max(size[0] // step, 1), max(size[1] // step, 1)
    sigma = coat.relief_px / step
    weights = _resized(share, grid)

    def slow_part(values: Floats) -> Floats:
        return _mean_inside(_resized(values * share, grid), weights, sigma)

    shade = slow_part(np.clip(luminance, None, lightest))
    # Once more without what stood out, so that a highlight does not brighten its surroundings.
    top = _resized(shade, size) * _HIGHEST
    shade = slow_part(np.minimum(luminance, np.clip(top, None, lightest)))
    slowest = _mean_inside(shade * weights, weights, _SLOW * sigma)
    lit = shade / slowest * (slowest / coat.bare_luminance) ** coat.modelling
    return _resized(shade, size), _resized(lit, size)


def _resized(values: Floats, size: tuple[int, int]) -> Floats:
    """Resize (h, w) to (width, height): by means when smaller, linearly when larger."""
    smaller = size[0] < values.shape[1]
    way = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(values, size, interpolation=way), np.float32)


def _mean_inside(values: Floats, weights: Floats, sigma: float) -> Floats:
    """Gaussian mean of what `values` (h, w) sums up over `weights` (h, w)."""
    both = cv2.GaussianBlur(
        cv2.merge([values, weights]), (0, 0), sigma, borderType=cv2.BORDER_CONSTANT
    )
    total, weight = cv2.split(both)
    mean: Floats = (total + _DARK * _DARK) / (weight + _DARK)
    return mean


def _fit_gamut(linear: Floats) -> Floats:
    """Bring (h, w, 3) linear sRGB into [0, 1] without breaking its gradients."""
    red, green, blue = cv2.split(linear)
    least = cv2.min(cv2.min(red, green), blue)
    if float(least.min()) < 0:
        # Towards grey of the same luminance until the least channel is 0.
        grey = cv2.transform(linear, _LUMINANCE)
        share = np.maximum(-least, 0) / np.maximum(grey - least, _DARK)
        linear = linear + share[..., None] * (grey[..., None] - linear)
        linear = np.clip(linear, 0, None)
    most = cv2.max(cv2.max(red, green), blue)
    if float(most.max()) > _SHOULDER:
        over = np.clip(linear - _SHOULDER, 0, None)
        rest = 1 - _SHOULDER
        linear = np.clip(linear, None, _SHOULDER) + rest * over / (rest + over)
    return linear
