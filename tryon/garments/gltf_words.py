"""The words of a glTF 2.0 file and what each may say; checked while the file is decoded.

References
----------
Khronos Group, glTF 2.0 specification (2021); every part names its section.
"""

from typing import Annotated, Any, Literal

import msgspec

#: More than any garment needs; beyond these a file is refused before it costs memory or time.
MOST_ELEMENTS = 2_000_000
MOST_NODES = 4096
MOST_IMAGES = 64

Index = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Length = Annotated[int, msgspec.Meta(ge=0, le=2**31)]
Unit = Annotated[float, msgspec.Meta(ge=0, le=1)]
Pair = tuple[float, float]
Triple = tuple[float, float, float]
Quadruple = tuple[float, float, float, float]
Numbers16 = Annotated[list[float], msgspec.Meta(min_length=16, max_length=16)]
Name = Annotated[str, msgspec.Meta(max_length=1000)]


class _Part(msgspec.Struct, frozen=True, rename="camel"):
    """A piece of the file; keys that are not named here are allowed and mean nothing to us."""


class Asset(_Part, frozen=True):
    """Section 5.9."""

    version: str
    generator: str = ""
    copyright: str = ""
    extras: Any = None


class Buffer(_Part, frozen=True):
    """Section 5.10."""

    byte_length: Length
    uri: str | None = None


class BufferView(_Part, frozen=True):
    """Section 5.11."""

    buffer: Index
    byte_length: Annotated[int, msgspec.Meta(ge=1, le=2**31)]
    byte_offset: Length = 0
    byte_stride: Annotated[int, msgspec.Meta(ge=4, le=252)] | None = None


class SparseIndices(_Part, frozen=True):
    """Section 5.3."""

    buffer_view: Index
    component_type: Literal[5121, 5123, 5125]
    byte_offset: Length = 0


class SparseValues(_Part, frozen=True):
    """Section 5.4."""

    buffer_view: Index
    byte_offset: Length = 0


class Sparse(_Part, frozen=True):
    """Section 5.2."""

    count: Annotated[int, msgspec.Meta(ge=1, le=MOST_ELEMENTS)]
    indices: SparseIndices
    values: SparseValues


class Accessor(_Part, frozen=True):
    """Section 5.1."""

    component_type: Literal[5120, 5121, 5122, 5123, 5125, 5126]
    count: Annotated[int, msgspec.Meta(ge=1, le=MOST_ELEMENTS)]
    type: Literal["SCALAR", "VEC2", "VEC3", "VEC4", "MAT2", "MAT3", "MAT4"]
    buffer_view: Index | None = None
    byte_offset: Length = 0
    normalized: bool = False
    sparse: Sparse | None = None


class Primitive(_Part, frozen=True):
    """Section 5.24."""

    attributes: Annotated[dict[str, Index], msgspec.Meta(max_length=64)]
    indices: Index | None = None
    material: Index | None = None
    mode: Annotated[int, msgspec.Meta(ge=0, le=6)] = 4
    targets: Annotated[list[dict[str, Index]], msgspec.Meta(max_length=256)] = []


class GltfMesh(_Part, frozen=True):
    """Section 5.23."""

    primitives: Annotated[list[Primitive], msgspec.Meta(min_length=1, max_length=256)]
    name: Name = ""
    extras: Any = None


class Node(_Part, frozen=True):
    """Section 5.25."""

    children: list[Index] = []
    mesh: Index | None = None
    skin: Index | None = None
    matrix: Numbers16 | None = None
    translation: Triple = (0.0, 0.0, 0.0)
    rotation: Quadruple = (0.0, 0.0, 0.0, 1.0)
    scale: Triple = (1.0, 1.0, 1.0)
    name: Name = ""
    extras: Any = None


class Skin(_Part, frozen=True):
    """Section 5.28."""

    joints: Annotated[list[Index], msgspec.Meta(min_length=1, max_length=1024)]
    inverse_bind_matrices: Index | None = None


class TransformExtension(_Part, frozen=True):
    """KHR_texture_transform."""

    offset: Pair = (0.0, 0.0)
    rotation: float = 0.0
    scale: Pair = (1.0, 1.0)
    tex_coord: Annotated[int, msgspec.Meta(ge=0, le=7)] | None = None


class TextureExtensions(_Part, frozen=True, rename={"transform": "KHR_texture_transform"}):
    """What may be said of a texture beyond the core."""

    transform: TransformExtension | None = None


class TextureInfo(_Part, frozen=True):
    """Sections 5.19, 5.20 and 5.30."""

    index: Index
    tex_coord: Annotated[int, msgspec.Meta(ge=0, le=7)] = 0
    scale: float = 1.0
    strength: Unit = 1.0
    extensions: TextureExtensions = TextureExtensions()


class Metallic(_Part, frozen=True):
    """Section 5.22."""

    base_color_factor: tuple[Unit, Unit, Unit, Unit] = (1.0, 1.0, 1.0, 1.0)
    base_color_texture: TextureInfo | None = None
    metallic_factor: Unit = 1.0
    roughness_factor: Unit = 1.0
    metallic_roughness_texture: TextureInfo | None = None


class GltfMaterial(_Part, frozen=True):
    """Section 5.19."""

    name: Name = ""
    pbr_metallic_roughness: Metallic = Metallic()
    normal_texture: TextureInfo | None = None
    occlusion_texture: TextureInfo | None = None
    alpha_mode: Literal["OPAQUE", "MASK", "BLEND"] = "OPAQUE"
    alpha_cutoff: Annotated[float, msgspec.Meta(ge=0)] = 0.5
    extras: Any = None


class GltfTexture(_Part, frozen=True):
    """Section 5.29."""

    source: Index | None = None
    sampler: Index | None = None


class Sampler(_Part, frozen=True):
    """Section 5.26."""

    wrap_s: int = 10497
    wrap_t: int = 10497


class ImageSource(_Part, frozen=True):
    """Section 5.18."""

    uri: str | None = None
    buffer_view: Index | None = None


class Scene(_Part, frozen=True):
    """Section 5.27."""

    nodes: list[Index] = []


class VrmBone(_Part, frozen=True):
    """VRM 0: which node a bone of a human being is; VRM 1 names it by its key."""

    node: Index
    bone: Name = ""


class Vrm0Humanoid(_Part, frozen=True):
    """VRM 0.0, ``humanoid``."""

    human_bones: Annotated[list[VrmBone], msgspec.Meta(max_length=256)] = []


class Vrm1Humanoid(_Part, frozen=True):
    """VRM 1.0, ``humanoid``."""

    human_bones: Annotated[dict[str, VrmBone], msgspec.Meta(max_length=256)] = {}


class Vrm0(_Part, frozen=True):
    """VRM 0.0."""

    humanoid: Vrm0Humanoid = Vrm0Humanoid()


class Vrm1(_Part, frozen=True):
    """VRM 1.0."""

    humanoid: Vrm1Humanoid = Vrm1Humanoid()


class Extensions(_Part, frozen=True, rename={"vrm0": "VRM", "vrm1": "VRMC_vrm"}):
    """What may be said of the whole file beyond the core."""

    vrm0: Vrm0 = Vrm0()
    vrm1: Vrm1 = Vrm1()


class Content(_Part, frozen=True):
    """The whole of the file's JSON; section 5.17."""

    asset: Asset
    extensions: Extensions = Extensions()
    extensions_required: list[str] = []
    accessors: Annotated[list[Accessor], msgspec.Meta(max_length=20_000)] = []
    buffers: Annotated[list[Buffer], msgspec.Meta(max_length=64)] = []
    buffer_views: Annotated[list[BufferView], msgspec.Meta(max_length=20_000)] = []
    images: Annotated[list[ImageSource], msgspec.Meta(max_length=MOST_IMAGES)] = []
    materials: Annotated[list[GltfMaterial], msgspec.Meta(max_length=256)] = []
    meshes: Annotated[list[GltfMesh], msgspec.Meta(max_length=256)] = []
    nodes: Annotated[list[Node], msgspec.Meta(max_length=MOST_NODES)] = []
    samplers: Annotated[list[Sampler], msgspec.Meta(max_length=256)] = []
    scene: Index | None = None
    scenes: Annotated[list[Scene], msgspec.Meta(max_length=64)] = []
    skins: Annotated[list[Skin], msgspec.Meta(max_length=64)] = []
    textures: Annotated[list[GltfTexture], msgspec.Meta(max_length=256)] = []
