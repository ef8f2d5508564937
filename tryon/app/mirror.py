"""Today's window and its session, as the application opens and closes them."""

from collections.abc import Callable, Mapping, Sequence
from typing import get_args, get_type_hints

from annotated_types import Interval
from PySide6.QtCore import QCoreApplication, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tryon.app.appearance import Appearance, appear
from tryon.app.opening import Opening, Stop
from tryon.app.session import Session
from tryon.app.window import Bell, Window
from tryon.settings import Settings

#: What the window takes on a desk and on a tall screen, if there is room.
_SIZE, _SIZE_TALL = QSize(1560, 900), QSize(1080, 1920)

#: Less than this is bare lips, and there is a swatch for those.
_LEAST_COATS = 0.1


def open_mirror(opening: Opening) -> "Mirror":
    """Open today's window: the mirror, and beside it what can be worn."""
    return Mirror(opening)


class Mirror:
    """The window on its session; built anew when it is to look or speak otherwise.

    Attributes
    ----------
    session : Session
    window : Window
    """

    def __init__(self, opening: Opening) -> None:
        self._opening, self._wants_stills = opening, False
        self._changed, self._picture = Bell(), Bell()
        self.session = Session(
            opening.parts, opening.settings, self._changed.ring, self._picture.ring
        )
        self.window = self._build()
        if opening.size_px is not None:
            self.window.resize(*opening.size_px)
        else:
            _place(self.window, opening.settings)
        self.window.show()

    def start(self) -> None:
        """Open the source, and put on what was worn last, or the look that was asked for."""
        for notice in self._opening.notices:
            self.session.tell(notice)
        self.session.start(self._opening.source_word, self._opening.look)
        if self._opening.look is None:
            self.session.clothing.wear_remembered()

    def is_ready(self) -> bool:
        """Whether somebody is dressed in what is shown."""
        shown = self.window.preview.shown
        if shown is None or not shown.picture.report.colour:
            return False
        return self.session.state.stills is not None or not self._wants_stills

    def has_picture(self) -> bool:
        """Whether anything is shown at all."""
        return self.window.preview.shown is not None

    def busy_s(self) -> float:
        """How long the present frame has been at work, s."""
        return self.session.busy_s

    def screens(self) -> Mapping[str, Callable[[], None]]:
        """Name what the window can show."""
        session = self.session

        def show_stills(is_wanted: bool) -> None:
            self._wants_stills = is_wanted
            session.lighting.show_other_light(is_wanted)

        def clothes() -> None:
            show_stills(False)
            self.window.panel.open("clothes")

        def lips() -> None:
            show_stills(False)
            self.window.panel.open("lips")

        def white_sheet() -> None:
            show_stills(False)
            session.lighting.measure_white()

        return {
            "lips": lips,
            "clothes": clothes,
            "other light": lambda: show_stills(True),
            "white sheet": white_sheet,
        }

    def tour(self) -> Sequence[Stop]:
        """Point at what a newcomer needs first."""
        tr = QCoreApplication.translate
        return (
            Stop(
                lambda: self.window.panel.shades,
                tr("Mirror", "Touch a shade"),
                tr("Mirror", "It is on your lips at once. Below are finish, coats and more."),
            ),
            Stop(
                lambda: self.window.preview,
                tr("Mirror", "Hold the mirror"),
                tr("Mirror", "As long as you hold it, or the space bar, your lips are bare."),
            ),
            Stop(
                lambda: self.window.panel.card.badge,
                tr("Mirror", "How sure the colour is"),
                tr(
                    "Mirror",
                    "±ΔE is how far it may be off the product. Touch it to see why, and what "
                    "makes it surer.",
                ),
            ),
            Stop(
                lambda: self.window.picker,
                tr("Mirror", "Camera, photo or video"),
                tr("Mirror", "Choose here where the picture comes from."),
            ),
        )

    def appear(self, look: Appearance) -> None:
        """Look and speak otherwise, from now on."""
        app, old = QApplication.instance(), self.window
        assert isinstance(app, QApplication)
        self.session.appear(look)
        appear(app, look)
        self.window = self._build()
        self.window.setGeometry(old.geometry())
        self.window.setWindowState(old.windowState())
        self.window.show()
        old.retire()

    def close(self) -> None:
        """End every thread; a recording is completed."""
        self.session.close()

    def _build(self) -> Window:
        window = Window(self.session, self._changed, self._picture, _coats())
        window.appearance.chosen.connect(self.appear)
        return window


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
