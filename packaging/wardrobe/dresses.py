"""Dresses."""

import numpy as np

from wardrobe import ease, tailor
from wardrobe.anatomy import Floats
from wardrobe.block import Block
from wardrobe.ease import Ease, Neckline
from wardrobe.fabric import FABRICS
from wardrobe.fullness import of_skirt
from wardrobe.marks import line as marks_line
from wardrobe.paint import Finish, Trim
from wardrobe.pose import AT_EASE
from wardrobe.tailor import Sewn
from wardrobe.toile import Toile


def rim_name(points: Floats) -> str:
    """Name an open edge of a dress."""
    middle = points.mean(axis=0)
    if abs(middle[0]) > 0.08:
        return "left cuff" if middle[0] > 0 else "right cuff"
    return "neck" if middle[1] > 1.1 else "hem"


def panels(toile: Toile) -> dict[str, Floats]:
    """Score bodice, skirt and sleeves."""
    scores = ease.upper_panels(toile)
    waist = toile.block.landmarks["waist"]
    low = toile.mean(toile.at(toile.block.positions)[:, 1]) < waist
    arms = toile.mean(ease.arm_share(toile)) > 0.5
    ahead = toile.mean(ease.front(toile)) > 0
    scores["skirt front"] = (low & ~arms & ahead) * 0.8
    scores["skirt back"] = (low & ~arms & ~ahead) * 0.8
    return scores


def unroll(toile: Toile) -> dict[str, Floats]:
    """First unrollings of the same pieces."""
    rolled = ease.upper_unroll(toile)
    rolled["skirt front"], rolled["skirt back"] = rolled["front"], rolled["back"]
    return rolled


def knee_dress(block: Block, fabric: str = "meadow") -> Sewn:
    """Fitted to the waist, short sleeves, a full skirt to the knee."""
    marks = block.landmarks
    hem = marks["knee"] + 0.015
    waist = marks["waist"]
    cut = Ease(
        trunk=(
            (hem, 46.0),
            (waist - 0.2, 15.0),
            (waist, 2.0),
            (marks["bust"], 3.0),
            (marks["pit"], 3.0),
        ),
        hang=0.0,
        hull=0.7,
        loose=0.5,
        sleeve=((-0.1, 1.0), (0.05, 3.5), (0.2, 5.5)),
        folds=(8, 0.026, waist + 0.01, hem),
        taut=(hem, waist),
    )
    toile = Toile.of(block, ease.stand(block, cut))
    toile = toile.trimmed(toile.positions[:, 1] - hem)
    toile = ease.shorten_sleeves(toile, 0.13)
    line = Neckline(0.092, 0.115, 0.03)
    toile = toile.trimmed(line.level(toile)).biggest()
    toile = toile.seamed(ease.front(toile))
    toile = toile.seamed(ease.arm_share(toile) - 0.5)
    arms = ease.arm_share(toile)
    level = toile.at(block.positions)[:, 1] - waist
    toile = toile.seamed(np.where(arms > 0.4, 1.0, level))
    toile = toile.labelled(panels)
    level = toile.at(block.positions)[:, 1] - waist
    return tailor.sew(
        toile,
        unroll(toile),
        FABRICS[fabric],
        rim_name,
        pinned=np.asarray((level > -0.008) & (ease.arm_share(toile) < 0.4)),
        unseen=ease.over_arm(toile),
        spare=of_skirt(toile, waist, 0.10),
        turns=AT_EASE,
        triangles=4900,
    )


KNEE_TRIM = Trim(
    finishes={
        "hem": Finish(2.5, (2.3,)),
        "left cuff": Finish(1.6, (1.4,)),
        "right cuff": Finish(1.6, (1.4,)),
        "neck": Finish(0.8, (0.6,)),
    },
    thread=(0.05, 0.07, 0.16),
)


def evening_dress(block: Block) -> Sewn:
    """Sleeveless with a deep neckline, close to the thigh, then flowing to the floor."""
    marks = block.landmarks
    hip = block.anatomy.head("LeftUpLeg")[1]
    hem = 0.035
    cut = Ease(
        trunk=(
            (hem, 78.0),
            (marks["knee"], 34.0),
            (hip - 0.16, 10.0),
            (hip, 3.0),
            (marks["waist"], 1.5),
            (marks["bust"], 2.0),
            (marks["pit"], 1.5),
        ),
        hang=0.0,
        hull=0.6,
        loose=0.5,
        shoulder=0.002,
        sleeve=((0.0, 0.5),),
        sleeve_hang=0.0,
        folds=(9, 0.042, hip + 0.02, hem),
        taut=(hem, marks["waist"]),
    )
    toile = Toile.of(block, ease.stand(block, cut))
    toile = toile.trimmed(toile.positions[:, 1] - 0.098)  # the gown ends there; it is let down
    points = toile.at(block.positions)
    arm = np.array([block.anatomy.head(f"{side}Arm") for side in ("Left", "Right")])
    hole = np.full(len(points), np.inf)
    for joint in arm:
        away = (points - joint) / np.array([0.068, 0.082, 0.11])
        hole = np.minimum(hole, np.linalg.norm(away, axis=1) - 1)
    toile = toile.trimmed(np.minimum(hole, 0.35 - ease.arm_share(toile)))
    line = Neckline(0.086, 0.10, 0.09)
    toile = toile.trimmed(line.level(toile))
    toile = toile.trimmed(ease.vee(toile, marks["neck"] - 0.235, 0.085, marks["neck"] - 0.04))
    toile = toile.biggest()
    toile = toile.seamed(ease.front(toile))
    toile = toile.labelled(
        lambda t: {
            "front": (t.mean(ease.front(t)) > 0) * 1.0,
            "back": (t.mean(ease.front(t)) <= 0) * 1.0,
        }
    )
    level = toile.at(block.positions)[:, 1]
    return tailor.sew(
        toile,
        unroll(toile),
        FABRICS["satin"],
        lambda p: rim_name(p) if abs(p.mean(axis=0)[0]) < 0.08 else _hole(p),
        pinned=np.asarray(level > hip - 0.02),
        spare=of_skirt(toile, hip, 0.10, 0.04),
        turns=AT_EASE,
        triangles=4900,
    )


def _hole(points: Floats) -> str:
    return "left armhole" if points[:, 0].mean() > 0 else "right armhole"


def evening_trim(block: Block) -> Trim:
    """Narrow bound edges; darts under the bust."""
    marks = block.landmarks
    bust, waist = 100 * marks["bust"], 100 * marks["waist"]
    dart = [(7.5, bust - 4.5), (6.5, waist), (6.8, waist - 9)]
    return Trim(
        finishes={
            "hem": Finish(1.0, ()),
            "neck": Finish(0.6, ()),
            "left armhole": Finish(0.6, ()),
            "right armhole": Finish(0.6, ()),
        },
        marks=(
            marks_line("front", dart, depth_mm=0.5, dark=0.16),
            marks_line("back", [(0.0, waist + 12), (0.0, waist - 22)], depth_mm=0.5, dark=0.2),
        ),
    )
