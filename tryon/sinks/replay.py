"""The last seconds of what is on air, ready to become a clip."""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from tryon.core.complete import complete
from tryon.core.errors import BadInput, FileFailed, SinkFailed
from tryon.core.scene import Box, ColourError, Picture
from tryon.labels.tag import COLOUR, LOOK, PLACE, place_text, read_place
from tryon.sinks.colour_tag import ColourTag
from tryon.sinks.parcel import SECOND_NS, Format, Parcel, write_movie


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What is remembered of one picture beside its pixels: numbers, no landmarks."""

    captured_ns: int
    faces: tuple[Box, ...]
    worn: str
    colour: tuple[ColourError, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A stretch of what was on air, encoded, in memory.

    Attributes
    ----------
    form : Format
    parcels : tuple of Parcel
        The first picture is one from which can be decoded.
    seen : tuple of Seen
        One for each picture, in order.
    """

    form: Format
    parcels: tuple[Parcel, ...]
    seen: tuple[Seen, ...]

    @property
    def start_ns(self) -> int:
        """When its first picture was captured."""
        return next(p.captured_ns for p in self.parcels if p.is_picture)

    @property
    def seconds(self) -> float:
        """How long it is."""
        pictures = [parcel.captured_ns for parcel in self.parcels if parcel.is_picture]
        return (max(pictures) - min(pictures)) / SECOND_NS + 1 / self.form.fps

    @property
    def chapters(self) -> tuple[tuple[float, str], ...]:
        """From which second what was worn; empty if that did not change."""
        found: list[tuple[float, str]] = []
        for seen in self.seen:
            if seen.worn and (not found or found[-1][1] != seen.worn):
                found.append(((seen.captured_ns - self.start_ns) / SECOND_NS, seen.worn))
        return tuple(found) if len(found) > 1 else ()

    def trimmed(self, start_s: float, end_s: float) -> "Clip":
        """Leave out what is before and after.

        The start moves back to where decoding may begin, less than a second; `export` cuts
        anywhere.

        Raises
        ------
        ValueError
            Nothing would be left.
        """
        if not 0 <= start_s < min(end_s, self.seconds):
            raise ValueError(
                f"nothing is between {start_s} and {end_s} s of {self.seconds:.1f} s"
            )
        first_ns = self.start_ns + round(start_s * SECOND_NS)
        last_ns = self.start_ns + round(end_s * SECOND_NS)
        keys = [
            (number, parcel.captured_ns)
            for number, parcel in enumerate(self.parcels)
            if parcel.is_picture and parcel.is_key
        ]
        begin = max((key for key in keys if key[1] <= first_ns), default=keys[0])
        kept = [
            parcel
            for number, parcel in enumerate(self.parcels)
            if parcel.captured_ns < last_ns
            and (number >= begin[0] or not parcel.is_picture)
            and parcel.captured_ns >= begin[1]
        ]
        seen = tuple(s for s in self.seen if begin[1] <= s.captured_ns < last_ns)
        return replace(self, parcels=tuple(kept), seen=seen)

    def labels(self, metadata: Mapping[str, str]) -> dict[str, str]:
        """Complete metadata by what was worn, and how sure its colours were."""
        found: dict[str, str] = {}
        if self.form.written is not None:
            found[PLACE] = place_text(self.form.written)
        colour = ColourTag()
        for seen in self.seen:
            colour.note(seen.colour)
        if any(seen.colour for seen in self.seen):
            found[COLOUR] = colour.text.strip()
        if looks := ", ".join(dict.fromkeys(seen.worn for seen in self.seen if seen.worn)):
            found[LOOK] = looks
        return dict(metadata) | found

    def save(self, path: Path, metadata: Mapping[str, str]) -> None:
        """Write an MP4 file; nothing is encoded anew, so it takes a fraction of a second.

        Parameters
        ----------
        path : Path
        metadata : mapping
            Of a `tryon.labels.tag.Tag`.

        Raises
        ------
        FileFailed
        """
        import av

        with complete(path) as part:
            try:
                write_movie(part, self.form, self.parcels, self.labels(metadata), self.chapters)
            except av.FFmpegError as error:
                raise FileFailed(path, f"cannot be written: {error.strerror}") from error


def open_clip(path: Path) -> Clip:
    """Read a recording of ours back into memory, to trim or export it.

    Where faces were is not in files: other shapes then keep the middle.

    Raises
    ------
    BadInput
        It is no MP4 file of H.264 that `Movie` or `Clip.save` could have written.
    """
    import av

    try:
        return _read_clip(path)
    except (av.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"{path}: expected a recording of this program: {reason}") from error


def _read_clip(path: Path) -> Clip:
    import av

    with av.open(
        str(path.absolute()),
        "r",
        container_options={"protocol_whitelist": "file", "format_whitelist": "mov,mp4"},
    ) as file:
        if not file.streams.video or file.streams.video[0].codec_context.name != "h264":
            raise ValueError("holds no H.264 pictures")
        video = file.streams.video[0]
        streams = [video, *file.streams.audio[:1]]
        head = BytesIO()
        options = {"movflags": "empty_moov+frag_keyframe"}
        with av.open(head, "w", format="mp4", options=options) as begun:
            for stream in streams:
                begun.add_stream_from_template(stream)
            begun.start_encoding()
            content = head.getvalue()
        rate_hz = file.streams.audio[0].rate if len(streams) > 1 else 0
        form = Format(
            content,
            (video.width, video.height),
            float(video.average_rate or 30),
            rate_hz,
            read_place(file.metadata.get(PLACE, "")),
        )
        parcels = []
        for packet in file.demux(streams):
            if packet.dts is None or packet.pts is None or packet.time_base is None:
                continue
            is_picture = packet.stream.type == "video"
            ratio = packet.time_base / form.base(is_picture)
            pts = round(packet.pts * ratio)
            parcels.append(
                Parcel(
                    is_picture,
                    not is_picture or packet.is_keyframe,
                    bytes(packet),
                    pts,
                    round(packet.dts * ratio),
                    round((packet.duration or 0) * ratio),
                    round(pts * form.base(is_picture) * SECOND_NS),
                )
            )
    if not any(parcel.is_picture for parcel in parcels):
        raise ValueError("holds no picture")
    return Clip(form, tuple(parcels), ())


class Replay:
    """An outlet that keeps the last seconds in memory, and nothing on disk.

    Parameters
    ----------
    seconds : float
        How much is kept, to the second above.
    limit_bytes : int
        And never more than this.
    """

    def __init__(self, seconds: float = 60.0, limit_bytes: int = 128_000_000) -> None:
        self.limit_s, self.limit_bytes = seconds, limit_bytes
        self._lock = threading.Lock()
        self._form: Format | None = None
        self._groups: deque[list[Parcel]] = deque()  # each begins with a key
        self._sound: deque[Parcel] = deque()
        self._seen: deque[Seen] = deque()
        self._bytes = 0

    @property
    def seconds(self) -> float:
        """How much is there."""
        with self._lock:
            return self._span_s()

    @property
    def held_bytes(self) -> int:
        """How much memory the packets take."""
        with self._lock:
            return self._bytes

    def clip(self, seconds: float | None = None) -> Clip:
        """Take the last `seconds` (all, when None), from where decoding may begin.

        From any thread; takes no time, and the live path does not notice.

        Raises
        ------
        SinkFailed
            There is nothing yet.
        """
        with self._lock:
            form, groups = self._form, list(self._groups)
            sound, seen = list(self._sound), list(self._seen)
        if form is None or not groups:
            raise SinkFailed("there is nothing to replay yet", "Wait a second.")
        end_ns = max(parcel.captured_ns for parcel in groups[-1])
        if seconds is not None:
            wanted_ns = end_ns - round(seconds * SECOND_NS)
            first = max(
                (n for n, group in enumerate(groups) if group[0].captured_ns <= wanted_ns),
                default=0,
            )
            groups = groups[first:]
        start_ns = groups[0][0].captured_ns
        pictures = [parcel for group in groups for parcel in group]
        heard = [p for p in sound if start_ns <= p.captured_ns <= end_ns]
        order = {True: form.base(is_picture=True)}
        if form.has_sound:
            order[False] = form.base(is_picture=False)
        return Clip(
            form,
            tuple(sorted(pictures + heard, key=lambda p: p.dts * order[p.is_picture])),
            tuple(s for s in seen if start_ns <= s.captured_ns <= end_ns),
        )

    def forget(self) -> None:
        """Drop everything that is held."""
        with self._lock:
            self._groups.clear()
            self._sound.clear()
            self._seen.clear()
            self._bytes = 0

    def begin(self, form: Format, is_first: bool) -> None:
        """Start keeping what comes."""
        self.forget()
        self._form = form

    def note(self, picture: Picture, worn: str) -> None:
        """Remember where the faces are, and what is worn."""
        faces = tuple(box for _, box in picture.report.faces)
        with self._lock:
            self._seen.append(Seen(picture.captured_ns, faces, worn, picture.report.colour))

    def put(self, parcel: Parcel) -> None:
        """Keep one parcel, and drop what is too old or too much."""
        with self._lock:
            if parcel.is_picture and parcel.is_key:
                self._groups.append([])
            if not self._groups:
                return
            (self._groups[-1] if parcel.is_picture else self._sound).append(parcel)
            self._bytes += len(parcel.data)
            while len(self._groups) > 1 and (
                self._bytes > self.limit_bytes or self._span_s(skipped=1) >= self.limit_s
            ):
                self._bytes -= sum(len(old.data) for old in self._groups.popleft())
                start_ns = self._groups[0][0].captured_ns
                while self._sound and self._sound[0].captured_ns < start_ns:
                    self._bytes -= len(self._sound.popleft().data)
                while self._seen and self._seen[0].captured_ns < start_ns:
                    self._seen.popleft()

    def end(self) -> None:
        """Keep what is there: a clip can still be made of it, until it is told to forget."""

    def _span_s(self, skipped: int = 0) -> float:
        if len(self._groups) <= skipped:
            return 0.0
        newest = self._groups[-1][-1]
        span_ns = newest.captured_ns - self._groups[skipped][0].captured_ns
        return max(0.0, span_ns / SECOND_NS)
