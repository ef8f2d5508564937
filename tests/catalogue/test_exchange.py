import time
from datetime import date
from pathlib import Path

import pytest

from tryon.catalogue.collection import (
    catalogue_folder,
    load_catalogue,
    read_page,
    sample_file,
    wear_product,
)
from tryon.catalogue.exchange import export_table, import_table, save_product
from tryon.core.errors import BadInput

HEAD = "id,sku,name,srgb,finish,price,currency\n"


def csv(tmp_path: Path, *rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "shop.csv"
    path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_a_table_becomes_products(tmp_path: Path) -> None:
    source, target = csv(tmp_path, "a,1,Rose,#A81E2D,matte,129,CNY"), tmp_path / "p.toml"
    done = import_table(source, target, shared={"brand": "B"})
    assert (done.added, done.updated, done.refused, done.is_written) == (("a",), (), (), True)
    (product,) = read_page(target).products
    assert (product.name, product.brand, product.price, product.finish) == (
        "Rose",
        "B",
        129.0,
        "matte",
    )
    again = import_table(source, target)
    assert (again.added, again.unchanged, again.is_written) == ((), ("a",), False)


def test_a_row_is_known_by_its_id_or_its_sku(tmp_path: Path) -> None:
    target = tmp_path / "p.toml"
    import_table(
        csv(tmp_path, "a,1,Rose,#A81E2D,matte,129,CNY", ",S 2,Fig,#5A1A2B,satin,1,CNY"),
        target,
        shared={"brand": "B"},
    )
    prices = csv(tmp_path, "1,99,", "S 2,5,EUR", "7,1,CNY", head="sku,price,currency\n")
    done = import_table(prices, target)
    assert (done.added, done.updated) == ((), ("S-2",))
    assert [str(fault).removeprefix(str(tmp_path)) for fault in done.refused] == [
        "/shop.csv:2: currency: expected beside a price, and not there",
        "/shop.csv:4: name: expected, and not there",
        "/shop.csv:4: shade: expected, and not there",
    ]
    rose, fig = read_page(target).products
    assert (rose.price, fig.price, fig.currency, fig.name) == (129.0, 5.0, "EUR", "Fig")


def test_a_new_colour_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "p.toml"
    save_product(
        {
            "id": "a",
            "brand": "B",
            "name": "A",
            "shade": {
                "lab": [40, 50, 20],
                "white": "D65",
                "status": "verified",
                "opacity": 0.5,
            },
            "measured": {
                "by": "Q",
                "instrument": "I",
                "on": date(2026, 1, 2),
                "de2000": 0.5,
            },
        },
        target,
    )
    import_table(csv(tmp_path, "a,#A81E2D", head="id,hex\n"), target)
    (product,) = read_page(target).products
    assert product.entry["shade"] == {"srgb": "#A81E2D", "opacity": 0.5}
    assert product.shade.status == "estimated"


def test_a_screen_colour_may_say_that_it_is_estimated(tmp_path: Path) -> None:
    source = csv(tmp_path, "a,A,#A81E2D,估计", "b,B,#A81E2D,已验证", head="id,名称,色值,状态\n")
    done = import_table(source, tmp_path / "p.toml", shared={"brand": "B"})
    assert done.added == ("a",)
    (fault,) = done.refused
    assert str(fault).endswith(
        "shop.csv:3: 状态: expected 'estimated' of a screen colour, not 'verified'"
    )


def test_all_that_is_wrong_with_a_row_is_told(tmp_path: Path) -> None:
    """What only follows from a cell that could not be read is not told beside it."""
    source = csv(
        tmp_path,
        "a,A,50,40,20,D65,,,,,,,,",
        "a b,,120,400,x,D75,5,shiny,9,-1,yuan,maybe,May,0.5",
        "a,A,50,40,20,D65,,,,1,,,,",
        head="id,name,L,a,b,white,opacity,finish,coats,price,currency,in stock,date,ΔE\n",
    )
    done = import_table(source, tmp_path / "own.toml", shared={"brand": "M"})
    told = {(fault.line, fault.place) for fault in done.refused}
    assert {place for line, place in told if line == 3} == {
        *("id", "name", "L", "a", "b", "white", "opacity", "finish", "coats", "price"),
        *("currency", "in stock", "date", "measured.by", "measured.instrument"),
    }
    assert {place for line, place in told if line == 4} == {"id", "currency"}


def test_every_number_of_a_colour_is_told(tmp_path: Path) -> None:
    head = "id,name,L,a,b,white,opacity,ΔE\n"
    source = csv(tmp_path, "a,A,120,400,20,D75,5,x", head=head)
    done = import_table(source, tmp_path / "own.toml", shared={"brand": "M"})
    assert [fault.place for fault in done.refused] == ["ΔE", "white", "L", "a", "opacity"]


def test_a_second_colour_and_a_liner_come_in_columns(tmp_path: Path) -> None:
    head = "编号,名称,色值,第二色,混色,唇线,唇线宽度,唇线柔和度\n"
    source = csv(
        tmp_path,
        "a,A,#A81E2D,#5A1A2B,双色,#3A0A1B,1.2,20%",
        "b,B,#A81E2D,,渐变,,2,",
        "c,C,#A81E2D,,双色,,,",
        head=head,
    )
    target = tmp_path / "p.toml"
    done = import_table(source, target, shared={"brand": "B"})
    (fault,) = done.refused
    assert str(fault).endswith(
        "shop.csv:4: 第二色: expected beside blend 'two_tone', not there"
    )
    first, fading = read_page(target).products
    assert first.entry["liner"] == {
        "shade": {"srgb": "#3A0A1B"},
        "width_mm": 1.2,
        "softness": 0.2,
    }
    assert (first.entry["second"], first.entry["blend"]) == ({"srgb": "#5A1A2B"}, "two_tone")
    assert "second" not in fading.entry
    assert fading.line is not None
    # Of a colour that is said anew nothing is left; what has no column stays.
    again = csv(tmp_path, "a,40,50,20,D65", head="id,second_L,second_a,second_b,second_white\n")
    assert import_table(again, target).updated == ("a",)
    first, _ = read_page(target).products
    assert first.entry["second"] == {"lab": [40.0, 50.0, 20.0], "white": "D65"}
    assert first.entry["shade"] == {"srgb": "#A81E2D"}


def test_all_or_nothing(tmp_path: Path) -> None:
    source = csv(tmp_path, "a,1,Rose,#A81E2D,matte,129,CNY", "b,2,Fig,fig,mat,1,CNY")
    target = tmp_path / "p.toml"
    strict = import_table(source, target, is_strict=True, shared={"brand": "B"})
    assert not strict.is_written
    assert not target.exists()
    done = import_table(source, target, shared={"brand": "B"})
    assert (done.added, done.is_written) == (("a",), True)
    assert [fault.place for fault in done.refused] == ["srgb"]


def test_what_stands_twice_is_refused_with_the_other_place(tmp_path: Path) -> None:
    rows = [
        "a,1,Rose,#A81E2D,matte,129,CNY",
        "a,2,Fig,#A81E2D,matte,129,CNY",
        "c,1,Plum,#A81E2D,matte,129,CNY",
        "demo-lip-01,5,Plum,#A81E2D,matte,129,CNY",
    ]
    done = import_table(csv(tmp_path, *rows), tmp_path / "p.toml", shared={"brand": "B"})
    first, second, third = [str(fault).removeprefix(str(tmp_path)) for fault in done.refused]
    assert first == "/shop.csv:3: id: the id 'a' is also in row 2"
    assert second == "/shop.csv:4: sku: the sku '1' belongs to the product 'a'"
    assert third.startswith("/shop.csv:5: id: the id 'demo-lip-01' is also at ")


def test_the_own_catalogue_is_where_tables_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    done = import_table(csv(tmp_path, "a,1,R,#A81E2D,matte,1,CNY"), shared={"brand": "B"})
    assert done.path == catalogue_folder() / "shop.toml"
    assert "a" in load_catalogue().products
    other = import_table(
        csv(tmp_path, "a,1,R,#A81E2D,matte,1,CNY"),
        catalogue_folder() / "other.toml",
        shared={"brand": "C"},
    )
    assert "also at" in other.refused[0].message


def test_a_broken_file_is_not_written_over(tmp_path: Path) -> None:
    target = tmp_path / "p.toml"
    target.write_text("brand = \n")
    with pytest.raises(BadInput, match="expected products in TOML"):
        import_table(csv(tmp_path, "a,1,Rose,#A81E2D,matte,129,CNY"), target)
    assert target.read_text() == "brand = \n"
    with pytest.raises(BadInput, match=r"ends in \.toml"):
        import_table(csv(tmp_path), tmp_path / "p.csv")
    with pytest.raises(BadInput, match="currency: expected three capital letters"):
        import_table(csv(tmp_path), tmp_path / "q.toml", shared={"currency": "yuan"})


def test_the_samples_go_out_and_come_back_the_same(tmp_path: Path) -> None:
    samples = load_catalogue().products
    out, back = tmp_path / "out.csv", tmp_path / "back.toml"
    assert export_table(samples.values(), out) == len(samples)
    content = out.read_text(encoding="utf-8-sig").replace("demo-", "again-")
    out.write_text(content, encoding="utf-8-sig")
    done = import_table(out, back)
    assert not done.refused
    for product, other in zip(samples.values(), read_page(back).products, strict=True):
        assert (other.shades, other.name, other.name_zh, other.price) == (
            product.shades,
            product.name,
            product.name_zh,
            product.price,
        )
        assert wear_product(other) == wear_product(product)
        colours = [other.entry["shade"], other.entry.get("second"), other.entry.get("liner")]
        told = [colour.get("shade", colour) for colour in colours if colour]
        assert all("status" in colour for colour in told if "srgb" in colour)


def test_a_thousand_rows_are_quick(tmp_path: Path) -> None:
    rows = [f"p{i},{i},Shade {i},#{i * 7919 % 2**24:06X},satin,{i},CNY" for i in range(1000)]
    started_s = time.perf_counter()
    done = import_table(csv(tmp_path, *rows), tmp_path / "p.toml", shared={"brand": "B"})
    assert len(done.added) == 1000
    assert time.perf_counter() - started_s < 10
    assert sample_file().exists()


def test_what_no_row_says_is_told_once_and_may_be_said_for_all(tmp_path: Path) -> None:
    table, target = tmp_path / "lips.csv", tmp_path / "lips.toml"
    rows = "".join(f"{n},Red {n},#A8{n}E2D,matte,9.90\n" for n in range(1, 6))
    table.write_text(f"sku,name,colour,finish,price\n{rows}6,Odd,#A81E2D,shiny,9.90\n")
    done = import_table(table, target)
    assert done.lacking == ("brand", "currency")
    assert done.refused_rows == 6
    assert [(fault.line, fault.place) for fault in done.refused] == [
        (None, "brand"),
        (None, "currency"),
        (7, "finish"),
    ]
    assert not done.is_written
    done = import_table(table, target, is_strict=True, shared={"brand": "B", "currency": "EUR"})
    assert (done.lacking, done.refused_rows, done.is_written) == ((), 1, False)
    done = import_table(table, target, shared={"brand": "B", "currency": "EUR"})
    assert (len(done.added), done.refused_rows, done.is_written) == (5, 1, True)


def test_a_table_without_a_good_row_writes_no_file(tmp_path: Path) -> None:
    table, target = tmp_path / "lips.csv", tmp_path / "lips.toml"
    table.write_text("name,colour,finish\nRed,#A81E2D,shiny\n")
    done = import_table(table, target, shared={"brand": "B"})
    assert (done.added, done.refused_rows, done.is_written) == ((), 1, False)
    assert not target.exists()
