"""From the pieces of a glTF file to surfaces on our own skeleton."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tryon.core.mesh import Material, Mesh, Skeleton
from tryon.core.scene import BONES, Floats
from tryon.garments.gltf import Document
from tryon.garments.gltf_words import Primitive
from tryon.garments.materials import read_material
from tryon.garments.rig import known_bones

#: More than a mirror without a graphics card can draw.
MOST_VERTICES, MOST_TRIANGLES, MOST_PARTS = 100_000, 150_000, 256

#: Something that is this large is no garment, or its unit is wrong.
_FARTHEST_M = 1000.0

_HEAD = BONES.index("Head")
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Surfaces:
    """What a file shows.

    Attributes
    ----------
    parts : tuple of Mesh
    skeleton : Skeleton or None
        None where nothing is rigged; everything then hangs on the head.
    """

    parts: tuple[Mesh, ...]
    skeleton: Skeleton | None


def surfaces(document: Document) -> Surfaces:
    """Collect every surface that a file shows, at rest.

    Joints that are none of `BONES` hand their weights up to the nearest that is one.

    Raises
    ------
    BadInput
    """
    content = document.content
    shown = [node for node in _shown(document) if content.nodes[node].mesh is not None]
    if not shown:
        raise document.fault("shows no mesh")
    skins = {skin for node in shown if (skin := content.nodes[node].skin) is not None}
    rig = _Rig.of(document, skins) if skins else None
    parts: list[Mesh] = []
    vertices = triangles = 0
    materials: dict[int | None, Material] = {}
    for index in shown:
        node = content.nodes[index]
        mesh = document.pick(content.meshes, node.mesh or 0, "mesh")
        names = _target_names(mesh.extras)
        for primitive in mesh.primitives:
            if primitive.material not in materials:
                materials[primitive.material] = read_material(document, primitive.material)
            reader = _Reader(document, primitive, names)
            if rig is None or node.skin is None:
                to_rest = document.to_world[index]
                bones = reader.all_on(_HEAD if rig is None else rig.nearest(index))
            else:
                to_rest, bones = rig.skinned(node.skin, reader)
            with np.errstate(all="ignore"):  # what overflows is not near
                parts.append(reader.mesh(to_rest, bones, materials[primitive.material]))
            vertices += len(parts[-1].positions)
            triangles += len(parts[-1].triangles)
            if len(parts) > MOST_PARTS:
                raise document.fault(f"has more than {MOST_PARTS} surfaces")
            if vertices > MOST_VERTICES or triangles > MOST_TRIANGLES:
                raise document.fault(
                    f"has more than {MOST_TRIANGLES} triangles or {MOST_VERTICES} vertices"
                )
    return Surfaces(tuple(parts), None if rig is None else rig.skeleton())


def _shown(document: Document) -> list[int]:
    """Nodes of the scene that is shown, or all where the file has none."""
    content = document.content
    _ = document.to_world  # trees, and finite
    if not content.scenes:
        return list(range(len(content.nodes)))
    order = list(document.pick(content.scenes, content.scene or 0, "scene").nodes)
    for node in order:
        document.pick(content.nodes, node, "node")
        if len(order) > len(content.nodes):
            raise document.fault("shows a node twice")
        order.extend(content.nodes[node].children)
    return order


def _target_names(extras: Any) -> list[str]:
    names = extras.get("targetNames") if isinstance(extras, dict) else None
    return [str(name) for name in names] if isinstance(names, list) else []


# ------------------------------------------------------------------ the rig


@dataclass(frozen=True, slots=True, eq=False)
class _Rig:
    """Which node is which bone."""

    document: Document
    bones: Mapping[int, int]

    @classmethod
    def of(cls, document: Document, skins: set[int]) -> "_Rig":
        nodes = document.content.nodes
        joints: dict[int, None] = {}
        for skin in sorted(skins):
            for joint in document.pick(document.content.skins, skin, "skin").joints:
                document.pick(nodes, joint, "node")
                joints[joint] = None
        names = [nodes[joint].name for joint in joints]
        extensions = document.content.extensions
        said = {human.node: human.bone for human in extensions.vrm0.humanoid.human_bones}
        said |= {at.node: human for human, at in extensions.vrm1.humanoid.human_bones.items()}
        human = [said.get(joint) or _vrm_bone(nodes[joint].extras) for joint in joints]
        found = zip(joints, known_bones(names, human), strict=True)
        return cls(document, {joint: bone for joint, bone in found if bone >= 0})

    def nearest(self, node: int) -> int:
        """Find the bone of a node, or of the nearest above it; else the hips."""
        while node != -1:
            if node in self.bones:
                return self.bones[node]
            node = self.document.parents[node]
        return 0

    def skinned(self, skin_index: int, reader: "_Reader") -> tuple[Doubles, Floats]:
        """Find matrices (n, 4, 4) that take vertices to rest, and weights by bone (n, 22)."""
        document = self.document
        skin = document.content.skins[skin_index]
        inverse = np.tile(np.eye(4), (len(skin.joints), 1, 1))
        if skin.inverse_bind_matrices is not None:
            read = document.numbers(skin.inverse_bind_matrices, "MAT4")
            if len(read) < len(skin.joints):
                raise document.fault(f"binds {len(read)} of {len(skin.joints)} joints")
            inverse = read[: len(skin.joints)].reshape(-1, 4, 4).transpose(0, 2, 1)
        joints, weights = reader.joints_and_weights(len(skin.joints))
        to_rest = document.to_world[list(skin.joints)] @ inverse.astype(np.float64)
        blended = np.einsum("nk,nkij->nij", weights, to_rest[joints])
        bones = np.array([self.nearest(joint) for joint in skin.joints])
        by_bone = np.zeros((len(joints), len(BONES)), np.float32)
        np.add.at(by_bone, (np.arange(len(joints))[:, None], bones[joints]), weights)
        return blended, by_bone

    def skeleton(self) -> Skeleton:
        heads = np.full((len(BONES), 3), np.nan)
        for node, bone in self.bones.items():
            heads[bone] = self.document.to_world[node][:3, 3]
        _fill(heads)
        if missing := [BONES[bone] for bone in np.flatnonzero(np.isnan(heads[:, 0]))]:
            named = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
            raise self.document.fault(f"has no bone that is {named}; expected a whole body's")
        return Skeleton(_near(self.document, heads), _head_moves(self.document))


def _vrm_bone(extras: Any) -> str | None:
    bone = extras.get("vrmHumanBone") if isinstance(extras, dict) else None
    return bone if isinstance(bone, str) else None


def _fill(heads: Doubles) -> None:
    """Put bones that rigs may lack where they would be, in place."""
    at = dict(zip(BONES, heads, strict=True))

    def between(bone: str, one: str, other: str, share: float) -> None:
        if np.isnan(at[bone][0]):
            at[bone][:] = at[one] + share * (at[other] - at[one])

    between("Neck", "Hips", "Head", 0.87)
    between("Head", "Hips", "Neck", 1.15)
    between("Spine", "Hips", "Neck", 0.15)
    between("Spine1", "Spine", "Neck", 0.2)
    between("Spine2", "Spine1", "Neck", 0.3)
    for side in ("Left", "Right"):
        between(f"{side}Shoulder", "Neck", f"{side}Arm", 0.2)
        between(f"{side}ToeBase", f"{side}Leg", f"{side}Foot", 1.1)


def _head_moves(document: Document) -> Mapping[str, Floats]:
    """Read how joints move with each morph, where the file says it in its extras."""
    extras = document.content.asset.extras
    if not isinstance(extras, dict) or "morph_joint_deltas" not in extras:
        return MappingProxyType({})
    where = "asset.extras.morph_joint_deltas"
    order, deltas = extras.get("joint_order"), extras["morph_joint_deltas"]
    if not isinstance(order, list) or not isinstance(deltas, dict):
        raise document.fault(f"{where}: expected lists by name, and joint_order beside them")
    bones = known_bones([str(name) for name in order], [None] * len(order))
    moves: dict[str, Floats] = {}
    for name, rows in deltas.items():
        try:
            read = np.array(rows, np.float32)
        except (TypeError, ValueError):
            read = np.zeros(0, np.float32)
        if read.shape != (len(order), 3) or not np.isfinite(read).all():
            raise document.fault(f"{where}.{name}: expected {len(order)} times three numbers")
        moved = np.zeros((len(BONES), 3), np.float32)
        for bone, row in zip(bones, read, strict=True):
            if bone >= 0:
                moved[bone] = row
        moves[str(name)] = moved
    return MappingProxyType(moves)


# ------------------------------------------------------------------ one surface


@dataclass(frozen=True, slots=True, eq=False)
class _Reader:
    """Reads one primitive; `target_names` are of its morphs."""

    document: Document
    primitive: Primitive
    target_names: Sequence[str]

    def attribute(self, name: str, *types: str, count: int | None = None) -> Any:
        index = self.primitive.attributes[name]
        values = self.document.numbers(index, *types)
        wanted = self.count if count is None else count
        if len(values) != wanted:
            raise self.document.fault(f"{name} is of {len(values)} vertices, not of {wanted}")
        return values

    @property
    def count(self) -> int:
        index = self.primitive.attributes.get("POSITION")
        if index is None:
            raise self.document.fault("has a surface without positions")
        found = self.document.pick(self.document.content.accessors, index, "accessor").count
        if found > MOST_VERTICES:
            raise self.document.fault(f"has more than {MOST_VERTICES} vertices")
        return found

    def all_on(self, bone: int) -> Floats:
        weights = np.zeros((self.count, len(BONES)), np.float32)
        weights[:, bone] = 1
        return weights

    def joints_and_weights(self, joints: int) -> tuple[NDArray[np.intp], Doubles]:
        """Read indices and weights, (n, 4) or (n, 8); weights add up to 1."""
        places, shares = [], []
        for number in range(2):
            names = f"JOINTS_{number}", f"WEIGHTS_{number}"
            if names[0] in self.primitive.attributes and names[1] in self.primitive.attributes:
                places.append(self.attribute(names[0], "VEC4"))
                shares.append(self.attribute(names[1], "VEC4"))
        if not places:
            raise self.document.fault("has a skin, but a surface without joints and weights")
        where, share = np.concatenate(places, 1), np.concatenate(shares, 1).astype(float)
        if where.dtype.kind != "u" or where.max() >= joints:
            raise self.document.fault(f"names a joint that is none of its {joints}")
        total = share.sum(1, keepdims=True)
        if share.min() < 0 or total.min() < 1e-3:
            raise self.document.fault("has vertices that no joint moves, or negative weights")
        return where.astype(np.intp), share / total

    def triangles(self) -> NDArray[np.uint32]:
        if self.primitive.mode not in (4, 5, 6):
            raise self.document.fault("has a surface of points or lines, not of triangles")
        if self.primitive.indices is None:
            corners = np.arange(self.count, dtype=np.uint32)
        else:
            corners = self.document.numbers(self.primitive.indices, "SCALAR")
            if corners.dtype.kind != "u":
                raise self.document.fault("has triangles whose corners are not counted")
            if corners.max() >= self.count:
                raise self.document.fault(
                    f"has a triangle on vertex {corners.max()} of {self.count}"
                )
        if self.primitive.mode != 4:
            corners = _strung(corners, fan=self.primitive.mode == 6)
        if len(corners) % 3 or not len(corners):
            raise self.document.fault(f"has {len(corners)} corners: no whole triangles")
        return np.ascontiguousarray(corners.reshape(-1, 3), np.uint32)

    def morphs(self, linear: Doubles) -> Mapping[str, Floats]:
        moves: dict[str, Floats] = {}
        for number, target in enumerate(self.primitive.targets):
            if (index := target.get("POSITION")) is None:
                continue
            move = self.document.numbers(index, "VEC3")
            if len(move) != self.count:
                raise self.document.fault(f"morph {number} is of {len(move)} vertices")
            if np.abs(move).max() > 0:
                named = number < len(self.target_names)
                name = self.target_names[number] if named else str(number)
                moves[name] = _near(self.document, _turned(linear, move))
        return MappingProxyType(moves)

    def uv(self, name: str) -> Floats | None:
        if name not in self.primitive.attributes:
            return None
        return np.ascontiguousarray(self.attribute(name, "VEC2"), np.float32)

    def mesh(self, to_rest: Doubles, bones: Floats, material: Material) -> Mesh:
        """Build the surface at rest.

        Parameters
        ----------
        to_rest : (4, 4) or (n, 4, 4)
        bones : (n, 22) float32
        material : Material
        """
        linear, shift = to_rest[..., :3, :3], to_rest[..., :3, 3]
        places = _turned(linear, self.attribute("POSITION", "VEC3")) + shift
        positions = _near(self.document, places)
        triangles, uv, raised = self.triangles(), self.uv("TEXCOORD_0"), self.uv("_RAISED")
        if "NORMAL" in self.primitive.attributes:
            normals = _unit(_turned(linear, self.attribute("NORMAL", "VEC3")))
        else:
            normals = smooth_normals(positions, triangles)
        if _is_inside_out(positions, normals, triangles):
            triangles = np.ascontiguousarray(triangles[:, ::-1])
        strongest = np.argsort(-bones, axis=1, kind="stable")[:, :4]
        weights = np.take_along_axis(bones, strongest, 1)
        weights /= weights.sum(1, keepdims=True)
        return Mesh(
            positions=positions,
            normals=normals,
            uv=np.zeros((len(positions), 2), np.float32) if uv is None else uv,
            joints=strongest.astype(np.uint8),
            weights=np.ascontiguousarray(weights, np.float32),
            triangles=triangles,
            material=material,
            morphs=self.morphs(linear),
            tangents=None if uv is None else tangents(positions, normals, uv, triangles),
            second_uv=self.uv("TEXCOORD_1"),
            raised=None if raised is None else np.clip(raised, 0, 1),
        )


def _strung(corners: NDArray[Any], *, fan: bool) -> NDArray[Any]:
    """List the triangles of a strip or a fan; section 3.7.2.1."""
    at = np.arange(max(len(corners) - 2, 0))
    odd = at % 2
    second, third = (at + 1, at + 2) if fan else (at + 1 + odd, at + 2 - odd)
    listed: NDArray[Any] = corners[np.stack([0 * at if fan else at, second, third], 1)].ravel()
    return listed


def _turned(linear: Doubles, vectors: NDArray[Any]) -> Doubles:
    """Apply (3, 3) or (n, 3, 3) to vectors (n, 3)."""
    turned: Doubles = np.einsum("...ij,...j->...i", linear, vectors.astype(np.float64))
    return turned


def _near(document: Document, places: Doubles) -> Floats:
    """Make places (n, 3) single numbers, if they are where somebody can be."""
    if not (np.abs(places) < _FARTHEST_M).all():
        raise document.fault(f"reaches further than {_FARTHEST_M:.0f} m")
    return np.ascontiguousarray(places, np.float32)


def _unit(vectors: Doubles) -> Floats:
    """Make vectors (n, 3) one long; those without a direction point up."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    up = np.array([0, 1, 0], np.float32)
    return np.where(length > 1e-12, vectors / np.maximum(length, 1e-12), up).astype(np.float32)


def _is_inside_out(positions: Floats, normals: Floats, triangles: NDArray[np.uint32]) -> bool:
    """Tell whether triangles go clockwise around their normals: a mirrored node does that."""
    a, b, c = (positions[triangles[:, k]] for k in range(3))
    faces = np.cross(b - a, c - a)
    return float(np.einsum("ni,ni->", faces, normals[triangles[:, 0]])) < 0


def smooth_normals(positions: Floats, triangles: NDArray[np.uint32]) -> Floats:
    """Find normals (n, 3) that are smooth wherever vertices are in one place.

    Each is the mean of those of the triangles around, by area.
    """
    _, same = np.unique(np.round(positions, 6), axis=0, return_inverse=True)
    same = same.reshape(-1)
    a, b, c = (positions[triangles[:, k]] for k in range(3))
    faces = np.cross(b - a, c - a)
    total = np.zeros((same.max() + 1, 3))
    for corner in range(3):
        np.add.at(total, same[triangles[:, corner]], faces)
    return _unit(total[same])


def tangents(
    positions: Floats, normals: Floats, uv: Floats, triangles: NDArray[np.uint32]
) -> Floats:
    """Find the directions (n, 4) in which u grows; see `Mesh.tangents`.

    References
    ----------
    Lengyel (2001), "Computing tangent space basis vectors for an arbitrary mesh".
    """
    a, b, c = (triangles[:, k] for k in range(3))
    e, f = positions[b] - positions[a], positions[c] - positions[a]
    (du, dv), (su, sv) = (uv[b] - uv[a]).T, (uv[c] - uv[a]).T
    area = du * sv - su * dv
    sign = np.where(area < 0, -1.0, 1.0)[:, None]
    # by the area in the picture: twisted slivers have no say
    along = sign * (e * sv[:, None] - f * dv[:, None])
    across = sign * (f * du[:, None] - e * su[:, None])
    u_way, v_way = np.zeros((2, len(positions), 3))
    for corner in (a, b, c):
        np.add.at(u_way, corner, along)
        np.add.at(v_way, corner, across)
    u_way -= normals * np.einsum("ni,ni->n", normals, u_way)[:, None]
    found = np.empty((len(positions), 4), np.float32)
    found[:, :3] = _unit(u_way)
    handed = np.einsum("ni,ni->n", np.cross(normals, found[:, :3]), v_way)
    found[:, 3] = np.where(handed < 0, -1, 1)
    return found
