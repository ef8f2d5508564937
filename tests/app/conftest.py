"""A session on scripted parts: no camera, no tracker, no file but the ones a test asks for."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QSlider
from pytestqt.qtbot import QtBot

from tryon.app.mirror import open_mirror as opened_mirror
from tryon.app.opening import Opening
from tryon.app.parts import Parts
from tryon.app.session import Session
from tryon.app.showroom import Shot
from tryon.app.state import Hung, Worn
from tryon.app.theme import dress_application
from tryon.app.window import Window
from tryon.catalogue.collection import load_catalogue
from tryon.core.errors import BadInput, Missing, SinkFailed, SourceLost
from tryon.core.layer import Layer
from tryon.core.scene import (
    UNKNOWN_LIGHT,
    Bytes,
    Cause,
    ColourError,
    Frame,
    Need,
    Picture,
    Report,
    Scene,
)
from tryon.core.seams import Sink, SoundTrack, Source
from tryon.core.stopwatch import Stopwatch
from tryon.engine import Look
from tryon.garments.rail import Hanger
from tryon.light.desk import LightDesk
from tryon.light.place import Place
from tryon.light.profile import Profile
from tryon.settings import Settings
from tryon.sinks.photo import write_photo
from tryon.sources.camera import CameraInfo, CameraState
from tryon.sources.microphone import Hearing


class FakeCamera:
    """Left half dark, right half bright; goes away when `is_plugged` is cleared."""

    live = True
    fps = 100.0

    def __init__(self, stage: "Stage", is_locked: bool) -> None:
        self._stage, self._is_locked = stage, is_locked
        self.state: CameraState | None = None

    def open(self) -> None:
        if not self._stage.is_plugged.is_set():
            raise SourceLost("camera 0: cannot be opened", "Check the camera cable.")
        kept = "ignored" if self._stage.holds == "never" else "locked"
        self._show_lock(kept if self._is_locked else "off")

    def hold(self, is_wanted: bool) -> bool:
        if self._stage.holds == "only when opened":
            return False
        self._stage.held.append(is_wanted)
        is_kept = self._stage.holds == "while open"
        self._show_lock("ignored" if not is_kept else "locked" if is_wanted else "off")
        return True

    def _show_lock(self, lock: str) -> None:
        held = ((7, 90.0),) if lock == "locked" else ()
        self.state = CameraState((64, 48), 100.0, "MJPG", lock, lock, held)  # type: ignore[arg-type]

    def frames(self) -> Iterator[Frame]:
        half = np.zeros((48, 64, 3), np.uint8)
        half[:, 32:] = 200
        index = 0
        while self._stage.is_plugged.is_set():
            time.sleep(0.01)
            rgb = half if self._stage.shows is None else self._stage.shows
            yield Frame(rgb.copy(), time.monotonic_ns(), index)
            index += 1
        raise SourceLost("camera 0: unplugged", "Check the camera cable.")

    def close(self) -> None:
        self.state = None

    @property
    def change(self) -> str:
        return self._stage.change

    @property
    def profile(self) -> Profile | None:
        return self._stage.profiles[-1] if self._stage.profiles else None


class Nobody:
    """Perceives an empty room, or breaks when told to."""

    def __init__(self, stage: "Stage") -> None:
        self._stage = stage

    def __call__(self, frame: Frame, needs: frozenset[Need], watch: Stopwatch) -> Scene:
        if self._stage.breaks_tracking:
            raise RuntimeError("tracker broke")
        self._stage.needs = needs
        return Scene(frame, UNKNOWN_LIGHT)

    def close(self) -> None: ...


@dataclass(frozen=True)
class Paint:
    """Stands for lipstick: says in the report what is worn."""

    name: ClassVar[str] = "lipstick"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LIPS})
    product: str
    finish: str
    coats: float
    stage: "Stage" = field(compare=False, repr=False, kw_only=True)

    def memory(self) -> Any:
        return None

    def layers(self, scene: Scene, memory: Any) -> Sequence[Layer]:
        if self.stage.breaks_effect:
            raise RuntimeError("no pigment")
        self.stage.seen = (self.product, self.finish, self.coats)
        return [self] if self.coats > 0 else []  # type: ignore[list-item]


@dataclass(frozen=True)
class Cloth:
    """Stands for a garment: says what is worn."""

    name: ClassVar[str] = "garment"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.BODY})
    hung: Hung
    stage: "Stage" = field(compare=False, repr=False, kw_only=True)

    def memory(self) -> Any:
        return None

    def layers(self, scene: Scene, memory: Any) -> Sequence[Layer]:
        self.stage.draped = (self.hung.hanger.word, self.hung.size)
        return []


class Tape:
    """Stands for a recording: writes one line for each picture."""

    backlog = 8

    def __init__(self, path: Path, has_sound: bool, stage: "Stage") -> None:
        self.path, self.has_sound, self._stage = path, has_sound, stage
        self.pictures: list[Picture] = []

    def open(self, size: tuple[int, int], fps: float) -> None: ...

    def write(self, picture: Picture) -> None:
        if self._stage.is_full:
            raise SinkFailed("disk full", "Free some space.")
        self.pictures.append(picture)

    def close(self) -> None:
        self.path.write_text("\n".join(str(picture.index) for picture in self.pictures))


class Ear:
    """Stands for the microphone."""

    def __init__(self, stage: "Stage") -> None:
        self._stage, self.is_on = stage, False
        self.device, self.hearing, self.fault = None, Hearing.OFF, None
        self.on_change: Callable[[], None] = lambda: None
        self.is_muted = self.is_silent = False
        self.level = 0.5

    def track(self) -> "Ear":
        return self

    def choose(self, name: str | None) -> None:
        self.device = name

    def listen(self) -> None:
        if not self._stage.has_microphone:
            raise Missing("no microphone was found", "Plug in a microphone.")
        self.is_on = True

    def hush(self) -> None:
        self.is_on = False


@dataclass(eq=False)
class Stage:
    """What the scripted parts do, and what was done to them."""

    folder: Path
    is_plugged: threading.Event = field(default_factory=threading.Event)
    connected: list[CameraInfo] = field(default_factory=lambda: [CameraInfo(0, "Front camera")])
    breaks_tracking: bool = False
    breaks_effect: bool = False
    is_full: bool = False
    has_microphone: bool = True
    dressed: Worn | None = None
    holds: str = "while open"  # "ignored while open", "only when opened", "never"
    held: list[bool] = field(default_factory=list)
    status: str = "estimated"
    seen: tuple[str, str, float] | None = None
    opened: list[tuple[str, bool]] = field(default_factory=list)
    tapes: list[Tape] = field(default_factory=list)
    written: list[Settings] = field(default_factory=list)
    left_over: list[Path] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    change: str = ""
    shows: Bytes | None = None
    desks: list[LightDesk] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    has_opengl: bool = True
    hangers: list[Hanger] = field(default_factory=list)
    hung: list[Hung] = field(default_factory=list)
    draped: tuple[str | None, str | None] | None = None
    needs: frozenset[Need] = frozenset()

    def __post_init__(self) -> None:
        self.ear = Ear(self)

    def parts(self) -> Parts:
        return Parts(
            products=load_catalogue().products,
            cameras=lambda: list(self.connected),
            open_source=self._open,
            make_perceive=self._perceive,
            make_compose=lambda: Canvas(self),
            dress=self._dress,
            make_microphone=lambda: self.ear,  # type: ignore[arg-type, return-value]
            make_recording=self._tape,
            write_photo=write_photo,
            salvage=lambda folder: list(self.left_over),
            pictures_folder=lambda: self.folder,
            write_settings=self.written.append,
            keep_profile=self._keep,
            keep_place=self.places.append,
            find_place=lambda bound: next(iter(self.places), None),
            forget_place=self.places.clear,
            hangers=lambda: self.hangers,
            hang=self._hang,
            draw_garment=self._draw,
            find_picture=lambda shot: None,
        )

    def _perceive(self, desk: LightDesk) -> Nobody:
        self.desks.append(desk)
        return Nobody(self)

    def _open(self, word: str, is_locked: bool) -> Source:
        self.opened.append((word, is_locked))
        if word == "bad.mp4":
            raise BadInput("bad.mp4: not a video", "Choose another file.")
        return FakeCamera(self, is_locked)

    def _keep(self, profile: Profile) -> Path:
        if self.is_full:
            raise SinkFailed("disk full", "Free some space.")
        self.profiles.append(profile)
        return self.folder / "camera.json"

    def _dress(self, worn: Worn) -> Look:
        assert worn.product is not None
        self.dressed = worn
        return (Paint(worn.product.id, worn.finish, worn.coats, stage=self),)

    def _hang(self, hung: Hung) -> "Cloth":
        self.hung.append(hung)
        if hung.hanger.word == "torn":
            raise BadInput("torn.glb: no triangles")
        return Cloth(hung, stage=self)

    def _draw(self, shot: Shot, stopping: threading.Event) -> Path:
        if shot.hanger.word == "shirt":
            raise Missing("no OpenGL")
        path = self.folder / f"{shot.hanger.word}-{shot.turns}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_photo(path, np.full((40, 30 * shot.turns, 3), 90, np.uint8))
        return path

    def _tape(self, path: Path, sound: SoundTrack | None, worn: Callable[[], str]) -> Sink:
        self.tapes.append(Tape(path, sound is not None, self))
        return self.tapes[-1]


class Canvas:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def __call__(self, scene: Scene, layers: Sequence[Layer], watch: Stopwatch) -> Picture:
        if self._stage.draped is not None and not self._stage.has_opengl:
            self._stage.draped = None
            raise Missing("OpenGL 3.3 is not there")
        errors = (ColourError("lipstick", 3.1, 4.8, 6.4, "estimated", Cause.SHADE),)
        is_painted = any(isinstance(layer, Paint) for layer in layers)
        report = Report({}, (), scene.light, errors if is_painted else ())
        frame = scene.frame
        return Picture(frame.rgb, frame.captured_ns, frame.index, report)

    def close(self) -> None:
        pass


def until(holds: Callable[[], object], timeout_s: float = 5.0) -> None:
    """Wait for `holds`, or fail."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.005)


@pytest.fixture
def wait_until() -> Callable[..., None]:
    return until


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    stage = Stage(tmp_path / "pictures")
    stage.is_plugged.set()
    return stage


@pytest.fixture
def make_session(stage: Stage) -> Iterator[Callable[..., Session]]:
    """Start a session; it is closed, and its threads are counted, when the test is over."""
    made: list[Session] = []

    def make(settings: Settings | None = None, word: str | None = None) -> Session:
        session = Session(stage.parts(), settings or Settings(), _nothing, _nothing)
        made.append(session)
        session.start(word)
        return session

    yield make
    for session in made:
        session.close()
    until(lambda: not threads())


@pytest.fixture
def session(make_session: Callable[..., Session]) -> Session:
    """A session whose camera delivers."""
    session = make_session()
    until(lambda: session.screen.newest is not None)
    return session


def threads() -> list[str]:
    """Names of our threads that are alive."""
    return [t.name for t in threading.enumerate() if t.name.startswith("tryon-")]


def _nothing() -> None: ...


@dataclass(frozen=True)
class Mirror:
    """A window that shows the scripted camera."""

    bot: QtBot
    window: Window
    session: Session
    made: Any = None

    def until(self, holds: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(holds()), timeout=5000)

    def button(self, name: str) -> QAbstractButton:
        found = [
            b
            for b in self.window.findChildren(QAbstractButton)
            if b.accessibleName().startswith(name) and b.isVisibleTo(self.window)
        ]
        assert len(found) == 1, f"{name}: {[b.accessibleName() for b in found]}"
        return found[0]

    def slider(self, name: str) -> QSlider:
        sliders = self.window.findChildren(QSlider)
        (found,) = (s for s in sliders if s.accessibleName() == name)
        return found

    def click(self, name: str) -> None:
        self.bot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def names(self) -> list[str]:
        found = self.window.findChildren(QAbstractButton)
        return [b.accessibleName() for b in found if b.isVisibleTo(self.window)]

    def texts(self) -> str:
        labels = self.window.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisibleTo(self.window))


@pytest.fixture
def open_mirror(qtbot: QtBot, stage: Stage, qapp: Any) -> Iterator[Callable[..., Mirror]]:
    dress_application(qapp)
    opened: list[Mirror] = []

    def make(settings: Settings | None = None, size: tuple[int, int] = (1366, 768)) -> Mirror:
        made = opened_mirror(Opening(stage.parts(), settings or Settings()))
        session, window = made.session, made.window
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(*size)
        opened.append(Mirror(qtbot, window, session, made))
        session.start()
        return opened[-1]

    yield make
    for mirror in opened:
        mirror.made.window.close()
        mirror.session.close()
        mirror.made.window.deleteLater()


@pytest.fixture
def mirror(open_mirror: Callable[..., Mirror]) -> Mirror:
    mirror = open_mirror()
    mirror.until(lambda: mirror.window.preview.shown is not None)
    mirror.window.activateWindow()
    mirror.window.preview.setFocus()
    return mirror
