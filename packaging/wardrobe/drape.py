"""Cloth that hangs on the body: extended position-based dynamics with gravity and contact.

Macklin, Müller & Chentanez, XPBD (2016), many small steps with one iteration each. Constraints
are sorted into groups that share no vertex, each solved at once in numpy.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from wardrobe.anatomy import Floats, Ints
from wardrobe.surface import Bools, edges, normals

# A tenth of the earth's: one pass over the constraints in each step lets a long chain of
# vertices sag by gravity * step² * length²; what hangs at rest is set by gravity over bending.
_GRAVITY = 1.0


@dataclass(frozen=True)
class Cloth:
    """How a fabric moves.

    Attributes
    ----------
    stretch, bend : float
        Compliances, m/N per kg of each vertex: larger gives way more.
    friction : float
        Share of its sliding that a vertex loses in a step while it touches.
    clearance : float, m
        How near to the body it comes.
    """

    stretch: float = 2e-7
    bend: float = 3e-4
    friction: float = 0.4
    clearance: float = 0.004


def drape(
    start: Floats,
    triangles: Ints,
    rest: Floats,
    body: tuple[Floats, Ints],
    cloth: Cloth,
    *,
    pinned: Bools,
    stretch_field: Floats | None = None,
    seconds: float = 1.5,
    clearance: Floats | None = None,
) -> Floats:
    """Return positions (n, 3) after the cloth has come to hang.

    Parameters
    ----------
    start : (n, 3) float64, m
    triangles : (m, 3) int64
    rest : (n, 3) float64, m
        The shape in which nothing is stretched or bent.
    body : (b, 3) positions and (k, 3) triangles
        What it falls on.
    pinned : (n,) bool
        Vertices that stay.
    stretch_field : (n,) float64, optional
        Factor on the rest lengths around each vertex: above 1 there is cloth to spare, which
        folds.
    """
    pairs, lengths, compliance = _constraints(rest, triangles, cloth, stretch_field)
    groups = _groups(pairs, len(start))
    skin, skin_normals = body[0], normals(*body)
    tree = cKDTree(skin)
    free = (~pinned).astype(float)
    x, v = start.copy(), np.zeros_like(start)
    step = 1 / 60 / 4
    near = clearance if clearance is not None else np.full(len(start), cloth.clearance)
    batches = []
    for group in groups:
        i, j = pairs[group].T
        w = free[i] + free[j]
        keep = w > 0
        i, j, w = i[keep], j[keep], w[keep]
        batches.append(
            (
                i,
                j,
                lengths[group][keep],
                w + compliance[group][keep] / step**2,
                free[i],
                free[j],
            )
        )
    count = int(seconds / step)
    for number in range(count):
        v[:, 1] -= _GRAVITY * step * free
        before = x.copy()
        x = x + v * step * free[:, None]
        for i, j, length, weight, free_i, free_j in batches:
            d = x[i] - x[j]
            far = np.sqrt(np.einsum("ij,ij->i", d, d))
            push = ((far - length) / (weight * np.maximum(far, 1e-9)))[:, None] * d
            x[i] -= free_i[:, None] * push
            x[j] += free_j[:, None] * push
        if number % 4 == 0:
            _, touch = tree.query(x)
        normal = skin_normals[touch]
        depth = near - ((x - skin[touch]) * normal).sum(axis=1)
        hit = (depth > 0) & (depth < 0.06) & ~pinned
        x[hit] += depth[hit, None] * normal[hit]
        v = (x - before) / step
        v *= 0.995 if number < count * 0.6 else 0.97
        slide = v[hit] - (v[hit] * normal[hit]).sum(axis=1, keepdims=True) * normal[hit]
        v[hit] -= cloth.friction * slide
        speed = np.linalg.norm(v, axis=1, keepdims=True)
        v *= np.minimum(1.0, 2.0 / np.maximum(speed, 1e-9))
    return x


def _constraints(
    rest: Floats, triangles: Ints, cloth: Cloth, field: Floats | None
) -> tuple[Ints, Floats, Floats]:
    """Pairs (c, 2), rest lengths (c,) and compliances (c,): edges, and corners across them."""
    sides = np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    opposite = np.concatenate([triangles[:, 2], triangles[:, 0], triangles[:, 1]])
    order = np.lexsort(np.sort(sides, axis=1).T)
    ordered, facing = np.sort(sides, axis=1)[order], opposite[order]
    twin = (ordered[1:] == ordered[:-1]).all(axis=1)
    across = np.c_[facing[1:][twin], facing[:-1][twin]]
    across = across[across[:, 0] != across[:, 1]]
    along, _ = edges(triangles)
    pairs = np.vstack([along, across])
    lengths = np.linalg.norm(rest[pairs[:, 0]] - rest[pairs[:, 1]], axis=1)
    if field is not None:
        lengths = lengths * (field[pairs[:, 0]] + field[pairs[:, 1]]) / 2
    compliance = np.r_[np.full(len(along), cloth.stretch), np.full(len(across), cloth.bend)]
    return pairs, lengths, compliance


def _groups(pairs: Ints, count: int) -> list[Ints]:
    """Greedy colouring: constraints of one group share no vertex."""
    used = [0] * count
    colours: list[list[int]] = []
    for number, (i, j) in enumerate(pairs.tolist()):
        taken = used[i] | used[j]
        colour = 0
        while taken >> colour & 1:
            colour += 1
        if colour == len(colours):
            colours.append([])
        colours[colour].append(number)
        used[i] |= 1 << colour
        used[j] |= 1 << colour
    return [np.array(c) for c in colours]
