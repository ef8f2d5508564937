from dataclasses import replace

import numpy as np
import pytest

from tryon.core.scene import Box, Lips, Scene
from tryon.effects.lip_surface import glints, place_on_lips

FRONT = np.array([0, 0.35, 0.937], np.float32)


@pytest.fixture(scope="module")
def lips(portrait_scene: Scene) -> Lips:
    found = portrait_scene.faces[0].lips
    assert found is not None
    return found


def turned(degrees: float) -> np.ndarray:
    angle = np.radians(degrees)
    rotation = np.array(
        [[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]]
    )
    return (rotation @ FRONT).astype(np.float32)


def test_the_smoother_the_surface_the_smaller_and_brighter_its_highlight() -> None:
    textures = [glints(FRONT, roughness, 0.0, 0.0) for roughness in (0.62, 0.36, 0.14)]
    peaks = [texture.max() for texture in textures]
    areas = [(texture > texture.max() / 2).mean() for texture in textures]
    assert peaks[0] < peaks[1] < peaks[2]
    assert areas[0] > areas[1] > areas[2]
    for texture in textures:
        assert np.isfinite(texture).all()
        assert texture.min() >= 0


def test_highlights_fade_at_rim_and_corners() -> None:
    texture = glints(FRONT, 0.14, 0.5, 0.6)
    edge = np.concatenate([texture[0], texture[-1], texture[:, 0], texture[:, -1]])
    assert edge.max() == 0


def test_light_from_above_shines_on_the_fullness_of_the_lower_lip() -> None:
    texture = glints(FRONT, 0.3, 0.0, 0.0)
    lower = texture[texture.shape[0] // 2 :]
    brightest = np.argmax(lower.mean(1)) / len(lower)
    assert 0.2 < brightest < 0.7


def test_glitter_sparkles_with_the_angle_and_rests_with_it() -> None:
    flakes = [
        glints(turned(a), 0.3, 0.5, 0.6) - glints(turned(a), 0.3, 0.5, 0.0) for a in (0, 0, 6)
    ]
    np.testing.assert_array_equal(flakes[0], flakes[1])
    same = np.corrcoef(flakes[0].ravel(), flakes[2].ravel())[0, 1]
    assert 0.0 < same < 0.7
    # Other flakes, but about as many of them.
    assert flakes[2].mean() == pytest.approx(flakes[0].mean(), rel=0.25)


def test_the_surface_travels_with_the_mouth(lips: Lips) -> None:
    texture = glints(FRONT, 0.2, 0.5, 0.6)
    shift = np.array([13, 7], np.float32)
    box = replace(lips.box, x=lips.box.x + 13, y=lips.box.y + 7)
    moved = Lips(
        box, lips.coverage.copy(), lips.outer + shift, lips.inner + shift, lips.width_px
    )
    here, there = place_on_lips(texture, lips), place_on_lips(texture, moved)
    np.testing.assert_allclose(here, there, atol=0.02 * here.max())


@pytest.mark.parametrize("degrees", [0, 25, -60, 90])
def test_a_tilted_mouth_wears_it_tilted(degrees: float) -> None:
    angle = np.linspace(np.pi, 3 * np.pi, 64, endpoint=False)
    oval = np.stack([60 * np.cos(angle), 22 * np.sin(angle)], 1)
    slit = np.stack([50 * np.cos(angle), 1.5 * np.sin(angle)], 1)
    turn = np.radians(degrees)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    size = 160

    def mouth(tilt: np.ndarray) -> Lips:
        outlines = [(o @ tilt.T + size / 2).astype(np.float32) for o in (oval, slit)]
        return Lips(Box(0, 0, size, size), np.ones((size, size), np.float32), *outlines, 120.0)

    texture = glints(FRONT, 0.3, 0.0, 0.0)
    straight, tilted = (
        place_on_lips(texture, mouth(np.eye(2))),
        place_on_lips(texture, mouth(rotation)),
    )
    y, x = np.argwhere(straight > 0.5 * straight.max()).mean(0) + 0.5 - size / 2
    found = np.argwhere(tilted > 0.5 * tilted.max()).mean(0)[::-1] + 0.5 - size / 2
    np.testing.assert_allclose(found, rotation @ [x, y], atol=1.5)


def test_a_tiny_mouth_is_no_trouble() -> None:
    angle = np.linspace(np.pi, 3 * np.pi, 20, endpoint=False)
    outline = np.stack([4 + 3 * np.cos(angle), 3 + np.sin(angle)], 1).astype(np.float32)
    lips = Lips(Box(0, 0, 8, 6), np.ones((6, 8), np.float32), outline, outline.copy(), 6.0)
    laid = place_on_lips(glints(FRONT, 0.14, 0.5, 0.6), lips)
    assert laid.shape == (6, 8)
    assert np.isfinite(laid).all()
