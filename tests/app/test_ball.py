import numpy as np
import pytest

from tryon.app.ball import Lacquer, ball, lacquer_of
from tryon.app.finishes import FAMILIES as FINISH_FAMILIES
from tryon.app.swatches import FAMILIES, family
from tryon.catalogue.collection import load_catalogue
from tryon.core.colour import de2000, hex_to_linear, srgb_to_lab
from tryon.effects.blend import Blend
from tryon.effects.finish import FINISHES

COLOURS = ("#A81E2D", "#6B1426", "#B87F6A", "#C2185B", "#E2553F", "#5A1A2B", "#F2C4B8")
SHOWN = (
    "matte",
    "satin",
    "cream",
    "sheer",
    "gloss",
    "metallic",
    "shimmer",
    "chrome",
    "glitter",
    "glass",
)


def reflectance(colour: str) -> tuple[float, float, float]:
    red, green, blue = (float(channel) for channel in hex_to_linear(colour))
    return red, green, blue


def lacquer(colour: str, finish: str) -> Lacquer:
    return Lacquer(reflectance(colour), FINISHES[finish])


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("finish", ["matte", "satin", "cream", "gloss"])
def test_most_of_the_ball_is_the_products_colour(colour: str, finish: str) -> None:
    rgba = ball(lacquer(colour, finish), 64)
    inside = rgba[rgba[..., 3] == 255][:, :3] / 255.0
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0
    errors = de2000(srgb_to_lab(inside), srgb_to_lab(wanted))
    assert np.quantile(errors, 0.25) < 2.0
    assert np.median(errors) < 5.0


def test_every_finish_looks_different() -> None:
    looks = [ball(lacquer("#A81E2D", finish), 48) for finish in SHOWN]
    for i, one in enumerate(looks):
        for other in looks[i + 1 :]:
            assert np.abs(one.astype(int) - other).max() > 25


def test_gloss_shines_more_than_matte() -> None:
    def brightest(finish: str) -> int:
        return int(ball(lacquer("#6B1426", finish), 64)[..., :3].min(-1).max())

    assert brightest("gloss") > brightest("satin") > brightest("matte")


@pytest.mark.parametrize("size_px", [1, 2, 30, 151])
def test_any_size(size_px: int) -> None:
    rgba = ball(lacquer("#A81E2D", "shimmer"), size_px)
    assert rgba.shape == (size_px, size_px, 4)
    assert not rgba.flags.writeable
    if size_px > 10:
        assert rgba[0, 0, 3] == 0
        assert rgba[size_px // 2, size_px // 2, 3] == 255


def test_the_same_ball_twice() -> None:
    one = ball(lacquer("#7A2348", "shimmer"), 60)
    ball.cache_clear()
    assert np.array_equal(one, ball(lacquer("#7A2348", "shimmer"), 60))


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ("#B87F6A", "Nudes"),
        ("#E2553F", "Corals"),
        ("#C4161C", "Reds"),
        ("#C2185B", "Pinks"),
        ("#5A1A2B", "Berries"),
    ],
)
def test_family(colour: str, expected: str) -> None:
    assert family(reflectance(colour)) == expected


def test_every_product_has_a_family() -> None:
    for product in load_catalogue().products.values():
        assert family(product.shade.reflectance) in FAMILIES


def test_every_finish_stands_in_one_family() -> None:
    listed = [name for names in FINISH_FAMILIES.values() for name in names]
    assert sorted(listed) == sorted(FINISHES)


def test_two_colours_share_the_ball() -> None:
    red, blue = reflectance("#C4161C"), reflectance("#1B3FA0")
    halves = ball(Lacquer(red, FINISHES["matte"], blue, Blend.TWO_TONE), 64)
    assert halves[16, 32, 0] > 2 * halves[16, 32, 2]
    assert halves[48, 32, 2] > 2 * halves[48, 32, 0]
    ombre = ball(Lacquer(red, FINISHES["matte"], blue, Blend.OMBRE), 64)
    assert ombre[32, 32, 0] > 2 * ombre[32, 32, 2]
    assert ombre[32, 3, 2] > 2 * ombre[32, 3, 0]


def test_a_product_is_shown_in_its_own_finish() -> None:
    for product in load_catalogue().products.values():
        shown = lacquer_of(product, product.finish)
        assert shown.finish.name == product.finish or product.finish == "custom"
        assert lacquer_of(product, "chrome").finish == FINISHES["chrome"]
