"""The lips as geometry: four edges from corner to corner, in a frame of the mouth's own size.

Everything that is learned about a mouth is kept in *mouth widths*, in a patch that is turned
and scaled with the mouth. So nothing here depends on the size of the picture, and what is
remembered from one frame can be used in the next.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import Box, Bytes, Floats

#: Columns from the left corner of the mouth to the right one, corners included.
COLUMNS = 25

#: Points of MediaPipe's attention mesh, left to right on an unmirrored picture: outer edge of
#: the upper lip, its inner edge, inner edge of the lower lip, its outer edge.
KNOTS = np.array(
    [
        [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291],
        [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308],
        [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308],
        [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291],
    ]
)


def natural_spline(knots: int, samples: int) -> Floats:
    """Weights of a natural cubic spline through equally spaced knots.

    Returns
    -------
    weights : (samples, knots) float32
        ``weights @ values`` are the spline's values; its first and last are the knots' own.

    Examples
    --------
    >>> natural_spline(3, 5) @ np.array([0, 1, 2])
    array([0. , 0.5, 1. , 1.5, 2. ])

    References
    ----------
    de Boor, A Practical Guide to Splines (1978), chapter IV.
    """
    slopes, seconds = np.eye(knots), np.zeros((knots, knots))
    for i in range(1, knots - 1):
        slopes[i, i - 1 : i + 2] = 1, 4, 1
        seconds[i, i - 1 : i + 2] = 6, -12, 6
    bend = np.linalg.solve(slopes, seconds)
    at = np.linspace(0, knots - 1, samples)
    left = np.minimum(at.astype(int), knots - 2)
    v = (at - left)[:, None]
    u, one = 1 - v, np.eye(knots)
    weights = u * one[left] + v * one[left + 1]
    weights += ((u**3 - u) * bend[left] + (v**3 - v) * bend[left + 1]) / 6
    return np.asarray(weights, np.float32)


_SPLINE = natural_spline(KNOTS.shape[1], COLUMNS)
#: `cv2.remap` is given both coordinates in one map.
_NO_MAP = np.empty(0, np.float32)


def mesh_edges(points: Floats) -> Floats:
    """Draw smooth curves through the mesh's lip contours.

    Parameters
    ----------
    points : (478, k) float32

    Returns
    -------
    edges : (4, COLUMNS, k) float32
        Upper outer, upper inner, lower inner, lower outer; each from left to right.
    """
    edges: Floats = _SPLINE @ points[KNOTS]
    return edges


def outer_loop(edges: Floats) -> Floats:
    """Outer outline, clockwise on the screen from the left corner: (2 COLUMNS - 2, 2)."""
    return np.concatenate([edges[0], edges[3, -2:0:-1]])


def inner_loop(edges: Floats) -> Floats:
    """Outline of the gap between the lips, ordered like `outer_loop`."""
    return np.concatenate([edges[1], edges[2, -2:0:-1]])


def with_outer(edges: Floats, loop: Floats) -> Floats:
    """Replace the outer edges by `loop`, the reverse of `outer_loop`."""
    lower = np.concatenate([loop[:1], loop[: COLUMNS - 2 : -1]])
    return np.stack([loop[:COLUMNS], edges[1], edges[2], lower])


def outward(loop: Floats) -> Floats:
    """Find the unit normals of a clockwise closed curve, (n, 2) px to (n, 2)."""
    closed = np.concatenate([loop[-1:], loop, loop[:1]])
    along = closed[2:] - closed[:-2]
    length = np.hypot(along[:, 0], along[:, 1])
    np.maximum(length, 1e-6, out=length)
    normal = np.empty_like(along)
    np.divide(along[:, 1], length, out=normal[:, 0])
    np.divide(along[:, 0], -length, out=normal[:, 1])
    return np.asarray(normal, np.float32)


def facing(edges: Floats) -> Floats:
    """How far each column of either lip is turned to the camera, by its normal.

    Parameters
    ----------
    edges : (4, COLUMNS, 3) float32
        From points whose z grows away from the camera.

    Returns
    -------
    facing : (2, COLUMNS) float32, in [-1, 1]
        Cosine of the turn to the left or right; what the lip is tilted up or down does not
        count. Negative on the far side of a face in profile.
    """
    centre = (edges[[0, 3]] + edges[[1, 2]]) / 2
    along = np.empty_like(centre)
    along[:, 1:-1] = centre[:, 2:] - centre[:, :-2]
    along[:, 0], along[:, -1] = along[:, 1], along[:, -2]
    down = np.stack([edges[1] - edges[0], edges[3] - edges[2]])
    down[:, 0], down[:, -1] = down[:, 1], down[:, -2]
    across = along[..., 1] * down[..., 2] - along[..., 2] * down[..., 1]
    towards = along[..., 0] * down[..., 1] - along[..., 1] * down[..., 0]
    return np.asarray(towards / np.maximum(np.hypot(across, towards), 1e-6), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """The surroundings of a mouth, turned upright and brought to a fixed size.

    Attributes
    ----------
    size : (int, int)
        Width and height, px.
    unit : float
        Width of the mouth in pixels of the patch.
    frame_to_patch : (2, 3) float32
        On coordinates whose pixel centres are at .5.
    """

    size: tuple[int, int]
    unit: float
    frame_to_patch: Floats

    def from_frame(self, points: Floats) -> Floats:
        """(..., 2) px of the frame to px of the patch."""
        turn, shift = self.frame_to_patch[:, :2], self.frame_to_patch[:, 2]
        return np.asarray(points @ turn.T + shift, np.float32)

    def to_frame(self, points: Floats) -> Floats:
        """(..., 2) px of the patch to px of the frame."""
        turn, shift = self.frame_to_patch[:, :2], self.frame_to_patch[:, 2]
        square = float(turn[0] @ turn[0])
        return np.asarray((points - shift) @ (turn / square), np.float32)


def place_patch(edges: Floats, finest: float, around: float = 0.15) -> Patch:
    """Say where the surroundings of a mouth are.

    Parameters
    ----------
    edges : (4, COLUMNS, 3) float32, px
        From points with their depth: a mouth that turns away is no smaller for it.
    finest : float
        The mouth's width in the patch, in px, where the frame shows it that large.
    around : float
        What is shown beyond the lips on every side, in mouth widths.
    """
    across = edges[0, -1] - edges[0, 0]
    apart = float(np.hypot(across[0], across[1]))
    cos, sin = (across[:2] / apart).tolist() if apart else (1.0, 0.0)
    outline = outer_loop(edges)[:, :2]
    heights = outline[:, 1]
    # A mouth that is wide open is larger than its corners are apart.
    tall = 0.8 * float(heights.max() - heights.min())
    width = max(float(np.linalg.norm(across)), tall, 1.0)
    unit = min(finest, max(width, 24.0))
    turn = np.array([[cos, sin], [-sin, cos]], np.float32) * (unit / width)
    turned = outline @ turn.T
    (left, top), (right, bottom) = turned.min(0).tolist(), turned.max(0).tolist()
    size = (
        math.ceil(right - left + 2 * around * unit),
        math.ceil(bottom - top + 2 * around * unit),
    )
    frame_to_patch = np.empty((2, 3), np.float32)
    frame_to_patch[:, :2] = turn
    frame_to_patch[:, 2] = (size[0] - left - right) / 2, (size[1] - top - bottom) / 2
    return Patch(size, unit, frame_to_patch)


def cut_patch(rgb: Bytes, edges: Floats, patch: Patch) -> Bytes:
    """Cut the surroundings of a mouth out of a frame.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    edges : (4, COLUMNS, k) float32, px of the frame
    patch : Patch
        From `place_patch`.

    Returns
    -------
    upright : (patch.size[1], patch.size[0], 3) uint8
    """
    turn, shift = (part.astype(np.float64) for part in np.split(patch.frame_to_patch, [2], 1))
    scale = float(np.hypot(turn[0, 0], turn[0, 1]))
    block = max(int(1 / scale), 1)
    outline = outer_loop(edges)[:, :2]
    pixels, origin = _averaged(rgb, outline, float(np.hypot(*patch.size)) / scale / 2, block)
    warp = np.column_stack([turn * block, shift[:, 0] + turn @ origin])
    warp[:, 2] += warp[:, :2] @ (0.5, 0.5) - 0.5
    upright = cv2.warpAffine(
        pixels, warp, patch.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(upright, np.uint8)


def _averaged(
    rgb: Bytes, outline: Floats, reach: float, block: int
) -> tuple[Bytes, NDArray[np.float64]]:
    """Average square blocks of pixels: sampling a large mouth sparsely would skip most.

    Returns
    -------
    pixels : (h, w, 3) uint8
        What lies within `reach` of the outline's middle; all of `rgb` for blocks of one.
    origin : (2,) float64, px
        Its top-left corner in the frame.
    """
    if block == 1:
        return rgb, np.zeros(2)
    height, width = rgb.shape[:2]
    middle = outline.mean(0)
    x, y = np.maximum(np.floor(middle - reach), 0).astype(int)
    right, bottom = np.minimum(np.ceil(middle + reach).astype(int), (width, height))
    columns, rows = max((right - x) // block, 1), max((bottom - y) // block, 1)
    window = rgb[y : y + rows * block, x : x + columns * block]
    small = cv2.resize(window, (int(columns), int(rows)), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), np.array([x, y], np.float64)


def frame_box(outline: Floats, size: tuple[int, int], margin_px: int = 1) -> Box | None:
    """Find the whole pixels around `outline` in a frame of `size`; None if outside."""
    (left, top), (right, bottom) = outline.min(0).tolist(), outline.max(0).tolist()
    x, y = max(math.floor(left) - margin_px, 0), max(math.floor(top) - margin_px, 0)
    width = min(math.ceil(right) + margin_px, size[0]) - x
    height = min(math.ceil(bottom) + margin_px, size[1]) - y
    return Box(x, y, width, height) if width > 0 and height > 0 else None


def fill(box: Box, outlines: list[tuple[Floats, float]]) -> Floats:
    """Share of each pixel of `box` inside outlines that are painted one over the other.

    Parameters
    ----------
    outlines : list of ((n, 2) float32 px of the frame, float in [0, 1])
        What lies inside the outline becomes that value.

    Returns
    -------
    coverage : (box.height, box.width) float32, in [0, 1]
    """
    finer = 4 if box.width <= 256 else 2
    canvas = np.zeros((box.height * finer, box.width * finer), np.uint8)
    for outline, inside in outlines:
        polygon = ((outline - (box.x, box.y)) * finer - 0.5) * 16
        corners = np.round(polygon).astype(np.int32)
        cv2.fillPoly(canvas, [corners], (255 * inside,), cv2.LINE_8, shift=4)
    shape = (box.width, box.height)
    return np.asarray(
        cv2.resize(canvas, shape, interpolation=cv2.INTER_AREA) * np.float32(1 / 255)
    )


def sample(image: NDArray[np.float32], points: Floats) -> Floats:
    """Bilinear values of `image` at (rows, columns, 2) px whose pixel centres are at .5."""
    at = np.asarray(points - np.float32(0.5), np.float32)
    return np.asarray(
        cv2.remap(image, at, _NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )
