"""Basic blocks: fine surfaces close to the body from which every pattern is cut.

The *suit* covers the body from neck to wrists and ankles (MakeHuman's tights, refined once).
The *gown* follows it down to below the waist and then goes on as one tube around both legs,
bound to the body like MakeHuman's skirt.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.spatial import Delaunay

from wardrobe import surface
from wardrobe.anatomy import Anatomy, Floats, Ints
from wardrobe.form import Table, Tube, tubes
from wardrobe.surface import Surface

_ROW = 0.014  # m between rows of the gown's skirt


@dataclass(frozen=True)
class Block:
    """A close-fitting surface with the body's own coordinates on it.

    Attributes
    ----------
    anatomy : Anatomy
    surface : Surface
    one_skirt : bool
        Whether the legs are inside one tube.
    """

    anatomy: Anatomy
    surface: Surface
    one_skirt: bool

    @cached_property
    def positions(self) -> Floats:
        """(n, 3) m, on the body."""
        return self.surface.at(self.anatomy.positions)

    @cached_property
    def weights(self) -> Floats:
        """(n, 22) skin weights."""
        return self.surface.at(self.anatomy.weights)

    @cached_property
    def normals(self) -> Floats:
        """(n, 3), of the body."""
        return surface.normals(self.positions, self.surface.triangles)

    @cached_property
    def tubes(self) -> dict[str, Tube]:
        """The points in each tube's coordinates."""
        found = tubes(self.anatomy, self.positions, self.weights)
        if self.one_skirt:
            trunk = found["trunk"]
            arms = found["Left arm"].share + found["Right arm"].share
            found["trunk"] = Tube(1 - arms, trunk.along, trunk.turn, trunk.away, trunk.outward)
            found = {k: t for k, t in found.items() if "leg" not in k}
        return found

    @cached_property
    def landmarks(self) -> dict[str, float]:
        """Heights of the body, m: from the neck and the shoulder down to the ankle."""
        a = self.anatomy
        levels = np.arange(a.head("LeftUpLeg")[1] - 0.1, a.head("LeftArm")[1] - 0.1, 0.005)
        girths = np.array([a.girth(a.positions, y) for y in levels])
        spine, hip = a.head("Spine2")[1], a.head("LeftUpLeg")[1]
        bust = levels > spine + 0.03
        waist = (levels > hip + 0.06) & (levels < spine + 0.06)
        low = levels < hip + 0.02
        suit = np.unique(a.quads["helper-tights"])
        middle = suit[np.abs(a.positions[suit, 0]) < 0.01]
        return {
            "neck": float(a.head("Neck")[1]),
            "shoulder": float(a.head("LeftArm")[1]),
            "pit": float(a.head("LeftArm")[1] - 0.075),
            "bust": float(levels[bust][girths[bust].argmax()]),
            "waist": float(levels[waist][girths[waist].argmin()]),
            "hips": float(levels[low][girths[low].argmax()]),
            "crotch": float(a.positions[middle, 1].min()),
            "knee": float(a.head("LeftLeg")[1]),
            "ankle": float(a.head("LeftFoot")[1]),
        }

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Outermost distance of the body by tube; the trunk's goes down to the ankles."""
        return self._measured()

    def _measured(self) -> dict[str, Table]:
        found = {name: tube.table() for name, tube in self.tubes.items()}
        arms = self.tubes["Left arm"].share + self.tubes["Right arm"].share
        found["trunk"] = self.tubes["trunk"].table(arms < 0.5)
        return found


def suit(anatomy: Anatomy) -> Block:
    """Return the refined tights."""
    coarse = surface.whole(anatomy.quads["helper-tights"], len(anatomy.positions))
    mix, triangles = surface.subdivide(coarse.triangles, len(coarse))
    return Block(anatomy, Surface((mix @ coarse.linear).tocsr(), triangles), one_skirt=False)


def gown(close: Block) -> Block:
    """Return the suit to just below the waist, and from there one tube to the ankles."""
    anatomy = close.anatomy
    join = anatomy.head("LeftUpLeg")[1] + 0.025
    mix, triangles, side = surface.split(close.surface.triangles, close.positions[:, 1] - join)
    arms = mix @ (close.tubes["Left arm"].share + close.tubes["Right arm"].share)
    upper = Surface((mix @ close.surface.linear).tocsr(), triangles)
    whole_arm = arms[triangles].mean(axis=1) > 0.5  # hands may hang lower than the join
    upper = upper.keep(triangles[(side > 0) | whole_arm])
    rim = _rim(upper, anatomy, join)
    rim_points = upper.at(anatomy.positions)[rim]
    trunk = tubes(anatomy, rim_points, upper.at(anatomy.weights)[rim])["trunk"]
    levels = np.arange(join - _ROW, 0.09, -_ROW)
    skirt = _skirt_rows(anatomy, np.tile(trunk.turn, len(levels)), np.repeat(levels, len(rim)))
    # The first hand's breadth below the join belongs more and more to the skirt.
    share = np.clip((join - levels) / 0.12, 0, 1)
    share = np.repeat(share * share * (3 - 2 * share), len(rim))
    own = upper.linear[np.tile(rim, len(levels))]
    rows = sparse.diags(share) @ skirt + sparse.diags(1 - share) @ own
    count, n = len(upper), len(rim)
    ring = np.vstack([rim, count + np.arange(len(levels) * n).reshape(-1, n)])
    after = np.roll(ring, -1, axis=1)
    a, b, c, d = ring[:-1].ravel(), after[:-1].ravel(), ring[1:].ravel(), after[1:].ravel()
    tube = np.vstack([np.c_[b, a, c], np.c_[b, c, d]])
    linear = sparse.vstack([upper.linear, rows]).tocsr()
    return _Gown(
        anatomy,
        Surface(linear, np.vstack([upper.triangles, tube])),
        True,
        levels,
        n,
        close.tables["trunk"],
    )


@dataclass(frozen=True)
class _Gown(Block):
    """Its skirt is laid on the outermost of both legs, not where its weights come from."""

    levels: Floats = field(default_factory=lambda: np.zeros(0))
    columns: int = 0
    legs: Table | None = None

    @cached_property
    def positions(self) -> Floats:
        """(n, 3) m; the skirt's rows at their own heights."""
        points = self.surface.at(self.anatomy.positions)
        count = len(points) - len(self.levels) * self.columns
        points[count:, 1] = np.repeat(self.levels, self.columns)
        return points

    def _measured(self) -> dict[str, Table]:
        """As of every block; the trunk's also encloses the legs, which stand apart."""
        found = super()._measured()
        trunk = found["trunk"]
        if self.legs is not None:
            around = 2 * np.pi * np.arange(trunk.cells.shape[1]) / trunk.cells.shape[1]
            level, turn = np.meshgrid(trunk.levels(), around, indexing="ij")
            legs = self.legs.at(level.ravel(), turn.ravel()).reshape(level.shape)
            legs[level[:, 0] > self.anatomy.head("LeftUpLeg")[1]] = 0
            found["trunk"] = Table(trunk.low, np.maximum(trunk.cells, legs))
        return found


def _rim(upper: Surface, anatomy: Anatomy, join: float) -> Ints:
    """Return the loop of border vertices at the join."""
    points = upper.at(anatomy.positions)
    for loop in surface.loops(upper.triangles):
        if np.ptp(points[loop, 1]) < 0.01 and abs(points[loop, 1].mean() - join) < 0.01:
            return loop
    raise ValueError(f"the suit has no closed edge at {join:.3f} m")


def _skirt_rows(anatomy: Anatomy, turn: Floats, levels: Floats) -> sparse.csr_matrix:
    """Rows of base vertices for points of MakeHuman's skirt at these turns and heights."""
    used = np.unique(anatomy.quads["helper-skirt"])
    place = tubes(anatomy, anatomy.positions[used], anatomy.weights[used])["trunk"]
    around = np.concatenate([place.turn - 2 * np.pi, place.turn, place.turn + 2 * np.pi])
    plane = np.c_[0.2 * around, np.tile(place.along, 3)]
    net = Delaunay(plane)
    low, high = place.along.min() + 0.005, place.along.max() - 0.06
    query = np.c_[0.2 * turn, np.clip(levels, low, high)]
    simplex = net.find_simplex(query)
    if (simplex < 0).any():
        raise ValueError("the skirt does not go all around")
    transform = net.transform[simplex]
    first = np.einsum("nij,nj->ni", transform[:, :2], query - transform[:, 2])
    bary = np.c_[first, 1 - first.sum(axis=1)]
    vertex = used[net.simplices[simplex] % len(used)]
    rows = np.repeat(np.arange(len(query)), 3)
    shape = (len(query), len(anatomy.positions))
    return sparse.csr_matrix((bary.ravel(), (rows, vertex.ravel())), shape)


def smoothstep(x: Floats, low: float, high: float) -> Floats:
    """Return 0 below ``low``, 1 above ``high``, a cubic between."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)
