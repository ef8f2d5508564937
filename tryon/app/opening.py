"""What every window of the application is opened with, and what can be asked of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from tryon.app.parts import Parts
from tryon.app.state import Notice
from tryon.app.theme import ThemeName
from tryon.engine import Look
from tryon.settings import Settings

#: How often a window is asked whether it is ready, and how long figures beside the picture may
#: take to follow it, ms.
_ASK_MS, _SETTLE_MS = 50, 1200


@dataclass(frozen=True, slots=True)
class Opening:
    """What a window is opened with.

    Attributes
    ----------
    parts : Parts
    settings : Settings
    source_word : str or None
        SOURCE of the command line; None is the one used last, a camera, or the demo.
    look : tuple of Effect or None
        What is worn at first; None is what was worn last.
    size_px : (width, height) or None
        None is where it was last, or what the window takes by itself.
    language : str or None
    theme : {"dark", "light"} or None
        What was asked for just now; the settings say what was chosen last.
    notices : tuple of Notice
        What the window tells first.
    is_safe : bool
        Whether it crashed often, and what the shop added stays out.
    """

    parts: Parts
    settings: Settings
    source_word: str | None = None
    look: Look | None = None
    size_px: tuple[int, int] | None = None
    language: str | None = None
    theme: ThemeName | None = None
    notices: tuple[Notice, ...] = ()
    is_safe: bool = False


class Opened(Protocol):
    """A window, and what runs behind it. Called on Qt's thread only."""

    @property
    def window(self) -> QWidget:
        """What is on the glass now; it is built anew when the language changes."""
        ...

    def start(self) -> None:
        """Begin, once the window can be seen."""

    def is_ready(self) -> bool:
        """Whether everything is there that the present screen is to show."""
        ...

    def has_picture(self) -> bool:
        """Whether there is anything worth a screenshot, though it may not be all."""
        ...

    def busy_s(self) -> float:
        """How long the frame has been at work that is to be seen next, s; 0 without one."""
        ...

    def screens(self) -> Mapping[str, Callable[[], None]]:
        """Name every screen, with what puts it up; the first is there from the start."""
        ...

    def tour(self) -> Sequence["Stop"]:
        """Name what a newcomer is shown, in order; empty is no tour."""
        ...

    def close(self) -> None:
        """End every thread, and complete what is being recorded."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One card of a tour.

    Attributes
    ----------
    find : callable
        Finds the control that the card points at; None when it is not on the glass now.
    title, text : str
    """

    find: Callable[[], QWidget | None]
    title: str
    text: str


class Screenshot:
    """Paints a window into a file as soon as it is ready.

    Parameters
    ----------
    opened : Opened
    path : Path
    screen : str or None
        One of its screens; None is the first.
    then : callable
        Called when the file is there.
    """

    def __init__(
        self,
        opened: Opened,
        path: Path,
        screen: str | None = None,
        then: Callable[[], object] = bool,
    ) -> None:
        self._opened, self._path, self._screen, self._then = opened, path, screen, then
        self._is_taken = False
        self._clock = QTimer(interval=_ASK_MS)
        self._clock.timeout.connect(self._look)
        self._clock.start()

    def _look(self) -> None:
        if not self._opened.is_ready():
            return
        if self._screen is not None:
            self._opened.screens()[self._screen]()
            self._screen = None
            return
        self._clock.stop()
        QTimer.singleShot(_SETTLE_MS, self._opened.window, self._grab)

    def _grab(self) -> None:
        self._is_taken = True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._opened.window.grab().save(str(self._path))
        self._then()

    def finish(self) -> bool:
        """Make up for a screenshot that nobody was dressed for; False without any picture."""
        self._clock.stop()
        if not self._is_taken:
            self._grab()
        return self._opened.has_picture()
