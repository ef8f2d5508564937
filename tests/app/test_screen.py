import threading
from types import MappingProxyType

import numpy as np
import pytest

from tryon.app.meters import Pace
from tryon.app.screen import Pane, Screen, fit, show
from tryon.core.scene import UNKNOWN_LIGHT, Picture, Report


def picture(width: int = 64, height: int = 36, index: int = 0) -> Picture:
    """Red grows to the right, green downwards."""
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[..., 0] = np.linspace(0, 255, width)
    rgb[..., 1] = np.linspace(0, 255, height)[:, None]
    return Picture(rgb, index, index, Report(MappingProxyType({}), (), UNKNOWN_LIGHT))


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (333, 77)])
@pytest.mark.parametrize("pane", [Pane(926, 521), Pane(500, 900), Pane(64, 64)])
def test_whole_picture_in_its_proportions(size: tuple[int, int], pane: Pane) -> None:
    width, height = fit(size, pane)
    assert width <= pane.width_px
    assert height <= pane.height_px
    assert width == pane.width_px or height == pane.height_px
    assert width / size[0] == pytest.approx(height / size[1], abs=0.01)


def test_at_its_own_size_every_pixel_is_kept() -> None:
    made = picture()
    shown = show(made, Pane(64, 36))
    assert np.array_equal(shown.bgrx[..., 2::-1], made.rgb)


def test_mirrored() -> None:
    made = picture()
    shown = show(made, Pane(64, 36, is_mirrored=True))
    assert np.array_equal(shown.bgrx[:, ::-1, 2::-1], made.rgb)
    assert shown.picture is made


@pytest.mark.parametrize("pane", [Pane(30, 60, fills=True), Pane(60, 20, fills=True)])
def test_filling_crops_alike_on_both_sides(pane: Pane) -> None:
    bgrx = show(picture(), pane).bgrx
    assert bgrx.shape[:2] == (pane.height_px, pane.width_px)
    red, green = bgrx[..., 2].astype(float), bgrx[..., 1].astype(float)
    assert red[:, 0].mean() + red[:, -1].mean() == pytest.approx(255, abs=8)
    assert green[0].mean() + green[-1].mean() == pytest.approx(255, abs=12)


def test_one_ring_however_many_pictures() -> None:
    rings = []
    screen = Screen(lambda: rings.append(1))
    for index in range(5):
        screen.write(picture(index=index))
    assert len(rings) == 1
    taken = screen.waiting.take_now()
    assert taken is not None
    assert taken.picture.index == 4, "the newest wins"
    screen.write(picture(index=5))
    assert len(rings) == 2


def test_what_is_forgotten_is_not_shown() -> None:
    screen = Screen(lambda: None)
    screen.write(picture())
    screen.forget()
    assert screen.newest is None
    assert screen.waiting.take_now() is None


def test_written_from_another_thread() -> None:
    screen = Screen(lambda: None)
    thread = threading.Thread(
        target=lambda: [screen.write(picture(index=i)) for i in range(50)]
    )
    thread.start()
    thread.join()
    assert screen.newest is not None
    assert screen.newest.index == 49


def test_pace() -> None:
    pace = Pace()
    second = 1_000_000_000
    for index in range(91):
        now = index * second // 30
        pace.painted(now - 40_000_000, now)
    reading = pace.reading(3 * second)
    assert reading.pictures_per_s == pytest.approx(30, abs=0.5)
    assert reading.age_ms == pytest.approx(40)
    assert pace.reading(10 * second).pictures_per_s == 0
    assert pace.reading(10 * second).age_ms is None


def test_pace_of_a_file_has_no_age() -> None:
    pace = Pace()
    for now in (1e12, 1.03e12, 1.06e12):
        pace.painted(0, int(now))
    assert pace.reading(int(1.06e12)).age_ms is None
