"""What clothes keep from themselves of the light, on rasters of which the truth is plain."""

import numpy as np
import pytest

from tryon.core.scene import Floats
from tryon.render.crevice import in_crevices

CELLS_PER_M = 250.0


def chest() -> Floats:
    """A plane across the view, 2 m away."""
    return np.full((120, 120), 2.0, np.float32)


def with_sleeve(nearer_m: float) -> Floats:
    away = chest()
    away[50:70] -= nearer_m
    return away


def test_beside_a_sleeve_it_is_dark_and_brightens_with_the_distance() -> None:
    left = in_crevices(with_sleeve(0.08), CELLS_PER_M)[:, 60]
    beside = left[72:90]
    assert beside[0] == pytest.approx(0.55, abs=0.05)
    assert (np.diff(beside) >= -1e-6).all()
    assert (left[:30] == 1).all()
    assert left[:50] == pytest.approx(left[:69:-1])


def test_the_sleeve_itself_gets_all_of_it() -> None:
    left = in_crevices(with_sleeve(0.08), CELLS_PER_M)
    assert (left[53:67] == 1).all()


def test_of_a_long_wall_it_is_half_of_the_square_of_the_sine_of_its_elevation() -> None:
    away = chest()
    away[60:] -= 0.05
    left = in_crevices(away, 1000.0)  # a blur of 6 mm, at 15 mm
    wall, run = 0.05 - 0.010, 0.015
    expected = 1 - 0.5 * wall**2 / (wall**2 + run**2)
    assert left[60 - 15, 60] == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("slope", [0.3, 1.0, 2.5])
def test_slopes_and_folds_stay_as_they_are(slope: float) -> None:
    rows = np.arange(120, dtype=np.float32)[:, None] / np.float32(CELLS_PER_M)
    assert (in_crevices(chest() + slope * rows, CELLS_PER_M)[20:100, 20:100] > 0.98).all()
    folds = chest() + np.float32(0.004) * np.sin(rows * 300)
    assert (in_crevices(folds, CELLS_PER_M) == 1).all()


def test_an_arm_held_out_to_the_camera_darkens_nothing_and_nor_does_nothing() -> None:
    assert (in_crevices(with_sleeve(0.4), CELLS_PER_M) == 1).all()
    empty = chest()
    empty[:, 60:] = 0
    assert (in_crevices(empty, CELLS_PER_M) == 1).all()


def test_what_is_round_has_no_dark_rim_before_nothing() -> None:
    across = (np.arange(120, dtype=np.float32) - 60) / np.float32(CELLS_PER_M)
    round_m = 2 - np.sqrt(np.maximum(0.1**2 - across**2, 0))
    limb = np.where(np.abs(across) < 0.1, round_m, 0)
    away = np.repeat(limb[None].astype(np.float32), 120, 0)
    assert (in_crevices(away, CELLS_PER_M) > 0.99).all()
