"""The dressmaker's form: the body as five tubes, and how far from it a cut stands.

Trunk, arms and legs are each seen in their own cylinder coordinates: ``along`` the bone,
``turn`` around it, distance from it. A cut says how much ease it has along each tube; the form
tells how far every point of the close-fitting surface has to move out for that.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from wardrobe.anatomy import JOINTS, Anatomy, Floats, Ints
from wardrobe.surface import Bools

_TURNS = 72
_STEP = 0.01  # m along a tube

TUBES: dict[str, tuple[str, ...]] = {
    "trunk": ("Hips", "Spine", "Spine1", "Spine2", "Neck", "Head"),
    **{
        f"{side} {limb}": tuple(side + bone for bone in bones)
        for side in ("Left", "Right")
        for limb, bones in {
            "arm": ("Arm", "ForeArm", "Hand"),
            "leg": ("UpLeg", "Leg", "Foot", "ToeBase"),
        }.items()
    },
}


@dataclass(frozen=True)
class Tube:
    """One limb or the trunk in cylinder coordinates.

    Attributes
    ----------
    share : (n,) float64, in [0, 1]
        How much each point belongs to the tube: its skin weights' sum.
    along : (n,) float64, m
        Down a limb from its first joint; for the trunk the height.
    turn : (n,) float64, radians
        0 to the front; positive towards the left hand (trunk) or outwards (limbs).
    away : (n,) float64, m
        Distance from the bone.
    outward : (n, 3) float64
        Unit vectors away from the bone.
    """

    share: Floats
    along: Floats
    turn: Floats
    away: Floats
    outward: Floats

    def table(self, of: Bools | None = None) -> "Table":
        """Return the outermost distance over (along, turn), of these points or the tube's."""
        mine = self.share > 0.5 if of is None else of
        low = self.along[mine].min()
        rows = int(np.ptp(self.along[mine]) / _STEP) + 2
        cells = np.zeros((rows, _TURNS))
        row = np.clip(np.rint((self.along[mine] - low) / _STEP).astype(int), 0, rows - 1)
        column = np.rint(self.turn[mine] / (2 * np.pi) * _TURNS).astype(int) % _TURNS
        np.maximum.at(cells, (row, column), self.away[mine])
        for _ in range(12):  # fill what no vertex fell into
            empty = cells == 0
            if not empty.any():
                break
            wide = np.maximum.reduce(
                [
                    np.roll(cells, 1, 1),
                    np.roll(cells, -1, 1),
                    np.vstack([cells[:1], cells[:-1]]),
                    np.vstack([cells[1:], cells[-1:]]),
                ]
            )
            cells[empty] = wide[empty]
        return Table(low, gaussian_filter(cells, (1.5, 1.5), mode=("nearest", "wrap")))


@dataclass(frozen=True)
class Table:
    """A value over (along, turn): rows of 1 cm from ``low`` (m), 72 columns around."""

    low: float
    cells: Floats

    def levels(self) -> Floats:
        """Return the rows' ``along``, m."""
        return self.low + _STEP * np.arange(len(self.cells))

    def at(self, along: Floats, turn: Floats) -> Floats:
        """Return the interpolated values."""
        y = np.clip((along - self.low) / _STEP, 0, len(self.cells) - 1.001)
        x = (turn / (2 * np.pi) * _TURNS) % _TURNS
        i, j = y.astype(int), x.astype(int) % _TURNS
        v, u, k = y - i, x - x.astype(int), (j + 1) % _TURNS
        c = self.cells
        top = (1 - u) * c[i, j] + u * c[i, k]
        return (1 - v) * top + v * ((1 - u) * c[i + 1, j] + u * c[i + 1, k])

    def hulled(self, share: float = 1.0) -> "Table":
        """Return it with hollows of every ring bridged, as cloth around the body does."""
        angles = 2 * np.pi * np.arange(_TURNS) / _TURNS
        out = np.empty_like(self.cells)
        for n, ring in enumerate(self.cells):
            # The support function of the ring, and from it the hull's radius.
            x, y = ring * np.cos(angles), ring * np.sin(angles)
            support = (np.cos(angles)[:, None] * x + np.sin(angles)[:, None] * y).max(axis=1)
            facing = np.cos(angles[:, None] - angles)
            with np.errstate(divide="ignore"):
                reach = np.where(
                    facing > 0.05, support[None] / np.maximum(facing, 0.05), np.inf
                )
            out[n] = reach.min(axis=1)
        return Table(self.low, (1 - share) * self.cells + share * np.maximum(out, self.cells))

    def hanging(self, share: float, *, down: int, start: float) -> "Table":
        """Return it with cloth falling from the widest place it passed since ``start``.

        Parameters
        ----------
        share : float, in [0, 1]
            1 falls straight, 0 follows the body.
        down : int
            +1 where ``along`` grows downwards (limbs), -1 for the trunk.
        start : float, m
            Where it begins to hang.
        """
        rows = self.cells if down > 0 else self.cells[::-1]
        levels = self.levels() if down > 0 else self.levels()[::-1]
        passed = (levels - start) * down >= 0
        fallen = rows.copy()
        fallen[passed] = np.maximum.accumulate(rows[passed], axis=0)
        out = (1 - share) * rows + share * fallen
        return Table(self.low, out if down > 0 else out[::-1])

    def taut(self, low: float, high: float) -> "Table":
        """Return it stretched straight over hollows between two heights, m, on every side."""
        levels = self.levels()
        rows = np.flatnonzero((levels >= low) & (levels <= high))
        out = self.cells.copy()
        for column in range(_TURNS):
            x, y = levels[rows], self.cells[rows, column]
            top: list[int] = []
            for n in range(len(x)):
                while len(top) > 1:
                    a, b = top[-2], top[-1]
                    if (y[b] - y[a]) * (x[n] - x[a]) > (y[n] - y[a]) * (x[b] - x[a]):
                        break
                    top.pop()
                top.append(n)
            out[rows, column] = np.interp(x, x[top], y[top])
        return Table(self.low, gaussian_filter(out, (1.5, 1.5), mode=("nearest", "wrap")))

    def plus(self, more: Callable[[Floats, Floats], Floats]) -> "Table":
        """Return it widened by ``more(along, turn)``, m."""
        along, turn = np.meshgrid(
            self.levels(), 2 * np.pi * np.arange(_TURNS) / _TURNS, indexing="ij"
        )
        return Table(self.low, self.cells + more(along, turn))

    def minus(self, other: "Table") -> "Table":
        """Return the difference of two tables of the same tube."""
        return Table(self.low, self.cells - other.cells)


def tubes(anatomy: Anatomy, points: Floats, weights: Floats) -> dict[str, Tube]:
    """Return each tube's coordinates of ``points`` (n, 3) with skin weights (n, 22)."""
    found = {}
    for name, bones in TUBES.items():
        indices: Ints = np.array([JOINTS.index(b) for b in bones])
        share = weights[:, indices].sum(axis=1)
        if name == "trunk":
            limbs = [JOINTS.index(b) for key in TUBES if key != "trunk" for b in TUBES[key]]
            share = 1 - weights[:, limbs].sum(axis=1)
            axis = np.array([0.0, 1.0, 0.0])
            along = points[:, 1]
            middle = np.zeros_like(points)
            middle[:, 1], middle[:, 2] = along, _trunk_middle(anatomy)(along)
        else:
            chain = anatomy.heads[indices[:3]]
            axis = chain[2] - chain[0]
            axis = axis / np.linalg.norm(axis)
            along = (points - chain[0]) @ axis
            stations = (chain - chain[0]) @ axis
            middle = np.stack([_interp(along, stations, chain[:, i]) for i in range(3)], axis=1)
        away = points - middle
        away = away - (away @ axis)[:, None] * axis
        front = np.array([0.0, 0.0, 1.0])
        front = front - (front @ axis) * axis
        front /= np.linalg.norm(front)
        across = np.cross(axis, front) if name == "trunk" else np.cross(front, axis)
        if name.startswith("Right"):
            across = -across
        distance = np.linalg.norm(away, axis=1)
        found[name] = Tube(
            share,
            along,
            np.arctan2(away @ across, away @ front),
            distance,
            away / np.maximum(distance, 1e-9)[:, None],
        )
    return found


def _trunk_middle(anatomy: Anatomy) -> Callable[[Floats], Floats]:
    """Half way between front and back at each height: z (m) of y (m)."""
    trunk = np.unique(anatomy.quads["helper-tights"])
    arms = [JOINTS.index(b) for b in TUBES["Left arm"] + TUBES["Right arm"]]
    points = anatomy.positions[trunk][anatomy.weights[trunk][:, arms].sum(axis=1) < 0.3]
    levels = np.arange(0.0, points[:, 1].max(), 0.02)
    middles = []
    for level in levels:
        z = points[np.abs(points[:, 1] - level) < 0.03, 2]
        middles.append((z.min() + z.max()) / 2)
    hips = anatomy.head("LeftUpLeg")[1]
    below = levels < hips - 0.05
    smooth = np.array(middles)
    smooth[below] = smooth[~below][0]
    smooth = gaussian_filter(smooth, 2.0, mode="nearest")
    return lambda y: np.interp(y, levels, smooth)


def _interp(x: Floats, stations: Floats, values: Floats) -> Floats:
    """Linear interpolation that goes on beyond its ends."""
    first = values[0] + (x - stations[0]) * (values[1] - values[0]) / (
        stations[1] - stations[0]
    )
    last = values[1] + (x - stations[1]) * (values[2] - values[1]) / (stations[2] - stations[1])
    blend = np.clip((x - stations[1]) / 0.08 + 0.5, 0, 1)  # round the elbow and the knee
    blend = blend * blend * (3 - 2 * blend)
    return (1 - blend) * first + blend * last
