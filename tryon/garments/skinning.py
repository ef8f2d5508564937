"""Takes surfaces from rest to where they are in front of the camera, on the processor.

A garment has a few thousand vertices: that costs a tenth of a millisecond here, spares the
driver three rounds of the same work, and tells which part of the picture has to be drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tryon.core.mesh import Mesh
from tryon.core.scene import BONES, Floats

#: How much thinner a body is under cloth, and how near cloth must be to lie on it: from all of
#: it to none of it; m.
_INSET_M, _NEAR_M, _FAR_M = 0.012, 0.045, 0.06


def by_bone(mesh: Mesh) -> Floats:
    """Spread skin weights out, (22, n) float32: how much each bone moves each vertex."""
    weights = np.zeros((len(mesh.positions), len(BONES)), np.float32)
    np.add.at(weights, (np.arange(len(weights))[:, None], mesh.joints), mesh.weights)
    return np.ascontiguousarray(weights.T)


def shaped(mesh: Mesh, morph_weights: Mapping[str, float]) -> Floats:
    """Change a body or a garment by morphs: positions (n, 3), m, still at rest."""
    positions = mesh.positions.copy()
    for name, weight in morph_weights.items():
        if weight and name in mesh.morphs:
            positions += np.float32(weight) * mesh.morphs[name]
    return positions


@dataclass(frozen=True, slots=True, eq=False)
class Skin:
    """Vertices of one surface, laid out for fast posing.

    Attributes
    ----------
    weights : (22, n) float32
        See `by_bone`.
    rest : (3, n) float32, m
    directions : tuple of (3, n) float32
        Normals, and tangents where there are any.
    """

    weights: Floats = field(repr=False)
    rest: Floats = field(repr=False)
    directions: tuple[Floats, ...] = field(repr=False)

    def pose(self, rest_to_camera: Floats) -> tuple[Floats, ...]:
        """Skin linearly.

        Parameters
        ----------
        rest_to_camera : (22, 4, 4) float32

        Returns
        -------
        places : (3, n) float32, m
        directions : (3, n) float32 each
            As long as the matrices leave them.
        """
        matrices = rest_to_camera[:, :3].reshape(len(BONES), 12).T
        blend = (matrices @ self.weights).reshape(3, 4, -1)
        turn = blend[:, :3]
        places = np.einsum("ijn,jn->in", turn, self.rest)
        places += blend[:, 3]
        turned = (np.einsum("ijn,jn->in", turn, way) for way in self.directions)
        return places, *turned


def under_cloth(body: Mesh, worn: Sequence[Mesh]) -> Floats:
    """Tell how far each vertex of a body goes in under cloth, so that it does not show through.

    Parameters
    ----------
    body : Mesh
    worn : sequence of Mesh
        On the same skeleton; all at rest.

    Returns
    -------
    inset : (n, 3) float32, m
        To be taken from the positions at rest.
    """
    cloth = np.concatenate([mesh.positions for mesh in worn])
    square = (cloth * cloth).sum(1)
    nearest = np.empty(len(body.positions), np.float32)
    for start in range(0, len(nearest), 256):
        here = body.positions[start : start + 256]
        nearest[start : start + 256] = (square - 2 * here @ cloth.T).min(1)
        nearest[start : start + 256] += (here * here).sum(1)
    distance = np.sqrt(np.maximum(nearest, 0))
    covered = np.clip((_FAR_M - distance) / (_FAR_M - _NEAR_M), 0, 1)
    inset: Floats = (_INSET_M * covered)[:, None].astype(np.float32) * body.normals
    return inset
