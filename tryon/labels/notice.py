"""The label that is seen: a line of text in a corner, readable on any picture.

References
----------
GB 45438-2025, section 4: the text says that AI made or altered the content; it is at least
5 % of the shorter side high; it stands at an edge or in a corner; in a video for at least 2 s
from the beginning. Here it stays as long as the video.
"""

import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np

from tryon.core.colour import srgb_to_linear
from tryon.core.scene import Box, Bytes, Floats

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

log = logging.getLogger(__name__)

Corner = Literal["top left", "top right", "bottom left", "bottom right"]

#: What is said, by language. The Chinese sentence has the words the standard asks for.
NOTICES: Mapping[str, str] = MappingProxyType(
    {"en": "AI virtual try-on, for reference", "zh": "AI合成 虚拟试妆，仅供参考"}
)
#: Smallest share of the shorter side of the picture that the letters are high.
SMALLEST = 0.05
#: How much of what is below the plate is replaced by black: white letters on it are told from
#: a white picture by a contrast of 7:1 (WCAG 2.2 asks for 4.5:1).
_PLATE = 0.62
#: Distance from the edges, and of the letters from the border of the plate; share of the
#: letters' height.
_MARGIN, _PADDING, _LEADING = 0.5, 0.3, 0.45

_FOLDERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "linux": ("/usr/share/fonts", "~/.local/share/fonts", "/usr/local/share/fonts"),
        "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
        "win32": ("C:/Windows/Fonts",),
    }
)
#: Fonts that have Chinese letters, best first; patterns below the folders.
_CHINESE = (
    *("**/NotoSansCJK-Regular.ttc", "**/NotoSansSC*.otf", "**/SourceHanSans*SC*.otf"),
    *("PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Medium.ttc"),
    *("msyh.ttc", "Deng.ttf", "simhei.ttf", "simsun.ttc"),
    *("**/wqy-*.ttc", "**/DroidSansFallback*.ttf", "**/NotoSerifCJK-Regular.ttc"),
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What is written into pictures.

    Attributes
    ----------
    language : {"en", "zh"}
    lines : tuple of str
        Said below the notice: a product and its ±ΔE, say.
    corner : str
        At the top it hides no mouth, and nothing that apps write over the foot of a video.
    """

    language: str = "en"
    lines: tuple[str, ...] = field(default=())
    corner: Corner = "top left"

    def __post_init__(self) -> None:
        if self.language not in NOTICES:
            raise ValueError(f"language must be one of {[*NOTICES]}, not {self.language!r}")

    def box(self, size: tuple[int, int]) -> Box:
        """Tell which part of a picture of `size` (width, height) px is written upon."""
        width, height = size
        patch = _patch(self, size)
        rows, columns = patch.shape
        margin = round(_MARGIN * SMALLEST * min(size))
        margin_x = min(margin, (width - columns) // 2)
        margin_y = min(margin, (height - rows) // 2)
        x = margin_x if self.corner.endswith("left") else width - columns - margin_x
        y = margin_y if self.corner.startswith("top") else height - rows - margin_y
        return Box(max(x, 0), max(y, 0), min(columns, width), min(rows, height))

    def write_on(self, rgb: Bytes) -> Bytes:
        """Return a copy of a picture with the notice in its corner.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
            sRGB-encoded.

        Returns
        -------
        labelled : (h, w, 3) uint8
            Outside `box` every bit as in `rgb`.
        """
        size = rgb.shape[1], rgb.shape[0]
        box = self.box(size)
        labelled = rgb.copy()
        below = labelled[box.rows, box.columns]
        letters = _patch(self, size)[: box.height, : box.width, None]
        dimmed = below * np.float32(1 - _PLATE)
        below[...] = (dimmed + (255 - dimmed) * letters + 0.5).astype(np.uint8)
        return labelled


def contrast(plate_srgb: int, letter_srgb: int = 255) -> float:
    """Return the contrast of two greys, as WCAG 2.2 defines it.

    Examples
    --------
    >>> round(contrast(round(255 * (1 - 0.62))), 1)  # white letters on the plate on white
    6.2
    """
    greys = np.array([plate_srgb, letter_srgb], np.float32)[:, None].repeat(3, 1) / 255
    dark, light = sorted(srgb_to_linear(greys)[:, 0].tolist())
    return float((light + 0.05) / (dark + 0.05))


@lru_cache(maxsize=16)
def _patch(notice: Notice, size: tuple[int, int]) -> Floats:
    """Draw the letters: (h, w) float32 in [0, 1], the plate's size."""
    from PIL import Image, ImageDraw

    least = max(SMALLEST * min(size), 1.0)
    language = notice.language
    if language == "zh" and chinese_font() is None:
        language = "en"
    text = NOTICES[language]
    font = font_for(text + "".join(notice.lines), least)
    padding = round(_PADDING * least) + 1
    room = max(size[0] - 2 * padding, 1)
    lines = wrap((text, *notice.lines), font, room)
    ascent, descent = font.getmetrics()
    step = ascent + descent
    width = min(max(round(font.getlength(line)) for line in lines), room)
    height = min(step * len(lines) + 2 * padding, size[1])
    image = Image.new("L", (width + 2 * padding, height), 0)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((padding, padding + number * step), line, 255, font)
    letters = np.asarray(image, np.float32) / 255
    letters.flags.writeable = False
    return letters


def wrap(texts: Sequence[str], font: "FreeTypeFont", room_px: int) -> list[str]:
    """Break texts into lines that fit, at spaces if there are any, else anywhere."""
    lines: list[str] = []
    for text in texts:
        line = ""
        words = text.split(" ")
        for word in words:
            longer = f"{line} {word}" if line else word
            if font.getlength(longer) <= room_px:
                line = longer
                continue
            if line:
                lines.append(line)
            line = ""
            for letter in word:
                if line and font.getlength(line + letter) > room_px:
                    lines.append(line)
                    line = ""
                line += letter
        lines.append(line)
    return lines


def font_for(text: str, least_px: float) -> "FreeTypeFont":
    """Find a font that has all of `text`, so large that letters are at least `least_px` high.

    Where no font has them, boxes stand for letters: a label that is hard to read is better
    than none.
    """
    from PIL import ImageFont

    def latin(px: int) -> "FreeTypeFont":  # the one in Pillow, the same on every machine
        font = ImageFont.load_default(px)
        assert isinstance(font, ImageFont.FreeTypeFont)
        return font

    def chinese(px: int) -> "FreeTypeFont":
        return ImageFont.truetype(str(chinese_font()), px)

    sized = latin
    if _lacks(latin(20), text):
        if chinese_font() is not None:
            sized = chinese
        else:
            log.warning("no font of this computer has all letters of a label: %r", text)
    # Capitals of a Chinese font are lower than its ideographs: the lowest counts.
    is_chinese = any(ord(letter) >= 0x2E80 for letter in text)
    has_latin = not is_chinese or any("A" <= letter <= "Z" for letter in text)
    samples = "虚" * is_chinese + "A" * has_latin
    boxes = [sized(200).getbbox(letter) for letter in samples]
    height = min(bottom - top for _, top, _, bottom in boxes)
    return sized(int(np.ceil(200 * least_px / height)))


def _lacks(font: "FreeTypeFont", text: str) -> bool:
    """Whether a font draws any of `text` as the box that stands for what it has not."""
    box = bytes(font.getmask("\uffff"))
    return any(bytes(font.getmask(letter)) == box for letter in set(text) if letter.strip())


@lru_cache(maxsize=1)
def chinese_font() -> Path | None:
    """Find a font with Chinese letters on this machine; None if there is none."""
    folders = [Path(name).expanduser() for name in _FOLDERS.get(sys.platform, ())]
    for pattern in _CHINESE:
        for folder in folders:
            if folder.is_dir() and (found := sorted(folder.glob(pattern))):
                return found[0]
    return None
