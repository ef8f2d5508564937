"""A mirror with the application's own parts, a camera that follows a script, and ears.

``TRYON_FAULTS=docs/faults.md pytest tests/faults`` writes down what a person sees of each
fault, as the tests have seen it.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from tryon import engine
from tryon.app import pulse
from tryon.app.appearance import Appearance, appear
from tryon.app.banner import Banner
from tryon.app.kiosk.advising import Advising
from tryon.app.kiosk.stuck import Stuck, trouble
from tryon.app.parts import Parts, real_parts
from tryon.app.session import Session
from tryon.app.state import NoticeKind
from tryon.core.scene import UNKNOWN_LIGHT, Bytes, Frame, Need, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.settings import Settings
from tryon.sources import camera as camera_module
from tryon.sources.camera import Camera
from tryon.sources.camera_lock import OpenCvControls

#: Rows of the table: fault, what the mirror says, what the kiosk says, seconds without picture.
ROWS: list[tuple[str, str, str, str]] = []


class Room:
    """Perceives nobody: what is tested is what lies before and behind."""

    def __call__(self, frame: Frame, needs: frozenset[Need], watch: Stopwatch) -> Scene:
        return Scene(frame, UNKNOWN_LIGHT)

    def close(self) -> None: ...


@dataclass
class Device:
    """A camera; what happens to it is said by its attributes, at any time."""

    size: tuple[int, int] = (64, 48)
    period_s: float = 0.01
    is_plugged: bool = True
    is_allowed: bool = True
    is_black: bool = False
    is_frozen: bool = False
    is_broken: bool = False
    stamp_ms: Callable[[], float] = field(default=lambda: -1.0)
    stalled: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.stalled.set()  # not stalled
        self._chance = np.random.default_rng(0)

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's word
        return self.is_plugged and self.is_allowed

    def grab(self) -> bool:
        time.sleep(self.period_s)
        self.stalled.wait(20)
        if self.is_broken:
            raise cv2.error("the driver is gone")
        return self.is_plugged

    def retrieve(self) -> tuple[bool, Bytes]:
        width, height = self.size
        if self.is_black:
            return True, np.zeros((height, width, 3), np.uint8)
        if self.is_frozen:
            return True, np.full((height, width, 3), 110, np.uint8)
        return True, self._chance.integers(90, 140, (height, width, 3)).astype(np.uint8)

    def get(self, property_id: int) -> float:
        return self.stamp_ms() if property_id == cv2.CAP_PROP_POS_MSEC else -1.0

    def set(self, property_id: int, value: float) -> bool:
        return False

    def release(self) -> None: ...


@dataclass
class Mirror:
    """A session that runs, and what it shows."""

    session: Session
    device: Device

    def until(self, holds: Callable[[], object], timeout_s: float = 15.0) -> float:
        """Wait for `holds`, or fail; return how long it took, in s."""
        begun_s = time.monotonic()
        while not holds():
            assert time.monotonic() - begun_s < timeout_s, "did not happen in time"
            time.sleep(0.005)
        return time.monotonic() - begun_s

    def goes_on(self, within_s: float = 3.0) -> float:
        """See that a picture comes which was taken from now on; return how long it took."""
        now_ns = time.monotonic_ns()

        def is_new() -> bool:
            newest = self.session.screen.newest
            return newest is not None and newest.captured_ns >= now_ns - 1_000_000_000

        self.session.screen.forget()
        return self.until(is_new, within_s)

    def told(self, kind: NoticeKind) -> bool:
        return self.session.state.notice(kind) is not None

    def banner(self) -> str:
        """Return what stands over the mirror of a person's own computer."""
        words = [Banner(notice, False)._words(notice) for notice in self.session.state.notices]
        return " / ".join(f"{said.title}. {said.text}".strip() for said in words)

    def kiosk(self) -> str:
        """Return what the shop's mirror says: on a card in the middle, or over the picture."""
        found = trouble(self.session.state)
        if found is not None:
            room = QWidget()
            room.resize(1080, 1920)
            card = Stuck(room, self.session)
            card._wanted = found
            card._show()
            return card.accessibleName()
        has_picture = self.session.screen.newest is not None
        return Advising(QObject(), self.session).trouble(has_picture=has_picture)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a tenth of the time for cameras."""
    monkeypatch.setattr(camera_module, "SILENCE_S", 0.4)
    monkeypatch.setattr(camera_module, "OPEN_S", 1.0)
    monkeypatch.setattr(camera_module, "CLOSE_S", 0.2)
    monkeypatch.setattr(engine, "RETRY_S", (0.1,))
    monkeypatch.setattr(pulse, "SPAN_S", 1.0)


Open = Callable[..., Mirror]


@pytest.fixture
def open_mirror(qapp: Any, quick: None, tmp_path: Path) -> Iterator[Open]:
    appear(qapp, Appearance("en"))
    opened: list[Mirror] = []

    def make(
        settings: Settings | None = None, device: Device | None = None, **changes: Any
    ) -> Mirror:
        device = device or Device()

        def source(word: str, is_locked: bool) -> Camera:
            return Camera(
                0,
                size=device.size,
                device=lambda index: device,
                controls=lambda index, found: OpenCvControls(found),
            )

        usual: dict[str, Any] = {
            "open_source": source,
            "cameras": lambda: [],
            "make_perceive": lambda desk: Room(),
            "pictures_folder": lambda: tmp_path / "pictures",
            "write_settings": lambda settings: None,
        }
        parts: Parts = replace(real_parts(), **(usual | changes))
        session = Session(parts, settings or Settings(), lambda: None, lambda: None)
        opened.append(Mirror(session, device))
        session.start("camera:0")
        return opened[-1]

    yield make
    for mirror in opened:
        mirror.device.stalled.set()
        mirror.session.close()


@pytest.fixture
def saw() -> Callable[..., None]:
    """Take down what a person sees of a fault."""

    def take_down(
        fault: str, mirror: str, kiosk: str = "", back_s: float | None = None
    ) -> None:
        waited = "none" if back_s is None else f"{back_s:.1f} s"
        ROWS.append(
            (fault, mirror or "nothing: it goes on", kiosk or "nothing: it goes on", waited)
        )

    return take_down


def pytest_sessionfinish() -> None:
    """Write the table, where one is wanted."""
    wanted = os.environ.get("TRYON_FAULTS")
    if wanted and ROWS:
        head = (
            "# What a person sees of a fault\n\n"
            "Written by `TRYON_FAULTS=docs/faults.md pytest tests/faults`, from what the tests "
            "saw. The last column is how long no new picture came; for a camera that had to be "
            "mended, from then on.\n\n"
            "| fault | the mirror says | the kiosk says | without a picture |\n"
            "|---|---|---|---|\n"
        )
        lines = [
            "| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in ROWS
        ]
        Path(wanted).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
