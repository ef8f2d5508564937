"""The coverage that was really used, as pictures: for measuring and for retouching."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tryon.core.scene import Picture
from tryon.sinks.photo import write_mask


class Masks:
    """Writes ``<stem>.<effect>.png``, or ``<stem>.<000000>.<effect>.png`` for a video.

    Frame-sized, 8 bit; 255 is a full coat. The engine must have been asked to keep masks.

    Parameters
    ----------
    folder : Path
        Made if missing.
    stem : str
        Name of the input without its suffix.
    effects : sequence of str
        One file for each, black where a picture has no such mask: nobody was there. Shadows
        that clothes cast on the picture are written beside them where there are any.
    numbered : bool
        Whether more than one picture is to come, so the index must be in the name.
    """

    backlog = 1

    def __init__(self, folder: Path, stem: str, effects: Sequence[str], numbered: bool) -> None:
        self.folder, self.stem, self.effects, self.numbered = folder, stem, effects, numbered

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Nothing to prepare."""

    def write(self, picture: Picture) -> None:
        """Write the masks of one picture. Raises `SinkFailed`."""
        number = f".{picture.index:06}" if self.numbered else ""
        for effect in dict.fromkeys((*self.effects, *picture.masks)):
            mask = picture.masks.get(effect)
            if mask is None:
                mask = np.zeros(picture.rgb.shape[:2], np.uint8)
            write_mask(self.folder / f"{self.stem}{number}.{effect}.png", mask)

    def close(self) -> None:
        """Nothing is held open."""
