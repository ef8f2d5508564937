"""What the bare face says about the light: the colour of skin, its shading, the eyes' white.

A few hundred single pixels at fixed places of the mesh; the cost does not grow with the
picture.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import Real, luminance
from tryon.core.encoding import SRGB, Encoding
from tryon.core.scene import Bytes, Floats
from tryon.light.harmonics import basis

Flags = NDArray[np.bool_]
Counts = NDArray[np.intp]

#: Triangles of mesh points on cheeks, forehead and the sides of the nose, front side outwards.
#: Large ones: their normals are steadier than those of the mesh's own triangles. Last are four
#: each side of the mouth, the only ones that face the camera as lips do: without them a lamp
#: from above makes synthetic people's lips 7 % too bright or dark, with them 5 %.
_PATCHES = np.array(
    [
        (123, 50, 117), (117, 101, 118), (50, 101, 117), (50, 205, 101), (101, 205, 36),
        (118, 101, 119), (119, 101, 100), (100, 101, 36), (123, 187, 50), (50, 187, 205),
        (116, 123, 117), (67, 108, 109), (69, 108, 67), (109, 151, 10), (108, 151, 109),
        (108, 9, 151), (104, 69, 67), (122, 196, 6), (236, 3, 196),
        (352, 346, 280), (346, 347, 330), (280, 346, 330), (280, 330, 425), (330, 266, 425),
        (347, 348, 330), (348, 329, 330), (329, 266, 330), (352, 280, 411), (280, 425, 411),
        (345, 346, 352), (297, 338, 337), (299, 297, 337), (338, 10, 151), (337, 338, 151),
        (337, 151, 9), (333, 297, 299), (351, 6, 419), (456, 419, 248),
        (36, 205, 206), (205, 207, 206), (187, 207, 205), (207, 216, 206),
        (266, 426, 425), (425, 426, 427), (411, 425, 427), (427, 426, 436),
    ]
)  # fmt: skip

#: Lids of both eyes, the upper from corner to corner and then the lower, and centre and rim of
#: the iris between them.
_LIDS = np.array(
    [
        (246, 161, 160, 159, 158, 157, 173, 7, 163, 144, 145, 153, 154, 155),
        (466, 388, 387, 386, 385, 384, 398, 249, 390, 373, 374, 380, 381, 382),
    ]
)
_IRIS = np.array([(468, 469, 470, 471, 472), (473, 474, 475, 476, 477)])


#: How far the harmonics of orders 0, 1 and 2 may go from usual light (standard deviations):
#: one face shows a third of all normals, so what it does not show must be guessed. Lamps are
#: left or right by chance, but mostly above; and foreheads, cheeks and chins differ without a
#: lamp, while left and right do not. Last is what skin mirrors, beside its matte colour.
_LEEWAY = np.array([10, 0.2, 0.35, 0.6, 0.03, 0.03, 0.03, 0.03, 0.03, 0.05], np.float32)
#: Skin mirrors so much of the light straight back, and by that power of the cosine less aside.
_SHINE, _SHARPNESS = 0.1, 18

#: Luminance of the first code above black, nearly: skin this dark tells nothing.
_BLACK = 4e-4
#: Skin differs by about this much from place to place, in the same light.
_MOTTLE = 0.12
#: Skin between these shares of it, by how light it is for where it is, is matte and bare.
_DARK, _LIGHT = 0.15, 0.9
#: And from this share on it shines, if anything of it does.
_SHINING = 0.95


def _spread(steps: int) -> Floats:
    """Barycentric coordinates (n, 3) of points evenly spread inside a triangle."""
    grid = [
        (a + 1 / 3, b + 1 / 3, steps - a - b - 2 / 3)
        for a in range(steps)
        for b in range(steps - a)
    ]
    return np.array(grid, np.float32) / steps


def _between_lids() -> Floats:
    """Weights (n, 14) that lead from the points of two lids to points between them."""
    upper = np.eye(7, 14, dtype=np.float32)
    lower = np.roll(upper, 7, axis=1)
    weights: list[Floats] = []
    for down in np.linspace(0.2, 0.8, 5, dtype=np.float32):
        row = upper * (1 - down) + lower * down
        weights += [row, (row[1:] + row[:-1]) / 2]
    return np.concatenate(weights)


#: The lower lip along its middle and its inner rim.
_LOWER_LIP = np.array([90, 180, 85, 16, 315, 404, 320, 88, 178, 87, 14, 317, 402, 318])
_INSIDE = _spread(4)
_IN_EYE = _between_lids()
NORMAL_TO_CAMERA = basis(np.array([[0, 0, 1]], np.float32))[0]


def _usual() -> Floats:
    """Harmonics (9,) of usual light: three tenths from a lamp before and above, the rest even.

    A lamp's irradiance is the clamped cosine, whose orders are weighed as by Ramamoorthi and
    Hanrahan (2001), An efficient representation for irradiance environment maps.
    """
    orders = np.array([1.0, *3 * (2 / 3,), *5 * (1 / 4,)], np.float32) * np.float32(math.pi)
    lamp: Floats = 0.3 * orders * basis(np.array([[0.0, 0.515, 0.857]], np.float32))[0]
    lamp[0] += 0.7 / NORMAL_TO_CAMERA[0]
    return lamp / np.float32(NORMAL_TO_CAMERA @ lamp)


#: What is expected where a face does not tell. With even light instead, lips, which do not face
#: the camera as cheeks do, come out 4 % too bright on synthetic people.
USUAL = _usual()
_EXPECTED = np.append(USUAL, _SHINE)

_NO_PATCHES = np.full((len(_PATCHES), 3), np.nan, np.float32)
_AHEAD = np.tile(np.array([0, 0, 1], np.float32), (len(_PATCHES), 1))


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What one face says about the light, in linear sRGB as the picture's encoding has it.

    Attributes
    ----------
    skin : (3,) float32
        Diffuse colour of bare skin whose normal points at the camera.
    shading : (9,) float32
        Harmonics of the irradiance, 1 for the normal (0, 0, 1).
    eyes : (3,) float32 or None
        The white of the eyes; None when they are closed, too small, or out of the picture.
    opening : float
        How far the eyes are open, as a share of the face's width.
    width_px : float
        Width of the face; small faces are read less surely.
    patches : (46, 3) float32
        log of the mean colour of each part of cheeks, forehead and nose, whatever covers it;
        NaN where it is turned away or out of the picture.
    patch_noise : float
        Standard deviation of the hue of `patches` that comes from noise and texture.
    normals : (46, 3) float32, unit length
        Of these parts: x right, y up, z to the camera.
    lips : (3,) float32 or None
        Colour of the lower lip as it is lit, whatever it wears; None when out of the picture.
    shine : float or None
        How much lighter skin is where it shines than where it does not, less one, whatever
        shades it; None where nobody looked.
    """

    skin: Floats
    shading: Floats = field(repr=False)
    eyes: Floats | None
    opening: float
    width_px: float
    patches: Floats = field(repr=False, default_factory=lambda: _NO_PATCHES)
    patch_noise: float = 0.0
    normals: Floats = field(repr=False, default_factory=lambda: _AHEAD)
    lips: Floats | None = None
    shine: float | None = None


def read_face(rgb: Bytes, points: Floats, encoding: Encoding = SRGB) -> Reading | None:
    """Read the light off a face.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    points : (478, 3) float32, px
        Attention mesh, z negative towards the camera.
    encoding : Encoding
        What the codes of `rgb` mean.

    Returns
    -------
    reading : Reading or None
        None when too little bare skin is in the picture, or all of it is black.
    """
    corners = points.T[:, _PATCHES]
    normals = unit(across(corners))
    x, y = (corners[:2] @ _INSIDE.T).reshape(2, -1)
    seen = np.repeat(normals[2] > 0.25, len(_INSIDE)) & _in_picture(rgb, x, y)
    places = np.flatnonzero(seen)
    if len(places) < 60:
        return None
    colours = _pick(rgb, x[places], y[places], encoding)
    all_patches, patch_noise = _means(colours, places // len(_INSIDE))
    kept = np.flatnonzero(_of_one_hue(colours, encoding.white))
    colours, patches = colours[:, kept], places[kept] // len(_INSIDE)
    bright = luminance(colours.T)
    (middle,) = _ranks(bright, 0.5)
    if middle < _BLACK:
        return None
    looks = _look_of(normals)
    samples = np.bincount(patches, minlength=len(_PATCHES))
    bright_sums = np.bincount(patches, bright, len(_PATCHES)) / middle
    fitted = _fit(looks, samples, bright_sums)
    front = max(float(NORMAL_TO_CAMERA @ fitted[:-1]), 0.3)
    shading = (fitted[:-1] / front).astype(np.float32)
    foretold = np.maximum(looks @ fitted, 0.1 * front)[patches]
    relief = bright / foretold
    bare = np.flatnonzero(_bare(relief))
    matte, shining = _ranks(relief, 0.5, _SHINING)
    skin = colours[:, bare].mean(1) * np.float32(front / foretold[bare].mean())
    width_px = float(np.ptp(points[:, 0]))
    lids = points[_LIDS, :2]
    gaps = lids[:, 2:5] - lids[:, 9:12]
    opening_px = float(np.sqrt((gaps * gaps).sum(2)).mean())
    eyes = None
    if opening_px >= 3:
        eyes = _read_eyes(rgb, lids, points[_IRIS, :2], encoding)
    opening = opening_px / width_px
    lips = _read_lips(rgb, points, encoding)
    return Reading(
        skin,
        shading,
        eyes,
        opening,
        width_px,
        all_patches,
        patch_noise,
        normals.T,
        lips,
        shining / matte - 1,
    )


def _means(colours: Floats, patches: Counts) -> tuple[Floats, float]:
    """Log of the mean of the samples (3, n) of each patch: (46, 3), NaN without; and its noise.

    The noise is that of the ratio of red and green, in the median patch.
    """
    count = np.bincount(patches, minlength=len(_PATCHES)).astype(np.float64)
    count[count < 1] = np.nan
    sums = np.array([np.bincount(patches, channel, len(_PATCHES)) for channel in colours])
    hue = colours[0] / (colours[1] + 1e-4)
    share = np.bincount(patches, hue, len(_PATCHES)) / count
    square = np.bincount(patches, hue * hue, len(_PATCHES)) / count
    variance = np.sort((square / (share * share + 1e-9) - 1) / count)
    middle = float(variance[np.count_nonzero(count > 0) // 2])
    means: Floats = np.log(sums / count + 1e-4).T.astype(np.float32)
    return means, math.sqrt(max(middle, 0.0))


def across(corners: Floats) -> Floats:
    """Give vectors (3, n) across triangles, x right, y up, z ahead, as long as two areas.

    Their `corners` (3, n, 3) are given by coordinate, triangle and corner, as a mesh has them.
    """
    one, other = corners[:, :, 1] - corners[:, :, 0], corners[:, :, 2] - corners[:, :, 0]
    (a, b, c), (d, e, f) = one, other
    crossed: Floats = np.array([b * f - c * e, a * f - c * d, b * d - a * e])
    return crossed


def unit(vectors: Floats) -> Floats:
    """Make vectors (3, n) one long, but those of no length."""
    length = np.sqrt((vectors * vectors).sum(0))
    ones: Floats = vectors / np.maximum(length, 1e-9)
    return ones


def _in_picture(rgb: Bytes, x: Floats, y: Floats) -> Flags:
    height, width = rgb.shape[:2]
    inside: Flags = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    return inside


def _pick(rgb: Bytes, x: Floats, y: Floats, encoding: Encoding) -> Floats:
    """Linear colours (3, n) of the pixels at places in the picture."""
    codes = rgb[y.astype(np.intp), x.astype(np.intp)]
    # A profile may put a noisy dark channel below 0, where no logarithm goes.
    return np.ascontiguousarray(np.maximum(encoding.decode(codes), 0).T)


def _ranks(values: Floats, *shares: float) -> list[float]:
    """Quantiles without interpolation: a fifth of the time of numpy's."""
    places = [int(share * (len(values) - 1)) for share in shares]
    ordered = np.partition(values, places)
    return [float(ordered[place]) for place in places]


def _of_one_hue(colours: Floats, white: float) -> Flags:
    """Which samples (3, n) are of the hue that most of the face has: not hair, glasses, paint.

    From the luminance `white` on, codes are clipped.
    """
    hue = np.log((colours[::2] + 1e-4) / (colours[1] + 1e-4))
    half = int(0.5 * (hue.shape[1] - 1))
    hue -= np.partition(hue, half, axis=1)[:, half, None]
    kept: Flags = (np.abs(hue).max(0) < 0.3) & (colours.max(0) < 0.985 * white)
    return kept if np.count_nonzero(kept) >= 30 else np.ones_like(kept)


def _bare(relief: Floats) -> Flags:
    """Which samples are bare matte skin, by how light they are for where they are.

    Beard, hair and pores are darker, shine is lighter. What the lamp makes darker is not: the
    shaded side of a face says how it is shaded.
    """
    low, high = _ranks(relief, _DARK, _LIGHT)
    bare: Flags = (relief >= low) & (relief <= high)
    return bare


def _look_of(normals: Floats) -> Floats:
    """How skin may look (n, 10) by its normals (3, n): nine harmonics, and what it mirrors."""
    return np.column_stack([basis(normals.T), np.maximum(normals[2], 0) ** _SHARPNESS])


def _fit(looks: Floats, samples: Counts, bright_sums: Real) -> Real:
    """Least squares of harmonics and shine (10,), usual light where nothing is seen.

    For each patch: its look, how many samples it has, and their sum.
    """
    # Neighbouring samples err together: count them as one observation for each patch.
    weight = len(_PATCHES) / samples.sum() / _MOTTLE**2
    precision = weight * (looks.T @ (samples[:, None] * looks))
    precision.flat[:: len(_LEEWAY) + 1] += _LEEWAY**-2
    pull = weight * (bright_sums @ looks)
    pull += _LEEWAY**-2 * _EXPECTED
    fitted: Real = np.linalg.solve(precision, pull)
    return fitted


def _read_lips(rgb: Bytes, points: Floats, encoding: Encoding) -> Floats | None:
    """Linear colour (3,) of the lower lip: the median of two rows, so without its highlight."""
    x, y = points[_LOWER_LIP, :2].T
    if not _in_picture(rgb, x, y).all():
        return None
    colours = np.sort(_pick(rgb, x, y, encoding))
    return colours[:, len(_LOWER_LIP) // 2]


def _read_eyes(rgb: Bytes, lids: Floats, irises: Floats, encoding: Encoding) -> Floats | None:
    """Linear colour (3,) of the white of the eyes; None when too little of it is seen.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    lids : (2, 14, 2) float32, px
    irises : (2, 5, 2) float32, px
        Centre and rim.
    """
    rim = irises[:, 1:] - irises[:, :1]
    radius = np.sqrt((rim * rim).sum(2)).mean(1)
    places = _IN_EYE @ lids
    away = places - irises[:, :1]
    x, y = places[(away * away).sum(2) > ((1.15 * radius) ** 2)[:, None]].T
    inside = np.flatnonzero(_in_picture(rgb, x, y))
    if len(inside) < 24:
        return None
    colours = _pick(rgb, x[inside], y[inside], encoding)
    bright = luminance(colours.T)
    # Most is lashes, veins, iris and shadow of the lid; the top is the wet highlight.
    low, high = _ranks(bright, 0.7, 0.95)
    white: Floats = colours[:, (bright >= low) & (bright <= high)].mean(1)
    return white
