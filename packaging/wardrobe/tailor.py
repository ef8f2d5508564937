"""From a cut to a garment: laid flat, hung, thinned out, hemmed, drawn, written.

``sew`` makes the pattern pieces of one toile; designs add collars and pockets to them;
``finish`` paints everything on one sheet and writes the file.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from wardrobe import bake, surface
from wardrobe.anatomy import MORPHS, Floats, Ints
from wardrobe.bake import Edge
from wardrobe.drape import drape
from wardrobe.fabric import Drawing, Fabric, ribbing
from wardrobe.flatten import Chart, flatten, pack
from wardrobe.glb import Paint, Piece, write
from wardrobe.simplify import simplify
from wardrobe.surface import Bools
from wardrobe.toile import Toile

SHEET = 1024  # texels
_MARGIN = 5  # texels around each piece


@dataclass(frozen=True)
class Finish:
    """How an edge is worked.

    Attributes
    ----------
    width_cm : float
        Of the turned hem, or of the band.
    stitches : tuple of float, cm
        Distances of the stitch lines from the edge.
    rib : bool
        A knitted band instead of a hem.
    """

    width_cm: float = 2.0
    stitches: tuple[float, ...] = (1.8,)
    rib: bool = False


@dataclass(frozen=True)
class Spot:
    """What a mark on a piece is drawn from: grids (h, w) of the piece.

    ``u``, ``v`` cm on the piece; ``place`` (h, w, 3) cm on the form; ``name`` of the piece.
    A mark puts the lines it is sewn with into ``sewn``: distance, length along, and at which
    distances there is thread.
    """

    name: str
    u: Floats
    v: Floats
    place: Floats
    sewn: list[tuple[Floats, Floats, Sequence[float]]] = field(default_factory=list)


Mark = Callable[[Spot], tuple[Floats, Floats]]
"""Returns relief (h, w) mm to add, and a factor on the dye (h, w, 3) or (h, w, 1)."""


@dataclass(frozen=True)
class Part:
    """One piece as it will be drawn.

    Attributes
    ----------
    name : str
    anchor : (n,) int64
        Fine vertex of the cut that each vertex moves with.
    positions, normals : (n, 3) float64
    triangles : (m, 3) int64
    uv : (n, 2) float64, cm
    draw : Drawing
        Its cloth.
    edges : tuple of Edge
    fine : Chart or None
        The piece in full detail, whose folds are baked.
    open : (n,) float64 or None
        Share of the sky each vertex sees; of the fine vertices where there are any.
    """

    name: str
    anchor: Ints
    positions: Floats
    normals: Floats
    triangles: Ints
    uv: Floats
    draw: Drawing
    edges: tuple[Edge, ...] = ()
    fine: Chart | None = None
    open: Floats | None = None


@dataclass(frozen=True)
class Sewn:
    """A garment that hangs, in full detail, and its pieces.

    Attributes
    ----------
    toile : Toile
    rows : (n, v) sparse
        Fine vertices as means of the body's base vertices.
    positions, normals : (n, 3) float64
    rims : Mapping[str, (k,) int64]
        Open edges by name, as loops of fine vertices.
    parts : tuple of Part
    """

    toile: Toile
    rows: sparse.csr_matrix
    positions: Floats
    normals: Floats
    rims: Mapping[str, Ints]
    parts: tuple[Part, ...]

    def plus(self, *parts: Part) -> "Sewn":
        """Return it with more pieces, without their triangles of no area."""
        return replace(self, parts=self.parts + tuple(_solid(p) for p in parts))


def sew(
    toile: Toile,
    unroll: Mapping[str, Floats],
    fabric: Fabric,
    body: tuple[Floats, Ints],
    rim_name: Callable[[Floats], str],
    *,
    pinned: Bools,
    unseen: Bools | None = None,
    spare: Floats | None = None,
    clearance: Floats | None = None,
    seconds: float = 3.0,
    triangles: int = 4200,
) -> Sewn:
    """Lay the pieces flat, let the cloth hang, and thin it out.

    Parameters
    ----------
    unroll : Mapping[str, (n, 2) float64]
        For each piece a first unrolling of all vertices, m.
    body : positions and triangles
        What it hangs on.
    rim_name : function of (k, 3) positions
        The name of an open edge.
    pinned : (n,) bool
    unseen : (n,) bool, optional
        Where pieces meet without a seam.
    spare : (n,) float64, optional
        Factor on rest lengths: cloth to spare, which folds.
    clearance : (n,) float64, m, optional
    seconds : float
        How long it settles.
    triangles : int
        How many the drawn garment has, about.
    """
    cut = toile.positions
    charts = [
        flatten(name, cut, toile.triangles[toile.panel == n], unroll[name])
        for n, name in enumerate(toile.names)
    ]
    hung = drape(
        cut,
        toile.triangles,
        cut,
        body,
        fabric.cloth,
        pinned=pinned,
        stretch_field=spare,
        clearance=clearance,
        seconds=seconds,
    )
    normals = surface.normals(hung, toile.triangles)
    rims = {rim_name(hung[loop]): loop for loop in surface.loops(toile.triangles)}
    few, panel = simplify(hung, toile.triangles, triangles, panel=toile.panel)
    rows = (toile.mix @ toile.block.surface.linear).tocsr()
    parts = []
    for n, chart in enumerate(charts):
        used, index = np.unique(few[panel == n], return_inverse=True)
        place = np.full(len(hung), -1)
        place[chart.vertices] = np.arange(len(chart.vertices))
        parts.append(
            Part(
                name=chart.name,
                anchor=used,
                positions=hung[used],
                normals=normals[used],
                triangles=index.reshape(-1, 3),
                uv=chart.uv[place[used]],
                draw=fabric.draw,
                edges=tuple(_edges(toile, chart, place, rims, hung, n, unseen)),
                fine=chart,
            )
        )
    return Sewn(toile, rows, hung, normals, rims, tuple(parts))


def _edges(
    toile: Toile,
    chart: Chart,
    place: Ints,
    rims: Mapping[str, Ints],
    hung: Floats,
    n: int,
    unseen: Bools | None,
) -> list[Edge]:
    """Seams and open edges of one piece."""
    found = []
    for name, loop in rims.items():
        after = np.roll(loop, -1)
        step = 100 * np.linalg.norm(hung[after] - hung[loop], axis=1)
        along = np.concatenate([[0.0], np.cumsum(step)[:-1]])
        here = (place[loop] >= 0) & (place[after] >= 0)
        pairs = np.stack([place[loop[here]], place[after[here]]], axis=1)
        found.append(Edge(name, chart.uv[pairs], along[here]))
    sides, _, owner = _panel_sides(toile.triangles, toile.panel)
    seam = (owner[:, 0] != owner[:, 1]) & (owner == n).any(axis=1)
    if unseen is not None:
        seam &= ~unseen[sides].all(axis=1)
    pairs = place[sides[seam]]
    points = chart.uv[pairs]
    order = np.argsort(points[..., 1], axis=1)
    points = np.take_along_axis(points, order[..., None], axis=1)
    found.append(Edge("seam", points, points[:, 0].sum(axis=1)))
    return found


def _panel_sides(triangles: Ints, panel: Ints) -> tuple[Ints, Ints, Ints]:
    """Inner edges (e, 2), and the triangles' panels at both sides (e, 2)."""
    sides = np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    owner = np.tile(panel, 3)
    order = np.lexsort(np.sort(sides, axis=1).T)
    ordered, who = np.sort(sides, axis=1)[order], owner[order]
    twin = np.flatnonzero((ordered[1:] == ordered[:-1]).all(axis=1))
    return ordered[twin], twin, np.stack([who[twin], who[twin + 1]], axis=1)


def _solid(part: Part) -> Part:
    area = np.linalg.norm(surface.face_normals(part.positions, part.triangles), axis=1)
    used, index = np.unique(part.triangles[area > 1e-9], return_inverse=True)
    return replace(
        part,
        anchor=part.anchor[used],
        positions=part.positions[used],
        normals=part.normals[used],
        uv=part.uv[used],
        triangles=index.reshape(-1, 3),
        open=None if part.open is None else part.open[used],
    )


def facings(sewn: Sewn, thickness: float, width: float = 0.02) -> tuple[Part, ...]:
    """Return turned-in edges along every rim: a rounded fold and the inside behind it."""
    tree = cKDTree(sewn.positions)
    coarse = np.unique(np.concatenate([p.anchor for p in sewn.parts]))
    kept = np.zeros(len(sewn.positions), bool)
    kept[coarse] = True
    mean = surface.neighbours(sewn.toile.triangles, len(sewn.positions)) @ sewn.positions
    parts = []
    for name, loop in sewn.rims.items():
        loop = loop[kept[loop]]
        points, normal = sewn.positions[loop], sewn.normals[loop]
        along = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
        along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
        inward = mean[loop] - points
        inward -= (inward * along).sum(1, keepdims=True) * along
        inward -= (inward * normal).sum(1, keepdims=True) * normal
        inward /= np.maximum(np.linalg.norm(inward, axis=1, keepdims=True), 1e-9)
        for _ in range(3):
            inward = (np.roll(inward, 1, 0) + 2 * inward + np.roll(inward, -1, 0)) / 4
        back = points - thickness * normal
        _, near = tree.query(points + width * inward)
        deep = sewn.positions[near] - 1.6 * thickness * sewn.normals[near]
        rings = np.vstack([points, back, deep])
        shading = np.vstack([normal - inward, -normal - inward, -sewn.normals[near]])
        shading /= np.linalg.norm(shading, axis=1, keepdims=True)
        k = len(loop)
        i = np.arange(k)
        j = (i + 1) % k
        quads = [np.c_[a * k + i, a * k + j, (a + 1) * k + i] for a in (0, 1)] + [
            np.c_[a * k + j, (a + 1) * k + j, (a + 1) * k + i] for a in (0, 1)
        ]
        # The loop runs with the cloth to its left, so the inside is seen from the other way.
        faces = np.vstack(quads)[:, ::-1]
        u = 6 * np.abs(2 * np.arange(k) / k - 1)
        uv = np.c_[np.tile(u, 3), np.repeat([0.0, 0.3, 2.0], k)]
        parts.append(
            Part(
                name=f"{name} facing",
                anchor=np.concatenate([loop, loop, near]),
                positions=rings,
                normals=shading,
                triangles=faces,
                uv=uv,
                draw=sewn.parts[0].draw,
                open=np.repeat([0.9, 0.6, 0.35], k),
            )
        )
    return tuple(parts)


@dataclass(frozen=True)
class Trim:
    """What is drawn on the pieces beside their cloth.

    Attributes
    ----------
    finishes : Mapping[str, Finish]
        By name of the open edge.
    seam_stitches : tuple of float, cm
        Lines of stitches beside every seam.
    thread : (3,) tuple
        Reflectance of the thread, relative to the material's factor like the cloth's.
    marks : tuple of Mark
        Pockets, darts, plackets.
    """

    finishes: Mapping[str, Finish] = field(default_factory=dict)
    seam_stitches: tuple[float, ...] = ()
    thread: tuple[float, float, float] = (0.78, 0.78, 0.78)
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The three pictures of a garment, row 0 on top, and where each piece lies on them."""

    dye: Floats
    normal: Floats
    occlusion: Floats
    uv: list[Floats]
    cloth_mean: Floats


def paint(sewn: Sewn, trim: Trim, seed: int) -> Sheet:
    """Draw every piece on one sheet."""
    sizes, shared = [], {}
    for n, part in enumerate(sewn.parts):
        if part.name.endswith("facing"):  # plain cloth: all of them on one small swatch
            shared.setdefault("facing", n)
    own = [n for n, p in enumerate(sewn.parts) if not p.name.endswith("facing")]
    if "facing" in shared:
        own.append(shared["facing"])
    sizes = [np.ptp(sewn.parts[n].uv, axis=0) for n in own]
    gap = 1.6
    corners, side = pack(sizes, gap)
    texels_per_cm = SHEET / side
    dye = np.full((SHEET, SHEET, 3), 0.9)
    slope = np.zeros((SHEET, SHEET, 2))
    occlusion = np.ones((SHEET, SHEET))
    covered = np.zeros((SHEET, SHEET), bool)
    sky = _sky(sewn)
    places: dict[int, Floats] = {}
    for (n, corner), number in zip(
        zip(own, corners, strict=True), range(len(own)), strict=True
    ):
        part = sewn.parts[n]
        start = np.floor(corner * texels_per_cm).astype(int)
        origin = part.uv.min(axis=0) - _MARGIN / texels_per_cm
        shape = tuple(
            int(s) + 2 * _MARGIN + 1 for s in np.ceil(np.ptp(part.uv, axis=0) * texels_per_cm)
        )
        local = _draw(part, sewn, trim, sky, origin, shape[::-1], texels_per_cm, seed + number)
        x0, y0 = np.maximum(start - _MARGIN, 0)
        wide = min(shape[0], SHEET - x0)
        high = min(shape[1], SHEET - y0)
        window = np.s_[y0 : y0 + high, x0 : x0 + wide]
        dye[window] = local.dye[:high, :wide]
        slope[window] = local.slope[:high, :wide]
        occlusion[window] = local.open[:high, :wide]
        covered[window] |= local.covered[:high, :wide]
        shift = np.array([x0, y0]) - origin * texels_per_cm
        places[n] = part.uv * texels_per_cm + shift
    if "facing" in shared:
        first = shared["facing"]
        shift = places[first][0] - sewn.parts[first].uv[0] * texels_per_cm
        for n, part in enumerate(sewn.parts):
            if part.name.endswith("facing"):
                places[n] = part.uv * texels_per_cm + shift
    uv = [
        np.c_[places[n][:, 0] / SHEET, 1 - places[n][:, 1] / SHEET]
        for n in range(len(sewn.parts))
    ]
    normal = np.dstack([slope, np.ones((SHEET, SHEET))])
    normal /= np.linalg.norm(normal, axis=2, keepdims=True)
    return Sheet(dye[::-1], normal[::-1], occlusion[::-1], uv, dye[covered].mean(axis=0))


@dataclass(frozen=True)
class _Local:
    dye: Floats
    slope: Floats
    open: Floats
    covered: Bools


def _sky(sewn: Sewn) -> Floats:
    """(n,) share of the sky that each fine vertex sees, a little smoothed."""
    body = sewn.toile.block.anatomy
    middles = [sewn.positions, sewn.positions[sewn.toile.triangles].mean(axis=1)]
    middles += [p.positions for p in sewn.parts if p.fine is None]
    skin = np.unique(body.quads["body"])
    blockers = np.vstack([*middles, body.positions[skin]])
    sky = bake.openness(sewn.positions, sewn.normals, blockers)
    mean = surface.neighbours(sewn.toile.triangles, len(sewn.positions))
    for _ in range(3):
        sky = 0.4 * sky + 0.6 * (mean @ sky)
    return np.asarray(sky)


def _draw(
    part: Part,
    sewn: Sewn,
    trim: Trim,
    sky: Floats,
    origin: Floats,
    shape: tuple[int, int],
    texels_per_cm: float,
    seed: int,
) -> _Local:
    """One piece on its own grid; rows go up."""
    rng = np.random.default_rng(seed)
    u = origin[0] + (np.arange(shape[1]) + 0.5) / texels_per_cm
    v = origin[1] + (np.arange(shape[0]) + 0.5) / texels_per_cm
    u, v = np.meshgrid(u, v)
    weave = part.draw(u, v, rng)
    relief, dye = weave.relief.copy(), weave.dye.copy()
    local_edges = [replace(e, points=e.points - origin) for e in part.edges]
    for name, finish in trim.finishes.items():
        away, along = bake.distances(local_edges, name, shape, texels_per_cm)
        _work_edge(relief, dye, away, along, finish, trim.thread, rng)
    away, along = bake.distances(local_edges, "seam", shape, texels_per_cm)
    groove = np.exp(-((away / 0.14) ** 2))
    pucker = np.exp(-((away / 0.9) ** 2)) * np.sin(along * 2.1 + 3 * np.sin(along * 0.31))
    relief += 0.22 * pucker - 0.5 * groove
    dye *= 1 - 0.28 * groove[..., None]
    for line in trim.seam_stitches:
        _stitch(relief, dye, away, along, line, trim.thread)

    def on_grid(points: Floats, triangles: Ints) -> tuple[Ints, Floats]:
        return bake.raster((points - origin) * texels_per_cm, triangles, shape)

    index, bary = on_grid(part.uv, part.triangles)
    covered = index >= 0
    slope = np.zeros((*shape, 2))
    if part.fine is not None:
        chart = part.fine
        fine_index, fine_bary = on_grid(chart.uv, chart.triangles)
        covered |= fine_index >= 0

        def fine(values: Floats) -> Floats:
            return bake.spread(fine_index, fine_bary, chart.triangles, values[chart.vertices])

        normal = fine(sewn.normals)
        t, b, n = (bake.spread(index, bary, part.triangles, f) for f in _frame(part))
        facing = np.maximum((normal * n).sum(axis=2), 0.3)
        both = (index >= 0) & (fine_index >= 0)
        slope = np.dstack([(normal * t).sum(axis=2), (normal * b).sum(axis=2)])
        slope = np.clip(slope / facing[..., None], -1.2, 1.2) * both[..., None]
        slope = cv2.GaussianBlur(bake.bleed(slope, both), (0, 0), 0.8).astype(float)
        place = bake.bleed(100 * fine(sewn.toile.positions), fine_index >= 0)
        spot = Spot(part.name, u, v, place)
        for mark in trim.marks:
            more, factor = mark(spot)
            relief += more
            dye *= factor
            for away, along, lines in spot.sewn:
                for at in lines:
                    _stitch(relief, dye, away, along, at, trim.thread)
            spot.sewn.clear()
        light = bake.bleed(fine(sky)[..., None], fine_index >= 0)[..., 0]
    else:
        value = np.full(len(part.uv), 0.9) if part.open is None else part.open
        light = bake.spread(index, bary, part.triangles, value)
        light = bake.bleed(light[..., None], covered)[..., 0]
    slope = slope + bake.slopes(relief, texels_per_cm)
    return _Local(np.clip(dye, 0, 1), slope, light, covered)


def _frame(part: Part) -> tuple[Floats, Floats, Floats]:
    """Tangent (u), bitangent (v, up) and normal (n, 3) at a piece's vertices."""
    a, b, c = part.triangles.T
    e, f = part.positions[b] - part.positions[a], part.positions[c] - part.positions[a]
    (du, dv), (su, sv) = (part.uv[b] - part.uv[a]).T, (part.uv[c] - part.uv[a]).T
    sign = np.sign(du * sv - su * dv)[:, None]
    along = sign * (e * sv[:, None] - f * dv[:, None])
    tangent = np.zeros_like(part.positions)
    for corner in (a, b, c):
        np.add.at(tangent, corner, along)
    n = part.normals
    tangent -= (tangent * n).sum(axis=1, keepdims=True) * n
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-12)
    return tangent, np.cross(n, tangent), n


def _work_edge(
    relief: Floats,
    dye: Floats,
    away: Floats,
    along: Floats,
    finish: Finish,
    thread: tuple[float, float, float],
    rng: np.random.Generator,
) -> None:
    """Draw a hem or a knitted band where ``away`` is small, in place."""
    if away.min() > 100:
        return
    inside = 0.5 - 0.5 * np.tanh((away - finish.width_cm) / 0.07)
    if finish.rib:
        rib = ribbing(along, away, rng)
        relief += inside * (rib.relief + 0.5 - relief)
        dye += inside[..., None] * (rib.dye - dye)
    relief += 0.45 * inside
    groove = np.exp(-(((away - finish.width_cm) / 0.1) ** 2))
    dye *= 1 - 0.12 * groove[..., None]
    soft = np.exp(-(((away - finish.width_cm) / 0.7) ** 2))
    relief += 0.14 * soft * np.sin(along * 2.6 + 2 * np.sin(along * 0.4))  # puckers
    for line in finish.stitches:
        _stitch(relief, dye, away, along, line, thread)


def _stitch(
    relief: Floats,
    dye: Floats,
    away: Floats,
    along: Floats,
    line: float,
    thread: tuple[float, float, float],
) -> None:
    """Draw a line of stitches at a distance of ``line`` cm, in place."""
    sunk, share = stitches(away, along, line)
    relief += sunk
    dye += share[..., None] * (np.array(thread) - dye)


def stitches(away: Floats, along: Floats, line: float) -> tuple[Floats, Floats]:
    """Return relief (mm) and how much is thread, of a line ``line`` cm from a line."""
    on = np.exp(-(((away - line) / 0.11) ** 2))
    dash = 0.5 + 0.5 * np.tanh(3 * np.cos(2 * np.pi * along / 0.5) + 1.0)
    return -0.3 * on * (1 - 0.6 * dash), 0.9 * on * dash


def finish(
    sewn: Sewn,
    fabric: Fabric,
    trim: Trim,
    title: str,
    colour: tuple[float, float, float] | None,
    extras: Mapping[str, object],
    *,
    size_moves: Mapping[str, Floats],
    seed: int,
) -> tuple[bytes, Floats]:
    """Return the ``.glb`` and the mean of its cloth's drawing (3,) linear.

    Parameters
    ----------
    colour : linear sRGB
        What the cloth shall have on average; None leaves the drawing as it is.
    size_moves : Mapping[str, (n, 3) float64], m
        What each step of size does to the fine vertices.
    """
    sheet = paint(sewn, trim, seed)
    anatomy = sewn.toile.block.anatomy
    anchor = np.concatenate([p.anchor for p in sewn.parts])
    rows = sewn.rows[anchor]
    starts = np.cumsum([0] + [len(p.positions) for p in sewn.parts[:-1]])
    triangles = np.vstack([p.triangles + s for p, s in zip(sewn.parts, starts, strict=True)])
    moves = {m: rows @ anatomy.morphs[m] for m in MORPHS}
    moves |= {name: move[anchor] for name, move in size_moves.items()}
    factor = np.clip(np.array(colour) / sheet.cloth_mean, 0, 1) if colour else np.ones(3)
    pictures = {
        "base": bake.jpeg(_srgb_bytes(sheet.dye), 86),
        "normal": bake.jpeg(np.rint(sheet.normal * 127.5 + 127.5).astype(np.uint8), 88),
        "occlusion": bake.jpeg(_half(sheet.occlusion), 85),
    }
    piece = Piece(
        positions=np.vstack([p.positions for p in sewn.parts]),
        normals=np.vstack([p.normals for p in sewn.parts]),
        uv=np.vstack(sheet.uv),
        weights=rows @ anatomy.weights,
        morphs={name: move for name, move in moves.items() if np.abs(move).max() > 1e-5},
        triangles=triangles,
        paint=Paint(
            "cloth",
            (float(factor[0]), float(factor[1]), float(factor[2])),
            fabric.roughness,
            pictures,
            {"fabric": fabric.name},
        ),
    )
    return write(anatomy, [piece], title, extras), sheet.cloth_mean


def _half(values: Floats) -> bake.Bytes:
    half = values.reshape(SHEET // 2, 2, SHEET // 2, 2).mean(axis=(1, 3))
    return np.rint(np.clip(half, 0, 1) * 255).astype(np.uint8)


def _srgb_bytes(linear: Floats) -> bake.Bytes:
    low = linear * 12.92
    high = 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055
    return np.rint(np.where(linear <= 0.0031308, low, high) * 255).astype(np.uint8)


def body_of(toile: Toile) -> tuple[Floats, Ints]:
    """Return the body's surface to hang things on: positions and triangles."""
    anatomy = toile.block.anatomy
    whole = surface.whole(anatomy.quads["body"], len(anatomy.positions))
    return whole.at(anatomy.positions), whole.triangles
