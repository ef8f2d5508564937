"""Finish and coats: how a shade is worn."""

import math
from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from tryon.app.choice import Choice
from tryon.app.swatches import paint_ball
from tryon.app.theme import DARK, SMALL, TARGET, font


class FinishChip(Choice):
    """A finish, shown on a small ball of the shade that is worn."""

    def __init__(self, finish: str, title: str) -> None:
        super().__init__()
        self.finish = finish
        self._reflectance: tuple[float, float, float] | None = None
        self.setText(title)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(TARGET, TARGET + 16)

    def minimumSizeHint(self) -> QSize:
        """Qt's hook."""
        return self.sizeHint()

    def show_colour(self, reflectance: tuple[float, float, float] | None) -> None:
        """Paint the ball in another colour; None greys it."""
        if reflectance != self._reflectance:
            self._reflectance = reflectance
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(DARK.raised if self.isChecked() else DARK.panel))
            painter.drawRoundedRect(rect, 12, 12)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(DARK.text), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 12, 12)
        side = 30.0
        place = QRectF((self.width() - side) / 2, 10, side, side)
        paint_ball(painter, self._reflectance or (0.2, 0.19, 0.2), self.finish, place)
        painter.setFont(font(SMALL - 2))
        painter.setPen(QColor(DARK.text if self.isChecked() else DARK.soft))
        below = self.rect().adjusted(0, 44, 0, -4)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class Finishes(QWidget):
    """One of the finishes."""

    chosen = Signal(str)

    def __init__(self, finishes: Iterable[str]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._chips: list[FinishChip] = []
        for finish in finishes:
            chip = FinishChip(finish, self.title(finish))
            chip.clicked.connect(lambda _=False, finish=finish: self.chosen.emit(finish))
            self._group.addButton(chip)
            self._chips.append(chip)
            row.addWidget(chip)

    def mark(self, finish: str, reflectance: tuple[float, float, float] | None) -> None:
        """Show which finish is worn, in which colour."""
        self._group.setExclusive(False)  # a product may be sold in a finish without a chip
        for chip in self._chips:
            chip.show_colour(reflectance)
            chip.setEnabled(reflectance is not None)
            chip.setChecked(chip.finish == finish)
        self._group.setExclusive(True)

    def title(self, finish: str) -> str:
        """Name a finish for people."""
        return {
            "matte": self.tr("Matte"),
            "satin": self.tr("Satin"),
            "cream": self.tr("Cream"),
            "sheer": self.tr("Sheer"),
            "gloss": self.tr("Gloss"),
            "metallic": self.tr("Metallic"),
            "shimmer": self.tr("Shimmer"),
        }.get(finish, finish.replace("-", " ").capitalize())


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
        painter.setBrush(QColor(DARK.line))
        painter.drawRoundedRect(QRectF(0, middle - 3, self.width(), 6), 3, 3)
        is_on = self.isEnabled()
        painter.setBrush(QColor(DARK.accent if is_on else DARK.soft))
        painter.drawRoundedRect(QRectF(0, middle - 3, x, 6), 3, 3)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(DARK.accent), 2))
            painter.drawEllipse(QRectF(x - radius - 2, middle - radius - 2, 26, 26))
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(DARK.text if is_on else DARK.soft))
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
    """

    turned = Signal(float)

    def __init__(
        self, title: str, low: float, high: float, step: float, *, is_share: bool = False
    ) -> None:
        super().__init__()
        self._step, self._is_share = step, is_share
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
        self._value.setText(f"{value:.0%}" if self._is_share else f"{value:.1f}")
