"""Pictures of a garment: what its pattern pieces carry, texel by texel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from wardrobe.anatomy import Floats, Ints
from wardrobe.surface import Bools

Bytes = NDArray[np.uint8]

_AT_ONCE = 256  # triangles that are looked at together


def raster(uv: Floats, triangles: Ints, shape: tuple[int, int]) -> tuple[Ints, Floats]:
    """Find the triangle under each texel.

    Parameters
    ----------
    uv : (n, 2) float64, texels
        x counts columns, y rows.

    Returns
    -------
    index : (rows, columns) int64
        -1 where there is none.
    bary : (rows, columns, 3) float64
    """
    index = np.full(shape, -1)
    bary = np.zeros((*shape, 3))
    corners = uv[triangles]
    limit = np.array(shape[::-1])
    low = np.clip(np.floor(corners.min(axis=1) - 0.5).astype(int), 0, limit - 1)
    high = np.clip(np.ceil(corners.max(axis=1) - 0.5).astype(int) + 1, 1, limit)
    for start in range(0, len(triangles), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        p, q, r = (corners[some, k].T[..., None, None] for k in range(3))
        first, end = low[some].T[..., None, None], high[some].T[..., None, None]
        wide, tall = (end - first).max(axis=1).ravel()
        column = first[0] + np.arange(wide)
        row = first[1] + np.arange(tall)[:, None]
        xs, ys = column + 0.5, row + 0.5
        area = (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
        is_flat = np.abs(area) < 1e-12
        area = np.where(is_flat, 1.0, area)
        b = ((xs - p[0]) * (r[1] - p[1]) - (ys - p[1]) * (r[0] - p[0])) / area
        c = ((q[0] - p[0]) * (ys - p[1]) - (q[1] - p[1]) * (xs - p[0])) / area
        a = 1 - b - c
        inside = (a >= -1e-6) & (b >= -1e-6) & (c >= -1e-6) & ~is_flat
        inside &= (column < end[0]) & (row < end[1])
        # where triangles meet the last one wins
        which, down, across = np.nonzero(inside)
        texel = row[which, down, 0], column[which, 0, across]
        index[texel] = start + which
        bary[texel] = np.stack([a[inside], b[inside], c[inside]], axis=-1)
    return index, bary


def spread(index: Ints, bary: Floats, triangles: Ints, values: Floats) -> Floats:
    """Return (rows, columns, …) the vertex ``values`` (n, …), interpolated."""
    corners = values[triangles[np.maximum(index, 0)]]
    weights = bary.reshape(*bary.shape, *[1] * (values.ndim - 1))
    return (corners * weights).sum(axis=2)


def bleed(picture: Floats, covered: Bools, reach: int = 8) -> Floats:
    """Return it with the covered texels' values carried over their edges, for filtering."""
    out = np.where(covered[..., None], picture, 0.0).astype(np.float32)
    known = covered.astype(np.float32)
    for _ in range(reach):
        total = cv2.blur(out * known[..., None], (3, 3))
        if total.ndim == 2:
            total = total[..., None]
        weight = cv2.blur(known, (3, 3))
        fresh = (known == 0) & (weight > 0)
        out[fresh] = total[fresh] / weight[fresh, None]
        known[fresh] = 1.0
    mean = out[known > 0].mean(axis=0)
    out[known == 0] = mean
    filled: NDArray[Any] = out
    return filled


@dataclass(frozen=True)
class Edge:
    """A line on a pattern piece: where it was sewn or ends.

    Attributes
    ----------
    kind : str
        ``"seam"``, or the name of an open edge.
    points : (k, 2, 2) float64, cm
        Segments on the piece.
    along : (k,) float64, cm
        Length of the line before each.
    """

    kind: str
    points: Floats
    along: Floats


def distances(
    edges: Sequence[Edge], kind: str, size: tuple[int, int], texels_per_cm: float
) -> tuple[Floats, Floats]:
    """Return for each texel of a piece how far an edge is, and where along it.

    Parameters
    ----------
    size : (rows, columns) of the piece, row 0 at the bottom.

    Returns
    -------
    away : (rows, columns) float64, cm
        1000 where the piece has no such edge.
    along : (rows, columns) float64, cm
    """
    canvas = np.full(size, 255, np.uint8)
    marks: list[Floats] = []
    for edge in edges:
        if edge.kind == kind:
            step = np.linalg.norm(edge.points[:, 1] - edge.points[:, 0], axis=1)
            for (p, q), start, length in zip(edge.points, edge.along, step, strict=True):
                n = max(2, int(length * texels_per_cm * 2))
                t = np.linspace(0, 1, n)[:, None]
                where = np.rint((p + t * (q - p)) * texels_per_cm - 0.5).astype(int)
                where = np.clip(where, 0, np.array(size)[::-1] - 1)
                canvas[where[:, 1], where[:, 0]] = 0
                marks.append(np.c_[where, start + t * length])
    if not marks:
        return np.full(size, 1000.0), np.zeros(size)
    away, label = cv2.distanceTransformWithLabels(
        canvas, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    table = np.zeros(label.max() + 1)
    every = np.vstack(marks)
    columns, rows = every[:, 0].astype(int), every[:, 1].astype(int)
    table[label[rows, columns]] = every[:, 2]
    return away.astype(float) / texels_per_cm, table[label]


def slopes(relief: Floats, texels_per_cm: float) -> Floats:
    """Return (h, w, 2) -dh/dx and -dh/dy of a ``relief`` (h, w) in mm; rows go up."""
    height = relief / 10 * texels_per_cm  # in texels
    dx = cv2.Sobel(height, cv2.CV_64F, 1, 0, ksize=3, scale=1 / 8)
    dy = cv2.Sobel(height, cv2.CV_64F, 0, 1, ksize=3, scale=1 / 8)
    downhill: Floats = np.negative(np.dstack([dx, dy]))
    return downhill


def jpeg(picture: Bytes, quality: int) -> bytes:
    """Encode (h, w, 3) RGB or (h, w) grey."""
    image = picture[..., ::-1] if picture.ndim == 3 else picture
    done, data = cv2.imencode(
        ".jpg", np.ascontiguousarray(image), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    if not done:
        raise ValueError("no JPEG could be written")
    return data.tobytes()


def openness(
    points: Floats, normals: Floats, blockers: Floats, rays: int = 96, cell: float = 0.012
) -> Floats:
    """Return (n,) the share of the sky over each point that nothing covers.

    Depth pictures of points from many directions, instead of rays: nearest blocker per cell.

    Parameters
    ----------
    points, normals : (n, 3) float64, m
    blockers : (k, 3) float64, m
        Dense samples of everything that may be in the way.
    """
    golden = np.pi * (3 - np.sqrt(5))
    n = np.arange(rays)
    y = 1 - 2 * (n + 0.5) / rays
    r = np.sqrt(1 - y * y)
    seen = np.zeros(len(points))
    total = np.zeros(len(points))
    for direction in np.c_[r * np.cos(golden * n), y, r * np.sin(golden * n)]:
        side = np.cross(direction, [0.3, 0.5, 0.8])
        side /= np.linalg.norm(side)
        frame = np.stack([side, np.cross(direction, side)])
        cells = np.floor(blockers @ frame.T / cell).astype(int)
        low = cells.min(axis=0) - 2
        wide = np.ptp(cells, axis=0) + 5
        depth = np.full(wide[0] * wide[1], -np.inf)
        key = (cells - low) @ np.array([wide[1], 1])
        np.maximum.at(depth, key, blockers @ direction)
        mine = np.floor(points @ frame.T / cell).astype(int) - low
        mine = np.clip(mine, 0, wide - 1) @ np.array([wide[1], 1])
        facing = normals @ direction
        weight = np.maximum(facing, 0)
        margin = 0.012 + 0.012 * np.sqrt(np.clip(1 - facing**2, 0, 1)) / np.maximum(facing, 0.2)
        free = depth[mine] < points @ direction + margin
        seen += weight * free
        total += weight
    return seen / np.maximum(total, 1e-9)
