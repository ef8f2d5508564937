"""The shoemaker's last: a foot in its own axes, and the surfaces that are drawn around it.

Centimetres on the foot: ``s`` from the heel to the toes, ``w`` across (outwards is positive),
``h`` up from the sole of the bare foot. Everything is made for the left foot and mirrored.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.spatial import ConvexHull, cKDTree

from wardrobe import surface
from wardrobe.anatomy import Anatomy, Floats

#: Points around the foot; the first is at the back of the heel, then outwards.
AROUND = 44
_FOOT_TOP_M = 0.26  # as much of the leg as a boot may reach


@dataclass(frozen=True)
class Foot:
    """The left foot of a body.

    Attributes
    ----------
    origin : (3,) float64, m
        Under the back of the heel.
    axes : (3, 3) float64
        Rows: along, across (outwards), up; in model space.
    skin, normals : (n, 3) float64
        Of foot and leg, in cm on the foot.
    length : float, cm
        From the heel to the longest toe.
    ball, ankle : (3,) float64
        Where toes and foot begin to turn, in cm on the foot.
    """

    origin: Floats
    axes: Floats
    skin: Floats
    normals: Floats
    length: float
    ball: Floats
    ankle: Floats

    def on_foot(self, points: Floats) -> Floats:
        """From model space, m, to the axes of the foot, cm."""
        return 100 * (points - self.origin) @ self.axes.T

    def in_model(self, points: Floats) -> Floats:
        """From the axes of the foot, cm, to model space, m."""
        return self.origin + points / 100 @ self.axes


def foot_of(anatomy: Anatomy) -> Foot:
    """Find the left foot of a body."""
    body = surface.whole(anatomy.quads["body"], len(anatomy.positions))
    points = body.at(anatomy.positions)
    normals = surface.normals(points, body.triangles)
    mine = (points[:, 1] < _FOOT_TOP_M) & (points[:, 0] > 0)
    points, normals = points[mine], normals[mine]
    low = points[points[:, 1] < 0.035]
    heel = low[low[:, 2] < np.quantile(low[:, 2], 0.12)].mean(axis=0)
    toes = low[low[:, 2] > np.quantile(low[:, 2], 0.75)].mean(axis=0)
    along = (toes - heel) * (1, 0, 1)
    along /= np.linalg.norm(along)
    up = np.array([0.0, 1.0, 0.0])
    axes = np.stack([along, np.cross(up, along), up])
    start = ((low - heel) @ along).min()
    origin = (heel + start * along) * (1, 0, 1)
    on_foot = 100 * (points - origin) @ axes.T
    length = float(on_foot[on_foot[:, 2] < 3.5, 0].max())
    joints = (anatomy.head("LeftToeBase"), anatomy.head("LeftFoot"))
    ball, ankle = (100 * (joint - origin) @ axes.T for joint in joints)
    return Foot(origin, axes, on_foot, normals @ axes.T, length, ball, ankle)


def outline(foot: Foot, *, ease: float, toe: float, waist: float) -> Floats:
    """Draw the edge of the sole: (44, 2) of ``s`` and ``w``, cm.

    Parameters
    ----------
    ease : float, cm
        All around the foot.
    toe : float, cm
        More than that before the toes.
    waist : float, cm
        How far it goes in under the arch.
    """
    flat = foot.skin[foot.skin[:, 2] < 3.5][:, :2]
    ring = _around(flat, ease)
    s, w = ring.T
    front = np.clip((s - 0.72 * foot.length) / (0.28 * foot.length), 0, 1.3)
    s = s + toe * front**2
    middle = float(np.median(w))
    arch = np.exp(-(((s / foot.length - 0.45) / 0.14) ** 2))
    w = w + arch * waist * np.where(w < middle, 1.0, -0.45)
    smooth = gaussian_filter1d(np.stack([s, w], 1), 6.0, axis=0, mode="wrap")
    return _counted(smooth)


def collar(foot: Foot, low: float, high: float, *, ease: float) -> Floats:
    """Draw where a shoe ends: (400, 2), around foot or leg between two heights."""
    band = foot.skin[(foot.skin[:, 2] > low) & (foot.skin[:, 2] < high)][:, :2]
    return gaussian_filter1d(_around(band, ease), 10.0, axis=0, mode="wrap")


def _around(points: Floats, ease: float, count: int = 400) -> Floats:
    """Go around points (n, 2) at a distance: (count, 2), from the heel outwards."""
    turn = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    circle = ease * np.stack([np.cos(turn), np.sin(turn)], 1)
    wide = (points[:, None] + circle).reshape(-1, 2)
    ring = wide[ConvexHull(wide).vertices]
    return _counted(ring, count)


def _counted(ring: Floats, count: int = AROUND) -> Floats:
    """Lay points evenly on a closed line, from its back outwards."""
    ring = np.roll(ring, -int(ring[:, 0].argmin()), axis=0)
    if ring[len(ring) // 4, 1] < ring[3 * len(ring) // 4, 1]:
        ring = np.roll(ring[::-1], 1, axis=0)
    closed = np.vstack([ring, ring[:1]])
    steps = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    at = np.linspace(0, steps[-1], count, endpoint=False)
    return np.stack([np.interp(at, steps, closed[:, k]) for k in range(2)], axis=1)


def beside(edge: Floats, collar_ring: Floats) -> Floats:
    """Find the place on the collar for each point of the sole's edge: (44,), shares of it.

    Where the collar is beside the sole it is straight above; all of the toes' points go to
    its front.
    """
    count = len(collar_ring)
    shares = np.arange(count) / count
    front = collar_ring[:, 0].max()
    # where the sole passes the front of the collar, on either side
    found = np.linspace(0, 1, len(edge), endpoint=False)
    for half in (0, 1):
        mine = slice(0, len(edge) // 2 + 1) if half == 0 else slice(len(edge) // 2, None)
        side = slice(0, count // 2) if half == 0 else slice(count // 2, None)
        s, there = collar_ring[side, 0], shares[side]
        order = np.argsort(s, kind="stable")
        wanted = np.minimum(edge[mine, 0], 0.93 * front)
        straight = np.interp(wanted, s[order], there[order])
        beyond = np.clip((edge[mine, 0] - 0.93 * front) / np.ptp(edge[:, 0]) * 1.9, 0, 1)
        found[mine] = straight + beyond * (0.5 - straight)
    found[0] = 0.0
    # once around without going back, and nowhere too fast
    found = np.maximum.accumulate(found)
    padded = np.concatenate([found[-4:] - 1, found, found[:4] + 1])
    return gaussian_filter1d(padded, 1.2)[4:-4]


def at(ring: Floats, shares: Floats) -> Floats:
    """Take points from a closed line by their shares of it."""
    x = np.arange(len(ring) + 1) / len(ring)
    closed = np.vstack([ring, ring[:1]])
    return np.stack([np.interp(shares % 1, x, closed[:, k]) for k in range(ring.shape[1])], 1)


def upper(
    foot: Foot, low: Floats, high: Floats, *, box: float, instep: float, rows: int
) -> Floats:
    """Draw what goes from the sole's edge to the collar over the foot.

    Parameters
    ----------
    low, high : (44, 3), cm
        Its lower and its upper edge.
    box : float, cm
        How high it is over the toes.
    instep : float, in [0, 1]
        How straight it goes from there to the collar.
    rows : int

    Returns
    -------
    grid : (rows, 44, 3) float64, cm
    """
    over = high - low
    flat = np.linalg.norm(over[:, :2], axis=1)
    long = np.clip((flat - 3.0) / 7.0, 0, 1)[:, None]
    long = long * long * (3 - 2 * long)
    up = np.array([0.0, 0.0, 1.0])
    rise = np.maximum(over[:, 2:], 0.5)
    side_first, side_last = low + 0.45 * rise * up, high - 0.4 * rise * up
    tip_first = low + 1.25 * box * up + 0.02 * over
    tip_last = high - instep * over * (1, 1, 0)
    tip_last = tip_last - (0.85 - 0.55 * instep) * (rise - box).clip(0) * up
    first = (1 - long) * side_first + long * tip_first
    last = (1 - long) * side_last + long * tip_last
    t = np.linspace(0, 1, rows)[:, None, None]
    grid = (1 - t) ** 3 * low + 3 * (1 - t) ** 2 * t * first
    grid = grid + 3 * (1 - t) * t**2 * last + t**3 * high
    return _over_skin(foot, grid)


def _over_skin(foot: Foot, grid: Floats, clearance: float = 0.4, passes: int = 8) -> Floats:
    """Push it off the foot, and smooth it."""
    tree = cKDTree(foot.skin)
    out = grid.copy()
    for number in range(passes + 2):
        inner = out[1:-1]
        away = (np.roll(inner, 1, 1) + np.roll(inner, -1, 1) + out[:-2] + out[2:]) / 4
        inner = inner + 0.25 * (away - inner)
        if number >= passes:  # at last only smooth: leather does not show every bone
            out[1:-1] = inner
            continue
        _, near = tree.query(inner.reshape(-1, 3), k=4)
        skin, facing = foot.skin[near].mean(1), foot.normals[near].mean(1)
        facing /= np.linalg.norm(facing, axis=1, keepdims=True)
        depth = ((inner.reshape(-1, 3) - skin) * facing).sum(1)
        lack = np.clip(clearance - depth, 0, 0.6)[:, None]
        out[1:-1] = (inner.reshape(-1, 3) + lack * facing).reshape(inner.shape)
    out[-1, :, :2] = 0.35 * out[-1, :, :2] + 0.65 * out[-2, :, :2]  # no rim that stands out
    return out


def outwards(edge: Floats) -> Floats:
    """Find the directions (n, 2) that lead away from a closed line."""
    along = np.roll(edge, -1, 0) - np.roll(edge, 1, 0)
    away = np.stack([along[:, 1], -along[:, 0]], 1)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    middle = edge.mean(0)
    if ((edge - middle) * away).sum() < 0:
        away = -away
    return away
