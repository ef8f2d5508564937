"""Reads Wavefront OBJ: surfaces without bones."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tryon.core.errors import BadInput
from tryon.core.mesh import Material, Mesh
from tryon.core.scene import Floats
from tryon.garments.gltf import MOST_BYTES, read_file
from tryon.garments.surfaces import MOST_PARTS, MOST_TRIANGLES, MOST_VERTICES, smooth_normals

_MOST_CORNERS, _FARTHEST = 64, 1e5


def read_obj(path: Path) -> tuple[Mesh, ...]:
    """Read the surfaces of an OBJ file, one for each material that it names.

    Colours and pictures stay white: what they are called in an ``.mtl`` is not looked for.

    Raises
    ------
    BadInput
        One sentence that names the file, the line, and what was expected.
    """
    places: list[list[float]] = []
    uvs: list[list[float]] = []
    faces: dict[str, list[tuple[int, int]]] = {}
    material = ""
    for line, (word, rest) in _lines(path):
        try:
            if word == "v":
                places.append([float(number) for number in rest[:3]])
            elif word == "vt":
                uvs.append([float(number) for number in rest[:2]])
            elif word == "usemtl":
                material = " ".join(rest)[:80]
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
    if not (np.abs(at) < _FARTHEST).all() or not np.isfinite(flat).all():
        raise BadInput(f"{path}: has numbers that are not finite, or are no body's")
    at, flat = at.astype(np.float32), flat.astype(np.float32)
    return tuple(_mesh(name, np.array(corners), at, flat) for name, corners in faces.items())


_EXPECTED = {"v": "v x y z", "vt": "vt u v", "f": "f with vertices that were said before"}


def _lines(path: Path) -> Iterator[tuple[int, tuple[str, list[str]]]]:
    try:
        text = read_file(path, MOST_BYTES).decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: expected a text file: {error}") from error
    for number, line in enumerate(text.splitlines(), 1):
        words = line[:10_000].split()
        if words and words[0] in ("v", "vt", "f", "usemtl"):
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


def _mesh(name: str, corners: NDArray[np.int_], at: Floats, flat: Floats) -> Mesh:
    seen, which = np.unique(corners, axis=0, return_inverse=True)
    positions = np.ascontiguousarray(at[seen[:, 0]])
    triangles = np.ascontiguousarray(which.reshape(-1, 3), np.uint32)
    uv = np.zeros((len(seen), 2), np.float32)
    mapped = seen[:, 1] >= 0
    if mapped.any():
        uv[mapped] = flat[seen[mapped, 1]]
        uv[:, 1] = 1 - uv[:, 1]  # glTF counts from the top
    weights = np.zeros((len(seen), 4), np.float32)
    weights[:, 0] = 1
    return Mesh(
        positions=positions,
        normals=smooth_normals(positions, triangles),
        uv=uv,
        joints=np.zeros((len(seen), 4), np.uint8),
        weights=weights,
        triangles=triangles,
        material=Material(name, np.full(3, 0.8, np.float32)),
    )
