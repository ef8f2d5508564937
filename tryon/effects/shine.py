"""The highlights of one mouth: drawn when something has changed, laid in every frame."""

import math
from dataclasses import dataclass, field

import cv2
import numpy as np

from tryon.core.scene import Face, Floats, Light
from tryon.effects.blend import Blend, share_of_second
from tryon.effects.coating import Coating
from tryon.effects.flakes import Sparkle, sparkle, strew
from tryon.effects.highlights import reflections
from tryon.effects.lip_surface import Chart, columns_for, place_on_lips, soften
from tryon.effects.mouth import lamp_on

#: How far the head may turn, the mouth grow or the lamp's share change before the highlights
#: are drawn anew: less is the noise of the pose.
_STILL_DEG, _STILL_SHARE, _STILL_LAMP = 0.5, 0.15, 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Shine:
    """Highlights as textures, and the circumstances they were drawn for.

    Attributes
    ----------
    half : (3,) float32
        Half-way between lamp and camera, in the head's axes.
    pose : (3, 3) float32
        Rotation from the head's axes to the camera's.
    width_px, lamp : float
        Width of the mouth; share of the light that is the lamp's.
    highlights : (rows, columns[, 3]) float32
        See `reflections`.
    second : (rows, columns) float32 or None
        Share of a second colour.
    sparkle : Sparkle or None
        The flakes that shine.
    """

    half: Floats
    pose: Floats
    width_px: float
    lamp: float
    highlights: Floats = field(repr=False)
    second: Floats | None = field(default=None, repr=False)
    sparkle: Sparkle | None = field(default=None, repr=False)

    def lay(self, chart: Chart, strength: float) -> Floats:
        """Lay the highlights on the box of the lips: (h, w[, 3]), shares of the light."""
        laid = place_on_lips(self.highlights, chart)
        laid *= np.float32(strength)
        if self.sparkle is None:
            return laid
        flakes = strew(self.sparkle, chart)
        flakes += laid if laid.ndim == 3 else cv2.merge((laid, laid, laid))
        return flakes

    def _holds(self, half: Floats, pose: Floats, width_px: float, lamp: float) -> bool:
        """Say whether nothing has changed but the noise of what was found."""
        cos = min(float(half @ self.half), float(pose[2] @ self.pose[2]), 1.0)
        return (
            math.degrees(math.acos(cos)) <= _STILL_DEG
            and abs(width_px / self.width_px - 1) <= _STILL_SHARE
            and abs(lamp - self.lamp) <= _STILL_LAMP
        )


def shine(
    before: Shine | None,
    light: Light,
    face: Face,
    width_px: float,
    product: Coating,
    *,
    blend: Blend | None = None,
    second: Coating | None = None,
) -> Shine:
    """Draw the highlights of a product on lips, unless those of `before` still hold.

    Parameters
    ----------
    before : Shine or None
        Of the same product, in an earlier frame.
    light : Light
    face : Face
    width_px : float
        Of the mouth.
    product : Coating
    blend : Blend or None
        Where a second colour lies; its metal is its own.
    second : Coating or None
    """
    half, lamp = lamp_on(light, face)
    pose = face.head_to_camera[:3, :3]
    if before is not None and before._holds(half, pose, width_px, lamp):
        return before
    columns, finish = columns_for(width_px), product.finish
    texture = reflections(half, pose, product.mirror, finish, lamp, columns)
    share = None if blend is None else share_of_second(blend, pose, columns)
    if share is not None and second is not None and texture.ndim == 3:
        other = reflections(half, pose, second.mirror, finish, lamp, columns)
        other -= texture
        other *= share[..., None]
        texture += other
    sparks = None
    if finish.flakes is not None:
        sparks = sparkle(half, pose, finish, product.opaque, lamp, product.touched)
    return Shine(half, pose, width_px, lamp, soften(texture, width_px), share, sparks)
