"""What a raised arm does to the cloth around its shoulder."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wardrobe import ease
from wardrobe.anatomy import Floats
from wardrobe.block import smoothstep
from wardrobe.pose import AT_EASE, Degrees
from wardrobe.toile import Toile

#: Both arms as far above the shoulders as they hang below them when clothes are cut; the last
#: of it is the shoulders' own. `tryon/garments/joints.py` says from which angle on they are.
UP: Mapping[str, Degrees] = {
    "LeftShoulder": (0.0, 0.0, 14.0),
    "RightShoulder": (0.0, 0.0, -14.0),
    "LeftArm": (0.0, 0.0, 66.0),
    "RightArm": (0.0, 0.0, -66.0),
    "LeftForeArm": AT_EASE["LeftForeArm"],
    "RightForeArm": AT_EASE["RightForeArm"],
}


@dataclass(frozen=True)
class Raised:
    """Cloth while both arms are raised.

    Attributes
    ----------
    creased : (n, 3) float64
        Its normals, on the body as that stood when it was cut.
    shade : (n,) float64
        What is left of the light of arms that hang; above 1 on new ridges.
    moves : (n, 3) float64, m
        Where it goes, on the body as that stood when it was cut.
    shares : (n, 2) float64, in [0, 1]
        How much it follows the left and the right arm; see `shares_of`.
    """

    creased: Floats
    shade: Floats
    moves: Floats
    shares: Floats


def shares_of(toile: Toile) -> Floats:
    """Return (n, 2) how much cloth changes when the left and the right arm is raised.

    On a sleeve to the middle of the upper arm, whose rest belongs to the elbow; on the trunk as
    far down as cloth is drawn along.
    """
    on_body = toile.at(toile.block.positions)
    arms = ease.arm_share(toile)
    low, high = 0.17 - 0.05 * arms, 0.32 - 0.12 * arms
    found = []
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        away = np.linalg.norm(on_body - toile.block.anatomy.head(f"{side}Arm"), axis=1)
        t = np.clip((away - low) / (high - low), 0, 1)
        own = smoothstep(sign * on_body[:, 0], 0.01, 0.07)
        found.append((1 - t * t * (3 - 2 * t)) * own)
    return np.stack(found, axis=1)
