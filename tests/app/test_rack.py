"""How a piece's picture comes, and fills the place where it hangs."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from tryon.app.clothing import portrait
from tryon.app.rack import Piece, Rack, _two_lines, paint_whole
from tryon.app.theme import SMALL, font
from tryon.garments.rail import Hanger

RED, WALL = QColor("#C02030"), QColor("#E0E0E4")


def painted(wide: int, high: int) -> QImage:
    """Paint a picture with something red at both sides into 90 x 100 px."""
    picture = QPixmap(wide, high)
    picture.fill(WALL)
    painter = QPainter(picture)
    painter.fillRect(QRectF(0.16 * wide, high / 4, 0.08 * wide, high / 2), RED)
    painter.fillRect(QRectF(0.76 * wide, high / 4, 0.08 * wide, high / 2), RED)
    painter.end()
    place = QImage(90, 100, QImage.Format.Format_RGB32)
    painter = QPainter(place)
    paint_whole(painter, picture, QRectF(0, 0, 90, 100))
    painter.end()
    return place


def test_both_shoes_of_a_pair_are_seen(qapp: QApplication) -> None:
    place = painted(1000, 250)
    assert place.pixelColor(5, 50) == place.pixelColor(84, 50) == RED
    assert place.pixelColor(45, 2) == place.pixelColor(45, 97) == WALL


@pytest.mark.parametrize("wide", [399, 190])
def test_wide_clothes_lose_their_sides_and_keep_their_height(
    qapp: QApplication, wide: int
) -> None:
    place = painted(wide, 200)
    row = {place.pixelColor(x, 50).name() for x in range(90)}
    assert (RED.name() in row) == (wide == 190)


def test_pictures_are_read_one_at_a_turn_and_only_once(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rack = Rack()
    qtbot.addWidget(rack)
    hangers = [
        Hanger(f"{n}", tmp_path / f"{n}.glb", f"Piece {n}", "top", "male") for n in range(5)
    ]
    rack.fill(hangers)
    reads: list[Piece] = []
    monkeypatch.setattr(Piece, "read", lambda piece: reads.append(piece))
    shots: dict[Any, Path | None] = {
        portrait(hanger): tmp_path / f"{hanger.title}.jpg" for hanger in hangers
    }
    rack.show_pictures(shots)
    assert reads == [], "whoever asks does not wait"
    rack.show_pictures(shots | {portrait(hangers[0]): None})
    qtbot.waitUntil(lambda: len(reads) == 5)
    rack.show_pictures(shots)
    qtbot.wait(50)
    assert reads == rack.pieces()


def test_a_name_has_two_lines_and_no_more(qapp: QApplication) -> None:
    letters = font(SMALL)
    wide = QFontMetrics(letters).horizontalAdvance("Ballerinas with ")
    assert _two_lines("Hoodie", letters, wide) == ["Hoodie"]
    assert _two_lines("Ballerinas with a bow", letters, wide) == ["Ballerinas with", "a bow"]
    first, _ = _two_lines("dress_knee_female_imported", letters, wide)
    assert QFontMetrics(letters).horizontalAdvance(first) <= wide, "the name of a file"
    _, second = _two_lines("Long-sleeved shirt with stripes, washed", letters, wide)
    assert second.endswith("…")
    assert QFontMetrics(letters).horizontalAdvance(second) <= wide
