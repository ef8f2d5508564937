"""Whether this copy of the program is whole: each of its parts does a piece of real work.

`tryon doctor` asks what a machine can do; this asks what was installed. It needs no camera, no
display and no network, and it is run on every frozen program before anyone gets it.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tryon import __version__, assets
from tryon.core.scene import Bytes

#: Where landmarks of the demo's portrait are, in pixels of its 512 x 512, as a person reads
#: them off the enlarged picture; by their number in the face mesh.
KNOWN_PX = {
    33: (195.0, 101.0),  # outer corner of her right eye
    263: (256.0, 104.0),  # outer corner of her left eye
    61: (202.0, 139.0),  # right corner of the mouth
    291: (245.0, 141.0),  # left corner of the mouth
    152: (222.0, 178.0),  # chin
}
#: How far off a landmark may be: a twentieth of the width of her face.
NEAR_PX = 5.0

#: What is worn for the check, and what it does to pixels (x, y) of the portrait: the most or
#: the least that red, green and blue may have there.
LOOK = """{"look": 1, "wear": [
  {"effect": "lipstick", "shade": {"srgb": "#9B1B30"}, "finish": "matte", "coats": 2.0},
  {"effect": "accessory", "model": "glasses_sun"},
  {"effect": "garment", "model": "tshirt_crew_female"}]}"""
_LOWER_LIP, _LENS, _CHEST, _WALL = (224, 153), (203, 107), (200, 350), (420, 30)

#: A clip of the portrait is this like it after it was written and read, in dB.
LEAST_PSNR_DB = 35.0

#: A window with a picture in it comes within this, on a machine that is busy.
PATIENCE_S = 120.0


class Broken(Exception):
    """A part does not do what it is for; the words say what was expected and what came."""


@dataclass(frozen=True, slots=True)
class Check:
    """One part that was tried.

    Attributes
    ----------
    what : str
    works : bool
    found : str
        What it did, or what went wrong.
    took_ms : int
    """

    what: str
    works: bool
    found: str
    took_ms: int


def selftest() -> dict[str, Any]:
    """Try every part.

    Returns
    -------
    report : dict
        ``selftest`` 1, ``version``, ``frozen``, ``passed``, and ``checks``: one `Check` each.
        Never raises.
    """
    parts: Sequence[tuple[str, Callable[[], str]]] = (
        ("libraries", _libraries),
        ("face", _face),
        ("picture", _picture),
        ("clip", _clip),
        ("process", _process),
        ("catalogue", _catalogue),
        ("wardrobe", _wardrobe),
        ("words", _words),
        ("window", _window),
        ("notices", _notices),
    )
    checks = [_tried(what, part) for what, part in parts]
    return {
        "selftest": 1,
        "version": __version__,
        "frozen": is_frozen(),
        "passed": all(check.works for check in checks),
        "checks": [asdict(check) for check in checks],
    }


def is_frozen() -> bool:
    """Whether this is an installed program with its own Python inside."""
    return bool(getattr(sys, "frozen", False))


def _tried(what: str, part: Callable[[], str]) -> Check:
    start = time.perf_counter()
    try:
        works, found = True, part()
    except Broken as broken:
        works, found = False, str(broken)
    except Exception as error:  # noqa: BLE001 - fire door: the others are still tried
        works, found = (
            False,
            f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}",
        )
    return Check(what, works, found, round((time.perf_counter() - start) * 1e3))


def _libraries() -> str:
    """Load what is only loaded when it is asked for: a bundle may have left it out."""
    import importlib

    names = [
        "av",
        "cv2",
        "moderngl",
        "msgspec",
        "PIL",
        "psutil",
        "segno",
        "trimesh",
        "pyrender",
    ]
    if is_frozen():
        names += ["c2pa", "cryptography.hazmat.primitives.asymmetric.ed25519", "keyring"]
    if sys.platform == "linux":
        os.environ.setdefault("PYOPENGL_PLATFORM", "egl")
    for name in names:
        importlib.import_module(name)
    return f"{len(names)} load"


def _portrait() -> Bytes:
    from tryon.sources.demo import portrait

    rgb = np.ascontiguousarray(portrait())
    rgb.flags.writeable = False
    return rgb


def _face() -> str:
    """Find the face of the portrait, with its landmarks in the right places."""
    from tryon.core.scene import Frame, Need
    from tryon.core.stopwatch import Stopwatch
    from tryon.tracking.perceive import Perceive

    perceive = Perceive(still=True)
    try:
        scene = perceive(Frame(_portrait(), 0, 0), frozenset({Need.LIPS}), Stopwatch())
    finally:
        perceive.close()
    if len(scene.faces) != 1:
        raise Broken(f"expected one face in the portrait, found {len(scene.faces)}")
    points = scene.faces[0].points
    off = {k: float(np.hypot(*(points[k][:2] - place))) for k, place in KNOWN_PX.items()}
    worst = max(off, key=off.__getitem__)
    if off[worst] > NEAR_PX:
        raise Broken(
            f"landmark {worst} is {off[worst]:.1f} px off, expected at most {NEAR_PX:.0f}"
        )
    return f"landmarks within {off[worst]:.1f} px"


def _picture() -> str:
    """Put on lipstick, glasses and a shirt; each has to be seen where it belongs."""
    from tryon.commands import try_on_photos

    with tempfile.TemporaryDirectory() as folder:
        look, source, out = (Path(folder, name) for name in ("look.json", "in.png", "out.png"))
        look.write_text(LOOK, encoding="utf-8")
        source.write_bytes(assets.portrait().read_bytes())
        try_on_photos([source], str(look), out)
        worn = _read(out)
    before = _portrait()

    def says(what: str, place: tuple[int, int], is_so: Callable[[Any, Any], Any]) -> None:
        x, y = place
        bare, seen = before[y, x].astype(int), worn[y, x].astype(int)
        if not is_so(bare, seen):
            raise Broken(f"no {what} at {place}: {bare.tolist()} became {seen.tolist()}")

    says("lipstick", _LOWER_LIP, lambda bare, seen: seen[0] - seen[1] > 80)
    says("sunglasses", _LENS, lambda bare, seen: seen.sum() < 0.75 * bare.sum())
    says("shirt", _CHEST, lambda bare, seen: seen[0] > 150 and seen[1] < 80)
    says("untouched wall", _WALL, lambda bare, seen: abs(seen - bare).max() <= 2)
    return "lipstick, glasses and a shirt are where they belong"


def _read(path: Path) -> Bytes:
    from PIL import Image

    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def _clip() -> str:
    """Write the portrait as H.264, read it back, and compare."""
    import av

    rgb = _portrait()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "clip.mp4"))
        with av.open(path, "w") as clip:
            stream = clip.add_stream("libx264", rate=30, options={"crf": "16"})
            stream.height, stream.width = rgb.shape[:2]
            stream.pix_fmt = "yuv420p"
            for _ in range(5):
                clip.mux(stream.encode(av.VideoFrame.from_ndarray(rgb, format="rgb24")))
            clip.mux(stream.encode())
        with av.open(path) as clip:
            frames = [frame.to_ndarray(format="rgb24") for frame in clip.decode(video=0)]
    if len(frames) != 5:
        raise Broken(f"wrote 5 pictures, read {len(frames)}")
    errors = np.square(frames[-1].astype(np.float32) - rgb).mean()
    psnr_db = float(10 * np.log10(255**2 / max(errors, 1e-9)))
    if psnr_db < LEAST_PSNR_DB:
        raise Broken(f"the clip is {psnr_db:.1f} dB like the picture, not {LEAST_PSNR_DB:.0f}")
    return f"H.264 written and read, {psnr_db:.1f} dB"


def _process() -> str:
    """Start a process of our own, as streams and trials of encoders do."""
    from tryon.sinks.encoders import X264, trial_ms

    took_ms = trial_ms(X264, (640, 360), 30.0, limit_s=60.0)
    if took_ms is None:
        raise Broken("a process of ours was started and gave no answer")
    return f"a child encodes a picture in {took_ms:.1f} ms"


def _catalogue() -> str:
    from tryon.catalogue.collection import read_catalogue

    catalogue = read_catalogue(())
    if catalogue.faults:
        raise Broken(str(catalogue.faults[0]))
    if not catalogue.products:
        raise Broken("the sample products are not there")
    return f"{len(catalogue.products)} products"


def _wardrobe() -> str:
    from tryon.effects.garment import find_model

    names = sorted(path.parent.name for path in assets.model("").glob("*/*.toml"))
    if not names:
        raise Broken("no model of a garment is there")
    for name in names:
        find_model(name)
    return f"{len(names)} models"


def _words() -> str:
    """Look whether each language has its words."""
    from tryon.app.language import LANGUAGES, words_of

    found = {code: len(words_of(code)) for code in LANGUAGES if code != "en"}
    for code, count in found.items():
        if count < 100:
            raise Broken(f"expected the words of {code}, found {count}")
    return ", ".join(f"{code}: {count} sentences" for code, count in found.items())


def own_command(*words: str) -> list[str]:
    """Say how this program is started once more."""
    return [sys.executable, *(() if is_frozen() else ("-m", "tryon")), *words]


def _window() -> str:
    """Open the mirror where nobody sees it, until the demo's picture is in it."""
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder, "window.png")
        start = time.perf_counter()
        done = subprocess.run(
            own_command("--source", "demo", "--screenshot", str(shot)),
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE_S,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        took_s = time.perf_counter() - start
        if done.returncode or not shot.is_file():
            last = next(iter(reversed(done.stderr.strip().splitlines())), "no word")
            raise Broken(f"the window ended with {done.returncode}: {last}")
        height, width = (seen := _read(shot)).shape[:2]
    colours = len(np.unique(seen.reshape(-1, 3)[::97], axis=0))
    if colours < 500:
        raise Broken(f"expected a portrait in the window, found {colours} colours")
    return f"{width} x {height}, painted after {took_s:.1f} s"


def _notices() -> str:
    """Look whether a frozen program carries the licences of what is inside it."""
    if not is_frozen():
        return "not frozen: each library is installed with its own"
    path = assets.notices()
    count = path.read_text(encoding="utf-8").count("\n=====") // 2
    if count < 20:
        raise Broken(f"expected the licences of each library in {path}, found {count}")
    return f"{count} licences"
