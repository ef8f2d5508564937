"""Starting and ending the application."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Literal, get_args, get_type_hints

import cv2  # noqa: F401 - first, for what it does to the environment; see below
from annotated_types import Interval
from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tryon.app.display import has_display
from tryon.app.icons import icon
from tryon.app.parts import Parts, real_parts
from tryon.app.session import Session
from tryon.app.theme import THEMES, dress_application
from tryon.app.window import Bell, Window
from tryon.core.errors import BadInput, Missing
from tryon.engine import Look
from tryon.settings import Settings, read_settings, settings_path

log = logging.getLogger(__name__)

# OpenCV's wheel brings another Qt and points to its plugins, with which ours cannot start.
for _name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    os.environ.pop(_name, None)

#: What the window takes on a desk and on a tall screen, if there is room.
_SIZE, _SIZE_TALL = QSize(1560, 900), QSize(1080, 1920)

#: Less than this is bare lips, and there is a swatch for those.
_LEAST_COATS = 0.1

#: Faces of the application; the others grow on the same session.
Kind = Literal["mirror"]


def run_app(
    source_word: str | None = None,
    look: Look | None = None,
    *,
    kind: Kind = "mirror",
    folders: Sequence[Path] = (),
    screenshot: Path | None = None,
    quit_after_s: float | None = None,
) -> int:
    """Open the window and stay until it is closed.

    Parameters
    ----------
    source_word : str or None
        SOURCE of the command line; None is the one used last, a camera, or the demo.
    look : tuple of Effect or None
        What is worn at first; None is what was worn last.
    kind : {"mirror"}
    folders : sequence of Path
        Where products are, beside the user's own and the samples.
    screenshot : Path or None
        Where the window is painted after the first picture with somebody dressed in it.
    quit_after_s : float or None
        Close by itself, after so many seconds.

    Returns
    -------
    code : int
        0; 1 when a screenshot was asked for and no picture came.

    Raises
    ------
    BadInput
        `source_word` names nothing that could be shown, or a folder is not there; no window
        was opened.
    Missing
        There is no display, and neither a screenshot nor an end was asked for.
    """
    for folder in folders:
        if not folder.exists():
            raise BadInput(f"{folder}: no such folder or file of products")
    parts = real_parts(folders)
    if source_word is not None:
        parts.open_source(source_word, False)  # made, and not opened: only to be sure
    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        if screenshot is None and quit_after_s is None:
            raise Missing(
                "the window needs a display, and there is none",
                "Log in to a desktop, or use `tryon demo`, `tryon photo` or `tryon video`.",
            )
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _catch_strays()
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("tryon")
    app.setWindowIcon(icon("lips", THEMES["dark"].accent))
    dress_application(app)
    settings = read_settings(settings_path())
    if screenshot is not None or quit_after_s is not None:
        # A run that nobody sits at does not change what the person had chosen, nor listen.
        parts = replace(parts, write_settings=lambda settings: None)
        settings = replace(settings, has_sound=False)
    session, window = open_window(parts, settings)
    session.start(source_word, look)
    for number in (signal.SIGINT, signal.SIGTERM):
        # Python hears it when the window's clock ticks; a recording is completed then.
        signal.signal(number, lambda *_: QApplication.quit())
    taken = _Screenshot(window, screenshot) if screenshot else None
    if quit_after_s is not None:
        QTimer.singleShot(round(quit_after_s * 1000), window.close)
    try:
        app.exec()
        return 0 if taken is None or taken.finish() else 1
    finally:
        session.close()


def open_window(parts: Parts, settings: Settings) -> tuple[Session, Window]:
    """Build a session and the window on it, and show the window."""
    changed, picture = Bell(), Bell()
    session = Session(parts, settings, changed.ring, picture.ring)
    window = Window(session, changed, picture, _coats())
    _place(window, settings)
    window.show()
    return session, window


def _coats() -> tuple[float, float]:
    """Say how many coats a lipstick takes, at least and at most."""
    from tryon.effects.lipstick import Lipstick

    hint = get_type_hints(Lipstick, include_extras=True)["coats"]
    interval = next(extra for extra in get_args(hint) if isinstance(extra, Interval))
    most = float(interval.le)  # type: ignore[arg-type]
    return _LEAST_COATS, most


def _place(window: Window, settings: Settings) -> None:
    """Put the window where it was, as far as there still is a screen for it."""
    if QGuiApplication.platformName() == "offscreen":  # its screen is small, and nobody's
        window.resize(_SIZE)
        return
    screen = QGuiApplication.primaryScreen()
    if settings.window_px is not None:
        wanted = QRect(*settings.window_px)
        screen = QGuiApplication.screenAt(wanted.center()) or screen
        room = screen.availableGeometry()
    else:
        room = screen.availableGeometry()
        is_tall = room.height() > room.width()
        wanted = QRect(QPoint(0, 0), _SIZE_TALL if is_tall else _SIZE)
        wanted.moveCenter(room.center())
    wanted.setSize(wanted.size().boundedTo(room.size()))
    wanted.moveLeft(min(max(wanted.left(), room.left()), room.right() + 1 - wanted.width()))
    wanted.moveTop(min(max(wanted.top(), room.top()), room.bottom() + 1 - wanted.height()))
    window.setGeometry(wanted)
    if settings.is_maximized or wanted.width() >= room.width():
        window.setWindowState(Qt.WindowState.WindowMaximized)


class _Screenshot:
    """Paints the window into a file as soon as somebody is dressed in it."""

    def __init__(self, window: Window, path: Path) -> None:
        self._window, self._path = window, path
        self._is_taken = False
        window.preview.painted.connect(self._look)

    def _look(self) -> None:
        shown = self._window.preview.shown
        if not self._is_taken and shown is not None and shown.picture.report.colour:
            self._is_taken = True
            # A little later, when the figures beside the mirror have followed.
            QTimer.singleShot(1200, self._window, self._grab)

    def _grab(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._window.grab().save(str(self._path))

    def finish(self) -> bool:
        """Make up for a screenshot that nobody was dressed for; False without any picture."""
        if not self._is_taken:
            self._grab()
        return self._window.preview.shown is not None


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
