"""Other shapes than the camera's: a window that follows the face as a calm operator would.

Pure functions of numbers, and one class that remembers where the window was.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tryon.core.scene import Box, Bytes, Picture

#: Halves of what is left to go, per second: a pan that takes about a second.
HALF_LIFE_S = 0.35
#: A face may move by this share of the window before the window follows it.
_STILL = 0.08
#: Where the middle of the face is in the window, from its top.
_EYE_LINE = 0.42
_STALE_S = 1.0


@dataclass(frozen=True, slots=True)
class Pan:
    """Where a window is, and how fast it moves.

    Attributes
    ----------
    x, y : float, px
        Its middle.
    speed_x, speed_y : float, px/s
    """

    x: float
    y: float
    speed_x: float = 0.0
    speed_y: float = 0.0


def window_size(size: tuple[int, int], aspect: float) -> tuple[float, float]:
    """Return the largest (width, height) of `aspect` = width / height inside `size`.

    Examples
    --------
    >>> window_size((1280, 720), 9 / 16)
    (405.0, 720.0)
    """
    width, height = size
    if width / height > aspect:
        return height * aspect, float(height)
    return float(width), width / aspect


def aim(
    faces: Sequence[Box], window: tuple[float, float], size: tuple[int, int], now: Pan
) -> tuple[float, float]:
    """Choose where the middle of the window should go.

    The faces that fit in together, largest first, are its subject. Small movements are let be.

    Parameters
    ----------
    faces : sequence of Box
        Largest first; without any, the window stays.
    window, size : (width, height), px
    now : Pan
    """
    width, height = window
    if not faces:
        return now.x, now.y
    left, right = faces[0].x, faces[0].x + faces[0].width
    top, bottom = faces[0].y, faces[0].y + faces[0].height
    for face in faces[1:]:
        wider = min(left, face.x), max(right, face.x + face.width)
        if wider[1] - wider[0] <= 0.9 * width:
            left, right = wider
            top, bottom = min(top, face.y), max(bottom, face.y + face.height)
    x, y = (left + right) / 2, (top + bottom) / 2 + (0.5 - _EYE_LINE) * height
    x = min(max(x, width / 2), max(size[0] - width / 2, width / 2))
    y = min(max(y, height / 2), max(size[1] - height / 2, height / 2))
    if abs(x - now.x) < _STILL * width:
        x = now.x
    if abs(y - now.y) < _STILL * height:
        y = now.y
    return x, y


def follow(now: Pan, target: tuple[float, float], seconds: float) -> Pan:
    """Move towards `target` as a critically damped spring: fast, and never beyond.

    Examples
    --------
    >>> half = follow(Pan(0, 0), (100, 0), HALF_LIFE_S)
    >>> round(half.x)
    50

    References
    ----------
    The exact solution of x'' = -2wx' - w²(x - target); half of the way from rest is made when
    (1 + wt) exp(-wt) = 1/2, so w = 1.6783 / half-life.
    """
    rate = 1.6783469900166605 / HALF_LIFE_S
    fade = math.exp(-rate * seconds)

    def axis(place: float, speed: float, goal: float) -> tuple[float, float]:
        off = place - goal
        pull = speed + rate * off
        return goal + (off + pull * seconds) * fade, (speed - rate * pull * seconds) * fade

    x, speed_x = axis(now.x, now.speed_x, target[0])
    y, speed_y = axis(now.y, now.speed_y, target[1])
    return Pan(x, y, speed_x, speed_y)


def cut_out(
    rgb: Bytes, centre: tuple[float, float], window: tuple[float, float], out: tuple[int, int]
) -> Bytes:
    """Return the window, scaled to `out` (width, height); between pixels where it lies so.

    What lies beyond the picture repeats its border.
    """
    import cv2

    scale_x, scale_y = window[0] / out[0], window[1] / out[1]
    left, top = centre[0] - window[0] / 2, centre[1] - window[1] / 2
    if scale_x == scale_y == 1 and left == round(left) and top == round(top):
        rows = slice(round(top), round(top) + out[1])
        columns = slice(round(left), round(left) + out[0])
        found = rgb[rows, columns]
        if found.shape[:2] == (out[1], out[0]):
            return np.ascontiguousarray(found)
    out_to_in = np.array(
        [
            [scale_x, 0, left + scale_x / 2 - 0.5],
            [0, scale_y, top + scale_y / 2 - 0.5],
        ],
        np.float32,
    )
    how = cv2.INTER_AREA if max(scale_x, scale_y) > 2 else cv2.INTER_LINEAR
    scaled = cv2.warpAffine(
        rgb, out_to_in, out, flags=how | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(scaled, np.uint8)


class Framing:
    """Cuts each picture to one shape, the face kept inside.

    Parameters
    ----------
    aspect : float
        Width / height: 9/16, 1, 16/9.
    out : (int, int), optional
        Width and height of what comes out; without, as many pixels as the window has.
    clear_above, clear_below : float, in [0, 1)
        Share of the picture's height at its top and bottom that is left out, since something
        is written there already.

    Attributes
    ----------
    window : Box or None
        What was cut out of the last picture, in its pixels.
    """

    def __init__(
        self,
        aspect: float,
        out: tuple[int, int] | None = None,
        clear_above: float = 0.0,
        clear_below: float = 0.0,
    ) -> None:
        if not 0.1 <= aspect <= 10:
            raise ValueError(f"aspect must be width / height, in 0.1 to 10, not {aspect}")
        self.aspect, self.out = aspect, out
        self.window: Box | None = None
        self._above, self._below = clear_above, clear_below
        self._pan: Pan | None = None
        self._last_ns = 0
        self._size = (0, 0)

    def size_for(self, size: tuple[int, int]) -> tuple[int, int]:
        """Return the size of what comes out for pictures of `size`, even in both."""
        if self.out is None:
            width, height = window_size(self._clear(size), self.aspect)
            self.out = 2 * round(width / 2), 2 * round(height / 2)
        return self.out

    def frame(self, picture: Picture) -> Bytes:
        """Cut one picture."""
        faces = [box for _, box in picture.report.faces]
        return self.cut(picture.rgb, picture.captured_ns, faces)

    def cut(self, rgb: Bytes, captured_ns: int, faces: Sequence[Box]) -> Bytes:
        """Cut (h, w, 3) uint8 pixels that were captured then and show `faces`."""
        whole = rgb.shape[1], rgb.shape[0]
        top = self._top(whole)
        faces = [replace(face, y=face.y - top) for face in faces]
        size = self._clear(whole)
        window = window_size(size, self.aspect)
        out = self.size_for(whole)
        if self._pan is None or size != self._size:
            far_off = Pan(-math.inf, -math.inf)  # a first picture is not panned to
            x, y = aim(faces, window, size, far_off) if faces else (size[0] / 2, size[1] / 2)
            self._pan, self._size = Pan(x, y), size
        else:
            seconds = min(max((captured_ns - self._last_ns) / 1e9, 0.0), _STALE_S)
            self._pan = follow(self._pan, aim(faces, window, size, self._pan), seconds)
        self._last_ns = captured_ns
        self.window = Box(
            round(self._pan.x - window[0] / 2),
            round(self._pan.y + top - window[1] / 2),
            round(window[0]),
            round(window[1]),
        )
        return cut_out(rgb, (self._pan.x, self._pan.y + top), window, out)

    def _clear(self, size: tuple[int, int]) -> tuple[int, int]:
        return size[0], max(round(size[1] * (1 - self._below)) - self._top(size), 1)

    def _top(self, size: tuple[int, int]) -> int:
        return round(size[1] * self._above)
