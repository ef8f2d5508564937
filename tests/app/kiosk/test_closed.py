from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tryon.app.appearance import Appearance, appear
from tryon.app.kiosk import kiosk as kiosk_module
from tryon.app.kiosk import visiting
from tryon.app.kiosk.closed import ClosedPage
from tryon.app.kiosk.kiosk import Kiosk
from tryon.app.kiosk.rules import Rules
from tryon.app.opening import Opening
from tryon.settings import Settings

Stage = Any  # tests/app/conftest.py

RULES = Rules(
    shop="Maison", hours={"mon": "10:00-20:00", "tue": "11:00-20:00"}, time_zone="Asia/Shanghai"
)


class Clock:
    def __init__(self, text: str) -> None:
        self.now = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-11-23T09:59:50")  # a Monday


@pytest.fixture
def kiosk(
    qapp: Any, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> Iterator[Kiosk]:
    monkeypatch.setattr(visiting, "visits_folder", lambda: tmp_path / "visit")
    monkeypatch.setattr(kiosk_module, "posters", lambda products: [])
    opening = Opening(stage.parts(), Settings(), None, None, (1080, 1920), "en")
    kiosk = Kiosk(opening, RULES, None, clock)
    kiosk.start()
    yield kiosk
    kiosk.close()
    kiosk.window.deleteLater()
    kiosk.deleteLater()
    appear(qapp, Appearance("en"))


def texts(kiosk: Kiosk) -> str:
    labels = kiosk.window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisibleTo(kiosk.window))


def test_a_closed_shop_shows_its_hours_and_opens_no_camera(
    kiosk: Kiosk, stage: Stage, clock: Clock, qtbot: QtBot
) -> None:
    assert isinstance(kiosk.attract, ClosedPage)
    qtbot.waitUntil(lambda: "We open today at 10:00" in texts(kiosk))
    for said in ("Maison", "Monday", "10:00–20:00", "Sunday", "closed"):
        assert said in texts(kiosk)
    QTest.mouseClick(kiosk.attract, Qt.MouseButton.LeftButton)
    kiosk.ask()
    assert kiosk.visit is None
    assert stage.opened == []
    clock.now += timedelta(seconds=10)
    qtbot.waitUntil(lambda: not isinstance(kiosk.attract, ClosedPage))
    assert "Closed" not in texts(kiosk)


def test_who_is_there_at_closing_time_may_finish(
    kiosk: Kiosk, clock: Clock, qtbot: QtBot
) -> None:
    clock.now += timedelta(hours=2)
    qtbot.waitUntil(lambda: not isinstance(kiosk.attract, ClosedPage))
    kiosk.agree("")
    qtbot.waitUntil(lambda: kiosk.page is not None and kiosk.page.preview.shown is not None)
    clock.now += timedelta(hours=9)
    qtbot.wait(500)
    assert kiosk.visit is not None
    kiosk.wipe()
    qtbot.waitUntil(lambda: isinstance(kiosk.attract, ClosedPage))
    qtbot.waitUntil(lambda: "We open tomorrow at 11:00" in texts(kiosk))


def test_staff_leave_a_closed_kiosk_by_the_pin(kiosk: Kiosk, qtbot: QtBot) -> None:
    assert isinstance(kiosk.attract, ClosedPage)
    QTest.keyClick(kiosk.attract, Qt.Key.Key_Escape)
    assert kiosk.pin.isVisible()
    kiosk.pin.hide()
    QTest.mousePress(kiosk.attract, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: kiosk.pin.isVisible(), timeout=10_000)
