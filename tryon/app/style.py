"""Qt's style sheet: how the parts of every window look, in the colours and sizes of a theme."""

from tryon.app.theme import (
    BODY,
    DISPLAY,
    GLASS,
    HEADLINE,
    RADIUS,
    RADIUS_LARGE,
    RADIUS_SHEET,
    RADIUS_SMALL,
    SMALL,
    TITLE,
    Theme,
)


def style_sheet(theme: Theme) -> str:
    """Qt's style sheet. Widgets ask for a look with the property ``part``."""
    c = theme.colours
    target = theme.target_px
    round_px = min(RADIUS_LARGE, target // 2 - 1)  # Qt drops corners that are rounder
    small, body, title = theme.px(SMALL), theme.px(BODY), theme.px(TITLE)
    return f"""
* {{ outline: none; }}
QToolTip {{
    background: {c.raised}; color: {c.text}; border: 1px solid {c.line};
    padding: 6px 10px; font-size: {small}px;
}}
QLabel {{ background: transparent; color: {c.text}; }}
QLabel[part="wordmark"] {{ font-size: {body}px; font-weight: 700; }}
QLabel[part="title"] {{ font-size: {title}px; font-weight: 700; }}
QLabel[part="headline"] {{ font-size: {theme.px(HEADLINE)}px; font-weight: 700; }}
QLabel[part="display"] {{ font-size: {theme.px(DISPLAY)}px; font-weight: 700; }}
QLabel[part="lead"] {{ font-size: {title}px; }}
QLabel[part="soft body"] {{ font-size: {body}px; color: {c.soft}; }}
QLabel[part="price"] {{ font-size: {title}px; font-weight: 600; }}
QLabel[part="body"] {{ font-size: {body}px; }}
QLabel[part="soft"] {{ font-size: {small}px; color: {c.soft}; }}
QLabel[part="heading"] {{ font-size: {small}px; font-weight: 600; color: {c.soft}; }}
QLabel[part="value"] {{ font-size: {small}px; font-weight: 600; }}
QLabel[part="glass"] {{
    font-size: {small}px; font-weight: 500; padding: 7px 14px; border-radius: {RADIUS_SMALL}px;
    background: rgba(11, 10, 12, {GLASS}); color: {c.on_glass};
}}
QLabel[part="glass large"] {{
    font-size: {title}px; font-weight: 600; padding: 12px 22px; border-radius: {RADIUS}px;
    background: rgba(11, 10, 12, {GLASS}); color: {c.on_glass};
}}
QWidget[part="panel"] {{ background: {c.panel}; border-left: 1px solid {c.line}; }}
QWidget[part="sheet"] {{
    background: {c.panel}; border-top: 1px solid {c.line};
    border-top-left-radius: {RADIUS_LARGE}px; border-top-right-radius: {RADIUS_LARGE}px;
}}
QWidget[part="kiosk sheet"] {{
    background: {c.panel};
    border-top-left-radius: {RADIUS_SHEET}px; border-top-right-radius: {RADIUS_SHEET}px;
}}
QWidget[part="page"] {{ background: {c.background}; }}
QWidget[part="asking"] {{
    border: 2px solid {c.accent}; border-radius: {RADIUS_SMALL}px; background: {c.raised};
}}
QWidget[part="stage"] {{ background: {c.stage}; }}
QWidget[part="card"] {{
    background: {c.raised}; border: 1px solid {c.line}; border-radius: {RADIUS}px;
}}
QWidget[part="veil"] {{
    background: {c.panel}; border: 1px solid {c.line}; border-radius: {RADIUS_SHEET}px;
}}
QWidget[part="glass card"] {{
    background: {c.panel}; border: 1px solid {c.line}; border-radius: {RADIUS}px;
}}
QWidget[part="glass card"] QPushButton {{ background: {c.raised}; }}
QWidget[part="glass card"] QPushButton:hover {{ background: {c.lifted}; }}
QWidget[part="glass card"] QPushButton[part="icon"] {{ background: transparent; }}
QWidget[part="card"][tone="attention"] {{ border-color: {c.attention}; }}

QPushButton {{
    min-height: {target - 4}px; padding: 0 18px; border: 2px solid transparent;
    border-radius: {RADIUS}px; background: {c.raised}; color: {c.text};
    font-size: {small}px; font-weight: 600;
}}
QPushButton:hover {{ background: {c.lifted}; }}
QPushButton:pressed {{ background: {c.line}; }}
QPushButton:focus {{ border-color: {c.text}; }}
QPushButton:disabled {{ color: {c.soft}; background: {c.panel}; }}
QPushButton[part="primary"] {{ background: {c.accent}; color: {c.on_accent}; }}
QPushButton[part="primary"]:hover {{ border-color: {c.text}; }}
QPushButton[part="primary"]:disabled {{ background: {c.raised}; color: {c.soft}; }}
QPushButton[part="badge"] {{
    background: {c.raised}; padding: 0 14px; margin: 8px 0;
    min-height: {target - 20}px; border-radius: 18px;
}}
QPushButton[part="badge"]:hover {{ background: {c.lifted}; }}
QPushButton[part="badge"]:checked {{ background: {c.line}; }}
QPushButton[part="badge"]:focus {{ border-color: {c.text}; }}
QPushButton[part="chip"] {{
    border-radius: {target // 2}px; font-size: {small}px; padding: 0 {theme.px(8)}px;
}}
QPushButton[part="chip"]:checked {{ background: {c.text}; color: {c.background}; }}
QPushButton[part="chip"]:checked:focus {{ border-color: {c.accent}; }}
QPushButton[part="large"] {{ font-size: {body}px; border-radius: {round_px}px; }}
QPushButton[part="primary large"] {{
    background: {c.accent}; color: {c.on_accent}; font-size: {body}px;
    border-radius: {round_px}px;
}}
QPushButton[part="primary large"]:disabled {{ background: {c.raised}; color: {c.soft}; }}
QPushButton[part="pill"] {{
    background: rgba(11, 10, 12, {GLASS}); color: {c.on_glass};
    border-radius: {target // 2}px; font-size: {small}px; padding: 0 {theme.px(16)}px;
}}
QPushButton[part="pill"]:focus {{ border-color: {c.on_glass}; }}
QPushButton[part="pill"]:checked {{ background: {c.on_glass}; color: {c.glass}; }}
QPushButton[part="key"] {{ font-size: {title}px; border-radius: {round_px}px; padding: 0; }}
QToolButton[part="action"] {{
    min-height: {target - 4}px; border: 2px solid transparent; border-radius: {round_px}px;
    background: {c.raised}; color: {c.text}; font-size: {small}px; font-weight: 600;
    padding: {theme.px(6)}px {theme.px(4)}px;
}}
QToolButton[part="action"]:pressed {{ background: {c.line}; }}
QToolButton[part="action"]:checked {{ background: {c.text}; color: {c.background}; }}
QToolButton[part="action"]:focus {{ border-color: {c.text}; }}
QToolButton[part="action"][tone="primary"] {{ background: {c.accent}; color: {c.on_accent}; }}
QPushButton[part="quiet"] {{ background: transparent; }}
QPushButton[part="quiet"]:hover {{ background: {c.raised}; }}
QPushButton[part="quiet"]:checked {{ color: {c.text}; background: {c.raised}; }}
QWidget[part="card"] QPushButton {{ background: {c.line}; }}
QWidget[part="card"] QPushButton:hover {{ background: {c.lifted}; }}
QPushButton[part="icon"], QWidget[part="card"] QPushButton[part="icon"] {{
    background: transparent; padding: 0; min-width: {target - 4}px; max-width: {target - 4}px;
}}
QPushButton[part="icon"]:hover {{ background: {c.raised}; }}
QPushButton[part="icon"]:checked {{ background: {c.raised}; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
QPushButton[part="offer"] {{ min-height: {target - 16}px; text-align: left; }}
QPushButton[part="small"] {{ min-height: {theme.px(24)}px; border-radius: 10px; }}
QComboBox {{
    min-height: {theme.px(40)}px; background: {c.background}; color: {c.text};
    border: 2px solid {c.line}; border-radius: {RADIUS}px; padding: 0 12px;
    font-size: {small}px;
}}
QComboBox:focus {{ border-color: {c.text}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QListWidget {{ background: transparent; border: none; font-size: {small}px; color: {c.text}; }}
QListWidget::item {{
    border: 2px solid transparent; border-radius: {RADIUS_SMALL}px; padding: 4px;
}}
QListWidget::item:selected {{
    border-color: {c.accent}; background: {c.raised}; color: {c.text};
}}
QPushButton[part="tiny"] {{
    background: transparent; padding: 0; border-radius: 8px;
    min-height: 24px; max-height: 24px; min-width: 24px; max-width: 24px;
}}
QPushButton[part="tiny"]:hover {{ background: {c.raised}; }}
QTabBar::tab {{
    background: transparent; color: {c.soft}; padding: 7px 10px; border: none;
    border-bottom: 2px solid transparent; font-size: {small}px; font-weight: 600;
}}
QTabBar::tab:hover {{ color: {c.text}; }}
QTabBar::tab:selected {{ color: {c.text}; border-bottom-color: {c.accent}; }}
QTabBar::tab:focus {{ border-bottom-color: {c.text}; }}
QTabBar {{ background: {c.background}; }}
QDockWidget {{ background: {c.background}; color: {c.text}; }}
QMainWindow::separator {{ background: {c.line}; width: 1px; height: 1px; }}

QLineEdit {{
    background: {c.background}; color: {c.text}; border: 2px solid {c.line};
    border-radius: {RADIUS}px; padding: 0 10px; font-size: {small}px;
}}
QLineEdit:focus {{ border-color: {c.text}; }}

QMenu {{
    background: {c.raised}; border: 1px solid {c.line}; border-radius: {RADIUS_SMALL}px;
    padding: 8px;
}}
QMenu::item {{
    min-height: 40px; padding: 4px 28px 4px 14px; border-radius: 8px;
    font-size: {small}px; color: {c.text};
}}
QMenu::item:selected {{ background: {c.line}; }}
QMenu::item:disabled {{ color: {c.soft}; }}
QMenu::icon {{ padding-left: 14px; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 8px 6px; }}

QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: 8px; background: transparent; margin: 0; }}
QScrollBar:horizontal {{ height: 8px; background: transparent; margin: 0; }}
QScrollBar::handle {{
    background: {c.line}; border-radius: 4px; min-height: 40px; min-width: 40px;
}}
QScrollBar::handle:hover {{ background: {c.soft}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
