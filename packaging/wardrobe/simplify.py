"""Fewer triangles with the same shape: quadric error metric, vertices kept where they are.

Half-edge collapses only (Garland & Heckbert 1997, subset placement): every vertex that stays
is one of the old ones, so what is bound to the body remains bound. Edges go in rounds of
independent ones, cheapest first, which keeps the arithmetic in numpy and the result the same
on every run.
"""

import numpy as np

from wardrobe.anatomy import Floats, Ints
from wardrobe.surface import Bools, edges, face_normals

_BORDER = 30.0  # how much dearer it is to leave a border than to leave the surface


def simplify(
    positions: Floats,
    triangles: Ints,
    wanted: int,
    *,
    locked: Bools | None = None,
    care: Floats | None = None,
) -> Ints:
    """Return triangles (m, 3) over the same vertices, about ``wanted`` of them.

    Parameters
    ----------
    positions : (n, 3) float64, m
    triangles : (k, 3) int64
    wanted : int
        Stops at the first round that reaches it, or when nothing more can go.
    locked : (n,) bool, optional
        Vertices that have to stay.
    care : (n,) float64, optional
        How much an error at each vertex counts; 1 everywhere by default.
    """
    quadrics = _quadrics(positions, triangles)
    if care is not None:
        quadrics *= care[:, None, None]
    fixed = np.zeros(len(positions), bool) if locked is None else locked.copy()
    while len(triangles) > wanted:
        pairs, shared = edges(triangles)
        border = np.zeros(len(positions), bool)
        border[pairs[shared != 2]] = True
        directed = np.vstack([pairs, pairs[:, ::-1]])  # the first goes, the second stays
        alone = np.concatenate([shared != 2, shared != 2])
        going, staying = directed.T
        # A border vertex may only slide along its border.
        allowed = ~fixed[going] & (~border[going] | alone)
        directed, going, staying = directed[allowed], going[allowed], staying[allowed]
        if not len(directed):
            break
        cost = _cost(quadrics[going] + quadrics[staying], positions[staying])
        cost += 1e-9 * np.linalg.norm(positions[going] - positions[staying], axis=1) ** 2
        order = np.argsort(cost, kind="stable")
        budget = max(1, min(len(order) // 20, (len(triangles) - wanted + 1) // 2))
        collapsed = _independent(directed[order], triangles, positions, border, budget)
        if not len(collapsed):
            break
        target = np.arange(len(positions))
        target[collapsed[:, 0]] = collapsed[:, 1]
        quadrics[collapsed[:, 1]] += quadrics[collapsed[:, 0]]
        triangles = target[triangles]
        a, b, c = triangles.T
        triangles = triangles[(a != b) & (b != c) & (c != a)]
    return triangles


def _quadrics(positions: Floats, triangles: Ints) -> Floats:
    """(n, 4, 4) sums of squared distances to the planes around each vertex, by area."""
    cross = face_normals(positions, triangles)
    area = np.linalg.norm(cross, axis=1)
    unit = cross / np.maximum(area, 1e-15)[:, None]
    total = np.zeros((len(positions), 4, 4))

    def add(vertices: Ints, unit: Floats, through: Floats, weight: Floats) -> None:
        plane = np.hstack([unit, -(unit * through).sum(1, keepdims=True)])
        squared = weight[:, None, None] * plane[:, :, None] * plane[:, None, :]
        for corner in vertices.T:
            np.add.at(total, corner, squared)

    add(triangles, unit, positions[triangles[:, 0]], area)
    sides = np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    owner = np.tile(np.arange(len(triangles)), 3)
    _, index, counts = np.unique(
        np.sort(sides), axis=0, return_inverse=True, return_counts=True
    )
    alone = counts[index.ravel()] == 1
    sides, owner = sides[alone], owner[alone]
    along = positions[sides[:, 1]] - positions[sides[:, 0]]
    upright = np.cross(along, unit[owner])
    length = np.linalg.norm(upright, axis=1)
    add(
        sides,
        upright / np.maximum(length, 1e-15)[:, None],
        positions[sides[:, 0]],
        _BORDER * length**2,
    )
    return total


def _cost(quadrics: Floats, at: Floats) -> Floats:
    point = np.hstack([at, np.ones((len(at), 1))])
    return np.einsum("ni,nij,nj->n", point, quadrics, point)


def _independent(
    ranked: Ints, triangles: Ints, positions: Floats, border: Bools, budget: int
) -> Ints:
    """Cheapest collapses (c, 2) that touch no other's surroundings and fold nothing."""
    around: list[list[int]] = [[] for _ in range(len(positions))]
    for number, corners in enumerate(triangles.tolist()):
        for corner in corners:
            around[corner].append(number)
    faces = triangles.tolist()
    unit = face_normals(positions, triangles)
    unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-15)
    touched = np.zeros(len(positions), bool)
    chosen: list[tuple[int, int]] = []
    for going, staying in ranked.tolist():
        if len(chosen) >= budget:
            break
        if touched[going] or touched[staying]:
            continue
        mine = {v for f in around[going] for v in faces[f]} - {going}
        theirs = {v for f in around[staying] for v in faces[f]} - {staying}
        common = (mine & theirs) - {going, staying}
        if len(common) != (1 if border[going] and border[staying] else 2):
            continue  # would pinch the surface (link condition)
        remain = [f for f in around[going] if staying not in faces[f]]
        if remain:
            moved = np.array([[staying if v == going else v for v in faces[f]] for f in remain])
            new = face_normals(positions, moved)
            length = np.linalg.norm(new, axis=1)
            if (length < 1e-12).any():
                continue
            if ((new / length[:, None] * unit[remain]).sum(1) < 0.3).any():
                continue  # would fold over
        chosen.append((going, staying))
        touched[list(mine | {going, staying})] = True
    return np.array(chosen, int).reshape(-1, 2)
