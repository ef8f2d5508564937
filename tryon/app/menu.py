"""Menus that look like the rest of the application."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton


def menu_of(button: QPushButton) -> QMenu:
    """Give `button` an empty menu that opens when it is pressed."""
    menu = QMenu(button)
    # Round corners need a window that is clear behind them.
    menu.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    menu.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    menu.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
    button.setMenu(menu)
    return menu
