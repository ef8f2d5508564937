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
#: log gains of at least this are seen between one picture and the next.
_JUMP = 0.06
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
        self._last: Floats | None = None
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
        now, last = _grid(frame), self._last
        self._last = now
        if self._anchor is None or last is None or last.shape != now.shape:
            self._anchor = frame.captured_ns, now
            return None
        since_ns, before = self._anchor
        self.is_new = _changed_share(before[1], now[1], _CHANGED + self._noise) > _MUCH
        white = frame.encoding.white
        # A jump is clearest from one picture to the next; what creeps shows over a longer time.
        for other, is_anchor in ((last, False), (before, True)):
            ratio = _ratio(other, now, white)
            if ratio is None:
                continue
            gain = np.log(_rank(ratio, 2))
            largest = float(np.abs(gain).max())
            if largest < (_LEAST if is_anchor else _JUMP):
                continue
            if _apart(ratio) < _AGREE + _AGREE_SHARE * largest + self._noise:
                self._anchor = frame.captured_ns, now
                return gain.astype(np.float64)
        if not 0 <= frame.captured_ns - since_ns < _OLDEST_NS:
            self._anchor = frame.captured_ns, now
            self._listen(_ratio(last, now, white))
        return None

    def _listen(self, ratio: Floats | None) -> None:
        """Learn how little the pixels of this camera agree while nothing changes."""
        if ratio is not None and float(np.abs(np.log(_rank(ratio, 2))).max()) < _LEAST:
            self._noise += _NOISE_SHARE * (min(_apart(ratio), _MOST_NOISE) - self._noise)


def _ratio(before: Floats, now: Floats, white: float) -> Floats | None:
    """By what each usable pixel of two grids (3, n) has changed: (3, m), if enough are."""
    inside = (before > _DARKEST) & (now > _DARKEST)
    inside &= np.maximum(before, now) < _BRIGHTEST * white
    usable = np.flatnonzero(inside[0] & inside[1] & inside[2])
    if len(usable) < _FEWEST:
        return None
    ratio: Floats = now.take(usable, 1) / before.take(usable, 1)
    return ratio


def _changed_share(before: Floats, now: Floats, most: float) -> float:
    """Share of the pixels (n,) that have changed by more than a factor (log), or from black."""
    ratio, factor = (now + _DARKEST) / (before + _DARKEST), math.exp(most)
    return np.count_nonzero((ratio > factor) | (ratio < 1 / factor)) / len(ratio)


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
