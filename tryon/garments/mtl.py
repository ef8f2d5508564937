"""Reads what surfaces are made of where that is written in a text of its own: MTL and MHMAT."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import numpy as np

from tryon.core.colour import srgb_to_linear
from tryon.core.errors import BadInput
from tryon.core.mesh import FABRICS, Material, Texture
from tryon.core.scene import Bytes, Floats
from tryon.garments.files import beside, one_line, read_lines, read_picture
from tryon.garments.materials import hinted

_MOST_TEXT_BYTES = 2**20
#: Options of MTL's pictures, and how many numbers follow each.
_OPTIONS = {"-o": 3, "-s": 3, "-t": 3, "-mm": 2, "-bm": 1, "-blendu": 1, "-blendv": 1}
_OPTIONS |= {"-clamp": 1, "-imfchan": 1, "-texres": 1, "-boost": 1, "-cc": 1, "-type": 1}

Words = Mapping[str, list[str]]


def read_mtl(path: Path, libraries: tuple[str, ...]) -> Mapping[str, Material]:
    """Read the materials of an OBJ file at `path`, by name.

    Programs write where files were on the machine of somebody else: only their last name is
    looked for, in the folder of the OBJ. A file or a picture that is not there is left out.

    Raises
    ------
    BadInput
        A file that is there cannot be read.

    References
    ----------
    Wavefront, "MTL material format" (1995).
    """
    found: dict[str, Material] = {}
    for library in libraries:
        file = _near(path, library)
        blocks: dict[str, dict[str, list[str]]] = {}
        block: dict[str, list[str]] = {}
        for words in _rows(file) if file else ():
            if words[0].lower() == "newmtl":
                block = blocks.setdefault(" ".join(words[1:])[:80], {})
            else:
                block[words[0].lower()] = words[1:]
        for name, said in blocks.items():
            found[name] = _from_mtl(path, name, said)
    return found


def _from_mtl(path: Path, name: str, said: Words) -> Material:
    def picture(*keys: str) -> Bytes | None:
        words = next((said[key] for key in keys if key in said), [])
        while words and words[0].lower() in _OPTIONS:
            words = words[1 + _OPTIONS[words[0].lower()] :]
        file = _near(path, " ".join(words))
        return read_picture(file) if file else None

    base, relief = picture("map_kd"), picture("norm", "map_bump", "bump")
    colour = _colour(said.get("kd", ()), 0.8) if base is None else np.ones(3, np.float32)
    return _material(name, colour, base, relief)


def read_mhmat(path: Path) -> Material:
    """Read a material of MakeHuman.

    Raises
    ------
    BadInput
        It, or a picture that it names, cannot be read; pictures are beside it or below.
    """
    said = {words[0].lower(): words[1:] for words in _rows(path)}

    def picture(key: str) -> Bytes | None:
        name = " ".join(said.get(key, ()))
        return read_picture(beside(path, name)) if name else None

    base, relief = picture("diffusetexture"), picture("normalmaptexture")
    colour = np.ones(3, np.float32)
    if base is None:
        colour = srgb_to_linear(_colour(said.get("diffusecolor", ()), 0.8)).astype(np.float32)
    name = " ".join(said.get("name", ()))[:80] or path.stem[:80]
    return _material(name, colour, base, relief)


def _rows(path: Path) -> Iterator[list[str]]:
    for line in read_lines(path, _MOST_TEXT_BYTES):
        words = line.split()
        if words and not words[0].startswith(("#", "//")):
            yield words


def _near(path: Path, name: str) -> Path | None:
    """Find a file by its last name in the folder of `path`; None if it is not there."""
    last = PurePosixPath(name.strip().strip('"').replace("\\", "/")).name
    try:
        file = beside(path, last) if last else None
        return file if file and file.is_file() else None
    except (BadInput, OSError):
        return None


def _colour(words: list[str] | tuple[str, ...], else_: float) -> Floats:
    try:
        read = np.array([float(word) for word in words[:3]], np.float32)
    except ValueError:
        read = np.zeros(0, np.float32)
    if read.shape != (3,) or not np.isfinite(read).all():
        return np.full(3, else_, np.float32)
    return np.clip(read, 0, 1)


def _material(name: str, colour: Floats, base: Bytes | None, relief: Bytes | None) -> Material:
    has_holes = base is not None and base.shape[2] == 4 and int(base[..., 3].min()) < 128
    if base is not None and not has_holes:
        base = np.ascontiguousarray(base[..., :3])
    if relief is not None:
        relief = np.ascontiguousarray(relief[..., :3]) if _is_normal_map(relief) else None
    return Material(
        name=one_line(name),
        linear=colour,
        base=None if base is None else Texture(base),
        cutoff=0.5 if has_holes else 0.0,
        normal=None if relief is None else Texture(relief),
        fabric=hinted(name) or FABRICS["cotton"],
    )


def _is_normal_map(picture: Bytes) -> bool:
    """Tell directions from heights, which many write in their place: most look outwards."""
    middle = np.median(picture[::8, ::8, :3].reshape(-1, 3), axis=0)
    return bool(np.abs(middle - (128, 128, 255)).max() < 40)
