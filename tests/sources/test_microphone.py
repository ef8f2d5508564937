import sys
import threading
import time
import types

import numpy as np
import pytest

from tryon.core.errors import Missing, SourceLost
from tryon.core.seams import SoundTrack
from tryon.sources import microphone as module
from tryon.sources.microphone import RESYNC_MS, Microphone, SampleClock

RATE_HZ = 16_000


class PortAudioError(Exception):
    pass


class FakeStream:
    """A stream that hears what the test says."""

    last: "FakeStream"

    def __init__(self, *, callback, channels, **options):
        self.callback, self.channels, self.options = callback, channels, options
        self.calls: list[str] = []
        self.active = True
        FakeStream.last = self

    def start(self):
        self.calls.append("start")

    def abort(self):
        self.calls.append("abort")

    def close(self):
        self.calls.append("close")

    def hear(self, count: int, value: float, age_s: float = 0.02, has_times: bool = True):
        samples = np.full((count, self.channels), value, np.float32)
        times = types.SimpleNamespace(
            currentTime=100.0 if has_times else 0.0,
            inputBufferAdcTime=100.0 - age_s if has_times else 0.0,
        )
        self.callback(samples, count, times, None)
        samples[:] = 9  # PortAudio reuses its buffer


@pytest.fixture
def sounddevice(monkeypatch):
    module = types.ModuleType("sounddevice")
    module.PortAudioError = PortAudioError
    module.InputStream = FakeStream
    module.query_devices = lambda device, kind: {
        "name": "Desk microphone",
        "default_samplerate": float(RATE_HZ),
        "max_input_channels": 1,
    }
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return module


@pytest.mark.usefixtures("sounddevice")
def test_sound_is_handed_over_in_order_and_in_time():
    track = Microphone(channels=2)
    assert isinstance(track, SoundTrack)
    assert track.live
    track.open()
    assert (track.rate_hz, track.channels) == (RATE_HZ, 1), "what the device has"
    stream = FakeStream.last
    start_ns = time.monotonic_ns()
    for n in range(5):
        stream.hear(320, n / 10, age_s=0.02 * (5 - n))
    assert track.take(start_ns - 10**9) == []
    early = track.take(start_ns - 50_000_000)
    late = track.take(None)
    assert len(early) == 3
    assert [round(float(block.samples[0, 0]), 1) for block in (*early, *late)] == [
        0,
        0.1,
        0.2,
        0.3,
        0.4,
    ]
    stamps = [block.captured_ns for block in (*early, *late)]
    assert np.diff(stamps).tolist() == [20_000_000] * 4, "counted, not stamped"
    assert abs(stamps[0] - (start_ns - 100_000_000)) < 15_000_000
    track.close()
    assert stream.calls == ["start", "abort", "close"]
    assert track.take(None) == []


@pytest.fixture
def patience(monkeypatch):
    monkeypatch.setattr(module, "_LEAD_S", 0.05)


@pytest.mark.usefixtures("sounddevice", "patience")
def test_who_listens_ahead_has_the_last_second_for_the_recording_and_no_more():
    track = Microphone()
    track.listen()
    stream = FakeStream.last
    for n in range(80):
        stream.hear(80, n / 100, age_s=0.005 * (90 - n))
    track.open()
    assert FakeStream.last is stream, "the device goes on"
    for n in range(80, 90):
        stream.hear(80, n / 100, age_s=0.005 * (90 - n))
    taken = track.take(None)
    assert [round(100 * float(block.samples[0, 0])) for block in taken] == list(range(30, 90))
    assert np.diff([block.captured_ns for block in taken]).tolist() == [5_000_000] * 59
    stream.hear(80, 0.9)
    track.close()
    assert track.take(None) == [], "what came after the end is forgotten"
    assert stream.calls == ["start"], "it listens on for the next"
    track.hush()
    assert stream.calls == ["start", "abort", "close"]


@pytest.mark.usefixtures("sounddevice", "patience")
@pytest.mark.parametrize("is_recorded", [False, True])
def test_a_start_that_was_misjudged_is_put_right_before_a_recording(is_recorded):
    """A sound server that reports 300 ms too much delay while it starts."""
    track = Microphone()
    track.listen()
    if is_recorded:
        track.open()
    start_ns = time.monotonic_ns()
    for n in range(120):
        wrong_s = 0.3 if n < 20 else 0.0
        FakeStream.last.hear(80, 0.1, age_s=0.005 * (120 - n) + wrong_s)
    track.open()
    taken = track.take(None)
    steps = np.diff([block.captured_ns for block in taken])
    assert (steps.max() > 250_000_000) == is_recorded, "what is written stays as it was"
    assert abs(taken[-1].captured_ns - (start_ns - 5_000_000)) < 60_000_000
    track.close()
    track.hush()


@pytest.mark.usefixtures("sounddevice", "patience")
def test_hushed_while_recording_it_ends_with_the_recording():
    track = Microphone()
    track.listen()
    stream = FakeStream.last
    track.open()
    track.hush()
    stream.hear(320, 0.5)
    assert len(track.take(None)) == 1
    assert stream.calls == ["start"]
    track.close()
    assert stream.calls == ["start", "abort", "close"]
    stream.hear(320, 0.5)  # a block that was under way
    assert not track._blocks
    track.listen()
    assert FakeStream.last is not stream
    track.hush()


@pytest.mark.usefixtures("sounddevice")
def test_listening_waits_until_there_is_something_to_begin_with(monkeypatch):
    def hear_later(stream):
        def run():
            for _ in range(20):
                time.sleep(0.005)
                stream.hear(320, 0.1)

        threading.Thread(target=run).start()

    monkeypatch.setattr(FakeStream, "start", hear_later)
    track = Microphone()
    track.listen()
    track.open()
    assert 15 <= len(track.take(None)) <= 20
    track.close()
    track.hush()


@pytest.mark.usefixtures("sounddevice", "patience")
def test_a_device_that_has_gone_is_started_anew():
    track = Microphone()
    track.listen()
    gone = FakeStream.last
    gone.active = False
    track.open()
    assert FakeStream.last is not gone
    assert gone.calls == ["start", "abort", "close"]
    track.close()
    track.hush()


@pytest.mark.usefixtures("sounddevice")
def test_without_times_the_block_itself_says_how_old_it_is():
    track = Microphone()
    track.open()
    FakeStream.last.hear(1600, 0.5, has_times=False)
    now_ns = time.monotonic_ns()
    (block,) = track.take(None)
    assert abs(block.captured_ns - (now_ns - 100_000_000)) < 15_000_000
    track.close()


BLOCK_NS = 20_000_000


def test_the_clock_counts_through_jitter_and_busy_spells():
    clock = SampleClock(48_000)
    rng = np.random.default_rng(0)
    for n in range(300):
        late_ns = int(rng.integers(0, 30_000_000)) if n else 0
        if 100 <= n < 130:  # the machine stands still, then everything comes at once
            late_ns = (130 - n) * BLOCK_NS
        assert clock.time_ns(960, 7 + n * BLOCK_NS + late_ns) == 7 + n * BLOCK_NS


def test_the_clock_notices_lost_samples_within_a_second():
    clock = SampleClock(48_000)
    lost_ns = (RESYNC_MS + 5) * 1_000_000
    found = [
        clock.time_ns(960, n * BLOCK_NS + (lost_ns if n >= 60 else 0)) - n * BLOCK_NS
        for n in range(160)
    ]
    assert set(found) == {0, lost_ns}
    assert 60 < found.index(lost_ns) <= 110
    assert found == sorted(found), "once"


def test_the_clock_drops_a_late_beginning_at_once():
    clock = SampleClock(48_000)
    clock.time_ns(960, 200_000_000)  # the first block was held up
    assert clock.time_ns(960, BLOCK_NS) == BLOCK_NS
    assert clock.time_ns(960, 2 * BLOCK_NS) == 2 * BLOCK_NS


def test_without_portaudio_or_a_microphone_it_says_what_to_do(monkeypatch, sounddevice):
    def nothing(device, kind):
        raise PortAudioError("Error querying device -1")

    sounddevice.query_devices = nothing
    with pytest.raises(Missing, match="no microphone was found"):
        Microphone().open()
    with pytest.raises(Missing, match="no microphone named Studio"):
        Microphone("Studio").open()
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(Missing, match="PortAudio") as missing:
        Microphone().open()
    assert "libportaudio2" in missing.value.hint


def test_a_microphone_in_use_is_told(sounddevice):
    class Busy(FakeStream):
        def start(self):
            raise PortAudioError("Device unavailable")

    sounddevice.InputStream = Busy
    with pytest.raises(
        SourceLost, match="Desk microphone cannot be started: Device unavailable"
    ):
        Microphone().open()
    assert FakeStream.last.calls == ["abort", "close"]


def test_a_clock_stands_only_after_a_second_without_a_reset():
    clock = SampleClock(48_000)
    settled_at = None
    for n in range(200):
        true_ns = 10**9 + n * 20_000_000
        heard_ns = true_ns - 500_000_000 if n < 30 else true_ns  # the server learns its delay
        counted_ns = clock.time_ns(960, heard_ns)
        if settled_at is None and clock.is_settled:
            settled_at = n
            assert abs(counted_ns - true_ns) < 1_000_000
    assert settled_at is not None
    assert 100 <= settled_at < 140
