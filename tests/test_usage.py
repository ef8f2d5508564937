import csv
from datetime import date
from pathlib import Path

import pytest

from tryon.usage import Tally, Use, count_uses, erase_usage, export_usage, read_usage

DAY = date(2026, 5, 31)


def follow(tally: Tally, product: str | None, start_s: float, end_s: float) -> None:
    now_s = start_s
    while now_s < end_s:
        tally.follow(product, now_s, is_seen=True)
        now_s += 0.25


def test_only_what_was_chosen_is_counted() -> None:
    tally = Tally()
    follow(tally, "first", 0, 5)
    follow(tally, "red", 5, 15)
    follow(tally, "passed", 15, 15.5)
    follow(tally, "red", 15.5, 20)
    tally.keep("photo")
    (use,) = tally.end()
    assert (use.product, use.times, use.photos) == ("red", 2, 1)
    assert use.worn_s == pytest.approx(14.0, abs=0.6)
    assert tally.end() == ()


def test_nobody_before_the_mirror_is_not_counted() -> None:
    tally = Tally()
    tally.follow(None, 0.0, is_seen=True)
    for tenth in range(100):
        tally.follow("red", 1 + tenth / 4, is_seen=tenth < 20)
    tally.follow("red", 400.0, is_seen=True)  # the machine slept
    (use,) = tally.end()
    assert use.worn_s == pytest.approx(4.75)


def test_days_are_added_and_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "new" / "usage.sqlite"
    count_uses(path, [Use("red", 1, 10.0), Use("pink", 1, 4.0, photos=1)], DAY)
    count_uses(path, [Use("pink", 2, 20.0, clips=1)], date(2026, 6, 1))
    assert read_usage(path) == (Use("pink", 3, 24.0, 1, 1), Use("red", 1, 10.0))
    assert read_usage(path, date(2026, 6, 1)) == (Use("pink", 2, 20.0, clips=1),)


def test_what_is_erased_is_gone_from_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "usage.sqlite"
    count_uses(path, [Use("canary-product", 1, 10.0)], DAY)
    assert b"canary-product" in path.read_bytes()
    erase_usage(path)
    assert not any(b"canary" in left.read_bytes() for left in tmp_path.iterdir())
    assert read_usage(path) == ()
    erase_usage(path)  # twice is no harm


def test_a_broken_file_costs_the_counts_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "usage.sqlite"
    path.write_bytes(b"not a database, and long enough to be read as one" * 40)
    count_uses(path, [Use("red", 1, 10.0)], DAY)
    assert read_usage(path) == ()
    assert "not counted" in caplog.text
    erase_usage(path)
    assert not path.exists()


def test_a_spreadsheet_reads_it(tmp_path: Path) -> None:
    out = tmp_path / "usage.csv"
    export_usage([Use("red", 2, 61.04, photos=1)], out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == [
            {
                "product": "red",
                "times": "2",
                "worn_s": "61.0",
                "photos": "1",
                "clips": "0",
                "pages": "0",
            }
        ]
