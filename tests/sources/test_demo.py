import importlib.util
import itertools

import cv2
import numpy as np
import pytest

from tryon.core.errors import Missing
from tryon.core.seams import Source
from tryon.sources.demo import LAMPS, Demo


@pytest.fixture(scope="module")
def demo():
    source = Demo()
    source.open()
    yield source
    source.close()


def test_it_gives_the_same_frames_every_time():
    runs = []
    for _ in range(2):
        source = Demo(count=4)
        assert isinstance(source, Source)
        source.open()
        runs.append(list(source.frames()))
        source.close()
    assert [frame.index for frame in runs[0]] == [0, 1, 2, 3]
    assert [frame.captured_ns for frame in runs[0]] == [0, 33333333, 66666667, 100000000]
    assert all(frame.size == (1280, 720) for frame in runs[0])
    for first, second in zip(*runs, strict=True):
        np.testing.assert_array_equal(first.rgb, second.rgb)


def test_the_portrait_always_fills_the_frame():
    for size in ((1280, 720), (1920, 1080), (640, 480)):
        source = Demo(size=size)
        corners = np.array(list(itertools.product((0, size[0]), (0, size[1]), (1,)))).T
        for index in range(0, 40 * 280 * 3, 11):
            seen = (np.linalg.inv(source.portrait_to_frame(index)) @ corners)[:2]
            assert seen.min() >= 0
            assert seen.max() <= 512


def test_it_moves_smoothly():
    source = Demo()
    eye = np.array([210.0, 118.0, 1.0])
    path = np.array([(source.portrait_to_frame(n) @ eye)[:2] for n in range(600)])
    speed = np.linalg.norm(np.diff(path, axis=0), axis=1)
    assert speed.max() < 8, "px per frame at 720p"
    assert np.linalg.norm(np.diff(path, 2, axis=0), axis=1).max() < 0.2
    assert np.ptp(path, axis=0).min() > 40, "it does move"


def test_pixels_lie_where_the_matrix_says(demo, portrait):
    """The frame, taken back by the known path, is the portrait."""
    for index in (0, 37):
        back = np.linalg.inv(demo.portrait_to_frame(index))
        half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
        seen = cv2.warpAffine(
            demo.image(index), (np.linalg.inv(half) @ back @ half)[:2], (512, 512)
        )
        inside = np.s_[90:170, 150:300]
        a = cv2.cvtColor(portrait[inside], cv2.COLOR_RGB2GRAY).astype(np.float32)
        b = cv2.cvtColor(seen[inside], cv2.COLOR_RGB2GRAY).astype(np.float32)
        (dx, dy), likeness = cv2.phaseCorrelate(a, b)
        assert np.hypot(dx, dy) < 0.06, "portrait px"
        assert likeness > 0.8


def test_the_light_is_what_it_says(demo):
    """Known gains, in linear light, on the grey of the background."""

    def linear(code):
        value = code / 255
        return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)

    plain = Demo()
    plain.open()
    plain.light = lambda index: np.ones(3, np.float32)
    for index in (105, 195, 290):
        patch = np.s_[300:400, 40:140]
        was = linear(plain.image(index)[patch].astype(float)).mean((0, 1))
        now = linear(demo.image(index)[patch].astype(float)).mean((0, 1))
        assert np.abs(now / was / demo.light(index) - 1).max() < 0.02
    plain.close()


def test_the_lamps_are_coloured_dimmed_and_faded():
    weights = np.array([0.2126, 0.7152, 0.0722])
    for lamp in LAMPS:
        assert float(np.dot(weights, lamp.colour)) == pytest.approx(1, abs=0.005)
        assert 0.3 < lamp.level <= 1
    source = Demo()
    gains = np.array([source.light(n) for n in range(800)])
    assert np.array_equal(gains[0], np.ones(3, np.float32))
    assert np.abs(np.diff(gains, axis=0)).max() < 0.03, "no jumps"
    assert gains[:, 2].min() < 0.65
    assert (gains[:, 2] / gains[:, 0]).max() > 1.2, "cooler than the photograph, too"


def test_a_live_demo_keeps_time_and_goes_on():
    source = Demo(count=3, live=True)
    source.open()
    frames = list(itertools.islice(source.frames(), 8))
    source.close()
    assert [frame.index for frame in frames] == list(range(8))
    assert 7 / 30 - 0.02 < (frames[-1].captured_ns - frames[0].captured_ns) / 1e9 < 0.8
    assert source.frame_count is None
    assert Demo(count=3).frame_count == 3


def test_without_scikit_image_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Missing) as missing:
        Demo().open()
    assert "pip install" in missing.value.hint


def test_it_must_be_opened_first():
    with pytest.raises(ValueError, match="before open"):
        Demo().image(0)
