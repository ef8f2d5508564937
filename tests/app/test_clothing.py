"""The wardrobe, from a click on a piece to what the engine wears."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from tryon.app.parts import real_parts
from tryon.app.rack import Piece
from tryon.app.session import Session
from tryon.app.state import NoticeKind
from tryon.core.scene import Need
from tryon.garments.model import Slot
from tryon.garments.rail import Hanger
from tryon.settings import KeptPiece

Stage = Any  # tests/app/conftest.py
Mirror = Any  # tests/app/conftest.py
Wait = Callable[..., None]


def piece(word: str, slot: Slot, **said: Any) -> Hanger:
    return Hanger(word, Path(f"{word}.glb"), word.title(), slot, "female", **said)


TEE = piece("tee", "top", sizes=("S", "M"), colours=(("red", "#BB2233"), ("navy", "#223355")))
SHIRT, JEANS, DRESS = piece("shirt", "top"), piece("jeans", "bottom"), piece("dress", "dress")
COAT, HAT, CAP = piece("coat", "outer"), piece("hat_felt", "head"), piece("hat_straw", "head")
GLASSES, TORN = piece("glasses_round", "head"), piece("torn", "top")
BROKEN = piece("broken", "top", fault="broken.glb: expected glTF 2.0, not PNG")


@pytest.fixture
def wardrobe(stage: Stage) -> Stage:
    stage.hangers += [TEE, SHIRT, JEANS, DRESS, COAT, HAT, CAP, GLASSES, TORN, BROKEN]
    return stage


def words(session: Session) -> list[str]:
    return [hung.hanger.word for hung in session.state.clothes]


def test_a_dress_replaces_top_and_bottom_and_a_top_the_dress(session: Session) -> None:
    for hanger in (TEE, JEANS, COAT, GLASSES, HAT):
        session.clothing.wear(hanger)
    assert words(session) == ["tee", "jeans", "coat", "glasses_round", "hat_felt"]
    session.clothing.wear(DRESS)
    assert words(session) == ["coat", "glasses_round", "hat_felt", "dress"]
    session.clothing.wear(SHIRT)
    session.clothing.wear(CAP)  # instead of the other hat, beside the glasses
    assert words(session) == ["coat", "glasses_round", "shirt", "hat_straw"]
    session.clothing.wear(SHIRT)  # once more takes it off
    assert words(session) == ["coat", "glasses_round", "hat_straw"]
    session.clothing.wear(None)
    assert words(session) == []


def test_clothes_are_worn_with_lipstick_and_bared_with_it(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    session.clothing.wear(TEE)
    session.clothing.choose_size(TEE, "M")
    wait_until(lambda: stage.draped == ("tee", "M"))
    assert stage.seen is not None
    product = list(session.products.values())[2]
    session.dressing.wear(product)
    assert words(session) == ["tee"]
    wait_until(lambda: stage.seen is not None and stage.seen[0] == product.id)
    session.dressing.show_before(True)
    time.sleep(0.1)
    stage.draped = None
    time.sleep(0.1)
    assert stage.draped is None
    session.dressing.show_before(False)
    wait_until(lambda: stage.draped == ("tee", "M"))


def test_a_piece_is_loaded_once_and_not_for_every_shade(
    session: Session, stage: Stage, wait_until: Wait
) -> None:
    session.clothing.wear(TEE)
    wait_until(lambda: stage.draped is not None)
    for product in list(session.products.values())[:4]:
        session.dressing.wear(product)
    session.clothing.wear(JEANS)
    wait_until(lambda: stage.draped == ("jeans", None))
    assert [hung.hanger.word for hung in stage.hung] == ["tee", "jeans"]


def test_what_cannot_be_read_is_taken_off_and_told(session: Session, wait_until: Wait) -> None:
    session.clothing.wear(TEE)
    session.clothing.wear(COAT)
    session.clothing.wear(TORN)
    wait_until(lambda: words(session) == ["coat"])
    (notice,) = session.state.notices
    assert notice.kind is NoticeKind.GARMENT_FAILED
    assert notice.hint == "torn.glb: no triangles"
    session.clothing.wear(BROKEN)
    assert words(session) == ["coat"]
    assert session.state.notices[-1].hint == BROKEN.fault


def test_without_opengl_the_mirror_goes_on_and_says_so(mirror: Mirror, stage: Stage) -> None:
    stage.has_opengl = False
    mirror.session.clothing.wear(TEE)
    mirror.until(lambda: "Clothes cannot be drawn here" in mirror.texts())
    assert "Make-up cannot be drawn" not in mirror.texts()
    before = mirror.window.preview.shown
    mirror.until(lambda: mirror.window.preview.shown is not before)


def test_nothing_is_listed_or_drawn_before_somebody_looks(
    mirror: Mirror, wardrobe: Stage
) -> None:
    mirror.bot.wait(100)
    assert mirror.session.state.wardrobe == ()
    assert wardrobe.needs == {Need.LIPS}
    mirror.click("Clothes")
    mirror.until(lambda: wardrobe.needs == {Need.LIPS, Need.BODY_SOON})
    mirror.until(lambda: len(mirror.window.findChildren(Piece)) == len(wardrobe.hangers))
    mirror.until(lambda: len(mirror.session.state.shots) == len(wardrobe.hangers) - 1)
    drawn = {shot.hanger.word: path for shot, path in mirror.session.state.shots.items()}
    assert drawn["shirt"] is None
    assert drawn["tee"] is not None


def test_size_and_colour_are_chosen_on_the_page(mirror: Mirror, wardrobe: Stage) -> None:
    mirror.click("Clothes")
    mirror.until(lambda: "Tee" in mirror.names())
    mirror.click("Tee")
    mirror.until(lambda: "Size M" in mirror.names())
    mirror.click("Size M")
    mirror.click("Colour navy")
    mirror.until(lambda: wardrobe.draped == ("tee", "M"))
    mirror.until(lambda: "Tee · navy · M" in mirror.texts())
    (hung,) = mirror.session.state.clothes
    assert hung.colour == "navy"
    mirror.click("Jeans")
    mirror.until(lambda: "Size M" not in mirror.names())
    mirror.click("Tee")  # it was worn
    mirror.until(lambda: [h.hanger.word for h in mirror.session.state.clothes] == ["jeans"])
    mirror.click("Take it off")
    mirror.until(lambda: not mirror.session.state.clothes)


def test_slots_filter_the_rack(mirror: Mirror, wardrobe: Stage) -> None:
    mirror.click("Clothes")
    mirror.until(lambda: "Tee" in mirror.names())
    mirror.click("Trousers and skirts")
    mirror.until(lambda: "Tee" not in mirror.names())
    assert "Jeans" in mirror.names()
    assert "Shoes" not in mirror.names()  # there are none


def test_dragging_turns_the_piece(mirror: Mirror, wardrobe: Stage) -> None:
    mirror.click("Clothes")
    mirror.until(lambda: "Tee" in mirror.names())
    mirror.click("Tee")
    table = mirror.window.panel.clothes.turntable
    mirror.until(lambda: table.isVisible() and table.turns == 16)
    assert table.side == 0
    bot, left = mirror.bot, Qt.MouseButton.LeftButton
    bot.mousePress(table, left, pos=QPoint(20, 60))
    bot.mouseMove(table, QPoint(100, 60))
    bot.mouseRelease(table, left, pos=QPoint(100, 60))
    assert table.side == 4
    table.setFocus()
    bot.keyClick(table, Qt.Key.Key_Left)
    assert table.side == 3


@pytest.mark.parametrize("size", [(880, 500), (1366, 768), (1080, 1920)])
def test_the_page_has_room(
    open_mirror: Callable[..., Mirror], wardrobe: Stage, size: tuple[int, int]
) -> None:
    mirror = open_mirror(size=size)
    mirror.until(lambda: mirror.window.preview.shown is not None)
    mirror.click("Clothes")
    mirror.until(lambda: "Tee" in mirror.names())
    mirror.click("Tee")
    mirror.until(lambda: "Size M" in mirror.names())
    mirror.bot.wait(50)
    assert (mirror.window.width(), mirror.window.height()) == size
    whole = mirror.window.rect()
    for widget in mirror.window.findChildren(QAbstractButton):
        if widget.isVisibleTo(mirror.window) and not isinstance(widget, Piece):
            corner = widget.mapTo(mirror.window, QPoint(0, 0))
            assert whole.contains(widget.rect().translated(corner)), widget.accessibleName()
    rack: QWidget = mirror.window.panel.clothes.rack
    assert rack.height() >= 100


def test_the_real_wardrobe_hangs_its_own_pieces() -> None:
    hangers = real_parts().hangers()
    tee = next(hanger for hanger in hangers if hanger.word == "tshirt_crew_female")
    effect = real_parts().hang(_worn(tee))
    assert effect.name == "garment"
    assert (effect.size, effect.colour) == ("L", "navy")  # type: ignore[attr-defined]


def _worn(hanger: Hanger) -> Any:
    from tryon.app.state import Hung

    return Hung(hanger, "L", "navy")


def test_clothes_are_worn_again_at_the_next_start(
    make_session: Callable[..., Session], wardrobe: Stage, wait_until: Wait
) -> None:
    first = make_session()
    first.clothing.wear(TEE)
    first.clothing.choose_size(TEE, "M")
    first.clothing.choose_colour(TEE, "navy")
    first.clothing.wear(JEANS)
    wait_until(lambda: first.state.settings.clothes[-1:] == (KeptPiece("jeans"),))
    settings = replace(
        first.state.settings, clothes=(*first.state.settings.clothes, KeptPiece("sold"))
    )
    again = make_session(settings)
    again.clothing.wear_remembered()
    wait_until(lambda: words(again) == ["tee", "jeans"])
    assert (again.state.clothes[0].size, again.state.clothes[0].colour) == ("M", "navy")
    wait_until(lambda: wardrobe.draped is not None)
    again.clothing.wear(None)
    assert again.state.settings.clothes == ()
