"""Draws layers on the frame they were made for."""

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np

from tryon.core.layer import Coat, Layer
from tryon.core.scene import Bytes, ColourError, Floats, Light, Picture, Report, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.light.uncertainty import colour_error
from tryon.render.coat import paint


class Compositor:
    """Scene and layers in, picture out.

    Parameters
    ----------
    keep_masks : bool
        Also say which pixels were painted, by effect; costs a frame-sized image each.
    """

    def __init__(self, keep_masks: bool = False) -> None:
        self._keep_masks = keep_masks
        self._errors: dict[str, tuple[Light, Floats, ColourError]] = {}

    def __call__(self, scene: Scene, layers: Sequence[Layer], watch: Stopwatch) -> Picture:
        """Paint `layers` in their order; pixels outside their masks keep every bit."""
        with watch.time("render"):
            rgb = scene.frame.rgb
            masks: dict[str, Bytes] = {}
            if layers:
                rgb = rgb.copy()
            for index, layer in enumerate(layers):
                over = any(_meet(layer, below) for below in layers[:index])
                bare = scene.frame.rgb if over else None
                alpha = paint(rgb, layer, scene.frame.encoding, bare)
                if self._keep_masks:
                    mask = masks.setdefault(layer.effect, np.zeros(rgb.shape[:2], np.uint8))
                    part = mask[layer.box.rows, layer.box.columns]
                    np.maximum(part, alpha, out=part)
            errors = self._colour_errors(scene, layers)
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
            if before is None or before[1] is not coat.film or _differ(before[0], scene.light):
                camera_de2000 = scene.frame.encoding.error_de2000
                error = colour_error(coat, scene.light, camera_de2000=camera_de2000)
                before = (scene.light, coat.film, error)
            self._errors[effect] = before
        return tuple(error for _, _, error in self._errors.values())


def _meet(one: Coat, other: Coat) -> bool:
    """Whether two coats may share pixels."""
    a, b = one.box, other.box
    return max(a.x, b.x) < min(a.x + a.width, b.x + b.width) and max(a.y, b.y) < min(
        a.y + a.height, b.y + b.height
    )


def _differ(one: Light, other: Light) -> bool:
    """Whether two lights are so different that what is said of colour may be, too."""
    if one is other:
        return False
    return (
        one.source != other.source
        or abs(one.level - other.level) > 0.02 * other.level
        or float(np.abs(one.colour - other.colour).max()) > 0.02
        or abs(float(np.trace(one.covariance) / np.trace(other.covariance)) - 1) > 0.05
    )
