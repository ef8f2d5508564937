"""The parts that every screen of the kiosk is made of: large, quiet, and never below 72 px."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from tryon.app.icons import icon
from tryon.app.theme import colours, theme


def large_button(
    text: str, act: Callable[[], object], *, is_primary: bool = False
) -> QPushButton:
    """Make a button that is the answer to a question."""
    button = QPushButton(text)
    button.setProperty("part", "primary large" if is_primary else "large")
    button.setMinimumHeight(max(theme().px(60), theme().target_px))
    button.setAccessibleName(text)
    button.clicked.connect(lambda: act())
    return button


def chip(text: str, *, is_checkable: bool = True) -> QPushButton:
    """Make a word that can be on or off."""
    button = QPushButton(text)
    button.setProperty("part", "chip")
    button.setCheckable(is_checkable)
    button.setAccessibleName(text)
    button.setMinimumWidth(theme().target_px)
    return button


def pill(text: str, parent: QWidget, sign: str = "") -> QPushButton:
    """Make a button on dark glass, over the picture."""
    button = QPushButton(f" {text}" if sign else text, parent)
    button.setProperty("part", "pill")
    if sign:
        side = theme().px(20)
        button.setIcon(icon(sign, colours().on_glass))
        button.setIconSize(QSize(side, side))
    button.setAccessibleName(text)
    button.setMinimumWidth(theme().target_px)
    return button


def action(text: str, sign: str, *, is_primary: bool = False) -> QToolButton:
    """Make a button with a picture above its word."""
    button = QToolButton()
    button.setProperty("part", "action")
    if is_primary:
        button.setProperty("tone", "primary")
    c, side = colours(), theme().px(24)
    shown = QIcon()
    for state, colour in (
        (QIcon.State.Off, c.on_accent if is_primary else c.text),
        (QIcon.State.On, c.background),
    ):
        drawn = icon(sign, colour).pixmap(QSize(4 * side, 4 * side))
        shown.addPixmap(drawn, QIcon.Mode.Normal, state)
    button.setIcon(shown)
    button.setIconSize(QSize(side, side))
    button.setText(text)
    button.setAccessibleName(text)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return button


def label(text: str, part: str, *, wraps: bool = False, is_centred: bool = False) -> QLabel:
    """Make words in one of the sizes of the type scale."""
    made = QLabel(text)
    made.setProperty("part", part)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if is_centred:
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def sheet(parent: QWidget, part: str) -> QWidget:
    """Make a surface that the style sheet paints."""
    made = QWidget(parent)
    made.setProperty("part", part)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made
