"""A number and its slider: coats, widths, shares."""

import math

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from tryon.app.theme import TARGET, colours


class Slider(QSlider):
    """A slider that goes where it is touched, drawn in the theme."""

    _KNOB = 22

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(TARGET - 12)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's hook."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt's hook."""
        if self.isSliderDown():
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's hook."""
        self.setSliderDown(False)

    def _follow(self, event: QMouseEvent) -> None:
        share = (event.position().x() - self._KNOB / 2) / max(1, self.width() - self._KNOB)
        span = self.maximum() - self.minimum()
        self.setValue(self.minimum() + round(min(max(share, 0.0), 1.0) * span))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        share = (self.value() - self.minimum()) / max(1, self.maximum() - self.minimum())
        middle, radius = self.height() / 2, self._KNOB / 2
        x = radius + share * (self.width() - self._KNOB)
        painter.setBrush(QColor(colours().line))
        painter.drawRoundedRect(QRectF(0, middle - 3, self.width(), 6), 3, 3)
        is_on = self.isEnabled()
        painter.setBrush(QColor(colours().accent if is_on else colours().soft))
        painter.drawRoundedRect(QRectF(0, middle - 3, x, 6), 3, 3)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.drawEllipse(QRectF(x - radius - 2, middle - radius - 2, 26, 26))
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().text if is_on else colours().soft))
        painter.drawEllipse(QRectF(x - radius, middle - radius, self._KNOB, self._KNOB))
        painter.end()


class Knob(QWidget):
    """A named number with its slider.

    Parameters
    ----------
    title : str
    low, high, step : float
        Range and step, in the number's own unit.
    is_share : bool
        Whether it is written in percent.
    unit : str
        Written behind the number.
    """

    turned = Signal(float)

    def __init__(
        self,
        title: str,
        low: float,
        high: float,
        step: float,
        *,
        is_share: bool = False,
        unit: str = "",
    ) -> None:
        super().__init__()
        self._step, self._is_share, self._unit = step, is_share, unit
        self._value = QLabel()
        self._value.setProperty("part", "value")
        self._slider = Slider()
        self._slider.setRange(math.ceil(low / step), math.floor(high / step))
        self._slider.setPageStep(5)
        self._slider.setAccessibleName(title)
        self._slider.valueChanged.connect(self._turn)
        name = QLabel(title)
        name.setProperty("part", "heading")
        name.setBuddy(self._slider)
        above = QHBoxLayout()
        above.addWidget(name)
        above.addStretch()
        above.addWidget(self._value)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self._slider)

    def mark(self, value: float, is_enabled: bool = True) -> None:
        """Show `value` without saying that it was turned."""
        self.setEnabled(is_enabled)
        if not self._slider.isSliderDown():
            self._slider.blockSignals(True)
            self._slider.setValue(round(value / self._step))
            self._slider.blockSignals(False)
            self._slider.update()
        self._write(value)

    def nudge(self, steps: int) -> None:
        """Turn by some steps, as the keyboard does."""
        self._slider.setValue(self._slider.value() + steps)

    def _turn(self, value: int) -> None:
        self._write(value * self._step)
        self.turned.emit(value * self._step)

    def _write(self, value: float) -> None:
        said = f"{value:.0%}" if self._is_share else f"{value:.1f}"
        self._value.setText(f"{said} {self._unit}".rstrip())
