"""A small garment as a GLB file, made here: a tube around the trunk of a stick figure."""

import io
import json
import struct
from typing import Any

import numpy as np
from PIL import Image

from tryon.core.mesh import PARENTS
from tryon.core.scene import BONES

#: Where the bones of the stick figure begin, m.
HEADS = np.zeros((len(BONES), 3), np.float32)
for _bone, _place in {
    "Hips": (0, 0.95, 0), "Spine": (0, 1.02, 0), "Spine1": (0, 1.10, 0), "Spine2": (0, 1.2, 0),
    "Neck": (0, 1.48, 0), "Head": (0, 1.58, 0),
    "Shoulder": (0.03, 1.42, 0), "Arm": (0.17, 1.41, 0), "ForeArm": (0.33, 1.24, 0),
    "Hand": (0.47, 1.05, 0.05), "UpLeg": (0.1, 0.9, 0), "Leg": (0.11, 0.5, 0),
    "Foot": (0.12, 0.08, 0), "ToeBase": (0.12, 0.02, 0.12),
}.items():  # fmt: skip
    for _index, _name in enumerate(BONES):
        if _name.removeprefix("Left") == _bone:
            HEADS[_index] = _place
        elif _name.removeprefix("Right") == _bone:
            HEADS[_index] = _place * np.array([-1, 1, 1])


def tube(low: float = 0.9, high: float = 1.4, radius: float = 0.16, rings: int = 12) -> dict:
    """A tube around the y axis: positions, normals, uv, joints, weights, triangles."""
    around = 24
    turn = np.linspace(0, 2 * np.pi, around + 1)
    rise = np.linspace(0, 1, rings + 1)
    v, a = np.meshgrid(rise, turn, indexing="ij")
    normals = np.stack([np.sin(a), 0 * a, np.cos(a)], -1).reshape(-1, 3)
    positions = normals * radius
    positions[:, 1] = low + (high - low) * v.ravel()
    corner = np.arange(rings)[:, None] * (around + 1) + np.arange(around)
    a0, b0 = corner.ravel(), corner.ravel() + 1
    up = around + 1
    triangles = np.concatenate(
        [np.stack([a0, b0, b0 + up], 1), np.stack([a0, b0 + up, a0 + up], 1)]
    )
    joints = np.zeros((len(positions), 4), np.uint8)
    joints[:, 1] = BONES.index("Spine2")
    weights = np.zeros((len(positions), 4), np.float32)
    weights[:, 1] = v.ravel()
    weights[:, 0] = 1 - weights[:, 1]
    return {
        "POSITION": positions.astype(np.float32),
        "NORMAL": normals.astype(np.float32),
        "TEXCOORD_0": np.stack([a / (2 * np.pi), 1 - v], -1).reshape(-1, 2).astype(np.float32),
        "JOINTS_0": joints,
        "WEIGHTS_0": weights,
        "indices": triangles.astype(np.uint16).ravel(),
    }


_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
_COMPONENTS = {"u1": 5121, "u2": 5123, "u4": 5125, "f4": 5126}


class Glb:
    """A file while it is written; change `content` and `binary` before `bytes` to break it."""

    def __init__(self, surface: dict | None = None, *, prefix: str = "mixamorig:") -> None:
        self.binary = bytearray()
        self.content: dict[str, Any] = {
            "asset": {"version": "2.0", "extras": {"gender": "female", "license": "CC0-1.0"}},
            "accessors": [],
            "bufferViews": [],
            "materials": [{"name": "cloth", "pbrMetallicRoughness": {
                "baseColorFactor": [0.5, 0.1, 0.1, 1], "metallicFactor": 0.0}}],
        }  # fmt: skip
        surface = tube() if surface is None else surface
        attributes = {n: self.accessor(a) for n, a in surface.items() if n != "indices"}
        primitive = {"attributes": attributes, "material": 0}
        primitive["indices"] = self.accessor(surface["indices"])
        wider = surface["NORMAL"] * np.array([1, 0, 1], np.float32) * np.float32(0.05)
        primitive["targets"] = [{"POSITION": self.accessor(wider)}]
        self.content["meshes"] = [
            {"primitives": [primitive], "extras": {"targetNames": ["waist+"]}}
        ]
        nodes: list[dict[str, Any]] = []
        for bone, parent in enumerate(PARENTS):
            shift = HEADS[bone] - (HEADS[parent] if parent >= 0 else 0)
            node = {"name": prefix + BONES[bone], "translation": shift.tolist()}
            if below := [child for child, above in enumerate(PARENTS) if above == bone]:
                node["children"] = below
            nodes.append(node)
        nodes.append({"mesh": 0, "skin": 0})
        self.content["nodes"] = nodes
        inverse = np.tile(np.eye(4, dtype=np.float32), (len(BONES), 1, 1))
        inverse[:, :3, 3] = -HEADS
        bind = self.accessor(inverse.transpose(0, 2, 1).reshape(-1, 16))
        self.content["skins"] = [
            {"joints": list(range(len(BONES))), "inverseBindMatrices": bind}
        ]
        self.content["scenes"] = [{"nodes": [0, len(BONES)]}]

    @property
    def surface(self) -> dict[str, Any]:
        """The only primitive."""
        found: dict[str, Any] = self.content["meshes"][0]["primitives"][0]
        return found

    def view(self, data: bytes) -> int:
        self.binary += b"\0" * (-len(self.binary) % 4)
        place = {"buffer": 0, "byteOffset": len(self.binary), "byteLength": len(data)}
        self.content["bufferViews"].append(place)
        self.binary += data
        return len(self.content["bufferViews"]) - 1

    def accessor(self, values: np.ndarray) -> int:
        wide = values.reshape(len(values), -1)
        self.content["accessors"].append({
            "bufferView": self.view(np.ascontiguousarray(values).tobytes()),
            "componentType": _COMPONENTS[values.dtype.str[1:]],
            "count": len(values),
            "type": _TYPES[wide.shape[1]],
        })  # fmt: skip
        return len(self.content["accessors"]) - 1

    def texture(self, pixels: np.ndarray) -> int:
        data = io.BytesIO()
        Image.fromarray(pixels).save(data, "PNG")
        self.content.setdefault("images", []).append(
            {"bufferView": self.view(data.getvalue()), "mimeType": "image/png"}
        )
        number = len(self.content["images"]) - 1
        self.content.setdefault("textures", []).append({"source": number})
        return number

    def bytes(self) -> bytes:
        self.content["buffers"] = [{"byteLength": len(self.binary)}]
        text = json.dumps(self.content).encode()
        text += b" " * (-len(text) % 4)
        binary = bytes(self.binary) + b"\0" * (-len(self.binary) % 4)
        chunks = struct.pack("<I4s", len(text), b"JSON") + text
        chunks += struct.pack("<I4s", len(binary), b"BIN\0") + binary
        return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks
