import dataclasses
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QLineEdit,
)

from tryon.app.swatches import Swatch, family
from tryon.catalogue.product import is_pencil

Stage = Any  # tests/app/conftest.py
Mirror = Any  # tests/app/conftest.py


def test_swatch_puts_the_shade_on(mirror: Mirror, stage: Stage) -> None:
    mirror.click("Peony Letter")
    mirror.until(lambda: stage.seen and stage.seen[0] == "demo-lip-04")
    mirror.until(lambda: "Peony Letter" in mirror.texts())
    assert "¥139" in mirror.texts()
    assert mirror.button("Peony Letter").isChecked()
    assert not mirror.button("Cinnabar").isChecked()


def test_finish_and_coats(mirror: Mirror, stage: Stage) -> None:
    mirror.click("Wet:")  # the family
    mirror.click("Gloss")  # the finish; "Glass Cherry" is a shade
    mirror.until(lambda: stage.seen and stage.seen[1] == "gloss")
    mirror.until(lambda: "Gloss, sold as Matte" in mirror.texts())
    slider = mirror.slider("Coats")
    middle = slider.height() // 2
    mirror.bot.mouseClick(
        slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 1, middle)
    )
    mirror.until(lambda: stage.seen and stage.seen[2] == 5.0)
    mirror.until(lambda: "5.0" in mirror.texts())


def test_bare_lips_switch_the_knobs_off(mirror: Mirror) -> None:
    mirror.click("Bare lips")
    mirror.until(lambda: not mirror.button("Before / after").isEnabled())
    assert not mirror.button("Velvet").isEnabled()
    slider = mirror.slider("Coats")
    assert not slider.isEnabled()


def test_a_shade_is_found_by_name_colour_and_finish(mirror: Mirror) -> None:
    shades, bot = mirror.window.panel.shades, mirror.bot
    everything = len(shades.order())
    bot.keyClick(mirror.window.preview, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = mirror.window.focusWidget()
    assert isinstance(search, QLineEdit)
    bot.keyClicks(search, "letter peo")
    assert [product.name for product in shades.order()] == ["Peony Letter"]
    bot.keyClick(search, Qt.Key.Key_Escape)
    assert len(shades.order()) == everything
    assert mirror.window.focusWidget() is mirror.window.preview
    search.setText("朱砂")
    assert [product.name for product in shades.order()] == ["Cinnabar"]
    search.clear()
    mirror.click("Reds")
    assert {family(product.shade.reflectance) for product in shades.order()} == {"Reds"}
    mirror.click("All colours")
    menu = {action.text(): action for action in mirror.button("Filter: off").menu().actions()}  # type: ignore[attr-defined]
    menu["Metal: metallic, chrome, foil"].trigger()
    assert {product.finish for product in shades.order()} <= {"metallic", "chrome", "foil"}
    assert shades.order()
    menu["Any finish"].trigger()
    menu["Measured shades only"].trigger()
    assert not shades.order(), "the samples were never measured"
    mirror.until(lambda: "has been measured with an instrument" in mirror.texts())
    menu["Measured shades only"].trigger()
    assert len(shades.order()) == everything


def test_a_family_of_finishes_is_opened_without_wearing_it(mirror: Mirror) -> None:
    worn = mirror.session.state.worn.finish
    mirror.click("Metal:")
    assert mirror.button("Chrome").isVisible()
    assert mirror.session.state.worn.finish == worn
    mirror.click("Chrome")
    mirror.until(lambda: mirror.session.state.worn.finish == "chrome")


def test_arrows_walk_through_shades_and_coats(mirror: Mirror, stage: Stage) -> None:
    order = mirror.window.panel.shades.order()
    start = order.index(mirror.session.state.worn.product)  # type: ignore[arg-type]
    mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_Right)
    mirror.until(lambda: stage.seen and stage.seen[0] == order[start + 1].id)
    coats = mirror.session.state.worn.coats
    mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_Up)
    mirror.until(lambda: stage.seen and stage.seen[2] == pytest.approx(coats + 0.1))
    mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_Left)
    mirror.until(lambda: stage.seen and stage.seen[0] == order[start].id)


def test_arrows_on_a_swatch_go_to_its_neighbour(mirror: Mirror, stage: Stage) -> None:
    swatch = mirror.button("Cinnabar")
    swatch.setFocus()
    mirror.bot.keyClick(swatch, Qt.Key.Key_Right)
    mirror.until(lambda: stage.seen and stage.seen[0] == "demo-lip-06")
    focus = mirror.window.focusWidget()
    assert focus is mirror.button("Glass Cherry")


def test_arrows_reach_every_shade_and_come_round(mirror: Mirror) -> None:
    order = mirror.window.panel.shades.order()
    assert {product.id for product in order} == set(mirror.session.products)
    lipsticks = {product.id for product in order if not is_pencil(product)}
    seen = set()
    for _ in order:
        mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_Right)
        worn = mirror.session.state.worn.product
        assert worn is not None
        seen.add(worn.id)
    assert seen == lipsticks < set(mirror.session.products)


def test_tab_goes_to_the_shade_that_is_worn(mirror: Mirror) -> None:
    mirror.window.preview.setFocus()
    for _ in range(6):  # past search, filter and families
        mirror.bot.keyClick(mirror.window.focusWidget(), Qt.Key.Key_Tab)
        if isinstance(mirror.window.focusWidget(), Swatch):
            break
    assert mirror.window.focusWidget() is mirror.button("Cinnabar")


@pytest.mark.parametrize(
    "name",
    [
        "Éternelle Passion Rouge Absolu Velours Intense N° 402 Limited Anniversary Edition",
        "故宫口红郎窑红釉纪念版经典复刻丝绒雾面系列二零二六年限量",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "Cinnabar",
    ],
)
def test_a_long_name_moves_nothing_and_is_whole_in_its_tip(mirror: Mirror, name: str) -> None:
    card = mirror.window.panel.card
    height = card.height()
    product = dataclasses.replace(mirror.session.state.worn.product, name=name, price=199)
    mirror.session.dressing.wear(product)
    mirror.until(lambda: name in mirror.texts())
    mirror.until(lambda: "¥199" in mirror.texts())
    card.grab()
    assert card.height() == height
    assert card._name.toolTip() == ("" if name == "Cinnabar" else name)
    assert mirror.window.panel.width() <= 520
