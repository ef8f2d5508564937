"""What was not saved is there again after the program was killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tryon.app.desk.desk import read_draft
from tryon.settings import read_settings

#: Opens a window as the program does, acts, and stays until it is killed.
PLAY = """
import sys
from tryon.app.main import opener, start_qt
from tryon.app.opening import Opening
from tryon.app.parts import real_parts
from tryon.settings import Settings
app = start_qt(is_watched=False)
opened = opener(sys.argv[1])(
    Opening(real_parts(), Settings(language="en"), "demo", None, (1366, 768), "en")
)
opened.start()
exec(sys.argv[2])
app.exec()
"""
DESK = """
from tryon.app.shade_draft import Draft
from tryon.app.tint import Tint
opened.shades.edit(Draft(tint=Tint(srgb="#A01830"), name="Half made", price="12,"))
"""
STUDIO = """
opened.session.dressing.choose_coats(0.7)
opened.keep_look()
"""


def kill_when_written(folder: Path, kind: str, act: str, name: str) -> Path:
    """Play `act` at a window, and kill it as soon as a file of this name is there."""
    places = {
        f"XDG_{what}_HOME": str(folder / what) for what in ("CONFIG", "DATA", "STATE", "CACHE")
    }
    environment = {**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", PLAY, kind, act]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        until_s = time.monotonic() + 30
        try:
            while not (found := list(folder.rglob(name))):
                assert process.poll() is None
                assert time.monotonic() < until_s, "nothing was written"
                time.sleep(0.05)
        finally:
            process.kill()
    if os.name == "posix":
        assert process.returncode == -signal.SIGKILL
    return found[0]


@pytest.mark.skipif(sys.platform != "linux", reason="folders are told by the environment")
def test_a_shade_that_was_being_made(tmp_path: Path) -> None:
    draft = read_draft(kill_when_written(tmp_path, "desk", DESK, "*draft.json"))
    assert draft is not None
    assert (draft.name, draft.price, draft.id) == ("Half made", "12,", "")
    assert draft.tint.written == {"srgb": "#A01830"}


@pytest.mark.skipif(sys.platform != "linux", reason="folders are told by the environment")
def test_a_look_that_was_kept(tmp_path: Path) -> None:
    settings = read_settings(kill_when_written(tmp_path, "studio", STUDIO, "settings*.json"))
    looks = settings.studio.looks
    assert looks is not None
    assert looks[-1].coats == 0.7
