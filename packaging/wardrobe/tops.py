"""Tops: T-shirts, long sleeves."""

import numpy as np

from wardrobe import ease, parts, tailor
from wardrobe.anatomy import Floats
from wardrobe.block import Block, smoothstep
from wardrobe.ease import Ease, Neckline
from wardrobe.fabric import FABRICS
from wardrobe.fullness import bent_top, of_top
from wardrobe.marks import line, patch
from wardrobe.paint import Finish, Trim
from wardrobe.pose import AT_EASE
from wardrobe.surface import Bools
from wardrobe.tailor import Sewn
from wardrobe.toile import Toile


def rim_name(points: Floats) -> str:
    """Name an open edge of a top by where it is."""
    middle = points.mean(axis=0)
    if abs(middle[0]) > 0.1:
        return "left cuff" if middle[0] > 0 else "right cuff"
    return "neck" if np.ptp(points[:, 0]) < 0.32 and middle[1] > 1.1 else "hem"


_SHORT_SLEEVE = ((-0.1, 1.0), (0.05, 4.5), (0.22, 5.0))


def tee(block: Block, neckline: str, *, sleeve: float, fabric: str = "jersey") -> Sewn:
    """Sew a T-shirt: ``neckline`` crew or vee, ``sleeve`` m from the shoulder joint."""
    marks = block.landmarks
    her = block.anatomy.gender == "female"
    hip = block.anatomy.head("LeftUpLeg")[1]
    hem = hip - (0.02 if her else 0.035)
    room = (7.0, 5.0, 6.0) if her else (10.0, 9.0, 7.0)
    long = sleeve > 0.3
    cut = Ease(
        trunk=((hem, room[2]), (marks["waist"], room[1]), (marks["pit"], room[0])),
        hang=0.55 if her else 0.85,
        sleeve=ease.down_sleeve(block, 1.0, 4.5, 2.0, -0.5) if long else _SHORT_SLEEVE,
        sleeve_hang=0.15 if long else 0.6,
    )
    toile = Toile.of(block, ease.stand(block, cut))
    toile = toile.trimmed(toile.positions[:, 1] - hem)
    toile = ease.shorten_sleeves(toile, min(sleeve, _arm(block)))
    line = Neckline(0.078 if her else 0.082, 0.075, 0.012)
    toile = toile.trimmed(line.level(toile))
    if neckline == "vee":
        low = marks["neck"] - (0.155 if her else 0.15)
        toile = toile.trimmed(ease.vee(toile, low, 0.078, marks["neck"] - 0.01))
    toile = toile.biggest().seamed(ease.front(toile.biggest()))
    toile = toile.seamed(ease.arm_share(toile) - 0.5)
    toile = toile.labelled(ease.upper_panels)
    return hang(toile, fabric, pin_line=line.level(toile) < 0.02, crumple=1.15)


def hang(
    toile: Toile,
    fabric: str,
    *,
    pin_line: Bools,
    triangles: int = 4200,
    crumple: float = 1.0,
    cuff: float = 0.0,
    band: float = 0.0,
    sleeves: float = 1.0,
    hem: float = 0.035,
) -> Sewn:
    """Sew a top and let it hang from its neckline; see `of_top`."""
    return tailor.sew(
        toile,
        ease.upper_unroll(toile),
        FABRICS[fabric],
        rim_name,
        pinned=np.asarray(pin_line),
        unseen=ease.over_arm(toile),
        spare=of_top(toile, crumple, cuff=cuff, band=band, sleeves=sleeves, hem=hem),
        bends=bent_top(toile),
        raises=True,
        turns=AT_EASE,
        triangles=triangles,
    )


TEE_TRIM = Trim(
    finishes={
        "hem": Finish(2.2, (1.75, 2.15)),
        "left cuff": Finish(2.0, (1.55, 1.95)),
        "right cuff": Finish(2.0, (1.55, 1.95)),
        "neck": Finish(1.9, (2.15,), rib=True),
    }
)


def _arm(block: Block) -> float:
    """Return the length of a sleeve to the wrist, m."""
    anatomy = block.anatomy
    return float(np.linalg.norm(anatomy.head("LeftHand") - anatomy.head("LeftArm"))) + 0.004


def shirt(block: Block, fabric: str) -> Sewn:
    """Sew a shirt: collar on a stand, buttoned placket, cuffs, a round hem."""
    marks = block.landmarks
    her = block.anatomy.gender == "female"
    hip = block.anatomy.head("LeftUpLeg")[1]
    hem = hip - 0.045
    room = (8.0, 8.0, 5.0) if her else (12.0, 12.0, 8.0)
    cut = Ease(
        trunk=((hem, room[2]), (marks["waist"], room[1]), (marks["pit"], room[0])),
        hang=0.35 if her else 0.75,
        shoulder=0.004,
        sleeve=(*ease.down_sleeve(block, 1.0, 5.5, 5.0, 5.0), (_arm(block), 1.0)),
        sleeve_hang=0.1,
    )
    toile = Toile.of(block, ease.stand(block, cut))
    points = toile.positions
    sides = smoothstep(np.abs(points[:, 0]), 0.06, 0.19)  # the hem is higher at the sides
    toile = toile.trimmed(points[:, 1] - hem - 0.055 * sides)
    toile = ease.shorten_sleeves(toile, _arm(block))
    line_ = Neckline(0.074 if her else 0.080, 0.05, 0.018)
    toile = toile.trimmed(line_.level(toile))
    toile = toile.trimmed(ease.vee(toile, marks["neck"] - 0.135, 0.03, marks["neck"] - 0.04))
    toile = toile.biggest()
    toile = toile.seamed(ease.front(toile))
    toile = toile.seamed(ease.arm_share(toile) - 0.5)
    toile = toile.labelled(ease.upper_panels)
    pin = line_.level(toile) < 0.02
    sewn = hang(toile, fabric, pin_line=pin, triangles=3900, crumple=0.85, hem=0.08)
    curve = parts.around_neck(sewn, open_below=marks["neck"] - 0.062)

    def fold(share: Floats) -> Floats:
        front = np.abs(2 * share - 1) ** 2.5  # the stand sinks and the points grow to the front
        stand = 2.4 - 1.1 * front
        zero = np.zeros_like(share)
        up = [zero, 0.5 * stand, stand, 1.18 * stand, 1.05 * stand]
        up += [0.35 * stand - 0.8 * front, -0.9 - 2.7 * front, -1.05 - 2.8 * front]
        out = [zero, zero, zero, zero + 0.3, zero + 0.6]
        out += [1.1 + 0.8 * front, 1.8 + 1.4 * front, 1.65 + 1.4 * front]
        return np.stack([np.stack(out, axis=1), np.stack(up, axis=1)], axis=2)

    collar = parts.turned_over(
        "collar", sewn, curve, fold, air=0.01, falls=0.03, settle_from=4, edge="collar"
    )
    low, high = sewn.positions[:, 1].min() + 0.09, marks["neck"] - 0.145
    row = parts.buttons(sewn, 0.0, np.linspace(low, high, 7))
    return sewn.plus(collar, *row)


def shirt_trim(block: Block) -> Trim:
    """Placket, cuffs, yoke, a chest pocket for him."""
    neck, pit = 100 * block.landmarks["neck"], 100 * block.landmarks["pit"]
    low = 100 * (block.anatomy.head("LeftUpLeg")[1] - 0.1)
    top = pit - 1.0
    pocket = [(4.6, top - 11.5), (9.4, top - 13.0), (14.2, top - 11.5), (14.4, top), (4.4, top)]
    his = (patch("front", pocket, mirrored=False),)
    return Trim(
        finishes={
            "hem": Finish(0.8, (0.6,)),
            "left cuff": Finish(6.0, (0.4, 5.6)),
            "right cuff": Finish(6.0, (0.4, 5.6)),
            "neck": Finish(0.4, ()),
            "collar": Finish(0.1, (0.5,)),
        },
        marks=(
            line("front", [(1.6, low), (1.6, neck)], stitches=(0.35,), depth_mm=0.8, dark=0.25),
            line("back", [(0.0, neck - 10.5), (18.0, neck - 10.5)], stitches=(0.3,)),
            *(his if block.anatomy.gender == "male" else ()),
        ),
    )


def hoodie(block: Block) -> Sewn:
    """Sew a sweatshirt with a hood on the back, a pouch, ribbed cuffs and waist."""
    marks = block.landmarks
    her = block.anatomy.gender == "female"
    hem = block.anatomy.head("LeftUpLeg")[1] - 0.03
    room = (14.0, 14.0, 3.0) if her else (17.0, 17.0, 4.0)
    cut = Ease(
        trunk=(
            (hem, room[2]),
            (hem + 0.06, room[2] + 2),
            (hem + 0.12, room[1]),
            (marks["pit"], room[0]),
        ),
        hang=0.6 if her else 0.8,
        shoulder=0.008,
        sleeve=(*ease.down_sleeve(block, 1.5, 7.5, 6.0, 5.5), (_arm(block) - 0.03, -1.0)),
        sleeve_hang=0.15,
    )
    toile = Toile.of(block, ease.stand(block, cut))
    toile = toile.trimmed(toile.positions[:, 1] - hem)
    toile = ease.shorten_sleeves(toile, _arm(block))
    line_ = Neckline(0.074 if her else 0.080, 0.07, 0.012)
    toile = toile.trimmed(line_.level(toile)).biggest()
    toile = toile.seamed(ease.front(toile))
    toile = toile.seamed(ease.arm_share(toile) - 0.5)
    toile = toile.labelled(ease.upper_panels)
    sewn = hang(
        toile,
        "fleece",
        pin_line=line_.level(toile) < 0.03,
        triangles=3700,
        cuff=0.06,
        band=0.06,
    )
    curve = parts.around_neck(sewn, count=64)

    def hood(share: Floats) -> Floats:
        # Its front edges meet at the throat; beside the neck it lies on the shoulder; behind
        # it is a bag on the back, with a few folds from the roll to its tip.
        ahead = np.abs(2 * share - 1)
        back, low = np.sin(np.pi * share) ** 1.5, np.sin(np.pi * share) ** 5
        tip = np.exp(-(((share - 0.5) / 0.16) ** 2))
        high = smoothstep(1 - ahead, 0.0, 0.25)
        beside = np.sin(2 * np.pi * np.minimum(share, 1 - share)) ** 2
        wave = np.sin(2 * np.pi * 5.5 * share + 1.1) + 0.6 * np.sin(2 * np.pi * 9 * share)
        fold = 0.22 * back * wave
        out = [
            0 * back,
            0 * back,
            0.1 + 0.1 * back,
            0.7 + 0.6 * back,
            1.4 + 1.6 * back + 0.6 * beside + 0.5 * fold,
            2.0 + 3.4 * low + 1.2 * beside + fold,
            2.2 + 4.3 * low + 1.0 * beside + fold,
            1.9 + 3.7 * low + 0.7 * beside + 1.2 * tip + fold,
            1.4 + 2.4 * low + 0.5 * beside + 1.0 * tip,
        ]
        up = [
            0 * back,
            0.1 + 0.6 * high,
            0.2 + 1.2 * high,
            0.3 + 1.4 * high,
            0.2 + 1.1 * high,
            0.3 * high - 2.0 * low + 0.5 * fold,
            -0.6 - 0.3 * high - 6.2 * low - 2 * tip,
            -0.8 - 0.4 * high - 10.4 * low - 6 * tip,
            -0.9 - 0.4 * high - 12.5 * low - 8 * tip,
        ]
        return np.stack([np.stack(out, axis=1), np.stack(up, axis=1)], axis=2)

    cowl = parts.turned_over(
        "hood", sewn, curve, hood, air=0.012, gap=0.011, settle_from=4, edge="hood"
    )
    start = sewn.positions[sewn.rims["neck"]]
    ahead = start[start[:, 2].argmax()]
    cords = []
    for side in (-1.0, 1.0):
        t = np.linspace(0, 1, 14)
        path = np.stack(
            [side * (0.030 + 0.006 * t), ahead[1] + 0.004 - 0.155 * t, ahead[2] + 0 * t], axis=1
        )
        for point in path:  # on what is foremost there, chest or belly
            beside = np.abs(sewn.positions[:, :2] - point[:2]).max(axis=1) < 0.012
            point[2] = sewn.positions[beside, 2].max()
        path = parts.lift(sewn, path, 0.006)
        path[0] = [side * 0.028, ahead[1] + 0.008, ahead[2] + 0.012]
        cords.append(parts.cord("cord", sewn, path, 0.0032))
    return sewn.plus(cowl, *cords)


def hoodie_trim(block: Block) -> Trim:
    """Pouch and ribs."""
    hem = 100 * block.anatomy.head("LeftUpLeg")[1] - 3
    pouch = [
        (14.0, hem + 5.0),
        (14.0, hem + 11.5),
        (9.5, hem + 23.0),
        (-1.0, hem + 23.0),
        (-1.0, hem + 5.0),
    ]
    return Trim(
        finishes={
            "hem": Finish(6.0, (), rib=True),
            "left cuff": Finish(6.0, (), rib=True),
            "right cuff": Finish(6.0, (), rib=True),
            "neck": Finish(0.8, (0.6,)),
            "hood": Finish(2.2, (2.0,)),
        },
        seam_stitches=(0.35,),
        marks=(
            patch("front", pouch, sewn=False, thick_mm=1.6),
            line("front", pouch[1:3], stitches=(0.4, 1.8), depth_mm=1.6, dark=0.5),
            line("front", pouch[2:4], stitches=(0.4,), depth_mm=0.8, dark=0.35),
        ),
    )
