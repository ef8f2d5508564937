"""How the application looks, in one place: colours, sizes, typefaces, Qt's style."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from tryon.app.display import CHINESE, LATIN


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours by their place, as ``#RRGGBB``."""

    stage: str  # around the picture
    background: str
    panel: str
    raised: str
    lifted: str  # raised, under the pointer
    line: str
    text: str
    soft: str
    accent: str
    on_accent: str  # text on the accent, and on the two below
    good: str
    attention: str


DARK = Colours(
    stage="#0B0A0C",
    background="#121114",
    panel="#1B1A1F",
    raised="#26242B",
    lifted="#2E2B34",
    line="#34313A",
    text="#F4F1EE",
    soft="#A8A29D",
    accent="#E5547A",
    on_accent="#121114",  # the light text reaches only 3.1 : 1 on the accent
    good="#7BD3A5",
    attention="#F0B35B",
)

#: Type sizes in px: labels, text, titles, headlines, figures seen from afar.
SMALL, BODY, TITLE, HEADLINE, DISPLAY = 14, 17, 24, 30, 46

#: Corner radii in px, growing with the surface.
RADIUS_SMALL, RADIUS, RADIUS_LARGE = 12, 16, 24

#: Nothing that is touched is smaller than this, in px.
TARGET = 56

#: Share of black laid over the picture behind text, so that it reads on any picture.
GLASS = 0.72


def font(size_px: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Make a font of the application whose figures all have the same width."""
    made = QFont([*LATIN, *CHINESE])
    made.setPixelSize(size_px)
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def relative_luminance(colour: str) -> float:
    """Luminance of ``#RRGGBB`` in [0, 1], as WCAG 2.2 defines it."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, other: str) -> float:
    """Contrast ratio in [1, 21] of two ``#RRGGBB`` (WCAG 2.2, section 1.4.3).

    >>> round(contrast("#FFFFFF", "#000000"), 1)
    21.0
    """
    darker, lighter = sorted((relative_luminance(colour), relative_luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def dress_application(app: QApplication, colours: Colours = DARK) -> None:
    """Give `app` the palette, the font and the style sheet of the theme."""
    app.setStyle("Fusion")  # the one style that looks alike, and obeys a palette, everywhere
    app.setPalette(palette(colours))
    app.setFont(font(SMALL))
    app.setStyleSheet(style_sheet(colours))


def palette(colours: Colours) -> QPalette:
    """Qt's palette, for what the style sheet does not reach."""
    roles = {
        QPalette.ColorRole.Window: colours.background,
        QPalette.ColorRole.Base: colours.panel,
        QPalette.ColorRole.AlternateBase: colours.raised,
        QPalette.ColorRole.Button: colours.raised,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.soft,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Link: colours.accent,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.soft))
    return made


def style_sheet(colours: Colours) -> str:
    """Qt's style sheet. Widgets ask for a look with the property ``part``."""
    c = colours
    return f"""
* {{ outline: none; }}
QToolTip {{
    background: {c.raised}; color: {c.text}; border: 1px solid {c.line};
    padding: 6px 10px; font-size: {SMALL}px;
}}
QLabel {{ background: transparent; color: {c.text}; }}
QLabel[part="wordmark"] {{ font-size: {BODY}px; font-weight: 700; }}
QLabel[part="title"] {{ font-size: {TITLE}px; font-weight: 700; }}
QLabel[part="price"] {{ font-size: {TITLE}px; font-weight: 600; }}
QLabel[part="body"] {{ font-size: {BODY}px; }}
QLabel[part="soft"] {{ font-size: {SMALL}px; color: {c.soft}; }}
QLabel[part="heading"] {{ font-size: {SMALL}px; font-weight: 600; color: {c.soft}; }}
QLabel[part="value"] {{ font-size: {SMALL}px; font-weight: 600; }}
QLabel[part="glass"] {{
    font-size: {SMALL}px; font-weight: 500; padding: 7px 14px; border-radius: {RADIUS_SMALL}px;
    background: rgba(11, 10, 12, {GLASS}); color: {c.text};
}}
QLabel[part="glass large"] {{
    font-size: {TITLE}px; font-weight: 600; padding: 12px 22px; border-radius: {RADIUS}px;
    background: rgba(11, 10, 12, {GLASS}); color: {c.text};
}}
QWidget[part="panel"] {{ background: {c.panel}; border-left: 1px solid {c.line}; }}
QWidget[part="sheet"] {{
    background: {c.panel}; border-top: 1px solid {c.line};
    border-top-left-radius: {RADIUS_LARGE}px; border-top-right-radius: {RADIUS_LARGE}px;
}}
QWidget[part="asking"] {{
    border: 2px solid {c.accent}; border-radius: {RADIUS_SMALL}px; background: {c.raised};
}}
QWidget[part="stage"] {{ background: {c.stage}; }}
QWidget[part="card"] {{
    background: {c.raised}; border: 1px solid {c.line}; border-radius: {RADIUS}px;
}}
QWidget[part="glass card"] {{
    background: rgba(18, 17, 20, 0.96); border: 1px solid {c.line}; border-radius: {RADIUS}px;
}}
QWidget[part="glass card"] QPushButton {{ background: rgba(52, 49, 58, 0.85); }}
QWidget[part="glass card"] QPushButton:hover {{ background: {c.lifted}; }}
QWidget[part="glass card"] QPushButton[part="icon"] {{ background: transparent; }}
QWidget[part="card"][tone="attention"] {{ border-color: {c.attention}; }}

QPushButton {{
    min-height: {TARGET - 4}px; padding: 0 18px; border: 2px solid transparent;
    border-radius: {RADIUS}px; background: {c.raised}; color: {c.text};
    font-size: {SMALL}px; font-weight: 600;
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
    min-height: {TARGET - 20}px; border-radius: 18px;
}}
QPushButton[part="badge"]:hover {{ background: {c.lifted}; }}
QPushButton[part="badge"]:checked {{ background: {c.line}; }}
QPushButton[part="badge"]:focus {{ border-color: {c.text}; }}
QPushButton[part="quiet"] {{ background: transparent; }}
QPushButton[part="quiet"]:hover {{ background: {c.raised}; }}
QPushButton[part="quiet"]:checked {{ color: {c.text}; background: {c.raised}; }}
QWidget[part="card"] QPushButton {{ background: {c.line}; }}
QWidget[part="card"] QPushButton:hover {{ background: {c.lifted}; }}
QPushButton[part="icon"], QWidget[part="card"] QPushButton[part="icon"] {{
    background: transparent; padding: 0; min-width: {TARGET - 4}px; max-width: {TARGET - 4}px;
}}
QPushButton[part="icon"]:hover {{ background: {c.raised}; }}
QPushButton[part="icon"]:checked {{ background: {c.raised}; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}

QLineEdit {{
    background: {c.background}; color: {c.text}; border: 2px solid {c.line};
    border-radius: {RADIUS}px; padding: 0 10px; font-size: {SMALL}px;
}}
QLineEdit:focus {{ border-color: {c.text}; }}

QMenu {{
    background: {c.raised}; border: 1px solid {c.line}; border-radius: {RADIUS_SMALL}px;
    padding: 8px;
}}
QMenu::item {{
    min-height: 40px; padding: 4px 28px 4px 14px; border-radius: 8px;
    font-size: {SMALL}px; color: {c.text};
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
