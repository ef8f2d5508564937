"""Where shaders, meshes and calibration are: in a checkout, in a wheel and in a frozen app."""

import difflib
import importlib.util
import re
import sys
from pathlib import Path

from tryon.core.errors import Missing

#: So many files are named to somebody who asked for one that is not there.
_NAMED = 6
_INCLUDE = re.compile(r'^[ \t]*#include[ \t]+"(.+)"[ \t]*$', re.MULTILINE)


def folder() -> Path:
    """Return the folder that holds ``shaders``, ``models3d`` and ``calibration``.

    Raises
    ------
    Missing
        The installation lost its data.
    """
    package = Path(__file__).resolve().parent
    places = [package / "_assets", package.parent]  # a wheel, a checkout
    if frozen := getattr(sys, "_MEIPASS", None):  # where PyInstaller unpacks what it bundled
        places.insert(0, Path(frozen, "tryon", "_assets"))
    for place in places:
        if (place / "shaders").is_dir():
            return place
    looked_in = ", ".join(str(place) for place in places)
    raise Missing(
        f"no folder of shaders in {looked_in}", "Install tryon again; its data files are gone."
    )


def portrait() -> Path:
    """Return the path of the demo's portrait, a PNG of 512 x 512 pixels.

    It is read from scikit-image, which ships it, without loading that library; a frozen app
    brings the picture alone. Raises `Missing` where neither is there.
    """
    places = [folder() / "portrait"]
    if (found := importlib.util.find_spec("skimage")) is not None:
        places += [Path(place, "data") for place in found.submodule_search_locations or ()]
    for place in places:
        if (path := place / "astronaut.png").is_file():
            return path
    raise Missing(
        "the demo's portrait comes with scikit-image, which is not installed",
        'Install it: python -m pip install "scikit-image>=0.25", or use a photo of yours.',
    )


def notices() -> Path:
    """Return the path of our licence; in a frozen app, with those of all that is inside it.

    Raises
    ------
    Missing
        The installation lost it.
    """
    around = Path(__file__).resolve().parent.parent
    places = [folder() / "NOTICES.txt", around / "LICENSE"]
    places += sorted(around.glob("tryon-*.dist-info/licenses/LICENSE"))
    for path in places:
        if path.is_file():
            return path
    raise Missing(f"no licence in {around}", "Install tryon again; its data files are gone.")


def model(name: str) -> Path:
    """Return the path of ``models3d/<name>``. Raises `Missing`."""
    return _find("models3d", name)


def calibration(name: str) -> Path:
    """Return the path of ``calibration/<name>``. Raises `Missing`."""
    return _find("calibration", name)


def shader(name: str) -> str:
    """Return the text of ``shaders/<name>`` with its includes put in place.

    Line numbers in the driver's messages stay those of the file that was written: every
    included text is wrapped in ``#line`` directives, and gets the next string number.

    Parameters
    ----------
    name : str
        Like ``"probe.frag"``. ``#include "include/colour.glsl"`` names are relative to
        ``shaders``; a file is put in once, however often it is asked for.

    Raises
    ------
    Missing
        There is no such file; the nearest name is in the message.
    """
    included: list[str] = []

    def expand(name: str, string: int) -> str:
        text = _find("shaders", name).read_text(encoding="utf-8")

        def insert(match: re.Match[str]) -> str:
            if match[1] in included:
                return ""
            included.append(match[1])
            inner = len(included)
            after = text.count("\n", 0, match.start()) + 2
            return f"#line 1 {inner}\n{expand(match[1], inner)}\n#line {after} {string}"

        return _INCLUDE.sub(insert, text)

    return expand(name, 0)


def _find(kind: str, name: str) -> Path:
    room = folder() / kind
    path = room / name
    if path.exists():
        return path
    there = sorted(p.relative_to(room).as_posix() for p in room.rglob("*") if p.is_file())
    near = difflib.get_close_matches(name, there, n=1)
    some = ", ".join(there[:_NAMED]) + (", …" if len(there) > _NAMED else "")
    hint = f"did you mean {near[0]!r}?" if near else f"there are {some or 'none'}"
    raise Missing(f"no {name!r} in {room}: {hint}")
