"""Where what hangs free would be: as bones have it, and as it would hang by itself.

Everything is told in the size of the model and beside the hips, whose place in the depth of the
room is known too badly to push cloth about.
"""

from dataclasses import dataclass, field

import numpy as np

from tryon.core.scene import Floats
from tryon.garments.cage import LEGS, Cage

#: Who has the thighs lifted so far sits, cosine: from not at all to fully. What is behind is
#: sat on then.
_STANDS, _SITS = 0.75, 0.35
#: Hips that lean more than this in the picture do not tilt the skirt any more: it hangs.
_MOST_LEAN_RAD = 0.35
#: How far both thighs may lean from the hips and still say how cloth hangs, radians: all of it,
#: and from where on nothing.
_WITH_LEGS_RAD = 0.25, 0.6
#: A seat is so far below the middle of the thighs, m; it is so far away from who stands.
_SEAT_M, _NO_SEAT_M = 0.075, 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Hung:
    """The grid at one moment, in model size beside the hips; axes of the camera.

    Attributes
    ----------
    by_bones : (rows, columns, 3) float32, m
        Where the bones take it.
    stand : (rows, columns, 3) float32, m
        Where it would hang with nothing in its way.
    legs : (4, 2, 3) float32, m
        Where legs begin and end.
    turns : (4, 3, 3) float32
        From axes of the camera to those of each leg at rest, in which it is round.
    longer : float
        How long it is beside the model's.
    sits : float, in [0, 1]
        Whether the wearer sits: 0 stands, 1 has the thighs level.
    seat_m : float
        How high the seat is below both thighs, above the hips; far below who stands.
    hips : (3,) float32, m
        In the room, in the size of the model.
    facing_rad : float
        Where hips are turned to, from the camera to its right.
    """

    by_bones: Floats = field(repr=False)
    stand: Floats = field(repr=False)
    legs: Floats
    turns: Floats
    longer: float
    sits: float
    seat_m: float
    hips: Floats
    facing_rad: float


def hung_on(
    cage: Cage, rest: Floats, heads: Floats, rest_to_camera: Floats
) -> tuple[Hung, np.float32]:
    """Find where a grid would be on a person.

    Parameters
    ----------
    cage : Cage
    rest : (rows, columns, 3) float32, m
        Its points at rest, in the shape that is worn.
    heads : (22, 3) float32, m
        Where bones begin at rest, in that shape.
    rest_to_camera : (22, 4, 4) float32
        See `Posed`.

    Returns
    -------
    hung : Hung
    size : float32
        Of the person beside the model.
    """
    flat = rest.reshape(-1, 3)
    made = cage.legs[::2, 1] - cage.legs[::2, 0]
    blend = (rest_to_camera[:, :3].reshape(22, 12).T @ cage.weights).reshape(3, 4, -1)
    taken = np.einsum("ijn,nj->ni", blend[:, :3], flat) + blend[:, 3].T
    size = np.float32(np.sqrt((rest_to_camera[0, :3, 1] ** 2).sum()))
    turn = rest_to_camera[0, :3, :3] / size
    hips = rest_to_camera[0, :3, :3] @ heads[0] + rest_to_camera[0, :3, 3]
    bones = rest_to_camera[[bone for bone, _ in LEGS]]
    ends = np.einsum("bij,bej->bei", bones[:, :3, :3], cage.legs) + bones[:, None, :3, 3]
    by_bones = ((taken - hips) / size).reshape(rest.shape)
    legs = (ends - hips) / size
    turns = bones[:, :3, :3] / np.sqrt((bones[:, :3, :3] ** 2).sum(1, keepdims=True))
    turns[..., 2] *= cage.flat[:, None]
    thighs = legs[::2, 1] - legs[::2, 0]
    # skirts are as long beside their wearer's legs as they are beside the mannequin's
    longer = np.sqrt((thighs * thighs).sum() / (made * made).sum())
    thighs /= np.sqrt((thighs * thighs).sum(-1, keepdims=True))
    lifted = thighs @ -turn[:, 1]
    long = rest - heads[0]
    long[..., 1] = long[0, 0, 1] + longer * (long[..., 1] - long[0, 0, 1])
    stand = long @ _with_legs(_upright(turn), made.mean(0), thighs.mean(0)).T
    sits = _sits(float(lifted.mean()))
    angle = 2 * np.pi * np.arange(rest.shape[1]) / rest.shape[1]
    sat_on = np.float32(sits) * np.clip(0.5 - 1.5 * np.cos(angle), 0, 1).astype(np.float32)
    stand = stand + sat_on[:, None] * (by_bones - stand)
    seat_m = float(legs[::2, :, 1].mean()) - _SEAT_M
    below = np.maximum(seat_m - stand[..., 1], 0)
    over_seat = rest[..., 1] > cage.legs[::2, 1, 1].mean()  # and not beyond the knees
    stand[..., 1] += over_seat * sat_on * below
    return (
        Hung(
            by_bones.astype(np.float32),
            stand.astype(np.float32),
            legs.astype(np.float32),
            turns.astype(np.float32),
            float(longer),
            sits,
            # who has one foot up on a step does not sit
            seat_m - _NO_SEAT_M * (1 - _sits(float(lifted.max()))),
            (hips / size).astype(np.float32),
            float(np.arctan2(turn[0, 2], turn[2, 2])),
        ),
        size,
    )


def _sits(lifted: float) -> float:
    """Say whether a thigh is that of who sits, by its cosine beside the trunk."""
    return min(max((_STANDS - lifted) / (_STANDS - _SITS), 0.0), 1.0)


def _with_legs(turn: Floats, made: Floats, thighs: Floats) -> Floats:
    """Turn what hangs as both thighs together say, while somebody stands.

    Where legs are is seen better than how hips are tilted, and a hem is far from them.

    Parameters
    ----------
    turn : (3, 3) float32
        Of the hips.
    made, thighs : (3,) float32
        The middle of both thighs' directions at rest, and now.
    """
    here = turn @ made
    here /= np.sqrt(here @ here)
    there = thighs / max(float(np.sqrt(thighs @ thighs)), 1e-9)
    angle = float(np.arccos(np.clip(here @ there, -1, 1)))
    most, none = _WITH_LEGS_RAD
    angle *= min(max((none - angle) / (none - most), 0.0), 1.0)
    return _about(np.cross(here, there), angle) @ turn


def _about(axis: Floats, angle: float) -> Floats:
    """Turn about an axis of any length: (3, 3); Rodrigues' formula."""
    x, y, z = axis / max(float(np.sqrt(axis @ axis)), 1e-9)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    turned = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    matrix: Floats = turned.astype(np.float32)
    return matrix


def _upright(turn: Floats) -> Floats:
    """Turn (3, 3) of what hangs from hips that are turned so: it leans less than they may."""
    up = turn[:, 1]
    lean = float(np.arccos(np.clip(up[1], -1, 1)))
    if lean <= _MOST_LEAN_RAD:
        return turn
    return _about(np.cross(up, (0.0, 1.0, 0.0)), lean - _MOST_LEAN_RAD) @ turn
