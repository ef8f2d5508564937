"""A fixed place, and what the chart of a camera's profile tells of its light."""

import numpy as np
import pytest

from tryon.light.belief import Belief, spread
from tryon.light.place import as_of_chart

LEVEL = -0.4


def sheet(red: float, blue: float) -> Belief:
    """What a sheet tells: log ratios to green."""
    return Belief(LEVEL + np.array([red, 0.0, blue]), spread(0.05, 0.03, 0.015))


def hue(belief: Belief) -> np.ndarray:
    ratios: np.ndarray = belief.mean[[0, 2]] - belief.mean[1]
    return ratios


def unsure(belief: Belief) -> float:
    """Standard deviation of the ratio of blue to green."""
    ratio = np.array([0.0, -1.0, 1.0])
    return float(np.sqrt(ratio @ belief.covariance @ ratio))


def test_bluish_paper_in_the_light_of_the_chart_is_seen_through():
    told = as_of_chart(sheet(-0.005, 0.06))
    assert np.abs(hue(told)).max() < 0.025
    assert told.mean[1] == pytest.approx(LEVEL, abs=0.02)
    assert unsure(told) < 0.7 * unsure(sheet(0, 0))


@pytest.mark.parametrize(("red", "blue"), [(0.25, -0.7), (-0.08, 0.25)])
def test_another_lamp_than_that_of_the_chart_is_taken_as_the_sheet_tells_it(
    red: float, blue: float
):
    told = as_of_chart(sheet(red, blue))
    assert hue(told) == pytest.approx([red, blue], rel=0.1)
    assert unsure(told) > 0.9 * unsure(sheet(0, 0))


def test_in_between_it_is_less_sure_than_at_either_end():
    there, between, away = (
        unsure(as_of_chart(sheet(-0.4 * blue, blue))) for blue in (0.0, 0.1, 0.25)
    )
    assert between > max(there, away)
