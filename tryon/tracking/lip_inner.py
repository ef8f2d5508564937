"""Where the lips end inside: the line between closed lips, or the edges of an open mouth.

Each column of the mouth runs from within the upper lip to within the lower one and is cut
twice. Between the cuts lies what is not lip: teeth, tongue, the dark gap. All pairs of cuts are
weighed at once, and their expected places taken, so nothing jumps when two are equally good.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.core.scene import Floats
from tryon.tracking.lip_shape import COLUMNS, sample

#: Samples of a column.
SAMPLES = 64

# Two numbers tell lip from mouth: lightness, and rosiness (log R + log B - 2 log G), which is
# high on lips, lower on skin and lowest on teeth. They are counted in bins of these sizes.
_TO_BINS = np.array([[1 / 3, 1 / 3, 1 / 3], [1, -2, 1]], np.float32) / np.array(
    [[0.08], [0.025]], np.float32
)
_FIRST = np.array([3.2 / 0.08, 0.4 / 0.025], np.float32)
_BINS = 40

# Priors, in mouth widths: how far the mesh's inner edges are off.
_UPPER_OFF, _LOWER_OFF = 0.020, 0.035
# Evidence of a stretch of 0.01 mouth widths; what one colour can say at most.
_WEIGHT, _MOST = 0.8, 2.5
# Log-lightness by which the gap is darker than the lip beside it.
_DARKER, _DARK_SOFT = 0.3, 0.1
_CLOSED_FROM, _CLOSED_AT = 0.035, 0.020
# An open mouth shows a wet rim, which nobody paints.
_WET = 0.010
# A closed seam is as thick as a hair's breadth, and lies at the lower side of its shadow.
_SEAM, _SEAM_BELOW = 0.004, 0.004


def _neighbours(reach: float, *, inside: int = 0) -> Floats:
    apart = np.arange(COLUMNS)[:, None] - np.arange(COLUMNS)
    weights = np.exp(-((apart / reach) ** 2) / 2)
    if inside:
        weights[:, :inside] = weights[:, -inside:] = 0
    return np.asarray(weights / weights.sum(1, keepdims=True), np.float32)


_CALM, _CALMER, _LOCAL = _neighbours(1), _neighbours(2), _neighbours(3, inside=3)
_ACROSS_LIP = np.array([0.1, 0.25, 0.4, 0.55, 0.7, 0.85], np.float32)[:, None, None]
_ACROSS_GAP = np.array([0.15, 0.3, 0.5, 0.7, 0.85], np.float32)[:, None, None]
_LIT_LIP = np.array([0.15, 0.3, 0.45, 0.6], np.float32)[:, None, None]


def lip_lightness(logs: Floats, edges: Floats) -> Floats:
    """Log-lightness of the upper and lower lip at each column: (2, COLUMNS) float32."""
    found = [
        _LOCAL @ np.median(sample(logs, outer * (1 - _LIT_LIP) + inner * _LIT_LIP).mean(-1), 0)
        for outer, inner in ((edges[0], edges[1]), (edges[3], edges[2]))
    ]
    return np.asarray(found, np.float32)


def mouth_opening(edges: Floats, unit: float) -> float:
    """Largest height of the gap in the middle of the mouth, in mouth widths."""
    gap = edges[2, 8:-8] - edges[1, 8:-8]
    return float(np.hypot(gap[:, 0], gap[:, 1]).max()) / unit


@dataclass(frozen=True, slots=True, eq=False)
class Inside:
    """What colours the inside of this mouth has, against those of its lips.

    Attributes
    ----------
    table : (bins, bins) float32
        Log-likelihood ratio, mouth over lip, by rosiness and lightness.
    """

    table: Floats


def learn_inside(logs: Floats, edges: Floats, unit: float, *, trust_gap: bool) -> Inside:
    """Count the colours of lips and gap.

    Parameters
    ----------
    logs : (h, w, 3) float32
    edges : (4, COLUMNS, 2) float32, px of the patch
    unit : float
    trust_gap : bool
        Whether `edges` already come from the picture: the mesh's own gap may well reach over
        a lip, and would teach that lips are no lips.
    """
    within = slice(2, -2)
    lips = [
        _count(logs, outer[within] * (1 - _ACROSS_LIP) + inner[within] * _ACROSS_LIP)
        for outer, inner in ((edges[0], edges[1]), (edges[3], edges[2]))
    ]
    gap = edges[2] - edges[1]
    wide = np.hypot(gap[:, 0], gap[:, 1]) > 0.02 * unit
    anything = np.full((_BINS, _BINS), 1 / _BINS**2, np.float32)
    mouth = anything
    if trust_gap and wide.sum() >= 3:
        seen = _count(logs, edges[1, wide] + gap[wide] * _ACROSS_GAP)
        mouth = 0.7 * seen + 0.3 * anything
    least = 0.02 / _BINS**2
    ratio = np.log((mouth + least) / (np.maximum(*lips) + least))
    return Inside(np.clip(ratio, -_MOST, _MOST).astype(np.float32))


def _count(logs: Floats, points: Floats) -> Floats:
    """Smoothed share of each bin among the colours at `points`."""
    at = _bins(sample(logs, points)).reshape(-1, 2)
    index = np.clip(at, 0, _BINS - 1).astype(int)
    counts = np.bincount(index[:, 1] * _BINS + index[:, 0], minlength=_BINS**2)
    table = counts.reshape(_BINS, _BINS).astype(np.float32) / len(at)
    return np.asarray(cv2.GaussianBlur(table, (0, 0), 1.3))


def _bins(logs: Floats) -> Floats:
    return np.asarray(logs @ _TO_BINS.T + _FIRST, np.float32)


def inner_edges(
    logs: Floats, edges: Floats, inside: Inside, lightness: Floats, unit: float
) -> Floats:
    """Find the inner edges in the picture.

    Parameters
    ----------
    logs : (h, w, 3) float32
    edges : (4, COLUMNS, 2) float32, px of the patch
        Corrected outer edges and the mesh's inner ones.
    inside : Inside
    lightness : (2, COLUMNS) float32
        From `lip_lightness`.
    unit : float

    Returns
    -------
    inner : (2, COLUMNS, 2) float32, px of the patch
        Lower edge of the upper lip, upper edge of the lower lip.
    """
    top = 0.75 * edges[0] + 0.25 * edges[1]
    bottom = 0.75 * edges[3] + 0.25 * edges[2]
    half = (bottom - top) / 2 + np.array([0, 0.01 * unit], np.float32)
    top, down = (top + bottom) / 2 - half, 2 * half
    square = (down * down).sum(1)
    length = np.sqrt(square) / unit
    at = np.linspace(0, 1, SAMPLES, dtype=np.float32)
    seen = _bins(sample(logs, top[:, None] + down[:, None] * at[:, None]))
    light, rosy = seen[..., 0] * 0.08 - 3.2, seen[..., 1] * 0.025
    upper, lower = (((edges[i] - top) * down).sum(1) / square for i in (1, 2))

    step = length / SAMPLES
    column = np.arange(COLUMNS)[:, None]

    def beside(reach: float) -> tuple[Floats, Floats]:
        """Find the samples so far above and below every sample."""
        count = np.maximum(np.round(reach / step), 1).astype(int)[:, None]
        index = np.arange(SAMPLES)
        return np.maximum(index - count, 0), np.minimum(index + count, SAMPLES)

    both = np.stack([light, rosy])
    total = np.cumsum(np.pad(both, ((0, 0), (0, 0), (1, 0))), -1)
    above, below = beside(0.015)
    here = np.arange(SAMPLES)
    before = (total[..., :-1] - total[:, column, above]) / np.maximum(here - above, 1)
    after = (total[:, column, below] - total[..., :-1]) / (below - here)
    change = np.minimum(np.abs(after - before).sum(0), 0.6)
    change[:, 0] = 0
    change = _CALM @ change

    middle = (upper + lower) / 2
    lit = np.where(at < middle[:, None], lightness[0][:, None], lightness[1][:, None])
    darker = np.clip((lit - _DARKER - light) / _DARK_SOFT, -9, 2)
    mouth = cv2.remap(
        inside.table, seen - 0.5, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    mouth = _CALM @ np.maximum(mouth, darker)
    weight = (_WEIGHT * step / 0.01)[:, None]
    gain = (np.cumsum(mouth, 1) - mouth) * weight
    off_upper = (at - upper[:, None]) * length[:, None]
    off_lower = (at - lower[:, None]) * length[:, None]
    first = 4 * change - gain - (off_upper / _UPPER_OFF) ** 2 / 2
    second = 4 * change + gain - (off_lower / _LOWER_OFF) ** 2 / 2
    first, second = (
        np.exp(s - s.max(1, keepdims=True), dtype=np.float64) for s in (first, second)
    )
    chance_first = first * np.cumsum(second[:, ::-1], 1)[:, ::-1]
    chance_second = second * np.cumsum(first, 1)
    cuts = [(c @ at) / np.maximum(c.sum(1), 1e-300) for c in (chance_first, chance_second)]
    cut_upper = upper + _CALM @ (cuts[0] - upper)
    cut_lower = lower + _CALM @ (cuts[1] - lower)

    opening = mouth_opening(edges, unit)
    dry = _WET * float(np.clip((opening - 0.02) / 0.02, 0, 1)) / length
    cut_upper, cut_lower = cut_upper - dry, cut_lower + dry
    closed = float(np.clip((_CLOSED_FROM - opening) / (_CLOSED_FROM - _CLOSED_AT), 0, 1))
    if closed:
        calm = _CALM @ light
        above, below = beside(0.012)
        below = np.minimum(below, SAMPLES - 1)
        over, under = calm[column, above] - calm, calm[column, below] - calm
        valley = np.minimum(over, under) / 2 + (over + under) / 4
        off = (at - middle[:, None]) * length[:, None]
        score = 60 * np.clip(valley, -0.1, 0.5) + 6 * np.clip(under - over, -0.3, 0.3)
        score -= (off / 0.02) ** 2 / 2
        chance = np.exp(score - score.max(1, keepdims=True))
        place = (chance * off).sum(1) / chance.sum(1)
        seam = middle + (_CALMER @ place + _SEAM_BELOW) / length
        cut_upper += closed * (seam - _SEAM / 2 / length - cut_upper)
        cut_lower += closed * (seam + _SEAM / 2 / length - cut_lower)
    cut_lower = np.maximum(cut_lower, cut_upper)
    return np.asarray(
        np.stack([top + down * cut_upper[:, None], top + down * cut_lower[:, None]]), np.float32
    )
