"""The surface of lips: highlights and glitter in coordinates that travel with the mouth.

A texture runs from corner to corner (columns) and, first for the upper lip and then for the
lower, from top to bottom (rows). What is drawn there moves, stretches and opens with the lips
and stays where it is while they are still.
"""

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
    outer, inner = lips.outer, lips.inner
    left = outer[0]
    right = outer[int(np.argmax((outer - left) @ _far(outer)))]
    along = (right - left) / max(float(np.linalg.norm(right - left)), 1.0)
    turn = np.array([along, (-along[1], along[0])], np.float32)  # to the mouth's own axes
    width = max(float(np.linalg.norm(right - left)), 2.0)
    columns = int(np.ceil(width))
    x = np.arange(columns, dtype=np.float32)
    upper_outer, lower_outer = _curves((outer - left) @ turn.T, x, None)
    upper_inner, lower_inner = _curves((inner - left) @ turn.T, x, width)
    top, bottom = float(upper_outer.min()) - 1, float(lower_outer.max()) + 1
    y = np.arange(top, bottom, dtype=np.float32)[:, None]
    on_upper = (y - upper_outer) / np.maximum(upper_inner - upper_outer, 1.0)
    on_lower = (y - lower_inner) / np.maximum(lower_outer - lower_inner, 1.0)
    upper = y < (upper_inner + lower_inner) / 2
    rows = np.where(upper, np.clip(on_upper, 0, 1), 1 + np.clip(on_lower, 0, 1))
    # Half a lip apart in the texture, so that nothing blends from one lip to the other.
    row_map = np.where(upper, rows * (_ROWS - 1), _ROWS + (rows - 1) * (_ROWS - 1))
    column_map = np.broadcast_to(x * np.float32((_COLUMNS - 1) / width), row_map.shape)
    flat = cv2.remap(
        texture, column_map.astype(np.float32), row_map.astype(np.float32), cv2.INTER_LINEAR
    )
    # From the box's pixels to the mouth's own axes.
    centre = np.array([lips.box.x + 0.5, lips.box.y + 0.5], np.float32)
    offset = turn @ (centre - left) - np.array([0, top], np.float32)
    matrix = np.concatenate([turn, offset[:, None]], 1)
    laid = cv2.warpAffine(
        flat,
        matrix,
        (lips.box.width, lips.box.height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(laid, np.float32)


def _far(outline: Floats) -> Floats:
    """Direction from an outline's first point to the point farthest from it."""
    away = outline - outline[0]
    direction: Floats = away[int(np.argmax((away * away).sum(1)))]
    return direction


def _curves(outline: Floats, x: Floats, width: float | None) -> tuple[Floats, Floats]:
    """Heights of the upper and the lower half of an outline (n, 2) at `x`.

    With `width`, both halves are led to the mouth's corners at 0 and `width`.
    """
    end = int(np.argmax(outline[:, 0]))
    halves = []
    for half in (
        outline[: end + 1],
        np.concatenate([outline[:1], outline[:end:-1], outline[end : end + 1]]),
    ):
        if width is not None:
            half = np.concatenate([[[0, 0]], half, [[width, 0]]])
        order = np.argsort(half[:, 0], kind="stable")
        halves.append(np.interp(x, half[order, 0], half[order, 1]).astype(np.float32))
    return halves[0], halves[1]
