"""Writes what is installed before a freeze, for each system, with the hash of every file.

``python -m bundle lock windows``, on any system: the versions of ``requirements.lock``, where
that system has them. pip knows the markers of the machine that it runs on only, so what one
system alone needs is named here.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bundle import plan

FOLDER = plan.ROOT / "packaging" / "locks"


@dataclass(frozen=True, slots=True)
class System:
    """A kind of machine that packages are made for.

    Attributes
    ----------
    tags : tuple of str
        Of its wheels, the best first.
    needs : tuple of str
        What only it needs.
    has_not : tuple of str
        What others need.
    instead : tuple of (str, str)
        Distribution and version, where the locked one has no file for this system.
    """

    tags: tuple[str, ...]
    needs: tuple[str, ...] = ()
    has_not: tuple[str, ...] = ()
    instead: tuple[tuple[str, str], ...] = ()


_NEW_LINUX = ("manylinux_2_34_x86_64", "manylinux_2_31_x86_64")
_LINUX = ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_24_x86_64")
_OLD_LINUX = ("manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_12_x86_64")
_MAC = tuple(
    f"macosx_{version}_{kind}"
    for kind in ("arm64", "universal2")
    for version in ("14_0", "13_0", "12_0", "11_0", "10_13", "10_9")
)

SYSTEMS = {
    "linux": System(
        (*_NEW_LINUX, *_LINUX, *_OLD_LINUX, "manylinux2010_x86_64", "manylinux1_x86_64")
    ),
    "windows": System(
        ("win_amd64",),
        needs=("colorama", "pefile", "pywin32-ctypes"),
        has_not=("SecretStorage", "jeepney"),
        # 0.38.1 was published without a wheel for Windows.
        instead=(("c2pa-python", "0.38.0"),),
    ),
    "macos": System(_MAC, needs=("macholib",), has_not=("SecretStorage", "jeepney")),
}

#: Of these there is no wheel anywhere, or one for all: they need not be asked for by system.
_ANYWHERE = ("pyrender", "PyOpenGL", "pyglet", "networkx", "imageio", "six")


def write_lock(name: str) -> Path:
    """Ask the package index, and write the lock of a system; returns its path.

    Raises
    ------
    subprocess.CalledProcessError
        The index has no such version for that system; pip says which.
    """
    system = SYSTEMS[name]
    asked = [line for line in plan.requirements() if not line.startswith("pyrender")]
    asked += ["scikit-image", "freetype-py", "pyinstaller", *system.needs]
    others = {need for each in SYSTEMS.values() for need in each.needs} - {*system.needs}
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder, "pins.txt")
        pins.write_text("\n".join(_pins(system)), encoding="utf-8")
        tags = [word for tag in system.tags for word in ("--platform", tag)]
        abis = [word for abi in ("cp311", "abi3", "none") for word in ("--abi", abi)]
        python = ["--python-version", "3.11", "--implementation", "cp"]
        for_it = [*tags, *abis, *python, "--only-binary", ":all:", "--target", folder]
        files = _report(Path(folder), [*for_it, *asked], pins)
        files |= _report(Path(folder), ["--no-deps", *_ANYWHERE], pins)
    left_out = {_plain(word) for word in (*system.has_not, *others)}
    lines = [f"# Made by `python -m bundle lock {name}`: Python 3.11, {system.tags[0]}."]
    lines += [
        f"{distribution}=={version} --hash={digest}"
        for distribution, (version, digest) in sorted(files.items())
        if distribution not in left_out
    ]
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _pins(system: System) -> list[str]:
    text = (plan.ROOT / "packaging" / "requirements.lock").read_text(encoding="utf-8")
    pins = dict(
        line.split("==") for line in text.splitlines() if "==" in line and line[0] != "#"
    )
    by_name = {_plain(name): version for name, version in pins.items()}
    by_name |= {_plain(name): version for name, version in system.instead}
    return [f"{name}=={version}" for name, version in by_name.items()]


def _report(folder: Path, words: list[str], pins: Path) -> dict[str, tuple[str, str]]:
    """Let pip resolve, and read (version, hash) by plain name out of its report."""
    report = folder / "report.json"
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed")
    subprocess.run(
        [*pip, "--report", str(report), "--constraint", str(pins), *words], check=True
    )
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    files = {}
    for item in found["install"]:
        hashes = item["download_info"]["archive_info"]["hashes"]
        told = item["metadata"]
        files[_plain(told["name"])] = told["version"], f"sha256:{hashes['sha256']}"
    return files
