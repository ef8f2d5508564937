from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tryon.app.appearance import Appearance, appear
from tryon.app.elided import ElidedLabel
from tryon.app.inspection import contrast_of, faults_of
from tryon.app.language import FROM_THE_RIGHT, LONGER
from tryon.app.theme import THEMES, contrast


@pytest.fixture
def room(qtbot: Any, qapp: Any) -> QWidget:
    appear(qapp, Appearance("en"))
    window = QWidget()
    window.resize(400, 300)
    window.setStyleSheet("background: #121114; color: #F4F1EE; font-size: 14px;")
    qtbot.addWidget(window)
    return window


def shown(window: QWidget) -> list[str]:
    window.show()
    QApplication.processEvents()
    return faults_of(window, 24)


def kinds(window: QWidget) -> set[str]:
    return {fault.partition(":")[0].split(" ")[0] for fault in shown(window)}


def test_a_good_window_has_no_faults(room: QWidget) -> None:
    column = QVBoxLayout(room)
    column.addWidget(QLabel("Everything can be read"))
    column.addWidget(QPushButton("And pressed"))
    long = ElidedLabel()
    long.setText("This may be cut, since its tip says it all: " * 4)
    column.addWidget(long)
    assert shown(room) == []


def test_what_is_cut_off_is_found(room: QWidget) -> None:
    narrow = QLabel("These words are longer than their place", room)
    narrow.setGeometry(10, 10, 90, 24)
    low = QLabel("These words need several lines, and have the room of one", room)
    low.setWordWrap(True)
    low.setGeometry(10, 60, 120, 20)
    button = QPushButton("Longer than the button", room)
    button.setGeometry(10, 120, 60, 30)
    found = shown(room)
    assert sum(fault.startswith("cut off") for fault in found) == 3, found


def test_ideographs_part_anywhere(room: QWidget) -> None:
    text = QLabel("相机会将您的影像显示在屏幕上，本机会在画面上绘制妆容和服装。", room)
    text.setWordWrap(True)
    text.setGeometry(10, 10, 160, 160)
    assert not [fault for fault in shown(room) if fault.startswith("cut off")]


def test_what_runs_off_and_what_lies_over_is_found(room: QWidget) -> None:
    off = QPushButton("Half outside", room)
    off.setGeometry(350, 10, 120, 30)
    row = QHBoxLayout(room)
    row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    for _ in range(2):
        part = QLabel("Too wide")
        part.setFixedWidth(360)
        row.addWidget(part)
    assert {"runs", "covered"} <= kinds(room)


def test_small_mute_and_unreachable_controls_are_found(room: QWidget) -> None:
    column = QVBoxLayout(room)
    small = QPushButton("x")
    small.setFixedSize(12, 12)
    mute = QPushButton()
    far = QPushButton("No way here")
    far.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    for part in (small, mute, far):
        column.addWidget(part)
    assert {"smaller", "without", "not"} <= kinds(room)


def test_a_strip_is_reached_by_one_of_its_buttons(room: QWidget) -> None:
    strip = QWidget(room)
    strip.setProperty("is_one_stop", True)
    row = QHBoxLayout(strip)
    for name in ("one", "two"):
        row.addWidget(QPushButton(name))
    strip.resize(300, 80)
    first, second = strip.findChildren(QPushButton)
    second.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    assert shown(room) == []
    first.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    assert kinds(room) == {"not"}, "nothing leads there any more"


def test_one_of_some_is_reached_by_arrows(room: QWidget) -> None:
    column, group = QVBoxLayout(room), QButtonGroup(room)
    for text in ("One", "Other"):
        button = QPushButton(text)
        button.setCheckable(True)
        group.addButton(button)
        column.addWidget(button)
    group.buttons()[0].setChecked(True)
    assert shown(room) == []


def test_faint_words_are_found(room: QWidget) -> None:
    column = QVBoxLayout(room)
    faint = QLabel("Hardly to be read")
    faint.setStyleSheet("color: #4A474D;")
    column.addWidget(faint)
    (fault,) = shown(room)
    assert fault.startswith("contrast")


def test_a_short_word_in_a_wide_line_is_not_faint(room: QWidget) -> None:
    """Its letters are too few of all pixels to be seen, unless one looks where they stand."""
    room.resize(1200, 120)
    column = QVBoxLayout(room)
    for ink in ("#A8A29D", "#4A474D"):
        line = QLabel("Men")
        line.setStyleSheet(f"color: {ink};")
        column.addWidget(line)
    (fault,) = shown(room)
    assert fault.startswith("contrast")


def test_contrast_is_that_of_wcag() -> None:
    pixels = np.tile(np.uint8([18, 17, 20]), (1000, 1))
    pixels[:80] = (168, 162, 157)
    assert abs(contrast_of(pixels) - contrast("#121114", "#A8A29D")) < 0.4


@pytest.mark.parametrize("name", THEMES)
def test_every_text_of_the_palette_can_be_read(name: str) -> None:
    c = THEMES[name]  # type: ignore[index]
    grounds = (c.background, c.panel, c.raised, c.stage)
    for ground in grounds:
        for ink in (c.text, c.soft, c.good, c.attention):
            assert contrast(ground, ink) >= 4.5, (ground, ink)
    assert contrast(c.accent, c.on_accent) >= 4.5
    assert contrast(c.text, c.background) >= 7.0


@pytest.mark.parametrize(
    ("language", "size"),
    [
        (LONGER, (1366, 768)),
        (FROM_THE_RIGHT, (1366, 768)),
        ("en", (960, 540)),  # 1920 x 1080 at 200 %
        ("zh_CN", (960, 540)),
    ],
)
def test_the_studio_has_no_faults(
    language: str, size: tuple[int, int], qapp: Any, qtbot: Any, stage: Any
) -> None:
    from tryon.app.opening import Opening
    from tryon.app.studio.studio import Studio
    from tryon.settings import Settings
    from tryon.settings import Studio as Choices

    settings = Settings(language=language, studio=Choices(failsafe="off"))
    studio = Studio(Opening(stage.parts(), settings, None, None, size))
    try:
        studio.start()
        qtbot.waitUntil(lambda: studio.window.preview.shown is not None, timeout=15_000)
        for screen in studio.screens().values():
            screen()
            qtbot.wait(60)
            assert faults_of(studio.window, 24) == []
    finally:
        studio.close()
        studio.deleteLater()
        appear(qapp, Appearance("en"))
