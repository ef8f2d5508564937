"""Makes a Debian package of a frozen program, with ``dpkg-deb`` alone."""

import datetime
import gzip
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bundle import plan
from bundle.freeze import size_bytes

_LINUX = plan.ROOT / "packaging" / "linux"

#: What is loaded by name while it runs, so that no list of needed libraries tells of it.
_LOADED = ("libegl1", "libgl1", "libgl1-mesa-dri", "libportaudio2")
#: What the window is set in.
_FONTS = ("fonts-inter", "fonts-noto-cjk")

_SCRIPT = """\
#!/bin/sh
set -e
for tool in update-desktop-database gtk-update-icon-cache; do
    command -v $tool >/dev/null || continue
    case $tool in
    update-desktop-database) $tool -q /usr/share/applications || true ;;
    gtk-update-icon-cache) $tool -q /usr/share/icons/hicolor || true ;;
    esac
done
"""


def build(folder: Path, out: Path) -> Path:
    """Make the package of the bundle `folder` in `out`; returns its path.

    Raises
    ------
    FileNotFoundError
        The bundle, or a tool of Debian's, is not there.
    LookupError
        A library is needed that no package here brings.
    """
    if not (folder / "tryon").is_file():
        raise FileNotFoundError(f"{folder} holds no frozen program")
    version = plan.version()
    machine = _asked("dpkg", "--print-architecture").strip()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as place:
        root = Path(place, "root")
        # Links, not copies: half a gigabyte is only read once, when it is packed.
        shutil.copytree(folder, root / "opt" / "tryon", symlinks=True, copy_function=os.link)
        _lay(root, version)
        _control(root, version, machine)
        for path in (root, *root.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)
        package = out / f"tryon_{version}_{machine}.deb"
        subprocess.run(
            [
                "dpkg-deb",
                "--root-owner-group",
                "-Zzstd",
                "-z9",
                "--build",
                str(root),
                str(package),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return package


def _lay(root: Path, version: str) -> None:
    """Put in place what the desktop and the person look for."""
    now = datetime.datetime.now(datetime.UTC).date().isoformat()

    def put(place: str, text: str) -> None:
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o644)

    def filled(name: str) -> str:
        text = (_LINUX / name).read_text(encoding="utf-8")
        return text.replace("@VERSION@", version).replace("@DATE@", now)

    put("usr/share/applications/tryon.desktop", filled("tryon.desktop"))
    metainfo = f"{plan.IDENTIFIER}.metainfo.xml"
    put(f"usr/share/metainfo/{metainfo}", filled(metainfo))
    put("usr/share/doc/tryon/copyright", _copyright())
    manual = root / "usr/share/man/man1/tryon.1.gz"
    manual.parent.mkdir(parents=True)
    manual.write_bytes(gzip.compress(filled("tryon.1").encode(), mtime=0))
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/tryon").symlink_to("/opt/tryon/tryon")

    from bundle import icon

    for side in (16, 32, 48, 128, 256, 512):
        path = root / f"usr/share/icons/hicolor/{side}x{side}/apps/tryon.png"
        path.parent.mkdir(parents=True)
        icon.draw(side).save(path)


def _copyright() -> str:
    """Write Debian's copyright file: ours in short, and where the others' are."""
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        "Upstream-Name: tryon\n\n"
        "Files: *\nCopyright: the authors of tryon\nLicense: Apache-2.0\n"
        " See /usr/share/common-licenses/Apache-2.0. The libraries inside have licences of\n"
        " their own: /opt/tryon/_internal/tryon/_assets/NOTICES.txt, or `tryon licences`.\n"
    )


def _control(root: Path, version: str, machine: str) -> None:
    needed = sorted({*packages_of(needed_libraries(root / "opt/tryon")), *_LOADED})
    # Since Debian's time became 64 bits wide, some libraries have another name; either will do.
    depends = [f"{name} | {name}t64" if name.startswith("lib") else name for name in needed]
    text = f"""\
Package: tryon
Version: {version}
Architecture: {machine}
Maintainer: tryon <tryon@localhost>
Installed-Size: {size_bytes(root) // 1024}
Depends: {", ".join(depends)}
Recommends: {", ".join(_FONTS)}
Section: video
Priority: optional
Description: AR try-on for a plain computer
 Puts lipstick and clothes on whoever is before a camera, in a photo or in a clip,
 and says how far the colour it shows may be from the real product. It needs no
 graphics card and no network.
"""
    control = root / "DEBIAN"
    control.mkdir()
    (control / "control").write_text(text, encoding="utf-8")
    for name in ("postinst", "postrm"):
        (control / name).write_text(_SCRIPT, encoding="utf-8")
        (control / name).chmod(0o755)


def needed_libraries(folder: Path) -> set[Path]:
    """Find the libraries outside `folder` that programs and libraries inside are linked to.

    Raises
    ------
    LookupError
        One is not on this machine.
    """
    found: set[Path] = set()
    missing: list[str] = []
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        with path.open("rb") as file:
            if file.read(4) != b"\x7fELF":
                continue
        for line in _asked("ldd", str(path)).splitlines():
            match = re.match(r"\s*(\S+) => (not found|/\S+)", line)
            if match is None:
                continue
            if match[2] == "not found":
                # The program finds its own by the folder that it starts in.
                if not list((folder / "_internal").rglob(match[1])):
                    missing.append(f"{path.relative_to(folder)} needs {match[1]}")
            elif folder not in (place := Path(match[2])).resolve().parents:
                found.add(place)
    if missing:
        raise LookupError("; ".join(sorted(missing)))
    return found


def packages_of(libraries: Iterable[Path]) -> set[str]:
    """Name the Debian packages that bring `libraries`.

    Raises
    ------
    LookupError
        No package brings one of them.
    """
    names = set()
    for library in libraries:
        for place in (library, library.resolve()):
            # Either name may be the one that was packed: /lib became a link to /usr/lib.
            tried = (str(place), str(place).removeprefix("/usr"), f"/usr{place}")
            owners = [owner for one in tried if (owner := _owner(one))]
            if owners:
                names.add(owners[0].removesuffix("t64"))
                break
        else:
            raise LookupError(f"no package brings {library}")
    return names


def _owner(path: str) -> str:
    asked = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True)
    return asked.stdout.partition(":")[0] if asked.returncode == 0 else ""


def _asked(*command: str) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
    )
    return done.stdout
