"""The surface of lips, in coordinates that travel with the mouth.

A texture runs from corner to corner (columns) and, first for the upper lip and then for the
lower, from top to bottom (rows). What is drawn there moves, stretches and opens with the lips
and stays where it is while they are still.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np

from tryon.core.scene import Box, Floats, Lips

#: Rows of one lip for each column, and how many columns there are at least and at most.
_ROWS_TO_COLUMNS = 7 / 32
_FEWEST, _MOST = 128, 512
_SEED = 20_240_607


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """The shape of lips, as a texture.

    Attributes
    ----------
    normals : (3, rows, columns) float32
        Unit vectors; x right, y up, z ahead.
    slant : (rows, columns) float32
        Pi / 4 over the slant towards the viewer ahead, which turns a density of facets into a
        reflection; weakened at the rim and the corners, where lips end flat.
    """

    normals: Floats = field(repr=False)
    slant: Floats = field(repr=False)


def columns_for(width_px: float) -> int:
    """Choose how fine a texture is that a mouth so wide can show: a power of 2."""
    fitting = 1 << max(math.ceil(math.log2(max(0.9 * width_px, 1.0))), 0)
    return min(max(fitting, _FEWEST), _MOST)


@lru_cache(maxsize=24)
def relief(lines: float, columns: int) -> Relief:
    """Shape the lips.

    Two rolls around the arch of the teeth, with the furrow below the cupid's bow and fine
    lines across.

    Parameters
    ----------
    lines : float, at least 0
        How much of the lips' own relief the film leaves.
    columns : int
        From `columns_for`.
    """
    rows = round(columns * _ROWS_TO_COLUMNS)
    across = np.linspace(-1, 1, columns)
    down = np.linspace(0, 1, rows)
    # The roll flattens towards the corners.
    pitch = np.concatenate([40 - 100 * down, 62 - 100 * down**0.9])[:, None] * (
        1 - 0.35 * across**2
    )
    furrow = np.repeat([9.0, 7.0], rows)[:, None]
    yaw = 42 * across - furrow * np.sin(np.pi * across) * (1 - np.abs(across))
    pitch, yaw = np.radians(pitch), np.radians(yaw + 9 * lines * _lip_lines(rows, columns))
    normals = np.stack(
        [np.cos(pitch) * np.sin(yaw), np.sin(pitch), np.cos(pitch) * np.cos(yaw)]
    )
    rim = np.clip(down / 0.3, 0, 1)
    rim = rim * rim * (3 - 2 * rim)
    fade = np.concatenate([rim, rim[::-1]])[:, None] * np.clip(
        (1 - np.abs(across)) / 0.25, 0, 1
    )
    slant = np.pi / 4 * fade / np.clip(normals[2], 0.25, 1)
    return Relief(normals.astype(np.float32), slant.astype(np.float32))


def _lip_lines(rows: int, columns: int) -> Floats:
    """Slopes (2 * rows, columns), about unit deviation, of the lines that run down the lips."""
    random = np.random.default_rng(_SEED)
    slopes = np.zeros((2 * rows, columns), np.float32)
    for count, share in ((11, 0.5), (29, 0.6), (53, 0.6), (101, 0.5)):
        # Few rows, many columns: long down the lip, narrow across it.
        rough = random.standard_normal((6, count)).astype(np.float32)
        slopes += share * cv2.resize(rough, (columns, 2 * rows), interpolation=cv2.INTER_CUBIC)
    slopes /= slopes.std()
    return slopes


def inwards(columns: int) -> Floats:
    """Tell how far in places are: (rows, columns), 0 at the outer edge to 1 at the seam."""
    rows = round(columns * _ROWS_TO_COLUMNS)
    across = np.abs(np.linspace(-1, 1, columns, dtype=np.float32))
    down = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    both = np.concatenate([down, 1 - down])
    # Towards the corners both edges are near.
    near: Floats = np.minimum(both, 2.5 * (1 - across))
    return near


def soften(texture: Floats, width_px: float) -> Floats:
    """Average a texture over what one pixel of a mouth that wide sees."""
    columns = texture.shape[1]
    if width_px >= columns:
        return texture
    sigma = columns / max(width_px, 4.0) / 2
    return np.asarray(cv2.GaussianBlur(texture, (0, 0), sigma), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """Where a texture lies on one mouth in one frame.

    The mouth's own axes start in the corner that is on the left and run along the line to the
    other and down.

    Attributes
    ----------
    box : Box
        Of what is drawn.
    matrix : (2, 3) float64
        From pixels of the box to the mouth's own axes.
    width : float
        Distance of the corners, px.
    top, upper, lower, bottom : (n,) float32
        Heights of the edges of both lips at x = 0, 1, … n - 1.
    """

    box: Box
    matrix: Floats = field(repr=False)
    width: float
    top: Floats = field(repr=False)
    upper: Floats = field(repr=False)
    lower: Floats = field(repr=False)
    bottom: Floats = field(repr=False)


def chart(lips: Lips, box: Box) -> Chart:
    """Find out where in `box`, a part of the frame, the surface of `lips` is."""
    outer, inner = lips.outer, lips.inner
    left = outer[0]
    away = outer - left
    along = away[int(np.argmax(away[:, 0] ** 2 + away[:, 1] ** 2))]  # to the other corner
    length = math.hypot(*along.tolist())
    width = max(length, 2.0)
    cos, sin = (along / max(length, 1.0)).tolist()
    turn = np.array([[cos, sin], [-sin, cos]], np.float32)  # to the mouth's own axes
    x = np.arange(math.ceil(width), dtype=np.float32)
    top, bottom = _curves(away @ turn.T, x)
    upper, lower = _curves((inner - left) @ turn.T, x, led_to=(0.0, width))
    across, down = box.x + 0.5 - float(left[0]), box.y + 0.5 - float(left[1])
    matrix = np.array(
        [[cos, sin, cos * across + sin * down], [-sin, cos, cos * down - sin * across]]
    )
    return Chart(box, matrix, width, top, upper, lower, bottom)


def place_on_lips(texture: Floats, chart: Chart) -> Floats:
    """Lay a texture of the lips over their box.

    Parameters
    ----------
    texture : (rows, columns) or (rows, columns, n) float32
    chart : Chart

    Returns
    -------
    laid : (chart.box.height, chart.box.width[, n]) float32
    """
    rows, columns = texture.shape[0] // 2, texture.shape[1]
    top, upper, lower, bottom = chart.top, chart.upper, chart.lower, chart.bottom
    highest = float(top.min()) - 1
    y = np.arange(highest, float(bottom.max()) + 1, dtype=np.float32)[:, None]
    # The upper lip's rows end where it ends, and the lower's begin one row further on; they
    # meet within a pixel.
    row_map = _rows(y, top, upper, rows)
    np.minimum(row_map, rows - 1, out=row_map)
    lower_rows = _rows(y, lower, bottom, rows)
    np.maximum(lower_rows, 0, out=lower_rows)
    row_map += lower_rows
    row_map += np.clip(y - ((upper + lower) / 2 - np.float32(0.5)), 0, 1)
    column_map = np.empty_like(row_map)
    column_map[:] = np.arange(len(top), dtype=np.float32) * ((columns - 1) / chart.width)
    flat = cv2.remap(
        texture, column_map, row_map, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    matrix = chart.matrix.copy()
    matrix[1, 2] -= highest
    laid = cv2.warpAffine(
        flat,
        matrix,
        (chart.box.width, chart.box.height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(laid, np.float32)


def find_on_lips(across: Floats, down: Floats, chart: Chart) -> tuple[Floats, Floats]:
    """Find points of the surface in the picture.

    Parameters
    ----------
    across : (n,) float32, in [0, 1]
        From corner to corner.
    down : (n,) float32, in [0, 2]
        Down the upper lip (0 to 1), then down the lower (1 to 2).
    chart : Chart

    Returns
    -------
    x, y : (n,) float32, px
        Pixel centres of the box are whole numbers.
    """
    x = across * np.float32(chart.width)
    at = np.minimum(x, len(chart.top) - 1).astype(np.intp)
    is_lower = down >= 1
    start = np.where(is_lower, chart.lower[at], chart.top[at])
    end = np.where(is_lower, chart.bottom[at], chart.upper[at])
    y = start + (down - is_lower) * (end - start)
    (cos, sin, right), (_, _, below) = chart.matrix.astype(np.float32)
    x -= right
    y -= below
    return x * cos - y * sin, x * sin + y * cos


def _rows(y: Floats, start: Floats, end: Floats, rows: int) -> Floats:
    """Rows (n, columns) at heights `y` (n, 1) of a lip that goes from `start` to `end`."""
    step = (rows - 1) / np.maximum(end - start, 1)
    found: Floats = y * step
    found -= start * step
    return found


def _curves(
    outline: Floats, x: Floats, led_to: tuple[float, ...] = ()
) -> tuple[Floats, Floats]:
    """Heights of the upper and the lower half of an outline (n, 2) at `x`.

    Both halves are led to points of height 0 at `led_to`.
    """
    end = int(np.argmax(outline[:, 0]))
    corners = np.array([(at, 0.0) for at in led_to], np.float32).reshape(-1, 2)
    halves = []
    for half in ((outline[: end + 1],), (outline[:1], outline[end:])):
        points = np.concatenate([corners, *half])
        across, down = points[np.argsort(points[:, 0], kind="stable")].T
        halves.append(np.interp(x, across, down).astype(np.float32))
    return halves[0], halves[1]
