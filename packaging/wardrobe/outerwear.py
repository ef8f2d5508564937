"""Blazer and coat: tailored, with lapels."""

from dataclasses import dataclass

import numpy as np

from wardrobe import ease, parts
from wardrobe.anatomy import Floats
from wardrobe.block import Block, smoothstep
from wardrobe.ease import Ease, Neckline
from wardrobe.marks import line, patch, zipper
from wardrobe.paint import Finish, Trim
from wardrobe.parts import Curve
from wardrobe.tailor import Part, Sewn
from wardrobe.toile import Toile
from wardrobe.tops import hang


@dataclass(frozen=True)
class Cut:
    """What tells one tailored garment from another; heights and widths in m, ease in cm.

    Attributes
    ----------
    fabric : str
    hem : float
    trunk : tuple of (height, cm)
    hang : float
    sleeve : (float, float, float)
        Ease at the upper arm, the elbow and the wrist, cm.
    shoulder : float
    stance : float
        Height of the highest button, where the lapels end.
    buttons : tuple of float
        Heights.
    lapel : float
        Its width.
    cutaway : float
        How far the fronts part per m below the last button.
    crumple : float
        See `of_top`; what is close to the body is smoother.
    """

    fabric: str
    hem: float
    trunk: ease.Stations
    hang: float
    sleeve: tuple[float, float, float]
    shoulder: float
    stance: float
    buttons: tuple[float, ...]
    lapel: float
    cutaway: float
    crumple: float


def blazer_cut(block: Block) -> Cut:
    """Return a blazer's: two buttons, to below the hips."""
    marks, her = block.landmarks, block.anatomy.gender == "female"
    hip = block.anatomy.head("LeftUpLeg")[1]
    hem = hip - (0.055 if her else 0.07)
    room = (11.0, 9.0, 10.0) if her else (14.0, 13.0, 12.0)
    stance = marks["waist"] + (0.005 if her else 0.045)
    return Cut(
        fabric="twill",
        hem=hem,
        trunk=((hem, room[2]), (marks["waist"], room[1]), (marks["pit"], room[0])),
        hang=0.12 if her else 0.35,
        sleeve=(6.5, 4.5, 5.0),
        shoulder=0.008,
        stance=stance,
        buttons=(stance - 0.034, stance - 0.122),
        lapel=0.075 if her else 0.085,
        cutaway=0.42,
        crumple=0.45 if her else 0.8,
    )


def coat_cut(block: Block) -> Cut:
    """Return a coat's: three buttons, to below the knee."""
    marks, her = block.landmarks, block.anatomy.gender == "female"
    hem = marks["knee"] + (-0.03 if her else 0.03)
    room = (17.0, 18.0, 34.0) if her else (20.0, 20.0, 30.0)
    stance = marks["bust"] - (0.045 if her else 0.06)
    return Cut(
        fabric="coating",
        hem=hem,
        trunk=((hem, room[2]), (marks["waist"], room[1]), (marks["pit"], room[0])),
        hang=0.85,
        sleeve=(9.5, 8.0, 8.0),
        shoulder=0.011,
        stance=stance,
        buttons=(stance - 0.045, stance - 0.15, stance - 0.25),
        lapel=0.095,
        cutaway=0.0,
        crumple=0.8,
    )


def tailored(block: Block, cut: Cut) -> Sewn:
    """Sew a jacket or a coat."""
    marks = block.landmarks
    room = Ease(
        trunk=cut.trunk,
        hang=cut.hang,
        hull=0.95,
        loose=0.9,
        shoulder=cut.shoulder,
        sleeve=ease.down_sleeve(block, 2.0, *cut.sleeve),
        sleeve_hang=0.1,
    )
    toile = Toile.of(block, ease.stand(block, room))
    toile = toile.trimmed(toile.positions[:, 1] - cut.hem)
    arm = np.linalg.norm(block.anatomy.head("LeftHand") - block.anatomy.head("LeftArm"))
    toile = ease.shorten_sleeves(toile, float(arm) + 0.012)
    neck = Neckline(0.078 if block.anatomy.gender == "female" else 0.084, 0.06, 0.03)
    toile = toile.trimmed(neck.level(toile))
    toile = toile.trimmed(ease.vee(toile, cut.stance, 0.062, marks["neck"] - 0.02))
    if cut.cutaway:
        points = toile.positions
        below = np.maximum(cut.buttons[-1] - 0.03 - points[:, 1], -0.05)
        away = np.abs(points[:, 0]) - cut.cutaway * below * np.clip(below / 0.12, 0.2, 1)
        toile = toile.trimmed(np.where(ease.front(toile) > 0, away, 0.05))
    toile = toile.biggest()
    toile = toile.seamed(ease.front(toile))
    toile = toile.seamed(ease.arm_share(toile) - 0.5)
    toile = toile.labelled(ease.upper_panels)
    pin = neck.level(toile) < 0.05
    sewn = hang(
        toile, cut.fabric, pin_line=pin, triangles=2700, crumple=cut.crumple, sleeves=0.15
    )
    gorge = marks["neck"] - 0.055
    lapels = [
        _lapel(sewn, parts.front_edge(sewn, side, cut.stance, gorge + 0.015), side, cut.lapel)
        for side in (-1.0, 1.0)
    ]
    curve = parts.around_neck(sewn, open_below=gorge - 0.006)
    collar = parts.turned_over(
        "collar",
        sewn,
        curve,
        _collar_profile,
        air=0.008,
        gap=0.01,
        falls=0.04,
        settle_from=4,
        edge="lapel",
    )
    row = parts.buttons(sewn, 0.004, np.array(cut.buttons), 0.010)
    return sewn.plus(collar, *lapels, *row, *_vent(sewn))


def _vent(sewn: Sewn) -> tuple[Part, ...]:
    """Three buttons at the back of each cuff."""
    along = ease.arm_along(sewn.toile)
    end = along[ease.arm_share(sewn.toile) > 0.5].max()
    found = []
    for side in ("Left", "Right"):
        tube = sewn.toile.block.tubes[f"{side} arm"]
        turn = np.arctan2(sewn.toile.at(np.sin(tube.turn)), sewn.toile.at(np.cos(tube.turn)))
        mine = ease.arm_share(sewn.toile, side) > 0.5
        for up in (0.03, 0.047, 0.064):
            away = np.abs(along - end + up) + 0.05 * np.abs(turn - 2.3) + ~mine
            found.append(parts.button(sewn, sewn.positions[away.argmin()], 0.0068, count=8))
    return tuple(found)


def racer(block: Block) -> Sewn:
    """Sew a short jacket: zipped, with a collar that stands, close at hem and wrists."""
    marks, her = block.landmarks, block.anatomy.gender == "female"
    hem = block.anatomy.head("LeftUpLeg")[1] + (0.025 if her else 0.0)
    room = (9.0, 8.0, 4.0) if her else (13.0, 12.0, 6.0)
    cut = Ease(
        trunk=((hem, room[2]), (marks["waist"], room[1]), (marks["pit"], room[0])),
        hang=0.2 if her else 0.5,
        hull=0.6,
        loose=0.6,
        shoulder=0.006,
        sleeve=ease.down_sleeve(block, 1.5, 6.0, 4.0, 3.5),
        sleeve_hang=0.1,
    )
    toile = Toile.of(block, ease.stand(block, cut))
    toile = toile.trimmed(toile.positions[:, 1] - hem)
    arm = np.linalg.norm(block.anatomy.head("LeftHand") - block.anatomy.head("LeftArm"))
    toile = ease.shorten_sleeves(toile, float(arm) + 0.008)
    neck = Neckline(0.078 if her else 0.084, 0.055, 0.016)
    toile = toile.trimmed(neck.level(toile)).biggest()
    toile = toile.seamed(ease.front(toile))
    toile = toile.seamed(ease.arm_share(toile) - 0.5)
    toile = toile.labelled(ease.upper_panels)
    pin = neck.level(toile) < 0.03
    sewn = hang(toile, "nappa", pin_line=pin, triangles=3600, crumple=1.6, sleeves=2.0)

    def stand(share: Floats) -> Floats:
        front = np.abs(2 * share - 1) ** 4  # lower and rounded where it closes
        high = 3.6 - 1.0 * front
        zero = np.zeros_like(share)
        up = [zero, 0.5 * high, 0.92 * high, high, 0.9 * high, 0.45 * high, zero - 0.1]
        out = [zero, zero + 0.1, zero + 0.25, zero + 0.5, zero + 0.75, zero + 0.7, zero + 0.7]
        return np.stack([np.stack(out, axis=1), np.stack(up, axis=1)], axis=2)

    curve = parts.around_neck(sewn, count=60)
    collar = parts.turned_over("collar", sewn, curve, stand, air=0.008, edge="collar")
    return sewn.plus(collar, parts.teeth(sewn, 0.0))


def racer_trim(block: Block) -> Trim:
    """Zips down the front, on the chest and in the pockets; yoke, panels and bands."""
    marks = block.landmarks
    waist, pit, neck = (100 * marks[name] for name in ("waist", "pit", "neck"))
    low = 100 * block.anatomy.head("LeftUpLeg")[1]
    chest = [(5.5, pit - 3.5), (12.5, pit - 1.5)]
    pocket = [(8.0, waist - 2.0), (12.5, waist - 11.0)]
    # panels are lapped and sewn down from yoke to hem
    panel = [(13.5, pit + 6.5), (11.5, pit - 5.0), (10.5, waist), (12.0, low - 6.0)]
    return Trim(
        finishes={
            "hem": Finish(4.0, (0.4, 3.7)),
            "left cuff": Finish(2.5, (0.4,)),
            "right cuff": Finish(2.5, (0.4,)),
            "neck": Finish(0.3, ()),
            "collar": Finish(0.2, (0.5,)),
        },
        seam_stitches=(0.4,),
        thread=(0.55, 0.55, 0.55),
        button=(0.24, 0.235, 0.22),
        marks=(
            zipper("front", [(0.0, low - 6), (0.0, neck + 6)], stitches=(1.4,)),
            zipper("front", chest, stitches=(0.9,), mirrored=False),
            zipper("front", pocket, stitches=(0.9,)),
            line("front", [(0.0, pit + 6.5), (17.0, pit + 6.5)], stitches=(0.4,)),
            line("back", [(0.0, neck - 12.0), (20.0, neck - 12.0)], stitches=(0.4,)),
            line("front", panel, stitches=(0.4,), depth_mm=1.0, dark=0.4),
            line("back", panel, stitches=(0.4,), depth_mm=1.0, dark=0.4),
        ),
    )


def _collar_profile(share: Floats) -> Floats:
    """Stand and fall in cm, longer to the front."""
    front = np.abs(2 * share - 1) ** 3
    zero = np.zeros_like(share)
    nape = np.exp(-(((share - 0.5) / 0.12) ** 2))  # there it hangs down rather than out
    stand = 1.7 - 0.9 * front
    up = [zero, 0.5 * stand, stand, 1.1 * stand, 0.95 * stand]
    up += [0.3 * stand - 0.4 * front, -1.4 - 0.6 * front, -1.55 - 0.6 * front]
    out = [zero, zero, zero, zero + 0.3, zero + 0.7]
    out += [1.3 + 0.7 * front - 0.4 * nape, 2.3 + 1.4 * front - nape]
    out += [2.15 + 1.4 * front - nape]
    return np.stack([np.stack(out, axis=1), np.stack(up, axis=1)], axis=2)


def _lapel(sewn: Sewn, edge: Curve, side: float, width: float) -> Part:
    """Fold the front's edge over: from the button widening up to the notch."""
    s = edge.share
    notch = 0.80
    wide = np.where(
        s < notch, (np.clip(s, 0, notch) / notch) ** 0.85, 1 - 0.60 * (s - notch) / (1 - notch)
    )
    along = np.gradient(edge.points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    away = np.cross(edge.normals, along)
    away *= np.sign(away[:, :1] * side)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    across = np.array([0.0, 0.04, 0.14, 0.32, 0.55, 0.8, 0.97, 1.0])
    # The upper corner points a little up.
    rise = 0.25 * width * smoothstep(s, 0.5, notch)
    grid = (
        edge.points[:, None] + (width * wide)[:, None, None] * across[:, None] * away[:, None]
    )
    grid[..., 1] += rise[:, None] * across**2
    settled = parts.lift(sewn, grid, 0.005)
    roll = 0.008 * np.exp(-(((across - 0.1) / 0.12) ** 2)) * np.clip(wide, 0, 1)[:, None]
    settled += roll[..., None] * edge.normals[:, None]
    settled[:, 0] = edge.points - 0.001 * edge.normals
    settled[:, -1] -= 0.004 * edge.normals  # the edge turns in
    sky = np.full(grid.shape[:2], 0.92)
    sky[:, 0] = 0.6
    return parts.sheet(
        "lapel left" if side > 0 else "lapel right",
        sewn,
        settled,
        edge.anchor,
        lambda g: np.broadcast_to(edge.normals[:, None], g.shape),
        edge="lapel",
        sky=sky,
    )


def tailored_trim(block: Block, cut: Cut) -> Trim:
    """Front edge, pockets, darts, sleeve slits."""
    marks = block.landmarks
    waist, pit = 100 * marks["waist"], 100 * marks["pit"]
    low, stance = 100 * cut.hem, 100 * cut.stance
    last = 100 * cut.buttons[-1] - 3
    flap_y = waist - 11.5 if cut.cutaway else waist - 12
    flap = [(6.5, flap_y - 5), (15.5, flap_y - 4.4), (15.5, flap_y + 0.6), (6.5, flap_y)]
    breast = [(7.0, pit - 3.2), (15.5, pit - 2.2), (15.5, pit - 0.2), (7.0, pit - 1.2)]
    side = -1.0 if block.anatomy.gender == "male" else 1.0
    front = [(side * 1.8, stance + 0.5), (side * 1.8, last if cut.cutaway else low)]
    return Trim(
        finishes={
            "hem": Finish(3.5, ()),
            "left cuff": Finish(0.4, ()),
            "right cuff": Finish(0.4, ()),
            "neck": Finish(0.4, ()),
            "lapel": Finish(0.15, (0.6,)),
        },
        marks=(
            line("front", front, stitches=(0.7,), depth_mm=1.8, dark=0.5, mirrored=False),
            patch("front", flap, sewn=False, thick_mm=1.8),
            patch("front", breast, mirrored=False, sewn=False, thick_mm=1.2),
            line("front", [(9.5, pit - 7), (9.0, flap_y)], depth_mm=0.5, dark=0.18),
            line("back", [(0.0, 100 * marks["neck"] - 4), (0.0, low)], depth_mm=0.5, dark=0.2),
        ),
        thread=(0.8, 0.8, 0.8),
        button=(0.035, 0.03, 0.027),
    )
