"""Contact shadows: what lies close behind the edge of cloth, or of a hand, gets less light.

Two things are kept away. Of the light from all around, a flat thing that hangs over a surface
takes half at its edge, and less further out; of the lamp it takes what its shadow takes, which
falls away from the lamp. Both are found in the picture, on a raster of some millimetres: where
the cloth is, how far behind it the body is, and which way the light comes.
"""

from typing import NamedTuple

import cv2
import numpy as np

from tryon.core.scene import Floats

#: How far cloth hangs from what is below it, and a hand from the cloth behind it; m.
_CLOTH_GAP_M, _HAND_GAP_M = 0.014, 0.030
#: Beyond the edge of what casts it, no shadow is further away than this, m.
REACH_M = 0.045
#: The half shade of a lamp beside the gap: windows and ceilings are wide.
_HALF_SHADE = 0.35
#: A lamp that shines along a surface would cast its shadow without end; in gaps.
_LONGEST = 1.5
#: What lies further behind cloth than this gets less of its shadow, and then none; m.
_CLOSE_M, _AWAY_M = 0.05, 0.14
#: A mannequin is not the person: what is in front by less than this may be behind, m.
_LEVEL_M = 0.02
#: A hand is small, and its fingers stand apart: so much of a flat thing's shadow it casts.
_OF_HANDS = 0.6
#: Most that is taken of the light, whatever comes together.
_MOST = 0.6


class Front(NamedTuple):
    """How light falls on what faces the camera.

    Attributes
    ----------
    lamp : float, in [0, 1]
        Share of it that comes from the brightest light.
    right, down : float
        Where that throws a shadow, in gaps.
    """

    lamp: float
    right: float
    down: float


def front_of(towards: Floats, lamp: float, all_light: float) -> Front:
    """Say how light falls on what faces the camera.

    Parameters
    ----------
    towards : (3,) float32
        To the brightest light, in camera axes.
    lamp, all_light : float
        What white that faces the lamp receives of it, and what white that faces the camera
        receives at all.
    """
    share = lamp * max(float(towards[2]), 0.0) / max(all_light, 1e-6)
    steep = max(float(towards[2]), 1 / _LONGEST)
    return Front(min(share, 0.9), -float(towards[0]) / steep, float(towards[1]) / steep)


def beside_cloth(coverage: Floats, away_m: Floats, front: Front, cells_per_m: float) -> Floats:
    """Find what cloth leaves of the light for what is close behind its edge.

    Parameters
    ----------
    coverage : (h, w) float32, in [0, 1]
        Of the cloth that casts it.
    away_m : (h, w) float32, m
        Distance of what is nearest, cloth or body; 0 where nothing is known.
    front : Front
    cells_per_m : float
        How many cells a metre has, at the distance of the cloth.

    Returns
    -------
    left : (h, w) float32, in [0, 1]
        Exactly 1 further than `REACH_M` from the cloth.
    """
    kept = _hung(coverage, front, _CLOTH_GAP_M * cells_per_m)
    wide = _gauss(coverage, _CLOTH_GAP_M * cells_per_m)
    cloth_m = _gauss(coverage * away_m, _CLOTH_GAP_M * cells_per_m) / np.maximum(wide, 1e-4)
    behind_m = away_m - cloth_m
    close = np.clip((behind_m + _LEVEL_M) / _LEVEL_M, 0, 1)
    close *= np.clip((_AWAY_M - behind_m) / (_AWAY_M - _CLOSE_M), 0, 1)
    close[away_m == 0] = 1  # clothes that are wider than the mannequin
    left: Floats = 1 - close * (1 - kept)
    return left


def behind_hands(coverage: Floats, front: Front, cells_per_m: float) -> Floats:
    """Find what hands leave of the light for the cloth behind them; see `beside_cloth`."""
    left: Floats = 1 - _OF_HANDS * (1 - _hung(coverage, front, _HAND_GAP_M * cells_per_m))
    return left


def _hung(coverage: Floats, front: Front, gap: float) -> Floats:
    """Find what is left of the light a gap behind something flat; `gap` in cells."""
    around = _gauss(coverage, gap)
    shift = np.array([[1, 0, front.right * gap], [0, 1, front.down * gap]])
    height, width = coverage.shape
    moved = cv2.warpAffine(coverage, shift, (width, height), borderMode=cv2.BORDER_REPLICATE)
    lamp = _gauss(np.asarray(moved, np.float32), max(_HALF_SHADE * gap, 0.5))
    taken = (1 - front.lamp) * around + front.lamp * lamp
    left: Floats = np.maximum(1 - taken, np.float32(1 - _MOST))
    return left


def _gauss(values: Floats, spread: float) -> Floats:
    """Blur, with nothing further than twice the spread."""
    size = 2 * max(round(2 * spread), 1) + 1
    blurred = cv2.GaussianBlur(values, (size, size), spread, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, np.float32)
