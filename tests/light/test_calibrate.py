"""What a known camera's chart says of it is compared with what it is."""

from dataclasses import replace

import numpy as np
import pytest
from simulated_camera import CAMERA, chart_scene

from tryon.core.colour import de2000, linear_to_lab
from tryon.core.encoding import mixed
from tryon.light.calibrate import calibrate
from tryon.light.chart import Chart, ChartRefused, Refusal, read_chart, references

#: Reflectances that no chart has: lips, lipsticks, skin.
OTHERS = np.random.default_rng(3).uniform(0.03, 0.6, (200, 3)) @ [
    [0.7, 0.1, 0.1],
    [0.2, 0.6, 0.2],
    [0.1, 0.2, 0.6],
]


@pytest.fixture(scope="module")
def charts() -> list[Chart]:
    return [read_chart(CAMERA.codes(chart_scene(exposure=e), noise=1.0)) for e in (0.8, 0.83)]


def error(encoding, colours: np.ndarray, exposure: float) -> np.ndarray:
    seen = encoding.decode(CAMERA.codes(exposure * colours))
    return de2000(linear_to_lab(np.maximum(seen, 0)), linear_to_lab(colours))


def test_a_camera_is_known_from_one_chart(charts):
    calibration = calibrate(charts[:1])
    assert calibration.before.mean() > 6
    assert np.nanmean(calibration.after) < 1
    assert np.nanmean(calibration.left_out) < 2
    errors = error(calibration.encoding, OTHERS, 0.8)
    assert np.median(errors) < 0.8
    assert np.quantile(errors, 0.95) < 2


def test_several_pictures_may_differ_a_little_in_exposure(charts):
    calibration = calibrate(charts, is_thorough=False)
    assert calibration.pictures == 2
    assert calibration.exposure_range == pytest.approx(0.03, abs=0.02)
    assert np.isnan(calibration.left_out).all()
    assert np.median(error(calibration.encoding, OTHERS, 0.815)) < 0.8


def test_light_that_falls_off_is_not_taken_for_the_camera():
    scene = chart_scene(exposure=0.8)
    falls = np.exp(np.linspace(0.15, -0.15, scene.shape[1]))[:, None]
    calibration = calibrate([read_chart(CAMERA.codes(scene * falls))], is_thorough=False)
    assert np.median(error(calibration.encoding, OTHERS, 0.8)) < 1.2


def test_a_raw_picture_is_known_as_well():
    raw = replace(CAMERA, gamma=np.ones(3), contrast=0.0)
    calibration = calibrate([read_chart(raw.codes(chart_scene()))], is_thorough=False)
    assert np.nanmean(calibration.after) < 1.5


def test_roots_are_used_where_they_help(charts):
    bent = np.array(
        [
            [1.1, -0.3, 0.1, 0.25, -0.05, -0.1],
            [-0.2, 0.9, 0.1, 0.2, -0.1, 0.1],
            [0.1, -0.3, 1.1, -0.1, 0.3, -0.1],
        ]
    )
    # a camera whose rendering bends with the hue: its light is sought for each colour
    camera_light = references()[0].linear.copy()
    for _ in range(60):
        camera_light -= 0.5 * (
            mixed(bent, np.maximum(camera_light, 0)) - references()[0].linear
        )
    codes = np.clip(255 * np.maximum(0.8 * camera_light, 0) ** (1 / 2.2), 2, 249)
    chart = replace(charts[0], codes=codes)
    calibration = calibrate([chart])
    assert not calibration.encoding.is_straight
    assert np.nanmean(calibration.after) < 1.5


def test_there_is_a_way_back_from_every_colour(charts, monkeypatch):
    """Roots that would fold colours over each other are held back."""
    from tryon.light import calibrate as module

    monkeypatch.setattr(module, "_LEAST_SLOPE", 0.995)
    encoding = calibrate(charts[:1], is_thorough=False).encoding
    grey = np.linalg.det(encoding.camera_to_linear(np.ones(3)))
    for pure in 8 * np.eye(3) + 0.4:
        assert np.linalg.det(encoding.camera_to_linear(pure)) >= 0.99 * grey


def test_colours_that_are_no_charts_are_refused(charts):
    chart = charts[0]
    codes = chart.codes.copy()
    codes[[3, 8, 12, 20]] = [200, 120, 180]
    with pytest.raises(ChartRefused) as caught:
        calibrate([replace(chart, codes=codes)], is_thorough=False)
    assert caught.value.refusal is Refusal.HIDDEN
    copy = np.random.default_rng(0).normal(0, 16, (24, 3)) + chart.codes
    with pytest.raises(ChartRefused) as caught:
        calibrate([replace(chart, codes=np.clip(copy, 3, 249))], is_thorough=False)
    assert caught.value.refusal in (Refusal.CLONE, Refusal.HIDDEN)


def test_a_shadow_across_the_chart_is_refused():
    scene = chart_scene(exposure=0.9)
    scene[:, 320:] *= 0.4
    with pytest.raises(ChartRefused) as caught:
        calibrate([read_chart(CAMERA.codes(scene))], is_thorough=False)
    assert caught.value.refusal in (Refusal.UNEVEN, Refusal.HIDDEN, Refusal.CLONE)


def test_one_dirty_patch_is_left_out(charts):
    codes = charts[0].codes.copy()
    codes[5] = [90, 60, 40]
    calibration = calibrate([replace(charts[0], codes=codes)], is_thorough=False)
    assert np.isnan(calibration.after[5])
    assert np.median(error(calibration.encoding, OTHERS, 0.8)) < 1.2
