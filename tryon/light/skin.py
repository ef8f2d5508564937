"""What the bare face says about the light: the colour of skin, its shading, the eyes' white.

A few hundred single pixels at fixed places of the mesh; the cost does not grow with the
picture.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import BYTE_TO_LINEAR, luminance
from tryon.core.scene import Bytes, Floats
from tryon.light.harmonics import basis

Flags = NDArray[np.bool_]

#: Triangles of mesh points on cheeks, forehead and the sides of the nose, front side outwards.
#: Large ones: their normals are steadier than those of the mesh's own triangles.
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
    ]
)  # fmt: skip

#: Lids of both eyes, from corner to corner, and centre and rim of the iris between them.
_UPPER_LID = np.array(
    [(246, 161, 160, 159, 158, 157, 173), (466, 388, 387, 386, 385, 384, 398)]
)
_LOWER_LID = np.array([(7, 163, 144, 145, 153, 154, 155), (249, 390, 373, 374, 380, 381, 382)])
_IRIS = np.array([(468, 469, 470, 471, 472), (473, 474, 475, 476, 477)])


#: How far the harmonics of orders 0, 1 and 2 may go from even light (standard deviations):
#: one face shows a third of all normals, so what it does not show must be guessed small.
_LEEWAY = np.array([10, 0.35, 0.35, 0.35, 0.06, 0.06, 0.06, 0.06, 0.06], np.float32)

#: Luminance of the first code above black, nearly: skin this dark tells nothing.
_BLACK = 4e-4
#: Skin differs by about this much from place to place, in the same light.
_MOTTLE = 0.15


def _spread(steps: int) -> Floats:
    """Barycentric coordinates (n, 3) of points evenly spread inside a triangle."""
    grid = [
        (a + 1 / 3, b + 1 / 3, steps - a - b - 2 / 3)
        for a in range(steps)
        for b in range(steps - a)
    ]
    return np.array(grid, np.float32) / steps


_INSIDE = _spread(4)
_NORMAL_TO_CAMERA = basis(np.array([[0, 0, 1]], np.float32))[0]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What one face says about the light, in linear sRGB as the picture has it.

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
    """

    skin: Floats
    shading: Floats = field(repr=False)
    eyes: Floats | None
    opening: float
    width_px: float


def read_face(rgb: Bytes, points: Floats) -> Reading | None:
    """Read the light off a face.

    Parameters
    ----------
    rgb : (h, w, 3) uint8, sRGB
    points : (478, 3) float32, px
        Attention mesh, z negative towards the camera.

    Returns
    -------
    reading : Reading or None
        None when too little bare skin is in the picture, or all of it is black.
    """
    corners = points[_PATCHES] * np.array([1, -1, -1], np.float32)
    normals = _across(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    places = _INSIDE @ points[_PATCHES][:, :, :2]
    colours, inside = _pick(rgb, places.reshape(-1, 2))
    seen = np.repeat(normals[:, 2] > 0.25, len(_INSIDE)) & inside
    if seen.sum() < 60:
        return None
    colours = colours[seen]
    directions = np.repeat(basis(normals), len(_INSIDE), axis=0)[seen]
    kept = _bare(colours)
    colours, directions = colours[kept], directions[kept]
    bright = luminance(colours)
    (middle,) = _ranks(bright, 0.5)
    if middle < _BLACK:
        return None
    shading = _fit_shading(directions, bright / middle)
    fitted = directions @ shading
    skin = colours.mean(0) / fitted.mean()
    width_px = float(np.ptp(points[:, 0]))
    upper, lower = points[_UPPER_LID, :2], points[_LOWER_LID, :2]
    opening_px = float(np.linalg.norm(upper[:, 2:5] - lower[:, 2:5], axis=2).mean())
    eyes = _read_eyes(rgb, points, upper, lower) if opening_px >= 3 else None
    return Reading(skin, shading, eyes, opening_px / width_px, width_px)


def _across(one: Floats, other: Floats) -> Floats:
    """Find the unit vectors (n, 3) at right angles to two others."""
    (a, b, c), (d, e, f) = one.T, other.T
    crossed: Floats = np.stack([b * f - c * e, c * d - a * f, a * e - b * d], 1)
    crossed /= np.sqrt((crossed * crossed).sum(1, keepdims=True)) + 1e-9
    return crossed


def _pick(rgb: Bytes, places: Floats) -> tuple[Floats, Flags]:
    """Linear colours (n, 3) of the pixels at `places` (n, 2), and which are in the picture."""
    height, width = rgb.shape[:2]
    x, y = np.floor(places).astype(np.intp).T
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    pixels = rgb[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)]
    return BYTE_TO_LINEAR[pixels], inside


def _ranks(values: Floats, *shares: float) -> list[float]:
    """Quantiles without interpolation: a fifth of the time of numpy's."""
    places = [int(share * (len(values) - 1)) for share in shares]
    ordered = np.partition(values, places)
    return [float(ordered[place]) for place in places]


def _bare(colours: Floats) -> Flags:
    """Which samples are bare matte skin: not hair, glasses, shadow, shine or clipped.

    Beard and hair are darker than most of the face, shine is lighter, and all but skin differ
    in hue from the median of the face.
    """
    bright = luminance(colours)
    low, high = _ranks(bright, 0.15, 0.9)
    hue = np.log((colours[:, ::2] + 1e-4) / (colours[:, 1:2] + 1e-4))
    middle = [_ranks(hue[:, 0], 0.5)[0], _ranks(hue[:, 1], 0.5)[0]]
    odd = np.abs(hue - np.array(middle, np.float32)).max(1)
    clipped = colours.max(1) >= 0.985
    kept: Flags = (bright >= low) & (bright <= high) & (odd < 0.3) & ~clipped
    if kept.sum() < 30:
        kept = (bright >= low) & (bright <= high)
    return kept


def _fit_shading(directions: Floats, bright: Floats) -> Floats:
    """Least squares of nine harmonics (9,), pulled towards even light where nothing is seen."""
    # Neighbouring samples err together: count them as one observation for each patch.
    weight = len(_PATCHES) / len(directions) / _MOTTLE**2
    even = np.zeros(9, np.float32)
    even[0] = 1 / _NORMAL_TO_CAMERA[0]
    precision = weight * directions.T @ directions + np.diag(_LEEWAY**-2)
    pull = weight * directions.T @ bright + even * _LEEWAY**-2
    shading = np.linalg.solve(precision, pull)
    front = max(float(_NORMAL_TO_CAMERA @ shading), 0.3)
    return (shading / front).astype(np.float32)


def _read_eyes(rgb: Bytes, points: Floats, upper: Floats, lower: Floats) -> Floats | None:
    down = np.linspace(0.2, 0.8, 5, dtype=np.float32)[:, None, None, None]
    between = upper * (1 - down) + lower * down
    along = (between[:, :, 1:] + between[:, :, :-1]) / 2
    places = np.concatenate([between, along], 2)
    iris = points[_IRIS, :2]
    radius = np.linalg.norm(iris[:, 1:] - iris[:, :1], axis=2).mean(1)
    away = np.linalg.norm(places - iris[:, 0][None, :, None], axis=3) > 1.15 * radius[:, None]
    colours, inside = _pick(rgb, places[away])
    colours = colours[inside]
    if len(colours) < 24:
        return None
    bright = luminance(colours)
    # Most is lashes, veins, iris and shadow of the lid; the top is the wet highlight.
    low, high = _ranks(bright, 0.7, 0.95)
    white: Floats = colours[(bright >= low) & (bright <= high)].mean(0)
    return white
