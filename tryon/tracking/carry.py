"""A figure carried from one frame to another, and brought together with a new measurement."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tryon.core.geometry import fit_similarity, scale_of
from tryon.core.mesh import LIMB_ENDS, PARENTS
from tryon.core.scene import BONES, Box, Figure, Floats, Silhouette
from tryon.tracking.flow import spread

_B = {name: place for place, name in enumerate(BONES)}

#: How far the word of a followed point counts, in torso lengths.
_REACH = 0.22
#: The same for what is held: small, and quicker than what is behind it.
_HELD = 0.1

#: A person comes nearer by so much in a few frames at most.
_NEARER = 1.15

#: Bones that stand still or move together.
_PARTS = tuple(
    np.array([_B[name] for name in names])
    for names in (
        (
            *("Hips", "Spine", "Spine1", "Spine2", "Neck"),
            *("LeftShoulder", "RightShoulder", "LeftArm", "RightArm"),
            *("LeftUpLeg", "RightUpLeg"),
        ),
        ("Head",),
        ("LeftForeArm", "LeftHand"),
        ("RightForeArm", "RightHand"),
        ("LeftLeg", "LeftFoot", "LeftToeBase"),
        ("RightLeg", "RightFoot", "RightToeBase"),
    )
)
#: Places of the left and the right arm among the parts.
ARMS = (2, 3)

#: The part that moves the beginning of each bone.
_PART_OF = np.zeros(len(BONES), np.intp)
for _place, _part in enumerate(_PARTS):
    _PART_OF[_part] = _place

_WRISTS = (_B["LeftHand"], _B["RightHand"])
_NONE: Mapping[int, Floats] = MappingProxyType({})
#: An arm is drawn to its hand that has parted from it: from where on, from where on all the
#: way, and how far at most, because hands are lost, too; in torso lengths. Of quick wrists in
#: eleven clips, measured three pictures late, the middle one is 11 px from its hand, not 22.
_PARTED = 0.03, 0.1, 0.1

#: A point of another part counts so much for a joint.
_STRANGE = 0.03

#: What a point may lie on: from joint to joint, half as wide as so many torso lengths, and the
#: part that it then belongs to.
_SEGMENTS = (
    (_B["Hips"], _B["Neck"], 0.30, 0),
    (_B["Neck"], _B["Head"], 0.20, 1),
    *(
        (_B[side + here], _B[side + there], radius, part + number)
        for number, side in enumerate(("Left", "Right"))
        for here, there, radius, part in (
            ("Arm", "ForeArm", 0.12, 2),
            ("ForeArm", "Hand", 0.09, 2),
            ("UpLeg", "Leg", 0.20, 4),
            ("Leg", "Foot", 0.12, 4),
        )
    ),
)
_ALONG = [
    (_B[side + here], _B[side + there], share)
    for side in ("Left", "Right")
    for here, there in (
        ("Arm", "ForeArm"),
        ("ForeArm", "Hand"),
        ("UpLeg", "Leg"),
        ("Leg", "Foot"),
    )
    for share in (0.35, 0.7, 1.0)
]

#: Bones whose direction is moved by what moves their ends: they turn with that part.
_TURNING = {"LeftArm": 2, "RightArm": 3, "LeftUpLeg": 4, "RightUpLeg": 5}

#: At rest a new measurement counts so much. A part that strays less than so many times what it
#: usually strays (and less than so many torso lengths) is believed to rest; it is followed at
#: once when it strays more.
_SHARE = 0.15
_RESTS, _MOVES = (1.5, 0.02), (3.5, 0.06)

#: How fast what is usual is learnt, and what it is at first and at most, in torso
#: lengths.
_LEARNT, _FIRST, _LARGEST = 0.1, 0.015, 0.025

#: The bone that says how another turns when joints move; those not named follow their parent.
_TOWARDS = {_B[bone]: _B["Neck"] for bone in ("Hips", "Spine", "Spine1", "Spine2")} | dict(
    LIMB_ENDS
)


def shown(figure: Figure) -> Floats:
    """Say where the joints are in the picture: (22, 2) float32, px."""
    depth = np.maximum(-figure.joints[:, 2:], 0.05)
    flat = figure.joints[:, :2] * (1.0, -1.0) * figure.focal_px / depth + figure.centre_px
    places: Floats = flat.astype(np.float32)
    return places


def torso_px(figure: Figure) -> float:
    """Length of the torso in the picture, as if it were upright."""
    joints = figure.joints
    length = np.linalg.norm(joints[_B["Neck"]] - joints[0])
    return float(length * figure.focal_px / max(-joints[0, 2], 0.05))


def along_bones(figure: Figure) -> Floats:
    """List points along the limbs that should be followed: (n, 2) float32, px."""
    at = shown(figure)
    points: Floats = np.stack(
        [at[here] + share * (at[there] - at[here]) for here, there, share in _ALONG]
    ).astype(np.float32)
    return points


def parts_of(figure: Figure, points: Floats) -> NDArray[np.intp]:
    """Say to which part of the body points (n, 2), px, belong: places in the list of parts."""
    at, wide = shown(figure), torso_px(figure)
    nearest = np.full(len(points), np.inf)
    parts = np.zeros(len(points), np.intp)
    for here, there, radius, part in _SEGMENTS:
        start, way = at[here], at[there] - at[here]
        share = (points - start) @ way / max(float(way @ way), 1e-6)
        foot = start + np.clip(share, 0.0, 1.0)[:, None] * way
        away = np.linalg.norm(points - foot, axis=1) / (radius * wide)
        parts = np.where(away < nearest, part, parts)
        nearest = np.minimum(away, nearest)
    return parts


def carry_figure(
    figure: Figure,
    points: Floats,
    places: Floats,
    parts: NDArray[np.intp],
    wrists: Mapping[int, Floats] = _NONE,
) -> Figure:
    """Move a figure as points on the person did.

    Parameters
    ----------
    figure : Figure
    points, places : (n, 2) float32, px
        Where points on the person were, and where they are.
    parts : (n,) int
        Of the body, as `parts_of` says.
    wrists : mapping of int to (2,) float32, px
        Where the left (0) and the right (1) hand begin, if they were followed themselves:
        sleeves end there, wherever points around them went.
    """
    if len(points) < 3:
        return figure
    before = shown(figure)
    kinship = np.where(_PART_OF[:, None] == parts[None], 1.0, _STRANGE).astype(np.float32)
    torso = torso_px(figure)
    after = before + spread(points, places - points, before, _REACH * torso, kinship)
    near, far, most = _PARTED
    for side, wrist in wrists.items():
        away = wrist - after[_WRISTS[side]]
        apart = max(float(np.hypot(*away)) / torso, 1e-6)
        share = min(max((apart - near) / (far - near), 0.0), most / apart)
        after[_WRISTS[side]] += share * away
    nearer = 1.0
    if len(points) >= 6:
        nearer = scale_of(fit_similarity(points, places))
        nearer = min(max(nearer, 1 / _NEARER), _NEARER)
    depth = figure.joints[:, 2:] / nearer
    flat = (after - figure.centre_px) * (1.0, -1.0) * -depth / figure.focal_px
    joints = np.concatenate([flat, depth], axis=1).astype(np.float32)
    return replace(figure, joints=joints, rotations=_turned(figure, joints))


def carry_silhouette(silhouette: Silhouette, points: Floats, places: Floats) -> Silhouette:
    """Shift a silhouette as most points on the person moved."""
    if len(points) < 3:
        return silhouette
    x, y = np.median(places - points, axis=0).round().astype(int).tolist()
    box = silhouette.box
    return replace(silhouette, box=Box(box.x + x, box.y + y, box.width, box.height))


def carry_thing(thing: Silhouette, points: Floats, places: Floats, torso: float) -> Silhouette:
    """Shift what is held as points on it and on the hand moved; a `torso` is so long, px."""
    box = thing.box
    middle = np.array([[box.x + box.width / 2, box.y + box.height / 2]], np.float32)
    shift = spread(points, places - points, middle, _HELD * torso)
    x, y = shift[0].round().astype(int).tolist()
    return replace(thing, box=Box(box.x + x, box.y + y, box.width, box.height))


class Steady:
    """Brings figures together that mean the same person in the same frame.

    Expected figures were carried by measured motion, so they move when the person does; what
    measurements stray from them is mostly the noise of the landmarks, and is averaged.
    """

    def __init__(self) -> None:
        self._usual = np.full(len(_PARTS), _FIRST)

    def __call__(self, expected: Figure, measured: Figure) -> Figure:
        """Correct where a figure was expected by a measurement of the same frame."""
        apart = np.linalg.norm(shown(measured) - shown(expected), axis=1)
        apart = apart / torso_px(measured)
        shares = np.ones(len(BONES), np.float32)
        by_part = []
        for place, part in enumerate(_PARTS):
            stray, usual = float(np.sqrt((apart[part] ** 2).mean())), self._usual[place]
            low, high = (max(times * usual, least) for times, least in (_RESTS, _MOVES))
            moved = min(max((stray - low) / (high - low), 0.0), 1.0)
            self._usual[place] += _LEARNT * (min(stray, _LARGEST) - usual)
            by_part.append(_SHARE + (1 - _SHARE) * moved)
            shares[part] = by_part[-1]
        joints = expected.joints + shares[:, None] * (measured.joints - expected.joints)
        for name, place in _TURNING.items():
            shares[_B[name]] = max(float(shares[_B[name]]), by_part[place])
        mixed = expected.rotations + shares[:, None, None] * (
            measured.rotations - expected.rotations
        )
        outer, _, inner = np.linalg.svd(mixed.astype(np.float64))
        rotations = outer @ inner
        odd = np.linalg.det(rotations) < 0
        rotations[odd] = measured.rotations[odd]
        shape = {
            name: (1 - _SHARE) * expected.shape.get(name, 0.0) + _SHARE * weight
            for name, weight in measured.shape.items()
        }
        return replace(
            measured, joints=joints, rotations=rotations.astype(np.float32), shape=shape
        )


def _turned(figure: Figure, joints: Floats) -> Floats:
    """Turn every bone as the way to its end turned."""
    turns = np.tile(np.eye(3), (len(BONES), 1, 1))
    here = np.array(list(_TOWARDS))
    there = np.array(list(_TOWARDS.values()))
    before = (figure.joints[there] - figure.joints[here]).astype(np.float64)
    after = (joints[there] - joints[here]).astype(np.float64)
    before /= np.maximum(np.linalg.norm(before, axis=1, keepdims=True), 1e-6)
    after /= np.maximum(np.linalg.norm(after, axis=1, keepdims=True), 1e-6)
    x, y, z = np.cross(before, after).T
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).reshape(-1, 3, 3)
    cosine = np.maximum((before * after).sum(1), -0.9)[:, None, None]
    turns[here] = np.eye(3) + cross + cross @ cross / (1.0 + cosine)
    for bone, parent in enumerate(PARENTS):
        if parent >= 0 and bone not in _TOWARDS:
            turns[bone] = turns[parent]
    return (turns @ figure.rotations).astype(np.float32)
