"""White paper in a photograph: where it is, the light on it, and what lies on it."""

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import LUMINANCE, Real, linear_to_xy, luminance
from tryon.core.encoding import Encoding
from tryon.core.scene import Box, Bytes, Floats

Mask = NDArray[np.bool_]

#: The picture is made this large before anything is looked for, px of its longer side.
_SEARCH_PX = 640
#: Paper has at least this share of the luminance of the brightest paper there is, and of the
#: area of the picture; its hue differs by less than this (log ratios of channels).
_DIMMEST, _LEAST_AREA, _HUE = 0.42, 0.04, 0.10
#: What lies on paper differs by this much in any channel (logarithm).
_DIFFERENT = 0.16
#: Black print: darker than this share of the paper, and without a hue.
_BLACK = 0.13


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """A sheet of paper.

    Attributes
    ----------
    mask : (h, w) bool
        Bare paper, in the small picture.
    log_ratio : (h, w, 3) float32
        Log of what is seen over bare paper there.
    scale : float
        From the picture to the small one.
    terms : (6, 3) float64
        The log of the light on it, as a quadratic of x and y, see `_terms`.
    roughness : float
        What of the light's log that leaves unexplained, blurred: shadows, folds, print.
    """

    mask: Mask = field(repr=False)
    log_ratio: Floats = field(repr=False)
    scale: float
    terms: Real = field(repr=False)
    roughness: float

    @property
    def xy(self) -> Real:
        """Chromaticity of the light on it, as the camera renders it."""
        return linear_to_xy(np.exp(self.terms[0]))

    @property
    def colour(self) -> Real:
        """Linear sRGB (3,) of it in the middle of the picture."""
        return np.asarray(np.exp(self.terms[0]))

    def beside(self) -> Floats:
        """Log of what is seen over bare paper, (n, 3), wherever there is no paper."""
        near = cv2.dilate(_hull(self.mask).astype(np.uint8), np.ones((15, 15), np.uint8))
        return np.asarray(self.log_ratio[near == 0], np.float32)

    def black_ratio(self) -> Real | None:
        """Compare the black half of a card with bare paper: (3,); None without one."""
        black = cv2.erode(self._black.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
        if black.sum() < 200:
            return None
        ratio: Real = np.exp(self.log_ratio[black]).mean(0, dtype=np.float64)
        return ratio

    def light(self, box: Box) -> Floats:
        """Tell what paper would show in a box: (box.height, box.width, 3), linear sRGB."""
        # It changes so slowly that every eighth pixel is enough.
        small = np.exp(self._log_light(box, max(box.width // 8, 2), max(box.height // 8, 2)))
        size = (box.width, box.height)
        return np.asarray(
            cv2.resize(small.astype(np.float32), size, interpolation=cv2.INTER_LINEAR),
            np.float32,
        )

    def _log_light(self, box: Box, columns: int, rows: int) -> Real:
        """Sample the log of the light on a grid (rows, columns, 3) over a box."""
        x = (box.x + (np.arange(columns) + 0.5) * box.width / columns) * self.scale
        y = (box.y + (np.arange(rows) + 0.5) * box.height / rows) * self.scale
        grid = np.stack(np.meshgrid(x, y), -1).reshape(-1, 2)
        log: Real = _terms(grid, self.mask.shape) @ self.terms
        return log.reshape(rows, columns, 3)

    def range_within(self, box: Box) -> float:
        """How much the log of the light's luminance changes across a box."""
        light = luminance(np.exp(self._log_light(box, 40, 40)))
        return float(np.log(light.max() / light.min()))

    def full_mask(self, shape: tuple[int, ...]) -> Mask:
        """Bare paper in the picture itself, without its rim."""
        kernel = np.ones((5, 5), np.uint8)
        small = cv2.erode(self.mask.astype(np.uint8), kernel)
        big = cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST)
        return np.asarray(big > 0, bool)

    def largest_on_it(self, has_black: bool, chart: Floats | None) -> Mask | None:
        """Find the largest thing on the paper, in the small picture.

        Neither the black half of a card counts, nor a colour chart with these corners (4, 2).
        """
        on_it = np.abs(self.log_ratio).max(-1) > _DIFFERENT
        if has_black:
            on_it &= _hull(self.mask | self._black) & ~self._black
        else:
            on_it &= _hull(self.mask)
        if chart is not None:
            # Its frame reaches beyond the patches.
            corners = (chart.mean(0) + 1.35 * (chart - chart.mean(0))) * self.scale
            hidden: NDArray[Any] = np.zeros(on_it.shape, np.uint8)
            cv2.fillConvexPoly(hidden, np.rint(corners).astype(np.int32), (1.0,))
            on_it &= hidden == 0
        opened = cv2.morphologyEx(
            on_it.astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)
        )
        return _largest(opened)

    @property
    def _black(self) -> Mask:
        dark = self.log_ratio.max(-1) < np.log(_BLACK)
        grey = np.ptp(self.log_ratio, axis=-1) < 0.5
        black = _largest(
            cv2.morphologyEx(
                (dark & grey).astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)
            )
        )
        return np.zeros_like(dark) if black is None else black

    def is_black_below(self, box: Box) -> Mask | None:
        """Tell where, in a box, the black half of a card is below; None where there is no edge.

        The edge is straight: it is found beside the swatch and led on below it. A strip on
        either side of it belongs to the white half and is not black.
        """
        black = cv2.erode(self._black.astype(np.uint8), np.ones((5, 5), np.uint8))
        white = cv2.erode(self.mask.astype(np.uint8), np.ones((5, 5), np.uint8))
        dark_at = np.argwhere(black)[:, ::-1].astype(float)
        bright_at = np.argwhere(white)[:, ::-1].astype(float)
        if min(len(dark_at), len(bright_at)) < 0.01 * self.mask.size:
            return None
        line = _parting_line(dark_at, bright_at)
        if line is None:
            return None
        normal, offset = line
        x = (np.arange(box.width) + box.x + 0.5) * self.scale
        y = (np.arange(box.height) + box.y + 0.5) * self.scale
        side = normal[0] * x[None] + normal[1] * y[:, None] - offset
        return np.asarray(side > 0, bool)


def find_paper(rgb: Bytes, encoding: Encoding) -> Paper | None:
    """Look for the largest sheet of white paper; None when there is none."""
    scale = min(_SEARCH_PX / max(rgb.shape[:2]), 1.0)
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    linear = np.maximum(encoding.decode(np.ascontiguousarray(small)), 1e-4)
    bright = luminance(linear)
    hue = np.log(linear[..., ::2]) - np.log(linear[..., 1:2])
    lit = bright > _DIMMEST * np.quantile(bright, 0.97)
    commonest = _mode(hue[lit])
    alike = lit & (np.abs(hue - commonest).max(-1) < _HUE)
    mask = cv2.morphologyEx(alike.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    sheet = _largest(mask)
    if sheet is None or sheet.mean() < _LEAST_AREA:
        return None
    log = np.log(linear).astype(np.float32)
    terms = _fit(log, sheet)
    grid = np.argwhere(np.ones_like(sheet))[:, ::-1] + 0.5
    expected = (_terms(grid, sheet.shape) @ terms).reshape(log.shape).astype(np.float32)
    log_ratio = log - expected
    inside = cv2.erode(sheet.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    blurred = _blurred(log_ratio @ LUMINANCE.astype(np.float32), inside)
    roughness = float(np.quantile(np.abs(blurred[inside]), 0.95)) if inside.any() else 1.0
    return Paper(sheet, log_ratio, scale, terms, roughness)


def _terms(points: Real, shape: tuple[int, ...]) -> Real:
    """Terms (n, 6) of a quadratic, of points (n, 2) in px of the small picture."""
    size = max(shape)
    x = (points[:, 0] - shape[1] / 2) / size
    y = (points[:, 1] - shape[0] / 2) / size
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], -1)


def _fit(log: Floats, sheet: Mask) -> Real:
    """Fit the light on paper; what differs from the rest (print, dust, gloss) pulls less."""
    points = np.argwhere(sheet)[:: max(int(sheet.sum()) // 6000, 1)]
    values = log[points[:, 0], points[:, 1]].astype(np.float64)
    terms = _terms(points[:, ::-1] + 0.5, sheet.shape)
    weights = np.ones(len(points))
    for _ in range(6):
        root = np.sqrt(weights)[:, None]
        found: Real = np.linalg.lstsq(terms * root, values * root, rcond=None)[0]
        away = np.abs(values - terms @ found).max(-1)
        weights = 1 / (1 + (away / max(2 * float(np.median(away)), 0.004)) ** 2)
    return found


def _mode(hue: Floats) -> Floats:
    """Find the commonest hue (2,)."""
    counts, edges_r, edges_b = np.histogram2d(
        hue[:, 0], hue[:, 1], bins=60, range=[(-1.5, 1.5), (-2.0, 1.0)]
    )
    smooth = cv2.GaussianBlur(counts, (0, 0), 1.2)
    row, column = np.unravel_index(int(smooth.argmax()), smooth.shape)
    start = np.array([edges_r[row] + 0.025, edges_b[column] + 0.025])
    near = hue[np.abs(hue - start).max(-1) < _HUE]
    return np.asarray(np.median(near, axis=0) if len(near) else start, np.float32)


def _largest(mask: NDArray[Any]) -> Mask | None:
    """Find the largest connected part; None in an empty mask."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    if count < 2:
        return None
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    return np.asarray(labels == largest, bool)


def _hull(sheet: Mask) -> Mask:
    hull = cv2.convexHull(np.argwhere(sheet)[:, ::-1].astype(np.int32))
    filled: NDArray[Any] = np.zeros(sheet.shape, np.uint8)
    cv2.fillConvexPoly(filled, hull, (1.0,))
    return np.asarray(cv2.erode(filled, np.ones((3, 3), np.uint8)) > 0, bool)


def _blurred(values: Floats, inside: Mask) -> Floats:
    """Blur within a mask: a shadow stays, noise goes."""
    weight = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 4)
    held = cv2.GaussianBlur(np.where(inside, values, 0).astype(np.float32), (0, 0), 4)
    return np.asarray(held / np.maximum(weight, 1e-3), np.float32)


def _parting_line(dark_at: Real, bright_at: Real) -> tuple[Real, float] | None:
    """Part two clouds of points by a straight line: its normal towards the dark, its offset."""
    spread = np.cov(dark_at.T) / 2 + np.cov(bright_at.T) / 2
    normal = np.linalg.solve(spread + np.eye(2), dark_at.mean(0) - bright_at.mean(0))
    normal /= np.linalg.norm(normal)
    dark, bright = dark_at @ normal, bright_at @ normal
    # Nearly all of either cloud has to lie on its own side.
    offset = (np.quantile(dark, 0.01) + np.quantile(bright, 0.99)) / 2
    if (dark > offset).mean() < 0.97 or (bright < offset).mean() < 0.97:
        return None
    return normal, float(offset)
