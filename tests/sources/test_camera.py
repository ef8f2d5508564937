import contextlib
import itertools
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from tryon import engine
from tryon.core.errors import SourceLost
from tryon.core.scene import Light, Picture, Report, Scene
from tryon.core.seams import Source
from tryon.sources import camera as module
from tryon.sources.camera import Camera, cameras, is_black
from tryon.sources.camera_lock import OpenCvControls

SIZE = (64, 48)


def lit(size: tuple[int, int] = SIZE, level: int = 120) -> np.ndarray:
    """Return a BGR picture with the noise of a sensor; blue, green and red differ."""
    noise = np.random.default_rng(0).integers(-9, 10, (size[1], size[0], 1))
    return (np.array([level // 2, level, level + 60]) + noise).astype(np.uint8)


@dataclass
class FakeDevice:
    """A camera that follows a script: each step is a picture, or something that happens.

    `settings` are what the driver knows; `stubborn` ones accept a value and keep their own.
    """

    script: Iterator[np.ndarray | Callable[[], None] | None]
    settings: dict[int, float] = field(default_factory=dict)
    stubborn: set[int] = field(default_factory=set)
    is_there: bool = True
    period_s: float = 0.002
    picture: np.ndarray | None = None
    released: threading.Event = field(default_factory=threading.Event)
    threads: set[str] = field(default_factory=set)

    def isOpened(self) -> bool:  # noqa: N802
        return self.is_there

    def grab(self) -> bool:
        self.threads.add(threading.current_thread().name)
        time.sleep(self.period_s)
        step = next(self.script, None)
        if callable(step):
            step()
            return self.grab()
        self.picture = step
        return step is not None

    def retrieve(self):
        return self.picture is not None, self.picture

    def get(self, property_id: int) -> float:
        return self.settings.get(property_id, -1.0)

    def set(self, property_id: int, value: float) -> bool:
        if property_id not in self.settings:
            return False
        if property_id not in self.stubborn:
            self.settings[property_id] = value
        return True

    def release(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.released.set()


def plain_settings() -> dict[int, float]:
    return {
        cv2.CAP_PROP_FOURCC: float(cv2.VideoWriter.fourcc(*"YUYV")),
        cv2.CAP_PROP_FRAME_WIDTH: 640.0,
        cv2.CAP_PROP_FRAME_HEIGHT: 480.0,
        cv2.CAP_PROP_FPS: 30.0,
    }


@contextlib.contextmanager
def opened(device: FakeDevice, **options) -> Iterator[Camera]:
    options.setdefault("controls", lambda index, device: OpenCvControls(device))
    source = Camera(0, device=lambda index: device, **options)
    try:
        source.open()
        yield source
    finally:
        source.close()


@pytest.fixture
def patience(monkeypatch) -> None:
    """Wait a tenth of the time."""
    monkeypatch.setattr(module, "SILENCE_S", 0.2)
    monkeypatch.setattr(module, "OPEN_S", 0.5)
    monkeypatch.setattr(module, "SETTLE_S", 0.02)
    monkeypatch.setattr(module, "CLOSE_S", 0.2)


def test_it_is_a_live_source_that_delivers_rgb_with_the_time():
    device = FakeDevice(itertools.repeat(lit()))
    assert isinstance(Camera(0), Source)
    start_ns = time.monotonic_ns()
    with opened(device, size=SIZE) as source:
        assert source.live
        frames = list(itertools.islice(source.frames(), 5))
    assert np.array_equal(frames[0].rgb, lit()[..., ::-1])
    stamps = [frame.captured_ns for frame in frames]
    assert stamps == sorted(set(stamps))
    assert start_ns < stamps[0] < time.monotonic_ns()
    indices = [frame.index for frame in frames]
    assert indices == sorted(set(indices))
    assert device.released.wait(1)
    assert device.threads == {"camera 0"}, "the device lives on its own thread"


def test_v4l2_stamps_are_used_when_they_make_sense(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    device = FakeDevice(itertools.repeat(lit()))
    for age_s, is_used in ((0.040, True), (7200.0, False), (-3.0, False)):
        now_ns = time.monotonic_ns()
        device.settings[cv2.CAP_PROP_POS_MSEC] = now_ns / 1e6 - 1000 * age_s
        stamp_ns = module._exposed_ns(device)
        assert (abs(stamp_ns - (now_ns - age_s * 1e9)) < 1e6) == is_used
        assert is_used or stamp_ns >= now_ns


def test_what_was_asked_for_is_read_back():
    device = FakeDevice(itertools.repeat(lit((640, 480))), plain_settings())
    device.stubborn = {cv2.CAP_PROP_FPS}
    with opened(device, size=(1280, 720), fps=60.0) as source:
        assert source.state is not None
        assert source.state.size == (640, 480), "what comes counts, not what is said"
        assert source.state.fps == 30
        assert source.fps == 30
        assert source.state.format == "MJPG"
        assert source.state.exposure_lock == source.state.white_balance_lock == "off"
    assert source.state is None


def test_a_camera_that_tells_nothing_is_used_anyway():
    with opened(FakeDevice(itertools.repeat(lit())), fps=25.0) as source:
        assert source.state is not None
        assert (source.state.size, source.state.fps, source.state.format) == (SIZE, 0.0, "")
        assert source.fps == 25


AUTOMATICS = {
    cv2.CAP_PROP_AUTO_EXPOSURE: 3.0,
    cv2.CAP_PROP_EXPOSURE: 157.0,
    cv2.CAP_PROP_AUTO_WB: 1.0,
    cv2.CAP_PROP_WB_TEMPERATURE: 4600.0,
}


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_locks_hold_what_the_automatics_found_and_are_undone(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    device = FakeDevice(itertools.repeat(lit()), plain_settings() | AUTOMATICS)
    with opened(device, is_held=True) as source:
        assert source.state is not None
        assert source.state.exposure_lock == "settling"
        for _ in itertools.takewhile(lambda _: settles(source), source.frames()):
            pass
        assert source.state.exposure_lock == source.state.white_balance_lock == "locked"
        assert round(device.settings[cv2.CAP_PROP_AUTO_EXPOSURE]) == (platform == "linux")
        assert device.settings[cv2.CAP_PROP_EXPOSURE] == 157
        assert device.settings[cv2.CAP_PROP_AUTO_WB] == 0
    assert device.released.wait(1)
    assert device.settings[cv2.CAP_PROP_AUTO_EXPOSURE] == 3, "as the next program expects it"
    assert device.settings[cv2.CAP_PROP_AUTO_WB] == 1


def test_a_fixed_place_has_its_exposure_from_the_first_picture(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    held = {cv2.CAP_PROP_EXPOSURE: 90.0, cv2.CAP_PROP_WB_TEMPERATURE: 5200.0}
    device = FakeDevice(itertools.repeat(lit()), plain_settings() | AUTOMATICS)
    with opened(device, is_held=True, held=held) as source:
        next(source.frames())
        assert source.state is not None
        assert source.state.exposure_lock == source.state.white_balance_lock == "locked"
        assert dict(source.state.held) == held
        assert device.settings[cv2.CAP_PROP_EXPOSURE] == 90
        for is_wanted in (False, True):  # whoever locks anew wants what is found now
            source.hold(is_wanted)
            device.settings[cv2.CAP_PROP_EXPOSURE] = 210.0
            for _ in itertools.takewhile(lambda _: settles(source), source.frames()):
                pass
        assert dict(source.state.held)[cv2.CAP_PROP_EXPOSURE] == 210
    assert device.released.wait(1)
    assert device.settings[cv2.CAP_PROP_AUTO_EXPOSURE] == 3


@pytest.mark.usefixtures("patience")
def test_a_lock_comes_and_goes_while_pictures_come(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    device = FakeDevice(itertools.repeat(lit()), plain_settings() | AUTOMATICS)
    opened_times = []
    source = Camera(
        0,
        device=lambda index: opened_times.append(index) or device,
        controls=lambda index, device: OpenCvControls(device),
    )
    assert not source.hold(False), "closed; the wish is kept"
    source.open()
    frames = source.frames()
    list(itertools.islice(frames, 20))
    for is_wanted, state, automatic in ((True, "locked", 1), (False, "off", 3)) * 2:
        assert source.hold(is_wanted)
        assert source.state is not None
        assert source.state.exposure_lock == "settling", "not before it is done"
        deadline = time.monotonic() + 2
        while settles(source) and time.monotonic() < deadline:
            next(frames)
        assert source.state.exposure_lock == source.state.white_balance_lock == state
        assert device.settings[cv2.CAP_PROP_AUTO_EXPOSURE] == automatic
    source.hold(True)
    source.close()
    assert opened_times == [0]
    assert device.settings[cv2.CAP_PROP_AUTO_EXPOSURE] == 3


def settles(source: Camera) -> bool:
    return source.state is not None and "settling" in (
        source.state.exposure_lock,
        source.state.white_balance_lock,
    )


@pytest.mark.usefixtures("patience")
def test_locks_that_fail_say_how(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    device = FakeDevice(itertools.repeat(lit()), plain_settings() | AUTOMATICS)
    device.stubborn = {cv2.CAP_PROP_AUTO_EXPOSURE}
    del device.settings[cv2.CAP_PROP_AUTO_WB]
    with opened(device, is_held=True) as source:
        for _ in itertools.takewhile(lambda _: settles(source), source.frames()):
            pass
        assert source.state is not None
        assert source.state.exposure_lock == "ignored"
        assert source.state.white_balance_lock == "not supported"


@pytest.mark.usefixtures("patience")
def test_a_value_that_jumps_when_the_automatic_stops_is_not_called_locked(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")

    class Jumpy(FakeDevice):
        def set(self, property_id: int, value: float) -> bool:
            done = super().set(property_id, value)
            if property_id == cv2.CAP_PROP_AUTO_EXPOSURE:
                self.settings[cv2.CAP_PROP_EXPOSURE] = 2000.0
            return done

    device = Jumpy(itertools.repeat(lit()), plain_settings() | AUTOMATICS)
    device.stubborn = {cv2.CAP_PROP_EXPOSURE}
    with opened(device, is_held=True) as source:
        for _ in itertools.takewhile(lambda _: settles(source), source.frames()):
            pass
        assert source.state is not None
        assert source.state.exposure_lock == "ignored"


def test_a_camera_that_is_not_there_is_told():
    device = FakeDevice(iter(()), is_there=False)
    source = Camera(3, device=lambda index: device)
    with pytest.raises(SourceLost, match="camera 3: cannot be opened") as lost:
        source.open()
    assert "privacy settings" in lost.value.hint
    source.close()
    assert device.released.wait(1)


def test_a_driver_that_raises_is_told():
    def explode(index: int) -> FakeDevice:
        raise RuntimeError("the driver's own words")

    source = Camera(0, device=explode)
    with pytest.raises(SourceLost, match="the driver's own words"):
        source.open()
    source.close()


def test_an_unplugged_camera_is_lost_and_found_again():
    devices = [
        FakeDevice(itertools.chain(itertools.repeat(lit(), 4), [None])),
        FakeDevice(iter(()), is_there=False),
        FakeDevice(itertools.repeat(lit())),
    ]
    plugged = iter(devices)
    source = Camera(0, device=lambda index: next(plugged))
    source.open()
    indices = []
    with pytest.raises(SourceLost, match="unplugged"):
        indices.extend(frame.index for frame in source.frames())
    source.close()
    with pytest.raises(SourceLost, match="cannot be opened"):
        source.open()
    source.close()
    source.open()
    indices.extend(frame.index for frame in itertools.islice(source.frames(), 3))
    source.close()
    assert len(indices) > 3
    assert indices == sorted(set(indices)), "it goes on counting"
    assert all(device.released.wait(1) for device in devices)


def test_a_stalled_camera_is_noticed_within_two_seconds_and_holds_nobody_up(monkeypatch):
    monkeypatch.setattr(module, "CLOSE_S", 0.2)
    unstick = threading.Event()
    device = FakeDevice(itertools.chain([lit()] * 3, [lambda: unstick.wait(30)], [lit()]))
    source = Camera(0, device=lambda index: device)
    source.open()
    start = time.monotonic()
    with pytest.raises(SourceLost, match="stalled: no picture for 2 s"):
        list(source.frames())
    assert 1.8 < time.monotonic() - start < 2.6
    start = time.monotonic()
    source.close()
    assert time.monotonic() - start < 0.5
    assert not device.released.is_set(), "still inside the driver"
    unstick.set()
    assert device.released.wait(1), "released as soon as the driver lets go"


@pytest.mark.usefixtures("patience")
def test_a_camera_that_never_opens_holds_nobody_up():
    unstick = threading.Event()

    def hang(index: int) -> FakeDevice:
        unstick.wait(30)
        return device

    device = FakeDevice(itertools.repeat(lit()))
    source = Camera(0, device=hang)
    start = time.monotonic()
    with pytest.raises(SourceLost, match="does not open"):
        source.open()
    source.close()
    assert time.monotonic() - start < 1.5
    unstick.set()
    assert device.released.wait(1)


@pytest.mark.usefixtures("patience")
def test_black_pictures_mean_a_cover_or_no_permission():
    black = np.zeros((48, 64, 3), np.uint8)
    device = FakeDevice(itertools.chain([lit()] * 3, itertools.repeat(black)))
    with opened(device) as source:
        seen = []
        with pytest.raises(SourceLost, match="black pictures only") as lost:  # noqa: PT012
            for frame in source.frames():
                seen.append(frame.rgb.max())
    assert "privacy cover" in lost.value.hint
    assert 0 in seen, "shown while it may still be an accident"


@pytest.mark.usefixtures("patience")
def test_a_few_black_pictures_while_a_camera_wakes_are_nothing():
    black = np.zeros((48, 64, 3), np.uint8)
    device = FakeDevice(itertools.chain([black] * 8, itertools.repeat(lit())))
    with opened(device) as source:
        last = list(itertools.islice(source.frames(), 200))[-1]
    assert last.rgb.max() > 100


def test_a_dark_room_is_not_black():
    assert is_black(np.zeros((480, 640, 3), np.uint8))
    assert is_black(np.full((480, 640, 3), 16, np.uint8)), "black of limited range"
    dark = np.random.default_rng(0).poisson(3, (480, 640, 3)).astype(np.uint8)
    assert not is_black(dark)
    assert not is_black(np.full((480, 640, 3), 90, np.uint8))


def test_a_change_of_format_is_carried_and_shown(caplog):
    device = FakeDevice(
        itertools.chain([lit()] * 3, [lit((32, 24))] * 2, itertools.repeat(lit((32, 24))))
    )
    with opened(device) as source:
        for frame in source.frames():
            if frame.size == (32, 24):
                break
        assert source.state is not None
        assert source.state.size == (32, 24)
    assert "changed from (64, 48) to (32, 24)" in caplog.text


def test_a_grey_camera_is_shown():
    device = FakeDevice(itertools.repeat(lit()[..., 0]))
    with opened(device) as source:
        frame = next(source.frames())
    assert frame.rgb.shape == (48, 64, 3)


def test_it_must_be_opened_first_and_once():
    source = Camera(0, device=lambda index: FakeDevice(itertools.repeat(lit())))
    with pytest.raises(ValueError, match="before open"):
        next(source.frames())
    source.open()
    with pytest.raises(ValueError, match="before close"):
        source.open()
    source.close()
    source.close()


@pytest.mark.usefixtures("patience")
def test_the_engine_brings_a_lost_camera_back_whatever_happened_to_it(monkeypatch):
    """Unplugged, absent, stalled inside the driver, and finally well."""
    monkeypatch.setattr(engine, "RETRY_S", (0.05, 0.05))
    unstick = threading.Event()
    devices = [
        FakeDevice(itertools.chain([lit()] * 5, [None])),
        FakeDevice(iter(()), is_there=False),
        FakeDevice(itertools.chain([lit()] * 5, [lambda: unstick.wait(20)], [lit()])),
        FakeDevice(itertools.repeat(lit())),
    ]
    plugged, faults, seen = iter(devices), [], []
    light = Light(np.ones(3, np.float32), 1.0, np.zeros((9, 3), np.float32), 3.0, "default")

    class Perceive:
        def __call__(self, frame, needs, watch):
            return Scene(frame, light)

        def close(self):
            pass

    class Compose:
        def __call__(self, scene, layers, watch):
            frame = scene.frame
            seen.append(frame.index)
            return Picture(frame.rgb, frame.captured_ns, frame.index, Report({}, (), light))

        def close(self):
            pass

    running = engine.Engine(
        Camera(0, device=lambda index: next(plugged)),
        Perceive,
        Compose,
        on_fault=lambda fault: faults.append(str(fault.error)),
    )
    running.start()
    deadline = time.monotonic() + 10
    while (len(faults) < 3 or not seen or devices[3].picture is None) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.02)
    time.sleep(0.1)
    running.stop()
    unstick.set()
    assert [next(w for w in FAULTS if w in fault) for fault in faults] == list(FAULTS)
    assert seen == sorted(set(seen)), "frames go on being counted"
    assert all(device.released.wait(1) for device in devices)


FAULTS = ("unplugged", "cannot be opened", "stalled")


def test_listing_never_keeps_a_camera(monkeypatch):
    """Where the system does not tell, cameras are tried one after the other."""
    monkeypatch.setattr(sys, "platform", "darwin")
    devices = [FakeDevice(iter(())), FakeDevice(iter(())), FakeDevice(iter(()), is_there=False)]
    monkeypatch.setattr(module, "open_device", lambda index: devices[index])
    assert [(found.index, found.name) for found in cameras()] == [
        (0, "Camera 0"),
        (1, "Camera 1"),
    ]
    assert all(device.released.is_set() for device in devices)


def test_the_real_backend_says_when_no_camera_is_there(capfd):
    """OpenCV itself, on an index that no machine has."""
    source = Camera(63)
    with pytest.raises(SourceLost, match="camera 63: cannot be opened"):
        source.open()
    source.close()
    assert isinstance(cameras(), list)
    assert capfd.readouterr().err == "", "OpenCV's own words are not for the person in front"
