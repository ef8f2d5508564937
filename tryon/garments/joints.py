"""How far joints are bent: cloth is pressed into ridges inside of them, pulled flat outside.

And how far arms are raised, which shows around the shoulder.
"""

import numpy as np

from tryon.core.scene import BONES, Floats

_B = {name: place for place, name in enumerate(BONES)}

#: Joints between two bones, each by where these begin and end: elbows, knees, hips; arms beside
#: the trunk.
_MEET = (
    ("{}Arm", "{}ForeArm", "{}ForeArm", "{}Hand"),
    ("{}UpLeg", "{}Leg", "{}Leg", "{}Foot"),
    ("Spine2", "Hips", "{}UpLeg", "{}Leg"),
    ("Spine2", "Hips", "{}Arm", "{}ForeArm"),
)
#: Angles up to which cloth lies as it hung on who stands at ease, and from which it is crushed
#: as far as its maker drew.
_EASY_DEG = np.array([42.0, 20.0, 15.0, 50.0], np.float32)
_CRUSHED_DEG = np.array([95.0, 90.0, 75.0, 125.0], np.float32)

_LINES = np.array(
    [[[_B[name.format(side)] for name in line] for line in _MEET] for side in ("Left", "Right")]
)

#: Of sleeves, trouser legs, and what is around the waist: the bones, of each side and of both.
_SLEEVES, _LEGS = (
    [[_B[side + bone] for bone in bones] for side in ("Left", "Right")]
    for bones in (("Arm", "ForeArm", "Hand"), ("UpLeg", "Leg", "Foot"))
)
#: The upper arm goes up to the armpit, of which an elbow knows less.
_OF_SLEEVE = np.array([0.75, 1.0, 1.0], np.float32)
_WAIST = [_B["Hips"], _B["Spine"], _B["Spine1"]]
_LEFT_HIP, _RIGHT_HIP = _B["LeftUpLeg"], _B["RightUpLeg"]


def bends_of(joints: Floats) -> Floats:
    """Tell how far the cloth on each bone is crushed by the joint next to it.

    Parameters
    ----------
    joints : (22, 3) float32, m
        Of a figure.

    Returns
    -------
    bends : (24,) float32, in [0, 1]
        See `Posed.bends`. Of the waist it is the mean of both hips.
    """
    start, end, second_start, second_end = np.moveaxis(joints[_LINES], 2, 0)
    first, second = end - start, second_end - second_start
    length = np.sqrt((first * first).sum(-1) * (second * second).sum(-1))
    cosine = (first * second).sum(-1) / np.maximum(length, 1e-9)
    angle = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    bent = np.clip((angle - _EASY_DEG) / (_CRUSHED_DEG - _EASY_DEG), 0, 1)
    bends: Floats = np.zeros(len(BONES) + 2, np.float32)
    bends[_SLEEVES], bends[_LEGS] = bent[:, :1] * _OF_SLEEVE, bent[:, 1:2]
    bends[_WAIST] = bent[:, 2].mean()
    bends[-2:] = bent[:, 3] * _beside(joints, second[:, 3])
    return bends


def _beside(joints: Floats, arms: Floats) -> Floats:
    """Tell how far arms (2, 3) are in the plane of the trunk, in [0, 1].

    One that points forward lifts no shoulder and draws no cloth up its side: what is at its
    armhole stays as it hung.
    """
    up = joints[_B["Spine2"]] - joints[_B["Hips"]]
    ahead = np.cross(joints[_LEFT_HIP] - joints[_RIGHT_HIP], up)
    along = (arms @ ahead) ** 2
    beside: Floats = 1 - along / np.maximum((arms * arms).sum(1) * (ahead @ ahead), 1e-9)
    return beside
