"""How far the outline of a bent mannequin is from the silhouette of a person.

Where the mannequin's surface turns away from the camera its outline runs; from there the edge
of the silhouette is looked for outwards and inwards. What lies before the body, or inside of
the silhouette, has no edge nearby and says nothing.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.mesh import Mesh
from tryon.core.precedence import let_pass
from tryon.core.scene import BONES, Bytes, Floats, Silhouette

Array = NDArray[np.float64]

#: Parts without an outline of their own: hair, fingers and shoes are no body.
_SILENT = ("Neck", "Head", "LeftHand", "RightHand", "LeftFoot", "RightFoot")
_SILENT_TOES = ("LeftToeBase", "RightToeBase")

#: Outline points that are used at most, and steps of the search on each side.
_MOST, _STEPS = 220, 12

#: A point is on the outline if nothing of the mannequin is this far outside (torso lengths).
_CLEAR = 0.025

#: How far clothes stand out from what is around each bone, in torso lengths: the body lies so
#: far inside of a silhouette where something is worn.
_WORN = {
    "Hips": 0.04,
    "Spine": 0.06,
    "Spine1": 0.06,
    "Spine2": 0.06,
    "Shoulder": 0.025,
    "Arm": 0.03,
    "ForeArm": 0.025,
    "UpLeg": 0.03,
    "Leg": 0.03,
}
#: How far inside of an edge is looked whether it is one of skin, in torso lengths.
_INSIDE = 0.05

#: Clothes that stand out this far are usual, and covered by what is worn over them (torso
#: lengths).
_EASE = 0.05

_ALL = slice(None)

#: Triangles that are drawn before a picture may pass.
_AT_ONCE = 256


@dataclass(frozen=True, slots=True, eq=False)
class Pulls:
    """Where an outline should go.

    Attributes
    ----------
    ends : (n, 2) int
        Points of the surface between which each point of the outline lies.
    share : (n,)
        How far from the first to the second.
    places : (n, 2), px
        Where they are.
    outwards : (n, 2), unit length
    distances : (n,), px
        How far along `outwards` the edge of the silhouette is.
    """

    ends: NDArray[np.intp] = field(repr=False)
    share: Array = field(repr=False)
    places: Array = field(repr=False)
    outwards: Array = field(repr=False)
    distances: Array = field(repr=False)


class Outline:
    """The surface of a mannequin, seen from the camera.

    Parameters
    ----------
    surface : Mesh
    """

    def __init__(self, surface: Mesh) -> None:
        self._triangles = surface.triangles.astype(np.intp)
        main = surface.joints[np.arange(len(surface.joints)), surface.weights.argmax(1)]
        silent = {BONES.index(name) for name in (*_SILENT, *_SILENT_TOES)}
        self._speaks = np.array([bone not in silent for bone in main])
        words = [name.removeprefix("Left").removeprefix("Right") for name in BONES]
        self._worn = np.array([_WORN.get(word, 0.0) for word in words])[main]
        self._welded = _weld(surface.positions)
        corners = self._welded[self._triangles]
        self._corners = corners.T.ravel()
        edges = np.sort(corners[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
        edges = np.unique(edges, axis=0)
        self._edges = edges[self._speaks[edges].all(1)]

    def pulls(
        self,
        points: Array,
        shown: Array,
        silhouette: Silhouette,
        dressed: Floats | None,
        size: tuple[int, int],
        torso_px: float,
        reach: float,
    ) -> Pulls:
        """Find where the outline should go.

        Parameters
        ----------
        points : (v, 3), m
            The surface in camera space.
        shown : (v, 2), px
            The same in the picture.
        silhouette : Silhouette
        dressed : float32 or None
            Share of each cell of the silhouette that is worn; None means naked.
        size : (width, height), px
        torso_px : float
        reach : float
            How far to look, in torso lengths.
        """
        a, b, c = (points[self._triangles[:, k]] for k in range(3))
        faces = np.cross(b - a, c - a)
        front = (faces * a).sum(1) < 0
        sums = [np.bincount(self._corners, np.tile(way, 3), len(points)) for way in faces.T]
        normals = np.stack(sums, axis=1).astype(np.float64)[self._welded]
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        rays = points / np.linalg.norm(points, axis=1, keepdims=True)
        facing = (normals * rays).sum(1)[self._edges]
        crossed = facing[:, 0] * facing[:, 1] < 0
        ends, facing = self._edges[crossed], facing[crossed]
        share = facing[:, 0] / (facing[:, 0] - facing[:, 1])
        normal = _between(normals[:, :2] * (1.0, -1.0), ends, share)
        length = np.linalg.norm(normal, axis=1)
        ends, share = ends[length > 0.3], share[length > 0.3]
        outwards = normal[length > 0.3] / length[length > 0.3, None]
        places = _between(shown, ends, share)
        corner, scale = _cells_of(silhouette)
        mine = self._drawn(shown, silhouette, front)
        clear = places + outwards * (_CLEAR * torso_px)
        outside = _sample(mine.astype(np.float32), (clear - corner) * scale) < 0.5
        kept = np.flatnonzero(outside)
        if len(kept) > _MOST:
            kept = kept[np.linspace(0, len(kept) - 1, _MOST).astype(int)]
        ends, share, outwards, places = ends[kept], share[kept], outwards[kept], places[kept]
        offsets = np.linspace(-reach, reach, 2 * _STEPS + 1) * torso_px
        where = places[:, None] + offsets[None, :, None] * outwards[:, None]
        shares = _sample(silhouette.coverage, (where.reshape(-1, 2) - corner) * scale)
        shares = shares.reshape(len(kept), -1)
        falls = (shares[:, :-1] >= 0.5) & (shares[:, 1:] < 0.5)
        part = (shares[:, :-1] - 0.5) / np.maximum(shares[:, :-1] - shares[:, 1:], 1e-6)
        crossing = offsets[:-1] + part * (offsets[1] - offsets[0])
        crossing = np.where(falls, crossing, np.inf)
        nearest = np.abs(crossing).argmin(1)
        distances = crossing[np.arange(len(kept)), nearest]
        edge = places + outwards * np.where(np.isfinite(distances), distances, 0.0)[:, None]
        inside = (edge > 2).all(1) & (edge < np.array(size) - 2.0).all(1)
        use = np.isfinite(distances) & inside
        if dressed is not None:
            skin = edge - _INSIDE * torso_px * outwards
            thick = _sample(dressed, (skin - corner) * scale) * self._worn[ends].mean(1)
            lies_on = np.clip(-outwards[:, 1], 0, 1)  # as on shoulders
            distances = distances - thick * (1 - lies_on) * torso_px
        return Pulls(ends[use], share[use], places[use], outwards[use], distances[use])

    def beyond(
        self, shown: Array, silhouette: Silhouette, rows: tuple[float, float], torso_px: float
    ) -> float:
        """Say how much of a silhouette lies outside of the mannequin: loose clothes.

        Parameters
        ----------
        shown : (v, 2), px
            The surface in the picture.
        silhouette : Silhouette
        rows : (float, float), px
            Between which rows of the picture.
        torso_px : float

        Returns
        -------
        share : float
            Of a square as high as the torso.
        """
        corner, scale = _cells_of(silhouette)
        wide = 2 * round(_EASE * torso_px * scale[0]) + 1
        ease = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide))
        body = cv2.dilate(self._drawn(shown, silhouette), ease)
        top, bottom = (max(round((row - corner[1]) * scale[1]), 0) for row in rows)
        outside = (silhouette.coverage > 0.5) & (body == 0)
        cell_px = 1 / float(scale[0] * scale[1])
        return float(outside[top:bottom].sum()) * cell_px / torso_px**2

    def _drawn(
        self, shown: Array, silhouette: Silhouette, which: NDArray[np.bool_] | slice = _ALL
    ) -> Bytes:
        """Draw triangles in the cells of a silhouette: 1 where they are."""
        corner, scale = _cells_of(silhouette)
        mine = np.zeros(silhouette.coverage.shape, np.uint8)
        flat = np.round((shown - corner) * scale * 16 - 8).astype(np.int32)
        for number, triangle in enumerate(flat[self._triangles[which]]):
            if number % _AT_ONCE == 0:
                let_pass()  # each of these calls lets go of the interpreter
            cv2.fillConvexPoly(mine, triangle, (1,), cv2.LINE_8, 4)
        return mine


def _cells_of(silhouette: Silhouette) -> tuple[Array, Array]:
    """Give the corner of a silhouette in the picture, px, and its cells per px (2,)."""
    box = silhouette.box
    cells = np.array(silhouette.coverage.shape[::-1], float)
    return np.array([box.x, box.y], float), cells / (box.width, box.height)


def _between(values: Array, ends: NDArray[np.intp], share: Array) -> Array:
    """Go a share of the way from one vertex to another."""
    first, second = values[ends[:, 0]], values[ends[:, 1]]
    between: Array = first + share[:, None] * (second - first)
    return between


def _sample(image: NDArray[np.float32], cells: Array) -> Array:
    """Read an image between its cells (n, 2); 0 outside."""
    at = (cells - 0.5).astype(np.float32)
    found = cv2.remap(image, at[None, :, 0], at[None, :, 1], cv2.INTER_LINEAR)
    return np.asarray(found[0], np.float64)


def _weld(positions: NDArray[np.float32]) -> NDArray[np.intp]:
    """Name each vertex after the first one in the same place, across seams of textures."""
    keys = np.round(positions * 1e5).astype(np.int64)
    _, first, back = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    named: NDArray[np.intp] = first[back.reshape(-1)]
    return named
