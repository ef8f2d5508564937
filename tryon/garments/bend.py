"""A mannequin that can be bent: its joints, the lengths of its bones and its shape.

Everything is done for many sets of parameters at once, because slopes are differences.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tryon.core.mesh import PARENTS, Mesh, Skeleton
from tryon.core.scene import BONES
from tryon.garments.model import Gender, shipped

Array = NDArray[np.float64]

_B = {name: place for place, name in enumerate(BONES)}

#: Turns that a pose is made of: bones that share them, axis at rest ("along" the bone, or x, y,
#: z of the model), usual size in degrees.
_TURNS: tuple[tuple[tuple[str, ...], str, float], ...] = (
    *((("Hips",), axis, wide) for axis, wide in zip("xyz", (12.0, 90.0, 12.0), strict=True)),
    *(
        (("Spine", "Spine1", "Spine2"), axis, wide)
        for axis, wide in zip("xyz", (9.0, 9.0, 12.0), strict=True)
    ),
    *(
        (("Neck", "Head"), axis, wide)
        for axis, wide in zip("xyz", (20.0, 35.0, 20.0), strict=True)
    ),
    *(
        turn
        for side in ("Left", "Right")
        for turn in (
            ((side + "Shoulder",), "y", 8.0),
            ((side + "Shoulder",), "z", 8.0),
            ((side + "Arm",), "along", 25.0),
            ((side + "Arm",), "y", 60.0),
            ((side + "Arm",), "across", 60.0),
            ((side + "ForeArm",), "along", 20.0),
            ((side + "ForeArm",), "y", 60.0),
            ((side + "ForeArm",), "across", 40.0),
            ((side + "Hand",), "x", 20.0),
            ((side + "Hand",), "y", 20.0),
            ((side + "Hand",), "z", 20.0),
            ((side + "UpLeg",), "x", 40.0),
            ((side + "UpLeg",), "along", 15.0),
            ((side + "UpLeg",), "z", 20.0),
            ((side + "Leg",), "x", 40.0),
            ((side + "Leg",), "along", 10.0),
            ((side + "Leg",), "z", 5.0),
            ((side + "Foot",), "x", 15.0),
            ((side + "Foot",), "y", 15.0),
        )
    ),
)

#: Bones whose lengths are a person's own; a pair is as long on both sides.
_END = {"Arm": "ForeArm", "ForeArm": "Hand", "UpLeg": "Leg", "Leg": "Foot"}
_LENGTHS = tuple(_END)
_LENGTH_SPREAD = 0.06

#: Changes of the body: the morphs for more and for less, and their usual size.
_SHAPES = (
    ("shoulder+", "shoulder-", 0.5),
    ("torso_len+", "", 0.3),
    ("bust+", "", 0.35),
    ("waist+", "waist-", 0.4),
    ("hips+", "", 0.4),
    ("weight+", "weight-", 0.4),
    ("muscle+", "", 0.4),
    ("upperarm_circ+", "", 0.4),
)
LEAST_SHAPE, MOST_SHAPE = -0.6, 1.3


@dataclass(frozen=True, slots=True, eq=False)
class Mannequin:
    """A body to bend: its bones and its surface.

    Attributes
    ----------
    gender : {"female", "male"}
    skeleton : Skeleton
    surface : Mesh
    """

    gender: Gender
    skeleton: Skeleton
    surface: Mesh

    @property
    def torso_m(self) -> float:
        """From the middle of the hips to the middle of the shoulders."""
        return torso_of(self.skeleton.heads)


def mannequin(gender: Gender) -> Mannequin:
    """Take the mannequin of `gender` that is shipped."""
    model = shipped(gender)
    return Mannequin(gender, model.skeleton, model.parts[0])


def torso_of(joints: NDArray[np.floating[Any]]) -> float:
    """Length from the middle of both hip joints to the middle of both shoulder joints."""
    shoulders = joints[_B["LeftArm"]] + joints[_B["RightArm"]]
    hips = joints[_B["LeftUpLeg"]] + joints[_B["RightUpLeg"]]
    return float(np.linalg.norm(shoulders - hips)) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Stance:
    """The parameters of a bent mannequin.

    Attributes
    ----------
    facing : (3, 3) float64
        Turn of the hips that `turns` starts from.
    values : (n,) float64
        Place (direction and log distance of the hips), turns (radians), lengths (log), shape.
    """

    facing: Array = field(repr=False)
    values: Array = field(repr=False)


PLACE = slice(0, 3)
TURN = slice(3, 3 + len(_TURNS))
LENGTH = slice(TURN.stop, TURN.stop + len(_LENGTHS))
SHAPE = slice(LENGTH.stop, LENGTH.stop + len(_SHAPES))
COUNT = SHAPE.stop
USUAL = np.concatenate(
    [
        (10.0, 10.0, 10.0),
        np.radians([wide for _, _, wide in _TURNS]),
        np.full(len(_LENGTHS), _LENGTH_SPREAD),
        [wide for _, _, wide in _SHAPES],
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Usual:
    """What parameters are where a picture says nothing.

    Attributes
    ----------
    centre, spread : (n,) float64
        Mean and standard deviation.
    """

    centre: Array = field(default_factory=lambda: np.zeros(COUNT), repr=False)
    spread: Array = field(default_factory=lambda: USUAL, repr=False)

    def strangeness(self, values: Array) -> Array:
        """Say how unusual parameters are, in standard deviations."""
        strange: Array = (values - self.centre) / self.spread
        return strange


def turn_of(bone: str, axis: str) -> int:
    """Say which parameter turns a bone around an axis."""
    shared = [(bones[0], along) for bones, along, _ in _TURNS]
    return TURN.start + shared.index((bone, axis))


def rotations_of(vectors: Array) -> Array:
    """Turn rotation vectors (..., 3), radians, into matrices (..., 3, 3).

    References
    ----------
    Rodrigues' formula.
    """
    angle = np.sqrt((vectors**2).sum(-1))
    small = angle < 1e-6
    safe = np.where(small, 1.0, angle)
    first = np.where(small, 1.0, np.sin(angle) / safe)
    second = np.where(small, 0.5, (1.0 - np.cos(angle)) / safe**2)
    turned: Array = (second[..., None] * vectors)[..., None] * vectors[..., None, :]
    straight = 1.0 - second * angle**2
    aside = first[..., None] * vectors
    for k in range(3):
        after, last = (k + 1) % 3, (k + 2) % 3
        turned[..., k, k] += straight
        turned[..., last, after] += aside[..., k]
        turned[..., after, last] -= aside[..., k]
    return turned


class Bender:
    """One mannequin that can be bent many ways at once.

    Parameters
    ----------
    mannequin : Mannequin
    """

    def __init__(self, mannequin: Mannequin) -> None:
        self.mannequin = mannequin
        heads = mannequin.skeleton.heads.astype(np.float64)
        self.torso_m = torso_of(heads)
        self._heads = heads
        self._turns = np.zeros((len(_TURNS), len(BONES), 3))
        for row, (bones, axis, _) in zip(self._turns, _TURNS, strict=True):
            for bone in bones:
                row[_B[bone]] = _axis(heads, bone, axis) / len(bones)
        none = np.zeros_like(heads)
        morphs = mannequin.skeleton.morphs
        self._more = _stack([morphs.get(more, none) for more, _, _ in _SHAPES])
        self._less = _stack([morphs.get(less, none) for _, less, _ in _SHAPES])
        skin, surface = mannequin.surface.morphs, mannequin.surface
        nothing = np.zeros_like(surface.positions)
        self._rest = surface.positions.astype(np.float64)
        self._more_skin = _stack([skin.get(more, nothing) for more, _, _ in _SHAPES])
        self._less_skin = _stack([skin.get(less, nothing) for _, less, _ in _SHAPES])
        self._weights = _by_bone(surface)
        self._two_sided = np.array([bool(less) for _, less, _ in _SHAPES])

    def heads(self, values: Array) -> Array:
        """Give rest positions (b, 22, 3) for parameters (b, n)."""
        more, less = self.split(values)
        heads: Array = self._heads + _mix(more, self._more) + _mix(less, self._less)
        longer = np.exp(values[:, LENGTH]) - 1.0
        steps = longer[:, _LONGER, None] * (heads[:, _GROWN_TO] - heads[:, _GROWN_FROM])
        out: Array = heads + _MOVED @ steps
        return out

    def split(self, values: Array) -> tuple[Array, Array]:
        """Tell weights of morphs for more from those for less: (b, s) each."""
        shape = values[:, SHAPE]
        less = np.where(self._two_sided, np.maximum(-shape, 0.0), 0.0)
        return shape + less, less

    def shape(self, values: Array) -> Mapping[str, float]:
        """Name the weights of all morphs for parameters (n,)."""
        (more,), (less,) = self.split(values[None])
        shape: dict[str, float] = {}
        for (up, down, _), plus, minus in zip(_SHAPES, more, less, strict=True):
            shape[up] = float(plus)
            if down:
                shape[down] = float(minus)
        return MappingProxyType(shape)

    def bend(self, stance: Stance, values: Array) -> tuple[Array, Array, Array]:
        """Pose the skeleton for parameters (b, n).

        Returns
        -------
        rotations : (b, 22, 3, 3)
        joints : (b, 22, 3), m
            Camera space.
        heads : (b, 22, 3), m
            At rest.
        """
        local = rotations_of(np.tensordot(values[:, TURN], self._turns, 1))
        heads = self.heads(values)
        distance = np.exp(values[:, 2])
        rotations, joints = np.empty_like(local), np.empty_like(heads)
        rotations[:, 0] = stance.facing @ local[:, 0]
        joints[:, 0, 0] = values[:, 0] * distance
        joints[:, 0, 1] = values[:, 1] * distance
        joints[:, 0, 2] = -distance
        for bones, above in _LEVELS:
            rotations[:, bones] = rotations[:, above] @ local[:, bones]
        away = (heads[:, 1:] - heads[:, _ABOVE])[..., None]
        steps = (rotations[:, _ABOVE] @ away)[..., 0]
        joints[:, 1:] = joints[:, :1] + _HANGING @ steps
        return rotations, joints, heads

    def surface(
        self,
        values: Array,
        rotations: Array,
        joints: Array,
        heads: Array,
        vertices: NDArray[np.intp] | slice = slice(None),
    ) -> Array:
        """Pose points of the surface: (b, v, 3), m, camera space."""
        more, less = self.split(values)
        rest = self._rest[vertices] + _mix(more, self._more_skin[:, vertices])
        if less.any():
            rest = rest + _mix(less, self._less_skin[:, vertices])
        shift = joints - (rotations @ heads[..., None])[..., 0]
        bones = np.concatenate([rotations, shift[..., None]], -1).reshape(*shift.shape[:2], 12)
        mixed = (self._weights[vertices] @ bones).reshape(*rest.shape[:2], 3, 4)
        posed: Array = mixed[..., 3].copy()
        for k in range(3):
            posed += mixed[..., k] * rest[..., k, None]
        return posed


def _by_bone(surface: Mesh) -> Array:
    """Keep the two bones that move each vertex most: weights (v, 22)."""
    order = np.argsort(-surface.weights, axis=1)[:, :2]
    bones = np.take_along_axis(surface.joints, order, 1).astype(np.intp)
    weights = np.take_along_axis(surface.weights, order, 1).astype(np.float64)
    spread: Array = np.zeros((len(weights), len(BONES)))
    np.add.at(spread, (np.arange(len(weights))[:, None], bones), weights)
    spread /= spread.sum(1, keepdims=True)
    return spread


def _stack(moves: list[NDArray[Any]]) -> Array:
    stacked: Array = np.stack(moves).astype(np.float64)
    return stacked


def _mix(weights: Array, moves: Array) -> Array:
    """Add up (s, v, 3) moves by weights (b, s): (b, v, 3)."""
    mixed: Array = (weights @ moves.reshape(len(moves), -1)).reshape(-1, *moves.shape[1:])
    return mixed


def _axis(heads: Array, bone: str, axis: str) -> Array:
    if axis in "xyz":
        plain: Array = np.eye(3)["xyz".index(axis)]
        return plain
    side = "Left" if bone.startswith("Left") else "Right"
    along: Array = heads[_B[side + _END[bone.removeprefix(side)]]] - heads[_B[bone]]
    along /= np.linalg.norm(along)
    if axis == "along":
        return along
    across: Array = np.cross(along, (0.0, 1.0, 0.0))
    across /= np.linalg.norm(across)
    return across


def _below(bone: int) -> list[int]:
    """List a bone and all that hang on it."""
    found = [bone]
    for child in range(bone + 1, len(BONES)):
        if PARENTS[child] in found:
            found.append(child)
    return found


#: What becomes longer: place among the lengths, beginning and end of the bone; and which bones
#: move along with which of them, 1 where they do.
_GROWING = tuple(
    (place, _B[side + name], _B[side + _END[name]])
    for side in ("Left", "Right")
    for place, name in enumerate(_LENGTHS)
)
_LONGER, _GROWN_FROM, _GROWN_TO = map(list, zip(*_GROWING, strict=True))
_MOVED = np.array(
    [[float(bone in _below(end)) for _, _, end in _GROWING] for bone in range(len(BONES))]
)


def _levels() -> list[tuple[list[int], list[int]]]:
    """List bones that hang equally many bones below the hips, and what each hangs on."""
    deep = [0]
    for above in PARENTS[1:]:
        deep.append(deep[above] + 1)
    levels = [
        [b for b, d in enumerate(deep) if d == level] for level in range(1, max(deep) + 1)
    ]
    return [(bones, [PARENTS[bone] for bone in bones]) for bones in levels]


_LEVELS, _ABOVE = _levels(), list(PARENTS[1:])
#: Which bones, but for the hips, are above a joint or lead to it: 1 where they are.
_HANGING = np.array(
    [
        [float(joint in _below(bone)) for bone in range(1, len(BONES))]
        for joint in range(1, len(BONES))
    ]
)
