"""The same look side by side: now, in daylight, at the office and at home."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tryon.app.glass import Pill
from tryon.app.icons import icon
from tryon.app.state import Stills
from tryon.app.theme import RADIUS, colours
from tryon.core.scene import Box, Bytes

#: How much of the picture is shown around a face, in heights of the face.
_AROUND = 1.7
#: How far words are from the edges of their picture.
_INSET_PX = 14


class _Tile(QWidget):
    """One picture, cropped around the face, with its caption."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._rgb: Bytes | None = None
        self._face: Box | None = None
        self._caption = Pill("", self)
        self._caption.move(_INSET_PX, _INSET_PX)
        self._simulated = Pill(self.tr("simulated"), self)
        self.setMinimumSize(160, 120)

    def show_picture(
        self, caption: str, rgb: Bytes, face: Box | None, *, is_mirrored: bool, is_real: bool
    ) -> None:
        """Show another picture."""
        self._rgb = np.ascontiguousarray(rgb[:, ::-1] if is_mirrored else rgb)
        height, width = rgb.shape[:2]
        self._image = QImage(
            self._rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888
        )
        if face is not None and is_mirrored:
            face = Box(width - face.x - face.width, face.y, face.width, face.height)
        self._face = face
        self._caption.setText(caption)
        self._caption.fit(self.width() - 2 * _INSET_PX)
        self._simulated.setVisible(not is_real)
        self.setAccessibleName(caption if is_real else f"{caption}, {self._simulated.text()}")
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        for words in (self._caption, self._simulated):
            words.fit(self.width() - 2 * _INSET_PX)
        below = self.height() - self._simulated.height() - _INSET_PX
        self._simulated.move(_INSET_PX, below)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.setClipPath(path)
        painter.drawImage(QRectF(self.rect()), self._image, self._crop())
        painter.end()

    def _crop(self) -> QRectF:
        """Find the part of the picture with the proportions of the tile, around the face."""
        width, height = self._image.width(), self._image.height()
        ratio = self.width() / max(self.height(), 1)
        tall = min(float(height), width / ratio)
        x, y = width / 2, height / 2
        if self._face is not None:
            box = self._face
            tall = min(tall, max(_AROUND * box.height, 120.0))
            x, y = box.x + box.width / 2, box.y + box.height / 2
        wide = tall * ratio
        left = min(max(x - wide / 2, 0.0), width - wide)
        top = min(max(y - tall / 2, 0.0), height - tall)
        return QRectF(left, top, wide, tall)


class OtherLightView(QWidget):
    """Lies over the stage until it is closed.

    Parameters
    ----------
    parent : QWidget
    back : QPushButton, optional
        What leads back, for the lower edge; without it a small cross at the top does.
    """

    closed = Signal()

    def __init__(self, parent: QWidget, back: QPushButton | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("In other light"))
        title = QLabel(self.tr("In other light"))
        title.setProperty("part", "title")
        note = QLabel(self.tr("Simulated: skin and product as such lamps show them."))
        note.setProperty("part", "soft")
        note.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(note)
        top = QHBoxLayout()
        top.addLayout(words, 1)
        self._tiles = [_Tile() for _ in range(4)]
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, tile in enumerate(self._tiles):
            grid.addWidget(tile, *divmod(place, 2))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 20)
        column.setSpacing(12)
        column.addLayout(top)
        column.addLayout(grid, 1)
        self._back = self._cross() if back is None else back
        self._back.clicked.connect(self.closed)
        if back is None:
            top.addWidget(self._back)
        else:
            below = QHBoxLayout()
            below.addStretch(1)
            below.addWidget(self._back, 3)
            below.addStretch(1)
            column.addLayout(below)
        self.hide()

    def _cross(self) -> QPushButton:
        cross = QPushButton(icon("close", colours().soft), "")
        cross.setIconSize(QSize(22, 22))
        cross.setProperty("part", "icon")
        cross.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        cross.setAccessibleName(self.tr("Back to the mirror"))
        cross.setToolTip(self.tr("Back to the mirror (Esc)"))
        return cross

    def show_stills(self, stills: Stills, is_mirrored: bool) -> None:
        """Show a look in other light."""
        titles = {
            "daylight": self.tr("Daylight"),
            "office": self.tr("Office · LED 4100 K"),
            "home": self.tr("Home · LED 2700 K"),
        }
        captions = [self.tr("Now"), *(titles[name] for name, _ in stills.simulated)]
        pictures = [stills.now, *(rgb for _, rgb in stills.simulated)]
        for tile, caption, rgb in zip(self._tiles, captions, pictures, strict=True):
            tile.show_picture(
                caption,
                rgb,
                stills.face,
                is_mirrored=is_mirrored,
                is_real=rgb is stills.now,
            )
        self.show()
        self.raise_()
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)
