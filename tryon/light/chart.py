"""A ColorChecker in a picture: where it is, what its patches show, whether that can be used.

OpenCV finds quadrilaterals that lie like a chart; which way round it lies, and whether it is
one, the colours say. Everything is then measured on an upright copy of the chart, a cell for a
patch.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon import assets
from tryon.core.colour import (
    D50,
    D65,
    Real,
    adapt_xyz,
    de2000,
    lab_to_xyz,
    linear_to_lab,
    srgb_to_linear,
    xyz_to_lab,
    xyz_to_linear,
)
from tryon.core.errors import BadInput
from tryon.core.scene import Bytes, Floats

ROWS, COLUMNS = 4, 6
PATCHES = ROWS * COLUMNS
#: The patches without colour, from white to black.
GREYS = np.arange(18, 24)

#: Pixels of a cell of the upright copy, and of the margin around all cells.
_CELL, _MARGIN = 48, 24
#: Share of a cell's width, about its centre, that is measured.
_CENTRE = 0.5
#: Codes from here on, and up to there, are clipped.
_WHITE_CODE, _BLACK_CODE = 250, 1
#: A patch is not used when this share of it is clipped.
_CLIPPED_SHARE = 0.05

_MOST_CLIPPED = 5
_DARKEST_WHITE = 70
_SMALLEST_PX = 11.0
_WIDEST_EDGE = 0.15
#: Median ΔE00 to the nearest rendering of a chart by one matrix: from here on it is something
#: else. A patch that is off by less than the second number may be what it should be, and so
#: many of them are a chart of which the rest is hidden.
_STRANGE_DE2000 = 12.0
_ALIKE_DE2000, _ENOUGH_ALIKE = 9.0, 11
#: Steepest edge, as a share of the picture's contrast, when 640 px wide: less is out of focus.
_STEEPEST = 0.12
#: A picture whose codes differ by less shows nothing that could be out of focus.
_FLAT_CODES = 24
#: Longest side, in px, at which the whole picture is searched.
_SEARCH_PX = 1600


class Refusal(Enum):
    """Why a picture of a chart cannot be used, in a sentence for the person who took it."""

    NO_CHART = "no colour chart with 24 patches was found"
    HIDDEN = "part of the chart is hidden or outside the picture"
    UNEVEN = "the light on the chart is uneven: a shadow or a reflection lies across it"
    MIRRORED = "the chart is mirrored: its patches run the wrong way round"
    CLIPPED = "the picture is too bright: patches of the chart are clipped"
    DARK = "the picture is too dark: the white patch is nearly black"
    SMALL = "the chart is too small in the picture"
    BLURRED = "the chart is blurred: its patches run into each other"
    CLONE = "the patches are not those of a ColorChecker: a copy, a print or a screen"


#: What to do about each.
MENDS = {
    Refusal.NO_CHART: "Show the whole chart, flat and well lit, or give its corners.",
    Refusal.HIDDEN: "Show the whole chart, with nothing in front of it.",
    Refusal.UNEVEN: "Turn the chart until nothing shines on it or shades a part of it.",
    Refusal.MIRRORED: "Use the picture as the camera took it, not its mirror image.",
    Refusal.CLIPPED: "Lower the exposure, or move the chart away from the lamp.",
    Refusal.DARK: "Bring more light, or raise the exposure.",
    Refusal.SMALL: "Hold the chart nearer to the camera.",
    Refusal.BLURRED: "Hold the chart still, and let the camera focus on it.",
    Refusal.CLONE: "Use an original ColorChecker Classic, Passport, Mini or Nano.",
}


class ChartRefused(BadInput):
    """A picture cannot be used for calibration; `refusal` says why.

    Parameters
    ----------
    refusal : Refusal
    detail : str
        What was measured, and what would do.
    """

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(refusal.value + (f" ({detail})" if detail else ""), MENDS[refusal])
        self.refusal = refusal


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Published colours of a chart.

    Attributes
    ----------
    name : str
    lab : (24, 3) float64
        Under D65, 2° observer (adapted from D50 by Bradford).
    """

    name: str
    lab: Real = field(repr=False)

    @property
    def linear(self) -> Real:
        """The same in linear sRGB (24, 3); cyan lies outside its gamut."""
        return xyz_to_linear(lab_to_xyz(self.lab))


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """What one picture shows of a chart.

    Attributes
    ----------
    corners : (4, 2) float32, px
        Outer corners of the patches dark skin, bluish green, black and white.
    codes : (24, 3) float64, in [0, 255]
        Mean code values of the patches, without specks.
    is_good : (24,) bool
        False where a patch is clipped.
    noise : float
        Standard deviation of the codes inside a patch, median over the patches.
    """

    corners: Floats
    codes: Real = field(repr=False)
    is_good: NDArray[np.bool_] = field(repr=False)
    noise: float

    @property
    def outlines(self) -> Floats:
        """Corners (24, 4, 2) of what is measured of each patch, in px of the picture."""
        low, high = (1 - _CENTRE) / 2, (1 + _CENTRE) / 2
        cells = [
            [(c + low, r + low), (c + high, r + low), (c + high, r + high), (c + low, r + high)]
            for r, c in product(range(ROWS), range(COLUMNS))
        ]
        return _mapped(_grid_to_picture(self.corners), np.array(cells, np.float32))


@cache
def references() -> tuple[Reference, ...]:
    """Read the published colours, newest set first."""
    path = assets.calibration("charts/colorchecker24.toml")
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Reference(chart["name"], xyz_to_lab(adapt_xyz(lab_to_xyz(lab, D50), D50, D65)))
        for chart in found["chart"]
        for lab in [np.array(chart["patches"], float)]
    )


def read_chart(rgb: Bytes, corners: Floats | None = None, *, is_thorough: bool = True) -> Chart:
    """Find a chart in a picture and measure its patches.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
        Codes as the camera gave them.
    corners : (4, 2) float, px, or None
        Outer corners of the patches dark skin, bluish green, black and white, when a person
        has pointed at them; else the chart is searched for.
    is_thorough : bool
        As in `find_chart`.

    Raises
    ------
    ChartRefused
        There is none, or it cannot be used.
    """
    if corners is None:
        corners = find_chart(rgb, is_thorough=is_thorough)
    else:
        corners = _turned(rgb, np.asarray(corners, np.float32))
    if corners is None:
        raise ChartRefused(Refusal.NO_CHART)
    height, width = rgb.shape[:2]
    x, y = corners.T
    if x.min() < -1 or y.min() < -1 or x.max() > width + 1 or y.max() > height + 1:
        raise ChartRefused(Refusal.HIDDEN, "it reaches beyond the edge")
    if _side_px(corners) < _SMALLEST_PX:
        detail = f"{_side_px(corners):.0f} px a patch; at least {_SMALLEST_PX:.0f}"
        raise ChartRefused(Refusal.SMALL, detail)
    upright = _upright(rgb, corners)
    chart = _measured(upright, corners)
    white = float(chart.codes[GREYS[0]].max())
    if white < _DARKEST_WHITE:
        raise ChartRefused(Refusal.DARK, f"code {white:.0f}; at least {_DARKEST_WHITE}")
    clipped = PATCHES - int(chart.is_good.sum())
    if clipped > _MOST_CLIPPED or not chart.is_good[GREYS[1:4]].all():
        raise ChartRefused(Refusal.CLIPPED, f"{clipped} of {PATCHES}")
    if (edge := _edge_width(upright)) > _WIDEST_EDGE:
        raise ChartRefused(Refusal.BLURRED, f"edges as wide as {edge:.0%} of a patch")
    return chart


def averaged(charts: Sequence[Chart]) -> Chart:
    """Average what pictures of a chart that lies still show; it lies as in the last one."""
    return Chart(
        charts[-1].corners,
        np.mean([chart.codes for chart in charts], axis=0),
        np.all([chart.is_good for chart in charts], axis=0),
        float(np.median([chart.noise for chart in charts]) / len(charts) ** 0.5),
    )


def find_chart(rgb: Bytes, *, is_thorough: bool = True) -> Floats | None:
    """Find the outer corners of a chart's patches.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    is_thorough : bool
        Also look into enlarged parts of the picture, for a small chart; takes seconds where
        there is none.

    Returns
    -------
    corners : (4, 2) float32, px, or None
        Of the patches dark skin, bluish green, black and white.

    Raises
    ------
    ChartRefused
        There is one, but mirrored, half hidden or blurred.
    """
    is_partial = False
    for part, offset, scale in _parts(rgb, is_thorough):
        box = _detected(part)
        if box is None:
            continue
        box = (box / scale + offset).astype(np.float32)
        corners = _turned(rgb, box)
        if corners is None:
            is_partial |= _is_part_of_chart(rgb, box)
        elif _is_mirrored(corners):
            raise ChartRefused(Refusal.MIRRORED)
        else:
            return _settled(rgb, corners)
    if is_partial:
        raise ChartRefused(Refusal.HIDDEN)
    if is_thorough and _is_out_of_focus(rgb):
        raise ChartRefused(Refusal.BLURRED)
    return None


def _parts(rgb: Bytes, is_thorough: bool) -> Iterator[tuple[Bytes, Floats, float]]:
    """Yield parts of the picture, with their offset in px and their enlargement."""
    height, width = rgb.shape[:2]
    whole = min(_SEARCH_PX / max(height, width), 1.0)
    origin = np.zeros(2, np.float32)
    yield _scaled(rgb, whole), origin, whole
    if not is_thorough:
        return
    # Deep shadows are lifted: a linear picture looks black.
    lifted = np.rint(255 * (rgb / max(int(rgb.max()), 1)) ** 0.45).astype(np.uint8)
    yield _scaled(lifted, whole), origin, whole
    for parts in (2, 4):
        tall, wide = height * 2 // (parts + 1), width * 2 // (parts + 1)
        scale = min(1200 / max(tall, wide), 4.0)
        for row, column in product(range(parts), repeat=2):
            top, left = (
                row * (height - tall) // (parts - 1),
                column * (width - wide) // (parts - 1),
            )
            part = rgb[top : top + tall, left : left + wide]
            yield _scaled(part, scale), np.array([left, top], np.float32), scale


def _scaled(rgb: Bytes, factor: float) -> Bytes:
    if factor == 1:
        return rgb
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(rgb, None, fx=factor, fy=factor, interpolation=way), np.uint8)


def _detected(rgb: Bytes) -> Floats | None:
    """Ask OpenCV for the corners (4, 2) of a chart; which corner is which is not known yet."""
    detector = cv2.mcc.CCheckerDetector_create()  # type: ignore[attr-defined]
    bgr = np.ascontiguousarray(rgb[..., ::-1])
    if min(bgr.shape[:2]) < 32 or not detector.process(bgr, cv2.mcc.MCC24, 1):
        return None
    box = np.asarray(detector.getBestColorChecker().getBox(), np.float32)
    return box if box.shape == (4, 2) and np.isfinite(box).all() else None


def _turned(rgb: Bytes, corners: Floats) -> Floats | None:
    """Order corners by the colours: dark skin, bluish green, black, white. None: no chart."""
    ways = _ways(corners)
    strangeness = [
        np.median(_strangeness(_measured(_upright(rgb, way), way), np.arange(PATCHES)))
        for way in ways
    ]
    best = int(np.argmin(strangeness))
    return ways[best] if strangeness[best] < _STRANGE_DE2000 else None


def _ways(corners: Floats) -> list[Floats]:
    """Every way in which a chart may lie between four corners."""
    return [
        np.roll(way, -turn, axis=0) for way in (corners, corners[::-1]) for turn in range(4)
    ]


def _is_part_of_chart(rgb: Bytes, corners: Floats) -> bool:
    """Tell whether half of a chart lies between the corners."""
    row, column = np.divmod(np.arange(PATCHES), COLUMNS)
    halves = [column < 3, column >= 3, row < 2, row >= 2]
    for way in _ways(corners):
        chart = _measured(_upright(rgb, way), way)
        for half in halves:
            strangeness = _strangeness(chart, np.flatnonzero(half))
            if np.count_nonzero(strangeness < _ALIKE_DE2000) >= _ENOUGH_ALIKE:
                return True
    return False


def _strangeness(chart: Chart, patches: NDArray[np.intp]) -> Real:
    """ΔE00 (24,) that remain when one matrix renders the patches, made from some of them."""
    reference = references()[0]
    light = srgb_to_linear(chart.codes / 255)
    # Dark patches count as much as light ones.
    weight = 1 / (reference.linear[patches].mean(1, keepdims=True) + 0.05)
    mix = np.linalg.lstsq(
        light[patches] * weight, reference.linear[patches] * weight, rcond=None
    )[0]
    return de2000(linear_to_lab(np.clip(light @ mix, 0, 1.2)), reference.lab)


def _is_out_of_focus(rgb: Bytes) -> bool:
    """Tell a picture without a sharp edge."""
    grey = _scaled(rgb, 640 / rgb.shape[1]).astype(np.float64).mean(2)
    low, high = np.quantile(grey, (0.01, 0.99))
    across, down = np.abs(np.diff(grey, axis=1)), np.abs(np.diff(grey, axis=0))
    steepest = max(float(np.quantile(step, 0.999)) for step in (across, down))
    return bool(high - low > _FLAT_CODES and steepest < _STEEPEST * (high - low))


def _is_mirrored(corners: Floats) -> bool:
    """Tell whether corners run against the clock."""
    x, y = corners.T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) < 0


def _grid_to_picture(corners: Floats) -> Real:
    """Matrix (3, 3) from cells (6 across, 4 down) to px of the picture."""
    ends = np.array([(0, 0), (COLUMNS, 0), (COLUMNS, ROWS), (0, ROWS)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(ends, corners), np.float64)


def _mapped(matrix: Real, points: Floats) -> Floats:
    """Map points (..., 2) by a perspective."""
    flat = points.reshape(-1, 1, 2).astype(np.float32)
    return np.asarray(cv2.perspectiveTransform(flat, matrix), np.float32).reshape(points.shape)


def _side_px(corners: Floats) -> float:
    """Least distance of neighbouring patches."""
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    return float(min(sides[[0, 2]].min() / COLUMNS, sides[[1, 3]].min() / ROWS))


def _upright(rgb: Bytes, corners: Floats) -> Bytes:
    """Copy the chart as if seen straight on, with a margin; large ones are averaged down."""
    shrink = max(int(_side_px(corners) / _CELL), 1)
    size = COLUMNS * _CELL + 2 * _MARGIN, ROWS * _CELL + 2 * _MARGIN
    to_cells = np.array([(_CELL, 0, _MARGIN), (0, _CELL, _MARGIN), (0, 0, 1)], np.float64)
    fine = np.diag([shrink, shrink, 1.0]) @ to_cells @ np.linalg.inv(_grid_to_picture(corners))
    large = (size[0] * shrink, size[1] * shrink)
    copy = cv2.warpPerspective(rgb, fine, large, flags=cv2.INTER_LINEAR)
    return np.asarray(cv2.resize(copy, size, interpolation=cv2.INTER_AREA), np.uint8)


def _cells(upright: Bytes, share: float) -> Bytes:
    """Cut the middle of every cell out of an upright copy: (24, n, n, 3)."""
    half = int(_CELL * share / 2)
    centres = [int((i + 0.5) * _CELL) + _MARGIN for i in range(COLUMNS)]
    return np.array(
        [
            upright[y - half : y + half, x - half : x + half]
            for y, x in product(centres[:ROWS], centres)
        ]
    )


def _measured(upright: Bytes, corners: Floats) -> Chart:
    """Measure the patches: mean codes of what is near the median, and what is clipped."""
    pixels = _cells(upright, _CENTRE).reshape(PATCHES, -1, 3).astype(np.float64)
    middle = np.median(pixels, axis=1, keepdims=True)
    away = np.abs(pixels - middle)
    spread = 1.4826 * np.median(away, axis=1, keepdims=True)
    near = (away <= 2.5 * spread + 1).all(2, keepdims=True)
    codes = (pixels * near).sum(1) / np.maximum(near.sum(1), 1)
    is_clipped = (pixels >= _WHITE_CODE).any(2) | (pixels <= _BLACK_CODE).all(2)
    is_good = is_clipped.mean(1) <= _CLIPPED_SHARE
    return Chart(corners, codes, is_good, float(np.median(spread)))


def _settled(rgb: Bytes, corners: Floats) -> Floats:
    """Move the grid so that patches lie in the middle of their cells.

    OpenCV's box is up to a seventh of a cell off where the perspective is strong.
    """
    upright = _upright(rgb, corners).astype(np.int32)
    found, wanted = [], []
    for row, column in product(range(ROWS), range(COLUMNS)):
        x, y = (column + 0.5) * _CELL + _MARGIN, (row + 0.5) * _CELL + _MARGIN
        reach = int(0.75 * _CELL)
        top, left = max(int(y) - reach, 0), max(int(x) - reach, 0)
        window = upright[top : int(y) + reach, left : int(x) + reach]
        at = int(y) - top, int(x) - left
        core = window[at[0] - 6 : at[0] + 6, at[1] - 6 : at[1] + 6].reshape(-1, 3)
        alike = np.abs(window - np.median(core, axis=0)).max(2) <= 12 + 2 * core.std(0).max()
        labels = cv2.connectedComponents(alike.astype(np.uint8))[1]
        patch = labels == labels[at]
        share = float(patch.mean()) * (window.size / 3) / _CELL**2
        if labels[at] and 0.4 < share < 1.0:
            ys, xs = np.nonzero(patch)
            middle = (
                left + (xs.min() + xs.max() + 1) / 2,
                top + (ys.min() + ys.max() + 1) / 2,
            )
            if np.hypot(middle[0] - x, middle[1] - y) < 0.25 * _CELL:
                found.append(middle)
                wanted.append((column + 0.5, row + 0.5))
    if len(found) < 10:
        return corners
    to_cells = np.array([(_CELL, 0, _MARGIN), (0, _CELL, _MARGIN), (0, 0, 1)], np.float64)
    to_picture = _grid_to_picture(corners) @ np.linalg.inv(to_cells)
    places = _mapped(to_picture, np.array(found, np.float32))
    fitted, _ = cv2.findHomography(
        np.array(wanted, np.float32), places, cv2.RANSAC, 0.04 * _side_px(corners) + 0.5
    )
    if fitted is None:
        return corners
    ends = np.array([(0, 0), (COLUMNS, 0), (COLUMNS, ROWS), (0, ROWS)], np.float32)
    return _mapped(np.asarray(fitted, np.float64), ends)


def _edge_width(upright: Bytes) -> float:
    """Width of the sharper edges between patches and their frame, as a share of a cell."""
    light = upright.astype(np.float64).mean(2)
    widths = []
    reach = _CELL // 2
    for row in range(ROWS):
        for edge in range(1, COLUMNS):
            x, y = _MARGIN + edge * _CELL, _MARGIN + row * _CELL
            middle = light[y + _CELL // 3 : y + 2 * _CELL // 3, x - reach : x + reach].mean(0)
            for half in (middle[: reach + 1], middle[reach - 1 :]):
                rise = float(half.max() - half.min())
                if rise > 25:
                    widths.append(rise / max(float(np.abs(np.diff(half)).max()), 1e-6) / _CELL)
    return float(np.quantile(widths, 0.3)) if widths else 0.0
