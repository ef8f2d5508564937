"""What the pages of the desk are made of."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tryon.app.theme import SPACE, SPACE_SMALL, theme


def words(text: str, part: str, *, wraps: bool = False) -> QLabel:
    """Make a label with a look of the style sheet."""
    made = QLabel(text)
    made.setProperty("part", part)
    made.setWordWrap(wraps)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def busy_bar() -> QProgressBar:
    """Make what moves, hidden, while something is at work that cannot say how far it is."""
    bar = QProgressBar()
    bar.setRange(0, 0)
    bar.setTextVisible(False)
    bar.setFixedHeight(6)
    bar.hide()
    return bar


def button(text: str, act: Callable[[], object], part: str = "") -> QPushButton:
    """Make a button."""
    made = QPushButton(text)
    made.setAccessibleName(text)
    if part:
        made.setProperty("part", part)
    if part == "chip":
        made.setMinimumWidth(theme().px(84))  # a narrower one would lose its round ends
    made.clicked.connect(lambda: act())
    return made


class Page(QWidget):
    """One page: its title, what can be done there, and what it shows in a column.

    Parameters
    ----------
    title, about : str
    """

    def __init__(self, title: str, about: str = "") -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.head = QHBoxLayout()
        self.head.setSpacing(SPACE_SMALL)
        self.head.addWidget(words(title, "title"))
        self.head.addStretch()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        self.column.setSpacing(SPACE_SMALL)
        self.column.addLayout(self.head)
        if about:
            self.column.addWidget(words(about, "soft", wraps=True))
