"""Where the lips end inside: the line between closed lips, or the edges of an open mouth.

Each column of the mouth runs from within the upper lip to within the lower one and is cut
twice. Between the cuts lies what is not lip: teeth, tongue, the dark gap. All pairs of cuts are
weighed at once, and their expected places taken, so nothing jumps when two are equally good.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import Floats
from tryon.tracking.lip_colour import LIGHTNESS
from tryon.tracking.lip_shape import COLUMNS, sample

#: Samples of a column.
SAMPLES = 64

# Two numbers tell lip from mouth: lightness, and rosiness (log R + log B - 2 log G), which is
# high on lips, lower on skin and lowest on teeth. They are counted in bins of these sizes.
_BIN = np.array([0.08, 0.025], np.float32)
_FIRST = np.array([3.2, 0.4], np.float32) / _BIN
_BINS = 40
_TO_BINS = np.array([[1 / 3, 1 / 3, 1 / 3], [1, -2, 1]], np.float32) / _BIN[:, None]

# Priors, in mouth widths: how far the mesh's inner edges are off.
_UPPER_OFF, _LOWER_OFF = 0.020, 0.035
# Evidence of a stretch of 0.01 mouth widths; what one colour can say at most.
_WEIGHT, _MOST = 0.8, 2.5
# Log-lightness by which the gap is darker than the lip beside it.
_DARKER, _DARK_SOFT = 0.3, 0.1
# The mesh's gap, in mouth widths, of a mouth that is surely closed, and surely open.
_CLOSED, _OPEN = 0.020, 0.035
# Gaps of the mesh up to this are mistakes where the picture shows nothing but lip in them.
_MISTAKEN = 0.15
# From this gap on, it is doubted that less than this share of it shows anything but lip.
_LARGE, _TELLING = 0.10, 0.25
# An open mouth shows a wet rim, which nobody paints; one that hardly opens shows less of it.
_WET, _WETTER = 0.010, 0.15
# A closed seam is as thick as a hair's breadth, and lies at the lower side of its shadow.
_SEAM, _SEAM_BELOW, _SEAM_OFF, _SHALLOW = 0.004, 0.003, 0.020, 0.02
# Paint meets where lips do, and leaves as much of the seam as its shadow is deep. Found edges
# this far apart still touch, and no longer do.
_MEET, _TOUCH, _PARTED = 0.7, 0.006, 0.016
# Where it is found on the average face, below the middle of the mesh's inner edges.
_SEAM_USUAL = -0.005

_AT = np.linspace(0, 1, SAMPLES, dtype=np.float32)
_INDEX = np.arange(SAMPLES)


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
        _LOCAL
        @ np.median(sample(logs, outer * (1 - _LIT_LIP) + inner * _LIT_LIP) @ LIGHTNESS, 0)
        for outer, inner in ((edges[0], edges[1]), (edges[3], edges[2]))
    ]
    return np.asarray(found, np.float32)


def mouth_opening(edges: Floats, unit: float) -> float:
    """Largest height of the gap in the middle of the mouth, in mouth widths."""
    gap = edges[2, 8:-8] - edges[1, 8:-8]
    return float(np.hypot(gap[:, 0], gap[:, 1]).max()) / unit


def painted_gap(edges: Floats, unit: float) -> float:
    """How much paint lies between found inner edges, in [0, 1]: lips that touch share it."""
    apart = (mouth_opening(edges, unit) - _TOUCH) / (_PARTED - _TOUCH)
    return _MEET * (1 - min(max(apart, 0.0), 1.0))


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
    columns = _columns(logs, edges, unit)
    opening = mouth_opening(edges, unit)
    opened = min(max((opening - _CLOSED) / (_OPEN - _CLOSED), 0.0), 1.0)
    cuts = np.zeros((2, COLUMNS), np.float32)
    if opened > 0:
        mouth = _mouth_evidence(columns, inside, lightness)
        shown, share = _shown(columns, mouth)
        # A gap in which nothing is seen but lip is none, unless it is too large for a mistake.
        opened *= max(shown, min(max((opening - _MISTAKEN) / 0.1, 0.0), 1.0))
        # In a large one that looks like lip for the most part, colours tell nothing: some teeth
        # are like some lips.
        large = min(max((opening - _LARGE) / 0.08, 0.0), 1.0)
        doubt = large * (1 - min(max((share - _TELLING) / 0.25, 0.0), 1.0))
        found = _open_cuts(columns, mouth, shown * (1 - doubt))
        wet = np.clip(_CALMER @ ((found[1] - found[0]) * columns.length) * _WETTER, 0, _WET)
        cuts += opened * (found + np.stack([-wet, wet]) / columns.length)
    if opened < 1:
        seam, depth = _seam(columns)
        half = _SEAM / 2 * min(max((depth - 0.01) / 0.03, 0.0), 1.0) / columns.length
        cuts += (1 - opened) * (seam + np.stack([-half, half]))
    cuts[1] = np.maximum(cuts[1], cuts[0])
    return np.asarray(columns.top + columns.down * cuts[..., None], np.float32)


def mesh_height(logs: Floats, edges: Floats, unit: float) -> float | None:
    """How much too high the mesh sits, by the line between closed lips.

    Returns
    -------
    height : float or None
        In mouth widths, positive upwards; None when no such line is seen.
    """
    if mouth_opening(edges, unit) > _CLOSED:
        return None
    columns = _columns(logs, edges, unit)
    seam, depth = _seam(columns)
    if depth < _SHALLOW:
        return None
    below = (seam - columns.mesh.mean(0)) * columns.length
    return float(below[COLUMNS // 4 : -COLUMNS // 4].mean()) - _SEAM_USUAL


def seam_depth(logs: Floats, edges: Floats, unit: float) -> float:
    """By how much the line between closed lips is darker than the lips, in log-lightness."""
    return _seam(_columns(logs, edges, unit))[1]


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """What is seen along the columns, of which every one counts from 0 to 1.

    Attributes
    ----------
    top, down : (COLUMNS, 2) float32, px
        Where a column begins, and its whole extent.
    length : (COLUMNS,) float32
        In mouth widths.
    mesh : (2, COLUMNS) float32
        Where the mesh's inner edges cut it.
    bins : (COLUMNS, SAMPLES, 2) float32
        Colours as places in the table of `Inside`.
    """

    top: Floats
    down: Floats
    length: Floats
    mesh: Floats
    bins: Floats

    @property
    def light(self) -> Floats:
        """Log-lightness, (COLUMNS, SAMPLES)."""
        return np.asarray((self.bins[..., 0] - _FIRST[0]) * _BIN[0])

    def beside(self, reach: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Find the samples about `reach` mouth widths above and below every sample."""
        count = max(round(reach / float(self.length.mean()) * SAMPLES), 1)
        return np.maximum(_INDEX - count, 0), np.minimum(_INDEX + count, SAMPLES)

    def off(self, place: Floats) -> Floats:
        """Distance of every sample from a place on its column, in mouth widths."""
        return np.asarray((_AT - place[:, None]) * self.length[:, None])


def _columns(logs: Floats, edges: Floats, unit: float) -> _Columns:
    top = 0.75 * edges[0] + 0.25 * edges[1]
    bottom = 0.75 * edges[3] + 0.25 * edges[2]
    # At the corners the edges meet: a column needs some length there, too.
    half = (bottom - top) / 2 + np.array([0, 0.01 * unit], np.float32)
    top, down = (top + bottom) / 2 - half, 2 * half
    square = np.maximum((down * down).sum(1), 1e-6)
    mesh = ((edges[1:3] - top) * down).sum(-1) / square
    bins = _bins(sample(logs, top[:, None] + down[:, None] * _AT[:, None]))
    return _Columns(top, down, np.sqrt(square) / unit, mesh, bins)


def _mouth_evidence(columns: _Columns, inside: Inside, lightness: Floats) -> Floats:
    """Log-likelihood ratio of mouth over lip: (COLUMNS, SAMPLES)."""
    upper = columns.mesh.mean(0)[:, None] > _AT
    lit = np.where(upper, lightness[0][:, None], lightness[1][:, None])
    darker = np.clip((lit - _DARKER - columns.light) / _DARK_SOFT, -9, 2)
    return np.asarray(_CALM @ np.maximum(sample(inside.table, columns.bins), darker))


def _shown(columns: _Columns, mouth: Floats) -> tuple[float, float]:
    """Whether the mesh's gap shows anything but lip in its middle, and what share of it."""
    middle = slice(COLUMNS // 4, -COLUMNS // 4)
    upper, lower = columns.mesh[:, middle, None]
    within = (upper <= _AT) & (lower >= _AT)
    seen = np.where(within, mouth[middle], -1.0)
    share = np.count_nonzero(seen > 0) / max(np.count_nonzero(within), 1)
    return min(max((float(seen.max()) - 0.3) / 0.7, 0.0), 1.0), share


def _open_cuts(columns: _Columns, mouth: Floats, trust: float) -> Floats:
    """Places where an open mouth begins and ends, by the picture as far as it is trusted.

    Returns
    -------
    cuts : (2, COLUMNS) float32
    """
    light = columns.light
    total = np.zeros((2, COLUMNS, SAMPLES + 1), np.float32)
    np.cumsum(light, -1, out=total[0, :, 1:])
    np.cumsum(columns.bins[..., 1] * _BIN[1], -1, out=total[1, :, 1:])
    above, below = columns.beside(0.015)
    before = (total[..., :-1] - total[..., above]) / np.maximum(_INDEX - above, 1)
    after = (total[..., below] - total[..., :-1]) / (below - _INDEX)
    change = np.minimum(np.abs(after - before).sum(0), 0.6)
    change[:, 0] = 0
    upper, lower = columns.mesh
    change = _CALM @ change
    weight = trust * _WEIGHT * columns.length / SAMPLES / 0.01
    gain = (np.cumsum(mouth, 1) - mouth) * weight[:, None]
    first = 4 * change - gain - (columns.off(upper) / _UPPER_OFF) ** 2 / 2
    second = 4 * change + gain - (columns.off(lower) / _LOWER_OFF) ** 2 / 2
    first, second = (
        np.exp(score - score.max(1, keepdims=True), dtype=np.float64)
        for score in (first, second)
    )
    # The first cut cannot lie below the second: each is weighed by what it leaves the other.
    chances = np.stack(
        [first * np.cumsum(second[:, ::-1], 1)[:, ::-1], second * np.cumsum(first, 1)]
    )
    expected = (chances @ _AT) / np.maximum(chances.sum(-1), 1e-300)
    return np.asarray(columns.mesh + (expected - columns.mesh) @ _CALM.T, np.float32)


def _seam(columns: _Columns) -> tuple[Floats, float]:
    """Find the line between closed lips: the dark valley's side towards the lower lip.

    Returns
    -------
    place : (COLUMNS,) float32
    depth : float
        By how much the valley is darker than the lips beside it: the columns' median, in
        log-lightness.
    """
    middle = columns.mesh.mean(0)
    light = _CALM @ columns.light
    above, below = columns.beside(0.012)
    over = light[:, above] - light
    under = light[:, np.minimum(below, SAMPLES - 1)] - light
    valley = np.minimum(over, under) / 2 + (over + under) / 4
    off = columns.off(middle)
    score = 60 * np.clip(valley, -0.1, 0.5) + 6 * np.clip(under - over, -0.3, 0.3)
    score -= (off / _SEAM_OFF) ** 2 / 2
    chance = np.exp(score - score.max(1, keepdims=True))
    chance /= chance.sum(1, keepdims=True)
    place = middle + (_CALMER @ (chance * off).sum(1) + _SEAM_BELOW) / columns.length
    depth = (chance * valley).sum(1)[COLUMNS // 4 : -COLUMNS // 4]
    return np.asarray(place, np.float32), float(np.median(depth))
