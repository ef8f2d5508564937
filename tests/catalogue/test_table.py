from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.catalogue.column import (
    BadCell,
    day,
    find_column,
    finish,
    harmless,
    number,
    text,
    truth,
)
from tryon.catalogue.table import format_table, read_table, unflatten
from tryon.core.errors import BadInput

ENGLISH = (
    "SKU,Shade Name,Hex,Finish,Price,Currency\r\n001,Rose,#a81e2d,High Shine,129.5,cny\r\n"
)
CHINESE = "货号;名称;色值;质地;价格（元）;币种;有货\n001;玫瑰;A81E2D;哑光;129,5;CNY;是\n"


def table(tmp_path: Path, data: bytes | str, **options: Any) -> Any:
    path = tmp_path / "t.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_table(path, **options)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_any_spreadsheet(tmp_path: Path, encoding: str, delimiter: str) -> None:
    content = CHINESE.replace(";", delimiter).replace("129,5", '"129,5"')
    found = table(tmp_path, content.encode(encoding))
    assert not found.faults
    (row,) = found.rows
    assert row.number == 2
    assert unflatten(row.cells) == {
        "sku": "001",
        "name": "玫瑰",
        "shade": {"srgb": "#A81E2D"},
        "finish": "matte",
        "price": 129.5,
        "currency": "CNY",
        "in_stock": True,
    }
    assert (found.delimiter, found.header("shade.srgb")) == (delimiter, "色值")


def test_words_are_recognised_however_they_are_written(tmp_path: Path) -> None:
    (row,) = table(tmp_path, "sep=,\r\n" + ENGLISH).rows
    assert row.cells["finish"] == "high-shine"
    assert row.cells["currency"] == "CNY"
    columns = {word: find_column(word) for word in ("L*", "ΔE00", "R400", "400 nm", "Colour ")}
    assert [column.key for column in columns.values() if column] == [
        "shade.lab.0",
        "measured.de2000",
        "shade.reflectance.400",
        "shade.reflectance.400",
        "shade.srgb",
    ]
    assert find_column("season") is None
    two = ("Second hex", "第二色", "副色明度", "liner R402.5", "唇线 400nm", "唇线宽度", "混色")
    assert [column.key for column in map(find_column, two) if column] == [
        "second.srgb",
        "second.srgb",
        "second.lab.0",
        "liner.shade.reflectance.402.5",
        "liner.shade.reflectance.400",
        "liner.width_mm",
        "blend",
    ]


@pytest.mark.parametrize(
    ("head", "cells", "place", "message"),
    [
        ("R400,R410,R420", "1,,3", "R410", "expected a number, as at 400 nm, and it is empty"),
        ("R400,R410,R430", "1,2,3", "R430", "in even steps of 10 nm, not of 20"),
        ("R430,R400,R410", "3,1,2", "R430", "in even steps of 10 nm, not of 20"),
    ],
)
def test_a_spectrum_has_no_holes(
    tmp_path: Path, head: str, cells: str, place: str, message: str
) -> None:
    found = table(tmp_path, f"id,{head}\na,{cells}\nb,{',' * head.count(',')}\n")
    (fault,) = found.faults
    assert (fault.line, fault.place) == (2, place)
    assert message in fault.message
    assert [row.number for row in found.rows if not row.faults] == [
        3
    ]  # which says nothing of a spectrum


def test_a_spectrum_comes_in_columns(tmp_path: Path) -> None:
    head = ",".join(f"R{nm}" for nm in range(400, 701, 10))
    content = f"id,name,{head}\na,A,{','.join(['20%'] * 31)}\n"
    (row,) = table(tmp_path, content).rows
    shade = unflatten(row.cells)["shade"]
    assert shade == {"reflectance": [0.2] * 31, "from_nm": 400, "step_nm": 10}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12.0),
        ("+1.5", 1.5),
        ("-1,5", -1.5),
        ("−3", -3.0),
        (".5", 0.5),
        ("0,125", 0.125),
        ("41.299", 41.299),
        ("1 299,5", 1299.5),
        ("1'299.50", 1299.5),
        ("1.299,00", 1299.0),
        ("12,345,678.9", 12345678.9),
        ("'-5", -5.0),
    ],
)
def test_numbers_as_people_write_them(cell: str, value: float) -> None:
    assert number(cell) == value


@pytest.mark.parametrize(
    "cell", ["", "x", "1e5", "1_0", "nan", "1,2,3", "1.2.3", "1,299", "12a"]
)
def test_no_number_is_guessed(cell: str) -> None:
    with pytest.raises(BadCell):
        number(cell)


def test_a_comma_is_decimal_where_it_parts_no_cells(tmp_path: Path) -> None:
    (row,) = table(tmp_path, "id;L;a;b;price\nx;41,299;50,1;-3,25;1.299,00\n").rows
    assert [row.cells[f"shade.lab.{i}"] for i in range(3)] == [41.299, 50.1, -3.25]
    assert row.cells["price"] == 1299.0
    (fault,) = table(tmp_path, 'id,price\nx,"1,299"\n').faults
    assert fault.message == "expected a number without a doubt: 1299 or 1.299, not '1,299'"


def test_days_truths_and_finishes() -> None:
    assert {day(cell).isoformat() for cell in ("2026-05-31", "2026/5/31", "2026年5月31日")} == {
        "2026-05-31"
    }
    for cell in ("31.05.2026", "05/31/2026", "2026-13-01", ""):
        with pytest.raises(BadCell):
            day(cell)
    assert [truth(cell) for cell in ("YES", "0", "37", "缺货", "In stock")] == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert finish('{"like": "gloss", "roughness": 0.1}') == {"like": "gloss", "roughness": 0.1}
    with pytest.raises(BadCell):
        finish("{gloss")


def test_every_bad_cell_is_told_with_row_column_and_what_came(tmp_path: Path) -> None:
    found = table(
        tmp_path, "id,色值,price,in stock\na,red,12€,maybe\n\n,,,\nb,#123456,1,1\nc,,,,x\n"
    )
    assert [str(fault).removeprefix(str(tmp_path)) for fault in found.faults] == [
        "/t.csv:2: 色值: expected a colour like #9B1B30, not 'red'",
        "/t.csv:2: price: expected a number, not '12€'",
        "/t.csv:2: in stock: expected yes or no, not 'maybe'",
        "/t.csv:6: expected 4 cells, and 'x' stands beyond them",
    ]
    assert [(row.number, row.misread) for row in found.rows] == [
        (2, ("shade.srgb", "price", "in_stock")),
        (5, ()),
        (6, ()),
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "expected words over the columns in row 1"),
        ("id,prise\n", "row 1: unknown column 'prise'; did you mean 'price'?; to leave it out"),
        ("id,Xyz\n", "unknown column 'Xyz'; to leave it out, say --ignore 'Xyz'"),
        ("hex,colour\n", "'colour' and 'hex' are both srgb"),
        (b"id,name\na,Ros\xe9e\n", "expected a text in UTF-8 or GBK"),
        (b"PK\x03\x04\x00\x00", "not a binary file"),
        ('id,name\na,"b" c\n', "t.csv:2: expected a table"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: Any, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        table(tmp_path, data)
    assert message in str(refused.value)


def test_a_column_may_be_left_out_and_an_encoding_named(tmp_path: Path) -> None:
    data = "id,Xyz,name\na,x,Rosée\n".encode("latin-1")
    (row,) = table(tmp_path, data, ignored=["Xyz"], encoding="latin-1").rows
    assert row.cells == {"id": "a", "name": "Rosée"}
    with pytest.raises(BadInput, match="expected a text in klingon"):
        table(tmp_path, data, encoding="klingon")


ENTRY: dict[str, Any] = {
    "id": "a",
    "name": "=cmd|' /C calc'!A0",
    "name_zh": "玫瑰，“红”",
    "shade": {
        "lab": [40.25, 50.0, -20.5],
        "white": "D65",
        "status": "verified",
        "sx": [1, 2, 3],
    },
    "finish": {"like": "gloss", "roughness": 0.1},
    "coats": 1.5,
    "second": {"srgb": "#102030", "opacity": 0.5},
    "blend": "two_tone",
    "liner": {"shade": {"lab": [1, 2, 3], "white": "D50"}, "width_mm": 1.2, "softness": 0},
    "measured": {"by": "QA", "instrument": "CM-26d", "on": date(2026, 5, 31), "de2000": 0.6},
    "url": "https://shop.example/a?b=c,d",
    "in_stock": False,
}
SPECTRUM = {"reflectance": [0.1, 0.2, 0.3], "from_nm": 400, "step_nm": 20}
FINE = {"reflectance": [0.1, 0.2, 0.3], "from_nm": 380.5, "step_nm": 3.3}


def test_what_goes_out_comes_back(tmp_path: Path) -> None:
    entries = [
        ENTRY,
        {"id": "b", "name": "+1", "shade": SPECTRUM, "price": 3.0},
        {"id": "c", "name": "C", "shade": FINE, "second": SPECTRUM, "liner": {"shade": FINE}},
    ]
    data = format_table(entries)
    assert data.startswith(b"\xef\xbb\xbf")
    found = table(tmp_path, data)
    assert not found.faults
    assert [unflatten(row.cells) for row in found.rows] == entries
    assert b",=" not in data
    assert b",+" not in data


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8))
def test_no_text_is_run_and_every_text_comes_back(written: str) -> None:
    safe = harmless(written)
    assert text(safe) == written or safe == written
    assert not safe.lstrip().startswith(("=", "+", "-", "@"))
