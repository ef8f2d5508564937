import contextlib
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from tryon.core.errors import BadInput, SinkFailed
from tryon.core.seams import Sink, SoundBlock, SoundTrack
from tryon.sinks import movie as module
from tryon.sinks.encode import _stretched
from tryon.sinks.recording import Recording
from tryon.sinks.salvage import salvage
from tryon.sinks.yuv import rgb_to_i420
from tryon.sources.clip import Clip, ClipSound

SECOND_NS = 1_000_000_000
RATE_HZ = 48_000


class Clicks:
    """A sound track that is silent but for a click at each of `at_ns`."""

    rate_hz, channels = RATE_HZ, 1

    def __init__(
        self, start_ns: int, end_ns: int, at_ns: Sequence[int] = (), live: bool = True
    ) -> None:
        self.live = live
        count = (end_ns - start_ns) * RATE_HZ // SECOND_NS
        samples = np.zeros((count, 1), np.float32)
        for ns in at_ns:
            place = (ns - start_ns) * RATE_HZ // SECOND_NS
            samples[place : place + 48] = 0.9
        self.blocks = [
            SoundBlock(samples[i : i + 960], start_ns + i * SECOND_NS // RATE_HZ)
            for i in range(0, count, 960)
        ]
        self.opened = self.closed = 0

    def open(self) -> None:
        self.opened += 1

    def take(self, until_ns: int | None) -> Sequence[SoundBlock]:
        count = sum(until_ns is None or b.captured_ns < until_ns for b in self.blocks)
        taken, self.blocks = self.blocks[:count], self.blocks[count:]
        return taken

    def close(self) -> None:
        self.closed += 1


def scenes(count: int, size: tuple[int, int] = (160, 120)) -> list[np.ndarray]:
    """Make pictures that differ, smooth enough to survive coding."""
    width, height = size
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return [
        np.stack(
            [
                128 + 80 * np.sin((x + 2 * n) / 17),
                128 + 80 * np.cos((y - n) / 13),
                60 + 2 * n + 0 * x,
            ],
            -1,
        ).astype(np.uint8)
        for n in range(count)
    ]


def record(path, pictures, times_ns, picture, *, sound=None, fps=25.0, **options) -> Recording:
    sink = Recording(path, sound, **options)
    sink.open((pictures[0].shape[1], pictures[0].shape[0]), fps)
    try:
        for index, (rgb, ns) in enumerate(zip(pictures, times_ns, strict=True)):
            sink.write(picture(rgb, ns, index))
    finally:
        sink.close()
    return sink


def heard(path: Path) -> tuple[float, np.ndarray]:
    """Decode the sound: (time of the first sample in s, mono samples)."""
    with av.open(str(path)) as file:
        frames = list(file.decode(audio=0))
    return float(frames[0].time), np.concatenate([f.to_ndarray().mean(0) for f in frames])


def clicks_s(path: Path) -> list[float]:
    """Find when the clicks are heard, in seconds of the file."""
    start, samples = heard(path)
    loud = np.flatnonzero(np.abs(samples) > 0.4)
    first = loud[np.flatnonzero(np.diff(loud, prepend=-RATE_HZ) > 2000)]
    return [start + float(place) / RATE_HZ for place in first]


def read(path: Path):
    source = Clip(path)
    source.open()
    frames = list(source.frames())
    source.close()
    return source, frames


def test_it_is_a_sink(tmp_path):
    assert isinstance(Recording(tmp_path / "a.mp4"), Sink)
    assert isinstance(Clicks(0, 1), SoundTrack)


def test_every_picture_keeps_its_time_and_its_colours(tmp_path, picture):
    times_ns = [5 * SECOND_NS + ms * 1_000_000 for ms in (0, 33, 35, 120, 500, 501, 1700, 1740)]
    pictures = scenes(8)
    path = tmp_path / "deep" / "down" / "out.mp4"
    sink = record(path, pictures, times_ns, picture)
    assert sink.pictures == 8
    _, frames = read(path)
    assert len(frames) == 8
    for frame, rgb, ns in zip(frames, pictures, times_ns, strict=True):
        assert abs(frame.captured_ns - (ns - times_ns[0])) < 20_000
        difference = frame.rgb.astype(int) - rgb
        assert np.abs(difference).mean() < 3
        assert np.abs(difference.mean((0, 1))).max() < 1.5, "a colour cast"
    assert [p.name for p in path.parent.iterdir()] == ["out.mp4"]


def test_the_file_is_ordinary_tagged_and_full_of_places_to_begin(tmp_path, picture):
    path = tmp_path / "out.mp4"
    record(path, scenes(100), [n * SECOND_NS // 25 for n in range(100)], picture)
    with av.open(str(path)) as file:
        video = file.streams.video[0]
        assert video.codec_context.name == "h264"
        assert video.codec_context.pix_fmt == "yuv420p"
        assert video.frames == 100, "an index for players, not fragments"
        assert float(video.duration * video.time_base) == pytest.approx(4.0, abs=0.001)
        assert video.average_rate == 25
        frame = next(file.decode(video))
        assert (frame.colorspace, frame.color_range) == (1, 1)
        assert (frame.color_primaries, frame.color_trc) == (1, 1)
        file.seek(0)
        keys = [float(p.pts * p.time_base) for p in file.demux(video) if p.is_keyframe]
    assert keys[0] == 0
    assert max(np.diff([*keys, 4.0])) <= 1.001


def test_pictures_with_the_same_time_are_kept_in_order(tmp_path, picture):
    path = tmp_path / "out.mp4"
    record(path, scenes(6), [0, 0, 0, 40_000_000, 40_000_000, 30_000_000], picture)
    _, frames = read(path)
    assert len(frames) == 6
    stamps = [frame.captured_ns for frame in frames]
    assert stamps == sorted(set(stamps))


@pytest.mark.parametrize("size", [(161, 120), (160, 121), (161, 121), (34, 18)])
def test_odd_sizes_lose_nothing(tmp_path, picture, size):
    pictures = scenes(3, size)
    path = tmp_path / "odd.mp4"
    record(path, pictures, [0, 40_000_000, 80_000_000], picture)
    source, frames = read(path)
    width, height = size
    assert source.size == (width + width % 2, height + height % 2)
    seen = frames[1].rgb[:height, :width].astype(int)
    assert np.abs(seen - pictures[1]).mean() < 4
    if width % 2:
        last = frames[1].rgb[:height, width].astype(int)
        assert np.abs(last - pictures[1][:, -1]).mean() < 6


def test_conversion_is_bt709_within_a_code():
    rng = np.random.default_rng(3)
    colours = rng.integers(0, 256, (200, 3))
    red, green, blue = colours.T / 255
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    wanted = np.stack(
        [
            16 + 219 * luma,
            128 + 224 * (blue - luma) / 1.8556,
            128 + 224 * (red - luma) / 1.5748,
        ],
        -1,
    )
    for colour, ycbcr in zip(colours, wanted, strict=True):
        rgb = np.full((4, 6, 3), colour, np.uint8)
        i420 = rgb_to_i420(rgb)
        assert i420.shape == (6, 6)
        y, cb, cr = i420[:4], i420.ravel()[24:30], i420.ravel()[30:]
        for plane, value in zip((y, cb, cr), ycbcr, strict=True):
            assert np.abs(plane.astype(float) - value).max() <= 1


def test_sound_and_picture_stay_together(tmp_path, picture):
    """A click on every flash, with the clocks starting far from zero and apart."""
    zero_ns = 77 * SECOND_NS
    times_ns = [zero_ns + n * SECOND_NS // 30 for n in range(90)]
    flashes = [15, 40, 71]
    pictures = [
        np.full((120, 160, 3), 235 if n in flashes else 20, np.uint8) for n in range(90)
    ]
    sound = Clicks(
        zero_ns - SECOND_NS // 3, times_ns[-1] + SECOND_NS, [times_ns[n] for n in flashes]
    )
    path = tmp_path / "out.mp4"
    record(path, pictures, times_ns, picture, sound=sound, fps=30.0)
    _, frames = read(path)
    seen_s = [frame.captured_ns / 1e9 for frame in frames if frame.rgb.mean() > 128]
    assert len(seen_s) == len(flashes)
    assert np.abs(np.array(clicks_s(path)) - seen_s).max() < 0.002
    start_s, samples = heard(path)
    assert start_s == 0, "a live track's lead is cut"
    assert len(samples) / RATE_HZ == pytest.approx(3.0, abs=1025 / RATE_HZ), "and so is its end"
    assert (sound.opened, sound.closed) == (1, 1)


@pytest.mark.parametrize("rate_hz", [8_000, 37_800, 192_000])
def test_unusual_rates_of_sound_are_kept_in_time(tmp_path, picture, rate_hz):
    class Tone(Clicks):
        def open(self) -> None:
            t = np.arange(2 * rate_hz) / rate_hz
            wave = (0.5 * np.sin(2 * np.pi * 440 * t) * (t >= 1))[:, None].astype(np.float32)
            step = rate_hz // 50
            self.rate_hz = rate_hz
            self.blocks = [
                SoundBlock(wave[i : i + step], i * SECOND_NS // rate_hz)
                for i in range(0, len(wave), step)
            ]

    path = tmp_path / "out.mp4"
    times_ns = [n * SECOND_NS // 25 for n in range(50)]
    record(path, scenes(50), times_ns, picture, sound=Tone(0, 0))
    with av.open(str(path)) as file:
        out_hz = file.streams.audio[0].rate
    _, samples = heard(path)
    assert out_hz == (rate_hz if rate_hz == 8_000 else 48_000)
    assert len(samples) / out_hz == pytest.approx(2.0, abs=1100 / out_hz)
    begins = np.flatnonzero(np.abs(samples) > 0.25)[0]
    assert begins / out_hz == pytest.approx(1.0, abs=0.01)
    loud = samples[round(1.2 * out_hz) : round(1.7 * out_hz)]
    pitch = np.argmax(np.abs(np.fft.rfft(loud))) * 2
    assert pitch == pytest.approx(440, abs=2)


def test_sound_of_a_file_that_leads_the_pictures_is_kept(tmp_path, picture):
    times_ns = [SECOND_NS // 2 + n * SECOND_NS // 25 for n in range(25)]
    sound = Clicks(0, 2 * SECOND_NS, [SECOND_NS // 4, times_ns[10]], live=False)
    path = tmp_path / "out.mp4"
    record(path, scenes(25), times_ns, picture, sound=sound)
    _, frames = read(path)
    start_s, samples = heard(path)
    assert start_s == pytest.approx(0, abs=0.001)
    assert len(samples) / RATE_HZ == pytest.approx(2.0, abs=1025 / RATE_HZ)
    early, late = clicks_s(path)
    assert early == pytest.approx(0.25, abs=0.002)
    assert frames[0].captured_ns / 1e9 == pytest.approx(0.5, abs=0.002)
    assert late == pytest.approx(frames[10].captured_ns / 1e9, abs=0.002)


@pytest.mark.parametrize("off_ppm", [-400, 400])
def test_a_sound_card_with_a_clock_of_its_own_stays_in_step(tmp_path, picture, off_ppm):
    """Two minutes, in which counted samples alone would be off by 48 ms."""
    seconds = 120
    click_ns = [s * SECOND_NS for s in range(5, seconds, 5)]
    share = 1 + off_ppm * 1e-6
    sound = Clicks(0, (seconds + 1) * SECOND_NS, [round(ns / share) for ns in click_ns])
    sound.blocks = [
        SoundBlock(block.samples, round(block.captured_ns * share)) for block in sound.blocks
    ]
    times_ns = [n * SECOND_NS // 2 for n in range(2 * seconds)]
    path = tmp_path / "out.mp4"
    record(path, scenes(1, (32, 32)) * len(times_ns), times_ns, picture, sound=sound, fps=2.0)
    found_s = np.array(clicks_s(path))
    assert len(found_s) == len(click_ns)
    assert np.abs(found_s - np.array(click_ns) / 1e9).max() < 0.004


def test_what_is_stretched_sounds_the_same():
    t = np.arange(960) / RATE_HZ
    tone = np.stack([np.sin(2 * np.pi * 3000 * t), np.ones_like(t)], 1).astype(np.float32)
    for gap, count in ((700, 961), (-700, 959), (1, 961)):
        made = _stretched(tone, gap)
        assert made.shape == (count, 2)
        exact = np.sin(2 * np.pi * 3000 * np.linspace(0, t[-1], count))
        assert np.abs(made[2:-2, 0] - exact[2:-2]).max() < 0.01
        assert np.abs(made[:, 1] - 1).max() < 1e-6


def test_holes_in_the_sound_become_silence_and_overlaps_are_cut(tmp_path, picture):
    times_ns = [n * SECOND_NS // 25 for n in range(75)]
    sound = Clicks(0, 3 * SECOND_NS, [2 * SECOND_NS])
    sound.blocks = [
        block for block in sound.blocks if not 0.5e9 <= block.captured_ns < 0.9e9
    ] + [b for b in sound.blocks if 1.2e9 <= b.captured_ns < 1.3e9]
    sound.blocks.sort(key=lambda block: block.captured_ns)
    path = tmp_path / "out.mp4"
    record(path, scenes(75), times_ns, picture, sound=sound)
    assert clicks_s(path) == [pytest.approx(2.0, abs=0.045)]


def test_a_microphone_that_never_speaks_holds_nothing_up(tmp_path, picture):
    sound = Clicks(0, 0)
    path = tmp_path / "out.mp4"
    record(path, scenes(60), [n * SECOND_NS // 25 for n in range(60)], picture, sound=sound)
    _, frames = read(path)
    assert len(frames) == 60
    start_s, samples = heard(path)
    assert (start_s, np.abs(samples).max()) == (0, 0)
    assert len(samples) / RATE_HZ == pytest.approx(2.4, abs=0.045)


def test_what_the_device_holds_back_at_the_end_is_waited_for(tmp_path, picture):
    class Late(Clicks):
        asked = 0

        def take(self, until_ns):
            self.asked += 1
            late_ns = until_ns - SECOND_NS // 4 if self.asked <= 53 else until_ns
            return super().take(late_ns)

    sound = Late(0, 3 * SECOND_NS, [SECOND_NS // 2, SECOND_NS * 39 // 20])
    path = tmp_path / "out.mp4"
    record(path, scenes(50), [n * SECOND_NS // 25 for n in range(50)], picture, sound=sound)
    assert clicks_s(path) == [pytest.approx(0.5, abs=0.002), pytest.approx(1.95, abs=0.002)]


def test_a_microphone_that_stalls_comes_back_in_time(tmp_path, picture):
    times_ns = [n * SECOND_NS // 25 for n in range(100)]
    sound = Clicks(0, 4 * SECOND_NS, [SECOND_NS // 2, 3 * SECOND_NS])
    sound.blocks = [b for b in sound.blocks if not 1e9 <= b.captured_ns < 2.5e9]
    path = tmp_path / "out.mp4"
    record(path, scenes(100), times_ns, picture, sound=sound)
    assert clicks_s(path) == [pytest.approx(0.5, abs=0.002), pytest.approx(3.0, abs=0.045)]


@pytest.mark.parametrize("fps", [0.0, 0.0001, 29.97, 1_000_000.0])
def test_the_nominal_rate_is_a_hint_only(tmp_path, picture, fps):
    times_ns = [n * SECOND_NS // 20 for n in range(30)]
    path = tmp_path / "out.mp4"
    record(path, scenes(30), times_ns, picture, fps=fps)
    _, frames = read(path)
    assert np.allclose([f.captured_ns for f in frames], times_ns, atol=20_000)


def test_a_real_clip_keeps_its_75_frames_and_its_sound(tmp_path, picture, shared_data):
    path = sorted((shared_data / "videos").glob("grid_*.mpg"))[0]
    source = Clip(path)
    source.open()
    before = list(source.frames())
    source.close()
    out = tmp_path / "out.mp4"
    record(
        out,
        [frame.rgb for frame in before],
        [frame.captured_ns for frame in before],
        picture,
        sound=ClipSound.find(path),
        fps=source.fps,
    )
    _, after = read(out)
    assert len(before) == len(after) == 75
    for a, b in zip(before, after, strict=True):
        assert abs(a.captured_ns - b.captured_ns) < 20_000
    start_a, sound_a = heard(path)
    start_b, sound_b = heard(out)
    rate = 44_100
    assert abs(len(sound_b) - len(sound_a)) <= 1024
    size = len(sound_a) + len(sound_b)
    likeness = np.fft.irfft(np.fft.rfft(sound_b, size) * np.fft.rfft(sound_a, size).conj())
    lag = int(np.argmax(likeness))
    assert abs((lag - size * (lag > size // 2)) / rate + start_b - start_a) < 0.002


def test_metadata_travels(tmp_path, picture):
    path = tmp_path / "out.mp4"
    words = {"comment": "virtual effect, for reference", "AIGC": '{"Label": "1"}'}
    record(path, scenes(3), [0, 1, 2], picture, metadata=words)
    with av.open(str(path)) as file:
        assert {key: file.metadata[key] for key in words} == words


def test_without_a_picture_there_is_no_file(tmp_path):
    sink = Recording(tmp_path / "out.mp4")
    sink.open((64, 48), 25.0)
    sink.close()
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_stays_until_the_new_one_is_complete(tmp_path, picture):
    path = tmp_path / "out.mp4"
    path.write_bytes(b"old")
    sink = Recording(path)
    sink.open((160, 120), 25.0)
    sink.write(picture(scenes(1)[0]))
    assert path.read_bytes() == b"old"
    sink.close()
    assert path.read_bytes() != b"old"


@pytest.mark.parametrize("name", ["out.avi", "out", "out.png"])
def test_names_of_other_formats_are_refused(tmp_path, name):
    with pytest.raises(BadInput, match=name):
        Recording(tmp_path / name)


def test_two_recordings_under_one_name_are_refused(tmp_path, picture):
    first, second = Recording(tmp_path / "out.mp4"), Recording(tmp_path / "out.mp4")
    first.open((160, 120), 25.0)
    first.write(picture(scenes(1)[0]))
    with pytest.raises(SinkFailed, match="already"):
        second.open((160, 120), 25.0)
    second.close()
    first.close()
    assert read(tmp_path / "out.mp4")[0].size == (160, 120)


def test_a_change_of_size_ends_the_recording_and_keeps_it(tmp_path, picture):
    sink = Recording(tmp_path / "out.mp4")
    sink.open((160, 120), 25.0)
    sink.write(picture(scenes(1)[0]))
    with pytest.raises(SinkFailed, match="160 x 120 were expected, 64 x 48 came"):
        sink.write(picture(np.zeros((48, 64, 3), np.uint8), 40_000_000))
    sink.close()
    assert len(read(tmp_path / "out.mp4")[1]) == 1


def test_a_full_disk_is_refused_and_a_filling_one_stops(tmp_path, picture, monkeypatch):
    free = [10_000_000]
    usage = type("Usage", (), {"free": property(lambda self: free[0])})()
    monkeypatch.setattr(module.shutil, "disk_usage", lambda folder: usage)
    sink = Recording(tmp_path / "out.mp4")
    with pytest.raises(SinkFailed, match="10 MB are free, 50 MB are needed"):
        sink.open((160, 120), 25.0)
    sink.close()
    assert list(tmp_path.iterdir()) == []

    free[0] = 10**9
    sink = Recording(tmp_path / "out.mp4")
    sink.open((160, 120), 25.0)
    for n, rgb in enumerate(scenes(20)):
        sink.write(picture(rgb, n * 40_000_000))
    free[0] = 10**7
    sink.movie._checked_s = 0.0  # a second has passed
    with pytest.raises(SinkFailed, match="nearly full"):
        sink.write(picture(scenes(1)[0], SECOND_NS))
    sink.close()
    assert len(read(tmp_path / "out.mp4")[1]) == 21


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    sink = Recording(tmp_path / "file" / "out.mp4")
    with pytest.raises(SinkFailed, match=r"out\.mp4: cannot be written"):
        sink.open((64, 48), 25.0)
    sink.close()


CHILD = textwrap.dedent(
    """
    import os, resource, signal, sys
    from pathlib import Path
    import numpy as np
    sys.path[:0] = [sys.argv[1]]
    from test_recording import Clicks, SECOND_NS, scenes
    from tryon.core.errors import SinkFailed
    from tryon.core.scene import Light, Picture, Report
    from tryon.sinks.recording import Recording

    path, fps, limit, largest = Path(sys.argv[2]), *map(int, sys.argv[3:])
    light = Light(np.ones(3, np.float32), 1.0, np.zeros((9, 3), np.float32), 3.0, "default")
    report = Report({}, (), light)
    pictures = scenes(60)
    sink = Recording(path, Clicks(0, 40 * SECOND_NS))
    sink.open((160, 120), fps)
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    try:
        for n in range(limit):
            sink.write(Picture(pictures[n % 60], n * SECOND_NS // fps, n, report))
            print(n, flush=True)
    except SinkFailed as failed:
        print(failed, file=sys.stderr)
        sink.close()
    else:
        os.kill(os.getpid(), signal.SIGKILL)
    """
)


def run_child(path: Path, fps: int, limit: int, largest: int = 0) -> tuple[int, str]:
    """Record in another process that is killed after `limit` pictures.

    Returns the number of the last picture that was taken, and what was said. No file may grow
    beyond `largest` bytes, as on a disk that is full.
    """
    words = [str(Path(__file__).parent), str(path), str(fps), str(limit), str(largest)]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    numbers = done.stdout.split()
    assert numbers, done.stderr
    return int(numbers[-1]), done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="kills and limits as POSIX knows them")
@pytest.mark.parametrize(("fps", "limit"), [(30, 31), (30, 47), (30, 113), (12, 41)])
def test_killed_at_any_moment_it_plays_up_to_its_last_second(tmp_path, fps, limit):
    path = tmp_path / "out.mp4"
    last, _ = run_child(path, fps, limit)
    assert last == limit - 1
    part = tmp_path / "out.mp4.tryon.part"
    assert not path.exists()
    times = []
    with av.open(str(part), format="mp4") as file, contextlib.suppress(av.InvalidDataError):
        times.extend(float(frame.time) for frame in file.decode(video=0))
    assert last / fps - times[-1] <= 1.0
    # of the last few pictures, those between two others may be missing
    sure = len(times) - 2
    assert np.allclose(times[:sure], np.arange(sure) / fps, atol=0.001), "late, or with holes"

    (saved,) = salvage(tmp_path)
    assert saved == path
    assert not part.exists()
    _, frames = read(saved)
    assert len(frames) == len(times)
    assert np.allclose([frame.captured_ns / 1e9 for frame in frames], times, atol=0.001)
    start_s, samples = heard(saved)
    assert start_s == pytest.approx(0, abs=0.001)
    assert last / fps - len(samples) / RATE_HZ <= 1.0


@pytest.mark.skipif(sys.platform == "win32", reason="kills and limits as POSIX knows them")
def test_a_disk_that_fails_loses_the_last_second_only(tmp_path):
    path = tmp_path / "out.mp4"
    last, said = run_child(path, 30, 400, largest=60_000)
    assert last < 399, "was never full"
    assert "out.mp4: cannot be written: File too large; what was recorded is kept" in said
    source = Clip(path)
    source.open()
    frames = len(list(source.frames()))
    assert (last - frames) / 30 <= 1.0
