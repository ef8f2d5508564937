"""How what is on a person moves from one frame to another: optical flow at a few points."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import Bytes, Floats, Silhouette

#: Flow is measured in pictures of this height at most.
_HEIGHT = 360

#: Points that are followed at most, the window around each and how often it is halved.
_POINTS, _WINDOW, _LEVELS = 60, (9, 9), 3
_CRITERIA = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 12, 0.02)

#: A point that does not come back to where it started, but for so many px and such a share of
#: its way, is not believed.
_RETURN_PX, _RETURN_SHARE = 0.7, 0.05


#: Weight of what most points say, beside those nearby.
_WHOLE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A frame made ready for flow.

    Attributes
    ----------
    captured_ns : int
    grey : (h, w) uint8
    scale : float
        Pixels of it per pixel of the frame.
    small : (h / 2, w / 2, 3) uint8
        In colour, and half as fine.
    """

    captured_ns: int
    grey: Bytes = field(repr=False)
    scale: float
    small: Bytes = field(repr=False)


def view(rgb: Bytes, captured_ns: int) -> View:
    """Make a frame ready for flow."""
    height, width = rgb.shape[:2]
    scale = min(_HEIGHT / height, 1.0)
    size = round(width * scale), round(height * scale)
    nearest = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA) if scale < 1 else rgb
    half = max(size[0] // 2, 1), max(size[1] // 2, 1)
    small = np.asarray(cv2.resize(nearest, half, interpolation=cv2.INTER_AREA), np.uint8)
    grey = np.asarray(cv2.cvtColor(nearest, cv2.COLOR_RGB2GRAY), np.uint8)
    return View(captured_ns, grey, scale, small)


def marks(seen: View, silhouette: Silhouette, more: Floats) -> Floats:
    """Choose points on a person that are easy to follow, beside those that are wanted.

    Parameters
    ----------
    seen : View
    silhouette : Silhouette
    more : (m, 2) float32, px of the frame
        Left out where they are not on the person.

    Returns
    -------
    points : (n, 2) float32, px of the frame
    """
    height, width = seen.grey.shape
    box, scale = silhouette.box, seen.scale
    to_view = np.array(
        [
            [box.width * scale / silhouette.coverage.shape[1], 0, box.x * scale],
            [0, box.height * scale / silhouette.coverage.shape[0], box.y * scale],
        ]
    )
    solid = (silhouette.coverage > 0.8).astype(np.uint8)
    inside = cv2.warpAffine(solid, to_view, (width, height), flags=cv2.INTER_NEAREST)
    cells = np.floor(more * scale).astype(int)
    held = (cells >= 0).all(1) & (cells < (width, height)).all(1)
    held[held] = inside[cells[held, 1], cells[held, 0]] > 0
    inside = cv2.erode(inside, np.ones((3, 3), np.uint8))
    distance = max(height / 45, 3.0)
    found = cv2.goodFeaturesToTrack(seen.grey, _POINTS, 0.005, distance, mask=inside)
    if found is None:
        return more[held]
    points = np.asarray((found[:, 0] + 0.5) / scale, np.float32)
    return np.concatenate([points, more[held]])


def follow(
    before: View, after: View, points: Floats, guess: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """Say where points of one view are in another.

    Parameters
    ----------
    before, after : View
        Of the same scale.
    points, guess : (n, 2) float32, px of the frame
        Where they were, and about where they may be.

    Returns
    -------
    places : (n, 2) float32, px of the frame
    believed : (n,) bool
    """
    if not len(points):
        return points, np.zeros(0, bool)
    scale = np.float32(before.scale)
    start = points * scale - np.float32(0.5)
    flags = cv2.OPTFLOW_USE_INITIAL_FLOW
    there, found, _ = cv2.calcOpticalFlowPyrLK(
        before.grey,
        after.grey,
        start,
        guess * scale - np.float32(0.5),
        winSize=_WINDOW,
        maxLevel=_LEVELS,
        criteria=_CRITERIA,
        flags=flags,
    )
    back, came, _ = cv2.calcOpticalFlowPyrLK(
        after.grey,
        before.grey,
        there,
        start.copy(),
        winSize=_WINDOW,
        maxLevel=_LEVELS,
        criteria=_CRITERIA,
        flags=flags,
    )
    apart = np.abs(back - start).max(1)
    most = _RETURN_PX + _RETURN_SHARE * np.abs(there - start).max(1)
    believed = (found[:, 0] == 1) & (came[:, 0] == 1) & (apart < most)
    return np.asarray((there + 0.5) / scale, np.float32), np.asarray(believed)


def spread(
    points: Floats,
    moved: Floats,
    places: Floats,
    reach_px: float,
    kinship: Floats | None = None,
) -> Floats:
    """Say how far other places move when some points do.

    Parameters
    ----------
    points, moved : (n, 2) float32, px
        Points that were followed, and by how much they moved.
    places : (m, 2) float32, px
    reach_px : float
        How far a point's word counts.
    kinship : (m, n) float32, in [0, 1], optional
        How much each place belongs to each point, beside being near.

    Returns
    -------
    shifts : (m, 2) float32, px
        Median of the whole where no point is near.
    """
    if len(points) < 3:
        return np.zeros_like(places)
    whole = np.median(moved, axis=0)
    away = ((places[:, None] - points[None]) ** 2).sum(-1) / (2 * reach_px**2)
    weights = np.exp(-np.minimum(away, 50.0))
    if kinship is not None:
        weights = weights * kinship
    # one point in three may belong to somebody else, or to what is behind
    total = np.maximum(weights.sum(1, keepdims=True), 1e-9)
    near = weights @ moved / total
    apart = np.hypot(*np.moveaxis(moved[None] - near[:, None], -1, 0))
    typical = (weights * apart).sum(1, keepdims=True) / total
    weights = weights / (1.0 + (apart / np.maximum(typical, 0.3)) ** 2)
    total = weights.sum(1, keepdims=True) + _WHOLE
    return np.asarray((weights @ moved + _WHOLE * whole) / total, np.float32)
