"""The surface of lips: highlights and glitter in coordinates that travel with the mouth.

A texture runs from corner to corner (columns) and, first for the upper lip and then for the
lower, from top to bottom (rows). What is drawn there moves, stretches and opens with the lips
and stays where it is while they are still.
"""

import math
from functools import lru_cache

import cv2
import numpy as np

from tryon.core.scene import Floats, Lips

_COLUMNS, _ROWS = 256, 56  # rows of one lip

#: Angular size of a lamp or window, as an addition to the square of GGX's alpha.
_LAMP_SIZE = 0.004
#: Flakes tilt about this much, and mirror the lamp within this angle.
_FLAKE_TILT_DEG, _FLAKE_WIDTH_DEG = 22.0, 4.0
#: What a flake of mean size reflects, beside the surface around it.
_FLAKE_BRIGHTNESS = 34.0
_SEED = 20_240_607


def glints(half: Floats, roughness: float, lines: float, flakes: float) -> Floats:
    """Reflection of the main lamp towards the camera, for a surface of unit reflectance.

    Parameters
    ----------
    half : (3,) float32, unit length
        Half-way between lamp and camera, in the head's axes: x right, y up, z ahead.
    roughness : float, in (0, 1]
        Square root of GGX's alpha.
    lines : float, in [0, 1]
        How much of the lips' own relief the film leaves.
    flakes : float, in [0, 1]
        Density of glitter.

    Returns
    -------
    texture : (2 * rows, columns) float32, at least 0
        Relative to a white matte surface under the same lamp.

    References
    ----------
    Walter et al. (2007), Microfacet Models for Refraction, eq. 33 (GGX).
    """
    normals, weight = _surface(lines)
    cosine = _dot(normals, half)
    squared = cosine * np.maximum(cosine, 0)
    texture = _ggx(squared, roughness)
    # What else the room reflects: a broad, weak lobe.
    texture += np.float32(0.35) * _ggx(squared, min(1.6 * roughness + 0.15, 1.0))
    texture *= weight
    if flakes > 0:
        mirrors, size = _flakes(lines, flakes)
        # A Gaussian of the angle, since 1 - cos x is x²/2 for the few that shine.
        away = _dot(mirrors, half) - 1
        away *= np.float32(np.radians(_FLAKE_WIDTH_DEG) ** -2)
        texture += size * cv2.exp(away)
    return texture


def _ggx(squared: Floats, roughness: float) -> Floats:
    """Density of facets by the squared cosine of their tilt; the input is left as it is."""
    alpha2 = roughness**4 + _LAMP_SIZE
    spread = squared * np.float32(alpha2 - 1)
    spread += 1
    spread *= spread
    density: Floats = np.float32(alpha2 / np.pi) / spread
    return density


def _dot(vectors: Floats, direction: Floats) -> Floats:
    """Scalar products (rows, columns) of planes (3, rows, columns) with one direction (3,)."""
    x, y, z = vectors
    product: Floats = x * direction[0]
    product += y * direction[1]
    product += z * direction[2]
    return product


@lru_cache(maxsize=16)
def _surface(lines: float) -> tuple[Floats, Floats]:
    """Shape the lips.

    Two rolls around the arch of the teeth, with the furrow below the cupid's bow and fine
    lines across.

    Returns
    -------
    normals : (3, 2 * rows, columns) float32
        Unit vectors; x right, y up, z ahead.
    weight : (2 * rows, columns) float32
        What turns a density of facets into a reflection: pi / 4 over the slant towards the
        camera, weakened at the rim and the corners, where lips end flat.
    """
    across = np.linspace(-1, 1, _COLUMNS)
    down = np.linspace(0, 1, _ROWS)
    # The roll flattens towards the corners.
    pitch = np.concatenate([30 - 90 * down, 62 - 100 * down**0.9])[:, None] * (
        1 - 0.35 * across**2
    )
    furrow = np.repeat([9.0, 7.0], _ROWS)[:, None]
    yaw = 42 * across - furrow * np.sin(np.pi * across) * (1 - np.abs(across))
    pitch, yaw = np.radians(pitch), np.radians(yaw + 9 * lines * _lip_lines())
    normals = np.stack(
        [np.cos(pitch) * np.sin(yaw), np.sin(pitch), np.cos(pitch) * np.cos(yaw)]
    )
    rim = np.clip(down / 0.3, 0, 1)
    rim = rim * rim * (3 - 2 * rim)
    fade = np.concatenate([rim, rim[::-1]])[:, None] * np.clip(
        (1 - np.abs(across)) / 0.25, 0, 1
    )
    weight = np.pi / 4 * fade / np.clip(normals[2], 0.25, 1)
    return normals.astype(np.float32), weight.astype(np.float32)


def _lip_lines() -> Floats:
    """Slopes (2 * rows, columns), about unit deviation, of the lines that run down the lips."""
    random = np.random.default_rng(_SEED)
    slopes = np.zeros((2 * _ROWS, _COLUMNS), np.float32)
    for count, share in ((11, 0.5), (29, 0.6), (53, 0.6), (101, 0.5)):
        # Few rows, many columns: long down the lip, narrow across it.
        rough = random.standard_normal((6, count)).astype(np.float32)
        slopes += share * cv2.resize(
            rough, (_COLUMNS, 2 * _ROWS), interpolation=cv2.INTER_CUBIC
        )
    slopes /= slopes.std()
    return slopes


@lru_cache(maxsize=4)
def _flakes(lines: float, density: float) -> tuple[Floats, Floats]:
    """Scatter flakes in the film, like roof tiles, each a little mirror with its own tilt.

    Returns
    -------
    mirrors : (3, 2 * rows, columns) float32
        Their normals, unit vectors.
    size : (2 * rows, columns) float32
        What one reflects when it faces the lamp; 0 where there is none.
    """
    random = np.random.default_rng(_SEED + 1)
    normals, weight = _surface(lines)
    mirrors = normals.copy()
    mirrors[:2] += np.radians(_FLAKE_TILT_DEG) * random.standard_normal((2, *weight.shape))
    mirrors /= np.linalg.norm(mirrors, axis=0)
    size = random.gamma(2.0, 0.5, weight.shape) * (random.random(weight.shape) < density)
    return mirrors, (_FLAKE_BRIGHTNESS * size * np.minimum(weight, 1)).astype(np.float32)


def soften(texture: Floats, width_px: float) -> Floats:
    """Average a texture (2 * rows, columns) over what one pixel of a mouth that wide sees."""
    if width_px >= _COLUMNS:
        return texture
    sigma = _COLUMNS / max(width_px, 4.0) / 2
    return np.asarray(cv2.GaussianBlur(texture, (0, 0), sigma), np.float32)


def place_on_lips(texture: Floats, lips: Lips) -> Floats:
    """Lay a texture of the lips over their box.

    Parameters
    ----------
    texture : (2 * rows, columns) float32
    lips : Lips

    Returns
    -------
    laid : (lips.box.height, lips.box.width) float32
    """
    outer, inner, box = lips.outer, lips.inner, lips.box
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
    highest = float(top.min()) - 1
    y = np.arange(highest, float(bottom.max()) + 1, dtype=np.float32)[:, None]
    # The upper lip's rows end where it ends, and the lower's begin one row further on, so
    # that nothing blends from one lip to the other.
    row_map = _rows(y, top, upper)
    np.minimum(row_map, _ROWS - 1, out=row_map)
    lower_rows = _rows(y, lower, bottom)
    np.maximum(lower_rows, 0, out=lower_rows)
    lower_rows += _ROWS
    np.copyto(row_map, lower_rows, where=y >= (upper + lower) / 2)
    column_map = np.empty_like(row_map)
    column_map[:] = x * ((_COLUMNS - 1) / width)
    flat = cv2.remap(
        texture, column_map, row_map, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    # From the box's pixels to the mouth's own axes.
    across, down = box.x + 0.5 - float(left[0]), box.y + 0.5 - float(left[1])
    matrix = np.array(
        [
            [cos, sin, cos * across + sin * down],
            [-sin, cos, cos * down - sin * across - highest],
        ]
    )
    laid = cv2.warpAffine(
        flat,
        matrix,
        (box.width, box.height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(laid, np.float32)


def _rows(y: Floats, start: Floats, end: Floats) -> Floats:
    """Rows (n, columns) at heights `y` (n, 1) of a lip that goes from `start` to `end`."""
    step = (_ROWS - 1) / np.maximum(end - start, 1)
    rows: Floats = y * step
    rows -= start * step
    return rows


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
