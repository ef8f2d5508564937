"""Skin from absorption and scattering, against measurements that it was not made from."""

import numpy as np
import pytest

from tryon.core.colour import linear_to_lab
from tryon.light.complexion import locus, skin


def lab_at(lightness: float) -> np.ndarray:
    lab = linear_to_lab(skin(np.geomspace(0.003, 0.5, 200)))[::-1]
    return np.array([np.interp(lightness, lab[:, 0], lab[:, c]) for c in range(3)])


@pytest.mark.parametrize(
    ("lightness", "a", "b"),
    [
        (61.7, 9.6, 17.1),  # 600 Koreans, twelve places of the body: Han, Choi, Son 2006
        (64.2, 9.0, 18.3),  # 148 Asians, five places: Yun et al. 2010
        (37.7, None, 14.7),  # clusters of 120 faces of all origins, redder at nose and lip:
        (26.7, None, 14.7),  # Wee et al. 2009
    ],
)
def test_skin_is_within_some_units_of_what_was_measured(
    lightness: float, a: float | None, b: float
) -> None:
    found = lab_at(lightness)
    assert a is None or abs(found[1] - a) < 4
    assert abs(found[2] - b) < 6


def test_melanin_darkens_and_blood_reddens() -> None:
    pale, dark = linear_to_lab(skin(np.array([0.01, 0.2])))
    assert dark[0] < pale[0] - 25
    calm, blushing = linear_to_lab(
        np.concatenate([skin(np.array([0.02]), b) for b in (0.01, 0.04)])
    )
    assert blushing[1] > calm[1] + 3


def test_chroma_is_highest_between_the_darkest_and_the_fairest() -> None:
    chroma = np.hypot(*linear_to_lab(np.exp(locus(15)))[:, 1:].T)
    assert 2 < chroma.argmax() < 11


def test_the_locus_goes_from_dark_to_fair_in_equal_steps() -> None:
    steps = np.diff(locus(20), axis=0)
    assert (steps > 0).all()
    np.testing.assert_allclose(steps[:, 1], steps[0, 1])
