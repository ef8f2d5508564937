import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.catalogue.toml import format_toml, line_of, parse_toml

PAGE = """\
# A comment with [[product]] and a = 1
brand = "B"   # id = 3
[[product]]
id = "a [[product]] = "
shade = { srgb = "#A81E2D", opacity = 0.5 }
note = '''
id = 4
[[product]]
'''
list = [
  1,
  2,
]
after = 1
[[product]]
id = "b"
[product.shade]
lab = [1, 2,
       3]
white = "D65"
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("brand", 2),
        ("product[0]", 3),
        ("product[0].id", 4),
        ("product[0].shade.srgb", 5),
        ("product[0].after", 14),
        ("product[0].missing", 3),
        ("product[1].id", 16),
        ("product[1].shade.lab[2]", 18),
        ("product[1].shade.white", 20),
        ("nowhere", None),
    ],
)
def test_every_place_has_its_line(place: str, line: int | None) -> None:
    content, lines = parse_toml(PAGE)
    assert content == tomllib.loads(PAGE)
    assert line_of(place, lines) == line


scalars = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates()
)
keys = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
values = scalars | st.lists(scalars, max_size=3) | st.dictionaries(keys, scalars, max_size=3)


@given(
    st.dictionaries(keys, values, max_size=4),
    st.lists(st.dictionaries(keys, values, max_size=4), max_size=3),
)
def test_what_is_written_is_read_back(top: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    page = {key: value for key, value in top.items() if key != "product"}
    page |= {"product": rows} if rows else {}
    assert tomllib.loads(format_toml(page, "A comment\nin two lines")) == page


def test_a_day_is_a_day() -> None:
    assert "on = 2026-05-31" in format_toml({"on": date(2026, 5, 31)})
    with pytest.raises(TypeError, match="cannot hold a object"):
        format_toml({"x": object()})
