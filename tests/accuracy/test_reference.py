"""The truth itself is tested: against limits, and against plates of paint laid one by one."""

import numpy as np
import pytest

from tryon.accuracy import pigments, spectra, tissue
from tryon.accuracy.paints import thickness_hiding
from tryon.accuracy.reference import coated, inside, outside

RED = pigments.pigment(600, 12, 0.04, 0.6, 0.05)
LIPS = tissue.lips()


def plates(ground: np.ndarray, opaque: np.ndarray, thickness: float) -> np.ndarray:
    """Thin plates, one by one, by Stokes' sum of the light between a plate and its ground."""
    below, end = inside(ground), inside(opaque)
    absorbing, count = (1 - end) ** 2 / (2 * end), 20_000
    step = thickness / count
    lost = (absorbing + 1) * step
    back, on = step / (1 + lost), 1 / (1 + lost)
    for _ in range(count):
        below = back + on * on * below / (1 - back * below)
    return outside(below)


@pytest.mark.parametrize("thickness", [0.05, 0.6, 3.0])
def test_a_coat_is_a_pile_of_thin_plates(thickness: float) -> None:
    found = coated(LIPS[4], RED, thickness)
    np.testing.assert_allclose(found, plates(LIPS[4], RED, thickness), atol=3e-4)


def test_no_coat_changes_nothing_and_a_thick_one_hides_all() -> None:
    np.testing.assert_array_equal(coated(LIPS, RED, 0.0), LIPS)
    np.testing.assert_allclose(coated(LIPS, RED, 1e-6), LIPS, atol=1e-4)
    np.testing.assert_allclose(
        coated(LIPS, RED, 300.0), np.broadcast_to(RED, LIPS.shape), atol=1e-9
    )


def test_the_thickness_hides_as_much_as_was_asked() -> None:
    luminous = spectra.illuminant("D65") * spectra.observer()[:, 1]
    thickness = thickness_hiding(RED, 0.6, LIPS)
    fair, dark = coated(LIPS[[0, -1]], RED, thickness) @ luminous
    bare_fair, bare_dark = LIPS[[0, -1]] @ luminous
    assert (fair - dark) / (bare_fair - bare_dark) == pytest.approx(0.4, abs=1e-6)


@pytest.mark.parametrize("wanted", [(0.33, 0.011, 0.03), (0.8, 0.5, 0.45), (0.06, 0.03, 0.05)])
def test_the_smoothest_curve_has_the_colour(wanted: tuple[float, float, float]) -> None:
    colour = spectra.to_xyz(np.array(wanted))
    curve = pigments.smoothest(colour)
    np.testing.assert_allclose(spectra.xyz(curve), colour, atol=1e-4)
    assert 0 < curve.min() < curve.max() < 1
    assert np.abs(np.diff(curve)).max() < 0.1


def test_no_curve_is_brighter_than_white() -> None:
    with pytest.raises(ValueError, match="no reflectance"):
        pigments.smoothest(np.array([0.2, 0.9, 1.3]))


def test_skin_has_the_colours_that_instruments_read() -> None:
    colours = []
    for wanted in tissue.TONE_LIGHTNESS:
        melanin = tissue.melanin_for(wanted, 0.012)
        colours.append(
            spectra.lab(spectra.xyz(tissue.reflectance(tissue.Tissue(melanin, 0.012))))
        )
        assert melanin < 0.5
    lightness, a, b = np.array(colours).T
    np.testing.assert_allclose(lightness, tissue.TONE_LIGHTNESS, atol=0.05)
    assert ((a > 6) & (a < 14)).all()
    assert ((b > 9) & (b < 21)).all()
    # The middle is the yellowest, as it is in people.
    assert b.argmax() in range(3, 7)


def test_blood_reddens_and_darkens() -> None:
    pale, flushed = (
        spectra.lab(spectra.xyz(tissue.reflectance(tissue.Tissue(0.02, blood))))
        for blood in (0.005, 0.03)
    )
    assert flushed[1] > pale[1] + 5
    assert flushed[0] < pale[0]
    oxygenated = tissue.reflectance(tissue.Tissue(0.02, 0.02, oxygen=1.0))
    dip = oxygenated[spectra.NM == 575] / oxygenated[spectra.NM == 560]
    assert dip < 0.95  # the second band of oxyhaemoglobin


def test_lips_grow_darker_and_stay_lips() -> None:
    lightness, a, b = spectra.lab(spectra.xyz(LIPS)).T
    assert (np.diff(lightness) < 0).all()
    assert lightness[0] > 50
    assert lightness[-1] < 35
    assert (a > b).all()
