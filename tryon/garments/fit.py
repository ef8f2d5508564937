"""A garment on a figure: bones as long as the person's, surfaces as wide.

A model brings its own skeleton. Its bones are laid on those of the figure and stretched along
themselves; across, they grow by the one factor that makes its spine as long as the figure's.
"""

import numpy as np

from tryon.core.mesh import PARENTS, Posed
from tryon.core.scene import BONES, Figure, Floats
from tryon.garments.model import Model

_B = {name: place for place, name in enumerate(BONES)}

#: The bone whose beginning is the end of another; those that branch or end are not stretched.
_END = {
    _B[bone]: _B[end]
    for bone, end in (
        ("Spine", "Spine1"),
        ("Spine1", "Spine2"),
        ("Neck", "Head"),
        *(
            (side + bone, side + end)
            for side in ("Left", "Right")
            for bone, end in (
                ("Shoulder", "Arm"),
                ("Arm", "ForeArm"),
                ("ForeArm", "Hand"),
                ("UpLeg", "Leg"),
                ("Leg", "Foot"),
                ("Foot", "ToeBase"),
            )
        ),
    )
}
_SPINE = tuple(_B[name] for name in ("Spine", "Spine1", "Spine2", "Neck"))

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
    weights = figure.shape
    heads = model.skeleton.shaped(weights)
    return Posed(model.parts, weights, rest_to_camera(heads, figure))


def rest_to_camera(heads: Floats, figure: Figure) -> Floats:
    """Lay bones that begin at `heads` (22, 3), m, at rest on those of a figure.

    Returns
    -------
    matrices : (22, 4, 4) float32
        As in `Posed`.
    """
    scale = _spine(figure.joints) / _spine(heads)
    matrices = np.zeros((len(BONES), 4, 4), np.float32)
    for bone in range(len(BONES)):
        size = scale * np.eye(3)
        if bone in _END:
            along = heads[_END[bone]] - heads[bone]
            length = float(np.linalg.norm(along))
            there = figure.joints[_END[bone]] - figure.joints[bone]
            stretch = float(np.linalg.norm(there)) / max(length * scale, 1e-6)
            along = along / max(length, 1e-6)
            stretch = min(max(stretch, _LEAST), _MOST)
            size = size + scale * (stretch - 1) * np.outer(along, along)
        turned = figure.rotations[bone] @ size
        matrices[bone, :3, :3] = turned
        matrices[bone, :3, 3] = figure.joints[bone] - turned @ heads[bone]
    matrices[:, 3, 3] = 1
    return matrices


def _spine(joints: Floats) -> float:
    """Length of the way from the hips to the neck, bone by bone."""
    return sum(float(np.linalg.norm(joints[b] - joints[PARENTS[b]])) for b in _SPINE)
