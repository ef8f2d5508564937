"""Whole sessions of kiosk, studio and desk, followed call by call: nothing of a face stays.

Somebody with dyed cloth behind her stands in front. What was known of her is said on standard
output, which is a pipe to this test; then every file that the session left is searched for
dye and landmarks. Every test of that can fail: `LEAK` is found out by the same eyes.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import canaries
import numpy as np
import pytest
import sealed
from PIL import Image
from watched import Watched, can_watch, watch

from tryon.core.scene import Bytes

pytestmark = pytest.mark.skipif(not can_watch(), reason="needs strace")

#: Keep none of a person: what libraries write for themselves, and drawings of the demo.
BYSTANDERS = (
    *("home/.cache/matplotlib/", "home/.cache/fontconfig/", "home/.cache/mesa_shader_cache"),
    *("home/.cache/tryon/posters/", "home/.cache/tryon/garments/"),
)
KEPT = {
    "home/.config/tryon/settings.json",
    "home/.local/share/tryon/agreements.json",
    "home/.config/tryon/shade-draft.json",
}
#: What is no file: sound libraries look for their servers there, and keep no sound.
DEVICES = (
    *("/dev/null", "/dev/dri/", "/dev/snd/", "/dev/shm/jack", "/dev/dsp", "/dev/audio"),
    *("/dev/video", "/proc/"),
)
#: Servers within the machine: windows, sound, and whom the C library asks for a user's name.
SERVERS = (
    *("X11-unix", "wayland", "pulse", "pipewire", "jack"),
    *("dbus", "/run/dbus", "bus", "nscd"),
)

#: Does what no program should, beside a session, from a thread of it.
LEAK = """
import atexit, gc, os, socket, sys, threading, time
from pathlib import Path

def leak():
    home = Path(os.environ["HOME"])
    while True:
        time.sleep(0.2)
        kind = getattr(sys.modules.get("tryon.app.session"), "Session", None)
        found = [one for one in gc.get_objects() if type(one) is kind]
        for session in found:
            seen = session.seen
            if seen is None or not seen.faces:
                continue
            import json
            (home / ".config").mkdir(exist_ok=True)
            import numpy as np
            from PIL import Image
            half = Image.fromarray(seen.frame.rgb[::2, ::-2])
            half.save(home / ".cache" / "thumb.jpg", quality=60)
            points = seen.faces[0].points
            (home / ".cache" / "metrics.bin").write_bytes(b"x" + points.tobytes())
            scaled = points[:, :2] / [seen.frame.size]
            (home / ".config" / "state.json").write_text(json.dumps(scaled.tolist()))
            Path(os.environ["OUTSIDE"]).write_text("she was here")
            line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            line.sendto(b"she was here", ("127.0.0.1", 9))
            return

if "rehearse.py" in " ".join(sys.orig_argv):
    threading.Thread(target=leak, daemon=True).start()
"""


#: Begins a command in a network namespace of its own, which has no network.
WITHOUT_NETWORK = ("unshare", "-rn")


def has_namespaces() -> bool:
    """Whether this user may have a network namespace."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*WITHOUT_NETWORK, "true"], capture_output=True).returncode == 0


@dataclass(frozen=True)
class Played:
    """A session that is over."""

    folder: Path
    did: Watched
    points: list[list[float]]
    loaded: dict[str, list[str]]

    def left(self) -> dict[str, Path]:
        """Return every file that is there now, by name; bystanders, too."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path for path in files}

    def strange_files(self, saved: tuple[str, ...] = ()) -> set[str]:
        """Return what was left that neither was to be saved nor is a known companion."""
        mine = ("person.png", *BYSTANDERS, *saved)
        return {name for name in self.left() if not name.startswith(mine)} - KEPT

    def strays(self) -> set[str]:
        """Return what was written outside the session's own folder."""
        outside = (str(path) for path in self.did.written if not self.is_inside(path))
        # Mesa keeps compiled shaders, and asks the system for this user's home by itself.
        others = {path for path in outside if "/mesa_shader_cache" not in path}
        return {path for path in others if not path.startswith(DEVICES)}

    def is_inside(self, path: Path) -> bool:
        return path == self.folder or self.folder in path.parents

    def calls(self) -> set[str]:
        """Return whom it called that is not a server of windows or sound on this machine."""
        called = {where for where in self.did.called if not any(s in where for s in SERVERS)}
        return called | (self.did.families - {"AF_UNIX", "PF_UNIX"})

    def betrayals(self, saved: tuple[str, ...] = ()) -> set[str]:
        """Return files with dye or landmarks, but for what was to be saved."""
        others = {
            name: path
            for name, path in self.left().items()
            if not name.startswith(("person.png", *saved))
        }
        return {
            name
            for name, path in others.items()
            if canaries.dye_in(path) or canaries.landmarks_in(path, self.points)
        }


def play(
    folder: Path, portrait: Bytes, *words: str, wrap: tuple[str, ...] = (), leaky: bool = False
) -> Played:
    """Play a session in `folder`, which holds all that it should ever write to."""
    import rehearse

    for name in ("home", "tmp", "run", "code"):
        (folder / name).mkdir(mode=0o700)
    Image.fromarray(canaries.dyed(portrait)).save(folder / "person.png")
    path = [str(Path(rehearse.__file__).parent.parent)]
    if leaky:
        (folder / "code" / "sitecustomize.py").write_text(LEAK)
        path.insert(0, str(folder / "code"))
    environment = {
        **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "OUTSIDE": str(folder.parent / f"{folder.name}-outside.txt"),
    }
    command = (*wrap, sys.executable, rehearse.__file__, *words, "--tell")
    source = ("--source", "person.png", "--size", "720x1280", "--pause", "0.1")
    did = watch([*command, *source], folder, environment)
    assert did.code == 0, did.complained[-2000:]
    told: dict[str, Any] = {}
    for line in did.said.splitlines():
        told |= json.loads(line)
    (folder / "code" / "sitecustomize.py").unlink(missing_ok=True)
    return Played(folder, did, told.get("points", []), told)


def test_a_visit_to_the_kiosk_leaves_nothing_of_her(tmp_path: Path, portrait: Bytes) -> None:
    """From the invitation to the wipe, without a network, and who calls out is killed."""
    wrap = WITHOUT_NETWORK if has_namespaces() else ()
    if sealed.can_seal():
        wrap = (*wrap, sys.executable, sealed.__file__, str(tmp_path))
    played = play(tmp_path, portrait, "kiosk", wrap=wrap)
    assert len(played.points) == 478
    assert played.strange_files() == set()
    assert played.betrayals() == set()
    assert played.strays() == set()
    assert played.calls() == set()
    assert_no_telemetry(played.loaded)
    visits = [path for path in played.did.written if "/visit/" in str(path)]
    assert any(path.suffix == ".png" for path in visits), "a photo was made, and is gone"
    assert not (tmp_path / "home" / ".cache" / "tryon" / "visit").exists() or not any(
        (tmp_path / "home" / ".cache" / "tryon" / "visit").iterdir()
    )
    strangers = {p for p in played.did.ran if Path(p).name.rstrip("0123456789.") != "python"}
    assert strangers - {str(Path(sys.executable))} <= {
        path for path in strangers if path.startswith(("/sbin/", "/bin/", "/usr/"))
    }


def test_an_evening_in_the_studio_leaves_what_was_saved(
    tmp_path: Path, portrait: Bytes
) -> None:
    played = play(tmp_path, portrait, "studio")
    saved = ("home/Pictures/tryon/",)
    assert len(played.points) == 478
    assert {Path(n).suffix for n in played.left() if n.startswith(saved)} >= {".png", ".mp4"}
    assert played.strange_files(saved) == set()
    assert played.betrayals(saved) == set()
    assert played.strays() == set()
    assert played.calls() == set()
    assert any(canaries.dye_in(tmp_path / n) for n in played.left() if n.endswith(".mp4"))


def test_a_morning_at_the_desk_opens_no_line(tmp_path: Path, portrait: Bytes) -> None:
    played = play(tmp_path, portrait, "desk")
    assert played.strange_files() == set()
    assert played.betrayals() == set()
    assert played.strays() == set()
    assert played.calls() == set()


def test_a_leak_of_any_kind_is_found_out(tmp_path: Path, portrait: Bytes) -> None:
    played = play(tmp_path, portrait, "kiosk", leaky=True)
    made = {"home/.cache/thumb.jpg", "home/.cache/metrics.bin", "home/.config/state.json"}
    assert played.strange_files() == made
    assert played.betrayals() == made
    assert played.strays() == {str(tmp_path.parent / f"{tmp_path.name}-outside.txt")}
    assert played.calls() == {"AF_INET"}


# ------------------------------------------------------------------ who would call home

#: Packages whose trade it is to report, and addresses to which programs do.
REPORTERS = {
    *("sentry_sdk", "posthog", "mixpanel", "analytics", "segment", "amplitude", "datadog"),
    *("ddtrace", "newrelic", "bugsnag", "rollbar", "opentelemetry", "applicationinsights"),
    *("google.cloud", "firebase_admin", "statsd", "honeycomb", "scarf"),
}
ADDRESSES = (
    *(b"clearcut", b"firebaselogging", b"firebaseinstallations", b"google-analytics.com"),
    *(b"app-measurement.com", b"crashlytics", b"sentry.io", b"play.googleapis.com"),
    *(b"api.mixpanel.com", b"api.segment.io", b"amplitude.com", b"datadoghq.com"),
    *(b"bugsnag.com", b"dc.services.visualstudio.com", b"appcenter.ms", b"posthog.com"),
    *(b"nr-data.net", b"scarf.sh"),
)


def assert_no_telemetry(loaded: dict[str, list[str]]) -> None:
    """See that nothing of what was loaded reports, or knows where one would report to."""
    assert {"tryon", "mediapipe", "cv2", "PySide6"} <= set(loaded["modules"])
    assert set(loaded["modules"]) & REPORTERS == set()
    assert any("mediapipe" in path for path in loaded["libraries"])
    assert {path: found for path in loaded["libraries"] if (found := addresses_in(path))} == {}


def addresses_in(path: str) -> list[bytes]:
    """Return the addresses of reporters that stand in a file."""
    data = Path(path).read_bytes().lower() if Path(path).is_file() else b""
    return [address for address in ADDRESSES if address in data]


# ------------------------------------------------------------------ the eyes see


def test_dye_is_seen_through_what_pictures_go_through(tmp_path: Path, portrait: Bytes) -> None:
    dyed = Image.fromarray(canaries.dyed(portrait))
    small = dyed.resize((320, 160)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    small.save(tmp_path / "a.jpg", quality=40)
    small.save(tmp_path / "b", format="WEBP")
    (tmp_path / "c.cache").write_bytes(b"head" + np.asarray(dyed).tobytes())
    Image.fromarray(np.asarray(portrait)).save(tmp_path / "plain.png")
    assert all(canaries.dye_in(tmp_path / name) for name in ("a.jpg", "b", "c.cache"))
    assert not canaries.dye_in(tmp_path / "plain.png")


def test_landmarks_are_seen_in_text_and_numbers(tmp_path: Path) -> None:
    chance = np.random.default_rng(7)
    points = chance.uniform(100, 900, (478, 3))
    (tmp_path / "a.json").write_text(json.dumps(np.round(points, 2).tolist()))
    (tmp_path / "b.npy").write_bytes(b"abc" + points[:, :2].astype("<f4").tobytes())
    (tmp_path / "c.log").write_text(str((points[:40, :2] / (1024, 512)).tolist()))
    (tmp_path / "noise").write_bytes(chance.bytes(300_000))
    (tmp_path / "few.json").write_text(json.dumps(chance.uniform(100, 900, 40).tolist()))
    for name in ("a.json", "b.npy", "c.log"):
        assert canaries.landmarks_in(tmp_path / name, points.tolist()), name
    for name in ("noise", "few.json"):
        assert not canaries.landmarks_in(tmp_path / name, points.tolist()), name


def test_an_address_to_report_to_is_seen(tmp_path: Path) -> None:
    (tmp_path / "lib.so").write_bytes(b"\0https://PLAY.googleapis.com/log\0")
    assert addresses_in(str(tmp_path / "lib.so")) == [b"play.googleapis.com"]


# ------------------------------------------------------------------ the frozen program

#: The folder that ``python -m bundle`` made; ``TRYON_BUNDLE=dist/tryon pytest tests/…``.
BUNDLE = Path(os.environ.get("TRYON_BUNDLE", "no bundle"))


@pytest.mark.skipif(not BUNDLE.is_dir(), reason="needs a frozen program: TRYON_BUNDLE")
def test_the_frozen_kiosk_calls_nobody(tmp_path: Path, portrait: Bytes) -> None:
    """A visit with a photo, and its end; then what lies in the bundle is read through."""
    for name in ("home", "tmp", "run"):
        (tmp_path / name).mkdir(mode=0o700)
    Image.fromarray(canaries.dyed(portrait)).save(tmp_path / "person.png")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path / "tmp"),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    words = ("kiosk", "--source", "person.png", "--size", "540x960", "--screen", "photo")
    shot = ("--screenshot", "shot.png", "--quit-after", "15")
    did = watch([BUNDLE.resolve() / "tryon", *words, *shot], tmp_path, environment)
    assert did.code == 0, did.complained[-2000:]
    played = Played(tmp_path, did, [], {})
    assert played.calls() == set()
    assert played.strays() == set()
    saved = ("shot.png",)
    assert played.strange_files(saved) == set()
    assert canaries.dye_in(tmp_path / "shot.png"), (
        "she was seen, and only the screenshot shows it"
    )
    assert played.betrayals(saved) == set()
    files = [path for path in BUNDLE.rglob("*") if path.is_file() and not path.is_symlink()]
    libraries = [path for path in files if ".so" in path.name or path.name == "tryon"]
    assert any("mediapipe" in str(path) for path in libraries)
    assert {str(path): found for path in libraries if (found := addresses_in(str(path)))} == {}
