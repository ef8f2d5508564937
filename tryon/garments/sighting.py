"""What a picture says of a person: landmarks through a lens, and which arm is before what."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import Floats
from tryon.garments.bend import Array

#: Focal length in longer sides of the picture: 70.4 degrees across, a common webcam. Scale is
#: relative, so a wrong lens only bends the perspective a little.
FOCAL = 0.71

#: Torso lengths below the picture at which landmarks are surely guessed.
_CUT = 0.1
#: Hips below the picture are drawn up to its edge: so far above it, in torso lengths, they
#: begin to be guessed. Of 24 trunks cut at 90 % they were 0.06 above to 0.18 below.
_DRAWN_UP = 0.12

#: A wrist that is seen less far aside than this, in half shoulder widths, and less far down, in
#: torso lengths, is before the trunk of who shows a half shoulder width of that many.
_ASIDE, _BELOW, _FACING = 0.8, 0.9, 0.25
#: One that is seen so near to the trunk hangs beside it.
_BESIDE, _HANGS = 1.9, 1.6
#: A forearm is before the trunk if one of these places on it is, from elbow to wrist.
_ALONG = (0.5, 0.75, 1.0)
#: Visibility of wrists that are hardly, and that are surely in sight. Of 24 of mannequins
#: whose arms were behind them two were above the lower one.
_IN_SIGHT = 0.85, 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Lens:
    """A camera without distortion.

    Attributes
    ----------
    focal_px : float
    centre_px : (float, float)
    size : (width, height), px
    """

    focal_px: float
    centre_px: tuple[float, float]
    size: tuple[int, int]

    @classmethod
    def usual(cls, size: tuple[int, int]) -> "Lens":
        """Assume the lens of a common webcam or telephone for a picture of `size`."""
        return cls(FOCAL * max(size), (size[0] / 2, size[1] / 2), size)

    def show(self, points: Array) -> Array:
        """Project points (..., 3) of camera space to pixels (..., 2)."""
        depth = np.maximum(-points[..., 2], 0.05)
        scaled = points[..., :2] * (self.focal_px / depth)[..., None]
        shown: Array = scaled * (1.0, -1.0) + self.centre_px
        return shown


@dataclass(frozen=True, slots=True)
class Crossing:
    """A wrist that lies on the other arm in the picture.

    Attributes
    ----------
    side : int
        Whose wrist: 0 of the left arm, 1 of the right one.
    on_upper : bool
        Whether it lies on the other's upper arm; else on its forearm.
    share : float in [0, 1]
        Where on it, from its beginning.
    before : float in [-1, 1]
        1 if it is surely before that arm, -1 if surely behind, 0 if nobody knows.
    """

    side: int
    on_upper: bool
    share: float
    before: float


@dataclass(frozen=True, slots=True)
class Arms:
    """What a picture says of arms: how near to the camera they are, and where they end.

    Attributes
    ----------
    crossings : sequence of Crossing
    at_face : sequence of int
        Sides whose hands are seen at the face: 0 left, 1 right.
    hands : sequence of int
        Sides whose hands are seen: their wrists are where these begin.
    """

    crossings: Sequence[Crossing] = ()
    at_face: Sequence[int] = ()
    hands: Sequence[int] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """What a picture says of a person's landmarks.

    Attributes
    ----------
    lens : Lens
    points : (33, 3) float32, px
    world : (33, 3) float32, m
    visibility : (33,) float32
        0 of what is somebody else's.
    arms : Arms
    head_px_per_m : float or None
        How large the face is: px of the picture for each m of the canonical face, where that
        is. None of who shows none.
    """

    lens: Lens
    points: Floats = field(repr=False)
    world: Floats = field(repr=False)
    visibility: Floats = field(repr=False)
    arms: Arms = field(default_factory=Arms)
    head_px_per_m: float | None = None

    def torso_px(self) -> float:
        """Length of the torso in the picture, by its landmarks."""
        p = self.points[:, :2]
        return max(float(np.hypot(*(p[11] + p[12] - p[23] - p[24]))) / 2, 1.0)

    def is_inside(self) -> NDArray[np.bool_]:
        """Say which landmarks lie in the picture: (33,); others are guessed."""
        places = self.points[:, :2]
        inside: NDArray[np.bool_] = ((places > 0) & (places < self.lens.size)).all(1)
        return inside

    def cut_below(self) -> float:
        """Say how surely the picture ends above the hips, in [0, 1]."""
        return float(self._below(_DRAWN_UP)[[23, 24]].mean())

    def unseen_arms(self) -> Array:
        """Say how surely the picture ends above each elbow and its hand: (2,), in [0, 1]."""
        below = self._below()
        unseen: Array = below[[13, 14]] * below[[15, 16]]
        return unseen

    def _below(self, above: float = 0.0) -> Array:
        away = (self.points[:, 1] - self.lens.size[1]) / (_CUT * self.torso_px())
        away = away + above / _CUT
        below: Array = np.clip(away.astype(np.float64), 0.0, 1.0)
        return below

    def arms_before(self) -> tuple[float, float]:
        """Say how surely each forearm is seen before the trunk, as of `Figure`.

        One that is behind the other is no more so than that, and not at all where it goes on
        under the other's upper arm.
        """
        sure = np.max([self.over_trunk(share) for share in _ALONG], axis=0)
        for crossing in self.arms.crossings:
            side, is_behind = crossing.side, crossing.before < 0
            behind, most = (side, sure[1 - side]) if is_behind else (1 - side, sure[side])
            if is_behind and crossing.on_upper:
                most = 0.0
            sure[behind] += abs(crossing.before) * min(most - sure[behind], 0.0)
        left, right = sure.tolist()
        return left, right

    def arms_beside(self) -> tuple[float, float]:
        """Say how surely each forearm is seen before or beside the trunk, as of `Figure`."""
        near = [self._seen_within(_BESIDE, _HANGS, share) for share in _ALONG]
        left, right = np.max(near, axis=0).tolist()
        return left, right

    def over_trunk(self, share: float = 1.0) -> Array:
        """Say how surely a place on each forearm is seen before the trunk: (2,).

        It is that `share` of the way from elbow to wrist, of who faces the camera: arms may be
        behind them, too, but are not in sight then.
        """
        return self._seen_within(_ASIDE, _BELOW, share)

    def _seen_within(self, widest: float, lowest: float, share: float) -> Array:
        p = self.points[:, :2].astype(np.float64)
        shoulders, hips = p[[11, 12]].mean(0), p[[23, 24]].mean(0)
        down, across = hips - shoulders, p[11] - p[12]
        wide, long = math.hypot(*across) / 2, max(math.hypot(*down), 1.0)
        away = p[[13, 14]] + share * (p[[15, 16]] - p[[13, 14]]) - shoulders
        below = (away @ down) / long**2
        aside = np.abs(away[:, 0] * down[1] - away[:, 1] * down[0]) / (long * max(wide, 1.0))
        is_over = (below > 0) & (below < lowest) & (aside < widest) & (wide > _FACING * long)
        low, high = _IN_SIGHT
        sure: Array = is_over * np.clip((self.visibility[[15, 16]] - low) / (high - low), 0, 1)
        return sure
