"""Draws layers on the frame they were made for."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from tryon.core.layer import Coat, Layer
from tryon.core.scene import Bytes, ColourError, Floats, Light, Picture, Report, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.light.uncertainty import colour_error
from tryon.render.coat import paint


@dataclass(slots=True, eq=False)
class _Predicted:
    """A colour error and what it was predicted for; `seen` is the last light compared."""

    error: ColourError
    film: Floats
    light: Light
    seen: Light

    def differs(self, light: Light) -> bool:
        """Whether it must be predicted anew: mostly a light serves several frames."""
        if light is self.seen:
            return False
        self.seen = light
        return _differ(self.light, light)


class Compositor:
    """Scene and layers in, picture out.

    Parameters
    ----------
    keep_masks : bool
        Also say which pixels were painted, by effect; costs a frame-sized image each.
    """

    def __init__(self, keep_masks: bool = False) -> None:
        self._keep_masks = keep_masks
        self._errors: dict[str, _Predicted] = {}

    def __call__(self, scene: Scene, layers: Sequence[Layer], watch: Stopwatch) -> Picture:
        """Paint `layers` in their order; pixels outside their masks keep every bit."""
        with watch.time("render"):
            rgb = scene.frame.rgb
            masks: dict[str, Bytes] = {}
            coats = [layer for layer in layers if isinstance(layer, Coat)]
            if coats:
                rgb = rgb.copy()
            for index, layer in enumerate(coats):
                over = any(_meet(layer, below) for below in coats[:index])
                bare = scene.frame.rgb if over else None
                alpha = paint(rgb, layer, scene.frame.encoding, bare)
                if self._keep_masks:
                    mask = masks.setdefault(layer.effect, np.zeros(rgb.shape[:2], np.uint8))
                    part = mask[layer.box.rows, layer.box.columns]
                    np.maximum(part, alpha, out=part)
            errors = self._colour_errors(scene, coats)
        return Picture(
            rgb,
            scene.frame.captured_ns,
            scene.frame.index,
            Report(
                stage_ms=MappingProxyType(dict(watch.stage_ms)),
                faces=tuple((face.identity, face.box) for face in scene.faces),
                light=scene.light,
                colour=errors,
            ),
            MappingProxyType(masks),
        )

    def _colour_errors(self, scene: Scene, layers: Sequence[Coat]) -> tuple[ColourError, ...]:
        """One error for each effect that was drawn: that of its first, largest coat.

        Predicted anew when the light or the product changes, which is not in every frame.
        """
        first: dict[str, Coat] = {}
        for layer in layers:
            first.setdefault(layer.effect, layer)
        known, self._errors = self._errors, {}
        for effect, coat in first.items():
            before = known.get(effect)
            if before is None or before.film is not coat.film or before.differs(scene.light):
                camera_de2000 = scene.frame.encoding.product_de2000
                error = colour_error(coat, scene.light, camera_de2000=camera_de2000)
                before = _Predicted(error, coat.film, scene.light, scene.light)
            self._errors[effect] = before
        return tuple(predicted.error for predicted in self._errors.values())


def _meet(one: Coat, other: Coat) -> bool:
    """Whether two coats may share pixels."""
    a, b = one.box, other.box
    return max(a.x, b.x) < min(a.x + a.width, b.x + b.width) and max(a.y, b.y) < min(
        a.y + a.height, b.y + b.height
    )


def _differ(one: Light, other: Light) -> bool:
    """Whether two lights are so different that what is said of colour may be, too."""
    return (
        one.source != other.source
        or abs(one.level - other.level) > 0.02 * other.level
        or float(np.abs(one.colour - other.colour).max()) > 0.02
        or abs(float(np.trace(one.covariance) / np.trace(other.covariance)) - 1) > 0.05
    )
