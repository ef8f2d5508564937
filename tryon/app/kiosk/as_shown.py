"""What a shopper takes home is what she saw, though not mirrored.

A mirror that stands upright shows a part of a camera's picture. Who was beside that part was
not on the glass, and is in no file either.
"""

from dataclasses import replace

import numpy as np

from tryon.app.screen import Screen, part
from tryon.core.scene import Box, Bytes, Picture
from tryon.core.seams import Sink


def as_shown(rgb: Bytes, screen: Screen) -> Bytes:
    """Cut out of (h, w, 3) uint8 pixels what is on the screen."""
    return _cut(rgb, part((rgb.shape[1], rgb.shape[0]), screen.pane))


class AsShown:
    """A sink for what is on the screen; its shape is that of the first picture.

    Parameters
    ----------
    sink : Sink
    screen : Screen
    """

    def __init__(self, sink: Sink, screen: Screen) -> None:
        self.backlog = sink.backlog
        self._sink, self._screen = sink, screen
        self._width = self._height = 0

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Fix the shape, even as encoders want it."""
        seen = part(size, self._screen.pane)
        self._width, self._height = seen.width - seen.width % 2, seen.height - seen.height % 2
        self._sink.open((self._width, self._height), fps)

    def write(self, picture: Picture) -> None:
        """Pass on what is seen of `picture`, about the middle of what the mirror shows now."""
        height, width = picture.rgb.shape[:2]
        seen = part((width, height), self._screen.pane)
        x = min(seen.x + (seen.width - self._width) // 2, width - self._width)
        y = min(seen.y + (seen.height - self._height) // 2, height - self._height)
        x, y = max(x, 0), max(y, 0)  # the mirror's shape may have changed meanwhile
        box = Box(x, y, self._width, self._height)
        self._sink.write(replace(picture, rgb=_cut(picture.rgb, box)))

    def close(self) -> None:
        """Complete the file."""
        self._sink.close()


def _cut(rgb: Bytes, box: Box) -> Bytes:
    return np.ascontiguousarray(rgb[box.rows, box.columns])
