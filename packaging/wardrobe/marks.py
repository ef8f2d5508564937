"""What is sewn on flat: pockets, flies, darts, plackets, drawn as relief and stitches."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from wardrobe.anatomy import Floats
from wardrobe.paint import Mark, Spot

Line = Sequence[tuple[float, float]]


def stroke(x: Floats, y: Floats, points: Line) -> tuple[Floats, Floats]:
    """Return (h, w) the distance to a polyline and the length along it, both cm."""
    away = np.full(x.shape, 1e3)
    along = np.zeros(x.shape)
    start = 0.0
    for (ax, ay), (bx, by) in pairwise(points):
        dx, dy = bx - ax, by - ay
        length = float(np.hypot(dx, dy))
        t = np.clip(((x - ax) * dx + (y - ay) * dy) / length**2, 0, 1)
        here = np.hypot(x - ax - t * dx, y - ay - t * dy)
        closer = here < away
        away = np.where(closer, here, away)
        along = np.where(closer, start + t * length, along)
        start += length
    return away, along


def inside(x: Floats, y: Floats, polygon: Line) -> Floats:
    """Return (h, w) 1 inside a convex polygon given counter-clockwise, soft over 1 mm."""
    depth = np.full(x.shape, np.inf)
    for (ax, ay), (bx, by) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        length = float(np.hypot(bx - ax, by - ay))
        depth = np.minimum(depth, ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length)
    return 0.5 + 0.5 * np.tanh(depth / 0.08)


def crease(away: Floats, depth_mm: float = 0.6, dark: float = 0.3) -> tuple[Floats, Floats]:
    """Return relief and dye factor of a sewn-down or cut edge at distance 0."""
    groove = np.exp(-((away / 0.12) ** 2))
    return -depth_mm * groove, 1 - dark * groove[..., None]


def both_sides(spot: Spot) -> tuple[Floats, Floats]:
    """Return |x| and y of a piece's texels on the form, cm."""
    return np.abs(spot.place[..., 0]), spot.place[..., 1]


def _places(spot: Spot, mirrored: bool) -> tuple[Floats, Floats]:
    """Say where spots are, cm: across, and up; the same on both sides if `mirrored`."""
    x, y = both_sides(spot)
    return (x, y) if mirrored else (spot.place[..., 0], y)


def patch(
    pieces: str,
    polygon: Line,
    *,
    mirrored: bool = True,
    sewn: bool = True,
    thick_mm: float = 0.8,
) -> Mark:
    """Draw a patch pocket, a flap, a loop on pieces whose name contains ``pieces``.

    Parameters
    ----------
    polygon : corners in cm, counter-clockwise
    sewn : bool
        Whether two lines of stitches hold it.
    thick_mm : float
        How far it stands off; it casts a soft shadow about six times as wide, most below it.
    """
    lowest = min(y for _, y in polygon)

    def draw(spot: Spot) -> tuple[Floats, Floats]:
        if pieces not in spot.name:
            return np.zeros(spot.u.shape), np.ones((*spot.u.shape, 1))
        x, y = _places(spot, mirrored)
        mask = inside(x, y, polygon)
        away, along = stroke(x, y, [*polygon, polygon[0]])
        relief, factor = crease(away, 0.3, 0.30)
        if sewn:
            spot.sewn.append((np.where(mask > 0.5, away, 9), along, (0.25, 0.85)))
        rounded = mask * (1 - np.exp(-away / 0.12))
        below = np.clip((lowest + 0.6 - y) / 0.6, 0, 1)
        shadow = (1 - mask) * np.exp(-away / (0.6 * thick_mm)) * (0.14 + 0.3 * below)
        return relief + thick_mm * rounded, factor * (1 - shadow[..., None])

    return draw


def line(
    pieces: str,
    points: Line,
    *,
    stitches: Sequence[float] = (),
    depth_mm: float = 0.6,
    dark: float = 0.3,
    mirrored: bool = True,
) -> Mark:
    """Draw a sewn line: a pocket's mouth, a yoke, a dart, a fly."""

    def draw(spot: Spot) -> tuple[Floats, Floats]:
        if pieces not in spot.name:
            return np.zeros(spot.u.shape), np.ones((*spot.u.shape, 1))
        x, y = _places(spot, mirrored)
        away, along = stroke(x, y, points)
        if stitches:
            spot.sewn.append((away, along, stitches))
        return crease(away, depth_mm, dark)

    return draw


def zipper(
    pieces: str, points: Line, *, stitches: Sequence[float] = (), mirrored: bool = True
) -> Mark:
    """Draw a closed zip: teeth on dark tape between two edges that are sewn down."""

    def draw(spot: Spot) -> tuple[Floats, Floats]:
        if pieces not in spot.name:
            return np.zeros(spot.u.shape), np.ones((*spot.u.shape, 1))
        x, y = _places(spot, mirrored)
        away, along = stroke(x, y, points)
        spot.sewn.append((away, along, stitches))
        open_ = 0.5 - 0.5 * np.tanh((away - 0.5) / 0.08)
        teeth = np.exp(-((away / 0.24) ** 2)) * (0.7 + 0.3 * np.cos(2 * np.pi * along / 0.5))
        edge = np.exp(-(((away - 0.55) / 0.14) ** 2))
        factor = 1 - 0.65 * open_ * (1 - teeth) - 0.3 * edge
        return -0.7 * open_ + 0.9 * teeth, factor[..., None]

    return draw


def faded(
    centre: tuple[float, float], size: tuple[float, float], lift: float, pieces: str
) -> Mark:
    """Draw denim worn lighter around a place (|x|, y), cm; ``lift`` is the factor's gain."""

    def draw(spot: Spot) -> tuple[Floats, Floats]:
        if pieces not in spot.name:
            return np.zeros(spot.u.shape), np.ones((*spot.u.shape, 1))
        x, y = both_sides(spot)
        near = np.exp(-(((x - centre[0]) / size[0]) ** 2) - ((y - centre[1]) / size[1]) ** 2)
        return np.zeros(x.shape), worn(lift * near)

    return draw


def whiskers(lines: Sequence[Line], lift: float, pieces: str) -> Mark:
    """Draw the ridges on which denim is worn where its wearer sat, fading along each line."""

    def draw(spot: Spot) -> tuple[Floats, Floats]:
        if pieces not in spot.name:
            return np.zeros(spot.u.shape), np.ones((*spot.u.shape, 1))
        x, y = both_sides(spot)
        rubbed = np.zeros(x.shape)
        for points in lines:
            away, along = stroke(x, y, points)
            length = sum(np.hypot(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points))
            middle = np.sin(np.pi * np.clip(along / length, 0, 1)) ** 0.7
            rubbed += middle * (
                np.exp(-((away / 0.7) ** 2)) - 0.35 * np.exp(-((away / 1.6) ** 2))
            )
        return np.zeros(x.shape), worn(lift * rubbed)

    return draw


def worn(lift: Floats) -> Floats:
    """Return a factor (h, w, 3) on indigo: its white core comes through, so it also pales."""
    return np.asarray(np.maximum(1 + lift[..., None] * np.array([1.35, 1.0, 0.7]), 0.5))
