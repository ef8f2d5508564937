import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from tryon.catalogue.collection import read_page
from tryon.cli import main

PAGE = 'brand = "B"\n[[product]]\nid = "a"\nname = "A"\nshade = { srgb = "#A81E2D" }\n'


def run(capsys: pytest.CaptureFixture[str], *words: Any) -> tuple[int, str, str]:
    try:
        code = main(["catalogue", *map(str, words)])
    except SystemExit as left:  # argparse leaves by itself
        code = int(left.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who has no products yet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path


def test_check_says_what_is_there_or_every_fault(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    code, _, err = run(capsys, "check", shop)
    assert (code, err.count("\n")) == (2, 1)
    assert "expected files of products" in err
    (shop / "lips.toml").write_text(PAGE)
    assert run(capsys, "check", shop) == (
        0,
        "1 product in 1 file, 0 verified, 1 estimated, 0 faults\n",
        "",
    )
    (shop / "more.toml").write_text(PAGE + "colour = 1\n[[product]]\n")
    code, out, err = run(capsys, "check", shop, "--json")
    assert code == 2
    places = [(fault["line"], fault["place"]) for fault in json.loads(out)["faults"]]
    assert places == [(6, "a: colour"), (7, "id"), (7, "name"), (7, "shade")]
    code, _, err = run(capsys, "check", shop)
    assert err.splitlines()[0].startswith(f"tryon: {shop / 'more.toml'}:6: a: colour: unknown")
    assert len(err.splitlines()) == 4
    assert run(capsys, "check", tmp_path / "nowhere")[0] == 2


def test_list_says_of_every_product_whether_it_is_verified(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    code, out, _ = run(capsys, "list")
    head, *rows = out.splitlines()
    assert code == 0
    assert head.split()[:3] == ["id", "brand", "name"]
    assert rows
    assert all("  estimated" in row for row in rows)
    (home / "lips.toml").write_text(PAGE)
    code, out, _ = run(capsys, "list", "--json", "--catalogue", home / "lips.toml")
    first, *others = json.loads(out)["products"]
    assert (first["id"], first["srgb"], first["status"]) == ("a", "#A81E2D", "estimated")
    assert len(others) == len(rows)


def test_import_and_export(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    table = home / "shop.csv"
    table.write_bytes("编号,名称,色值,质地\nr1,玫瑰,#A81E2D,哑光\nr2,梅,x,哑光\n".encode("gbk"))
    code, out, err = run(capsys, "import", table, "--brand", "B", "--strict")
    assert code == 2
    assert "is as it was" in out
    assert err == f"tryon: {table}:3: 色值: expected a colour like #9B1B30, not 'x'\n"
    code, out, _ = run(capsys, "import", table, "--brand", "B", "--json")
    done = json.loads(out)
    assert (code, done["added"], done["refused_rows"], done["written"]) == (2, 1, 1, True)
    assert done["encoding"] == "gb18030"
    assert done["refused"][0]["line"] == 3
    code, out, _ = run(capsys, "export", "-o", home / "all.csv")
    assert code == 0
    assert "r1" in (home / "all.csv").read_text(encoding="utf-8-sig")
    table.write_bytes((home / "all.csv").read_bytes())  # without the samples
    code, out, err = run(capsys, "import", table, "--json")
    assert (code, json.loads(out)["updated"], json.loads(out)["added"], err) == (0, 1, 0, "")
    (home / "lips.toml").write_text(PAGE)
    code, _, err = run(capsys, "export", "-o", home / "lips.toml")
    assert (code, err) == (
        2,
        f"tryon: {home / 'lips.toml'}: expected a table that ends in .csv\n",
    )
    assert (home / "lips.toml").read_text() == PAGE
    code, _, err = run(capsys, "import", home / "nothing.csv")
    assert (code, err.count("\n")) == (2, 1)


def test_a_command_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys)
    assert code == 2
    assert "COMMAND" in err


def test_a_look_may_name_a_product_of_a_folder(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    (home / "lips.toml").write_text(PAGE.replace('id = "a"', 'id = "mine"'))
    words = ["photo", str(home / "nobody.jpg"), "-o", str(home / "o.png"), "--look", "mine"]
    assert main(words) == 2
    assert "no such look file or product" in capsys.readouterr().err
    for placed in ([*words, "--catalogue", str(home)], ["--catalogue", str(home), *words]):
        assert main(placed) == 2
        assert "nobody.jpg" in capsys.readouterr().err


def test_a_folder_that_is_not_there_opens_no_window(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert main(["--catalogue", str(home / "nowhere"), "--quit-after", "1"]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_the_product_that_the_guide_shows_is_right(checkout: Path, tmp_path: Path) -> None:
    guide = (checkout / "docs" / "shop.md").read_text(encoding="utf-8")
    block = guide.split("## Products")[1].split('    brand = "')[1]
    text = '    brand = "' + block.split("\n\nFurther keys")[0]
    (tmp_path / "shop.toml").write_text(textwrap.dedent(text), encoding="utf-8")
    page = read_page(tmp_path / "shop.toml")
    assert page.faults == ()
    (product,) = page.products
    assert product.shade.status == "verified"
