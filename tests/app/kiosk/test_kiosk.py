import gc
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot
from traces import GREY, SOUGHT, Somebody, canaries, in_files

from tryon.app.appearance import Appearance, appear
from tryon.app.kiosk import idle, visiting
from tryon.app.kiosk import kiosk as kiosk_module
from tryon.app.kiosk.agreements import read_agreements
from tryon.app.kiosk.carousel import ShadeTile
from tryon.app.kiosk.kiosk import Kiosk
from tryon.app.kiosk.looks import Poster
from tryon.app.kiosk.overlays import Veil
from tryon.app.kiosk.pages import ConsentPage
from tryon.app.kiosk.pin import hash_pin
from tryon.app.kiosk.rules import Rules
from tryon.app.kiosk.standing import Standing
from tryon.app.kiosk.visit import VisitPage
from tryon.app.language import FROM_THE_RIGHT, LONGER
from tryon.app.opening import Opening
from tryon.app.screen import Shown
from tryon.app.session import Session
from tryon.app.state import Feed, Notice, NoticeKind, Stills
from tryon.app.theme import TARGET_KIOSK
from tryon.core.scene import Frame, Picture, Scene
from tryon.garments.rail import Hanger
from tryon.settings import Settings
from tryon.usage import Use, read_usage

Stage = Any  # tests/app/conftest.py
Open = Callable[..., "Shop"]


@dataclass
class Shop:
    """A kiosk on the scripted camera."""

    bot: QtBot
    kiosk: Kiosk
    stage: Stage
    folder: Path

    def until(self, holds: Callable[[], object], timeout_ms: int = 15_000) -> None:
        self.bot.waitUntil(lambda: bool(holds()), timeout=timeout_ms)

    @property
    def page(self) -> VisitPage:
        assert self.kiosk.page is not None
        return self.kiosk.page

    @property
    def session(self) -> Session:
        assert self.kiosk.visit is not None
        return self.kiosk.visit.session

    def button(self, name: str) -> QAbstractButton:
        found = [
            b
            for b in self.kiosk.window.findChildren(QAbstractButton)
            if b.accessibleName().startswith(name) and b.isVisibleTo(self.kiosk.window)
        ]
        assert found, name
        return found[0]

    def touch(self, name: str) -> None:
        QTest.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def enter(self) -> VisitPage:
        """Go through invitation and agreement to the mirror."""
        self.touch("Touch to begin")
        self.touch("I agree")
        self.until(lambda: self.page.preview.shown is not None)
        return self.page

    def texts(self) -> str:
        labels = self.kiosk.window.findChildren(QLabel)
        shown = [label.text() for label in labels if label.isVisibleTo(self.kiosk.window)]
        return "\n".join(shown)


@pytest.fixture
def open_kiosk(
    qtbot: QtBot, qapp: Any, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    folder = tmp_path / "visit"
    monkeypatch.setattr(visiting, "visits_folder", lambda: folder)
    monkeypatch.setattr(kiosk_module, "posters", lambda products: [])
    opened: list[Kiosk] = []

    def make(
        rules: Rules | None = None, size: tuple[int, int] = (1080, 1920), language: str = "en"
    ) -> Shop:
        settings = Settings(language="zh_CN", source="camera:0")  # what a desk had last
        kiosk = Kiosk(
            Opening(stage.parts(), settings, None, None, size, language),
            rules or Rules(),
            tmp_path / "agreements.json",
        )
        opened.append(kiosk)
        kiosk.start()
        return Shop(qtbot, kiosk, stage, folder)

    yield make
    for kiosk in opened:
        kiosk.close()
        kiosk.window.deleteLater()
        kiosk.deleteLater()
    appear(qapp, Appearance("en"))


# ------------------------------------------------------------------ the way through


def test_the_camera_is_off_until_somebody_agrees(open_kiosk: Open, stage: Stage) -> None:
    shop = open_kiosk()
    shop.touch("Touch to begin")
    assert stage.opened == []
    shop.touch("No, thank you")
    assert stage.opened == []
    assert shop.kiosk.visit is None
    assert "Find the red that is yours" in shop.texts()
    shop.enter()
    assert stage.opened


def test_an_agreement_is_counted_with_its_version(open_kiosk: Open, tmp_path: Path) -> None:
    open_kiosk().enter()
    counts = read_agreements(tmp_path / "agreements.json")
    assert [sum(days.values()) for days in counts.values()] == [1]


def test_the_shops_tour_is_for_nobody_who_is_asked_to_agree(open_kiosk: Open) -> None:
    shop = open_kiosk()
    assert shop.kiosk.tour()
    shop.touch("Touch to begin")
    assert not shop.kiosk.tour()
    asking = shop.kiosk.window.findChild(ConsentPage)
    assert isinstance(asking, ConsentPage)
    QTest.mouseClick(asking.refuse, Qt.MouseButton.LeftButton)
    assert shop.kiosk.tour()


def test_a_visit_from_shade_to_photo(open_kiosk: Open, stage: Stage) -> None:
    shop = open_kiosk()
    page = shop.enter()
    tiles = [tile for tile in page.controls.shades.tiles if isinstance(tile, ShadeTile)]
    third = tiles[3]
    assert third.product is not None
    QTest.mouseClick(third, Qt.MouseButton.LeftButton)
    shop.until(lambda: stage.seen is not None and stage.seen[0] == third.product.id)
    assert third.isChecked()
    assert third.product.name in shop.texts()
    assert "Virtual effect, for reference" in shop.texts()
    shop.touch("Compare")
    shop.until(lambda: page.comparison.is_complete)
    assert len(page.comparison.view.compartments) == 2
    QTest.mouseClick(tiles[8], Qt.MouseButton.LeftButton)
    shop.until(
        lambda: len(page.comparison.view.compartments) == 3 and page.comparison.is_complete
    )
    chosen = tiles[8].product
    assert chosen is not None
    QTest.mouseClick(page.comparison.view.compartments[chosen.id], Qt.MouseButton.LeftButton)
    assert shop.session.state.worn.product == chosen
    assert not page.comparison.view.isVisible()
    shop.touch("Take it home")
    shop.touch("Photo in 3, 2, 1")
    assert page.taking.is_making
    page.taking.count_in.done.emit()
    shop.until(lambda: page.taking.result.isVisible())
    assert "Your photo" in shop.texts()
    photo = page.taking.result.photo
    shop.until(lambda: photo.is_read)
    assert not photo._image.isNull()
    (kept,) = shop.folder.rglob("*.png")
    mirror, size = page.preview.size(), QImage(str(kept)).size()
    assert size.width() < 64, "the camera saw more than she did"
    assert size.width() / size.height() == pytest.approx(
        mirror.width() / mirror.height(), abs=0.03
    )
    shop.touch("Erase it now")
    assert list(shop.folder.rglob("*.png")) == []


def test_before_and_after_meet_on_a_line(open_kiosk: Open) -> None:
    shop = open_kiosk()
    page = shop.enter()
    shop.touch("Before / after")
    shop.until(lambda: shop.session.screen.pane.split == pytest.approx(0.5))
    page.split.place(0.25)
    assert shop.session.screen.pane.split == pytest.approx(0.25)
    page.split.place(-3)
    assert page.split.share > 0, "the handle stays where a finger reaches it"
    shop.touch("Before / after")
    assert shop.session.screen.pane.split is None


def test_the_mirror_can_be_held(open_kiosk: Open) -> None:
    shop = open_kiosk()
    page = shop.enter()
    QTest.mousePress(page.preview, Qt.MouseButton.LeftButton, pos=QPoint(500, 600))
    assert shop.session.state.is_before
    QTest.mouseRelease(page.preview, Qt.MouseButton.LeftButton, pos=QPoint(500, 600))
    assert not shop.session.state.is_before


def test_a_code_that_nobody_knows_is_told(open_kiosk: Open) -> None:
    shop = open_kiosk()
    page = shop.enter()
    shop.touch("Scan")
    assert page._scanner is not None
    page._scanner.waiting.put("4006381333931")
    page._scanned.ring()
    shop.until(lambda: "No product here has this code" in shop.texts())
    page._scanner.waiting.put("demo-lip-09")
    page._scanned.ring()
    shop.until(lambda: "No product here has this code" not in shop.texts())
    assert shop.session.state.worn.product == shop.session.products["demo-lip-09"]


def test_what_is_compared_is_in_view(open_kiosk: Open) -> None:
    shop = open_kiosk()
    page = shop.enter()
    shades, far = page.controls.shades, shop.session.products["demo-lip-40"]
    shop.until(lambda: len(shades.tiles) == len(shop.session.products) + 1)
    shop.session.dressing.wear(far)
    bar = shades._area.horizontalScrollBar()
    shop.until(lambda: bar.value() > 0 and shades._move.state() == shades._move.State.Stopped)
    bar.setValue(0)
    page.show_compare(True)
    assert page.comparison.place_of(far) == 1
    shop.until(lambda: far in [getattr(tile, "product", None) for tile in shades.in_view()])


def test_a_search_narrows_the_carousel(open_kiosk: Open) -> None:
    shop = open_kiosk()
    page = shop.enter()
    count = len(shop.session.products) + 1
    shop.until(lambda: len(page.controls.shades.tiles) == count)  # they come in turns
    shop.touch("Find")
    assert not page.controls.search.isChecked(), "nothing is left out yet"
    shop.touch("Berries")
    assert page.controls.search.isChecked()
    shop.touch("Creamy")
    fewer = len(page.controls.shades.tiles)
    assert 1 < fewer < count
    for key in "ZZZ":
        shop.touch(key)
    assert len(page.controls.shades.tiles) == 1, "bare lips"
    shop.touch("Show all")
    assert len(page.controls.shades.tiles) == count
    assert not page.controls.search.isChecked()
    shop.touch("Done")
    shop.touch("Clothes")
    assert page.controls.search.isHidden(), "it is of shades"


def test_a_clip_ends_by_itself(open_kiosk: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tryon.app.kiosk.taking.CLIP_S", 0.5)
    shop = open_kiosk()
    page = shop.enter()
    page.taking.make("clip")
    shop.until(lambda: page.taking.result.isVisible())
    assert "Your clip" in shop.texts()
    assert len(list(shop.folder.rglob("*.mp4"))) == 1
    shop.touch("Erase it now")
    assert list(shop.folder.rglob("*.mp4")) == []


def test_a_recording_is_said_whatever_else_there_is_to_say(open_kiosk: Open) -> None:
    shop = open_kiosk()
    page = shop.enter()

    def is_said() -> bool:
        # Last of all: a busy machine's slow camera is said before what was said earlier.
        shop.session.tell(Notice(NoticeKind.NO_CAMERA))
        return "this is a demonstration" in page.over.advice.text()

    shop.until(is_said)
    page.taking.make("clip")
    shop.until(lambda: page.over.advice.text().startswith("Recording: "))


def test_who_looks_at_clothes_is_not_called_closer(
    open_kiosk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tryon.app.kiosk.advising.standing", lambda scene: Standing.TOO_FAR)
    shop = open_kiosk()
    page = shop.enter()
    shop.until(lambda: page.over.advice.text() == "Come a little closer")
    page.open("clothes")
    shop.until(lambda: page.over.advice.text() != "Come a little closer")
    page.open("lips")
    shop.until(lambda: page.over.advice.text() == "Come a little closer")


def test_who_looks_at_clothes_is_asked_to_touch_a_piece(open_kiosk: Open) -> None:
    shop = open_kiosk()
    page = shop.enter()
    shop.session.dressing.wear(None)
    shop.until(lambda: "Touch a shade to try it on" in shop.texts())
    page.open("clothes")
    assert "Touch a piece to try it on" in shop.texts()


def test_a_clip_ends_with_its_page_and_the_next_offers_it(open_kiosk: Open) -> None:
    shop = open_kiosk()
    page = shop.enter()
    page.taking.make("clip")
    shop.until(lambda: shop.session.state.recorded is not None)
    shop.bot.wait(200)
    shop.touch("简体中文")
    shop.until(lambda: shop.page is not page and shop.page.taking.result.isVisible())
    assert "您的视频" in shop.texts()
    assert shop.session.state.recorded is None


def test_the_language_changes_and_the_visit_goes_on(open_kiosk: Open) -> None:
    shop = open_kiosk()
    shop.enter()
    session, worn = shop.session, shop.session.products["demo-lip-05"]
    session.dressing.wear(worn)
    shop.touch("简体中文")
    shop.until(lambda: "珊瑚潮" in shop.texts())
    assert shop.session is session
    assert "虚拟效果，仅供参考" in shop.texts()
    shop.until(lambda: shop.page.preview.shown is not None)
    small = shop.page
    shop.touch("大字模式")
    shop.until(lambda: shop.page is not small and shop.page.preview.shown is not None)
    assert session.state.worn.product == worn


def test_a_picture_that_waits_does_not_silence_the_bell(open_kiosk: Open) -> None:
    """A page is built anew just when a picture has come that nobody has fetched."""
    shop = open_kiosk()
    page = shop.enter()
    screen = shop.session.screen
    page.preview.take_newest = lambda: None  # type: ignore[method-assign]
    assert shop.kiosk.visit is not None
    shop.kiosk.visit.picture.rung.disconnect()
    shop.until(lambda: screen.waiting.dropped > 3)
    shop.kiosk.speak("zh_CN")
    shop.until(lambda: shop.page.preview.shown is not None)
    first = shop.page.preview.shown
    shop.until(lambda: shop.page.preview.shown is not first)


def test_a_product_page_is_a_code(open_kiosk: Open) -> None:
    shop = open_kiosk(Rules(product_page="https://shop.example/{id}"))
    page = shop.enter()
    page.taking.make("page")
    assert page.taking.result.code.text == "https://shop.example/demo-lip-01"
    page.taking.result.hide()
    other = open_kiosk(Rules())
    other.enter().taking.make("page")
    assert "demo-lip-01" in other.texts()
    assert other.page.taking.result.code.text == ""


def test_a_local_link_is_made_where_the_shop_wants_one(
    open_kiosk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cryptography", reason="a local link is an extra")
    monkeypatch.setattr("tryon.handoff.address.local_address", lambda: "127.0.0.1")
    shop = open_kiosk(Rules(hand_off="local link"))
    page = shop.enter()
    page.taking.count_in.done.emit()
    shop.until(lambda: page.taking.result.code.text.startswith("https://127.0.0.1:"))
    shop.touch("Back to the mirror")
    shop.touch("Finish and erase now")
    shop.until(lambda: shop.kiosk._closing is None)


def test_a_link_outlives_the_page_it_was_made_for(
    open_kiosk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cryptography", reason="a local link is an extra")
    gate = threading.Event()

    def address() -> str:
        assert gate.wait(20)
        return "127.0.0.1"

    monkeypatch.setattr("tryon.handoff.address.local_address", address)
    shop = open_kiosk(Rules(hand_off="local link"))
    page = shop.enter()
    page.taking.count_in.done.emit()
    shop.until(lambda: any(t.name == "tryon-link" for t in threading.enumerate()))
    shop.touch("简体中文")
    shop.until(lambda: shop.page is not page)
    gate.set()
    shop.until(lambda: shop.page.taking.result.isVisible())
    code = shop.page.taking.result.code.text
    assert code.startswith("https://127.0.0.1:")
    assert "您的照片" in shop.texts()
    large = shop.page
    shop.kiosk.window.resize(720, 1280)
    shop.until(lambda: shop.page is not large and shop.page.taking.result.isVisible())
    assert shop.page.taking.result.geometry() == shop.page.rect()
    assert shop.page.taking.result.code.text == code
    shop.touch("返回镜面")
    small = shop.page
    shop.kiosk.speak("en")
    shop.until(lambda: shop.page is not small and shop.page.isVisible())
    assert not shop.page.taking.result.isVisible(), "it has been looked at"


@pytest.mark.parametrize("stands", [True, False])
def test_a_page_that_cannot_be_built_is_told_and_the_mirror_goes_on(
    stands: bool, open_kiosk: Open, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    shop = open_kiosk()
    page, build = shop.enter(), shop.kiosk._page

    def broken() -> QWidget:
        if shop.kiosk.visit is None or (stands and shop.kiosk.building.look.language == "en"):
            return build()
        raise RuntimeError("no such font")

    monkeypatch.setattr(shop.kiosk.building, "_make_page", broken)
    shop.touch("简体中文")
    shop.until(lambda: "This did not work" in shop.texts())
    assert shop.kiosk.window.updatesEnabled()
    assert "no such font" in caplog.text
    shop.touch("Back")
    shop.until(lambda: "This did not work" not in shop.texts())
    if stands:
        assert shop.page is not page
        shop.until(lambda: shop.page.preview.shown is not None)
    else:
        assert shop.kiosk.visit is None
        assert shop.button("Touch to begin")


# ------------------------------------------------------------------ leaving


def test_the_next_visit_waits_for_the_camera(
    open_kiosk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    close = visiting.Visit.close

    def slowly(visit: visiting.Visit) -> None:
        gate.wait(10)
        close(visit)

    monkeypatch.setattr(visiting.Visit, "close", slowly)
    shop = open_kiosk()
    shop.enter()
    shop.touch("Finish and erase now")
    begun_s = time.monotonic()
    shop.touch("Touch to begin")
    shop.touch("I agree")
    shop.touch("I agree")
    assert time.monotonic() - begun_s < 5
    assert shop.kiosk.visit is None
    gate.set()
    shop.until(lambda: shop.kiosk.visit is not None)
    shop.until(lambda: shop.page.preview.shown is not None)


def test_who_agreed_and_leaves_while_that_waits_is_not_seen(
    open_kiosk: Open, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    close = visiting.Visit.close
    monkeypatch.setattr(visiting.Visit, "close", lambda visit: (gate.wait(10), close(visit)))
    shop = open_kiosk()
    shop.enter()
    shop.touch("Finish and erase now")
    opened = list(stage.opened)
    shop.touch("Touch to begin")
    shop.touch("I agree")
    shop.touch("No, thank you")
    gate.set()
    shop.until(lambda: shop.kiosk._closing is None)
    shop.bot.wait(150)
    assert shop.kiosk.visit is None
    assert stage.opened == opened


def test_a_page_that_is_being_built_bears_keys_and_another_size(open_kiosk: Open) -> None:
    shop = open_kiosk()
    page, window = shop.enter(), shop.kiosk.window
    shop.kiosk.speak("zh_CN")
    next(shop.kiosk.building._steps)
    window.resize(540, 960)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    shop.until(lambda: not shop.kiosk.building.is_busy and window.updatesEnabled())
    assert shop.page is not page
    assert shop.kiosk.building._scale == shop.kiosk.building._wanted_scale()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert shop.kiosk.pin.isVisible()


def test_a_page_that_never_comes_onto_the_window_is_not_kept(open_kiosk: Open) -> None:
    shop = open_kiosk()
    shop.enter()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    before = len(QApplication.allWidgets())
    for language in ("zh_CN", "en"):
        shop.kiosk.speak(language)
        next(shop.kiosk.building._steps)
        next(shop.kiosk.building._steps)  # the page is there, and not on the window
    shop.kiosk.speak("en")
    shop.until(lambda: not shop.kiosk.building.is_busy)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(QApplication.allWidgets()) < before + 100, "a page has 200"


def test_who_does_nothing_is_asked_and_then_forgotten(open_kiosk: Open) -> None:
    shop = open_kiosk(Rules(idle_s=5, countdown_s=3))
    shop.enter()
    now_s = time.monotonic()
    shop.kiosk.idle.touch(now_s - 5.5)
    shop.until(lambda: "Are you still there?" in shop.texts())
    shop.touch("I am here")
    shop.until(lambda: "Are you still there?" not in shop.texts())
    assert shop.kiosk.visit is not None
    shop.kiosk.idle.touch(time.monotonic() - 8.5)
    shop.until(lambda: shop.kiosk.visit is None)
    assert "Touch to begin" in shop.button("Touch to begin").text()


def test_the_touch_that_wakes_a_machine_wakes_no_visit(
    open_kiosk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = open_kiosk()
    page = shop.enter()
    shop.kiosk._clock.stop()  # the touch comes first
    awake_s = idle.slept_s()
    monkeypatch.setattr(idle, "slept_s", lambda: awake_s + 3600)
    QTest.mouseClick(page.preview, Qt.MouseButton.LeftButton)
    shop.kiosk._clock.start()
    shop.until(lambda: shop.kiosk.visit is None)


def make_something(shop: Shop) -> None:
    """Wear, compare, and take a photo; holds on to nothing when it is over."""
    page = shop.enter()
    shop.session.dressing.wear(shop.session.products["demo-lip-07"])
    page.show_compare(True, 3)
    shop.until(lambda: page.comparison.is_complete)
    page.show_compare(False)
    page.taking.count_in.done.emit()
    result = page.taking.result
    shop.until(lambda: result.isVisible() and result.photo.is_read)
    assert list(shop.folder.rglob("*.png"))


def test_who_walks_away_is_asked_for(open_kiosk: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = open_kiosk()
    page = shop.enter()  # the scripted camera sees nobody
    page.taking.make("page")
    monkeypatch.setattr("tryon.app.kiosk.standing._GONE_NS", 0)
    shop.bot.wait(600)
    assert "Are you still there?" not in shop.texts(), "she may be scanning the code"
    page.taking.result.hide()
    shop.until(lambda: "Are you still there?" in shop.texts())


def test_nothing_is_left_of_a_visit(open_kiosk: Open, stage: Stage) -> None:
    kinds = (Frame, Picture, Scene, Shown, Session, VisitPage)
    gc.collect()
    others = {id(thing) for thing in gc.get_objects() if isinstance(thing, kinds)}
    stage.shows = np.full((48, 64, 3), 137, np.uint8)
    shop = open_kiosk()
    make_something(shop)
    shop.touch("Back to the mirror")
    shop.touch("Finish and erase now")
    shop.until(lambda: shop.kiosk._closing is None)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    seen = [thing for thing in gc.get_objects() if isinstance(thing, kinds)]
    left = [thing for thing in seen if id(thing) not in others]
    held = {type(thing).__name__: referrers(thing, (left, seen)) for thing in left}
    assert left == [], held
    assert list(shop.folder.iterdir()) == [], "no file"


def leave_traces(shop: Shop) -> tuple[str, ...]:
    """Search, take a photo and have its link; returns the canary words, backwards."""
    make_something(shop)
    link = shop.page.taking.result.code.text
    assert link.startswith("https://127.0.0.1:")
    (photo,) = shop.folder.rglob("*.png")
    shop.touch("Back to the mirror")
    shop.touch("Find")
    for key in reversed(SOUGHT):
        shop.touch(key)
    return link.rpartition("/")[2][::-1], photo.parent.name[::-1], SOUGHT


def test_no_canary_outlives_a_visit(
    open_kiosk: Open, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the lens saw, where a face was, what was typed, and where a link led: all gone."""
    pytest.importorskip("cryptography", reason="a local link is an extra")
    monkeypatch.setattr("tryon.handoff.address.local_address", lambda: "127.0.0.1")
    monkeypatch.setattr(stage, "_perceive", lambda desk: Somebody())
    stage.shows = np.full((48, 64, 3), GREY, np.uint8)
    shop = open_kiosk(Rules(hand_off="local link"))
    words = leave_traces(shop)
    for word in words:
        assert canaries((word,)), "it lives while its visit does"
    assert {found.split()[0] for found in canaries(())} >= {"ndarray", "QImage"}
    shop.kiosk.wipe()
    shop.until(lambda: shop.kiosk._closing is None)
    stage.shows = None
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert canaries(words) == []
    assert in_files(tmp_path, words) == []


def referrers(thing: object, besides: tuple[object, ...]) -> list[str]:
    """Say who holds on to a thing."""
    found = [r for r in gc.get_referrers(thing) if not any(r is b for b in besides)]
    return [f"{type(r).__name__} {str(r)[:120]}" for r in found]


def test_only_the_pin_leaves(open_kiosk: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    quits: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda *_: quits.append(True))
    shop = open_kiosk(Rules(pin=hash_pin("2468")))
    shop.enter()
    shop.kiosk.window.close()
    assert shop.kiosk.window.isVisible()
    QTest.keyClick(shop.kiosk.window, Qt.Key.Key_Escape)
    assert "The PIN of the shop, please." in shop.texts()
    for _ in range(3):
        for digit in "1111":
            shop.touch(digit)
        shop.touch("Try this PIN")
    shop.until(lambda: "Too many wrong PINs" in shop.texts())
    for digit in "2468":
        shop.touch(digit)
    shop.touch("Try this PIN")
    shop.until(lambda: all(one.name != "tryon-pin" for one in threading.enumerate()))
    shop.bot.wait(50)
    assert not quits, "the right one has to wait, too"
    assert shop.kiosk._guard is not None
    shop.kiosk._guard._free_s = 0.0
    for digit in "2468":
        shop.touch(digit)
    shop.touch("Try this PIN")
    shop.until(lambda: quits)


@pytest.mark.parametrize("name", ["Find", "Take it home"])
def test_what_lies_over_the_mirror_keeps_the_keyboard(open_kiosk: Open, name: str) -> None:
    """Tab goes round in it, Esc goes back to the key that opened it; only then to the PIN."""
    shop = open_kiosk()
    shop.enter()
    shop.kiosk.window.activateWindow()
    shop.until(shop.kiosk.window.isActiveWindow)

    def press(key: Qt.Key) -> QWidget:
        QTest.keyClick(QApplication.focusWidget() or shop.kiosk.window, key)
        focused = QApplication.focusWidget()
        assert focused is not None
        return focused

    for _ in range(40):
        if press(Qt.Key.Key_Tab).accessibleName() == name:
            break
    opener = QApplication.focusWidget()
    assert opener is not None
    assert opener.accessibleName() == name
    veil = press(Qt.Key.Key_Return)
    assert isinstance(veil, Veil)
    assert veil.isVisible()
    seen = [press(Qt.Key.Key_Tab) for _ in range(70)]  # 39 are letters and digits
    assert all(veil.isAncestorOf(widget) for widget in seen)
    assert len(set(seen)) > 3
    assert seen[0] in seen[1:], "round"
    assert press(Qt.Key.Key_Backtab) is seen[-2]
    assert press(Qt.Key.Key_Escape) is opener
    assert not veil.isVisible()
    assert not shop.kiosk.pin.isVisible()
    press(Qt.Key.Key_Escape)
    assert shop.kiosk.pin.isVisible()
    assert press(Qt.Key.Key_Escape) is opener


def test_a_shop_without_a_pin_leaves_by_the_keyboard(
    open_kiosk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    quits: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda *_: quits.append(True))
    shop = open_kiosk()
    window = shop.kiosk.window
    QTest.keyClick(window, Qt.Key.Key_Escape)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    back = window.focusWidget()
    assert back.accessibleName() == "Back"
    QTest.keyClick(back, Qt.Key.Key_Return)
    assert not quits
    assert not shop.kiosk.pin.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    QTest.keyClick(shop.kiosk.pin, Qt.Key.Key_Return)
    assert quits


def test_a_lost_camera_is_waited_for(open_kiosk: Open, stage: Stage) -> None:
    shop = open_kiosk()
    shop.enter()
    stage.is_plugged.clear()
    shop.until(lambda: shop.session.state.feed is Feed.LOST)
    shop.until(lambda: "The mirror comes back by itself" in shop.texts())
    stage.is_plugged.set()
    shop.until(lambda: shop.session.state.feed is Feed.SHOWING)
    shop.until(lambda: shop.session.state.notice(NoticeKind.CAMERA_LOST) is None)


def test_a_camera_that_cannot_be_used_is_told_kindly(open_kiosk: Open) -> None:
    shop = open_kiosk(Rules(source="bad.mp4"))
    shop.touch("Touch to begin")
    shop.touch("I agree")
    shop.until(lambda: "Please ask our staff" in shop.texts())


def test_what_cannot_be_worn_is_told_and_passes(
    open_kiosk: Open, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tryon.app.kiosk.advising._TOLD_S", 0.5)
    stage.hangers = [Hanger("torn", Path("torn.glb"), "Torn", "top", "female")]
    shop = open_kiosk()
    page = shop.enter()
    shop.touch("Clothes")
    shop.until(lambda: page.controls.rail.tiles)
    QTest.mouseClick(page.controls.rail.tiles[0], Qt.MouseButton.LeftButton)
    shop.until(lambda: "This cannot be shown here" in shop.texts())
    shop.until(lambda: "This cannot be shown here" not in shop.texts())
    assert page.preview.shown is not None


# ------------------------------------------------------------------ how it looks


def cut_words(window: QWidget) -> list[str]:
    """List buttons whose words have no room, and single lines that are cut."""
    cut = []
    for button in window.findChildren(QAbstractButton):
        if button.isVisibleTo(window) and button.text():
            text = button.fontMetrics().horizontalAdvance(button.text())
            if button.width() < text + 4:
                cut.append(button.text())
    for label in window.findChildren(QLabel):
        is_line = label.isVisibleTo(window) and not label.wordWrap() and label.text()
        if is_line and label.width() < min(label.sizeHint().width(), window.width()):
            cut.append(label.text())
    return cut


def beyond_edges(window: QWidget) -> list[str]:
    """List controls that stand outside the screen; those of a carousel may."""
    out = []
    for button in window.findChildren(QAbstractButton):
        slides = any(isinstance(p, QScrollArea) for p in parents(button))
        if button.isVisibleTo(window) and not slides:
            corner = button.mapTo(window, QPoint(0, 0))
            if not window.rect().contains(button.rect().translated(corner)):
                out.append(button.accessibleName())
    return out


def parents(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


SIZES = [(1080, 1920), (1920, 1080), (1366, 768)]


@pytest.mark.parametrize(
    ("size", "language"),
    [
        *((size, "en") for size in SIZES),
        (SIZES[0], "zh_CN"),
        (SIZES[0], LONGER),
        (SIZES[2], LONGER),
        (SIZES[1], FROM_THE_RIGHT),
    ],
    ids=str,
)
def test_everything_has_room(open_kiosk: Open, size: tuple[int, int], language: str) -> None:
    shop = open_kiosk(size=size, language=language)
    window = shop.kiosk.window
    shop.bot.wait(20)
    assert (window.width(), window.height()) == size
    assert beyond_edges(window) == []
    shop.kiosk.ask()
    shop.bot.wait(20)
    assert beyond_edges(window) == []
    shop.kiosk.agree("")
    shop.until(lambda: shop.page.preview.shown is not None)
    shop.bot.wait(50)
    assert beyond_edges(window) == []
    if language in ("en", "zh_CN"):
        assert cut_words(window) == []
    share = shop.page.controls.height() / window.height()
    assert share <= 0.4, "the person is the picture"
    for put_up in (shop.page.finder.cover, shop.page.taking.home.cover):
        put_up()
        shop.bot.wait(20)
        assert beyond_edges(window) == []
        shop.page.tidy()


@pytest.mark.parametrize("size", [SIZES[0], SIZES[2]], ids=str)
def test_every_target_is_large_and_has_a_name(open_kiosk: Open, size: tuple[int, int]) -> None:
    shop = open_kiosk(size=size)
    page = shop.enter()
    page.finder.cover()
    shop.bot.wait(20)
    keyboard = {key.accessibleName() for key in page.finder.findChildren(QAbstractButton)}
    for button in shop.kiosk.window.findChildren(QAbstractButton):
        assert button.accessibleName(), button
        assert QAccessible.queryAccessibleInterface(button) is not None
        if not button.isVisibleTo(shop.kiosk.window) or button.accessibleName() in keyboard:
            continue
        assert button.height() >= TARGET_KIOSK, button.accessibleName()
        assert button.width() >= TARGET_KIOSK, button.accessibleName()


def test_the_keyboard_reaches_the_controls(open_kiosk: Open) -> None:
    shop = open_kiosk()
    shop.enter()
    window = shop.kiosk.window
    window.activateWindow()
    reached = set()
    for _ in range(24):  # the shades are one stop, however many there are
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        focus = window.focusWidget()
        if focus is not None:
            reached.add(focus.accessibleName())
    for name in ("Compare", "Other light", "Take it home", "Before / after", "Find"):
        assert name in reached, name


def test_posters_come_when_they_are_drawn(open_kiosk: Open, tmp_path: Path) -> None:
    shop = open_kiosk()
    product = next(iter(shop.kiosk._opening.parts.products.values()))
    attract = shop.kiosk.attract
    assert attract is not None
    attract.show_posters([Poster(product, tmp_path / "gone.jpg")])
    assert f"{product.name} · Matte" in shop.texts()


def test_what_a_shop_does_not_offer_is_not_there(open_kiosk: Open) -> None:
    shop = open_kiosk(replace(Rules(), offers=("photo",)))
    page = shop.enter()
    names = [
        b.accessibleName() for b in page.findChildren(QAbstractButton) if b.isVisibleTo(page)
    ]
    for name in ("Compare", "Other light", "Clothes", "Scan", "Hands-free", "Find"):
        assert name not in names


def test_what_is_compared_says_how_sure_its_colour_is(open_kiosk: Open) -> None:
    shop = open_kiosk()
    page = shop.enter()
    shop.until(lambda: page.over.badge.isVisible())
    page.show_compare(True, 2)
    shop.until(lambda: shop.texts().count("Estimated ±6.5") == 2)
    shop.until(lambda: not page.over.badge.isVisible())


def test_other_light_is_left_from_below(open_kiosk: Open) -> None:
    shop = open_kiosk()
    page = shop.enter()
    now = np.full((48, 64, 3), 90, np.uint8)
    simulated = tuple((name, now + 9) for name in ("daylight", "office", "home"))
    shop.session._board.change(stills=Stills(now, simulated))
    shop.until(lambda: page.other_light.isVisible())
    (back,) = page.other_light.findChildren(QPushButton)
    middle = back.mapTo(shop.kiosk.window, back.rect().center())
    assert middle.y() > 2 / 3 * shop.kiosk.window.height(), "within reach of a wheelchair"
    assert back.height() >= TARGET_KIOSK
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    shop.until(lambda: not page.other_light.isVisible())


@pytest.mark.parametrize("is_on", [True, False])
def test_what_is_taken_home_is_counted_where_the_shop_wants_it(
    open_kiosk: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_on: bool
) -> None:
    path = tmp_path / "usage.sqlite"
    monkeypatch.setattr(visiting, "usage_path", lambda: path)
    shop = open_kiosk(Rules(counts_usage=is_on))
    page = shop.enter()
    chosen = list(shop.session.products.values())[3]
    shop.session.dressing.wear(chosen)
    shop.until(lambda: page._choices.tally._worn == chosen.id)
    page.taking.make("page")
    shop.kiosk.wipe()
    shop.kiosk.finish_closing()
    expected = (Use(chosen.id, pages=1),) if is_on else ()
    assert read_usage(path) == expected
    assert path.exists() == is_on


def test_prompts_are_spoken_where_the_shop_wants_that(
    open_kiosk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(
        kiosk_module.Voice, "say", lambda self, text, language: said.append((text, language))
    )
    silent = open_kiosk()
    silent.enter()
    silent.until(lambda: "Step in front of the mirror" in silent.texts())
    assert said == [], "off unless the shop turns it on"
    shop = open_kiosk(Rules(speaks=True))
    page = shop.enter()
    shop.until(lambda: ("Step in front of the mirror", "en") in said)
    page.taking.make("photo")
    shop.until(lambda: ("2", "en") in said)
    assert ("3", "en") in said
    assert len(said[0][0]) > 5, "what is to be agreed to comes first"
