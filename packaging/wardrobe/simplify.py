"""Fewer triangles with the same shape: quadric error metric, vertices kept where they are.

Half-edge collapses only (Garland & Heckbert 1997, subset placement): every vertex that stays
is one of the old ones, so what is bound to the body remains bound. Edges go in rounds of
independent ones, cheapest first, which keeps the arithmetic in numpy and the result the same
on every run.
"""

import numpy as np

from wardrobe.anatomy import Floats, Ints
from wardrobe.surface import Bools, face_normals, sides_of

_BORDER = 100.0  # how much dearer it is to leave a border than to leave the surface


def simplify(
    positions: Floats,
    triangles: Ints,
    wanted: int,
    *,
    panel: Ints | None = None,
    care: Floats | None = None,
    normals: Floats | None = None,
) -> tuple[Ints, Ints]:
    """Return about ``wanted`` triangles (m, 3) over the same vertices, and their panels (m,).

    Parameters
    ----------
    positions : (n, 3) float64, m
    triangles : (k, 3) int64
    wanted : int
        Stops at the first round that reaches it, or when nothing more can go.
    panel : (k,) int64, optional
        Pattern piece of each triangle: the seams between pieces stay where they are.
    care : (n,) float64, optional
        How much an error at each vertex counts; 1 everywhere by default.
    normals : (n, 3) float64, optional
        Of the surface: no triangle comes to look the other way, not even in many small turns.
    """
    panel = np.zeros(len(triangles), int) if panel is None else panel
    quadrics = _quadrics(positions, triangles, panel)
    if care is not None:
        quadrics *= care[:, None, None]
    while len(triangles) > wanted:
        pairs, shared, line = _lines(triangles, panel)
        lines = np.bincount(pairs[line].ravel(), minlength=len(positions))
        on_line, corner = lines > 0, (lines > 0) & (lines != 2)
        directed = np.vstack([pairs, pairs[:, ::-1]])  # the first goes, the second stays
        shared, line = np.tile(shared, 2), np.tile(line, 2)
        going, staying = directed.T
        # Who is on a border or a seam may only slide along it; where seams meet, nobody moves.
        allowed = ~corner[going] & (~on_line[going] | line)
        directed, shared = directed[allowed], shared[allowed]
        going, staying = directed.T
        if not len(directed):
            break
        cost = _cost(quadrics[going] + quadrics[staying], positions[staying])
        cost += 1e-9 * np.linalg.norm(positions[going] - positions[staying], axis=1) ** 2
        order = np.argsort(cost, kind="stable")
        budget = max(1, min(len(order) // 20, (len(triangles) - wanted + 1) // 2))
        collapsed = _independent(
            directed[order], shared[order], triangles, positions, budget, normals
        )
        if not len(collapsed):
            break
        target = np.arange(len(positions))
        target[collapsed[:, 0]] = collapsed[:, 1]
        quadrics[collapsed[:, 1]] += quadrics[collapsed[:, 0]]
        triangles = target[triangles]
        a, b, c = triangles.T
        alive = (a != b) & (b != c) & (c != a)
        triangles, panel = triangles[alive], panel[alive]
    return triangles, panel


def _lines(triangles: Ints, panel: Ints) -> tuple[Ints, Ints, Bools]:
    """Edges (e, 2), how many triangles share each, and whether it is a border or a seam."""
    pairs, index, shared = sides_of(triangles)
    low = np.full(len(pairs), panel.max() + 1)
    high = np.full(len(pairs), -1)
    np.minimum.at(low, index, np.tile(panel, 3))
    np.maximum.at(high, index, np.tile(panel, 3))
    return pairs, shared, (shared != 2) | (low != high)


def _quadrics(positions: Floats, triangles: Ints, panel: Ints) -> Floats:
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
    pairs, _, line = _lines(triangles, panel)
    known = {(int(a), int(b)) for a, b in pairs[line]}
    sides = np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    owner = np.tile(np.arange(len(triangles)), 3)
    alone = np.array([(min(a, b), max(a, b)) in known for a, b in sides.tolist()])
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
    ranked: Ints,
    shared: Ints,
    triangles: Ints,
    positions: Floats,
    budget: int,
    normals: Floats | None,
) -> Ints:
    """Cheapest collapses (c, 2) that touch no other's surroundings and fold nothing."""
    around: list[list[int]] = [[] for _ in range(len(positions))]
    faces = triangles.tolist()
    for number, corners in enumerate(faces):
        for corner in corners:
            around[corner].append(number)
    unit = face_normals(positions, triangles)
    unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-15)
    touched = np.zeros(len(positions), bool)
    chosen: list[tuple[int, int]] = []
    for (going, staying), sharing in zip(ranked.tolist(), shared.tolist(), strict=True):
        if len(chosen) >= budget:
            break
        if touched[going] or touched[staying]:
            continue
        mine = {v for f in around[going] for v in faces[f]} - {going}
        theirs = {v for f in around[staying] for v in faces[f]} - {staying}
        if len((mine & theirs) - {going, staying}) != sharing:
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
            if normals is not None:
                facing = normals[moved].sum(axis=1)
                after = (new / length[:, None] * facing).sum(1)
                before = (unit[remain] * facing).sum(1)
                if ((after < 0.6) & (after < before)).any():
                    continue  # would come to look the other way
        chosen.append((going, staying))
        touched[list(mine | {going, staying})] = True
    return np.array(chosen, int).reshape(-1, 2)
