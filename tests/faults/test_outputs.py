"""Outputs that block, raise or find no room: the mirror goes on, and says what became of it."""

import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tryon import engine
from tryon.app.state import NoticeKind
from tryon.core.errors import SinkFailed
from tryon.core.scene import Picture
from tryon.settings import Settings, read_settings, write_settings
from tryon.sinks.recording import Recording

Open = Callable[..., Any]
Saw = Callable[..., None]


class Blocked:
    """A sink that takes one picture and never comes back, until it is let."""

    backlog = 2

    def __init__(self) -> None:
        self.free, self.taken = threading.Event(), threading.Event()

    def open(self, size: tuple[int, int], fps: float) -> None: ...

    def write(self, picture: Picture) -> None:
        self.taken.set()
        self.free.wait(30)

    def close(self) -> None: ...


class Raises:
    """A sink whose disk has gone."""

    backlog = 2

    def open(self, size: tuple[int, int], fps: float) -> None: ...

    def write(self, picture: Picture) -> None:
        raise SinkFailed("the disk is gone", "Plug the disk in again.")

    def close(self) -> None: ...


def test_a_sink_that_blocks(
    open_mirror: Open, saw: Saw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "FINISH_S", 0.5)
    sink = Blocked()
    mirror = open_mirror(make_recording=lambda path, sound, worn: sink)
    mirror.goes_on(10)
    mirror.session.takes.record(True)
    assert sink.taken.wait(5)
    waits = [mirror.goes_on() for _ in range(5)]
    mirror.session.takes.record(False)
    mirror.until(lambda: mirror.told(NoticeKind.RECORDING_FAILED), 5)
    assert mirror.session.state.recorded is None
    said = mirror.banner()
    assert "recording has stopped" in said
    mirror.goes_on()
    saw("a recording's disk blocks for ever", said, mirror.kiosk(), max(waits))
    begun_s = time.monotonic()
    mirror.session.close()
    assert time.monotonic() - begun_s < 10, "the window closes though the disk hangs"
    sink.free.set()


def test_a_sink_that_raises(open_mirror: Open, saw: Saw) -> None:
    mirror = open_mirror(make_recording=lambda path, sound, worn: Raises())
    mirror.goes_on(10)
    mirror.session.takes.record(True)
    mirror.until(lambda: mirror.told(NoticeKind.RECORDING_FAILED))
    said = mirror.banner()
    assert "Plug the disk in again." in said
    saw("a recording's disk is taken away", said, mirror.kiosk(), mirror.goes_on())


def mounted(place: Path, options: str) -> bool:
    """Mount memory as a disk, where this user may; whether it is there now."""
    if shutil.which("mount") is None or os.geteuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", place]
    return subprocess.run(command, capture_output=True).returncode == 0


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 kB, where this user may make one; else files that may not grow."""
    place = tmp_path / "disk"
    place.mkdir()
    if mounted(place, "size=400k"):
        yield place
        subprocess.run(["umount", "-l", place], check=True)
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
    yield place
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def sealed_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that is read-only, where this user may mount one; else a file in its place."""
    place = tmp_path / "sealed"
    place.mkdir()
    if mounted(place, "ro"):
        yield place
        subprocess.run(["umount", "-l", place], check=True)
        return
    place.rmdir()
    place.write_text("no folder")
    yield place


@pytest.mark.skipif(sys.platform != "linux", reason="needs a disk that can be filled")
def test_a_full_disk(open_mirror: Open, saw: Saw, full_disk: Path) -> None:
    mirror = open_mirror(
        Settings(folder=str(full_disk)),
        make_recording=lambda path, sound, worn: Recording(path),
    )
    mirror.device.size = (640, 480)
    mirror.goes_on(10)
    mirror.session.takes.record(True)
    mirror.until(lambda: mirror.told(NoticeKind.RECORDING_FAILED), 60)
    said = mirror.banner()
    assert "recording has stopped" in said
    waited_s = mirror.goes_on()
    mirror.session.dismiss(NoticeKind.RECORDING_FAILED)
    mirror.session.takes.take_photo()
    mirror.until(
        lambda: mirror.told(NoticeKind.PHOTO_FAILED) or mirror.told(NoticeKind.PHOTO_SAVED)
    )
    saw("the disk is full: a recording", said, mirror.kiosk(), waited_s)
    if mirror.told(NoticeKind.PHOTO_FAILED):
        assert not [path for path in full_disk.glob("*.png") if path.stat().st_size]
        saw("the disk is full: a photo", mirror.banner(), mirror.kiosk(), mirror.goes_on())


def test_settings_that_cannot_be_written(
    open_mirror: Open, saw: Saw, sealed_disk: Path
) -> None:
    place = sealed_disk / "settings.json"
    mirror = open_mirror(write_settings=lambda settings: write_settings(settings, place))
    mirror.goes_on(10)
    mirror.session.cameras.mirror(False)
    mirror.session.refresh()
    waited_s = mirror.goes_on()
    assert not mirror.session.state.settings.is_mirrored, "it holds until the window closes"
    mirror.until(lambda: mirror.told(NoticeKind.SETTINGS_FAILED))
    said = mirror.banner()
    assert "not remembered" in said
    saw("settings are read-only", said, mirror.kiosk(), waited_s)


SETTINGS = sorted((Path(__file__).parent / "settings").glob("*.json"))


@pytest.mark.parametrize("path", SETTINGS, ids=lambda path: path.stem)
def test_settings_of_older_versions_are_understood(path: Path) -> None:
    read = read_settings(path)
    assert (read.source, read.product, read.coats) == ("camera:1", "demo-lip-03", 1.5)
    assert read.window_px == (-10, 20, 1366, 768)
    if int(path.stem[0]) >= 5:
        assert (read.studio.shape, read.studio.panic, read.studio.clip_s) == (
            "9:16",
            "card",
            30,
        )
        assert read.studio.looks is not None
        assert read.studio.looks[0].name == "Red"


@pytest.mark.parametrize("path", SETTINGS, ids=lambda path: path.stem)
def test_settings_of_older_versions_that_are_broken_cost_only_that(
    path: Path, tmp_path: Path
) -> None:
    """Cut off anywhere, a bit turned anywhere, another kind under any key: always readable."""
    data, broken = path.read_bytes(), tmp_path / "settings.json"
    for end in range(0, len(data), 7):
        broken.write_bytes(data[:end])
        assert read_settings(broken) == Settings()
    for place in range(0, len(data), 5):
        broken.write_bytes(data[:place] + bytes([data[place] ^ 0x15]) + data[place + 1 :])
        assert isinstance(read_settings(broken), Settings)
    broken.write_bytes(data.replace(b'"gloss"', b"[1, {}]").replace(b"1.5", b'"thick"'))
    read = read_settings(broken)
    assert (read.finish, read.coats, read.source) == (None, None, "camera:1")
