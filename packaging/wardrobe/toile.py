"""The garment while it is cut: a piece of a block, its seams, and the shape it is cut for."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from wardrobe import surface
from wardrobe.anatomy import Floats, Ints
from wardrobe.block import Block


@dataclass(frozen=True)
class Toile:
    """A cut of a block.

    Attributes
    ----------
    block : Block
    shape : (N, 3) float64, m
        Where the block's vertices stand in the garment before it hangs.
    mix : (n, N) sparse
        Vertices as means of the block's.
    triangles : (m, 3) int64
    panel : (m,) int64
        Which pattern piece each triangle belongs to, a place in ``names``.
    names : tuple of str
    """

    block: Block
    shape: Floats
    mix: sparse.csr_matrix
    triangles: Ints
    panel: Ints
    names: tuple[str, ...] = ("all",)

    @classmethod
    def of(cls, block: Block, shape: Floats) -> "Toile":
        """Return the whole block in this shape."""
        count = len(block.surface)
        triangles = block.surface.triangles
        every = sparse.identity(count, format="csr")
        return cls(block, shape, every, triangles, np.zeros(len(triangles), int))

    def at(self, values: Floats) -> Floats:
        """Return what the block's values (N, …) are at the vertices."""
        return np.asarray(self.mix @ values)

    @property
    def positions(self) -> Floats:
        """(n, 3) m, as cut."""
        return self.at(self.shape)

    def trimmed(self, level: Floats) -> "Toile":
        """Return the part where ``level`` (n,) is positive."""
        mix, triangles, side = surface.split(self.triangles, level)
        used, index = np.unique(triangles[side > 0], return_inverse=True)
        mix = (mix @ self.mix).tocsr()[used]
        triangles = index.reshape(-1, 3)
        return replace(self, mix=mix, triangles=triangles, panel=np.zeros(len(triangles), int))

    def seamed(self, level: Floats) -> "Toile":
        """Return it with edges along the line where ``level`` (n,) is zero."""
        mix, triangles, _ = surface.split(self.triangles, level)
        mix = (mix @ self.mix).tocsr()
        return replace(self, mix=mix, triangles=triangles, panel=np.zeros(len(triangles), int))

    def refined(self) -> "Toile":
        """Return it with every triangle cut into four; the old vertices come first."""
        mix, triangles = surface.halve(self.triangles, self.mix.shape[0])
        return replace(
            self,
            mix=(mix @ self.mix).tocsr(),
            triangles=triangles,
            panel=np.tile(self.panel, 4),
        )

    def labelled(self, choose: Callable[["Toile"], dict[str, Floats]]) -> "Toile":
        """Return it with pattern pieces.

        ``choose`` gives for each piece a score (m,) by triangle; the highest wins.
        """
        scores = choose(self)
        panel = np.argmax(np.stack(list(scores.values())), axis=0)
        used, panel = np.unique(panel, return_inverse=True)
        names = tuple(np.array(list(scores))[used].tolist())
        return replace(self, panel=panel, names=names)

    def biggest(self) -> "Toile":
        """Return the largest connected part."""
        count = self.mix.shape[0]
        pairs, _ = surface.edges(self.triangles)
        graph = sparse.csr_matrix(
            (np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), (count,) * 2
        )
        _, part = sparse.csgraph.connected_components(graph, directed=False)
        largest = np.bincount(part[self.triangles[:, 0]]).argmax()
        kept = part[self.triangles[:, 0]] == largest
        used, index = np.unique(self.triangles[kept], return_inverse=True)
        return replace(
            self, mix=self.mix[used], triangles=index.reshape(-1, 3), panel=self.panel[kept]
        )

    def mean(self, values: Floats) -> Floats:
        """Return (m,) the mean of vertex values (n,) over each triangle."""
        return values[self.triangles].mean(axis=1)
