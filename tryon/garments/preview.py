"""Draws a garment on the mannequin as a shop would photograph it; slowly, and beautifully.

Another renderer than the mirror's (pyrender): physically based, with shadows. That makes it a
second opinion on the mirror's, too.
"""

import os
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import linear_to_srgb, srgb_to_linear
from tryon.core.errors import Missing
from tryon.core.mesh import Mesh, Posed, Texture
from tryon.core.scene import BONES, Bytes, Floats
from tryon.garments.model import Model
from tryon.garments.skeleton import joints_of, local_to_world, rest_to_camera
from tryon.garments.skinning import Skin, by_bone, shaped, under_cloth

#: Height of the picture of something flat, beside half its width.
_FLAT = 2.3

#: And of something small, m.
_LEAST_M = 0.05

#: Nothing is nearer than this to the middle of the face, of earrings.
_APART_M = 0.03

#: Drawn so many times larger, and made smaller again: edges are then smooth.
_OVERSAMPLED = 2

#: Directions in which each vertex looks around itself, pixels of each look, and how near
#: something may be without being in the way, m.
_GLANCES, _GLANCE_PX, _TOUCHING_M = 64, 384, 0.012
#: Light that gets everywhere, from surface to surface.
_LEAST = 0.3

_HANDS = [BONES.index("LeftHand"), BONES.index("RightHand")]
#: How a shop's mannequin holds its arms: closer to the body than at rest.
_ARMS_DEG = 18.0

_MANNEQUIN_LINEAR = (0.62, 0.60, 0.58)
_BACKDROP_SRGB = (236, 237, 239), (196, 199, 204)

#: Vertical field of view of the preview's camera: a long lens, as for portraits.
_VIEW_DEG = 22.0


#: pyrender encodes light by a power of 1/2.2 where sRGB has its own curve.
_POWER_TO_SRGB: Bytes = np.rint(255 * linear_to_srgb((np.arange(256) / 255) ** 2.2)).astype(
    np.uint8
)


@dataclass(frozen=True, slots=True)
class Lamp:
    """A distant light.

    Attributes
    ----------
    towards : (float, float, float)
        Where it is, in camera space.
    strength : float
        What a white matte surface that faces it shows of it, linear.
    """

    towards: tuple[float, float, float]
    strength: float


#: Key from the upper left with a fill beside it, and two from behind that draw the outline.
STUDIO = (
    Lamp((-0.55, 0.75, 0.75), 0.80),
    Lamp((0.85, 0.25, 0.7), 0.22),
    Lamp((0.9, 0.45, -0.6), 0.45),
    Lamp((-0.9, 0.35, -0.6), 0.35),
)
STUDIO_AROUND = 0.24


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A picture on nothing.

    Attributes
    ----------
    rgb : (h, w, 3) uint8, sRGB
    alpha : (h, w) uint8
    depth : (h, w) float32, m
        0 where nothing is.
    """

    rgb: Bytes = field(repr=False)
    alpha: Bytes = field(repr=False)
    depth: Floats = field(repr=False)


def draw(
    things: Sequence[Posed],
    size: tuple[int, int],
    focal_px: float,
    lamps: Sequence[Lamp] = STUDIO,
    around: float = STUDIO_AROUND,
    reached: Sequence[Floats] = (),
) -> Drawn:
    """Draw surfaces, with the lens in the middle of the picture.

    Parameters
    ----------
    things : sequence of Posed
    size : (width, height), px
    focal_px : float
    lamps : sequence of Lamp
    around : float
        What a white matte surface shows of the light from all around, linear.
    reached : sequence of (n,) float32, in [0, 1]
        Share of all light that gets to each vertex of each surface; all of it, if not given.

    Raises
    ------
    Missing
        There is no OpenGL here that pyrender could use.
    """
    pyrender = _pyrender()
    scene = pyrender.Scene(bg_color=(0, 0, 0, 0), ambient_light=(around,) * 3)
    surfaces = [_posed(mesh, thing) for thing in things for mesh in thing.parts]
    for number, surface in enumerate(surfaces):
        light = reached[number] if reached else None
        scene.add(pyrender.Mesh([_primitive(pyrender, surface, light)]))
    depths = np.concatenate([-surface.places[:, 2] for surface in surfaces])
    near, far = float(depths.min()), float(depths.max())
    width, height = size
    camera = pyrender.IntrinsicsCamera(
        focal_px, focal_px, width / 2, height / 2, znear=max(0.7 * near, 0.05), zfar=1.3 * far
    )
    scene.add(camera)
    for lamp in lamps:
        # a matte surface shows 1/π of what falls on it
        light = pyrender.DirectionalLight(np.ones(3), np.pi * lamp.strength)
        middle = np.array([0, 0, -(near + far) / 2])
        scene.add(light, pose=_looking_from(np.array(lamp.towards), middle, 3.0))
    rgba, depth = _render(scene, size, pyrender.RenderFlags.RGBA)
    return Drawn(
        _POWER_TO_SRGB[rgba[..., :3]],
        np.ascontiguousarray(rgba[..., 3]),
        depth.astype(np.float32),
    )


def openness(things: Sequence[Posed]) -> list[Floats]:
    """Tell how much of the surroundings each vertex sees, past everything else that is there.

    Parameters
    ----------
    things : sequence of Posed

    Returns
    -------
    reached : list of (n,) float32, in [0, 1]
        One for each surface, in order. Directions count as they would light it.
    """
    pyrender = _pyrender()
    scene = pyrender.Scene()
    surfaces = [_posed(mesh, thing) for thing in things for mesh in thing.parts]
    for surface in surfaces:
        scene.add(pyrender.Mesh([_primitive(pyrender, surface, None)]))
    places = np.concatenate([surface.places for surface in surfaces])
    normals = np.concatenate([surface.normals for surface in surfaces])
    middle = (places.min(0) + places.max(0)) / 2
    radius = 1.05 * float(np.linalg.norm(places - middle, axis=1).max())
    # from so far away that rays are nearly parallel
    away, side = 40 * radius, _GLANCE_PX
    focal_px = side / 2 * away / radius
    eye = pyrender.IntrinsicsCamera(
        focal_px,
        focal_px,
        side / 2,
        side / 2,
        znear=away - 1.1 * radius,
        zfar=away + 1.1 * radius,
    )
    camera = scene.add(eye)
    lit, all_of_it = np.zeros(len(places)), np.full(len(places), 1e-6)
    for number in range(_GLANCES):
        # evenly over the sphere: Vogel's spiral
        up = 1 - 2 * (number + 0.5) / _GLANCES
        turn, flat = number * np.pi * (3 - np.sqrt(5)), np.sqrt(1 - up * up)
        towards = np.array([flat * np.cos(turn), up, flat * np.sin(turn)])
        pose = _looking_from(towards, middle, away)
        scene.set_pose(camera, pose)
        depth = _render(scene, (side, side), pyrender.RenderFlags.DEPTH_ONLY)
        depth = np.where(depth > 0, depth, np.inf)  # beside the outline there is nothing
        x, y, z = ((places - pose[:3, 3]) @ pose[:3, :3]).T
        column = np.clip(focal_px * x / -z + side / 2, 0, side - 1).astype(int)
        row = np.clip(side / 2 - focal_px * y / -z, 0, side - 1).astype(int)
        share = np.maximum(normals @ towards, 0)
        lit += share * (-z < depth[row, column] + _TOUCHING_M)
        all_of_it += share
    ends = np.cumsum([len(surface.places) for surface in surfaces])[:-1]
    return [part.astype(np.float32) for part in np.split(lit / all_of_it, ends)]


def preview(
    model: Model, body: Model, height_px: int = 1200, turns_deg: Sequence[float] = (-25, 155)
) -> Bytes:
    """Draw a garment on the mannequin, once for each turn, side by side.

    What is worn on the head is drawn alone: it lies on a counter, not on grey eyes.

    Parameters
    ----------
    model : Model
    body : Model
        The mannequin; drawn in grey.
    height_px : int
    turns_deg : sequence of float
        Around the vertical axis, the wearer's left side forwards when positive.

    Returns
    -------
    rgb : (height_px, w, 3) uint8, sRGB

    Raises
    ------
    Missing
        There is no OpenGL here that pyrender could use.
    """
    if model.slot == "head":
        model = _on_counter(model)
    low, high, half = _extent(model)
    tall = high - low
    width_m = max(2.3 * half, 0.62 * tall)
    focal_px = 1 / (2 * np.tan(np.radians(_VIEW_DEG) / 2))  # of a picture one pixel high
    away = 1.18 * tall * focal_px + half
    size = round(height_px * width_m / (1.18 * tall)), height_px
    dressed = (model,) if model.slot == "head" else (model, _in_grey(body, model))
    reached: list[Floats] = []
    views = []
    for turn_deg in turns_deg:
        things = [_standing(thing, turn_deg, (low + high) / 2, away) for thing in dressed]
        if not reached:  # who turns sees as much around as before
            reached = [_LEAST + (1 - _LEAST) * share for share in openness(things)]
        big = size[0] * _OVERSAMPLED, size[1] * _OVERSAMPLED
        drawn = draw(things, big, focal_px * big[1], reached=reached)
        views.append(_on_backdrop(drawn, size))
    return np.ascontiguousarray(np.concatenate(views, 1))


def _on_counter(model: Model) -> Model:
    """Put what is worn on the head into the middle; of a pair far apart, one is enough."""
    places = np.concatenate([part.positions for part in model.parts])
    is_pair = float(np.abs(places[:, 0]).min()) > _APART_M
    shown = places[places[:, 0] > 0] if is_pair else places
    middle = (shown.min(0) + shown.max(0)) / 2
    to_middle = (model.skeleton.heads[0] - middle) * np.array([1, 0, 1], np.float32)
    parts = []
    for part in model.parts:
        kept = part.triangles
        if is_pair:
            kept = kept[part.positions[kept[:, 0], 0] > 0]
        used, flat = np.unique(kept, return_inverse=True)
        parts.append(
            replace(
                part,
                positions=part.positions[used] + to_middle,
                normals=part.normals[used],
                uv=part.uv[used],
                joints=part.joints[used],
                weights=part.weights[used],
                triangles=flat.reshape(-1, 3).astype(np.uint32),
                morphs={},
                tangents=part.tangents if part.tangents is None else part.tangents[used],
                second_uv=part.second_uv if part.second_uv is None else part.second_uv[used],
                raised=None,
            )
        )
    return replace(model, parts=tuple(parts))


def _extent(model: Model) -> tuple[float, float, float]:
    """Lowest and highest place to be seen of a model, and half its width, m."""
    places = np.concatenate([part.positions for part in model.parts])
    low, high = float(places[:, 1].min()), float(places[:, 1].max())
    axis = model.skeleton.heads[0]
    half = float(np.hypot(places[:, 0] - axis[0], places[:, 2] - axis[2]).max())
    if model.slot == "head":  # it is flat: room above and below
        half *= 0.85  # corners of its box are empty
        spare = max(_FLAT * half, _LEAST_M, high - low) / 2 - (high - low) / 2
        low, high = low - spare, high + spare
    return low, high, half


def _standing(model: Model, turn_deg: float, middle_m: float, away_m: float) -> Posed:
    """Pose a model in the studio."""
    c, s = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]], np.float32)
    local = {"Hips": turn}
    for side, sign in (("Left", -1), ("Right", 1)):
        a, b = np.cos(np.radians(_ARMS_DEG)), sign * np.sin(np.radians(_ARMS_DEG))
        local[f"{side}Arm"] = np.array([[a, -b, 0], [b, a, 0], [0, 0, 1]], np.float32)
    heads, rotations = model.skeleton.heads, local_to_world(local)
    hips = (heads[0] + np.array([0, -middle_m, -away_m])).astype(np.float32)
    matrices = rest_to_camera(heads, rotations, joints_of(heads, rotations, hips))
    return Posed(model.parts, {}, matrices)


def _in_grey(body: Model, worn: Model) -> Model:
    """Give a body the colour of a shop's mannequin, and make it thinner under what it wears."""
    linear = np.array(_MANNEQUIN_LINEAR, np.float32)
    parts = []
    for part in body.parts:
        # fingers are thinner than what goes in elsewhere: turned inside out they are spikes
        hands = by_bone(part)[_HANDS].sum(0)[:, None]
        positions = part.positions - (1 - hands) * under_cloth(part, worn.parts)
        material = replace(part.material, linear=linear, base=None)
        parts.append(replace(part, positions=positions, material=material))
    return replace(body, parts=tuple(parts))


def _on_backdrop(drawn: Drawn, size: tuple[int, int]) -> Bytes:
    """Make it smaller, and put it before a wall that gets a little darker towards the floor."""
    share = np.asarray(drawn.alpha, np.float32)[..., None] / np.float32(255)
    light = srgb_to_linear(drawn.rgb / np.float32(255)).astype(np.float32)
    both = np.concatenate([light * share, share], 2)
    small = np.asarray(cv2.resize(both, size, interpolation=cv2.INTER_AREA), np.float32)
    top, bottom = srgb_to_linear(np.array(_BACKDROP_SRGB) / 255.0)
    down = np.linspace(0, 1, size[1], dtype=np.float32)[:, None, None] ** 2
    wall = (top + down * (bottom - top)).astype(np.float32)
    shown = small[..., :3] + (1 - small[..., 3:]) * wall
    rgb: Bytes = np.rint(255 * linear_to_srgb(shown)).astype(np.uint8)
    return rgb


@lru_cache(maxsize=1)
def _renderer() -> Any:
    """Make a renderer for life: when one is deleted, it takes every context here with it."""
    pyrender = _pyrender()
    try:
        return pyrender.OffscreenRenderer(64, 64)
    except Exception as error:
        words = next(iter(str(error).splitlines()), type(error).__name__)
        raise Missing(f"previews need OpenGL, and there is none: {words}") from error


def _pyrender() -> Any:
    """Load pyrender, which wants to know beforehand where to draw."""
    if sys.platform == "linux":
        os.environ.setdefault("PYOPENGL_PLATFORM", "egl")  # needs no display
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the libraries that it loads
            import pyrender
            from OpenGL.plugins import FormatHandler
    except Exception as error:
        raise Missing(f"previews need pyrender, and it cannot be loaded: {error}") from error
    # The PyOpenGL that pyrender holds on to knows arguments by their name before Python 3.12.
    handler = "OpenGL.arrays.ctypesparameters.CtypesParameterHandler"
    FormatHandler("ctypesparameter", handler, ["_ctypes.CArgObject"])
    return pyrender


class _Surface(NamedTuple):
    """A mesh where it is: (n, 3) each."""

    mesh: Mesh
    places: Floats
    normals: Floats
    tangents: Floats | None


def _posed(mesh: Mesh, thing: Posed) -> _Surface:
    ways = [mesh.normals] if mesh.tangents is None else [mesh.normals, mesh.tangents[:, :3]]
    planes = tuple(np.ascontiguousarray(way.T) for way in ways)
    rest = np.ascontiguousarray(shaped(mesh, thing.morph_weights).T)
    places, *turned = Skin(by_bone(mesh), rest, planes).pose(thing.rest_to_camera)
    units = [np.ascontiguousarray((way / np.linalg.norm(way, axis=0)).T) for way in turned]
    return _Surface(
        mesh, np.ascontiguousarray(places.T), units[0], units[1] if len(units) > 1 else None
    )


def _primitive(pyrender: Any, surface: _Surface, reached: Floats | None) -> Any:
    """Turn a posed surface into pyrender's kind."""
    mesh, material = surface.mesh, surface.mesh.material
    cloth: dict[str, Any] = {}
    if material.base is not None:
        cloth["baseColorTexture"] = _texture(pyrender, material.base)
    if material.occlusion is not None:
        cloth["occlusionTexture"] = _texture(pyrender, material.occlusion)
    tangents = None
    if material.normal is not None and mesh.tangents is not None:
        cloth["normalTexture"] = _texture(pyrender, material.normal)
        assert surface.tangents is not None
        tangents = np.concatenate([surface.tangents, mesh.tangents[:, 3:]], 1)
    made = pyrender.MetallicRoughnessMaterial(
        baseColorFactor=(*material.linear.tolist(), material.opacity),
        alphaMode="OPAQUE" if material.opacity == 1 else "BLEND",
        metallicFactor=material.metal,
        roughnessFactor=material.roughness,
        doubleSided=True,
        **cloth,
    )
    laid = material.base or material.normal or material.occlusion
    uv = mesh.uv
    if laid is not None:
        uv = mesh.uv @ laid.uv_to_texture[:, :2].T + laid.uv_to_texture[:, 2]
    colours = None
    if reached is not None:
        colours = np.ones((len(reached), 4), np.float32)
        colours[:, :3] = reached[:, None]
    return pyrender.Primitive(
        positions=surface.places,
        normals=surface.normals,
        tangents=tangents,
        texcoord_0=np.stack([uv[:, 0], 1 - uv[:, 1]], 1),  # its images begin at the bottom
        color_0=colours,
        indices=mesh.triangles,
        material=made,
    )


def _texture(pyrender: Any, texture: Texture) -> Any:
    pixels = texture.pixels
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, 2)
    return pyrender.Texture(source=pixels, source_channels="RGBA"[: pixels.shape[2]])


def _looking_from(
    towards: NDArray[np.float64], middle: NDArray[np.float64], away_m: float
) -> NDArray[np.float64]:
    """Place a lamp or an eye so that it looks, along its own -z, at the middle of a scene."""
    z = towards / np.linalg.norm(towards)
    x = np.cross([0.0, 1.0, 0.0], z)
    x /= np.linalg.norm(x)
    pose = np.eye(4)
    pose[:3, :3] = np.stack([x, np.cross(z, x), z], 1)
    pose[:3, 3] = middle + away_m * z
    return pose


def _render(scene: Any, size: tuple[int, int], flags: Any) -> Any:
    renderer = _renderer()
    renderer.viewport_width, renderer.viewport_height = size
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what numpy will no longer know
        return renderer.render(scene, flags=flags)
