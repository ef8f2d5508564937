"""Sudden changes of the whole picture: the camera's own exposure and white balance.

A camera that adjusts itself multiplies every pixel by the same three gains; a lamp that is
switched changes some surfaces more than others. The first is known at once and exactly, from
the picture alone, and whatever is believed about the light is multiplied with it.
"""

import numpy as np

from tryon.core.colour import Real
from tryon.core.scene import Floats, Frame

#: About this many pixels are compared, in rows and columns.
_ROWS, _COLUMNS = 20, 36
#: Light outside these is noise, or clipped.
_DARKEST, _BRIGHTEST = 0.008, 0.85
_FEWEST = 60
#: log gains below the first are noise; pixels that agree to within the second, and to within
#: this share of the gain, were all changed by the camera.
_LEAST, _AGREE, _AGREE_SHARE = 0.015, 0.03, 0.2
#: Codes are compared with those of a picture at most this old, so that slow changes add up.
_OLDEST_NS = 500_000_000


class GainWatch:
    """Compares each picture with one shortly before it."""

    def __init__(self) -> None:
        self._anchor: tuple[int, Floats] | None = None

    def __call__(self, frame: Frame) -> Real | None:
        """Tell by how much the camera has changed all of the picture.

        Returns
        -------
        log_gain : (3,) float64 or None
            Of linear sRGB, since the last call that told one; None when nothing changed, or
            not everything alike.
        """
        now = _grid(frame)
        if self._anchor is None or self._anchor[1].shape != now.shape:
            self._anchor = frame.captured_ns, now
            return None
        since_ns, before = self._anchor
        gain = _common_gain(before, now, frame.encoding.white)
        if gain is not None or not 0 <= frame.captured_ns - since_ns < _OLDEST_NS:
            self._anchor = frame.captured_ns, now
        return gain


def _common_gain(before: Floats, now: Floats, white: float) -> Real | None:
    """Find the log gains (3,) that lead from one grid (n, 3) to the other, if any do."""
    least, most = np.minimum(before, now).min(1), np.maximum(before, now).max(1)
    usable = np.flatnonzero((least > _DARKEST) & (most < _BRIGHTEST * white))
    if len(usable) < _FEWEST:
        return None
    ratio = np.log(now[usable] / before[usable])
    quarter, half, last = np.quantile(ratio, (0.25, 0.5, 0.75), axis=0)
    if np.abs(half).max() < _LEAST:
        return None
    if (last - quarter > _AGREE + _AGREE_SHARE * np.abs(half).max()).any():
        return None
    gain: Real = half.astype(np.float64)
    return gain


def _grid(frame: Frame) -> Floats:
    width, height = frame.size
    rows = slice(height // (2 * _ROWS), None, max(height // _ROWS, 1))
    columns = slice(width // (2 * _COLUMNS), None, max(width // _COLUMNS, 1))
    return frame.encoding.decode(frame.rgb[rows, columns].reshape(-1, 3))
