"""Irradiance as nine real spherical harmonics of the surface normal.

Under distant light the irradiance of a matte surface is a quadratic of its normal to within a
few per cent (Ramamoorthi and Hanrahan 2001), so nine numbers describe a room.
"""

import numpy as np

from tryon.core.colour import luminance
from tryon.core.scene import Floats

#: Normalisation of the orders 00, 1-1, 10, 11, 2-2, 2-1, 20, 21, 22.
_SCALES = np.array(
    [0.282095, 0.488603, 0.488603, 0.488603, 1.092548, 1.092548, 0.315392, 1.092548, 0.546274],
    np.float32,
)


def basis(normals: Floats) -> Floats:
    """Evaluate the nine harmonics.

    Parameters
    ----------
    normals : (n, 3) float32, unit length
        x right, y up, z towards the camera.

    Returns
    -------
    values : (n, 9) float32
        Orders 00, 1-1, 10, 11, 2-2, 2-1, 20, 21, 22.
    """
    x, y, z = normals.T
    one = np.ones_like(x)
    shape = (one, y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y)
    values: Floats = np.array(shape).T * _SCALES
    return values


def even(irradiance: Floats) -> Floats:
    """Give the harmonics (9, 3) of a light that falls equally on every normal.

    Parameters
    ----------
    irradiance : (3,) float32, linear sRGB
    """
    harmonics = np.zeros((9, 3), np.float32)
    harmonics[0] = irradiance / _SCALES[0]
    return harmonics


def direction(harmonics: Floats) -> tuple[Floats, float]:
    """Find where most of the light comes from.

    Parameters
    ----------
    harmonics : (9, 3) float32

    Returns
    -------
    towards : (3,) float32, unit length
        From the face to the light; straight ahead if the light is even.
    directed : float, in [0, 1]
        Share of the light that one distant lamp would explain: the length of the order-1
        part over the largest it can be beside this order-0 part.
    """
    bright = luminance(harmonics)
    vector = bright[[3, 1, 2]]
    length = float(np.linalg.norm(vector))
    # A lamp at unit normal irradiance has 0.8862 in order 0 and 1.0233 in order 1.
    most = 1.0233 / 0.8862 * float(max(bright[0], 1e-6))
    if length < 1e-3 * most:
        return np.array([0, 0, 1], np.float32), 0.0
    return (vector / length).astype(np.float32), min(length / most, 1.0)


def polynomial(harmonics: Floats) -> Floats:
    """Give the factors of 1, y, z, x, xy, yz, 3zz - 1, xz and xx - yy: (9, 3) float32.

    Parameters
    ----------
    harmonics : (9, 3) float32
    """
    factors: Floats = harmonics * _SCALES[:, None]
    return factors


#: Skin shows little that faces down, so what is found there is too bright: on mannequins in
#: known light the log ratio of what faces up to what faces down is 1.5 times what is found (30
#: pictures), that of left to right is as it is found. The largest ratio that is believed.
_TOO_EVEN, _STEEPEST = 1.5, 6.0
#: What faces up and down, and how much: sine of the angle.
_STEEP = 0.8
#: What faces up so much gets what it got: chests.
_AS_FOUND = 0.4
_UP_AND_DOWN = np.array([[0.0, _STEEP, 0.6], [0.0, -_STEEP, 0.6]], np.float32)


def from_above(harmonics: Floats) -> Floats:
    """Take from light that was read from skin what it is too bright from below.

    What faces the camera, a side, or a little up, gets as much light as before.

    Parameters
    ----------
    harmonics : (9, 3) float32

    Returns
    -------
    harmonics : (9, 3) float32
    """
    lit = basis(_UP_AND_DOWN) @ harmonics
    up, down = luminance(lit).tolist()
    if not 0 < down < up:
        return harmonics
    ratio = up / down
    wanted = max(min(ratio**_TOO_EVEN, _STEEPEST), ratio)
    taken = 0.5 * (1 - ratio / wanted) * np.maximum(lit[1], 0)
    # a multiple of y - yy / 0.4, which is nothing at y = 0 and 0.4, and `-2 taken` at -0.8
    steeper = polynomial(harmonics)
    square = 2 * taken / (_STEEP * (_STEEP + _AS_FOUND))
    steeper[1] += _AS_FOUND * square
    steeper[[0, 6, 8]] += np.outer((-1 / 3, 1 / 6, 1 / 2), square).astype(np.float32)
    steeper /= _SCALES[:, None]
    return steeper
