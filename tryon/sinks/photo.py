"""Photos on disk."""

from pathlib import Path
from typing import Any

from tryon.core.complete import complete
from tryon.core.errors import BadInput
from tryon.core.scene import Bytes
from tryon.labels.tag import EXIF_TITLE, Tag

#: How each kind of file is written. JPEG keeps full colour resolution (the edge of a lip is
#: a matter of colour); all others keep every pixel as it is.
_FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    ".png": ("PNG", {"compress_level": 4}),
    ".jpg": ("JPEG", {"quality": 95, "subsampling": "4:4:4", "optimize": True}),
    ".jpeg": ("JPEG", {"quality": 95, "subsampling": "4:4:4", "optimize": True}),
    ".webp": ("WEBP", {"lossless": True, "quality": 40}),
    ".tif": ("TIFF", {"compression": "tiff_adobe_deflate"}),
    ".tiff": ("TIFF", {"compression": "tiff_adobe_deflate"}),
}

#: Where TIFF keeps XMP (XMP specification, part 3, section 1.1.6).
_TIFF_XMP = 700


def check_photo_name(path: Path) -> None:
    """Raise `BadInput` unless `write_photo` knows how to write a file of this name."""
    if path.suffix.lower() not in _FORMATS:
        raise BadInput(
            f"{path}: a photo is written as {', '.join(sorted(_FORMATS))}, "
            f"not {path.suffix or 'without a suffix'}",
            "Choose another file name.",
        )


def write_photo(path: Path, rgb: Bytes, tag: Tag | None = None) -> None:
    """Write a photo, tagged sRGB; it appears under its name when it is complete.

    Parameters
    ----------
    path : Path
        PNG, JPEG, WebP or TIFF by its suffix. An existing file is replaced.
    rgb : (h, w, 3) uint8, or (h, w, 4) with transparency
        sRGB-encoded, row 0 at the top.
    tag : Tag, optional
        What the file says of itself: as text and XMP in a PNG; in the others as XMP, and as the
        EXIF title, which more programs show.

    Raises
    ------
    BadInput
        No photo is written under such a name.
    SinkFailed
        The disk is full, or the folder cannot be written.
    """
    from PIL import Image, ImageCms
    from PIL.PngImagePlugin import PngInfo

    check_photo_name(path)
    kind, options = _FORMATS[path.suffix.lower()]
    if kind == "PNG":
        note = PngInfo()
        note.add(b"sRGB", b"\x00")  # one byte says what a profile says in 600
        if tag is not None:
            note.add_itxt("XML:com.adobe.xmp", tag.xmp.decode())
            for name, text in tag.metadata.items():
                # As plain text where it is that: there are programs that read no other.
                (note.add_text if text.isascii() else note.add_itxt)(name, text)
        options = options | {"pnginfo": note}
    else:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
        options = options | {"icc_profile": profile.tobytes()}
        if tag is not None and kind == "TIFF":
            options |= {"tiffinfo": {EXIF_TITLE: tag.description, _TIFF_XMP: tag.xmp}}
        elif tag is not None:
            options |= {"xmp": tag.xmp, "exif": titled(tag.description)}
    with complete(path) as part:
        Image.fromarray(rgb).save(part, kind, **options)


def titled(description: str) -> bytes:
    """Return EXIF as a JPEG has it, with a title in ASCII and nothing else."""
    from PIL import Image

    exif = Image.Exif()
    exif[EXIF_TITLE] = description
    return exif.tobytes()


def write_mask(path: Path, mask: Bytes) -> None:
    """Write a (h, w) uint8 mask as a grey PNG. Raises `SinkFailed`."""
    from PIL import Image

    with complete(path) as part:
        Image.fromarray(mask).save(part, "PNG", compress_level=1)
