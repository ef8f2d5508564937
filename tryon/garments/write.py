"""Writes models in our own form: a GLB of surfaces on the 22 bones, and the card beside it."""

import io
import json
import math
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow

from tryon.core.complete import complete
from tryon.core.mesh import PARENTS, Material, Mesh, Texture
from tryon.core.scene import BONES, Bytes
from tryon.garments.model import Model

_COMPONENTS = {"|u1": 5121, "<u2": 5123, "<u4": 5125, "<f4": 5126}
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
_PREFIX = "mixamorig:"
MOST_WRITTEN_PX = 2048


def write_model(model: Model, folder: Path, name: str) -> Path:
    """Write ``name.glb`` and ``name.toml`` into `folder`; the same bytes for the same model.

    Raises
    ------
    SinkFailed
        They cannot be written; what was there before still is.
    """
    path = folder / f"{name}.glb"
    with complete(path) as mesh:
        mesh.write_bytes(glb(model))
        with complete(path.with_suffix(".toml")) as told:
            told.write_text(card(model), encoding="utf-8")
    return path


def card(model: Model) -> str:
    """Say in TOML what a shop says of a garment; colours are as they came."""

    def text(said: str) -> str:
        return json.dumps("".join(c for c in said if c.isprintable()), ensure_ascii=False)

    lines = [
        f"{key} = {text(getattr(model, key))}"
        for key in ("title", "slot", "gender", "licence", "origin")
    ]
    for size in model.sizes:
        lines += ["", "[[size]]", f"name = {text(size.name)}"]
        lines += [f"{key}_cm = {cm:.1f}" for key, cm in size.measures_cm.items()]
    return "\n".join(lines) + "\n"


def glb(model: Model) -> bytes:
    """Give the bytes of a model as a GLB file.

    References
    ----------
    Khronos Group, glTF 2.0 specification (2021), section 4.4.
    """
    out = _Writer()
    heads, count = model.skeleton.heads, len(BONES)
    nodes: list[dict[str, Any]] = []
    for bone, parent in enumerate(PARENTS):
        shift = heads[bone] - (heads[parent] if parent >= 0 else 0)
        node: dict[str, Any] = {"name": _PREFIX + BONES[bone], "translation": _rounded(shift)}
        if below := [child for child, above in enumerate(PARENTS) if above == bone]:
            node["children"] = below
        nodes.append(node)
    nodes += [{"name": model.title, "mesh": n, "skin": 0} for n in range(len(model.parts))]
    inverse = np.tile(np.eye(4, dtype=np.float32), (count, 1, 1))
    inverse[:, :3, 3] = -heads
    bind = out.numbers(inverse.transpose(0, 2, 1).reshape(-1, 16))
    extras: dict[str, Any] = {
        "title": model.title,
        "slot": model.slot,
        "gender": model.gender,
        "license": model.licence,
        "source": model.origin,
        "joint_order": [_PREFIX + bone for bone in BONES],
        "morph_joint_deltas": {
            name: [_rounded(move) for move in moves]
            for name, moves in sorted(model.skeleton.morphs.items())
        },
    }
    if model.cut is not None:
        extras["garment_size"] = {
            "morph": model.cut.morph,
            "measures_cm": dict(model.cut.measures_cm),
            "morph_gains_cm": dict(model.cut.gains_cm),
        }
    content: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": "tryon garment import", "extras": extras},
        "scene": 0,
        "scenes": [{"nodes": [0, *range(count, len(nodes))]}],
        "nodes": nodes,
        "meshes": [out.mesh(part) for part in model.parts],
        "skins": [{"joints": list(range(count)), "inverseBindMatrices": bind}],
    }
    return out.file(content)


def _rounded(numbers: Any) -> list[float]:
    return [round(float(number), 7) for number in numbers]


class _Writer:
    """Collects numbers and pictures, and what points at them."""

    def __init__(self) -> None:
        self.binary = bytearray()
        self.lists: dict[str, list[dict[str, Any]]] = {}
        self.placed: dict[bytes, int] = {}
        self.transforms = False

    def add(self, kind: str, thing: dict[str, Any]) -> int:
        things = self.lists.setdefault(kind, [])
        if thing not in things or kind in ("accessors", "bufferViews"):
            things.append(thing)
            return len(things) - 1
        return things.index(thing)

    def view(self, data: bytes) -> int:
        if data not in self.placed:
            self.binary += bytes(-len(self.binary) % 4)
            place = {"buffer": 0, "byteOffset": len(self.binary), "byteLength": len(data)}
            self.binary += data
            self.placed[data] = self.add("bufferViews", place)
        return self.placed[data]

    def numbers(self, values: np.ndarray[Any, Any], *, bounds: bool = False) -> int:
        values = np.ascontiguousarray(values)
        accessor: dict[str, Any] = {
            "bufferView": self.view(values.tobytes()),
            "componentType": _COMPONENTS[values.dtype.str],
            "count": len(values),
            "type": _TYPES[values.size // len(values)],
        }
        if bounds:
            accessor |= {"min": values.min(0).tolist(), "max": values.max(0).tolist()}
        return self.add("accessors", accessor)

    def mesh(self, part: Mesh) -> dict[str, Any]:
        attributes = {
            "POSITION": self.numbers(part.positions, bounds=True),
            "NORMAL": self.numbers(part.normals),
            "TEXCOORD_0": self.numbers(part.uv),
            "JOINTS_0": self.numbers(part.joints),
            "WEIGHTS_0": self.numbers(part.weights),
        }
        if part.second_uv is not None:
            attributes["TEXCOORD_1"] = self.numbers(part.second_uv)
        if part.raised is not None:
            attributes["_RAISED"] = self.numbers(part.raised)
        wide = np.uint16 if len(part.positions) < 65535 else np.uint32
        primitive: dict[str, Any] = {
            "attributes": attributes,
            "indices": self.numbers(part.triangles.astype(wide).ravel()),
            "material": self.add("materials", self.material(part.material)),
        }
        mesh: dict[str, Any] = {"primitives": [primitive]}
        if part.morphs:
            names = sorted(part.morphs)
            primitive["targets"] = [
                {"POSITION": self.numbers(part.morphs[name], bounds=True)} for name in names
            ]
            mesh["extras"] = {"targetNames": names}
        return mesh

    def material(self, made: Material) -> dict[str, Any]:
        surface: dict[str, Any] = {
            "baseColorFactor": [*_rounded(made.linear), made.opacity],
            "metallicFactor": made.metal,
            "roughnessFactor": made.roughness,
        }
        material: dict[str, Any] = {
            "name": made.name,
            "pbrMetallicRoughness": surface,
            "doubleSided": True,
            "extras": {"fabric": made.fabric.name},
        }
        if made.folds != 1:
            material["extras"]["folds"] = made.folds
        if made.crushed is not None:
            material["extras"]["crushedTexture"] = self.texture(made.crushed)
        if made.opacity < 1:
            material["alphaMode"] = "BLEND"
        elif made.cutoff > 0:
            material |= {"alphaMode": "MASK", "alphaCutoff": made.cutoff}
        if made.base is not None:
            surface["baseColorTexture"] = self.texture(made.base)
        if made.rough is not None:
            surface["metallicRoughnessTexture"] = self.texture(made.rough)
        if made.normal is not None:
            material["normalTexture"] = self.texture(made.normal) | {"scale": made.relief}
        if made.occlusion is not None:
            shown = self.texture(made.occlusion) | {"strength": made.shade}
            material["occlusionTexture"] = shown
        return material

    def texture(self, texture: Texture) -> dict[str, Any]:
        image = self.add(
            "images", {"bufferView": self.view(_png(texture.pixels)), "mimeType": "image/png"}
        )
        wrap = 10497 if texture.repeats else 33071
        sampler = self.add("samplers", {"wrapS": wrap, "wrapT": wrap})
        info: dict[str, Any] = {
            "index": self.add("textures", {"source": image, "sampler": sampler}),
            "texCoord": int(texture.second),
        }
        (a, b, right), (c, d, down) = texture.uv_to_texture.tolist()
        if not np.array_equal(texture.uv_to_texture, np.eye(2, 3)):
            self.transforms = True
            turn = math.atan2(-c, a) if a or c else math.atan2(b, d)
            cosine, sine = math.cos(turn), math.sin(turn)
            info["extensions"] = {
                "KHR_texture_transform": {
                    "offset": [right, down],
                    "rotation": turn,
                    "scale": [a * cosine - c * sine, b * sine + d * cosine],
                }
            }
        return info

    def file(self, content: Mapping[str, Any]) -> bytes:
        whole = dict(content) | self.lists | {"buffers": [{"byteLength": len(self.binary)}]}
        if self.transforms:
            whole["extensionsUsed"] = ["KHR_texture_transform"]
        text = json.dumps(whole, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        binary = bytes(self.binary) + bytes(-len(self.binary) % 4)
        chunks = struct.pack("<I4s", len(text), b"JSON") + text
        chunks += struct.pack("<I4s", len(binary), b"BIN\0") + binary
        return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def _power(side: int) -> int:
    return min(1 << round(math.log2(side)), MOST_WRITTEN_PX)


def _png(pixels: Bytes) -> bytes:
    """Encode a picture, its sides powers of two: some renderers shear others."""
    high, wide, channels = pixels.shape
    image = Pillow.fromarray(pixels[..., 0] if channels == 1 else pixels)
    size = _power(wide), _power(high)
    if size != (wide, high):
        image = image.resize(size, Pillow.Resampling.LANCZOS)
    if channels == 1:
        image = image.convert("RGB")  # the reader takes its own channel of three
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
