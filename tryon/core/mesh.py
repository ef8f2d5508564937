"""What is worn, as triangles: surfaces, what they are made of, and the bones that move them.

Model space is metres, y up, z to the front of the wearer, feet at the origin; the wearer's left
is at positive x. The rest pose is the one in which every bone's rotation is the identity.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import BONES, Bytes, Floats, freeze

#: Place of the parent of each bone among `BONES`: the trunk, then arm and leg of each side.
PARENTS = (-1, 0, 1, 2, 3, 4, 3, 6, 7, 8, 0, 10, 11, 12, 3, 14, 15, 16, 0, 18, 19, 20)

#: Where the bones of neck, arms and legs end: the place of the bone that begins there.
LIMB_ENDS: Mapping[int, int] = MappingProxyType(
    {
        BONES.index(side + bone): BONES.index(side + end)
        for side, bone, end in (
            ("", "Neck", "Head"),
            *(
                (side, bone, end)
                for side in ("Left", "Right")
                for bone, end in (
                    ("Shoulder", "Arm"),
                    ("Arm", "ForeArm"),
                    ("ForeArm", "Hand"),
                    ("UpLeg", "Leg"),
                    ("Leg", "Foot"),
                    ("Foot", "ToeBase"),
                )
            ),
        )
    }
)

#: Leaves coordinates of a texture as they are.
PLAIN_UV: Floats = np.eye(2, 3, dtype=np.float32)
PLAIN_UV.flags.writeable = False

#: Name of the morph that goes with arms, see `Mesh.raised`.
RAISED = "raised"

#: No joint is bent, no arm is raised.
STRAIGHT: Floats = np.zeros(len(BONES) + 2, np.float32)
STRAIGHT.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Fabric:
    """How the surface of a cloth answers to light, beside its colour.

    Attributes
    ----------
    name : str
    gloss : float, in [0, 1]
        Share of a full dielectric highlight (F0 of 0.04) that the surface has.
    fuzz : float, at least 0
        Optical depth of the fibres that stand on end: seen straight on they belong to the
        colour of the cloth, aslant they lighten it, as of velvet and wool.
    sheen : float, in [0, 1]
        Share of its colour that threads send on as mirrors do instead of scattering it: what
        passes through silk comes out to one side. In even light the cloth is as light as ever.
    anisotropy : float, in [0, 1)
        How much longer highlights are across the threads than along them.
    soften : float, in [0, 1]
        How far light wraps around the turn into shadow: fuzzy and thin cloths let some through.
    """

    name: str
    gloss: float
    fuzz: float
    sheen: float
    anisotropy: float
    soften: float


#: Cloths by the word that files use. Set by eye beside photographs of each; the colour of the
#: body of the cloth does not depend on them.
FABRICS: Mapping[str, Fabric] = MappingProxyType(
    {
        fabric.name: fabric
        for fabric in (
            Fabric("matte", gloss=0.0, fuzz=0.0, sheen=0.0, anisotropy=0.0, soften=0.0),
            Fabric("cotton", gloss=0.0, fuzz=0.0, sheen=0.0, anisotropy=0.0, soften=0.0),
            Fabric("denim", gloss=0.0, fuzz=0.0, sheen=0.0, anisotropy=0.0, soften=0.0),
            Fabric("linen", gloss=0.0, fuzz=0.0, sheen=0.0, anisotropy=0.0, soften=0.1),
            Fabric("wool", gloss=0.0, fuzz=0.4, sheen=0.0, anisotropy=0.0, soften=0.15),
            Fabric("silk", gloss=0.4, fuzz=0.1, sheen=0.4, anisotropy=0.5, soften=0.1),
            Fabric("satin", gloss=0.5, fuzz=0.0, sheen=0.6, anisotropy=0.8, soften=0.0),
            Fabric("leather", gloss=1.0, fuzz=0.0, sheen=0.0, anisotropy=0.0, soften=0.0),
            Fabric("coated", gloss=1.0, fuzz=0.0, sheen=0.0, anisotropy=0.0, soften=0.0),
        )
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Texture:
    """An image that is laid on a surface.

    Attributes
    ----------
    pixels : (h, w, c) uint8
        Row 0 is at v = 0, as in glTF.
    uv_to_texture : (2, 3) float32
        From the coordinates of the mesh to those of the image, ``A uv + t``; how cloth of a
        fixed scale is laid on pattern pieces.
    second : bool
        Whether `Mesh.second_uv` is meant.
    repeats : bool
        Whether the image goes on beyond its edges.
    """

    pixels: Bytes = field(repr=False)
    uv_to_texture: Floats = field(default_factory=lambda: PLAIN_UV, repr=False)
    second: bool = False
    repeats: bool = True

    def __post_init__(self) -> None:
        freeze("pixels", self.pixels, np.uint8, (None, None, None))
        freeze("uv_to_texture", self.uv_to_texture, np.float32, (2, 3))


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Material:
    """What a surface is made of.

    Attributes
    ----------
    name : str
    linear : (3,) float32, linear sRGB
        Reflectance; where there is a `base`, what it is multiplied by.
    base : Texture or None
        Reflectance, (h, w, 3) sRGB; or (h, w, 4) with how opaque it is.
    cutoff : float, in [0, 1]
        What is less opaque than this has a hole.
    normal : Texture or None
        Relief, (h, w, 3): direction of the surface beside tangent, bitangent and normal, as in
        glTF (green up).
    relief : float
        Factor on the slopes of `normal`.
    occlusion : Texture or None
        Share of the light from all around that gets there, (h, w, 1) linear.
    shade : float, in [0, 1]
        How much of `occlusion` counts.
    folds : float
        Factor on what `occlusion` differs from its own mean: cloth that a computer draped is
        smoother than cloth that is worn.
    crushed : Texture or None
        What bent joints change of cloth, (h, w, 3), 128 is nothing: its slopes towards tangent
        and bitangent, which are pressed into ridges or pulled flat, and the share of the light
        that gets there.
    roughness : float, in [0, 1]
        Of the surface, perceptual, as in glTF.
    rough : Texture or None
        Factor on `roughness`, (h, w, 1) linear.
    metal : float, in [0, 1]
        1 for buttons and zips, whose highlights have their own colour.
    fabric : Fabric
    opacity : float, in [0, 1]
        Less than 1 for lenses and veils, which are seen through.
    """

    name: str
    linear: Floats
    base: Texture | None = None
    cutoff: float = 0.0
    normal: Texture | None = None
    relief: float = 1.0
    occlusion: Texture | None = None
    shade: float = 1.0
    folds: float = 1.0
    crushed: Texture | None = None
    roughness: float = 0.85
    rough: Texture | None = None
    metal: float = 0.0
    fabric: Fabric = FABRICS["cotton"]
    opacity: float = 1.0

    def __post_init__(self) -> None:
        freeze("linear", self.linear, np.float32, (3,))


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """One surface of one material, at rest.

    Attributes
    ----------
    positions : (n, 3) float32, m
    normals : (n, 3) float32, unit length
    uv : (n, 2) float32
    joints : (n, 4) uint8
        The bones that move each vertex, as places in `BONES`.
    weights : (n, 4) float32, in [0, 1]
        How much each does; they add up to 1.
    triangles : (m, 3) uint32
        Anticlockwise seen from outside.
    material : Material
    morphs : mapping of name to (n, 3) float32, m
        How each vertex moves when the body is changed, at weight 1; those that move nothing
        may be left out.
    tangents : (n, 4) float32 or None
        Direction of growing u, and in the last place the sign that gives the direction of
        v as ``sign * cross(normal, tangent)``; None without a meaningful `uv`.
    second_uv : (n, 2) float32 or None
    raised : (n, 2) float32 or None, in [0, 1]
        How much each vertex follows the left and the right arm when they are raised, instead
        of the joints of its bones: with its folds, and with the morph "raised".
    """

    positions: Floats = field(repr=False)
    normals: Floats = field(repr=False)
    uv: Floats = field(repr=False)
    joints: Bytes = field(repr=False)
    weights: Floats = field(repr=False)
    triangles: NDArray[np.uint32] = field(repr=False)
    material: Material
    morphs: Mapping[str, Floats] = field(
        default_factory=lambda: MappingProxyType({}), repr=False
    )
    tangents: Floats | None = field(default=None, repr=False)
    second_uv: Floats | None = field(default=None, repr=False)
    raised: Floats | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        count = len(self.positions)
        freeze("positions", self.positions, np.float32, (count, 3))
        freeze("normals", self.normals, np.float32, (count, 3))
        freeze("uv", self.uv, np.float32, (count, 2))
        freeze("joints", self.joints, np.uint8, (count, 4))
        freeze("weights", self.weights, np.float32, (count, 4))
        freeze("triangles", self.triangles, np.uint32, (None, 3))
        for name, moves in self.morphs.items():
            freeze(f"morph {name}", moves, np.float32, (count, 3))
        if self.tangents is not None:
            freeze("tangents", self.tangents, np.float32, (count, 4))
        if self.second_uv is not None:
            freeze("second_uv", self.second_uv, np.float32, (count, 2))
        if self.raised is not None:
            freeze("raised", self.raised, np.float32, (count, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """Where the bones of a model begin, at rest.

    Attributes
    ----------
    heads : (22, 3) float32, m
        In the order of `BONES`.
    morphs : mapping of name to (22, 3) float32, m
        How they move when the body is changed, at weight 1.
    """

    heads: Floats = field(repr=False)
    morphs: Mapping[str, Floats] = field(
        default_factory=lambda: MappingProxyType({}), repr=False
    )

    def __post_init__(self) -> None:
        freeze("heads", self.heads, np.float32, (len(BONES), 3))
        for name, moves in self.morphs.items():
            freeze(f"morph {name}", moves, np.float32, (len(BONES), 3))

    def shaped(self, weights: Mapping[str, float]) -> Floats:
        """Give the heads (22, 3), m, of a body that is changed by morphs of these weights."""
        heads = self.heads.copy()
        for name, weight in weights.items():
            if weight and name in self.morphs:
                heads += np.float32(weight) * self.morphs[name]
        return heads


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """What of a surface follows a coarse grid, and which points of it.

    Attributes
    ----------
    vertices : (n,) intp
    corners : (n, 4) intp
        Points of the grid around each.
    shares : (n, 4) float32
        How much each counts; they add up to 1.
    """

    vertices: NDArray[np.intp] = field(repr=False)
    corners: NDArray[np.intp] = field(repr=False)
    shares: Floats = field(repr=False)

    def __post_init__(self) -> None:
        count = len(self.vertices)
        freeze("vertices", self.vertices, np.intp, (count,))
        freeze("corners", self.corners, np.intp, (count, 4))
        freeze("shares", self.shares, np.float32, (count, 4))


@dataclass(frozen=True, slots=True, eq=False)
class Sway:
    """How surfaces hang, where that is not as their bones say.

    Attributes
    ----------
    bindings : tuple of Binding
        One for each surface.
    moves : (k, 3) float32, m
        What is added to where the bones take each point of the grid, in camera space.
    turns : (k, 3) float32
        What is added to its normal, which has unit length.
    """

    bindings: tuple[Binding, ...]
    moves: Floats = field(repr=False)
    turns: Floats = field(repr=False)

    def __post_init__(self) -> None:
        freeze("moves", self.moves, np.float32, (None, 3))
        freeze("turns", self.turns, np.float32, (len(self.moves), 3))

    @property
    def far_m(self) -> float:
        """How far at most something hangs from where its bones would have it."""
        return float(np.sqrt((self.moves * self.moves).sum(-1).max(initial=0)))


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """Surfaces, in the shape and the place of one person.

    Attributes
    ----------
    parts : tuple of Mesh
    morph_weights : mapping of name to float
    rest_to_camera : (22, 4, 4) float32
        For each bone, where it takes what rests in model space (in the changed shape): camera
        space, in metres, x right, y up, the camera looks down -z. Rotation, scale and shift;
        the last row says what the place is divided by, which is how an arm is drawn nearer and
        looks the same.
    bends : (24,) float32, in [0, 1]
        How far the joint is bent that crushes cloth on each bone; then how far the left and
        the right arm are raised.
    sway : Sway or None
        Of the parts, where they hang free.
    """

    parts: tuple[Mesh, ...]
    morph_weights: Mapping[str, float]
    rest_to_camera: Floats = field(repr=False)
    bends: Floats = field(default_factory=lambda: STRAIGHT, repr=False)
    sway: Sway | None = None

    def __post_init__(self) -> None:
        freeze("rest_to_camera", self.rest_to_camera, np.float32, (len(BONES), 4, 4))
        freeze("bends", self.bends, np.float32, STRAIGHT.shape)
