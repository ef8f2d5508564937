"""Contact shadows: what lies close behind the edge of cloth, or of a hand, gets less light.

Two things are kept away. Of the light from all around, a flat thing that hangs over a surface
takes half at its edge, and less further out; of the lamp it takes what its shadow takes, which
falls away from the lamp. Both are found in the picture, on a raster of some millimetres: where
the cloth is, how far behind it the body is, and which way the light comes.
"""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from tryon.core.colour import luminance
from tryon.core.layer import Drape
from tryon.core.scene import Box, Bytes, Floats
from tryon.render.crevice import in_crevices
from tryon.render.lay import spread_over
from tryon.render.surface import Lighting

#: What the mask of shadows on the picture is called, among those of effects.
SHADOW = "shadow"

#: Shadows are found on a raster of such cells, and in files on one of smaller ones; m.
_CELL_M, _FINE_M = 0.006, 0.003

#: How far cloth hangs from what is below it, and a hand from the cloth behind it; m.
_CLOTH_GAP_M, _HAND_GAP_M = 0.014, 0.030
#: Beyond the edge of what casts it, no shadow is further away than this, m.
REACH_M = 0.045
#: The half shade of a lamp beside the gap: windows and ceilings are wide.
_HALF_SHADE = 0.35
#: A lamp that shines along a surface would cast its shadow without end; in gaps.
_LONGEST = 1.5
#: What lies further behind cloth than this gets less of its shadow, and then none; m.
_CLOSE_M, _AWAY_M = 0.05, 0.14
#: A mannequin is not the person: what is in front by less than this may be behind, m.
_LEVEL_M = 0.02
#: A hand is small, and its fingers stand apart: so much of a flat thing's shadow it casts.
_OF_HANDS = 0.6
#: Most that is taken of the light, whatever comes together.
_MOST = 0.6


class Front(NamedTuple):
    """How light falls on what faces the camera.

    Attributes
    ----------
    lamp : float, in [0, 1]
        Share of it that comes from the brightest light.
    right, down : float
        Where that throws a shadow, in gaps.
    """

    lamp: float
    right: float
    down: float


class Shades(NamedTuple):
    """Light that is left in each pixel of a box.

    Attributes
    ----------
    picture : (h, w) uint8 or None
        Of what the picture shows: 255 is all of it; None where nothing receives a shadow.
    cloth : (h, w) uint8
        Of what is worn.
    """

    picture: Bytes | None
    cloth: Bytes


class Cells(NamedTuple):
    """A raster on which shadows are found.

    Attributes
    ----------
    box : Box
        Of the picture, where cloth can be.
    side_px : int
        Of a cell.
    size : (width, height)
        In cells; the last ones may reach beyond the box.
    pixels_per_m : float
        At the distance of the cloth.
    """

    box: Box
    side_px: int
    size: tuple[int, int]
    pixels_per_m: float


def raster_of(box: Box, pixels_per_m: float, *, fine: bool = False) -> Cells:
    """Choose a raster for the shadows of what is worn; a fine one has four times the cells."""
    side_px = max(round((_FINE_M if fine else _CELL_M) * pixels_per_m), 1)
    size = -(-box.width // side_px), -(-box.height // side_px)
    return Cells(box, side_px, size, pixels_per_m)


def shades(
    drapes: Sequence[Drape],
    light: Lighting,
    numbers: Bytes,
    coverage: Bytes,
    away_m: Floats,
    raster: Cells,
) -> Shades:
    """Find what cloth and hands leave of the light for what is close behind them.

    Parameters
    ----------
    drapes : sequence of Drape
        What lies over others comes later.
    light : Lighting
    numbers : (h * n, w * n) uint8
        Which of them is seen where, from 1; n samples a pixel, less than one or more.
    coverage : (h, w) uint8
        Of all of them, also what hands hide.
    away_m : (height, width) float32, m
        How far away what is seen is, on the raster; 0 where nothing is.
    raster : Cells

    Returns
    -------
    shades : Shades
    """
    receives = next((d.receives for d in drapes if d.receives is not None), None)
    hands = next((d.in_front for d in drapes if d.in_front is not None), None)
    box, cell_px, size, pixels_per_m = raster
    cells = Box(box.x, box.y, size[0] * cell_px, size[1] * cell_px)
    seen = _at_cells(numbers, numbers.shape[0] / box.height * cell_px, size)
    there = _at_cells(coverage, cell_px, size) * np.float32(1 / 255)
    front, cells_per_m = front_of(light), pixels_per_m / cell_px
    hidden = None if hands is None else spread_over(hands, cells, size)
    picture = None
    if receives is not None:
        shaded = 1 - beside_cloth(there, away_m, front, cells_per_m)
        # a silhouette is soft where the person ends, and nothing beyond may be shaded
        shaded *= np.clip(2.5 * spread_over(receives, cells, size) - 1.5, 0, 1)
        if hidden is not None:
            shaded *= 1 - hidden
        picture = _full_size(1 - shaded, cell_px, box)
    on_cloth = in_crevices(away_m, cells_per_m)
    for number in range(1, len(drapes)):
        over = np.where(seen > number, there, np.float32(0))
        left = beside_cloth(over, away_m, front, cells_per_m)
        # an edge that stands up is a wall as well: it takes its light once
        on_cloth = np.where(seen == number, np.minimum(left, on_cloth), on_cloth)
    if hidden is not None:
        on_cloth *= behind_hands(hidden, front, cells_per_m)
    return Shades(picture, _full_size(on_cloth, cell_px, box))


def _at_cells(picture: Bytes, cell_px: float, size: tuple[int, int]) -> Bytes:
    """Pick what a picture (h, w) has in the middle of each of (width, height) cells."""
    columns, rows = (
        np.minimum((np.arange(count) + 0.5) * cell_px, pixels - 1).astype(np.intp)
        for count, pixels in zip(size, picture.shape[::-1], strict=True)
    )
    picked: Bytes = picture[rows[:, None], columns]
    return picked


def _full_size(left: Floats, cell_px: int, box: Box) -> Bytes:
    """Spread cells over the pixels of a box: (h, w) uint8."""
    codes = np.rint(255 * left).astype(np.uint8)
    size = left.shape[1] * cell_px, left.shape[0] * cell_px
    spread = np.asarray(cv2.resize(codes, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    return spread[: box.height, : box.width]


def front_of(light: Lighting) -> Front:
    """Say how light falls on what faces the camera."""
    towards, terms = light.lamp_from, light.terms
    all_light = max(float(luminance(terms[0] + terms[2] + 2 * terms[6])), 1e-6)
    share = float(luminance(light.lamp_light)) * max(float(towards[2]), 0.0) / all_light
    steep = max(float(towards[2]), 1 / _LONGEST)
    return Front(min(share, 0.9), -float(towards[0]) / steep, float(towards[1]) / steep)


def beside_cloth(coverage: Floats, away_m: Floats, front: Front, cells_per_m: float) -> Floats:
    """Find what cloth leaves of the light for what is close behind its edge.

    Parameters
    ----------
    coverage : (h, w) float32, in [0, 1]
        Of the cloth that casts it.
    away_m : (h, w) float32, m
        Distance of what is nearest, cloth or body; 0 where nothing is known.
    front : Front
    cells_per_m : float
        How many cells a metre has, at the distance of the cloth.

    Returns
    -------
    left : (h, w) float32, in [0, 1]
        Exactly 1 further than `REACH_M` from the cloth.
    """
    kept = _hung(coverage, front, _CLOTH_GAP_M * cells_per_m)
    wide = _gauss(coverage, _CLOTH_GAP_M * cells_per_m)
    cloth_m = _gauss(coverage * away_m, _CLOTH_GAP_M * cells_per_m) / np.maximum(wide, 1e-4)
    behind_m = away_m - cloth_m
    close = np.clip((behind_m + _LEVEL_M) / _LEVEL_M, 0, 1)
    close *= np.clip((_AWAY_M - behind_m) / (_AWAY_M - _CLOSE_M), 0, 1)
    close[away_m == 0] = 1  # clothes that are wider than the mannequin
    left: Floats = 1 - close * (1 - kept)
    return left


def behind_hands(coverage: Floats, front: Front, cells_per_m: float) -> Floats:
    """Find what hands leave of the light for the cloth behind them; see `beside_cloth`."""
    left: Floats = 1 - _OF_HANDS * (1 - _hung(coverage, front, _HAND_GAP_M * cells_per_m))
    return left


def _hung(coverage: Floats, front: Front, gap: float) -> Floats:
    """Find what is left of the light a gap behind something flat; `gap` in cells."""
    around = _gauss(coverage, gap)
    shift = np.array([[1, 0, front.right * gap], [0, 1, front.down * gap]])
    height, width = coverage.shape
    moved = cv2.warpAffine(coverage, shift, (width, height), borderMode=cv2.BORDER_REPLICATE)
    lamp = _gauss(np.asarray(moved, np.float32), max(_HALF_SHADE * gap, 0.5))
    taken = (1 - front.lamp) * around + front.lamp * lamp
    left: Floats = np.maximum(1 - taken, np.float32(1 - _MOST))
    return left


def _gauss(values: Floats, spread: float) -> Floats:
    """Blur, with nothing further than twice the spread."""
    size = 2 * max(round(2 * spread), 1) + 1
    blurred = cv2.GaussianBlur(values, (size, size), spread, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, np.float32)
