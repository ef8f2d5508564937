"""What files say of themselves: every label that this program writes, found again."""

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tryon.core.errors import BadInput
from tryon.labels.signature import Signature, verify
from tryon.labels.tag import AIGC, EXIF_TITLE, NAMES, faults_of_aigc, read_description, read_xmp

#: What Pillow raises for files that are not as they should be.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything a file says of itself, and what is wrong with it.

    Attributes
    ----------
    kind : {"picture", "clip"}
    size : (int, int)
        Width and height in pixels.
    texts : dict of str to str
        The labels by name, see `tryon.labels.tag`.
    chapters : tuple of (float, str)
        Where chapters of a clip begin, in seconds, and their titles.
    signature : Signature
    faults : tuple of str
        Empty when all that a label needs is there and nothing contradicts it.
    """

    kind: Literal["picture", "clip"]
    size: tuple[int, int]
    texts: dict[str, str]
    chapters: tuple[tuple[float, str], ...]
    signature: Signature
    faults: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it for programs; texts that are JSON as what they say."""
        return {
            "inspect": 1,
            "kind": self.kind,
            "size": list(self.size),
            "labels": {name: _parsed(text) for name, text in self.texts.items()},
            "chapters": [
                {"start_s": round(start_s, 3), "title": title}
                for start_s, title in self.chapters
            ],
            "signature": {
                "state": self.signature.state,
                "signer": self.signature.signer,
                "trusted": self.signature.is_trusted,
                "faults": list(self.signature.faults),
            },
            "faults": list(self.faults),
        }


def inspect_file(path: Path) -> Inspection:
    """Read and verify the labels of a picture or clip. Raises `BadInput` if it is neither."""
    if not path.is_file():
        kind = "is a folder" if path.is_dir() else "there is no such file"
        raise BadInput(f"{path}: {kind}; expected a picture or a clip")
    found = _picture(path) or _clip(path)
    if found is None:
        raise BadInput(f"{path}: cannot be read; expected a picture or a clip")
    kind, size, texts, chapters = found
    faults = faults_of_aigc(texts[AIGC]) if AIGC in texts else ["there is no AIGC label"]
    signature = verify(path)
    if signature.state == "changed":
        faults.append("the file was changed after it was signed")
    return Inspection(kind, size, texts, chapters, signature, tuple(faults))


_Found = tuple[
    Literal["picture", "clip"],
    tuple[int, int],
    dict[str, str],
    tuple[tuple[float, str], ...],
]


def _picture(path: Path) -> _Found | None:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is broken is left out
            with Image.open(path) as image:
                size, info = image.size, dict(image.info)
                info["description"] = image.getexif().get(EXIF_TITLE, "")
                if image.format == "TIFF":
                    info["xmp"] = getattr(image, "tag_v2", {}).get(700, b"")
                if image.format == "PNG":
                    image.load()  # text may stand behind the pixels
                    info |= getattr(image, "text", {})
    except _DAMAGE:
        return None
    except Image.DecompressionBombError as error:
        raise BadInput(f"{path}: is too large a picture: {error}") from error
    packet = info.get("xmp") or info.get("XML:com.adobe.xmp") or b""
    texts = read_xmp(packet.encode() if isinstance(packet, str) else bytes(packet))
    for said in (info.get("comment", b""), info.get("description", "")):
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        texts = read_description(text) | texts
    texts |= {name: info[name] for name in NAMES if isinstance(info.get(name), str)}
    return "picture", size, texts, ()


def _clip(path: Path) -> _Found | None:
    import av

    try:
        with av.open(
            str(path.absolute()),
            "r",
            container_options={"protocol_whitelist": "file", "format_whitelist": _FORMATS},
        ) as file:
            if not file.streams.video:
                return None
            texts = {name: file.metadata[name] for name in NAMES if name in file.metadata}
            chapters = tuple(
                (
                    float(chapter["start"] * (chapter["time_base"] or 0)),
                    str(chapter["metadata"].get("title", "")),
                )
                for chapter in file.chapters()
            )
            video = file.streams.video[0]
            return "clip", (video.width, video.height), texts, chapters
    except (av.FFmpegError, OSError, ValueError):
        return None


#: Containers that nothing but the file itself is read for.
_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,flv,gif"


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
