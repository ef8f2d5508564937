from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tryon.app.state import NoticeKind

Stage = Any  # tests/app/conftest.py
Mirror = Any  # tests/app/conftest.py


def test_photo_says_its_name_and_offers_the_folder(mirror: Mirror) -> None:
    mirror.click("Take a photo")
    mirror.until(lambda: "Photo saved" in mirror.texts())
    (photo,) = mirror.session.takes.folder.glob("*.png")
    assert photo.name in mirror.texts()
    assert mirror.button("Open folder").isEnabled()
    mirror.click("Close this message")
    mirror.until(lambda: "Photo saved" not in mirror.texts())


def test_record_and_stop(mirror: Mirror, stage: Stage) -> None:
    mirror.click("Record")
    mirror.until(lambda: stage.tapes and len(stage.tapes[0].pictures) > 2)
    assert mirror.button("Stop").isEnabled()
    mirror.click("Stop")
    mirror.until(lambda: "Recording saved" in mirror.texts())
    assert stage.tapes[0].path.exists()


def test_lost_camera_is_a_calm_card_that_goes_by_itself(mirror: Mirror, stage: Stage) -> None:
    stage.is_plugged.clear()
    mirror.until(lambda: "Waiting for the camera" in mirror.texts())
    assert "Check the camera cable." in mirror.texts()
    # The last picture stays, dimmed: it is no mirror, and nothing can be made of it.
    assert mirror.window.preview.shown is not None
    assert not mirror.window.preview.is_live
    assert not mirror.button("Take a photo").isEnabled()
    stage.is_plugged.set()
    mirror.until(lambda: "Waiting for the camera" not in mirror.texts())
    mirror.until(lambda: "The camera is away" not in mirror.texts())
    mirror.until(lambda: mirror.button("Take a photo").isEnabled())
    mirror.until(lambda: mirror.window.preview.is_live)  # it takes the picture when it paints


def test_no_camera_offers_to_look_again(
    open_mirror: Callable[..., Mirror], stage: Stage
) -> None:
    found = list(stage.connected)
    stage.connected.clear()
    mirror = open_mirror()
    mirror.until(lambda: "No camera was found" in mirror.texts())
    stage.connected.extend(found)
    mirror.click("Look again")
    mirror.until(lambda: mirror.session.state.source == "camera:0")
    mirror.until(lambda: "No camera was found" not in mirror.texts())


def test_full_disk_offers_another_folder(
    mirror: Mirror, stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mirror.click("Record")
    mirror.until(lambda: stage.tapes and stage.tapes[0].pictures)
    stage.is_full = True
    mirror.until(lambda: "The recording has stopped" in mirror.texts())
    assert f"“{stage.tapes[0].path.name}” was kept" in mirror.texts()
    monkeypatch.setattr(
        "tryon.app.dialogs.QFileDialog.getExistingDirectory",
        lambda *arguments: str(tmp_path / "roomy"),
    )
    mirror.click("Choose folder")
    mirror.until(lambda: mirror.session.takes.folder == tmp_path / "roomy")
    mirror.until(lambda: "The recording has stopped" not in mirror.texts())


def test_a_microphone_that_is_missing_is_said_and_the_button_goes_on_saying_it(
    mirror: Mirror, stage: Stage
) -> None:
    stage.has_microphone = False
    mirror.click("The microphone is off")
    mirror.until(lambda: "The microphone cannot be used" in mirror.texts())
    assert "Plug in a microphone." in mirror.texts()
    mirror.click("Close this message")
    mirror.until(lambda: "The microphone cannot be used" not in mirror.texts())
    assert mirror.button("There is no microphone").isChecked()
    stage.has_microphone = True
    mirror.click("There is no microphone")
    mirror.click("The microphone is off")
    mirror.until(lambda: mirror.button("The microphone is on").isChecked())


def test_broken_effect_can_be_put_on_again(mirror: Mirror, stage: Stage) -> None:
    stage.breaks_effect = True
    mirror.until(lambda: "A piece was taken off" in mirror.texts())
    stage.breaks_effect, stage.seen = False, None
    mirror.click("Put it on again")
    mirror.until(lambda: stage.seen is not None)


def test_escape_closes_the_newest_message(mirror: Mirror) -> None:
    mirror.click("Take a photo")
    mirror.until(lambda: "Photo saved" in mirror.texts())
    mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_Escape)
    mirror.until(lambda: not mirror.session.state.notices)


def test_before_and_after_is_held(mirror: Mirror, stage: Stage) -> None:
    button = mirror.button("Before / after")
    mirror.bot.mousePress(button, Qt.MouseButton.LeftButton)
    mirror.until(lambda: stage.seen and stage.seen[2] == 0.0)
    mirror.until(lambda: "Before" in mirror.texts().split("\n"))
    mirror.bot.mouseRelease(button, Qt.MouseButton.LeftButton)
    mirror.until(lambda: stage.seen and stage.seen[2] > 0.0)
    mirror.until(lambda: "Before" not in mirror.texts().split("\n"))


@pytest.mark.parametrize("part", ["space", "picture"])
def test_before_on_the_space_bar_and_on_the_picture(
    mirror: Mirror, stage: Stage, part: str
) -> None:
    bot, preview = mirror.bot, mirror.window.preview
    if part == "space":
        bot.keyPress(preview, Qt.Key.Key_Space)
    else:
        bot.mousePress(preview, Qt.MouseButton.LeftButton)
    mirror.until(lambda: stage.seen and stage.seen[2] == 0.0)
    if part == "space":
        bot.keyRelease(preview, Qt.Key.Key_Space)
    else:
        bot.mouseRelease(preview, Qt.MouseButton.LeftButton)
    mirror.until(lambda: stage.seen and stage.seen[2] > 0.0)


def test_a_recovered_recording_is_news(
    open_mirror: Callable[..., Mirror], stage: Stage
) -> None:
    stage.folder.mkdir()
    stage.left_over.append(stage.folder / "2026-11-20 18.00.00.mp4")
    mirror = open_mirror()
    mirror.until(lambda: "A recording was recovered" in mirror.texts())
    assert "2026-11-20 18.00.00.mp4" in mirror.texts()
    notice = mirror.session.state.notice(NoticeKind.RECOVERED)
    assert notice is not None
