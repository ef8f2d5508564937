# ruff: noqa: N802 - Qt names its hooks
"""The mirror: the newest picture, whole, on near-black, with round corners."""

import time

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tryon.app.meters import Pace
from tryon.app.screen import Pane, Screen, Shown, fit
from tryon.app.theme import DARK, RADIUS_LARGE


class Preview(QWidget):
    """Paints what the screen left, and nothing older.

    Parameters
    ----------
    screen : Screen
    """

    painted = Signal()

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.pace = Pace()
        self.shown: Shown | None = None
        self._screen = screen
        self._is_mirrored = self._fills = False
        self._counted: Shown | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Mirror"))
        self.setAccessibleDescription(
            self.tr("The live picture. Hold the space bar to see it without make-up.")
        )

    def take_newest(self) -> None:
        """Fetch the picture that waits, if any, and paint it soon."""
        shown = self._screen.waiting.take_now()
        if shown is not None:
            self.shown = shown
            self.update()

    def blank(self) -> None:
        """Show no picture: the source is away."""
        if self.shown is not None:
            self.shown = None
            self.update()

    def aim(self, is_mirrored: bool, fills: bool) -> None:
        """Tell the screen how pictures are wanted here."""
        self._is_mirrored, self._fills = is_mirrored, fills
        scale = self.devicePixelRatioF()
        self._screen.pane = Pane(
            max(1, round(self.width() * scale)),
            max(1, round(self.height() * scale)),
            is_mirrored,
            fills,
        )

    def picture_rect(self) -> QRect:
        """Where the picture is, in logical pixels; all of the widget when there is none."""
        if self.shown is None:
            return self.rect()
        height, width = self.shown.bgrx.shape[:2]
        if self._fills:
            scale = self.devicePixelRatioF()
            size = QSize(round(width / scale), round(height / scale)).boundedTo(self.size())
        else:
            size = QSize(*fit((width, height), Pane(self.width(), self.height())))
        rect = QRect(QPoint(0, 0), size)
        rect.moveCenter(self.rect().center())
        return rect

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        self.aim(self._is_mirrored, self._fills)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK.stage))
        shown = self.shown
        if shown is not None:
            rect = self.picture_rect()
            height, width = shown.bgrx.shape[:2]
            image = QImage(shown.bgrx.data, width, height, QImage.Format.Format_RGB32)
            scale = self.devicePixelRatioF()
            if (round(rect.width() * scale), round(rect.height() * scale)) == (width, height):
                image.setDevicePixelRatio(scale)
                painter.drawImage(rect.topLeft(), image)
            else:  # until a picture comes that was made for the new size
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(rect, image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(_corners(QRectF(rect), RADIUS_LARGE), QColor(DARK.stage))
        painter.end()
        if shown is not None and shown is not self._counted:
            self._counted = shown
            self.pace.painted(shown.picture.captured_ns, time.monotonic_ns())
            self.painted.emit()


def _corners(rect: QRectF, radius: float) -> QPainterPath:
    """Find what a rectangle loses to round corners: painting over is cheaper than clipping."""
    path = QPainterPath()
    # Half a pixel more, so that no seam of the picture is left at its edge.
    path.addRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))
    path.addRoundedRect(rect, radius, radius)
    return path
