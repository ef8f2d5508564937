"""Reads Wavefront OBJ: surfaces without bones."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tryon.core.errors import BadInput
from tryon.core.mesh import Material, Mesh
from tryon.core.scene import Floats
from tryon.garments.files import read_lines
from tryon.garments.mtl import read_mtl
from tryon.garments.surfaces import (
    MOST_PARTS,
    MOST_TRIANGLES,
    MOST_VERTICES,
    smooth_normals,
    tangents,
)

_MOST_CORNERS, _FARTHEST = 1024, 1e5
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """What an OBJ file says.

    Attributes
    ----------
    places : (n, 3) float32
        Its ``v``, in its own unit.
    uvs : (k, 2) float32
        Its ``vt``, counted from the top as in glTF.
    corners : mapping of material to (m, 2) intp
        Three rows for each triangle: which place, and which uv or -1.
    libraries : tuple of str
        The files of materials that it names.
    """

    places: Floats = field(repr=False)
    uvs: Floats = field(repr=False)
    corners: Mapping[str, Ints] = field(repr=False)
    libraries: tuple[str, ...] = ()

    def surface(self, material: str, made_of: Material) -> tuple[Mesh, Ints]:
        """Build the surface of a material, all on the hips.

        Returns
        -------
        surface : Mesh
        source : (n,) intp
            Which place each of its vertices is.
        """
        seen, which = np.unique(self.corners[material], axis=0, return_inverse=True)
        source, mapped = seen[:, 0], seen[:, 1] >= 0
        positions = np.ascontiguousarray(self.places[source])
        triangles = np.ascontiguousarray(which.reshape(-1, 3), np.uint32)
        normals = smooth_normals(positions, triangles)
        uv = np.zeros((len(seen), 2), np.float32)
        if mapped.any():
            uv[mapped] = self.uvs[seen[mapped, 1]]
        weights = np.zeros((len(seen), 4), np.float32)
        weights[:, 0] = 1
        surface = Mesh(
            positions=positions,
            normals=normals,
            uv=uv,
            joints=np.zeros((len(seen), 4), np.uint8),
            weights=weights,
            triangles=triangles,
            material=made_of,
            tangents=tangents(positions, normals, uv, triangles) if mapped.any() else None,
        )
        return surface, source


def read_obj(path: Path) -> tuple[Mesh, ...]:
    """Read the surfaces of an OBJ file, one for each material that it names.

    Materials are those of the ``.mtl`` files beside it; what is not there stays light grey.

    Raises
    ------
    BadInput
        One sentence that names the file, the line, and what was expected.
    """
    outline = read_outline(path)
    known = read_mtl(path, outline.libraries)
    return tuple(
        outline.surface(name, known.get(name) or plain(name))[0] for name in outline.corners
    )


def plain(name: str) -> Material:
    """Give the material of a surface of which nothing is said."""
    return Material(name, np.full(3, 0.8, np.float32))


def read_outline(path: Path) -> Outline:
    """Read an OBJ file. Raises `BadInput`, see `read_obj`."""
    places: list[list[float]] = []
    uvs: list[list[float]] = []
    faces: dict[str, list[tuple[int, int]]] = {}
    libraries: list[str] = []
    material = ""
    for line, (word, rest) in _lines(path):
        try:
            if word == "v":
                places.append([float(number) for number in rest[:3]])
            elif word == "vt":
                uvs.append([float(number) for number in rest[:2]])
            elif word == "usemtl":
                material = " ".join(rest)[:80]
            elif word == "mtllib":
                libraries.append(" ".join(rest))
            elif word == "f":
                if not 3 <= len(rest) <= _MOST_CORNERS:
                    raise BadInput(
                        f"{path}: line {line}: a face of {len(rest)} corners; expected 3 to "
                        f"{_MOST_CORNERS}"
                    )
                ring = [_corner(text, len(places), len(uvs)) for text in rest]
                kept = faces.setdefault(material, [])
                for second, third in itertools.pairwise(ring[1:]):
                    kept += [ring[0], second, third]
        except (ValueError, IndexError) as error:
            raise BadInput(f"{path}: line {line}: expected {_EXPECTED[word]}") from error
        if len(places) > MOST_VERTICES or sum(map(len, faces.values())) > 3 * MOST_TRIANGLES:
            raise BadInput(
                f"{path}: has more than {MOST_TRIANGLES} triangles or {MOST_VERTICES} vertices"
            )
    if not faces or len(faces) > MOST_PARTS:
        raise BadInput(
            f"{path}: expected faces of 1 to {MOST_PARTS} materials, has {len(faces)}"
        )
    if any(len(row) != 3 for row in places) or any(len(row) != 2 for row in uvs):
        raise BadInput(f"{path}: expected three numbers for every v, two for every vt")
    at, flat = np.array(places), np.array(uvs).reshape(-1, 2)
    if not ((np.abs(at) < _FARTHEST).all() and (np.abs(flat) < _FARTHEST).all()):
        raise BadInput(f"{path}: has numbers that are not finite, or are no body's")
    flat = flat * (1, -1) + (0, 1)
    corners = {name: np.array(rows, np.intp) for name, rows in faces.items()}
    return Outline(
        at.astype(np.float32), flat.astype(np.float32), corners, tuple(libraries[:MOST_PARTS])
    )


_EXPECTED = {"v": "v x y z", "vt": "vt u v", "f": "f with vertices that were said before"}


def _lines(path: Path) -> Iterator[tuple[int, tuple[str, list[str]]]]:
    for number, line in enumerate(read_lines(path), 1):
        words = line[:40_000].split()
        if words and words[0] in ("v", "vt", "f", "usemtl", "mtllib"):
            yield number, (words[0], words[1:])


def _corner(text: str, places: int, uvs: int) -> tuple[int, int]:
    """Read ``v``, ``v/t``, ``v//n`` or ``v/t/n``; negative ones count from the end."""
    words = text.split("/")
    place = _counted(words[0], places)
    return place, _counted(words[1], uvs) if len(words) > 1 and words[1] else -1


def _counted(text: str, count: int) -> int:
    number = int(text)
    place = number - 1 if number > 0 else count + number
    if not 0 <= place < count:
        raise IndexError(text)
    return place
