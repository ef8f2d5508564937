from typing import Any

import numpy as np
import pytest

from tryon.catalogue.shade import read_shade, reflectance_to_linear
from tryon.core.colour import de2000, linear_to_lab
from tryon.core.errors import BadLook


def test_the_same_colour_written_three_ways() -> None:
    by_hex = read_shade({"srgb": "#9B1B30"}, "s")
    lab = linear_to_lab(np.array(by_hex.reflectance)).tolist()
    by_lab = read_shade({"lab": lab, "white": "D65", "status": "verified"}, "s")
    assert by_lab.reflectance == pytest.approx(by_hex.reflectance, abs=1e-6)
    assert (by_hex.status, by_lab.status) == ("estimated", "verified")


def test_a_d50_reading_is_adapted() -> None:
    # The red primary of sRGB in the D50 space of ICC profiles, as published by Lindbloom.
    shade = read_shade({"lab": [54.29, 80.81, 69.89], "white": "D50"}, "s")
    assert shade.reflectance == pytest.approx((1.0, 0.0, 0.0), abs=2e-3)


def test_a_reflectance_curve_is_integrated_under_d65() -> None:
    grey = {"reflectance": [0.2] * 31, "from_nm": 400, "step_nm": 10}
    assert read_shade(grey, "s").reflectance == pytest.approx((0.2, 0.2, 0.2), abs=1e-4)
    nm = np.arange(400, 701, 10.0)
    red = reflectance_to_linear(nm, 0.05 + 0.6 / (1 + np.exp(-(nm - 600) / 10)))
    assert red[0] > 0.4 > 0.1 > max(red[1:])


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"reflectance": [0.2] * 4, "from_nm": 400, "step_nm": 10}, "5 to 500 numbers"),
        ({"reflectance": [0.2] * 31, "from_nm": 400}, "step_nm: expected a number"),
        ({"reflectance": [0.2] * 10, "from_nm": 400, "step_nm": 10}, "not 400 to 490 nm"),
        ({"reflectance": [9] * 31, "from_nm": 400, "step_nm": 10}, "from 0 to 1.5, not 9"),
        ({"srgb": "#9B1B30", "de2000": -1}, "de2000: expected a number from 0 to 100"),
        ({"lab": [50, 0, 0], "white": "D65", "status": "sure"}, "'verified' or 'estimated'"),
        ({"lab": [50, float("nan"), 0], "white": "D65"}, "not nan"),
        ({"lab": [50, 0, 0], "white": "D65", "observer": 5}, "expected 2 or 10"),
        ({"lab": [50, 0, 0], "white": "D50", "observer": 10}, "expected 2 with the white D50"),
        ({"srgb": "#123456", "opacity": 0.4, "sx": [1, 1, 1]}, "not both"),
        ({"srgb": "#123456", "opacity": 1}, "from 0.02 to 0.99, not 1"),
        ({"srgb": "#123456", "sx": [1, 1]}, "expected \\[red, green, blue\\]"),
        ({"srgb": "#123456", "status": "verified"}, "expected 'estimated' of a screen colour"),
        ({"srgb": "#123456", "opacty": 1}, "did you mean 'opacity'"),
    ],
)
def test_a_bad_shade_is_refused(written: Any, message: str) -> None:
    with pytest.raises(BadLook, match=message):
        read_shade(written, "s")


def test_a_reading_for_the_ten_degree_observer_is_converted() -> None:
    # A lipstick-like reflectance, integrated for both observers with colour-science 0.4.6.
    ten = {"lab": [40.29, 40.41, 23.36], "white": "D65", "observer": 10}
    nm = np.arange(380, 781, 5.0)
    curve = 0.05 + 0.45 / (1 + np.exp(-(nm - 605) / 12))
    two = linear_to_lab(reflectance_to_linear(nm.tolist(), curve.tolist()))
    found = linear_to_lab(np.array(read_shade(ten, "s").reflectance))
    naive = de2000(np.array(ten["lab"]), two)
    assert de2000(found, two) < 1.0 < naive  # the stated p95
    grey = read_shade({"lab": [50, 0, 0], "white": "D65", "observer": 10}, "s").reflectance
    assert max(grey) - min(grey) < 1e-6


def test_a_shade_may_say_how_it_covers() -> None:
    assert read_shade({"srgb": "#9B1B30"}, "s").opacity is None
    assert read_shade({"srgb": "#9B1B30", "opacity": 0.4}, "s").opacity == 0.4
    assert read_shade({"srgb": "#9B1B30", "sx": [0.5, 1, 1.5]}, "s").sx == (0.5, 1.0, 1.5)
