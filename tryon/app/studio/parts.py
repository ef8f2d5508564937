"""What the panels of the studio are made of."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tryon.app.icons import icon
from tryon.app.kiosk.parts import label
from tryon.app.theme import colours, theme

#: What a panel has of the window, px.
PANEL_PX = 330
_BAR_PX = 10


class Segments(QWidget):
    """A few words of which one holds.

    Parameters
    ----------
    title : str
        What is chosen, for screen readers.
    words : sequence of (value, text)
    """

    chosen = Signal(str)

    def __init__(self, title: str, words: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for value, text in words:
            button = QPushButton(text)
            button.setProperty("part", "chip")
            button.setCheckable(True)
            button.setAccessibleName(f"{title}: {text}")
            button.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
            self._group.addButton(button)
            self.buttons[value] = button
            row.addWidget(button, 1)
        _stack_if_long(row, self.buttons.values())

    def show_value(self, value: str) -> None:
        """Show what holds."""
        self.buttons[value].setChecked(True)


class Rows(QWidget):
    """Names and values, in lines."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        self._values: list[QLabel] = []
        self._names = list(names)
        for row, name in enumerate(names):
            value = label("", "value")
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label(name, "soft", wraps=True), row, 0)
            grid.addWidget(value, row, 1)
            self._values.append(value)

    def show_value(self, row: int, text: str, tone: str = "") -> None:
        """Write one value, in the colour of its tone: good, attention, accent or none."""
        value = self._values[row]
        value.setText(text)
        value.setAccessibleName(f"{self._names[row]}: {text}")
        colour = {"good": colours().good, "attention": colours().attention}.get(tone)
        value.setStyleSheet(f"color: {colour};" if colour else "")


class Panel(QWidget):
    """A column that scrolls where there is no room for all of it.

    Attributes
    ----------
    column : QVBoxLayout
        Where its contents go.
    """

    def __init__(self) -> None:
        super().__init__()
        self._inner = QWidget()
        self.column = QVBoxLayout(self._inner)
        self.column.setContentsMargins(14, 4, 14, 12)
        self.column.setSpacing(8)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._inner.installEventFilter(self)

    def fit(self) -> None:
        """Be as wide as the contents need, once they are there."""
        self.column.addStretch(1)
        self._widen()

    def _widen(self) -> None:
        needed = self._inner.minimumSizeHint().width() + _BAR_PX
        if needed > self.minimumWidth():  # and never back: a panel must not dance
            self.setMinimumWidth(needed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's hook: words that are longer need more room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._widen()
        return super().eventFilter(watched, event)


def beside(*buttons: QPushButton) -> QBoxLayout:
    """Lay buttons beside each other, or below where their words are long."""
    row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
    row.setSpacing(6)
    for button in buttons:
        row.addWidget(button, 1)
    _stack_if_long(row, buttons)
    return row


def _stack_if_long(row: QBoxLayout, buttons: Iterable[QPushButton]) -> None:
    if sum(button.sizeHint().width() + 6 for button in buttons) > theme().px(PANEL_PX) - 28:
        row.setDirection(QBoxLayout.Direction.TopToBottom)


def switch(text: str) -> QPushButton:
    """Make a word that can be on or off; long ones stand in two lines."""
    button = QPushButton(text)
    if button.sizeHint().width() > theme().px(PANEL_PX) - 28:
        middle = min(
            (at for at, letter in enumerate(text) if letter == " "),
            key=lambda at: abs(at - len(text) / 2),
            default=0,
        )
        button.setText(f"{text[:middle]}\n{text[middle:].strip()}" if middle else text)
    button.setCheckable(True)
    button.setProperty("part", "chip")
    button.setAccessibleName(text)
    return button


def tool_button(sign: str, text: str, said: str) -> QPushButton:
    """Make a button with a sign, which may go without its `text`; its tip is what is `said`."""
    button = QPushButton(icon(sign, colours().text), f" {text}" if text else "")
    button.setIconSize(QSize(20, 20))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setProperty("said", text)
    button.setAccessibleName(text or said)
    button.setToolTip(said)
    return button


def plain_button(text: str) -> QPushButton:
    """Make a button that says what it does."""
    button = QPushButton(text)
    button.setAccessibleName(text)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return button


def line() -> QFrame:
    """Make a line between two groups."""
    made = QFrame()
    made.setFixedHeight(1)
    made.setStyleSheet(f"background: {colours().line};")
    return made
