import json

import numpy as np
import pytest

from tryon.cli import main
from tryon.labels.notice import Notice
from tryon.labels.tag import AIGC, LOOK
from tryon.sinks.photo import write_photo
from tryon.sources.still import read_photo


@pytest.fixture(scope="module")
def worn(tmp_path_factory, portrait):
    """The same portrait, plain and with a label in the picture."""
    folder = tmp_path_factory.mktemp("worn")
    write_photo(folder / "in.png", portrait)
    wear = [{"effect": "lipstick", "shade": {"srgb": "#9B1B30"}}]
    (folder / "plum.json").write_text(json.dumps({"look": 1, "wear": wear}))
    words = ["photo", str(folder / "in.png"), "--look", str(folder / "plum.json"), "-o"]
    assert main([*words, str(folder / "plain.png")]) == 0
    assert main([*words, str(folder / "labelled.jpg"), "--label"]) == 0
    assert main([*words, str(folder / "labelled.png"), "--label"]) == 0
    return folder


def test_results_say_what_they_are_without_being_asked(worn, capsys):
    for name in ("plain.png", "labelled.jpg"):
        assert main(["inspect", str(worn / name), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["labels"][LOOK] == "plum"
        assert told["labels"][AIGC]["Label"] == "1"
        assert told["labels"]["tryon_colour"]["lipstick"]["status"] == "estimated"
        assert str(worn) not in json.dumps(told), "a folder may tell whose it is"


def test_how_sure_a_colour_is_is_said_as_the_badge_says_it(worn, capsys):
    assert main(["inspect", str(worn / "plain.png")]) == 0
    assert "  lipstick: estimated ±" in capsys.readouterr().out


def test_the_demonstration_says_what_it_is(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("tryon.commands._DEMO_FRAMES", 3)
    assert main(["demo", "-o", str(tmp_path)]) == 0
    for name in ("before-after.png", "clip.mp4"):
        assert main(["inspect", str(tmp_path / name)]) == 0, name
    assert "tryon_look: demo-lip-02" in capsys.readouterr().out


def test_the_picture_is_written_upon_only_when_asked(worn, portrait):
    plain, labelled = read_photo(worn / "plain.png"), read_photo(worn / "labelled.png")
    box = Notice().box((portrait.shape[1], portrait.shape[0]))
    assert (plain[box.rows, box.columns] == portrait[box.rows, box.columns]).all()
    changed = (plain != labelled).any(-1)
    assert changed[box.rows, box.columns].mean() > 0.5
    changed[box.rows, box.columns] = False
    assert not changed.any()


def test_a_picture_without_labels_fails_the_inspection(tmp_path, capsys):
    write_photo(tmp_path / "bare.png", np.zeros((8, 8, 3), np.uint8))
    assert main(["inspect", str(tmp_path / "bare.png")]) == 2
    assert "there is no AIGC label" in capsys.readouterr().out
