from dataclasses import replace

import numpy as np
import pytest

from tryon.core.scene import Box, Floats, Lips, Scene
from tryon.effects.lip_surface import (
    chart,
    columns_for,
    find_on_lips,
    inwards,
    place_on_lips,
    relief,
    soften,
)


@pytest.fixture(scope="module")
def lips(portrait_scene: Scene) -> Lips:
    found = portrait_scene.faces[0].lips
    assert found is not None
    return found


WHOLE = Box(0, 0, 160, 160)


def blob(across: float, row: int, columns: int = 128) -> Floats:
    """A soft spot on the lower lip, or the upper."""
    rows = relief(0.0, columns).slant.shape[0]
    y, x = np.mgrid[:rows, :columns].astype(np.float32)
    away = ((x - across * columns) / 8) ** 2 + ((y - row) / 5) ** 2
    return np.exp(-away).astype(np.float32)


def ovals(degrees: float, size: int = 160) -> Lips:
    angle = np.linspace(np.pi, 3 * np.pi, 64, endpoint=False)
    oval = np.stack([60 * np.cos(angle), 22 * np.sin(angle)], 1)
    slit = np.stack([50 * np.cos(angle), 1.5 * np.sin(angle)], 1)
    turn = np.radians(degrees)
    tilt = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    outlines = [(o @ tilt.T + size / 2).astype(np.float32) for o in (oval, slit)]
    return Lips(Box(0, 0, size, size), np.ones((size, size), np.float32), *outlines, 120.0)


def test_normals_are_unit_vectors_and_lean_as_lips_do() -> None:
    shape = relief(0.0, 128)
    np.testing.assert_allclose(np.linalg.norm(shape.normals, axis=0), 1, atol=1e-5)
    upper, lower = np.split(shape.normals[1], 2)
    assert upper[0].mean() > 0.2 > upper[-1].mean()  # the upper lip rolls in at the seam
    assert lower[0].mean() > 0.5 > lower[-1].mean()
    assert shape.normals[0, :, 5].mean() < -0.3 < 0.3 < shape.normals[0, :, -5].mean()


def test_highlights_fade_at_rim_and_corners() -> None:
    slant = relief(0.5, 128).slant
    edge = np.concatenate([slant[0], slant[-1], slant[:, 0], slant[:, -1]])
    assert edge.max() == 0
    assert slant.max() > 0.7


def test_a_wider_mouth_shows_a_finer_texture() -> None:
    assert [columns_for(w) for w in (4, 90, 143, 400, 5000)] == [128, 128, 256, 512, 512]
    coarse, fine = relief(1.0, 128).normals[0], relief(1.0, 512).normals[0]
    resampled = fine[2::4, 2::4]
    assert np.corrcoef(resampled.ravel(), coarse.ravel())[0, 1] > 0.9


def test_inwards_is_0_at_the_outer_edge_and_1_at_the_seam() -> None:
    near = inwards(128)
    half = len(near) // 2
    assert near[0].max() == near[-1].max() == 0
    assert near[half - 1, 64] == near[half, 64] == pytest.approx(1.0)
    assert near[:, 0].max() == near[:, -1].max() == 0


def test_the_surface_travels_with_the_mouth(lips: Lips) -> None:
    texture = blob(0.4, 40) + blob(0.7, 12)
    shift = np.array([13, 7], np.float32)
    box = replace(lips.box, x=lips.box.x + 13, y=lips.box.y + 7)
    moved = Lips(
        box, lips.coverage.copy(), lips.outer + shift, lips.inner + shift, lips.width_px
    )
    here, there = (place_on_lips(texture, chart(mouth, mouth.box)) for mouth in (lips, moved))
    np.testing.assert_allclose(here, there, atol=0.02 * here.max())


@pytest.mark.parametrize("degrees", [0, 25, -60, 90])
def test_a_tilted_mouth_wears_it_tilted(degrees: float) -> None:
    texture = blob(0.35, 42)
    straight = place_on_lips(texture, chart(ovals(0), WHOLE))
    tilted = place_on_lips(texture, chart(ovals(degrees), WHOLE))
    y, x = np.argwhere(straight > 0.5 * straight.max()).mean(0) + 0.5 - 80
    found = np.argwhere(tilted > 0.5 * tilted.max()).mean(0)[::-1] + 0.5 - 80
    turn = np.radians(degrees)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    np.testing.assert_allclose(found, rotation @ [x, y], atol=1.5)


@pytest.mark.parametrize("degrees", [0, 40, 180])
@pytest.mark.parametrize(("across", "down"), [(0.3, 0.5), (0.6, 1.4), (0.8, 1.7)])
def test_points_are_found_where_textures_are_laid(
    degrees: float, across: float, down: float
) -> None:
    places = chart(ovals(degrees), WHOLE)
    rows = relief(0.0, 128).slant.shape[0] // 2
    row = round(down * rows) if down < 1 else rows + round((down - 1) * rows)
    laid = place_on_lips(blob(across, row), places)
    y, x = np.argwhere(laid > 0.6 * laid.max()).mean(0)
    found_x, found_y = find_on_lips(
        np.array([across], np.float32), np.array([down], np.float32), places
    )
    np.testing.assert_allclose([found_x[0], found_y[0]], [x, y], atol=1.5)


def test_colours_are_laid_like_greys() -> None:
    grey, places = blob(0.5, 40), chart(ovals(20), WHOLE)
    colours = np.ascontiguousarray(np.stack([grey, 0.5 * grey, 0 * grey], -1))
    laid = place_on_lips(colours, places)
    np.testing.assert_allclose(laid[..., 0], place_on_lips(grey, places), atol=1e-4)
    np.testing.assert_allclose(laid[..., 1], laid[..., 0] / 2, atol=1e-4)


def test_softening_keeps_the_light() -> None:
    sharp = np.zeros((56, 128), np.float32)
    sharp[28, 64] = 1
    soft = soften(sharp, 40)
    assert soft.sum() == pytest.approx(1, abs=0.02)
    assert soft.max() < 0.1
    assert soften(sharp, 200) is sharp


def test_a_tiny_mouth_is_no_trouble() -> None:
    angle = np.linspace(np.pi, 3 * np.pi, 20, endpoint=False)
    outline = np.stack([4 + 3 * np.cos(angle), 3 + np.sin(angle)], 1).astype(np.float32)
    lips = Lips(Box(0, 0, 8, 6), np.ones((6, 8), np.float32), outline, outline.copy(), 6.0)
    laid = place_on_lips(blob(0.5, 40), chart(lips, lips.box))
    assert laid.shape == (6, 8)
    assert np.isfinite(laid).all()
