"""Forward kinematics: from rotations of bones to where everything goes."""

from collections.abc import Mapping

import numpy as np

from tryon.core.mesh import PARENTS
from tryon.core.scene import BONES, Floats


def joints_of(heads: Floats, rotations: Floats, hips: Floats) -> Floats:
    """Chain bones of a fixed length.

    Parameters
    ----------
    heads : (22, 3) float32, m
        Where the bones begin at rest; see `Skeleton.shaped`.
    rotations : (22, 3, 3) float32
        Of each bone, from model axes to camera axes; a scale may be part of them.
    hips : (3,) float32, m
        Where the first bone begins, in camera space.

    Returns
    -------
    joints : (22, 3) float32, m
        Where every bone begins, in camera space.
    """
    joints = np.empty((len(BONES), 3), np.float32)
    joints[0] = hips
    for bone, parent in enumerate(PARENTS):
        if parent >= 0:
            joints[bone] = joints[parent] + rotations[parent] @ (heads[bone] - heads[parent])
    return joints


def rest_to_camera(heads: Floats, rotations: Floats, joints: Floats) -> Floats:
    """Build matrices that carry what rests around each bone to its place; see `Posed`.

    Parameters
    ----------
    heads : (22, 3) float32, m
        At rest, in the shape that is drawn.
    rotations : (22, 3, 3) float32
        Model axes to camera axes; a scale may be part of them.
    joints : (22, 3) float32, m
        Where each bone begins, in camera space.

    Returns
    -------
    matrices : (22, 4, 4) float32
    """
    matrices = np.zeros((len(BONES), 4, 4), np.float32)
    matrices[:, :3, :3] = rotations
    matrices[:, :3, 3] = joints - np.einsum("bij,bj->bi", rotations, heads)
    matrices[:, 3, 3] = 1
    return matrices


def local_to_world(local: Mapping[str, Floats]) -> Floats:
    """Chain rotations that are told bone by bone, each beside its parent.

    Parameters
    ----------
    local : mapping of bone to (3, 3)
        In the axes of the model; bones that are not named do not turn.

    Returns
    -------
    rotations : (22, 3, 3) float32
    """
    rotations = np.tile(np.eye(3, dtype=np.float32), (len(BONES), 1, 1))
    for bone, parent in enumerate(PARENTS):
        if parent >= 0:
            rotations[bone] = rotations[parent]
        if BONES[bone] in local:
            rotations[bone] = rotations[bone] @ local[BONES[bone]]
    return rotations
