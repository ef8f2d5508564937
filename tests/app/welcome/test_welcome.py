import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tryon.app.appearance import Appearance, appear
from tryon.app.main import first_kind
from tryon.app.opening import Opening
from tryon.app.welcome import welcome as welcome_module
from tryon.app.welcome.pages import ShadePage, first_shades
from tryon.app.welcome.peek import Peek, small
from tryon.app.welcome.welcome import Welcome
from tryon.catalogue.collection import load_catalogue
from tryon.core.errors import SourceLost
from tryon.settings import Settings
from tryon.sources.camera import CameraInfo

Stage = Any  # tests/app/conftest.py
Open = Callable[..., Welcome]
LOAD = Welcome._load


@pytest.fixture
def open_welcome(
    qtbot: QtBot, qapp: Any, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    appear(qapp, Appearance("en"))
    monkeypatch.setattr(Welcome, "_load", lambda welcome: time.sleep(1))
    opened: list[Welcome] = []

    def make() -> Welcome:
        welcome = Welcome(Opening(stage.parts(), Settings(), size_px=(1366, 768)))
        opened.append(welcome)
        welcome.start()
        return welcome

    yield make
    for welcome in opened:
        welcome.close()
        welcome.window.hide()
        welcome.window.deleteLater()
    # What still works when Python ends may bring the program down.
    left = {thread.name for thread in threading.enumerate()}
    assert not left & {"tryon-posters", "tryon-cameras"}, left
    appear(qapp, Appearance("en"))


def until(qtbot: QtBot, holds: Callable[[], object]) -> None:
    """Wait as long as a busy machine may take."""
    qtbot.waitUntil(lambda: bool(holds()), timeout=20_000)


def texts(welcome: Welcome) -> str:
    labels = welcome.window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisibleTo(welcome.window))


def touch(widget: Any) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def mirror_of(welcome: Welcome) -> ShadePage:
    assert welcome.shade is not None
    return welcome.shade


def test_three_choices_lead_to_a_shade_on_the_lips(
    open_welcome: Open, stage: Stage, qtbot: QtBot
) -> None:
    welcome = open_welcome()
    until(qtbot, lambda: welcome._cameras is not None)
    assert stage.opened == [], "nothing is looked through before the second question"
    touch(welcome.who.roles[2])
    until(qtbot, lambda: welcome.camera.has_picture("camera:0"))
    assert welcome.camera.cards[0].title == "Front camera"
    touch(welcome.camera.cards[0])
    until(qtbot, lambda: mirror_of(welcome).preview.shown is not None)
    assert stage.seen is None, "bare until a shade is chosen"
    name, card = list(mirror_of(welcome).cards.items())[1]
    touch(card)
    until(qtbot, lambda: stage.seen is not None and stage.seen[0] == name)
    until(qtbot, card.isChecked)
    welcome.finish()
    assert welcome.role == "studio"
    chosen = welcome.settings
    assert (chosen.home, chosen.source, chosen.product) == ("studio", "camera:0", name)


def test_without_a_camera_it_is_the_demo_by_itself_and_says_so(
    open_welcome: Open, stage: Stage, qtbot: QtBot
) -> None:
    stage.connected.clear()
    welcome = open_welcome()
    until(qtbot, lambda: welcome._cameras == ())
    touch(welcome.who.roles[0])
    until(qtbot, lambda: "No camera was found, so this is the demo" in texts(welcome))
    until(qtbot, lambda: mirror_of(welcome).preview.shown is not None)
    assert texts(welcome).count("No camera was found") == 1, "beside the face, not on it"
    assert welcome.settings.source is None, "a camera that comes later is taken"


def test_a_camera_that_is_plugged_in_now_is_offered(
    open_welcome: Open, stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(welcome_module, "_LOOK_S", 0.2)
    stage.connected.clear()
    welcome = open_welcome()
    until(qtbot, lambda: welcome._cameras == ())
    welcome.ask("camera")
    assert "No camera was found" in texts(welcome)
    stage.connected.append(CameraInfo(0, "New camera"))
    until(qtbot, lambda: welcome.camera.cards[0].title == "New camera")
    until(qtbot, lambda: welcome.camera.has_picture("camera:0"))


def test_a_busy_camera_says_what_to_do(open_welcome: Open, stage: Stage, qtbot: QtBot) -> None:
    stage.is_plugged.clear()
    welcome = open_welcome()
    until(qtbot, lambda: welcome._cameras is not None)
    touch(welcome.who.roles[0])
    until(qtbot, lambda: "Check the camera cable" in welcome.camera.cards[0].words)
    stage.is_plugged.set()
    until(qtbot, lambda: welcome.camera.has_picture("camera:0"))
    assert "now" in welcome.camera.cards[0].words


def test_a_camera_is_never_looked_through_twice(
    open_welcome: Open, stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most systems let one program, and one handle of it, look through a camera."""
    held: set[int] = set()
    most: list[int] = []
    plain = stage._open

    def opened(word: str, is_locked: bool) -> Any:
        source = plain(word, is_locked)
        own_open, own_close = source.open, source.close

        def begin() -> None:
            if word == "camera:0":
                held.add(id(source))
                most.append(len(held))
            own_open()

        def close() -> None:
            held.discard(id(source))
            own_close()

        source.open, source.close = begin, close
        return source

    monkeypatch.setattr(stage, "_open", opened)
    welcome = open_welcome()
    until(qtbot, lambda: welcome._cameras is not None)
    touch(welcome.who.roles[0])
    until(qtbot, lambda: welcome.camera.has_picture("camera:0"))
    welcome.choose_source("camera:0")
    until(qtbot, lambda: mirror_of(welcome).preview.shown is not None)
    assert len(most) >= 2, "looked through, then opened"
    assert max(most) == 1


def test_another_camera_is_one_touch_away(
    open_welcome: Open, stage: Stage, qtbot: QtBot
) -> None:
    welcome = open_welcome()
    until(qtbot, lambda: welcome._cameras is not None)
    welcome.choose_role("kiosk")
    welcome.choose_source("camera:0")
    until(qtbot, lambda: mirror_of(welcome).preview.shown is not None)
    assert mirror_of(welcome).done.text() == "Open the kiosk"
    mirror_of(welcome).back.emit()
    until(qtbot, lambda: welcome.camera.has_picture("demo"))
    assert welcome.session is None


def test_it_speaks_otherwise_at_once(open_welcome: Open, qtbot: QtBot) -> None:
    welcome = open_welcome()
    welcome.appear(Appearance("zh_CN", "light"))
    until(qtbot, lambda: "它为谁服务？" in texts(welcome))
    assert welcome.settings.language == "zh_CN"


def test_skipping_opens_the_mirror(open_welcome: Open) -> None:
    welcome = open_welcome()
    touch(welcome.skip)
    assert welcome.role == "mirror"


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        (Settings(), "welcome"),
        (Settings(source="camera:1"), "mirror"),  # somebody who was there before
        (Settings(home="kiosk"), "kiosk"),
        (Settings(home="studio", source="demo"), "studio"),
    ],
)
def test_what_opens_when_nothing_is_asked_for(settings: Settings, kind: str) -> None:
    assert first_kind(settings) == kind


def test_first_shades_are_of_several_families() -> None:
    shades = first_shades(load_catalogue().products)
    assert len(shades) == 6
    assert len({product.finish for product in shades}) >= 4
    assert first_shades({}) == []


def test_a_thumbnail_is_cropped_and_mirrored() -> None:
    rgb = np.zeros((90, 160, 3), np.uint8)
    rgb[:, :80] = (200, 10, 10)
    shown = small(rgb, (40, 40), True)
    assert shown.shape == (40, 40, 4)
    assert tuple(shown[20, 35, :3]) == (10, 10, 200), "red, as blue-green-red, on the right"
    assert shown[20, 5].max() == 255, "opaque"


def test_a_peek_lets_go_and_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tryon.app.welcome.peek._AGAIN_S", 0.01)
    tries: list[str] = []

    def busy(word: str, is_locked: bool) -> Any:
        tries.append(word)
        if len(tries) == 2:
            raise ValueError("a driver's own")
        raise SourceLost("camera 0: busy", "Close the other program.")

    rung = threading.Event()
    peek = Peek(busy, "camera:0", rung.set)
    assert rung.wait(5)
    deadline_s = time.monotonic() + 5
    while len(tries) < 4 and time.monotonic() < deadline_s:
        time.sleep(0.01)
    assert len(tries) >= 4
    assert peek.fault is not None
    assert peek.fault.hint == "Close the other program."
    peek.stop()
    peek.join(5)
    assert not peek.is_alive


def test_the_portrait_is_there_before_its_looks(
    open_welcome: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("skimage", reason="the portrait is scikit-image's")
    monkeypatch.setattr(welcome_module, "posters", lambda products: [])
    welcome = open_welcome()
    LOAD(welcome)
    until(qtbot, lambda: bool(welcome._faces))
    assert welcome.window.grab().save(str(tmp_path / "who.png"))
