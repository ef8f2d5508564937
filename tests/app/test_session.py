import dataclasses
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tryon.app.session import Feed, NoticeKind, Session
from tryon.catalogue.collection import Watch
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


def test_shade_finish_and_coats_reach_the_lips(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    product = list(session.products.values())[3]
    session.wear(product)
    coats = product.wear["coats"]
    wait_until(lambda: stage.seen == (product.id, product.finish, coats))
    session.choose_finish("gloss")
    session.choose_coats(2.5)
    wait_until(lambda: stage.seen == (product.id, "gloss", 2.5))
    assert session.state.settings.product == product.id
    assert session.state.settings.finish == "gloss"


def test_before_is_the_same_look_without_a_coat(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    worn = session.state.worn
    assert worn.product is not None
    wait_until(lambda: stage.seen == (worn.product.id, worn.finish, worn.coats))
    session.show_before(True)
    wait_until(lambda: stage.seen == (worn.product.id, worn.finish, 0.0))
    session.show_before(False)
    wait_until(lambda: stage.seen == (worn.product.id, worn.finish, worn.coats))


def test_before_of_a_look_from_outside(
    make_session: Make, stage: Stage, wait_until: Wait
) -> None:
    product = next(iter(stage.parts().products.values()))
    own = stage.parts().dress(product, "gloss", 3.0)
    session = make_session()
    session.start("camera:0", own)
    wait_until(lambda: stage.seen == (product.id, "gloss", 3.0))
    assert session.state.has_own_look
    session.show_before(True)
    wait_until(lambda: stage.seen == (product.id, "gloss", 0.0))
    session.wear(product)
    assert not session.state.has_own_look


def test_bare_lips(session: Session, stage: Stage, wait_until: Wait) -> None:
    session.wear(None)
    time.sleep(0.1)
    stage.seen = None
    time.sleep(0.1)
    assert stage.seen is None
    assert session.state.settings.product is None


def test_photo_is_unmirrored_and_whole(session: Session, wait_until: Wait) -> None:
    from PIL import Image

    session.take_photo()
    wait_until(lambda: NoticeKind.PHOTO_SAVED in kinds(session))
    notice = session.state.notice(NoticeKind.PHOTO_SAVED)
    assert notice is not None
    assert notice.path is not None
    rgb = np.asarray(Image.open(notice.path))
    assert rgb.shape == (48, 64, 3)
    assert rgb[0, 0, 0] == 0
    assert rgb[0, -1, 0] == 200


def test_two_photos_in_one_second_are_two_files(session: Session, wait_until: Wait) -> None:
    session.take_photo()
    session.take_photo()
    wait_until(lambda: len(list(session.folder.glob("*.png"))) == 2)


def test_photo_into_a_folder_that_cannot_be(session: Session, wait_until: Wait) -> None:
    blocked = session.folder.parent / "a file"
    blocked.write_text("")
    session.choose_folder(blocked / "inside")
    session.take_photo()
    wait_until(lambda: kinds(session) == [NoticeKind.PHOTO_FAILED])
    session.choose_folder(session.folder.parent.parent / "elsewhere")
    assert not session.state.notices


def test_a_products_name_never_leaves_the_folder(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    product = session.state.worn.product
    assert product is not None
    session.wear(dataclasses.replace(product, name="Rouge 7/8: «très» 红?"))
    session.take_photo()
    wait_until(lambda: NoticeKind.PHOTO_SAVED in kinds(session))
    (photo,) = session.folder.iterdir()
    assert photo.name.endswith(" Rouge 7_8_ «très» 红_.png")


def test_recording(session: Session, stage: Stage, wait_until: Wait) -> None:
    session.record(True)
    wait_until(lambda: stage.tapes and len(stage.tapes[0].pictures) > 3)
    assert session.state.recorded is not None
    session.record(False)
    wait_until(lambda: NoticeKind.CLIP_SAVED in kinds(session))
    assert session.state.recorded is None
    lines = stage.tapes[0].path.read_text().split()
    assert len(lines) == len(stage.tapes[0].pictures)
    assert not stage.tapes[0].has_sound


def test_recording_with_sound_only_where_there_is_a_microphone(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    session.choose_sound(True)
    session.record(True)
    wait_until(lambda: session.state.recorded)
    assert stage.tapes[0].has_sound
    session.record(False)
    stage.has_microphone = False
    session.record(True)
    wait_until(lambda: len(stage.tapes) == 2)
    wait_until(lambda: NoticeKind.NO_SOUND in kinds(session))
    assert not stage.tapes[1].has_sound


def test_full_disk_says_what_was_kept(session: Session, stage: Stage, wait_until: Wait) -> None:
    session.record(True)
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
    session.record(True)
    wait_until(lambda: stage.tapes and stage.tapes[0].pictures)
    session.close()
    assert len(stage.tapes[0].path.read_text().split()) == len(stage.tapes[0].pictures)


def test_choosing_another_source_completes_the_recording(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    session.record(True)
    wait_until(lambda: stage.tapes and stage.tapes[0].pictures)
    session.choose_source("demo")
    wait_until(lambda: session.state.source == "demo" and session.state.feed is Feed.SHOWING)
    assert stage.tapes[0].path.exists()
    assert session.state.recorded is None


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


def test_lock_is_asked_for_and_read_back(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    session.lock_camera(True)
    wait_until(lambda: stage.opened[-1] == ("camera:0", True))
    wait_until(lambda: session.screen.newest is not None)
    session.refresh()
    delivered = session.state.delivered
    assert delivered is not None
    assert delivered.exposure_lock == "locked"


def test_lock_waits_for_the_end_of_a_recording(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    session.record(True)
    wait_until(lambda: session.state.recorded)
    session.lock_camera(True)
    assert not session.state.settings.is_locked
    assert len(stage.opened) == 1


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
    session.mirror(False)
    assert not session.state.settings.is_mirrored
    session.mirror(True)
    session.choose_source("demo")
    wait_until(lambda: session.state.source == "demo")
    assert not session.state.is_mirrored
    session.mirror(True)
    assert session.state.is_mirrored
    session.choose_source("camera:0")
    session.choose_source("demo")
    wait_until(lambda: session.state.source == "camera:0")
    wait_until(lambda: session.state.source == "demo")
    assert not session.state.is_mirrored, "the wish was about the file that was open"


def test_recovered_recordings_are_said(
    make_session: Make, stage: Stage, wait_until: Wait
) -> None:
    stage.folder.mkdir()
    stage.left_over.append(stage.folder / "2026-11-20 18.00.00.mp4")
    session = make_session()
    wait_until(lambda: kinds(session) == [NoticeKind.RECOVERED])
    assert session.state.notices[0].path == stage.left_over[0]


def test_choices_are_written_when_the_session_ends(
    make_session: Make, stage: Stage, wait_until: Wait
) -> None:
    session = make_session()
    wait_until(lambda: session.screen.newest is not None)
    session.choose_coats(1.7)
    session.choose_sound(True)
    session.place_window((1, 2, 1300, 800), False)
    session.close()
    assert stage.written[-1].coats == 1.7
    assert stage.written[-1].has_sound
    assert stage.written[-1].window_px == (1, 2, 1300, 800)
    assert stage.written[-1].source == "camera:0"


def test_choices_are_read(make_session: Make, stage: Stage, wait_until: Wait) -> None:
    product = list(stage.parts().products.values())[5]
    make_session(Settings(product=product.id, finish="matte", coats=2.2))
    wait_until(lambda: stage.seen == (product.id, "matte", 2.2))


def test_a_product_that_left_the_catalogue(make_session: Make) -> None:
    session = make_session(Settings(product="sold out", finish="matte"))
    assert session.state.worn.product is next(iter(session.products.values()))


def test_verbs_do_not_wait(session: Session, stage: Stage) -> None:
    start = time.perf_counter()
    session.record(True)
    session.choose_source("demo")
    session.take_photo()
    session.lock_camera(True)
    assert time.perf_counter() - start < 0.05


def test_no_thread_is_left(make_session: Make, wait_until: Wait, tmp_path: Path) -> None:
    session = make_session()
    wait_until(lambda: session.screen.newest is not None)
    session.close()
    session.take_photo()  # too late, and harmless
    assert [t.name for t in threading.enumerate() if t.name.startswith("tryon-")] == []


def test_edited_products_are_taken_over_and_faults_are_told(
    stage: Stage, tmp_path: Path, wait_until: Callable[..., None]
) -> None:
    shop = tmp_path / "shop.toml"
    page = 'brand = "B"\n[[product]]\nid = "mine"\nname = "Mine"\nfinish = "matte"\n'
    shop.write_text(page + 'shade = { srgb = "#A81E2D" }\ncoats = 1.0\n')
    watch = Watch([tmp_path])
    parts = dataclasses.replace(
        stage.parts(), products=watch.catalogue.products, new_catalogue=watch.new
    )
    session = Session(parts, Settings(product="mine"), lambda: None, lambda: None)
    try:
        session.choose_coats(2.5)
        shop.write_text(page + 'shade = { srgb = "#1040C0" }\ncoats = 1.0\n[[product]]\n')
        os.utime(shop, (1_000, 1_000))
        session._catalogue_due_s = 0.0
        session.refresh()
        wait_until(lambda: session.state.notice(NoticeKind.CATALOGUE_FAULT) is not None)
        notice = session.state.notice(NoticeKind.CATALOGUE_FAULT)
        assert notice is not None
        assert f"{shop}:8: id: expected, and not there (+2)" in notice.hint
        assert session.state.worn.product is not None
        assert session.state.worn.product.shade.reflectance[0] > 0.3  # the last good state
        priced = 'coats = 1.0\nprice = 5.0\ncurrency = "CNY"\n'
        shop.write_text(page + 'shade = { srgb = "#1040C0" }\n' + priced)
        os.utime(shop, (2_000, 2_000))
        session._catalogue_due_s = 0.0
        session.refresh()
        wait_until(lambda: session.state.notice(NoticeKind.CATALOGUE_FAULT) is None)
        wait_until(lambda: session.state.worn.product.price == 5.0)
        worn = session.state.worn
        assert worn.product is session.products["mine"]
        assert worn.product.shade.reflectance[2] > 0.4
        assert worn.coats == 2.5  # what the person chose stays
    finally:
        session.close()
