"""Lipstick: a film of pigment with a surface, on every mouth in the picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from annotated_types import Interval

from tryon.core.film import NO_FILM
from tryon.core.layer import Coat
from tryon.core.scene import Face, Lips, Need, Scene
from tryon.core.shade import Shade
from tryon.effects.blend import Blend
from tryon.effects.coating import coating
from tryon.effects.finish import FINISHES, Finish
from tryon.effects.lip_surface import chart, place_on_lips
from tryon.effects.mouth import MODELLING, Mouth, light_on_lips, look_at
from tryon.effects.shine import Shine, shine

#: Lines and pores are finer than this share of the mouth's width.
_RELIEF = 0.04


@dataclass(slots=True, eq=False)
class Memory:
    """The mouths of the people who are followed, and their highlights, by identity."""

    mouths: dict[int, Mouth] = field(default_factory=dict)
    shine: dict[int, Shine] = field(default_factory=dict)
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
            memory.shine.clear()
        followed = {face.identity for face in scene.faces}
        for known in (memory.mouths, memory.shine):
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
        mouth = look_at(scene.frame, face, lips.box, lips.coverage, memory.mouths.get(who))
        product = coating(self.shade, self.finish, self.coats, scene.response)
        second = None
        if self.second is not None:
            second = coating(self.second, self.finish, self.coats, scene.response)
        blend = self.blend or (Blend.OMBRE if second else None)
        shining = shine(
            memory.shine.get(who),
            scene.light,
            face,
            lips.width_px,
            product,
            blend=blend,
            second=second,
        )
        memory.mouths[who], memory.shine[who] = mouth, shining
        shades = [self.shade] if self.second is None else [self.shade, self.second]
        least_known = max(shades, key=lambda shade: shade.error_de2000)
        places, bare = chart(lips, lips.box), math.exp(mouth.log_bare)
        # Where the bare lips already shine, their own highlights tell more than the mesh.
        strength = 1.0
        if shining.highlights.ndim == 2:
            strength -= 0.7 * mouth.wetness * min(product.shine, 1.0)
        return Coat(
            effect=self.name,
            status=least_known.status,
            shade_de2000=least_known.de2000,
            box=lips.box,
            mask=lips.coverage,
            film=product.film,
            light=light_on_lips(scene.light, face, mouth),
            bare_luminance=bare,
            modelling=1 - (1 - MODELLING) * product.hiding,
            relief_px=max(_RELIEF * lips.width_px, 0.8),
            lines=product.lines,
            shine=product.shine,
            glints=shining.lay(places, strength),
            second=None if blend is None else second.film if second else NO_FILM,
            blend=None if shining.second is None else place_on_lips(shining.second, places),
        )
