"""Where the head is in front of the camera, in centimetres."""

import math

import numpy as np

from tryon.core.geometry import fit_pose, focal_px
from tryon.core.scene import Floats

#: Points that move least with the expression: landmark on the person's right, its mirror image
#: on the left, weight, and the place of the right one in cm (x to the person's left, y up, z
#: out of the face; the left one has -x). Places are those of MediaPipe's canonical face model,
#: weights those of its own pose estimation (mediapipe/modules/face_geometry/data, Apache-2.0,
#: which the Python wheel does not bring).
_STABLE = (
    (4, 4, 0.0709, 0.0, -0.463170, 7.586580),
    (6, 6, 0.0321, 0.0, 2.473255, 5.788627),
    (10, 10, 0.0084, 0.0, 8.261778, 4.481535),
    (33, 263, 0.0587, -4.445859, 2.663991, 3.173422),
    (54, 284, 0.0077, -6.279331, 6.615427, 1.425850),
    (67, 297, 0.0091, -3.523964, 8.005976, 3.729163),
    (117, 346, 0.0098, -5.258659, 0.945811, 2.974312),
    (119, 348, 0.0146, -3.300681, 0.861641, 3.872784),
    (121, 350, 0.0186, -1.820731, 1.467954, 4.224124),
    (127, 356, 0.0052, -7.743095, 2.364999, -2.005167),
    (129, 358, 0.1206, -1.785794, -0.978284, 4.850470),
    (132, 361, 0.0056, -7.270895, -2.890917, -2.252455),
    (133, 362, 0.0533, -1.856432, 2.585245, 3.757904),
    (136, 365, 0.0669, -5.085276, -7.178590, 0.714711),
    (143, 372, 0.0148, -6.407571, 2.236021, 1.560843),
    (147, 376, 0.0143, -6.234883, -1.944430, 1.663542),
    (198, 420, 0.0255, -1.246815, 0.230297, 5.681036),
    (205, 425, 0.0473, -3.832928, -1.537326, 4.137731),
)
_PAIRS = [row for row in _STABLE if row[0] != row[1]]
_LANDMARKS = np.array([row[0] for row in _STABLE] + [row[1] for row in _PAIRS])
_WEIGHTS = np.array([row[2] for row in _STABLE] + [row[2] for row in _PAIRS])
_HEAD_CM = np.array([row[3:] for row in _STABLE] + [(-row[3], *row[4:]) for row in _PAIRS])

_Y_UP_Z_NEAR = np.array([1.0, -1.0, -1.0])


def head_to_camera(points: Floats, size: tuple[int, int]) -> Floats:
    """Find the rigid pose of the canonical face.

    Parameters
    ----------
    points : (478, 3) float32, px of the frame
        z in the same unit, negative towards the camera: a face drawn without perspective.
    size : (width, height), px

    Returns
    -------
    head_to_camera : (4, 4) float32, cm
        Camera at the origin, looking down -z, y up, x to the right of the picture. The
        camera is a pinhole in the middle of the picture with `focal_px`.

    Notes
    -----
    A similarity in space (Umeyama 1991) of the 33 stable points gives the rotation and the
    size; a face of that size in px is focal / size away. The mesh shows the face as seen along
    the line to it, so the rotation is turned by the angle between that line and the axis.
    """
    centre = np.array([size[0] / 2, size[1] / 2, 0.0])
    seen = (points[_LANDMARKS] - centre) * _Y_UP_Z_NEAR
    px_per_cm, rotation, shift_px = fit_pose(_HEAD_CM, seen, _WEIGHTS)
    away_cm = focal_px(size) / px_per_cm
    # depths of the mesh count from the middle of the head, the canonical origin
    place = np.array([shift_px[0] / px_per_cm, shift_px[1] / px_per_cm, -away_cm])
    pose = np.eye(4, dtype=np.float32)
    pose[:3, :3] = _turn_from_axis(place) @ rotation
    pose[:3, 3] = place
    return pose


def misfit_cm(points: Floats) -> float:
    """Say how far from a human face a mesh is.

    Parameters
    ----------
    points : (478, 3) float32, any unit

    Returns
    -------
    misfit_cm : float
        Root mean square distance of the stable points from the canonical face, best placed:
        0.3 to 0.6 for faces, 0.8 and more when the model took an eye for a nose.
    """
    seen = points[_LANDMARKS] * _Y_UP_Z_NEAR
    scale, rotation, shift = fit_pose(_HEAD_CM, seen, _WEIGHTS)
    apart = seen - (scale * _HEAD_CM @ rotation.T + shift)
    square = _WEIGHTS @ np.einsum("ij,ij->i", apart, apart) / _WEIGHTS.sum()
    return float(np.sqrt(square)) / scale


def _turn_from_axis(
    place: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Rotate the camera's axis (0, 0, -1) onto the direction of `place` (Rodrigues 1840)."""
    away = math.hypot(*place)
    x, y, z = (place / away).tolist()
    shared = 1.0 - z
    return np.array(
        [
            [1 - x * x / shared, -x * y / shared, -x],
            [-x * y / shared, 1 - y * y / shared, -y],
            [x, y, -z],
        ]
    )
