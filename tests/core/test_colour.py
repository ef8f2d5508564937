import numpy as np
import pytest
from sharma import SHARMA

from tryon.core import colour


def test_de2000_gives_the_published_differences_both_ways() -> None:
    one, other, published = SHARMA[:, :3], SHARMA[:, 3:6], SHARMA[:, 6]
    np.testing.assert_allclose(colour.de2000(one, other), published, atol=5e-5)
    np.testing.assert_allclose(colour.de2000(other, one), published, atol=5e-5)
    assert colour.de2000(one, one).max() == 0


def test_every_byte_survives_linear_light() -> None:
    srgb = np.arange(256) / 255.0
    there_and_back = colour.linear_to_srgb(colour.srgb_to_linear(srgb))
    np.testing.assert_array_equal(np.rint(255 * there_and_back), np.arange(256))
    assert (np.diff(colour.srgb_to_linear(srgb)) > 0).all()


@pytest.mark.parametrize(
    ("text", "lab"),
    [  # Lindbloom's published values for sRGB under D65
        ("#FF0000", (53.2408, 80.0925, 67.2032)),
        ("#00FF00", (87.7347, -86.1827, 83.1793)),
        ("#0000FF", (32.2970, 79.1875, -107.8602)),
        ("#FFFFFF", (100.0, 0.0, 0.0)),
    ],
)
def test_primaries_have_their_published_lab(text: str, lab: tuple[float, ...]) -> None:
    found = colour.linear_to_lab(colour.hex_to_linear(text))
    np.testing.assert_allclose(found, lab, atol=0.02)


def test_lab_comes_back_to_xyz() -> None:
    linear = np.random.default_rng(0).random((200, 3))
    xyz = colour.linear_to_xyz(linear)
    for white in (colour.D65, colour.D50):
        np.testing.assert_allclose(
            colour.lab_to_xyz(colour.xyz_to_lab(xyz, white), white), xyz, atol=1e-12
        )
    np.testing.assert_allclose(colour.xyz_to_linear(xyz), linear, atol=1e-12)


def test_white_is_white_in_every_space() -> None:
    np.testing.assert_allclose(colour.linear_to_xyz(np.ones(3)), colour.D65, atol=1e-4)
    np.testing.assert_allclose(colour.LINEAR_TO_WIDE @ np.ones(3), np.ones(3), atol=1e-12)
    np.testing.assert_allclose(
        colour.WIDE_TO_LINEAR @ colour.LINEAR_TO_WIDE, np.eye(3), atol=1e-12
    )
    # sRGB lies inside the wide space.
    assert colour.LINEAR_TO_WIDE.min() >= -1e-3


@pytest.mark.parametrize(("xy", "cct"), [((0.4476, 0.4074), 2856), ((0.3127, 0.3290), 6504)])
def test_temperatures_of_standard_illuminants(xy: tuple[float, float], cct: float) -> None:
    assert colour.xy_to_cct(np.array(xy)) == pytest.approx(cct, rel=0.005)


@pytest.mark.parametrize("text", ["9B1B30", "#9B1B3", "#9B1B3G", "##B1B30", "", "#9B1B30 "])
def test_only_six_hex_digits_are_a_colour(text: str) -> None:
    with pytest.raises(ValueError, match="#RRGGBB"):
        colour.hex_to_linear(text)
