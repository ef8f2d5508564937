"""Two colours on one mouth: where the second lies."""

from enum import Enum
from functools import lru_cache

import numpy as np

from tryon.core.scene import Floats
from tryon.effects.lip_surface import inwards, relief

#: How far from the outer edge an ombré has turned into the first colour, from 0 to 1 the seam.
_FROM, _UNTIL = 0.08, 0.72
#: A colour that shifts is the second from this slant (1 - cos) on, and the first up to that.
_FACING, _GLANCING = 0.06, 0.50


class Blend(Enum):
    """How two colours share the lips."""

    OMBRE = "ombre"
    TWO_TONE = "two_tone"
    SHIFT = "shift"


def share_of_second(blend: Blend, pose: Floats, columns: int) -> Floats:
    """Say how much of each place is the second colour's.

    Parameters
    ----------
    blend : Blend
        OMBRE: the outer edge. TWO_TONE: the lower lip. SHIFT: what is seen at an angle.
    pose : (3, 3) float32
        Rotation from the head's axes to the camera's.
    columns : int
        Of the texture.

    Returns
    -------
    texture : (rows, columns) float32, in [0, 1]
    """
    if blend is not Blend.SHIFT:
        return _fixed(blend, columns)
    x, y, z = relief(0.0, columns).normals
    ahead = x * pose[2, 0] + y * pose[2, 1] + z * pose[2, 2]
    return _step(1 - ahead, _FACING, _GLANCING)


@lru_cache(maxsize=4)
def _fixed(blend: Blend, columns: int) -> Floats:
    near = inwards(columns)
    if blend is Blend.OMBRE:
        return 1 - _step(near, _FROM, _UNTIL)
    lower = np.zeros_like(near)
    lower[len(near) // 2 :] = 1
    return lower


def _step(values: Floats, start: float, end: float) -> Floats:
    """From 0 at `start` to 1 at `end`, without a kink."""
    share = np.clip((values - np.float32(start)) / np.float32(end - start), 0, 1)
    smooth: Floats = share * share * (3 - 2 * share)
    return smooth
