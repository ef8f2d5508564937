"""The truth about platelets is tested: against energy, known colours and a pile of plates."""

import numpy as np
import pytest

from tryon.accuracy import platelets, tissue
from tryon.accuracy.reference import SURFACE, coated, inside
from tryon.accuracy.spectra import NM, lab, xyz

LIPS = tissue.lips()


def hue_deg(oxide_nm: float, angle_deg: float = 15.0) -> float:
    _, a, b = lab(xyz(platelets.mirrored(oxide_nm, angle_deg)))
    return float(np.degrees(np.arctan2(b, a)))


@pytest.mark.parametrize(
    ("oxide_nm", "low_deg", "high_deg"),
    [
        (75.0, 75, 110),
        (90.0, -10, 50),
        (105.0, -70, -30),
        (120.0, -125, -75),
        (145.0, 125, 190),
    ],
)
def test_the_oxide_has_the_colours_that_makers_list(
    oxide_nm: float, low_deg: float, high_deg: float
) -> None:
    hue = hue_deg(oxide_nm)
    assert low_deg < hue < high_deg or low_deg < hue + 360 < high_deg


def test_silver_is_pale_and_bright() -> None:
    lightness, a, b = lab(xyz(platelets.mirrored(52.0, 15.0)))
    assert lightness > 62
    assert np.hypot(a, b) < 6


def test_a_film_of_half_a_wave_is_no_film() -> None:
    """Where light gains a whole wave in the oxide, only binder and mica are left."""
    index = np.sqrt(5.913 + 0.2441 / (0.55**2 - 0.0803))
    bare = ((platelets._BINDER - platelets._MICA) / (platelets._BINDER + platelets._MICA)) ** 2
    found = platelets._coating(550 / (2 * index), 0.0)[NM == 550]
    assert found[0] == pytest.approx(bare, rel=1e-6)


def test_aluminium_mirrors_nine_tenths() -> None:
    assert platelets._fresnel(1.0, platelets._aluminium(), 1.0) == pytest.approx(0.91, abs=0.02)


def test_an_airy_sum_is_the_sum_of_its_beams() -> None:
    """Beam by beam: to and fro in the oxide, each time a little weaker."""
    oxide, thick_nm = np.sqrt(5.913 + 0.2441 / ((NM / 1000) ** 2 - 0.0803)), 120.0
    enter = (platelets._BINDER - oxide) / (platelets._BINDER + oxide)
    under = (oxide - platelets._MICA) / (oxide + platelets._MICA)
    step = np.exp(4j * np.pi * oxide * thick_nm / NM)
    amplitude = enter.astype(complex)
    for bounce in range(60):
        amplitude += (1 - enter**2) * under * step * (-enter * under * step) ** bounce
    np.testing.assert_allclose(
        platelets._coating(thick_nm, 0.0), np.abs(amplitude) ** 2, atol=1e-12
    )


def test_platelets_veil_as_light_that_is_followed() -> None:
    """Bounce by bounce between lips, platelets and surface, until nothing is left."""
    share, oxide_nm, ground = 0.4, 60.0, LIPS[4]
    external, internal = SURFACE
    back = share * platelets.mirrored_diffuse(oxide_nm)
    through, under = 1 - back, inside(ground)
    down, seen = (1 - external) * np.ones_like(ground), np.zeros_like(ground)
    first = True
    for _ in range(200):
        below, up = down * through, np.zeros_like(ground)
        for _ in range(200):
            up += below * under * through
            below = below * under * back
        if not first:  # what platelets mirror of the lamp itself is its highlight
            up += down * back
        first = False
        seen += up * (1 - internal)
        down = up * internal
    np.testing.assert_allclose(platelets.veiled(ground, share, oxide_nm), seen, rtol=1e-9)


def test_no_platelets_change_nothing_and_metal_hides_all() -> None:
    np.testing.assert_allclose(platelets.veiled(LIPS, 0.0, 60.0), LIPS, atol=1e-12)
    assert platelets.veiled(LIPS, 1.0, 0.0).max() < 1e-12


def test_a_dye_darkens_and_its_amounts_add_up() -> None:
    red = np.interp(NM, [380, 560, 620, 730], [1.2, 1.0, 0.1, 0.05])
    once = coated(LIPS, np.full(NM.shape, 0.5), 0.0, dissolved=red)
    twice = coated(once, np.full(NM.shape, 0.5), 0.0, dissolved=red)
    assert (once < LIPS).all()
    np.testing.assert_allclose(twice, coated(LIPS, red, 0.0, dissolved=2 * red), rtol=1e-12)
