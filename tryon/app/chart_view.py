"""What is drawn while a camera is calibrated: the chart on the mirror, its patches, figures."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from tryon.app.calibrating import Progress
from tryon.app.preview import Preview
from tryon.app.theme import colours
from tryon.core.colour import Real, linear_to_srgb
from tryon.core.encoding import mixed
from tryon.light.calibrate import Calibration
from tryon.light.chart import COLUMNS, PATCHES, ROWS, Chart, references


class Outline(QWidget):
    """The patches that are seen, outlined on the mirror."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(preview)
        self._preview, self._progress = preview, Progress()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_progress(self, progress: Progress) -> None:
        """Outline another chart, or none."""
        self._progress = progress
        self.setGeometry(self._preview.rect())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        outlines, shown = self._progress.outlines, self._preview.shown
        if outlines is None or shown is None:
            return
        rect = self._preview.picture_rect()
        width, height = self._progress.size
        scale = max(rect.width() / width, rect.height() / height)
        side = -1 if shown.pane.is_mirrored else 1
        places = (
            (outlines - np.array([width / 2, height / 2], np.float32))
            * np.array([side, 1], np.float32)
            * scale
        )
        places += np.array([rect.center().x(), rect.center().y()], np.float32)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        polygons = [
            QPolygonF([QPointF(x, y) for x, y in corners.tolist()]) for corners in places
        ]
        for colour, line in ((QColor(0, 0, 0, 150), 4.0), (QColor(colours().good), 2.0)):
            pen = QPen(colour, line)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            for polygon in polygons:
                painter.drawPolygon(polygon)
        painter.end()


class Patches(QWidget):
    """The chart as it should be, and in the middle of each patch as the camera shows it."""

    _SIDE, _GAP = 28, 5

    def __init__(self) -> None:
        super().__init__()
        self._wanted = _colours(linear_to_srgb(references()[0].linear))
        self._shown: list[QColor] | None = None
        step = self._SIDE + self._GAP
        self.setFixedSize(COLUMNS * step - self._GAP, ROWS * step - self._GAP)
        self.setAccessibleName(
            self.tr("Chart: published colours, and as the camera shows them")
        )

    def show_chart(self, chart: Chart | None, calibration: Calibration | None) -> None:
        """Show the patches of `chart`, through the profile when there is one."""
        if chart is None:
            self._shown = None
        elif calibration is None:
            self._shown = _colours(chart.codes / 255)
        else:
            curve, codes = calibration.encoding.curve, np.arange(256)
            light = [np.interp(chart.codes[:, i], codes, curve[i]) for i in range(3)]
            linear = mixed(calibration.encoding.mix, np.stack(light, -1))
            self._shown = _colours(linear_to_srgb(linear))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        side = self._SIDE
        for place in range(PATCHES):
            row, column = divmod(place, COLUMNS)
            cell = QRectF(column * (side + self._GAP), row * (side + self._GAP), side, side)
            wanted = QColor(self._wanted[place])
            if self._shown is None:
                wanted.setAlphaF(0.28)
            painter.setBrush(wanted)
            painter.drawRoundedRect(cell, 6, 6)
            if self._shown is not None:
                inset = side * 0.25
                painter.setBrush(self._shown[place])
                painter.drawRect(cell.adjusted(inset, inset, -inset, -inset))
        painter.end()


class Bar(QWidget):
    """How many pictures have come."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(8)

    def show_share(self, share: float) -> None:
        """Fill it so far."""
        self._share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for width, colour in ((1.0, colours().line), (self._share, colours().good)):
            if width > 0:
                painter.setBrush(QColor(colour))
                whole = max(width * self.width(), float(self.height()))
                painter.drawRoundedRect(QRectF(0, 0, whole, self.height()), 4, 4)
        painter.end()


class Figure(QWidget):
    """ΔE00 before and after, readable from where the chart is held."""

    def __init__(self) -> None:
        super().__init__()
        self._before, self._arrow, self._after = QLabel(), QLabel("→"), QLabel()
        for label, colour in (
            (self._before, colours().soft),
            (self._arrow, colours().soft),
            (self._after, colours().text),
        ):
            label.setStyleSheet(f"font-size: 34px; font-weight: 600; color: {colour};")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for label in (self._before, self._arrow, self._after):
            row.addWidget(label)
        row.addStretch()

    def show_errors(self, before: float | None, after: float | None) -> None:
        """Write the figures; dashes while they are not known."""
        for label, value in ((self._before, before), (self._after, after)):
            label.setText("–" if value is None else f"{value:.1f}")
        self.setAccessibleName(
            self.tr("Colour error before {0}, after {1}").format(
                self._before.text(), self._after.text()
            )
        )


def _colours(srgb: Real) -> list[QColor]:
    """Colours of sRGB (n, 3) in [0, 1]."""
    return [QColor.fromRgbF(*(min(max(float(c), 0.0), 1.0) for c in row)) for row in srgb]
