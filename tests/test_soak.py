"""What a soak tells is what it saw; playing itself is tested by `test_sessions.py`."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from soak import Row, draw, quantile, waited_ms


def row(minute: float, fps: float | None) -> Row:
    """Return a row in which somebody was there, or nobody."""
    late = None if fps is None else 1000 / fps
    return Row(minute, 1, 300.0 + minute, 12, 13, fps, late, late, late, 0)


def test_a_quantile_is_one_of_the_values() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile(list(map(float, range(100))), 0.99) == 99.0


def test_the_drawing_has_a_hole_where_nobody_was(tmp_path: Path) -> None:
    rows = [row(0.2, 30.0), row(0.4, 29.0), row(0.6, None), row(0.8, 30.0)]
    draw(tmp_path / "soak.svg", rows)
    lines = ElementTree.parse(tmp_path / "soak.svg").iter("{http://www.w3.org/2000/svg}path")
    drawn = [line.get("d") or "" for line in lines if line.get("fill") == "none"]
    assert len(drawn) == 5
    assert drawn[0].count("M") == 1
    assert drawn[1].count("M") == 2


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="Linux tells")
def test_waiting_is_counted_up() -> None:
    assert waited_ms() <= waited_ms()
