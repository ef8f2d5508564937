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
_LUMINANCE = LUMINANCE.astype(np.float32)

#: Steps of linear light on the way back to bytes: so fine that every byte survives the trip.
_STEPS = 65_535
_ENCODED = np.rint(255 * linear_to_srgb(np.arange(_STEPS + 1) / _STEPS)).astype(np.uint8)

#: From here to white, highlights are bent instead of clipped, so they keep their shape.
_SHOULDER = np.float32(0.9)
_DARK = np.float32(1e-4)
#: Relief beyond these ratios to its surroundings is not a line or a pore.
_DEEPEST, _HIGHEST = 0.2, 1.12
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
    linear = np.stack(cv2.split(cv2.LUT(area, _LINEAR)))
    luminance = np.tensordot(_LUMINANCE, linear, 1) + _DARK
    shade, relief, excess = _take_apart(luminance, alpha, coat.relief_px)

    white = _TO_WIDE @ coat.light
    # Colour of the bare skin without light, shade and relief.
    bare = np.tensordot(_TO_WIDE * (coat.bare_luminance / white)[:, None], linear, 1)
    bare /= luminance
    np.clip(bare, 0, 1, out=bare)
    a, b, c, d = coat.film.T[:, :, None, None]
    coated = (a * bare + b) / (c * bare + d)
    coated *= cv2.pow(relief, coat.lines)
    if coat.glints is not None and coat.glint_tint is not None:
        # Lines break a highlight up more than they darken what is around it.
        coated += coat.glint_tint[:, None, None] * (coat.glints * relief * relief)
    coated *= white[:, None, None]
    coated *= shade * _flattened(shade, alpha, coat)
    if coat.shine > 0:
        lamp = white * np.float32(coat.shine / (_LUMINANCE @ coat.light))
        coated += lamp[:, None, None] * excess
    coated = np.tensordot(_FROM_WIDE, coated, 1)
    _fit_gamut(coated)

    coated -= linear
    coated *= alpha * np.float32(1 / 255)
    coated += linear
    codes = cv2.merge(list(coated))
    steps = cv2.multiply(codes, np.full(4, float(_STEPS)), dtype=cv2.CV_16U)
    area[...] = _ENCODED[steps]
    return alpha


def _take_apart(
    luminance: Floats, alpha: Bytes, relief_px: float
) -> tuple[Floats, Floats, Floats]:
    """Split (h, w) luminance into shade, relief around 1, and the excess that is highlight."""
    weight = alpha * np.float32(1 / 255)
    shade = _blur_inside(luminance, weight, relief_px)
    # Once more without what stood out, so that a highlight does not brighten its surroundings.
    shade = _blur_inside(np.minimum(luminance, shade * _HIGHEST), weight, relief_px)
    top = shade * _HIGHEST
    matt = np.minimum(luminance, top)
    relief = np.maximum(matt / shade, _DEEPEST)
    excess = luminance - matt
    return shade, relief, excess


def _flattened(shade: Floats, alpha: Bytes, coat: Coat) -> Floats:
    """Factor (h, w) that takes `shade` to shares of the light, its slowest changes weakened."""
    slow = _blur_inside(shade, alpha * np.float32(1 / 255), _SLOW * coat.relief_px)
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
    total, share = cv2.split(both)
    mean: Floats = (total + _DARK * _DARK) / (share + _DARK)
    return mean


def _fit_gamut(linear: Floats) -> None:
    """Bring (3, h, w) linear sRGB into [0, 1], in place, without breaking its gradients."""
    least = linear.min(0)
    if least.min() < 0:
        # Towards grey of the same luminance until the least channel is 0.
        grey = np.tensordot(_LUMINANCE, linear, 1)
        share = np.maximum(-least, 0) / np.maximum(grey - least, _DARK)
        linear += share * (grey - linear)
        np.maximum(linear, 0, out=linear)
    over = linear - _SHOULDER
    if over.max() > 0:
        np.maximum(over, 0, out=over)
        np.minimum(linear, _SHOULDER, out=linear)
        rest = 1 - _SHOULDER
        linear += rest * over / (rest + over)
