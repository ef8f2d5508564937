from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tryon.app.opening import Stop
from tryon.app.tour import Guided, Tour


def window_of(qtbot: QtBot) -> tuple[QWidget, QPushButton, QPushButton]:
    window = QWidget()
    window.resize(900, 600)
    qtbot.addWidget(window)
    first, second = QPushButton("First", window), QPushButton("Second", window)
    first.setGeometry(40, 40, 100, 50)
    second.setGeometry(700, 500, 120, 60)
    window.show()
    return window, first, second


def test_cards_point_at_real_controls_and_cover_none(qtbot: QtBot) -> None:
    window, first, second = window_of(qtbot)
    tour = Tour(
        window, [Stop(lambda: first, "One", "First."), Stop(lambda: second, "Two", "Second.")]
    )
    tour.begin()
    for control, title in ((first, "One"), (second, "Two")):
        assert title in tour.said
        assert tour._hole.contains(control.geometry())
        assert not tour.card.geometry().intersects(control.geometry())
        assert window.rect().contains(tour.card.geometry())
        before = control.geometry()
        control.move(before.x() - 30, before.y() - 20)
        tour._lay()
        assert tour._hole.contains(control.geometry()), "it follows what moves"
        with qtbot.waitSignal(tour.ended) if control is second else _nothing():
            QTest.mouseClick(tour.on, Qt.MouseButton.LeftButton)
    assert tour.is_over


class _nothing:  # noqa: N801
    def __enter__(self) -> None: ...

    def __exit__(self, *error: object) -> None: ...


def test_a_tour_can_be_skipped(qtbot: QtBot) -> None:
    window, first, second = window_of(qtbot)
    stops = [Stop(lambda: first, "One", ""), Stop(lambda: second, "Two", "")]
    tour = Tour(window, stops)
    tour.begin()
    with qtbot.waitSignal(tour.ended):
        QTest.mouseClick(tour.skip, Qt.MouseButton.LeftButton)
    other = Tour(window, stops)
    other.begin()
    with qtbot.waitSignal(other.ended):
        QTest.keyClick(other, Qt.Key.Key_Escape)


def test_what_is_not_on_the_glass_is_left_out(qtbot: QtBot) -> None:
    window, first, second = window_of(qtbot)
    second.hide()
    stops = [Stop(lambda: second, "Two", ""), Stop(lambda: None, "None", "")]
    tour = Tour(window, [*stops, Stop(lambda: first, "One", "")])
    tour.begin()
    assert "One" in tour.said
    assert tour._hole.intersects(QRect(first.geometry()))


def test_the_mirror_has_a_tour_of_controls_that_are_there(
    open_mirror: Callable[..., Any], qtbot: QtBot
) -> None:
    mirror = open_mirror()
    qtbot.waitUntil(lambda: mirror.window.preview.shown is not None, timeout=20_000)
    guided = Guided(mirror.made)
    qtbot.waitUntil(lambda: guided.tour is not None, timeout=20_000)
    assert guided.tour is not None
    seen = []
    while not guided.tour.is_over:
        seen.append(guided.tour.said)
        assert not guided.tour._hole.isNull()
        guided.tour.go_on()
    assert len(seen) == 4
    assert "Touch a shade" in seen[0]
    guided.stop()
