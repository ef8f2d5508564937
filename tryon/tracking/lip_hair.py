"""Hairs of a moustache that hang over the upper lip: nobody paints them.

A hair is a thin dark line that begins on the skin above the lip, and it is less rosy than the
lip around it. So lines of the lip, which are as red as the lip and end with it, are none, and
neither is the line between closed lips.
"""

import cv2
import numpy as np

from tryon.core.scene import Box, Bytes, Floats
from tryon.tracking.lip_colour import LIGHTNESS, log_rgb
from tryon.tracking.lip_cover import Flags
from tryon.tracking.lip_shape import fill

#: Widths of the surroundings that a hair is compared with, and of the skin above the lip on
#: which it has to begin, in mouth widths; the share of the lip's height that it may cover.
_BESIDE, _ABOVE, _DEEP = 0.08, 0.06, 0.8
#: Log-lightness by which it is darker; log R + log B - 2 log G by which it is less rosy.
_DARKER, _PALER = 0.16, 0.02
#: How much of it lies over the lip at least: square px for each px of the mouth's width.
_LEAST = 0.03
#: Who has more than a few hairs there has others, which are fainter, and shorter by half.
_FEW, _FAINT = 4, 0.1
#: Columns at either corner of the mouth in which no hair is looked for.
_CORNER = 4
#: How many standard deviations of the picture's noise it has to be darker, too.
_CLEAR = 8.0
_ROSINESS = np.array([[1, -2, 1]], np.float32)
#: By so much more than was seen is left out, in mouth widths: where a hair is half a pixel.
_MARGIN = 0.012


def without_hairs(pixels: Bytes, edges: Floats, unit: float) -> Floats | None:
    """Find the hairs over an upper lip.

    Parameters
    ----------
    pixels : (h, w, 3) uint8
        Of a patch around the mouth.
    edges : (4, COLUMNS, 2) float32, px of the patch
    unit : float
        Mouth width, px.

    Returns
    -------
    bare : (h, w) float32, 0 or 1, or None
        0 where a hair is; None when there is none.

    References
    ----------
    Lee et al., "DullRazor: a software approach to hair removal from images" (1997): hairs are
    what a morphological closing takes away.
    """
    box = Box(0, 0, pixels.shape[1], pixels.shape[0])
    edges = edges[:, _CORNER:-_CORNER]  # its shadow is dark, and begins on the skin
    above = edges[0] - np.array([0, _ABOVE * unit], np.float32)
    below = edges[0] * (1 - _DEEP) + edges[1] * _DEEP
    skin, lip = (
        fill(box, [(np.concatenate([edges[0], other[::-1]]), 1)]) > 0.5
        for other in (above, below)
    )
    around = skin | lip
    if not around.any():
        return None
    logs = log_rgb(pixels, 1.0)  # not smoothed
    light, rosy = cv2.transform(logs, LIGHTNESS[None]), cv2.transform(logs, _ROSINESS)
    size = int(_BESIDE * unit) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    darker = cv2.morphologyEx(light, cv2.MORPH_CLOSE, disc) - light
    paler = cv2.GaussianBlur(rosy, (0, 0), max(size // 2, 1)) - rosy
    noise = 1.5 * float(np.median(np.abs(light - cv2.medianBlur(light, 3))[around]))
    thin = (darker > max(_DARKER, _CLEAR * noise)) & (paler > _PALER) & around
    hairs = _rooted(thin, skin, lip, _LEAST * unit)
    if not hairs.any():
        return None
    if cv2.connectedComponents(hairs.astype(np.uint8))[0] > _FEW:
        hairs |= _rooted((darker > _FAINT) & (paler > 0) & around, skin, lip, _LEAST / 2 * unit)
    margin = 2 * round(_MARGIN * unit) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (margin, margin))
    return np.asarray(1 - cv2.dilate(hairs.astype(np.float32), disc), np.float32)


def _rooted(thin: Flags, skin: Flags, lip: Flags, least: float) -> Flags:
    """Keep what of thin things lies over the lip, if they begin on the skin."""
    count, parts = cv2.connectedComponents(thin.astype(np.uint8))
    hairs = np.bincount(parts[skin], minlength=count) > 0
    hairs &= np.bincount(parts[lip], minlength=count) > least
    hairs[0] = False
    return np.asarray(lip & hairs[parts])
