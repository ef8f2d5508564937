import numpy as np
import pytest

from tryon.core.geometry import IDENTITY, carry, compose, invert, similarity
from tryon.tracking.mesh import cut_out
from tryon.tracking.texture import Texture, shrink

FACE = similarity(200.0, 0.0, 120.0, 15.0)
EYES_AND_NOSE = np.array([[0.35, 0.42], [0.65, 0.42], [0.5, 0.55]], np.float32)


def noisy(rgb, seed):
    noise = np.random.default_rng(seed).normal(0, 3, rgb.shape)
    return np.clip(rgb + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("seed", range(5))
def test_movement_is_found_to_a_tenth_of_a_pixel_of_the_crop(portrait, seed):
    rng = np.random.default_rng(seed)
    shift = rng.normal(0, 0.004, 2)
    moved = similarity(1 + rng.normal(0, 0.005), rng.normal(0, 0.005), *shift)
    texture = Texture(shrink(cut_out(noisy(portrait, seed), FACE)), IDENTITY)
    crop = cut_out(noisy(portrait, seed + 100), compose(FACE, invert(moved)))
    found = texture.find(shrink(crop), IDENTITY)
    apart = carry(found.template_to_crop, EYES_AND_NOSE) - carry(moved, EYES_AND_NOSE)
    assert np.abs(apart).max() * 192 < 0.2
    assert found.likeness > 0.98
    assert found.brightening == pytest.approx(1, abs=0.02)


def test_a_change_of_light_is_no_movement(portrait):
    texture = Texture(shrink(cut_out(portrait, FACE)), IDENTITY)
    dimmer = (portrait * 0.7 + 12).astype(np.uint8)
    found = texture.find(shrink(cut_out(dimmer, FACE)), IDENTITY)
    assert np.abs(found.template_to_crop - IDENTITY).max() * 192 < 0.3
    assert found.likeness > 0.98
    assert found.brightening < 0.85


def test_something_else_is_unlike(portrait):
    texture = Texture(shrink(cut_out(portrait, FACE)), IDENTITY)
    elsewhere = shrink(cut_out(portrait, similarity(200.0, 0.0, 250.0, 300.0)))
    assert texture.find(elsewhere, IDENTITY).likeness < 0.5


def test_learning_goes_part_of_the_way(portrait):
    texture = Texture(shrink(cut_out(portrait, FACE)), IDENTITY)
    brighter = shrink(cut_out(np.clip(portrait * 1.3, 0, 255).astype(np.uint8), FACE))
    before = texture.find(brighter, IDENTITY).brightening
    texture.learn(texture.find(brighter, IDENTITY).seen, 0.5)
    assert 1 < texture.find(brighter, IDENTITY).brightening < before - 0.05
