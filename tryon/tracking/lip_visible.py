"""Which parts of the lips can be seen: not a hand, a microphone or a cup before them.

Lips are told from what covers them by chromaticity, learned from the person: 0 is the skin
around the mouth, 1 the lip. A hand is skin; what is grey or white is further from the lip
still. Judged are patches of a lip, not pixels: a highlight is small, a hand is not.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.core.scene import Floats
from tryon.tracking.lip_colour import LIGHTNESS, LipColours
from tryon.tracking.lip_inner import mouth_opening
from tryon.tracking.lip_shape import COLUMNS, sample

#: Cells of a lip from its outer to its inner edge.
ROWS = 3

_ROWS = ((np.arange(ROWS) + 0.5) / ROWS).astype(np.float32)[:, None, None]
_apart = np.arange(COLUMNS)[:, None] - np.arange(COLUMNS)
_CALM = np.exp(-((_apart / 2.0) ** 2) / 2)
_CALM[:, :2] = _CALM[:, -2:] = 0  # the corners are dark, and belong to both lips
_CALM = (_CALM / _CALM.sum(1, keepdims=True)).astype(np.float32)

# Standard deviations of chromaticity between lip and skin that prove nothing, and enough.
_ALIKE, _UNLIKE = 0.8, 1.5
# A cell is no lip below this lipness: seen for the first time, half a standard deviation beyond
# the skin's side; when it is known, this one, if that much and a standard deviation less than
# usual. (A smile alone takes away half of it: it presses the blood out.)
_BEYOND_SKIN, _COVERED, _LOST, _SOFT = 0.5, 0.3, 0.25, 0.2
# Rows of the relief: on the skin, in mouth widths from the edge, and within the lip.
_BESIDE, _WITHIN = (0.10, 0.06, 0.03), (0.0, 0.25, 0.5, 0.75)
# Correlations of the relief above which these may be the same lips.
_ALIKE_AT_ALL, _ALIKE_STRICTLY = 0.6, 0.75
# Mouth widths from the found gap within which dark pixels belong to it, and from the corners of
# an open mouth, which are never painted.
_SHADOW, _CORNER = 0.04, 0.03
# Log-lightness beside the lip's own that no light makes of a lip.
_TOO_DARK, _TOO_LIGHT = 1.0, 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The lips, cell by cell: upper and lower lip, from the outer edge inwards, left to right.

    Attributes
    ----------
    lipness : (2, ROWS, COLUMNS) float32
        By chromaticity: 0 is the person's skin, 1 the lip.
    lighter : (2, ROWS, COLUMNS) float32
        Log-lightness less that of the lip's median.
    relief : (2, n) float32
        Light and shade from the skin beside each lip to its inner edge; sum 0, norm 1.
    """

    lipness: Floats
    lighter: Floats
    relief: Floats


def read_cells(logs: Floats, edges: Floats, colours: LipColours, unit: float) -> Cells:
    """Measure each cell of the lips.

    Parameters
    ----------
    logs : (h, w, 3) float32
    edges : (4, COLUMNS, 2) float32, px of the patch
    colours : LipColours
    unit : float
    """
    places = np.concatenate(
        [
            edges[0] * (1 - _ROWS) + edges[1] * _ROWS,
            edges[3] * (1 - _ROWS) + edges[2] * _ROWS,
        ]
    )
    found = (_CALM @ sample(logs, places)).reshape(2, ROWS, COLUMNS, 3)
    maps = colours.to_chroma_lipness
    lipness = (found @ maps[:, None, :3, None])[..., 0] + maps[:, 3, None, None]
    lighter = found @ LIGHTNESS - (colours.lip @ LIGHTNESS)[:, None, None]
    outer, inner = edges[::3, 4:-4], edges[1:3, 4:-4]
    lip = inner - outer
    across = lip * (unit / np.maximum(np.hypot(lip[..., 0], lip[..., 1]), 1))[..., None]
    strip = [outer - across * reach for reach in _BESIDE]
    strip += [outer + lip * share for share in _WITHIN]
    light = (sample(logs, np.concatenate(strip)) @ LIGHTNESS).reshape(len(strip), 2, -1)
    relief = np.moveaxis(light, 1, 0).reshape(2, -1)
    relief = relief - relief.mean(1, keepdims=True)
    relief /= np.maximum(np.linalg.norm(relief, axis=1, keepdims=True), 1e-6)
    return Cells(np.asarray(lipness, np.float32), np.asarray(lighter, np.float32), relief)


def recognised(
    cells: Cells, usual: Floats, relief: Floats, distinct: Floats, *, strictly: bool = False
) -> float:
    """Judge whether these are the lips of the frames before, in [0, 1].

    A hand before the mouth changes its light and shade from edge to edge; speech and a smile
    leave most of them (a correlation of 0.75 and more, against 0.65 and less). Lips that have
    their colour are lips all the same: the light may have changed.

    Parameters
    ----------
    cells : Cells
    usual, relief : float32
        Lipness and relief of the frames before.
    distinct : (2,) float32
        From `LipColours`.
    strictly : bool
        Whether something was before them just now: lips at rest correlate by 0.9 and more.
    """
    least = _ALIKE_STRICTLY if strictly else _ALIKE_AT_ALL
    alike = (cells.relief * relief).sum(1) / np.maximum(np.linalg.norm(relief, axis=1), 1e-6)
    score = (float(alike.max()) + float(alike.mean())) / 2
    by_relief = min(max((score - least) / 0.1, 0.0), 1.0)
    share = float(np.clip(cells.lipness, 0, 1.5).mean()) / max(float(usual.mean()), 0.3)
    decisive = min(max((float(distinct.mean()) - 0.5) / 0.5, 0.0), 1.0)
    return max(by_relief, decisive * min(max((share - 0.3) / 0.2, 0.0), 1.0))


def seen_cells(cells: Cells, distinct: Floats, usual: Floats | None) -> Floats:
    """Judge which cells are lip, not something before it.

    Parameters
    ----------
    cells : Cells
    distinct : (2,) float32
        From `LipColours`: a lip that hardly differs from its skin proves nothing.
    usual : (2, ROWS, COLUMNS) float32 or None
        Lipness of the same cells before, when known.

    Returns
    -------
    seen : (2, ROWS, COLUMNS) float32, in [0, 1]
    """
    one = 1 / np.maximum(distinct, 0.1)[:, None, None]
    if usual is None:
        above = cells.lipness + _BEYOND_SKIN * one
    else:
        above = np.maximum(cells.lipness - _COVERED, cells.lipness - usual + one + _LOST)
    proof = np.clip((distinct - _ALIKE) / (_UNLIKE - _ALIKE), 0, 1)[:, None, None]
    seen = 1 - proof * (1 - np.clip(above / _SOFT + 0.5, 0, 1))
    seen *= np.clip((cells.lighter + _TOO_DARK) / 0.2, 0, 1)
    # A highlight, which is bright on dark lips, crosses one row; a thing before them most.
    seen *= np.median(np.clip((_TOO_LIGHT - cells.lighter) / 0.2, 0, 1), 1, keepdims=True)
    if usual is None:
        # So does its colour on a lip unknown so far.
        seen = np.broadcast_to(np.median(seen, 1, keepdims=True), seen.shape)
    else:
        # Along its outer edge and at its corners a lip pales into the skin: it is seen where
        # the cells further in are.
        seen[:, 0] = np.minimum(seen[:, 0], seen[:, 1])
        seen[..., :7] = np.minimum(seen[..., :7], seen[..., 7:8])
        seen[..., -7:] = np.minimum(seen[..., -7:], seen[..., -8:-7])
    return np.asarray(seen, np.float32)


def seen_pixels(
    logs: Floats, edges: Floats, lightness: Floats, cells: Floats, unit: float
) -> Floats | None:
    """Share of each pixel of the patch that may be painted where the outlines say lip.

    Parameters
    ----------
    logs : (h, w, 3) float32
    edges : (4, COLUMNS, 2) float32, px of the patch
    lightness : (2, COLUMNS) float32
        From `lip_lightness`: what is much darker in an open mouth is its gap.
    cells : (2, ROWS, COLUMNS) float32
        From `seen_cells`.
    unit : float

    Returns
    -------
    seen : (h, w) float32 in [0, 1], or None
        None stands for 1 everywhere.
    """
    opened = min(max((mouth_opening(edges, unit) - 0.02) / 0.015, 0.0), 1.0)
    covered = bool((cells < 0.99).any())
    if not (opened or covered):
        return None
    height, width = logs.shape[:2]
    x = np.arange(0.5, width, dtype=np.float32)
    y = np.arange(0.5, height, dtype=np.float32)[:, None]
    order = np.argsort(edges[0, :, 0] + edges[3, :, 0])
    place = edges[:, order, 0].mean(0)
    ordered = edges[:, order, 1]
    outer_upper, inner_upper, inner_lower, outer_lower = (
        np.interp(x, place, edge).astype(np.float32) for edge in ordered
    )
    upper = y < (inner_upper + inner_lower) / 2
    seen = np.ones((height, width), np.float32)
    if opened:
        dark = [np.interp(x, place, lip[order] - 0.5).astype(np.float32) for lip in lightness]
        light = cv2.transform(logs, LIGHTNESS[None])
        bright = np.clip((light - np.where(upper, *dark)) * np.float32(1 / 0.3), 0, 1)
        # Further out, what is dark is the lip's own shade, or noise.
        from_gap = np.where(upper, inner_upper - y, y - inner_lower) * np.float32(1 / unit)
        gap = (1 - bright) * np.clip((_SHADOW - from_gap) * np.float32(1 / 0.02), 0, 1)
        from_corner = np.minimum(x - edges[0, 0, 0], edges[0, -1, 0] - x) / unit
        lip = (1 - gap) * np.clip((from_corner - _CORNER) / 0.03, 0, 1).astype(np.float32)
        seen -= np.float32(opened) * (1 - lip)
    if covered:
        column = np.broadcast_to(np.interp(x, place, order), seen.shape)
        depth = np.where(
            upper,
            (y - outer_upper) / np.maximum(inner_upper - outer_upper, 1),
            (outer_lower - y) / np.maximum(outer_lower - inner_lower, 1),
        )
        row = np.clip(depth, 0, 1) * ROWS - 0.5 + np.where(upper, 0, ROWS)
        row = np.clip(row, np.where(upper, 0, ROWS), np.where(upper, ROWS - 1, 2 * ROWS - 1))
        seen *= cv2.remap(
            cells.reshape(2 * ROWS, COLUMNS),
            column.astype(np.float32),
            row.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
    return seen
