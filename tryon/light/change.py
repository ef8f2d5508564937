"""Sudden changes of the whole picture: the camera's own exposure and white balance.

A camera that adjusts itself multiplies every pixel by the same three gains; a lamp that is
switched changes some surfaces more than others. The first is known at once and exactly, from
the picture alone, and whatever is believed about the light is multiplied with it.
"""

import math

import numpy as np

from tryon.core.colour import Real
from tryon.core.scene import Floats, Frame

#: About this many pixels are compared, in rows and columns.
_ROWS, _COLUMNS = 20, 36
#: Light outside these is noise, or clipped.
_DARKEST, _BRIGHTEST = 0.02, 0.85
_FEWEST = 60
#: log gains below the first are noise; pixels that agree to within the second, and to within
#: this share of the gain, were all changed by the camera.
_LEAST, _AGREE, _AGREE_SHARE = 0.015, 0.03, 0.2
#: Pixels of noisy cameras agree less; how much is learned, up to the first number.
_MOST_NOISE, _NOISE_SHARE = 0.15, 0.3
#: A pixel that changes by more than this (log) is another, and so much of the picture is much.
_CHANGED, _MUCH = 0.08, 0.4
#: Codes are compared with those of a picture at most this old, so that slow changes add up.
_OLDEST_NS = 500_000_000


class GainWatch:
    """Compares each picture with one shortly before it.

    Attributes
    ----------
    is_new : bool
        Whether much of the last picture was other than before: a lamp, a turn of the camera, a
        cut, or the camera's own gains.
    """

    def __init__(self) -> None:
        self.is_new = False
        self._anchor: tuple[int, Floats] | None = None
        self._noise = 0.0

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
        ratio = _ratio(before, now, frame.encoding.white)
        self.is_new = ratio is None or _changed_share(ratio, _CHANGED + self._noise) > _MUCH
        if ratio is not None:
            gain = np.log(_rank(ratio, 2))
            largest = float(np.abs(gain).max())
            agree = _AGREE + _AGREE_SHARE * largest + self._noise
            if largest > _LEAST and (apart := _apart(ratio)) < agree:
                self._anchor = frame.captured_ns, now
                return gain.astype(np.float64)
        if not 0 <= frame.captured_ns - since_ns < _OLDEST_NS:
            self._anchor = frame.captured_ns, now
            if ratio is not None and largest <= _LEAST:
                apart = min(_apart(ratio), _MOST_NOISE)
                self._noise += _NOISE_SHARE * (apart - self._noise)
        return None


def _ratio(before: Floats, now: Floats, white: float) -> Floats | None:
    """By what each usable pixel of two grids (3, n) has changed: (3, m), if enough are."""
    inside = (before > _DARKEST) & (now > _DARKEST)
    inside &= np.maximum(before, now) < _BRIGHTEST * white
    usable = np.flatnonzero(inside[0] & inside[1] & inside[2])
    if len(usable) < _FEWEST:
        return None
    ratio: Floats = now.take(usable, 1) / before.take(usable, 1)
    return ratio


def _changed_share(ratio: Floats, most: float) -> float:
    """Share of the pixels (3, n) whose green has changed by more than a factor (log)."""
    green, factor = ratio[1], math.exp(most)
    return float(np.count_nonzero((green > factor) | (green < 1 / factor)) / len(green))


def _rank(values: Floats, quarters: int) -> Floats:
    """Quartiles (3,) of rows (3, n), without interpolation."""
    place = quarters * values.shape[1] // 4
    found: Floats = np.partition(values, place, 1)[:, place]
    return found


def _apart(ratio: Floats) -> float:
    """How far the log changes (3, n) of most pixels lie apart."""
    return float(np.log(_rank(ratio, 3) / _rank(ratio, 1)).max())


def _grid(frame: Frame) -> Floats:
    width, height = frame.size
    rows = slice(height // (2 * _ROWS), None, max(height // _ROWS, 1))
    columns = slice(width // (2 * _COLUMNS), None, max(width // _COLUMNS, 1))
    return np.ascontiguousarray(
        frame.encoding.decode(frame.rgb[rows, columns].reshape(-1, 3)).T
    )
