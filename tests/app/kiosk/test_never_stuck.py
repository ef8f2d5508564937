"""What a visitor sees when something breaks, and how the mirror goes on."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tryon.app.appearance import Appearance, appear
from tryon.app.kiosk import kiosk as kiosk_module
from tryon.app.kiosk import taking, visiting
from tryon.app.kiosk.kiosk import Kiosk, open_kiosk
from tryon.app.kiosk.rules import Rules
from tryon.app.kiosk.visit import VisitPage
from tryon.app.kiosk.waiting import Waiting
from tryon.app.opening import Opening
from tryon.app.session import Session
from tryon.settings import Settings
from tryon.sources.camera import CameraInfo

Stage = Any  # tests/app/conftest.py


class Shop:
    """A kiosk whose visitor has agreed."""

    def __init__(self, bot: QtBot, kiosk: Kiosk) -> None:
        self.bot, self.kiosk = bot, kiosk

    def until(self, holds: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(holds()), timeout=20_000)

    @property
    def page(self) -> VisitPage:
        assert self.kiosk.page is not None
        return self.kiosk.page

    @property
    def session(self) -> Session:
        assert self.kiosk.visit is not None
        return self.kiosk.visit.session

    @property
    def said(self) -> str:
        labels = self.kiosk.window.findChildren(QLabel)
        return "\n".join(x.text() for x in labels if x.isVisibleTo(self.kiosk.window))

    def live(self) -> bool:
        return self.page.preview.is_live and not self.page.stuck.isVisible()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "visit"


@pytest.fixture
def enter(
    qtbot: QtBot,
    qapp: Any,
    stage: Stage,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Shop]]:
    monkeypatch.setattr(visiting, "visits_folder", lambda: folder)
    monkeypatch.setattr(kiosk_module, "posters", lambda products: [])
    monkeypatch.setattr("tryon.app.kiosk.stuck._PATIENCE_MS", 50)
    opened: list[Kiosk] = []

    def make(source: str | None = "camera:0") -> Shop:
        opening = Opening(stage.parts(), Settings(), source, None, (1080, 1920), "en")
        kiosk = Kiosk(opening, Rules(idle_s=5, countdown_s=3))
        opened.append(kiosk)
        kiosk.start()
        kiosk.agree("")
        return Shop(qtbot, kiosk)

    yield make
    for kiosk in opened:
        kiosk.close()
        kiosk.window.deleteLater()
        kiosk.deleteLater()
    appear(qapp, Appearance("en"))


def touch(widget: Any) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_an_unplugged_camera_leaves_the_last_picture_and_comes_back(
    enter: Callable[..., Shop], stage: Stage
) -> None:
    shop = enter()
    shop.until(shop.live)
    stage.is_plugged.clear()
    shop.until(lambda: shop.page.stuck.isVisible())
    assert "Looking for the camera …" in shop.said
    assert "Check the camera cable" in shop.said
    assert shop.page.preview.shown is not None, "the last picture, dimmed"
    assert not shop.page.preview.is_live
    stage.is_plugged.set()
    shop.until(shop.live)
    assert "Looking for the camera" not in shop.said


def test_a_camera_that_is_busy_from_the_start(enter: Callable[..., Shop], stage: Stage) -> None:
    stage.is_plugged.clear()
    shop = enter()
    shop.until(lambda: shop.page.stuck.isVisible())
    stage.is_plugged.set()
    touch(shop.page.stuck.again)
    shop.until(shop.live)


def test_a_source_that_cannot_be_shown_has_a_way_on(
    enter: Callable[..., Shop], stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = enter("bad.mp4")
    shop.until(lambda: "The camera cannot be used" in shop.said)
    assert "Choose another file." in shop.said
    shop.session.choose_source("camera:0")
    shop.until(shop.live)


def test_without_a_camera_the_demo_is_told_until_one_comes(
    enter: Callable[..., Shop], stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tryon.app.session._CAMERA_S", 0.2)
    stage.connected.clear()
    shop = enter(None)
    shop.until(lambda: "this is a demonstration" in shop.said)
    assert stage.opened[-1][0] == "demo"
    stage.connected.append(CameraInfo(0, "Front camera"))
    shop.until(lambda: stage.opened[-1][0] == "camera:0")
    shop.until(lambda: "demonstration" not in shop.said)


def test_without_trackers_the_mirror_goes_on(enter: Callable[..., Shop], stage: Stage) -> None:
    stage.breaks_tracking = True
    shop = enter()
    shop.until(lambda: "Faces cannot be found" in shop.said)
    shop.until(lambda: shop.page.preview.is_live)
    stage.breaks_tracking = False
    touch(shop.page.stuck.again)
    shop.until(shop.live)


def test_a_photo_that_never_comes_does_not_keep_the_visit_alive(
    enter: Callable[..., Shop], stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While something is made nobody is asked whether they are there; it must end."""
    monkeypatch.setattr(taking, "_PATIENCE_S", 0.5)
    shop = enter()
    shop.until(shop.live)
    stage.is_plugged.clear()
    shop.until(lambda: shop.page.stuck.isVisible())
    shop.page.taking.make("photo")
    shop.page.taking.count_in.done.emit()
    assert shop.page.taking.is_making
    shop.until(lambda: "This did not work" in shop.said)
    assert not shop.page.taking.is_making
    shop.kiosk.idle.touch(time.monotonic() - 9)
    shop.until(lambda: shop.kiosk.visit is None)


def test_a_full_disk_says_what_our_staff_can_do(
    enter: Callable[..., Shop], stage: Stage
) -> None:
    shop = enter()
    shop.until(shop.live)
    stage.is_full = True
    shop.page.taking.make("clip")
    shop.until(lambda: "This did not work" in shop.said)
    assert "Free some space." in shop.said
    assert shop.page.preview.is_live


def test_no_folder_for_photos_does_not_cost_the_mirror(
    enter: Callable[..., Shop], folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder.write_text("a file where the folder should be")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(folder))
    shop = enter()
    shop.until(shop.live)
    shop.page.taking.make("photo")
    shop.page.taking.count_in.done.emit()
    shop.until(lambda: "This did not work" in shop.said)


def test_what_was_worn_before_is_one_touch_away(enter: Callable[..., Shop]) -> None:
    shop = enter()
    shop.until(shop.live)
    first = shop.session.state.worn.product
    assert not shop.page.over.undo.isVisible()
    shop.page.step(1)
    assert shop.session.state.worn.product != first
    shop.until(lambda: shop.page.over.undo.isVisible())
    touch(shop.page.over.undo)
    assert shop.session.state.worn.product == first
    shop.until(lambda: not shop.page.over.undo.isVisible())


def test_a_broken_file_of_rules_is_told_and_waited_for(
    qtbot: QtBot, qapp: Any, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text("idle_s = 'soon'", encoding="utf-8")
    monkeypatch.setattr(kiosk_module, "rules_path", lambda: path)
    monkeypatch.setattr(kiosk_module, "posters", lambda products: [])
    monkeypatch.setattr("tryon.app.kiosk.waiting._AGAIN_MS", 100)
    opened = open_kiosk(Opening(stage.parts(), Settings(), None, None, (1080, 1920), "en"))
    assert isinstance(opened, Waiting)
    opened.start()
    try:
        labels = opened.window.findChildren(QLabel)
        assert any("idle_s" in label.text() for label in labels)
        path.write_text("idle_s = 60", encoding="utf-8")
        qtbot.waitUntil(lambda: opened.kiosk is not None, timeout=20_000)
        assert opened.kiosk is not None
        assert opened.kiosk.rules.idle_s == 60
        assert opened.window is opened.kiosk.window
    finally:
        opened.close()
        opened.window.deleteLater()
        appear(qapp, Appearance("en"))
