"""The looks of the first screen are there, whatever the disk is like."""

from pathlib import Path

import platformdirs
import pytest

from tryon.app.kiosk.looks import posters
from tryon.catalogue.collection import load_catalogue


def test_a_disk_that_cannot_be_written_leaves_the_first_screen_its_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("no folder")  # nobody can write there, not even root
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    red = next(p for p in load_catalogue().products.values() if p.id == "demo-lip-01")
    (poster,) = posters({red.id: red})
    assert poster.path.parent == tmp_path / "tryon" / "posters"
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert posters({red.id: red}) == []
