"""Who and what is drawn at random for Tier 1."""

import numpy as np
import pytest

from tryon.accuracy.people import Sheet, answer_shares, draw_answer, draw_sheet
from tryon.accuracy.spectra import (
    KINDS,
    LIGHTS,
    NM,
    UNKNOWN_LIGHTS,
    illuminant,
    lab,
    observer,
    white_xyz,
)


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


def test_who_is_asked_for_the_lamp_mostly_knows_it():
    random = np.random.default_rng(5)
    for light in ("D65", "A", "FL2", "LED-B1"):
        answers = [draw_answer(light, random) for _ in range(2000)]
        for answer in (*KINDS, None):
            share = answer_shares(answer, light[0])
            assert answers.count(answer) / 2000 == pytest.approx(share, abs=0.025)
    assert answer_shares("L", "L") > 10 * answer_shares("A", "L") > 0
    for light in UNKNOWN_LIGHTS["high pressure"]:
        assert {draw_answer(light, random) for _ in range(50)} == {None}
    assert {light[0] for light in LIGHTS} == set(KINDS)
