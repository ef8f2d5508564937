"""The file that a recording grows into: an MP4 that survives a crash."""

import contextlib
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO

from tryon.core.errors import BadInput, FileFailed
from tryon.core.scene import Picture
from tryon.labels.tag import LOOK, PLACE, place_text
from tryon.sinks.colour_tag import KEY, UNKNOWN, ColourTag, fill_in
from tryon.sinks.parcel import SECOND_NS, Format, Mux, Parcel
from tryon.sinks.salvage import cut_to_whole, finish, hold, part_name

#: No recording begins, or goes on, with less room on the disk.
SPARE_BYTES = 50_000_000
#: Written in fragments of at most a quarter second, each complete in itself; turned into an
#: ordinary file at the end. The head waits for the first fragment, since only then is known by
#: how much H.264's reordering and AAC's first packet shift picture and sound (67 and 23 ms).
_MUXER = {
    "movflags": "hybrid_fragmented+frag_keyframe+delay_moov+use_metadata_tags",
    "frag_duration": "250000",
    "max_interleave_delta": "500000",
    "flush_packets": "1",  # else up to 256 kB of finished fragments wait in a buffer
}
#: Room in the head for the names of all looks, which are known only at the end.
_LOOKS_UNKNOWN = "recording".ljust(200)


class Movie:
    """An outlet that writes an MP4 file: ``….tryon.part`` while it grows.

    Killed at any moment, all but about the last half second can be played;
    `tryon.sinks.salvage.salvage` finishes such a file at the next start.

    Parameters
    ----------
    path : Path
        Ends in ``.mp4``, ``.m4v`` or ``.mov``. An existing file is replaced at the end. Missing
        folders are made.
    metadata : mapping of str to str, optional
        Written into the file, as `tryon.labels.tag.Tag` gives it. The predicted error of the
        colours is written beside it, and what was worn, where that is told.

    Attributes
    ----------
    pictures : int
        How many were written.
    is_paused : bool
    """

    def __init__(self, path: Path, metadata: Mapping[str, str] | None = None) -> None:
        if path.suffix.lower() not in (".mp4", ".m4v", ".mov"):
            raise BadInput(
                f"{path}: a recording is written as .mp4, .m4v or .mov, "
                f"not {path.suffix or 'without a suffix'}",
                "Choose another file name.",
            )
        self.path = path
        self.pictures = 0
        self.is_paused = False
        self._metadata = dict(metadata or {}) | {KEY: UNKNOWN}
        self._colour = ColourTag()
        self._looks: list[tuple[int, str]] = []  # from when, and what
        self._part = part_name(path)
        self._held: IO[bytes] | None = None
        self._mux: Mux | None = None
        self._form: Format | None = None
        self._is_waiting = False  # for a picture from which can be decoded
        self._pieces: list[_Piece] = []
        self._end_s = Fraction(0)
        self._checked_s = 0.0
        self._has_failed = False

    def pause(self) -> None:
        """Leave out what comes, until `resume`. From any thread."""
        self.is_paused = True

    def resume(self) -> None:
        """Go on with the next picture from which can be decoded."""
        self.is_paused = False

    def begin(self, form: Format, is_first: bool) -> None:
        """Begin the file.

        Raises `FileFailed` if the folder cannot be written, the disk is nearly full, or
        somebody is recording under the same name.
        """
        with self.faults():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._check_room()
            if self._part.exists() and (left_over := hold(self._part)):
                left_over.close()
                finish(self._part, avoid=self.path)
            self._held = hold(self._part)
            if self._held is None:
                raise FileFailed(self.path, "is being recorded already")
            if form.written is not None:
                self._metadata[PLACE] = place_text(form.written)
            if LOOK not in self._metadata:
                self._metadata[LOOK] = _LOOKS_UNKNOWN
            self._mux = Mux(str(self._part), "mp4", _MUXER, form, self._metadata)
            self._form = form
            self._is_waiting = not is_first

    def note(self, picture: Picture, worn: str) -> None:
        """Remember how sure the colours are; a change of what is worn begins a chapter."""
        if self.is_paused:
            return
        self._colour.note(picture.report.colour)
        if worn and (not self._looks or self._looks[-1][1] != worn):
            self._looks.append((picture.captured_ns, worn))

    def put(self, parcel: Parcel) -> None:
        """Write one parcel.

        Raises `FileFailed` when the disk is nearly full or fails; what was recorded is kept
        by `end`.
        """
        if self._mux is None or self._form is None:
            raise ValueError("put() before begin()")
        if self.is_paused:
            self._is_waiting = True
            return
        at_s = parcel.pts * self._form.base(parcel.is_picture)
        if self._is_waiting:
            if not (parcel.is_picture and parcel.is_key):
                return
            self._is_waiting = False
            self._pieces.append(_Piece(parcel.captured_ns, self._end_s, at_s - self._end_s))
        elif not self._pieces:
            origin_ns = parcel.captured_ns - round(at_s * SECOND_NS)
            self._pieces.append(_Piece(origin_ns, Fraction(0), Fraction(0)))
        piece = self._pieces[-1]
        if not parcel.is_picture and parcel.captured_ns < piece.from_ns and self._end_s:
            return  # heard before this piece began
        with self.faults():
            self._mux.put(parcel, piece.left_out_s)
            if parcel.is_picture:
                self.pictures += 1
                period_s = 1 / Fraction(self._form.fps)
                self._end_s = max(self._end_s, at_s - piece.left_out_s + period_s)
            if time.monotonic() - self._checked_s > 1.0:
                self._check_room()

    def end(self) -> None:
        """Finish the file and give it its name. Without a picture there will be no file.

        Raises `FileFailed` if the last of it could not be written; what could is kept. A fault
        that `put` has told already is not told again.
        """
        mux, self._mux = self._mux, None
        try:
            with self.faults():
                if mux is not None:
                    mux.close(self._chapters(), float(self._end_s))
                    fill_in(self._part, self._colour.text)
                    looks = ", ".join(dict.fromkeys(name for _, name in self._looks))
                    fill_in(self._part, looks, _LOOKS_UNKNOWN)
        finally:
            self._give_name()

    def _chapters(self) -> list[tuple[float, str]]:
        """Tell when each look begins, in seconds of the file; empty if there is one only."""
        chapters: list[tuple[float, str]] = []
        for captured_ns, name in self._looks:
            begun = [piece for piece in self._pieces if piece.from_ns <= captured_ns]
            at_s = begun[-1].second_of(captured_ns) if begun else 0.0
            chapters.append((min(max(at_s, 0.0), float(self._end_s)), name))
        return chapters if len(chapters) > 1 else []

    def _give_name(self) -> None:
        """Let go of the part, and rename or remove it."""
        if self._held is None:
            return
        held, self._held = self._held, None
        held.close()
        with self.faults():
            if self.pictures:
                if self._has_failed:
                    cut_to_whole(self._part)
                self._part.replace(self.path)
            else:
                self._part.unlink(missing_ok=True)

    def _check_room(self) -> None:
        """Raise `FileFailed` when the disk is nearly full."""
        self._checked_s = time.monotonic()
        free = shutil.disk_usage(self.path.parent).free
        if free < SPARE_BYTES:
            raise FileFailed(
                self.path,
                f"the disk is nearly full: {free / 1e6:.0f} MB are free, "
                f"{SPARE_BYTES / 1e6:.0f} MB are needed",
                "Make room on the disk, and start the recording again.",
                is_kept=self.pictures > 0,
            )

    @contextlib.contextmanager
    def faults(self) -> Iterator[None]:
        """Turn what FFmpeg and the system raise into `FileFailed`."""
        import av

        try:
            yield
        except (av.FFmpegError, OSError) as error:
            is_news, self._has_failed = not self._has_failed, True
            if not is_news:
                return
            reason = getattr(error, "strerror", None) or str(error)
            told = FileFailed(self.path, f"cannot be written: {reason}", is_kept=True)
            raise told from error


@dataclass(frozen=True, slots=True)
class _Piece:
    """What was recorded without a pause: since when, where it begins, what was left out."""

    from_ns: int
    begins_s: Fraction
    left_out_s: Fraction

    def second_of(self, captured_ns: int) -> float:
        """Tell where in the file something is that was captured then."""
        return float(self.begins_s) + (captured_ns - self.from_ns) / SECOND_NS
