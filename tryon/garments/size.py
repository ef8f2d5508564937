"""A garment in another size than the one it was made in.

Its file says how it grows, as a morph for one size more; of one that does not, what lies around
the trunk is pushed out by as much as its table adds to the girth.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tryon.core.mesh import Mesh
from tryon.core.scene import BONES
from tryon.garments.model import Model

_B = {name: place for place, name in enumerate(BONES)}

#: The bones around which each girth is measured, from the top down.
_GIRTHS = (("chest", "Spine2"), ("waist", "Spine1"), ("hips", "Hips"))

#: Bones whose cloth is a sleeve: it grows by so much of what the chest does.
_SLEEVES = tuple(
    _B[side + bone] for side in ("Left", "Right") for bone in ("Arm", "ForeArm", "Hand")
)
_SLEEVE = 0.4

#: Sizes further away from the one that was made than this are not believed, in cm of girth.
_FURTHEST_CM = 60.0


def in_size(model: Model, name: str) -> Model:
    """Cut a garment in one of its sizes.

    Parameters
    ----------
    model : Model
    name : str
        One of its sizes, upper or lower case.

    Returns
    -------
    model : Model
        The same garment with other surfaces at rest; itself in the size it was made in.

    Raises
    ------
    BadInput
        It is not sold in that size.
    """
    wanted = model.size(name).measures_cm
    made = _made_cm(model)
    gains = {key: cm - made[key] for key, cm in wanted.items() if key in made}
    gains = {key: float(np.clip(cm, -_FURTHEST_CM, _FURTHEST_CM)) for key, cm in gains.items()}
    if not any(gains.values()):
        return model
    if model.cut and any(model.cut.morph in part.morphs for part in model.parts):
        steps = _steps(gains, model.cut.gains_cm)
        parts = (_grown(part, steps, model.cut.morph) for part in model.parts)
        return replace(model, parts=tuple(parts))
    return replace(model, parts=tuple(_wider(model, part, gains) for part in model.parts))


def _made_cm(model: Model) -> Mapping[str, float]:
    """Say what the garment measures as it is: its file's word, or the middle of its table."""
    if model.cut:
        return model.cut.measures_cm
    return model.sizes[len(model.sizes) // 2].measures_cm


def _steps(gains_cm: Mapping[str, float], step_cm: Mapping[str, float]) -> float:
    """Find how many sizes up explain the gains best."""
    both = [(cm, step_cm[key]) for key, cm in gains_cm.items() if step_cm.get(key)]
    square = sum(step * step for _, step in both)
    return sum(cm * step for cm, step in both) / square if square else 0.0


def _grown(part: Mesh, steps: float, morph: str) -> Mesh:
    """Take `steps` of a morph for good."""
    if morph not in part.morphs:
        return part
    positions = part.positions + np.float32(steps) * part.morphs[morph]
    rest = {name: moves for name, moves in part.morphs.items() if name != morph}
    return replace(part, positions=positions, morphs=rest)


def _wider(model: Model, part: Mesh, gains_cm: Mapping[str, float]) -> Mesh:
    """Push a surface out by what its girth gains, and pull its hem down."""
    heads = model.skeleton.heads
    levels = [(float(heads[_B[bone], 1]), gains_cm.get(key)) for key, bone in _GIRTHS]
    known = sorted((y, gain) for y, gain in levels if gain is not None)
    if known:
        heights, girths = zip(*known, strict=True)
        push = np.interp(part.positions[:, 1], heights, girths) / (2 * np.pi * 100)
    else:
        push = np.zeros(len(part.positions))
    sleeve = (part.weights * np.isin(part.joints, _SLEEVES)).sum(1)
    push = push * (1 - (1 - _SLEEVE) * sleeve)
    moves = part.normals * (1.0, 0.0, 1.0) * push[:, None]
    if gain := gains_cm.get("length"):
        top, low = part.positions[:, 1].max(), part.positions[:, 1].min()
        down = (top - part.positions[:, 1]) / max(float(top - low), 1e-6)
        moves[:, 1] -= gain / 100 * down * (1 - sleeve)
    return replace(part, positions=(part.positions + moves).astype(np.float32))
