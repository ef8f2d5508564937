"""Language, theme and size of letters: chosen in a small menu, in every window alike."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QPushButton

from tryon.app.icons import icon
from tryon.app.language import LANGUAGES, language, speak, usual_language
from tryon.app.menu import menu_of
from tryon.app.theme import (
    LARGE_TYPE,
    TARGET,
    THEMES,
    Theme,
    ThemeName,
    colours,
    dress_application,
)
from tryon.settings import Settings


@dataclass(frozen=True, slots=True)
class Appearance:
    """How windows look and speak.

    Attributes
    ----------
    language : str or None
        None is the system's.
    theme : {"dark", "light"}
    has_large_type : bool
    """

    language: str | None = None
    theme: ThemeName = "dark"
    has_large_type: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "Appearance":
        """Take what was chosen last."""
        return cls(settings.language, settings.theme, settings.has_large_type)


def appear(
    app: QApplication, wanted: Appearance, scale: float = 1.0, target_px: int = TARGET
) -> None:
    """Let what is built from now on look and speak as wanted.

    Parameters
    ----------
    app : QApplication
    wanted : Appearance
    scale : float
        Of type, before it is made larger for who asked for that.
    target_px : int
        Nothing that is touched is smaller.
    """
    speak(app, wanted.language or usual_language())
    larger = LARGE_TYPE if wanted.has_large_type else 1.0
    dress_application(app, Theme(THEMES[wanted.theme], scale * larger, target_px))


class AppearanceButton(QPushButton):
    """Opens the menu; `chosen` carries the new `Appearance`."""

    chosen = Signal(object)

    def __init__(self, now: Appearance) -> None:
        super().__init__(icon("letters", colours().soft), "")
        self._now = replace(now, language=language())
        self.setProperty("part", "icon")
        self.setIconSize(QSize(22, 22))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Language and appearance"))
        self.setToolTip(self.tr("Language and appearance"))
        menu = menu_of(self)
        languages = QActionGroup(menu)
        for code, name in LANGUAGES.items():
            self._add(languages, name, replace(self._now, language=code))
        menu.addSeparator()
        themes = QActionGroup(menu)
        self._add(themes, self.tr("Dark theme"), replace(self._now, theme="dark"))
        self._add(themes, self.tr("Light theme"), replace(self._now, theme="light"))
        menu.addSeparator()
        larger = QAction(self.tr("Larger letters"), menu)
        larger.setCheckable(True)
        larger.setChecked(self._now.has_large_type)
        larger.triggered.connect(
            lambda on: self.chosen.emit(replace(self._now, has_large_type=on))
        )
        menu.addAction(larger)

    def _add(self, group: QActionGroup, title: str, wanted: Appearance) -> None:
        action = QAction(title, group)
        action.setCheckable(True)
        action.setChecked(wanted == self._now)
        action.triggered.connect(lambda: self.chosen.emit(wanted))
        self.menu().addAction(action)
