"""Draws cloth out over what is worn below it, where that is a little wider.

A jacket that somebody kept on stands out beside a shirt: strips of it show between the shirt
and the wall, and between sleeves and trunk. Strips are covered that are narrow, that the
mannequin does not reach, and that have the colours of what is hidden nearby: so they are
neither hair nor the wall. On shoulders they lie above the cloth, with nothing of their wearer
above them. Hems and collars stay where they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.layer import Clothes
from tryon.core.scene import Box, Bytes, Floats
from tryon.render.lay import spread_over
from tryon.render.shadow import Cells

#: The widest strip that cloth is drawn out over, m.
_WIDEST_M = 0.05
#: Shares of a cell that a person and cloth have where they are, and where somebody is for sure.
_THERE, _SURE = 0.5, 0.9
#: What is worn there has the colours that are hidden around it, as far as this, m;
_AROUND_M = 0.12
#: the logarithms of its light differ by less in chromaticity and in brightness.
_ALIKE, _BRIGHTER, _DARKER = 0.25, 0.7, 2.0
#: What lies beside cloth, rather than above it or below a hem: share of the way to it, over so
#: many cells.
_SIDEWAYS, _SMOOTH = 0.65, 1.0
#: What is narrower is a strap, which ends on the shoulder: times the widest strip.
_STRAP = 1.6
#: Less than this is not worth it, m².
_LEAST_M2 = 6e-4
#: Colours that are hidden, and sides, are found on cells that are so much larger.
_COARSER = 2
#: Logarithm of light by code; the toe keeps noise in the dark from being a colour.
_LOG = np.log((np.arange(256) / 255) ** 2.2 + 0.008).astype(np.float32)
#: Edges are made even over so many cells.
_EVENED = (5, 5)
_AROUND = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Apron:
    """What cloth is drawn out over.

    Attributes
    ----------
    coverage : (h, w) uint8
        Of pixels; as opaque as cloth is.
    beyond : (h, w) bool
        Of those, where cloth is not.
    cells : two of (n,) intp
        Rows and columns of the raster that get colours.
    like : two of (n,) intp
        Rows and columns of the pixels that these have the colours of.
    parts : sequence of Box
        Of the raster, around what belongs together.
    raster : Cells
    """

    coverage: Bytes
    beyond: NDArray[np.bool_]
    cells: tuple[NDArray[np.intp], NDArray[np.intp]]
    like: tuple[NDArray[np.intp], NDArray[np.intp]]
    parts: Sequence[Box]
    raster: Cells

    def colour(self, codes: Bytes) -> None:
        """Go on with the colours of cloth (h, w, 3) uint8 beyond its edge, in place."""
        columns, rows = self.raster.size
        side = self.raster.side_px
        shown, there = (
            np.zeros((rows, columns, 3), np.uint8),
            np.zeros((rows, columns), np.uint8),
        )
        shown[self.cells], there[self.cells] = codes[self.like], 1
        shown = np.asarray(cv2.copyTo(shown, there, cv2.dilate(shown, _AROUND)), np.uint8)
        for part in self.parts:
            pixels = _pixels(part, side)
            area = codes[pixels]
            size = part.width * side, part.height * side
            further = cv2.resize(shown[part.rows, part.columns], size)
            further = further[: area.shape[0], : area.shape[1]]
            cv2.copyTo(further, self.beyond[pixels].view(np.uint8), area)


def apron(
    clothes: Clothes,
    picture: Bytes,
    cloth: Bytes,
    away_m: Floats,
    raster: Cells,
) -> Apron | None:
    """Find where cloth should be wider than it is; no colours of it are needed for that.

    Parameters
    ----------
    clothes : Clothes
    picture : (h, w, 3) uint8
        What a box of it shows below the cloth.
    cloth : (h, w) uint8
        How much of each pixel is covered by cloth.
    away_m : (rows, columns) float32, m
        Distance of what is nearest on the raster, cloth or mannequin; 0 where nothing is.
    raster : Cells
        Of the same box.

    Returns
    -------
    apron : Apron or None
        What is to be drawn out, where anything is.
    """
    box, side, size, pixels_per_m = raster
    whole = Box(box.x, box.y, size[0] * side, size[1] * side)
    across, down = (
        np.minimum(side * np.arange(count) + side // 2, end - 1)
        for count, end in zip(size, cloth.shape[::-1], strict=True)
    )
    full = int(cloth.max(initial=0))  # less while it fades in or out
    covered = cloth[down[:, None], across] > full * _THERE
    share = spread_over(clothes.seen, whole, size)
    widest = round(_WIDEST_M * pixels_per_m / side) | 1  # a disk has a middle
    free = (away_m == 0) & ~covered & _near(covered, widest)
    narrow = _narrow(covered | (share < _THERE), widest)
    wide = free & narrow
    rows, columns = np.nonzero(wide)
    if len(rows) * (side / pixels_per_m) ** 2 < _LEAST_M2:
        return None
    surely = covered & (share > _SURE)
    usual = _hidden(picture, surely, size, _AROUND_M * pixels_per_m / side)
    at = rows // _COARSER, columns // _COARSER
    empty = spread_over(clothes.person, whole, size) < _THERE
    wide[rows, columns] = _is_beside(covered)[at]
    wide[rows, columns] |= _is_on_shoulder(rows, columns, covered, empty, widest)
    wide[rows, columns] &= _alike(picture[down[rows], across[columns]], usual[at])
    evened = cv2.boxFilter((covered | wide).view(np.uint8), -1, _EVENED, normalize=False)
    rows, columns = np.nonzero(free & narrow & (2 * evened > np.prod(_EVENED)))
    if not len(rows):
        return None
    out = np.zeros(covered.shape, np.uint8)
    out[rows, columns] = full
    like = np.zeros((2, *covered.shape), np.intp)
    like[:, rows, columns] = _repeated(rows, columns, covered)
    # no seam is left beside the edge
    rows, columns = np.nonzero(covered & (cv2.dilate(out, _AROUND, iterations=2) > 0))
    out[rows, columns] = full
    like[:, rows, columns] = rows, columns
    rows, columns = np.nonzero(out)
    beside = like[:, rows, columns]
    parts = _parts(out)
    coverage = _enlarged(out, parts, cloth.shape, side)
    # a whole number: codes are not made fractions first
    beyond = (coverage > 0) & (cloth < round(full * _THERE))
    return Apron(
        coverage, beyond, (rows, columns), (down[beside[0]], across[beside[1]]), parts, raster
    )


def _enlarged(out: Bytes, parts: Sequence[Box], shape: tuple[int, ...], side: int) -> Bytes:
    """Show parts of a raster (rows, columns), whose cells are `side` pixels wide: uint8."""
    full = int(out.max())
    coverage = np.zeros(shape, np.uint8)
    soft = cv2.GaussianBlur(out, (3, 3), 0)  # corners of cells are rounded
    for part in parts:
        size = part.width * side, part.height * side
        left = coverage[_pixels(part, side)]
        height, width = left.shape
        blurred = cv2.resize(soft[part.rows, part.columns], size)[:height, :width]
        steep = cv2.addWeighted(blurred, 2.0, blurred, 0.0, -full / 2)
        cv2.max(left, cv2.threshold(steep, full, full, cv2.THRESH_TRUNC)[1], dst=left)
    return coverage


def _pixels(part: Box, side: int) -> tuple[slice, slice]:
    """Say which rows and columns of pixels cells have that are `side` pixels wide."""
    there = Box(part.x * side, part.y * side, part.width * side, part.height * side)
    return there.rows, there.columns


def _parts(out: Bytes) -> list[Box]:
    """Find boxes around what belongs together, and a little more, inside of (h, w) cells."""
    grown = cv2.dilate(out, _AROUND, iterations=2)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    return [Box(*box[: cv2.CC_STAT_AREA]) for box in boxes[1:].tolist()]


def _near(covered: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """Tell which cells have covered ones in the square around them, as far as `reach`."""
    window = 2 * reach + 1, 2 * reach + 1
    many = cv2.boxFilter(covered.view(np.uint8), cv2.CV_16U, window, normalize=False)
    return np.asarray(many > 0)


def _narrow(solid: NDArray[np.bool_], widest: int) -> NDArray[np.bool_]:
    """Tell which cells lie in gaps of `solid` that are narrower than so many cells."""
    disk = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (widest, widest))
    shut = cv2.morphologyEx(
        solid.view(np.uint8), cv2.MORPH_CLOSE, disk, borderType=cv2.BORDER_REPLICATE
    )
    return (shut > 0) & ~solid


def _hidden(
    picture: Bytes, surely: NDArray[np.bool_], size: tuple[int, int], reach: float
) -> Floats:
    """Find the logarithms of light that are usual where clothes are hidden, around each place.

    Parameters
    ----------
    picture : (h, w, 3) uint8
    surely : (rows, columns) bool
        Cells that cloth covers and that show nothing but clothes.
    size : (columns, rows)
    reach : float
        As far as this counts, in cells.

    Returns
    -------
    usual : (ceil(rows / 2), ceil(columns / 2), 3) float32
        Far from any light where nothing is hidden.
    """
    weight = surely[::_COARSER, ::_COARSER].astype(np.float32)
    small = cv2.resize(picture, weight.shape[::-1], interpolation=cv2.INTER_NEAREST)
    light = cv2.LUT(small, _LOG) * weight[..., None]
    window = (2 * round(reach / _COARSER) + 1,) * 2
    total, many = (cv2.boxFilter(one, -1, window, normalize=False) for one in (light, weight))
    usual = total / np.maximum(many, 1)[..., None]
    usual[many < window[0]] = np.inf
    return np.asarray(usual, np.float32)


def _alike(codes: Bytes, usual: Floats) -> NDArray[np.bool_]:
    """Tell which codes (n, 3) may be of clothes with such usual logarithms (n, 3) of light."""
    red, green, blue = (_LOG[codes] - usual).T
    with np.errstate(invalid="ignore"):  # where nothing is hidden
        hue = np.hypot(red - green, blue - green)
    return np.asarray((hue < _ALIKE) & (green < _BRIGHTER) & (green > -_DARKER))


def _is_beside(covered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which coarser cells have cloth at a side, rather than below or above them."""
    there = covered[::_COARSER, ::_COARSER].astype(np.float32)
    soft = cv2.GaussianBlur(there, (0, 0), _SMOOTH)
    across, down = cv2.Sobel(soft, -1, 1, 0), cv2.Sobel(soft, -1, 0, 1)
    return np.asarray(np.abs(across) > _SIDEWAYS * np.hypot(across, down))


def _is_on_shoulder(
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    covered: NDArray[np.bool_],
    empty: NDArray[np.bool_],
    reach: int,
) -> NDArray[np.bool_]:
    """Tell which cells (n,) have cloth right below them, no strap, and nobody right above."""
    wide = np.ones((round(_STRAP * reach),) * 2, np.uint8)
    broad = cv2.morphologyEx(
        covered.view(np.uint8), cv2.MORPH_OPEN, wide, borderType=cv2.BORDER_REPLICATE
    )
    steps = np.arange(1, 2 * reach + 1)[:, None]
    below = np.minimum(rows + steps, len(covered) - 1)
    above = np.maximum(rows - steps[:reach], 0)
    is_cloth = covered[below[:reach], columns].any(0) & (broad[below, columns] > 0).any(0)
    return np.asarray(is_cloth & empty[above, columns].any(0))


def _repeated(
    rows: NDArray[np.intp], columns: NDArray[np.intp], covered: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Say which covered cells others (n,) repeat: their rows and columns.

    As if cloth were folded back at its edge, where it goes on so far.
    """
    _, labels = cv2.distanceTransformWithLabels(
        (~covered).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_3, labelType=cv2.DIST_LABEL_PIXEL
    )
    height, width = covered.shape
    # they are numbered row by row, from 1
    edge = np.divmod(np.flatnonzero(covered)[labels[rows, columns] - 1], width)
    down = np.clip(2 * edge[0] - rows, 0, height - 1)
    across = np.clip(2 * edge[1] - columns, 0, width - 1)
    goes_on = covered[down, across]
    return np.where(goes_on, down, edge[0]), np.where(goes_on, across, edge[1])
