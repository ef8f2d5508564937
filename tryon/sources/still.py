"""Photos: one, or a folder of them."""

import logging
import re
import struct
import time
import warnings
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tryon.core.errors import BadInput, TryOnError
from tryon.core.scene import Bytes, Frame

if TYPE_CHECKING:
    from PIL.Image import Image

log = logging.getLogger(__name__)

#: File names that are taken for photos. HEIC is among them so that it is refused by name
#: instead of being overlooked in a folder.
PHOTO_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".avif", ".heic", ".heif"}
)
_EXPECTED = "expected a photo: JPEG, PNG, WebP, TIFF or BMP"
_LARGEST_FILE = 600_000_000
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
#: What Pillow and its codecs raise for files that are not as they should be; found by feeding
#: them eight thousand damaged photos.
_DAMAGE = (
    *(OSError, EOFError, SyntaxError, ValueError, RuntimeError, MemoryError, OverflowError),
    *(IndexError, KeyError, TypeError, AttributeError, struct.error, zlib.error),
)
_NO_COLOUR = {
    "CMYK": "holds ink amounts for print (CMYK)",
    "LAB": "holds Lab values",
    "HSV": "holds HSV values",
    "F": "holds floating-point values",
}


def read_photo(path: Path) -> Bytes:
    """Read a photo as a person would see it on an sRGB display.

    Turned upright by its EXIF orientation, transparency laid over white, 16 bits brought to
    8, grey and palettes expanded, and an ICC profile other than sRGB converted (relative
    colorimetric with black point compensation).

    Parameters
    ----------
    path : Path

    Returns
    -------
    rgb : (h, w, 3) uint8
        sRGB-encoded, row 0 at the top.

    Raises
    ------
    BadInput
        The file is missing, not a photo, damaged, too large (89 megapixels), or in a form
        whose colours cannot be told (CMYK, float, HEIC).
    """
    from PIL import Image, UnidentifiedImageError

    if not path.is_file():
        kind = "is a folder" if path.is_dir() else "there is no such file"
        raise BadInput(f"{path}: {kind}; {_EXPECTED}")
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise BadInput(f"{path}: is too large; at most {_LARGEST_FILE // 10**6} MB")
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        raise BadInput(f"{path}: is a HEIC photo; {_EXPECTED}", "Save the photo as JPEG.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data)) as image:
                return _rgb(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        limit = (Image.MAX_IMAGE_PIXELS or 0) // 1_000_000
        raise BadInput(f"{path}: is too large; at most {limit} megapixels") from error
    except _Refused as error:
        raise BadInput(f"{path}: {error}; expected RGB, grey or a palette") from error
    except UnidentifiedImageError as error:
        raise BadInput(f"{path}: {_what_it_is(data)}; {_EXPECTED}") from error
    except _DAMAGE as error:
        raise BadInput(f"{path}: is damaged: {error or type(error).__name__}") from error


def photos(folder: Path) -> list[Path]:
    """List the photos of `folder` in the order a person counts: 2 before 10.

    Raises `BadInput` if it is not a folder, or holds none.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder}: there is no such folder")
    found = [p for p in folder.iterdir() if p.suffix.lower() in PHOTO_SUFFIXES and p.is_file()]
    if not found:
        raise BadInput(f"{folder}: holds no photos; {_EXPECTED}")
    return sorted(found, key=lambda p: _natural(p.name))


class Still:
    """One photo: once, or again and again where somebody is watching.

    Parameters
    ----------
    path : Path
    live : bool
        Repeat it 30 times a second until closed.
    """

    def __init__(self, path: Path, live: bool = False) -> None:
        self.path, self.live = path, live
        self.fps = 30.0 if live else 0.0
        self._rgb: Bytes | None = None

    def open(self) -> None:
        """Read the photo. Raises `BadInput`."""
        self._rgb = read_photo(self.path)

    def frames(self) -> Iterator[Frame]:
        """Yield the photo once, or for ever when live."""
        if self._rgb is None:
            raise ValueError("frames() before open()")
        if not self.live:
            yield Frame(self._rgb, captured_ns=0, index=0)
            return
        for index, captured_ns in enumerate(paced(self.fps)):
            if self._rgb is None:
                return
            yield Frame(self._rgb, captured_ns, index)

    def close(self) -> None:
        """Forget the photo."""
        self._rgb = None


class Folder:
    """The photos of a folder, each once; a bad one is reported and skipped.

    Attributes
    ----------
    paths : list of Path
        In the order of ``Frame.index``, known after `open`.
    bad : dict of Path to str
        What was skipped, and why.
    """

    live = False
    fps = 0.0

    def __init__(self, path: Path) -> None:
        self.path = path
        self.paths: list[Path] = []
        self.bad: dict[Path, str] = {}

    def open(self) -> None:
        """List the photos. Raises `BadInput` if there are none."""
        self.paths, self.bad = photos(self.path), {}

    def frames(self) -> Iterator[Frame]:
        """Yield every photo that can be read, a second apart.

        Raises `BadInput` at the end if none of them could be read.
        """
        for index, path in enumerate(self.paths):
            try:
                rgb = read_photo(path)
            except TryOnError as error:
                log.warning("skipped: %s", error)
                self.bad[path] = str(error)
                continue
            yield Frame(rgb, captured_ns=index * 1_000_000_000, index=index)
        if self.paths and len(self.bad) == len(self.paths):
            raise BadInput(
                f"{self.path}: no photo of {len(self.paths)} can be read; "
                f"the first: {next(iter(self.bad.values()))}"
            )

    def close(self) -> None:
        """Nothing is held open."""


def paced(fps: float) -> Iterator[int]:
    """Yield ``time.monotonic_ns()`` `fps` times a second, for ever.

    After a pause of the consumer it goes on from now instead of catching up.
    """
    period_ns = round(1e9 / fps)
    due_ns = time.monotonic_ns()
    while True:
        now_ns = time.monotonic_ns()
        if now_ns < due_ns:
            time.sleep((due_ns - now_ns) / 1e9)
            now_ns = time.monotonic_ns()
        yield now_ns
        due_ns = max(due_ns + period_ns, now_ns)


class _Refused(Exception):
    """The photo is sound, but its colours cannot be told."""


def _rgb(image: "Image") -> Bytes:
    """Expand `image` to (h, w, 3) uint8 sRGB, upright."""
    from PIL import ImageOps

    if image.mode in _NO_COLOUR:
        raise _Refused(_NO_COLOUR[image.mode])
    profile = image.info.get("icc_profile")
    image.load()
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        image = _eight_bit(image)
    alpha = None
    if image.has_transparency_data:
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    elif image.mode not in ("RGB", "L"):
        image = image.convert("RGB")
    if profile:
        image = _to_srgb(image, profile)
    rgb = np.array(image.convert("RGB"))
    if alpha is not None:
        share = np.asarray(alpha)[..., None].astype(np.uint16)
        rgb = ((rgb * share + 255 * (255 - share) + 127) // 255).astype(np.uint8)
    return np.ascontiguousarray(rgb)


def _eight_bit(image: "Image") -> "Image":
    """Round grey of 16 bits (mode ``I;16``, or ``I`` that holds no more) to 8."""
    from PIL import Image

    values = np.asarray(image).astype(np.int64)
    if values.size and (values.min() < 0 or values.max() > 65535):
        raise _Refused("holds more than 16 bits")
    return Image.fromarray(((values + 128) // 257).astype(np.uint8))


def _to_srgb(image: "Image", profile: bytes) -> "Image":
    """Convert the colours of `image` from its ICC `profile`; a broken profile is ignored."""
    from PIL import ImageCms

    try:
        source = ImageCms.getOpenProfile(BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return image
        if source.profile.xcolor_space.strip() == "GRAY":
            image = image.convert("L")
        elif image.mode != "RGB":
            image = image.convert("RGB")
        converted = ImageCms.profileToProfile(
            image,
            source,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        log.warning("colour profile ignored, sRGB assumed: %s", error)
        return image
    return converted if converted is not None else image


def _what_it_is(data: bytes) -> str:
    """Say what the bytes of a file that is no photo look like."""
    if not data.strip():
        return "is empty"
    if data[:1024].isascii() and b"\0" not in data[:1024]:
        return "is text"
    return "is not a photo, or its beginning is damaged"


def _natural(name: str) -> list[tuple[int, str]]:
    """Sort key that counts: digits compare as numbers, letters without case."""
    return [
        (int(d), "") if d else (0, w.casefold()) for d, w in re.findall(r"(\d+)|(\D+)", name)
    ]
