"""Starting and ending the application."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal

import cv2  # noqa: F401 - first, for what it does to the environment; see below
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tryon.app.appearance import Appearance, appear
from tryon.app.display import has_display
from tryon.app.icons import icon
from tryon.app.language import check_language
from tryon.app.opening import Opened, Opening, Screenshot
from tryon.app.parts import Parts, real_parts
from tryon.app.signs import give_signs_of_life
from tryon.app.state import Notice, NoticeKind
from tryon.app.theme import THEMES, ThemeName
from tryon.app.tour import Guided
from tryon.core.errors import BadInput, Missing
from tryon.core.memory import settle, share_heaps
from tryon.engine import Look
from tryon.settings import Settings, read_settings, set_aside, settings_path

if TYPE_CHECKING:
    from tryon.app.welcome.welcome import Welcome

log = logging.getLogger(__name__)

# OpenCV's wheel brings another Qt and points to its plugins, with which ours cannot start.
for _name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    os.environ.pop(_name, None)

#: How long a signal may wait to be heard: Qt's loop runs no Python while nothing happens.
_HEARING_MS = 250

#: Faces of the application. A new one is a module with a function that opens it, named in
#: `opener`, and a word of the command line.
Kind = Literal["welcome", "mirror", "kiosk", "studio", "desk"]


def opener(kind: Kind) -> Callable[[Opening], Opened]:
    """Find what opens a kind of window; only that one is loaded."""
    if kind == "welcome":
        from tryon.app.welcome.welcome import open_welcome

        return open_welcome
    if kind == "kiosk":
        from tryon.app.kiosk.kiosk import open_kiosk

        return open_kiosk
    if kind == "studio":
        from tryon.app.studio.studio import open_studio

        return open_studio
    if kind == "desk":
        from tryon.app.desk.desk import open_desk

        return open_desk
    from tryon.app.mirror import open_mirror

    return open_mirror


def run_app(
    source_word: str | None = None,
    look: Look | None = None,
    *,
    kind: Kind | None = None,
    folders: Sequence[Path] = (),
    language: str | None = None,
    theme: ThemeName | None = None,
    size_px: tuple[int, int] | None = None,
    screenshot: Path | None = None,
    screen: str | None = None,
    quit_after_s: float | None = None,
    is_safe: bool = False,
) -> int:
    """Open a window and stay until it is closed.

    Parameters
    ----------
    source_word : str or None
        SOURCE of the command line; None is the one used last, a camera, or the demo.
    look : tuple of Effect or None
        What is worn at first; None is what was worn last.
    kind : {"welcome", "mirror", "kiosk", "studio", "desk"} or None
        None is what was chosen when the program ran first; then, it asks. Where a source, a
        look or a screenshot is asked for, it is the mirror.
    folders : sequence of Path
        Where products are, beside the user's own and the samples.
    language : str or None
        Of `LANGUAGES`, or a pseudo-language; None is the one chosen last.
    theme : {"dark", "light"} or None
        None is the one chosen last.
    size_px : (width, height) or None
        Of the window; None is where it was last.
    screenshot : Path or None
        Where the window is painted when everything is there that it is to show; without
        `quit_after_s` that is its end, too.
    screen : str or None
        Which of the window's screens that is; None is the first.
    quit_after_s : float or None
        Close by itself, after so many seconds.
    is_safe : bool
        Open with less that may break; a kiosk that crashed often is.

    Returns
    -------
    code : int
        0; 1 when a screenshot was asked for and no picture came.

    Raises
    ------
    BadInput
        `source_word` names nothing that could be shown, a folder is not there, or a language
        is not known; no window was opened.
    Missing
        There is no display, and neither a screenshot nor an end was asked for.
    """
    for folder in folders:
        if not folder.exists():
            raise BadInput(f"{folder}: no such folder or file of products")
    if language is not None:
        check_language(language)
    parts = real_parts(folders)
    if source_word is not None:
        parts.open_source(source_word, False)  # made, and not opened: only to be sure
    is_watched = screenshot is None and quit_after_s is None
    app = start_qt(is_watched=is_watched)
    broken = set_aside(settings_path()) if is_watched else None
    settings = read_settings(settings_path())
    settings = replace(
        settings, language=language or settings.language, theme=theme or settings.theme
    )
    if kind is None:
        is_plain = is_watched and source_word is None and look is None
        kind = first_kind(settings) if is_plain else "mirror"
    if not is_watched:
        # A run that nobody sits at does not change what the person had chosen, nor listen.
        parts = replace(parts, write_settings=lambda settings: None)
        settings = replace(settings, has_sound=False)
    appear(app, Appearance.of(settings))
    hearing = QTimer(interval=_HEARING_MS)
    hearing.timeout.connect(lambda: None)
    hearing.start()
    told = (Notice(NoticeKind.SETTINGS_BROKEN, path=broken),) if broken else ()
    wish = Opening(
        parts, settings, source_word, look, size_px, language, theme, told, is_safe=is_safe
    )
    asked: Welcome | None = None
    if kind == "welcome" and is_watched:
        asked = ask_first(app, wish)
        if asked.role is None:
            return 0
        kind = asked.role
        # What was answered is what the window begins with, and so is what was shown of it.
        wish = replace(wish, settings=asked.settings, source_word=None)
        appear(app, Appearance.of(wish.settings))  # the questions fitted it to their window
    is_toured = kind in wish.settings.toured or not is_watched
    if asked is not None or not is_toured:
        toured = tuple(dict.fromkeys((*wish.settings.toured, kind)))
        wish = replace(wish, settings=replace(wish.settings, toured=toured))
        _keep(parts, wish.settings)
    opened = opener(kind)(wish)
    settle()
    opened.start()
    signs = give_signs_of_life(opened)
    if asked is not None:
        asked.window.hide()  # not before there is another: the glass is never empty
        asked.window.deleteLater()
    tour = None if is_toured else Guided(opened)
    end = bool if quit_after_s is not None else lambda: app.exit(0)
    taken = Screenshot(opened, screenshot, screen, end) if screenshot else None
    if quit_after_s is not None:
        QTimer.singleShot(round(quit_after_s * 1000), lambda: app.exit(0))
    _hear_signals(app)
    try:
        app.exec()
        return 0 if taken is None or taken.finish() else 1
    finally:
        if signs is not None:
            signs.stop()
        if tour is not None:
            tour.stop()
        opened.close()


def _hear_signals(app: QApplication) -> None:
    """End in good order when the system asks; right before `exec`, which forgets any `exit`."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # Python hears it when a clock ticks; a recording is completed then.
        signal.signal(number, lambda *_: app.exit(0))  # a kiosk ignores `quit`


def first_kind(settings: Settings) -> Kind:
    """Say what opens when nothing is asked for: what was chosen, or the first questions."""
    if settings.home is not None:
        return settings.home
    return "welcome" if settings.source is None else "mirror"


def ask_first(app: QApplication, wish: Opening) -> "Welcome":
    """Ask who it is for, which camera, and the first shade; nothing runs any more then."""
    from tryon.app.welcome.welcome import Welcome

    asked = Welcome(wish)
    asked.finished.connect(lambda: app.exit(0))
    asked.start()
    _hear_signals(app)
    app.exec()
    asked.close()
    return asked


def _keep(parts: Parts, settings: Settings) -> None:
    try:
        parts.write_settings(settings)
    except OSError as error:
        log.warning("settings are not saved: %s", error)


def start_qt(*, is_watched: bool) -> QApplication:
    """Start Qt, for a window that somebody watches or for one that is only painted.

    Raises
    ------
    Missing
        There is no display to watch it on.
    """
    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        if is_watched:
            raise Missing(
                "the window needs a display, and there is none",
                "Log in to a desktop, or use `tryon demo`, `tryon photo` or `tryon video`.",
            )
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    share_heaps()
    _catch_strays()
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("tryon")
    app.setWindowIcon(icon("lips", THEMES["dark"].accent))
    return app


def _catch_strays() -> None:
    """Write to the log what nobody caught, instead of ending without a word."""

    def stray(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        log.critical("unexpected", exc_info=(kind, error, trace))

    def stray_in_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None and arguments.exc_type is not SystemExit:
            log.critical(
                "unexpected in %s",
                arguments.thread.name if arguments.thread else "a thread",
                exc_info=(arguments.exc_type, arguments.exc_value, arguments.exc_traceback),
            )

    sys.excepthook = stray
    threading.excepthook = stray_in_thread
