from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from tryon.app.appearance import Appearance, appear
from tryon.app.kiosk.carousel import Carousel, ShadeTile

KEY = Qt.Key


class Strip:
    """Twelve tiles between two buttons."""

    def __init__(self, qtbot: Any, direction: Qt.LayoutDirection) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.setLayoutDirection(direction)
        column = QVBoxLayout(self.window)
        self.above, self.below = QPushButton("above"), QPushButton("below")
        self.carousel = Carousel("Shades")
        for widget in (self.above, self.carousel, self.below):
            column.addWidget(widget)
        self.window.resize(700, 300)
        self.tiles = [ShadeTile(None) for _ in range(12)]
        self.carousel.setLayoutDirection(direction)
        self.carousel.arrange(self.tiles)
        self.window.show()
        qtbot.waitActive(self.window)
        self.above.setFocus()

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.window.focusWidget(), key)

    @property
    def at(self) -> int | None:
        focus = self.window.focusWidget()
        return self.tiles.index(focus) if isinstance(focus, ShadeTile) else None


@pytest.fixture
def strip(qapp: Any, qtbot: Any) -> Strip:
    appear(qapp, Appearance("en"))
    return Strip(qtbot, Qt.LayoutDirection.LeftToRight)


def test_the_strip_is_one_stop_of_the_keyboard(strip: Strip) -> None:
    strip.press(KEY.Key_Tab)
    assert strip.at == 0
    strip.press(KEY.Key_Tab)
    assert strip.window.focusWidget() is strip.below
    strip.press(KEY.Key_Backtab, KEY.Key_Backtab)
    assert strip.window.focusWidget() is strip.above


def test_keys_go_along_the_strip_and_it_remembers_where(strip: Strip, qtbot: Any) -> None:
    strip.press(KEY.Key_Tab, KEY.Key_Right, KEY.Key_Right, KEY.Key_Left)
    assert strip.at == 1
    strip.press(KEY.Key_Home, KEY.Key_Left)
    assert strip.at == 0, "it ends there"
    strip.press(KEY.Key_PageDown)
    assert 1 < (strip.at or 0) < 11
    strip.press(KEY.Key_End)
    assert strip.at == 11
    view = strip.carousel._area.viewport()
    last = strip.tiles[11]
    qtbot.waitUntil(lambda: view.rect().contains(last.mapTo(view, last.rect().center())))
    strip.press(KEY.Key_Tab, KEY.Key_Backtab)
    assert strip.at == 11


def test_the_strip_begins_with_what_is_worn(strip: Strip) -> None:
    worn = strip.tiles[4]
    strip.carousel.mark(lambda tile: tile is worn)
    strip.press(KEY.Key_Tab)
    assert strip.at == 4
    strip.carousel.arrange(strip.tiles[:3])
    strip.above.setFocus()
    strip.press(KEY.Key_Tab)
    assert strip.at == 0, "what was worn is not offered any more"


def test_from_right_to_left_the_keys_turn_round(qapp: Any, qtbot: Any) -> None:
    appear(qapp, Appearance("en"))
    strip = Strip(qtbot, Qt.LayoutDirection.RightToLeft)
    strip.press(KEY.Key_Tab, KEY.Key_Left)
    assert strip.at == 1


def test_space_still_chooses(strip: Strip, qtbot: Any) -> None:
    chosen: list[object] = []
    strip.carousel.chosen.connect(chosen.append)
    strip.press(KEY.Key_Tab, KEY.Key_Right, KEY.Key_Space)
    assert chosen == [strip.tiles[1]]
