from pathlib import Path

import pytest

from tryon.app import parts
from tryon.light.place import Place, write_place


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "place.json"
    monkeypatch.setattr(parts, "settings_path", lambda: tmp_path / "settings.json")
    return path


def test_a_fixed_place_opens_its_own_camera_as_it_was_measured(path: Path) -> None:
    held = ((0x9A0902, 157.0), (0x98091A, 4600.0))
    bound = "HD Cam (2) 1280x720 MJPG no profile"
    place = Place(bound, (0.0,) * 3, (0.1,) * 9, ((0.0,) * 3,) * 48, held)
    assert parts._held_at_place("HD Cam (2)") == {}
    write_place(place, path)
    assert parts._held_at_place("HD Cam (2)") == dict(held)
    for other in ("HD Cam", "HD Cam (2) 1280x720", "HD Cam (3)"):
        assert parts._held_at_place(other) == {}
    assert parts._find_place(bound) == place
    assert parts._find_place(bound.replace("MJPG", "YUYV")) is None


def test_a_broken_place_keeps_no_camera_shut(path: Path) -> None:
    path.write_text("{")
    assert parts._held_at_place("HD Cam") == {}
