"""Lipstick: a film of pigment with a surface, on every mouth in the picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

import numpy as np
from annotated_types import Interval

from tryon.core.film import NO_FILM
from tryon.core.layer import Coat
from tryon.core.scene import Face, Floats, Lips, Need, Scene
from tryon.core.shade import Shade
from tryon.effects.blend import Blend, share_of_second
from tryon.effects.coating import coating
from tryon.effects.finish import FINISHES, Finish
from tryon.effects.flakes import Sparkle, sparkle, strew
from tryon.effects.highlights import reflections
from tryon.effects.lip_surface import Chart, chart, columns_for, place_on_lips, soften
from tryon.effects.mouth import MODELLING, Mouth, lamp_on, light_on_lips, look_at

#: Lines and pores are finer than this share of the mouth's width.
_RELIEF = 0.04
#: How far the head may turn, the mouth grow or the lamp's share change before the highlights
#: are drawn anew: less is the noise of the pose.
_STILL_DEG, _STILL_SHARE, _STILL_LAMP = 0.5, 0.15, 0.03


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """Highlights of one mouth, as textures, and the circumstances they were drawn for."""

    half: Floats
    pose: Floats
    width_px: float
    lamp: float
    highlights: Floats = field(repr=False)
    second: Floats | None = field(repr=False)
    sparkle: Sparkle | None = field(repr=False)

    def still_holds(self, half: Floats, pose: Floats, width_px: float, lamp: float) -> bool:
        """Say whether nothing has changed but the noise of what was found."""
        cos = min(float(half @ self.half), float(pose[2] @ self.pose[2]), 1.0)
        return (
            math.degrees(math.acos(cos)) <= _STILL_DEG
            and abs(width_px / self.width_px - 1) <= _STILL_SHARE
            and abs(lamp - self.lamp) <= _STILL_LAMP
        )


@dataclass(slots=True, eq=False)
class Memory:
    """The mouths of the people who are followed, and their highlights, by identity."""

    mouths: dict[int, Mouth] = field(default_factory=dict)
    drawn: dict[int, _Drawn] = field(default_factory=dict)
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
    blend : Blend or None
        How a second colour shares the lips; None is one colour, or with a `second` an ombré.
    second : Shade or None
        The other colour. An ombré without one fades to the bare lip.
    """

    name: ClassVar[str] = "lipstick"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LIPS})

    shade: Shade
    finish: Finish = FINISHES["satin"]
    coats: Annotated[float, Interval(ge=0.0, le=5.0)] = 1.0
    blend: Blend | None = None
    second: Shade | None = None

    def __post_init__(self) -> None:
        if self.second is None and self.blend in (Blend.TWO_TONE, Blend.SHIFT):
            raise ValueError(f"blend {self.blend.value!r} needs a 'second' shade")

    def memory(self) -> Memory:
        """Remember each mouth's brightness and highlights, so that they do not flicker."""
        return Memory()

    def layers(self, scene: Scene, memory: Memory) -> Sequence[Coat]:
        """Describe a coat for each mouth of `scene`."""
        if memory.worn != self:
            memory.worn = self
            memory.drawn.clear()
        followed = {face.identity for face in scene.faces}
        for known in (memory.mouths, memory.drawn):
            for gone in known.keys() - followed:
                del known[gone]
        if self.coats <= 0:
            return ()
        return [
            self._coat(scene, face, face.lips, memory)
            for face in scene.faces
            if face.lips is not None and face.lips.coverage.any()
        ]

    def _coat(self, scene: Scene, face: Face, lips: Lips, memory: Memory) -> Coat:
        who = face.identity
        mouth = memory.mouths[who] = look_at(scene.frame, lips, memory.mouths.get(who))
        product = coating(self.shade, self.finish, self.coats)
        bare_luminance = math.exp(mouth.log_bare)
        drawn = memory.drawn[who] = self._draw(scene, face, lips, memory.drawn.get(who))
        places = chart(lips)
        # Where the bare lips already shine, their own highlights tell more than the mesh.
        strength = 1.0
        if drawn.highlights.ndim == 2:
            strength -= 0.7 * mouth.wetness * min(product.shine, 1.0)
        return Coat(
            effect=self.name,
            status=self.shade.status,
            box=lips.box,
            mask=lips.coverage,
            film=product.film,
            light=light_on_lips(scene.light, face, bare_luminance),
            bare_luminance=bare_luminance,
            modelling=1 - (1 - MODELLING) * product.hiding,
            relief_px=max(_RELIEF * lips.width_px, 0.8),
            lines=product.lines,
            shine=product.shine,
            glints=_glints(drawn, places, self.finish, strength),
            second=self._second_film(),
            blend=None if drawn.second is None else place_on_lips(drawn.second, places),
        )

    def _draw(self, scene: Scene, face: Face, lips: Lips, drawn: _Drawn | None) -> _Drawn:
        """Draw highlights, flakes and the second colour's place, if anything has changed."""
        half, lamp = lamp_on(scene.light, face)
        pose, width = face.head_to_camera[:3, :3], lips.width_px
        if drawn is not None and drawn.still_holds(half, pose, width, lamp):
            return drawn
        columns, finish = columns_for(width), self.finish
        share = None
        if self._is_blended:
            share = share_of_second(self.blend or Blend.OMBRE, pose, columns)
        product = coating(self.shade, finish, self.coats)
        texture = reflections(half, pose, product.mirror, finish, lamp, columns)
        if share is not None and self.second is not None and texture.ndim == 3:
            other = coating(self.second, finish, self.coats).mirror
            texture += share[..., None] * (
                reflections(half, pose, other, finish, lamp, columns) - texture
            )
        sparks = None
        if finish.flakes is not None:
            sparks = sparkle(half, pose, finish, product.opaque, lamp * product.touched)
        return _Drawn(half, pose, width, lamp, soften(texture, width), share, sparks)

    @property
    def _is_blended(self) -> bool:
        return self.second is not None or self.blend is not None

    def _second_film(self) -> Floats | None:
        if self.second is not None:
            return coating(self.second, self.finish, self.coats).film
        return NO_FILM if self._is_blended else None


def _glints(drawn: _Drawn, places: Chart, finish: Finish, strength: float) -> Floats:
    """Highlights on the box of the lips, as shares of the light."""
    laid = place_on_lips(drawn.highlights, places)
    laid *= np.float32(strength)
    if drawn.sparkle is None or finish.flakes is None:
        return laid
    flakes = strew(drawn.sparkle, places, finish.flakes.size_mm)
    flakes += laid if laid.ndim == 3 else laid[..., None]
    return flakes
