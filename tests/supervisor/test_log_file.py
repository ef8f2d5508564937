import errno
from pathlib import Path

import pytest

from tryon.supervisor.log_file import LogFile, without_names


def test_files_turn_and_the_oldest_goes(tmp_path):
    log = LogFile(tmp_path / "kiosk.log", largest_bytes=500, kept=2)
    for number in range(60):
        log.write(f"line {number}")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["kiosk.1.log", "kiosk.2.log", "kiosk.log"]
    assert all(path.stat().st_size < 600 for path in tmp_path.iterdir())
    assert (tmp_path / "kiosk.log").read_text().splitlines()[-1].endswith("line 59")
    assert "line 0\n" not in "".join(path.read_text() for path in tmp_path.iterdir())


def test_a_full_disk_loses_lines_and_nothing_else(tmp_path, monkeypatch):
    log = LogFile(tmp_path / "kiosk.log")
    real = Path.open

    def full(path: Path, *args: object, **kwargs: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    log.write("lost")
    monkeypatch.setattr(Path, "open", real)
    log.write("kept")
    assert log.lost == 1
    assert (tmp_path / "kiosk.log").read_text().endswith(" kept\n")


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (f"cannot read {Path.home()}/shop.toml", "cannot read ~/shop.toml"),
        ("landmarks [[0.51, 0.62, 0.03], [0.5, 0.6, 0.1]]", "landmarks [[numbers"),
        ("mail of jane.doe@example.com", "mail of <mail>"),
        ("tabs\tand\x1b[31mcolours", "tabs and [31mcolours"),
        ("[0, 1] is short", "[0, 1] is short"),
    ],
)
def test_no_line_says_who_was_there(line, kept):
    assert without_names(line).strip() == kept


def test_a_line_has_its_end():
    assert len(without_names("x" * 10_000)) == 2000
