from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tryon.app.shade_draft import BRAND, Draft
from tryon.app.tint import Tint, lch_to_hex
from tryon.catalogue.collection import load_catalogue, wear_product
from tryon.catalogue.product import Liner, read_product
from tryon.core.colour import hex_to_linear
from tryon.effects.blend import Blend


def test_a_screen_colour_becomes_a_product_that_can_be_worn() -> None:
    draft = Draft(tint=Tint(srgb="9b1b30"), name="Quiet Plum", name_zh="静李", price="129,5")
    assert draft.faults() == {}
    assert draft.entry() == {
        "id": "quiet-plum",
        "brand": BRAND,
        "name": "Quiet Plum",
        "name_zh": "静李",
        "shade": {"srgb": "#9b1b30"},
        "finish": "satin",
        "coats": 1.5,
        "price": 129.5,
        "currency": "CNY",
    }
    look = draft.look()
    assert look is not None
    assert look[0].name == "lipstick"
    assert draft.entry({"quiet-plum", "quiet-plum-2"})["id"] == "quiet-plum-3"
    assert Draft(name="静李").entry()["id"] == "静李"


@pytest.mark.parametrize(
    ("draft", "key"),
    [
        (Draft(name="A", tint=Tint(srgb="#12")), "shade.srgb"),
        (Draft(name=""), "name"),
        (Draft(name="A", tint=Tint("lab", lab=("40", "x", "2"))), "shade.lab[1]"),
        (Draft(name="A", tint=Tint("lab", lab=("140", "1", "2"))), "shade.lab[0]"),
        (Draft(name="A", price="much"), "price"),
        (Draft(name="A", price="5", currency="yuan"), "currency"),
    ],
)
def test_what_is_wrong_is_told_at_its_key(draft: Draft, key: str) -> None:
    assert key in draft.faults()


def test_a_colour_that_is_none_is_not_worn() -> None:
    draft = Draft(tint=Tint(srgb="#12345"))
    assert (draft.shade, draft.tint.lch, draft.look()) == (None, None, None)


def test_lightness_chroma_and_hue_turn_either_kind() -> None:
    screen = Tint(srgb="#9B1B30")
    assert screen.lch is not None
    assert screen.with_lch(*screen.lch).srgb == "#9B1B30"
    lighter = screen.with_lch(60, screen.lch[1], screen.lch[2])
    assert lighter.lch is not None
    assert lighter.lch[0] == pytest.approx(60, abs=1.0)
    reading = Tint("lab", lab=("40", "50", "20"), reading=("D50", 2)).with_lch(50, 30, 90)
    assert (reading.lab, reading.reading) == (("50.0", "0.0", "30.0"), ("D65", 2))
    assert lch_to_hex(100, 0, 0) == "#FFFFFF"


def test_what_is_not_edited_is_kept() -> None:
    entry = {
        "id": "mine",
        "brand": BRAND,
        "name": "Mine",
        "shade": {"srgb": "#9B1B30", "opacity": 0.5},
        "finish": {"like": "gloss", "roughness": 0.2},
        "coats": 1.0,
        "url": "https://shop.example/mine",
        "in_stock": False,
    }
    product, faults = read_product(entry, {}, Path())
    assert not faults
    draft = Draft.like(product, is_same=True)
    assert draft.entry() == entry
    assert replace(draft, kept={"picture": "swatch.png"}).faults() == {}
    assert replace(draft, finish="matte", own_finish=None).entry()["finish"] == "matte"


def test_a_draft_begins_with_what_is_worn() -> None:
    product = load_catalogue().products["demo-lip-42"]
    draft = Draft.like(product)
    assert (draft.name, draft.id) == ("", "")
    assert draft.finish == product.finish
    assert draft.shade is not None
    assert draft.shade.reflectance == pytest.approx(product.shade.reflectance, abs=1e-6)
    same = Draft.like(product, is_same=True)
    assert (same.name, same.id, same.price) == (product.name, product.id, "139")
    assert Draft.like(None) == Draft()
    assert hex_to_linear(draft.tint.srgb).shape == (3,)


def test_a_photographed_colour_says_how_far_it_may_be_off_until_it_is_changed() -> None:
    lab = ("40.0", "50.0", "20.0")
    tint = Tint("lab", lab=lab, photographed=(lab, 6.1))
    draft = Draft(tint, name="A")
    assert draft.entry()["shade"]["de2000"] == 6.1
    product, faults = read_product(draft.entry(), {}, Path())
    assert not faults
    assert Draft.like(product).tint.photographed == (("40", "50", "20"), 6.1)
    assert "de2000" not in replace(tint, lab=("41", "50", "20")).written
    assert "de2000" not in replace(tint, kind="srgb").written


@pytest.mark.parametrize(
    "said",
    [
        {"second": {"lab": [30, 20, 10], "white": "D50"}, "blend": "shift"},
        {"blend": "ombre"},
        {"liner": {"width_mm": 2.0, "softness": 0.4}},
        {"liner": {"shade": {"srgb": "#401020"}, "width_mm": 1.0, "softness": 0.1}},
        {"effect": "lip_liner", "liner": {"width_mm": 2.0, "softness": 0.4}},
        {"shade": {"reflectance": [0.1] * 16 + [0.6] * 15, "from_nm": 400, "step_nm": 10}},
    ],
)
def test_what_a_product_says_of_its_colours_comes_back(said: dict[str, Any]) -> None:
    entry = {
        "id": "mine",
        "brand": BRAND,
        "name": "Mine",
        "shade": {"srgb": "#9B1B30"},
        "finish": "satin",
        "coats": 1.0,
    } | said
    product, faults = read_product(entry, {}, Path())
    assert not faults
    assert product is not None
    draft = Draft.like(product, is_same=True)
    assert draft.entry() == entry
    assert draft.look() == wear_product(product)


def test_faults_of_a_second_colour_have_its_key() -> None:
    draft = Draft(name="A", blend=Blend.SHIFT, second=Tint(srgb="#12"))
    assert list(draft.faults()) == ["second.srgb"]
    assert draft.look() is None
    lined = Draft(name="A", liner=Liner(), pencil=Tint("lab", lab=("40", "", "2")))
    assert list(lined.faults()) == ["liner.shade.lab[1]"]


def test_a_measured_curve_stays_until_its_colour_is_changed() -> None:
    curve = {"reflectance": [0.1] * 16 + [0.6] * 15, "from_nm": 400, "step_nm": 10}
    tint = Tint(curve=curve)
    assert tint.written == curve
    assert "srgb" in tint.with_lch(40, 30, 20).written
