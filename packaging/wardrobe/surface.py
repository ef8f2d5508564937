"""Triangle surfaces that hang on the body: every vertex is a weighted mean of base vertices.

Because each row of ``linear`` says of which base vertices a vertex is made, its skin weights
and what every morph does to it follow from the body by one product, however often the surface
was cut and refined.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from wardrobe.anatomy import Floats, Ints

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Surface:
    """A surface bound to the body.

    Attributes
    ----------
    linear : (n, v) sparse, rows sum to 1
        Vertices as means of the base mesh's vertices.
    triangles : (m, 3) int64
        Counter-clockwise seen from outside.
    """

    linear: sparse.csr_matrix
    triangles: Ints

    def __len__(self) -> int:
        return self.linear.shape[0]

    def at(self, base: Floats) -> Floats:
        """Return (n, …) what the base mesh's values ``base`` (v, …) are at the vertices."""
        return np.asarray(self.linear @ base)

    def keep(self, triangles: Ints) -> "Surface":
        """Return the surface of these triangles (m, 3) alone, without unused vertices."""
        used, index = np.unique(triangles, return_inverse=True)
        return Surface(self.linear[used], index.reshape(-1, 3))


def whole(quads: Ints, count: int) -> Surface:
    """Return the surface of some ``quads`` (q, 4) of the base mesh of ``count`` vertices."""
    triangles = np.vstack([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return Surface(sparse.identity(count, format="csr"), triangles).keep(triangles)


def face_normals(positions: Floats, triangles: Ints) -> Floats:
    """Return (m, 3) normals whose length is twice the triangle's area, m²."""
    a, b, c = positions[triangles].transpose(1, 0, 2)
    return np.cross(b - a, c - a)


def normals(positions: Floats, triangles: Ints) -> Floats:
    """Return (n, 3) unit normals, mean of the triangles around weighted by area."""
    total = np.zeros_like(positions)
    each = face_normals(positions, triangles)
    for corner in range(3):
        np.add.at(total, triangles[:, corner], each)
    return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)


def edges(triangles: Ints) -> tuple[Ints, Ints]:
    """Return undirected edges (e, 2), lower index first, and how often each is used (e,)."""
    pairs, _, used = sides_of(triangles)
    return pairs, used


def sides_of(triangles: Ints) -> tuple[Ints, Ints, Ints]:
    """Return undirected edges, which of them every side is, and how often each is used.

    Returns
    -------
    pairs : (e, 2) int64
        Lower index first, in their order.
    index : (3 m,) int64
        Of every triangle's first side, then of every second and third.
    used : (e,) int64
    """
    sides = np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    low, high = sides.min(axis=1), sides.max(axis=1)
    # one number for both: numbers are sorted ten times as fast as rows
    count = int(sides.max(initial=0)) + 1
    keys, index, used = np.unique(low * count + high, return_inverse=True, return_counts=True)
    return np.stack([keys // count, keys % count], axis=1), index.ravel(), used


def neighbours(triangles: Ints, count: int) -> sparse.csr_matrix:
    """Return the (n, n) matrix that takes the mean over each vertex's neighbours."""
    pairs, _ = edges(triangles)
    both = np.vstack([pairs, pairs[:, ::-1]])
    ones = sparse.csr_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), (count, count))
    degree = np.asarray(ones.sum(axis=1)).ravel()
    return sparse.diags(1 / np.maximum(degree, 1)) @ ones


def subdivide(triangles: Ints, count: int) -> tuple[sparse.csr_matrix, Ints]:
    """Refine every triangle into four with Loop's smoothing rules (1987).

    Returns
    -------
    mix : (n, count) sparse
        New vertices as means of the old ones; the old ones come first.
    triangles : (4 m, 3) int64
    """
    opposite = np.concatenate([triangles[:, 2], triangles[:, 0], triangles[:, 1]])
    pairs, index, used = sides_of(triangles)
    inner = used == 2
    middle = np.arange(len(pairs))
    rows = [middle, middle, index[inner[index]]]
    columns = [pairs[:, 0], pairs[:, 1], opposite[inner[index]]]
    ends = np.where(inner, 3 / 8, 1 / 2)
    values = [ends, ends, np.full(int(inner[index].sum()), 1 / 8)]
    odd = sparse.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        (len(pairs), count),
    )
    even = _loop_even(pairs, used, count)
    a, b, c = (count + part for part in np.split(index, 3))
    i, j, k = triangles.T
    new = np.vstack([np.c_[i, a, c], np.c_[j, b, a], np.c_[k, c, b], np.c_[a, b, c]])
    return sparse.vstack([even, odd]).tocsr(), new


def halve(triangles: Ints, count: int) -> tuple[sparse.csr_matrix, Ints]:
    """Cut every triangle into four at the middles of its edges; nothing moves.

    Returns
    -------
    mix : (n', count) sparse
        The old vertices, then the middles in the order of `edges`.
    triangles : (4 m, 3) int64
        The four of every triangle are m apart.
    """
    pairs, _ = edges(triangles)
    half = np.arange(len(pairs)).repeat(2), pairs.ravel(), np.full(2 * len(pairs), 0.5)
    middles = sparse.csr_matrix((half[2], half[:2]), (len(pairs), count))
    key = pairs[:, 0] * count + pairs[:, 1]

    def middle(p: Ints, q: Ints) -> Ints:
        return count + np.searchsorted(key, np.minimum(p, q) * count + np.maximum(p, q))

    i, j, k = triangles.T
    a, b, c = middle(i, j), middle(j, k), middle(k, i)
    new = np.vstack([np.c_[i, a, c], np.c_[j, b, a], np.c_[k, c, b], np.c_[a, b, c]])
    return sparse.vstack([sparse.identity(count), middles]).tocsr(), new


def fair(
    positions: Floats, triangles: Ints, rounds: int, *, pinned: Bools | None = None
) -> Floats:
    """Return positions without their finest relief; borders are smoothed along themselves.

    Taubin's two steps (1995), one in and one out, which do not shrink.
    """
    count = len(positions)
    pairs, used = edges(triangles)
    rim = pairs[used == 1]
    on_rim = np.zeros(count, bool)
    on_rim[rim.ravel()] = True
    inner = pairs[~on_rim[pairs].any(axis=1)]
    half = pairs[on_rim[pairs].sum(axis=1) == 1]
    half = np.where(on_rim[half[:, :1]], half[:, ::-1], half)  # the border pulls the inside
    both = np.vstack([inner, inner[:, ::-1], half, rim, rim[:, ::-1]])
    ones = sparse.csr_matrix((np.ones(len(both)), both.T), (count, count))
    mean = sparse.diags(1 / np.maximum(np.asarray(ones.sum(axis=1)).ravel(), 1)) @ ones
    out = positions
    for _ in range(rounds):
        for step in (0.5, -0.52):
            move = step * (mean @ out - out)
            if pinned is not None:
                move[pinned] = 0
            out = out + move
    return np.asarray(out)


def _loop_even(pairs: Ints, used: Ints, count: int) -> sparse.csr_matrix:
    """Where the old vertices go: borders are a cubic spline of their own."""
    border = used == 1
    on_border = np.zeros(count, bool)
    on_border[pairs[border]] = True
    both = np.vstack([pairs, pairs[:, ::-1]])
    degree = np.bincount(both[:, 0], minlength=count)
    n = np.maximum(degree, 3)
    beta = (5 / 8 - (3 / 8 + np.cos(2 * np.pi / n) / 4) ** 2) / n
    rim = np.tile(border, 2)
    inside = ~on_border[both[:, 0]]
    rows = np.concatenate([both[inside, 0], both[rim, 0], np.arange(count)])
    columns = np.concatenate([both[inside, 1], both[rim, 1], np.arange(count)])
    values = np.concatenate(
        [
            beta[both[inside, 0]],
            np.full(int(rim.sum()), 1 / 8),
            np.where(on_border, 3 / 4, 1 - degree * beta),
        ]
    )
    return sparse.csr_matrix((values, (rows, columns)), (count, count))


def split(triangles: Ints, level: Floats) -> tuple[sparse.csr_matrix, Ints, Ints]:
    """Cut triangles along the line where ``level`` (n,) is zero; nothing is taken away.

    Vertices that the line passes closely are moved onto it along an edge, which leaves no
    slivers.

    Returns
    -------
    mix : (n', n) sparse
        New vertices as means of two old ones.
    triangles : (m', 3) int64
    side : (m',) int64
        1 where the level is positive, -1 elsewhere.
    """
    count = len(level)
    pairs, _ = edges(triangles)
    a, b = pairs.T
    crossing = level[a] * level[b] < 0
    a, b = a[crossing], b[crossing]
    at = level[a] / (level[a] - level[b])
    near = np.full(count, 0.18)
    partner = np.arange(count)
    for here, there, share in ((a, b, at), (b, a, 1 - at)):
        order = np.argsort(-share, kind="stable")  # the closest crossing is written last
        close = order[share[order] < near[here[order]]]
        partner[here[close]], near[here[close]] = there[close], share[close]
    moved = partner != np.arange(count)
    share = np.where(moved, near, 0.0)
    rows = np.arange(count)
    snap = sparse.csr_matrix(
        (np.r_[1 - share, share], (np.r_[rows, rows], np.r_[rows, partner])), (count, count)
    )
    level = np.where(moved, 0.0, level)
    a, b = pairs.T
    crossing = level[a] * level[b] < 0
    a, b = a[crossing], b[crossing]
    at = level[a] / (level[a] - level[b])
    fresh = sparse.csr_matrix(
        (np.r_[1 - at, at], (np.tile(np.arange(len(a)), 2), np.r_[a, b])), (len(a), count)
    )
    place = {(int(p), int(q)): count + i for i, (p, q) in enumerate(zip(a, b, strict=True))}

    def crossed(p: int, q: int) -> int:
        return place[(p, q) if p < q else (q, p)]

    sign = np.sign(level).astype(int)
    cut = (sign[triangles].max(1) > 0) & (sign[triangles].min(1) < 0)
    done = [triangles[~cut]]
    extra: list[list[int]] = []
    for corners in triangles[cut].tolist():
        signs = [int(sign[c]) for c in corners]
        if 0 in signs:
            k = signs.index(0)
            i, p, q = corners[k], corners[k - 2], corners[k - 1]
            m = crossed(p, q)
            extra += [[i, p, m], [i, m, q]]
        else:
            k = next(
                n for n in range(3) if signs[n] != signs[n - 1] and signs[n] != signs[n - 2]
            )
            i, p, q = corners[k], corners[k - 2], corners[k - 1]
            m, o = crossed(i, p), crossed(i, q)
            extra += [[i, m, o], [m, p, q], [m, q, o]]
    done.append(np.array(extra, int).reshape(-1, 3))
    result = np.vstack(done)
    levels = np.concatenate([level, np.zeros(len(a))])
    side = np.where(levels[result].sum(axis=1) > 0, 1, -1)
    return sparse.vstack([snap, fresh @ snap]).tocsr(), result, side


def loops(triangles: Ints) -> list[Ints]:
    """Return the border's closed loops of vertices, surface to their left, longest first."""
    sides = np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    _, index, used = sides_of(triangles)
    rim = sides[used[index] == 1]
    following = dict(rim.tolist())
    found = []
    while following:
        start = min(following)
        loop = [start]
        while (after := following.pop(loop[-1], start)) != start:
            loop.append(after)
        found.append(np.array(loop))
    return sorted(found, key=len, reverse=True)
