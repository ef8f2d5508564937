"""Lipstick: a film of pigment with a surface, on every mouth in the picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, ClassVar

import cv2
import numpy as np
from annotated_types import Interval

from tryon.core.colour import LINEAR_TO_WIDE, LUMINANCE, Real, luminance
from tryon.core.film import film, hiding, thickness_for
from tryon.core.layer import Coat
from tryon.core.scene import Face, Floats, Frame, Light, Lips, Need, Scene
from tryon.core.shade import Shade
from tryon.effects.finish import FINISHES, Finish
from tryon.effects.lip_surface import glints, place_on_lips, soften
from tryon.light.harmonics import basis, direction

#: Normals of lips, in the head's axes (x right, y up, z ahead): what shades them on average.
_LIP_NORMALS = np.array(
    [(0, -0.5, 0.87), (0, 0, 1), (0, 0.4, 0.92), (-0.5, 0, 0.87), (0.5, 0, 0.87)], np.float32
)
_LIP_NORMALS /= np.linalg.norm(_LIP_NORMALS, axis=1, keepdims=True)
#: Luminous reflectance of bare lips, and how far (logarithm) people differ in it.
_BARE_REFLECTANCE, _BARE_PLAY = 0.13, 0.9
#: Roughness at which a surface shows a third of the highlights of moist lips.
_LIP_ROUGHNESS = 0.48
#: Rooms are lit from above: what is assumed where the face does not tell.
_FROM_ABOVE = np.array([0.0, 0.55, 0.84], np.float32)
#: Exponent of slow changes of luminance under a hiding film: half of them are light and shade,
#: half are lips that are darker here than there (upper lips are, and their rims).
_MODELLING = 0.5
#: Lines and pores are finer than this share of the mouth's width.
_RELIEF = 0.04
#: How long what is measured on the lips is averaged, and how far the head may turn, or the
#: mouth grow, before the highlights are drawn anew: less is the noise of its pose.
_SETTLE_S = 0.3
_STILL_DEG, _STILL_SHARE = 0.5, 0.15
#: Lips are measured anew after this time: every third frame, mostly.
_PAUSE_NS = 90_000_000


@dataclass(slots=True, eq=False)
class _Mouth:
    """What is remembered of one person's mouth."""

    seen_ns: int
    measured_ns: int
    measured: tuple[float, float]
    log_bare: float
    wetness: float
    half: Floats | None = None
    width_px: float = 1.0
    glints: Floats | None = field(default=None, repr=False)


@dataclass(slots=True, eq=False)
class Memory:
    """The mouths of the people who are followed, by identity."""

    mouths: dict[int, _Mouth] = field(default_factory=dict)
    worn: "Lipstick | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lipstick:
    """Lipstick on every mouth that can be seen.

    Attributes
    ----------
    shade : Shade
    finish : Finish
    coats : float, in [0, 5]
        1 is one stroke; 0 is bare lips.
    """

    name: ClassVar[str] = "lipstick"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LIPS})

    shade: Shade
    finish: Finish = FINISHES["satin"]
    coats: Annotated[float, Interval(ge=0.0, le=5.0)] = 1.0

    def memory(self) -> Memory:
        """Remember each mouth's brightness and highlights, so that they do not flicker."""
        return Memory()

    def layers(self, scene: Scene, memory: Memory) -> Sequence[Coat]:
        """Describe a coat for each mouth of `scene`."""
        if memory.worn != self:
            memory.worn = self
            for mouth in memory.mouths.values():
                mouth.half = None
        followed = {face.identity for face in scene.faces}
        memory.mouths = {w: m for w, m in memory.mouths.items() if w in followed}
        if self.coats <= 0:
            return ()
        return [
            self._coat(scene, face, face.lips, memory)
            for face in scene.faces
            if face.lips is not None and face.lips.coverage.any()
        ]

    def _coat(self, scene: Scene, face: Face, lips: Lips, memory: Memory) -> Coat:
        finish = self.finish
        mouth = _look_at(scene.frame, face.identity, lips, memory)
        coating = _coating(self)
        bare_luminance = math.exp(mouth.log_bare)
        return Coat(
            effect=self.name,
            status=self.shade.status,
            box=lips.box,
            mask=lips.coverage,
            film=coating.film,
            light=_light_on_lips(scene.light, face, bare_luminance),
            bare_luminance=bare_luminance,
            modelling=1 - (1 - _MODELLING) * coating.hiding,
            relief_px=max(_RELIEF * lips.width_px, 0.8),
            lines=1 - (1 - finish.lines) * coating.hiding,
            shine=1 - (1 - _shine(finish)) * coating.touched,
            glints=_glints(scene.light, face, lips, finish, coating.mirror, mouth),
            glint_tint=coating.tint,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Coating:
    """What of a coat depends on the lipstick alone.

    Attributes
    ----------
    film : (3, 4) float32
        See `Coat.film`.
    hiding, touched : float, in [0, 1]
        Share of what is below that the film hides, and of the surface that is the film's.
    mirror : float
        What its surface reflects at most, of any colour.
    tint : (3,) float32
        Colour of that reflection, linear wide RGB, at most 1.
    """

    film: Floats
    hiding: float
    touched: float
    mirror: float
    tint: Floats


@lru_cache(maxsize=64)
def _coating(worn: Lipstick) -> _Coating:
    finish = worn.finish
    metal = finish.mica.share if finish.mica else 0.0
    opaque = np.clip(LINEAR_TO_WIDE @ worn.shade.reflectance, 0, 1)
    coefficients = film(opaque, _one_coat(worn.shade, opaque, finish) * worn.coats)
    hidden, touched = hiding(coefficients), 1 - math.exp(-3 * worn.coats)
    # What metal mirrors is no longer there for the pigment.
    matt = 1 - 0.4 * metal * hidden
    reflectance = 0.04 * finish.gloss * (1 - metal) + metal * (0.15 + 0.85 * opaque)
    strength = float(reflectance.max())
    return _Coating(
        film=(coefficients * [matt, matt, 1, 1]).astype(np.float32),
        hiding=hidden,
        touched=touched,
        mirror=touched * strength,
        tint=(reflectance / strength).astype(np.float32),
    )


def _shine(finish: Finish) -> float:
    """Say how much of the bare lips' own highlights such a surface shows."""
    return finish.gloss * math.exp(-((finish.roughness / _LIP_ROUGHNESS) ** 2))


def _density(finish: Finish) -> float:
    """Share of the texture's cells that hold a flake."""
    return min(finish.flakes.density_mm2 / 24, 1.0) if finish.flakes else 0.0


def _one_coat(shade: Shade, opaque: Real, finish: Finish) -> Real:
    """Thickness SX of one stroke: as measured, else as the shade or its finish covers."""
    if shade.sx is not None:
        return np.array(shade.sx)
    return np.array(thickness_for(opaque, shade.opacity or finish.hiding))


def _light_on_lips(light: Light, face: Face, bare_luminance: float) -> Floats:
    """Tell what a white surface would show in the place of the lips: (3,), linear sRGB."""
    normals = _LIP_NORMALS @ face.head_to_camera[:3, :3].T
    # Nine harmonics from one face are rough: they may dim or brighten lips, not black them out.
    shading = float((basis(normals) @ luminance(light.harmonics)).mean()) / max(
        light.level, 1e-4
    )
    shading = min(max(shading, 0.6), 1.2)
    # Lips far darker or lighter than lips are stand in a shadow or a beam of their own.
    odd = math.log(bare_luminance / (light.level * shading * _BARE_REFLECTANCE))
    beyond = math.copysign(max(abs(odd) - _BARE_PLAY, 0.0), odd)
    shading *= min(max(math.exp(0.85 * beyond), 0.35), 1.5)
    return (light.level * shading * light.colour).astype(np.float32)


def _look_at(frame: Frame, identity: int, lips: Lips, memory: Memory) -> _Mouth:
    """Measure the bare lips, averaged over time."""
    mouth, now_ns = memory.mouths.get(identity), frame.captured_ns
    if mouth is None:
        log_bare, wetness = _measure(frame, lips)
        mouth = _Mouth(now_ns, now_ns, (log_bare, wetness), log_bare, wetness)
        memory.mouths[identity] = mouth
        return mouth
    if not 0 <= now_ns - mouth.measured_ns < _PAUSE_NS:
        mouth.measured_ns, mouth.measured = now_ns, _measure(frame, lips)
    log_bare, wetness = mouth.measured
    gain = 1 - math.exp(-max(now_ns - mouth.seen_ns, 0) / 1e9 / _SETTLE_S)
    mouth.seen_ns = now_ns
    step = log_bare - mouth.log_bare
    # A switched lamp is followed at once.
    mouth.log_bare += step if abs(step) > 0.25 else gain * step
    mouth.wetness += gain * (wetness - mouth.wetness)
    return mouth


def _measure(frame: Frame, lips: Lips) -> tuple[float, float]:
    """Log mean luminance of the bare lips without highlights; their wetness, in [0, 1]."""
    step = max(int(math.sqrt(lips.coverage.size / 4000)), 1)
    area = frame.rgb[lips.box.rows, lips.box.columns][::step, ::step]
    covered = lips.coverage[::step, ::step]
    is_lip = covered > 0.7 * float(covered.max())
    camera = cv2.LUT(area, frame.encoding.curve.T[None])
    middle = np.array(cv2.mean(camera, is_lip.view(np.uint8))[:3])
    to_luminance = LUMINANCE @ frame.encoding.camera_to_linear(middle)
    bright = cv2.transform(camera, to_luminance[None].astype(np.float32))
    ordered = np.sort(bright[is_lip])
    count = len(ordered)
    # The mean that leaves the product its colour on average, see Coat.modelling.
    matt = ordered[: max(count * 9 // 10, 1)]
    bare = float((matt**_MODELLING).mean() ** (1 / _MODELLING))
    contrast = float(ordered[count * 97 // 100] / max(ordered[count // 2], 1e-3))
    return math.log(max(bare, 1e-3)), min(max((contrast - 1.5) / 1.5, 0.0), 1.0)


def _glints(
    light: Light, face: Face, lips: Lips, finish: Finish, mirror: float, mouth: _Mouth
) -> Floats:
    """Highlights on the box of the lips, as shares of the light; `mirror` is reflectance."""
    towards, directed = direction(light.harmonics)
    lamp = directed * towards + 0.4 * _FROM_ABOVE
    between = lamp / np.linalg.norm(lamp) + np.array([0, 0, 1], np.float32)
    between /= np.linalg.norm(between)
    half = (between @ face.head_to_camera[:3, :3]).astype(np.float32)
    turned = 180.0
    if mouth.half is not None:
        turned = math.degrees(math.acos(min(float(half @ mouth.half), 1.0)))
    grown = abs(lips.width_px / mouth.width_px - 1)
    if mouth.glints is None or turned > _STILL_DEG or grown > _STILL_SHARE:
        mouth.half, mouth.width_px = half, lips.width_px
        sharp = glints(half, finish.roughness, finish.lines, _density(finish))
        mouth.glints = soften(sharp, lips.width_px)
    # Where the bare lips already shine, their own highlights tell more than the mesh.
    strength = (0.35 + 0.65 * directed) * (1 - 0.7 * mouth.wetness * min(_shine(finish), 1.0))
    return place_on_lips(mouth.glints, lips) * np.float32(mirror * strength)
