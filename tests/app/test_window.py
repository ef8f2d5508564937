import dataclasses
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tryon.app.banner import Banner
from tryon.app.finishes import FinishChip
from tryon.app.main import open_window
from tryon.app.session import Feed, NoticeKind, Session, Stills
from tryon.app.swatches import Plus, Swatch, family
from tryon.app.theme import TARGET, dress_application
from tryon.app.window import Window
from tryon.core.scene import Box
from tryon.light.known import KnownState, PlacePhase, PlaceState
from tryon.light.place import Place
from tryon.light.reference import Loss, Phase, ReferenceState
from tryon.light.sheet import Refusal
from tryon.settings import Settings

Stage = Any  # tests/app/conftest.py


@dataclasses.dataclass(frozen=True)
class Mirror:
    """A window that shows the scripted camera."""

    bot: QtBot
    window: Window
    session: Session

    def until(self, holds: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(holds()), timeout=5000)

    def button(self, name: str) -> QAbstractButton:
        found = [
            b
            for b in self.window.findChildren(QAbstractButton)
            if b.accessibleName().startswith(name) and b.isVisibleTo(self.window)
        ]
        assert len(found) == 1, f"{name}: {[b.accessibleName() for b in found]}"
        return found[0]

    def click(self, name: str) -> None:
        self.bot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def names(self) -> list[str]:
        found = self.window.findChildren(QAbstractButton)
        return [b.accessibleName() for b in found if b.isVisibleTo(self.window)]

    def texts(self) -> str:
        labels = self.window.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisibleTo(self.window))


@pytest.fixture
def open_mirror(qtbot: QtBot, stage: Stage, qapp: Any) -> Iterator[Callable[..., Mirror]]:
    dress_application(qapp)
    opened: list[Mirror] = []

    def make(settings: Settings | None = None, size: tuple[int, int] = (1366, 768)) -> Mirror:
        session, window = open_window(stage.parts(), settings or Settings())
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(*size)
        opened.append(Mirror(qtbot, window, session))
        session.start()
        return opened[-1]

    yield make
    for mirror in opened:
        mirror.window.close()
        mirror.session.close()
        mirror.window.deleteLater()


@pytest.fixture
def mirror(open_mirror: Callable[..., Mirror]) -> Mirror:
    mirror = open_mirror()
    mirror.until(lambda: mirror.window.preview.shown is not None)
    mirror.window.activateWindow()
    mirror.window.preview.setFocus()
    return mirror


def test_swatch_puts_the_shade_on(mirror: Mirror, stage: Stage) -> None:
    mirror.click("Peony Letter")
    mirror.until(lambda: stage.seen and stage.seen[0] == "demo-lip-04")
    mirror.until(lambda: "Peony Letter" in mirror.texts())
    assert "¥139" in mirror.texts()
    assert mirror.button("Peony Letter").isChecked()
    assert not mirror.button("Cinnabar").isChecked()


def test_finish_and_coats(mirror: Mirror, stage: Stage) -> None:
    mirror.click("Wet:")  # the family
    mirror.click("Gloss")  # the finish; "Glass Cherry" is a shade
    mirror.until(lambda: stage.seen and stage.seen[1] == "gloss")
    mirror.until(lambda: "Gloss, sold as Matte" in mirror.texts())
    slider = mirror.window.findChild(QSlider)
    assert slider is not None
    middle = slider.height() // 2
    mirror.bot.mouseClick(
        slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 1, middle)
    )
    mirror.until(lambda: stage.seen and stage.seen[2] == 5.0)
    mirror.until(lambda: "5.0" in mirror.texts())


def test_bare_lips_switch_the_knobs_off(mirror: Mirror) -> None:
    mirror.click("Bare lips")
    mirror.until(lambda: not mirror.button("Before / after").isEnabled())
    assert not mirror.button("Velvet").isEnabled()
    slider = mirror.window.findChild(QSlider)
    assert slider is not None
    assert not slider.isEnabled()


def test_a_shade_is_found_by_name_colour_and_finish(mirror: Mirror) -> None:
    shades, bot = mirror.window.shades, mirror.bot
    everything = len(shades.order())
    bot.keyClick(mirror.window.preview, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = mirror.window.focusWidget()
    assert isinstance(search, QLineEdit)
    bot.keyClicks(search, "letter peo")
    assert [product.name for product in shades.order()] == ["Peony Letter"]
    bot.keyClick(search, Qt.Key.Key_Escape)
    assert len(shades.order()) == everything
    assert mirror.window.focusWidget() is mirror.window.preview
    search.setText("朱砂")
    assert [product.name for product in shades.order()] == ["Cinnabar"]
    search.clear()
    mirror.click("Reds")
    assert {family(product.shade.reflectance) for product in shades.order()} == {"Reds"}
    mirror.click("All colours")
    menu = {action.text(): action for action in mirror.button("Filter: off").menu().actions()}  # type: ignore[attr-defined]
    menu["Metal: metallic, chrome, foil"].trigger()
    assert {product.finish for product in shades.order()} <= {"metallic", "chrome", "foil"}
    assert shades.order()
    menu["Any finish"].trigger()
    menu["Measured shades only"].trigger()
    assert not shades.order(), "the samples were never measured"
    mirror.until(lambda: "has been measured with an instrument" in mirror.texts())
    menu["Measured shades only"].trigger()
    assert len(shades.order()) == everything


def test_a_family_of_finishes_is_opened_without_wearing_it(mirror: Mirror) -> None:
    worn = mirror.session.state.worn.finish
    mirror.click("Metal:")
    assert mirror.button("Chrome").isVisible()
    assert mirror.session.state.worn.finish == worn
    mirror.click("Chrome")
    mirror.until(lambda: mirror.session.state.worn.finish == "chrome")


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


def test_arrows_walk_through_shades_and_coats(mirror: Mirror, stage: Stage) -> None:
    order = mirror.window.shades.order()
    start = order.index(mirror.session.state.worn.product)  # type: ignore[arg-type]
    mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_Right)
    mirror.until(lambda: stage.seen and stage.seen[0] == order[start + 1].id)
    coats = mirror.session.state.worn.coats
    mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_Up)
    mirror.until(lambda: stage.seen and stage.seen[2] == pytest.approx(coats + 0.1))
    mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_Left)
    mirror.until(lambda: stage.seen and stage.seen[0] == order[start].id)


def test_arrows_on_a_swatch_go_to_its_neighbour(mirror: Mirror, stage: Stage) -> None:
    swatch = mirror.button("Cinnabar")
    swatch.setFocus()
    mirror.bot.keyClick(swatch, Qt.Key.Key_Right)
    mirror.until(lambda: stage.seen and stage.seen[0] == "demo-lip-06")
    focus = mirror.window.focusWidget()
    assert focus is mirror.button("Glass Cherry")


def test_arrows_reach_every_shade_and_come_round(mirror: Mirror) -> None:
    order = mirror.window.shades.order()
    assert {product.id for product in order} == set(mirror.session.products)
    seen = set()
    for _ in order:
        mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_Right)
        worn = mirror.session.state.worn.product
        assert worn is not None
        seen.add(worn.id)
    assert seen == set(mirror.session.products)


def test_photo_says_its_name_and_offers_the_folder(mirror: Mirror) -> None:
    mirror.click("Take a photo")
    mirror.until(lambda: "Photo saved" in mirror.texts())
    (photo,) = mirror.session.folder.glob("*.png")
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


def test_lost_camera_is_a_calm_card_that_goes_by_itself(mirror: Mirror, stage: Stage) -> None:
    stage.is_plugged.clear()
    mirror.until(lambda: "Waiting for the camera" in mirror.texts())
    assert "Check the camera cable." in mirror.texts()
    assert mirror.window.preview.shown is None
    assert not mirror.button("Take a photo").isEnabled()
    stage.is_plugged.set()
    mirror.until(lambda: "Waiting for the camera" not in mirror.texts())
    mirror.until(lambda: "The camera is away" not in mirror.texts())
    mirror.until(lambda: mirror.button("Take a photo").isEnabled())


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
        "tryon.app.window.QFileDialog.getExistingDirectory",
        lambda *arguments: str(tmp_path / "roomy"),
    )
    mirror.click("Choose folder")
    mirror.until(lambda: mirror.session.folder == tmp_path / "roomy")
    mirror.until(lambda: "The recording has stopped" not in mirror.texts())


def test_broken_effect_can_be_put_on_again(mirror: Mirror, stage: Stage) -> None:
    stage.breaks_effect = True
    mirror.until(lambda: "The lipstick was taken off" in mirror.texts())
    stage.breaks_effect, stage.seen = False, None
    mirror.click("Put it on again")
    mirror.until(lambda: stage.seen is not None)


def test_escape_closes_the_newest_message(mirror: Mirror) -> None:
    mirror.click("Take a photo")
    mirror.until(lambda: "Photo saved" in mirror.texts())
    mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_Escape)
    mirror.until(lambda: not mirror.session.state.notices)


def test_lock_shows_what_the_camera_says(mirror: Mirror, stage: Stage) -> None:
    mirror.click("Exposure and white balance: Automatic")
    mirror.until(lambda: stage.opened[-1] == ("camera:0", True))
    mirror.until(lambda: mirror.button("Exposure and white balance: Locked").isChecked())


def test_source_says_what_the_camera_delivers(mirror: Mirror) -> None:
    name = "Source: Front camera · 64×48"
    mirror.until(lambda: mirror.button("Source:").accessibleName().startswith(name))


def test_badge_says_estimated_and_how_far(mirror: Mirror, stage: Stage) -> None:
    mirror.until(lambda: mirror.button("Colour:").accessibleName() == "Colour: Estimated ±4.8")
    assert "Virtual effect, for reference" in mirror.texts()


def test_a_click_on_the_badge_says_what_is_known_and_what_to_do(mirror: Mirror) -> None:
    mirror.click("Colour: Estimated")
    mirror.until(lambda: "Read off a screen or a photo" in mirror.texts())
    assert "Not calibrated" in mirror.texts()
    assert "nobody is there whose skin would tell" in mirror.texts()
    mirror.click("Calibrate this camera")
    mirror.until(lambda: mirror.session.state.is_calibrating)
    assert not mirror.window.colour_card.isVisible()


def test_guidance_for_a_white_sheet_follows_the_search(mirror: Mirror, stage: Stage) -> None:
    desk = stage.desks[-1]

    def see(state: ReferenceState) -> None:
        desk._state = KnownState(reference=state)

    mirror.click("Colour: Estimated")
    mirror.click("Hold a sheet of paper")
    see(ReferenceState(Phase.SEARCHING))
    mirror.until(lambda: "Hold a white sheet of paper beside your face" in mirror.texts())
    assert not mirror.window.guide.outline.isVisible()
    corners = ((5.0, 5.0), (25.0, 5.0), (25.0, 30.0), (5.0, 30.0))
    see(ReferenceState(Phase.REFUSED, refusal=Refusal.TILTED, corners=corners))
    mirror.until(lambda: "The sheet is tilted" in mirror.texts())
    assert mirror.window.guide.outline.isVisible()
    see(ReferenceState(Phase.REFUSED, refusal=Refusal.UNCLEAR, corners=corners))
    mirror.until(lambda: "Paper or a grey card?" in mirror.texts())
    assert len(desk._wishes) == 1
    mirror.click("It is a grey card")
    assert len(desk._wishes) == 2
    see(ReferenceState(Phase.SEEN, progress=0.5, corners=corners))
    mirror.until(lambda: "Keep it there" in mirror.texts())
    see(ReferenceState(Phase.HELD, age_s=1.0))
    mirror.until(lambda: "you may put the sheet away" in mirror.texts())
    see(ReferenceState(Phase.HELD, age_s=31.0))
    mirror.until(lambda: "White measured 31 s ago" in mirror.texts())
    see(ReferenceState(Phase.LOST, loss=Loss.LIGHT_CHANGED))
    mirror.until(lambda: "The light has changed" in mirror.texts())
    assert "White measured" not in mirror.texts()
    mirror.click("Hold it up again")
    assert len(desk._wishes) == 3


def test_skin_is_kept_for_one_source_and_a_place_beyond_the_session(
    mirror: Mirror, stage: Stage
) -> None:
    desk, session = stage.desks[-1], mirror.session
    session.lock_camera(True)
    mirror.until(lambda: stage.desks[-1] is not desk)
    desk = stage.desks[-1]
    mirror.until(lambda: session.state.feed is Feed.SHOWING)
    held = ReferenceState(Phase.HELD, age_s=9.0)
    desk._state = KnownState(reference=held, can_enrol=True, enrolled=frozenset({1}))
    mirror.until(lambda: mirror.button("Colour:"))
    mirror.click("Colour:")
    assert "in memory only" in mirror.texts()
    mirror.click("Forget my skin")
    mirror.until(
        lambda: session.state.delivered and session.state.delivered.exposure_lock == "locked"
    )
    desk._state = KnownState(reference=held)
    mirror.until(lambda: "This camera stays here" in mirror.names())
    mirror.click("This camera stays here")
    assert len(desk._wishes) == 2
    place = Place("b", (0.0,) * 3, (0.1,) * 9, ((0.0,) * 3,) * 12)
    desk._state = KnownState(place=PlaceState(PlacePhase.HELD, place))
    mirror.until(lambda: stage.places == [place])
    mirror.until(lambda: "This place is remembered" in mirror.texts())
    session.choose_source("camera:0")
    mirror.until(lambda: stage.desks[-1] is not desk and stage.desks[-1]._wishes)
    assert session.known == KnownState(), "skin went with the source"


def test_other_light_needs_somebody_to_fall_on(mirror: Mirror) -> None:
    mirror.bot.keyClick(mirror.window.preview, Qt.Key.Key_O)
    mirror.until(lambda: "Other light cannot be shown" in mirror.texts())


def test_other_light_lies_over_the_mirror_until_it_is_left(mirror: Mirror) -> None:
    now = np.zeros((48, 64, 3), np.uint8)
    now[:, 32:] = 200
    simulated = tuple((name, now // 2) for name in ("daylight", "office", "home"))
    mirror.session._change(stills=Stills(now, simulated, Box(40, 10, 12, 16)))
    view = mirror.window.other_light
    mirror.until(view.isVisible)
    for words in ("Now", "Daylight", "Office · LED 4100 K", "Home · LED 2700 K"):
        assert words in mirror.texts().split("\n")
    assert mirror.texts().split("\n").count("simulated") == 3
    # The mirror's side: what was on the right is on the left, where the face is as well.
    assert view._tiles[0].grab().toImage().pixelColor(60, 100).red() == 200
    mirror.bot.keyClick(mirror.window, Qt.Key.Key_Escape)
    mirror.until(lambda: not view.isVisible())
    assert mirror.window.focusWidget() is mirror.window.preview


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


@pytest.mark.parametrize("size", [(880, 500), (1366, 768), (1920, 1080), (1080, 1920)])
def test_everything_has_room(open_mirror: Callable[..., Mirror], size: tuple[int, int]) -> None:
    mirror = open_mirror(size=size)
    mirror.until(lambda: mirror.window.preview.shown is not None)
    mirror.bot.wait(50)
    assert (mirror.window.width(), mirror.window.height()) == size
    whole = mirror.window.rect()
    for widget in mirror.window.findChildren(QWidget):
        shown = widget.isVisibleTo(mirror.window) and not isinstance(widget, Plus | Swatch)
        if shown and isinstance(widget, QAbstractButton | QSlider):
            corner = widget.mapTo(mirror.window, QPoint(0, 0))
            name = widget.accessibleName()
            assert whole.contains(widget.rect().translated(corner)), name
            if isinstance(widget, QPushButton):
                text = widget.fontMetrics().horizontalAdvance(widget.text())
                assert widget.width() >= text + 20, f"{name} is cut"
    for label in mirror.window.findChildren(QLabel):
        if label.isVisibleTo(mirror.window) and not label.wordWrap() and label.text():
            assert label.width() >= label.sizeHint().width(), f"{label.text()} is cut"


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
        "tryon.app.window.QFileDialog.getExistingDirectory",
        lambda *arguments: str(tmp_path / "mine"),
    )
    button = mirror.button("Where photos and recordings go")
    assert isinstance(button, QPushButton)
    _, other = button.menu().actions()
    other.trigger()
    assert mirror.session.folder == tmp_path / "mine"
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
        "tryon.app.window.QFileDialog.getOpenFileName",
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


def test_tab_goes_to_the_shade_that_is_worn(mirror: Mirror) -> None:
    mirror.window.preview.setFocus()
    for _ in range(6):  # past search, filter and families
        mirror.bot.keyClick(mirror.window.focusWidget(), Qt.Key.Key_Tab)
        if isinstance(mirror.window.focusWidget(), Swatch):
            break
    assert mirror.window.focusWidget() is mirror.button("Cinnabar")


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


def test_pictures_are_shown_as_they_were_made(mirror: Mirror) -> None:
    shown = mirror.window.preview.shown
    assert shown is not None
    assert shown.bgrx.dtype == np.uint8
    assert shown.bgrx.shape[2] == 4
