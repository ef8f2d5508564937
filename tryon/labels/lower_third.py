"""The card in the lower third of a programme: what is worn, and how sure its colour is."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tryon.core.scene import Box, Bytes
from tryon.labels.notice import font_for

#: Heights of capital letters and distances, as shares of the shorter side.
_TITLE, _LINE, _DETAIL, _PADDING, _MARGIN = 0.030, 0.023, 0.019, 0.028, 0.05
#: How far above the foot it stands, as a share of the height. Apps for upright video write
#: over the foot; higher up, it would hide the mouth of who is close to the camera.
_FOOT, _FOOT_UPRIGHT = 0.07, 0.13
#: How much of the picture is replaced by the plate.
_PLATE = 0.78


@dataclass(frozen=True, slots=True)
class LowerThird:
    """A product card to be drawn into pictures.

    Attributes
    ----------
    title : str
        Name and price.
    detail : str
        That the effect is virtual, and the ±ΔE.
    swatch : (red, green, blue) or None
        sRGB codes of the shade.
    line : str
        What the host adds, between the two.
    """

    title: str
    detail: str = ""
    swatch: tuple[int, int, int] | None = None
    line: str = ""

    def box(self, size: tuple[int, int]) -> Box:
        """Tell where it stands in a picture of `size` (width, height) px."""
        width, height = size
        rows, columns = _patch(self, size).shape[:2]
        foot = _FOOT_UPRIGHT if height > width else _FOOT
        x = round(_MARGIN * width)
        y = max(height - round(foot * height) - rows, 0)
        return Box(x, y, min(columns, width - x), min(rows, height - y))

    def patch(self, size: tuple[int, int]) -> Bytes:
        """Draw it for pictures of `size`: (h, w, 4) uint8 red, green, blue, opacity."""
        box = self.box(size)
        return _patch(self, size)[: box.height, : box.width]

    def write_on(self, rgb: Bytes) -> Bytes:
        """Return a copy of (h, w, 3) uint8 with the card in it."""
        size = rgb.shape[1], rgb.shape[0]
        box, patch = self.box(size), self.patch(size)
        marked = rgb.copy()
        below = marked[box.rows, box.columns]
        opacity = patch[..., 3:].astype(np.uint16)
        mixed = below * (255 - opacity) + patch[..., :3] * opacity + 127
        below[...] = (mixed // 255).astype(np.uint8)
        return marked


@lru_cache(maxsize=16)
def _patch(card: LowerThird, size: tuple[int, int]) -> Bytes:
    from PIL import Image, ImageDraw

    side = min(size)
    room = size[0] * (1 - 2 * _MARGIN)
    padding = max(round(_PADDING * side), 2)
    shrink = 1.0
    while True:  # a long name is written smaller, rather than cut
        title = font_for(card.title, max(shrink * _TITLE * side, 2.0))
        line = font_for(card.line, max(shrink * _LINE * side, 2.0))
        detail = font_for(card.detail, max(shrink * _DETAIL * side, 2.0))
        rows = [
            (card.title, title, "#FFFFFF"),
            (card.line, line, "#FFFFFF"),
            (card.detail, detail, "#D8D3CF"),
        ]
        rows = [row for row in rows if row[0]]
        heights = [sum(font.getmetrics()) for _, font, _ in rows]
        dot = round(0.86 * min(sum(heights), heights[0] + heights[-1])) if card.swatch else 0
        left = padding + (dot + padding if dot else 0)
        wide = max((font.getlength(text) for text, font, _ in rows), default=0)
        width, height = round(left + wide + padding), sum(heights) + round(1.5 * padding)
        if width <= room or shrink < 0.4:
            break
        shrink *= 0.92
    large = 4  # drawn larger, for soft edges
    plate = Image.new("L", (large * width, large * height), 0)
    radius = large * min(round(0.022 * side), height // 2)
    ImageDraw.Draw(plate).rounded_rectangle(
        (0, 0, large * width - 1, large * height - 1), radius, round(255 * _PLATE)
    )
    image = Image.new("RGBA", (width, height), (18, 17, 20, 0))
    image.putalpha(plate.resize((width, height), Image.Resampling.BOX))
    if card.swatch:
        circle = Image.new("L", (large * dot, large * dot), 0)
        ImageDraw.Draw(circle).ellipse((0, 0, large * dot - 1, large * dot - 1), 255)
        mask = circle.resize((dot, dot), Image.Resampling.BOX)
        image.paste((*card.swatch, 255), (padding, (height - dot) // 2), mask)
    draw, y = ImageDraw.Draw(image), (height - sum(heights)) / 2
    for (text, font, ink), step in zip(rows, heights, strict=True):
        draw.text((left, y), text, ink, font)
        y += step
    made = np.array(image, np.uint8)
    made.flags.writeable = False
    return made
