"""Photographs of one hue throughout: sepia prints, and what a filter has toned.

In them lightness alone was taken, and whatever is as light as something else has its colour,
so skin says nothing of a lamp. Grey has the colour of the tone there, and so has white light.
"""

import cv2
import numpy as np

from tryon.core.colour import Real
from tryon.core.scene import Box, Bytes
from tryon.light.again import Appearance
from tryon.light.belief import LEVEL_ONLY, Belief

#: About so many pixels are compared along the longer side, at least so many in all, and a tone
#: bends no more with lightness than a polynomial of so many coefficients.
_SIDE, _FEWEST, _BENDS = 160, 200, 5
#: Codes outside these are cut off, and have lost their hue.
_DARKEST, _LIGHTEST = 4, 251
#: Codes by which 95 % of the pixels are off a tone at most, in the picture and in the face's
#: part of it, if the lightest were at 255; and besides so many for each unit (log) by which
#: lips are of another hue than skin in what no tone changes much, red and blue over green.
#: Of 91 photographs in colour the least has 14.1; of the same toned in two ways 91 % have less
#: than this. Dark pictures of dark skin before grey walls come nearest to it.
_APART, _FOR_LIPS = 10.5, 13.0
_MAGENTA = np.array([1.0, -2.0, 1.0])


def is_toned(rgb: Bytes, face: Box, look: Appearance) -> bool:
    """Whether a photograph is of one hue throughout, or of none.

    Parameters
    ----------
    rgb : (h, w, 3) uint8 sRGB
    face : Box
        A face in it: a wall in one colour may be nearly all of the picture, but not of this.
    look : Appearance
        Of that face: lips are of another hue than skin, but in such a picture.
    """
    if look.lips is None:
        return False
    left = _APART - _FOR_LIPS * max(float(_MAGENTA @ (look.lips - look.skin)), 0.0)
    return left > 0 and apart(rgb) < left and apart(rgb[face.rows, face.columns]) < left


def apart(rgb: Bytes) -> float:
    """Tell by how many codes 95 % of a picture are off a tone, if its lightest were at 255."""
    height, width = rgb.shape[:2]
    step = max(max(height, width) // _SIDE, 1)
    size = max(width // step, 8), max(height // step, 8)
    some = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).reshape(-1, 3).astype(float)
    some = some[(some.min(1) > _DARKEST) & (some.max(1) < _LIGHTEST)]
    if len(some) < _FEWEST:
        return np.inf
    lightness, hue = some @ LEVEL_ONLY / 255, some[:, [0, 2]] - some[:, 1:2]
    powers = np.vander(lightness, _BENDS)
    tone, *_ = np.linalg.lstsq(powers, hue, rcond=None)
    off = np.percentile(np.abs(hue - powers @ tone).max(1), 95)
    return float(off / np.percentile(lightness, 95))


def in_tone(belief: Belief, skin: Real) -> Belief:
    """Take the hue of skin (log, (3,)), which grey has as well there, for that of the light."""
    level = float(LEVEL_ONLY @ belief.mean)
    return Belief(level + skin - LEVEL_ONLY @ skin, belief.covariance)
