import dataclasses
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tryon.app.dressing import as_sold
from tryon.app.session import Session
from tryon.app.state import Feed, NoticeKind
from tryon.settings import Settings

Make = Callable[..., Session]
Wait = Callable[..., None]
Stage = Any  # tests/app/conftest.py


def kinds(session: Session) -> list[NoticeKind]:
    return [notice.kind for notice in session.state.notices]


def test_first_start_takes_the_first_camera(session: Session, stage: Stage) -> None:
    assert session.state.source == "camera:0"
    assert session.state.is_mirrored
    assert stage.opened == [("camera:0", False)]
    assert not session.state.notices


def test_without_a_camera_the_demo_is_shown_and_said(
    make_session: Make, stage: Stage, wait_until: Wait
) -> None:
    stage.connected.clear()
    session = make_session()
    wait_until(lambda: session.screen.newest is not None)
    assert session.state.source == "demo"
    assert kinds(session) == [NoticeKind.NO_CAMERA]
    assert not session.state.is_mirrored
    assert session.state.settings.source is None, "nobody chose the demo"

    stage.connected.extend(make_camera(0))
    session.try_again(NoticeKind.NO_CAMERA)
    wait_until(
        lambda: session.state.source == "camera:0" and session.state.feed is Feed.SHOWING
    )
    assert not session.state.notices


def make_camera(index: int) -> list[Any]:
    from tryon.sources.camera import CameraInfo

    return [CameraInfo(index, f"Camera {index}")]


@pytest.mark.parametrize(
    ("remembered", "expected"),
    [
        ("camera:0", "camera:0"),
        ("camera:7", "camera:0"),  # no longer connected
        ("/gone/clip.mp4", "camera:0"),
        ("demo", "demo"),
    ],
)
def test_source_of_last_time(
    make_session: Make, wait_until: Wait, remembered: str, expected: str
) -> None:
    session = make_session(Settings(source=remembered))
    wait_until(lambda: session.state.source)
    assert session.state.source == expected


def test_a_chosen_word_wins(make_session: Make, wait_until: Wait) -> None:
    session = make_session(Settings(source="camera:0"), "demo")
    wait_until(lambda: session.state.source)
    assert session.state.source == "demo"


def test_camera_is_lost_once_and_comes_back(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    changes = []
    stage.is_plugged.clear()
    wait_until(lambda: session.state.feed is Feed.LOST)
    assert kinds(session) == [NoticeKind.CAMERA_LOST]
    assert session.screen.newest is None
    changes.append(session.state.notices)
    session.dismiss(NoticeKind.CAMERA_LOST)
    time.sleep(0.7)  # the engine tries again, in vain; that is not said a second time
    assert not session.state.notices
    stage.is_plugged.set()
    wait_until(lambda: session.state.feed is Feed.SHOWING)
    wait_until(lambda: session.screen.newest is not None)


def test_a_picture_that_was_under_way_does_not_bring_the_camera_back(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    late = session.screen.newest
    assert late is not None
    stage.is_plugged.clear()
    wait_until(lambda: session.state.feed is Feed.LOST)
    session.screen.write(late)
    assert session.state.feed is Feed.LOST
    assert session.screen.newest is None
    assert session.screen.waiting.take_now() is None


def test_lost_camera_takes_its_notice_down_when_it_returns(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    stage.is_plugged.clear()
    wait_until(lambda: session.state.feed is Feed.LOST)
    stage.is_plugged.set()
    wait_until(lambda: not session.state.notices)


def test_bad_file_is_said_and_left_for_another(session: Session, wait_until: Wait) -> None:
    session.choose_source("bad.mp4")
    wait_until(lambda: kinds(session) == [NoticeKind.SOURCE_FAILED])
    assert session.state.notices[0].hint == "Choose another file."
    assert session.state.feed is Feed.FAILED
    session.choose_source("camera:0")
    wait_until(lambda: session.screen.newest is not None)
    assert not session.state.notices


def test_broken_effect_is_said_and_put_on_again(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    stage.breaks_effect = True
    wait_until(lambda: kinds(session) == [NoticeKind.EFFECT_OFF])
    stage.breaks_effect, stage.seen = False, None
    time.sleep(0.1)
    assert stage.seen is None, "a broken effect stays off until somebody wants it"
    session.try_again(NoticeKind.EFFECT_OFF)
    wait_until(lambda: stage.seen is not None)
    assert not session.state.notices


def test_broken_tracking_is_said_once(session: Session, stage: Stage, wait_until: Wait) -> None:
    stage.breaks_tracking = True
    wait_until(lambda: kinds(session) == [NoticeKind.TRACKING_FAILED])
    stage.breaks_tracking = False
    session.try_again(NoticeKind.TRACKING_FAILED)
    wait_until(lambda: session.screen.newest is not None and not session.state.notices)


def exposure_lock(session: Session) -> str | None:
    session.refresh()
    delivered = session.state.delivered
    return delivered and delivered.exposure_lock


def test_lock_is_asked_for_while_pictures_come_and_read_back(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    session.cameras.lock(True)
    wait_until(lambda: exposure_lock(session) == "locked")
    session.cameras.lock(False)
    wait_until(lambda: exposure_lock(session) == "off")
    assert stage.held == [True, False]
    assert len(stage.opened) == 1


@pytest.mark.parametrize("holds", ["ignored while open", "only when opened"])
def test_a_camera_that_does_not_lock_while_open_is_opened_anew_once(
    session: Session, stage: Stage, wait_until: Wait, holds: str
) -> None:
    stage.holds = holds
    session.cameras.lock(True)
    wait_until(lambda: exposure_lock(session) == "locked")
    time.sleep(0.1)
    session.refresh()
    assert stage.opened == [("camera:0", False), ("camera:0", True)]


@pytest.mark.parametrize("holds", ["while open", "ignored while open", "only when opened"])
def test_a_lock_never_ends_a_recording(
    session: Session, stage: Stage, wait_until: Wait, holds: str
) -> None:
    stage.holds = holds
    session.takes.record(True)
    wait_until(lambda: session.state.recorded)
    session.cameras.lock(True)
    for _ in range(3):
        time.sleep(0.05)
        session.refresh()
    assert session.state.recorded is not None
    assert len(stage.opened) == 1
    session.takes.record(False)
    wait_until(lambda: session.state.recorded is None)
    wait_until(lambda: exposure_lock(session) == "locked")
    assert len(stage.opened) == (1 if holds == "while open" else 2)


def test_a_source_that_breaks_in_an_unknown_way_is_said(
    session: Session, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(word: str, is_locked: bool) -> Any:
        raise ImportError("half installed")

    monkeypatch.setattr(
        session, "_parts", dataclasses.replace(session._parts, open_source=broken)
    )
    session.choose_source("demo")
    wait_until(lambda: kinds(session) == [NoticeKind.SOURCE_FAILED])
    assert session.state.feed is Feed.FAILED


def test_mirror_is_the_cameras_and_never_a_files(session: Session, wait_until: Wait) -> None:
    session.cameras.mirror(False)
    assert not session.state.settings.is_mirrored
    session.cameras.mirror(True)
    session.choose_source("demo")
    wait_until(lambda: session.state.source == "demo")
    assert not session.state.is_mirrored
    session.cameras.mirror(True)
    assert session.state.is_mirrored
    session.choose_source("camera:0")
    session.choose_source("demo")
    wait_until(lambda: session.state.source == "camera:0")
    wait_until(lambda: session.state.source == "demo")
    assert not session.state.is_mirrored, "the wish was about the file that was open"


def test_choices_are_written_when_the_session_ends(
    make_session: Make, stage: Stage, wait_until: Wait
) -> None:
    session = make_session()
    wait_until(lambda: session.screen.newest is not None)
    session.dressing.choose_coats(1.7)
    session.takes.choose_sound(True)
    session.place_window((1, 2, 1300, 800), False)
    session.close()
    assert stage.written[-1].coats == 1.7
    assert stage.written[-1].has_sound
    assert stage.written[-1].window_px == (1, 2, 1300, 800)
    assert stage.written[-1].source == "camera:0"


def test_verbs_do_not_wait(session: Session, stage: Stage) -> None:
    start = time.perf_counter()
    session.takes.record(True)
    session.choose_source("demo")
    session.takes.take_photo()
    session.cameras.lock(True)
    assert time.perf_counter() - start < 0.05


def test_no_thread_is_left(make_session: Make, wait_until: Wait, tmp_path: Path) -> None:
    session = make_session()
    wait_until(lambda: session.screen.newest is not None)
    session.close()
    session.takes.take_photo()  # too late, and harmless
    assert [t.name for t in threading.enumerate() if t.name.startswith("tryon-")] == []


def test_settings_that_cannot_be_kept_are_told_and_tried_again(
    stage: Stage, wait_until: Wait
) -> None:
    kept: list[Settings] = []
    is_full = True

    def write(settings: Settings) -> None:
        if is_full:
            raise OSError(28, "No space left on device")
        kept.append(settings)

    parts = dataclasses.replace(stage.parts(), write_settings=write)
    session = Session(parts, Settings(), lambda: None, lambda: None)
    session.start("camera:0")
    try:
        wait_until(lambda: session.state.feed is Feed.SHOWING, 20.0)
        session.cameras.mirror(False)
        session.refresh()
        failed = NoticeKind.SETTINGS_FAILED
        wait_until(lambda: session.state.notice(failed) is not None, 20.0)
        is_full = False
        session.try_again(failed)
        wait_until(lambda: bool(kept), 20.0)
        assert kept[-1].is_mirrored is False
        assert session.state.notice(failed) is None
    finally:
        session.close()


def test_undo_goes_back_step_by_step(session: Session) -> None:
    products = list(session.products.values())[:3]
    first = session.state.worn
    assert not session.can_undo
    for product in products[1:]:
        session.dressing.wear(product)
        time.sleep(0.9)  # what is chosen within a moment is one step
    session.dressing.choose_coats(1.1)
    session.dressing.choose_coats(1.6)  # a slider on its way
    session.undo()
    assert session.state.worn.product == products[2]
    assert session.state.worn.coats == as_sold(products[2]).coats
    session.undo()
    assert session.state.worn.product == products[1]
    session.undo()
    assert session.state.worn == first
    assert not session.can_undo
    session.undo()
    assert session.state.worn == first
