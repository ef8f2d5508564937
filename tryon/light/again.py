"""The same face in another light: it is compared with itself, place by place.

No face is of one colour, and no mesh of it is quite right. Whoever is seen again brings both
along: what a place has become lighter by is the light's doing alone, and where it faces tells
how the light on what faces the camera has changed. The whites of the eyes hardly have a colour
of their own, so they tell the hue of a lamp under which skin looks otherwise than before.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tryon.core.colour import Real
from tryon.light.belief import LEVEL_ONLY
from tryon.light.harmonics import basis
from tryon.light.skin import Reading

#: What a place differs by from how it looked before, when shading is taken out (log): skin that
#: moved, shines or is covered. Of 16 people photographed twice, the second time smiling, the
#: median place differs by 0.02 to 0.09.
_OTHERWISE = 0.04
#: The same before it is known how the shading has changed.
_AT_FIRST = 0.2
#: By how much (log) for each radian the shading of a face may be other than it was read to be.
_SLOPE = 0.3
#: Places that are turned away further (cosine) see another part of the room.
_TURNED = 0.3
_FEWEST = 10
#: Lids that close in on the eyes darken and redden them: only eyes that are as far open as
#: before (logarithm of the ratio) are compared.
_AS_OPEN = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Appearance:
    """How a face looks.

    Attributes
    ----------
    skin : (3,) float64
        log of the colour that is read of it.
    eyes, lips : (3,) float64 or None
        log of the colour of their white, and of the lower lip.
    opening : float
        How far the eyes are open, as a share of the face's width.
    places : (46, 3) float64
        log of the mean colour of parts of the face if they faced the camera, as far as the
        shading is known; NaN where it is not seen.
    normals : (46, 3) float64, unit length
        Of these parts: x right, y up, z to the camera.
    """

    skin: Real
    eyes: Real | None
    lips: Real | None
    opening: float
    places: Real = field(repr=False)
    normals: Real = field(repr=False)

    def brighter(self, log_gain: Real) -> "Appearance":
        """Give what it is when the camera multiplies the picture."""
        eyes = None if self.eyes is None else self.eyes + log_gain
        lips = None if self.lips is None else self.lips + log_gain
        return replace(
            self, skin=self.skin + log_gain, eyes=eyes, lips=lips, places=self.places + log_gain
        )


def appearance(reading: Reading) -> Appearance:
    """Take the logarithms of what was read of a face."""
    normals = reading.normals
    shading = np.maximum(basis(normals) @ reading.shading, 0.1).astype(np.float64)
    return Appearance(
        np.log(np.maximum(reading.skin.astype(np.float64), 1e-4)),
        None if reading.eyes is None else np.log(reading.eyes.astype(np.float64) + 1e-4),
        None if reading.lips is None else np.log(reading.lips.astype(np.float64) + 1e-4),
        reading.opening,
        reading.patches - np.log(shading)[:, None],
        normals.astype(np.float64),
    )


def usual(looks: Sequence[Appearance]) -> Appearance:
    """Give how a face looks mostly, of several looks in the same light."""
    places = np.array([look.places for look in looks])
    often = np.isfinite(places).sum(0)
    sums = np.nansum(places, 0)
    eyes = [look.eyes for look in looks if look.eyes is not None]
    lips = [look.lips for look in looks if look.lips is not None]
    return Appearance(
        np.median([look.skin for look in looks], 0),
        np.median(eyes, 0) if eyes else None,
        np.median(lips, 0) if lips else None,
        float(np.median([look.opening for look in looks])),
        np.where(often > 0, sums / np.maximum(often, 1), np.nan),
        np.mean([look.normals for look in looks], 0),
    )


def skin_again(before: Appearance, now: Appearance) -> Real:
    """Give the log of the skin of now (3,), as light as the light has made that of before."""
    change: Real = now.skin - before.skin
    level = _lighter(before, now)
    return now.skin if level is None else now.skin + level - float(LEVEL_ONLY @ change)


def eyes_again(before: Appearance, now: Appearance) -> Real | None:
    """Give the log of the eyes of now (3,) if they can be compared with those of before."""
    if before.eyes is None or now.eyes is None:
        return None
    opened = abs(math.log(now.opening / before.opening))
    return now.eyes if opened < _AS_OPEN else None


def _lighter(before: Appearance, now: Appearance) -> float | None:
    """By how much (log) light has increased that falls on what faces the camera.

    References
    ----------
    Holland, Welsch (1977), Communications in Statistics A6, 813-827: least squares again and
    again, with less weight for what is odd (Cauchy's).
    """
    change = (now.places - before.places) @ LEVEL_ONLY
    front = np.minimum(now.normals[:, 2], before.normals[:, 2])
    seen = np.flatnonzero(np.isfinite(change) & (front > _TURNED))
    if len(seen) < _FEWEST:
        return None
    looks = np.column_stack([np.ones(len(seen)), now.normals[seen] - (0, 0, 1)])
    change, held = change[seen], np.diag([0.0, *3 * (_OTHERWISE**2 / _SLOPE**2,)])
    odd = (change - np.median(change)) / _AT_FIRST
    for _ in range(4):
        weighted = looks.T / (1 + odd * odd)
        found = np.linalg.solve(weighted @ looks + held, weighted @ change)
        odd = (change - looks @ found) / (2 * _OTHERWISE)
    return float(found[0])
