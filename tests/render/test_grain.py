"""Pictures of which grain and softness are known."""

import cv2
import numpy as np
import pytest

from tryon.core.scene import Box, Bytes
from tryon.render.grain import Grain, add_noise, grain_of, soften_to

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


def test_what_follows_is_steadied() -> None:
    before = Grain(2.0, 1.0)
    after = Grain(4.0, 0.0).after(before)
    assert 2.0 < after.noise < 3.0
    assert 0.5 < after.blur_px < 1.0
    assert before.after(None) == before
