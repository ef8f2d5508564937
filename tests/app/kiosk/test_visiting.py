"""Where a visit lies, and what is erased of it."""

import stat
import sys
from pathlib import Path

import platformdirs
import pytest

from tryon.app.kiosk import visiting


@pytest.mark.skipif(sys.platform != "linux", reason="XDG_RUNTIME_DIR is Linux's")
def test_a_visit_lies_in_memory_where_nobody_else_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    folder = visiting._own_folder()
    assert folder.parent == tmp_path / "run" / "tryon" / "visit"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (folder / "photo.png").touch()
    visiting.sweep()
    assert not folder.exists()


def test_what_a_crash_left_on_a_disk_is_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path)
    folder = visiting._own_folder()
    assert folder.parent == tmp_path / "visit"
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    visiting.sweep()
    assert not folder.exists()
