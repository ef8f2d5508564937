"""Pieces that are set on a garment: collars, hoods, lapels, buttons, cords."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from wardrobe import surface
from wardrobe.anatomy import Floats, Ints
from wardrobe.bake import Edge
from wardrobe.tailor import Part, Sewn


@dataclass(frozen=True)
class Curve:
    """A line on a garment, from its right end (the wearer's) to its left.

    Attributes
    ----------
    points, normals : (k, 3) float64
    anchor : (k,) int64
        Nearest fine vertices.
    share : (k,) float64, in [0, 1]
        Length from the beginning over the whole.
    length : float, m
    """

    points: Floats
    normals: Floats
    anchor: Ints
    share: Floats
    length: float


def resample(sewn: Sewn, points: Floats, count: int, *, smooth: int = 4) -> Curve:
    """Return ``count`` even steps along a polyline, smoothed a little."""
    for _ in range(smooth):
        inner = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
        points = np.vstack([points[:1], inner, points[-1:]])
    step = np.linalg.norm(np.diff(points, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(step)])
    at = np.linspace(0, along[-1], count)
    even = np.stack([np.interp(at, along, points[:, i]) for i in range(3)], axis=1)
    _, anchor = cKDTree(sewn.positions).query(even)
    normals = sewn.normals[anchor].copy()
    for _ in range(6):
        normals[1:-1] = (normals[:-2] + 2 * normals[1:-1] + normals[2:]) / 4
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return Curve(even, normals, anchor, at / along[-1], float(along[-1]))


def around_neck(sewn: Sewn, *, open_below: float | None = None, count: int = 56) -> Curve:
    """Return the neck's edge from the front over the back to the front.

    ``open_below``: where the front is open, only what is higher than this (m).
    """
    loop = sewn.rims["neck"]
    points = sewn.positions[loop]
    if open_below is None:
        ahead = points[:, 2] > np.median(points[:, 2])
        start = np.where(ahead, np.abs(points[:, 0]), 1.0).argmin()
        loop = np.roll(loop, -start)
        loop = np.append(loop, loop[0])
    else:
        low = points[:, 1] < open_below
        start = np.flatnonzero(low & ~np.roll(low, -1))[0]
        loop = np.roll(loop, -start)
        loop = loop[: len(loop) - int(low.sum()) + 2]
    points = sewn.positions[loop]
    if open_below is not None:  # both ends at this height exactly
        for end, inner in ((0, 1), (-1, -2)):
            share = (open_below - points[end, 1]) / (points[inner, 1] - points[end, 1])
            points[end] += share * (points[inner] - points[end])
    if points[len(points) // 6, 0] > 0:  # from the wearer's right
        points = points[::-1]
    return resample(sewn, points, count)


def front_edge(sewn: Sewn, side: float, low: float, high: float, count: int = 30) -> Curve:
    """Return one edge of an open front, from below to above; ``side`` is the sign of x."""
    loop = sewn.rims["neck"]
    points = sewn.positions[loop]
    kept = (points[:, 0] * side > 0.001) & (points[:, 1] > low) & (points[:, 1] < high)
    points = points[kept]
    return resample(sewn, points[np.argsort(points[:, 1])], count)


def lift(sewn: Sewn, points: Floats, gap: float | Floats, drop: float | Floats = 0.0) -> Floats:
    """Return points (…, 3) moved out until they are ``gap`` (m) off the garment.

    ``drop`` (m): what is farther off may fall so far towards it. Both one or (…).
    """
    flat = points.reshape(-1, 3)
    gap = np.broadcast_to(gap, points.shape[:-1]).ravel()
    least = -np.broadcast_to(drop, points.shape[:-1]).ravel()
    tree = cKDTree(sewn.positions)
    for _ in range(2):
        _, near = tree.query(flat, k=3)
        normal = sewn.normals[near].mean(axis=1)
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        depth = gap - ((flat - sewn.positions[near].mean(axis=1)) * normal).sum(axis=1)
        flat = flat + np.clip(depth, least, 0.05)[:, None] * normal
    return flat.reshape(points.shape)


def sheet(
    name: str,
    sewn: Sewn,
    grid: Floats,
    anchor: Ints,
    facing: Callable[[Floats], Floats],
    *,
    edge: str | None = None,
    sky: Floats | None = None,
) -> Part:
    """Return a piece from a grid of points.

    Parameters
    ----------
    grid : (k, r, 3) float64, m
        k along, r across.
    anchor : (k,) or (k, r) int64
    facing : function of (k, r, 3)
        Directions (k, r, 3) that the right side looks into.
    edge : str, optional
        Name of the border of the last column, for its stitches.
    sky : (k, r) float64, optional
        Share of the sky that is seen.
    """
    k, r, _ = grid.shape
    index = np.arange(k * r).reshape(k, r)
    a, b, c, d = index[:-1, :-1], index[1:, :-1], index[:-1, 1:], index[1:, 1:]
    triangles = np.vstack(
        [np.c_[a.ravel(), b.ravel(), c.ravel()], np.c_[b.ravel(), d.ravel(), c.ravel()]]
    )
    points = grid.reshape(-1, 3)
    normals = surface.normals(points, triangles)
    u = np.zeros((k, r))
    u[1:] = np.cumsum(np.linalg.norm(np.diff(grid, axis=0), axis=2).mean(axis=1))[:, None]
    v = np.zeros((k, r))
    v[:, 1:] = np.cumsum(np.linalg.norm(np.diff(grid, axis=1), axis=2), axis=1)
    if (normals * facing(grid).reshape(-1, 3)).sum() < 0:
        triangles, normals = triangles[:, ::-1], -normals
        u = u.max() - u
    uv = 100 * np.stack([u, v], axis=2).reshape(-1, 2)
    edges = []
    if edge:
        rim = uv.reshape(k, r, 2)[:, -1]
        step = np.linalg.norm(np.diff(rim, axis=0), axis=1)
        along = np.concatenate([[0.0], np.cumsum(step)[:-1]])
        edges.append(Edge(edge, np.stack([rim[:-1], rim[1:]], axis=1), along))
        for side in (uv.reshape(k, r, 2)[0], uv.reshape(k, r, 2)[-1]):
            along = np.linalg.norm(np.diff(side, axis=0), axis=1)
            start = np.concatenate([[0.0], np.cumsum(along)[:-1]])
            edges.append(Edge(edge, np.stack([side[:-1], side[1:]], axis=1), start))
    anchor = np.repeat(anchor, r) if anchor.ndim == 1 else anchor.ravel()
    return Part(
        name,
        anchor,
        points,
        normals,
        triangles,
        uv,
        sewn.parts[0].draw,
        tuple(edges),
        open=None if sky is None else sky.ravel(),
    )


def to_skin(sewn: Sewn, points: Floats, out: Floats, air: float) -> Floats:
    """Return (k,) m: how far against ``out`` points (k, 3) are from ``air`` off the skin."""
    anatomy = sewn.toile.block.anatomy
    body = surface.whole(anatomy.quads["body"], len(anatomy.positions))
    skin = body.at(anatomy.positions)
    normals = surface.normals(skin, body.triangles)
    ways = np.linspace(-0.02, 0.04, 61)
    there = points[:, None] - ways[:, None] * out[:, None]
    _, near = cKDTree(skin).query(there, k=3)
    off = ((there[..., None, :] - skin[near]) * normals[near]).sum(axis=-1).mean(axis=-1)
    clear = (np.minimum.accumulate(off, axis=1) > air).sum(axis=1)
    return np.asarray(ways[np.minimum(clear, len(ways) - 1)])


def turned_over(
    name: str,
    sewn: Sewn,
    curve: Curve,
    profile: Callable[[Floats], Floats],
    *,
    air: float,
    gap: float = 0.006,
    falls: float = 0.0,
    settle_from: int = 0,
    edge: str | None = None,
) -> Part:
    """Return a collar: a profile swept along the neck.

    Parameters
    ----------
    profile : function of share (k,)
        Returns (k, r, 2) cm: outwards from the neck, and up.
    air : float, m
        Between the neck's skin and the top of the collar, which leans in for that.
    falls : float, m
        How far its edge may come down to the garment, beyond the profile.
    settle_from : int
        From this place of the profile on it lies on the garment.
    edge : str, optional
    """
    path = profile(curve.share) / 100
    middle = curve.points.mean(axis=0)
    out = curve.points - middle
    out[:, 1] = 0
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    along = np.gradient(curve.points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    out -= (out * along).sum(axis=1, keepdims=True) * along
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    for _ in range(4):
        out[1:-1] = (out[:-2] + 2 * out[1:-1] + out[2:]) / 4
    up = np.array([0.0, 1.0, 0.0])
    grid = curve.points[:, None] + path[..., :1] * out[:, None] + path[..., 1:] * up
    high = path[..., 1].argmax(axis=1)
    level = out * [1.0, 0.0, 1.0]
    level /= np.linalg.norm(level, axis=1, keepdims=True)
    lean = to_skin(sewn, grid[np.arange(len(grid)), high], level, air)
    for _ in range(12):
        lean[1:-1] = _along(lean)
    lean *= 1 - np.abs(2 * curve.share - 1) ** 6  # its ends lie as they are cut
    risen = np.clip(path[..., 1] / path[..., 1].max(axis=1, keepdims=True), 0, 1)
    grid -= (lean[:, None] * risen)[..., None] * level[:, None]
    if settle_from:
        laid = grid[:, settle_from:]
        columns = laid.shape[1]
        gaps = gap * np.minimum(1, np.arange(columns, 0, -1) / 3)  # the edge turns in
        drop = falls / 4 * np.linspace(0, 1, columns) ** 2
        for _ in range(4):  # pushed out evenly: one fold of what is below makes no dent
            pushed = lift(sewn, laid, gaps, drop) - laid
            pushed[1:-1] = _along(pushed)
            laid = laid + pushed
        grid[:, settle_from:] = lift(sewn, laid, gaps)
    if np.allclose(curve.points[0], curve.points[-1]):
        grid[[0, -1]] = (grid[0] + grid[-1]) / 2
    sky = np.linspace(0.55, 0.95, grid.shape[1])[None].repeat(len(grid), axis=0)

    def outwards(points: Floats) -> Floats:
        weight = np.linspace(0, 1, points.shape[1])[None, :, None] ** 3
        return (out[:, None] + 0 * points) * weight

    return sheet(name, sewn, grid, curve.anchor, outwards, edge=edge, sky=sky)


def _along(moves: Floats) -> Floats:
    """(k - 2, …) means of moves (k, …) along the first axis."""
    return (moves[:-2] + 2 * moves[1:-1] + moves[2:]) / 4


def button(sewn: Sewn, at: Floats, radius: float = 0.0055, *, count: int = 10) -> Part:
    """Return a button on the garment at the point nearest to ``at`` (3,)."""
    _, near = cKDTree(sewn.positions).query(at)
    normal = sewn.normals[near]
    side = np.cross([0.0, 1.0, 0.0], normal)
    side /= np.linalg.norm(side)
    upward = np.cross(normal, side)
    angle = 2 * np.pi * np.arange(count) / count
    ring = np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * upward
    start = at + normal * ((sewn.positions[near] - at) @ normal)
    points = np.vstack(
        [
            start + radius * ring + 0.0005 * normal,
            start + radius * ring + 0.0028 * normal,
            start + 0.75 * radius * ring + 0.0034 * normal,
            [start + 0.0028 * normal],
        ]
    )
    shading = np.vstack([ring, ring + normal, 0.3 * ring + normal, [normal]])
    shading /= np.linalg.norm(shading, axis=1, keepdims=True)
    i = np.arange(count)
    j = (i + 1) % count
    faces = [np.c_[i + n, j + n, i + n + count] for n in (0, count)]
    faces += [np.c_[j + n, j + n + count, i + n + count] for n in (0, count)]
    faces.append(np.c_[2 * count + i, 2 * count + j, np.full(count, 3 * count)])
    return Part(
        "button",
        np.full(len(points), near),
        points,
        shading,
        np.vstack(faces),
        np.zeros((len(points), 2)),
        sewn.parts[0].draw,
    )


def buttons(sewn: Sewn, x: float, heights: Floats, radius: float = 0.0055) -> tuple[Part, ...]:
    """Return buttons down the front at ``x`` (m)."""
    ahead = sewn.positions[:, 2] > np.median(sewn.positions[:, 2])
    found = []
    for y in heights:
        away = np.abs(sewn.positions[:, :2] - [x, y]).max(axis=1) + ~ahead
        z = sewn.positions[away.argsort()[:4], 2].mean()
        found.append(button(sewn, np.array([x, y, z]), radius))
    return tuple(found)


def teeth(sewn: Sewn, x: float) -> Part:
    """Return the teeth of a zip up the front at ``x`` (m), from hem to neck."""
    points = sewn.positions
    ahead = points[
        (points[:, 2] > np.median(points[:, 2])) & (np.abs(points[:, 0] - x) < 0.012)
    ]
    heights = np.linspace(ahead[:, 1].min() + 0.003, ahead[:, 1].max(), 36)
    near = np.abs(ahead[:, 1] - heights[:, None]).argsort(axis=1)[:, :4]
    path = np.stack([np.full(36, x), heights, ahead[near, 2].mean(axis=1)], axis=1)
    chain = cord("button", sewn, lift(sewn, path, 0.0004), 0.0019)
    return replace(chain, uv=np.zeros_like(chain.uv))


def cord(name: str, sewn: Sewn, path: Floats, radius: float = 0.0025) -> Part:
    """Return a round cord along a path (k, 3), hanging on the garment's nearest points."""
    _, anchor = cKDTree(sewn.positions).query(path)
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.cross(along, [0.0, 0.0, 1.0])
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    ahead = np.cross(side, along)
    angle = 2 * np.pi * np.arange(7) / 6
    ring = np.cos(angle)[None, :, None] * side[:, None]
    ring = ring + np.sin(angle)[None, :, None] * ahead[:, None]
    grid = path[:, None] + radius * ring
    return sheet(name, sewn, grid, anchor, lambda _: ring)
