"""What travels from one encoder to all who want its work: packets, and what decodes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from tryon.core.scene import Box, Picture

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer
    from av.stream import Stream

#: Pictures are stamped in ticks of this clock.
CLOCK_HZ = 90_000
SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Format:
    """What a decoder must know before the first parcel.

    Attributes
    ----------
    head : bytes
        An MP4 file without pictures: codecs, sizes, parameter sets.
    size : (int, int)
        Width and height in pixels.
    fps : float
        Nominal; the times of the parcels are what counts.
    rate_hz : int
        Of the sound; 0 without sound.
    written : Box or None
        The part of each picture that a notice is written on.
    """

    head: bytes = field(repr=False)
    size: tuple[int, int]
    fps: float
    rate_hz: int = 0
    written: Box | None = None

    @property
    def has_sound(self) -> bool:
        """Whether there is a second stream."""
        return self.rate_hz > 0

    def base(self, is_picture: bool) -> Fraction:
        """Return the length of a tick, in seconds."""
        return Fraction(1, CLOCK_HZ if is_picture else self.rate_hz)


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """One packet of an encoder, in the order of decoding.

    Attributes
    ----------
    is_picture : bool
        Else it is sound.
    is_key : bool
        Whether decoding may begin here; of sound always.
    data : bytes
        Of a picture NAL units with their lengths before them, as in an MP4 file.
    pts, dts, duration : int
        Ticks of `Format.base`. One origin for pictures and sound.
    captured_ns : int
        Time of its content, on the clock of the frames.
    """

    is_picture: bool
    is_key: bool
    data: bytes = field(repr=False)
    pts: int
    dts: int
    duration: int
    captured_ns: int


@runtime_checkable
class Outlet(Protocol):
    """Takes what an encoder makes: a file, a replay buffer, a live stream.

    Called on the thread of the encoder: nothing here may wait for anybody outside. Each
    begins with a parcel from which can be decoded, and may join and leave at any time.
    """

    def begin(self, form: Format, is_first: bool) -> None:
        """Prepare. `is_first`: from the encoder's own beginning. Raises `SinkFailed`."""

    def note(self, picture: Picture, worn: str) -> None:
        """Take note of a picture that will come as a parcel, and of what is worn in it."""

    def put(self, parcel: Parcel) -> None:
        """Take the next parcel. Raises `SinkFailed`."""

    def end(self) -> None:
        """Finish. Called exactly once after `begin`, also after an error."""


class Mux:
    """Writes parcels into a container of FFmpeg.

    Parameters
    ----------
    target : str or file object
        As `av.open` takes it.
    kind : str
        FFmpeg's name of the container: ``mp4``, ``flv``.
    options : mapping of str to str
    form : Format
    metadata : mapping of str to str, optional
    """

    def __init__(
        self,
        target: Any,
        kind: str,
        options: Mapping[str, str],
        form: Format,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        import av

        self._form = form
        self._container: OutputContainer = av.open(
            target, "w", format=kind, options=dict(options)
        )
        self._container.metadata.update(metadata or {})
        with _opened(form) as head:
            streams = (*head.streams.video, *head.streams.audio)
            self._streams: list[Stream] = [
                self._container.add_stream_from_template(stream) for stream in streams
            ]
        self._last_dts = [-(1 << 62)] * len(self._streams)

    def put(self, parcel: Parcel, shift_s: Fraction = Fraction(0)) -> None:
        """Write one parcel, `shift_s` seconds earlier than it says."""
        import av

        number = 0 if parcel.is_picture else 1
        base = self._form.base(parcel.is_picture)
        shift = round(shift_s / base)
        packet = av.Packet(parcel.data)
        packet.time_base = base
        # Two pieces put together may overlap by a picture's reordering.
        dts = max(parcel.dts - shift, self._last_dts[number] + 1)
        self._last_dts[number] = dts
        packet.dts, packet.pts = dts, max(parcel.pts - shift, dts)
        packet.duration = parcel.duration
        packet.is_keyframe = parcel.is_key
        packet.stream = self._streams[number]
        self._container.mux_one(packet)

    def start(self) -> None:
        """Write the head now: who is at the other end hears of us."""
        self._container.start_encoding()

    def close(self, chapters: Sequence[tuple[float, str]] = (), end_s: float = 0.0) -> None:
        """Finish the container.

        Parameters
        ----------
        chapters : sequence of (float, str)
            Where each begins, in seconds, and its title.
        end_s : float
            Where the last one ends.
        """
        if chapters:
            ends = [*(start_s for start_s, _ in chapters[1:]), end_s]
            self._container.set_chapters(
                [
                    {
                        "id": number,
                        "start": round(start_s * 1000),
                        "end": round(max(stop_s, start_s) * 1000),
                        "time_base": Fraction(1, 1000),
                        "metadata": {"title": title},
                    }
                    for number, ((start_s, title), stop_s) in enumerate(
                        zip(chapters, ends, strict=True)
                    )
                ]
            )
        self._container.close()


def _opened(form: Format) -> "InputContainer":
    import av

    return av.open(BytesIO(form.head), "r", format="mp4")


def write_movie(
    target: Path | BytesIO,
    form: Format,
    parcels: Sequence[Parcel],
    metadata: Mapping[str, str],
    chapters: Sequence[tuple[float, str]] = (),
) -> None:
    """Write parcels into an ordinary MP4 file as they are; nothing is encoded anew.

    Parameters
    ----------
    target : Path or BytesIO
    form : Format
    parcels : sequence of Parcel
        The first picture among them is one from which can be decoded. It is at 0 s;
        what is heard before it is left out.

    Raises
    ------
    av.FFmpegError, OSError
    """
    pictures = [parcel for parcel in parcels if parcel.is_picture]
    if not pictures:
        raise ValueError("no picture to write")
    first, last = pictures[0], max(pictures, key=lambda parcel: parcel.pts)
    shift_s = first.pts * form.base(is_picture=True)
    is_file = isinstance(target, Path)
    options = {"movflags": "use_metadata_tags" + ("+faststart" if is_file else "")}
    mux = Mux(str(target) if is_file else target, "mp4", options, form, metadata)
    try:
        for parcel in parcels:
            if parcel.is_picture or parcel.captured_ns >= first.captured_ns:
                mux.put(parcel, shift_s)
    finally:
        mux.close(chapters, float((last.pts - first.pts) * form.base(is_picture=True)))
