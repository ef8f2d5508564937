"""Other shapes than the camera's: a window that follows the face as a calm operator would.

Pure functions of numbers, and one class that remembers where the window was.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tryon.core.scene import Box, Bytes, Picture

#: Half of what is left to go takes so long: a pan of about a second; and when who is filmed
#: would soon leave the window.
HALF_LIFE_S, HURRIED_S = 0.35, 0.09
#: A face may move by this share of the window before the window follows it.
_STILL = 0.06
#: No push is harder, in widths of the window per s²: a start is felt as smooth.
_PUSH = 6.0
#: Another face has to be so much larger before it becomes the subject.
_LARGER = 1.6
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


def subject(faces: Sequence[Box], before: Box | None) -> Box | None:
    """Choose whom the window follows: the largest, but not to and fro between two alike.

    Parameters
    ----------
    faces : sequence of Box
        Largest first.
    before : Box or None
        Whom it followed.
    """
    if not faces:
        return None
    if before is not None:
        for face in faces:
            is_same = _is_near(face, before)
            if (
                is_same
                and faces[0].width * faces[0].height < _LARGER * face.width * face.height
            ):
                return face
    return faces[0]


def _area(face: Box) -> int:
    return face.width * face.height


def _is_near(face: Box, before: Box) -> bool:
    """Whether a face may be the one that was there a picture ago."""
    across = abs(2 * face.x + face.width - 2 * before.x - before.width) / 2
    down = abs(2 * face.y + face.height - 2 * before.y - before.height) / 2
    return across < before.width and down < before.height


def aim(
    faces: Sequence[Box],
    main: Box | None,
    window: tuple[float, float],
    size: tuple[int, int],
    now: Pan,
) -> tuple[float, float]:
    """Choose where the middle of the window should go.

    Those who fit in beside the subject are taken in. Small movements are let be.

    Parameters
    ----------
    faces : sequence of Box
    main : Box or None
        The subject; without one, the window comes to rest.
    window, size : (width, height), px
    now : Pan
    """
    width, height = window
    if main is None:
        return now.x, now.y
    left, right = main.x, main.x + main.width
    top, bottom = main.y, main.y + main.height
    for face in faces:
        wider = min(left, face.x), max(right, face.x + face.width)
        if wider[1] - wider[0] <= 0.9 * width:
            left, right = wider
            top, bottom = min(top, face.y), max(bottom, face.y + face.height)
    x, y = (left + right) / 2, (top + bottom) / 2 + (0.5 - _EYE_LINE) * height
    x, y = x - _within(x - now.x, _STILL * width), y - _within(y - now.y, _STILL * height)
    return _inside((x, y), window, size)


def _within(value: float, most: float) -> float:
    return min(max(value, -most), most) if math.isfinite(value) else 0.0


def _inside(
    centre: tuple[float, float], window: tuple[float, float], size: tuple[int, int]
) -> tuple[float, float]:
    """Move a window into the picture."""
    x = min(max(centre[0], window[0] / 2), max(size[0] - window[0] / 2, window[0] / 2))
    y = min(max(centre[1], window[1] / 2), max(size[1] - window[1] / 2, window[1] / 2))
    return x, y


def follow(
    now: Pan, target: tuple[float, float], seconds: float, half_life_s: float = HALF_LIFE_S
) -> Pan:
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
    rate = 1.6783469900166605 / half_life_s
    fade = math.exp(-rate * seconds)

    def axis(place: float, speed: float, goal: float) -> tuple[float, float]:
        off = place - goal
        pull = speed + rate * off
        return goal + (off + pull * seconds) * fade, (speed - rate * pull * seconds) * fade

    x, speed_x = axis(now.x, now.speed_x, target[0])
    y, speed_y = axis(now.y, now.speed_y, target[1])
    return Pan(x, y, speed_x, speed_y)


def eased(now: Pan, wanted: Pan, seconds: float, push: float) -> Pan:
    """Bound the acceleration, px/s², on the way from `now` to `wanted`."""

    def axis(place: float, speed: float, to: float, to_speed: float) -> tuple[float, float]:
        change = to_speed - speed
        if abs(change) <= push * seconds:
            return to, to_speed
        new = speed + math.copysign(push * seconds, change)
        return place + (speed + new) / 2 * seconds, new

    x, speed_x = axis(now.x, now.speed_x, wanted.x, wanted.speed_x)
    y, speed_y = axis(now.y, now.speed_y, wanted.y, wanted.speed_y)
    return Pan(x, y, speed_x, speed_y)


def hurry(main: Box, window: tuple[float, float], now: Pan) -> float:
    """Say how near a face is to the window's border, in [0, 1]; 1 touches it."""
    room = max((window[0] - main.width) / 2, 1.0), max((window[1] - main.height) / 2, 1.0)
    off = abs(main.x + main.width / 2 - now.x), abs(main.y + main.height / 2 - now.y)
    # Upright, the eye line is what is off the middle always.
    off_y = max(off[1] - (0.5 - _EYE_LINE) * window[1], 0.0)
    return min(max(off[0] / room[0], off_y / room[1]), 1.0)


def held(now: Pan, before: Pan, main: Box, window: tuple[float, float], seconds: float) -> Pan:
    """Keep a face that fits into the window from being cut by its sides."""
    least, most = main.x + main.width - window[0] / 2, main.x + window[0] / 2
    if least > most:
        return now
    x = min(max(now.x, least), most)
    if x == now.x or seconds <= 0:
        return now
    return replace(now, x=x, speed_x=(x - before.x) / seconds)


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
        self._subject: Box | None = None
        self._has_caught = True  # the subject is inside, and is to stay there
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

    def cut(
        self,
        rgb: Bytes,
        captured_ns: int,
        faces: Sequence[Box],
        coming: Sequence[Box] | None = None,
    ) -> Bytes:
        """Cut (h, w, 3) uint8 pixels that were captured then and show `faces`.

        Who knows the future says which faces are `coming`, in `HALF_LIFE_S`: the window then
        goes with them, not after them.
        """
        whole = rgb.shape[1], rgb.shape[0]
        top = self._top(whole)
        size = self._clear(whole)
        window = window_size(size, self.aspect)
        out = self.size_for(whole)
        moved = [replace(face, y=face.y - top) for face in faces]
        ahead = moved if coming is None else [replace(f, y=f.y - top) for f in coming]
        self._look_at(moved, ahead, captured_ns, window, size)
        assert self._pan is not None
        self.window = Box(
            round(self._pan.x - window[0] / 2),
            round(self._pan.y + top - window[1] / 2),
            round(window[0]),
            round(window[1]),
        )
        return cut_out(rgb, (self._pan.x, self._pan.y + top), window, out)

    def _look_at(
        self,
        faces: Sequence[Box],
        coming: Sequence[Box],
        captured_ns: int,
        window: tuple[float, float],
        size: tuple[int, int],
    ) -> None:
        """Move the window."""
        before, main = self._subject, subject(faces, self._subject)
        if self._pan is None or size != self._size:
            middle = Pan(size[0] / 2, size[1] / 2)
            far_off = Pan(math.inf, math.inf)  # a first picture is not panned to
            x, y = aim(faces, main, window, size, middle if main is None else far_off)
            self._pan, self._size = Pan(x, y), size
        else:
            seconds = min(max((captured_ns - self._last_ns) / 1e9, 0.0), _STALE_S)
            now = self._pan
            goal = aim(coming, subject(coming, main), window, size, now)
            haste = hurry(main, window, now) if main is not None else 0.0
            if main is not None and (before is None or not _is_near(main, before)):
                self._has_caught = False  # who is somewhere else at once is gone to, calmly
            self._has_caught = self._has_caught or haste < 1
            is_held = main is not None and self._has_caught
            haste = haste if is_held else 0.0
            half_life_s = HALF_LIFE_S * (HURRIED_S / HALF_LIFE_S) ** (haste**2)
            wanted = follow(now, goal, seconds, half_life_s)
            pan = eased(now, wanted, seconds, _PUSH * window[0] * (1 + 9 * haste**2))
            if main is not None and is_held:
                pan = held(pan, now, main, window, seconds)
            x, y = _inside((pan.x, pan.y), window, size)
            self._pan = replace(pan, x=x, y=y)
        self._last_ns = captured_ns
        if main is not None:
            self._subject = main

    def _clear(self, size: tuple[int, int]) -> tuple[int, int]:
        return size[0], max(round(size[1] * (1 - self._below)) - self._top(size), 1)

    def _top(self, size: tuple[int, int]) -> int:
        return round(size[1] * self._above)
