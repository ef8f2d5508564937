"""Reads MakeHuman clothes: an OBJ file, and where its vertices are on the base mesh.

References
----------
MakeHuman Community, "Documentation: File formats and extensions", MHCLO and MHMAT.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tryon.core.errors import BadInput
from tryon.core.scene import BONES, Floats
from tryon.garments.files import beside, one_line, read_lines
from tryon.garments.hm08 import VERTICES, BaseMesh, basemesh
from tryon.garments.model import Gender, Model, Slot, covered_slot, readable, shipped
from tryon.garments.mtl import read_mhmat
from tryon.garments.obj import plain, read_outline
from tryon.garments.surfaces import MOST_VERTICES

_MOST_BYTES = 32 * 2**20
_BASE_MESH = "hm08"
#: Offsets without a scale are in decimetres; m.
_DECIMETRE_M = 0.1
#: Nothing that is worn stands out further; m.
_FURTHEST_M = 2.0
_MOST_WEIGHT = 100.0
#: What begins a list of numbers, one row a line.
_LISTS = ("verts", "weights", "delete_verts")
_AXES = {"x_scale": 0, "y_scale": 1, "z_scale": 2}

Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """Where the vertices of clothes are on the base mesh.

    Attributes
    ----------
    corners : (n, 3) intp
        Three vertices of the base mesh for each vertex of the clothes.
    shares : (n, 3) float32
        Weights of their places; they may reach beyond the triangle.
    offsets : (n, 3) float32
        Added to that, in units of the scale.
    scales : mapping of axis to (one, other, denominator)
        A unit is the distance of two vertices along the axis, by the denominator.
    """

    corners: Ints = field(repr=False)
    shares: Floats = field(repr=False)
    offsets: Floats = field(repr=False)
    scales: Mapping[int, tuple[int, int, float]]

    def places(self, base: BaseMesh) -> Floats:
        """Lay them on a body: (n, 3) float32, m."""
        unit = np.full(3, _DECIMETRE_M, np.float32)
        for axis, (one, other, denominator) in self.scales.items():
            apart = base.places[one, axis] - base.places[other, axis]
            unit[axis] = abs(float(apart)) / denominator
        return self.taken(base.places) + unit * self.offsets

    def taken(self, values: Floats) -> Floats:
        """Interpolate what vertices of the base mesh have, (19158, ...)."""
        taken: Floats = np.einsum("nk,nk...->n...", self.shares, values[self.corners])
        return taken

    def skin(self, base: BaseMesh) -> tuple[NDArray[np.uint8], Floats]:
        """Find the bones that move each vertex, and how much: (n, 4) each."""
        bones = np.zeros((len(self.corners), len(BONES)), np.float32)
        inside = np.maximum(self.shares, 0)
        rows = np.arange(len(bones))[:, None]
        for corner in range(3):
            at = self.corners[:, corner]
            np.add.at(
                bones, (rows, base.joints[at]), inside[:, corner, None] * base.weights[at]
            )
        strongest = np.argsort(-bones, axis=1, kind="stable")[:, :4]
        share = np.take_along_axis(bones, strongest, 1)
        share /= share.sum(1, keepdims=True)
        return strongest.astype(np.uint8), share


@dataclass(frozen=True, slots=True, eq=False)
class Clothes:
    """What an ``.mhclo`` file says.

    Attributes
    ----------
    name : str
    binding : Binding
    outline : str
        Its OBJ file.
    material : str
        Its MHMAT file; may be empty.
    tags : tuple of str
    licence, author : str
        As its first comments say; may be empty.
    """

    name: str
    binding: Binding
    outline: str
    material: str
    tags: tuple[str, ...]
    licence: str
    author: str


def bring_mhclo(path: Path, slot: Slot | None = None, gender: Gender | None = None) -> Model:
    """Dress the mannequin in MakeHuman clothes.

    Parameters
    ----------
    path : Path
        The ``.mhclo`` file; its OBJ, MHMAT and pictures are beside it or below.
    slot : str or None
        None is told by what it covers.
    gender : {"female", "male"} or None
        None is told by tags and name; without a word it is female.

    Raises
    ------
    BadInput
        One sentence that names the file, what was expected and what came.
    """
    clothes = read_mhclo(path)
    outline = read_outline(beside(path, clothes.outline))
    count = len(clothes.binding.corners)
    if len(outline.places) != count:
        raise BadInput(
            f"{path}: binds {count} vertices, but {clothes.outline} has {len(outline.places)}"
        )
    made_of = plain(clothes.name)
    if clothes.material:
        made_of = read_mhmat(beside(path, clothes.material))
    gender = gender or _gender(clothes)
    base = basemesh(gender)
    with np.errstate(all="ignore"):  # what overflows is not near
        outline = replace(outline, places=clothes.binding.places(base))
    if not (np.abs(outline.places - base.places.mean(0)) < _FURTHEST_M).all():
        raise BadInput(f"{path}: has vertices further than {_FURTHEST_M:.0f} m from the body")
    moves = {name: clothes.binding.taken(move) for name, move in base.moves.items()}
    joints, weights = clothes.binding.skin(base)
    parts = []
    for name in outline.corners:
        surface, source = outline.surface(name, made_of)
        parts.append(
            replace(
                surface,
                joints=joints[source],
                weights=weights[source],
                morphs={key: move[source] for key, move in moves.items() if move.any()},
            )
        )
    skeleton = shipped(gender).skeleton
    return Model(
        title=readable(clothes.name),
        slot=slot or covered_slot(tuple(parts), skeleton),
        gender=gender,
        parts=tuple(parts),
        skeleton=skeleton,
        licence=clothes.licence,
        origin=clothes.author,
    )


def read_mhclo(path: Path) -> Clothes:
    """Read an ``.mhclo`` file by itself.

    Bone weights, hidden vertices and drawing orders that it may have are left out: weights
    come from the base mesh, and depth tells what is in front.

    Raises
    ------
    BadInput
        One sentence that names the file, the line, and what was expected.
    """
    said: dict[str, str] = {}
    tags: list[str] = []
    rows: list[list[float]] = []
    scales: dict[int, tuple[int, int, float]] = {}
    comments: list[str] = []
    inside = ""
    for number, line in enumerate(read_lines(path, _MOST_BYTES), 1):
        words = line[:1000].split()
        if not words:
            continue
        key = words[0].lower()
        try:
            if key.startswith("#"):
                comments.append(line[:500].strip("# \t"))
            elif key in _LISTS:
                inside = key
            elif key in _AXES:
                inside, scales[_AXES[key]] = "", _scale(words[1:])
            elif key[0].isalpha() or key[0] == "_":
                inside = ""
                if key == "tag":
                    tags.append(" ".join(words[1:])[:80])
                else:
                    said[key] = one_line(" ".join(words[1:]))
            elif inside == "verts":
                rows.append(_row(words))
        except (ValueError, IndexError) as error:
            raise BadInput(f"{path}: line {number}: expected {_expected(key)}") from error
        if len(rows) > MOST_VERTICES:
            raise BadInput(f"{path}: has more than {MOST_VERTICES} vertices")
    if not rows:
        raise BadInput(f"{path}: expected rows of vertices after a line with verts 0, has none")
    if (mesh := said.get("basemesh", _BASE_MESH)) != _BASE_MESH:
        raise BadInput(f"{path}: expected clothes of the base mesh {_BASE_MESH}, not {mesh!r}")
    table = np.array(rows)
    return Clothes(
        name=(said.get("name") or path.stem)[:80],
        binding=Binding(
            table[:, :3].astype(np.intp),
            table[:, 3:6].astype(np.float32),
            table[:, 6:].astype(np.float32),
            scales,
        ),
        outline=said.get("obj_file") or f"{path.stem}.obj",
        material=said.get("material", ""),
        tags=tuple(tags),
        licence=_licence(comments) or said.get("license", ""),
        author=_said_first(comments, r"author") or said.get("author", ""),
    )


def _row(words: list[str]) -> list[float]:
    """Read a row: one vertex of the base mesh, or three, their weights, and an offset."""
    numbers = [float(word) for word in words]
    if len(numbers) == 1:
        numbers = [numbers[0]] * 3 + [1.0, 0.0, 0.0] + [0.0] * 3
    if len(numbers) != 9 or not np.isfinite(numbers).all():
        raise ValueError(words)
    if any(not 0 <= index < VERTICES or index != int(index) for index in numbers[:3]):
        raise ValueError(words)
    weights = numbers[3:6]
    if abs(sum(weights) - 1) > 0.05 or max(map(abs, weights)) > _MOST_WEIGHT:
        raise ValueError(words)
    return numbers


def _scale(words: list[str]) -> tuple[int, int, float]:
    one, other, denominator = int(words[0]), int(words[1]), float(words[2])
    if not (0 <= one < VERTICES and 0 <= other < VERTICES and 1e-3 < denominator < 1e3):
        raise ValueError(words)
    return one, other, denominator


def _expected(key: str) -> str:
    if key in _AXES:
        return f"{key} with two vertices of the base mesh and what to divide by"
    return (
        f"one vertex below {VERTICES}, or three with three weights that add up to 1 and "
        "three offsets"
    )


def _licence(comments: list[str]) -> str:
    said = _said_first(comments, r"licen[sc]e")
    text = " ".join(comments[:60])
    if not said and re.search(r"\bCC0\b", text):
        return "CC0-1.0"
    if not said and (found := re.search(r"\bAGPL\s?-?v?3?", text)):
        return found[0]
    return said


def _said_first(comments: list[str], key: str) -> str:
    """Find what the first comments say after `key` and a colon."""
    asked: Callable[[str], re.Match[str] | None] = re.compile(
        rf"{key}\s*:\s*(.+)", re.IGNORECASE
    ).match
    found = next((match for line in comments[:60] if (match := asked(line))), None)
    return one_line(found[1])[:200] if found else ""


def _gender(clothes: Clothes) -> Gender:
    words = re.findall(r"[a-z]+", " ".join((*clothes.tags, clothes.name)).lower())
    for word in words:
        if word in ("male", "man", "men", "masculine"):
            return "male"
        if word in ("female", "woman", "women", "feminine"):
            return "female"
    return "female"
