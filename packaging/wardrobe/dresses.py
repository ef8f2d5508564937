"""Dresses."""

import numpy as np

from wardrobe import ease, tailor
from wardrobe.anatomy import Floats
from wardrobe.block import Block
from wardrobe.ease import Ease, Neckline
from wardrobe.fabric import FABRICS
from wardrobe.tailor import Finish, Sewn, Trim
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
        sleeve=((-0.1, 1.5), (0.05, 4.0), (0.2, 7.0)),
        folds=(8, 0.022, waist, hem),
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
    spare = np.full(len(level), 1.004)
    return tailor.sew(
        toile,
        unroll(toile),
        FABRICS[fabric],
        tailor.body_of(toile),
        rim_name,
        pinned=np.asarray((level > -0.008) & (ease.arm_share(toile) < 0.4)),
        unseen=ease.over_arm(toile),
        spare=spare,
        triangles=5200,
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
