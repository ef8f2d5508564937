"""The mirror: the newest picture, whole, on near-black, with round corners."""

import time

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from tryon.app.edids import panel_of
from tryon.app.meters import Pace
from tryon.app.screen import Pane, Screen, Shown, fit
from tryon.app.theme import RADIUS_LARGE, colours

#: How dark the last picture is while none comes.
_DIM = 0.6


class Preview(QWidget):
    """Paints what the screen left, and nothing older.

    Parameters
    ----------
    screen : Screen
    radius_px : int
        Of its corners.
    """

    painted = Signal()
    stands_on = Signal(object)  # the panel of the display, as its maker describes it
    held = Signal(bool)
    resized = Signal()

    def __init__(self, screen: Screen, radius_px: int = RADIUS_LARGE) -> None:
        super().__init__()
        self._radius_px = radius_px
        self.pace = Pace()
        self.shown: Shown | None = None
        self._screen = screen
        self._counted: Shown | None = None
        self._is_dim = False
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
            self.shown, self._is_dim = shown, False
            self.update()

    @property
    def is_live(self) -> bool:
        """Whether there is a picture, and it is not only the last that came."""
        return self.shown is not None and not self._is_dim

    def dim(self) -> None:
        """Keep the last picture, darker: the camera is away, and is being looked for."""
        if not self._is_dim:
            self._is_dim = True
            self.update()

    def blank(self) -> None:
        """Show no picture: the source is away."""
        if self.shown is not None:
            self.shown = None
            self.update()

    def aim(
        self,
        is_mirrored: bool,
        fills: bool,
        at: tuple[float, float] = (0.5, 0.5),
        split: float | None = None,
    ) -> None:
        """Tell the screen how pictures are wanted here, as a `Pane` does."""
        scale = self.devicePixelRatioF()
        self._screen.pane = Pane(
            max(1, round(self.width() * scale)),
            max(1, round(self.height() * scale)),
            is_mirrored,
            fills,
            at,
            split,
        )

    def picture_rect(self) -> QRectF:
        """Where the picture is, in logical pixels; all of the widget when there is none."""
        if self.shown is None:
            return QRectF(self.rect())
        pane, scale = self._screen.pane, self.devicePixelRatioF()
        height, width = self.shown.bgrx.shape[:2]
        if self.shown.pane != pane:  # made for another size; stretched until the next comes
            height, width = self.shown.picture.rgb.shape[:2]
            width, height = fit((width, height), pane)
            width, height = min(width, pane.width_px), min(height, pane.height_px)
        left, top = (pane.width_px - width) // 2, (pane.height_px - height) // 2
        return QRectF(left / scale, top / scale, width / scale, height / scale)

    def event(self, event: QEvent) -> bool:
        """Qt's hook: the display may be another one now."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.ScreenChangeInternal):
            self.stands_on.emit(panel_of(self.screen()))
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        pane = self._screen.pane
        self.aim(pane.is_mirrored, pane.fills, pane.at, pane.split)
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's hook."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.held.emit(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's hook."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.held.emit(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours().stage))
        shown = self.shown
        if shown is not None:
            rect = self.picture_rect()
            height, width = shown.bgrx.shape[:2]
            image = QImage(shown.bgrx.data, width, height, QImage.Format.Format_RGB32)
            if shown.pane == self._screen.pane:
                image.setDevicePixelRatio(self.devicePixelRatioF())
                painter.drawImage(rect.topLeft(), image)
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(rect, image)
            if self._is_dim:
                veil = QColor(colours().glass)
                veil.setAlphaF(_DIM)
                painter.fillRect(rect, veil)
            if self._radius_px:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.fillPath(_corners(rect, self._radius_px), QColor(colours().stage))
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
