"""A second colour and a liner, chosen in the panel and worn."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tryon.app.companion import liner_shade, second_colour
from tryon.app.dressing import remembered
from tryon.app.parts import dress
from tryon.app.session import Session
from tryon.app.state import Worn
from tryon.catalogue.collection import load_catalogue
from tryon.catalogue.product import Liner
from tryon.core.colour import linear_to_lab
from tryon.effects.blend import Blend
from tryon.effects.lip_liner import LipLiner
from tryon.effects.lipstick import Lipstick
from tryon.settings import Settings

Mirror = Any  # tests/app/conftest.py
Stage = Any

PRODUCTS = load_catalogue().products
CINNABAR, PEONY = PRODUCTS["demo-lip-01"], PRODUCTS["demo-lip-04"]


def test_a_second_colour_is_chosen_on_the_shelf(mirror: Mirror, stage: Stage) -> None:
    worn = mirror.session.state.worn.product
    mirror.click("Two colours")
    assert not mirror.button("Second colour").isEnabled()
    mirror.click("Two-tone")
    mirror.until(lambda: stage.dressed.blend is Blend.TWO_TONE)
    assert stage.dressed.second == second_colour(worn, PRODUCTS, Blend.TWO_TONE)
    assert "Choose the second colour" in mirror.texts()
    mirror.click("Peony Letter")
    mirror.until(lambda: stage.dressed.second == PEONY)
    assert stage.dressed.product == worn, "the lips wear what they wore"
    assert mirror.button("Second colour: Peony Letter").isChecked()
    assert f"with {PEONY.name}" in mirror.texts()
    mirror.click("Done")
    assert "Choose the second colour" not in mirror.texts()
    mirror.click("Glass Cherry")
    mirror.until(lambda: stage.dressed.product.name == "Glass Cherry")
    assert stage.dressed.second == PEONY, "it stays beside another shade"
    mirror.click("One colour")
    mirror.until(lambda: stage.dressed.blend is None)


def test_an_ombre_may_fade_to_the_bare_lip(mirror: Mirror, stage: Stage) -> None:
    mirror.click("Two colours")
    mirror.click("Ombré")
    mirror.until(lambda: stage.dressed.blend is Blend.OMBRE)
    assert stage.dressed.second is None
    assert mirror.button("Second colour: The bare lip").isChecked()
    mirror.click("Shift")
    mirror.until(lambda: stage.dressed.blend is Blend.SHIFT and stage.dressed.second)
    mirror.click("Bare lips")
    mirror.until(lambda: stage.dressed.blend is Blend.OMBRE and stage.dressed.second is None)
    assert mirror.session.state.worn.product is not None


@pytest.mark.parametrize("leave", ["the page", "Escape"])
def test_who_leaves_does_not_choose_for_it_any_longer(
    mirror: Mirror, stage: Stage, leave: str
) -> None:
    mirror.click("Two colours")
    mirror.click("Two-tone")
    mirror.until(lambda: stage.dressed.second)
    if leave == "the page":
        mirror.click("Finish")
    else:
        mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_Escape)
    second = stage.dressed.second
    mirror.click("Glass Cherry")
    mirror.until(lambda: stage.dressed.product.name == "Glass Cherry")
    assert stage.dressed.second == second
    assert mirror.button("Two colours, on").isVisible()


def test_arrows_walk_through_what_is_being_chosen(mirror: Mirror, stage: Stage) -> None:
    mirror.click("Two colours")
    mirror.click("Two-tone")
    mirror.until(lambda: stage.dressed.second)
    order = mirror.window.panel.shades.order()
    at = order.index(stage.dressed.second)
    mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_Right)
    mirror.until(lambda: stage.dressed.second == order[(at + 1) % len(order)])
    assert stage.dressed.product == CINNABAR


def test_a_liner_has_a_shade_a_width_and_a_softness(mirror: Mirror, stage: Stage) -> None:
    mirror.click("Lip liner")
    width, softness = mirror.slider("Width"), mirror.slider("Softness")
    assert not width.isEnabled()
    mirror.click("Same shade")
    mirror.until(lambda: stage.dressed.liner == Liner())
    width.setValue(30)
    softness.setValue(16)
    mirror.until(lambda: stage.dressed.liner == Liner(None, 3.0, 0.8))
    assert "3.0 mm" in mirror.texts()
    mirror.click("Another shade")
    mirror.until(lambda: stage.dressed.liner.product == liner_shade(CINNABAR, PRODUCTS))
    mirror.click("Peony Letter")
    mirror.until(lambda: stage.dressed.liner == Liner(PEONY, 3.0, 0.8))
    assert "liner Peony Letter" in mirror.texts()
    mirror.click("No liner")
    mirror.until(lambda: stage.dressed.liner is None)
    settings = mirror.session.state.settings
    assert not settings.has_liner
    assert settings.liner_width_mm == 3.0, "kept for the next time"


def test_nothing_of_it_on_bare_lips(mirror: Mirror) -> None:
    mirror.click("Bare lips")
    mirror.click("Two colours")
    mirror.until(lambda: not mirror.button("Two-tone").isEnabled())
    mirror.click("Lip liner")
    assert not mirror.button("Same shade").isEnabled()


def test_before_bares_the_liner_as_well(
    session: Session, wait_until: Callable[..., None]
) -> None:
    look = dress(Worn(CINNABAR, CINNABAR.finish, 2.0, Blend.OMBRE, PEONY, Liner(None, 2.0)))
    lipstick, liner = look
    assert isinstance(lipstick, Lipstick)
    assert isinstance(liner, LipLiner)
    assert (lipstick.blend, lipstick.second) == (Blend.OMBRE, PEONY.shade)
    assert (liner.shade, liner.width_mm) == (CINNABAR.shade, 2.0)
    session.start("demo", look)
    wait_until(lambda: session.state.source == "demo" and session.screen.newest is not None)
    session.dressing.show_before(True)
    engine = session._engine
    assert engine is not None
    assert [getattr(effect, "coats", None) for effect in engine.look] == [0.0, 0.0]


def test_a_pencil_that_is_sold_has_one_colour() -> None:
    pencil = dataclasses.replace(CINNABAR, wear={**CINNABAR.wear, "effect": "lip_liner"})
    (liner,) = dress(Worn(pencil, pencil.finish, 1.0, Blend.TWO_TONE, PEONY))
    assert isinstance(liner, LipLiner)


def test_what_was_chosen_is_there_at_the_next_start() -> None:
    settings = Settings(
        product="demo-lip-01",
        blend="shift",
        second="demo-lip-04",
        has_liner=True,
        liner_product="demo-lip-03",
        liner_width_mm=2.0,
    )
    worn = remembered(settings, PRODUCTS)
    assert (worn.blend, worn.second) == (Blend.SHIFT, PEONY)
    assert worn.liner == Liner(PRODUCTS["demo-lip-03"], 2.0)
    fewer = {key: value for key, value in PRODUCTS.items() if key == "demo-lip-01"}
    worn = remembered(settings, fewer)
    assert worn.blend is None, "its colour has left the catalogue"
    assert worn.liner == Liner(None, 2.0)


def test_companions_are_lighter_and_deeper() -> None:
    for product in PRODUCTS.values():
        second = second_colour(product, PRODUCTS, Blend.TWO_TONE)
        pencil = liner_shade(product, PRODUCTS)
        assert second is not None
        assert pencil is not None
        assert product not in (second, pencil)
        if 25 < lightness(product) < 50:
            assert lightness(second) > lightness(product)
            assert lightness(pencil) < lightness(product)
    assert second_colour(CINNABAR, {"demo-lip-01": CINNABAR}, None) is None


def lightness(product: Any) -> float:
    import numpy as np

    return float(linear_to_lab(np.array(product.shade.reflectance))[0])


def test_a_product_in_two_colours_is_worn_as_it_is_sold(mirror: Mirror, stage: Stage) -> None:
    horizon, lined = PRODUCTS["demo-lip-93"], PRODUCTS["demo-lip-97"]
    session = mirror.session
    session.dressing.wear(horizon)
    mirror.until(lambda: stage.dressed.product == horizon)
    assert (stage.dressed.blend, stage.dressed.second) == (Blend.TWO_TONE, horizon.second)
    assert session.state.settings.second is None, "it is the product's own"
    mirror.until(lambda: "Satin · Two-tone" in mirror.texts())
    session.dressing.wear(lined)
    mirror.until(lambda: stage.dressed.product == lined)
    assert (stage.dressed.blend, stage.dressed.liner) == (None, lined.liner)
    session.dressing.wear(CINNABAR)
    mirror.until(lambda: stage.dressed.product == CINNABAR)
    assert stage.dressed.liner is None, "it went with its product"


def test_of_a_product_in_two_colours_one_can_be_worn(mirror: Mirror, stage: Stage) -> None:
    mirror.session.dressing.wear(PRODUCTS["demo-lip-93"])
    mirror.click("Two colours")
    mirror.click("One colour")
    mirror.until(lambda: stage.dressed.blend is None)
    (lipstick,) = dress(stage.dressed)
    assert isinstance(lipstick, Lipstick)
    assert lipstick.second is None
    mirror.click("Ombré")
    mirror.until(lambda: stage.dressed.blend is Blend.OMBRE)
    if stage.dressed.second is None:  # an ombré may fade to the bare lip
        mirror.click("Two-tone")
    mirror.until(lambda: stage.dressed.second == PRODUCTS["demo-lip-93"].second)


def test_a_pencil_lines_the_lips_that_wear_something(mirror: Mirror, stage: Stage) -> None:
    pencil = PRODUCTS["demo-pencil-01"]
    mirror.session.dressing.wear(pencil)
    mirror.until(lambda: stage.dressed.liner == Liner(pencil, 1.2, 0.2))
    assert stage.dressed.product == CINNABAR
    mirror.session.dressing.wear(None)
    mirror.session.dressing.wear(pencil)
    mirror.until(lambda: stage.dressed.product == pencil)
    (line,) = dress(stage.dressed)
    assert isinstance(line, LipLiner)
    assert line.width_mm == 1.2


def test_a_second_colour_of_a_product_is_found_again() -> None:
    horizon = PRODUCTS["demo-lip-93"]
    assert horizon.second is not None
    settings = Settings(product="demo-lip-01", blend="two_tone", second=horizon.second.id)
    assert remembered(settings, PRODUCTS).second == horizon.second
