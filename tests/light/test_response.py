"""What a camera makes of wavelengths is told by a chart, no more than the chart shows."""

import numpy as np
import pytest

from tryon.accuracy.cameras import Exposure
from tryon.accuracy.pigments import pigments
from tryon.accuracy.spectra import NM, read_curves
from tryon.core.colour import Real, de2000, linear_to_lab
from tryon.core.encoding import BANDS_NM, SRGB
from tryon.light.chart import GREYS, Reference, references
from tryon.light.complexion import daylight_bands
from tryon.light.response import find_response, patch_curves

ALL = np.ones(24, bool)
OLD = references()[-1]


def bands(curves: Real) -> Real:
    return np.array([np.interp(BANDS_NM, NM, curve) for curve in curves])


def camera(name: str, light: str) -> tuple[Real, Real, Real]:
    """The chart, and pigments, as a plain matrix renders them; and the pigments' curves."""
    chart = np.stack(list(read_curves("charts/colorchecker24_spectra.csv").values()))
    others = pigments(60, 3)
    exposure = Exposure(name, light, 0.8, True, np.ones(3))
    seen, shown = exposure.raw(chart), exposure.raw(others)
    matrix = np.linalg.lstsq(seen, OLD.linear, rcond=None)[0]
    return seen @ matrix, shown @ matrix, bands(others)


def error(found: Real, wanted: Real) -> float:
    one, other = (linear_to_lab(np.clip(linear, 0, 1)) for linear in (found, wanted))
    return float(np.median(de2000(one, other)))


@pytest.mark.parametrize("light", ["A", "FL11", "LED-B2"])
@pytest.mark.parametrize("name", ["Nikon 5100", "Sigma SD Merrill"])
def test_pigments_are_foretold_by_their_curves(name: str, light: str) -> None:
    chart, shown, curves = camera(name, light)
    found = find_response(chart, ALL, OLD, SRGB)
    assert found is not None
    by_eye = error(curves @ daylight_bands(), shown)
    assert error(curves @ found.weights, shown) < 0.75 * by_eye
    assert 0 < found.de2000 < by_eye + 1


def test_a_camera_that_improves_colours_is_not_explained() -> None:
    linear = OLD.linear.copy()
    grey = linear.mean(1, keepdims=True)
    vivid = np.hypot.reduce(linear - grey, axis=1, keepdims=True)
    twisted = linear + 0.4 * (linear - grey)[:, [1, 2, 0]] * np.sin(30 * vivid)
    twisted[GREYS] = linear[GREYS]
    found = find_response(twisted, ALL, OLD, SRGB)
    assert found is None or np.allclose(found.weights, daylight_bands(), atol=0.02)


def test_patches_that_are_not_good_do_not_count() -> None:
    chart, _, _ = camera("Nikon 5100", "LED-B2")
    is_good = ALL.copy()
    is_good[[5, 14]] = False
    broken = chart.copy()
    broken[~is_good] = 0.9
    plain, found = (find_response(some, is_good, OLD, SRGB) for some in (chart, broken))
    assert plain is not None
    assert found is not None
    np.testing.assert_allclose(found.weights, plain.weights, atol=0.02)


@pytest.mark.parametrize("chosen", references())
def test_curves_are_those_of_the_chart(chosen: Reference) -> None:
    change = patch_curves(chosen) - patch_curves(OLD)
    wanted = chosen.linear - OLD.linear
    np.testing.assert_allclose(change @ daylight_bands(), wanted, atol=0.004)
    assert np.abs(np.diff(change, axis=1)).max() < 0.02
    seen = linear_to_lab(patch_curves(chosen) @ daylight_bands())
    assert de2000(seen, chosen.lab).mean() < 1.2
