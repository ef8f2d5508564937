"""Whatever a shop's files hold, they are read or refused with a place: nothing else happens."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tryon.catalogue.collection import merge, read_page, wear_product
from tryon.catalogue.column import COLUMNS
from tryon.catalogue.exchange import import_table, write_page
from tryon.catalogue.product import PRODUCT_KEYS, read_product
from tryon.core.errors import BadInput

QUICK = settings(max_examples=180, deadline=None, suppress_health_check=[HealthCheck.too_slow])

PAGE = """\
brand = "B"
currency = "CNY"

[[product]]
id = "a"
name = "A"
name_zh = "甲"
shade = { lab = [40.0, 50.0, 20.0], white = "D65", status = "verified" }
measured = { by = "Q", instrument = "I", on = 2026-05-31, de2000 = 0.6 }
second = { srgb = "#5A1A2B" }
blend = "two_tone"
liner = { shade = { srgb = "#3A0A1B" }, width_mm = 1.2, softness = 0.3 }
price = 5.0

[[product]]
id = "b"
name = "B"
shade = { reflectance = [0.1, 0.1, 0.2, 0.5, 0.6, 0.6, 0.6], from_nm = 400, step_nm = 50 }
finish = { like = "gloss", roughness = 0.1 }
"""

#: What may stand where a colour, a number or a word is expected.
ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(
        ["#A81E2D", "ombre", "shift", "lip_liner", "satin", "verified", "D65", [1]]
    ),
)
TABLES = st.dictionaries(
    st.sampled_from(
        ["srgb", "lab", "white", "status", "shade", "width_mm", "softness", "by", "on", "x"]
    ),
    ODD | st.dictionaries(st.sampled_from(["srgb", "lab"]), ODD, max_size=2) | st.lists(ODD),
    max_size=4,
)


@given(st.dictionaries(st.sampled_from([*PRODUCT_KEYS, "x"]), ODD | TABLES, max_size=9))
@QUICK
def test_any_product_is_good_or_complained_of(written: dict[str, Any]) -> None:
    for entry in (written, {"id": "a", "name": "A", "shade": {"srgb": "#A81E2D"}} | written):
        product, complaints = read_product(entry, {"brand": "B"}, Path())
        assert (product is None) == bool(complaints)
        assert all(message and "\n" not in key for key, message in complaints)
        if product is not None:
            assert wear_product(product)


@given(st.lists(st.tuples(st.integers(0, len(PAGE)), st.integers(0, 12), st.text(max_size=5))))
@QUICK
def test_a_page_that_was_cut_about_says_where(cuts: list[tuple[int, int, str]]) -> None:
    text = PAGE
    for start, length, put in cuts[:4]:
        text = text[:start] + put + text[start + length :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.toml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        page = read_page(path)
        count = len(text.splitlines()) + 1
        for fault in merge([page]).faults:
            assert fault.line is None or 1 <= fault.line <= count
            assert fault.message
        if not page.faults:
            write_page(path, page, (p.entry for p in page.products), page.shared)
            again = read_page(path)
            assert not again.faults
            assert again.products == page.products


WORDS = [column.name for column in COLUMNS] + ["R400", "R410", "second_R400", "色值", "season"]
CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(
        ["#A81E2D", "40", "1,5", "85 %", "D65", "双色", "two tone", "matte", "是", ""]
    ),
)


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=7, unique=True),
    st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=4),
    st.sampled_from([",", ";", "\t"]),
    st.booleans(),
)
@QUICK
def test_any_table_comes_in_or_is_refused_row_by_row(
    head: list[str], rows: list[list[str]], delimiter: str, is_strict: bool
) -> None:
    lines = [delimiter.join(line) for line in (["id", "name", *head], *rows)]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "shop.csv", Path(folder) / "shop.toml"
        source.write_text("\n".join(lines), encoding="utf-8", newline="")
        try:
            done = import_table(source, target, is_strict=is_strict, shared={"brand": "B"})
        except BadInput:
            assert not target.exists()
            return
        assert target.exists() == done.is_written
        assert not (is_strict and done.refused_rows and done.is_written)
        assert all(fault.message for fault in done.refused)
        # What no row says is said once, of the whole table.
        of_table = [fault.place for fault in done.refused if fault.line is None]
        assert of_table == [*done.lacking]
        assert not {*done.lacking} & {"brand", *head}
        assert bool(done.refused) == bool(done.refused_rows)
        if done.is_written:
            page = read_page(target)
            assert not page.faults
            assert {product.id for product in page.products} == {*done.added, *done.updated}
