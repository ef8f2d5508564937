import json

import numpy as np
import pytest

from tryon.core.errors import SinkFailed
from tryon.core.seams import Sink
from tryon.sinks.discard import Discard
from tryon.sinks.report import ReportFile

RGB = np.zeros((48, 64, 3), np.uint8)


def test_the_report_says_what_the_interface_promises(tmp_path, picture):
    path = tmp_path / "deep" / "report.json"
    sink = ReportFile(path, "walk.mp4")
    assert isinstance(sink, Sink)
    sink.open((64, 48), 25.0)
    for index, ns in ((4, 7_000_000_000), (5, 7_040_000_000), (8, 7_160_000_000)):
        sink.write(picture(RGB, ns, index))
    assert not path.exists()
    sink.close()

    report = json.loads(path.read_text(encoding="utf-8"))
    assert list(report) == ["report", "input", "size", "frames", "summary"]
    assert (report["report"], report["input"], report["size"]) == (1, "walk.mp4", [64, 48])
    assert [frame["index"] for frame in report["frames"]] == [4, 5, 8]
    assert [frame["time_s"] for frame in report["frames"]] == [0.0, 0.04, 0.16]
    first = report["frames"][0]
    assert first["stage_ms"] == {"face": 5.123, "total": 8.0}
    assert first["faces"] == [{"id": 7, "box_px": [10, 20, 30, 40]}]
    assert first["bodies"] == 0
    assert first["colour"] == [
        {
            "effect": "lipstick",
            "de2000": 1.6,
            "de2000_p80": 2.3,
            "de2000_p90": 2.7,
            "status": "estimated",
            "cause": "light",
        }
    ]
    light = first["light"]
    assert (light["source"], light["level"]) == ("face", 0.8)
    # (1.1, 0.98, 0.8) in linear sRGB, by the matrix of IEC 61966-2-1
    x, y, z = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ) @ (1.1, 0.98, 0.8)
    assert light["xy"] == pytest.approx([x / (x + y + z), y / (x + y + z)], abs=0.001)
    assert 4500 < light["cct_k"] < 6000
    summary = report["summary"]
    assert (summary["frames"], summary["dropped"], summary["de2000_median"]) == (3, 2, 1.6)
    assert summary["seconds"] >= 0
    assert summary == sink.summary()


def test_without_a_path_or_a_picture_nothing_is_written(tmp_path, picture):
    sink = ReportFile(None, "demo")
    sink.write(picture(RGB))
    sink.close()
    assert sink.summary()["frames"] == 1
    empty = ReportFile(tmp_path / "empty.json", "demo")
    empty.close()
    assert empty.summary() == {"frames": 0, "dropped": 0, "seconds": 0.0, "de2000_median": None}
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_told(tmp_path, picture):
    (tmp_path / "file").write_text("in the way")
    sink = ReportFile(tmp_path / "file" / "r.json", "demo")
    sink.write(picture(RGB))
    with pytest.raises(SinkFailed, match=r"r\.json"):
        sink.close()


def test_discard_counts(picture):
    sink = Discard()
    assert isinstance(sink, Sink)
    sink.open((64, 48), 25.0)
    sink.write(picture(RGB))
    sink.write(picture(RGB))
    sink.close()
    assert sink.written == 2
