"""What works on this machine, tried out and not guessed, and the mend for what does not.

Drivers and native libraries are tried in a process of their own: one that crashes, hangs or
writes to the terminal takes nothing else along.
"""

import importlib
import importlib.metadata
import importlib.util
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import numpy as np
import platformdirs

from tryon.core.colour import linear_to_srgb, srgb_to_linear
from tryon.settings import settings_path

T = TypeVar("T")

#: Distribution and module of what the program stands on.
LIBRARIES = (
    ("mediapipe", "mediapipe"),
    ("numpy", "numpy"),
    ("opencv-contrib-python", "cv2"),
    ("PySide6_Essentials", "PySide6.QtWidgets"),
    ("av", "av"),
    ("moderngl", "moderngl"),
)

#: Below this a clip of a few minutes may not fit; recording itself stops at 50 MB.
ROOM_BYTES = 1_000_000_000

#: A cold import of the face tracker from a slow disk takes some 20 s.
PATIENCE_S = 90.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried.

    Attributes
    ----------
    what : str
    works : bool
    found : str
        What was met: a version, a name, or what went wrong.
    mend : str
        What to do; empty when it works.
    """

    what: str
    works: bool
    found: str
    mend: str = ""


def examine() -> tuple[Finding, ...]:
    """Try everything the program may need. Never raises; takes some seconds."""
    checks: Sequence[tuple[str, Callable[[], Sequence[Finding]]]] = (
        ("python", _python),
        ("libraries", _libraries),
        ("face tracker", _face_tracker),
        ("OpenGL", _opengl),
        ("encoders", _encoders),
        ("display", _desktop),
        ("cameras", _cameras),
        ("microphone", _microphone),
        ("folders", _folders),
        ("extras", _extras),
    )

    def run(check: tuple[str, Callable[[], Sequence[Finding]]]) -> Sequence[Finding]:
        what, look = check
        try:
            return look()
        except Exception as error:  # noqa: BLE001 - fire door: a doctor who faints helps nobody
            return [Finding(what, False, _says(error), _mend(error))]

    with ThreadPoolExecutor(max_workers=2) as pool:
        return tuple(finding for findings in pool.map(run, checks) for finding in findings)


def _says(error: BaseException) -> str:
    """Return the first line of `error`, with its type where the words alone say too little."""
    line = next(iter(str(error).splitlines()), "")
    return (
        line
        if line and type(error) in (Died, RuntimeError)
        else f"{type(error).__name__}: {line}"
    )


def _mend(error: BaseException) -> str:
    return getattr(error, "hint", "") or "Send this report to support."


# ------------------------------------------------------------------ a process of its own


class Died(RuntimeError):
    """A probe ended without an answer: it crashed, or it hung."""


def _apart(probe: Callable[[], T], patience_s: float = PATIENCE_S) -> T:
    """Run `probe`, a function of a module, in a fresh process and return its answer.

    Raises what the probe raised (as `RuntimeError`), or `Died` with the last words on its
    stderr.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory() as folder:
        noise = Path(folder, "noise")
        noise.touch()
        child = context.Process(target=_answer, args=(probe, theirs, str(noise)))
        child.start()
        theirs.close()
        try:
            if not ours.poll(patience_s):
                raise Died(f"no answer within {patience_s:.0f} s")
            works, answer = ours.recv()
        except EOFError:
            child.join()
            words = noise.read_text(errors="replace").strip().splitlines()
            last = f": {words[-1].strip()}" if words else ""
            raise Died(f"the process ended with {child.exitcode}{last}") from None
        finally:
            child.kill()
            child.join()
            ours.close()
    if not works:
        raise RuntimeError(answer)
    found: T = answer
    return found


def _answer(probe: Callable[[], object], out: Connection, noise: str) -> None:
    """Run in the child: keep native libraries' chatter off the terminal, and report."""
    silence = os.open(noise, os.O_WRONLY | os.O_APPEND)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        out.send((True, probe()))
    except Exception as error:  # noqa: BLE001 - fire door: the parent hears about it instead
        out.send((False, f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"))


def _install(debian: str, elsewhere: str) -> str:
    return f"sudo apt-get install {debian}" if sys.platform == "linux" else elsewhere


# ------------------------------------------------------------------ what is tried


def _python() -> list[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    works = (3, 11) <= sys.version_info[:2] <= (3, 12) and sys.maxsize > 2**32
    mend = (
        ""
        if works
        else "Install 64-bit Python 3.11 or 3.12; the face tracker has no other wheels."
    )
    return [Finding("python", works, f"{version} on {sys.platform}", mend)]


def _libraries() -> list[Finding]:
    try:
        broken = _apart(_import_libraries)
    except Died as error:
        broken = {module: str(error) for _, module in LIBRARIES}
    findings = []
    for distribution, module in LIBRARIES:
        try:
            version = importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            version = ""  # a frozen app carries modules without their papers
        if module in broken:
            mend = _install(
                "libgl1 libegl1 libgles2 libglib2.0-0 libxkbcommon0", "Install tryon again."
            )
            findings.append(Finding(distribution, False, broken[module], mend))
        else:
            findings.append(Finding(distribution, True, version or "present"))
    return findings


def _import_libraries() -> dict[str, str]:
    """Return what went wrong, by module."""
    from tryon.tracking.graph import load_mediapipe

    broken = {}
    for _, module in LIBRARIES:
        try:
            load_mediapipe() if module == "mediapipe" else importlib.import_module(module)
        except Exception as error:  # noqa: BLE001 - fire door: one broken wheel of several
            broken[module] = _says(error)
    return broken


def _face_tracker() -> list[Finding]:
    what = "face tracker"
    spec = importlib.util.find_spec("mediapipe")
    if spec is None or spec.origin is None:
        return [Finding(what, False, "mediapipe is not installed", "Install tryon again.")]
    modules = Path(spec.origin).parent / "modules"
    models = (
        "face_detection/face_detection_short_range.tflite",
        "face_landmark/face_landmark_with_attention.tflite",
    )
    if gone := [name for name in models if not (modules / name).is_file()]:
        return [Finding(what, False, f"no {', '.join(gone)}", "Install mediapipe again.")]
    took_ms = _apart(_track_nobody)
    return [Finding(what, True, f"attention mesh runs, {took_ms:.0f} ms on an empty picture")]


def _track_nobody() -> float:
    """Run the face mesh on a grey picture; return the milliseconds of the second time."""
    from tryon.tracking.graph import load_mediapipe

    load_mediapipe()
    from mediapipe.python.solutions.face_mesh import FaceMesh

    picture = np.full((720, 1280, 3), 128, np.uint8)
    with FaceMesh(refine_landmarks=True) as mesh:
        mesh.process(picture)
        start = time.perf_counter()
        if mesh.process(picture).multi_face_landmarks:
            raise RuntimeError("the face tracker sees a face in an empty picture")
        return (time.perf_counter() - start) * 1e3


def _opengl() -> list[Finding]:
    renderer, error = _apart(_draw_probe)
    works = error <= 1
    found = (
        f"{renderer}, colours right" if works else f"{renderer}, colours off by {error} of 255"
    )
    mend = _install("libegl1 libgl1-mesa-dri", "Install the graphics driver of the maker.")
    return [Finding("OpenGL", works, found, "" if works else mend)]


def _draw_probe() -> tuple[str, int]:
    """Draw a picture whose numbers are known; return the renderer and the largest error."""
    from tryon.render.program import is_software, make_context, make_program

    context = make_context()
    width = 256
    target = context.simple_framebuffer((width, 2))
    target.use()
    for garment in ("outline", "garment"):
        make_program(context, garment)
    program = make_program(context, "probe")
    context.vertex_array(program, []).render(vertices=3)
    drawn = np.frombuffer(target.read(components=3), np.uint8).reshape(2, width, 3)
    light = (np.arange(width) + 0.5) / width
    wanted = np.stack(
        [
            linear_to_srgb(light),
            linear_to_srgb(1 - light),
            srgb_to_linear(linear_to_srgb(light)),
        ],
        -1,
    )
    error = np.abs(drawn - np.rint(255 * wanted)).max()
    info = context.info
    by = "the processor" if is_software(context) else "the graphics card"
    return f"{info['GL_RENDERER']}, {info['GL_VERSION']}: garments are drawn by {by}", int(
        error
    )


def _encoders() -> list[Finding]:
    mend = "Install av again: this build of FFmpeg cannot write the clips."
    findings = [
        Finding(what, False, wrong, mend) if wrong else Finding(what, True, found)
        for what, found, wrong in _apart(_encode_each)
    ]
    if findings[0].works:
        best = _apart(_name_fastest_encoder)
        findings[0] = replace(findings[0], found=f"{findings[0].found}, fastest here is {best}")
    return findings


def _name_fastest_encoder() -> str:
    from tryon.sinks.encoders import fastest

    return fastest((1280, 720), 30.0).name


def _encode_each() -> list[tuple[str, str, str]]:
    """Return (what, what is found when it works, what is wrong) for each encoder."""
    import av

    tried = []
    fragments = {"movflags": "hybrid_fragmented+frag_keyframe"}
    probes: Sequence[tuple[str, str, Callable[[], None]]] = (
        ("H.264", f"FFmpeg {av.ffmpeg_version_info}, libx264 writes and reads", _write_clip),
        ("AAC", "aac writes 48 kHz sound", _write_sound),
        ("crash-safe MP4", "hybrid fragments", lambda: _write_clip(fragments)),
    )
    for what, found, probe in probes:
        try:
            probe()
            tried.append((what, found, ""))
        except Exception as error:  # noqa: BLE001 - fire door: the others are still tried
            tried.append((what, "", _says(error)))
    return tried


def _write_clip(options: dict[str, str] | None = None) -> None:
    """Write three pictures as a clip and read them back."""
    import av

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "probe.mp4")
        with av.open(str(path), "w", options=options) as clip:
            stream = clip.add_stream("libx264", rate=30)
            stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
            grey = np.full((64, 64, 3), 128, np.uint8)
            for _ in range(3):
                clip.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
            clip.mux(stream.encode())
        with av.open(str(path)) as clip:
            count = sum(1 for _ in clip.decode(video=0))
    if count != 3:
        raise RuntimeError(f"wrote 3 pictures, read {count}")


def _write_sound() -> None:
    import av

    encoder = av.AudioCodecContext.create("aac", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "mono", "fltp"
    silence = av.AudioFrame.from_ndarray(
        np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
    )
    silence.sample_rate = 48_000
    if not [*encoder.encode(silence), *encoder.encode(None)]:
        raise RuntimeError("the encoder took sound and gave nothing")


def _desktop() -> list[Finding]:
    try:
        display, latin, chinese = _apart(_look_around)
    except RuntimeError as error:
        mend = _install("libxcb-cursor0 libxkbcommon-x11-0", "Install PySide6 again.")
        return [Finding("display", False, _says(error), mend)]
    mend = "Open the window from a desktop session; photo, video and demo need no display."
    findings = [Finding("display", bool(display), display or "none", "" if display else mend)]
    for what, found, debian in (
        ("typeface", latin, "fonts-inter"),
        ("Chinese typeface", chinese, "fonts-noto-cjk"),
    ):
        mend = "" if found else _install(debian, "Install Inter and Noto Sans SC.")
        findings.append(
            Finding(what, bool(found), found or "none that the window asks for", mend)
        )
    return findings


def _look_around() -> tuple[str, str, str]:
    from tryon.app.display import desktop

    seen = desktop()
    display = f"{', '.join(seen.screens)} through {seen.platform}" if seen.screens else ""
    return display, seen.latin, seen.chinese


def _cameras() -> list[Finding]:
    found = _apart(_name_cameras)
    mend = (
        "Plug a camera in, and allow its use in the system's privacy settings; "
        "without one, --source demo or a file."
    )
    return [Finding("cameras", bool(found), found or "none", "" if found else mend)]


def _name_cameras() -> str:
    from tryon.sources.camera import cameras

    return ", ".join(f"camera:{camera.index} {camera.name}" for camera in cameras())


def _microphone() -> list[Finding]:
    mend = "Plug a microphone in; clips are recorded without sound meanwhile."
    try:
        found = _apart(_name_microphone)
    except RuntimeError as error:
        if "library not found" in str(error):
            mend = _install("libportaudio2", "Install sounddevice again.")
        return [Finding("microphone", False, _says(error), mend)]
    return [Finding("microphone", bool(found), found or "none", "" if found else mend)]


def _name_microphone() -> str:
    from tryon.sources.microphone import microphones

    return ", ".join(microphone.name for microphone in microphones())


#: What is optional: the package, the extra that brings it, and what it is for.
_EXTRAS = (
    ("pyvirtualcam", "virtualcam", "virtual camera"),
    ("cyndilib", "ndi", "NDI"),
    ("c2pa", "c2pa", "signatures"),
    ("cryptography", "handoff", "photos from a kiosk to phones"),
    ("keyring", "keys", "stream keys kept by the system"),
)


def _extras() -> list[Finding]:
    """Say what else could be had; nothing of it has to be there."""
    return [
        Finding(
            what,
            True,
            f"{package} is there"
            if importlib.util.find_spec(package)
            else f"not installed: tryon[{extra}]",
        )
        for package, extra, what in _EXTRAS
    ]


def _folders() -> list[Finding]:
    folders = {
        "folder of settings": settings_path().parent,
        # Photos and clips go there until told otherwise.
        "folder of pictures": platformdirs.user_pictures_path(),
        "folder of temporary files": Path(tempfile.gettempdir()),
    }
    return [_folder(what, path) for what, path in folders.items()]


def _folder(what: str, path: Path) -> Finding:
    """Try to write where `path` is, or would be made."""
    there = next(place for place in (path, *path.parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"tryon")
    except OSError as error:
        return Finding(what, False, f"{path}: {error.strerror}", f"Make {there} writable.")
    free = shutil.disk_usage(there).free
    found = f"{path}, {free / 1e9:.1f} GB free"
    if free < ROOM_BYTES:
        return Finding(what, False, found, "Free some disk space: clips need it.")
    return Finding(what, True, found)
