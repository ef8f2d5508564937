import dataclasses
import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from tryon.app.main import run_app
from tryon.app.mirror import open_mirror
from tryon.app.opening import Opening
from tryon.app.parts import Parts, WarmingUp, real_parts
from tryon.app.screens import paint_screens
from tryon.app.state import NoticeKind
from tryon.app.theme import dress_application
from tryon.core.errors import BadInput, Missing
from tryon.core.scene import UNKNOWN_LIGHT, Frame, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.settings import Settings

pytest.importorskip("skimage", reason="the demo needs the portrait of scikit-image")

RUN = """
import sys
from pathlib import Path
from tryon.app.main import run_app
code = run_app("demo", screenshot=Path(sys.argv[1]), quit_after_s=float(sys.argv[2]))
import threading
left = [t.name for t in threading.enumerate() if t.name.startswith("tryon-")]
sys.exit(f"left: {left}" if left else code)
"""

ENDED = """
import os, signal, sys, threading, time
from tryon.app.main import run_app
def end():
    while not callable(signal.getsignal(signal.SIGTERM)):
        time.sleep(0.1)
    time.sleep(1.5)
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=end, daemon=True).start()
sys.exit(run_app("demo", kind="desk"))
"""


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    """The real ones, but for where they write."""
    return dataclasses.replace(
        real_parts(),
        cameras=list,
        pictures_folder=lambda: tmp_path / "pictures",
        write_settings=lambda settings: None,
    )


def test_the_application_shows_somebody_dressed(tmp_path: Path) -> None:
    shot = tmp_path / "not there yet" / "window.png"
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(tmp_path),
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(shot), "6"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    rgb = np.asarray(Image.open(shot).convert("RGB")).astype(int)
    assert rgb.shape[0] >= 500
    assert rgb.shape[1] >= 760
    reds = (rgb[..., 0] > 120) & (rgb[..., 0] - rgb[..., 1:].max(-1) > 70)
    mirror = reds[:, : round(rgb.shape[1] * 0.4)]
    assert mirror.sum() > 300, "lips that were dressed in the first red of the catalogue"


@pytest.mark.skipif(os.name == "nt", reason="a process is ended otherwise there")
def test_a_window_in_which_nothing_moves_hears_that_it_is_to_end(tmp_path: Path) -> None:
    folders = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", ENDED],
        env=os.environ | folders | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=40,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_recording_the_demo_can_be_played(qtbot: QtBot, qapp: Any, parts: Parts) -> None:
    dress_application(qapp)
    opened = open_mirror(Opening(parts, Settings()))
    session, window = opened.session, opened.window
    session.start("demo")
    try:
        qtbot.waitUntil(lambda: session.screen.newest is not None, timeout=20_000)
        session.takes.record(True)
        qtbot.waitUntil(lambda: session.state.recorded is not None, timeout=20_000)
        shown: set[int] = set()

        def enough() -> bool:
            if session.screen.newest is not None:
                shown.add(session.screen.newest.index)
            return len(shown) >= 24  # counted, not timed: a busy machine shows fewer a second

        qtbot.waitUntil(enough, timeout=30_000)
        session.takes.record(False)
        qtbot.waitUntil(
            lambda: session.state.notice(NoticeKind.CLIP_SAVED) is not None, timeout=20_000
        )
    finally:
        window.close()
        session.close()
        window.deleteLater()
    (clip,) = session.takes.folder.glob("*.mp4")
    with av.open(str(clip)) as container:
        frames = [frame.time for frame in container.decode(video=0)]
        assert container.streams.video[0].codec_context.name == "h264"
    assert len(frames) >= 8
    assert all(a < b for a, b in itertools.pairwise(frames))
    assert 0.2 < frames[-1] - frames[0] < 30


def test_opencv_leaves_our_qt_alone() -> None:
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    assert "QT_QPA_FONTDIR" not in os.environ


def test_strays_are_logged(
    monkeypatch: pytest.MonkeyPatch, qapp: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from tryon.app import main

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    main._catch_strays()
    thread = threading.Thread(target=lambda: 1 / 0, name="tryon-stray")
    thread.start()
    thread.join()
    assert "unexpected in tryon-stray" in caplog.text
    error = ValueError("lost")
    sys.excepthook(ValueError, error, None)
    assert "lost" in caplog.text


class Slow:
    """Perceives nobody, and counts."""

    def __init__(self) -> None:
        self.calls = 0
        self.thread = threading.current_thread()

    def __call__(self, frame: Frame, needs: Any, watch: Stopwatch) -> Scene:
        self.calls += 1
        return Scene(frame, UNKNOWN_LIGHT)

    def close(self) -> None: ...


def frame() -> Frame:
    return Frame(np.zeros((4, 4, 3), np.uint8), 0, 0)


def test_bare_pictures_come_while_trackers_load(wait_until: Callable[..., None]) -> None:
    gate, made = threading.Event(), []

    def load() -> Callable[[], Slow]:
        gate.wait(5)
        return lambda: made.append(Slow()) or made[-1]  # type: ignore[func-returns-value]

    warming = WarmingUp(load)
    watch = Stopwatch()
    assert warming(frame(), frozenset(), watch).faces == ()
    assert not made
    gate.set()
    wait_until(lambda: warming(frame(), frozenset(), watch) and made)
    assert made[0].calls == 1
    assert made[0].thread is threading.current_thread(), "made where it is used"
    warming.close()


def test_a_tracker_that_cannot_be_loaded_is_reported_by_who_uses_it(
    wait_until: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", heard.append)

    def load() -> Callable[[], Slow]:
        raise ImportError("no tracker")

    warming = WarmingUp(load)
    wait_until(lambda: heard)
    wait_until(lambda: not warming._loading.is_alive())
    with pytest.raises(ImportError):
        warming(frame(), frozenset(), Stopwatch())
    warming.close()


def test_a_language_that_nothing_is_written_in_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="expected en or zh_CN, not 'de'"):
        run_app(language="de", quit_after_s=1.0)
    with pytest.raises(BadInput, match="expected en or zh_CN, not 'de'"):
        paint_screens(tmp_path, "demo", kinds=["mirror"], languages=["en", "de"])
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_is_not_there_is_told_before_a_window_opens() -> None:
    with pytest.raises(BadInput, match="nowhere"):
        run_app("nowhere.mp4")


def test_a_folder_is_not_for_the_window(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not a folder"):
        run_app(str(tmp_path))


def test_without_a_display_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tryon.app.main.has_display", lambda: False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    with pytest.raises(Missing, match="needs a display") as raised:
        run_app()
    assert "tryon demo" in raised.value.hint


def test_run_app_is_what_the_command_line_calls() -> None:
    assert run_app.__kwdefaults__ == {
        "is_safe": False,
        "kind": None,
        "folders": (),
        "language": None,
        "theme": None,
        "size_px": None,
        "screenshot": None,
        "screen": None,
        "quit_after_s": None,
    }
