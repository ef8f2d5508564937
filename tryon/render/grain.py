"""The grain and the softness of a picture: cloth that has neither looks pasted on."""

import math
from functools import lru_cache
from typing import Literal, NamedTuple

import cv2
import numpy as np

from tryon.core.scene import Box, Bytes, Floats

#: Blocks in which noise is measured, px, and how many there are at most in each direction; the
#: smoothest quarter of them shows noise and nothing else.
_BLOCK_PX, _MOST_BLOCKS, _SMOOTHEST = 12, 14, 25
#: Codes between which a block tells about noise: beyond, it is clipped.
_DARKEST, _LIGHTEST = 12, 243
#: Rows in which edges are looked for, how far an edge reaches, px, and how high it is at least.
_MOST_ROWS, _REACH, _HIGH = 48, 5, 40
#: Share of edges that are as sharp as the lens, and how many edges it takes to say so.
_SHARPEST, _LEAST_EDGES = 15, 25
#: What drawn cloth has by the same measures: standard deviations, codes and px.
_OWN_NOISE, _OWN_BLUR_PX = 0.45, 0.47
#: What differs less is not seen; and the most that is believed.
_LEAST_NOISE, _MOST_NOISE, _LEAST_BLUR_PX, _MOST_BLUR_PX = 0.8, 5.0, 0.58, 2.5
#: Samples of a pixel that soft outlines are drawn with; how soft they are when they have been
#: enlarged, and how soft they should be, so that no stairs are seen: standard deviations, in
#: samples.
_FEW, _ENLARGED_PX, _EVEN_PX = (0.5, 0.6, 0.75), 0.65, 0.8
#: Noise of cameras is a little smooth: their pixels are made of neighbours. Standard deviation.
_SMOOTH_PX = 0.55
_TILE_PX = 256
#: Share of a measurement beside those before it, of pictures that follow each other.
_SHARE = 0.3


class Grain(NamedTuple):
    """What cloth lacks beside a picture.

    Attributes
    ----------
    noise : float
        Standard deviation, in codes.
    blur_px : float
        Standard deviation.
    """

    noise: float
    blur_px: float

    @property
    def samples(self) -> float:
        """How few samples of a pixel, in each direction, an outline as soft as this needs."""
        edge_px = math.hypot(_OWN_BLUR_PX, self.blur_px)
        return next((few for few in _FEW if _EVEN_PX / few < edge_px), 1.0)


def grain_of(picture: Bytes, box: Box) -> Grain:
    """Measure what drawn cloth lacks beside a picture.

    Parameters
    ----------
    picture : (h, w, 3) uint8
    box : Box
        Where the cloth is; what is around it tells, too.

    Returns
    -------
    grain : Grain
        Zero where the picture is as clean and as sharp as what is drawn, or does not tell.

    References
    ----------
    Immerkær (1996), "Fast noise variance estimation", CVIU 64, 300-302.
    """
    area = _around(picture, box)
    return Grain(_lacking_noise(area), _lacking_blur_px(area))


def grain_after(
    before: Grain, picture: Bytes, box: Box, what: Literal["noise", "blur"]
) -> Grain:
    """Measure one of both again, steadied by what was measured before."""
    area = _around(picture, box)
    if what == "noise":
        noise = before.noise + _SHARE * (_lacking_noise(area) - before.noise)
        return before._replace(noise=noise)
    blur_px = before.blur_px + _SHARE * (_lacking_blur_px(area) - before.blur_px)
    return before._replace(blur_px=blur_px)


def _around(picture: Bytes, box: Box) -> Bytes:
    aside, above = box.width // 2, box.height // 4
    rows = slice(max(box.y - above, 0), box.y + box.height + above)
    columns = slice(max(box.x - aside, 0), box.x + box.width + aside)
    return picture[rows, columns]


def _lacking_noise(area: Bytes) -> float:
    return _lacking(_noise(area), _OWN_NOISE, _LEAST_NOISE, _MOST_NOISE)


def _lacking_blur_px(area: Bytes) -> float:
    return _lacking(_blur_px(area), _OWN_BLUR_PX, _LEAST_BLUR_PX, _MOST_BLUR_PX)


def _lacking(there: float, own: float, least: float, most: float) -> float:
    """Find what to add to `own` for `there`, which are standard deviations."""
    return float(np.sqrt(min(there, most) ** 2 - own**2)) if there > least else 0.0


def _noise(area: Bytes) -> float:
    """Measure the noise of the smoothest blocks, in codes of green."""
    height, width = area.shape[:2]
    across, down = width // _BLOCK_PX, height // _BLOCK_PX
    if across < 2 or down < 2:
        return 0.0
    side = _BLOCK_PX
    columns, rows = (
        np.unique(np.linspace(0, count - 1, min(count, _MOST_BLOCKS)).astype(int))
        for count in (across, down)
    )
    green = area[: down * side, : across * side, 1].reshape(down, side, across, side)
    blocks = green[rows][:, :, columns].transpose(0, 2, 1, 3).reshape(-1, side, side)
    means = blocks.mean((1, 2))
    blocks = blocks[(means > _DARKEST) & (means < _LIGHTEST)].astype(np.float32)
    if len(blocks) < 8:
        return 0.0
    bent = blocks[:, 2:] - 2 * blocks[:, 1:-1] + blocks[:, :-2]
    bent = bent[:, :, 2:] - 2 * bent[:, :, 1:-1] + bent[:, :, :-2]
    spread = np.abs(bent).mean((1, 2)) * np.float32(np.sqrt(np.pi / 2) / 6)
    return float(np.percentile(spread, _SMOOTHEST))


def _blur_px(area: Bytes) -> float:
    """Measure how wide the sharpest edges are that rows cross: a step's height by its slope."""
    height, width = area.shape[:2]
    if width < 4 * _REACH:
        return 0.0
    rows = np.unique(np.linspace(0, height - 1, min(height, _MOST_ROWS)).astype(int))
    green = np.ascontiguousarray(area[rows, :, 1])
    slope = np.abs(green[:, 1:].astype(np.int16) - green[:, :-1]).astype(np.uint8)
    along = np.ones((1, 2 * _REACH + 1), np.uint8)
    high = cv2.subtract(cv2.dilate(green, along), cv2.erode(green, along))[:, :-1]
    edges = (slope == cv2.dilate(slope, along)) & (high > _HIGH) & (slope > 0)
    if edges.sum() < _LEAST_EDGES:
        return 0.0
    widths = high[edges] / slope[edges].astype(np.float32) / np.float32(np.sqrt(2 * np.pi))
    return float(np.percentile(widths, _SHARPEST))


def soften_to(drawn: Bytes, grain: Grain) -> Bytes:
    """Make colours (h, w, 3), or a coverage (h, w), as soft as the picture."""
    if grain.blur_px == 0:
        return drawn
    size = 2 * max(round(2.5 * grain.blur_px), 1) + 1
    return np.asarray(cv2.GaussianBlur(drawn, (size, size), grain.blur_px), np.uint8)


def enlarged(coverage: Bytes, size: tuple[int, int], grain: Grain) -> Bytes:
    """Enlarge a coverage (h, w) to (width, height), and make it as soft as the picture."""
    few = coverage.shape[0] / size[1]
    lacking = grain.blur_px**2 + _OWN_BLUR_PX**2 - (_ENLARGED_PX / few) ** 2
    rest = Grain(0.0, few * math.sqrt(max(lacking, 0.0)))
    return np.asarray(cv2.resize(soften_to(coverage, rest), size), np.uint8)


def add_noise(drawn: Bytes, grain: Grain, seed: int) -> Bytes:
    """Give colours (h, w, 3) the noise of the picture; the same for the same seed."""
    level = round(4 * grain.noise)
    if level == 0:
        return drawn
    tiles, drawn = _tile(level), drawn.copy()
    down, across = divmod(seed % _TILE_PX**2, _TILE_PX)
    for y in range(-down, drawn.shape[0], _TILE_PX):
        for x in range(-across, drawn.shape[1], _TILE_PX):
            part = drawn[max(y, 0) : y + _TILE_PX, max(x, 0) : x + _TILE_PX]
            ahead, aside = max(-y, 0), max(-x, 0)
            for tile, lay in zip(tiles, (cv2.add, cv2.subtract), strict=True):
                lay(part, tile[ahead:, aside:][: part.shape[0], : part.shape[1]], dst=part)
    return drawn


@lru_cache(maxsize=24)
def _tile(level: int) -> tuple[Bytes, Bytes]:
    """Make noise of a quarter of `level`: what it makes lighter, and what darker."""
    rng = np.random.default_rng(7)
    noise = rng.normal(size=(_TILE_PX, _TILE_PX, 3))
    noise = 0.85 * noise[..., :1] + 0.53 * noise  # mostly of lightness
    smooth: Floats = cv2.GaussianBlur(  # type: ignore[assignment]
        noise.astype(np.float32), (5, 5), _SMOOTH_PX, borderType=cv2.BORDER_REFLECT_101
    )
    codes = np.rint(smooth * (level / 4 / smooth.std()))
    return np.maximum(codes, 0).astype(np.uint8), np.maximum(-codes, 0).astype(np.uint8)
