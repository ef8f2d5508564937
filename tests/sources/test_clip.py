import itertools
import struct
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tryon.core.errors import BadInput
from tryon.sources.clip import Clip, ClipSound

RATE_HZ = 48_000


def write_clip(
    path: Path,
    pictures: Sequence[np.ndarray],
    times_ms: Sequence[int] | None = None,
    *,
    codec: str = "ffv1",
    pixels: str = "bgr0",
    sound: np.ndarray | None = None,
    colour: tuple[int, int] | None = None,
) -> Path:
    """Write `pictures` at `times_ms` (25 a second), and `sound` (n, channels) beside them.

    `colour` is (matrix, range) to tag and to use.
    """
    times_ms = times_ms or [40 * index for index in range(len(pictures))]
    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w") as out:
        video = out.add_stream(codec, rate=25, options={"crf": "1"} if "264" in codec else {})
        video.width, video.height, video.pix_fmt = width, height, pixels
        video.time_base = video.codec_context.time_base = Fraction(1, 1000)
        if colour:
            video.codec_context.colorspace, video.codec_context.color_range = colour
        audio = None
        if sound is not None:
            layout = {1: "mono", 2: "stereo", 6: "5.1"}[sound.shape[1]]
            audio = out.add_stream("alac", rate=RATE_HZ, layout=layout)
        for rgb, ms in zip(pictures, times_ms, strict=True):
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame = frame.reformat(
                format=pixels,
                dst_colorspace=colour[0] if colour else None,
                dst_color_range=colour[1] if colour else None,
                interpolation=0x2 | 0x2000 | 0x4000 | 0x40000,
            )
            frame.pts, frame.time_base = ms, Fraction(1, 1000)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        if audio is not None:
            block = av.AudioFrame.from_ndarray(
                np.rint(sound.reshape(1, -1) * 32767).astype(np.int16),
                format="s16",
                layout=layout,
            )
            block.sample_rate = RATE_HZ
            out.mux(audio.encode(block))
            out.mux(audio.encode(None))
    return path


def numbered(count: int, size: tuple[int, int] = (64, 48)) -> list[np.ndarray]:
    """Make pictures whose grey says their number."""
    width, height = size
    return [np.full((height, width, 3), 10 + 3 * number, np.uint8) for number in range(count)]


def read(path: Path):
    source = Clip(path)
    source.open()
    try:
        return source, list(source.frames())
    finally:
        source.close()


def test_every_frame_comes_once_at_its_own_time(tmp_path):
    times_ms = [0, 33, 35, 120, 121, 500, 501, 900]
    path = write_clip(tmp_path / "uneven.mkv", numbered(8), times_ms)
    source, frames = read(path)
    assert not source.live
    assert source.size == (64, 48)
    assert source.frame_count is not None
    assert [frame.captured_ns // 1_000_000 for frame in frames] == times_ms
    assert [frame.index for frame in frames] == list(range(8))
    assert [int(frame.rgb[5, 5, 0]) for frame in frames] == [10 + 3 * n for n in range(8)]
    assert all(frame.rgb.flags.c_contiguous for frame in frames)


def test_a_clip_can_be_opened_again(tmp_path):
    path = write_clip(tmp_path / "twice.mkv", numbered(5))
    source = Clip(path)
    for _ in range(2):
        source.open()
        assert len(list(source.frames())) == 5
        source.close()
    assert source.fps == 25


def test_b_frames_are_put_in_order_and_counted(tmp_path):
    path = write_clip(tmp_path / "b.mp4", numbered(40), codec="libx264", pixels="yuv420p")
    source, frames = read(path)
    assert source.frame_count == len(frames) == 40
    greys = [int(frame.rgb.mean()) for frame in frames]
    assert greys == sorted(greys)
    assert len(set(greys)) == 40


@pytest.mark.parametrize("size", [(63, 47), (64, 47), (33, 48)])
def test_odd_sizes_lose_nothing(tmp_path, size):
    picture = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), np.uint8)
    source, frames = read(write_clip(tmp_path / "odd.mkv", [picture] * 2))
    assert source.size == size
    np.testing.assert_array_equal(frames[0].rgb, picture)


@pytest.mark.parametrize(
    ("codec", "pixels", "worst"),
    [
        ("ffv1", "gray", 1),
        ("ffv1", "yuv420p10le", 2),
        ("ffv1", "yuv444p12le", 2),
        ("ffv1", "gbrp10le", 1),
        ("rawvideo", "gray", 1),
        ("mpeg4", "yuv420p", 4),
    ],
)
def test_grey_and_deep_pictures_keep_their_brightness(tmp_path, codec, pixels, worst):
    picture = np.full((48, 64, 3), 140, np.uint8)
    _, frames = read(
        write_clip(tmp_path / "deep.mkv", [picture] * 3, codec=codec, pixels=pixels)
    )
    assert len(frames) == 3
    assert np.abs(frames[-1].rgb.astype(int) - 140).max() <= worst


@pytest.mark.parametrize("colour", [(1, 1), (1, 2), (5, 1), (5, 2)])
def test_colours_come_by_the_matrix_and_range_of_the_file(tmp_path, colour):
    lipstick = np.full((48, 64, 3), (155, 27, 48), np.uint8)
    path = write_clip(
        tmp_path / "red.mkv", [lipstick] * 2, codec="ffv1", pixels="yuv444p", colour=colour
    )
    _, frames = read(path)
    assert np.abs(frames[0].rgb.astype(int) - lipstick).max() <= 2


def test_untagged_pictures_are_taken_as_players_take_them(tmp_path):
    """BT.601 below 720 lines, BT.709 from there."""
    lipstick = (155, 27, 48)
    for size, matrix in (((64, 48), 5), ((1280, 720), 1)):
        picture = np.full((size[1], size[0], 3), lipstick, np.uint8)
        yuv = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(
            format="yuv444p", dst_colorspace=matrix, dst_color_range=1
        )
        path = tmp_path / f"{size[0]}.mkv"
        with av.open(str(path), "w") as out:
            video = out.add_stream("ffv1", rate=25)
            video.width, video.height, video.pix_fmt = *size, "yuv444p"
            plain = av.VideoFrame.from_ndarray(yuv.to_ndarray(), format="yuv444p")
            out.mux(video.encode(plain))
            out.mux(video.encode(None))
        _, frames = read(path)
        assert np.abs(frames[0].rgb[5, 5].astype(int) - lipstick).max() <= 2


def test_high_dynamic_range_is_brought_to_srgb(tmp_path):
    """HLG puts reference white at 75 % of the signal (ITU-R BT.2408): it becomes white."""
    signal = np.full((48, 64, 3), round(0.75 * 65535), np.uint16)
    yuv = av.VideoFrame.from_ndarray(signal, format="rgb48le").reformat(
        format="yuv420p10le", dst_colorspace=9, dst_color_range=1
    )
    path = tmp_path / "hlg.mkv"
    with av.open(str(path), "w") as out:
        video = out.add_stream("ffv1", rate=25)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p10le"
        context = video.codec_context
        context.colorspace, context.color_range = 9, 1
        context.color_primaries, context.color_trc = 9, 18
        yuv.pts = 0
        out.mux(video.encode(yuv))
        out.mux(video.encode(None))
    _, frames = read(path)
    assert frames[0].rgb.min() >= 245


MATRICES = {
    "none": (1, 0, 0, 1),
    "quarter right": (0, 1, -1, 0),
    "half": (-1, 0, 0, -1),
    "quarter left": (0, -1, 1, 0),
    "mirror": (-1, 0, 0, 1),
    "mirror and quarter": (0, 1, 1, 0),
}


@pytest.mark.parametrize("turn", MATRICES)
def test_the_display_matrix_is_obeyed(tmp_path, turn):
    stored = np.zeros((48, 64, 3), np.uint8)
    stored[:24, :32], stored[:24, 32:] = 40, 100
    stored[24:, :32], stored[24:, 32:] = 160, 220
    path = write_clip(tmp_path / "phone.mp4", [stored] * 3, codec="libx264", pixels="yuv444p")
    a, b, c, d = MATRICES[turn]
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    unit = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    assert data[at : at + 36] == unit
    data[at : at + 36] = struct.pack(
        ">9i", a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30
    )
    path.write_bytes(data)

    source, frames = read(path)
    # where each stored quarter lies after (x', y') = (a x + c y, b x + d y), about the middle
    seen = frames[0].rgb
    assert source.size == ((48, 64) if a == 0 else (64, 48))
    assert seen.shape[:2] == source.size[::-1]
    for x, y, grey in ((-1, -1, 40), (1, -1, 100), (-1, 1, 160), (1, 1, 220)):
        column, row = a * x + c * y, b * x + d * y
        height, width = seen.shape[:2]
        found = seen[height // 2 + row * height // 4, width // 2 + column * width // 4]
        assert np.abs(found.astype(int) - grey).max() < 8, turn


def test_pixels_of_old_television_are_made_square(tmp_path):
    path = tmp_path / "pal.mkv"
    with av.open(str(path), "w") as out:
        video = out.add_stream("mpeg2video", rate=25, options={"q:v": "2"})
        video.width, video.height, video.pix_fmt = 180, 144, "yuv420p"
        video.codec_context.sample_aspect_ratio = Fraction(16, 15)
        disc = np.zeros((144, 180, 3), np.uint8)
        x, y = np.meshgrid((np.arange(180) - 89.5) * 16 / 15, np.arange(144) - 71.5)
        disc[np.hypot(x, y) < 60] = 255
        for _ in range(3):
            out.mux(video.encode(av.VideoFrame.from_ndarray(disc, format="rgb24")))
        out.mux(video.encode(None))
    source, frames = read(path)
    assert source.size == (192, 144)
    bright = frames[0].rgb[..., 0] > 128
    assert abs(bright.any(0).sum() - bright.any(1).sum()) <= 1, "a disc is round"


def test_a_broken_tail_delivers_what_decodes(tmp_path, caplog):
    path = write_clip(tmp_path / "cut.mkv", numbered(60), codec="libx264", pixels="yuv420p")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    _, frames = read(path)
    assert 15 < len(frames) < 60
    assert [frame.index for frame in frames] == list(range(len(frames)))


def test_damage_in_the_middle_is_reported_once(tmp_path, caplog):
    path = write_clip(tmp_path / "hurt.mkv", numbered(30, (320, 240)), codec="ffv1")
    data = bytearray(path.read_bytes())
    rng = np.random.default_rng(0)
    middle = slice(len(data) // 2, len(data) // 2 + len(data) // 20)
    data[middle] = rng.integers(0, 256, len(data[middle]), np.uint8).tobytes()
    path.write_bytes(data)
    _, frames = read(path)
    assert 10 <= len(frames) <= 30
    stamps = [frame.captured_ns for frame in frames]
    assert stamps == sorted(set(stamps))
    assert len([r for r in caplog.records if r.levelname == "WARNING"]) <= 1


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("v.mp4", b"no video", "cannot be read as a video"),
        ("v.mp4", b"", "is empty"),
        ("notes.txt", b"a line of text\n" * 50, "video"),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n", "video"),
        ("list.ffconcat", b"ffconcat version 1.0\nfile /etc/hostname\n", "video"),
        ("talk.srt", b"1\n00:00:01,000 --> 00:00:02,000\nhello\n", "video"),
    ],
)
def test_what_is_no_video_is_refused_by_name(tmp_path, name, data, word):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadInput) as refused:
        Clip(path).open()
    assert str(path) in str(refused.value)
    assert word in str(refused.value)


def test_missing_files_folders_photos_and_sound_alone_are_refused(tmp_path):
    from PIL import Image

    Image.new("RGB", (64, 48)).save(tmp_path / "photo.png")
    with av.open(str(tmp_path / "song.wav"), "w") as out:
        audio = out.add_stream("pcm_s16le", rate=8000, layout="mono")
        block = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), "s16", "mono")
        block.sample_rate = 8000
        out.mux(audio.encode(block))
    for path, word in (
        (tmp_path / "nowhere.mp4", "no such file"),
        (tmp_path, "is a folder"),
        (tmp_path / "photo.png", "cannot be read as a video"),
        (tmp_path / "song.wav", "no moving pictures"),
    ):
        with pytest.raises(BadInput, match=word):
            Clip(path).open()


def test_a_live_clip_keeps_real_time_and_begins_again(tmp_path):
    path = write_clip(tmp_path / "loop.mkv", numbered(5))
    source = Clip(path, live=True)
    source.open()
    start = time.monotonic_ns()
    frames = list(itertools.islice(source.frames(), 12))
    source.close()
    assert [frame.index for frame in frames] == list(range(12))
    assert [int(frame.rgb[0, 0, 0]) for frame in frames] == [10, 13, 16, 19, 22] * 2 + [10, 13]
    assert start <= frames[0].captured_ns
    seconds = (frames[-1].captured_ns - frames[0].captured_ns) / 1e9
    assert 11 * 0.04 - 0.01 <= seconds < 11 * 0.04 + 0.4


# ------------------------------------------------------------------ sound


def tone(seconds: float, channels: int = 1, hz: float = 440.0) -> np.ndarray:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return np.stack([0.5 * np.sin(2 * np.pi * hz * (1 + k) * t) for k in range(channels)], -1)


@pytest.mark.parametrize("channels", [1, 2])
def test_the_sound_comes_whole_and_in_time(tmp_path, channels):
    wanted = tone(1.0, channels)
    path = write_clip(tmp_path / "heard.mkv", numbered(25), sound=wanted)
    sound = ClipSound.find(path)
    assert sound is not None
    sound.open()
    early = sound.take(300_000_000)
    late = sound.take(None)
    assert sound.take(None) == []
    sound.close()
    assert (sound.rate_hz, sound.channels) == (RATE_HZ, channels)
    assert all(block.captured_ns < 300_000_000 for block in early)
    assert all(block.captured_ns >= 300_000_000 for block in late)
    assert early
    assert late
    position = 0
    for block in (*early, *late):
        assert abs(block.captured_ns - position * 1e9 / RATE_HZ) < 2e6
        position += len(block.samples)
    samples = np.concatenate([block.samples for block in (*early, *late)])
    assert samples.dtype == np.float32
    assert samples.shape == wanted.shape
    assert np.abs(samples - wanted).max() < 1e-3


def test_surround_is_mixed_down_to_stereo(tmp_path):
    path = write_clip(tmp_path / "hall.mkv", numbered(10), sound=tone(0.4, 6))
    sound = ClipSound.find(path)
    assert sound is not None
    sound.open()
    samples = np.concatenate([block.samples for block in sound.take(None)])
    sound.close()
    assert samples.shape == (round(0.4 * RATE_HZ), 2)
    assert 0.05 < np.abs(samples).max() <= 1


def test_sound_that_changes_in_the_middle_goes_on(tmp_path):
    """MPEG sound says its rate and channels in every frame: here 44.1 kHz, then 48 kHz."""
    parts = []
    for rate_hz, layout in ((44_100, "stereo"), (48_000, "mono")):
        path = tmp_path / f"{layout}.mp2"
        with av.open(str(path), "w") as out:
            audio = out.add_stream("mp2", rate=rate_hz, layout=layout)
            for start in range(0, rate_hz // 2, 1152):
                samples = np.full((1, 1152 * (1 + (layout == "stereo"))), 3000, np.int16)
                block = av.AudioFrame.from_ndarray(samples, "s16", layout)
                block.sample_rate, block.pts = rate_hz, start
                out.mux(audio.encode(block))
            out.mux(audio.encode(None))
        parts.append(path.read_bytes())
    path = tmp_path / "both.mp2"
    path.write_bytes(b"".join(parts))
    sound = ClipSound(path)
    sound.open()
    samples = np.concatenate([block.samples for block in sound.take(None)])
    sound.close()
    assert len(samples) / sound.rate_hz == pytest.approx(1.0, abs=0.1)
    assert np.median(samples) == pytest.approx(3000 / 32768, rel=0.05)


def test_a_silent_film_has_no_sound(tmp_path):
    path = write_clip(tmp_path / "mute.mkv", numbered(3))
    assert ClipSound.find(path) is None
    with pytest.raises(BadInput, match="has no sound"):
        ClipSound(path).open()


def test_every_clip_of_the_data_gives_all_its_frames(shared_data):
    """Counted by the demuxer, packet by packet; the first 30 of each."""
    clips = sorted(p for p in (shared_data / "videos").iterdir() if p.suffix != ".csv")[::3]
    assert clips
    for path in clips:
        with av.open(str(path)) as file:
            packets = sum(1 for packet in file.demux(video=0) if packet.size)
        source, total, last_ns = Clip(path), 0, -1
        source.open()
        for frame in itertools.islice(source.frames(), 30):
            total += 1
            assert frame.captured_ns > last_ns
            last_ns = frame.captured_ns
        source.close()
        assert total == min(packets, 30), path.name
