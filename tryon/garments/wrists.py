"""Wrists that are drawn in cuffs: who looks into a sleeve there sees an arm.

The picture often cannot show it: the wearer's own sleeve is longer, or cuffs are not quite
where the hand is. So a short piece of arm comes out of the sleeve and ends where it begins.
"""

from collections.abc import Mapping
from functools import cache

import numpy as np

from tryon.core.mesh import Material, Mesh, Posed
from tryon.core.scene import BONES, Figure, Floats
from tryon.garments.fit import SIDES, Side, rest_to_camera
from tryon.garments.model import Gender, shipped

_BONES = {side: (BONES.index(f"{side}ForeArm"), BONES.index(f"{side}Hand")) for side in SIDES}

#: Rings of which a wrist is made: how far beyond the joint each is, and its radius, m.
_ALONG_M = (-0.10, -0.05, -0.02, 0.0, 0.012, 0.018)
_RADII_M = (0.030, 0.027, 0.025, 0.025, 0.021, 0.006)
_AROUND = 12
#: It begins to bend to where the hand is so far before the joint, m.
_BENDS_M = 0.06

#: Shows the light as it is.
_WHITE = Material("wrist", np.ones(3, np.float32))


def wrists_of(gender: Gender, figure: Figure, hands: Mapping[Side, Floats]) -> Posed:
    """Pose the wrists of hands that are seen.

    Parameters
    ----------
    gender : {"female", "male"}
        Of the garment that they come out of.
    figure : Figure
    hands : mapping of {"Left", "Right"} to (2,) float32, px
        Where each of them begins.

    Returns
    -------
    posed : Posed
        White: light has to bring the colour of the skin.
    """
    heads = shipped(gender).skeleton.heads
    matrices = rest_to_camera(heads, figure)
    for side, place in hands.items():
        arm, hand = _BONES[side]
        matrices[hand] = matrices[arm]
        away = -(matrices[arm, 2, :3] @ heads[hand] + matrices[arm, 2, 3])
        x, y = (place - figure.centre_px) * away / figure.focal_px
        matrices[hand, :3, 3] = (x, -y, -away) - matrices[arm, :3, :3] @ heads[hand]
    return Posed((_wrists(gender, frozenset(hands)),), {}, matrices)


@cache
def _wrists(gender: Gender, sides: frozenset[Side]) -> Mesh:
    """Make tubes along forearms at rest, closed at the hands."""
    heads = shipped(gender).skeleton.heads
    along, radii = np.array(_ALONG_M), np.array(_RADII_M)
    angles = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)[:, None]
    moved = np.repeat(np.clip(1 + along / _BENDS_M, 0, 1), _AROUND)
    here = np.arange(len(moved) - _AROUND)
    beside = here - here % _AROUND + (here + 1) % _AROUND
    tube = np.stack([here, beside, here + _AROUND, beside, beside + _AROUND, here + _AROUND], 1)
    places, normals, joints, triangles = [], [], [], []
    for number, side in enumerate(sides):
        arm, hand = _BONES[side]
        axis = (heads[hand] - heads[arm]) / np.linalg.norm(heads[hand] - heads[arm])
        across = np.cross(axis, (0.0, 0.0, 1.0))
        across /= np.linalg.norm(across)
        outwards = np.cos(angles) * across + np.sin(angles) * np.cross(axis, across)
        places.append(
            heads[hand] + along[:, None, None] * axis + radii[:, None, None] * outwards
        )
        normals.append(outwards - np.gradient(radii, along)[:, None, None] * axis)
        joints.append(np.tile(np.array([arm, hand, 0, 0], np.uint8), (len(moved), 1)))
        triangles.append(tube.reshape(-1, 3) + number * len(moved))
    steep = np.concatenate(normals).reshape(-1, 3)
    weights = np.zeros((len(steep), 4), np.float32)
    weights[:, 1] = np.tile(moved, len(sides))
    weights[:, 0] = 1 - weights[:, 1]
    return Mesh(
        np.concatenate(places).reshape(-1, 3).astype(np.float32),
        (steep / np.linalg.norm(steep, axis=1, keepdims=True)).astype(np.float32),
        np.zeros((len(steep), 2), np.float32),
        np.concatenate(joints),
        weights,
        np.concatenate(triangles).astype(np.uint32),
        _WHITE,
    )
