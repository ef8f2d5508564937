"""How the body stands while clothes are hung on it, and back to where they were cut."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wardrobe.anatomy import JOINTS, Anatomy, Floats

Degrees = tuple[float, float, float]
"""Turns about x, y and z, in this order."""

AS_CUT: Mapping[str, Degrees] = {}

#: Arms hanging, elbows a little bent, as people stand before a mirror: what is hung so has its
#: folds where a person's clothes have them.
AT_EASE: Mapping[str, Degrees] = {
    "LeftArm": (-4.0, 0.0, -29.0),
    "RightArm": (-7.0, 0.0, 27.0),
    "LeftForeArm": (-14.0, 0.0, -3.0),
    "RightForeArm": (-22.0, 0.0, 4.0),
}


@dataclass(frozen=True)
class Stance:
    """Where each joint's bones are.

    Attributes
    ----------
    moves : (22, 3, 4) float64
        From where the body stood when clothes were cut, to here; m.
    """

    moves: Floats

    @classmethod
    def of(cls, anatomy: Anatomy, turns: Mapping[str, Degrees], share: float = 1.0) -> "Stance":
        """Turn joints against the ones above them, by a share of ``turns``."""
        moves = np.zeros((len(JOINTS), 3, 4))
        for n, (name, above) in enumerate(zip(JOINTS, anatomy.parents.tolist(), strict=True)):
            head = anatomy.heads[n]
            here = _turn(share * np.array(turns.get(name, (0.0, 0.0, 0.0))))
            move = np.c_[here, head - here @ head]
            if above >= 0:
                up = moves[above]
                move = np.c_[up[:, :3] @ move[:, :3], up[:, :3] @ move[:, 3] + up[:, 3]]
            moves[n] = move
        return cls(moves)

    def of_points(self, weights: Floats) -> Floats:
        """Return (n, 3, 4) the moves of points with skin weights (n, 22)."""
        return np.einsum("nj,jkl->nkl", weights, self.moves)

    def worn(self, points: Floats, weights: Floats) -> Floats:
        """Return points (n, 3) as they move with the body."""
        move = self.of_points(weights)
        return np.einsum("nij,nj->ni", move[:, :, :3], points) + move[:, :, 3]

    def as_cut(self, points: Floats, weights: Floats) -> Floats:
        """Return where points (n, 3) of the standing body belong on the body as cut."""
        move = self.of_points(weights)
        back = np.linalg.solve(move[:, :, :3], (points - move[:, :, 3])[..., None])
        return np.asarray(back[..., 0])


def _turn(degrees: Floats) -> Floats:
    """(3, 3): about x, then y, then z."""
    (cx, cy, cz), (sx, sy, sz) = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return np.asarray(about_z @ about_y @ about_x)
