import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from tryon.app.session import Session
from tryon.app.state import Feed, NoticeKind
from tryon.core.errors import SourceLost
from tryon.labels.reading import inspect_file
from tryon.labels.tag import LOOK
from tryon.settings import Settings
from tryon.sources.microphone import Hearing

Make = Callable[..., Session]
Wait = Callable[..., None]
Stage = Any  # tests/app/conftest.py


def kinds(session: Session) -> list[NoticeKind]:
    return [notice.kind for notice in session.state.notices]


def test_photo_is_unmirrored_and_whole(session: Session, wait_until: Wait) -> None:
    from PIL import Image

    session.takes.take_photo()
    wait_until(lambda: NoticeKind.PHOTO_SAVED in kinds(session))
    notice = session.state.notice(NoticeKind.PHOTO_SAVED)
    assert notice is not None
    assert notice.path is not None
    rgb = np.asarray(Image.open(notice.path))
    assert rgb.shape == (48, 64, 3)
    assert rgb[0, 0, 0] == 0
    assert rgb[0, -1, 0] == 200
    product = session.state.worn.product
    told = inspect_file(notice.path)
    assert told.faults == ()
    assert told.texts.get(LOOK, "").startswith(product.name if product else "")


def test_two_photos_in_one_second_are_two_files(session: Session, wait_until: Wait) -> None:
    session.takes.take_photo()
    session.takes.take_photo()
    wait_until(lambda: len(list(session.takes.folder.glob("*.png"))) == 2)


def test_photo_into_a_folder_that_cannot_be(session: Session, wait_until: Wait) -> None:
    blocked = session.takes.folder.parent / "a file"
    blocked.write_text("")
    session.takes.choose_folder(blocked / "inside")
    session.takes.take_photo()
    wait_until(lambda: kinds(session) == [NoticeKind.PHOTO_FAILED])
    session.takes.choose_folder(session.takes.folder.parent.parent / "elsewhere")
    assert not session.state.notices


def test_a_folder_that_cannot_be_opened_is_said(session: Session, wait_until: Wait) -> None:
    blocked = session.takes.folder.parent / "a file"
    blocked.write_text("")
    session.takes.choose_folder(blocked / "inside")
    assert session.takes.ready_folder() is None
    assert kinds(session) == [NoticeKind.FOLDER_FAILED]
    session.takes.choose_folder(blocked.parent / "elsewhere")
    assert not session.state.notices
    assert session.takes.ready_folder() == blocked.parent / "elsewhere"


def test_a_products_name_never_leaves_the_folder(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    product = session.state.worn.product
    assert product is not None
    session.dressing.wear(dataclasses.replace(product, name="Rouge 7/8: «très» 红?"))
    session.takes.take_photo()
    wait_until(lambda: NoticeKind.PHOTO_SAVED in kinds(session))
    (photo,) = session.takes.folder.iterdir()
    assert photo.name.endswith(" Rouge 7_8_ «très» 红_.png")


def test_recording(session: Session, stage: Stage, wait_until: Wait) -> None:
    session.takes.record(True)
    wait_until(lambda: stage.tapes and len(stage.tapes[0].pictures) > 3)
    assert session.state.recorded is not None
    session.takes.record(False)
    wait_until(lambda: NoticeKind.CLIP_SAVED in kinds(session))
    assert session.state.recorded is None
    lines = stage.tapes[0].path.read_text().split()
    assert len(lines) == len(stage.tapes[0].pictures)
    assert not stage.tapes[0].has_sound


def test_recording_with_sound_only_where_there_is_a_microphone(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    session.takes.choose_sound(True)
    session.takes.record(True)
    wait_until(lambda: session.state.recorded)
    assert stage.tapes[0].has_sound
    session.takes.record(False)
    stage.has_microphone = False
    session.takes.record(True)
    wait_until(lambda: len(stage.tapes) == 2)
    wait_until(lambda: NoticeKind.NO_SOUND in kinds(session))
    assert not stage.tapes[1].has_sound
    assert not session.state.is_listening


def test_the_microphone_is_on_while_it_is_chosen_and_the_window_shows_it(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    takes, ear = session.takes, stage.ear
    assert not ear.is_on
    takes.choose_sound(True)
    wait_until(lambda: ear.is_on and session.state.is_listening)
    takes.show_window(False)
    wait_until(lambda: not ear.is_on and not session.state.is_listening)
    takes.show_window(True)
    wait_until(lambda: ear.is_on)
    takes.choose_sound(False)
    wait_until(lambda: not ear.is_on)
    takes.choose_sound(True)
    wait_until(lambda: ear.is_on)
    session.close()
    assert not ear.is_on


def test_a_chosen_microphone_is_on_at_the_next_start(
    make_session: Make, stage: Stage, wait_until: Wait
) -> None:
    session = make_session(Settings(has_sound=True))
    wait_until(lambda: stage.ear.is_on and session.state.is_listening)


def test_a_microphone_that_is_missing_is_said_when_it_is_chosen(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    stage.has_microphone = False
    session.takes.choose_sound(True)
    wait_until(lambda: kinds(session) == [NoticeKind.NO_SOUND])
    assert session.state.notices[0].hint == "Plug in a microphone."
    stage.has_microphone = True
    session.takes.choose_sound(True)
    wait_until(lambda: session.state.is_listening and not session.state.notices)


def test_a_microphone_that_goes_is_said_and_so_is_its_return(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    session.takes.choose_sound(True)
    wait_until(lambda: session.state.is_listening)
    ear = stage.ear
    ear.hearing, ear.fault = Hearing.LOST, SourceLost("gone", "Plug it in again.")
    ear.on_change()
    wait_until(lambda: kinds(session) == [NoticeKind.NO_SOUND])
    assert session.state.notices[0].hint == "Plug it in again."
    ear.hearing, ear.fault = Hearing.ON, None
    ear.on_change()
    wait_until(lambda: kinds(session) == [])
    session.takes.choose_microphone("Desk microphone")
    wait_until(lambda: ear.device == "Desk microphone")
    assert session.state.settings.microphone == "Desk microphone"


def test_full_disk_says_what_was_kept(session: Session, stage: Stage, wait_until: Wait) -> None:
    session.takes.record(True)
    wait_until(lambda: stage.tapes and stage.tapes[0].pictures)
    stage.is_full = True
    wait_until(lambda: NoticeKind.RECORDING_FAILED in kinds(session))
    notice = session.state.notice(NoticeKind.RECORDING_FAILED)
    assert notice is not None
    assert notice.hint == "Free some space."
    assert notice.path == stage.tapes[0].path
    assert session.state.recorded is None
    before = session.screen.newest
    wait_until(lambda: session.screen.newest is not before)  # the mirror goes on


def test_closing_while_recording_keeps_the_clip(
    make_session: Make, stage: Stage, wait_until: Wait
) -> None:
    session = make_session()
    wait_until(lambda: session.screen.newest is not None)
    session.takes.record(True)
    wait_until(lambda: stage.tapes and stage.tapes[0].pictures)
    session.close()
    assert len(stage.tapes[0].path.read_text().split()) == len(stage.tapes[0].pictures)


def test_choosing_another_source_completes_the_recording(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    session.takes.record(True)
    wait_until(lambda: stage.tapes and stage.tapes[0].pictures)
    session.choose_source("demo")
    wait_until(lambda: session.state.source == "demo" and session.state.feed is Feed.SHOWING)
    assert stage.tapes[0].path.exists()
    assert session.state.recorded is None


def test_recovered_recordings_are_said(
    make_session: Make, stage: Stage, wait_until: Wait
) -> None:
    stage.folder.mkdir()
    stage.left_over.append(stage.folder / "2026-11-20 18.00.00.mp4")
    session = make_session()
    wait_until(lambda: kinds(session) == [NoticeKind.RECOVERED])
    assert session.state.notices[0].path == stage.left_over[0]
