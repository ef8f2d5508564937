"""A garment on a figure: bones as long as the person's, surfaces as wide.

A model brings its own skeleton. Its bones are laid on those of the figure and stretched along
themselves; across, they grow by the one factor that makes its spine as long as the figure's.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tryon.core.memory import once_each
from tryon.core.mesh import LIMB_ENDS, PARENTS, Mesh, Posed
from tryon.core.scene import BONES, Figure, Floats
from tryon.garments.joints import bends_of
from tryon.garments.model import Gender, Model, shipped

_B = {name: place for place, name in enumerate(BONES)}

#: The bone whose beginning is the end of another; those that branch or end are not stretched.
_END = {_B["Spine"]: _B["Spine1"], _B["Spine1"]: _B["Spine2"], **LIMB_ENDS}
_STRETCHED, _ENDS = list(_END), list(_END.values())

Side = Literal["Left", "Right"]
SIDES: tuple[Side, ...] = ("Left", "Right")
_FOREARMS = {side: (_B[f"{side}ForeArm"], _B[f"{side}Hand"]) for side in SIDES}
_UPPER_ARMS = {side: _B[f"{side}Arm"] for side in SIDES}

#: What is left of a hand, which fills the cuff: its width, and its length, as shares. It ends
#: where fingers begin, so far from the wrist, m.
_PALM, _ROOT, _FINGERS_M = 0.6, 0.45, 0.09

#: So much thicker than arms are the sleeves that people wear: of six the middle ones, beside
#: walls, where bare arms are as thick as a mannequin's. All of it where the forearm moves a
#: vertex by two thirds.
_SLEEVE_M, _ELBOW = 0.009, 1.5

#: Sleeves that end no further before the wrist than this are long, m.
_SHORT_M = 0.02

_SPINE = tuple(_B[name] for name in ("Spine", "Spine1", "Spine2", "Neck"))

#: Morphs that make a body wide, their usual size, the most that is believed, and how exactly
#: girths are to be met.
_WIDTHS = ("bust+", "waist+", "hips+", "weight+")
_WIDTH, _WIDEST, _GIRTH_CM = 0.5, 1.5, 1.5

#: What is seen before the trunk is drawn nearer by so much, in lengths of the spine: depths of
#: forearms are guessed, and thick clothes reach further than a chest. Places go so much nearer
#: at most, as a share of how far they are.
_BEFORE, _NEAREST = 0.3, 0.7

#: Lengths that change more than this are a mistake, not a person.
_LEAST, _MOST = 0.5, 2.0


def put_on(model: Model, figure: Figure) -> Posed:
    """Pose a model as a person stands.

    Parameters
    ----------
    model : Model
        A garment, or the mannequin that hides what is behind it.
    figure : Figure

    Returns
    -------
    posed : Posed
    """
    weights = shape_on(model, figure)
    heads = model.skeleton.shaped(weights)
    matrices = rest_to_camera(heads, figure)
    return Posed(model.parts, weights, matrices, bends_of(figure.joints))


def body_of(
    gender: Gender,
    figure: Figure,
    sleeved: frozenset[Side] = frozenset(),
    thick: frozenset[Side] = frozenset(),
) -> Posed:
    """Pose the mannequin that hides what is behind it.

    Parameters
    ----------
    gender : {"female", "male"}
        Of the garment that it is to fit into.
    figure : Figure
    sleeved : frozenset of {"Left", "Right"}
        Arms that are left out, because sleeves cover them as far as the wrist: who looks into
        a cuff sees its lining, and not what the picture has in this place.
    thick : frozenset of {"Left", "Right"}
        Forearms that are as thick as the sleeves that are worn on them.

    Returns
    -------
    posed : Posed
        Without fingers: a pose says little of them, and those that are guessed show as holes in
        the cloth. They are left to what is seen to be in front.
    """
    model = shipped(gender)
    posed = put_on(model, figure)
    heads = model.skeleton.shaped(posed.morph_weights)
    matrices = posed.rest_to_camera.copy()
    for arm, hand in _FOREARMS.values():
        along = heads[hand] - heads[arm]
        along /= np.linalg.norm(along)
        wrist = matrices[hand, :3, :3] @ heads[hand] + matrices[hand, :3, 3]
        flat = _PALM * np.eye(3) + (_ROOT - _PALM) * np.outer(along, along)
        matrices[hand, :3, :3] = matrices[arm, :3, :3] @ flat
        matrices[hand, :3, 3] = wrist - matrices[hand, :3, :3] @ heads[hand]
    parts = _without_hands(gender, sleeved, thick)
    return replace(posed, parts=parts, rest_to_camera=matrices)


@cache
def _without_hands(
    gender: Gender, sleeved: frozenset[Side], thick: frozenset[Side]
) -> tuple[Mesh, ...]:
    """Cut off arms in sleeves, and fingers: spread ones showed on cloth before a pocket.

    Other forearms may be as thick as what is worn on them.
    """
    wide = [_FOREARMS[side][0] for side in thick]
    model = shipped(gender)
    parts = []
    for part in model.parts:
        far = np.zeros(len(part.positions), bool)
        for side, (arm, hand) in _FOREARMS.items():
            apart = np.linalg.norm(part.positions - model.skeleton.heads[hand], axis=1)
            far |= _moved(part, (hand,)) & (apart > _FINGERS_M)
            if side in sleeved:
                far |= _moved(part, (_B[f"{side}Arm"], arm, hand))
        share = np.minimum(_ELBOW * (part.weights * np.isin(part.joints, wide)).sum(1), 1)
        places = part.positions + np.float32(_SLEEVE_M) * share[:, None] * part.normals
        kept = part.triangles[~far[part.triangles].any(1)]
        parts.append(replace(part, positions=places.astype(np.float32), triangles=kept))
    return tuple(parts)


@once_each
def long_sleeves(model: Model) -> frozenset[Side]:
    """Say which arms a garment covers as far as the wrist."""
    heads = model.skeleton.heads
    sides = set[Side]()
    for side, (arm, wrist) in _FOREARMS.items():
        along = (heads[wrist] - heads[arm]) / np.linalg.norm(heads[wrist] - heads[arm])
        for part in model.parts:
            beyond = (part.positions - heads[wrist]) @ along
            if (beyond[_moved(part, (arm, wrist))] > -_SHORT_M).any():
                sides.add(side)
    return frozenset(sides)


def _moved(part: Mesh, bones: tuple[int, ...]) -> NDArray[np.bool_]:
    """Say which vertices (n,) are moved by these bones more than by all others."""
    moved: NDArray[np.bool_] = (part.weights * np.isin(part.joints, bones)).sum(1) > 0.5
    return moved


def shape_on(model: Model, figure: Figure) -> Mapping[str, float]:
    """Say how a model has to change to be as wide as a figure.

    A figure that was measured with the other mannequin has shape weights that mean something
    else: those are sought that give the same chest, waist and hips beside the same spine.

    Parameters
    ----------
    model : Model
    figure : Figure

    Returns
    -------
    weights : mapping of morph name to float
    """
    if model.gender == figure.gender:
        return figure.shape
    mine, other = shipped(model.gender), shipped(figure.gender)
    longer = spine_of(mine.skeleton.heads) / spine_of(other.skeleton.shaped(figure.shape))
    wanted = girths_of(other, figure.shape) * longer - girths_of(mine, {})
    gains = np.array([girths_of(mine, {name: 1.0}) for name in _WIDTHS]) - girths_of(mine, {})
    scaled = gains / _GIRTH_CM
    square = scaled @ scaled.T + np.diag(np.full(len(_WIDTHS), 1 / _WIDTH**2))
    weights = np.linalg.solve(square, scaled @ (wanted / _GIRTH_CM))
    weights = np.clip(weights, -_WIDEST, _WIDEST)
    return dict(zip(_WIDTHS, weights.tolist(), strict=True))


def girths_of(model: Model, shape: Mapping[str, float]) -> NDArray[np.float64]:
    """Give chest, waist and hips (3,), cm, of a mannequin that is changed by morphs."""
    return np.array(
        [
            model.measures_cm.get(name, 0.0)
            + sum(
                weight * model.morph_measures_cm.get(morph, {}).get(name, 0.0)
                for morph, weight in shape.items()
            )
            for name in ("bust_cm", "waist_cm", "hips_cm")
        ]
    )


def rest_to_camera(heads: Floats, figure: Figure) -> Floats:
    """Lay bones that begin at `heads` (22, 3), m, at rest on those of a figure.

    Returns
    -------
    matrices : (22, 4, 4) float32
        As in `Posed`.
    """
    scale = spine_of(figure.joints) / spine_of(heads)
    along = heads[_ENDS] - heads[_STRETCHED]
    length = np.sqrt((along * along).sum(1))
    there = figure.joints[_ENDS] - figure.joints[_STRETCHED]
    stretch = np.sqrt((there * there).sum(1)) / np.maximum(length * scale, 1e-6)
    along = along / np.maximum(length, 1e-6)[:, None]
    longer = scale * (np.clip(stretch, _LEAST, _MOST) - 1)
    size = np.tile(scale * np.eye(3), (len(BONES), 1, 1))
    size[_STRETCHED] += longer[:, None, None] * along[:, :, None] * along[:, None, :]
    turned = figure.rotations @ size
    matrices = np.zeros((len(BONES), 4, 4), np.float32)
    matrices[:, :3, :3] = turned
    matrices[:, :3, 3] = figure.joints - (turned @ heads[..., None])[..., 0]
    matrices[:, 3, 3] = 1
    for side, before in zip(SIDES, figure.arms_before, strict=True):
        nearer = _nearer(figure, side, before)
        if nearer < 1:
            _draw_nearer(matrices, figure, side, nearer)
    return matrices


def _nearer(figure: Figure, side: Side, before: float) -> float:
    """Say how near an arm is drawn that is before the trunk, as a share of how far it is."""
    hand = _FOREARMS[side][1]
    nearer_m = before * _BEFORE * spine_of(figure.joints)
    away_m = max(-float(figure.joints[hand, 2]), 1e-3)  # hands may be held to the lens
    return max(1 - nearer_m / away_m, _NEAREST)


def _draw_nearer(matrices: Floats, figure: Figure, side: Side, nearer: float) -> None:
    """Draw a forearm nearer, and the upper arm from its shoulder, which stays, to there.

    All of it moves along the line of sight: it looks the same, and what is behind it stays
    behind it.
    """
    upper, (arm, hand) = _UPPER_ARMS[side], _FOREARMS[side]
    matrices[[arm, hand], 3, 3] = 1 / nearer
    start, bone = figure.joints[upper], figure.joints[arm] - figure.joints[upper]
    along = (1 / nearer - 1) * bone / max(float(bone @ bone), 1e-6)
    matrices[upper, 3] = along @ matrices[upper, :3]
    matrices[upper, 3, 3] += 1 - along @ start


def spine_of(joints: Floats) -> float:
    """Length of the way from the hips to the neck, bone by bone."""
    way = joints[list(_SPINE)] - joints[[PARENTS[bone] for bone in _SPINE]]
    return float(np.sqrt((way * way).sum(1)).sum())
