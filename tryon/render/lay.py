"""Lays what was drawn elsewhere on a picture, with an edge as fine as the picture's own."""

from functools import lru_cache

import cv2
import numpy as np

from tryon.core.encoding import Encoding
from tryon.core.scene import Box, Bytes, Floats, Silhouette

#: Spread (standard deviation, px) over which the stairs of an outline are made even; its edge
#: is made twice as steep afterwards: as one of 0.55 px.
_STAIRS_PX = 1.1
#: What a sharp lens adds to an edge that was sampled finely, which has 0.29 px already.
_LENS_PX = 0.3
#: Steps of light on the way back to codes, where it is mixed.
_STEPS = 4096
#: Where more pixels than these, and most of a cloth, let something through, it fades in or out.
_MANY_PX = 40_000
#: Pixels around a drawing that soft edges reach, however coarsely it was drawn.
_GROWN_PX = 2
_AROUND = np.ones((3, 3), np.uint8)
#: 255 for everything that is not nothing.
_ANY = 255 * (np.arange(256) > 0).astype(np.uint8)
#: Around a silhouette of coarse cells: half of one.
_MARGIN_PX = 8
#: Pixels in each direction of what holes are looked for in.
_COARSE = 3


def soften(outline: Bytes) -> Bytes:
    """Turn an outline of whole pixels into coverage, as a lens would show it.

    The stairs of a slanting edge are blurred away, and the blur is then made as steep as the
    edge of something sharp in a picture. It moves nowhere: half of it stays on each side.

    Parameters
    ----------
    outline : (h, w) uint8
        0, or what the coverage is inside.

    Returns
    -------
    coverage : (h, w) uint8
    """
    full = int(outline.max(initial=0))
    # twice as steep around the middle, which stays where it is
    blurred = cv2.GaussianBlur(outline, (5, 5), _STAIRS_PX)
    steep = cv2.addWeighted(blurred, 2.0, blurred, 0.0, -full / 2)
    return np.asarray(cv2.threshold(steep, full, full, cv2.THRESH_TRUNC)[1], np.uint8)


def blurred(coverage: Bytes) -> Bytes:
    """Blur an edge (h, w) that was sampled finely as a sharp lens would: to one of 0.42 px."""
    return np.asarray(cv2.GaussianBlur(coverage, (3, 3), _LENS_PX), np.uint8)


def closed(outline: Bytes, most_px: float) -> Bytes:
    """Close the small holes of an outline.

    Parameters
    ----------
    outline : (h, w, 2) uint8
        First 0 where nothing is seen of the cloth; then 255 where its outer side is nearest,
        also where something hides it, and 0 where no cloth is at all.
    most_px : float
        Pixels of `outline` that the largest hole has, which is closed where there is cloth all
        around.

    Returns
    -------
    there : (h, w) uint8
        Holes get the largest value there is.
    """
    there = np.asarray(cv2.extractChannel(outline, 0), np.uint8)
    size = -(-there.shape[1] // _COARSE), -(-there.shape[0] // _COARSE)
    small, side = cv2.split(cv2.resize(outline, size, interpolation=cv2.INTER_NEAREST))
    hidden = ((side > 0) & (small == 0)).view(np.uint8)
    _, which, stats, _ = cv2.connectedComponentsWithStats(hidden, connectivity=4)
    areas = stats[:, cv2.CC_STAT_AREA] * (there.size / small.size)
    holes = areas <= most_px
    holes[0] = False
    if not holes.any():
        return there
    not_cloth = cv2.dilate((side < 255).view(np.uint8), _AROUND)
    holes[np.unique(which[(not_cloth & hidden) > 0])] = False
    if not holes.any():
        return there
    filled = cv2.dilate(np.where(holes[which], there.max(initial=0), np.uint8(0)), _AROUND)
    spread = cv2.resize(filled, there.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.max(there, spread), np.uint8)


def hidden_by(silhouette: Silhouette, box: Box) -> tuple[Box, Bytes] | None:
    """Find what `silhouette` hides of a box of the picture.

    Returns
    -------
    part : Box
        Beside the corner of `box`.
    share : (part.height, part.width) uint8
        255 where all is hidden; None where nothing is.
    """
    there = silhouette.box
    is_fine = silhouette.coverage.shape == (there.height, there.width)  # a cell is a pixel
    part = _shared(there, box, 0 if is_fine else _MARGIN_PX)
    if part.width < 1 or part.height < 1:
        return None
    if is_fine:
        rows, columns = part.y - there.y, part.x - there.x
        hidden = silhouette.coverage[rows:, columns:][: part.height, : part.width]
    else:
        hidden = spread_over(silhouette, part, (part.width, part.height))
    share = np.asarray(cv2.convertScaleAbs(hidden, alpha=255.0), np.uint8)
    inside = Box(part.x - box.x, part.y - box.y, part.width, part.height)
    return inside, share


def behind(coverage: Bytes, part: Box, share: Bytes) -> Bytes:
    """Take away a hidden share (255 is all) of a part from a coverage (h, w)."""
    left = coverage.copy()
    inside = left[part.rows, part.columns]
    cv2.multiply(inside, cv2.bitwise_not(share), dst=inside, scale=1 / 255)
    return left


def spread_over(silhouette: Silhouette, box: Box, size: tuple[int, int]) -> Floats:
    """Show a silhouette on a raster of (width, height) cells that `box` is divided into.

    Returns
    -------
    coverage : (height, width) float32, in [0, 1]
        0 where the silhouette does not reach.
    """
    there = silhouette.box
    rows, columns = silhouette.coverage.shape
    wide, high = columns / max(there.width, 1), rows / max(there.height, 1)
    step_x, step_y = box.width / size[0], box.height / size[1]
    # from the centres of cells of the raster to those of the silhouette
    to_cells = np.array(
        [
            [wide * step_x, 0, (box.x - there.x + 0.5 * step_x) * wide - 0.5],
            [0, high * step_y, (box.y - there.y + 0.5 * step_y) * high - 0.5],
        ]
    )
    shown = cv2.warpAffine(
        silhouette.coverage,
        to_cells,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
    )
    return np.asarray(shown, np.float32)


def _shared(one: Box, other: Box, margin_px: int) -> Box:
    """Find what a box, and a margin around it, shares with another."""
    left, top = max(one.x - margin_px, other.x), max(one.y - margin_px, other.y)
    right = min(one.x + one.width + margin_px, other.x + other.width)
    bottom = min(one.y + one.height + margin_px, other.y + other.height)
    return Box(left, top, right - left, bottom - top)


@lru_cache(maxsize=8)
def codes_of(encoding: Encoding, steps: int = 256) -> Bytes:
    """Tabulate the codes (1, steps, 3) of a picture by the square root of light."""
    light = (np.arange(steps) / (steps - 1)) ** 2
    codes = [np.interp(light, curve, np.arange(256)) for curve in encoding.curve]
    table: Bytes = np.rint(np.array(codes).T[None]).astype(np.uint8)
    return table


@lru_cache(maxsize=4)
def _dimming(encoding: Encoding) -> Bytes:
    """Tabulate the factor on codes, times 255, by the share of light that is left, times 255.

    Codes go about as a power of light: that of the middle codes, which shadows are seen in.
    """
    middle = float(np.mean([curve[128] for curve in encoding.curve]))
    power = np.log(128 / 255) / np.log(middle)
    table: Bytes = np.rint(255 * (np.arange(256) / 255) ** power).astype(np.uint8)
    return table


def dim(area: Bytes, left: Bytes, encoding: Encoding) -> None:
    """Take light away, in place.

    Parameters
    ----------
    area : (h, w, 3) uint8, writeable
        Codes of `encoding`.
    left : (h, w) uint8
        255 times the share of the light that stays; where it is 255 no byte changes.
    encoding : Encoding
    """
    factor = cv2.LUT(left, _dimming(encoding))
    cv2.multiply(area, cv2.merge((factor, factor, factor)), dst=area, scale=1 / 255)


def averaged(drawn: Bytes, size: tuple[int, int]) -> Bytes:
    """Average the samples (h, w, 4) of each of (width, height) pixels that show cloth.

    Returns
    -------
    drawn : (height, width, 4) uint8
        The last channel is the share of samples that do.
    """
    shown = cv2.cvtColor(drawn, cv2.COLOR_RGBA2RGB)
    there = cv2.LUT(cv2.extractChannel(drawn, 3), _ANY)
    rgb, share = (cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in (shown, there))
    rgb = cv2.divide(rgb, cv2.merge((share, share, share)), scale=255)
    return np.asarray(cv2.merge((*cv2.split(rgb), share)), np.uint8)


def grown(drawn: Bytes) -> Bytes:
    """Go on with the colours of a drawing (h, w, 4) where it ends, for the sake of its edge.

    Returns
    -------
    rgb : (h, w, 3) uint8
        What was drawn, and around it, as far as its edge reaches, the mean of what is near.
    """
    rgb = np.asarray(cv2.cvtColor(drawn, cv2.COLOR_RGBA2RGB), np.uint8)
    there = cv2.threshold(cv2.extractChannel(drawn, 3), 0, 1, cv2.THRESH_BINARY)[1]
    side = 2 * _GROWN_PX + 1, 2 * _GROWN_PX + 1
    total, count = (
        cv2.boxFilter(one, cv2.CV_16U, side, normalize=False, borderType=cv2.BORDER_CONSTANT)
        for one in (rgb, there)
    )
    mean = cv2.divide(total, cv2.merge((count, count, count)), dtype=cv2.CV_8U)
    cv2.copyTo(rgb, there, mean)
    return np.asarray(mean, np.uint8)


def lay(picture: Bytes, drawn: Bytes, coverage: Bytes, box: Box, encoding: Encoding) -> None:
    """Lay `drawn` on `picture`, in place.

    Parameters
    ----------
    picture : (h, w, 3) uint8, writeable, contiguous
    drawn : (box.height, box.width, 3) uint8
        Codes of the same encoding.
    coverage : (box.height, box.width) uint8
        255 where it hides the picture completely; where it is 0 no byte changes.
    box : Box
    encoding : Encoding
        Edges are mixed in the linear light of the camera's channels.
    """
    area = picture[box.rows, box.columns]
    full = coverage == 255
    cv2.copyTo(drawn, full.view(np.uint8), area)
    where = np.flatnonzero((coverage > 0) ^ full)
    if not where.size:
        return
    if where.size > max(_MANY_PX, np.count_nonzero(full)):
        _fade(area, drawn, coverage)
        return
    rows, columns = np.divmod(where, box.width)
    # pixels as one thing each: three bytes apart cost five times as much to pick
    pixels = picture.view("V3").reshape(-1)
    there = (rows + box.y) * picture.shape[1] + columns + box.x
    share = coverage.reshape(-1)[where] * np.float32(1 / 255)
    under = pixels.take(there).view(np.uint8).reshape(-1, 3)
    over = drawn.reshape(-1, 3).take(where, 0)
    back = codes_of(encoding, _STEPS)[0]
    mixed = np.empty_like(under)
    for channel, curve in enumerate(encoding.curve):
        light = curve.take(under[:, channel])
        light += share * (curve.take(over[:, channel]) - light)
        steps = np.sqrt(light, out=light)
        steps *= _STEPS - 1
        steps += 0.5
        mixed[:, channel] = back[:, channel].take(steps.astype(np.intp))
    pixels[there] = mixed.view("V3")[:, 0]


def _fade(area: Bytes, drawn: Bytes, coverage: Bytes) -> None:
    """Mix codes, in place: it is over before anybody sees that light was not mixed."""
    share = cv2.merge((coverage, coverage, coverage))
    over = cv2.multiply(drawn, share, scale=1 / 255)
    cv2.multiply(area, cv2.bitwise_not(share), dst=area, scale=1 / 255)
    cv2.add(area, over, dst=area)
