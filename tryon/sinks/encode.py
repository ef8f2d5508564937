"""Pictures and sound become parcels: H.264 and AAC on one clock."""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from tryon.core.scene import Bytes, Floats
from tryon.core.seams import SoundBlock, SoundTrack
from tryon.sinks.encoders import X264, Encoder
from tryon.sinks.parcel import CLOCK_HZ, SECOND_NS, Format, Parcel
from tryon.sinks.yuv import rgb_to_i420

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.packet import Packet

#: Sound is counted, not stamped, as long as both agree within this (EBU R 37 allows 40-60 ms).
#: Files stamp as they like; the times of what is live are counted already.
DRIFT_MS, LIVE_DRIFT_MS = 40, 15
#: Nothing is done about less. In between, a sound card whose quartz is not that of the pictures
#: is followed: its blocks are stretched by a thousandth at most, which is 2 cents of pitch.
_STILL_MS, _STRETCH = 1, 0.001
#: A microphone that is so late has stalled: silence takes its place, since a track without
#: sound would hold pictures back, and of a track that stays empty the last picture is lost.
SILENT_MS = 500
#: ISO/IEC 14496-3, table 1.18, as far as the encoder goes; other rates become 48 kHz.
_AAC_RATES_HZ = frozenset(
    {8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200}
    | {96_000}
)


#: Options by which encoders are told a quality instead of a rate.
_QUALITY = (
    *("crf", "qp", "qp_i", "qp_p", "rc", "global_quality"),
    *("q:v", "rate_control", "quality"),
)
_START_CODE = re.compile(b"\x00\x00+\x01")


@dataclass(frozen=True, slots=True)
class Rate:
    """How many bits a live stream may have; without one, quality is constant instead.

    Attributes
    ----------
    kbit_s : int
        Of the pictures.
    least_kbit_s : int
        As far down as a slow connection may press it.
    """

    kbit_s: int = 4500
    least_kbit_s: int = 600

    def __post_init__(self) -> None:
        if not 0 < self.least_kbit_s <= self.kbit_s:
            raise ValueError(
                f"expected 0 < least_kbit_s <= kbit_s, not {self.least_kbit_s}, {self.kbit_s}"
            )


class Encode:
    """Encodes pictures as they come, and the sound beside them.

    A picture keeps the time at which it was captured (variable frame rate). One of odd width
    or height gets its last column or row twice, since H.264 stores colour for pairs.

    Parameters
    ----------
    size : (int, int)
        Width and height of the pictures, in pixels.
    fps : float
        A hint for the encoder; what counts are the times of the pictures.
    sound : SoundTrack or None
        Opened, and closed, by the caller.
    encoder : Encoder
    rate : Rate, optional
        Constant bit rate instead of constant quality.

    Attributes
    ----------
    form : Format
    """

    def __init__(
        self,
        size: tuple[int, int],
        fps: float,
        sound: SoundTrack | None = None,
        encoder: Encoder = X264,
        rate: Rate | None = None,
    ) -> None:
        import av
        from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

        self.size, self._sound = size, sound
        self._first_ns: int | None = None
        self._last_ns = self._origin_ns = 0
        self._last_pts = self._last_key_pts = -CLOCK_HZ
        self._samples = 0
        self._wants_key = False
        nominal = min(max(fps, 1.0), 240.0) if fps > 0 else 30.0
        self._period_ns = round(SECOND_NS / nominal)

        # A file in memory that ends after its head: its streams own the encoders, and whoever
        # reads the head knows what they make.
        head = BytesIO()
        self._container = av.open(
            head, "w", format="mp4", options={"movflags": "empty_moov+frag_keyframe"}
        )
        options = dict(encoder.options)
        if rate is not None:
            for name in _QUALITY:
                options.pop(name, None)
            options |= {"maxrate": f"{rate.kbit_s}k", "bufsize": f"{rate.kbit_s}k"}
        video = self._container.add_stream(
            encoder.name, rate=Fraction(nominal).limit_denominator(1001), options=options
        )
        assert isinstance(video, av.VideoStream)
        video.width, video.height = size[0] + size[0] % 2, size[1] + size[1] % 2
        video.pix_fmt = encoder.pixels
        video.time_base = video.codec_context.time_base = Fraction(1, CLOCK_HZ)
        video.codec_context.color_range = ColorRange.MPEG
        video.codec_context.colorspace = Colorspace.ITU709
        video.codec_context.color_primaries = ColorPrimaries.BT709
        video.codec_context.color_trc = ColorTrc.BT709
        if rate is not None:
            video.codec_context.bit_rate = rate.kbit_s * 1000
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
        self._container.start_encoding()
        self.form = Format(
            head.getvalue(),
            (video.width, video.height),
            nominal,
            0 if self._audio is None else self._audio.rate,
        )

    @property
    def last_pts(self) -> int:
        """When the newest picture is shown, in ticks."""
        return self._last_pts

    def want_key(self) -> None:
        """Let decoding be possible from the next picture on."""
        self._wants_key = True

    def slow_down(self, kbit_s: int) -> None:
        """Change the bit rate of a stream that has one; x264 follows within a second."""
        self._video.codec_context.bit_rate = kbit_s * 1000

    def picture(self, rgb: Bytes, captured_ns: int) -> list[Parcel]:
        """Encode one picture, and the sound up to it.

        Parameters
        ----------
        rgb : (h, w, 3) uint8, of the size that was promised
            sRGB-encoded.
        captured_ns : int

        Returns
        -------
        list of Parcel
            What is ready by now; encoders look some pictures ahead.
        """
        import av
        from av.video.frame import PictureType

        blocks = self._sound.take(captured_ns) if self._sound is not None else ()
        if self._first_ns is None:
            self._first_ns = self._origin_ns = captured_ns
            if self._sound is not None and not self._sound.live and blocks:
                self._origin_ns = min(captured_ns, blocks[0].captured_ns)
        pts = (captured_ns - self._origin_ns) * CLOCK_HZ // SECOND_NS
        pts = max(pts, self._last_pts + 1)
        frame = av.VideoFrame.from_ndarray(rgb_to_i420(rgb), format="yuv420p")
        if self._video.pix_fmt != "yuv420p":
            frame = frame.reformat(format=self._video.pix_fmt)
        frame.pts, frame.time_base = pts, Fraction(1, CLOCK_HZ)
        if self._wants_key or pts - self._last_key_pts >= CLOCK_HZ:  # or once a second
            frame.pict_type = PictureType.I
            self._last_key_pts, self._wants_key = pts, False
        parcels = [*self._parcels(self._video.encode(frame), is_picture=True)]
        self._last_pts, self._last_ns = pts, captured_ns
        parcels += self._hear(blocks, None)
        if self._sound is not None and self._sound.live:
            parcels += self._fill_silence(captured_ns - SILENT_MS * 1_000_000)
        return parcels

    def rest(self) -> list[Parcel]:
        """Return what the encoders still hold, and the rest of the sound; then it is over."""
        if self._first_ns is None:
            return []
        parcels = [*self._parcels(self._video.encode(None), is_picture=True)]
        if self._audio is not None and self._sound is not None:
            end_ns = self._last_ns + self._period_ns if self._sound.live else None
            parcels += self._hear(self._sound.take(end_ns), end_ns)
            if end_ns is not None:
                parcels += self._wait_for_sound(end_ns)
                parcels += self._fill_silence(end_ns)
            parcels += self._parcels(self._audio.encode(None), is_picture=False)
        return parcels

    def _parcels(
        self, packets: "Iterable[Packet[Any]]", *, is_picture: bool
    ) -> Iterator[Parcel]:
        base = self.form.base(is_picture)
        period = round(self._period_ns / (base * SECOND_NS)) if is_picture else 0
        for packet in packets:
            ratio = Fraction(packet.time_base) / base
            pts = round((packet.pts or 0) * ratio)
            yield Parcel(
                is_picture,
                not is_picture or packet.is_keyframe,
                _with_lengths(bytes(packet)) if is_picture else bytes(packet),
                pts,
                pts if packet.dts is None else round(packet.dts * ratio),
                round((packet.duration or 0) * ratio) or period,
                self._origin_ns + round(pts * base * SECOND_NS),
            )

    def _hear(self, blocks: Sequence[SoundBlock], end_ns: int | None) -> list[Parcel]:
        """Encode `blocks`, gaps filled with silence and overlaps cut."""
        if self._audio is None or self._sound is None:
            return []
        parcels: list[Parcel] = []
        rate_hz = self._sound.rate_hz
        tolerance = (LIVE_DRIFT_MS if self._sound.live else DRIFT_MS) * rate_hz // 1000
        for block in blocks:
            samples = block.samples
            start = round((block.captured_ns - self._origin_ns) * rate_hz / SECOND_NS)
            gap = start - self._samples
            if abs(gap) > tolerance or self._samples == 0:
                parcels += self._encode_silence(gap)
                samples = samples[max(0, -gap) :]
            elif self._sound.live and abs(gap) > rate_hz * _STILL_MS // 1000:
                samples = _stretched(samples, gap)
            if end_ns is not None:
                end = round((end_ns - self._origin_ns) * rate_hz / SECOND_NS)
                samples = samples[: max(0, end - self._samples)]
            parcels += self._encode_sound(samples)
        return parcels

    def _wait_for_sound(self, end_ns: int) -> list[Parcel]:
        """Encode what a device heard before `end_ns` and still holds back."""
        if self._sound is None:
            return []
        parcels: list[Parcel] = []
        enough_ns = end_ns - self._origin_ns - DRIFT_MS * 1_000_000
        enough = enough_ns * self._sound.rate_hz // SECOND_NS
        deadline_s = time.monotonic() + SILENT_MS / 1000
        while self._samples < enough and time.monotonic() < deadline_s:
            time.sleep(0.01)
            parcels += self._hear(self._sound.take(end_ns), end_ns)
        return parcels

    def _fill_silence(self, until_ns: int) -> list[Parcel]:
        """Fill what a microphone left out before `until_ns`."""
        if self._sound is None:
            return []
        rate_hz = self._sound.rate_hz
        missing = (until_ns - self._origin_ns) * rate_hz // SECOND_NS - self._samples
        return self._encode_silence(missing) if missing > DRIFT_MS * rate_hz // 1000 else []

    def _encode_silence(self, count: int) -> list[Parcel]:
        """Encode `count` samples of nothing, a second at a time."""
        parcels: list[Parcel] = []
        if self._sound is not None:
            second = np.zeros((self._sound.rate_hz, self._sound.channels), np.float32)
            for start in range(0, count, len(second)):
                parcels += self._encode_sound(second[: count - start])
        return parcels

    def _encode_sound(self, samples: Floats) -> list[Parcel]:
        import av

        if self._audio is None or self._sound is None or not len(samples):
            return []
        rate_hz = self._sound.rate_hz
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples.T), format="fltp", layout=self._audio.layout.name
        )
        frame.sample_rate, frame.pts = rate_hz, self._samples
        frame.time_base = Fraction(1, rate_hz)
        self._samples += len(samples)
        return [*self._parcels(self._audio.encode(frame), is_picture=False)]


def _stretched(samples: Floats, gap: int) -> Floats:
    """Make (n, channels) samples a little longer or shorter, towards a `gap` of samples.

    Between samples goes a Catmull-Rom spline.
    """
    count = len(samples)
    most = max(round(_STRETCH * count), 1)
    wanted = count + min(max(gap, -most), most)
    if count < 4 or wanted < 4:
        return samples
    places = np.linspace(0, count - 1, wanted)
    first = np.minimum(places.astype(np.int64), count - 2)
    t = (places - first)[:, None]
    padded = np.concatenate([samples[:1], samples, samples[-1:]])
    before, left, right, after = (padded[first + step] for step in range(4))
    bend = 3 * (left - right) + after - before
    slope = 2 * before - 5 * left + 4 * right - after + t * bend
    curve = left + t / 2 * (right - before + t * slope)
    return np.ascontiguousarray(curve, np.float32)


def _with_lengths(data: bytes) -> bytes:
    """Turn the start codes between NAL units, if there are any, into lengths before them.

    Encoders make the first, files and RTMP hold the second. A unit never contains a start
    code, and never ends with a zero.

    References
    ----------
    ITU-T H.264, annex B; ISO/IEC 14496-15, section 5.3.
    """
    if not data.startswith((b"\0\0\1", b"\0\0\0\1")):
        return data
    units = _START_CODE.split(data)[1:]
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)
