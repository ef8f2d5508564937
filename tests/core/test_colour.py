import numpy as np
import pytest

from tryon.core import colour

# Sharma, Wu, Dalal (2005), table 1: two Lab colours and their CIEDE2000 difference.
SHARMA = np.array(
    [
        (50.0000, 2.6772, -79.7751, 50.0000, 0.0000, -82.7485, 2.0425),
        (50.0000, 3.1571, -77.2803, 50.0000, 0.0000, -82.7485, 2.8615),
        (50.0000, 2.8361, -74.0200, 50.0000, 0.0000, -82.7485, 3.4412),
        (50.0000, -1.3802, -84.2814, 50.0000, 0.0000, -82.7485, 1.0000),
        (50.0000, -1.1848, -84.8006, 50.0000, 0.0000, -82.7485, 1.0000),
        (50.0000, -0.9009, -85.5211, 50.0000, 0.0000, -82.7485, 1.0000),
        (50.0000, 0.0000, 0.0000, 50.0000, -1.0000, 2.0000, 2.3669),
        (50.0000, -1.0000, 2.0000, 50.0000, 0.0000, 0.0000, 2.3669),
        (50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0009, 7.1792),
        (50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0010, 7.1792),
        (50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0011, 7.2195),
        (50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0012, 7.2195),
        (50.0000, -0.0010, 2.4900, 50.0000, 0.0009, -2.4900, 4.8045),
        (50.0000, -0.0010, 2.4900, 50.0000, 0.0010, -2.4900, 4.8045),
        (50.0000, -0.0010, 2.4900, 50.0000, 0.0011, -2.4900, 4.7461),
        (50.0000, 2.5000, 0.0000, 50.0000, 0.0000, -2.5000, 4.3065),
        (50.0000, 2.5000, 0.0000, 73.0000, 25.0000, -18.0000, 27.1492),
        (50.0000, 2.5000, 0.0000, 61.0000, -5.0000, 29.0000, 22.8977),
        (50.0000, 2.5000, 0.0000, 56.0000, -27.0000, -3.0000, 31.9030),
        (50.0000, 2.5000, 0.0000, 58.0000, 24.0000, 15.0000, 19.4535),
        (50.0000, 2.5000, 0.0000, 50.0000, 3.1736, 0.5854, 1.0000),
        (50.0000, 2.5000, 0.0000, 50.0000, 3.2972, 0.0000, 1.0000),
        (50.0000, 2.5000, 0.0000, 50.0000, 1.8634, 0.5757, 1.0000),
        (50.0000, 2.5000, 0.0000, 50.0000, 3.2592, 0.3350, 1.0000),
        (60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644),
        (63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630),
        (61.2901, 3.7196, -5.3901, 61.4292, 2.2480, -4.9620, 1.8731),
        (35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645),
        (22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373),
        (36.4612, 47.8580, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146),
        (90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441),
        (90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381),
        (6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377),
        (2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082),
    ]
)


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
