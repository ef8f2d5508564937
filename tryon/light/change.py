"""Sudden changes of the whole picture: the camera's own exposure and white balance.

A camera that adjusts itself multiplies every pixel by the same three gains; a lamp that is
switched changes some surfaces more than others. The first is known at once and exactly, from
the picture alone, and whatever is believed about the light is multiplied with it.
"""

import math
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """Some pixels of a picture.

    Attributes
    ----------
    when_ns : int
    linear : (3, n) float32, linear sRGB
        NaN in all channels where one of them is too dark or too light to tell a change.
    green : (n,) float32
        Of all pixels, lifted so that none is 0.
    """

    when_ns: int
    linear: Floats
    green: Floats


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
        self._last: _View | None = None
        self._anchor: _View | None = None
        self._noise = 0.0

    def __call__(self, frame: Frame) -> Real | None:
        """Tell by how much the camera has changed all of the picture.

        Returns
        -------
        log_gain : (3,) float64 or None
            Of linear sRGB, since the last call that told one; None when nothing changed, or
            not everything alike.
        """
        now, last, anchor = _view(frame), self._last, self._anchor
        self._last = now
        if anchor is None or last is None or last.linear.shape != now.linear.shape:
            self._anchor = now
            return None
        self.is_new = _changed_share(anchor, now, _CHANGED + self._noise) > _MUCH
        # A jump is clearest from one picture to the next; what creeps shows over a longer time.
        for other, least in ((last, _JUMP), (anchor, _LEAST)):
            ratio, count = _ratio(other, now)
            if count < _FEWEST or not _is_more(ratio, count, least):
                continue
            log_gain = _log_rank(ratio, count, 2)
            largest = max(map(abs, log_gain))
            if _apart(ratio, count) < _AGREE + _AGREE_SHARE * largest + self._noise:
                self._anchor = now
                return np.array(log_gain)
        if not 0 <= now.when_ns - anchor.when_ns < _OLDEST_NS:
            self._anchor = now
            self._listen(*_ratio(last, now))
        return None

    def _listen(self, ratio: Floats, count: int) -> None:
        """Learn how little the pixels of this camera agree while nothing changes."""
        if count >= _FEWEST and not _is_more(ratio, count, _LEAST):
            self._noise += _NOISE_SHARE * (min(_apart(ratio, count), _MOST_NOISE) - self._noise)


def _ratio(before: _View, now: _View) -> tuple[Floats, int]:
    """By what each pixel has changed: (3, n), NaN where one cannot tell; and how many can."""
    ratio: Floats = now.linear / before.linear
    return ratio, int(np.count_nonzero(ratio[0] == ratio[0]))


def _is_more(ratio: Floats, count: int, least: float) -> bool:
    """Whether the middle one of the `count` numbers of a row is off 1 by a factor (log).

    To count is far quicker than to put in order, and mostly this is all that is asked.
    """
    factor = math.exp(least)
    is_below, is_low = ratio < factor, ratio <= 1 / factor
    return any(
        np.count_nonzero(below) <= count // 2 or np.count_nonzero(low) > count // 2
        for below, low in zip(is_below, is_low, strict=True)
    )


def _changed_share(before: _View, now: _View, most: float) -> float:
    """Share of the pixels that have changed by more than a factor (log), or from black."""
    ratio, factor = now.green / before.green, math.exp(most)
    return np.count_nonzero((ratio > factor) | (ratio < 1 / factor)) / len(ratio)


def _log_rank(ratio: Floats, count: int, quarters: int) -> list[float]:
    """Log quartiles of three rows (3, n) with `count` numbers each, without interpolation."""
    place = quarters * count // 4  # NaN are sorted to the end
    found = np.partition(ratio, place, 1)[:, place]
    return [math.log(value) for value in found.tolist()]


def _apart(ratio: Floats, count: int) -> float:
    """How far the log changes of most pixels lie apart."""
    low, high = _log_rank(ratio, count, 1), _log_rank(ratio, count, 3)
    return max(more - less for more, less in zip(high, low, strict=True))


def _view(frame: Frame) -> _View:
    width, height = frame.size
    rows = slice(height // (2 * _ROWS), None, max(height // _ROWS, 1))
    columns = slice(width // (2 * _COLUMNS), None, max(width // _COLUMNS, 1))
    colours = frame.encoding.decode(frame.rgb[rows, columns].reshape(-1, 3))
    linear = np.ascontiguousarray(colours.T)
    green = linear[1] + np.float32(_DARKEST)
    tells = (linear > _DARKEST) & (linear < _BRIGHTEST * frame.encoding.white)
    np.copyto(linear, np.nan, where=~tells.all(0))
    return _View(frame.captured_ns, linear, green)
