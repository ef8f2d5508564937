"""Recordings that a crash, a kill or a power cut left behind."""

import logging
import sys
from pathlib import Path
from typing import IO

from tryon.core.complete import complete
from tryon.core.errors import SinkFailed

log = logging.getLogger(__name__)

#: Ours, so that nobody else's half-loaded files are ever touched.
PART_SUFFIX = ".tryon.part"


def part_name(path: Path) -> Path:
    """Return the name under which a recording of `path` grows."""
    return path.with_name(path.name + PART_SUFFIX)


def hold(part: Path) -> IO[bytes] | None:
    """Mark `part` as being written, as long as the returned file is open.

    Returns None if somebody else holds it. The mark is the kernel's, so it goes when the
    process does, however it ends.
    """
    if sys.platform == "win32":  # an open file cannot be renamed there, not even to itself
        try:
            if part.exists():
                part.rename(part)
        except OSError:
            return None
        return part.open("ab")
    import fcntl

    file = part.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def salvage(folder: Path) -> list[Path]:
    """Finish every recording that was left behind in `folder`.

    Pictures and sound are copied as they are, up to the last whole fragment. A recording that
    is still being made is left alone; one that nothing can be read from is renamed to
    ``….unreadable``, so that it is neither lost nor tried again.

    Returns
    -------
    list of Path
        The recordings that can be played now, under the names they were meant to have (with
        a number where that name is taken).
    """
    saved = []
    for part in sorted(folder.glob(f"*{PART_SUFFIX}")):
        try:
            held = hold(part)
            if held is None:
                continue
            held.close()
            recording = finish(part)
        except OSError as error:  # a folder that may only be read, a file that vanished
            log.warning("%s: cannot be salvaged: %s", part, error)
            continue
        if recording is not None:
            saved.append(recording)
    return saved


def finish(part: Path, *, avoid: Path | None = None) -> Path | None:
    """Make a playable recording of one left-over `part`, and remove the part.

    Parameters
    ----------
    part : Path
        Written by nobody any more.
    avoid : Path, optional
        A name that is about to be used.

    Returns
    -------
    Path or None
        The recording; None if nothing could be read from `part`.
    """
    target = _free_name(part.with_name(part.name.removesuffix(PART_SUFFIX)), avoid)
    try:
        with complete(target) as copy:
            pictures = _copy(part, copy)
            if not pictures:
                raise _NothingThere("holds no whole picture")
    except (SinkFailed, _NothingThere) as error:
        log.warning("%s: cannot be salvaged: %s", part, error)
        if isinstance(error, _NothingThere):
            part.replace(part.with_name(part.name.removesuffix(".part") + ".unreadable"))
        return None
    part.unlink()
    log.warning("%s: salvaged with %d pictures", target, pictures)
    return target


def cut_to_whole(part: Path) -> None:
    """Cut off the fragment in whose middle a recording broke off, so that players do not choke.

    Fragments are a ``moof`` box, which tells, and a ``mdat``, which holds: ISO/IEC 14496-12,
    sections 4.2 and 8.8.
    """
    size = part.stat().st_size
    whole = place = 0
    with part.open("r+b") as file:
        while place + 8 <= size:
            file.seek(place)
            head = file.read(16)
            length, kind = int.from_bytes(head[:4], "big"), head[4:8]
            if length == 1:
                length = int.from_bytes(head[8:16], "big")
            if length < 8 or place + length > size:
                break
            place += length
            if kind != b"moof":  # without its content it is nothing
                whole = place
        if 0 < whole < size:
            file.truncate(whole)


class _NothingThere(Exception):
    """A part without a single picture."""


def _copy(part: Path, copy: Path) -> int:
    """Copy all packets into an ordinary MP4 file; return how many pictures there were."""
    import av

    pictures = 0
    try:
        source = av.open(str(part), "r", format="mp4")
    except (av.FFmpegError, OSError, ValueError):
        return 0
    with (
        source,
        av.open(str(copy), "w", format="mp4", options={"movflags": "faststart"}) as out,
    ):
        out.metadata.update(source.metadata)
        streams = {
            stream.index: out.add_stream_from_template(stream)
            for stream in (*source.streams.video, *source.streams.audio)
        }
        packets = source.demux(*source.streams.video, *source.streams.audio)
        while True:
            try:
                packet = next(packets, None)
            except av.FFmpegError as error:
                log.info("%s: ends in the middle of a fragment: %s", part, error)
                break
            if packet is None or packet.is_corrupt:  # the end, whole or cut
                break
            if packet.dts is None or not packet.size:
                continue
            pictures += packet.stream.type == "video"
            packet.stream = streams[packet.stream.index]
            out.mux(packet)
    return pictures


def _free_name(path: Path, avoid: Path | None) -> Path:
    """Return `path`, or the first of ``name-2``, ``name-3`` … that nobody uses."""
    free, number = path, 1
    while free.exists() or free == avoid:
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
