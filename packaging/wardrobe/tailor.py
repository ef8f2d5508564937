"""From a cut to a garment that hangs: laid flat, draped, thinned out, hemmed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from wardrobe import surface
from wardrobe.anatomy import JOINTS, Floats, Ints
from wardrobe.bake import Edge
from wardrobe.block import Block, smoothstep
from wardrobe.drape import Body, drape
from wardrobe.fabric import Drawing, Fabric
from wardrobe.flatten import Chart, flatten, refined
from wardrobe.form import TUBES
from wardrobe.fullness import Fullness, spare_mixed
from wardrobe.pitch import bridged, shorter, shoulders, unrest
from wardrobe.pose import AS_CUT, Degrees, Stance
from wardrobe.raised import UP, Raised, shares_of
from wardrobe.simplify import simplify
from wardrobe.surface import Bools
from wardrobe.toile import Toile

_ARMS = [JOINTS.index(bone) for name in TUBES if "arm" in name for bone in TUBES[name]]


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
class Crushed:
    """Cloth while the joints below it are bent, where that presses or pulls it.

    Attributes
    ----------
    creased : (n, 3) float64
        Its normals, on the body as that stood when it was cut.
    shade : (n,) float64
        What is left of the light of straight joints; above 1 on new ridges.
    share : (n,) float64, in [0, 1]
        How near a joint is.
    """

    creased: Floats
    shade: Floats
    share: Floats


@dataclass(frozen=True)
class Worn:
    """Where things are while a garment hangs.

    Attributes
    ----------
    cloth : (n, 3) float64
    flesh : (b, 3) float64
        A centimetre below the skin.
    of_arm : (b,) bool
        What of it is an arm's.
    """

    cloth: Floats
    flesh: Floats
    of_arm: Bools


@dataclass(frozen=True)
class Sewn:
    """A garment that hangs, in full detail, and its pieces.

    Attributes
    ----------
    toile : Toile
    rows : (n, v) sparse
        Fine vertices as means of the body's base vertices.
    positions, normals : (n, 3) float64
        Without the finest folds: what everything is set on.
    creased : (n, 3) float64
        The normals with every fold, which are baked.
    shade : (n,) float64
        What folds leave of a room's light, beside what falls on a smooth cloth there: about
        1 on ridges that look up, less in hollows and on what looks down.
    crushed : Crushed or None
        What changes when joints are bent.
    raised : Raised or None
        What changes when arms are raised.
    worn : Worn
    rims : Mapping[str, (k,) int64]
        Open edges by name, as loops of fine vertices.
    parts : tuple of Part
    """

    toile: Toile
    rows: sparse.csr_matrix
    positions: Floats
    normals: Floats
    creased: Floats
    shade: Floats
    crushed: Crushed | None
    raised: Raised | None
    worn: Worn
    rims: Mapping[str, Ints]
    parts: tuple[Part, ...]

    def plus(self, *parts: Part) -> "Sewn":
        """Return it with more pieces, without their triangles of no area."""
        return replace(self, parts=self.parts + tuple(_solid(p) for p in parts))


def sew(
    toile: Toile,
    unroll: Mapping[str, Floats],
    fabric: Fabric,
    rim_name: Callable[[Floats], str],
    *,
    pinned: Bools,
    unseen: Bools | None = None,
    spare: Fullness,
    turns: Mapping[str, Degrees] = AS_CUT,
    bends: Floats | None = None,
    raises: bool = False,
    steps: tuple[int, int] = (110, 60),
    triangles: int = 4200,
) -> Sewn:
    """Lay the pieces flat, let the cloth hang, and thin it out.

    It hangs on the body as that stands at ease, first in large folds, then refined; and is
    brought back to where the body stood when it was cut.

    Parameters
    ----------
    unroll : Mapping[str, (n, 2) float64]
        For each piece a first unrolling of all vertices, m.
    rim_name : function of (k, 3) positions
        The name of an open edge.
    pinned : (n,) bool
    unseen : (n,) bool, optional
        Where pieces meet without a seam.
    spare : Fullness
    turns : Mapping of joint to degrees
        How the body stands.
    bends : (n, 3, 3) float64, optional
        What is to spare beside that when joints are bent; see `bent`.
    raises : bool
        Whether it has sleeves that go up with the arms.
    steps : (int, int)
        How long it settles, in large and in small; half as long again with bent joints, and two
        thirds with raised arms.
    triangles : int
        How many the drawn garment has, about.
    """
    cut = toile.positions
    charts = [
        flatten(name, cut, toile.triangles[toile.panel == n], unroll[name])
        for n, name in enumerate(toile.names)
    ]
    charts = [refined(c, toile.triangles, len(cut)) for c in charts]
    coarse, toile = toile, toile.refined()
    fine_mix, _ = surface.halve(coarse.triangles, len(cut))
    rows = (toile.mix @ toile.block.surface.linear).tocsr()
    anatomy = toile.block.anatomy
    weights = rows @ anatomy.weights
    hidden = None if unseen is None else fine_mix @ unseen > 0.99
    stance = Stance.of(anatomy, turns)
    whole = surface.whole(anatomy.quads["body"], len(anatomy.positions))
    # Cloth that lies close would take on the corners of a coarse body.
    coarse_skin = len(whole)
    mix, faces = surface.subdivide(whole.triangles, coarse_skin)
    whole = surface.Surface((mix @ whole.linear).tocsr(), faces)
    skin_weights = whole.at(anatomy.weights)
    bare, skin_limb = whole.at(anatomy.positions), _limb(toile.block, skin_weights)
    skin = stance.worn(bare, skin_weights)
    body = Body(skin, whole.triangles, skin_limb)

    def settled(
        start: Floats, on: Toile, more: Fullness, held: Bools, steps: int, body: Body = body
    ) -> Floats:
        pairs, _ = surface.edges(on.triangles)
        lengths = more.lengths(on.positions, pairs)
        lengths *= shorter(pitched[: len(start)], on, pairs)
        return drape(
            start,
            on.triangles,
            on.positions,
            body,
            fabric.cloth,
            limb=_limb(on.block, weights[: len(start)]),
            pinned=held,
            cut=lengths,
            stiff=more.stiff,
            steps=steps,
        )

    start = cut + unrest(cut, surface.normals(cut, coarse.triangles), pinned)
    start = stance.worn(start, weights[: len(cut)])
    start = bridged(start, coarse, shoulders(coarse) * ~pinned)
    pitched = fine_mix @ start
    hung = settled(start, coarse, spare, pinned, steps[0])
    held, spare = fine_mix @ pinned > 0.99, spare.mixed(fine_mix)
    hung = settled(fine_mix @ hung, toile, spare, held, steps[1])
    shade = _shade(hung, toile.triangles)
    # Smoothed cloth that lies close is not before all of the skin: what shades it is deeper.
    flesh = skin - 0.01 * surface.normals(skin, whole.triangles)
    of_arm = skin_weights[:, _ARMS].sum(axis=1) > 0.5
    worn = Worn(hung, flesh[:coarse_skin], of_arm[:coarse_skin])
    crushed = None
    if bends is not None:
        bends = spare_mixed(fine_mix, bends)
        pressed = settled(hung, toile, spare.plus(bends), held, steps[1] // 2)
        crushed = Crushed(
            surface.normals(stance.as_cut(pressed, weights), toile.triangles),
            _shade(pressed, toile.triangles) / shade,
            _around(bends, toile.triangles),
        )
    hung = stance.as_cut(hung, weights)
    creased = surface.normals(hung, toile.triangles)
    smooth = surface.fair(hung, toile.triangles, 14)
    raised = None
    if raises:
        up = Stance.of(anatomy, UP)
        body = Body(up.worn(bare, skin_weights), whole.triangles, skin_limb)
        lifted = settled(up.worn(hung, weights), toile, spare, held, 2 * steps[1] // 3, body)
        back = up.as_cut(lifted, weights)
        raised = Raised(
            surface.normals(back, toile.triangles),
            _shade(lifted, toile.triangles) / shade,
            surface.fair(back, toile.triangles, 14) - smooth,
            shares_of(toile),
        )
    normals = surface.normals(smooth, toile.triangles)
    rims = {rim_name(smooth[loop]): loop for loop in surface.loops(toile.triangles)}
    count = len(cut)
    few, panel = simplify(
        smooth[:count], coarse.triangles, triangles, panel=coarse.panel, normals=normals[:count]
    )
    parts = []
    for n, chart in enumerate(charts):
        used, index = np.unique(few[panel == n], return_inverse=True)
        place = np.full(len(hung), -1)
        place[chart.vertices] = np.arange(len(chart.vertices))
        parts.append(
            Part(
                name=chart.name,
                anchor=used,
                positions=smooth[used],
                normals=normals[used],
                triangles=index.reshape(-1, 3),
                uv=chart.uv[place[used]],
                draw=fabric.draw,
                edges=tuple(_edges(toile, chart, place, rims, smooth, n, hidden)),
                fine=chart,
            )
        )
    return Sewn(
        toile,
        rows,
        smooth,
        normals,
        creased,
        shade,
        crushed,
        raised,
        worn,
        rims,
        tuple(parts),
    )


def _shade(hung: Floats, triangles: Ints) -> Floats:
    """(n,) see `Sewn.shade`; as it hangs, because rooms are lit from above."""
    broad = surface.fair(hung, triangles, 60)
    around = surface.normals(broad, triangles)
    looks_up = surface.normals(hung, triangles)[:, 1] - around[:, 1]
    depth = ((broad - hung) * around).sum(axis=1)
    hollow = np.tanh(depth / 0.004)
    # And what a torso's own turn takes: its chest looks to the ceiling, its waist to the floor.
    form = 1 + 0.25 * np.clip(around[:, 1], -0.5, 0.5)
    return np.asarray(form * (1 + 1.3 * np.clip(looks_up, -0.6, 0.6)) * (1 - 0.42 * hollow))


def _around(bends: Floats, triangles: Ints) -> Floats:
    """(n,) see `Crushed.share`."""
    mean = surface.neighbours(triangles, len(bends))
    size = np.sqrt((bends * bends).sum(axis=(1, 2)))
    for _ in range(40):
        size = mean @ size
    return smoothstep(size, 0.004, 0.04)


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


def facings(sewn: Sewn, thickness: float, width: float = 0.014) -> tuple[Part, ...]:
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
        within = points + width * inward
        off, near = tree.query(within)
        # Deep enough not to come through where the thinned-out cloth bridges a hollow; where
        # the cloth there is another fold's, only a short turn.
        deep = sewn.positions[near] - max(2.5 * thickness, 0.004) * sewn.normals[near]
        other = (off > 0.008) | ((sewn.normals[near] * normal).sum(axis=1) < 0.6)
        deep[other] = (0.4 * within + 0.6 * back)[other]
        near = np.where(other, loop, near)
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


def _limb(block: Block, weights: Floats) -> Ints:
    """(n,) 0 for the trunk, then left and right arm; the legs, where they are clothed apart."""
    names = [n for n in TUBES if n != "trunk" and not (block.one_skirt and "leg" in n)]
    share = [weights[:, [JOINTS.index(b) for b in TUBES[n]]].sum(axis=1) for n in names]
    return np.argmax([1 - np.sum(share, axis=0), *share], axis=0)
