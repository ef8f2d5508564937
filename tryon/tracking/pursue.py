"""A quick hand pursued by its colours, where flow loses it.

A hand that crosses half its own length between two frames is blurred, and no point of it looks
like it did. What is left is a patch of skin before cloth: the place is looked for where the
hand's outline holds most of its colours and the ring around it least.
"""

import cv2
import numpy as np

from tryon.core.scene import Bytes, Floats
from tryon.tracking.hands import Hand, silhouette
from tryon.tracking.matte import Colours, cells_of

#: Pixels of a palm in the picture that is searched.
_PALM_PX = 9.0

#: How far from where it is expected a hand is looked for, and how uncertain that place is when
#: flow knows nothing, in palms; the score that this much costs.
_FAR, _UNSURE, _COST = 2.0, 1.0, 0.5

#: Width of the ring around a hand, in palms, and how much what is on it counts.
_RING, _AGAINST = 0.4, 0.7

#: What flow says is believed if it leaves no more than this of the score.
_CONTENT = 0.6


def pursue(
    rgb: Bytes, scale: float, hand: Hand, colours: Colours, expected: Floats, *, is_seen: bool
) -> tuple[Floats, float]:
    """Say how far a hand moved.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
        The frame, maybe smaller.
    scale : float
        Its pixels per pixel of the frame.
    hand : Hand
        Where it was, in px of the frame.
    colours : Colours
    expected : (2,) float32, px of the frame
        About how far it moved.
    is_seen : bool
        Whether flow says so; otherwise it is but a guess.

    Returns
    -------
    moved : (2,) float32, px of the frame
        `expected` where that explains the picture as well as anything.
    score : float
        How much more its colours are within its outline than around it; more than 1 where it
        really is.
    """
    palm = max(hand.palm_px, 1.0)
    fine = min(_PALM_PX / palm, scale)
    around = np.float32((_RING + 0.25) * palm)
    low, high = hand.points.min(0) - around, hand.points.max(0) + around
    size = np.maximum(np.ceil((high - low) * fine), 4).astype(int)
    reach = int(np.ceil(_FAR * palm * fine))
    # the part of the picture that may hold it, resampled so that cells lie on those of `drawn`
    corner = low + expected - reach / fine
    step = scale / fine
    matrix = np.array([[step, 0, 0], [0, step, 0]], np.float64)
    matrix[:, 2] = corner * scale + 0.5 * step - 0.5
    wide, tall = (size + 2 * reach).tolist()
    flags = cv2.WARP_INVERSE_MAP | cv2.INTER_AREA
    part = cv2.warpAffine(
        rgb, matrix, (wide, tall), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    says = colours.says.ravel()[cells_of(np.asarray(part, np.uint8))]
    here = Hand((hand.points - low) * np.float32(fine), hand.presence)
    drawn = silhouette(here, (int(size[0]), int(size[1])))
    width = 2 * max(round(_RING * palm * fine), 1) + 1
    ring = cv2.dilate(drawn, np.ones((width, width), np.uint8)) - drawn
    kernel = drawn / max(float(drawn.sum()), 1.0)
    kernel -= _AGAINST * ring / max(float(ring.sum()), 1.0)
    scores = cv2.matchTemplate(says, kernel.astype(np.float32), cv2.TM_CCORR)
    axis = np.arange(-reach, reach + 1, dtype=np.float32) / np.float32(fine * palm)
    away = axis[None, :] ** 2 + axis[:, None] ** 2
    best = scores - np.float32(_COST / _UNSURE**2) * away
    row, column = np.unravel_index(int(best.argmax()), best.shape)
    score = float(scores[row, column])
    if score <= 0 or (is_seen and scores[reach, reach] > _CONTENT * score):
        return expected, float(scores[reach, reach])
    off = np.array([column - reach, row - reach], np.float32)
    off[0] += _top(best[row], int(column))
    off[1] += _top(best[:, column], int(row))
    moved: Floats = expected + off / np.float32(fine)
    return moved, score


def _top(line: Floats, place: int) -> float:
    """Find where between cells a parabola through the best and its neighbours is highest."""
    if not 0 < place < len(line) - 1:
        return 0.0
    left, here, right = (float(line[place + k]) for k in (-1, 0, 1))
    bend = left - 2 * here + right
    return 0.5 * (left - right) / bend if bend < 0 else 0.0
