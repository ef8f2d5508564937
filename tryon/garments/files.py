"""Reads files that others made: of a limited size, and none from outside their folder."""

import io
import re
import warnings
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image as Pillow

from tryon.core.errors import BadInput
from tryon.core.scene import Bytes

#: More than any garment needs.
MOST_BYTES = 64 * 2**20
MOST_TEXTURE_PX = 4096
MOST_PIXELS = 64 * 2**20


def read_file(path: Path, most_bytes: int) -> bytes:
    """Read a file of at most `most_bytes`; nothing that never ends.

    Raises
    ------
    BadInput
        It is no plain file, larger, or cannot be read.
    """
    try:
        if not path.is_file():
            missing = not path.exists()
            raise BadInput(f"{path}: {'No such file' if missing else 'is no plain file'}")
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a null in the name
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise BadInput(f"{path}: {reason}") from error
    if len(data) > most_bytes:
        size = path.stat().st_size / 2**20
        raise BadInput(
            f"{path}: has {size:.1f} MB; at most {most_bytes / 2**20:.0f} are read",
            "Make its textures smaller.",
        )
    return data


def read_lines(path: Path, most_bytes: int = MOST_BYTES) -> list[str]:
    """Read a file of text, in UTF-8 or the Latin of older programs. Raises `BadInput`."""
    data = read_file(path, most_bytes)
    if b"\0" in data:
        raise BadInput(f"{path}: expected a text file, has bytes that are none")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.splitlines()


def beside(path: Path, name: str) -> Path:
    """Find a file that another names: beside it or below, nowhere else.

    Raises
    ------
    BadInput
        The name leads elsewhere, or in a circle. Whether there is such a file is not looked at.
    """
    place = PurePosixPath(name)
    elsewhere = BadInput(
        f"{path}: names {one_line(name)[:80]!r}; only files beside it, or below, are read"
    )
    outside = place.is_absolute() or ".." in place.parts or not name.strip()
    if outside or re.search(r"[\\:\0]", name):
        raise elsewhere
    folder = path.resolve().parent
    try:
        found = (folder / place).resolve()
    except (OSError, RuntimeError) as error:  # links in a circle
        short = one_line(name)[:80]
        raise BadInput(f"{path}: {short!r} cannot be read: {type(error).__name__}") from error
    if not found.is_relative_to(folder):
        raise elsewhere
    return found


def decode(data: bytes, before_px: int = 0) -> Bytes:
    """Decode a picture: (h, w, 3) uint8, or (h, w, 4) where it has holes.

    Parameters
    ----------
    data : bytes
    before_px : int
        How many pixels other pictures of the same model have.

    Raises
    ------
    ValueError
        It is none of PNG, JPEG and WebP, broken, or larger than is read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a bomb, or a broken header
            with Pillow.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as image:
                width, height = image.size
                if max(width, height) > MOST_TEXTURE_PX:
                    raise _TooLarge(
                        f"is {width}x{height} px; at most {MOST_TEXTURE_PX} each way are read"
                    )
                if before_px + width * height > MOST_PIXELS:
                    most = MOST_PIXELS // 2**20
                    raise _TooLarge(f"makes it more than {most} million pixels in all")
                has_holes = "A" in image.getbands() or "transparency" in image.info
                return np.array(image.convert("RGBA" if has_holes else "RGB"))
    except _TooLarge as error:
        raise ValueError(str(error)) from error
    except Exception as error:
        raise ValueError(f"cannot be decoded: {one_line(str(error))}") from error


class _TooLarge(ValueError):
    """What is in order, but more than is read."""


def read_picture(path: Path) -> Bytes:
    """Read a picture: (h, w, 3) uint8, or (h, w, 4) where it has holes. Raises `BadInput`."""
    try:
        return decode(read_file(path, MOST_BYTES))
    except ValueError as error:
        raise BadInput(f"{path}: {error}") from error


def one_line(text: str) -> str:
    """Make one line of what may quote a hostile file."""
    plain = "".join(c if c.isprintable() else " " for c in text[:400])
    return " ".join(plain.split())
