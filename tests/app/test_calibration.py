"""The panel on which a camera is calibrated, as a person uses it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot
from simulated_camera import CAMERA, chart_scene

from tryon.app import calibrating
from tryon.app.mirror import open_mirror as opened_mirror
from tryon.app.opening import Opening
from tryon.app.theme import dress_application
from tryon.settings import Settings


def texts(window: Any) -> str:
    labels = window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisibleTo(window))


def button(window: Any, name: str) -> QPushButton:
    (found,) = [
        b
        for b in window.findChildren(QPushButton)
        if b.accessibleName() == name and b.isVisibleTo(window)
    ]
    return found


@pytest.fixture
def mirror(qtbot: QtBot, stage: Any, qapp: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(calibrating, "PICTURES", 4)
    dress_application(qapp)
    made = opened_mirror(Opening(stage.parts(), Settings()))
    session, window = made.session, made.window
    window.resize(1366, 768)
    session.start()
    qtbot.waitUntil(lambda: window.preview.shown is not None, timeout=10_000)
    yield session, window
    window.close()
    session.close()


def test_from_the_menu_to_a_profile(mirror: Any, stage: Any, qtbot: QtBot) -> None:
    _, window = mirror
    (wanted,) = [
        action
        for action in window.picker._menu.actions()
        if action.text() == "Calibrate this camera …"
    ]
    wanted.trigger()
    qtbot.waitUntil(lambda: "No chart is seen yet" in texts(window), timeout=20_000)
    assert not button(window, "Use this profile").isEnabled()
    assert not window.panel.shades.isVisible()
    stage.shows = CAMERA.codes(chart_scene(exposure=0.8), noise=1.0)
    qtbot.waitUntil(button(window, "Use this profile").isEnabled, timeout=60_000)
    assert "Done" in texts(window)
    before, after = (
        float(label.text())
        for label in (window.calibration._figure._before, window.calibration._figure._after)
    )
    assert before > 5 > 1 > after
    drawn = window.calibration._outline.grab().toImage()
    assert not drawn.isNull()
    qtbot.mouseClick(button(window, "Use this profile"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(stage.profiles), timeout=10_000)
    qtbot.waitUntil(lambda: "The camera is calibrated" in texts(window), timeout=10_000)
    qtbot.waitUntil(window.panel.shades.isVisible, timeout=10_000)
    assert stage.profiles[0].residual.after == pytest.approx(after, abs=0.06)


def test_escape_leaves_everything_as_it_was(mirror: Any, stage: Any, qtbot: QtBot) -> None:
    session, window = mirror
    session.calibrate(True)
    qtbot.waitUntil(window.calibration.isVisible, timeout=10_000)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.panel.shades.isVisible, timeout=10_000)
    assert not stage.profiles
    assert not session.state.is_calibrating


def test_the_chart_is_outlined_where_it_is(mirror: Any, stage: Any, qtbot: QtBot) -> None:
    session, window = mirror
    stage.shows = CAMERA.codes(chart_scene(exposure=0.8), noise=1.0)
    session.calibrate(True)
    outline = window.calibration._outline
    qtbot.waitUntil(lambda: outline._progress.outlines is not None, timeout=60_000)
    rect = window.preview.picture_rect().toAlignedRect()
    shot = window.preview.grab(rect).toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(shot.constBits(), np.uint8).reshape(shot.height(), -1, 4)
    green = (rows[..., 1] > 190) & (rows[..., 0] < 190) & (rows[..., 2] < 150)
    down, across = np.nonzero(green)
    scale = rect.width() / 640
    # mirrored on the screen: the chart's left edge is on the right
    left, right = 640 - np.array([520, 130])
    assert across.min() / scale == pytest.approx(left + 15, abs=16)
    assert across.max() / scale == pytest.approx(right - 15, abs=16)
    assert down.min() / scale > 90
    assert down.max() / scale < 345


@pytest.mark.parametrize("size", [(880, 500), (1080, 1500)])
def test_there_is_room_in_every_window(
    mirror: Any, qtbot: QtBot, size: tuple[int, int], wait_until: Callable[..., None]
) -> None:
    session, window = mirror
    window.resize(*size)
    session.calibrate(True)
    qtbot.waitUntil(window.calibration.isVisible, timeout=10_000)
    for name in ("Use this profile", "Start again", "Cancel"):
        shown = button(window, name)
        corner = shown.mapTo(window, shown.rect().bottomRight())
        assert window.rect().contains(corner)
        assert shown.height() >= 52
