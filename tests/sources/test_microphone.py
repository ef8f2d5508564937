import sys
import threading
import time
import types

import numpy as np
import pytest

from tryon.core.errors import Missing, SourceLost
from tryon.core.seams import SoundTrack
from tryon.sources import microphone as module
from tryon.sources.microphone import Hearing, Microphone, microphones

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
    desk = {
        "name": "Desk microphone",
        "default_samplerate": float(RATE_HZ),
        "max_input_channels": 1,
    }
    module.found = {None: desk, "Desk microphone": desk}
    module.looked = 0

    def query_devices(device=None, kind=None):
        if kind is None:
            return [*module.found.values(), {"name": "Speaker", "max_input_channels": 0}]
        if device not in module.found:
            raise ValueError(f"no {device}")
        return module.found[device]

    def initialize():
        module.looked += 1

    module.query_devices = query_devices
    module._terminate, module._initialize = lambda: None, initialize
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return module


@pytest.mark.usefixtures("sounddevice")
def test_sound_is_handed_over_in_order_and_in_time():
    track = Microphone(channels=2).track()
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
    microphone = Microphone()
    microphone.listen()
    track = microphone.track()
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
    microphone.hush()
    assert stream.calls == ["start", "abort", "close"]


@pytest.mark.usefixtures("sounddevice", "patience")
@pytest.mark.parametrize("is_recorded", [False, True])
def test_a_start_that_was_misjudged_is_put_right_before_a_recording(is_recorded):
    """A sound server that reports 300 ms too much delay while it starts."""
    microphone = Microphone()
    microphone.listen()
    track = microphone.track()
    if is_recorded:
        track.open()
    start_ns = time.monotonic_ns()
    for n in range(120):
        wrong_s = 0.3 if n < 20 else 0.0
        FakeStream.last.hear(80, 0.1, age_s=0.005 * (120 - n) + wrong_s)
    if not is_recorded:
        track.open()
    taken = track.take(None)
    steps = np.diff([block.captured_ns for block in taken])
    assert (steps.max() > 250_000_000) == is_recorded, "what is written stays as it was"
    assert abs(taken[-1].captured_ns - (start_ns - 5_000_000)) < 60_000_000
    track.close()
    microphone.hush()


@pytest.mark.usefixtures("sounddevice", "patience")
def test_hushed_while_recording_it_ends_with_the_recording():
    microphone = Microphone()
    microphone.listen()
    track = microphone.track()
    stream = FakeStream.last
    track.open()
    microphone.hush()
    stream.hear(320, 0.5)
    assert len(track.take(None)) == 1
    assert stream.calls == ["start"]
    track.close()
    assert stream.calls == ["start", "abort", "close"]
    stream.hear(320, 0.5)  # a block that was under way
    assert track.take(None) == []
    microphone.listen()
    assert FakeStream.last is not stream
    microphone.hush()


@pytest.mark.usefixtures("sounddevice")
def test_listening_waits_until_there_is_something_to_begin_with():
    microphone = Microphone()
    talks: list[Talk] = []
    later = threading.Timer(0.1, lambda: talks.append(Talk()))
    later.start()
    microphone.listen()
    track = microphone.track()
    track.open()
    assert 45 <= len(track.take(None)) <= 50
    talks[0].end()
    track.close()
    microphone.hush()


@pytest.mark.usefixtures("sounddevice", "patience")
def test_a_device_that_has_gone_is_started_anew():
    microphone = Microphone()
    microphone.listen()
    gone = FakeStream.last
    gone.active = False
    track = microphone.track()
    track.open()
    assert FakeStream.last is not gone
    assert gone.calls == ["start", "abort", "close"]
    track.close()
    microphone.hush()


@pytest.mark.usefixtures("sounddevice")
def test_without_times_the_block_itself_says_how_old_it_is():
    track = Microphone().track()
    track.open()
    FakeStream.last.hear(1600, 0.5, has_times=False)
    now_ns = time.monotonic_ns()
    (block,) = track.take(None)
    assert abs(block.captured_ns - (now_ns - 100_000_000)) < 15_000_000
    track.close()


def test_without_portaudio_or_a_microphone_it_says_what_to_do(monkeypatch, sounddevice):
    def nothing(device=None, kind=None):
        raise PortAudioError("Error querying device -1")

    sounddevice.query_devices = nothing
    with pytest.raises(Missing, match="no microphone was found"):
        Microphone().listen()
    with pytest.raises(Missing, match="no microphone named Studio"):
        Microphone("Studio").listen()
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(Missing, match="PortAudio") as missing:
        Microphone().listen()
    assert "libportaudio2" in missing.value.hint


def test_a_microphone_in_use_is_told(sounddevice):
    class Busy(FakeStream):
        def start(self):
            raise PortAudioError("Device unavailable")

    sounddevice.InputStream = Busy
    with pytest.raises(
        SourceLost, match="Desk microphone cannot be started: Device unavailable"
    ):
        Microphone().listen()
    assert FakeStream.last.calls == ["abort", "close"]


@pytest.mark.usefixtures("sounddevice", "patience")
def test_two_recordings_hear_one_device_each_from_its_own_beginning():
    microphone = Microphone()
    microphone.listen()
    stream = FakeStream.last
    stream.hear(320, 0.1)
    first, second = microphone.track(), microphone.track()
    first.open()
    stream.hear(320, 0.2)
    second.open()
    microphone.hush()
    stream.hear(320, 0.3)
    assert FakeStream.last is stream
    heard = [
        [round(float(block.samples[0, 0]), 1) for block in track.take(None)]
        for track in (first, second)
    ]
    assert heard == [[0.1, 0.2, 0.3]] * 2, "each had what came ahead"
    first.close()
    assert stream.calls == ["start"], "the other goes on"
    second.close()
    assert stream.calls == ["start", "abort", "close"]


@pytest.fixture
def haste(monkeypatch):
    monkeypatch.setattr(module, "_LEAD_S", 0.05)
    monkeypatch.setattr(module, "_LOST_S", 0.2)
    monkeypatch.setattr(module, "_LOOK_S", 0.02)
    monkeypatch.setattr(module, "_RETRY_S", (0.05, 0.1))


class Talk:
    """Keeps the newest stream hearing, in real time, as long as it is told to."""

    def __init__(self, count: int = 320, value: float = 0.5) -> None:
        self.count, self.value, self.is_on = count, value, True
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        start_s, number = time.monotonic(), 0
        while not self._over.wait(max(start_s + 0.02 * number - time.monotonic(), 0)):
            number += 1
            if self.is_on:
                FakeStream.last.hear(self.count, self.value)

    def end(self) -> None:
        self._over.set()
        self._thread.join()


def wait_until(is_so, patience_s=3.0):
    end_s = time.monotonic() + patience_s
    while not is_so():
        assert time.monotonic() < end_s
        time.sleep(0.01)


@pytest.mark.usefixtures("haste")
@pytest.mark.parametrize("how", ["silent", "inactive", "unplugged"])
def test_a_microphone_that_goes_in_mid_recording_is_found_again(sounddevice, how):
    microphone, said = Microphone("Desk microphone"), []
    microphone.listen()
    microphone.on_change = lambda: said.append(microphone.hearing)
    track = microphone.track()
    track.open()
    talk = Talk()
    try:
        wait_until(lambda: len(track.take(None)) > 0)
        gone = FakeStream.last
        talk.is_on = False
        if how == "inactive":
            gone.active = False
        kept = sounddevice.found.pop("Desk microphone") if how == "unplugged" else None
        wait_until(lambda: microphone.hearing is Hearing.LOST)
        assert "microphone" in str(microphone.fault)
        assert microphone.level == 0
        if kept is not None:
            wait_until(lambda: "Desk microphone" in str(microphone.fault))
            sounddevice.found["Desk microphone"] = kept
        wait_until(lambda: FakeStream.last is not gone)
        track.take(None)
        talk.is_on = True
        wait_until(lambda: microphone.hearing is Hearing.ON)
        wait_until(lambda: len(track.take(None)) > 0)
        assert said == [Hearing.LOST, Hearing.ON]
        assert gone.calls == ["start", "abort", "close"]
        assert sounddevice.looked >= 1, "what was plugged in later is seen only then"
        assert microphone.level == pytest.approx(0.5)
    finally:
        talk.end()
        track.close()
        microphone.hush()
    assert microphone.hearing is Hearing.OFF


@pytest.mark.usefixtures("haste")
def test_another_microphone_in_mid_recording_keeps_what_was_promised(sounddevice):
    """The other one has its own rate and one channel less."""
    for name, rate_hz, channels in (("Mixer", 16_000, 2), ("Headset", 8_000, 1)):
        sounddevice.found[name] = {
            "name": name,
            "default_samplerate": float(rate_hz),
            "max_input_channels": channels,
        }
    microphone = Microphone("Mixer", channels=2)
    track = microphone.track()
    track.open()
    FakeStream.last.hear(320, 0.25)
    assert (track.rate_hz, track.channels) == (16_000, 2)
    microphone.choose("Headset")
    assert FakeStream.last.options["samplerate"] == 8_000
    talk = Talk(160, 0.25)
    try:
        first = track.take(None)
        wait_until(lambda: len(track._blocks) > 20)
        later = track.take(None)
    finally:
        talk.end()
        track.close()
    assert [block.samples.shape for block in first] == [(320, 2)]
    assert (track.rate_hz, track.channels) == (16_000, 2)
    samples = np.concatenate([block.samples for block in later])
    assert samples.shape[1] == 2
    assert abs(len(samples) / len(later) - 320) < 32
    assert np.median(samples) == pytest.approx(0.25, abs=0.01)
    ends_ns = [b.captured_ns + len(b.samples) * 62_500 for b in later[:-1]]
    gaps_ms = (np.array([b.captured_ns for b in later[1:]]) - ends_ns) / 1e6
    assert np.abs(gaps_ms).max() < 1, "without holes"


@pytest.mark.usefixtures("sounddevice", "patience")
def test_muted_it_records_silence_and_says_when_nothing_is_heard(monkeypatch):
    monkeypatch.setattr(module, "_SILENT_S", 0.1)
    microphone = Microphone()
    track = microphone.track()
    track.open()
    FakeStream.last.hear(320, 0.5)
    assert microphone.level == 0.5
    assert not microphone.is_silent
    microphone.is_muted = True
    FakeStream.last.hear(320, 0.5)
    assert microphone.level == 0
    loud, muted = track.take(None)
    assert float(loud.samples.max()) == 0.5
    assert not muted.samples.any()
    time.sleep(0.15)
    FakeStream.last.hear(320, 0.00005)
    assert microphone.is_silent
    track.close()
    assert not microphone.is_silent


def test_what_is_connected_is_listed_the_systems_choice_first(sounddevice):
    other = {"name": "A mixer", "default_samplerate": 48e3, "max_input_channels": 2}
    sounddevice.found = {"A mixer": other, **sounddevice.found}
    assert [(m.name, m.is_default) for m in microphones()] == [
        ("Desk microphone", True),
        ("A mixer", False),
    ]
