"""Reads glTF 2.0, strictly: what is not as the format says is an error, and nothing is fetched.

References
----------
Khronos Group, glTF 2.0 specification (2021); sections are named where they matter.
"""

import base64
import math
import re
import struct
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from tryon.core.errors import BadInput
from tryon.core.scene import Bytes
from tryon.garments.files import MOST_BYTES, beside, decode, one_line, read_file
from tryon.garments.gltf_words import Content, Node, Sparse

#: More than any garment needs; beyond these a file is refused before it costs memory or time.
MOST_JSON_BYTES = 8 * 2**20
MOST_FETCHED_BYTES = 128 * 2**20
MOST_DEPTH = 256

#: Extensions that change how a file must be read, and are understood.
UNDERSTOOD = frozenset({"KHR_texture_transform", "KHR_mesh_quantization"})
#: Those that say more than is drawn: a file is read without them.
_OF_NO_MATTER = re.compile(r"KHR_materials_\w+|VRM|VRMC_\w+|KHR_lights_punctual")

_COMPONENTS: dict[int, np.dtype[Any]] = {
    5120: np.dtype("<i1"),
    5121: np.dtype("<u1"),
    5122: np.dtype("<i2"),
    5123: np.dtype("<u2"),
    5125: np.dtype("<u4"),
    5126: np.dtype("<f4"),
}
_EMBEDDED = re.compile(rb'"data:[^"\\]*"')
_ESCAPED = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}

Item = TypeVar("Item")
Array = NDArray[Any]


@dataclass(frozen=True)
class Document:
    """A file, with the ways into its numbers and pictures.

    Attributes
    ----------
    path : Path
    content : Content
    binary : bytes
        The chunk that a GLB file carries; empty for a glTF file.
    """

    path: Path
    content: Content
    binary: bytes

    def fault(self, text: str) -> BadInput:
        """Make the error that says `text` of this file, in one line."""
        return BadInput(f"{self.path}: {one_line(text)}", "Export the garment again, as GLB.")

    def pick(self, things: list[Item], index: int, what: str) -> Item:
        """Take one of the file's lists, or say that it has no such thing."""
        if index >= len(things):
            raise self.fault(f"names {what} {index}, but has {len(things)} of them")
        return things[index]

    @cached_property
    def _spent(self) -> Counter[str]:
        """Bytes that were fetched and pixels that were decoded so far."""
        return Counter()

    def _spend(self, what: str, amount: int, most: int) -> None:
        self._spent[what] += amount
        if self._spent[what] > most:
            raise self.fault(f"has more than {most / 2**20:.0f} million {what} in all")

    @cached_property
    def buffers(self) -> list[memoryview]:
        """Bytes of each buffer."""
        found = []
        for number, buffer in enumerate(self.content.buffers):
            data = self._fetch(buffer.uri) if buffer.uri is not None else self.binary
            if buffer.uri is None and number > 0:
                raise self.fault(f"buffer {number} has no data")
            if len(data) < buffer.byte_length:
                raise self.fault(
                    f"buffer {number} should have {buffer.byte_length} bytes, has {len(data)}"
                )
            found.append(memoryview(data)[: buffer.byte_length])
        return found

    def view(self, index: int) -> memoryview:
        """Bytes of a buffer view."""
        view = self.pick(self.content.buffer_views, index, "buffer view")
        buffer = self.pick(self.buffers, view.buffer, "buffer")
        end = view.byte_offset + view.byte_length
        if end > len(buffer):
            raise self.fault(
                f"buffer view {index} ends at byte {end} of a buffer of {len(buffer)}"
            )
        return buffer[view.byte_offset : end]

    def numbers(self, index: int, *types: str) -> Array:
        """Read an accessor.

        Parameters
        ----------
        index : int
        types : str
            What is expected: ``"SCALAR"``, ``"VEC3"`` ….

        Returns
        -------
        values : (n,) or (n, width) array
            Of the type in the file; float32 in [0, 1] or [-1, 1] where integers are normalised.
            Floating-point numbers are finite.
        """
        accessor = self.pick(self.content.accessors, index, "accessor")
        if accessor.type not in types:
            wanted = " or ".join(types)
            raise self.fault(f"accessor {index} should be {wanted}, is {accessor.type}")
        width, kind = _WIDTHS[accessor.type], _COMPONENTS[accessor.component_type]
        where = f"accessor {index}"
        if accessor.buffer_view is None:
            values = np.zeros((accessor.count, width), kind)
        else:
            shape = accessor.count, width
            view, offset = accessor.buffer_view, accessor.byte_offset
            stride = self.pick(self.content.buffer_views, view, "buffer view").byte_stride
            values = self._strided(view, offset, shape, kind, where, stride)
        if accessor.sparse is not None:
            values = self._with_sparse(values, accessor.sparse, where)
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise self.fault(f"{where} has numbers that are not finite")
        if accessor.normalized and values.dtype.kind != "f":
            top = np.iinfo(values.dtype).max
            values = np.maximum(values.astype(np.float32) / np.float32(top), np.float32(-1))
        return values[:, 0] if width == 1 else values

    def _strided(
        self,
        view: int,
        offset: int,
        shape: tuple[int, int],
        kind: np.dtype[Any],
        where: str,
        stride: int | None = None,
    ) -> Array:
        data = self.view(view)
        item = shape[1] * kind.itemsize
        step = stride or item
        end = offset + step * (shape[0] - 1) + item
        if end > len(data):
            raise self.fault(f"{where} ends at byte {end} of a view of {len(data)}")
        if step < item:
            raise self.fault(f"{where} has elements of {item} bytes every {step}")
        strides = (step, kind.itemsize)
        return np.ndarray(shape, kind, data, offset, strides).copy()

    def _with_sparse(self, values: Array, sparse: Sparse, where: str) -> Array:
        indices, replaced = sparse.indices, sparse.values
        kind = _COMPONENTS[indices.component_type]
        places = self._strided(
            indices.buffer_view, indices.byte_offset, (sparse.count, 1), kind, where
        )[:, 0]
        if places.max() >= len(values):
            raise self.fault(f"{where} replaces element {places.max()} of {len(values)}")
        shape = sparse.count, values.shape[1]
        values[places] = self._strided(
            replaced.buffer_view, replaced.byte_offset, shape, values.dtype, where
        )
        return values

    @cached_property
    def _images(self) -> dict[int, Bytes]:
        return {}

    def image(self, index: int) -> Bytes:
        """Decode an image: (h, w, 3) uint8, or (h, w, 4) where it has holes."""
        if index not in self._images:
            self._images[index] = self._decoded(index)
        return self._images[index]

    def _decoded(self, index: int) -> Bytes:
        source = self.pick(self.content.images, index, "image")
        if source.buffer_view is not None:
            data = bytes(self.view(source.buffer_view))
        elif source.uri is not None:
            data = self._fetch(source.uri)
        else:
            raise self.fault(f"image {index} has neither a buffer view nor a name")
        try:
            pixels = decode(data, self._spent["pixels"])
        except ValueError as error:
            raise self.fault(f"image {index} {error}") from error
        self._spent["pixels"] += pixels.shape[0] * pixels.shape[1]
        return pixels

    def _fetch(self, uri: str) -> bytes:
        """Read data that is written into the file, or lies beside it."""
        if uri.startswith("data:"):
            head, comma, body = uri.partition(",")
            if not comma or not head.endswith(";base64"):
                raise self.fault("has a data URI that is not base64")
            self._spend("bytes", len(body), MOST_FETCHED_BYTES)
            try:
                return base64.b64decode(body, validate=True)
            except ValueError as error:
                raise self.fault(f"has a data URI that is not base64: {error}") from error
        name = _ESCAPED.sub(_unescaped, uri)
        path = beside(self.path, name)
        try:
            data = read_file(path, MOST_BYTES)
        except BadInput as error:
            raise self.fault(str(error)) from error
        self._spend("bytes", len(data), MOST_FETCHED_BYTES)
        return data

    @cached_property
    def parents(self) -> list[int]:
        """Place of the parent of each node; -1 for roots. Checked to be trees."""
        nodes = self.content.nodes
        parents = [-1] * len(nodes)
        for index, node in enumerate(nodes):
            for child in node.children:
                self.pick(nodes, child, "node")
                if parents[child] != -1 or child == index:
                    raise self.fault(f"node {child} has two parents, or is its own")
                parents[child] = index
        return parents

    @cached_property
    def _downwards(self) -> list[int]:
        """All nodes, parents before their children."""
        order = [index for index, parent in enumerate(self.parents) if parent == -1]
        depth = [0] * len(self.parents)
        for index in order:
            order.extend(self.content.nodes[index].children)
            for child in self.content.nodes[index].children:
                depth[child] = depth[index] + 1
            if depth[index] > MOST_DEPTH:
                raise self.fault(f"has nodes below more than {MOST_DEPTH} others")
        if len(order) < len(self.parents):
            raise self.fault("has nodes in a circle")
        return order

    @cached_property
    def to_world(self) -> NDArray[np.float64]:
        """Matrix of each node, (n, 4, 4), to the space of the file."""
        parents, nodes = self.parents, self.content.nodes
        matrices = np.empty((len(nodes), 4, 4))
        with np.errstate(all="ignore"):  # what overflows is not finite
            for index in self._downwards:
                own, above = _local(nodes[index]), parents[index]
                matrices[index] = own if above == -1 else matrices[above] @ own
        if not np.isfinite(matrices).all():
            raise self.fault("has a node whose place is not finite")
        return matrices


def _unescaped(found: re.Match[str]) -> str:
    """Undo percent-encoding; RFC 3986, section 2.1."""
    return bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace")


def _local(node: Node) -> NDArray[np.float64]:
    """Matrix of a node to its parent; section 3.5.3."""
    if node.matrix is not None:
        return np.array(node.matrix).reshape(4, 4).T
    x, y, z, w = node.rotation
    length = math.sqrt(x * x + y * y + z * z + w * w)
    x, y, z, w = (v / length for v in (x, y, z, w)) if length > 0 else (0.0, 0.0, 0.0, 1.0)
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix = np.eye(4)
    matrix[:3, :3] = turn * np.array(node.scale)
    matrix[:3, 3] = node.translation
    return matrix


def read_gltf(path: Path) -> Document:
    """Open a GLB or glTF file and check what it says of itself.

    Raises
    ------
    BadInput
        One sentence that names the file, what was expected and what came.
    """
    data = read_file(path, MOST_BYTES)
    is_glb = data[:4] == b"glTF"
    text, binary = _chunks(path, data) if is_glb else (data, b"")
    # what is embedded is one string; lists and objects cost many times what they take in a file
    if (written := len(_EMBEDDED.sub(b"", text))) > MOST_JSON_BYTES:
        raise BadInput(
            f"{path}: has {written / 2**20:.0f} MB of JSON beside its data; "
            f"at most {MOST_JSON_BYTES // 2**20} are read"
        )
    try:
        content = msgspec.json.decode(text, type=Content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        kind = "the JSON of a GLB" if is_glb else "a GLB or glTF file"
        raise BadInput(
            f"{path}: expected {kind}: {one_line(str(error))}", "Choose another file."
        ) from error
    document = Document(path, content, binary)
    if content.asset.version.split(".")[0] != "2":
        raise document.fault(f"expected glTF version 2, not {content.asset.version[:20]!r}")
    needed = (word for word in content.extensions_required if word not in UNDERSTOOD)
    if missing := sorted({word for word in needed if not _OF_NO_MATTER.fullmatch(word)}):
        raise document.fault(
            f"needs {', '.join(missing)[:200]}, which is not supported; export without it"
        )
    return document


def _chunks(path: Path, data: bytes) -> tuple[bytes, bytes]:
    """Take a GLB apart: its JSON and its numbers; section 4.4."""
    wrong = BadInput(f"{path}: the GLB is cut short or broken", "Copy the file again.")
    if len(data) < 20:
        raise wrong
    _, version, length = struct.unpack_from("<4sII", data)
    if version != 2:
        raise BadInput(f"{path}: expected GLB version 2, not {version}")
    if length > len(data):
        raise wrong
    found: dict[bytes, bytes] = {}
    place = 12
    while place + 8 <= length:
        size, kind = struct.unpack_from("<I4s", data, place)
        if place + 8 + size > length:
            raise wrong
        found.setdefault(kind, data[place + 8 : place + 8 + size])
        place += 8 + size
    if b"JSON" not in found:
        raise wrong
    return found[b"JSON"], found.get(b"BIN\0", b"")
