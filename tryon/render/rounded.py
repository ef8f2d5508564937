"""Rounds coarse surfaces: each triangle becomes four, bent as the normals at its corners say.

Close up the outline of a garment of a few thousand triangles has corners. What is smooth
inside, because normals are, becomes smooth along its rim, too.

References
----------
Boubekeur, Alexa (2008): Phong tessellation. ACM Transactions on Graphics 27(5), 141.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tryon.core.mesh import Mesh
from tryon.core.scene import Floats

#: How much of the bend is taken: with half of it the middle of a side lies on the circle that
#: the normals at its ends belong to.
_BENT = 0.5
#: Sides whose ends face ways further apart than this (cosine) are creases, and stay straight.
_CREASE = 0.5
#: Only the outline needs it: where the surface faces the camera by less than the first cosine
#: all of it is bent, and by more than the second nothing: buttons and lapels lie on what they
#: lay on before.
_RIM, _FRONT = 0.35, 0.7
#: What is nearer to each other at rest is one place, m.
_ONE_PLACE = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Rounding:
    """How a mesh of n vertices and e sides is rounded.

    Attributes
    ----------
    ends : (2, e) intp
        Vertices between which the new ones are, which follow the old ones.
    places : (n,) intp
        Number of the place at which each vertex is: along seams several share one, and there
        the surface must not open.
    triangles : (4 m, 3) uint32
    """

    ends: NDArray[np.intp] = field(repr=False)
    places: NDArray[np.intp] = field(repr=False)
    triangles: NDArray[np.uint32] = field(repr=False)

    @classmethod
    def of(cls, mesh: Mesh) -> "Rounding":
        """Find the sides of the triangles of a mesh."""
        count = len(mesh.positions)
        a, b, c = mesh.triangles.astype(np.intp).T
        sides = np.array([[a, b], [b, c], [c, a]])  # side, end, triangle
        keys = sides.min(1) * count + sides.max(1)
        known, number = np.unique(keys, return_inverse=True)
        ab, bc, ca = count + number.reshape(3, -1)
        corners = [[a, ab, ca], [ab, b, bc], [ca, bc, c], [ab, bc, ca]]
        triangles = np.concatenate([np.stack(three, 1) for three in corners])
        grid = np.rint(mesh.positions / _ONE_PLACE).astype(np.int64)
        _, places = np.unique(grid, axis=0, return_inverse=True)
        return cls(
            np.stack(np.divmod(known, count)), places.reshape(-1), triangles.astype(np.uint32)
        )

    def between(self, values: Floats) -> Floats:
        """Append what is half way to values (..., n): (..., n + e)."""
        first, second = self.ends
        halves = (values[..., first] + values[..., second]) / 2
        return np.concatenate([values, halves.astype(np.float32)], axis=-1)

    def bent(self, places: Floats, normals: Floats) -> Floats:
        """Append bent sides to places (3, n), m, by normals (3, n) of any length."""
        number = self.places
        sums = np.stack([np.bincount(number, weights=axis) for axis in normals])
        facing = sums / np.maximum(np.sqrt((sums * sums).sum(0)), 1e-12)
        first, second = self.ends
        one, other = facing[:, number[first]], facing[:, number[second]]
        along = places[:, second] - places[:, first]
        moved = other * (other * along).sum(0) - one * (one * along).sum(0)
        halfway, facing = (places[:, first] + places[:, second]) / 2, one + other
        lengths = np.sqrt((halfway * halfway).sum(0) * (facing * facing).sum(0))
        across = np.abs((halfway * facing).sum(0)) / np.maximum(lengths, 1e-12)
        is_rim = np.clip((_FRONT - across) / (_FRONT - _RIM), 0, 1)
        moved *= _BENT / 4 * is_rim * ((one * other).sum(0) > _CREASE)
        rounded = self.between(places)
        rounded[:, places.shape[1] :] += moved
        return rounded


def rounded(mesh: Mesh, rounding: Rounding) -> Mesh:
    """Give a mesh its further vertices, unbent; which bones move them is left to their ends."""
    first = rounding.ends[0]

    def between(values: Floats) -> Floats:
        return np.ascontiguousarray(rounding.between(values.T).T)

    tangents = None
    if mesh.tangents is not None:
        tangents = between(mesh.tangents)
        tangents[len(mesh.positions) :, 3] = mesh.tangents[first, 3]
    return replace(
        mesh,
        positions=between(mesh.positions),
        normals=between(mesh.normals),
        uv=between(mesh.uv),
        joints=np.concatenate([mesh.joints, mesh.joints[first]]),
        weights=np.concatenate([mesh.weights, mesh.weights[first]]),
        triangles=rounding.triangles,
        morphs={},
        tangents=tangents,
        second_uv=None if mesh.second_uv is None else between(mesh.second_uv),
        raised=None if mesh.raised is None else between(mesh.raised),
    )
