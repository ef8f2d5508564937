import numpy as np
import pytest

from tryon.core.colour import LINEAR_TO_WIDE, WIDE_TO_LINEAR, hex_to_linear, linear_to_lab
from tryon.core.scene import Floats
from tryon.core.shade import Shade
from tryon.effects.finish import FINISHES, Finish, Mica
from tryon.effects.highlights import mirror, reflections
from tryon.effects.spectral import curve_of

FRONT = np.array([0, 0.35, 0.937], np.float32)
AHEAD = np.eye(3, dtype=np.float32)
SHADE = Shade(tuple(hex_to_linear("#9B1B30").tolist()))
RED, CURVE = LINEAR_TO_WIDE @ SHADE.reflectance, curve_of(SHADE)


def drawn(finish: Finish, half: Floats = FRONT, lamp: float = 0.7) -> Floats:
    return reflections(half, AHEAD, mirror(finish, RED, 1.0, CURVE), finish, lamp, 256)


def clear(roughness: float) -> Finish:
    return Finish(hiding=0.9, roughness=roughness, lines=0.0)


def hue_deg(colour: Floats) -> float:
    _, a, b = linear_to_lab(WIDE_TO_LINEAR @ np.asarray(colour, float))
    return float(np.degrees(np.arctan2(b, a)))


def test_the_smoother_the_surface_the_smaller_and_brighter_its_highlight() -> None:
    textures = [drawn(clear(roughness)) for roughness in (0.62, 0.36, 0.14)]
    peaks = [texture.max() for texture in textures]
    areas = [(texture > texture.max() / 2).mean() for texture in textures]
    assert peaks[0] < peaks[1] < peaks[2]
    assert areas[0] > areas[1] > areas[2]
    for texture in textures:
        assert np.isfinite(texture).all()
        assert texture.min() >= 0


def test_gloss_mirrors_a_window_about_as_bright_as_white() -> None:
    assert 0.5 < drawn(FINISHES["gloss"], lamp=1.0).max() < 1.5


def test_light_from_above_shines_on_the_fullness_of_the_lower_lip() -> None:
    texture = drawn(clear(0.3))
    lower = texture[texture.shape[0] // 2 :]
    brightest = np.argmax(lower.mean(1)) / len(lower)
    assert 0.2 < brightest < 0.7


def test_a_lamp_at_the_side_shines_on_that_side() -> None:
    texture = drawn(clear(0.2), np.array([0.3, 0.3, 0.906], np.float32))
    brightest = np.argmax(texture.mean(0)) / texture.shape[1]
    assert brightest > 0.6


def test_clear_surfaces_are_white_and_one_plane() -> None:
    assert drawn(FINISHES["satin"]).ndim == 2
    assert drawn(FINISHES["velvet"]).ndim == drawn(FINISHES["metallic"]).ndim == 3


def test_metal_mirrors_in_the_colour_of_the_product_and_has_light_and_dark() -> None:
    texture = drawn(FINISHES["metallic"])
    colour = texture.reshape(-1, 3).mean(0)
    assert hue_deg(colour) == pytest.approx(hue_deg(RED), abs=12)
    bright = texture.mean(-1)
    middle = bright[:, 96:160]
    assert np.quantile(middle, 0.95) > 2.5 * np.quantile(middle, 0.05)


def test_bare_mica_is_paler_than_metal() -> None:
    metal, pearl = (
        drawn(Finish(hiding=0.9, roughness=0.4, mica=Mica(share=0.5, whiteness=white)))
        .reshape(-1, 3)
        .mean(0)
        for white in (0.0, 0.9)
    )
    assert pearl[1] / pearl[0] > 2 * metal[1] / metal[0]


@pytest.mark.parametrize(
    ("oxide_nm", "low_deg", "high_deg"),
    [
        (75.0, 75, 110),
        (90.0, -10, 50),
        (105.0, -70, -30),
        (122.0, -125, -80),
        (145.0, 125, 190),
    ],
)
def test_the_thickness_of_the_oxide_is_a_colour(
    oxide_nm: float, low_deg: float, high_deg: float
) -> None:
    """Gold, red, violet, blue, green, as the tables of pigment makers list them."""
    finish = Finish(
        hiding=0.9, roughness=0.4, mica=Mica(share=1.0, whiteness=1.0, oxide_nm=oxide_nm)
    )
    table = mirror(finish, RED, 1.0, CURVE).mica
    assert table is not None
    facing = hue_deg(table[:, 8])
    assert low_deg < facing < high_deg or low_deg < facing + 360 < high_deg


def test_interference_runs_to_shorter_waves_at_an_angle() -> None:
    blue = Finish(
        hiding=0.9, roughness=0.4, mica=Mica(share=1.0, whiteness=1.0, oxide_nm=130.0)
    )
    table = mirror(blue, RED, 1.0, CURVE).mica
    assert table is not None
    facing, glancing = (WIDE_TO_LINEAR @ table[:, i] for i in (0, 150))
    assert glancing[2] / glancing[1] > 1.5 * facing[2] / facing[1]


def test_powder_is_lighter_where_it_is_seen_at_an_angle() -> None:
    texture = drawn(FINISHES["powder"]) - drawn(clear(0.95))[..., None]
    middle = texture[:, 118:138].mean((1, 2))
    assert middle[[0, -1]].min() > 2 * middle.min()


def test_no_film_mirrors_nothing() -> None:
    for finish in FINISHES.values():
        bare = reflections(FRONT, AHEAD, mirror(finish, RED, 0.0, CURVE), finish, 1.0, 128)
        assert bare.max() == 0
