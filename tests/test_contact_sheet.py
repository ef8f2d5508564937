import json
from pathlib import Path

import numpy as np
import pytest

from tryon.cli import main
from tryon.effects.finish import FINISHES
from tryon.labels.reading import inspect_file
from tryon.sources.still import read_photo


def test_every_finish_has_its_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sheet.png"
    assert main(["finishes", "-o", str(out), "--shade", "#5A1A2B", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["finishes"] == len(FINISHES) >= 28
    assert inspect_file(out).faults == ()
    sheet = read_photo(out)
    height, width = sheet.shape[:2]
    assert width > 2000
    # Thirty finishes, five ways with two colours, and bare lips, in rows of six.
    lines = np.flatnonzero(np.diff((sheet.max((1, 2)) > 60).astype(int)) == 1)
    assert height > 6 * 246
    assert len(lines) >= 6


def test_who_shows_no_lips_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tryon.sinks.photo import write_photo

    wall, out = tmp_path / "wall.png", tmp_path / "sheet.png"
    write_photo(wall, np.full((200, 300, 3), 128, np.uint8))
    assert main(["finishes", str(wall), "-o", str(out)]) == 2
    assert "wall.png: expected a photo of a face" in capsys.readouterr().err
    assert main(["finishes", "-o", str(tmp_path / "sheet.doc")]) == 2
    assert main(["finishes", "--shade", "red", "-o", str(out)]) == 2
    assert main(["finishes", "--coats", "9", "-o", str(out)]) == 2
    assert not out.exists()
