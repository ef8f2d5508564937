import threading
import time

import numpy as np
import pytest

from tryon.core.errors import SinkFailed
from tryon.core.scene import Box, Cause, ColourError, Light, Picture, Report
from tryon.core.seams import Sink
from tryon.labels.notice import Notice
from tryon.labels.product import product_line
from tryon.labels.reading import inspect_file
from tryon.labels.tag import COLOUR, LOOK, PLACE, Tag, read_place
from tryon.sinks.encode import Rate
from tryon.sinks.encoders import X264, Encoder
from tryon.sinks.framing import Framing
from tryon.sinks.movie import Movie
from tryon.sinks.on_air import OnAir
from tryon.sinks.parcel import Outlet
from tryon.sinks.replay import Replay
from tryon.sources.clip import Clip as ClipFile

SECOND_NS = 1_000_000_000
SIZE = (160, 120)
LIPS = ColourError("lipstick", 1.6, 2.3, 2.7, "estimated", Cause.LIGHT)
LIGHT = Light(np.ones(3, np.float32), 1.0, np.zeros((9, 3), np.float32), 3.0, "face")


def picture(n: int, fps: float = 30, grey: int | None = None, size=SIZE) -> Picture:
    """The n-th picture: the brightness of its halves tells its number."""
    rgb = np.full((size[1], size[0], 3), 128 if grey is None else grey, np.uint8)
    if grey is None:
        rgb[:, : size[0] // 2] = 30 + n % 10 * 20
        rgb[:, size[0] // 2 :] = 30 + n // 10 % 10 * 20
    faces = ((1, Box(60 + n % 20, 30, 40, 50)),)
    return Picture(rgb, round(n * SECOND_NS / fps), n, Report({}, faces, LIGHT, (LIPS,)))


def read(path):
    source = ClipFile(path)
    source.open()
    frames = list(source.frames())
    source.close()
    return frames


def number_of(frame) -> int:
    halves = np.split(frame.rgb, 2, 1)
    ones, tens = (round((float(half.mean()) - 30) / 20) for half in halves)
    return 10 * tens + ones


class Broken:
    """An outlet that fails at its fifth parcel."""

    def __init__(self) -> None:
        self.taken = self.ended = 0

    def begin(self, form, is_first) -> None: ...
    def note(self, picture, worn) -> None: ...

    def put(self, parcel) -> None:
        self.taken += 1
        if self.taken == 5:
            raise SinkFailed("broken")

    def end(self) -> None:
        self.ended += 1


def run(air: OnAir, first: int, last: int) -> None:
    for n in range(first, last):
        air.write(picture(n))


def test_the_seams_fit(tmp_path):
    assert isinstance(OnAir(), Sink)
    for outlet in (Movie(tmp_path / "a.mp4"), Replay(), Broken()):
        assert isinstance(outlet, Outlet)


def test_outlets_come_and_go_with_the_pictures_of_their_time(tmp_path):
    whole, middle = Movie(tmp_path / "whole.mp4"), Movie(tmp_path / "middle.mp4")
    air = OnAir([whole])
    air.open(SIZE, 30.0)
    run(air, 0, 10)
    air.attach(middle)
    run(air, 10, 25)
    leaving = threading.Thread(target=air.detach, args=(middle,))
    leaving.start()
    while not air._leaving:
        time.sleep(0.005)
    run(air, 25, 40)
    leaving.join()
    assert (tmp_path / "middle.mp4").exists(), "does not wait for the end of everything"
    air.close()
    assert [number_of(frame) for frame in read(tmp_path / "whole.mp4")] == [*range(40)]
    frames = read(tmp_path / "middle.mp4")
    numbers = [number_of(frame) for frame in frames]
    assert numbers[:15] == [*range(10, 25)]
    assert len(numbers) <= 18, "what came later is not his"
    assert [frame.captured_ns for frame in frames[:3]] == [
        pytest.approx(n * SECOND_NS / 30, abs=20_000) for n in range(3)
    ]


def test_one_that_fails_fails_alone_and_is_told(tmp_path):
    told = []
    broken, movie = Broken(), Movie(tmp_path / "a.mp4")
    air = OnAir([broken, movie], on_fault=lambda outlet, error: told.append((outlet, error)))
    air.open(SIZE, 30.0)
    run(air, 0, 30)
    air.close()
    assert [outlet for outlet, _ in told] == [broken]
    assert (broken.taken, broken.ended) == (5, 1)
    assert len(read(tmp_path / "a.mp4")) == 30


def test_a_pause_leaves_out_what_happens_in_it(tmp_path):
    movie = Movie(tmp_path / "a.mp4")
    air = OnAir([movie])
    air.open(SIZE, 30.0)
    run(air, 0, 30)
    movie.pause()
    run(air, 30, 60)
    movie.resume()
    air.want_key()
    run(air, 60, 90)
    air.close()
    frames = read(tmp_path / "a.mp4")
    numbers = [number_of(frame) for frame in frames]
    assert not set(numbers) & {*range(30, 60)}
    assert set(numbers) >= {*range(20), *range(60, 90)}
    steps = np.diff([frame.captured_ns for frame in frames])
    assert steps.min() > 0
    assert steps.max() < 0.2 * SECOND_NS, "no hole is left"


def test_chapters_begin_where_another_look_is_worn(tmp_path):
    now = ["plum"]
    air = OnAir([Movie(tmp_path / "a.mp4", Tag().metadata)], worn=lambda: now[0])
    air.open(SIZE, 30.0)
    run(air, 0, 45)
    now[0] = "静李"
    run(air, 45, 90)
    air.close()
    found = inspect_file(tmp_path / "a.mp4")
    assert found.chapters == ((0.0, "plum"), (pytest.approx(1.5, abs=0.04), "静李"))
    assert found.texts[LOOK].strip() == "plum, 静李"
    assert found.faults == ()


def test_a_constant_rate_repeats_and_leaves_out(tmp_path):
    air = OnAir([Movie(tmp_path / "a.mp4")], constant_fps=25.0)
    air.open(SIZE, 30.0)
    rng = np.random.default_rng(1)
    times_s = np.sort(rng.uniform(0, 2, 40)) + 5
    for n, time_s in enumerate(times_s):
        made = picture(n)
        air.write(Picture(made.rgb, round(time_s * SECOND_NS), n, made.report))
    air.close()
    stamps = [frame.captured_ns for frame in read(tmp_path / "a.mp4")]
    assert np.allclose(np.diff(stamps), SECOND_NS / 25, atol=20_000)
    assert len(stamps) == pytest.approx((times_s[-1] - times_s[0]) * 25 + 1, abs=1)


@pytest.mark.parametrize("aspect", [9 / 16, 1, 16 / 9])
def test_no_shape_loses_the_label(tmp_path, aspect):
    notice = Notice()
    air = OnAir([Movie(tmp_path / "a.mp4")], notice=notice, framing=Framing(aspect))
    size = (640, 480)
    air.open(size, 30.0)
    for n in range(5):
        air.write(picture(n, grey=120, size=size))
    air.close()
    frame = read(tmp_path / "a.mp4")[-1]
    assert frame.size[0] / frame.size[1] == pytest.approx(aspect, rel=0.01)
    box = notice.box(frame.size)
    plain = np.full(frame.rgb.shape, 120, np.uint8)
    wanted = notice.write_on(plain)[box.rows, box.columns].astype(int)
    assert np.abs(frame.rgb[box.rows, box.columns].astype(int) - wanted).mean() < 6


def test_a_replay_holds_the_last_seconds_and_no_more(tmp_path):
    replay = Replay(seconds=3.0)
    air = OnAir([replay], worn=lambda: "plum")
    air.open(SIZE, 30.0)
    with pytest.raises(SinkFailed, match="nothing to replay"):
        replay.clip()
    run(air, 0, 300)
    assert 3.0 <= replay.seconds <= 4.1
    clip = replay.clip(2.0)
    assert 2.0 <= clip.seconds <= 3.1
    path = tmp_path / "clip.mp4"
    clip.save(path, Tag().metadata)
    frames = read(path)
    assert frames[0].captured_ns == 0
    assert len(frames) == pytest.approx(clip.seconds * 30, abs=1)
    assert all(seen.faces for seen in clip.seen)
    found = inspect_file(path)
    assert found.faults == ()
    assert found.texts[LOOK] == "plum"
    assert "2.3" in found.texts[COLOUR]
    air.close()
    replay.forget()
    assert (replay.seconds, replay.held_bytes) == (0, 0)


def test_a_replay_is_bound_in_bytes(tmp_path):
    rng = np.random.default_rng(0)
    replay = Replay(seconds=60.0, limit_bytes=300_000)
    air = OnAir([replay])
    air.open(SIZE, 30.0)
    for n in range(240):
        noise = rng.integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)
        made = picture(n)
        air.write(Picture(noise, made.captured_ns, n, made.report))
    assert 0 < replay.held_bytes < 300_000 + 200_000
    assert replay.seconds < 7
    assert replay.clip().seconds > 0
    air.close()


def test_a_clip_is_trimmed_from_a_place_to_begin(tmp_path):
    replay = Replay(seconds=10.0)
    air = OnAir([replay])
    air.open(SIZE, 30.0)
    run(air, 0, 150)
    air.close()
    clip = replay.clip().trimmed(1.5, 3.0)
    assert clip.seconds == pytest.approx(2.0, abs=0.1)
    clip.save(tmp_path / "a.mp4", Tag().metadata)
    numbers = [number_of(frame) for frame in read(tmp_path / "a.mp4")]
    assert numbers[0] == 30
    with pytest.raises(ValueError, match="nothing is between"):
        replay.clip().trimmed(9, 10)


def test_to_save_a_clip_does_not_hold_the_live_path_up(tmp_path):
    replay = Replay(seconds=30.0)
    air = OnAir([replay])
    air.open((640, 360), 30.0)
    for n in range(600):
        air.write(picture(n, size=(640, 360)))
    took = []

    def save() -> None:
        start_s = time.monotonic()
        replay.clip(15.0).save(tmp_path / "clip.mp4", Tag().metadata)
        took.append(time.monotonic() - start_s)

    saving = threading.Thread(target=save)
    saving.start()
    slowest_s = 0.0
    for n in range(600, 660):
        start_s = time.monotonic()
        air.write(picture(n, size=(640, 360)))
        slowest_s = max(slowest_s, time.monotonic() - start_s)
    saving.join()
    air.close()
    assert took[0] < 1.0
    assert slowest_s < 0.2
    assert len(read(tmp_path / "clip.mp4")) >= 15 * 30


def test_a_stream_that_is_pressed_down_takes_fewer_bits():
    rng = np.random.default_rng(0)
    size = (320, 240)
    grain = rng.integers(0, 255, (240, 320, 3), np.uint8)

    class Count:
        def __init__(self) -> None:
            self.sizes = []

        def begin(self, form, is_first) -> None: ...
        def note(self, picture, worn) -> None: ...
        def end(self) -> None: ...

        def put(self, parcel) -> None:
            self.sizes.append((parcel.captured_ns, len(parcel.data)))

    count = Count()
    air = OnAir([count], rate=Rate(kbit_s=2000, least_kbit_s=200))
    air.open(size, 30.0)
    for n in range(180):
        if n == 90:
            air.slow_down(count, 400)
        made = picture(n)
        rolled = np.roll(grain, 3 * n, 1)
        air.write(Picture(rolled, made.captured_ns, n, made.report))
    air.close()
    before = sum(s for ns, s in count.sizes if 1 <= ns / SECOND_NS < 3) * 8 / 2000
    after = sum(s for ns, s in count.sizes if ns / SECOND_NS >= 4) * 8 / 2000
    assert before == pytest.approx(2000, rel=0.4)
    assert after == pytest.approx(400, rel=0.4)


def test_where_a_cards_encoder_does_not_open_x264_does(tmp_path):
    air = OnAir([Movie(tmp_path / "a.mp4")], encoder=Encoder("h264_nothing"))
    air.open(SIZE, 30.0)
    run(air, 0, 20)
    air.close()
    assert air.encoder is X264
    assert [number_of(frame) for frame in read(tmp_path / "a.mp4")] == [*range(20)]


def test_the_label_says_the_product_when_asked(tmp_path):
    notice = Notice()
    air = OnAir(
        [Movie(tmp_path / "a.mp4")],
        notice=notice,
        lines=lambda made: (product_line("Quiet Plum", made.report.colour),),
    )
    size = (640, 480)
    air.open(size, 30.0)
    for n in range(4):
        air.write(picture(n, grey=200, size=size))
    air.close()
    wanted = Notice(lines=("Quiet Plum · estimated ±2.5",))
    box = wanted.box(size)
    frame = read(tmp_path / "a.mp4")[-1].rgb[box.rows, box.columns].astype(int)
    plain = np.full((size[1], size[0], 3), 200, np.uint8)
    assert np.abs(frame - wanted.write_on(plain)[box.rows, box.columns]).mean() < 6
    place = read_place(inspect_file(tmp_path / "a.mp4").texts[PLACE])
    assert place is not None
    assert place.y <= box.y, "room is kept for all that may be said"
