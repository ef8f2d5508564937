import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tryon.app import showroom
from tryon.app.showroom import Shot, Showroom, draw
from tryon.core.errors import Missing
from tryon.garments.rail import Hanger


def shot(name: str, folder: Path = Path()) -> Shot:
    return Shot(Hanger(name, folder / f"{name}.glb", name, "top", "female"), None)


def nothing(wanted: Shot) -> Path | None:
    return None


def test_what_is_there_does_not_wait_for_what_is_drawn() -> None:
    told: list[str] = []

    def never(wanted: Shot, stopping: threading.Event) -> Path:
        stopping.wait(5)
        return wanted.hanger.path

    def found(wanted: Shot) -> Path | None:
        return wanted.hanger.path if wanted.hanger.word == "b" else None

    room = Showroom(never, found, lambda wanted, path: told.append(wanted.hanger.word))
    room.want([shot("a")])
    room.want([shot("b"), shot("b")])
    assert told == ["b"]
    room.close()
    assert told == ["b"]


def test_what_was_asked_for_last_is_drawn_first_and_all_once() -> None:
    drawn: list[str] = []
    begun, go = threading.Event(), threading.Event()

    def slow(wanted: Shot, stopping: threading.Event) -> Path:
        begun.set()
        go.wait(5)
        return wanted.hanger.path

    room = Showroom(slow, nothing, lambda wanted, path: drawn.append(wanted.hanger.word))
    a, b, c = (shot(name) for name in "abc")
    room.want([a, b])
    begun.wait(5)
    room.want([c, a])
    go.set()
    deadline = time.monotonic() + 5
    while len(drawn) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert drawn == ["a", "c", "b"]
    room.want([b])
    room.close()
    assert drawn == ["a", "c", "b"]


def test_what_cannot_be_drawn_is_told_and_the_next_is_drawn() -> None:
    told: dict[str, Path | None] = {}

    def broken(wanted: Shot, stopping: threading.Event) -> Path:
        if wanted.hanger.word == "a":
            raise Missing("no OpenGL")
        return wanted.hanger.path

    room = Showroom(
        broken, nothing, lambda wanted, path: told.update({wanted.hanger.word: path})
    )
    room.want([shot("a"), shot("b")])
    deadline = time.monotonic() + 5
    while len(told) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    room.close()
    assert told == {"a": None, "b": Path("b.glb")}


class Process:
    """Stands for the process that draws: writes its file at once, or never ends."""

    returncode = 2

    def __init__(self, command: list[str], hangs: bool, writes: bool) -> None:
        self.pid, self._hangs = 0, hangs
        self.is_killed = False
        if writes:
            Path(command[command.index("-o") + 1]).write_bytes(b"picture")

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *error: object) -> None: ...

    def poll(self) -> int | None:
        return None if self._hangs and not self.is_killed else 0

    def kill(self) -> None:
        self.is_killed = True

    def communicate(self) -> tuple[bytes, bytes]:
        return b"", b"garment.glb: no triangles\n"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    how: dict[str, Any] = {"hangs": False, "writes": True, "commands": [], "made": []}

    def popen(command: list[str], **_: object) -> Process:
        how["commands"].append(command)
        how["made"].append(Process(command, how["hangs"], how["writes"]))
        return how["made"][-1]  # type: ignore[no-any-return]

    monkeypatch.setattr(subprocess, "Popen", popen)
    if hasattr(showroom.os, "setpriority"):
        monkeypatch.setattr(showroom.os, "setpriority", lambda *_: None)
    return how


def test_a_changed_file_is_drawn_again_an_unchanged_one_is_not(
    started: dict[str, Any], tmp_path: Path
) -> None:
    wanted, never = shot("tee", tmp_path), threading.Event()
    wanted.hanger.path.write_bytes(b"one")
    first = draw(wanted, never, tmp_path / "cache")
    assert draw(wanted, never, tmp_path / "cache") == first
    assert len(started["commands"]) == 1
    wanted.hanger.path.write_bytes(b"two")
    assert draw(wanted, never, tmp_path / "cache") != first


def test_a_drawing_that_fails_says_why(started: dict[str, Any], tmp_path: Path) -> None:
    started["writes"] = False
    with pytest.raises(Missing, match="no triangles"):
        draw(shot("tee", tmp_path), threading.Event(), tmp_path)


def test_a_drawing_ends_when_the_window_closes(started: dict[str, Any], tmp_path: Path) -> None:
    started.update(hangs=True, writes=False)
    stopping = threading.Event()
    stopping.set()
    draw(shot("tee", tmp_path), stopping, tmp_path)
    assert started["made"][0].is_killed
