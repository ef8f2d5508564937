"""Something before a mouth, and the mouth as it may look without it.

What hides a lip also misleads about the rest: its colours are learned as the lip's, its border
is taken for an edge. So it is taken out of the picture, and the lips are looked for again.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import Box, Bytes, Floats, Lips
from tryon.tracking.lip_shape import Patch, fill

Flags = NDArray[np.bool_]

#: A mouth of which less is left is not painted.
_LEAST = 0.1
#: Skin that tells what there may be behind: from where to where, in mouth widths from the lips.
_NEAR, _FAR = 0.04, 0.25
#: Pixels on the border of what hides the lips that have some of its colour; how many have to be
#: left to tell a colour; how soft the edges of what is put in are.
_TAINTED, _ENOUGH, _SOFT = 2, 30, 1.2


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """What is before a mouth.

    Attributes
    ----------
    patch : Patch
    pixels : (h, w, 3) uint8
        Of the patch.
    edges : (4, COLUMNS, 2) float32, px of the patch
        The mesh's: where the lips would be.
    hidden : (h, w) bool
    """

    patch: Patch
    pixels: Bytes
    edges: Floats
    hidden: Flags

    def leave_out(self, lips: Lips) -> Lips | None:
        """Leave out what of the lips is hidden; None if hardly anything is left."""
        shown = 1 - self.hidden.astype(np.float32)
        seen = np.asarray(cv2.GaussianBlur(shown, (0, 0), 0.7), np.float32)
        here = self._to_frame(seen, lips.box, cv2.BORDER_REPLICATE)
        coverage = np.asarray(lips.coverage * here, np.float32)
        if coverage.sum() < _LEAST * lips.coverage.sum():
            return None
        return replace(lips, coverage=coverage)

    def taken_away(self, rgb: Bytes) -> Bytes:
        """Copy a frame with lips and skin, as they are beside it, in the place of this."""
        size = self.hidden.shape[::-1]
        upper, lower = (self._lip(pair, size) for pair in ((0, 1), (3, 2)))
        middle = self.edges[1:3].mean(0)
        order = np.argsort(middle[:, 0])
        seam = np.interp(np.arange(size[0]) + 0.5, middle[order, 0], middle[order, 1])
        above = np.arange(size[1])[:, None] + 0.5 < seam
        taken = grown(self.hidden, _TAINTED)
        around = grown(upper | lower, _FAR * self.patch.unit) & ~taken
        around &= ~grown(upper | lower, _NEAR * self.patch.unit)
        lips = (upper | lower) & ~taken
        filled = self.pixels.copy()
        for part, shown, otherwise in (
            (above, around & above, around),
            (~above, around & ~above, around),
            (upper, upper & ~taken, lips),
            (lower, lower & ~taken, lips),
        ):
            told = shown if shown.sum() > _ENOUGH else otherwise
            if told.any():
                filled[part & taken] = np.median(self.pixels[told], 0)
        filled = np.asarray(cv2.GaussianBlur(filled, (0, 0), _SOFT), np.uint8)
        frame = Box(0, 0, rgb.shape[1], rgb.shape[0])
        share = self._to_frame(taken.astype(np.float32), frame, cv2.BORDER_CONSTANT)[..., None]
        put = self._to_frame(filled, frame, cv2.BORDER_REPLICATE)
        return np.asarray(np.round(rgb * (1 - share) + put * share), np.uint8)

    def _lip(self, pair: tuple[int, int], size: tuple[int, ...]) -> Flags:
        outline = np.concatenate([self.edges[pair[0]], self.edges[pair[1]][::-1]])
        return np.asarray(fill(Box(0, 0, size[0], size[1]), [(outline, 1)]) > 0.5)

    def _to_frame(self, picture: Floats | Bytes, box: Box, border: int) -> Floats:
        warp = self.patch.frame_to_patch.astype(np.float64)
        warp[:, 2] += warp[:, :2] @ (box.x + 0.5, box.y + 0.5) - 0.5
        size = box.width, box.height
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(
            cv2.warpAffine(picture, warp, size, flags=flags, borderMode=border), np.float32
        )


def grown(flags: Flags, radius: float) -> Flags:
    """Widen what is flagged by `radius`, px."""
    return np.asarray(cv2.dilate(flags.astype(np.uint8), disc(radius)) > 0)


def disc(radius: float) -> Bytes:
    """Draw a disc of `radius`, px, for morphology."""
    size = (2 * int(radius) + 1,) * 2
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, size), np.uint8)
