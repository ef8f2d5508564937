"""Pictures of which grain and softness are known."""

import cv2
import numpy as np
import pytest

from tryon.core.scene import Box, Bytes
from tryon.render.grain import Grain, add_noise, enlarged, grain_after, grain_of, soften_to
from tryon.render.lay import soften

BOX = Box(80, 60, 160, 120)


def picture(noise: float = 0.0, blur_px: float = 0.0) -> Bytes:
    """Bright and dark boards before a wall, as a lens and a sensor give them."""
    scene = np.full((240, 320, 3), 120, np.float32)
    for x in range(10, 320, 40):
        scene[:, x : x + 14] = 60 if x % 80 == 10 else 190
    scene[150:] = 120
    if blur_px:
        scene = cv2.GaussianBlur(scene, (0, 0), blur_px)
    scene += np.random.default_rng(1).normal(0, noise, scene.shape) if noise else 0
    return np.clip(np.rint(scene), 0, 255).astype(np.uint8)


def test_a_clean_and_sharp_picture_asks_for_nothing() -> None:
    assert grain_of(picture(), BOX) == Grain(0, 0)
    flat = np.full((240, 320, 3), 90, np.uint8)
    assert grain_of(flat, BOX) == Grain(0, 0)
    drawn = np.full((20, 30, 3), 70, np.uint8)
    assert add_noise(drawn, Grain(0, 0), 5) is drawn
    assert soften_to(drawn, Grain(0, 0)) is drawn


@pytest.mark.parametrize("noise", [1.5, 3.0])
def test_noise_is_found_and_given(noise: float) -> None:
    grain = grain_of(picture(noise, 0.5), BOX)
    assert grain.noise == pytest.approx(noise, rel=0.25)
    drawn = np.full((120, 160, 3), 100, np.uint8)
    given = add_noise(drawn, grain, 3)
    assert given.std() == pytest.approx(grain.noise, rel=0.15)
    assert given.mean() == pytest.approx(100, abs=0.3)
    assert np.array_equal(given, add_noise(drawn, grain, 3))
    assert not np.array_equal(given, add_noise(drawn, grain, 4))


@pytest.mark.parametrize("blur_px", [1.0, 1.6])
def test_softness_is_found_and_given(blur_px: float) -> None:
    grain = grain_of(picture(0.5, blur_px), BOX)
    assert grain.blur_px == pytest.approx(blur_px, abs=0.3)
    edge = np.zeros((60, 60), np.uint8)
    edge[:, 30:] = 255
    soft = soften_to(edge, grain)
    assert np.abs(np.diff(soft[30].astype(int))).max() < 255 * 0.5
    assert soft[:, :24].max() == 0


def test_what_is_measured_again_is_steadied() -> None:
    before, noisy = Grain(0.0, 1.0), picture(4.0, 0.5)
    now = grain_of(noisy, BOX)
    after = grain_after(before, noisy, BOX, "noise")
    assert 0 < after.noise < 0.5 * now.noise
    assert after.blur_px == before.blur_px
    after = grain_after(before, noisy, BOX, "blur")
    assert after.noise == before.noise
    assert now.blur_px < after.blur_px < before.blur_px


def width_px(coverage: Bytes) -> float:
    """How soft the middle row's edge is, standard deviation."""
    slope = np.abs(np.diff(coverage[coverage.shape[0] // 2].astype(float)))
    at = np.arange(len(slope))
    return float(np.sqrt(np.average((at - np.average(at, weights=slope)) ** 2, weights=slope)))


def test_soft_outlines_need_few_samples_and_come_out_as_soft() -> None:
    assert Grain(0, 0).samples == Grain(0, 0.7).samples == 1
    few = [Grain(0, blur_px).samples for blur_px in (1.0, 1.4, 2.5)]
    assert few == sorted(few, reverse=True)
    assert few[-1] == 0.5
    for blur_px, samples in zip((1.0, 1.4, 2.5), few, strict=True):
        there = np.zeros((round(80 * samples), round(120 * samples)), np.uint8)
        there[:, : round(60 * samples)] = 255
        coverage = enlarged(soften(there), (120, 80), Grain(0, blur_px))
        assert coverage.shape == (80, 120)
        assert width_px(coverage) == pytest.approx(np.hypot(0.47, blur_px), rel=0.15)
        assert np.argmin(np.abs(coverage[40].astype(int) - 128)) == pytest.approx(60, abs=1.5)
