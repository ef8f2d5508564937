"""glTF 2.0 binary files: skinned, with morphs, textures inside, the same bytes every time."""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wardrobe.anatomy import JOINTS, MORPHS, Anatomy, Floats, Ints

_COMPONENT = {
    np.dtype(kind): number
    for kind, number in (
        ("i1", 5120),
        ("u1", 5121),
        ("i2", 5122),
        ("u2", 5123),
        ("u4", 5125),
        ("f4", 5126),
    )
}
_QUANTISED = "KHR_mesh_quantization"
_VERTICES, _INDICES = 34962, 34963
_VRM_SPINE = ("hips", "spine", "chest", "upperChest", "neck", "head")
_VRM_LIMBS = (
    "Shoulder",
    "UpperArm",
    "LowerArm",
    "Hand",
    "UpperLeg",
    "LowerLeg",
    "Foot",
    "Toes",
)
_VRM_SIDES = tuple(side + limb for side in ("left", "right") for limb in _VRM_LIMBS)
_VRM = dict(zip(JOINTS, _VRM_SPINE + _VRM_SIDES, strict=True))


@dataclass(frozen=True)
class Paint:
    """A material: factors, and encoded pictures by their role.

    ``pictures`` maps ``"base"``, ``"normal"``, ``"occlusion"``, ``"rough"`` and
    ``"crushed"`` to PNG or JPEG bytes; glTF has no word for the last, which goes into the
    material's extras.
    """

    name: str
    factor: tuple[float, float, float]
    roughness: float
    metallic: float = 0.0
    opacity: float = 1.0
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    extras: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """What one primitive is made of: arrays by vertex, triangles, and its material.

    Attributes
    ----------
    positions, normals : (n, 3) float64, m
    uv : (n, 2) float64
    weights : (n, 22) float64
        Skin weights; the four largest are written.
    morphs : Mapping[str, (n, 3) float64], m
        The same names in every piece of a file.
    triangles : (m, 3) int64
    raised : (n, 2) float64 or None
        How much each vertex follows the left and the right arm when they are raised.
    """

    positions: Floats
    normals: Floats
    uv: Floats
    weights: Floats
    morphs: Mapping[str, Floats]
    triangles: Ints
    paint: Paint
    raised: Floats | None = None


def strongest(weights: Floats, count: int = 4) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return joints (n, 4) and weights (n, 4): the ``count`` largest, which sum to 1."""
    joints = np.argsort(-weights, axis=1, kind="stable")[:, :count]
    share = np.take_along_axis(weights, joints, axis=1)
    share = share / share.sum(axis=1, keepdims=True)
    joints = np.where(share > 0, joints, 0)
    return joints.astype(np.uint8), share.astype(np.float32)


def write(
    anatomy: Anatomy, pieces: Sequence[Piece], name: str, extras: Mapping[str, object]
) -> bytes:
    """Return the bytes of a ``.glb`` whose pieces hang on the body's skeleton."""
    out = _Buffer()
    materials: list[dict[str, object]] = []
    primitives: list[dict[str, object]] = []
    for piece in pieces:
        joints, weights = strongest(piece.weights)
        attributes = {
            "POSITION": out.array(piece.positions, "VEC3", bounds=True),
            "NORMAL": out.whole(piece.normals, "VEC3", np.int8),
            "TEXCOORD_0": out.array(piece.uv, "VEC2"),
            "JOINTS_0": out.array(joints, "VEC4"),
            "WEIGHTS_0": out.whole(weights, "VEC4", np.uint16),
        }
        if piece.raised is not None:
            attributes["_RAISED"] = out.whole(piece.raised, "VEC2", np.uint8)
        wide = np.uint16 if len(piece.positions) < 65535 else np.uint32
        indices = out.array(piece.triangles.astype(wide).ravel(), "SCALAR", _INDICES)
        targets = [
            {"POSITION": out.whole(move, "VEC3", np.int16, bounds=True)}
            for move in piece.morphs.values()
        ]
        material = len(materials)
        materials.append(out.material(piece.paint))
        primitives.append(
            {
                "attributes": attributes,
                "indices": indices,
                "mode": 4,
                "material": material,
                "targets": targets,
            }
        )
    local = anatomy.heads - np.where(
        anatomy.parents[:, None] >= 0, anatomy.heads[anatomy.parents], 0.0
    )
    nodes: list[dict[str, object]] = []
    for index, joint in enumerate(JOINTS):
        node: dict[str, object] = {
            "name": f"mixamorig:{joint}",
            "translation": [round(float(c), 7) for c in local[index]],
            "extras": {"vrmHumanBone": _VRM[joint]},
        }
        if children := np.flatnonzero(anatomy.parents == index).tolist():
            node["children"] = children
        nodes.append(node)
    nodes.append({"name": name, "mesh": 0, "skin": 0})
    inverse = np.tile(np.eye(4), (len(JOINTS), 1, 1))
    inverse[:, :3, 3] = -anatomy.heads
    bind = out.array(inverse.transpose(0, 2, 1).reshape(-1, 16), "MAT4", None)
    gltf: dict[str, object] = {
        "asset": {
            "version": "2.0",
            "generator": "tryon wardrobe",
            "copyright": "CC0-1.0",
            "extras": {
                "title": name,
                "gender": anatomy.gender,
                "unit": "metre",
                "up": "+Y",
                "facing": "+Z",
                "rest_pose": "A",
                **extras,
                "joint_order": [f"mixamorig:{joint}" for joint in JOINTS],
                "morph_joint_deltas": {
                    m: np.round(anatomy.morph_heads[m], 5).tolist() for m in MORPHS
                },
            },
        },
        "scene": 0,
        "scenes": [{"nodes": [0, len(JOINTS)]}],
        "nodes": nodes,
        "meshes": [
            {
                "name": name,
                "primitives": primitives,
                "weights": [0.0] * len(pieces[0].morphs),
                "extras": {"targetNames": list(pieces[0].morphs)},
            }
        ],
        "skins": [
            {
                "name": "humanoid",
                "inverseBindMatrices": bind,
                "skeleton": 0,
                "joints": list(range(len(JOINTS))),
            }
        ],
        "materials": materials,
        "accessors": out.accessors,
        "bufferViews": out.views,
        "buffers": [{"byteLength": len(out.data)}],
        "extensionsUsed": [_QUANTISED],
        "extensionsRequired": [_QUANTISED],
    }
    if out.images:
        gltf["images"], gltf["textures"] = out.images, out.textures
        gltf["samplers"] = [
            {"magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497}
        ]
    return _packed(gltf, out)


def write_rigid(pieces: Sequence[Piece], name: str) -> bytes:
    """Return the bytes of a ``.glb`` without a skeleton: what is worn on the head."""
    out = _Buffer()
    materials: list[dict[str, object]] = []
    primitives: list[dict[str, object]] = []
    for piece in pieces:
        wide = np.uint16 if len(piece.positions) < 65535 else np.uint32
        primitives.append(
            {
                "attributes": {
                    "POSITION": out.array(piece.positions, "VEC3", bounds=True),
                    "NORMAL": out.array(piece.normals, "VEC3"),
                },
                "indices": out.array(piece.triangles.astype(wide).ravel(), "SCALAR", _INDICES),
                "mode": 4,
                "material": len(materials),
            }
        )
        materials.append(out.material(piece.paint))
    gltf: dict[str, object] = {
        "asset": {
            "version": "2.0",
            "generator": "tryon wardrobe",
            "copyright": "CC0-1.0",
            "extras": {"title": name, "unit": "metre", "up": "+Y", "facing": "+Z"},
        },
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"name": name, "mesh": 0}],
        "meshes": [{"name": name, "primitives": primitives}],
        "materials": materials,
        "accessors": out.accessors,
        "bufferViews": out.views,
        "buffers": [{"byteLength": len(out.data)}],
    }
    return _packed(gltf, out)


def _packed(gltf: Mapping[str, object], out: "_Buffer") -> bytes:
    text = json.dumps(gltf, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    blob = bytes(out.data) + b"\0" * (-len(out.data) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
    chunks += struct.pack("<II", len(blob), 0x004E4942) + blob
    return struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks


class _Buffer:
    """The binary chunk while it grows, and the tables that point into it."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[dict[str, object]] = []
        self.accessors: list[dict[str, object]] = []
        self.images: list[dict[str, object]] = []
        self.textures: list[dict[str, object]] = []
        self._placed: dict[bytes, int] = {}

    def array(
        self,
        values: NDArray[np.generic],
        kind: str,
        target: int | None = _VERTICES,
        *,
        bounds: bool = False,
    ) -> int:
        """Append an array; floats become float32. Returns the accessor's number."""
        if values.dtype.kind == "f":
            values = values.astype(np.float32) + np.float32(0)  # no negative zeros
        view: dict[str, object] = {"buffer": 0, **self._place(values.tobytes())}
        if target:
            view["target"] = target
        return self._accessor(values, kind, view, {}, bounds=bounds)

    def whole(
        self,
        values: NDArray[np.floating[Any]],
        kind: str,
        as_type: type[np.integer[Any]],
        *,
        bounds: bool = False,
    ) -> int:
        """Append numbers of at most 1 as integers: 1 is the largest; rows of whole 4 bytes.

        Two bytes tell shares of a morph, in metres, to 0.02 mm; one tells a normal to 0.3°.
        """
        most = np.iinfo(as_type).max
        steps = np.rint(values.astype(np.float32).astype(np.float64) * most).astype(as_type)
        row = -(-steps.shape[1] * steps.itemsize // 4) * 4
        padded = np.zeros((len(steps), row // steps.itemsize), as_type)
        padded[:, : steps.shape[1]] = steps
        view = {"buffer": 0, **self._place(padded.tobytes())}
        view |= {"byteStride": row, "target": _VERTICES}
        return self._accessor(steps, kind, view, {"normalized": True}, bounds=bounds)

    def _accessor(
        self,
        values: NDArray[Any],
        kind: str,
        view: Mapping[str, object],
        more: Mapping[str, object],
        *,
        bounds: bool,
    ) -> int:
        self.views.append(dict(view))
        accessor: dict[str, object] = {
            "bufferView": len(self.views) - 1,
            "componentType": _COMPONENT[values.dtype],
            **more,
            "count": len(values),
            "type": kind,
        }
        if bounds:
            accessor["min"] = values.min(axis=0).tolist()
            accessor["max"] = values.max(axis=0).tolist()
        self.accessors.append(accessor)
        return len(self.accessors) - 1

    def material(self, paint: Paint) -> dict[str, object]:
        """Append the paint's pictures and return its glTF material."""
        surface: dict[str, object] = {
            "baseColorFactor": [*(round(c, 6) for c in paint.factor), paint.opacity],
            "metallicFactor": paint.metallic,
            "roughnessFactor": paint.roughness,
        }
        material: dict[str, object] = {
            "name": paint.name,
            "pbrMetallicRoughness": surface,
            "doubleSided": True,
        }
        if paint.opacity < 1:
            material["alphaMode"] = "BLEND"
        extras = dict(paint.extras)
        if extras or "crushed" in paint.pictures:
            material["extras"] = extras
        slots: dict[str, tuple[dict[str, object], str]] = {
            "base": (surface, "baseColorTexture"),
            "normal": (material, "normalTexture"),
            "occlusion": (material, "occlusionTexture"),
            "rough": (surface, "metallicRoughnessTexture"),
            "crushed": (extras, "crushedTexture"),
        }
        for role, picture in paint.pictures.items():
            owner, key = slots[role]
            owner[key] = {"index": self._texture(picture)}
        return material

    def _texture(self, picture: bytes) -> int:
        if picture not in self._placed:
            kind = "image/png" if picture[:4] == b"\x89PNG" else "image/jpeg"
            self.views.append({"buffer": 0, **self._place(picture)})
            self.images.append({"bufferView": len(self.views) - 1, "mimeType": kind})
            self.textures.append({"sampler": 0, "source": len(self.images) - 1})
            self._placed[picture] = len(self.textures) - 1
        return self._placed[picture]

    def _place(self, raw: bytes) -> dict[str, int]:
        self.data.extend(b"\0" * (-len(self.data) % 4))
        start = len(self.data)
        self.data.extend(raw)
        return {"byteOffset": start, "byteLength": len(raw)}
