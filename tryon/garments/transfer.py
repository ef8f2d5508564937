"""Cloth that learns from the body below it: which bones move it, and how it grows with it.

References
----------
Abdrashitov, Raichstat, Monsen, Hill (2023), "Robust skin weights transfer via weight
inpainting": take over what is near and faces the same way, fill in the rest smoothly.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tryon.core.mesh import Mesh
from tryon.core.scene import Floats
from tryon.garments.skinning import by_bone

#: Cloth is over a body if it is this near and faces the same way.
_NEAR_M, _ALIKE = 0.10, float(np.cos(np.radians(30)))
#: Passes over the gaps, each from all neighbours; and over everything, against steps.
_FILLS, _SMOOTHS = 400, 3

Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Footing:
    """Where places are nearest to a surface.

    Attributes
    ----------
    corners : (n, 3) intp
        Vertices of the nearest triangle.
    shares : (n, 3) float32
        Barycentric coordinates in it.
    distance : (n,) float32, m
    """

    corners: Ints = field(repr=False)
    shares: Floats = field(repr=False)
    distance: Floats = field(repr=False)

    def at(self, values: Floats) -> Floats:
        """Interpolate what vertices of the surface have, (v, ...)."""
        taken: Floats = np.einsum("nk,nk...->n...", self.shares, values[self.corners])
        return taken


def footing(places: Floats, surface: Mesh) -> Footing:
    """Find the nearest points on a surface, among the triangles around the nearest vertices."""
    corners = surface.triangles.astype(np.intp)
    around = _triangles_around(corners, len(surface.positions))
    a, b, c = (surface.positions[corners[:, k]] for k in range(3))
    square = (surface.positions**2).sum(1)
    found, shares = np.empty(len(places), np.intp), np.empty((len(places), 3), np.float32)
    distance = np.empty(len(places), np.float32)
    for start in range(0, len(places), 512):
        here = places[start : start + 512]
        away = square - 2 * here @ surface.positions.T
        near = np.argpartition(away, 3, axis=1)[:, :3]
        tried = around[near].reshape(len(here), -1)
        share = _closest(here[:, None], a[tried], b[tried], c[tried])
        there = np.einsum(
            "mtk,mtki->mti", share, np.stack([a[tried], b[tried], c[tried]], axis=2)
        )
        gap = np.linalg.norm(there - here[:, None], axis=2)
        best, row = gap.argmin(1), np.arange(len(here))
        part = slice(start, start + len(here))
        found[part], shares[part] = tried[row, best], share[row, best]
        distance[part] = gap[row, best]
    return Footing(corners[found], shares, distance)


def _triangles_around(corners: Ints, count: int) -> Ints:
    """List the triangles of each vertex (count, most); short lists repeat their first."""
    vertex, triangle = corners.ravel(), np.repeat(np.arange(len(corners)), 3)
    order = np.argsort(vertex, kind="stable")
    vertex, triangle = vertex[order], triangle[order]
    sizes = np.bincount(vertex, minlength=count)
    starts = np.cumsum(sizes) - sizes
    table = np.zeros((count, max(int(sizes.max()), 1)), np.intp)
    used = sizes > 0
    table[used] = triangle[starts[used]][:, None]
    table[vertex, np.arange(len(vertex)) - starts[vertex]] = triangle
    return table


def _closest(p: Floats, a: Floats, b: Floats, c: Floats) -> Floats:
    """Barycentric coordinates (..., 3) of the points of triangles that are nearest to `p`."""

    def dot(u: Floats, v: Floats) -> Floats:
        result: Floats = np.einsum("...i,...i->...", u, v)
        return result

    ab, ac, ap = b - a, c - a, p - a
    d00, d01, d11, d20, d21 = dot(ab, ab), dot(ab, ac), dot(ac, ac), dot(ap, ab), dot(ap, ac)
    area = np.maximum(d00 * d11 - d01 * d01, 1e-20)
    v, w = (d11 * d20 - d01 * d21) / area, (d00 * d21 - d01 * d20) / area
    inside = np.stack([1 - v - w, v, w], -1)
    best = np.clip(inside, 0, 1)
    gap = np.where((inside >= 0).all(-1), -1.0, np.inf)
    ends = (a, b, c)
    for one, other in ((0, 1), (1, 2), (2, 0)):
        way = ends[other] - ends[one]
        along = dot(p - ends[one], way) / np.maximum(dot(way, way), 1e-20)
        along = np.clip(along, 0, 1)
        off = p - ends[one] - along[..., None] * way
        far = dot(off, off)
        edge = np.zeros_like(best)
        edge[..., one], edge[..., other] = 1 - along, along
        nearer = far < gap
        best, gap = np.where(nearer[..., None], edge, best), np.where(nearer, far, gap)
    nearest: Floats = best
    return nearest


def bound(part: Mesh, body: Mesh) -> Mesh:
    """Give a surface that lies on `body`, in any pose, the skin weights of it."""
    bones = np.maximum(_taken(part, body, by_bone(body).T), 0)
    strongest = np.argsort(-bones, axis=1, kind="stable")[:, :4]
    share = np.take_along_axis(bones, strongest, 1)
    share /= share.sum(1, keepdims=True)
    return replace(part, joints=strongest.astype(np.uint8), weights=share.astype(np.float32))


def grown(part: Mesh, body: Mesh) -> Mesh:
    """Give a surface that lies on `body`, at rest, the morphs of it."""
    names = sorted(body.morphs)
    if not names:
        return part
    taken = _taken(part, body, np.concatenate([body.morphs[name] for name in names], axis=1))
    moves = taken.reshape(len(taken), -1, 3)
    morphs = {
        name: np.ascontiguousarray(moves[:, number])
        for number, name in enumerate(names)
        if np.abs(moves[:, number]).max() > 1e-5
    }
    return replace(part, morphs=morphs | dict(part.morphs))


def _taken(part: Mesh, body: Mesh, values: Floats) -> Floats:
    """Take values (v, k) over from the body where cloth is surely over it; fill the rest."""
    on = footing(part.positions, body)
    facing = np.einsum("ni,ni->n", part.normals, on.at(body.normals))
    sure = (on.distance < _NEAR_M) & (facing > _ALIKE)
    return _filled(part, on.at(np.ascontiguousarray(values)), sure)


def _filled(part: Mesh, values: Floats, sure: NDArray[np.bool_]) -> Floats:
    """Fill values (n, k) in where they are not sure, smoothly along the surface."""
    _, one, same = np.unique(
        np.round(part.positions, 5), axis=0, return_index=True, return_inverse=True
    )
    same = same.reshape(-1)
    count = len(one)
    known = np.zeros(count, bool)
    np.logical_or.at(known, same, sure)
    start = one.copy()
    start[same[sure]] = np.flatnonzero(sure)
    values = values[start]
    corners = same[part.triangles.astype(np.intp)]
    pairs = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    ways = np.concatenate([pairs, pairs[:, ::-1]])
    ways = ways[np.argsort(ways[:, 0], kind="stable")]

    # first outwards from what is sure, ring by ring, so that the passes start near the end
    reached = known.copy()
    while True:
        edge = ways[~reached[ways[:, 0]] & reached[ways[:, 1]]]
        if not len(edge):
            break
        ring, first = np.unique(edge[:, 0], return_index=True)
        values[ring] = values[edge[first, 1]]
        reached[ring] = True
    gaps = np.flatnonzero(~known & reached)
    for rows, passes in ((gaps, _FILLS), (np.arange(count), _SMOOTHS)):
        if not len(rows):
            continue
        chosen = np.isin(ways[:, 0], rows)
        here, there = ways[chosen].T
        holders, begins, sizes = np.unique(here, return_index=True, return_counts=True)
        work = max(1, min(passes, int(2e9 / max(len(there) * values.shape[1], 1) / 10)))
        for _ in range(work):
            means = np.add.reduceat(values[there], begins, axis=0) / sizes[:, None]
            if passes == _SMOOTHS:
                means = (means + values[holders]) / 2
            values[holders] = means
    return values[same]
