"""The first run as a whole: three questions, and the last is answered on one's own lips."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, cast

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tryon.app.appearance import Appearance, AppearanceButton, appear
from tryon.app.dressing import as_sold
from tryon.app.kiosk.looks import posters
from tryon.app.kiosk.parts import label
from tryon.app.opening import Opening, Stop
from tryon.app.session import Session
from tryon.app.theme import LARGE_TYPE, SPACE, SPACE_LARGE, theme
from tryon.app.welcome.pages import ROLES, CameraPage, ShadePage, WhoPage, first_shades
from tryon.app.welcome.peek import Peek
from tryon.app.window import Bell
from tryon.core.errors import TryOnError
from tryon.core.scene import Bytes
from tryon.settings import Settings
from tryon.sources.camera import CameraInfo

log = logging.getLogger(__name__)

Role = Literal["mirror", "kiosk", "studio", "desk"]

#: What the window takes on a desk, if there is room.
_SIZE = QSize(1366, 820)
#: A wide window, and a tall one, of so many pixels have room for type of the usual size.
_WIDE_PX, _TALL_PX = (1066, 720), (520, 900)
_TICK_MS = 200
#: How often it is looked for a camera while there is none, s; how long a source may take to
#: be let go.
_LOOK_S, _PATIENCE_S = 2.0, 5.0


def open_welcome(opening: Opening) -> "Welcome":
    """Open the first run."""
    return Welcome(opening)


class Welcome(QObject):
    """Asks, and shows what was answered at once.

    Attributes
    ----------
    window : QWidget
    role : {"mirror", "kiosk", "studio", "desk"} or None
        What is to be opened; None until everything was answered.
    """

    finished = Signal()

    def __init__(self, opening: Opening) -> None:
        super().__init__()
        self._opening, self._settings = opening, opening.settings
        self._look = Appearance.of(opening.settings)
        self.role: Role | None = None
        self._wanted: Role = "mirror"
        self._step = "who"
        self._shades = first_shades(opening.parts.products)
        self._cameras: tuple[CameraInfo, ...] | None = None
        self._listing: threading.Thread | None = None
        self._painting = threading.Thread(target=self._load, name="tryon-posters", daemon=True)
        self._listed_s = 0.0
        self._peeks: dict[str, Peek] = {}
        self._leaving: list[Peek] = []
        self._faces: list[QImage] = []
        self.session: Session | None = None
        self._told, self._changed, self._picture = Bell(), Bell(), Bell()
        self._told.rung.connect(self._follow)
        self._changed.rung.connect(self._refresh)
        self._picture.rung.connect(self._show_picture)
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self.window = QWidget()
        room = QGuiApplication.primaryScreen().availableSize()
        self.window.resize(*(opening.size_px or _SIZE.boundedTo(room).toTuple()))
        self.who: WhoPage
        self.camera: CameraPage
        self.shade: ShadePage | None = None
        self._dress()
        self._build()

    @property
    def settings(self) -> Settings:
        """What was chosen, to be gone on with."""
        kept = self.session.state.settings if self.session is not None else self._settings
        look = self._look
        return replace(
            kept,
            language=look.language,
            theme=look.theme,
            has_large_type=look.has_large_type,
            home=self._wanted,
        )

    # What `run_app` asks.

    def start(self) -> None:
        """Show the window; what takes long is loaded meanwhile."""
        self.window.show()
        self._clock.start()
        self._painting.start()
        self._list_cameras()

    def is_ready(self) -> bool:
        """Whether everything is there that the present question shows."""
        if self._step == "who":
            return len(self._faces) > 1
        if self._step == "camera":
            return self.camera.has_picture("demo")
        if self.shade is None or self.session is None:
            return False
        shown = self.shade.preview.shown
        is_worn = shown is not None and bool(shown.picture.report.colour)
        return is_worn and bool(self.session.state.samples)

    def has_picture(self) -> bool:
        """Whether there is anything worth a screenshot."""
        return True

    def busy_s(self) -> float:
        """Say 0: questions have no picture that has to go on."""
        return 0.0

    def screens(self) -> Mapping[str, Callable[[], None]]:
        """Name the questions, with what asks them."""

        def shade() -> None:
            self.choose_source(self._opening.source_word or "demo")
            QTimer.singleShot(1500, self.window, wear)

        def wear() -> None:
            if self.session is not None:
                self.session.dressing.wear(self._shades[0])

        def camera() -> None:
            if self._cameras is None:
                self._cameras = ()
            self.ask("camera")

        return {"who": lambda: self.ask("who"), "camera": camera, "shade": shade}

    def tour(self) -> Sequence[Stop]:
        """Need none: it is one."""
        return ()

    def close(self) -> None:
        """Let go of every source, and end every thread."""
        self._clock.stop()
        for bell in (self._told, self._changed, self._picture):
            bell.rung.disconnect()  # threads may ring once more, and the pages are gone soon
        self._stop_peeking()
        self._close_session()
        for peek in self._leaving:
            peek.join(_PATIENCE_S)
        # A thread that is at work in a library when Python ends brings the program down.
        for thread in (self._painting, self._listing):
            if thread is not None and thread.ident is not None:
                thread.join(_PATIENCE_S)

    # The way through.

    def choose_role(self, role: str) -> None:
        """Take the first answer; where there is no camera, the demo is the second."""
        self._wanted = cast("Role", role)
        if self._cameras == ():
            self._begin(None)
        else:
            self.ask("camera")

    def choose_source(self, word: str) -> None:
        """Take the second answer: the mirror opens as soon as the source is free."""
        self._begin(word)

    def finish(self) -> None:
        """Go on to what was chosen."""
        self.role = self._wanted
        self.finished.emit()

    def ask(self, step: str) -> None:
        """Ask a question."""
        self._step = step
        if step != "shade":
            self._close_session()
        if step == "camera":
            self._listed_s = 0.0
            self.camera.show_cameras(self._cameras or ())
            self._peek()
        else:
            self._stop_peeking()
        pages = {"who": self.who, "camera": self.camera, "shade": self.shade}
        page = pages[step]
        assert page is not None
        self._stack.setCurrentWidget(page)
        page.setFocus()
        # The mirror's round corners are cut out of the darker stage.
        self.window.setProperty("part", "stage" if step == "shade" else "page")
        self.window.style().unpolish(self.window)
        self.window.style().polish(self.window)
        place = list(pages).index(step)
        self._steps.setText("  ".join("●" if n == place else "○" for n in range(3)))
        self._steps.setAccessibleName(self.tr("Question {0} of {1}").format(place + 1, 3))
        self.back.setVisible(place > 0)

    def _begin(self, word: str | None) -> None:
        self._stop_peeking()
        self._close_session()
        settings = replace(self.settings, source=None)
        parts = self._opening.parts
        self.session = Session(parts, settings, self._changed.ring, self._picture.ring)
        self.session.dressing.wear(None)
        done = {
            "mirror": self.tr("Open the mirror"),
            "kiosk": self.tr("Open the kiosk"),
            "studio": self.tr("Open the studio"),
            "desk": self.tr("Open the desk"),
        }
        old, self.shade = self.shade, ShadePage(self.session, self._shades, done[self._wanted])
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        self.shade.finished.connect(self.finish)
        self.shade.back.connect(lambda: self.ask("camera"))
        self._stack.addWidget(self.shade)
        self.ask("shade")
        self._open_when_free(word, time.monotonic() + _PATIENCE_S)

    def _open_when_free(self, word: str | None, until_s: float) -> None:
        """Open the source once nobody else looks through it."""
        session = self.session
        if any(peek.is_alive for peek in self._leaving) and time.monotonic() < until_s:
            QTimer.singleShot(20, self.window, lambda: self._open_when_free(word, until_s))
            return
        self._leaving.clear()
        if session is not None:
            session.start(word)

    def _close_session(self) -> None:
        session, self.session = self.session, None
        if session is not None:
            self._settings = session.state.settings
            session.close()

    # Looking through the sources.

    def _peek(self) -> None:
        """Show what each source that is offered sees."""
        wanted = self.camera.words
        for word in [word for word in self._peeks if word not in wanted]:
            self._leave(word)
        for word in wanted:
            if word not in self._peeks:
                open_source = self._opening.parts.open_source
                is_mirrored = word != "demo"
                self._peeks[word] = Peek(
                    open_source, word, self._told.ring, is_mirrored=is_mirrored
                )

    def _leave(self, word: str) -> None:
        peek = self._peeks.pop(word)
        peek.stop()
        self._leaving.append(peek)

    def _stop_peeking(self) -> None:
        for word in list(self._peeks):
            self._leave(word)

    def look_again(self) -> None:
        """Let go of every camera, and ask the system anew what there is."""
        self._stop_peeking()
        self._cameras = None
        self._list_cameras()

    def _list_cameras(self) -> None:
        """Ask which cameras there are, on a thread: some systems take seconds."""
        if self._listing is not None and self._listing.is_alive():
            return

        def ask() -> None:
            try:
                found = tuple(self._opening.parts.cameras())
            except Exception as error:  # noqa: BLE001 - a driver may raise anything
                log.error("cameras are not listed: %s", error)
                found = ()
            self._cameras = found
            self._told.ring()

        self._listed_s = time.monotonic()
        self._listing = threading.Thread(target=ask, name="tryon-cameras", daemon=True)
        self._listing.start()

    # Following.

    def _follow(self) -> None:
        """Take what threads have left."""
        for number, card in enumerate(self.who.roles):
            if self._faces:
                face = self._faces[number % len(self._faces)]
                card.show_pixmap(QPixmap.fromImage(face))
        if self._step != "camera":
            return
        if self._cameras is not None:
            words = [f"camera:{camera.index}" for camera in self._cameras]
            if [*words, "demo"] != self.camera.words:
                self.camera.show_cameras(self._cameras)
            self._peek()
        for word, peek in self._peeks.items():
            hint = peek.fault.hint if peek.fault is not None else ""
            self.camera.show_picture(word, peek.waiting.take_now(), hint)

    def _tick(self) -> None:
        session, page = self.session, self.shade
        if session is not None and page is not None and self._step == "shade":
            session.refresh()
            session.sampling.show({product.id: as_sold(product) for product in self._shades})
        # A camera that is plugged in now is offered by itself.
        is_due = time.monotonic() - self._listed_s > _LOOK_S
        if self._step != "shade" and not self._cameras and is_due:
            self._list_cameras()

    def _refresh(self) -> None:
        if self.shade is not None and self.session is not None:
            self.shade.show_state(self.session.state)

    def _show_picture(self) -> None:
        if self.shade is not None and self._step == "shade":
            self.shade.preview.take_newest()
            self.shade.over.picture_painted()

    # Building.

    def _build(self) -> None:
        """Build all questions, in the present language and theme."""
        old = self.window.layout()
        if old is not None:
            QWidget().setLayout(old)
        window = self.window
        window.setWindowTitle("tryon")
        window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        window.setMinimumSize(640, 360)
        space = theme().px(SPACE)
        self._steps = label("", "heading")
        self.back = _quiet(self.tr("Back"), self._go_back)
        self.skip = _quiet(self.tr("Skip, and open the mirror"), self._skip)
        self.appearance = AppearanceButton(self._look)
        self.appearance.chosen.connect(self.appear)
        top = QHBoxLayout()
        top.setSpacing(space)
        top.addWidget(label("tryon", "wordmark"))
        top.addWidget(self._steps)
        top.addStretch()
        for each in (self.back, self.skip, self.appearance):
            top.addWidget(each)
        self._stack = QStackedWidget()
        self.who, self.camera, self.shade = WhoPage(self._shades), CameraPage(), None
        self.who.chosen.connect(self.choose_role)
        self.camera.chosen.connect(self.choose_source)
        self.camera.again.connect(self.look_again)
        self._stack.addWidget(self.who)
        self._stack.addWidget(self.camera)
        column = QVBoxLayout(window)
        edge = theme().px(SPACE_LARGE)
        column.setContentsMargins(edge, space, edge, edge)
        column.setSpacing(space)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        self.ask("who")
        self._follow()

    def appear(self, look: Appearance) -> None:
        """Look and speak otherwise, from now on; the questions begin anew."""
        self._close_session()
        self._stop_peeking()
        self._look = look
        self._dress()
        self._build()

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        window, larger = self.window, LARGE_TYPE if self._look.has_large_type else 1.0
        room = scale_of(window.width(), window.height())
        appear(app, self._look, min(1.0, room / larger))

    def _go_back(self) -> None:
        self.ask("who" if self._step == "camera" else "camera")

    def _skip(self) -> None:
        self._wanted = "mirror"
        self.finish()

    # What takes long.

    def _load(self) -> None:
        """Show the portrait as it is, then in the looks that are to be chosen from."""
        from tryon.sources.demo import portrait

        try:
            self._take_faces([_image(portrait())])
            made = posters(self._opening.parts.products)
            self._take_faces([QImage(str(poster.path)) for poster in made])
        except TryOnError as error:
            log.warning("no pictures for the first questions: %s", error)

    def _take_faces(self, faces: list[QImage]) -> None:
        if faces:
            side = 900  # enough for a card
            self._faces = [
                face.scaledToHeight(min(side, face.height())) for face in faces[: len(ROLES)]
            ]
            self._told.ring()


def scale_of(width_px: int, height_px: int) -> float:
    """How large type may be that all cards of a question stand beside each other.

    Parameters
    ----------
    width_px, height_px : int
        Of the window, in Qt's logical pixels: a small screen at 150 % has few of them.

    Examples
    --------
    >>> scale_of(1366, 768), scale_of(911, 512), scale_of(540, 960)
    (1.07, 0.71, 1.04)
    """
    needed = _WIDE_PX if width_px >= height_px else _TALL_PX
    return round(min(width_px / needed[0], height_px / needed[1]), 2)


def _image(rgb: Bytes) -> QImage:
    height, width = rgb.shape[:2]
    return QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _quiet(text: str, act: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("part", "quiet")
    button.setAccessibleName(text)
    button.clicked.connect(lambda: act())
    return button
