import numpy as np
import pytest

from tryon.core.scene import Box, Floats, Lips
from tryon.effects.finish import FINISHES, Finish, Flakes
from tryon.effects.flakes import scatter, sparkle, strew
from tryon.effects.lip_surface import Chart, chart

FRONT = np.array([0, 0.35, 0.937], np.float32)
AHEAD = np.eye(3, dtype=np.float32)
RED = np.array([0.3, 0.02, 0.04])


def mouth(scale: float = 1.0, shift: float = 0.0) -> Chart:
    angle = np.linspace(np.pi, 3 * np.pi, 64, endpoint=False)
    middle = np.array([90 * scale + shift, 45 * scale])
    oval = np.stack([60 * np.cos(angle), 22 * np.sin(angle)], 1) * scale + middle
    slit = np.stack([50 * np.cos(angle), 1.5 * np.sin(angle)], 1) * scale + middle
    height, width = round(90 * scale), round(180 * scale)
    lips = Lips(
        Box(0, 0, width, height),
        np.ones((height, width), np.float32),
        oval.astype(np.float32),
        slit.astype(np.float32),
        120.0 * scale,
    )
    return chart(lips, lips.box)


def turned(degrees: float) -> Floats:
    a = np.radians(degrees)
    rotation = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    return (rotation @ FRONT).astype(np.float32)


def glitter(**changes: object) -> Finish:
    flakes = {"density_mm2": 6.0, "size_mm": 0.08, "spread_deg": 20.0} | changes
    return Finish(hiding=0.9, roughness=0.3, flakes=Flakes(**flakes))  # type: ignore[arg-type]


def drawn(finish: Finish, half: Floats = FRONT, at: Chart | None = None) -> Floats:
    assert finish.flakes is not None
    sparks = sparkle(half, AHEAD, finish, RED, 0.7, 1.0)
    return strew(sparks, at or mouth())


def test_there_are_as_many_flakes_as_the_finish_says() -> None:
    few, many = len(scatter(glitter(density_mm2=2.0)).across), len(scatter(glitter()).across)
    assert many == pytest.approx(3 * few, rel=0.05)
    flakes = scatter(glitter())
    np.testing.assert_allclose(np.linalg.norm(flakes.mirrors, axis=0), 1, atol=1e-5)


def test_glitter_sparkles_with_the_angle_and_rests_with_it() -> None:
    still, again, away = (drawn(glitter(), turned(a)) for a in (0, 0, 9))
    np.testing.assert_array_equal(still, again)
    same = np.corrcoef(still.ravel(), away.ravel())[0, 1]
    assert same < 0.6
    # Other flakes, but about as many of them.
    assert away.sum() == pytest.approx(still.sum(), rel=0.35)


def test_a_step_of_the_mouth_moves_the_light_but_does_not_change_it() -> None:
    here, there = drawn(glitter()), drawn(glitter(), at=mouth(shift=0.5))
    assert there.sum() == pytest.approx(here.sum(), rel=0.02)
    columns = np.arange(here.shape[1])
    centre = [(image.sum((0, 2)) * columns).sum() / image.sum() for image in (here, there)]
    assert centre[1] - centre[0] == pytest.approx(0.5, abs=0.1)


def test_near_by_a_flake_is_larger_and_each_pixel_of_it_as_bright() -> None:
    one = glitter(density_mm2=0.3, size_mm=0.3)
    far, near = drawn(one), drawn(one, at=mouth(6.0))
    assert near.sum() == pytest.approx(36 * far.sum(), rel=0.15)
    assert (near > 1).sum() > 20 * (far > 1).sum()
    assert near.max() < 40


def test_a_larger_flake_gives_more_light() -> None:
    small, large = drawn(glitter(size_mm=0.05)).sum(), drawn(glitter(size_mm=0.1)).sum()
    assert large == pytest.approx(4 * small, rel=0.1)


def test_particles_stand_out_of_what_is_around_them() -> None:
    image = drawn(FINISHES["glitter"]).max(-1)
    lit = image[image > 0.02]
    assert np.quantile(lit, 0.98) > 8 * np.median(lit)


def test_iridescent_flakes_have_many_hues() -> None:
    plain = sparkle(FRONT, AHEAD, glitter(), RED, 0.7, 1.0).shine
    rainbow = sparkle(FRONT, AHEAD, glitter(iridescence=1.0), RED, 0.7, 1.0).shine
    plain, rainbow = (s / s.max(0) for s in (plain, rainbow))
    assert (plain.argmax(0) == 0).all()  # one hue, more or less of it by depth
    assert (np.bincount(rainbow.argmax(0), minlength=3) > 0.15 * rainbow.shape[1]).all()


def test_what_lies_deep_is_dimmer_and_has_the_colour_of_the_film() -> None:
    shine = sparkle(FRONT, AHEAD, glitter(), RED, 0.7, 1.0).shine
    bright = shine[0] > np.quantile(shine[0], 0.9)
    green_to_red = shine[1] / shine[0]
    assert green_to_red[bright].mean() > 1.15 * green_to_red[~bright].mean()
    assert green_to_red.max() > 2 * green_to_red.min()


def test_a_mouth_at_the_edge_of_the_picture_is_no_trouble() -> None:
    image = drawn(glitter(), at=mouth(shift=-60.0))
    assert np.isfinite(image).all()
    assert image.max() > 0
