"""Draws layers on the frame they were made for."""

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np

from tryon.core.layer import Coat, Layer
from tryon.core.scene import Bytes, ColourError, Picture, Report, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.render.coat import paint

#: The 90th percentile of the absolute value of a Gaussian over its mean.
_P90_TO_MEAN = 2.06


class Compositor:
    """Scene and layers in, picture out.

    Parameters
    ----------
    keep_masks : bool
        Also say which pixels were painted, by effect; costs a frame-sized image each.
    """

    def __init__(self, keep_masks: bool = False) -> None:
        self._keep_masks = keep_masks

    def __call__(self, scene: Scene, layers: Sequence[Layer], watch: Stopwatch) -> Picture:
        """Paint `layers` in their order; pixels outside their masks keep every bit."""
        with watch.time("render"):
            rgb = scene.frame.rgb
            masks: dict[str, Bytes] = {}
            if layers:
                rgb = rgb.copy()
            for layer in layers:
                alpha = paint(rgb, layer, scene.frame.encoding)
                if self._keep_masks:
                    mask = masks.setdefault(layer.effect, np.zeros(rgb.shape[:2], np.uint8))
                    part = mask[layer.box.rows, layer.box.columns]
                    np.maximum(part, alpha, out=part)
        return Picture(
            rgb,
            scene.frame.captured_ns,
            scene.frame.index,
            Report(
                stage_ms=MappingProxyType(dict(watch.stage_ms)),
                faces=tuple((face.identity, face.box) for face in scene.faces),
                light=scene.light,
                colour=_colour_errors(scene, layers),
            ),
            MappingProxyType(masks),
        )


def _colour_errors(scene: Scene, layers: Sequence[Coat]) -> tuple[ColourError, ...]:
    """One error for each effect that was drawn, in the order of drawing."""
    status = {layer.effect: layer.status for layer in layers}
    error = scene.light.error_de2000
    return tuple(
        ColourError(effect, error, _P90_TO_MEAN * error, known)
        for effect, known in status.items()
    )
