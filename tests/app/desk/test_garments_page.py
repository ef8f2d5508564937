from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tryon import assets
from tryon.app.appearance import Appearance, appear
from tryon.app.clothing import TURNS
from tryon.app.desk import garments_page
from tryon.app.desk.garments_page import GarmentsPage
from tryon.garments.model import load
from tryon.garments.rail import hanging
from tryon.garments.write import write_model

Stage = Any  # tests/app/conftest.py


def test_what_is_brought_in_turns_on_the_turntable(
    qtbot: QtBot, qapp: QApplication, stage: Stage, tmp_path: Path, monkeypatch: Any
) -> None:
    appear(qapp, Appearance("en"))
    own = tmp_path / "own"
    monkeypatch.setattr(garments_page, "own_garments", lambda: own)
    page = GarmentsPage(lambda: hanging(own)[:1], stage._draw, lambda shot: None)
    qtbot.addWidget(page)
    try:
        page.resize(900, 700)
        page.show()
        assert page.turntable.isHidden()
        model = next((assets.folder() / "models3d").glob("*shirt*/*.glb"))
        for _ in range(2):  # what comes a second time is drawn anew
            page.bring(model)
            assert page.turntable.isHidden()
            qtbot.waitUntil(lambda: not page.is_bringing, timeout=60_000)
            assert "hangs among" in page.said.text(), page.said.text()
            assert page.said.text().count("\n") == 0, "nothing to note"
            qtbot.waitUntil(lambda: page.turntable.turns == TURNS, timeout=10_000)
            assert page.turntable.isVisible()
            page.turntable.hide()
        assert page.rack.pieces()[0]._pixmap is not None
        assert hanging(own)[0].slot == "top"
        page.slot.setCurrentIndex(page.slot.findData("outer"))
        page.bring(model)
        qtbot.waitUntil(lambda: not page.is_bringing, timeout=60_000)
        assert hanging(own)[0].slot == "outer"
        nobodys = write_model(replace(load(model), licence=""), tmp_path / "from", "nobodys")
        page.bring(nobodys)
        qtbot.waitUntil(lambda: not page.is_bringing, timeout=60_000)
        assert "no licence is said" in page.said.text()
        appear(qapp, Appearance("zh_CN"))
        page.bring(nobodys)
        qtbot.waitUntil(lambda: not page.is_bringing, timeout=60_000)
        assert "未注明许可" in page.said.text()
        page.bring(tmp_path / "gone.glb")
        qtbot.waitUntil(lambda: not page.is_bringing, timeout=60_000)
        assert page.turntable.isHidden()
        assert "gone.glb" in page.said.text()
    finally:
        page.stop()
        appear(qapp, Appearance("en"))
