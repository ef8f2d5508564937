from pathlib import Path

import cv2
import numpy as np
import pytest

from tryon.accuracy.cameras import Exposure, as_bytes
from tryon.accuracy.charts import charts
from tryon.accuracy.spectra import read_curves
from tryon.accuracy.suites import measure
from tryon.accuracy.tables import markdown
from tryon.core.errors import BadInput


def photograph(path: Path, gain: float, light: str = "A") -> None:
    """A chart on a grey wall, by its measured spectra."""
    exposure = Exposure("synthetic", light, gain, True, np.ones(3))
    patches = np.stack(list(read_curves("charts/colorchecker24_spectra.csv").values()))
    raw = np.full((420, 600, 3), 0.12 * gain)
    for index, colour in enumerate(exposure.raw(patches)):
        row, column = divmod(index, 6)
        y, x = 40 + 86 * row, 45 + 86 * column
        cv2.rectangle(raw, (x - 8, y - 8), (x + 86, y + 86), (0.02, 0.02, 0.02), -1)
        raw[y : y + 70, x : x + 70] = colour
    rgb = as_bytes(exposure.codes(raw, np.random.default_rng(0)))
    cv2.imwrite(str(path), rgb[..., ::-1])


def test_photographs_calibrate_themselves_and_their_neighbour(tmp_path: Path) -> None:
    photograph(tmp_path / "room_1.png", 0.85)
    photograph(tmp_path / "room_2.png", 0.80)
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((300, 400, 3), 120, np.uint8))
    result = measure(("chart",), folder=tmp_path)
    found = result["chart"]
    assert list(found["photos"]) == ["room_1.png", "room_2.png"]
    assert list(found["refused"]) == ["wall.png"]
    for row in found["photos"].values():
        assert row["same"] < row["left_out"] < row["before"]
        assert row["next"] < row["before"]
    assert found["all"]["same"] < 1.5
    assert "Refused: wall.png" in markdown(result)


def test_the_folder_must_be_there_and_hold_photographs(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="expected --charts DIR"):
        measure(("chart",))
    with pytest.raises(BadInput, match="found none"):
        measure(("chart",), folder=tmp_path)
    with pytest.raises(BadInput, match="expected a folder"):
        charts(tmp_path / "nowhere", lambda jobs, _: [job() for job in jobs])
