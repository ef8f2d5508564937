"""What the pose model's landmarks are of a mannequin, and what those of a picture say of it.

Landmarks are not joints, and their depths are guesses: each lies at a known place of a posed
body, as far apart from it as it was measured to be.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tryon.core.scene import BONES, Floats
from tryon.garments.bend import Array
from tryon.garments.sighting import Lens, Sighting

_B = {name: place for place, name in enumerate(BONES)}


@dataclass(frozen=True, slots=True)
class _Landmark:
    """Where one of the pose model's landmarks lies on a mannequin.

    Measured on posed mannequins, in torso lengths from the beginning of `bone`, in the axes of
    `frame` at rest; `spread` is its standard deviation in the picture, in torso lengths.
    """

    index: int
    bone: str
    offset: tuple[float, float, float]
    spread: float
    frame: str


def _both(
    left: int,
    right: int,
    bone: str,
    offset: tuple[float, float, float],
    spread: float,
    frame: str = "",
) -> tuple[_Landmark, _Landmark]:
    x, y, z = offset
    sided = frame or bone
    return (
        _Landmark(left, _sided(bone, "Left"), (x, y, z), spread, _sided(sided, "Left")),
        _Landmark(right, _sided(bone, "Right"), (-x, y, z), spread, _sided(sided, "Right")),
    )


def _sided(bone: str, side: str) -> str:
    return bone if bone in _B else side + bone


_LANDMARKS = (
    _Landmark(0, "Head", (0.0, 0.019, 0.217), 0.022, "Head"),
    *_both(2, 5, "Head", (0.053, 0.081, 0.168), 0.022),
    *_both(7, 8, "Head", (0.102, 0.063, 0.067), 0.022),
    *_both(9, 10, "Head", (0.039, -0.046, 0.189), 0.022),
    *_both(11, 12, "Arm", (-0.045, 0.040, 0.027), 0.026, "Spine2"),
    *_both(13, 14, "ForeArm", (-0.025, 0.035, 0.046), 0.032),
    *_both(15, 16, "Hand", (-0.009, -0.009, 0.017), 0.02),
    # hands bend further than those that were measured, and drew their wrists along
    *_both(17, 18, "Hand", (0.068, -0.117, 0.093), 0.15),
    *_both(19, 20, "Hand", (0.046, -0.099, 0.143), 0.15),
    *_both(23, 24, "UpLeg", (-0.033, 0.054, 0.069), 0.036, "Hips"),
    *_both(25, 26, "Leg", (-0.013, 0.027, -0.021), 0.032),
    *_both(27, 28, "Foot", (0.006, 0.059, 0.012), 0.030),
    *_both(29, 30, "Foot", (-0.010, -0.061, -0.060), 0.035),
    *_both(31, 32, "ToeBase", (-0.008, 0.037, 0.086), 0.020),
)
_INDEX = np.array([mark.index for mark in _LANDMARKS])
_BONE = np.array([_B[mark.bone] for mark in _LANDMARKS])
_FRAME = np.array([_B[mark.frame] for mark in _LANDMARKS])
_OFFSET = np.array([mark.offset for mark in _LANDMARKS])
_SPREAD = np.array([mark.spread for mark in _LANDMARKS])
_AT = {mark.index: place for place, mark in enumerate(_LANDMARKS)}

#: Where the wrist lies that the model of hands tells, which is nearer to the joint than that of
#: the pose model, and its spread: on 258 wrists of mannequins in random poses.
_TOLD_OFFSET, _TOLD_SPREAD = np.array([0.007, -0.009, 0.003]), 0.014
_TOLD_WRISTS = (_AT[15], _AT[16])
_MIRRORED = np.array([-1.0, 1.0, 1.0])

#: What the model's 3-D landmarks say of depths: from landmark, to landmark, then slope and
#: offset (m, of a torso of `_TORSO_M`) that turn its difference into that of the joints, and
#: the deviation that stays. Measured on posed mannequins; forearms are mostly a guess.
_DEPTHS = (
    (12, 11, 1.05, 0.0, 0.065),
    (24, 23, 1.05, 0.0, 0.045),
    (11, 13, 0.75, 0.04, 0.08),
    (12, 14, 0.75, 0.04, 0.08),
    (13, 15, 0.35, 0.105, 0.10),
    (14, 16, 0.35, 0.105, 0.10),
    (23, 25, 0.35, 0.04, 0.06),
    (24, 26, 0.35, 0.04, 0.06),
    (25, 27, 0.25, -0.01, 0.075),
    (26, 28, 0.25, -0.01, 0.075),
)
_TORSO_M = 0.52
_ENDS = np.array([row[:2] for row in _DEPTHS], np.intp)
_FROM, _TO = (np.array([_AT[int(index)] for index in column]) for column in _ENDS.T)
_SLOPE, _SHIFT, _DEPTH_SPREAD = (np.array([row[k] for row in _DEPTHS]) for k in (2, 3, 4))

#: Landmarks outside the picture are guesses, and depths of what is somebody else's: their
#: spread is so many times as large.
_GUESSED = 6.0

#: Below a picture that ends at the chest the model draws legs up to its edge: marks and depths
#: that repeat one error, by which people leant forwards and trunks were a fifth too short. They
#: say nothing, nor do hands and depths of arms below the picture.
_OF_LEGS, _OF_ARMS = (25, 26, 27, 28, 29, 30, 31, 32), ((15, 17, 19), (16, 18, 20))
_GUESSED_MARKS = np.array([np.isin(_INDEX, marks) for marks in (_OF_LEGS, *_OF_ARMS)])
_HIPS_MARKS = np.isin(_INDEX, (23, 24))
_GUESSED_DEPTHS = np.array(
    [np.isin(_ENDS[:, 1], marks) for marks in (_OF_LEGS, (13, 15), (14, 16))]
)


def expected_landmarks(
    lens: Lens, rotations: Array, joints: Array, torso_m: float
) -> tuple[Floats, Floats]:
    """Say which landmarks the pose model would give of a mannequin: what the fit undoes.

    Parameters
    ----------
    lens : Lens
    rotations : (1, 22, 3, 3)
    joints : (1, 22, 3), m
    torso_m : float
        Of the mannequin at rest.

    Returns
    -------
    points : (33, 3) float32, px
    world : (33, 3) float32, m
    """
    marks = _landmarks(rotations, joints, torso_m)[0]
    points, world = np.zeros((33, 3), np.float32), np.zeros((33, 3), np.float32)
    points[_INDEX, :2] = lens.show(marks)
    world[_INDEX] = (marks - joints[0, 0]) * (1.0, -1.0, -1.0)
    return points, world


def _landmarks(
    rotations: Array, joints: Array, torso_m: float, offset: Array = _OFFSET
) -> Array:
    """Say where the landmarks are: (b, n, 3), m, camera space."""
    offsets = (offset * torso_m)[..., None]
    places: Array = joints[:, _BONE] + (rotations[:, _FRAME] @ offsets)[..., 0]
    return places


def _told(hands: Sequence[int]) -> tuple[Array, Array]:
    """Say where landmarks lie (n, 3) and their spread (n,), both in torso lengths.

    `hands` are the sides whose wrists the model of hands told: 0 left, 1 right.
    """
    offset, spread = _OFFSET.copy(), _SPREAD.copy()
    for side in hands:
        offset[_TOLD_WRISTS[side]] = _TOLD_OFFSET * (_MIRRORED if side else 1.0)
        spread[_TOLD_WRISTS[side]] = _TOLD_SPREAD
    return offset, spread


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What landmarks say, made ready to be compared with many postures.

    Attributes
    ----------
    lens : Lens
    torso_m : float
        Of the mannequin at rest.
    offset : (n, 3)
        Where landmarks lie, in torso lengths.
    seen : (n, 2), px
    weights : (n,), 1/px
    wanted_m, depth_weights : (d,), m and 1/m
        How much nearer one end of each bone is than the other.
    unsaid : (d,), in [0, 1]
        How surely each of these depths says nothing.
    cut : float, in [0, 1]
        How surely the picture ends above the hips.
    unseen : (2,), in [0, 1]
        How surely it ends above each elbow.
    over : (2,), in [0, 1]
        How surely each wrist is seen before the trunk.
    """

    lens: Lens
    torso_m: float
    offset: Array = field(repr=False)
    seen: Array = field(repr=False)
    weights: Array = field(repr=False)
    wanted_m: Array = field(repr=False)
    depth_weights: Array = field(repr=False)
    unsaid: Array = field(repr=False)
    cut: float
    unseen: Array = field(repr=False)
    over: Array = field(repr=False)

    @classmethod
    def of(cls, sighting: Sighting, torso_m: float, hands: Sequence[int] = ()) -> "Said":
        """Read a sighting; `hands` are the sides whose wrists the model of hands told."""
        offset, spread = _told(hands)
        inside = sighting.is_inside()[_INDEX]
        sure = np.clip(sighting.visibility[_INDEX], 0.1, 1.0)
        cut, unseen = sighting.cut_below(), sighting.unseen_arms()
        unsure = np.where(inside, np.where(_HIPS_MARKS, _GUESSED**cut, 1.0), _GUESSED)
        spread = spread * sighting.torso_px() / sure * unsure
        guessed = np.array([cut, *unseen])
        world = sighting.world.astype(np.float64)
        shoulders, hips = world[[11, 12]].mean(0), world[[23, 24]].mean(0)
        scale = _TORSO_M / max(float(np.linalg.norm(shoulders - hips)), 0.2)
        said = -(world[_ENDS[:, 1], 2] - world[_ENDS[:, 0], 2]) * scale
        lost = (sighting.visibility[_ENDS] == 0).any(1)
        return cls(
            sighting.lens,
            torso_m,
            offset,
            sighting.points[_INDEX, :2].astype(np.float64),
            (1.0 - guessed @ _GUESSED_MARKS) / spread,
            (_SLOPE * said + _SHIFT) * torso_m / _TORSO_M,
            1.0 / (_DEPTH_SPREAD * np.where(lost, _GUESSED, 1.0)),
            guessed @ _GUESSED_DEPTHS,
            cut,
            unseen,
            sighting.over_trunk(),
        )

    def flat(self, rotations: Array, joints: Array) -> Array:
        """Compare places in the picture: (b, 2 n), in their spreads."""
        marks = _landmarks(rotations, joints, self.torso_m, self.offset)
        off: Array = (self.lens.show(marks) - self.seen) * self.weights[:, None]
        return off.reshape(len(joints), -1)

    def depths(self, joints: Array) -> Array:
        """Compare depths along the ray to the hips: (b, d), in their spreads."""
        ray = joints[:1, 0] / np.linalg.norm(joints[:1, 0], axis=-1, keepdims=True)
        depth = -((joints[:, _BONE[_TO]] - joints[:, _BONE[_FROM]]) * ray[:, None]).sum(-1)
        off: Array = (depth - self.wanted_m) * self.depth_weights
        return off


def depth_between(first: int, second: int) -> int:
    """Say which of the depths is that between two landmarks."""
    return [(begin, end) for begin, end, *_ in _DEPTHS].index((first, second))
