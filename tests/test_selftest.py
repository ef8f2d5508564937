import importlib
import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tryon import assets, cli, selftest
from tryon.core.errors import Missing
from tryon.selftest import Broken, Check


@pytest.fixture
def only(monkeypatch):
    """Let only the parts that are named be tried; the others pass."""

    def choose(*names: str) -> None:
        for name in dir(selftest):
            part = getattr(selftest, name)
            if getattr(part, "__annotations__", {}) == {"return": str} and name not in names:
                monkeypatch.setattr(selftest, name, lambda: "left out")

    return choose


def test_a_whole_copy_passes(only, capsys):
    only("_face", "_clip", "_catalogue", "_words", "_notices")
    assert cli.main(["--selftest"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["selftest"], report["frozen"], report["passed"]) == (1, False, True)
    assert [check["what"] for check in report["checks"]] == [
        "libraries",
        "face",
        "picture",
        "clip",
        "process",
        "catalogue",
        "wardrobe",
        "words",
        "window",
        "notices",
    ]


def test_a_broken_part_is_named_and_the_others_are_still_tried(only, monkeypatch, capsys):
    only()

    def faint() -> str:
        raise OSError("the floor\nis gone")

    monkeypatch.setattr(selftest, "_clip", faint)
    assert cli.main(["selftest"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert "✗ clip: OSError: the floor (0 ms)" in said
    assert sum(line.startswith("✓") for line in said) == 9


def broken(part) -> str:
    check = selftest._tried("it", part)
    assert isinstance(check, Check)
    assert not check.works
    return check.found


def test_a_face_elsewhere_is_no_face_in_the_right_place(monkeypatch, portrait):
    moved = np.roll(portrait, 9, axis=1)
    monkeypatch.setattr(selftest, "_portrait", lambda: np.ascontiguousarray(moved))
    assert "px off, expected at most 5" in broken(selftest._face)


def test_a_tracker_that_sees_nobody_is_broken(monkeypatch):
    grey = np.full((512, 512, 3), 128, np.uint8)
    monkeypatch.setattr(selftest, "_portrait", lambda: grey)
    assert broken(selftest._face) == "expected one face in the portrait, found 0"


def test_what_is_not_worn_where_it_belongs_is_broken(monkeypatch):
    def copy(inputs: list[Path], look: str, out: Path) -> None:
        assert json.loads(Path(look).read_text())["look"] == 1
        shutil.copy(inputs[0], out)

    monkeypatch.setattr("tryon.commands.try_on_photos", copy)
    assert broken(selftest._picture).startswith("no lipstick at (224, 153)")


def test_a_clip_that_reads_otherwise_is_broken(monkeypatch):
    monkeypatch.setattr(selftest, "LEAST_PSNR_DB", 60.0)
    assert "dB like the picture, not 60" in broken(selftest._clip)


def test_a_child_without_an_answer_is_broken(monkeypatch):
    monkeypatch.setattr("tryon.sinks.encoders.trial_ms", lambda *_, **__: None)
    assert "gave no answer" in broken(selftest._process)


def test_lost_data_is_broken(monkeypatch, tmp_path):
    def lost(name: str) -> Path:
        raise Missing(f"no {name!r}")

    monkeypatch.setattr(assets, "model", lambda name: tmp_path / name)
    assert broken(selftest._wardrobe) == "no model of a garment is there"
    monkeypatch.setattr(assets, "calibration", lost)
    assert broken(selftest._catalogue).startswith("Missing: no 'shades/demo.toml'")
    monkeypatch.setattr("tryon.app.language._FOLDER", tmp_path)
    assert broken(selftest._words) == "expected the words of zh_CN, found 0"


def test_a_library_that_was_left_out_is_broken(monkeypatch):
    monkeypatch.setattr(selftest, "is_frozen", lambda: True)
    monkeypatch.setitem(sys.modules, "c2pa", None)
    assert "c2pa" in broken(selftest._libraries)


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("import sys; sys.exit('cannot open display')", "ended with 1: cannot open display"),
        ("pass", "the window ended with 0: no word"),
        (
            "import sys; from PIL import Image; Image.new('RGB', (9, 9)).save(sys.argv[-1])",
            "expected a portrait in the window, found 1 colours",
        ),
    ],
)
def test_a_window_without_a_picture_is_broken(monkeypatch, program, says):
    monkeypatch.setattr(
        selftest, "own_command", lambda *words: [sys.executable, "-c", program, *words]
    )
    assert says in broken(selftest._window)


def test_a_frozen_program_without_licences_is_broken(monkeypatch, tmp_path):
    monkeypatch.setattr(selftest, "is_frozen", lambda: True)
    assert "expected the licences of each library" in broken(selftest._notices)


def test_every_known_place_is_a_landmark_of_the_portrait(portrait):
    for x, y in selftest.KNOWN_PX.values():
        assert 0 <= x < portrait.shape[1]
        assert 0 <= y < portrait.shape[0]


def test_the_licence_is_printed(capsys):
    assert cli.main(["licences"]) == 0
    assert "Apache License" in capsys.readouterr().out


def test_the_licence_of_a_frozen_program_names_what_is_inside(monkeypatch, tmp_path, capsys):
    (tmp_path / "NOTICES.txt").write_text("everything\n", encoding="utf-8")
    monkeypatch.setattr(assets, "folder", lambda: tmp_path)
    assert cli.main(["licences"]) == 0
    assert capsys.readouterr().out == "everything\n\n"


def test_a_program_without_a_console_gets_streams(monkeypatch):
    start = importlib.import_module("bundle.start")
    monkeypatch.setattr(sys, "stdout", None)
    start.open_streams()
    stream = sys.stdout
    assert stream is not None
    assert stream.writable()
    stream.detach()


def test_own_command_is_the_program_itself(monkeypatch):
    assert selftest.own_command("doctor")[1:] == ["-m", "tryon", "doctor"]
    monkeypatch.setattr(selftest, "sys", SimpleNamespace(frozen=True, executable="/opt/tryon"))
    assert selftest.own_command("doctor") == ["/opt/tryon", "doctor"]
    assert isinstance(Broken("x"), Exception)
