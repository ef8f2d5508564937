"""Tops: T-shirts, long sleeves."""

import numpy as np

from wardrobe import ease, tailor
from wardrobe.anatomy import Floats
from wardrobe.block import Block, smoothstep
from wardrobe.ease import Ease, Neckline
from wardrobe.fabric import FABRICS
from wardrobe.tailor import Finish, Sewn, Trim
from wardrobe.toile import Toile


def rim_name(points: Floats) -> str:
    """Name an open edge of a top by where it is."""
    middle = points.mean(axis=0)
    if abs(middle[0]) > 0.1:
        return "left cuff" if middle[0] > 0 else "right cuff"
    return "neck" if np.ptp(points[:, 0]) < 0.32 and middle[1] > 1.1 else "hem"


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
        sleeve=((-0.1, 2.0), (0.05, 4.5), (0.22, 5.0), (0.42, 2.5 if long else 5.0)),
        sleeve_hang=0.15 if long else 0.6,
    )
    toile = Toile.of(block, ease.stand(block, cut))
    toile = toile.trimmed(toile.positions[:, 1] - hem)
    toile = ease.shorten_sleeves(toile, sleeve)
    line = Neckline(0.078 if her else 0.082, 0.075, 0.012)
    toile = toile.trimmed(line.level(toile))
    if neckline == "vee":
        low = marks["neck"] - (0.19 if her else 0.18)
        toile = toile.trimmed(ease.vee(toile, low, 0.078, marks["neck"] - 0.01))
    toile = toile.biggest().seamed(ease.front(toile.biggest()))
    toile = toile.seamed(ease.arm_share(toile) - 0.5)
    toile = toile.labelled(ease.upper_panels)
    return hang(toile, fabric, pin_line=line.level(toile) < 0.02)


def hang(toile: Toile, fabric: str, *, pin_line: Floats, triangles: int = 4200) -> Sewn:
    """Sew a top and let it hang from its neckline."""
    along, arms = ease.arm_along(toile), ease.arm_share(toile)
    # A little cloth to spare where arms bend and under them: it folds there.
    long = along[arms > 0.5].max() > 0.3
    elbow = np.exp(-(((along - 0.24) / 0.07) ** 2)) * (arms > 0.5) * long
    body = toile.at(toile.block.positions)
    pit = np.exp(-(((along - 0.03) / 0.05) ** 2)) * smoothstep(
        -body[:, 1], -toile.block.landmarks["shoulder"], -toile.block.landmarks["pit"]
    )
    spare = 1.012 + 0.05 * elbow + 0.03 * pit
    return tailor.sew(
        toile,
        ease.upper_unroll(toile),
        FABRICS[fabric],
        tailor.body_of(toile),
        rim_name,
        pinned=np.asarray(pin_line),
        unseen=ease.over_arm(toile),
        spare=spare,
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
