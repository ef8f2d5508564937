"""A synthetic head: where a mesh of 478 points lies, and which pixels are skin, lips and eyes.

One shape for everybody, seen from the front, with its mouth closed. People differ by what their
skin is made of, and by the light on it; that is what the suite is about.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon import assets
from tryon.accuracy.spectra import Curve
from tryon.core.scene import Box, Face, Floats, Lips
from tryon.tracking.lip_shape import inner_loop, mesh_edges, outer_loop

#: Width and height of the pictures, and width of the face in them.
SIZE_PX = (176, 208)
FACE_PX = 136.0
_CENTRE_PX = np.array([88.0, 108.0])

#: The lids of each eye, and centre and rim of its iris, in the mesh.
_LIDS = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249),
)
_IRISES = ((468, 469, 470, 471, 472), (473, 474, 475, 476, 477))
_BROWS = (
    (70, 63, 105, 66, 107, 55, 65, 52, 53, 46),
    (300, 293, 334, 296, 336, 285, 295, 282, 283, 276),
)
_CHEEKS = (50, 280)

#: How much of each pixel is drawn finer than itself.
_FINE = 4


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """The head, as every picture shows it.

    Attributes
    ----------
    face : Face
        With its lips.
    normals : (h, w, 3) float64, unit length
        x right, y up, z towards the camera; straight ahead beside the face.
    skin, flushed : (h, w) float64, in [0, 1]
        Share of skin in each pixel, and how much of the face's flush it has.
    lips, eyes, dark, wall : (h, w) float64, in [0, 1]
        Shares of lips, whites of the eyes, of iris and brows, and of what is behind the head.
        With `skin` they add up to 1.
    """

    face: Face
    normals: Curve = field(repr=False)
    skin: Curve = field(repr=False)
    flushed: Curve = field(repr=False)
    lips: Curve = field(repr=False)
    eyes: Curve = field(repr=False)
    dark: Curve = field(repr=False)
    wall: Curve = field(repr=False)


@cache
def head() -> Head:
    """Make the head; the same one in every run."""
    with assets.calibration("head/face_mesh.csv").open(encoding="utf-8") as file:
        mesh = _closed(np.loadtxt(file, delimiter=",", skiprows=2))
    points = mesh * [FACE_PX, -FACE_PX, -FACE_PX]
    points[:, :2] += _CENTRE_PX
    seen: Floats = points.astype(np.float32)
    edges = mesh_edges(seen[:, :2])
    outer, inner = outer_loop(edges), inner_loop(edges)
    hull = np.asarray(cv2.convexHull(np.ascontiguousarray(seen[:, :2])), np.float64)
    whole = drawn(hull[:, 0])
    lips = np.clip(drawn(outer) - drawn(inner), 0, 1)
    open_eyes = np.maximum(*(drawn(seen[list(lid), :2]) for lid in _LIDS))
    dark: Curve = np.maximum(*(drawn(seen[list(brow), :2]) for brow in _BROWS))
    for iris in _IRISES:
        middle = seen[iris[0], :2]
        radius = np.linalg.norm(seen[list(iris[1:]), :2] - middle, axis=1).mean()
        turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        circle = middle + radius * np.stack([np.cos(turns), np.sin(turns)], 1)
        dark = np.maximum(dark, np.minimum(drawn(circle), open_eyes))
    eyes = np.clip(open_eyes - dark, 0, 1)
    skin = np.clip(whole - lips - eyes - dark, 0, 1)
    normals = _normals(points)
    normals[whole < 0.5] = (0, 0, 1)
    return Head(
        _face(seen, lips, outer, inner),
        normals,
        skin,
        np.maximum(*(_bump(points[cheek, :2], 0.11 * FACE_PX) for cheek in _CHEEKS)),
        lips,
        eyes,
        dark,
        1 - skin - lips - eyes - dark,
    )


def _face(points: Floats, lips: Curve, outer: Floats, inner: Floats) -> Face:
    left, top = np.floor(outer.min(0)).astype(int) - 2
    right, bottom = np.ceil(outer.max(0)).astype(int) + 2
    box = Box(int(left), int(top), int(right - left), int(bottom - top))
    mouth = Lips(
        box,
        np.ascontiguousarray(lips[box.rows, box.columns], np.float32),
        outer.astype(np.float32),
        inner.astype(np.float32),
        float(np.linalg.norm(points[291, :2] - points[61, :2])),
    )
    pose = np.eye(4, dtype=np.float32)
    pose[2, 3] = -60.0  # cm
    return Face(0, points, pose, mouth)


def _closed(mesh: Curve) -> Curve:
    """Close the mouth: both lips are led to the line half-way between them."""
    edges = mesh_edges(mesh[:, :2].astype(np.float32)).astype(np.float64)
    order = np.argsort(edges[0, :, 0])
    across = mesh[:, 0]
    levels = [np.interp(across, edge[order, 0], edge[order, 1]) for edge in edges]
    top, upper, lower, bottom = levels
    gap = np.maximum(upper - lower, 0)
    inside = (across > edges[0, 0, 0] - 0.02) & (across < edges[0, -1, 0] + 0.02)
    above = inside & (mesh[:, 1] >= (upper + lower) / 2) & (mesh[:, 1] < top + 0.03)
    below = inside & (mesh[:, 1] < (upper + lower) / 2) & (mesh[:, 1] > bottom - 0.03)
    closed = mesh.copy()
    closed[:, 1] += np.where(below, gap / 2, 0) - np.where(above, gap / 2, 0)
    return closed


def drawn(outline: NDArray[np.floating[Any]], size: tuple[int, int] = SIZE_PX) -> Curve:
    """Share (h, w) of each pixel inside an outline (n, 2) px; `size` is width and height."""
    width, height = size
    fine = np.zeros((height * _FINE, width * _FINE), np.uint8)
    corners = np.asarray(np.rint(outline * _FINE * 16) - 8, np.int32)
    cv2.fillPoly(fine, [corners], (255,), shift=4)
    area = cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(area, np.float64) / 255


def _bump(centre: Curve, width: float) -> Curve:
    rows, columns = np.mgrid[: SIZE_PX[1], : SIZE_PX[0]] + 0.5
    square = (columns - centre[0]) ** 2 + (rows - centre[1]) ** 2
    bump: Curve = np.exp(-0.5 * square / width**2)
    return bump


def _normals(points: Curve) -> Curve:
    """Find the normals (h, w, 3) of the smoothest surface through a mesh (Duchon 1977)."""
    places = points[:468, :2] / FACE_PX
    depth = -points[:468, 2] / FACE_PX

    def plate(square: Curve) -> Curve:
        bent: Curve = 0.5 * square * np.log(np.maximum(square, 1e-12))
        return bent

    def apart(some: Curve) -> Curve:
        square: Curve = ((some[:, None] - places) ** 2).sum(2)
        return square

    count = len(places)
    system = np.zeros((count + 3, count + 3))
    # A little stiffness: the mesh is rougher than skin.
    system[:count, :count] = plate(apart(places)) + 2e-3 * np.eye(count)
    system[:count, count:] = np.column_stack([np.ones(count), places])
    system[count:, :count] = system[:count, count:].T
    weights = np.linalg.solve(system, np.append(depth, np.zeros(3)))
    step = 2
    rows, columns = np.mgrid[: SIZE_PX[1] : step, : SIZE_PX[0] : step] + 0.5
    pixels = np.column_stack([columns.ravel(), rows.ravel()]) / FACE_PX
    height = np.column_stack([plate(apart(pixels)), np.ones(len(pixels)), pixels]) @ weights
    down, right = np.gradient(height.reshape(rows.shape), step / FACE_PX)
    slopes = np.stack([-right, down, np.ones_like(right)], -1)
    slopes = cv2.resize(slopes, SIZE_PX, interpolation=cv2.INTER_LINEAR)
    normals: Curve = slopes / np.linalg.norm(slopes, axis=2, keepdims=True)
    return normals
