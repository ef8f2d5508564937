"""One surface in OpenGL: its buffers, its textures, and the program that its material needs."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import moderngl
import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import luminance
from tryon.core.mesh import RAISED, STRAIGHT, Binding, Material, Mesh, Sway, Texture
from tryon.core.scene import BONES, Floats
from tryon.garments.skinning import Skin, by_bone, followed
from tryon.light.harmonics import basis, direction, polynomial
from tryon.render.baked import deepened, reflectance, with_baked, with_crushed
from tryon.render.program import make_program
from tryon.render.rounded import Rounding, rounded
from tryon.render.textures import upload

#: As in ``garment.vert``.
MOST_LIMBS = 16

#: Light that would make white cloth brighter than white is hardly ever there, as cameras expose
#: for it, and it is known to a third only: so much of its logarithm is believed.
_BELIEVED = 0.1
#: Where highlights begin to bend, if the brightest white cloth just has no need of it; so much
#: sooner the brighter it is, and never sooner than at this, where skin is.
_KNEE, _SOONER, _FIRST_KNEE = 0.85, 0.6, 0.5
#: Reflectance of white cloth.
_WHITE = 0.85
#: Lamps are mirrored as if they were at least so far before the wearer, beside how far aside.
_LEAST_BEFORE = 0.5
_ACROSS = (-0.6, 0.0, 0.6)
#: Ways that most of the cloth faces which is seen, as harmonics (9, 9).
_TOWARDS_CAMERA = basis(
    np.array([[x, y, (1 - x * x - y * y) ** 0.5] for x in _ACROSS for y in _ACROSS], np.float32)
)
#: How far from its rim one may look into a garment, m.
_LOOKED_INTO_M = 0.12
#: Sleeves are looked into as far as they go: who points at the camera shows all of one.
_ARMS = [BONES.index(side + bone) for side in ("Left", "Right") for bone in ("Arm", "ForeArm")]
#: What hangs so far from where bones would have it may be looked into anywhere, m.
_OPEN_M = 0.06
#: Triangles are drawn strip by strip of so much height, slab by slab of so much depth, m.
_STRIP_M, _SLAB_M = 0.03, 0.08
#: Light that gets to the inner side of a collar or a cuff.
_INSIDE = 0.55


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What is the same for everything that is drawn of one box of a picture.

    Attributes
    ----------
    focal_px : float
    centre_px : (float, float)
        Of the lens, from the top-left corner of the box.
    box_px : (float, float)
    depth_range : (float, float), m
    """

    focal_px: float
    centre_px: tuple[float, float]
    box_px: tuple[float, float]
    depth_range: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Lighting:
    """The light, as the programs want it.

    Attributes
    ----------
    terms : (9, 3) float32
        See `polynomial`.
    lamp_from, lamp_light : (3,) float32
        Towards the brightest light, and what white that faces it would receive of it.
    shine_from, shine_light : (3,) float32
        The same of the light that cloth mirrors; see `_before`.
    limbs : (k, 2, 4) float32
    knee : float, in [0, 1]
        Linear value from which on highlights are bent towards white, as cameras bend them.
    """

    terms: Floats
    lamp_from: Floats
    lamp_light: Floats
    shine_from: Floats
    shine_light: Floats
    limbs: Floats
    knee: float

    @classmethod
    def of(cls, harmonics: Floats, limbs: Floats) -> "Lighting":
        """Prepare harmonics (9, 3) and limbs for drawing."""
        white = (_TOWARDS_CAMERA @ harmonics).mean(0)
        # if it is too much, all of it is; if not, a camera clips each channel by itself
        too_bright = np.maximum(white, 1) * max(float(luminance(white)), 1.0)
        harmonics = harmonics * too_bright ** np.float32((_BELIEVED - 1) / 2)
        brightest = _WHITE * float((_TOWARDS_CAMERA @ harmonics).max())
        knee = min(max(_KNEE - _SOONER * (brightest - _KNEE), _FIRST_KNEE), _KNEE)
        towards, _ = direction(harmonics)
        # A lamp at unit normal irradiance has 1.0233 in order 1; see `direction`.
        lamp = np.maximum(towards @ harmonics[[3, 1, 2]] / 1.0233, 0).astype(np.float32)
        shine = _before(towards)
        # what it explains of the light from the sides stays
        more = np.float32(max(float(towards @ shine), 0.0))
        return cls(
            polynomial(harmonics), towards, lamp, shine, more * lamp, limbs[:MOST_LIMBS], knee
        )


def _before(towards: Floats) -> Floats:
    """Bring a lamp (3,) forward that is said to be behind the wearer.

    A face tells what is beside, above and below it; what is behind is drawn out from there.
    """
    x, y, z = towards.tolist()
    before = np.array([x, y, max(z, _LEAST_BEFORE * float(np.hypot(x, y)))], np.float32)
    length = float(np.linalg.norm(before))
    return before / np.float32(length) if length > 0 else -towards


class Store:
    """Programs, textures and surfaces that stay with one context.

    Parameters
    ----------
    context : moderngl.Context
    rounds : bool
        Whether surfaces are rounded, which takes four times the triangles.
    """

    def __init__(self, context: moderngl.Context, *, rounds: bool = False) -> None:
        self.context, self.rounds = context, rounds
        self._programs: dict[tuple[str, ...], moderngl.Program] = {}
        self._textures: dict[int, tuple[Texture, moderngl.Texture]] = {}
        self._surfaces: dict[int, Surface] = {}

    def program(self, name: str, *defines: str) -> moderngl.Program:
        """Compile a program, once."""
        key = (name, *defines)
        if key not in self._programs:
            self._programs[key] = make_program(self.context, name, defines)
        return self._programs[key]

    def texture(self, texture: Texture, is_colour: bool = False) -> moderngl.Texture:
        """Upload a texture, once."""
        if id(texture) not in self._textures:
            uploaded = upload(self.context, texture, is_colour=is_colour)
            self._textures[id(texture)] = texture, uploaded
        return self._textures[id(texture)][1]

    def surface(self, mesh: Mesh) -> "Surface":
        """Upload a mesh, once."""
        if id(mesh) not in self._surfaces:
            self._surfaces[id(mesh)] = Surface(mesh, self)
        return self._surfaces[id(mesh)]

    def keep(self, meshes: tuple[Mesh, ...]) -> None:
        """Forget everything but these."""
        kept = {id(mesh) for mesh in meshes}
        for key in self._surfaces.keys() - kept:
            del self._surfaces[key]
        known = (surface.mesh.material for surface in self._surfaces.values())
        used = {id(texture) for material in known for texture, _ in _textures(material)}
        for key in self._textures.keys() - used:
            del self._textures[key]


class Surface:
    """A mesh that can be drawn.

    Attributes
    ----------
    mesh : Mesh
    """

    def __init__(self, mesh: Mesh, store: Store) -> None:
        reflected = reflectance(mesh)
        material = with_crushed(with_baked(deepened(mesh), reflected), reflected)
        mesh = dataclasses.replace(mesh, material=material)
        self.mesh, self._store = mesh, store
        fabric, relief = mesh.material.fabric, mesh.material.normal
        self._has_tangents = mesh.tangents is not None and (
            relief is not None or fabric.anisotropy > 0
        )
        self._weights = by_bone(mesh)
        self._followed = followed(mesh, self._weights)
        self._raised = mesh.morphs.get(RAISED) if mesh.raised is not None else None
        ways = [mesh.normals]
        if self._has_tangents and mesh.tangents is not None:
            ways.append(mesh.tangents[:, :3])
        self._ways = tuple(np.ascontiguousarray(way.T) for way in ways)
        self._rounding: Rounding | None = None
        if store.rounds:
            self._rounding = Rounding.of(mesh)
            mesh = self.mesh = rounded(mesh, self._rounding)
        self._is_crushed = self._has_tangents and mesh.material.crushed is not None
        columns = 6 + 4 * self._has_tangents + self._is_crushed
        self._packed = np.zeros((len(mesh.positions), columns), "f4")
        if self._has_tangents and mesh.tangents is not None:
            self._packed[:, 9] = mesh.tangents[:, 3]
        context = store.context
        self._vertices = context.buffer(self._packed.tobytes(), dynamic=True)
        is_open = near_opening(mesh)
        self._is_open = False
        self._closed_corners = 3 * int((~is_open).sum())
        ordered = mesh.triangles[np.lexsort((*_front_first(mesh), is_open))]
        self._corners = context.buffer(np.ascontiguousarray(ordered).tobytes())
        spare = 4 * (self._packed.shape[1] - 3)
        self._outline = context.vertex_array(
            store.program("outline"), [(self._vertices, f"3f {spare}x", "place")], self._corners
        )
        self._cloth = self._shaded()

    def pose(
        self,
        rest: Floats,
        rest_to_camera: Floats,
        bends: Floats = STRAIGHT,
        binding: Binding | None = None,
        sway: Sway | None = None,
        back_m: Floats | None = None,
    ) -> Floats:
        """Move it to where it is now.

        Parameters
        ----------
        rest : (n, 3) float32, m
            Positions at rest, in the shape that is drawn.
        rest_to_camera : (22, 4, 4) float32
        bends : (24,) float32, in [0, 1]
            See `Posed.bends`.
        binding, sway : Binding and Sway, or None
            How it hangs otherwise than the bones say.
        back_m : (n,) float32, m, or None
            How much further from the lens than they are its vertices count.

        Returns
        -------
        places : (3, n) float32, m
            In camera space; of those between, too, where surfaces are rounded.
        """
        if self._raised is not None and bends[-2:].any():
            amount = np.einsum("j,jn->n", bends[-2:], self._followed[-2:])
            rest = rest + amount[:, None] * self._raised
        skin = Skin(self._weights, np.ascontiguousarray(rest.T), self._ways)
        planes = skin.pose(rest_to_camera)
        self._is_open = False
        if binding is not None and sway is not None and len(binding.vertices):
            # one looks into the skirt of who sits
            self._is_open = sway.far_m > _OPEN_M
            _hang(planes, binding, sway)
        if back_m is not None:
            planes[0][:] *= 1 + back_m / np.sqrt((planes[0] * planes[0]).sum(0))
        if self._rounding is not None:
            places, *ways = planes
            planes = self._rounding.bent(places, ways[0]), *map(self._rounding.between, ways)
        for number, plane in enumerate(planes):
            self._packed[:, 3 * number : 3 * number + 3] = plane.T
        if self._is_crushed:
            crushed = np.einsum("j,jn->n", bends, self._followed)
            if self._rounding is not None:
                crushed = self._rounding.between(crushed)
            self._packed[:, 10] = crushed
        self._vertices.orphan()
        self._vertices.write(self._packed)
        return planes[0]

    def draw_outline(self, view: View, lift_m: float, number: int) -> None:
        """Draw where it is, as `number`."""
        program = self._store.program("outline")
        _see(program, view, lift_m)
        program["number"] = number / 255
        self._render(self._outline)

    def _render(self, triangles: moderngl.VertexArray) -> None:
        """Draw what faces the camera, and what faces away where one may look inside."""
        context = self._store.context
        closed = 0 if self._is_open else self._closed_corners
        if closed:
            context.enable(moderngl.CULL_FACE)
            triangles.render(vertices=closed)
            context.disable(moderngl.CULL_FACE)
        if closed < 3 * len(self.mesh.triangles):
            triangles.render(vertices=3 * len(self.mesh.triangles) - closed, first=closed)

    def draw(
        self,
        view: View,
        lighting: Lighting,
        lift_m: float,
        linear_to_camera: Floats,
    ) -> None:
        """Draw it in its light.

        Parameters
        ----------
        view : View
        lighting : Lighting
        lift_m : float
            How much nearer it counts than it is.
        linear_to_camera : (3, 3) float32
        """
        program, material = self._cloth.program, self.mesh.material
        _see(program, view, lift_m)
        limbs = np.zeros((2, MOST_LIMBS, 4), np.float32)
        limbs[:, : len(lighting.limbs)] = lighting.limbs.transpose(1, 0, 2)
        _tell(
            program,
            light_terms=lighting.terms,
            limbs=len(lighting.limbs),
            limb_from=limbs[0],
            limb_to=limbs[1],
            lamp_from=lighting.lamp_from,
            lamp_light=lighting.lamp_light,
            shine_from=lighting.shine_from,
            shine_light=lighting.shine_light,
            reflectance=material.linear,
            knee=lighting.knee,
            inside=_INSIDE,
            cutoff=material.cutoff,
            relief=material.relief,
            roughness=material.roughness,
            metal=material.metal,
            gloss=max(material.fabric.gloss, material.metal),
            sheen=material.fabric.sheen,
            fuzz=material.fabric.fuzz,
            anisotropy=material.fabric.anisotropy,
            soften=material.fabric.soften,
            linear_to_camera=np.ascontiguousarray(linear_to_camera.T),
        )
        for unit, (texture, name) in enumerate(_textures(material)):
            self._store.texture(texture, name == "base").use(unit)
            sampler = {"base": "base", "occlusion": "occlusion"}.get(name, f"{name}_map")
            matrix = np.ascontiguousarray(texture.uv_to_texture.T)
            _tell(program, **{sampler: unit, f"to_{name}": matrix})
        self._render(self._cloth)

    def _shaded(self) -> moderngl.VertexArray:
        """Find the program that shows what this material has, and no more."""
        material, mesh = self.mesh.material, self.mesh
        fabric, second = material.fabric, mesh.second_uv
        baked = material.occlusion
        wanted = {
            "BASE": material.base is not None,
            "CUTOFF": material.base is not None and material.cutoff > 0,
            "NORMAL": material.normal is not None and self._has_tangents,
            "TANGENTS": self._has_tangents,
            "CRUSHED": self._is_crushed,
            "OCCLUSION": baked is not None,
            "SECOND_UV": baked is not None and baked.second and second is not None,
            "ROUGH": material.rough is not None,
            "ROUGH_BESIDE": baked is not None and baked.pixels.shape[2] > 1,
            "GLOSS": fabric.gloss > 0 or material.metal > 0,
            "THREADS": self._has_tangents and fabric.anisotropy > 0,
            "FUZZ": fabric.fuzz > 0,
            "SEEN": fabric.fuzz > 0 or fabric.gloss > 0 or material.metal > 0,
            "SOFTEN": fabric.soften > 0,
        }
        program = self._store.program("garment", *(name for name in wanted if wanted[name]))
        context = self._store.context
        moving, names = "3f 3f", ["place", "normal"]
        if self._has_tangents:
            moving, names = f"{moving} 4f", [*names, "tangent"]
        if self._is_crushed:
            moving, names = f"{moving} 1f", [*names, "bend"]
        buffers: list[Any] = [(self._vertices, moving, *names)]
        buffers.append((context.buffer(mesh.uv.tobytes()), "2f", "uv"))
        if wanted["SECOND_UV"] and second is not None:
            buffers.append((context.buffer(second.tobytes()), "2f", "second_uv"))
        return context.vertex_array(
            program, _used(program, buffers), self._corners, skip_errors=True
        )


def _hang(planes: tuple[Floats, ...], binding: Binding, sway: Sway) -> None:
    """Move places and turn normals (3, n) to how a surface hangs, in place."""
    around = binding.corners, binding.shares[..., None]
    moves, turns = ((grid[around[0]] * around[1]).sum(1) for grid in (sway.moves, sway.turns))
    planes[0][:, binding.vertices] += moves.T
    normals = planes[1][:, binding.vertices]
    normals /= np.sqrt((normals * normals).sum(0))
    planes[1][:, binding.vertices] = normals + turns.T


def _front_first(mesh: Mesh) -> tuple[Floats, Floats, Floats]:
    """Give keys to sort triangles by, the last one first, so that they are drawn quickly.

    What is behind is not coloured once something is before it, and mostly people face the
    camera. Of what is about as far in front, neighbours follow each other: a driver that draws
    with the processor remembers the last corners that it moved, and moves a third fewer.
    """
    across, up, ahead = mesh.positions[mesh.triangles].mean(1).T
    return across, np.floor(up / _STRIP_M), -np.floor(ahead / _SLAB_M)


def near_opening(mesh: Mesh) -> NDArray[np.bool_]:
    """Tell which triangles (m,) are near a hem or a collar, or in a sleeve.

    Of the others nobody ever sees the inner side, which spares nearly half of the work.
    """
    places = np.rint(mesh.positions * 1e5).astype(np.int64)
    # rows as one number each, which is quicker to sort
    _, first, same = np.unique(
        places @ (1 << 42, 1 << 21, 1), return_index=True, return_inverse=True
    )
    a, b, c = same.reshape(-1)[mesh.triangles].T
    sides = np.concatenate([[a, b], [b, c], [c, a]], axis=1)
    edges, counts = np.unique(sides.min(0) * len(first) + sides.max(0), return_counts=True)
    rim = mesh.positions[first[np.unique(np.divmod(edges[counts == 1], len(first)))]]
    if not len(rim):
        return np.zeros(len(mesh.triangles), bool)
    middle = mesh.positions[mesh.triangles].mean(1)
    near = np.empty(len(middle), bool)
    for start in range(0, len(middle), 256):
        here = middle[start : start + 256]
        nearest = ((rim * rim).sum(1) - 2 * here @ rim.T).min(1) + (here * here).sum(1)
        near[start : start + 256] = nearest < _LOOKED_INTO_M**2
    in_sleeve = (mesh.weights * np.isin(mesh.joints, _ARMS)).sum(1) > 0.5
    near |= in_sleeve[mesh.triangles].any(1)
    return near


def _used(program: moderngl.Program, buffers: list[Any]) -> list[Any]:
    """Leave out what the driver optimised away."""
    return [entry for entry in buffers if any(name in program for name in entry[2:])]


def _textures(material: Material) -> Iterator[tuple[Texture, str]]:
    """Yield the textures of a material and the names that the program has for them."""
    for texture, name in (
        (material.base, "base"),
        (material.normal, "relief"),
        (material.occlusion, "occlusion"),
        (material.rough, "rough"),
    ):
        if texture is not None:
            yield texture, name


def _see(program: moderngl.Program, view: View, lift_m: float) -> None:
    program["lens"] = (view.focal_px, *view.centre_px, 0.0)
    program["box_px"] = view.box_px
    program["depth_range"] = view.depth_range
    program["lift"] = lift_m


def _tell(program: moderngl.Program, **uniforms: Any) -> None:
    """Set the uniforms that the program has."""
    for name, value in uniforms.items():
        if name in program:
            if isinstance(value, np.ndarray):
                program[name].write(value.astype(np.float32).tobytes())  # type: ignore[union-attr]
            else:
                program[name] = value
