"""Who and what is drawn at random for Tier 1."""

import numpy as np
import pytest

from tryon.accuracy.people import Sheet, draw_sheet
from tryon.accuracy.spectra import LIGHTS, NM, illuminant, lab, observer, white_xyz


def seen(sheet: Sheet, light: str) -> np.ndarray:
    """L*a*b* beside the white of the light itself."""
    weights = illuminant(light)[:, None] * observer()
    return lab(sheet.under(light) @ weights / weights.sum(0) * white_xyz())


def test_the_most_brightened_paper_is_as_bluish_as_the_standard_has_it():
    paper = Sheet(np.full(len(NM), 0.87), 1.0, 1.0)
    assert seen(paper, "D50")[2] == pytest.approx(-10, abs=0.5)
    assert -15 < seen(paper, "D65")[2] < seen(paper, "D50")[2] < seen(paper, "A")[2] < -5


def test_leds_leave_brighteners_dark_and_glass_keeps_daylight_from_them():
    paper = Sheet(np.full(len(NM), 0.87), 1.0, 1.0)
    for light in (name for name in LIGHTS if name.startswith("LED")):
        assert abs(seen(paper, light)[2]) < 0.2
    behind = Sheet(paper.reflectance, 1.0, 0.3)
    assert seen(behind, "D65")[2] > 0.4 * seen(paper, "D65")[2]
    assert seen(behind, "A") == pytest.approx(seen(paper, "A"))


def test_cards_have_no_brightener():
    random = np.random.default_rng(3)
    for _ in range(20):
        card, paper = (draw_sheet(random, is_card=is_card) for is_card in (True, False))
        assert np.array_equal(card.under("D65"), card.reflectance)
        assert card.reflectance.mean() == pytest.approx(0.18, rel=0.15)
        assert paper.under("D65")[NM == 440] > paper.reflectance[NM == 440]
