"""A clip that was made is played on the card that offers it."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tryon.app.kiosk.home import Result
from tryon.core.scene import UNKNOWN_LIGHT, Picture, Report
from tryon.sinks.recording import Recording


def players() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name == "tryon-film"]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Half a second, red and then blue."""
    path = tmp_path / "clip.mp4"
    sink = Recording(path)
    sink.open((96, 64), 20.0)
    for index in range(10):
        rgb = np.zeros((64, 96, 3), np.uint8)
        rgb[..., 0 if index < 5 else 2] = 200
        sink.write(Picture(rgb, index * 50_000_000, index, Report({}, (), UNKNOWN_LIGHT)))
    sink.close()
    return path


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """As high as a kiosk's."""
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(1080, 1920)
    return widget


@pytest.fixture
def result(window: QWidget) -> Result:
    """The card, over the window."""
    card = Result(window)
    window.show()
    return card


def test_a_clip_plays_until_somebody_goes_back(
    qtbot: QtBot, result: Result, clip: Path
) -> None:
    result.offer("Your clip", "It is on this screen only.", clip, "", is_kept=True)
    assert not result.photo.is_read
    qtbot.waitUntil(lambda: result.photo.isVisible() and result.photo.is_read, timeout=5000)
    shape = result.photo.width() / result.photo.height()
    assert result.photo.height() > 200, "the card has made room for it"
    assert 1.3 < shape < 1.8, "as it was recorded"

    def colour() -> str:
        seen = result.photo.grab().toImage()
        middle = seen.pixelColor(seen.width() // 2, seen.height() // 2)
        return "red" if middle.red() > middle.blue() else "blue"

    for wanted in ("red", "blue", "red", "blue"):  # and over again
        qtbot.waitUntil(lambda now=wanted: colour() == now, timeout=5000)
    result.hide()
    assert not players()
    clip.unlink()


def test_what_is_no_clip_leaves_the_card_as_it_is(
    qtbot: QtBot, result: Result, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "clip.mp4"
    broken.write_bytes(b"nothing")
    result.offer("Your clip", "It is on this screen only.", broken, "", is_kept=True)
    qtbot.waitUntil(lambda: not players(), timeout=5000)
    assert result.isVisible()
    assert result.photo.isHidden()
    assert "the clip is not shown" in caplog.text
