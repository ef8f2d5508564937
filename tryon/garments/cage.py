"""The part of a garment that hangs free: a coarse grid that moves in its place.

Skirts, coat tails and the lower part of dresses are around both legs, and follow neither. A
grid of rows from the hips to the hem and columns around the body stands for them: what moves
its points moves the vertices between them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tryon.core.memory import once_each
from tryon.core.mesh import Binding, Fabric, Mesh
from tryon.core.scene import BONES, Floats
from tryon.garments.model import Model, shipped
from tryon.garments.skinning import by_bone

_B = {name: place for place, name in enumerate(BONES)}

#: Columns around the body; and how far rows are apart at least, m, and how many there may be.
_COLUMNS, _ROW_M, _MOST_ROWS = 24, 0.055, 14
#: What is shorter below the hip joints hangs no other way than its wearer stands, m.
_LEAST_M = 0.14
#: Vertices that a point of the grid follows.
_NEAREST = 6
#: What is around both legs has so many vertices, as a share, that both legs move.
_SHARED = 0.08

#: Bones with a leg around them: where they begin and end.
LEGS = tuple(
    (_B[side + here], _B[side + there])
    for side in ("Left", "Right")
    for here, there in (("UpLeg", "Leg"), ("Leg", "Foot"))
)
#: Where along a leg its radii are told.
MIDDLES = (0.1, 0.5, 0.9)
#: Folds go so far in behind the grid, m.
_FOLDS_M = 0.035
#: Legs are held so much thicker than they are, m: a grid is straight between its points.
_SKIN_M = 0.010


@dataclass(frozen=True, slots=True, eq=False)
class Cage:
    """A grid around the legs, at rest.

    Attributes
    ----------
    rest : (rows, columns, 3) float32, m
        The first row is at the hips; columns go around from the front over the left.
    weights : (22, rows * columns) float32
        How much each bone moves each point, as of the cloth there.
    morphs : mapping of name to (rows, columns, 3) float32, m
    legs : (4, 2, 3) float32, m
        The middle of each of `LEGS` at its beginning and its end.
    flat : (4,) float32
        How wide legs are beside how deep they are.
    radii : (4, 3) float32, m
        To the sides, at `MIDDLES` of their length.
    room : (4, rows, columns) float32, m
        How far from the middle of each leg each point is at rest, squeezed until legs are
        round: so near it may always come.
    tight : (rows, columns) float32, m
        How much less than `support` each point is away at rest: so near it may always come.
    bindings : tuple of Binding
        One for each surface of the garment.
    fabric : Fabric
        Of the largest surface.
    """

    rest: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    morphs: Mapping[str, Floats] = field(repr=False)
    legs: Floats
    flat: Floats
    radii: Floats
    room: Floats = field(repr=False)
    tight: Floats = field(repr=False)
    bindings: tuple[Binding, ...] = field(repr=False)
    fabric: Fabric

    def shaped(self, weights: Mapping[str, float]) -> Floats:
        """Give the grid of a body that is changed by morphs of these weights."""
        rest = self.rest.copy()
        for name, weight in weights.items():
            if weight and name in self.morphs:
                rest += np.float32(weight) * self.morphs[name]
        return rest


@once_each
def cage_of(model: Model) -> Cage | None:
    """Find what hangs free of a garment; None if nothing does."""
    heads = model.skeleton.heads
    top = float(heads[[_B["LeftUpLeg"], _B["RightUpLeg"]], 1].mean())
    arms = [place for place, name in enumerate(BONES) if "Arm" in name or "Hand" in name]
    skins = [by_bone(mesh) for mesh in model.parts]
    free = [
        (mesh.positions[:, 1] < top) & (skin[arms].sum(0) < 0.3)
        for mesh, skin in zip(model.parts, skins, strict=True)
    ]
    if model.slot not in ("dress", "bottom", "outer", "top") or not any(f.any() for f in free):
        return None
    places = np.concatenate([m.positions[f] for m, f in zip(model.parts, free, strict=True)])
    skin = np.concatenate([s[:, f] for s, f in zip(skins, free, strict=True)], 1)
    length = top - float(np.quantile(places[:, 1], 0.005))
    left, right = (
        skin[[place for place, name in enumerate(BONES) if name.startswith(side + "Up")]].sum(0)
        + skin[_B[side + "Leg"]]
        for side in ("Left", "Right")
    )
    if length < _LEAST_M or float((np.minimum(left, right) > 0.05).mean()) < _SHARED:
        return None
    rows = min(max(int(length / _ROW_M), 3), _MOST_ROWS)
    centre = float((places[:, 2].min() + places[:, 2].max()) / 2)
    rest = _grid(places, top, length, rows, centre)
    near, share = _nearest(rest.reshape(-1, 3), places)
    morphs = {}
    for name in dict.fromkeys(name for mesh in model.parts for name in mesh.morphs):
        moves = np.concatenate(
            [_moves(m, name)[f] for m, f in zip(model.parts, free, strict=True)]
        )
        morphs[name] = (moves[near] * share[..., None]).sum(1).reshape(rest.shape)
    largest = max(model.parts, key=lambda mesh: len(mesh.positions))
    return Cage(
        rest,
        np.ascontiguousarray((skin.T[near] * share[..., None]).sum(1).T),
        MappingProxyType(morphs),
        *_legs(model, rest),
        tuple(
            _bound(mesh.positions, np.flatnonzero(f), top, length, rows, centre)
            for mesh, f in zip(model.parts, free, strict=True)
        ),
        largest.material.fabric,
    )


def _moves(mesh: Mesh, name: str) -> Floats:
    return mesh.morphs.get(name, np.zeros_like(mesh.positions))


def _at(
    places: Floats, top: float, length: float, rows: int, centre: float
) -> tuple[Floats, Floats]:
    """Say in which row and column of the grid places (n, 3) are: (n,) each."""
    row = np.clip((top - places[:, 1]) / length, 0, 1) * (rows - 1)
    column = np.arctan2(places[:, 0], places[:, 2] - centre) / (2 * np.pi) % 1.0 * _COLUMNS
    return row.astype(np.float32), column.astype(np.float32)


def _around(row: Floats, column: Floats, rows: int) -> tuple[NDArray[np.intp], Floats]:
    """Find the four points of the grid around places in it, and how much each counts."""
    above = np.clip(np.floor(row), 0, rows - 2).astype(np.intp)
    before = np.floor(column).astype(np.intp)
    down, on = row - above, column - before
    corners = np.stack(
        [r * _COLUMNS + c % _COLUMNS for r in (above, above + 1) for c in (before, before + 1)],
        1,
    )
    shares = np.stack([d * o for d in (1 - down, down) for o in (1 - on, on)], 1)
    return corners, shares.astype(np.float32)


def _grid(places: Floats, top: float, length: float, rows: int, centre: float) -> Floats:
    """Lay a grid (rows, columns, 3) on cloth at `places`."""
    corners, shares = _around(*_at(places, top, length, rows, centre), rows)
    away = np.hypot(places[:, 0], places[:, 2] - centre)
    count, total = np.zeros(rows * _COLUMNS), np.zeros(rows * _COLUMNS)
    np.add.at(count, corners, shares)
    np.add.at(total, corners, shares * away[:, None])
    count, total = count.reshape(rows, -1), total.reshape(rows, -1)
    for _ in range(3):  # what has no cloth near it takes after its neighbours
        count, total = (
            0.5 * f + 0.25 * (np.roll(f, 1, 1) + np.roll(f, -1, 1)) for f in (count, total)
        )
    radius = total / np.maximum(count, 1e-9)
    angle = 2 * np.pi * np.arange(_COLUMNS) / _COLUMNS
    y = np.broadcast_to((top - length * np.linspace(0, 1, rows))[:, None], radius.shape)
    grid = np.stack([radius * np.sin(angle), y, centre + radius * np.cos(angle)], 2)
    laid: Floats = grid.astype(np.float32)
    return laid


def _bound(
    places: Floats,
    vertices: NDArray[np.intp],
    top: float,
    length: float,
    rows: int,
    centre: float,
) -> Binding:
    corners, shares = _around(*_at(places[vertices], top, length, rows, centre), rows)
    return Binding(vertices, corners, shares)


def _nearest(points: Floats, places: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Find the places nearest to each point, and how much each counts: (n, k) each."""
    square = (places * places).sum(1) - 2 * points @ places.T
    square += (points * points).sum(1)[:, None]
    count = min(_NEAREST, len(places))
    near = np.argpartition(square, count - 1, axis=1)[:, :count]
    share = 1 / (np.take_along_axis(square, near, 1).clip(0) + 1e-4)
    return near, (share / share.sum(1, keepdims=True)).astype(np.float32)


def support(heights: Floats, outwards: Floats, legs: Floats, radii: Floats) -> Floats:
    """Say how far legs reach at some heights.

    Parameters
    ----------
    heights : (rows, columns) float32, m
    outwards : (columns, 2) float32
        Level directions, x and z.
    legs : (4, 2, 3) float32, m
        As of `Cage`; upright more or less.
    radii : (4, 3) float32, m

    Returns
    -------
    reach : (rows, columns) float32, m
        The largest product of each direction with a point of either leg.
    """
    reach = np.full(heights.shape, -np.inf, np.float32)
    for thigh in (0, 2):
        nodes, thick = [], []
        for leg in (thigh, thigh + 1):
            begin, end = legs[leg]
            nodes += [begin + middle * (end - begin) for middle in MIDDLES]
            thick += radii[leg].tolist()
        line = np.array(nodes)[::-1]  # from the foot up
        level = np.maximum.accumulate(line[:, 1])
        x, z, radius = (
            np.interp(heights, level, values)
            for values in (line[:, 0], line[:, 2], thick[::-1])
        )
        np.maximum(
            reach, x * outwards[:, 0] + z * outwards[:, 1] + radius + _FOLDS_M, out=reach
        )
    return reach


def _legs(model: Model, rest: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Measure the legs of the mannequin, and how far from each of them the cloth is at rest."""
    body = shipped(model.gender)
    surface, skin = body.parts[0], by_bone(body.parts[0])
    ends = np.empty((len(LEGS), 2, 3), np.float32)
    radii = np.empty((len(LEGS), len(MIDDLES)), np.float32)
    flat = np.empty(len(LEGS), np.float32)
    room = np.empty((len(LEGS), *rest.shape[:2]), np.float32)
    for leg, (here, there) in enumerate(LEGS):
        mine = surface.positions[skin[here] > 0.5]
        bone = body.skeleton.heads[[here, there]]
        along, _ = _beside(mine, bone)
        for end, middle in enumerate((0.15, 0.85)):
            around = mine[np.abs(along - middle) < 0.12]
            low, high = around.min(0), around.max(0)
            at = bone[0] + middle * (bone[1] - bone[0])
            ends[leg, end] = (low[0] + high[0]) / 2, at[1], (low[2] + high[2]) / 2
        length = ends[leg, 1] - ends[leg, 0]  # from 0.15 to 0.85 of the bone
        ends[leg] += np.outer((-0.15 / 0.7, 0.15 / 0.7), length)
        centre = ends[leg, 0] + along[:, None] * (ends[leg, 1] - ends[leg, 0])
        inner = np.abs(along - 0.5) < 0.45
        wide, deep = np.quantile(np.abs(mine - centre)[inner][:, [0, 2]], 0.9, axis=0)
        flat[leg] = wide / deep
        squeeze = np.array([1, 1, flat[leg]], np.float32)
        along, away = _beside(mine * squeeze, ends[leg] * squeeze)
        for place, middle in enumerate(MIDDLES):
            near = np.abs(along - middle) < 0.17
            radii[leg, place] = np.quantile(away[near], 0.95) + _SKIN_M
        _, cloth_away = _beside(rest.reshape(-1, 3) * squeeze, ends[leg] * squeeze)
        room[leg] = cloth_away.reshape(rest.shape[:2]) - 0.001
    angle = 2 * np.pi * np.arange(rest.shape[1]) / rest.shape[1]
    outwards = np.stack([np.sin(angle), np.cos(angle)], 1).astype(np.float32)
    reach = support(rest[..., 1], outwards, ends, radii)
    tight = np.maximum(reach - (rest[..., ::2] * outwards).sum(-1), 0) + np.float32(0.001)
    return ends, flat, radii, room, tight


def _beside(places: Floats, ends: Floats) -> tuple[Floats, Floats]:
    """Say how far along a bone places are, as a share, and how far from it, m: (n,) each."""
    bone = ends[1] - ends[0]
    off = places - ends[0]
    along = off @ bone / float(bone @ bone)
    away = off - np.clip(along, 0, 1)[:, None] * bone
    return along, np.sqrt((away * away).sum(1))
