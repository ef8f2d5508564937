"""Nothing leaves the machine, and nothing of a face stays behind but what was asked for."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
import sealed
from PIL import Image

import tryon

SEALED = Path(sealed.__file__)

#: What libraries keep for themselves between runs; there is no picture in it.
CACHES = ("home/.cache/matplotlib/", "home/.cache/fontconfig/", "home/.cache/mesa_shader_cache")

#: Modules that speak to other machines. `socket` alone is what the rest is made of.
TALKERS = {
    *("socket", "ssl", "http", "urllib", "ftplib", "smtplib", "xmlrpc", "asyncio"),
    *("requests", "urllib3", "httpx", "aiohttp", "websocket", "websockets"),
}

#: Who may, and with whom: each opens nothing before its user asks for it by name.
SPEAKERS = {
    "sinks/obs.py": {"socket"},  # OBS on this computer
    "sinks/push.py": {"socket"},  # the end of a stream that a person began
    "handoff/address.py": {"socket"},  # asks this machine where it is
    "handoff/certificate.py": {"ssl"},  # a phone, where a shop hands photos over
    "handoff/link.py": {"http", "socket", "ssl"},
    "handoff/qr.py": {"urllib"},  # spells addresses
    "remote/server.py": {
        "http",
        "socket",
        "ssl",
    },  # who presses the studio's buttons from elsewhere
}

needs_seal = pytest.mark.skipif(
    not sealed.can_seal(), reason="needs a Linux kernel with seccomp filters and Landlock"
)


class Cell:
    """A folder with everything a program may want to write to, and a lock on the rest."""

    def __init__(self, folder: Path, fonts: Path) -> None:
        self.folder = folder
        self.desk = folder / "desk"
        for name in ("home", "tmp", "run", "desk"):
            (folder / name).mkdir(mode=0o700)
        shutil.copytree(fonts, folder / "home" / ".cache" / "matplotlib")

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run `command` at the desk, without internet and without any other folder."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        environment = {
            **kept,
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "QT_QPA_PLATFORM": "offscreen",
        }
        return subprocess.run(
            [sys.executable, SEALED, self.folder, *command],
            cwd=self.desk,
            env=environment,
            capture_output=True,
            text=True,
        )

    def tryon(self, *arguments: str | Path) -> None:
        """Run ``tryon`` and see that it did its work."""
        done = self.run(sys.executable, "-m", "tryon", *arguments)
        assert done.returncode == 0, f"exit {done.returncode}: {done.stderr}"

    def left(self) -> set[str]:
        """Return every file that is there now, but for the libraries' caches."""
        files = {
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if not path.is_dir()
        }
        return {name for name in files if not name.startswith(CACHES)}


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What matplotlib, which mediapipe loads, keeps about fonts in every home."""
    folder = tmp_path_factory.mktemp("fonts")
    environment = {**os.environ, "MPLCONFIGDIR": str(folder)}
    program = "import matplotlib.font_manager"
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    return folder


@pytest.fixture
def cell(tmp_path: Path, fonts: Path) -> Cell:
    return Cell(tmp_path, fonts)


# ------------------------------------------------------------------ the lock itself holds


@needs_seal
def test_the_seal_kills_whoever_calls_out(cell):
    calling = "import socket; socket.create_connection(('127.0.0.1', 9))"
    assert cell.run(sys.executable, "-c", calling).returncode == -31  # SIGSYS
    asking = "import socket; socket.getaddrinfo('example.org', 80)"
    assert cell.run(sys.executable, "-c", asking).returncode == -31
    child = (
        f"import subprocess, sys; print(subprocess.call([sys.executable, '-c', {calling!r}]))"
    )
    assert cell.run(sys.executable, "-c", child).stdout == "-31\n"


@needs_seal
def test_the_seal_keeps_files_in_the_cell(cell, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "face.png"
    writing = f"open({str(outside)!r}, 'w')"
    done = cell.run(sys.executable, "-c", writing)
    assert "PermissionError" in done.stderr
    assert not outside.exists()
    assert cell.run(sys.executable, "-c", "open('face.png', 'w').close()").returncode == 0
    assert cell.left() == {"desk/face.png"}


# ------------------------------------------------------------------ what tryon leaves


def write_look(cell: Cell) -> None:
    look = {"look": 1, "wear": [{"effect": "lipstick", "shade": {"srgb": "#9B1B30"}}]}
    (cell.desk / "look.json").write_text(json.dumps(look))


def numbers_in(value: object) -> Iterator[float]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from numbers_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers_in(inner)
    elif isinstance(value, float | int):
        yield value


@needs_seal
def test_a_photo_leaves_the_picture_that_was_asked_for(cell, portrait):
    Image.fromarray(np.asarray(portrait)).save(cell.desk / "person.png")
    write_look(cell)
    before = cell.left()
    cell.tryon(
        *("photo", "person.png", "--look", "look.json", "-o", "out.png"),
        *("--masks", "masks", "--report", "report.json"),
    )
    assert cell.left() - before == {
        "desk/out.png",
        "desk/masks/person.lipstick.png",
        "desk/report.json",
    }
    report = json.loads((cell.desk / "report.json").read_text())
    assert len(report["frames"][0]["faces"]) == 1
    # 478 landmarks would be 956 numbers at least; a box, the light and the times are few.
    assert len(list(numbers_in(report))) < 50


@needs_seal
def test_the_demo_leaves_its_folder(cell):
    cell.tryon("demo", "-o", "out")
    assert cell.left() == {
        "desk/out/before-after.png",
        "desk/out/clip.mp4",
        "desk/out/report.json",
    }


@needs_seal
def test_a_video_leaves_the_video(cell, portrait):
    with av.open(str(cell.desk / "person.mp4"), "w") as clip:
        stream = clip.add_stream("libx264", rate=30)
        stream.height, stream.width = portrait.shape[:2]
        for _ in range(6):
            clip.mux(stream.encode(av.VideoFrame.from_ndarray(portrait, format="rgb24")))
        clip.mux(stream.encode())
    write_look(cell)
    before = cell.left()
    cell.tryon("video", "person.mp4", "--look", "look.json", "-o", "worn.mp4")
    assert cell.left() - before == {"desk/worn.mp4"}


@needs_seal
def test_a_recording_leaves_the_clip_and_opens_no_line(cell):
    cell.tryon(
        *("record", "--source", "demo", "--look", "demo-lip-01", "-o", "a.mp4"),
        *("--seconds", "1", "--label", "--shape", "9:16"),
    )
    assert cell.left() == {"desk/a.mp4"}
    cell.tryon("inspect", "a.mp4")
    assert cell.left() == {"desk/a.mp4"}


#: Files that would have FFmpeg fetch something, if it were let.
LURES = {
    "playlist.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
    "session.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
    "m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    "list.ffconcat": "ffconcat version 1.0\nfile http://127.0.0.1:9/a.mp4\n",
}


@needs_seal
@pytest.mark.parametrize("name", [*LURES, "renamed.mp4", "http://127.0.0.1:9/a.mp4"])
def test_no_file_and_no_word_lures_it_onto_the_network(cell, name):
    for lure, text in LURES.items():
        (cell.desk / lure).write_text(text)
    (cell.desk / "renamed.mp4").write_text(LURES["playlist.m3u8"])
    for words in (
        ("video", name, "--look", "demo-lip-01", "-o", "out.mp4"),
        ("record", "--source", name, "--look", "demo-lip-01", "-o", "out.mp4"),
    ):
        done = cell.run(sys.executable, "-m", "tryon", *words)
        assert done.returncode == 2, done.stderr  # a refusal; -31 would be a call
        assert not (cell.desk / "out.mp4").exists()


@needs_seal
def test_the_window_leaves_settings_and_no_face(cell):
    cell.tryon("--source", "demo", "--screenshot", "window.png", "--quit-after", "5")
    for name in cell.left() - {"desk/window.png"}:
        assert name == "home/.config/tryon/settings.json", name
        kept = json.loads((cell.folder / name).read_text())
        assert len(list(numbers_in(kept))) < 20


@needs_seal
def test_a_visit_to_the_kiosk_leaves_no_face(cell):
    """A photo was made, and is gone with the visit; posters show the demo's portrait."""
    cell.tryon(
        *("kiosk", "--source", "demo", "--size", "540x960"),
        *("--screen", "photo", "--screenshot", "kiosk.png"),
    )
    left = cell.left()
    assert "desk/kiosk.png" in left
    others = {name for name in left if not name.startswith("home/.cache/tryon/posters/")}
    assert others <= {"desk/kiosk.png", "home/.config/tryon/settings.json"}


def test_only_what_hands_over_knows_that_room():
    root = Path(tryon.__file__).parent
    known_by = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "tryon.handoff.link" in path.read_text(encoding="utf-8")
    }
    assert known_by == {"app/kiosk/hand_over.py"}


def test_no_module_can_speak_to_another_machine():
    house = Path(tryon.__file__).parent
    for path in house.rglob("*.py"):
        banned = TALKERS - SPEAKERS.get(path.relative_to(house).as_posix(), set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                assert name.split(".")[0] not in banned, f"{path} imports {name}"
            assert "QtNetwork" not in names
