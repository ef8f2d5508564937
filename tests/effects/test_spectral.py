"""The fitted film against the same film laid wavelength by wavelength on lips it never saw."""

import csv

import numpy as np
import pytest

from tryon import assets
from tryon.catalogue.shade import read_shade
from tryon.core.colour import (
    D65,
    LINEAR_TO_WIDE,
    WIDE_TO_LINEAR,
    de2000,
    hex_to_linear,
    linear_to_lab,
    xyz_to_lab,
    xyz_to_linear,
)
from tryon.core.encoding import BANDS_NM, Response
from tryon.core.film import coat, film
from tryon.core.shade import Bands, Shade
from tryon.effects.spectral import curve_of, spectral_film
from tryon.light.complexion import skin_curves

SHADES = ["#B3122F", "#9B1B30", "#D98880", "#C2185B", "#5A1A2B", "#E8604C", "#9C5C73"]


def shade(text: str) -> Shade:
    red, green, blue = (float(channel) for channel in hex_to_linear(text))
    return Shade((red, green, blue))


def table() -> np.ndarray:
    with assets.calibration("observers/cie_1931_2deg_d65.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[2:]
    return np.array(rows, float)


def lab_of(curves: np.ndarray) -> np.ndarray:
    weights = table()[:, 1:4] * table()[:, 4:]
    return xyz_to_lab(curves @ weights * D65 / weights.sum(0))


def wide_of(curves: np.ndarray) -> np.ndarray:
    weights = table()[:, 1:4] * table()[:, 4:]
    return xyz_to_linear(curves @ weights * D65 / weights.sum(0)) @ LINEAR_TO_WIDE.T


def textbook(ground: np.ndarray, opaque: np.ndarray, thickness: float) -> np.ndarray:
    """Kubelka and Munk between Saunderson's surfaces, with the hyperbolic cotangent."""
    g, r = (c / (0.48 + 0.5 * c) for c in (ground, opaque))
    a = (1 / r + r) / 2
    b = np.sqrt(a * a - 1)
    coth = 1 / np.tanh(b * thickness)
    inside = (1 - g * (a - b * coth)) / (a - g + b * coth)
    return 0.48 * inside / (1 - 0.5 * inside)


@pytest.mark.parametrize("thickness", [0.03, 0.15, 0.6, 3.0])
@pytest.mark.parametrize("text", SHADES)
def test_sheer_and_full_coats_are_what_the_curves_say(text: str, thickness: float) -> None:
    nm = table()[:, 0]
    lips = skin_curves(
        nm, np.array([0.005, 0.03, 0.1, 0.3]), np.array([0.03, 0.06, 0.05, 0.09])
    )
    product = shade(text)
    truth = lab_of(textbook(lips, curve_of(product), thickness))
    bare = wide_of(lips)
    found = coat(bare, spectral_film(product, thickness))
    error = de2000(linear_to_lab(found @ WIDE_TO_LINEAR.T), truth)
    assert error.max() < 0.6
    three_numbers = coat(
        bare, film(np.linalg.solve(WIDE_TO_LINEAR, product.reflectance), thickness)
    )
    if thickness == 0.15:
        rough = de2000(linear_to_lab(three_numbers @ WIDE_TO_LINEAR.T), truth)
        assert error.max() < rough.max() / 2


@pytest.mark.parametrize("text", [*SHADES, "#FFFFFF", "#000000", "#FF0000", "#0000FF"])
def test_the_smoothest_curve_has_the_colour(text: str) -> None:
    curve = curve_of(shade(text))
    assert curve.min() > 0
    assert curve.max() < 1
    wanted = linear_to_lab(np.clip(hex_to_linear(text), 0.003, 0.96))
    assert de2000(lab_of(curve), wanted) < 0.5
    if text in SHADES:
        assert np.abs(np.diff(curve)).max() < 0.08


def test_no_film_changes_nothing_and_a_thick_one_hides_everything() -> None:
    bare = np.array([[0.08, 0.05, 0.04], [0.4, 0.2, 0.18]])
    np.testing.assert_allclose(
        coat(bare, spectral_film(shade("#9B1B30"), 0.0)), bare, atol=1e-6
    )
    hidden = coat(bare, spectral_film(shade("#9B1B30"), 20.0)) @ WIDE_TO_LINEAR.T
    for colour in hidden:
        assert de2000(linear_to_lab(colour), linear_to_lab(hex_to_linear("#9B1B30"))) < 0.5


def test_a_measured_curve_is_believed() -> None:
    nm = np.arange(400, 701, 10)
    bands = 0.04 + 0.5 / (1 + np.exp(-(nm - 600) / 8))
    written = {"reflectance": bands.tolist(), "from_nm": 400, "step_nm": 10}
    measured = read_shade(written, "here")
    assert measured.bands == Bands(tuple(nm.tolist()), tuple(bands.tolist()))
    np.testing.assert_allclose(
        np.interp(nm, table()[:, 0], curve_of(measured)), bands, atol=1e-9
    )
    # The same colour from another curve covers in another colour.
    known_by_colour = Shade(measured.reflectance)
    lips = np.array([[0.3, 0.16, 0.14]])
    one, other = (
        linear_to_lab(coat(lips, spectral_film(s, 0.2)) @ WIDE_TO_LINEAR.T)
        for s in (measured, known_by_colour)
    )
    assert de2000(one, other)[0] > 0.5


@pytest.mark.parametrize("text", [*SHADES, "#0000FF", "#00FF00", "#FFFF00"])
def test_a_film_stays_a_film_over_anything(text: str) -> None:
    ground = np.linspace(0, 1, 21)[:, None] * np.ones(3)
    for thickness in (0.01, 0.2, 2.0):
        for stain in (0.0, 0.8):
            coefficients = spectral_film(shade(text), thickness, stain)
            over = coat(ground, coefficients)
            assert np.isfinite(over).all()
            assert over.max() < 1.3
            assert (coefficients[:, 2] > -1).all()


def test_a_camera_whose_response_is_known_shows_its_own_colour_of_a_product() -> None:
    # Three bells, of which the red one lies far from an eye's.
    response = np.exp(-0.5 * ((BANDS_NM[:, None] - [625.0, 540.0, 455.0]) / 25) ** 2)
    camera = Response(response)
    bands = np.linspace(0.05, 0.6, 31) ** 2
    known = Shade((0.2, 0.1, 0.05), bands=Bands(tuple(BANDS_NM), tuple(bands)))
    wanted = LINEAR_TO_WIDE @ (bands @ response / response.sum(0))
    shown = coat(np.full(3, 0.2), spectral_film(known, 30.0, response=camera))
    np.testing.assert_allclose(shown, wanted, rtol=0.02)
    by_eye = coat(np.full(3, 0.2), spectral_film(known, 30.0))
    assert np.abs(shown / by_eye - 1).max() > 0.05
    untouched = spectral_film(known, 0.0, response=camera)
    np.testing.assert_allclose(coat(np.full(3, 0.3), untouched), 0.3, rtol=1e-3)
