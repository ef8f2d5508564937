"""Light that clothes keep from themselves: beside a sleeve on the chest, between crossed arms.

Limbs shade as capsules do (`shaders/garment.vert`), softly and widely; what they wear lies
closer. Here that is found in the picture, from how far away each place is. A long wall whose
top is seen at an elevation h hides half of the sky up to there, and so ½ sin²h of what an even
sky sends a surface that faces the camera (the integral of its cosine). The highest of the walls
around counts, as in horizon-based ambient occlusion (Bavoil, Sainz and Dimitrov 2008); it is
found by grey erosion instead of rays, for a tenth of the time.
"""

import cv2
import numpy as np

from tryon.core.scene import Floats

#: Walls are looked for so far away, and count for less the further they are; m.
_REACH_M = 0.06
#: What stands up by less is a fold, which has its own shading; m.
_FOLD_M = 0.010
#: What is nearer by this much hangs free, and light comes in behind it; m.
_FREE_M = 0.25
#: A raster has steps where an arm has an edge: they are blurred so far, m.
_SOFT_M = 0.006

#: Further than anything is, m.
_NOTHING_M = 1e3
#: By turns they make an octagon.
_SHAPES = [
    cv2.getStructuringElement(shape, (3, 3)) for shape in (cv2.MORPH_CROSS, cv2.MORPH_RECT)
]


def in_crevices(away_m: Floats, cells_per_m: float) -> Floats:
    """Find what clothes leave of the light from around for what they stand up beside.

    Parameters
    ----------
    away_m : (h, w) float32, m
        Distance of what is nearest; 0 where nothing is.
    cells_per_m : float
        How many cells a metre has, at that distance.

    Returns
    -------
    left : (h, w) float32, in [0.5, 1]
    """
    reach = max(round(_REACH_M * cells_per_m), 1)
    # beside a silhouette nobody knows what is a slope: what is rounded must not get a dark rim
    here = np.where(away_m > 0, away_m, np.float32(_NOTHING_M))
    nearest = farthest = here
    hidden = np.zeros(away_m.shape, np.float32)
    for ring in range(1, reach + 1):
        nearest = np.asarray(cv2.erode(nearest, _SHAPES[ring % 2]), np.float32)
        farthest = np.asarray(cv2.dilate(farthest, _SHAPES[ring % 2]), np.float32)
        # a surface that falls away as far as it rises is a slope, and no wall stands on it
        rise = 2 * here - nearest - farthest
        wall = np.maximum(np.minimum(rise - _FOLD_M, _FREE_M - rise), 0)
        wall *= wall
        counts = np.float32(1 - (ring / (reach + 1)) ** 2)
        squared_sine = wall / (wall + np.float32((ring / cells_per_m) ** 2))
        np.maximum(hidden, counts * squared_sine, out=hidden)
    size = 2 * max(round(_SOFT_M * cells_per_m), 1) + 1
    left: Floats = 1 - 0.5 * np.asarray(cv2.GaussianBlur(hidden, (size, size), 0), np.float32)
    return left
