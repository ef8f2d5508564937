"""Takes surfaces from rest to where they are in front of the camera, on the processor.

A garment has a few thousand vertices: that costs a tenth of a millisecond here, spares the
driver three rounds of the same work, and tells which part of the picture has to be drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tryon.core.mesh import Mesh, Posed
from tryon.core.scene import BONES, Floats

#: How much thinner a body is under cloth, and how near cloth must be to lie on it: from all of
#: it to none of it; m.
_INSET_M, _NEAR_M, _FAR_M = 0.012, 0.045, 0.06
#: What bears cloth goes in less, by such a share where it faces up: straps lie on shoulders,
#: and nobody sees below them.
_BORNE = 0.9

#: Legs are within what hangs so far above its hem: not at all, and wholly; m.
_AT_HEM_M, _ABOVE_HEM_M = 0.02, 0.08
#: Where ankles are at rest, m: feet are where these are.
_ANKLES_M = 0.1
_LEGS = [place for place, name in enumerate(BONES) if "Leg" in name or "Foot" in name]

#: Matrices of the hips that differ by less are of one mannequin.
_SAME_REST = 1e-4

#: Vertices that are posed at once: a product that is larger wakes the other threads of BLAS,
#: which takes fifteen times as long when they have something else to do.
_AT_ONCE = 900


def by_bone(mesh: Mesh) -> Floats:
    """Spread skin weights out, (22, n) float32: how much each bone moves each vertex."""
    weights = np.zeros((len(mesh.positions), len(BONES)), np.float32)
    np.add.at(weights, (np.arange(len(weights))[:, None], mesh.joints), mesh.weights)
    return np.ascontiguousarray(weights.T)


def followed(mesh: Mesh, weights: Floats) -> Floats:
    """Say which of `Posed.bends` change the folds on each vertex: (24, n) float32.

    Parameters
    ----------
    mesh : Mesh
    weights : (22, n) float32
        See `by_bone`.
    """
    if mesh.raised is None:
        return np.concatenate([weights, np.zeros((2, weights.shape[1]), np.float32)])
    shares = np.ascontiguousarray(mesh.raised.T)
    return np.concatenate([weights * np.maximum(1 - shares.sum(0), 0), shares])


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
        """Skin linearly, then divide by what the last rows say.

        Parameters
        ----------
        rest_to_camera : (22, 4, 4) float32

        Returns
        -------
        places : (3, n) float32, m
        directions : (3, n) float32 each
            As long as the matrices leave them.
        """
        is_plain = bool((rest_to_camera[:, 3] == (0, 0, 0, 1)).all())
        rows = 3 if is_plain else 4
        matrices = rest_to_camera[:, :rows].reshape(len(BONES), 4 * rows).T
        blend = np.empty((4 * rows, self.weights.shape[1]), np.float32)
        for start in range(0, blend.shape[1], _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            blend[:, some] = matrices @ self.weights[:, some]
        blend = blend.reshape(rows, 4, -1)
        places = np.einsum("ijn,jn->in", blend[:, :3], self.rest)
        places += blend[:, 3]
        if not is_plain:
            places = places[:3] / np.maximum(places[3], 1)  # nothing is drawn further away
        turn = blend[:3, :3]
        turned = (np.einsum("ijn,jn->in", turn, way) for way in self.directions)
        return places, *turned


def under_cloth(inner: Mesh, worn: Sequence[Mesh], body: Sequence[Mesh] = ()) -> Floats:
    """Tell how far each vertex of a body goes in under cloth, so that it does not show through.

    Parameters
    ----------
    inner : Mesh
        A body, or what is worn below.
    worn : sequence of Mesh
        On the same skeleton; all at rest.
    body : sequence of Mesh
        Whose normals say which way is in; that of `inner` when there is none. Cloth that is
        turned in at its edges has normals that do not know.

    Returns
    -------
    inset : (n, 3) float32, m
        To be taken from the positions at rest.
    """
    cloth = np.concatenate([mesh.positions for mesh in worn])
    distance, _ = _nearest(inner.positions, cloth)
    covered = np.clip((_FAR_M - distance) / (_FAR_M - _NEAR_M), 0, 1).astype(np.float32)
    outwards = inner.normals
    if body:
        _, place = _nearest(inner.positions, np.concatenate([m.positions for m in body]))
        outwards = np.concatenate([m.normals for m in body])[place]
    lies_on = np.maximum(outwards[:, 1], 0)
    deep = np.float32(_INSET_M) * covered * (1 - np.float32(_BORNE) * lies_on)
    inset: Floats = deep[:, None] * outwards
    return inset


def resting_on(posed: Posed, mesh: Mesh, own: Posed) -> Mesh:
    """Bring a surface to the rest of `posed` from its own, if that is another mannequin's."""
    onto, by = posed.rest_to_camera, own.rest_to_camera
    if np.abs(onto[0] - by[0]).max() < _SAME_REST:
        return mesh
    strongest = mesh.joints[np.arange(len(mesh.joints)), mesh.weights.argmax(1)]
    back = (np.linalg.inv(onto) @ by)[strongest]
    rest = np.einsum("nij,nj->ni", back[..., :3], mesh.positions) + back[..., 3]
    return replace(mesh, positions=(rest[:, :3] / rest[:, 3:]).astype(np.float32))


def legs_within(body: Mesh, worn: Sequence[Mesh]) -> Floats:
    """Tell how far each vertex of a body is a leg that clothes end below.

    Parameters
    ----------
    body : Mesh
    worn : sequence of Mesh
        On the same skeleton; all at rest.

    Returns
    -------
    share : (n,) float32, in [0, 1]
    """
    hem = min(float(mesh.positions[:, 1].min()) for mesh in worn)
    heights = np.maximum(body.positions[:, 1], _ANKLES_M)
    above = (heights - hem - _AT_HEM_M) / (_ABOVE_HEM_M - _AT_HEM_M)
    share: Floats = np.clip(above, 0, 1) * by_bone(body)[_LEGS].sum(0)
    return share


def _nearest(places: Floats, among: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Find the nearest of `among` (m, 3) to each of `places`: distances (n,), and which."""
    square = (among * among).sum(1)
    distance = np.empty(len(places), np.float32)
    which = np.empty(len(places), np.intp)
    for start in range(0, len(places), 256):
        here = places[start : start + 256]
        away = square - 2 * here @ among.T
        best = away.argmin(1)
        which[start : start + 256] = best
        left = away[np.arange(len(best)), best] + (here * here).sum(1)
        distance[start : start + 256] = np.sqrt(np.maximum(left, 0))
    return distance, which
