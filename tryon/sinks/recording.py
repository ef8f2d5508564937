"""Recordings: H.264 and AAC in an MP4 file that survives a crash."""

import contextlib
import logging
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tryon.core.errors import BadInput, SinkFailed
from tryon.core.scene import Bytes, Floats, Picture
from tryon.core.seams import SoundBlock, SoundTrack
from tryon.labels.notice import Notice
from tryon.sinks.colour_tag import KEY, UNKNOWN, ColourTag, fill_in
from tryon.sinks.encoders import X264, Encoder
from tryon.sinks.salvage import finish, hold, part_name, salvage

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer

__all__ = ["Recording", "rgb_to_i420", "salvage"]

log = logging.getLogger(__name__)

#: No recording begins, or goes on, with less room on the disk.
SPARE_BYTES = 50_000_000
#: Sound is counted, not stamped, as long as both agree within this (EBU R 37 allows 40-60 ms).
DRIFT_MS = 40
#: A microphone that is so late has stalled: silence takes its place, since a track without
#: sound would hold pictures back, and of a track that stays empty the last picture is lost.
SILENT_MS = 500
#: ISO/IEC 14496-3, table 1.18, as far as the encoder goes; other rates become 48 kHz.
_AAC_RATES_HZ = frozenset(
    {8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200}
    | {96_000}
)
_CLOCK_HZ = 90_000
_SECOND_NS = 1_000_000_000
#: Written in fragments of at most a quarter second, each complete in itself; turned into an
#: ordinary file at the end. The head waits for the first fragment, since only then is known by
#: how much H.264's reordering and AAC's first packet shift picture and sound (67 and 23 ms).
_MUXER = {
    "movflags": "hybrid_fragmented+frag_keyframe+delay_moov",
    "frag_duration": "250000",
    "max_interleave_delta": "500000",
    "flush_packets": "1",  # else up to 256 kB of finished fragments wait in a buffer
}


class Recording:
    """Writes an MP4 file: under a name that ends in ``.tryon.part`` while it grows.

    A picture keeps the time at which it was captured (variable frame rate). Killed at any
    moment, all but about the last half second can be played; `tryon.sinks.salvage.salvage`
    finishes such a file at the next start. A picture of odd width or height gets its last
    column or row twice, since H.264 stores colour for pairs.

    Parameters
    ----------
    path : Path
        Ends in ``.mp4``, ``.m4v`` or ``.mov``. An existing file is replaced at the end. Missing
        folders are made.
    sound : SoundTrack, optional
        Recorded beside the pictures.
    metadata : mapping of str to str, optional
        Written into the file: ``title``, ``comment`` and names of your own. The predicted
        error of the colours is written beside it, see `tryon.sinks.colour_tag`.
    notice : Notice, optional
        Written into every picture.
    encoder : Encoder
        `tryon.sinks.encoders.fastest` finds a better one, if there is.

    Attributes
    ----------
    pictures : int
        How many were written.
    """

    backlog = 8

    def __init__(
        self,
        path: Path,
        sound: SoundTrack | None = None,
        *,
        metadata: Mapping[str, str] | None = None,
        notice: Notice | None = None,
        encoder: Encoder = X264,
    ) -> None:
        if path.suffix.lower() not in (".mp4", ".m4v", ".mov"):
            raise BadInput(
                f"{path}: a recording is written as .mp4, .m4v or .mov, "
                f"not {path.suffix or 'without a suffix'}",
                "Choose another file name.",
            )
        self.path, self.sound, self.encoder = path, sound, encoder
        self.metadata = dict(metadata or {}) | {KEY: UNKNOWN}
        self.notice = notice
        self._colour = ColourTag()
        self.pictures = 0
        self._part = part_name(path)
        self._held: IO[bytes] | None = None
        self._movie: _Movie | None = None
        self._checked_s = 0.0
        self._has_failed = False

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Begin the file.

        Raises `SinkFailed` if the folder cannot be written, the disk is nearly full, or
        somebody is recording under the same name.
        """
        with self._faults_of_the_disk():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._check_room()
            if self._part.exists() and (left_over := hold(self._part)):
                left_over.close()
                finish(self._part, avoid=self.path)
            self._held = hold(self._part)
            if self._held is None:
                raise SinkFailed(f"{self.path}: is being recorded already")
            if self.sound is not None:
                self.sound.open()
            self._movie = _Movie(self._part, size, fps, self.sound, self.metadata, self.encoder)

    def write(self, picture: Picture) -> None:
        """Encode one picture, and the sound up to it.

        Raises `SinkFailed` when the disk is nearly full or fails, and when the size of the
        pictures changes; what was recorded is kept by `close`.
        """
        if self._movie is None:
            raise ValueError("write() before open()")
        size = (picture.rgb.shape[1], picture.rgb.shape[0])
        if size != self._movie.size:
            before = self._movie.size
            raise SinkFailed(
                f"{self.path}: pictures of {before[0]} x {before[1]} were expected, "
                f"{size[0]} x {size[1]} came; what was recorded is kept"
            )
        with self._faults_of_the_disk():
            rgb = picture.rgb if self.notice is None else self.notice.write_on(picture.rgb)
            self._movie.write(rgb, picture.captured_ns)
            self._colour.note(picture.report.colour)
            self.pictures += 1
            if time.monotonic() - self._checked_s > 1.0:
                self._check_room()

    def close(self) -> None:
        """Finish the file and give it its name. Without a picture there will be no file.

        Raises `SinkFailed` if the last of it could not be written; what could is kept. A fault
        that `write` has told already is not told again.
        """
        movie, self._movie = self._movie, None
        told = contextlib.suppress(SinkFailed) if self._has_failed else contextlib.nullcontext()
        try:
            with told, self._faults_of_the_disk():
                if movie is not None:
                    movie.finish()
                    fill_in(self._part, self._colour.text)
        finally:
            try:
                if self.sound is not None and self._held is not None:
                    self.sound.close()
            finally:
                self._give_name()

    def _give_name(self) -> None:
        """Let go of the part, and rename or remove it."""
        if self._held is None:
            return
        held, self._held = self._held, None
        held.close()
        with self._faults_of_the_disk():
            if self.pictures:
                self._part.replace(self.path)
            else:
                self._part.unlink(missing_ok=True)

    def _check_room(self) -> None:
        """Raise `SinkFailed` when the disk is nearly full."""
        self._checked_s = time.monotonic()
        free = shutil.disk_usage(self.path.parent).free
        if free < SPARE_BYTES:
            raise SinkFailed(
                f"{self.path}: the disk is nearly full: {free / 1e6:.0f} MB are free, "
                f"{SPARE_BYTES / 1e6:.0f} MB are needed; what was recorded is kept",
                "Make room on the disk, and start the recording again.",
            )

    @contextlib.contextmanager
    def _faults_of_the_disk(self) -> Iterator[None]:
        """Turn what FFmpeg and the system raise into `SinkFailed`."""
        import av

        try:
            yield
        except (av.FFmpegError, OSError) as error:
            self._has_failed = True
            reason = getattr(error, "strerror", None) or str(error)
            raise SinkFailed(
                f"{self.path}: cannot be written: {reason}; what was recorded is kept"
            ) from error


class _Movie:
    """The growing file: one stream of pictures, and one of sound beside it."""

    def __init__(
        self,
        part: Path,
        size: tuple[int, int],
        fps: float,
        sound: SoundTrack | None,
        metadata: Mapping[str, str],
        encoder: Encoder,
    ) -> None:
        import av
        from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

        self.size, self._sound = size, sound
        self._first_ns: int | None = None
        self._last_ns = self._origin_ns = 0
        self._last_pts = self._last_key_pts = -_CLOCK_HZ
        self._samples = 0

        options = dict(_MUXER)
        options["movflags"] += "+use_metadata_tags"
        self._container: OutputContainer = av.open(
            str(part), "w", format="mp4", options=options
        )
        self._container.metadata.update(metadata)
        # A hint for the encoder; what counts are the times of the pictures.
        nominal = min(max(fps, 1.0), 240.0) if fps > 0 else 30.0
        self._period_ns = round(_SECOND_NS / nominal)
        video = self._container.add_stream(
            encoder.name,
            rate=Fraction(nominal).limit_denominator(1001),
            options=dict(encoder.options),
        )
        assert isinstance(video, av.VideoStream)
        video.width, video.height = size[0] + size[0] % 2, size[1] + size[1] % 2
        video.pix_fmt = encoder.pixels
        video.time_base = video.codec_context.time_base = Fraction(1, _CLOCK_HZ)
        video.codec_context.color_range = ColorRange.MPEG
        video.codec_context.colorspace = Colorspace.ITU709
        video.codec_context.color_primaries = ColorPrimaries.BT709
        video.codec_context.color_trc = ColorTrc.BT709
        self._video = video
        self._audio: AudioStream | None = None
        if sound is not None:
            audio = self._container.add_stream(
                "aac",
                rate=sound.rate_hz if sound.rate_hz in _AAC_RATES_HZ else 48_000,
                layout="mono" if sound.channels == 1 else "stereo",
            )
            assert isinstance(audio, av.AudioStream)
            audio.codec_context.bit_rate = 96_000 * sound.channels
            self._audio = audio

    def write(self, rgb: Bytes, captured_ns: int) -> None:
        """Encode one picture, and the sound up to it."""
        import av
        from av.video.frame import PictureType

        blocks = self._sound.take(captured_ns) if self._sound is not None else ()
        if self._first_ns is None:
            self._first_ns = self._origin_ns = captured_ns
            if self._sound is not None and not self._sound.live and blocks:
                self._origin_ns = min(captured_ns, blocks[0].captured_ns)
        pts = (captured_ns - self._origin_ns) * _CLOCK_HZ // _SECOND_NS
        pts = max(pts, self._last_pts + 1)
        frame = av.VideoFrame.from_ndarray(rgb_to_i420(rgb), format="yuv420p")
        if self._video.pix_fmt != "yuv420p":
            frame = frame.reformat(format=self._video.pix_fmt)
        frame.pts, frame.time_base = pts, Fraction(1, _CLOCK_HZ)
        if pts - self._last_key_pts >= _CLOCK_HZ:  # a place to begin, once a second
            frame.pict_type = PictureType.I
            self._last_key_pts = pts
        self._container.mux(self._video.encode(frame))
        self._last_pts, self._last_ns = pts, captured_ns
        self._write_sound(blocks, None)
        if self._sound is not None and self._sound.live:
            self._fill_silence(captured_ns - SILENT_MS * 1_000_000)

    def finish(self) -> None:
        """Write what the encoders still hold, and the rest of the sound; end the file."""
        try:
            if self._first_ns is not None:
                self._container.mux(self._video.encode(None))
                if self._audio is not None and self._sound is not None:
                    end_ns = self._last_ns + self._period_ns if self._sound.live else None
                    self._write_sound(self._sound.take(end_ns), end_ns)
                    if end_ns is not None:
                        self._wait_for_sound(end_ns)
                        self._fill_silence(end_ns)
                    self._container.mux(self._audio.encode(None))
        finally:
            self._container.close()

    def _write_sound(self, blocks: Sequence[SoundBlock], end_ns: int | None) -> None:
        """Encode `blocks`, gaps filled with silence and overlaps cut."""
        if self._audio is None or self._sound is None:
            return
        rate_hz = self._sound.rate_hz
        tolerance = DRIFT_MS * rate_hz // 1000
        for block in blocks:
            samples = block.samples
            start = round((block.captured_ns - self._origin_ns) * rate_hz / _SECOND_NS)
            gap = start - self._samples
            if abs(gap) > tolerance or self._samples == 0:
                self._encode_silence(gap)
                samples = samples[max(0, -gap) :]
            if end_ns is not None:
                end = round((end_ns - self._origin_ns) * rate_hz / _SECOND_NS)
                samples = samples[: max(0, end - self._samples)]
            self._encode_sound(samples)

    def _wait_for_sound(self, end_ns: int) -> None:
        """Write what a device heard before `end_ns` and still holds back."""
        if self._sound is None:
            return
        enough_ns = end_ns - self._origin_ns - DRIFT_MS * 1_000_000
        enough = enough_ns * self._sound.rate_hz // _SECOND_NS
        deadline_s = time.monotonic() + SILENT_MS / 1000
        while self._samples < enough and time.monotonic() < deadline_s:
            time.sleep(0.01)
            self._write_sound(self._sound.take(end_ns), end_ns)

    def _fill_silence(self, until_ns: int) -> None:
        """Fill what a microphone left out before `until_ns`."""
        if self._sound is not None:
            rate_hz = self._sound.rate_hz
            missing = (until_ns - self._origin_ns) * rate_hz // _SECOND_NS - self._samples
            if missing > DRIFT_MS * rate_hz // 1000:
                self._encode_silence(missing)

    def _encode_silence(self, count: int) -> None:
        """Encode `count` samples of nothing, a second at a time."""
        if self._sound is not None:
            second = np.zeros((self._sound.rate_hz, self._sound.channels), np.float32)
            for start in range(0, count, len(second)):
                self._encode_sound(second[: count - start])

    def _encode_sound(self, samples: Floats) -> None:
        import av

        if self._audio is None or self._sound is None or not len(samples):
            return
        rate_hz = self._sound.rate_hz
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples.T), format="fltp", layout=self._audio.layout.name
        )
        frame.sample_rate, frame.pts = rate_hz, self._samples
        frame.time_base = Fraction(1, rate_hz)
        self._samples += len(samples)
        self._container.mux(self._audio.encode(frame))


def rgb_to_i420(rgb: Bytes) -> Bytes:
    """Convert sRGB to planar 4:2:0 YCbCr by BT.709, limited range.

    cv2's own conversion takes 0.14 ms at 720p but knows BT.601 only, and a red lip tagged with
    the wrong matrix is off by several ΔE; swscale's takes 1.9 ms. This takes 0.7 ms.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
        sRGB-encoded. Of an odd width or height the last column or row is taken twice.

    Returns
    -------
    i420 : (h * 3 / 2, w) uint8, h and w even
        All of Y, then Cb and Cr at half the size.

    References
    ----------
    ITU-R BT.709-6, section 3; quantisation as in its table 4.
    """
    import cv2

    height, width = rgb.shape[:2]
    if height % 2 or width % 2:
        rgb = np.pad(rgb, ((0, height % 2), (0, width % 2), (0, 0)), "edge")
        height, width = rgb.shape[:2]
    ycbcr = cv2.transform(rgb, _RGB_TO_YCBCR)
    half = cv2.resize(ycbcr, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    i420 = np.empty(height * width * 3 // 2, np.uint8)
    luma, chroma = height * width, height * width // 4
    i420[:luma] = ycbcr[..., 0].ravel()
    i420[luma : luma + chroma] = half[..., 1].ravel()
    i420[luma + chroma :] = half[..., 2].ravel()
    return i420.reshape(height * 3 // 2, width)


def _rgb_to_ycbcr() -> NDArray[np.float32]:
    """Return (3, 4): full-range RGB to limited-range BT.709 YCbCr, the offset last."""
    red, green, blue = 0.2126, 0.7152, 0.0722
    luma = np.array([red, green, blue])
    cb = (np.array([0, 0, 1]) - luma) / (2 * (1 - blue))
    cr = (np.array([1, 0, 0]) - luma) / (2 * (1 - red))
    scale = np.array([[219], [224], [224]]) / 255
    offset = np.array([[16], [128], [128]])
    return np.hstack([np.stack([luma, cb, cr]) * scale, offset]).astype(np.float32)


_RGB_TO_YCBCR = _rgb_to_ycbcr()
