"""Trousers and skirts."""

import numpy as np

from wardrobe import ease, parts, tailor
from wardrobe.anatomy import Floats
from wardrobe.block import Block
from wardrobe.ease import Ease
from wardrobe.fabric import FABRICS
from wardrobe.fullness import bent_trousers, of_skirt, of_trousers
from wardrobe.marks import faded, line, patch, whiskers
from wardrobe.paint import Finish, Trim
from wardrobe.surface import Bools
from wardrobe.tailor import Sewn
from wardrobe.toile import Toile

ORANGE = (1.0, 0.62, 0.20)


def rim_name(points: Floats) -> str:
    """Name an open edge of trousers or a skirt."""
    middle = points.mean(axis=0)
    if middle[1] > 0.75:
        return "waist"
    if abs(middle[0]) > 0.04:
        return "left hem" if middle[0] > 0 else "right hem"
    return "hem"


def trousers(
    block: Block,
    *,
    rise: float,
    leg: tuple[float, float, float],
    fabric: str,
    hips: float = 4.0,
    crease: bool = False,
) -> Sewn:
    """Trousers on the suit.

    Parameters
    ----------
    rise : float, m
        How far below the waist they begin.
    leg : tuple of cm
        Ease around thigh, knee and hem.
    crease : bool
        Whether a fold is pressed down the front and the back of the legs.
    """
    marks = block.landmarks
    top = marks["waist"] - rise
    hip = block.anatomy.head("LeftUpLeg")[1]
    shin = hip - marks["ankle"]
    cut = Ease(
        trunk=((hip - 0.1, hips), (hip, hips), (top, 1.5)),
        hang=0.0,
        hull=0.75,
        loose=0.35,
        leg=((0.0, hips), (0.15, leg[0]), (hip - marks["knee"], leg[1]), (shin, leg[2])),
        leg_hang=0.2 if not crease else 0.5,
    )
    shape = ease.stand(block, cut)
    if crease:
        shape = _pressed(block, shape, top)
    toile = Toile.of(block, shape)
    body = toile.at(block.positions)
    tilt = 0.12 * (body[:, 2] - body[:, 2].mean())  # higher behind
    toile = toile.trimmed(top - tilt - toile.positions[:, 1])
    toile = toile.trimmed(toile.positions[:, 1] - (marks["ankle"] + 0.004))
    toile = toile.biggest()
    toile = toile.seamed(ease.front(toile))
    toile = toile.seamed(toile.at(block.positions)[:, 0])
    toile = toile.labelled(_panels)
    pinned: Bools = np.asarray(toile.positions[:, 1] > top - 0.05)
    flat = np.c_[toile.positions[:, 0], toile.positions[:, 1]]
    sewn = tailor.sew(
        toile,
        dict.fromkeys(toile.names, flat),
        FABRICS[fabric],
        rim_name,
        pinned=pinned,
        spare=of_trousers(toile, pressed=crease),
        bends=bent_trousers(toile),
        triangles=4500,
    )
    if crease:
        return sewn
    rim = sewn.positions[sewn.rims["waist"]]
    ahead = rim[np.where(rim[:, 2] > rim[:, 2].mean(), np.abs(rim[:, 0]), 1).argmin()]
    return sewn.plus(*parts.buttons(sewn, 0.0, np.array([ahead[1] - 0.02]), 0.0085))


def _pressed(block: Block, shape: Floats, top: float) -> Floats:
    """Pull the middles of front and back of each leg out to an edge."""
    out = shape.copy()
    for side in ("Left", "Right"):
        tube = block.tubes[f"{side} leg"]
        edge = np.exp(-((np.abs(np.sin(tube.turn)) / 0.22) ** 2))
        low = np.clip((block.landmarks["crotch"] + 0.06 - shape[:, 1]) / 0.2, 0, 1)
        out += (tube.share * low * 0.013 * edge)[:, None] * tube.outward
    return out


def _panels(toile: Toile) -> dict[str, Floats]:
    ahead = toile.mean(ease.front(toile)) > 0
    left = toile.mean(toile.at(toile.block.positions)[:, 0]) > 0
    return {
        f"{side} {face}": ((left == (side == "left")) & (ahead == (face == "front"))) * 1.0
        for side in ("left", "right")
        for face in ("front", "back")
    }


def jeans_trim(block: Block, rise: float) -> Trim:
    """Waistband, fly, five pockets, yoke and wear."""
    marks = block.landmarks
    top = 100 * (marks["waist"] - rise)
    hip = 100 * block.anatomy.head("LeftUpLeg")[1]
    crotch, knee = 100 * marks["crotch"], 100 * marks["knee"]
    at_hip = np.abs(block.positions[:, 1] - hip / 100) < 0.02
    wide = 100 * float(np.abs(block.positions[at_hip, 0]).max())
    mouth = [
        (0.56 * wide, top - 4.2),
        (0.62 * wide, top - 7.5),
        (0.80 * wide, top - 10.6),
        (1.1 * wide, top - 11.5),
    ]
    fly = [(2.9, top - 4), (2.9, top - 13.5), (2.2, top - 16), (0.0, top - 18)]
    pocket_top = top - 9.5
    pocket = [
        (0.30 * wide, pocket_top - 11.5),
        (0.51 * wide, pocket_top - 14.3),
        (0.74 * wide, pocket_top - 11.5),
        (0.80 * wide, pocket_top),
        (0.26 * wide, pocket_top),
    ]
    yoke = [(0.0, top - 9.2), (1.15 * wide, top - 4.9)]
    leg_x = 100 * abs(block.anatomy.head("LeftLeg")[0])
    sat = [
        [
            (0.12 * wide, crotch + up),
            (0.5 * wide, crotch + up - 0.5),
            (0.9 * wide, crotch + out),
        ]
        for up, out in ((7.0, 9.5), (4.5, 5.5), (2.0, 1.0), (-1.0, -4.5))
    ]
    behind_knee = [
        [(leg_x - 6, knee + at), (leg_x, knee + at - 1), (leg_x + 6, knee + at + 1)]
        for at in (4, 0, -4)
    ]
    return Trim(
        finishes={
            "waist": Finish(4.0, (0.35, 3.7)),
            "left hem": Finish(1.3, (1.0,)),
            "right hem": Finish(1.3, (1.0,)),
        },
        seam_stitches=(0.3,),
        thread=ORANGE,
        button=(0.36, 0.24, 0.12),
        marks=(
            *(
                patch(face, _loop(x, top), sewn=False, thick_mm=1.2)
                for face, x in (
                    ("front", 0.40 * wide),
                    ("back", 0.0),
                    ("back", 0.55 * wide),
                )
            ),
            line("front", mouth, stitches=(0.25, 0.85), depth_mm=1.0, dark=0.45),
            line("left front", fly, stitches=(0.0, 0.6), depth_mm=0.2, dark=0.0),
            patch("back", pocket),
            line("back", yoke, stitches=(0.25, 0.8), depth_mm=0.7, dark=0.3),
            faded((0.62 * wide, (crotch + knee) / 2 + 8), (5.5, 17.0), 0.75, "front"),
            faded((leg_x, knee), (5.0, 8.0), 0.5, "front"),
            faded((0.5 * wide, hip - 6), (7.0, 9.0), 0.45, "back"),
            whiskers(sat, 0.35, "front"),
            whiskers(behind_knee, 0.3, "back"),
        ),
        roping=0.22,
    )


def _loop(x: float, top: float) -> list[tuple[float, float]]:
    """Return the corners of a belt loop over the waistband, cm."""
    return [(x - 0.6, top - 4.6), (x + 0.6, top - 4.6), (x + 0.6, top + 1), (x - 0.6, top + 1)]


def suit_trim(block: Block, rise: float) -> Trim:
    """Waistband, fly, slant pockets, welts behind."""
    top = 100 * (block.landmarks["waist"] - rise)
    hip = 100 * block.anatomy.head("LeftUpLeg")[1]
    at_hip = np.abs(block.positions[:, 1] - hip / 100) < 0.02
    wide = 100 * float(np.abs(block.positions[at_hip, 0]).max())
    fly = [(2.8, top - 3.6), (2.8, top - 14), (2.0, top - 17), (0.0, top - 19)]
    slant = [(0.66 * wide, top - 3.6), (1.02 * wide, top - 19)]
    welt = [(0.34 * wide, top - 10.5), (0.76 * wide, top - 10.0)]
    dart = [(0.42 * wide, top - 3.6), (0.46 * wide, top - 10.5)]
    return Trim(
        finishes={"waist": Finish(3.6, (0.3, 3.3))},
        marks=(
            line("front", slant, stitches=(0.5,), depth_mm=1.0, dark=0.4),
            line("left front", fly, stitches=(0.0,), depth_mm=0.2, dark=0.0),
            line("back", welt, depth_mm=1.0, dark=0.45),
            line("back", dart, depth_mm=0.6, dark=0.25),
        ),
        thread=(0.8, 0.8, 0.8),
    )


def skirt(
    block: Block,
    *,
    top: float,
    hem: float,
    trunk: ease.Stations,
    fabric: str,
    folds: tuple[float, float, float, float] | None = None,
    spare: tuple[float, float],
) -> Sewn:
    """Sew a skirt on the gown, from height ``top`` to ``hem`` (m); ``spare`` see `of_skirt`."""
    cut = Ease(trunk=trunk, hang=0.0, hull=0.9, loose=0.6, folds=folds, taut=(hem, top))
    toile = Toile.of(block, ease.stand(block, cut))
    arms = ease.arm_share(toile)
    toile = toile.trimmed(np.where(arms > 0.3, -1.0, top - toile.positions[:, 1]))
    toile = toile.trimmed(toile.positions[:, 1] - hem).biggest()
    toile = toile.seamed(ease.front(toile))
    toile = toile.labelled(
        lambda t: {
            "front": (t.mean(ease.front(t)) > 0) * 1.0,
            "back": (t.mean(ease.front(t)) <= 0) * 1.0,
        }
    )
    rolled = ease.upper_unroll(toile)
    level = toile.positions[:, 1]
    return tailor.sew(
        toile,
        {name: rolled[name] for name in toile.names},
        FABRICS[fabric],
        rim_name,
        pinned=np.asarray(level > top - 0.05),
        spare=of_skirt(toile, top - 0.05, *spare),
        triangles=3800,
    )


def pencil_skirt(block: Block) -> Sewn:
    """Close at the hips, straight to the knee."""
    marks = block.landmarks
    top = marks["waist"] - 0.015
    hip = block.anatomy.head("LeftUpLeg")[1]
    trunk = ((marks["knee"], 2.5), (hip - 0.08, 4.0), (hip, 3.5), (top, 1.5))
    return skirt(
        block,
        top=top,
        hem=marks["knee"] + 0.03,
        trunk=trunk,
        fabric="suiting",
        spare=(0.01, 0.05),
    )


def a_line_skirt(block: Block) -> Sewn:
    """From the waist in a widening line to above the knee."""
    marks = block.landmarks
    top, hem = marks["waist"] - 0.01, marks["knee"] + 0.055
    hip = block.anatomy.head("LeftUpLeg")[1]
    return skirt(
        block,
        top=top,
        hem=hem,
        trunk=((hem, 30.0), (hip, 10.0), (top - 0.04, 2.5), (top, 1.5)),
        fabric="linen",
        folds=(7, 0.011, top - 0.05, hem),
        spare=(0.07, 0.03),
    )


def skirt_trim(block: Block, *, buttoned: bool) -> Trim:
    """Waistband, darts; behind a zip and a slit, or in front a placket."""
    marks = block.landmarks
    top = 100 * marks["waist"] - 1.0
    knee = 100 * marks["knee"]
    dart = [(6.5, top - 3.5), (7.5, top - 13)]
    slit = [(0.0, knee), (0.0, knee + 18)]
    zip_ = [(0.0, top), (0.0, top - 20)]
    placket = [(1.7, top), (1.7, knee)]
    marked = (
        (line("front", placket, stitches=(0.4,), depth_mm=0.9, dark=0.3),)
        if buttoned
        else (
            line("back", slit, stitches=(1.0,), depth_mm=1.5, dark=0.55),
            line("back", zip_, stitches=(0.7,), depth_mm=0.6, dark=0.3),
        )
    )
    return Trim(
        finishes={"waist": Finish(3.5, (0.3, 3.2)), "hem": Finish(3.5, (3.3,))},
        thread=(0.8, 0.8, 0.8),
        marks=(
            line("front", dart, depth_mm=0.5, dark=0.2),
            line("back", dart, depth_mm=0.5, dark=0.2),
            *marked,
        ),
    )
