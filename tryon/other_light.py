"""The same look in other light: a still of the mirror, as it would be under another lamp.

The light that was estimated is taken out of the picture, as if it had been taken in daylight;
the look is put on there, each product as it looks under the lamp by its whole curve; and what
daylight shows is led to what the lamp shows, skin and product alike. It is a simulation: how a
lamp renders skin, clothes and walls is known of such surfaces in general, not of these.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from tryon.core.colour import LINEAR_TO_WIDE, WIDE_TO_LINEAR, Real, linear_to_srgb
from tryon.core.encoding import SRGB
from tryon.core.scene import Bytes, Floats, Frame, Light, Scene
from tryon.core.seams import Effect
from tryon.core.shade import Shade
from tryon.core.stopwatch import Stopwatch
from tryon.effects.spectral import curve_of
from tryon.light.lamps import LAMPS, Lamp, daylight_to_lamp, seen_under
from tryon.render.compositor import Compositor

#: Where all codes are between these and white, the colour is lost: white is taken for it.
_FIRST_CLIPPED, _CLIPPED = 235.0, 254.0
_STEPS = 16_383


def in_other_light(scene: Scene, look: Sequence[Effect], lamp: Lamp) -> Bytes:
    """Show who is in `scene`, dressed, under another lamp.

    Parameters
    ----------
    scene : Scene
        As it was perceived, with its light.
    look : sequence of Effect
        What is worn, in the order in which it is put on.
    lamp : Lamp

    Returns
    -------
    rgb : (h, w, 3) uint8, sRGB
    """
    bare = _in_daylight(scene)
    layers = [
        layer
        for effect in (under(worn, lamp) for worn in look)
        for layer in effect.layers(bare, effect.memory())
    ]
    with closing(Compositor()) as compose:
        dressed = compose(bare, layers, Stopwatch()).rgb
    if lamp == LAMPS["daylight"]:
        return dressed
    return _encoded(SRGB.decode(dressed), daylight_to_lamp(lamp))


def under(effect: Effect, lamp: Lamp) -> Effect:
    """Give the shades of an effect the daylight colours that look as they do under a lamp."""
    if lamp == LAMPS["daylight"]:
        return effect
    made: Any = effect
    for knob in ("shade", "second"):
        shade = getattr(made, knob, None)
        if isinstance(shade, Shade):
            made = replace(made, **{knob: _shade_under(shade, lamp)})
    changed: Effect = made
    return changed


@lru_cache(maxsize=64)
def _shade_under(shade: Shade, lamp: Lamp) -> Shade:
    seen = seen_under(curve_of(shade), lamp)
    red, green, blue = np.linalg.solve(daylight_to_lamp(lamp), seen).tolist()
    return replace(shade, reflectance=(red, green, blue), bands=None)


def _in_daylight(scene: Scene) -> Scene:
    """Take the colour of its light out of a scene; how bright it is stays."""
    frame, light = scene.frame, scene.light
    white = LINEAR_TO_WIDE @ light.colour.astype(np.float64)
    to_daylight = WIDE_TO_LINEAR @ (LINEAR_TO_WIDE / white[:, None])
    linear = frame.encoding.decode(frame.rgb)
    least = frame.rgb.min(2).astype(np.float32)
    clipped = np.clip((least - _FIRST_CLIPPED) / (_CLIPPED - _FIRST_CLIPPED), 0, 1)
    rgb = _encoded(linear, to_daylight, clipped.astype(np.float32))
    harmonics = (light.harmonics @ to_daylight.T).astype(np.float32)
    bare = Light(
        np.ones(3, np.float32),
        light.level,
        harmonics,
        light.error_de2000,
        light.source,
        light.covariance,
    )
    return Scene(Frame(rgb, frame.captured_ns, frame.index), bare, scene.faces)


def _encoded(linear: Floats, matrix: Real, clipped: Floats | None = None) -> Bytes:
    """Map linear colours (h, w, 3) and encode them; what is clipped becomes grey."""
    mapped = linear @ matrix.T.astype(np.float32)
    if clipped is not None and clipped.any():
        grey = linear.max(2, keepdims=True)
        mapped += clipped[..., None] * (grey - mapped)
    # Brighter than white: all channels give way alike, so that the hue stays.
    most = mapped.max(2, keepdims=True)
    np.divide(mapped, np.maximum(most, 1), out=mapped)
    np.clip(mapped, 0, 1, out=mapped)
    mapped *= _STEPS
    codes: Bytes = _codes()[np.rint(mapped).astype(np.uint16)]
    return codes


@lru_cache(maxsize=1)
def _codes() -> Bytes:
    """Give the sRGB code of each step of linear light."""
    light = np.arange(_STEPS + 1) / _STEPS
    codes: Bytes = np.rint(linear_to_srgb(light) * 255).astype(np.uint8)
    return codes
