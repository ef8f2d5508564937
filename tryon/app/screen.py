"""The sink behind the preview: pictures made to measure for the window, newest first."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np

from tryon.core.latest import Latest
from tryon.core.scene import Box, Bytes, Picture


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
    at : (x, y), each in [0, 1]
        What of the unmirrored picture is kept in the middle when it is cropped, as far as that
        goes.
    split : float in [0, 1] or None
        Share of the pane, from its left, that shows the bare picture; None shows none of it.
    """

    width_px: int
    height_px: int
    is_mirrored: bool = False
    fills: bool = False
    at: tuple[float, float] = (0.5, 0.5)
    split: float | None = None


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


def part(size: tuple[int, int], pane: Pane) -> Box:
    """Find what of a picture of `size` is to be seen in `pane`, in the picture's own px.

    >>> part((1280, 720), Pane(540, 720, fills=True))
    Box(x=370, y=0, width=540, height=720)
    """
    width, height = size
    if not pane.fills:
        return Box(0, 0, width, height)
    whole = fit(size, pane)
    keep = min(width, round(width * pane.width_px / whole[0]))
    keep_rows = min(height, round(height * pane.height_px / whole[1]))
    left, top = _start(width, keep, pane.at[0]), _start(height, keep_rows, pane.at[1])
    return Box(left, top, keep, keep_rows)


def show(picture: Picture, pane: Pane, bare: Bytes | None = None) -> Shown:
    """Scale, crop and mirror `picture` for `pane`, so that painting is a mere copy.

    `bare` is the same picture without a look; it is shown left of the split, if there is one.
    """
    rgb: Bytes = picture.rgb
    if pane.split is not None and bare is not None:
        rgb = _split(rgb, bare, pane)
    height, width = rgb.shape[:2]
    size = fit((width, height), pane)
    if pane.fills:
        # Crop first, in the picture's own pixels: less to scale.
        seen = part((width, height), pane)
        rgb = rgb[seen.rows, seen.columns]
        size = (min(size[0], pane.width_px), min(size[1], pane.height_px))
    if size != (rgb.shape[1], rgb.shape[0]):
        smaller = size[0] < rgb.shape[1]
        method = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
        rgb = np.asarray(cv2.resize(rgb, size, interpolation=method), np.uint8)
    if pane.is_mirrored:
        rgb = np.asarray(cv2.flip(rgb, 1), np.uint8)
    return Shown(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGRA), np.uint8), picture, pane)


def _start(whole: int, keep: int, at: float) -> int:
    """Begin a crop of `keep` of `whole` so that `at` is in its middle, as far as that goes."""
    return min(max(round(at * whole - keep / 2), 0), whole - keep)


def _split(rgb: Bytes, bare: Bytes, pane: Pane) -> Bytes:
    """Put the bare picture where the left of the pane will be."""
    seen = part((rgb.shape[1], rgb.shape[0]), pane)
    share = pane.split if pane.split is not None else 0.0
    both = rgb.copy()
    if pane.is_mirrored:
        edge = seen.x + seen.width - round(share * seen.width)
        both[:, edge:] = bare[:, edge:]
    else:
        edge = seen.x + round(share * seen.width)
        both[:, :edge] = bare[:, :edge]
    return both


class Screen:
    """Takes pictures, and rings when the window should fetch the newest.

    Only the bell crosses to Qt, never a picture: signals that carry pictures queue up when
    the window is busy.

    Parameters
    ----------
    ring : callable
        Called on the sink's thread when a picture waits that nobody has been told about.
    bare : callable
        Finds the frame that a picture was made from, when the pane is split; None if it is
        gone already.

    Attributes
    ----------
    pane : Pane
        May be replaced at any time, from any thread.
    waiting : Latest of Shown
    """

    backlog = 1

    def __init__(
        self,
        ring: Callable[[], None],
        bare: Callable[[Picture], Bytes | None] = lambda picture: None,
    ) -> None:
        self.pane = Pane(1280, 720)
        self._bare = bare
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
        pane = self.pane
        bare = self._bare(picture) if pane.split is not None else None
        if pane.split is not None and bare is None and self.newest is not None:
            return  # the next has its frame; without it, the split would flicker
        shown = show(picture, pane, bare)
        with self._lock:
            self._newest = picture
        if self.waiting.put(shown):
            self._ring()

    def close(self) -> None:
        """Nothing to release: the next source shows on the same screen."""
