"""What the joints of bent mannequins say of how they stand, many of them at once."""

import numpy as np

from tryon.core.scene import BONES
from tryon.garments.bend import Array
from tryon.garments.sighting import Crossing, Lens

_B = {name: place for place, name in enumerate(BONES)}

_TRUNK_ENDS = [[_B[side + bone] for side in ("Left", "Right")] for bone in ("UpLeg", "Arm")]
_ELBOWS = [_B["LeftForeArm"], _B["RightForeArm"]]
#: Bones of both hands: left, right.
WRISTS = [_B["LeftHand"], _B["RightHand"]]

#: Where the origin of the canonical face is from the beginning of the head, in torso lengths:
#: the mean of both mannequins.
_FACE = np.array([0.0, 0.017, 0.085])


def lean(joints: Array) -> Array:
    """Say how far each trunk leans towards the camera: (b,), radians."""
    hips, shoulders = (joints[:, bones].mean(1) for bones in _TRUNK_ENDS)
    up = shoulders - hips
    angles: Array = np.arctan2(up[:, 2], up[:, 1])
    return angles


def torso_on_head(
    lens: Lens, rotations: Array, joints: Array, torso_m: float, head_px_per_m: float
) -> Array:
    """Say how long torsos are beside a face that shows `head_px_per_m`: (b,), log of its m."""
    hips, shoulders = (joints[:, bones].mean(1) for bones in _TRUNK_ENDS)
    face = joints[:, _B["Head"]] + rotations[:, _B["Head"]] @ (_FACE * torso_m)
    px_per_m = lens.focal_px / np.maximum(-face[:, 2], 0.05)
    long = np.linalg.norm(shoulders - hips, axis=-1)
    beside: Array = np.log(long * px_per_m / head_px_per_m)
    return beside


def hanging(joints: Array) -> Array:
    """Say where both upper arms point: (b, 2, 3), unit length."""
    along = joints[:, _ELBOWS] - joints[:, _TRUNK_ENDS[1]]
    pointing: Array = along / np.linalg.norm(along, axis=-1, keepdims=True)
    return pointing


def before_trunk(rotations: Array, joints: Array) -> Array:
    """Say how far each wrist is before the middle of the trunk: (b, 2), m."""
    hips, shoulders = (joints[:, bones].mean(1) for bones in _TRUNK_ENDS)
    axis = shoulders - hips
    away = joints[:, WRISTS] - hips[:, None]
    along = (away * axis[:, None]).sum(-1) / (axis * axis).sum(-1, keepdims=True)
    forward = rotations[:, _B["Spine1"], None, :, 2]
    before: Array = ((away - along[..., None] * axis[:, None]) * forward).sum(-1)
    return before


def before_arm(joints: Array, crossing: Crossing) -> Array:
    """Say how much nearer to the camera a wrist is than the arm it lies on: (b,), m."""
    side, other = ("Left", "Right") if crossing.side == 0 else ("Right", "Left")
    start, end = ("Arm", "ForeArm") if crossing.on_upper else ("ForeArm", "Hand")
    ends = joints[:, [_B[other + start], _B[other + end]], 2]
    arm = ends[:, 0] + crossing.share * (ends[:, 1] - ends[:, 0])
    nearer: Array = joints[:, _B[side + "Hand"], 2] - arm
    return nearer
