"""Draws the icon of the program, for every system's own kind of file."""

import os
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPainterPath

from tryon.app.icon_shapes import lips_path
from tryon.app.theme import DARK

SIDE_PX = 1024
#: What Windows asks for, from the list of files to the large tiles.
ICO_PX = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def draw(side_px: int) -> Image.Image:
    """Draw lips in the accent on the program's dark ground, (side, side) RGBA."""
    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        QGuiApplication([])
    canvas = QImage(side_px, side_px, QImage.Format.Format_RGBA8888)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QPainterPath()
    ground.addRoundedRect(QRectF(0, 0, side_px, side_px), 0.22 * side_px, 0.22 * side_px)
    painter.fillPath(ground, QColor(DARK.background))
    # Small ones are drawn larger on their ground, else there is nothing to see of them.
    share = 0.84 if side_px > 48 else 0.96
    painter.translate(side_px * (1 - share) / 2, side_px * (1 - share) / 2)
    painter.scale(share * side_px / 24, share * side_px / 24)
    painter.translate(0, -0.5)  # lips are a little low on their grid
    painter.fillPath(lips_path(), QColor(DARK.accent))
    painter.end()
    pixels = canvas.constBits()
    return Image.frombytes("RGBA", (side_px, side_px), bytes(pixels), "raw", "RGBA", 0, 1)


def write(folder: Path) -> None:
    """Write ``tryon.png``, ``tryon.ico`` and ``tryon.icns`` into `folder`."""
    large = draw(SIDE_PX)
    draw(256).save(folder / "tryon.png")
    small = [draw(side) for side in ICO_PX]
    small[-1].save(
        folder / "tryon.ico", append_images=small[:-1], sizes=[(s, s) for s in ICO_PX]
    )
    large.save(folder / "tryon.icns")
