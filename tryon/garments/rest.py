"""Stands a model of any rig as the mannequins stand: upright, in metres, its arms 45° out."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tryon.core.errors import BadInput
from tryon.core.mesh import PARENTS, Mesh, Skeleton
from tryon.core.scene import BONES, Figure, Floats, Presence
from tryon.garments.fit import rest_to_camera, spine_of
from tryon.garments.model import Gender, Model, shipped
from tryon.garments.skinning import Skin, by_bone

Doubles = NDArray[np.float64]

_B = {name: place for place, name in enumerate(BONES)}

#: Metres in the units that files are written in, most likely first.
UNITS_M = {"m": 1.0, "cm": 0.01, "inch": 0.0254, "dm": 0.1, "foot": 0.3048, "mm": 0.001}
#: A spine that differs more than this from a mannequin's is of another unit, or of a toy.
_LIKELY = 1.6

#: Cosine of the angle by which a limb may rest otherwise before it matters.
_SAME_POSE = float(np.cos(np.radians(30)))

#: Bones whose direction is a matter of pose: the others are where their rigger put them.
_POSED = {"Arm": "ForeArm", "ForeArm": "Hand", "UpLeg": "Leg", "Leg": "Foot"}


def stood(model: Model, gender: Gender | None = None) -> Model:
    """Lay a rigged garment on the mannequin at rest, and give it the mannequin's skeleton.

    Axes are turned so that the spine goes up and the left arm is at the left; the unit is the
    one that makes the spine as long as somebody's. Arms and legs are then turned from the pose
    of the rig (T or A) to ours, and every bone is made as long as the mannequin's.

    Parameters
    ----------
    model : Model
    gender : {"female", "male"} or None
        None is told by the width of shoulders and hips.

    Returns
    -------
    model : Model
        Morphs that the mannequin has as well are kept.

    Raises
    ------
    BadInput
        Its skeleton is none of an upright body.
    """
    heads = model.skeleton.heads.astype(np.float64)
    turn = upright(heads)
    heads = heads @ turn.T
    gender = gender or likely_gender(heads)
    body = shipped(gender)
    scale = unit(spine_of(heads.astype(np.float32)), spine_of(body.skeleton.heads))
    heads *= scale
    figure = _at_rest(heads, body.skeleton, gender)
    matrices = rest_to_camera(heads.astype(np.float32), figure).astype(np.float64)
    matrices[:, :3, :3] = scale * matrices[:, :3, :3] @ turn
    parts = tuple(_laid(part, matrices, body.parts[0]) for part in model.parts)
    return replace(model, parts=parts, skeleton=body.skeleton, gender=gender)


def is_at_rest(model: Model) -> bool:
    """Tell whether a rigged model rests nearly as ours do, so that it can be worn as it is."""
    heads = model.skeleton.heads
    skeleton = shipped(model.gender).skeleton
    try:
        turn = upright(heads.astype(np.float64))
    except BadInput:
        return False
    scale = unit(spine_of(heads), spine_of(skeleton.heads))
    figure = _at_rest(heads.astype(np.float64), skeleton, model.gender)
    cosines = (figure.rotations.trace(axis1=1, axis2=2) - 1) / 2
    return bool(np.array_equal(turn, np.eye(3)) and scale == 1 and cosines.min() > _SAME_POSE)


def upright(heads: Doubles) -> Doubles:
    """Find the turn (3, 3), by quarters, after which a skeleton (22, 3) is y up and z front.

    Raises
    ------
    BadInput
        Spine, arms and legs do not say.
    """
    up = heads[_B["Neck"]] - heads[_B["Hips"]]
    aside = (
        heads[_B["LeftArm"]]
        - heads[_B["RightArm"]]
        + heads[_B["LeftUpLeg"]]
        - heads[_B["RightUpLeg"]]
    )
    long, wide = np.linalg.norm(up), np.linalg.norm(aside)
    if not (long > 0 and wide > 0) or abs(up @ aside) > 0.5 * long * wide:
        raise BadInput(
            "expected a skeleton that stands: neck above hips, left arm beside the right"
        )
    wanted = np.stack([aside / wide, up / long, np.cross(aside, up) / long / wide])
    return max(_quarter_turns(), key=lambda turn: float((turn * wanted).sum()))


def _quarter_turns() -> list[Doubles]:
    found = []
    for order in itertools.permutations(range(3)):
        for signs in itertools.product((1.0, -1.0), repeat=3):
            turn = np.zeros((3, 3))
            turn[range(3), order] = signs
            if np.linalg.det(turn) > 0:
                found.append(turn)
    return found


def unit(length: float, wanted_m: float) -> float:
    """Say by what to multiply a length to have metres: a unit that people use, if one fits.

    Examples
    --------
    >>> unit(48.0, 0.5), unit(0.52, 0.5), unit(20.0, 0.5)
    (0.01, 1.0, 0.0254)
    """
    ratios = {metres: length * metres / wanted_m for metres in UNITS_M.values()}
    likely = {m: abs(np.log(r)) for m, r in ratios.items() if 1 / _LIKELY < r < _LIKELY}
    return min(likely, key=lambda m: likely[m]) if likely else wanted_m / length


def likely_gender(heads: Doubles) -> Gender:
    """Say whose mannequin a skeleton (22, 3) is more like: shoulders by hips."""

    def ratio(places: NDArray[np.floating[Any]]) -> float:
        def wide(bone: str) -> float:
            return float(np.linalg.norm(places[_B["Left" + bone]] - places[_B["Right" + bone]]))

        return wide("Arm") / max(wide("UpLeg"), 1e-9)

    mine = ratio(heads)
    genders: tuple[Gender, ...] = ("female", "male")
    return min(genders, key=lambda g: abs(np.log(mine / ratio(shipped(g).skeleton.heads))))


def _at_rest(heads: Doubles, skeleton: Skeleton, gender: Gender) -> Figure:
    """Describe the mannequin at rest beside a skeleton that rests otherwise."""
    rotations = np.tile(np.eye(3, dtype=np.float32), (len(BONES), 1, 1))
    for side in ("Left", "Right"):
        for bone, end in _POSED.items():
            here, there, above = _B[side + bone], _B[side + end], PARENTS[_B[side + bone]]
            carried = rotations[above].astype(np.float64)  # no twist but the parent's
            mine = carried @ (heads[there] - heads[here])
            ours = (skeleton.heads[there] - skeleton.heads[here]).astype(np.float64)
            rotations[here] = between(mine, ours) @ carried
        rotations[_B[side + "Hand"]] = rotations[_B[side + "ForeArm"]]
    return Figure(rotations, skeleton.heads, 1.0, (0.0, 0.0), {}, gender, Presence(1.0, 1.0))


def between(start: Doubles, end: Doubles) -> Floats:
    """Give the smallest turn (3, 3) from one direction to another; Rodrigues' formula."""
    a, b = (v / max(float(np.linalg.norm(v)), 1e-12) for v in (start, end))
    x, y, z = np.cross(a, b)
    cosine = float(a @ b)
    if cosine < -0.999:  # straight back: about any axis across
        across = np.cross(a, np.eye(3)[np.abs(a).argmin()])
        across /= np.linalg.norm(across)
        back: Floats = (2 * np.outer(across, across) - np.eye(3)).astype(np.float32)
        return back
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    turn: Floats = (np.eye(3) + cross + cross @ cross / (1 + cosine)).astype(np.float32)
    return turn


def _laid(part: Mesh, matrices: Doubles, body: Mesh) -> Mesh:
    """Move a surface by matrices (22, 4, 4) of its bones."""
    share = by_bone(part)
    directions = [part.normals] if part.tangents is None else [part.normals, part.tangents]
    rest = np.ascontiguousarray(part.positions.T)
    skin = Skin(share, rest, tuple(np.ascontiguousarray(way[:, :3].T) for way in directions))
    places, *ways = skin.pose(matrices.astype(np.float32))
    turned = [
        np.ascontiguousarray((w / np.maximum(np.linalg.norm(w, axis=0), 1e-12)).T) for w in ways
    ]
    linear = np.einsum("bij,bn->nij", matrices[:, :3, :3].astype(np.float32), share)
    known = body.morphs.keys() | {"size+"}
    tangents = None
    if part.tangents is not None:
        tangents = np.concatenate([turned[1], part.tangents[:, 3:]], 1)
    return replace(
        part,
        positions=np.ascontiguousarray(places.T),
        normals=turned[0],
        tangents=tangents,
        morphs={
            name: np.ascontiguousarray(np.einsum("nij,nj->ni", linear, moves))
            for name, moves in part.morphs.items()
            if name in known
        },
    )
