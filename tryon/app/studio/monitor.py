"""The preview of the studio: the live picture, and in it what of it goes out."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen

from tryon.app.preview import Preview
from tryon.app.screen import Screen
from tryon.app.theme import SMALL, font
from tryon.core.scene import Box
from tryon.labels.lower_third import LowerThird

#: Shades what does not go out.
_SHADE = 0.45


@dataclass(frozen=True, slots=True)
class GoingOut:
    """What of the picture goes out.

    Attributes
    ----------
    window : Box or None
        In pixels of the source.
    size : (width, height)
        Of what goes out, px.
    third : LowerThird or None
    """

    window: Box | None
    size: tuple[int, int]
    third: LowerThird | None


class Monitor(Preview):
    """Paints the dashed frame and the card of the lower third over the mirror.

    Parameters
    ----------
    screen : Screen
    going_out : callable
        Asked with each picture.
    """

    def __init__(self, screen: Screen, going_out: Callable[[], GoingOut]) -> None:
        super().__init__(screen)
        self._going_out = going_out
        self.setAccessibleName(self.tr("Preview"))
        self.setAccessibleDescription(
            self.tr("The live picture. The dashed frame shows what of it goes out.")
        )

    def frame_rect(self) -> QRectF | None:
        """Where what goes out lies on this widget; None before the first picture."""
        going, shown = self._going_out(), self.shown
        if shown is None or going.window is None:
            return None
        whole, window = self.picture_rect(), going.window
        height, width = shown.picture.rgb.shape[:2]
        x = window.x / width
        if shown.pane.is_mirrored:
            x = 1 - (window.x + window.width) / width
        return QRectF(
            whole.x() + x * whole.width(),
            whole.y() + window.y / height * whole.height(),
            window.width / width * whole.width(),
            window.height / height * whole.height(),
        ).intersected(whole)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        super().paintEvent(event)
        rect, whole = self.frame_rect(), self.picture_rect()
        if rect is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        going = self._going_out()
        if rect.width() < whole.width() - 4 or rect.height() < whole.height() - 4:
            shade = QColor(0, 0, 0, round(255 * _SHADE))
            painter.fillRect(
                QRectF(whole.x(), whole.y(), rect.x() - whole.x(), whole.height()), shade
            )
            painter.fillRect(
                QRectF(rect.right(), whole.y(), whole.right() - rect.right(), whole.height()),
                shade,
            )
            pen = QPen(QColor(255, 255, 255, 220), 2, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([4, 4])
            painter.setPen(pen)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
            painter.setFont(font(SMALL))
        if going.third is not None:
            patch, box = going.third.patch(going.size), going.third.box(going.size)
            rows, columns = patch.shape[:2]
            image = QImage(
                patch.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGBA8888
            )
            scale = rect.width() / going.size[0]
            painter.drawImage(
                QRectF(
                    rect.x() + box.x * scale,
                    rect.y() + box.y * scale,
                    columns * scale,
                    rows * scale,
                ),
                image,
            )
        painter.end()
