"""Freezes the program with PyInstaller, and says how large it became, by part."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bundle import icon, plan, windows

#: What the folder may weigh, in bytes.
LARGEST_BYTES = 600_000_000

#: Files that compilers left symbols in; wheels are stripped by those who make them, and what
#: `auditwheel` has rewritten must not be stripped again.
_WITH_SYMBOLS = ("libpython3*.so*", "python3*/lib-dynload/*.so")


class TooLarge(Exception):
    """The bundle weighs more than it may."""


def freeze(out: Path) -> Path:
    """Make the bundle in `out`; returns its folder.

    Beside it stand ``NOTICES.txt`` (which is inside, too) and ``sbom.json``.

    Raises
    ------
    TooLarge
        It weighs more than `LARGEST_BYTES`.
    subprocess.CalledProcessError
        PyInstaller could not make it.
    """
    build = out / "build"
    build.mkdir(parents=True, exist_ok=True)
    icon.write(build)
    (build / "version.txt").write_text(windows.version_resource(plan.version()), "utf-8")
    subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
            *("--distpath", str(out), "--workpath", str(build / "work")),
            str(Path(__file__).with_name("tryon.spec")),
        ],
        check=True,
        cwd=plan.ROOT,
        env=os.environ
        | {
            "TRYON_BUILD": str(build),
            "PYTHONPATH": os.pathsep.join([str(plan.ROOT), str(plan.ROOT / "packaging")]),
            "PYTHONHASHSEED": "0",  # the same archive from the same source
        },
    )
    folder = out / "tryon"
    if sys.platform == "linux":
        strip(folder / "_internal")
    for name in ("NOTICES.txt", "sbom.json"):
        shutil.copy(build / name, out / name)
    if (total := size_bytes(folder)) > LARGEST_BYTES:
        raise TooLarge(f"{total / 1e6:.0f} MB, expected at most {LARGEST_BYTES / 1e6:.0f}")
    return folder


def strip(inside: Path) -> None:
    """Take symbols for debuggers out of Python's own files, where `strip` is at hand."""
    program = shutil.which("strip")
    if program is None:
        return
    for pattern in _WITH_SYMBOLS:
        for path in inside.glob(pattern):
            if not path.is_symlink():
                subprocess.run([program, "--strip-unneeded", str(path)], check=True)


def size_bytes(folder: Path) -> int:
    """Add up the files below `folder`; links count nothing."""
    return sum(
        path.lstat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    )


def parts(folder: Path) -> list[tuple[str, int]]:
    """List (part, bytes) of a bundle, largest first; wheels with their ``.libs``."""
    sizes: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            inside = path.relative_to(folder).parts
            inner = inside[1:] if inside[0] == "_internal" else inside
            name = inner[0].removesuffix(".libs") if len(inner) > 1 else "python, and others"
            name = {"opencv_contrib_python": "cv2", "pillow": "PIL"}.get(name, name)
            sizes[name] = sizes.get(name, 0) + path.stat().st_size
    return sorted(sizes.items(), key=lambda part: -part[1])
