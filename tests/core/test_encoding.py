"""Codes to light and back, without a profile and with one."""

from dataclasses import replace

import numpy as np
import pytest

from tryon.core.colour import BYTE_TO_LINEAR
from tryon.core.encoding import LEAST_STEP, SRGB, Encoding, inverse, mixed

#: A mixture that bends with the hue; greys stay grey.
BENT = np.array(
    [
        [1.20, -0.18, 0.02, 0.15, -0.05, -0.12],
        [-0.10, 1.08, 0.04, 0.06, -0.10, 0.02],
        [0.02, -0.25, 1.20, -0.02, 0.12, -0.06],
    ]
)
COLOURS = np.array([[0.3, 0.02, 0.05], [0.8, 0.7, 0.6], [0.02, 0.4, 0.1], [0.1, 0.1, 0.7]])


def bent() -> Encoding:
    curve = np.linspace(0, 1, 256) ** np.array([[1.8], [2.0], [2.3]])
    curve = np.maximum.accumulate(curve + np.arange(256) * LEAST_STEP, axis=1)
    return Encoding((curve / curve[:, -1:]).astype(np.float32), BENT.copy())


def test_without_a_profile_codes_are_srgb():
    codes = np.arange(255, dtype=np.uint8).reshape(-1, 5, 3)
    assert np.array_equal(SRGB.decode(codes), BYTE_TO_LINEAR[codes])
    assert SRGB.is_straight
    assert SRGB.white == pytest.approx(1, abs=1e-6)
    assert np.array_equal(SRGB.camera_to_linear(np.array([0.1, 0.5, 0.2])), np.eye(3))


def test_codes_are_decoded_channel_by_channel_and_mixed():
    encoding, code = bent(), np.array([200, 100, 50], np.uint8)
    camera = np.array([encoding.curve[i, code[i]] for i in range(3)], float)
    assert encoding.decode(code) == pytest.approx(mixed(BENT, camera), abs=1e-6)


@pytest.mark.parametrize("colour", COLOURS)
def test_twice_the_light_is_twice_the_colour(colour):
    assert mixed(BENT, 2 * colour) == pytest.approx(2 * mixed(BENT, colour))


@pytest.mark.parametrize("colour", COLOURS)
def test_near_a_colour_the_mixture_is_its_matrix(colour):
    encoding = bent()
    matrix = encoding.camera_to_linear(colour)
    assert matrix @ colour == pytest.approx(mixed(BENT, colour), abs=1e-6)
    step = 1e-4 * np.array([1, -2, 0.5])
    change = mixed(BENT, colour + step) - mixed(BENT, colour - step)
    assert 2 * matrix @ step == pytest.approx(change, rel=1e-3, abs=1e-9)


@pytest.mark.parametrize("colour", COLOURS)
def test_the_way_back_ends_where_it_began(colour):
    encoding = bent()
    linear = mixed(BENT, colour)
    assert encoding.linear_to_camera(linear) @ linear == pytest.approx(colour, abs=2e-4)


#: What `tryon calibrate` makes of a camera under a bluish LED: it bends much.
MUCH_BENT = np.array(
    [
        [1.258, -0.881, 0.352, 0.513, 0.117, -0.144],
        [0.078, 1.675, -0.079, -0.443, -0.199, 0.227],
        [-0.101, -0.181, 1.479, 0.394, -0.061, -0.160],
    ]
)


@pytest.mark.parametrize(
    "linear", [(0.316, 0.019, 0.011), (0.442, 0.006, 0.009), (0.156, 0.019, 0.076)]
)
def test_colours_to_which_no_way_leads_are_not_led_astray(linear):
    encoding, wanted = replace(bent(), mix=MUCH_BENT.copy()), np.array(linear)
    camera = np.maximum(encoding.linear_to_camera(wanted) @ wanted, 0)
    assert mixed(MUCH_BENT, camera) == pytest.approx(wanted, abs=0.08 * wanted.max())


def test_a_matrix_is_inverted():
    assert inverse(BENT[:, :3]) @ BENT[:, :3] == pytest.approx(np.eye(3), abs=1e-12)


def test_a_curve_that_falls_is_refused():
    curve = SRGB.curve.copy()
    curve[1, 100] = curve[1, 99]
    with pytest.raises(ValueError, match="must rise"):
        Encoding(curve, np.eye(3, 6))
    with pytest.raises(ValueError, match="256"):
        Encoding(curve[:, :100], np.eye(3, 6))
    with pytest.raises(ValueError, match="mix"):
        Encoding(SRGB.curve.copy(), np.full((3, 6), np.nan))
