"""Where a body may show bare skin: places of the picture, and the way each faces.

The mannequin that stands for a person has few vertices, and light changes slowly from one to
the next: looking at them alone costs a hundredth of drawing the surface between them.
"""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import BONES, Body, Floats, Silhouette
from tryon.garments.fit import put_on
from tryon.garments.model import Gender, shipped
from tryon.garments.skinning import Skin, by_bone, shaped
from tryon.light.limbs import Limbs

#: How often what is around a bone is bare: hands nearly always, the trunk hardly ever. A head
#: has hair, and its back no skin.
_BARE = {
    "Head": 0.5,
    "Neck": 0.7,
    "Hand": 0.9,
    "ForeArm": 0.6,
    "Arm": 0.3,
    "UpLeg": 0.06,
    "Leg": 0.12,
    "Foot": 0.1,
    "ToeBase": 0.1,
}
_TRUNK = 0.04

#: Surfaces that turn further away than this (cosine) are too near to an edge.
_FACING = 0.3
#: Cells in which the nearest surface hides others, in shares of the figure's height; and how
#: much further away something is that belongs to another limb, m.
_CELL, _BEHIND_M = 1 / 60, 0.05
_AROUND = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)
#: Share of a pixel's surroundings that has to be this person's.
_INSIDE = 0.9
_HANDS = tuple(BONES.index(bone) for bone in ("LeftHand", "RightHand"))


@cache
def _skin(gender: Gender) -> tuple[Skin, Floats, Floats, NDArray[np.bool_]]:
    """Lay out a mannequin: its skin, how likely each vertex is bare, and which are hands."""
    mesh = shipped(gender).parts[0]
    a, b, c = (mesh.positions[mesh.triangles[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 6
    areas = np.bincount(mesh.triangles.ravel(), np.repeat(area, 3), len(mesh.positions))
    weights = by_bone(mesh)
    words = [bone.removeprefix("Left").removeprefix("Right") for bone in BONES]
    likely = np.array([_BARE.get(word, _TRUNK) for word in words], np.float32) @ weights
    hands = weights[list(_HANDS)].sum(0) > 0.5
    skin = Skin(weights, np.ascontiguousarray(mesh.positions.T), (mesh.normals.T.copy(),))
    return skin, areas.astype(np.float32), likely, hands


def limbs_of(body: Body, size: tuple[int, int]) -> Limbs | None:
    """Say which places of a picture of `size` (width, height) may show a body's skin.

    Parameters
    ----------
    body : Body
    size : (int, int), px

    Returns
    -------
    limbs : Limbs or None
        None when nobody knows how they stand.
    """
    figure = body.figure
    if figure is None:
        return None
    mannequin = shipped(figure.gender)
    known, areas, likely, hands = _skin(figure.gender)
    posed = put_on(mannequin, figure)
    rest = np.ascontiguousarray(shaped(mannequin.parts[0], posed.morph_weights).T)
    places, normals = Skin(known.weights, rest, known.directions).pose(posed.rest_to_camera)
    normals /= np.sqrt((normals * normals).sum(0)) + 1e-9
    away = np.maximum(-places[2], 0.05)
    x = figure.centre_px[0] + figure.focal_px * places[0] / away
    y = figure.centre_px[1] - figure.focal_px * places[1] / away
    distance = np.sqrt((places * places).sum(0))
    facing = -(normals * places).sum(0) / distance
    width, height = size
    seen = (facing > _FACING) & (x >= 1) & (x < width - 1) & (y >= 1) & (y < height - 1)
    seen &= _is_nearest(x, y, away)
    if body.silhouette is not None:
        seen &= _share(body.silhouette, x, y) > _INSIDE
    if body.in_front is not None:
        # hands are skin wherever they are, but what else is there is not known
        seen &= hands | (_share(body.in_front, x, y) < 1 - _INSIDE)
    kept = np.flatnonzero(seen)
    weights = areas * facing * (figure.focal_px / away) ** 2 * np.where(hands, 0.3, 1.0)
    return Limbs(
        np.stack([x[kept], y[kept]], 1),
        np.ascontiguousarray(normals[:, kept].T),
        weights[kept].astype(np.float32),
        likely[kept],
    )


def _is_nearest(x: Floats, y: Floats, away: Floats) -> NDArray[np.bool_]:
    """Tell which vertices no other limb is before, by the nearest of each coarse cell."""
    cell = max(float(np.ptp(y)) * _CELL, 1.0)
    column, row = ((c - c.min()) / cell for c in (x, y))
    wide, high = int(column.max()) + 3, int(row.max()) + 3
    nearest = np.full((high, wide), np.inf, np.float32)
    place = (row.astype(np.intp) + 1, column.astype(np.intp) + 1)
    np.minimum.at(nearest, place, away)
    nearest = np.asarray(cv2.erode(nearest, _AROUND))  # vertices of an arm leave gaps
    is_nearest: NDArray[np.bool_] = away < nearest[place] + _BEHIND_M
    return is_nearest


def _share(silhouette: Silhouette, x: Floats, y: Floats) -> Floats:
    """Look up how much of each place (n,) of the picture a silhouette covers."""
    box, coverage = silhouette.box, silhouette.coverage
    high, wide = coverage.shape
    column = ((x - box.x) * (wide / box.width)).astype(np.intp)
    row = ((y - box.y) * (high / box.height)).astype(np.intp)
    inside = (column >= 0) & (column < wide) & (row >= 0) & (row < high)
    found = np.zeros(len(x), np.float32)
    found[inside] = coverage[row[inside], column[inside]]
    return found
