"""How the application looks, in one place: colours, sizes, typefaces, motion.

The theme is the application's, as Qt's palette and font are: `dress_application` chooses it,
and what is built afterwards asks `theme()` and `colours()`. A window that is to look different
is built anew, which takes less than learning to change.
"""

from dataclasses import dataclass
from typing import Literal

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
    glass: str  # over the picture, by day and by night
    on_glass: str


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
    glass="#0B0A0C",
    on_glass="#F4F1EE",
)

LIGHT = Colours(
    stage="#EAE4DF",
    background="#F8F4F1",
    panel="#FFFDFB",
    raised="#F3ECE7",
    lifted="#EBE2DC",
    line="#DDD3CC",
    text="#211B1E",
    soft="#685F5E",
    accent="#B4254F",
    on_accent="#FFFDFB",
    good="#156B40",
    attention="#8A4F00",
    glass="#0B0A0C",
    on_glass="#F4F1EE",
)

ThemeName = Literal["dark", "light"]
THEMES: dict[ThemeName, Colours] = {"dark": DARK, "light": LIGHT}

#: Type sizes in px: labels, text, titles, headlines, figures seen from afar.
SMALL, BODY, TITLE, HEADLINE, DISPLAY = 14, 17, 24, 30, 46

#: What multiplies type for those who asked for larger letters.
LARGE_TYPE = 1.3

#: Corner radii in px, growing with the surface.
RADIUS_SMALL, RADIUS, RADIUS_LARGE, RADIUS_SHEET = 12, 16, 24, 44

#: Distances in px, each half as large again as the one before, nearly.
SPACE_SMALL, SPACE, SPACE_LARGE = 12, 20, 32

#: Nothing that is touched is smaller than this, in px: at a desk, and standing before a kiosk.
TARGET, TARGET_KIOSK = 56, 72

#: How long things take to come and to go, in ms; nothing ever moves on the mirror itself.
MOTION_MS, MOTION_SLOW_MS = 180, 240

#: Share of black laid over the picture behind text, so that it reads on any picture.
GLASS = 0.72


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours, and how large type is.

    Attributes
    ----------
    colours : Colours
    scale : float
        Of type: 1 at a desk, more for who stands before a kiosk or asked for large type.
    target_px : int
        Nothing that is touched is smaller.
    """

    colours: Colours = DARK
    scale: float = 1.0
    target_px: int = TARGET

    def px(self, size_px: float) -> int:
        """Scale a size of type, or one that goes with type."""
        return round(size_px * self.scale)


_theme = Theme()


def theme() -> Theme:
    """Give the theme of the application."""
    return _theme


def colours() -> Colours:
    """Give the colours of the application."""
    return _theme.colours


def font(size_px: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Make a font of the application whose figures all have the same width.

    `size_px` is that of the type scale, such as `BODY`; the theme scales it.
    """
    made = QFont([*LATIN, *CHINESE])
    made.setPixelSize(_theme.px(size_px))
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


def dress_application(app: QApplication, wanted: Theme | None = None) -> None:
    """Give `app` the palette, the font and the style sheet of a theme, the dark one if None."""
    global _theme
    from tryon.app.style import style_sheet

    wanted = wanted or Theme()
    if wanted == _theme and app.styleSheet():
        return  # a new sheet is read by every widget there is, which takes a second
    _theme = wanted
    if not app.styleSheet():  # once: every widget there is would be styled anew
        app.setStyle("Fusion")  # the one that looks alike, and obeys a palette, everywhere
    app.setPalette(palette(_theme.colours))
    app.setFont(font(SMALL))
    app.setStyleSheet(style_sheet(_theme))


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
