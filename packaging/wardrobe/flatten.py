"""Pattern pieces laid flat: as rigid as possible, in centimetres, the grain upright.

Local/global parameterisation (Liu et al. 2008, ARAP) from a cylinder's unrolling.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from wardrobe.anatomy import Floats, Ints
from wardrobe.surface import edges, halve

_ROUNDS = 12


@dataclass(frozen=True)
class Chart:
    """One pattern piece.

    Attributes
    ----------
    name : str
    vertices : (k,) int64
        Of the garment; seam vertices are in several charts.
    triangles : (m, 3) int64
        Places in ``vertices``.
    uv : (k, 2) float64, cm
        x to the right seen from outside, y up.
    grain : (k, 2) float64, cm
        Across the cloth and up: what its pattern is drawn by.
    """

    name: str
    vertices: Ints
    triangles: Ints
    uv: Floats
    grain: Floats

    @property
    def size(self) -> Floats:
        """(2,) cm."""
        return np.ptp(self.uv, axis=0)


def flatten(name: str, positions: Floats, triangles: Ints, start: Floats) -> Chart:
    """Return the piece of these triangles laid flat.

    Parameters
    ----------
    positions : (n, 3) float64, m
    triangles : (m, 3) int64
    start : (n, 2) float64, m
        A first unrolling; the piece keeps its direction, not its handedness.
    """
    vertices, index = np.unique(triangles, return_inverse=True)
    local = index.reshape(-1, 3)
    points, plane = positions[vertices], start[vertices].copy()
    flat = _frames(points, local)
    e1, e2 = plane[local[:, 1]] - plane[local[:, 0]], plane[local[:, 2]] - plane[local[:, 0]]
    area = np.cross(flat[:, 1], flat[:, 2])
    if (np.sign(np.cross(e1, e2)) * area).sum() < 0:
        plane[:, 0] *= -1
    origin = plane.copy()
    cot = _cotangents(flat)
    rows = np.concatenate([local[:, i] for i, _ in _SIDES] + [local[:, j] for _, j in _SIDES])
    columns = np.concatenate(
        [local[:, j] for _, j in _SIDES] + [local[:, i] for i, _ in _SIDES]
    )
    weight = np.tile(cot.T.ravel(), 2)
    count = len(vertices)
    laplace = sparse.csr_matrix((-weight, (rows, columns)), (count, count))
    laplace = laplace - sparse.diags(np.asarray(laplace.sum(axis=1)).ravel())
    solve = splu((laplace + 1e-8 * sparse.identity(count)).tocsc()).solve
    for _ in range(_ROUNDS):
        spins = _rotations(plane, flat, local, cot)
        right = np.zeros((count, 2))
        for side, (i, j) in enumerate(_SIDES):
            edge = flat[:, i] - flat[:, j]
            pull = cot[:, side, None] * np.einsum("mij,mj->mi", spins, edge)
            np.add.at(right, local[:, i], pull)
            np.add.at(right, local[:, j], -pull)
        plane = solve(right)
        plane -= plane.mean(axis=0)
    # Back to upright: the rotation that fits the unrolling best.
    centred = origin - origin.mean(axis=0)
    u, _, vt = np.linalg.svd(plane.T @ centred)
    spin = u @ np.diag([1, np.sign(np.linalg.det(u @ vt))]) @ vt
    uv = 100 * plane @ spin
    up = 100 * start[vertices, 1]
    return Chart(name, vertices, local, uv, np.c_[_across(points, local, up, uv[:, 0]), up])


def refined(chart: Chart, triangles: Ints, count: int) -> Chart:
    """Return a chart of the garment's ``triangles`` after `surface.halve`.

    Parameters
    ----------
    triangles : (m, 3) int64
        Of the whole garment, before.
    count : int
        Of its vertices, before.
    """
    mix, local = halve(chart.triangles, len(chart.vertices))
    pairs, _ = edges(triangles)
    mine, _ = edges(chart.triangles)
    ends = np.sort(chart.vertices[mine], axis=1)
    middle = np.searchsorted(pairs[:, 0] * count + pairs[:, 1], ends[:, 0] * count + ends[:, 1])
    vertices = np.concatenate([chart.vertices, count + middle])
    return Chart(chart.name, vertices, local, mix @ chart.uv, mix @ chart.grain)


def _across(points: Floats, triangles: Ints, up: Floats, first: Floats) -> Floats:
    """Return (k,) cm across the cloth: square to the lines where ``up`` is level.

    Its gradient comes as near as it can (least squares) to one cm per cm along those lines;
    ``first`` tells the sign, and where it is zero.
    """
    a, b, c = points[triangles].transpose(1, 0, 2)
    normal = np.cross(b - a, c - a)
    twice = np.linalg.norm(normal, axis=1)
    normal /= np.maximum(twice, 1e-15)[:, None]
    # Gradients of the three corners' hat functions.
    hats = np.stack([np.cross(normal, s) for s in (c - b, a - c, b - a)], axis=1)
    hats /= np.maximum(twice, 1e-15)[:, None, None]
    rise = np.einsum("mij,mi->mj", hats, up[triangles])
    level = np.cross(rise, normal)
    steep = np.linalg.norm(rise, axis=1)
    level /= np.maximum(np.linalg.norm(level, axis=1, keepdims=True), 1e-9)
    weight = twice * np.clip(steep / 50, 0, 1) + 1e-3 * twice  # of cm per m
    count = len(points)
    rows, columns, values = [], [], []
    for i in range(3):
        for j in range(3):
            rows.append(triangles[:, i])
            columns.append(triangles[:, j])
            values.append(weight * (hats[:, i] * hats[:, j]).sum(axis=1))
    system = sparse.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        (count, count),
    )
    right = np.zeros(count)
    for i in range(3):
        np.add.at(right, triangles[:, i], weight * 100 * (hats[:, i] * level).sum(axis=1))
    across = splu((system + 1e-9 * sparse.identity(count)).tocsc()).solve(right)
    across *= np.sign(np.cov(across, first)[0, 1])
    return across - (across - first).mean()


_SIDES = ((0, 1), (1, 2), (2, 0))


def _frames(points: Floats, triangles: Ints) -> Floats:
    """(m, 3, 2): each triangle in its own plane, first corner at the origin."""
    a, b, c = points[triangles].transpose(1, 0, 2)
    x = b - a
    length = np.maximum(np.linalg.norm(x, axis=1), 1e-12)
    along = ((c - a) * x).sum(axis=1) / length
    high = np.linalg.norm(np.cross(x, c - a), axis=1) / length
    flat = np.zeros((len(triangles), 3, 2))
    flat[:, 1, 0], flat[:, 2, 0], flat[:, 2, 1] = length, along, high
    return flat


def _cotangents(flat: Floats) -> Floats:
    """(m, 3) weights of the sides in `_SIDES`, half the cotangent opposite, kept positive."""
    out = np.empty((len(flat), 3))
    for side, (i, j) in enumerate(_SIDES):
        k = 3 - i - j
        a, b = flat[:, i] - flat[:, k], flat[:, j] - flat[:, k]
        out[:, side] = 0.5 * (a * b).sum(axis=1) / np.maximum(np.abs(np.cross(a, b)), 1e-12)
    return np.clip(out, 0.02, 20.0)


def _rotations(plane: Floats, flat: Floats, triangles: Ints, cot: Floats) -> Floats:
    """(m, 2, 2) best rotations from each triangle's own plane to the common one."""
    moment = np.zeros((len(triangles), 2, 2))
    for side, (i, j) in enumerate(_SIDES):
        here = plane[triangles[:, i]] - plane[triangles[:, j]]
        edge = flat[:, i] - flat[:, j]
        moment += cot[:, side, None, None] * here[:, :, None] * edge[:, None, :]
    c = moment[:, 0, 0] + moment[:, 1, 1]
    s = moment[:, 1, 0] - moment[:, 0, 1]
    size = np.maximum(np.hypot(c, s), 1e-15)
    c, s = c / size, s / size
    return np.stack([np.stack([c, -s], -1), np.stack([s, c], -1)], 1)


def pack(sizes: list[Floats], gap: float) -> tuple[list[Floats], float]:
    """Lay rectangles on shelves in the smallest square found.

    Parameters
    ----------
    sizes : list of (2,) float64
    gap : float
        Kept free around each.

    Returns
    -------
    corners : list of (2,) float64
        Lower left corner of each.
    side : float
        Of the square.
    """
    order = sorted(range(len(sizes)), key=lambda n: (-sizes[n][1], -sizes[n][0], n))
    area = sum(float((s[0] + gap) * (s[1] + gap)) for s in sizes)
    side = max(np.sqrt(area), max(float(s.max()) for s in sizes) + 2 * gap)
    while True:
        corners: list[Floats] = [np.zeros(2)] * len(sizes)
        shelves: list[list[float]] = []  # y, height, used width
        top = gap
        for n in order:
            width, height = sizes[n]
            for shelf in shelves:
                if height <= shelf[1] and shelf[2] + width + gap <= side:
                    break
            else:
                shelf = [top, height, gap]
                shelves.append(shelf)
                top += height + gap
            corners[n] = np.array([shelf[2], shelf[0]])
            shelf[2] += width + gap
        if top <= side and max(shelf[2] for shelf in shelves) <= side:
            return corners, float(side)
        side *= 1.02
