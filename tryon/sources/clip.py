"""Video files, and the sound in them."""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from tryon.core.errors import BadInput
from tryon.core.scene import Bytes, Frame
from tryon.core.seams import SoundBlock

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter
    from av.video.stream import VideoStream

log = logging.getLogger(__name__)

_Stream = TypeVar("_Stream", "VideoStream", "AudioStream")

#: File names that are taken for videos.
CLIP_SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts"}
    | {".wmv", ".flv", ".3gp", ".ogv", ".gif", ".vob", ".y4m", ".part"}
)
_EXPECTED = "expected a video: MP4, MOV, MKV, WebM, AVI or MPEG"
#: FFmpeg's names of the formats that we read, sound alone to say so. Others would draw text
#: files as pictures, or fetch, and wait for, what a play list names.
_FORMATS = (
    "mov,mp4,matroska,webm,avi,mpeg,mpegvideo,mpegts,asf,flv,ogg,gif,apng,yuv4mpegpipe,"
    "m4v,h264,hevc,ivf,obu,dv,mxf,nut,mp3,aac,wav,flac"
)
_SECOND_NS = 1_000_000_000


class Clip:
    """A video file: every frame exactly once, in order, at the time the file gives it.

    Parameters
    ----------
    path : Path
    live : bool
        Play at real speed, over and over, as a stand-in for a camera.

    Attributes
    ----------
    size : (int, int)
        Width and height in pixels after turning, known after `open`.
    fps : float
        Average rate, known after `open`; 0 if the file gives none.
    frame_count : int or None
        What the file says, or duration times rate: good enough for a progress bar. Known
        after `open`; None if the file does not tell.
    """

    def __init__(self, path: Path, live: bool = False) -> None:
        self.path, self.live = path, live
        self.size = (0, 0)
        self.fps = 0.0
        self.frame_count: int | None = None
        self._is_open = False
        self._reformatter: VideoReformatter

    def open(self) -> None:
        """Open the file and decode its first frame. Raises `BadInput`."""
        from av.video.reformatter import VideoReformatter

        # Kept for all frames: what it prepares for an HDR file takes four seconds.
        self._reformatter = VideoReformatter()
        with open_container(self.path) as container:
            stream = _video(container, self.path)
            first = next(_decoded(container, stream, self.path), None)
            if first is None:
                raise BadInput(f"{self.path}: holds no picture that can be decoded")
            height, width = _upright(first, self._reformatter, _shape(stream)).shape[:2]
            self.size = (width, height)
            rate = stream.average_rate or stream.guessed_rate
            self.fps = float(rate) if rate else 0.0
            self.frame_count = _estimated_frames(container, stream, self.fps)
        self._is_open = True

    def frames(self) -> Iterator[Frame]:
        """Yield every frame; what cannot be decoded is left out, and reported once."""
        if not self.live:
            yield from self._once()
            return
        index, start_ns = 0, time.monotonic_ns()
        while self._is_open:
            first_ns = last_ns = None
            for frame in self._once():
                if first_ns is None:
                    first_ns = frame.captured_ns
                due_ns = start_ns + frame.captured_ns - first_ns
                late_ns = time.monotonic_ns() - due_ns
                if (
                    late_ns > _SECOND_NS // 2
                ):  # the machine slept or is too slow: go on from now
                    start_ns += late_ns
                elif late_ns < 0:
                    time.sleep(-late_ns / 1e9)
                last_ns = max(due_ns, start_ns)
                yield Frame(frame.rgb, time.monotonic_ns(), index)
                index += 1
                if not self._is_open:
                    return
            if last_ns is None:
                raise BadInput(f"{self.path}: holds no picture any more")
            start_ns = last_ns + round(_SECOND_NS / (self.fps or 25.0))

    def close(self) -> None:
        """End the iteration; nothing is held open."""
        self._is_open = False

    def _once(self) -> Iterator[Frame]:
        """Yield the frames of the file from its beginning."""
        import cv2

        period_ns = round(_SECOND_NS / (self.fps or 25.0))
        captured_ns = -period_ns
        with open_container(self.path) as container:
            stream = _video(container, self.path)
            shape = _shape(stream)
            for index, decoded in enumerate(_decoded(container, stream, self.path)):
                rgb = _upright(decoded, self._reformatter, shape)
                if (rgb.shape[1], rgb.shape[0]) != self.size:  # a stream may change its mind
                    rgb = np.asarray(cv2.resize(rgb, self.size, interpolation=cv2.INTER_AREA))
                if decoded.pts is None or decoded.time_base is None:
                    captured_ns += period_ns
                else:
                    stamp_ns = _to_ns(decoded.pts, decoded.time_base)
                    captured_ns = stamp_ns if index == 0 else max(stamp_ns, captured_ns + 1)
                yield Frame(rgb, captured_ns, index)


class ClipSound:
    """The sound of a video file, on the clock of its frames.

    Mono stays mono; anything else is mixed down to stereo. Use `find` to make one.
    """

    live = False

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rate_hz = 0
        self.channels = 0
        self._container: InputContainer | None = None
        self._blocks: Iterator[SoundBlock] = iter(())
        self._next: SoundBlock | None = None

    @classmethod
    def find(cls, path: Path) -> "ClipSound | None":
        """Return the sound of the file at `path`, or None if it has none.

        Raises `BadInput` if the file cannot be used at all.
        """
        with open_container(path) as container:
            return cls(path) if container.streams.audio else None

    def open(self) -> None:
        """Open the file. Raises `BadInput`."""
        container = open_container(self.path)
        if not container.streams.audio:
            container.close()
            raise BadInput(f"{self.path}: has no sound")
        stream = container.streams.audio[0]
        self._container = container
        self.rate_hz, self.channels = stream.rate, min(stream.channels, 2)
        self._blocks = self._decode(container, stream)
        self._next = next(self._blocks, None)

    def take(self, until_ns: int | None) -> Sequence[SoundBlock]:
        """Hand over what begins before `until_ns` (all that is left, when None)."""
        taken = []
        while self._next is not None and (
            until_ns is None or self._next.captured_ns < until_ns
        ):
            taken.append(self._next)
            self._next = next(self._blocks, None)
        return taken

    def close(self) -> None:
        """Release the file."""
        self._blocks, self._next = iter(()), None
        if self._container is not None:
            self._container.close()
            self._container = None

    def _decode(
        self, container: "InputContainer", stream: "AudioStream"
    ) -> Iterator[SoundBlock]:
        """Yield what can be decoded, as interleaved float32."""
        import av

        layout = "mono" if self.channels == 1 else "stereo"
        resampler, made_for = None, None
        expected_ns = 0
        for packet in _packets(container, stream, self.path):
            try:
                decoded = packet.decode()
            except av.FFmpegError as error:
                log.debug("%s: sound left out: %s", self.path, error)
                continue
            for frame in decoded:
                if frame.pts is not None and frame.time_base is not None:
                    expected_ns = _to_ns(frame.pts, frame.time_base)
                kind = (frame.format.name, frame.layout.name, frame.sample_rate)
                if resampler is None or kind != made_for:  # a stream may change its mind
                    resampler, made_for = av.AudioResampler("flt", layout, self.rate_hz), kind
                for part in resampler.resample(frame):
                    samples = np.asarray(part.to_ndarray(), np.float32)
                    samples = np.clip(samples.reshape(-1, self.channels), -1.0, 1.0)
                    yield SoundBlock(samples, expected_ns)
                    expected_ns += len(samples) * _SECOND_NS // self.rate_hz


def open_container(path: Path) -> "InputContainer":
    """Open a media file for reading, and nothing but this file.

    Raises `BadInput` if it is missing or in no format that we read.
    """
    import av

    if not path.is_file():
        kind = "is a folder" if path.is_dir() else "there is no such file"
        raise BadInput(f"{path}: {kind}; {_EXPECTED}")
    if path.stat().st_size == 0:
        raise BadInput(f"{path}: is empty; {_EXPECTED}")
    try:
        # An absolute name cannot be mistaken for a protocol, and a play list inside the file
        # cannot make us fetch anything from elsewhere.
        return av.open(
            str(path.absolute()),
            "r",
            container_options={"protocol_whitelist": "file", "format_whitelist": _FORMATS},
        )
    except (av.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"{path}: cannot be read as a video ({reason}); {_EXPECTED}") from error


def _video(container: "InputContainer", path: Path) -> "VideoStream":
    """Return the moving pictures of the file: not the cover of a song."""
    from av.stream import Disposition

    moving = [
        s for s in container.streams.video if not s.disposition & Disposition.attached_pic
    ]
    if not moving:
        raise BadInput(f"{path}: has no moving pictures; {_EXPECTED}")
    moving[0].thread_type = "AUTO"
    return moving[0]


def _packets(
    container: "InputContainer", stream: "_Stream", path: Path
) -> "Iterator[Packet[_Stream]]":
    """Yield the packets of `stream`, and an empty one at the end that flushes its decoder."""
    import av

    packets: Iterator[Packet[_Stream]] = container.demux(stream)
    while True:
        try:
            yield next(packets)
        except StopIteration:
            return
        except av.FFmpegError as error:
            log.warning("%s: ends early: %s", path, error)
            return


def _decoded(
    container: "InputContainer", stream: "VideoStream", path: Path
) -> "Iterator[VideoFrame]":
    """Yield every frame that decodes, in the order of presentation."""
    import av

    damaged = 0
    for packet in _packets(container, stream, path):
        try:
            frames = packet.decode()
        except av.FFmpegError as error:
            damaged += 1
            log.debug("%s: packet left out: %s", path, error)
            continue
        yield from frames
    if damaged:
        log.warning("%s: is damaged; %d packets could not be decoded", path, damaged)


def _shape(stream: "VideoStream") -> float:
    """Return width over height of one pixel: 1 but for old television formats."""
    ratio = float(stream.sample_aspect_ratio or 1)
    return ratio if 0.25 <= ratio <= 4 else 1.0


def _upright(frame: "VideoFrame", reformatter: "VideoReformatter", shape: float) -> Bytes:
    """Convert a decoded frame to (h, w, 3) uint8 sRGB of square pixels, upright.

    Pixels that are not square are made so in width, by `shape`; the picture is turned and
    mirrored as its display matrix says.
    """
    rgb = np.asarray(
        _srgb(frame, reformatter, round(frame.width * shape)).to_ndarray(), np.uint8
    )
    try:
        matrix = bytes(cast("Mapping[str, Any]", frame.side_data)["DISPLAYMATRIX"])
    except KeyError:
        return np.ascontiguousarray(rgb)
    # Row vectors in 16.16: x' = a x + c y, y' = b x + d y. Only quarter turns and mirrors
    # mean anything for pixels; anything else is rounded to them.
    a, b, _, c, d = np.frombuffer(matrix, np.int32)[:5].tolist()
    if abs(b) + abs(c) > abs(a) + abs(d):
        rgb, a, d = rgb.transpose(1, 0, 2), c, b
    return np.ascontiguousarray(rgb[:: -1 if d < 0 else 1, :: -1 if a < 0 else 1])


def _srgb(frame: "VideoFrame", reformatter: "VideoReformatter", width: int) -> "VideoFrame":
    """Convert to rgb24 of `width`, by the matrix, range and transfer of its tags.

    Untagged pictures are taken as every player takes them: BT.709 from 720 lines up, BT.601
    below, limited range. What is tagged as wide gamut or high dynamic range is converted, its
    reference white becoming white. swscale's fast path is 1-2 codes too dark in green (0.2 ms
    at 720p); the flags below take 1.9 ms and stay within half a code on average.
    """
    from av.video.reformatter import ColorPrimaries, Colorspace, ColorTrc, Interpolation

    is_hd = frame.height >= 720 or frame.width >= 1280
    untagged = Colorspace.ITU709 if is_hd else Colorspace.ITU601
    matrices = {
        1: Colorspace.ITU709,
        4: Colorspace.FCC,
        5: Colorspace.ITU601,
        6: Colorspace.ITU601,
        7: Colorspace.SMPTE240M,
        9: Colorspace.BT2020,
    }
    is_wide = frame.color_primaries in (9, 11, 12) or frame.color_trc in (16, 18)
    return reformatter.reformat(
        frame,
        width=width,
        format="rgb24",
        threads=1,
        src_colorspace=matrices.get(frame.colorspace, untagged),
        interpolation=Interpolation.BILINEAR
        | Interpolation.FULL_CHR_H_INP
        | Interpolation.FULL_CHR_H_INT
        | Interpolation.ACCURATE_RND,
        dst_color_trc=ColorTrc.IEC61966_2_1 if is_wide else None,
        dst_color_primaries=ColorPrimaries.BT709 if is_wide else None,
    )


def _estimated_frames(
    container: "InputContainer", stream: "VideoStream", fps: float
) -> int | None:
    """Return how many frames to expect, or None."""
    if stream.frames:
        return stream.frames
    if stream.duration and stream.time_base:
        seconds = float(stream.duration * stream.time_base)
    elif container.duration:
        seconds = container.duration / 1e6
    else:
        return None
    return max(1, round(seconds * fps)) if fps else None


def _to_ns(pts: int, time_base: Fraction) -> int:
    return pts * time_base.numerator * _SECOND_NS // time_base.denominator
