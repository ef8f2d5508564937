"""Draws garments for the shelf and the turntable: beside the mirror, never in its way.

Pictures are drawn by a process of its own with the least priority: OpenGL of two kinds does not
share a process well, and a driver that crashes takes only a preview with it.
"""

import hashlib
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from tryon import assets
from tryon.core.errors import Missing, TryOnError
from tryon.garments.rail import Hanger

log = logging.getLogger(__name__)

#: Drawing differently needs new pictures.
_EDITION = 1
#: A picture that takes longer will not come.
_PATIENCE_S = 240.0


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a garment that is wanted.

    Attributes
    ----------
    hanger : Hanger
    colour : str or None
        One of its colourways; None is the first.
    turns : int
        From how many sides, evenly around, beside each other from left to right.
    height_px : int
    """

    hanger: Hanger
    colour: str | None
    turns: int = 1
    height_px: int = 320


#: Makes the file of a shot, unless it is told to stop first.
Draw = Callable[[Shot, threading.Event], Path]


class Showroom:
    """Has wanted pictures drawn, one at a time, on a thread of its own.

    Parameters
    ----------
    draw : callable
    find : callable
        Finds a picture that was drawn before; None if there is none.
    on_drawn : callable
        Told of each file, and of None where there will not be any; from any thread.
    """

    def __init__(
        self,
        draw: Draw,
        find: Callable[[Shot], Path | None],
        on_drawn: Callable[[Shot, Path | None], None],
    ) -> None:
        self._draw, self._find, self._on_drawn = draw, find, on_drawn
        self._wanted: list[Shot] = []
        self._done: set[Shot] = set()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def want(self, shots: Sequence[Shot]) -> None:
        """Ask for pictures, before all that were asked for earlier; some are there at once."""
        with self._lock:
            new = [shot for shot in dict.fromkeys(shots) if shot not in self._done]
        there = {shot: path for shot in new if (path := self._find(shot)) is not None}
        for shot, path in there.items():
            self._on_drawn(shot, path)
        with self._lock:
            self._done |= there.keys()
            new = [shot for shot in new if shot not in there]
            self._wanted = [*new, *(shot for shot in self._wanted if shot not in new)]
            if self._thread is None and self._wanted and not self._stopping.is_set():
                self._thread = threading.Thread(
                    target=self._run, name="tryon-showroom", daemon=True
                )
                self._thread.start()

    def close(self) -> None:
        """Stop drawing. Blocks until the thread has ended."""
        self._stopping.set()
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while (shot := self._next()) is not None:
            try:
                path: Path | None = self._draw(shot, self._stopping)
            except (TryOnError, OSError) as error:
                log.warning("no preview of %s: %s", shot.hanger.word, error)
                path = None
            if not self._stopping.is_set():
                self._on_drawn(shot, path)

    def _next(self) -> Shot | None:
        with self._lock:
            if self._stopping.is_set() or not self._wanted:
                self._thread = None if not self._stopping.is_set() else self._thread
                return None
            shot = self._wanted.pop(0)
            self._done.add(shot)
            return shot


def previews() -> Path:
    """Where drawn garments are kept; it may be emptied at any time."""
    return platformdirs.user_cache_path("tryon", appauthor=False) / "previews"


def find(shot: Shot, folder: Path | None = None) -> Path | None:
    """Find the picture of a garment that came with it, or was drawn before; None if neither."""
    name = f"{_key(shot)}.jpg"
    places = assets.folder() / "models3d" / "previews" / name, (folder or previews()) / name
    return next((place for place in places if place.is_file()), None)


def draw(shot: Shot, stopping: threading.Event, folder: Path | None = None) -> Path:
    """Find the picture of a garment that came with it or was drawn before, or draw it.

    Parameters
    ----------
    shot : Shot
    stopping : threading.Event
        Ends the drawing at once.
    folder : Path or None
        Of the pictures; None is this user's.

    Raises
    ------
    Missing
        It cannot be drawn here, or took too long.
    """
    if (known := find(shot, folder)) is not None:
        return known
    target = (folder or previews()) / f"{_key(shot)}.jpg"
    target.parent.mkdir(parents=True, exist_ok=True)
    command = (
        [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "tryon"]
    )
    command += ["garment", "preview", str(shot.hanger.path), "-o", str(target)]
    command += ["--turns", str(shot.turns), "--height", str(shot.height_px)]
    if shot.colour is not None:
        command += ["--colour", shot.colour]
    calm = {"LP_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # the mirror needs the others
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | calm,
        creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
        | getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    if sys.platform != "win32":
        os.setpriority(os.PRIO_PROCESS, process.pid, 15)
    said = _end_of(process, stopping)
    if not target.is_file() and not stopping.is_set():
        raise Missing(f"it could not be drawn: {said}")
    return target


def _end_of(process: "subprocess.Popen[bytes]", stopping: threading.Event) -> str:
    """Wait for the end of a process, or end it; gives the last line that it wrote."""
    waited_s = 0.0
    with process:
        while process.poll() is None and not stopping.wait(0.1):
            waited_s += 0.1
            if waited_s > _PATIENCE_S:
                break
        if process.poll() is None:
            process.kill()
        _, errors = process.communicate()
    lines = errors.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"code {process.returncode}"


def _key(shot: Shot) -> str:
    """Name a picture by all that it shows: another file, another name."""
    digest = hashlib.blake2b(digest_size=16)
    said = (_EDITION, shot.colour, shot.turns, shot.height_px)
    digest.update(repr(said).encode())
    for path in (shot.hanger.path, shot.hanger.path.with_suffix(".toml")):
        if path.is_file():
            digest.update(path.read_bytes())
    return f"{shot.hanger.path.stem}-{digest.hexdigest()}"
