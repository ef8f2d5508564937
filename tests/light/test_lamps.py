import numpy as np
import pytest

from tryon.accuracy.spectra import LIGHTS
from tryon.core.colour import D65, LUMINANCE, de2000, linear_to_lab, linear_to_xy, xy_to_cct
from tryon.light.complexion import skin_curves
from tryon.light.lamps import (
    LAMPS,
    daylight_to_lamp,
    modelled,
    seen_under,
    spectra,
    wavelengths,
)

WHITE = np.ones(len(wavelengths()))


def test_white_stays_white_in_daylight_and_is_warmer_the_warmer_the_lamp() -> None:
    assert seen_under(WHITE, LAMPS["daylight"]) == pytest.approx(np.ones(3), abs=2e-3)
    ratios = []
    for name in ("daylight", "office", "home"):
        white = seen_under(WHITE, LAMPS[name])
        assert white @ LUMINANCE == pytest.approx(1.0, abs=5e-3)
        ratios.append(white[0] / white[2])
        assert white[0] / white[2] < 1.6, "eyes adapt, nearly"
    assert ratios == sorted(ratios)


def test_adaptation_is_that_of_ciecam02() -> None:
    # CIE 159:2004, equation 7.2, worked out by hand for 9.549 cd/m².
    assert LAMPS["home"].adaptation == pytest.approx(0.84134, abs=1e-4)


def test_lamps_have_the_colour_that_they_are_called_by() -> None:
    # Without adaptation the white of each lamp has its correlated colour temperature.
    _, observer, power = spectra()
    for name, kelvin in (("office", 4103), ("home", 2733)):
        white = observer.T @ power[LAMPS[name].column]
        assert xy_to_cct(white[:2] / white.sum()) == pytest.approx(kelvin, abs=40)
    assert linear_to_xy(np.ones(3)) == pytest.approx(D65[:2] / D65.sum(), abs=1e-3)


@pytest.mark.parametrize("name", ["office", "home"])
def test_the_matrix_keeps_white_and_leads_skin_to_where_the_spectrum_does(name: str) -> None:
    lamp = LAMPS[name]
    matrix = daylight_to_lamp(lamp)
    white = matrix @ seen_under(WHITE, LAMPS["daylight"])
    assert white == pytest.approx(seen_under(WHITE, lamp), abs=5e-3)
    # Tones between those that it was fitted to.
    skin = skin_curves(wavelengths(), np.geomspace(0.003, 0.30, 7), 0.035)
    now = seen_under(skin, LAMPS["daylight"])
    there, led = seen_under(skin, lamp), now @ matrix.T
    off = de2000(linear_to_lab(np.clip(led, 0, 1)), linear_to_lab(np.clip(there, 0, 1)))
    moved = de2000(linear_to_lab(np.clip(now, 0, 1)), linear_to_lab(np.clip(there, 0, 1)))
    assert off.mean() < 0.5 * moved.mean()
    assert off.max() < 3.0


def test_the_wavelengths_beside_the_lamps_are_no_lamp() -> None:
    lamps = set(spectra()[2])
    assert lamps > set(LIGHTS)
    assert {name.rstrip("0123456789") for name in lamps} == {"A", "D", "FL", "LED-B"}


def test_modelled_lamps_have_the_colours_that_such_lamps_have() -> None:
    nm, observer, power = spectra()
    lamps = modelled()
    assert not set(lamps) & set(power)
    kelvin = {}
    for name, curve in lamps.items():
        assert curve.shape == nm.shape
        assert curve.min() >= 0
        white = observer.T @ curve
        kelvin[name] = xy_to_cct(white[:2] / white.sum())
    assert 1900 < kelvin["H sodium"] < 2300
    assert 3800 < kelvin["H halide"] < 5000
    assert kelvin["LED three colours"] == pytest.approx(2900, abs=20)
    sodium = dict(zip(nm.tolist(), lamps["H sodium"].tolist(), strict=True))
    assert sodium[590.0] < 0.7 * min(sodium[575.0], sodium[605.0]), "dark in its middle"
