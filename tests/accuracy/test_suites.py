import json
from pathlib import Path

import pytest

from tryon.accuracy import suites
from tryon.accuracy.spectra import MEASURED_CAMERAS
from tryon.accuracy.suites import measure, read_suites
from tryon.accuracy.tables import markdown, write_tables
from tryon.cli import main
from tryon.core.errors import BadInput


@pytest.fixture(scope="module")
def result() -> dict[str, object]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suites, "_QUICK_STEP", 101)
        patch.setattr(suites, "_QUICK_PEOPLE", 20)
        return measure(("tier0", "tier1"), is_quick=True)


def test_suites_are_known_by_name() -> None:
    assert read_suites("tier1,tier0,tier1") == ("tier1", "tier0")
    with pytest.raises(BadInput, match=r"expected tier0, tier1, chart, not 'tier2'"):
        read_suites("tier2")


def test_the_result_is_json_and_the_tables_show_it(result: dict[str, object]) -> None:
    assert json.loads(json.dumps(result, allow_nan=False))["accuracy"] == 1
    text = markdown(result)
    for words in ("Tier 0", "Tier 1", "face alone", "Monk tone", "LED-B5", "not to be quoted"):
        assert words in text
    assert "unknown to the app" in text
    assert "Nobody asked what kind of lamp there is" in text
    tier1 = result["tier1"]
    assert set(tier1["unasked"]) == {"still", "reference", "enrolled"}  # type: ignore[index]
    asked = {
        line.split(" | ")[0] for line in text.splitlines() if "asked for the lamp |" in line
    }
    assert len(asked) == 3
    (head,) = (line for line in text.splitlines() if line.startswith("| what the app has"))
    place = head.split(" | ").index("if these cameras are new")
    still = result["tier1"]["columns"]["still"]["limit_new"]  # type: ignore[index]
    (row,) = (line for line in text.splitlines() if "held still" in line and "%)" in line)
    assert row.split(" | ")[place] == f"{still['median']:.1f}, {still['p95']:.1f}"
    limits = text.partition("| limit for Monk tone |")[2].partition("\n\n")[0].splitlines()[2:]
    face = result["tier1"]["columns"]["face"]["limit"]["by_tone"]  # type: ignore[index]
    assert [line.split(" | ")[1] for line in limits] == [
        f"{part['median']:.1f}, {part['p95']:.1f}" for part in face.values()
    ]
    part = text.partition("Measured cameras unknown to the app, 2 pictures.")[2].splitlines()
    met = tier1["measured"]["columns"]  # type: ignore[index]
    assert set(met) == {"still", "reference", "enrolled"}
    rows = {line.split(" | ")[0]: line.split(" | ")[1:] for line in part}
    assert {f"| {camera}" for camera in MEASURED_CAMERAS} < set(rows)
    expected = met["still"]["limit_new"]
    assert rows["| limit if these cameras are new"][0] == (
        f"{expected['median']:.1f}, {expected['p95']:.1f}"
    )
    counts = [one["count"] for one in met["still"]["by_camera"].values()]
    assert sum(counts) == met["still"]["all"]["count"] > 0
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len(lines) > 30


def test_the_readme_keeps_what_is_around_the_tables(
    tmp_path: Path, result: dict[str, object]
) -> None:
    from tryon.accuracy.tables import _BEGIN, _END

    readme = tmp_path / "README.md"
    readme.write_text(f"# before\n\n{_BEGIN}\nold\n{_END}\n\nafter\n", encoding="utf-8")
    write_tables(readme, result)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"# before\n\n{_BEGIN}\n")
    assert text.endswith(f"{_END}\n\nafter\n")
    assert "old" not in text
    assert "Tier 0" in text
    write_tables(readme, result)
    assert readme.read_text(encoding="utf-8") == text
    readme.write_text("no marks", encoding="utf-8")
    with pytest.raises(BadInput, match="expected the lines"):
        write_tables(readme, result)


def test_a_page_that_cannot_take_the_tables_is_told_before_anything_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tryon.accuracy.suites.measure", lambda *given, **more: 1 / 0)
    assert main(["accuracy", "--readme", str(tmp_path / "none.md")]) == 2
    assert "none.md: expected a Markdown file: No such file" in capsys.readouterr().err


def test_a_wrong_suite_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["accuracy", "--suite", "chartt"]) == 2
    assert "chartt" in capsys.readouterr().err
