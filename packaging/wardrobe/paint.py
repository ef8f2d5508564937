"""A garment's pictures: its pieces drawn on one sheet, and the file that carries them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from wardrobe import bake
from wardrobe.anatomy import MORPHS, Floats, Ints
from wardrobe.fabric import Fabric, ribbing
from wardrobe.flatten import pack
from wardrobe.glb import Paint, Piece, write
from wardrobe.sky import PLAIN, light_left
from wardrobe.surface import Bools
from wardrobe.tailor import Part, Sewn

SHEET = 1024  # texels
_MARGIN = 5  # texels around each piece
SHADED = 0.8  # how much of a baked occlusion the mirror counts, see tryon/render/surface.py


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
    button : linear sRGB
        Of the buttons, where there are any.
    roping : float
        How much lighter the puckers of seams and hems are worn, and darker what is between.
    """

    finishes: Mapping[str, Finish] = field(default_factory=dict)
    seam_stitches: tuple[float, ...] = ()
    thread: tuple[float, float, float] = (0.78, 0.78, 0.78)
    marks: tuple[Mark, ...] = ()
    button: tuple[float, float, float] = (0.75, 0.72, 0.66)
    roping: float = 0.0


@dataclass(frozen=True)
class Sheet:
    """The pictures of a garment, row 0 on top, and where each piece lies on them.

    ``rough`` (h, w) is as in `Weave`; ``crushed`` (h, w, 3) is what bent joints change:
    slopes, and the share of the light.

    ``cloth_mean`` (3,) is what the drawing and its shading leave of the dye, on average;
    ``left`` is the shading's part of that.
    """

    dye: Floats
    normal: Floats
    occlusion: Floats
    rough: Floats | None
    crushed: Floats | None
    uv: list[Floats]
    cloth_mean: Floats
    left: float

    def factor(self, colour: tuple[float, float, float], printed: bool) -> Floats:
        """Return what the drawing is multiplied by (3,), for cloth of a colour on average.

        What no dye reaches, because shading took its part, becomes darker, not of another hue.
        """
        wanted = np.array(colour) / (self.left if printed else self.cloth_mean)
        return np.asarray(wanted / max(float(wanted.max()), 1.0))


def paint(sewn: Sewn, trim: Trim, seed: int) -> Sheet:
    """Draw every piece on one sheet."""
    shared: dict[str, int] = {}
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
    rough = np.ones((SHEET, SHEET))
    crushed = np.zeros((SHEET, SHEET, 3))
    covered = np.zeros((SHEET, SHEET), bool)
    sky = light_left(sewn)
    places: dict[int, Floats] = {}
    for (n, corner), number in zip(
        zip(own, corners, strict=True), range(len(own)), strict=True
    ):
        part = sewn.parts[n]
        start = np.floor(corner * texels_per_cm).astype(int)
        origin = part.uv.min(axis=0) - _MARGIN / texels_per_cm
        cells = np.ceil(np.ptp(part.uv, axis=0) * texels_per_cm).astype(int)
        shape = int(cells[0]) + 2 * _MARGIN + 1, int(cells[1]) + 2 * _MARGIN + 1
        local = _draw(part, sewn, trim, sky, origin, shape[::-1], texels_per_cm, seed + number)
        x0, y0 = np.maximum(start - _MARGIN, 0)
        wide = min(shape[0], SHEET - x0)
        high = min(shape[1], SHEET - y0)
        window = np.s_[y0 : y0 + high, x0 : x0 + wide]
        dye[window] = local.dye[:high, :wide]
        slope[window] = local.slope[:high, :wide]
        occlusion[window] = local.open[:high, :wide]
        rough[window] = local.rough[:high, :wide]
        crushed[window] = local.crushed[:high, :wide]
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
    left = 1 - SHADED * (1 - occlusion[..., None])
    mean = (dye * left)[covered].mean(axis=0)
    shares = mean, float(left[covered].mean())
    is_still = sewn.crushed is None and sewn.raised is None
    bent = None if is_still else crushed[::-1]
    plain = None if (rough == 1).all() else rough[::-1]
    return Sheet(dye[::-1], normal[::-1], occlusion[::-1], plain, bent, uv, *shares)


@dataclass(frozen=True)
class _Local:
    dye: Floats
    slope: Floats
    open: Floats
    rough: Floats
    crushed: Floats
    covered: Bools


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

    def on_grid(points: Floats, triangles: Ints) -> tuple[Ints, Floats]:
        return bake.raster((points - origin) * texels_per_cm, triangles, shape)

    u = origin[0] + (np.arange(shape[1]) + 0.5) / texels_per_cm
    v = origin[1] + (np.arange(shape[0]) + 0.5) / texels_per_cm
    u, v = np.meshgrid(u, v)
    index, bary = on_grid(part.uv, part.triangles)
    covered = index >= 0
    fine_index, across, up = index, u, v
    if (chart := part.fine) is not None:
        fine_index, fine_bary = on_grid(chart.uv, chart.triangles)
        grain = bake.spread(fine_index, fine_bary, chart.triangles, chart.grain)
        across, up = bake.bleed(grain, fine_index >= 0).transpose(2, 0, 1).astype(float)
    weave = part.draw(across, up, rng)
    relief, dye = weave.relief.copy(), weave.dye.copy()
    local_edges = [replace(e, points=e.points - origin) for e in part.edges]
    for name, finish in trim.finishes.items():
        away, along = bake.distances(local_edges, name, shape, texels_per_cm)
        _work_edge(relief, dye, away, along, finish, trim.thread, rng)
        if finish.stitches:
            dye *= _roped(away - finish.width_cm / 2, along, trim.roping)
    away, along = bake.distances(local_edges, "seam", shape, texels_per_cm)
    groove = np.exp(-((away / 0.14) ** 2))
    pucker = np.exp(-((away / 0.9) ** 2)) * np.sin(along * 2.1 + 3 * np.sin(along * 0.31))
    relief += 0.22 * pucker - 0.5 * groove
    dye *= (1 - 0.28 * groove[..., None]) * _roped(away - 0.5, along, trim.roping)
    for line in trim.seam_stitches:
        _stitch(relief, dye, away, along, line, trim.thread)

    slope, crushed = np.zeros((*shape, 2)), np.zeros((*shape, 3))
    if chart is not None:
        covered |= fine_index >= 0

        def fine(values: Floats) -> Floats:
            return bake.spread(fine_index, fine_bary, chart.triangles, values[chart.vertices])

        frame = [bake.spread(index, bary, part.triangles, f) for f in _frame(part)]
        both = (index >= 0) & (fine_index >= 0)
        slope = _slopes(fine(sewn.creased), frame, both)
        if (bent := sewn.crushed) is not None:
            more = np.dstack(
                [_slopes(fine(bent.creased), frame, both) - slope, fine(bent.shade) - 1]
            )
            crushed = more * fine(bent.share)[..., None]
        if (lifted := sewn.raised) is not None:
            bumps = _slopes(fine(lifted.creased), frame, both) - slope
            more = np.dstack([bumps, fine(lifted.shade) - 1])
            share = fine(lifted.shares.sum(axis=1))[..., None]
            crushed = share * more + (1 - share) * crushed
        crushed = bake.bleed(crushed, both)
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
        light = bake.spread(index, bary, part.triangles, PLAIN * value)
        light = bake.bleed(light[..., None], covered)[..., 0]
    slope = slope + bake.slopes(relief, texels_per_cm)
    rough = np.ones(shape)
    if weave.rough is not None:  # what is sewn is pressed in and no longer smooth
        rough = np.clip(weave.rough + 0.5 * np.clip(weave.relief - relief, 0, 0.4), 0, 1)
    return _Local(np.clip(dye, 0, 1), slope, light, rough, crushed, covered)


def _slopes(normal: Floats, frame: Sequence[Floats], covered: Bools) -> Floats:
    """(h, w, 2) of normals (h, w, 3) beside tangent, bitangent and normal of a piece."""
    along, up, facing = ((normal * way).sum(axis=2) for way in frame)
    slope = np.dstack([along, up]) / np.maximum(facing, 0.3)[..., None]
    slope = np.clip(slope, -1.2, 1.2) * covered[..., None]
    return np.asarray(cv2.GaussianBlur(bake.bleed(slope, covered), (0, 0), 0.8), float)


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
    relief += 0.6 * inside - 1.1 * np.exp(-away / 0.12)  # it turns in at the very edge
    groove = np.exp(-(((away - finish.width_cm) / 0.12) ** 2))
    dye *= 1 - 0.2 * groove[..., None]
    dye *= 1 - 0.25 * np.exp(-((away / 0.12) ** 2))[..., None]
    soft = np.exp(-(((away - finish.width_cm) / 0.7) ** 2))
    relief += 0.14 * soft * np.sin(along * 2.6 + 2 * np.sin(along * 0.4))  # puckers
    for line in finish.stitches:
        _stitch(relief, dye, away, along, line, thread)


def _roped(away: Floats, along: Floats, share: float) -> Floats:
    """(h, w, 1) what wear leaves of the dye on the slanting puckers beside a sewn line."""
    slant = np.sin(2 * np.pi * (along + 0.5 * away) / 1.3 + 2 * np.sin(along * 0.37))
    return np.asarray(1 + share * (np.exp(-((away / 0.6) ** 2)) * slant)[..., None])


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
    colour: tuple[float, float, float],
    extras: Mapping[str, object],
    *,
    size_moves: Mapping[str, Floats],
    seed: int,
    printed: bool = False,
) -> tuple[bytes, Sheet]:
    """Return the ``.glb`` and what was drawn on it.

    Parameters
    ----------
    colour : linear sRGB
        What the cloth shall have on average, or the tint of a printed one.
    size_moves : Mapping[str, (n, 3) float64], m
        What each step of size does to the fine vertices.
    """
    hard = [p for p in sewn.parts if p.name == "button"]
    soft = replace(sewn, parts=tuple(p for p in sewn.parts if p.name != "button"))
    sheet = paint(soft, trim, seed)
    factor = sheet.factor(colour, printed)
    pictures = {
        "base": bake.jpeg(_srgb_bytes(sheet.dye), 82),
        "normal": bake.jpeg(np.rint(sheet.normal * 127.5 + 127.5).astype(np.uint8), 85),
        "occlusion": bake.jpeg(_half(sheet.occlusion), 85),
    }
    if sheet.rough is not None:
        pictures["rough"] = bake.jpeg(_half(sheet.rough), 80)
    if sheet.crushed is not None:
        pictures["crushed"] = bake.jpeg(_signed(sheet.crushed), 85)
    r, g, b = factor.tolist()
    said = {"fabric": fabric.name, "folds": fabric.folds}
    cloth = Paint("cloth", (r, g, b), fabric.roughness, pictures=pictures, extras=said)
    moves = dict(size_moves)
    if sewn.raised is not None:
        follows = sewn.raised.shares.sum(axis=1, keepdims=True) > 0
        moves["raised"] = sewn.raised.moves * follows
    pieces = [_piece(sewn, list(soft.parts), np.vstack(sheet.uv), cloth, moves)]
    pieces[0] = replace(
        pieces[0],
        morphs={n: m for n, m in pieces[0].morphs.items() if np.abs(m).max() > 1e-5},
    )
    if hard:
        horn = Paint("button", trim.button, 0.4, extras={"fabric": "leather"})
        flat = np.vstack([p.uv for p in hard])
        piece = _piece(sewn, hard, flat, horn, moves)
        pieces.append(replace(piece, morphs={n: piece.morphs[n] for n in pieces[0].morphs}))
    return write(sewn.toile.block.anatomy, pieces, title, extras), sheet


def _piece(
    sewn: Sewn,
    parts: list[Part],
    uv: Floats,
    material: Paint,
    moves: Mapping[str, Floats],
) -> Piece:
    """Join parts of one material, bound to the body like the fine vertices they move with."""
    anatomy = sewn.toile.block.anatomy
    anchor = np.concatenate([p.anchor for p in parts])
    rows = sewn.rows[anchor]
    starts = np.cumsum([0] + [len(p.positions) for p in parts[:-1]])
    return Piece(
        positions=np.vstack([p.positions for p in parts]),
        normals=np.vstack([p.normals for p in parts]),
        uv=uv,
        weights=rows @ anatomy.weights,
        morphs={m: rows @ anatomy.morphs[m] for m in MORPHS}
        | {name: move[anchor] for name, move in moves.items()},
        triangles=np.vstack([p.triangles + n for p, n in zip(parts, starts, strict=True)]),
        paint=material,
        raised=None if sewn.raised is None else sewn.raised.shares[anchor],
    )


def _half(values: Floats) -> bake.Bytes:
    half = values.reshape(SHEET // 2, 2, SHEET // 2, 2).mean(axis=(1, 3))
    return np.rint(np.clip(half, 0, 1) * 255).astype(np.uint8)


def _signed(values: Floats) -> bake.Bytes:
    """(h / 2, w / 2, c) what is between -1 and 1; 128 is nothing."""
    half = cv2.resize(values, (SHEET // 2, SHEET // 2), interpolation=cv2.INTER_AREA)
    return np.rint(128 + 127 * np.clip(half, -1, 1)).astype(np.uint8)


def _srgb_bytes(linear: Floats) -> bake.Bytes:
    low = linear * 12.92
    high = 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055
    return np.rint(np.where(linear <= 0.0031308, low, high) * 255).astype(np.uint8)
