"""Cloth that hangs on the body: projective dynamics with gravity, contact and friction.

Bouaziz et al., Projective Dynamics (2014): every step goes to where springs of constant
stiffness meet the lengths the cloth was cut with, by one system that is factored once. Its
bending is the quadratic one of Bergou et al. (2006), which knows no curvature at rest: a
panel was flat when it was cut. What is cut too long to lie flat buckles, as cloth does.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu
from scipy.spatial import cKDTree

from wardrobe.anatomy import Floats, Ints
from wardrobe.surface import Bools, edges, face_normals, normals

_GRAVITY = 9.81
_STEP = 1 / 60  # s
_TOUCHED = 0.06  # m: what is deeper inside than this is outside of another limb
_APART = 10.0  # m between limbs, when the nearest skin is looked for


@dataclass(frozen=True)
class Body:
    """What cloth falls on.

    Attributes
    ----------
    positions : (b, 3) float64, m
    triangles : (k, 3) int64
    limb : (b,) int64
        Which limb each vertex belongs to: it stops only cloth of that limb, so that a sleeve
        beside the trunk is not pushed off its arm.
    """

    positions: Floats
    triangles: Ints
    limb: Ints


@dataclass(frozen=True)
class Cloth:
    """How a fabric moves.

    Attributes
    ----------
    weight : float, kg/m²
    stretch : float, N/m
        Of every edge.
    bend : float, N m
        Flexural rigidity: 1e-6 is silk, 1e-5 shirting, 1e-4 denim, 1e-3 canvased wool.
    friction : float, in [0, 1]
        Share of its sliding that it loses in a step while it touches.
    clearance : float, m
        How near to the body it comes.
    hold : float, N/m³
        What keeps it near where it was cut: seams, facings, and what is worn below. Cloth to
        spare then does not wander away: it folds, in waves of 2 pi (bend / hold)^(1/4) metres.
    """

    weight: float = 0.2
    stretch: float = 60.0
    bend: float = 1e-5
    friction: float = 0.3
    clearance: float = 0.004
    hold: float = 2000.0


def drape(
    start: Floats,
    triangles: Ints,
    rest: Floats,
    body: Body,
    cloth: Cloth,
    *,
    limb: Ints,
    pinned: Bools | None = None,
    cut: Floats | None = None,
    stiff: Floats | None = None,
    steps: int = 120,
) -> Floats:
    """Return positions (n, 3) after the cloth has come to hang.

    Parameters
    ----------
    start : (n, 3) float64, m
    triangles : (m, 3) int64
    rest : (n, 3) float64, m
        The shape whose edges are as long as they were cut.
    body : Body
    limb : (n,) int64
        The body's that each vertex is worn on.
    pinned : (n,) bool, optional
        Vertices that stay where they start.
    cut : (e, 3) float64, optional
        Lengths of `surface.edges`, m, instead of those of ``rest``.
    stiff : (n,) float64, optional
        Factor on how stiffly it bends around each vertex.
    steps : int
    """
    pairs, _ = edges(triangles)
    lengths = np.linalg.norm(rest[pairs[:, 0]] - rest[pairs[:, 1]], axis=1)
    lengths = lengths if cut is None else cut
    count, span = len(start), len(pairs)
    which = np.arange(span)
    sides = sparse.csr_matrix(
        (np.tile([1.0, -1.0], (span, 1)).T.ravel(), (np.tile(which, 2), pairs.T.ravel())),
        (span, count),
    )
    area = np.zeros(count)
    each = np.linalg.norm(face_normals(rest, triangles), axis=1) / 6
    for corner in triangles.T:
        np.add.at(area, corner, each)
    mass = cloth.weight * area
    loose = np.ones(count, bool) if pinned is None else ~pinned
    hold = np.where(loose, cloth.hold * area, 50 * cloth.stretch)
    system = (
        sparse.diags(mass / _STEP**2 + hold)
        + cloth.stretch * (sides.T @ sides)
        + _bending(rest, triangles, area, cloth.bend * (1 if stiff is None else stiff))
    )
    solve = splu(
        system.tocsc(),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    ).solve
    pull = (cloth.stretch * sides.T).tocsr()
    x, v = start.copy(), np.zeros_like(start)
    far, touch = np.zeros(count), np.zeros(count, int)
    skin, skin_normals = body.positions, normals(body.positions, body.triangles)
    tree = cKDTree(np.c_[skin, _APART * body.limb])
    for number in range(steps):
        before = x
        goal = x + _STEP * v
        goal[:, 1] -= _GRAVITY * _STEP**2
        right = (mass / _STEP**2)[:, None] * goal + hold[:, None] * start
        for _ in range(2):
            way = sides @ x
            way *= (lengths / np.maximum(_long(way), 1e-9))[:, None]
            x = solve(right + pull @ way)
        if number % 2 == 0:  # half of the time would go by in looking for the nearest skin
            sought = np.c_[x, _APART * limb]
            far, touch = tree.query(sought, distance_upper_bound=_TOUCHED)
            touch[touch == len(skin)] = 0  # nothing is near
        normal = skin_normals[touch]
        depth = cloth.clearance - ((x - skin[touch]) * normal).sum(axis=1)
        hit = (depth > 0) & (far < _TOUCHED) & loose
        x[hit] += depth[hit, None] * normal[hit]
        moved = x - before
        along = moved[hit] - (moved[hit] * normal[hit]).sum(1, keepdims=True) * normal[hit]
        x[hit] -= cloth.friction * along
        v = (x - before) / _STEP * (0.97 if number < 0.6 * steps else 0.85)
        v *= np.minimum(1.0, 1.5 / np.maximum(_long(v), 1e-9))[:, None]
    return x


def _long(ways: Floats) -> Floats:
    """(n,) lengths of (n, 3), written out: a sum over three at a time is slow."""
    x, y, z = ways.T
    return np.asarray(np.sqrt(x * x + y * y + z * z))


def _bending(
    rest: Floats, triangles: Ints, area: Floats, rigidity: Floats | float
) -> sparse.csr_matrix:
    """(n, n) energy of the mean curvature: the cotangent Laplacian, squared over the area."""
    count = len(rest)
    rows, columns, values = [], [], []
    for k in range(3):
        o, i, j = (triangles[:, (k + n) % 3] for n in range(3))
        a, b = rest[i] - rest[o], rest[j] - rest[o]
        cot = (a * b).sum(1) / np.maximum(np.linalg.norm(np.cross(a, b), axis=1), 1e-12)
        cot = np.clip(cot, 0.02, 10.0) / 2
        rows += [i, j]
        columns += [j, i]
        values += [cot, cot]
    weight = sparse.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        (count, count),
    )
    laplace = sparse.diags(np.asarray(weight.sum(axis=1)).ravel()) - weight
    inner = np.ones(count)
    pairs, used = edges(triangles)
    inner[pairs[used == 1].ravel()] = 0  # a free edge does not bend
    share = inner * rigidity / np.maximum(area, 1e-9)
    return (laplace.T @ sparse.diags(share) @ laplace).tocsr()
