"""What can happen to a camera: the mirror says so, and comes back by itself."""

import itertools
import time
from collections.abc import Callable
from typing import Any

import pytest

from tryon.app.state import Feed, NoticeKind

Open = Callable[..., Any]  # conftest.py
Saw = Callable[..., None]


def lost_and_found(mirror: Any, break_it: Callable[[], None], mend: Callable[[], None]) -> Any:
    """Break the camera, hear what is said, mend it; return the words, and how long it took."""
    mirror.until(lambda: mirror.session.screen.newest is not None)
    break_it()
    mirror.until(lambda: mirror.session.state.feed is Feed.LOST)
    words = mirror.banner(), mirror.kiosk()
    assert mirror.told(NoticeKind.CAMERA_LOST)
    mend()
    back_s = mirror.until(lambda: mirror.session.state.feed is Feed.SHOWING, 5.0)
    mirror.goes_on()
    assert not mirror.told(NoticeKind.CAMERA_LOST)
    return *words, back_s


def test_unplugged(open_mirror: Open, saw: Saw) -> None:
    mirror = open_mirror()
    device = mirror.device
    said = lost_and_found(
        mirror,
        lambda: setattr(device, "is_plugged", False),
        lambda: setattr(device, "is_plugged", True),
    )
    assert "camera is away" in said[0]
    assert "cable" in said[0]
    assert "comes back by itself" in said[1]
    saw("camera unplugged, and plugged in again", *said)


def test_stalled(open_mirror: Open, saw: Saw) -> None:
    mirror = open_mirror()
    said = lost_and_found(mirror, mirror.device.stalled.clear, mirror.device.stalled.set)
    assert "camera is away" in said[0]
    saw("camera delivers nothing any more", *said)


def test_driver_that_raises(open_mirror: Open, saw: Saw) -> None:
    mirror = open_mirror()
    device = mirror.device
    said = lost_and_found(
        mirror,
        lambda: setattr(device, "is_broken", True),
        lambda: setattr(device, "is_broken", False),
    )
    assert "camera is away" in said[0]
    saw("camera's driver raises an error of its own", *said)


def test_black(open_mirror: Open, saw: Saw) -> None:
    mirror = open_mirror()
    device = mirror.device
    said = lost_and_found(
        mirror,
        lambda: setattr(device, "is_black", True),
        lambda: setattr(device, "is_black", False),
    )
    assert "privacy cover" in said[0]
    saw("camera delivers black pictures only", *said)


def test_not_allowed(open_mirror: Open, saw: Saw) -> None:
    mirror = open_mirror()
    device = mirror.device
    mirror.until(lambda: mirror.session.screen.newest is not None)

    def forbid() -> None:
        device.is_allowed = False
        mirror.session.choose_source("camera:0")

    said = lost_and_found(mirror, forbid, lambda: setattr(device, "is_allowed", True))
    assert "allow" in said[0]
    saw("no permission to use the camera", *said)


def test_another_format(open_mirror: Open, saw: Saw) -> None:
    mirror = open_mirror()
    mirror.until(lambda: mirror.session.screen.newest is not None)
    mirror.device.size = (80, 60)
    took_s = mirror.until(lambda: mirror.session.screen.newest.rgb.shape == (60, 80, 3))
    assert mirror.banner() == ""
    saw("camera changes its format in mid-stream", mirror.banner(), mirror.kiosk(), took_s)


def test_five_pictures_a_second(open_mirror: Open, saw: Saw) -> None:
    mirror = open_mirror()
    mirror.device.period_s = 0.2
    waits = [mirror.goes_on() for _ in range(4)]
    assert mirror.session.state.feed is Feed.SHOWING
    mirror.until(lambda: looked_at(mirror, NoticeKind.CAMERA_SLOW))
    said = mirror.banner(), mirror.kiosk()
    saw("camera falls to 5 pictures a second", *said, max(waits))
    mirror.device.period_s = 0.01
    mirror.until(lambda: not looked_at(mirror, NoticeKind.CAMERA_SLOW))
    assert mirror.banner() == ""


def test_the_same_picture_again_and_again(open_mirror: Open, saw: Saw) -> None:
    """A driver that hangs, or a privacy cover that is a picture."""
    mirror = open_mirror()
    mirror.until(lambda: mirror.session.screen.newest is not None)
    mirror.device.is_frozen = True
    mirror.until(lambda: looked_at(mirror, NoticeKind.CAMERA_FROZEN))
    said = mirror.banner(), mirror.kiosk()
    assert "stands still" in said[0]
    assert "stands still" in said[1]
    mirror.device.is_frozen = False
    mirror.session.try_again(NoticeKind.CAMERA_FROZEN)
    took_s = mirror.goes_on()
    assert mirror.banner() == ""
    saw("camera sends the same picture again and again", *said, took_s)


def looked_at(mirror: Any, kind: NoticeKind) -> bool:
    """Look at what the camera delivers, as windows do a few times a second."""
    mirror.session.refresh()
    return mirror.told(kind)


@pytest.mark.parametrize("way", ["back", "ahead"])
def test_stamps_that_jump(open_mirror: Open, saw: Saw, way: str) -> None:
    """The driver's clock goes back by half a second, or tells of another day."""
    jumps = itertools.cycle([0.0, -500.0, 0.0, -900.0] if way == "back" else [0.0, 8.64e7])
    mirror = open_mirror()
    mirror.device.stamp_ms = lambda: time.monotonic_ns() / 1e6 + next(jumps)
    waits = [mirror.goes_on() for _ in range(6)]
    assert mirror.banner() == ""
    fault = "time stamps go back" if way == "back" else "time stamps jump a day ahead"
    saw(f"the camera's {fault}", mirror.banner(), mirror.kiosk(), max(waits))
