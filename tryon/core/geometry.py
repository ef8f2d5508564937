"""Similarities in the plane and in space: how a face is carried from one frame to another.

A transform of the plane is a (2, 3) float64 matrix ``[A | t]`` that sends ``p`` to
``A p + t``; names say where it leads (`unit_to_frame`).
"""

import math

import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import Floats

Matrix = NDArray[np.float64]

IDENTITY: Matrix = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
IDENTITY.flags.writeable = False


def focal_px(size: tuple[int, int]) -> float:
    """Guess the focal length of the camera that made a picture of `size` (width, height).

    A webcam or a phone's front camera sees about 60 degrees along the longer side; nothing
    in a picture says more. Only distances depend on it, in proportion.

    >>> round(focal_px((1280, 720)))
    1109
    """
    return max(size) / (2 * math.tan(math.radians(60.0) / 2))


def similarity(scale: float, turn: float, x: float, y: float) -> Matrix:
    """Build the transform that scales, turns (radians, x towards y) and then moves.

    >>> similarity(2.0, 0.0, 5.0, 7.0) @ (1.0, 1.0, 1.0)
    array([7., 9.])
    """
    c, s = scale * math.cos(turn), scale * math.sin(turn)
    return np.array([[c, -s, x], [s, c, y]])


def compose(second: Matrix, first: Matrix) -> Matrix:
    """Apply `first`, then `second`."""
    product: Matrix = second[:, :2] @ first
    product[:, 2] += second[:, 2]
    return product


def invert(transform: Matrix) -> Matrix:
    """Undo `transform`, a similarity."""
    (a, _, x), (b, _, y) = transform.tolist()
    n = a * a + b * b
    inverse: Matrix = np.array([[a, b, -(a * x + b * y)], [-b, a, b * x - a * y]]) / n
    return inverse


def scale_of(transform: Matrix) -> float:
    """Say how much longer a length becomes."""
    return math.hypot(transform[0, 0], transform[1, 0])


def turn_of(transform: Matrix) -> float:
    """Say by which angle (radians, x towards y) a direction turns."""
    return math.atan2(transform[1, 0], transform[0, 0])


def turn_between(before: Floats, after: Floats) -> float:
    """Say how far a direction (2,) turned, from x to y: radians.

    >>> round(turn_between(np.float32([1, 0]), np.float32([0, 2])), 4)
    1.5708
    """
    x, y = before.tolist()
    u, v = after.tolist()
    return math.atan2(x * v - y * u, x * u + y * v)


def carry(transform: Matrix, points: Floats) -> Floats:
    """Send points through a similarity of the plane.

    Parameters
    ----------
    transform : (2, 3) float64
    points : (n, 2) or (n, 3) float32
        A third column is a depth in the unit of the other two: it is scaled, not moved.

    Returns
    -------
    points : as given, float32
    """
    carried = np.empty_like(points, np.float32)
    matrix = transform.astype(np.float32)
    carried[:, :2] = points[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    if points.shape[1] == 3:
        carried[:, 2] = points[:, 2] * np.float32(scale_of(transform))
    return carried


def fit_similarity(source: Floats, target: Floats, weights: Floats | None = None) -> Matrix:
    """Find the similarity of the plane that brings `source` closest to `target`.

    Parameters
    ----------
    source, target : (n, 2) float32
        n at least 2, not all in one place.
    weights : (n,) float32, optional
        Non-negative; equal when not given.

    Returns
    -------
    source_to_target : (2, 3) float64
        Least squares, without mirroring.

    References
    ----------
    Umeyama 1991, "Least-squares estimation of transformation parameters between two point
    patterns"; in the plane without a singular value decomposition.
    """
    n = len(source)
    w = np.full(n, 1.0 / n) if weights is None else weights / weights.sum()
    p_mean, q_mean = w @ source, w @ target
    p, q = source - p_mean, target - q_mean
    weighed = p * w[:, None]
    (xx, xy), (yx, yy) = (weighed.T @ q).tolist()
    size = max(float(np.vdot(weighed, p)), 1e-12)
    c, s = (xx + yy) / size, (xy - yx) / size
    (px, py), (qx, qy) = p_mean.tolist(), q_mean.tolist()
    return np.array([[c, -s, qx - c * px + s * py], [s, c, qy - s * px - c * py]])


def fit_pose(source: Floats, target: Floats, weights: Floats) -> tuple[float, Matrix, Matrix]:
    """Find scale, rotation and shift in space with ``target ~ scale * R @ source + shift``.

    Parameters
    ----------
    source, target : (n, 3) float
    weights : (n,) float, non-negative

    Returns
    -------
    scale : float
    rotation : (3, 3) float64, determinant +1
    shift : (3,) float64

    References
    ----------
    Umeyama 1991, equations 34-42, with weights.
    """
    w = weights / weights.sum()
    source_mean, target_mean = w @ source, w @ target
    p, q = source - source_mean, target - target_mean
    weighed = p * w[:, None]
    u, spread, vt = np.linalg.svd(q.T @ weighed)
    rotation = u @ vt
    (a, b, c), (d, e, f), (x, y, z) = rotation.tolist()
    if (b * f - c * e) * x + (c * d - a * f) * y + (a * e - b * d) * z < 0:  # a mirror image
        spread[2] = -spread[2]
        u[:, 2] = -u[:, 2]
        rotation = u @ vt
    scale = float(spread.sum()) / float(np.vdot(weighed, p))
    return scale, rotation, target_mean - scale * rotation @ source_mean
