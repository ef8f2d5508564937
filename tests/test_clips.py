import json

import numpy as np
import pytest

from tryon.cli import main
from tryon.labels.notice import Notice
from tryon.labels.reading import inspect_file
from tryon.labels.tag import LOOK
from tryon.sinks.export import Preset
from tryon.sources.clip import Clip


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    """Two seconds of the built-in portrait, cut square, labelled, at a constant rate."""
    path = tmp_path_factory.mktemp("air") / "a.mp4"
    words = ["record", "--source", "demo", "--look", "demo-lip-01", "--seconds", "2"]
    assert main([*words, "-o", str(path), "--label", "--shape", "16:9", "--fps", "24"]) == 0
    return path


def frames_of(path):
    source = Clip(path)
    source.open()
    frames = list(source.frames())
    source.close()
    return frames


def test_a_recording_keeps_shape_and_rate(recording):
    frames = frames_of(recording)
    assert frames[0].size[0] / frames[0].size[1] == pytest.approx(16 / 9, rel=0.01)
    steps = np.diff([frame.captured_ns for frame in frames])
    assert np.allclose(steps, 1e9 / 24, atol=20_000)


def test_it_becomes_a_vertical_clip_with_its_labels(recording, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("tryon.clips.PRESETS", {"vertical": Preset((270, 480))})
    out = tmp_path / "v.mp4"
    words = ["clip", str(recording), "-o", str(out), "--cut", "0.5", "1.5"]
    assert main([*words, "--title", "Evening", "--product", "Plum", "¥139", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["seconds"] == 1.0
    found = inspect_file(out)
    assert found.faults == ()
    assert found.texts[LOOK] == "demo-lip-01"
    assert "lipstick" in found.texts["tryon_colour"]
    frames = frames_of(out)
    assert frames[0].size == (270, 480)
    assert len(frames) == pytest.approx((2 + 1 + 3) * 30, abs=2)
    middle = frames[75].rgb.astype(int)
    box = Notice().box((270, 480))
    assert middle[box.rows, box.columns].max() > 200
    face = middle[150:300, 70:200].reshape(-1, 3).mean(0)
    assert face[0] > face[2], "skin is in the middle"


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["--preset", "vertica"], "vertical"),
        (["--cut", "5", "9"], "cannot be cut from 5 to 9 s"),
    ],
)
def test_what_cannot_be_made_is_told(recording, tmp_path, capsys, words, fault):
    assert main(["clip", str(recording), "-o", str(tmp_path / "a.mp4"), *words]) == 2
    assert fault in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
