import http.client
import json
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from tryon.app.appearance import Appearance, appear
from tryon.app.opening import Opening
from tryon.app.studio import stream_sheet
from tryon.app.studio.output_window import TITLE
from tryon.app.studio.program import Showing
from tryon.app.studio.studio import Studio
from tryon.core.errors import Missing
from tryon.core.scene import Picture
from tryon.settings import Settings
from tryon.settings import Studio as Choices
from tryon.sinks.replay import open_clip

Stage = Any  # tests/app/conftest.py


@dataclass
class Room:
    """A studio on the scripted camera."""

    bot: QtBot
    studio: Studio
    stage: Stage

    def until(self, holds: Callable[[], object], timeout_ms: int = 15_000) -> None:
        self.bot.waitUntil(lambda: bool(holds()), timeout=timeout_ms)

    def key(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        held = modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self.studio.window.preview, key, held)

    def buttons(self) -> list[QAbstractButton]:
        found = self.studio.window.findChildren(QAbstractButton)
        return [b for b in found if b.isVisibleTo(self.studio.window)]


@pytest.fixture
def open_room(qtbot: QtBot, qapp: Any, stage: Stage) -> Iterator[Callable[..., Room]]:
    opened: list[Studio] = []

    def make(choices: Choices | None = None, language: str = "en") -> Room:
        settings = Settings(language=language, studio=choices or Choices(failsafe="off"))
        studio = Studio(Opening(stage.parts(), settings, None, None, (1366, 768)))
        opened.append(studio)
        studio.start()
        room = Room(qtbot, studio, stage)
        room.until(lambda: studio.window.preview.shown is not None)
        return room

    yield make
    for studio in opened:
        studio.close()
        studio.deleteLater()
    appear(qapp, Appearance("en"))


def test_keys_put_looks_on_and_mark_them(open_room: Callable[..., Room]) -> None:
    room = open_room()
    studio, cards = room.studio, room.studio.window.looks.cards
    assert studio.live == 1
    assert len(studio.looks) == 4
    room.key(Qt.Key.Key_3)
    room.until(lambda: cards[3].is_live and not cards[1].is_live)
    wanted = studio.looks[2].product
    room.until(lambda: room.stage.seen is not None and room.stage.seen[0] == wanted)
    assert "live" in cards[3].accessibleName()
    room.key(Qt.Key.Key_0)
    assert studio.live == 0
    assert studio.session.state.worn.product is None


def test_what_is_armed_is_taken_by_enter(open_room: Callable[..., Room]) -> None:
    room = open_room()
    studio, cards = room.studio, room.studio.window.looks.cards
    room.key(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert (studio.live, studio.armed) == (1, 2)
    assert cards[2].is_armed
    room.key(Qt.Key.Key_Return)
    assert (studio.live, studio.armed) == (2, None)


def test_looks_are_kept_and_remembered(open_room: Callable[..., Room]) -> None:
    room = open_room()
    studio = room.studio
    studio.session.dressing.choose_coats(0.7)
    room.until(lambda: studio.live is None)
    studio.keep_look()
    assert studio.live == 5
    assert studio.looks[4].coats == 0.7
    room.until(lambda: room.stage.written and room.stage.written[-1].studio.looks is not None)
    assert len(room.stage.written[-1].studio.looks) == 5
    studio.remove_look(5)
    assert len(studio.looks) == 4


def test_panic_freezes_what_goes_out(open_room: Callable[..., Room]) -> None:
    room = open_room()
    studio = room.studio
    room.until(lambda: studio.program.showing is Showing.LIVE)
    room.key(Qt.Key.Key_Escape)
    room.until(lambda: studio.program.showing is Showing.FROZEN)
    assert studio.window.looks.panic_button.isChecked()
    room.key(Qt.Key.Key_Escape)
    room.until(lambda: studio.program.showing is Showing.LIVE)


def test_an_unplugged_camera_never_leaves_outputs_empty(
    open_room: Callable[..., Room],
) -> None:
    room = open_room(Choices(failsafe="card"))
    studio = room.studio
    room.until(lambda: studio.program.showing is Showing.LIVE)
    studio.show_output(True)
    room.stage.is_plugged.clear()
    room.until(lambda: studio.program.showing is Showing.CARD)
    room.until(lambda: studio.window.output.view.shown is not None)
    assert studio.window.output.windowTitle() == TITLE == "tryon output"
    assert studio.program.showing is Showing.CARD


def test_recordings_and_clips_hold_the_programme(
    open_room: Callable[..., Room], tmp_path: Path
) -> None:
    room = open_room(Choices(failsafe="off", shape="1:1"))
    studio = room.studio
    room.key(Qt.Key.Key_R)
    room.until(lambda: studio.outputs.state.recording is not None)
    assert studio.outputs.state.is_fixed
    studio.choose(shape="9:16")
    assert studio.choices.shape == "1:1"  # while it is recorded
    room.until(lambda: studio.outputs.replay_s > 1.2)
    room.key(Qt.Key.Key_R)
    room.until(lambda: studio.outputs.state.recording is None)
    told = studio.outputs.told
    assert told is not None
    assert told.is_good
    assert told.path is not None
    assert open_clip(told.path).form.size == (48, 48)
    room.key(Qt.Key.Key_K)
    room.until(lambda: studio.outputs.told is not told)
    clip = studio.outputs.told
    assert clip is not None
    assert clip.what == "clip"
    assert clip.path is not None
    assert open_clip(clip.path).seconds > 0.5
    assert "Clip saved" in studio.window.findChild(QWidget, "told").text()  # type: ignore


def test_the_remote_control_presses_the_same_buttons(
    open_room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    room = open_room(Choices(failsafe="off", port=port))
    studio = room.studio
    assert studio.remote_url == ""  # off unless it is asked for
    studio.serve(True, False)
    url, _, token = studio.remote_url.partition("#")
    assert url == f"http://127.0.0.1:{port}/"
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)

    def press(command: str) -> int:
        line.request("POST", "/api/do", command, {"Authorization": f"Bearer {token}"})
        answer = line.getresponse()
        answer.read()
        return answer.status

    assert press('{"do": "look", "key": 4}') == 200
    room.until(lambda: studio.live == 4)
    assert press('{"do": "panic", "on": true}') == 200
    room.until(lambda: studio.is_panic)
    room.until(lambda: studio.program.showing is Showing.FROZEN)

    def state() -> dict[str, Any]:
        line.request("GET", "/api/state", headers={"Authorization": f"Bearer {token}"})
        told: dict[str, Any] = json.loads(line.getresponse().read())
        return told

    room.until(lambda: state()["showing"] == "frozen")
    assert state()["live"] == 4
    assert len(state()["looks"]) == 5
    line.close()
    studio.renew_token()
    assert press('{"do": "panic", "on": false}') == 401
    assert studio.is_panic
    line.close()


def test_the_drawer_names_trims_and_shows_clips(
    open_room: Callable[..., Room], tmp_path: Path
) -> None:
    room = open_room()
    studio, drawer = room.studio, room.studio.window.clips
    room.until(lambda: studio.outputs.replay_s > 2.5)
    room.key(Qt.Key.Key_K)
    room.until(lambda: studio.outputs.told is not None)
    room.key(Qt.Key.Key_D)
    assert drawer.list.count() == 1
    item = drawer.list.item(0)
    room.until(lambda: not drawer.list.item(0).icon().isNull())
    drawer.list.setCurrentItem(item)
    item.setText("Best/of")
    assert "name" in room.studio.window.findChild(QWidget, "told").text()
    drawer.list.item(0).setText("Best of")
    path = drawer.list.item(0).data(Qt.ItemDataRole.UserRole)
    assert path.name == "Best of.mp4"
    seconds = open_clip(path).seconds
    drawer.sheet.wanted.emit(path, 1.0, 2.0)
    room.until(lambda: drawer.list.count() == 2)
    cut = path.with_name("Best of 1.mp4")
    assert 0.9 < open_clip(cut).seconds < seconds
    drawer.sheet.wanted.emit(path, 2.0, 1.0)
    room.until(lambda: "longer" in room.studio.window.findChild(QWidget, "told").text())
    assert drawer.list.count() == 2


def test_streams_keep_their_target_and_never_the_key(
    open_room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, str] = {}
    monkeypatch.setattr(stream_sheet, "find_key", kept.get)
    monkeypatch.setattr(
        stream_sheet, "keep_key", lambda name, key: kept.update({name: key}) is None
    )
    room = open_room()
    studio, sheet = room.studio, room.studio.window.stream
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    room.key(Qt.Key.Key_L)
    assert sheet.isVisible()
    sheet.name.setText("Shop")
    sheet.url.setText("http://wrong")
    sheet._press()
    assert not studio.outputs.state.live
    sheet.url.setText(f"rtmp://127.0.0.1:{port}/live")
    sheet.key.setText("secret-key")
    sheet._press()
    room.until(lambda: studio.outputs.state.live == "Shop")
    room.until(lambda: studio.outputs.health is not None)
    assert studio.outputs.state.is_fixed
    assert kept == {"Shop": "secret-key"}
    assert sheet.key.text() == ""
    assert "secret-key" not in repr(studio.choices)
    assert studio.choices.targets[0].name == "Shop"
    sheet.show_state("Shop", "")
    sheet._press()
    room.until(lambda: not studio.outputs.state.live, 20_000)


def test_a_missing_virtual_camera_is_said_and_the_rest_goes_on(
    open_room: Callable[..., Room],
) -> None:
    room = open_room()
    studio = room.studio

    class NoCamera:
        backlog = 1

        def open(self, size: tuple[int, int], fps: float) -> None:
            raise Missing("no driver", "Install OBS.")

        def write(self, picture: Picture) -> None: ...

        def close(self) -> None: ...

    studio.outputs._make_camera = lambda notice: NoCamera()
    studio.outputs.show_camera(True)
    told = "told"
    room.until(lambda: studio.outputs.told is not None)
    room.until(lambda: "virtual camera" in studio.window.findChild(QWidget, told).text())
    assert not studio.outputs.state.is_camera
    assert studio.program.showing is Showing.LIVE


def test_the_window_answers_while_looks_change(open_room: Callable[..., Room]) -> None:
    """In time on the processor, since other work on this machine is not the window's."""
    room = open_room()
    spent_ms: list[float] = []
    last_s = time.thread_time()

    def beat() -> None:
        nonlocal last_s
        now_s = time.thread_time()
        spent_ms.append(1000 * (now_s - last_s))
        last_s = now_s

    room.bot.wait(300)  # what is built once is built
    clock = QTimer(interval=5)
    clock.timeout.connect(beat)
    last_s = time.thread_time()
    clock.start()
    for number in range(12):
        room.studio.put_on(1 + number % 4)
        room.studio.panic()
        room.bot.wait(150)
    clock.stop()
    assert len(spent_ms) > 100
    assert max(spent_ms) < 50, max(spent_ms)


def test_everything_has_a_name_and_speaks_chinese(open_room: Callable[..., Room]) -> None:
    room = open_room(language="zh_CN")
    names = [button.accessibleName() for button in room.buttons()]
    assert all(names), names
    assert any(name.startswith("应急键") for name in names)
    room.studio.appear(Appearance("en", "light"))
    room.until(lambda: room.studio.window.preview.shown is not None)
    assert any(button.accessibleName() == "Clean window" for button in room.buttons())
