"""Paints a coat of colour on skin, in linear light, on the pixels of its box only.

What the picture shows of bare skin is taken apart into light and shade (slow changes of
luminance), lines and pores (fast ones), highlights (what rises far above both) and colour.
The film changes the colour, its surface the lines and the highlights; light and shade stay.
"""

import cv2
import numpy as np

from tryon.core.colour import (
    LINEAR_TO_WIDE,
    LUMINANCE,
    WIDE_TO_LINEAR,
    linear_to_srgb,
    srgb_to_linear,
)
from tryon.core.layer import Coat
from tryon.core.scene import Bytes, Floats

_LINEAR = srgb_to_linear(np.arange(256) / 255.0).astype(np.float32).reshape(1, 256)
_TO_WIDE = LINEAR_TO_WIDE.astype(np.float32)
_FROM_WIDE = WIDE_TO_LINEAR.astype(np.float32)
_LUMINANCE = LUMINANCE.astype(np.float32).reshape(1, 3)

#: Steps of linear light on the way back to bytes: so fine that every byte survives the trip.
_STEPS = 65_535
_ENCODED = np.rint(255 * linear_to_srgb(np.arange(_STEPS + 1) / _STEPS)).astype(np.uint8)

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
    share = alpha * np.float32(1 / 255)
    linear = cv2.LUT(area, _LINEAR)
    luminance = cv2.transform(linear, _LUMINANCE) + _DARK
    shade, relief, excess = _take_apart(luminance, share, coat)

    white = _TO_WIDE @ coat.light
    # Light of each pixel on its surface: what makes the film's reflectance a colour.
    lit = shade * _flattened(shade, share, coat)
    matt = lit * cv2.pow(relief, coat.lines)
    mirrored = None if coat.glints is None else lit * coat.glints * (relief * relief)
    # Colour of the bare skin without light, shade and relief.
    bare = cv2.transform(linear, _TO_WIDE * (coat.bare_luminance / white)[:, None])
    per_luminance = 1 / luminance
    painted = []
    for plane, (a, b, c, d), lamp, tint in zip(
        cv2.split(bare), coat.film, white, coat.glint_tint, strict=True
    ):
        reflectance = np.minimum(plane * per_luminance, 1)
        coated = (a * reflectance + b) / (c * reflectance + d)
        coated *= matt
        if mirrored is not None:
            coated += tint * mirrored
        coated *= lamp
        painted.append(coated)
    colour: Floats = np.asarray(cv2.transform(cv2.merge(painted), _FROM_WIDE), np.float32)
    if coat.shine > 0:
        lamp_colour = coat.light * np.float32(coat.shine / (_LUMINANCE[0] @ coat.light))
        colour += excess[..., None] * lamp_colour
    colour = _fit_gamut(colour)
    colour -= linear
    colour *= share[..., None]
    colour += linear
    steps = cv2.multiply(colour, np.full(4, float(_STEPS)), dtype=cv2.CV_16U)
    area[...] = _ENCODED[steps]
    return alpha


def _take_apart(luminance: Floats, share: Floats, coat: Coat) -> tuple[Floats, Floats, Floats]:
    """Split (h, w) luminance into shade, relief around 1, and the excess that is highlight."""
    lightest = _LIGHTEST * coat.bare_luminance
    shade = _blur_inside(np.clip(luminance, None, lightest), share, coat.relief_px)
    # Once more without what stood out, so that a highlight does not brighten its surroundings.
    top = np.clip(shade * _HIGHEST, None, lightest)
    shade = _blur_inside(np.minimum(luminance, top), share, coat.relief_px)
    matt = np.minimum(luminance, np.clip(shade * _HIGHEST, None, lightest))
    relief = np.maximum(matt / shade, _DEEPEST)
    return shade, relief, luminance - matt


def _flattened(shade: Floats, share: Floats, coat: Coat) -> Floats:
    """Factor (h, w) that takes `shade` to shares of the light, its slowest changes weakened."""
    slow = _blur_inside(shade, share, _SLOW * coat.relief_px)
    return cv2.pow(slow * np.float32(1 / coat.bare_luminance), coat.modelling) / slow


def _blur_inside(values: Floats, weight: Floats, sigma_px: float) -> Floats:
    """Gaussian mean of (h, w) `values` where `weight` is, at a resolution that sigma allows."""
    height, width = values.shape
    step = max(int(sigma_px), 1)
    size = (max(width // step, 1), max(height // step, 1))
    both = cv2.merge([values * weight, weight])
    both = cv2.resize(both, size, interpolation=cv2.INTER_AREA)
    both = cv2.GaussianBlur(both, (0, 0), sigma_px / step, borderType=cv2.BORDER_CONSTANT)
    both = cv2.resize(both, (width, height), interpolation=cv2.INTER_LINEAR)
    total, weights = cv2.split(both)
    mean: Floats = (total + _DARK * _DARK) / (weights + _DARK)
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
