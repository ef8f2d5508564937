"""What is typed into, and sliders that show where they lead."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from tryon.app.knobs import Slider
from tryon.app.theme import RADIUS_SMALL, SMALL, colours, theme


def field_style() -> str:
    """Give the style sheet of a panel that holds such fields."""
    c = colours()
    return f"""
QLineEdit {{
    min-height: 40px; padding: 0 12px; border: 2px solid {c.line};
    border-radius: {RADIUS_SMALL}px; background: {c.raised}; color: {c.text};
    font-size: {theme().px(SMALL + 1)}px; selection-background-color: {c.accent};
}}
QLineEdit:hover {{ border-color: {c.lifted}; }}
QLineEdit:focus {{ border-color: {c.text}; }}
QLineEdit[tone="attention"] {{ border-color: {c.attention}; }}
QPlainTextEdit {{
    padding: 8px 10px; border: 2px solid {c.line}; border-radius: {RADIUS_SMALL}px;
    background: {c.raised}; color: {c.text}; font-size: {theme().px(SMALL + 1)}px;
    selection-background-color: {c.accent};
}}
QPlainTextEdit:focus {{ border-color: {c.text}; }}
QLabel[part="fault"] {{ font-size: {theme().px(SMALL - 1)}px; color: {c.attention}; }}
"""


class Field(QWidget):
    """A line to type into, its name above and what is wrong with it below."""

    typed = Signal(str)

    def __init__(self, title: str, hint: str = "", most: int = 160) -> None:
        super().__init__()
        self.title = title
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setMaxLength(most)
        self.line.setAccessibleName(title)
        self.line.textEdited.connect(self.typed)
        self._name = QLabel(title)
        self._name.setProperty("part", "heading")
        self._name.setBuddy(self.line)
        self._fault = QLabel()
        self._fault.setProperty("part", "fault")
        self._fault.setWordWrap(True)
        self._fault.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._name)
        column.addWidget(self.line)
        column.addWidget(self._fault)

    @property
    def fault(self) -> str:
        """What it says is wrong; empty when nothing is."""
        return self._fault.text()

    def show_text(self, text: str) -> None:
        """Write into the line what came from elsewhere; whoever types is left in peace."""
        if self.line.text() != text and not (self.line.hasFocus() and self.line.isModified()):
            self.line.setText(text)

    def show_fault(self, fault: str) -> None:
        """Say what is wrong, or that nothing is."""
        if fault == self._fault.text():
            return
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        self.line.setAccessibleDescription(fault)
        self.line.setProperty("tone", "attention" if fault else "")
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)


class Spectrum(Slider):
    """A slider whose track shows the colours that it leads to."""

    def __init__(self) -> None:
        super().__init__()
        self._colours: tuple[str, ...] = (colours().line, colours().line)

    def show_colours(self, colours: tuple[str, ...]) -> None:
        """Paint the track anew, from left to right."""
        if colours != self._colours:
            self._colours = colours
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self._KNOB / 2
        middle = self.height() / 2
        gradient = QLinearGradient(radius, 0, self.width() - radius, 0)
        for index, colour in enumerate(self._colours):
            gradient.setColorAt(index / (len(self._colours) - 1), QColor(colour))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(QRectF(0, middle - 7, self.width(), 14), 7, 7)
        share = (self.value() - self.minimum()) / max(1, self.maximum() - self.minimum())
        x = radius + share * (self.width() - self._KNOB)
        at = min(round(share * (len(self._colours) - 1)), len(self._colours) - 1)
        painter.setBrush(QColor(self._colours[at]))
        painter.setPen(QPen(QColor(colours().text), 3))
        painter.drawEllipse(QRectF(x - radius + 2, middle - radius + 2, 18, 18))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.drawEllipse(QRectF(x - radius - 1, middle - radius - 1, 24, 24))
        painter.end()
