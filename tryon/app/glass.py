"""What lies over the picture: words on dark glass, and a card while there is none."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from tryon.app.icons import draw_icon, icon
from tryon.app.theme import GLASS, RADIUS_SMALL, SMALL, colours, font


class Pill(QLabel):
    """Words on dark glass; it never takes the pointer from the mirror."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setProperty("part", "glass")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def fit(self, widest_px: int) -> None:
        """Be as large as the words need, in lines where one would be wider than that."""
        self.setWordWrap(False)
        self.adjustSize()
        if self.width() > widest_px:
            self.setWordWrap(True)
            self.resize(widest_px, self.heightForWidth(widest_px))


class RecordingPill(QWidget):
    """A red dot that blinks, and the time."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(112, 36)
        self._text, self._is_lit = "", True

    def show_time(self, seconds: int) -> None:
        """Write the time; the dot is lit in even seconds."""
        minutes, rest = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        self._text = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"
        self._is_lit = seconds % 2 == 0
        self.setAccessibleName(self.tr("Recording, {0}").format(self._text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        glass = QColor(colours().glass)
        glass.setAlphaF(GLASS)
        painter.setBrush(glass)
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS_SMALL, RADIUS_SMALL)
        dot = QColor(colours().accent)
        dot.setAlphaF(1.0 if self._is_lit else 0.25)
        draw_icon(painter, "record", QRectF(12, 8, 20, 20), dot)
        painter.setPen(QColor(colours().on_glass))
        painter.setFont(font(SMALL, font(SMALL).Weight.DemiBold))
        painter.drawText(
            self.rect().adjusted(38, 0, -8, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._text,
        )
        painter.end()


class WaitingCard(QWidget):
    """Calm words in the middle while there is no picture, or only the last, darkened."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "glass card")
        self._sign = QLabel()
        self._title, self._text = QLabel(), QLabel()
        self._title.setProperty("part", "title")
        self._text.setProperty("part", "soft")
        self._text.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(10)
        for label in (self._sign, self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)

    def say(self, sign: str, title: str, text: str) -> None:
        """Show other words."""
        if (title, text) != (self._title.text(), self._text.text()):
            self._sign.setPixmap(icon(sign, colours().soft).pixmap(QSize(56, 56)))
            self._title.setText(title)
            self._text.setText(text)
            self._text.setVisible(bool(text))
            self.setAccessibleName(f"{title} {text}".strip())
            self.adjustSize()
