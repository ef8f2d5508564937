"""A page of text to begin or end a clip with: its title, the product that is worn."""

from dataclasses import dataclass

import numpy as np

from tryon.core.scene import Bytes
from tryon.labels.notice import font_for, wrap


@dataclass(frozen=True, slots=True)
class Card:
    """A few words in the middle of a plain picture.

    Attributes
    ----------
    title : str
    lines : tuple of str
        Smaller, below: brand, price, ±ΔE.
    seconds : float
        For how long it is shown.
    ground, ink, soft : str
        Colours as Pillow names them: of the page, the title, the lines.
    """

    title: str
    lines: tuple[str, ...] = ()
    seconds: float = 2.0
    ground: str = "#121114"
    ink: str = "#F4F1EE"
    soft: str = "#A8A29D"

    def draw(self, size: tuple[int, int]) -> Bytes:
        """Return (h, w, 3) uint8, sRGB-encoded, for `size` = (width, height) px."""
        from PIL import Image, ImageDraw

        width, height = size
        image = Image.new("RGB", size, self.ground)
        draw = ImageDraw.Draw(image)
        least = 0.05 * min(size)
        large, small = font_for(self.title, 2.2 * least), font_for("".join(self.lines), least)
        rows = [
            (line, large, self.ink) for line in wrap((self.title,), large, round(0.86 * width))
        ]
        rows += [
            (line, small, self.soft) for line in wrap(self.lines, small, round(0.86 * width))
        ]
        steps = [1.15 * sum(font.getmetrics()) for _, font, _ in rows]
        y = (height - sum(steps)) / 2
        for (line, font, colour), step in zip(rows, steps, strict=True):
            draw.text(((width - font.getlength(line)) / 2, y), line, colour, font)
            y += step
        return np.array(image, np.uint8)
