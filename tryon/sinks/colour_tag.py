"""The predicted colour error inside a clip: metadata that is known only when the clip ends.

A file's metadata is written with its head. So room is left there, as a text of fixed length,
and filled in at the end, in place.
"""

import json
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, mode
from typing import BinaryIO

from tryon.core.scene import ColourError
from tryon.labels.tag import COLOUR

#: Name of the metadata of the file.
KEY = COLOUR

#: Enough for some four effects; what does not fit is left out, effect by effect.
_LENGTH = 480
#: What stands in a file that is not finished yet.
UNKNOWN = '{"state":"recording"}'.ljust(_LENGTH)


class ColourTag:
    """Collects what the pictures of a clip say about their colours."""

    def __init__(self) -> None:
        self._errors: dict[str, list[ColourError]] = {}

    def note(self, errors: Sequence[ColourError]) -> None:
        """Take the errors of one picture."""
        for error in errors:
            self._errors.setdefault(error.effect, []).append(error)

    @property
    def text(self) -> str:
        """JSON of fixed length: by effect the medians over the pictures that wear it.

        The cause is what it mostly is.
        """
        told: dict[str, dict[str, object]] = {}
        for effect, errors in self._errors.items():
            told[effect] = {
                "de2000": round(median(error.de2000 for error in errors), 2),
                "de2000_p80": round(median(error.de2000_p80 for error in errors), 2),
                "de2000_p90": round(median(error.de2000_p90 for error in errors), 2),
                "status": errors[-1].status,
                "cause": mode(error.cause.value for error in errors),
            }
            if len(_json(told)) > _LENGTH:
                del told[effect]
        return _json(told).ljust(_LENGTH)


def fill_in(path: Path, text: str, room: str = UNKNOWN) -> None:
    """Put a text where `room` stands in the heads of an MP4 file.

    Parameters
    ----------
    path : Path
    text : str
        What does not fit is cut off.
    room : str
        What the file was begun with.

    Raises
    ------
    OSError
        The file cannot be read or written.
    """
    old = room.encode()
    new = text.encode()[: len(old)].decode(errors="ignore").encode().ljust(len(old))
    with path.open("r+b") as file:
        for start, length in _heads(file):
            file.seek(start)
            place = file.read(length).find(old)
            if place >= 0:
                file.seek(start + place)
                file.write(new)


def _heads(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Find the ``moov`` boxes of a file: where they begin, and their length.

    References
    ----------
    ISO/IEC 14496-12, section 4.2: size and type of a box, 64 bits of size where 32 say 1.
    """
    end = file.seek(0, 2)
    place = 0
    while place + 8 <= end:
        file.seek(place)
        size, kind = struct.unpack(">I4s", file.read(8))
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8))
        elif size == 0:
            size = end - place
        if size < 8:
            return  # no box
        if kind == b"moov":
            yield place, min(size, end - place)
        place += size


def _json(told: object) -> str:
    return json.dumps(told, separators=(",", ":"))
