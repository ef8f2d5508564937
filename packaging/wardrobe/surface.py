"""Triangle surfaces that hang on the body: every vertex is a weighted mean of base vertices.

Because each row of ``linear`` says of which base vertices a vertex is made, its skin weights
and what every morph does to it follow from the body by one product, however often the surface
was cut and refined.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from wardrobe.anatomy import Floats, Ints

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Surface:
    """A surface bound to the body.

    Attributes
    ----------
    linear : (n, v) sparse, rows sum to 1
        Vertices as means of the base mesh's vertices.
    triangles : (m, 3) int64
        Counter-clockwise seen from outside.
    """

    linear: sparse.csr_matrix
    triangles: Ints

    def __len__(self) -> int:
        return self.linear.shape[0]

    def at(self, base: Floats) -> Floats:
        """Return (n, …) what the base mesh's values ``base`` (v, …) are at the vertices."""
        return np.asarray(self.linear @ base)

    def keep(self, triangles: Ints) -> "Surface":
        """Return the surface of these triangles (m, 3) alone, without unused vertices."""
        used, index = np.unique(triangles, return_inverse=True)
        return Surface(self.linear[used], index.reshape(-1, 3))


def whole(quads: Ints, count: int) -> Surface:
    """Return the surface of some ``quads`` (q, 4) of the base mesh of ``count`` vertices."""
    triangles = np.vstack([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return Surface(sparse.identity(count, format="csr"), triangles).keep(triangles)


def face_normals(positions: Floats, triangles: Ints) -> Floats:
    """Return (m, 3) normals whose length is twice the triangle's area, m²."""
    a, b, c = positions[triangles].transpose(1, 0, 2)
    return np.cross(b - a, c - a)


def normals(positions: Floats, triangles: Ints) -> Floats:
    """Return (n, 3) unit normals, mean of the triangles around weighted by area."""
    total = np.zeros_like(positions)
    each = face_normals(positions, triangles)
    for corner in range(3):
        np.add.at(total, triangles[:, corner], each)
    return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)


def edges(triangles: Ints) -> tuple[Ints, Ints]:
    """Return undirected edges (e, 2), lower index first, and how often each is used (e,)."""
    sides = np.sort(
        np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    )
    return np.unique(sides, axis=0, return_counts=True)


def neighbours(triangles: Ints, count: int) -> sparse.csr_matrix:
    """Return the (n, n) matrix that takes the mean over each vertex's neighbours."""
    pairs, _ = edges(triangles)
    both = np.vstack([pairs, pairs[:, ::-1]])
    ones = sparse.csr_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), (count, count))
    degree = np.asarray(ones.sum(axis=1)).ravel()
    return sparse.diags(1 / np.maximum(degree, 1)) @ ones
