"""The large zones for an open hand, over the mirror."""

import time

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from tryon.app.icons import draw_icon
from tryon.app.kiosk.dwell import Dwell, Pointing
from tryon.app.preview import Preview
from tryon.app.theme import GLASS, RADIUS_LARGE, SMALL, colours, font, theme

#: Where zones lie, in shares of the mirror: left, top, right, bottom.
_PLACES = {
    "previous": (0.0, 0.42, 0.2, 0.86),
    "next": (0.8, 0.42, 1.0, 0.86),
    "before after": (0.34, 0.76, 0.66, 1.0),
}
_SIGNS = {"previous": "left", "next": "right", "before after": "before after"}


class Zones(QWidget):
    """Shows where a hand may rest, and how long it has.

    Parameters
    ----------
    preview : Preview
    """

    chosen = Signal(str)

    def __init__(self, preview: Preview) -> None:
        super().__init__(preview)
        self._preview = preview
        self._dwell = Dwell()
        self._hand: Pointing | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Hold your open hand over a zone"))
        self._words = {
            "previous": self.tr("Shade before"),
            "next": self.tr("Next shade"),
            "before after": self.tr("Before / after"),
        }
        self.hide()

    @property
    def has_hand(self) -> bool:
        """Whether a hand is seen."""
        return self._hand is not None

    def follow(self, found: Pointing | None, is_mirrored: bool) -> None:
        """Follow a hand of the unmirrored picture."""
        self._hand = self._on_glass(found, is_mirrored)
        chosen = self._dwell(self._hand, _PLACES, time.monotonic_ns())
        self.update()
        if chosen is not None:
            self.chosen.emit(chosen)

    def _on_glass(self, found: Pointing | None, is_mirrored: bool) -> Pointing | None:
        """Find where a point of the picture is on the mirror, which may crop it."""
        shown = self._preview.shown
        if found is None or shown is None:
            return None
        height, width = shown.picture.rgb.shape[:2]
        pane = shown.pane
        scale = max(pane.width_px / width, pane.height_px / height)
        keep_x, keep_y = pane.width_px / (scale * width), pane.height_px / (scale * height)
        left = min(max(pane.at[0] - keep_x / 2, 0.0), 1 - keep_x)
        top = min(max(pane.at[1] - keep_y / 2, 0.0), 1 - keep_y)
        x, y = (found.x - left) / keep_x, (found.y - top) / keep_y
        return Pointing(1 - x if is_mirrored else x, y, found.captured_ns)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        zone, share = self._dwell.progress(time.monotonic_ns())
        for name, (left, top, right, bottom) in _PLACES.items():
            rect = QRectF(
                left * self.width(),
                top * self.height(),
                (right - left) * self.width(),
                (bottom - top) * self.height(),
            ).adjusted(8, 8, -8, -8)
            glass = QColor(colours().glass)
            glass.setAlphaF(GLASS if name == zone else 0.4)
            edge = QColor(colours().on_glass)
            edge.setAlphaF(0.45)  # or it would not be seen before dark clothes
            painter.setBrush(glass)
            painter.setPen(QPen(edge, 2))
            painter.drawRoundedRect(rect, RADIUS_LARGE, RADIUS_LARGE)
            self._paint_inside(painter, name, rect, share if name == zone else 0.0)
        if self._hand is not None:
            painter.setBrush(QColor(colours().accent))
            painter.setPen(QPen(QColor(colours().on_glass), 3))
            side = theme().px(18)
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(
                QRectF(
                    self._hand.x * self.width(), self._hand.y * self.height(), 0, 0
                ).topLeft()
            )
            painter.drawEllipse(spot)
        painter.end()

    def _paint_inside(self, painter: QPainter, name: str, rect: QRectF, share: float) -> None:
        side = min(theme().px(44), rect.height() * 0.42)
        disc = QRectF(0, 0, side, side)
        disc.moveCenter(rect.center())
        disc.translate(0, -theme().px(8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if share:
            painter.setPen(QPen(QColor(colours().accent), theme().px(4)))
            painter.drawArc(disc, 90 * 16, round(-360 * 16 * share))
        inset = side * 0.24
        sign = disc.adjusted(inset, inset, -inset, -inset)
        draw_icon(painter, _SIGNS[name], sign, QColor(colours().on_glass))
        painter.setPen(QColor(colours().on_glass))
        painter.setFont(font(SMALL, font(SMALL).Weight.DemiBold))
        below = rect.adjusted(6, disc.bottom() + 2 - rect.top(), -6, 0)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(below, flags | Qt.TextFlag.TextWordWrap, self._words[name])
