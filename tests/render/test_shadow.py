"""Shadows beside cloth, on rasters of which the truth is plain."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tryon.core.scene import Box, Floats
from tryon.light.harmonics import even
from tryon.render.shadow import (
    REACH_M,
    Front,
    behind_hands,
    beside_cloth,
    front_of,
    raster_of,
    shades,
)
from tryon.render.surface import Lighting

EVEN = Front(0.0, 0.0, 0.0)
CELLS_PER_M = 250.0


def halves() -> Floats:
    """Cloth above, none below."""
    cloth = np.zeros((120, 80), np.float32)
    cloth[:60] = 1
    return cloth


def distances(gap_m: float) -> Floats:
    return np.where(halves() > 0, np.float32(2.0), np.float32(2.0 + gap_m)).astype(np.float32)


def test_the_edge_takes_half_of_the_light_and_far_from_it_nothing_changes() -> None:
    left = beside_cloth(halves(), distances(0.012), EVEN, CELLS_PER_M)
    below = left[60:, 40]
    assert below[0] == pytest.approx(0.5, abs=0.08)
    assert (np.diff(below) >= 0).all()
    assert (below[int(REACH_M * CELLS_PER_M) :] == 1).all()


def test_a_lamp_from_above_throws_it_down_and_nothing_up() -> None:
    cloth = np.roll(halves(), -30, 0)  # rows 30 to 89 are bare, above and below is cloth
    cloth[:30] = 1
    cloth[90:] = 1
    away = np.where(cloth > 0, np.float32(2.0), np.float32(2.012)).astype(np.float32)
    lamp = Front(0.9, 0.0, 0.75)
    left = beside_cloth(cloth, away, lamp, CELLS_PER_M)[:, 40]
    assert left[32:36].mean() < left[84:88].mean() - 0.15


@pytest.mark.parametrize("gap_m", [-0.05, 0.2])
def test_what_is_before_the_cloth_or_far_behind_it_gets_none(gap_m: float) -> None:
    left = beside_cloth(halves(), distances(gap_m), EVEN, CELLS_PER_M)
    assert (left[64:] == 1).all()


def test_a_hand_shades_the_cloth_around_it_and_less_than_cloth_would() -> None:
    hand = np.zeros((120, 120), np.float32)
    hand[40:80, 40:80] = 1
    left = behind_hands(hand, EVEN, CELLS_PER_M)
    assert 0.6 < left[60, 38] < 0.9
    assert (left[:16] == 1).all()


def test_a_lamp_is_told_from_light_from_all_around() -> None:
    harmonics = even(np.ones(3, np.float32))
    none = np.zeros((0, 2, 4), np.float32)
    assert front_of(Lighting.of(harmonics, none)).lamp == pytest.approx(0, abs=1e-6)
    lit = harmonics.copy()
    lit[1:4] += 0.5 * np.array([[0.6], [0.8], [0.0]], np.float32)  # y, z, x
    front = front_of(Lighting.of(lit, none))
    assert (front.right, front.down) == pytest.approx((0, 0.75), abs=1e-4)
    assert 0.1 < front.lamp < 0.5


def test_a_top_gives_no_light_back_to_the_folds_of_trousers_far_below_it() -> None:
    away = np.full((120, 80), 2.0, np.float32)
    away[80:90] -= 0.08  # one leg lies on the other
    box, cloth = Box(0, 0, 80, 120), np.full((120, 80), 255, np.uint8)
    raster = raster_of(box, 166.0)
    lower, upper = (np.ones((120, 80), np.uint8) for _ in range(2))
    upper[:20] = 2
    drape: Any = SimpleNamespace(receives=None, in_front=None)
    light = Lighting.of(even(np.ones(3, np.float32)), np.zeros((0, 2, 4), np.float32))
    alone = shades([drape], light, lower, cloth, away, raster).cloth
    below = shades([drape, drape], light, upper, cloth, away, raster).cloth
    assert alone[75:80].max() < 250
    np.testing.assert_array_equal(below[40:], alone[40:])
    assert below[21, 40] < alone[21, 40], "beside its hem"
