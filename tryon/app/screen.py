"""The sink behind the preview: pictures made to measure for the window, newest first."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np

from tryon.core.latest import Latest
from tryon.core.scene import Bytes, Picture


@dataclass(frozen=True, slots=True)
class Pane:
    """The place where pictures are shown.

    Attributes
    ----------
    width_px, height_px : int
        Of the device, not of Qt's logical pixels.
    is_mirrored : bool
        As a person expects of her own camera.
    fills : bool
        Whether the picture may be cropped to fill the pane, instead of being shown whole.
    """

    width_px: int
    height_px: int
    is_mirrored: bool = False
    fills: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture as it goes to the glass.

    Attributes
    ----------
    bgrx : (h, w, 4) uint8
        sRGB-encoded, in the order in which Qt paints fastest, mirrored if asked for.
    picture : Picture
        What it was made from.
    pane : Pane
        What it was made for.
    """

    bgrx: Bytes = field(repr=False)
    picture: Picture
    pane: Pane


def fit(size: tuple[int, int], pane: Pane) -> tuple[int, int]:
    """Width and height in px of a picture of `size` in `pane`, its proportions kept.

    >>> fit((1280, 720), Pane(640, 640))
    (640, 360)
    >>> fit((1280, 720), Pane(640, 640, fills=True))
    (1138, 640)
    """
    ratios = (pane.width_px / size[0], pane.height_px / size[1])
    scale = max(ratios) if pane.fills else min(ratios)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def show(picture: Picture, pane: Pane) -> Shown:
    """Scale, crop and mirror `picture` for `pane`, so that painting is a mere copy."""
    rgb: Bytes = picture.rgb
    height, width = rgb.shape[:2]
    size = fit((width, height), pane)
    if pane.fills:
        # Crop first, in the picture's own pixels: less to scale.
        keep = min(width, round(width * pane.width_px / size[0]))
        keep_rows = min(height, round(height * pane.height_px / size[1]))
        left, top = (width - keep) // 2, (height - keep_rows) // 2
        rgb = rgb[top : top + keep_rows, left : left + keep]
        size = (min(size[0], pane.width_px), min(size[1], pane.height_px))
    if size != (rgb.shape[1], rgb.shape[0]):
        smaller = size[0] < rgb.shape[1]
        method = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
        rgb = np.asarray(cv2.resize(rgb, size, interpolation=method), np.uint8)
    if pane.is_mirrored:
        rgb = np.asarray(cv2.flip(rgb, 1), np.uint8)
    return Shown(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGRA), np.uint8), picture, pane)


class Screen:
    """Takes pictures, and rings when the window should fetch the newest.

    Only the bell crosses to Qt, never a picture: signals that carry pictures queue up when
    the window is busy.

    Parameters
    ----------
    ring : callable
        Called on the sink's thread when a picture waits that nobody has been told about.

    Attributes
    ----------
    pane : Pane
        May be replaced at any time, from any thread.
    waiting : Latest of Shown
    """

    backlog = 1

    def __init__(self, ring: Callable[[], None]) -> None:
        self.pane = Pane(1280, 720)
        self.waiting: Latest[Shown] = Latest()
        self._ring = ring
        self._newest: Picture | None = None
        self._lock = threading.Lock()

    @property
    def newest(self) -> Picture | None:
        """The last picture, as it came; None before the first and after `forget`."""
        with self._lock:
            return self._newest

    def forget(self) -> None:
        """Drop what was shown: another source comes, or the camera is away."""
        with self._lock:
            self._newest = None
        self.waiting.take_now()

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Nothing to prepare: every picture is measured on its own."""

    def write(self, picture: Picture) -> None:
        """Make `picture` to measure and leave it for the window."""
        shown = show(picture, self.pane)
        with self._lock:
            self._newest = picture
        if self.waiting.put(shown):
            self._ring()

    def close(self) -> None:
        """Nothing to release: the next source shows on the same screen."""
