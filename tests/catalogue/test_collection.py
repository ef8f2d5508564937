import os
from pathlib import Path

import numpy as np
import pytest

from tryon.catalogue.collection import (
    Watch,
    catalogue_folder,
    load_catalogue,
    read_catalogue,
    read_look,
    read_page,
)
from tryon.core.colour import de2000, linear_to_lab
from tryon.core.errors import BadInput, BadLook
from tryon.effects.finish import FINISHES


def page(*ids: str, brand: str = "B", top: str = "") -> str:
    text = f'brand = "{brand}"\n{top}\n'
    for each in ids:
        text += f'[[product]]\nid = "{each}"\nname = "N"\nshade = {{ srgb = "#A81E2D" }}\n'
    return text


def write(path: Path, text: str, at_s: int = 0) -> None:
    path.write_text(text, encoding="utf-8")
    if at_s:
        os.utime(path, (at_s, at_s))


def test_the_sample_catalogue_is_whole() -> None:
    catalogue = load_catalogue()
    assert not catalogue.faults
    assert list(catalogue.products) == [p.id for p in catalogue.products.values()]
    assert all((p.price or 0) > 0 and p.name for p in catalogue.products.values())
    assert {p.shade.status for p in catalogue.products.values()} == {"estimated"}


def test_a_fault_names_file_line_product_and_key(tmp_path: Path) -> None:
    path = tmp_path / "shop.toml"
    write(path, page("a", "b").replace("N", "\\n", 1) + 'colour = 1\n[[product]]\nid = "c"\n')
    found = read_page(path)
    assert [str(fault) for fault in found.faults][:2] == [
        f"{path}:5: a: name: expected a text of 1 to 160 characters in one line, without "
        "spaces at its ends, not '\\n'",
        f"{path}:11: b: colour: unknown key 'colour'; known: id, sku, brand, name, name_zh, "
        "effect, shade, finish, coats, second, blend, liner, measured, price, currency, url, "
        "in_stock, picture",
    ]
    assert not found.products


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "brand = ",
            "shop.toml: expected products in TOML: Invalid value (at end of document)",
        ),
        (f"x = {'1' * 5000}\n", "shop.toml: expected products in TOML"),
        ("brnd = 'B'\n", ":1: brnd: unknown key 'brnd'; did you mean 'brand'?"),
        ("\nbrand = 3\n", ":2: brand: expected a text"),
        ("product = 3\n", ":1: product: expected [[product]] tables, not 3"),
        ("samples = 1\n", ":1: samples: expected true or false, not 1"),
        ("\ufeff" + page("a") + "\xff", "expected products in TOML"),
    ],
)
def test_a_bad_file_says_where(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "shop.toml"
    write(path, text)
    (fault,) = read_page(path).faults
    assert message in str(fault)


def test_files_are_merged_and_what_is_said_twice_names_both_places(tmp_path: Path) -> None:
    write(tmp_path / "1.toml", page("a", "b"))
    (tmp_path / "more").mkdir()
    write(tmp_path / "more" / "2.toml", page("c", "a", brand="Second"))
    write(tmp_path / ".3.toml", "a file that is being written")
    catalogue = read_catalogue([tmp_path], has_samples=False)
    assert list(catalogue.products) == ["a", "b", "c"]
    assert catalogue.products["a"].brand == "B"
    (fault,) = catalogue.faults
    assert str(fault) == (
        f"{tmp_path / 'more' / '2.toml'}:7: a: the id 'a' is also at {tmp_path / '1.toml'}:3"
    )
    assert catalogue.place_of("c") == (tmp_path / "more" / "2.toml", 3)


def test_one_sku_belongs_to_one_product_of_a_brand(tmp_path: Path) -> None:
    both = page("a", "b").replace('name = "N"', 'name = "N"\nsku = "1"')
    write(tmp_path / "1.toml", both)
    (fault,) = read_catalogue([tmp_path], has_samples=False).faults
    assert "the sku '1' is also at" in fault.message


def test_a_shop_may_hide_the_samples(tmp_path: Path) -> None:
    write(tmp_path / "1.toml", page("a"))
    assert len(read_catalogue([tmp_path]).products) > 1
    write(tmp_path / "1.toml", page("a", top="samples = false"))
    assert list(read_catalogue([tmp_path]).products) == ["a"]


def test_a_folder_that_was_asked_for_has_to_be_good(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        load_catalogue([tmp_path / "nowhere"])
    write(tmp_path / "1.toml", page("mine"))
    assert read_look("mine", [tmp_path])
    with pytest.raises(BadLook, match="no such look file or product"):
        read_look("mine")
    write(tmp_path / "1.toml", page("a b", "c d"))
    with pytest.raises(BadInput, match=r"1.toml:4: a b: id: expected 1 to 64.*\(and 1 more\)"):
        read_look("demo-lip-01", [tmp_path])


def test_a_fault_in_the_own_folder_is_told_and_costs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    catalogue_folder().mkdir(parents=True)
    write(catalogue_folder() / "shop.toml", page("mine", "a b"))
    assert read_look("demo-lip-01")
    assert read_look("mine")
    assert "a b: id: expected" in caplog.text


def test_a_watch_sees_what_changes_and_keeps_the_last_good_state(tmp_path: Path) -> None:
    shop = tmp_path / "shop.toml"
    watch = Watch([tmp_path])
    samples = len(watch.catalogue.products)
    assert watch.new() is watch.catalogue  # the first time, all is new
    assert watch.new() is None
    write(shop, page("a", "b"), at_s=1_000)
    assert watch.new() is watch.catalogue
    assert len(watch.catalogue.products) == samples + 2
    assert watch.new() is None
    write(shop, page("a") + "broken", at_s=2_000)
    assert watch.new()
    assert {"a", "b"} <= set(watch.catalogue.products)
    (fault,) = watch.catalogue.faults
    assert "expected products in TOML" in fault.message
    write(shop, page("c"), at_s=3_000)
    assert watch.new()
    assert "a" not in watch.catalogue.products
    assert not watch.catalogue.faults
    shop.unlink()
    assert watch.new()
    assert len(watch.catalogue.products) == samples


def test_samples_stay_hidden_when_the_file_that_hid_them_goes(tmp_path: Path) -> None:
    shop, more = tmp_path / "shop.toml", tmp_path / "more.toml"
    write(shop, page("a", top="samples = false"), at_s=1_000)
    watch = Watch([tmp_path])
    shop.unlink()
    assert watch.new()
    assert not watch.catalogue.products
    (fault,) = watch.catalogue.faults
    assert fault.path == shop
    assert "the samples stay hidden" in fault.message
    write(more, page("b"), at_s=2_000)  # one that says nothing of samples
    assert watch.new()
    assert list(watch.catalogue.products) == ["b"]
    assert len(watch.catalogue.faults) == 1
    write(more, page("b", top="samples = false"), at_s=3_000)  # the file was renamed
    assert watch.new()
    assert list(watch.catalogue.products) == ["b"]
    assert not watch.catalogue.faults
    write(more, page("b"), at_s=4_000)  # whoever says so gets them back
    assert watch.new()
    assert len(watch.catalogue.products) > 1
    assert not watch.catalogue.faults


def test_a_file_that_comes_back_is_read_anew(tmp_path: Path) -> None:
    shop = tmp_path / "shop.toml"
    write(shop, page("a", top="samples = false"), at_s=1_000)
    watch = Watch([tmp_path])
    shop.unlink()
    assert watch.new()
    write(shop, page("b", top="samples = false"), at_s=2_000)
    assert watch.new()
    assert list(watch.catalogue.products) == ["b"]
    assert not watch.catalogue.faults


def test_the_samples_show_every_finish_and_are_named_twice() -> None:
    products = load_catalogue().products.values()
    assert len(products) >= 60
    assert {product.finish for product in products} == set(FINISHES)
    for names in ("name", "name_zh"):
        assert len({getattr(product, names) for product in products} - {""}) == len(products)
    lab = np.array([linear_to_lab(np.array(product.shade.reflectance)) for product in products])
    for index in range(len(lab) - 1):  # no two are the same colour
        assert de2000(lab[index + 1 :], lab[index]).min() > 2.0
