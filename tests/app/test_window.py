import dataclasses
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QPushButton,
    QSlider,
    QWidget,
)

from tryon.app.banner import Banner
from tryon.app.finishes import FinishChip
from tryon.app.state import Feed
from tryon.app.swatches import Plus, Swatch
from tryon.app.theme import TARGET
from tryon.settings import Settings

Stage = Any  # tests/app/conftest.py
Mirror = Any  # tests/app/conftest.py


def test_closing_the_window_while_recording_keeps_the_clip(
    open_mirror: Callable[..., Mirror], stage: Stage
) -> None:
    mirror = open_mirror()
    mirror.until(lambda: mirror.window.preview.shown is not None)
    mirror.click("Record")
    mirror.until(lambda: stage.tapes and stage.tapes[0].pictures)
    mirror.window.close()
    mirror.session.close()
    assert len(stage.tapes[0].path.read_text().split()) == len(stage.tapes[0].pictures)
    assert stage.written[-1].window_px is not None


def test_lock_shows_what_the_camera_says(mirror: Mirror, stage: Stage) -> None:
    mirror.click("Exposure and white balance: Automatic")
    mirror.until(lambda: mirror.button("Exposure and white balance: Locked").isChecked())
    assert stage.held == [True]
    mirror.click("Exposure and white balance: Locked")
    mirror.until(lambda: mirror.button("Exposure and white balance: Automatic").isVisible())
    assert len(stage.opened) == 1, "it went on all the while"


def test_a_lock_that_is_ignored_is_said_where_little_else_is(
    mirror: Mirror, stage: Stage
) -> None:
    stage.holds = "never"
    mirror.click("Exposure and white balance: Automatic")
    mirror.until(lambda: len(stage.opened) == 2)
    mirror.until(lambda: mirror.button("Exposure and white balance: Lock ignored").isChecked())
    assert mirror.button("Exposure and white balance:").text().strip() == "Lock ignored"
    mirror.bot.wait(700)
    assert len(stage.opened) == 2, "tried once"


def test_source_says_what_the_camera_delivers(mirror: Mirror) -> None:
    name = "Source: Front camera · 64×48"
    mirror.until(lambda: mirror.button("Source:").accessibleName().startswith(name))


def test_mirrored_for_the_person_never_in_files(mirror: Mirror) -> None:
    def is_bright_on_the_left() -> bool:
        shown = mirror.window.preview.shown
        assert shown is not None
        assert shown.picture.rgb[0, 0, 0] == 0, "the picture itself stays as it is"
        return bool(shown.bgrx[0, 0, 0] > 100)

    mirror.until(is_bright_on_the_left)
    mirror.click("Show the picture as a mirror does")
    mirror.until(lambda: not is_bright_on_the_left())


def test_meters_count(mirror: Mirror) -> None:
    def figure() -> int:
        texts = [t for t in mirror.texts().split("\n") if t.endswith(" pictures/s")]
        return int(texts[0].split()[0])

    mirror.until(lambda: figure() > 5)


@pytest.mark.parametrize("page", ["Finish", "Two colours", "Lip liner"])
@pytest.mark.parametrize("size", [(880, 500), (1366, 768), (1920, 1080), (1080, 1920)])
def test_everything_has_room(
    open_mirror: Callable[..., Mirror], size: tuple[int, int], page: str
) -> None:
    mirror = open_mirror(size=size)
    mirror.until(lambda: mirror.window.preview.shown is not None)
    mirror.click(page)
    for _ in range(40):  # a text that has just changed is given its room a moment later
        mirror.bot.wait(50)
        if not without_room(mirror):
            break
    assert (mirror.window.width(), mirror.window.height()) == size
    assert without_room(mirror) == []


def without_room(mirror: Mirror) -> list[str]:
    """List the controls that stand outside, and the words that are cut."""
    found, whole = [], mirror.window.rect()
    for widget in mirror.window.findChildren(QWidget):
        shown = widget.isVisibleTo(mirror.window) and not isinstance(widget, Plus | Swatch)
        if shown and isinstance(widget, QAbstractButton | QSlider):
            corner, name = widget.mapTo(mirror.window, QPoint(0, 0)), widget.accessibleName()
            if not whole.contains(widget.rect().translated(corner)):
                found.append(f"{name} is outside")
            if isinstance(widget, QPushButton):
                text = widget.fontMetrics().horizontalAdvance(widget.text())
                if widget.width() < text + 20:
                    found.append(f"{name} is cut: {widget.width()} px for {text}")
    for label in mirror.window.findChildren(QLabel):
        is_line = label.isVisibleTo(mirror.window) and not label.wordWrap() and label.text()
        if is_line and label.width() < label.sizeHint().width():
            found.append(f"{label.text()} is cut")
    return found


def test_controls_have_names_and_can_be_touched(mirror: Mirror) -> None:
    kinds = (QAbstractButton, QSlider)
    controls = [w for kind in kinds for w in mirror.window.findChildren(kind)]
    assert len(controls) > 25
    for control in controls:
        assert control.accessibleName(), control
        interface = QAccessible.queryAccessibleInterface(control)
        assert interface is not None
        if isinstance(control, Swatch | FinishChip | QPushButton):
            assert control.width() >= TARGET - 2 or not control.isVisible(), control
            assert control.height() >= TARGET or not control.isVisible(), control
        if isinstance(control, QAbstractButton) and not isinstance(control.parent(), Banner):
            assert control.toolTip(), control.accessibleName()


def test_tab_reaches_every_control(mirror: Mirror) -> None:
    mirror.window.preview.setFocus()
    reached = set()
    for _ in range(80):
        mirror.bot.keyClick(mirror.window.focusWidget() or mirror.window, Qt.Key.Key_Tab)
        focus = mirror.window.focusWidget()
        assert focus is not None
        reached.add(focus.accessibleName())
    for name in ("Take a photo", "Record", "Before / after", "Coats", "Mirror"):
        assert name in reached
    assert any(name.startswith("Source:") for name in reached)


def test_another_folder_can_be_chosen(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        "tryon.app.dialogs.QFileDialog.getExistingDirectory",
        lambda *arguments: str(tmp_path / "mine"),
    )
    button = mirror.button("Where photos and recordings go")
    assert isinstance(button, QPushButton)
    _, other = button.menu().actions()
    other.trigger()
    assert mirror.session.takes.folder == tmp_path / "mine"
    mirror.click("Take a photo")
    mirror.until(lambda: list((tmp_path / "mine").glob("*.png")))


def test_sources_can_be_chosen_from_the_menu(
    mirror: Mirror, stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    button = mirror.button("Source:")
    assert isinstance(button, QPushButton)
    actions = {action.text(): action for action in button.menu().actions()}
    assert "Front camera" in actions
    actions["Demo"].trigger()
    mirror.until(lambda: stage.opened[-1][0] == "demo")
    monkeypatch.setattr(
        "tryon.app.dialogs.QFileDialog.getOpenFileName",
        lambda *arguments, **named: (str(tmp_path / "me.jpg"), ""),
    )
    actions = {action.text(): action for action in button.menu().actions()}
    actions["Open photo or video …"].trigger()
    mirror.until(lambda: stage.opened[-1][0] == str(tmp_path / "me.jpg"))


def test_a_dropped_file_is_opened(mirror: Mirror, stage: Stage, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(film))])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    mirror.window.dragEnterEvent(QDragEnterEvent(QPoint(9, 9), copy, data, left, none))
    mirror.window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, none))
    mirror.until(lambda: stage.opened[-1][0] == str(film))


def test_place_is_remembered(open_mirror: Callable[..., Mirror], stage: Stage) -> None:
    mirror = open_mirror()
    mirror.until(lambda: mirror.window.preview.shown is not None)
    mirror.window.setGeometry(40, 30, 1000, 600)
    mirror.window.close()
    mirror.session.close()
    assert stage.written[-1].window_px == (40, 30, 1000, 600)


def test_a_place_on_a_screen_that_is_gone(open_mirror: Callable[..., Mirror]) -> None:
    if QGuiApplication.platformName() == "offscreen":
        pytest.skip("needs a screen: run under Xvfb")
    mirror = open_mirror(Settings(window_px=(9000, 9000, 1000, 700)))
    room = mirror.window.screen().availableGeometry()
    assert room.contains(mirror.window.geometry().center())


def test_the_window_answers_while_a_camera_hangs(
    open_mirror: Callable[..., Mirror], stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = open_mirror()
    mirror.until(lambda: mirror.window.preview.shown is not None)
    opened = stage._open

    def slow(word: str, is_locked: bool) -> Any:
        time.sleep(0.5)
        return opened(word, is_locked)

    parts = dataclasses.replace(mirror.session._parts, open_source=slow)
    monkeypatch.setattr(mirror.session, "_parts", parts)
    start = time.perf_counter()
    mirror.session.choose_source("demo")
    assert time.perf_counter() - start < 0.05
    mirror.until(lambda: mirror.session.state.feed is Feed.OPENING)
    mirror.click("Peony Letter")
    mirror.until(lambda: "Peony Letter" in mirror.texts())
    assert mirror.session.state.feed is Feed.OPENING
    mirror.until(lambda: mirror.session.state.feed is Feed.SHOWING)


def test_paint_is_cheap_and_exact(mirror: Mirror) -> None:
    preview = mirror.window.preview
    shown = preview.shown
    assert shown is not None
    mirror.until(lambda: preview.shown is not None and preview.shown.pane.is_mirrored)
    rect = preview.picture_rect().toAlignedRect()
    image = preview.grab().toImage()
    colour = image.pixelColor(rect.left() + rect.width() // 4, rect.center().y())
    assert colour.red() == colour.green() == 200
    corner = image.pixelColor(rect.topLeft())
    assert corner.red() < 20, "round corners show the stage"


def test_pictures_are_shown_as_they_were_made(mirror: Mirror) -> None:
    shown = mirror.window.preview.shown
    assert shown is not None
    assert shown.bgrx.dtype == np.uint8
    assert shown.bgrx.shape[2] == 4
