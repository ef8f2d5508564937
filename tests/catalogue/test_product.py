from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tryon.catalogue.collection import wear_product
from tryon.catalogue.look import make_effect
from tryon.catalogue.product import PRODUCT_KEYS, Liner, read_product
from tryon.effects.blend import Blend

GOOD: dict[str, Any] = {
    "id": "rose-01",
    "name": "Rose",
    "brand": "B",
    "shade": {"srgb": "#A81E2D"},
    "finish": "matte",
}
LAB = {"lab": [40.0, 50.0, 20.0], "white": "D65", "status": "verified"}
MEASURED = {"by": "QA", "instrument": "CM-26d", "on": date(2026, 5, 31), "de2000": 0.6}


def complaints(**changes: Any) -> list[str]:
    product, found = read_product(GOOD | changes, {}, Path())
    assert (product is None) == bool(found)
    return [f"{key}: {message}" for key, message in found]


def test_every_key_reaches_the_product(tmp_path: Path) -> None:
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "rose.png").write_bytes(b"x")
    written = GOOD | {
        "name_zh": "玫瑰",
        "sku": "6901234",
        "effect": "lipstick",
        "shade": LAB | {"opacity": 0.7},
        "coats": 2,
        "second": {"srgb": "#5A1A2B"},
        "blend": "two_tone",
        "liner": {"shade": {"srgb": "#3A0A1B"}, "width_mm": 1, "softness": 0.2},
        "measured": MEASURED,
        "price": 129,
        "currency": "CNY",
        "url": "https://shop.example/rose",
        "in_stock": False,
        "picture": "img/rose.png",
    }
    assert set(written) == set(PRODUCT_KEYS)
    product, found = read_product(written, {}, tmp_path)
    assert not found
    assert product is not None
    assert (product.id, product.brand, product.name) == ("rose-01", "B", "Rose")
    assert (product.name_zh, product.sku, product.url) == (
        "玫瑰",
        "6901234",
        "https://shop.example/rose",
    )
    assert (product.price, product.currency, product.in_stock) == (129, "CNY", False)
    assert product.picture == tmp_path / "img" / "rose.png"
    assert product.shade.status == "verified"
    assert product.shade.opacity == 0.7
    assert product.measurement is not None
    assert product.measurement.de2000 == 0.6
    assert product.wear["coats"] == 2
    assert product.wear["finish"] == product.finish == "matte"


def test_a_file_may_say_brand_and_currency_once() -> None:
    written = {key: value for key, value in GOOD.items() if key != "brand"} | {"price": 5.0}
    product, _ = read_product(written, {"brand": "Shared", "currency": "EUR"}, Path())
    assert product is not None
    assert (product.brand, product.currency) == ("Shared", "EUR")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"second": {"srgb": "#12"}},
            "second.srgb: expected a colour like '#9B1B30', not '#12'",
        ),
        ({"second": "red"}, "second: expected a table such as { … }, not 'red'"),
        ({"blend": "ombree"}, "blend: unknown 'ombree'; did you mean 'ombre'?"),
        ({"blend": "shift"}, "second: expected beside blend 'shift', not there"),
        (
            {"effect": "lip_liner", "second": {"srgb": "#123456"}},
            "second: expected of a lipstick only, not of a lip_liner",
        ),
        ({"liner": {}}, "liner: expected shade, width_mm, softness, and nothing is there"),
        ({"liner": {"widht_mm": 1}}, "liner.widht_mm: unknown key 'widht_mm'; did you mean"),
        ({"liner": {"width_mm": 9}}, "liner.width_mm: expected a number from 0.3 to 4, not 9"),
        ({"liner": {"shade": {"lab": [1, 2]}}}, "liner.shade.lab: expected [L, a, b]"),
        (
            {"effect": "lip_liner", "liner": {"softness": 2}},
            "liner.softness: expected a number from 0 to 1, not 2",
        ),
        (
            {"effect": "lip_liner", "liner": {"shade": {"srgb": "#123456"}}},
            "liner.shade: unknown key 'shade'",
        ),
        ({"effect": "blush", "liner": {"width_mm": 1}}, "effect: unknown"),
        ({"second": LAB}, "measured: a verified shade needs"),
        ({"colour": 1}, "colour: unknown key 'colour'; known: "),
        ({"pricee": 1}, "pricee: unknown key 'pricee'; did you mean 'price'?"),
        ({"id": "a b"}, "id: expected 1 to 64 letters"),
        ({"id": ""}, "id: expected 1 to 64 letters"),
        ({"name": 3}, "name: expected a text of 1 to 160 characters in one line"),
        ({"name": "two\nlines"}, "name: expected a text"),
        ({"price": "129", "currency": "CNY"}, "price: expected a number from 0"),
        ({"price": float("nan"), "currency": "CNY"}, "price: expected a number from 0"),
        ({"price": 10**400, "currency": "CNY"}, "price: expected a number from 0"),
        ({"coats": 10**400}, "coats: expected a number from 0 to 5"),
        ({"picture": "."}, "picture: expected a picture, and there is no"),
        ({"price": True, "currency": "CNY"}, "price: expected a number from 0"),
        ({"price": 1.0}, "currency: expected beside a price"),
        ({"currency": "yuan"}, "currency: expected three capital letters"),
        ({"url": "javascript:alert(1)"}, "url: expected an address"),
        ({"in_stock": 1}, "in_stock: expected true or false"),
        ({"effect": "lipstik"}, "effect: unknown effect 'lipstik'; did you mean 'lipstick'?"),
        ({"finish": "mat"}, "finish: unknown 'mat'; did you mean 'matte'?"),
        ({"coats": 9}, "coats: expected a number from 0 to 5, not 9"),
        ({"shade": {"srgb": "red"}}, "shade.srgb: expected a colour like"),
        ({"shade": {"srgb": "#123456", "opacty": 1}}, "shade: unknown key 'opacty'"),
        ({"shade": "#123456"}, "shade: expected a table"),
        ({"shade": LAB}, "measured: a verified shade needs { by, instrument, on, de2000 }"),
        (
            {"shade": LAB, "measured": MEASURED | {"de2000": 2.1}},
            "measured.de2000: expected at",
        ),
        ({"measured": {"by": "QA", "on": "May"}}, "measured.on: expected a day such as"),
        ({"measured": {"by": "QA"}}, "measured.instrument: expected, and not there"),
        ({"measured": MEASURED | {"who": 1}}, "measured.who: unknown key 'who'"),
        ({"picture": "../../etc/passwd"}, "picture: expected a path below the folder"),
        ({"picture": "C:\\x.png"}, "picture: expected a path below the folder"),
        ({"picture": "missing.png"}, "picture: expected a picture, and there is no"),
    ],
)
def test_a_bad_product_is_refused_with_its_key(changes: Any, message: str) -> None:
    assert any(found.startswith(message) for found in complaints(**changes)), complaints(
        **changes
    )


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = complaints(price="x", coats=-1, colour=1, url="ftp://x")
    assert [words.split(":")[0] for words in found] == ["price", "colour", "url", "coats"]
    _, found = read_product({}, {}, Path())
    assert {key for key, _ in found} == {"id", "name", "shade", "brand"}
    _, found = read_product("rose", {}, Path())
    assert found[0].message == "expected a table of keys, not 'rose'"


def test_how_far_a_shade_may_be_off_goes_with_it() -> None:
    paper = {"lab": [40.0, 50.0, 20.0], "white": "D65", "de2000": 3.5}
    estimated, _ = read_product(GOOD | {"shade": paper}, {}, Path())
    verified, _ = read_product(GOOD | {"shade": LAB, "measured": MEASURED}, {}, Path())
    plain, _ = read_product(GOOD, {}, Path())
    assert estimated is not None
    assert verified is not None
    assert plain is not None
    assert [p.shade.error_de2000 for p in (estimated, verified, plain)] == [3.5, 0.6, 6.5]
    for product in (estimated, verified, plain):
        worn = make_effect(dict(product.wear), "wear")
        assert worn.shade == product.shade  # type: ignore[attr-defined]
    assert verified.entry["shade"] == LAB


TWO = GOOD | {
    "second": {"srgb": "#5A1A2B"},
    "blend": "two_tone",
    "liner": {"shade": {"srgb": "#3A0A1B"}, "width_mm": 1, "softness": 0.2},
}


def test_a_product_is_worn_in_all_its_colours() -> None:
    product, found = read_product(TWO, {}, Path())
    assert not found
    assert product is not None
    lipstick, liner = wear_product(product)
    assert (lipstick.blend, lipstick.second) == (Blend.TWO_TONE, product.shades[1])
    assert (liner.shade, liner.width_mm, liner.softness) == (product.shades[2], 1.0, 0.2)
    assert product.second is not None
    assert product.second.shade == lipstick.second
    assert product.liner is not None
    assert product.liner.product is not None
    assert len({product.id, product.second.id, product.liner.product.id}) == 3


def test_what_is_not_said_of_two_colours_has_its_default() -> None:
    product, _ = read_product(GOOD | {"second": {"srgb": "#5A1A2B"}}, {}, Path())
    assert product is not None
    assert product.blend is Blend.OMBRE
    product, _ = read_product(GOOD | {"liner": {"softness": 1}}, {}, Path())
    assert product is not None
    assert product.liner == Liner(None, 1.4, 1.0)
    _, liner = wear_product(product)
    assert liner.shade == product.shade
    pencil, _ = read_product(
        GOOD | {"effect": "lip_liner", "liner": {"width_mm": 2}}, {}, Path()
    )
    assert pencil is not None
    (line,) = wear_product(pencil)
    assert (line.name, line.width_mm) == ("lip_liner", 2.0)


def test_a_product_is_as_sure_as_the_least_known_of_its_colours() -> None:
    written = GOOD | {"shade": LAB, "measured": MEASURED}
    single, _ = read_product(written, {}, Path())
    both, _ = read_product(written | {"second": {"srgb": "#5A1A2B"}}, {}, Path())
    lined, _ = read_product(written | {"liner": {"shade": LAB | {"de2000": 1.5}}}, {}, Path())
    same, _ = read_product(written | {"second": LAB, "liner": {"width_mm": 1}}, {}, Path())
    known = [(p.status, p.error_de2000) for p in (single, both, lined, same) if p]
    assert known == [
        ("verified", 0.6),
        ("estimated", 6.5),
        ("verified", 1.5),
        ("verified", 0.6),
    ]
    assert same is not None
    lipstick, liner = wear_product(same)
    assert lipstick.shade.de2000 == lipstick.second.de2000 == liner.shade.de2000 == 0.6
