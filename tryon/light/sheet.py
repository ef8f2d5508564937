"""A sheet of paper or a grey card beside a face: found in the picture, and judged.

What is near neutral in the light that is believed, even, four-cornered, of a size that a
hand holds, and near the face is a sheet. A sheet that would mislead is refused, and the
reason is one that the person who holds it can do something about.
"""

import math
from dataclasses import dataclass, field
from enum import Enum

import cv2
import numpy as np

from tryon.core.colour import Real, luminance
from tryon.core.encoding import SRGB, Encoding
from tryon.core.scene import Bytes, Face, Floats
from tryon.light.belief import Belief, spread


class Kind(Enum):
    """What is held beside the face."""

    PAPER = "paper"
    GREY_CARD = "grey card"


class Refusal(Enum):
    """Why a sheet is not taken as a reference."""

    CLIPPED = "clipped"  # brighter than the camera can tell
    TILTED = "tilted"  # turned away from the camera
    UNEVEN = "uneven"  # a shadow, a fold or print on it
    SHADED = "shaded"  # it gets much less, or much more, light than the face
    TINTED = "tinted"  # not white and not grey
    DARK = "dark"  # too little light to measure
    UNCLEAR = "unclear"  # paper in dim light or a card in bright light: ask which it is
    CREAM = "cream"  # what the face says fits cream paper better than white: ask
    MOVING = "moving"


#: log reflectance of office paper, linear sRGB: L* 94.7 and neutral, which is assumed. Where
#: there is ultraviolet, brighteners make it bluish, b* -10 at most (ISO 12647-2:2013,
#: uncoated); LEDs have none, windows keep some out, and nothing makes it much yellower than 2.
_PAPER = np.log([0.87, 0.87, 0.87])
_PAPER_SPREAD = spread(0.03, 0.0, 0.01) + np.diag([0.0004, 0.0, 0.0020])
#: Photographers' card, 18 % in all channels.
_GREY = np.log([0.18, 0.18, 0.18])
_GREY_SPREAD = spread(0.03, 0.01, 0.01)
#: Few people own a card: what it takes to believe in one, as a squared distance.
_RARE = {Kind.PAPER: 0.0, Kind.GREY_CARD: 5.0}
_KINDS = {Kind.PAPER: (_PAPER, _PAPER_SPREAD), Kind.GREY_CARD: (_GREY, _GREY_SPREAD)}
#: Cream paper, b* 9 at L* 92.5, and how that varies. It is asked about where it fits better
#: than white by so much, as a squared distance: beside 40 real faces in three lamps 6 % of
#: white sheets are, half of ivory ones (b* 6) and 77 % of cream ones.
_CREAM = np.array([-0.115, -0.193, -0.358])
_CREAM_SPREAD = spread(0.03, 0.0, 0.01) + np.diag([0.0006, 0.0, 0.0016])
_LIKELY_CREAM = 1.5
#: Light beside the face differs from the face's (by 4 %, say), and a sheet that is held 8° off
#: the camera gets 4.5 % more or less of usual light; see `carried`, which knows some of that.
AT_ONE_PLACE = 0.06
_PLACE_SPREAD = spread(AT_ONE_PLACE, 0.01, 0.005)

#: The face is made this wide before anything is looked for; a face is about 14 cm wide.
_FACE_PX, _FACE_CM = 80.0, 14.0
#: Area of a credit card without its rim, and of a sheet of A4 held somewhat before the face.
_LEAST_CM2, _MOST_CM2 = 22.0, 1400.0
#: How far from the face a sheet is looked for, in widths of the face.
_ASIDE, _ABOVE, _BELOW = 2.6, 0.6, 1.3
#: So far below the chin, in widths of the face, a tilted sheet is a white shirt.
_SHOULDERS = 0.2
_NEIGHBOURS = np.ones((3, 3), np.uint8)
#: Codes that change by less than this between neighbours are one surface. A picture that
#: changes by more than the second nearly everywhere is noisy, and is smoothed first.
_EVEN_CODES, _NOISY_CODES, _NOISY_SHARE = 12, 6, 0.8
#: log ratios of channels further than this from neutral cannot be meant as a reference.
_NEUTRAL = 0.45
#: Share of its bounding rectangle that a sheet fills.
_FILLED = 0.82
#: A rectangle's corners by angle, and opposite sides by ratio: more is a tilt.
_MOST_SKEW_DEG, _MOST_TAPER = 14.0, 1.18
#: Change of the log of luminance across the sheet, and what is left when that is taken out.
_MOST_SLOPE, _MOST_ROUGH = 0.22, 0.10
_CLIPPED_CODE, _CLIPPED_SHARE = 250, 0.03
_DARKEST = 0.02
#: Where a sheet is read, from corner to corner; its rim may be a finger or the background.
_STEPS = np.linspace(0.1, 0.9, 24)
#: 99.9 % of the squared distances of three Gaussian numbers are below the first, and 99 % of
#: those of two, which the hue has, below the second.
_ODD, _ODD_HUE = 16.3, 9.2
_ALIKE = np.ones(3)
#: One kind must fit so much better than the other, in squared distance.
_CLEAR = 9.0
#: Paper in deep shade looks like a card in too bright a light: one card in ten seems so bright,
#: as a squared distance.
_TOO_BRIGHT = 1.64


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A sheet that was found.

    Attributes
    ----------
    corners : (4, 2) float32, px of the frame
    white : Belief
        The light that it tells of; see `Belief`. Meaningless if `refusal` is set.
    kind : Kind
        Whether paper or a grey card fits what the face says about the light.
    refusal : Refusal or None
    """

    corners: Floats = field(repr=False)
    white: Belief
    kind: Kind
    refusal: Refusal | None


def find_sheet(
    rgb: Bytes,
    face: Face,
    believed: Belief,
    encoding: Encoding = SRGB,
    kind: Kind | None = None,
) -> Sheet | None:
    """Look for a sheet of paper or a grey card beside a face.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    face : Face
        Whoever holds it.
    believed : Belief
        The light as the face alone tells it: it decides between paper and card, and whether
        the sheet can be neutral.
    encoding : Encoding
        What the codes of `rgb` mean.
    kind : Kind, optional
        What is held up, if it is known; else the face decides, in doubt for paper.

    Returns
    -------
    sheet : Sheet or None
        The largest that can be trusted, or else the largest; None when nothing looks like one.
    """
    (x, y), (right, bottom) = face.points[:, :2].min(0), face.points[:, :2].max(0)
    width = float(right - x)
    height, most = rgb.shape[:2]
    left, top = max(int(x - _ASIDE * width), 0), max(int(y - _ABOVE * width), 0)
    end, low = min(int(right + _ASIDE * width), most), min(int(bottom + _BELOW * width), height)
    if width < 30 or end - left < 30 or low - top < 30:
        return None
    scale = min(_FACE_PX / width, 1.0)
    view = rgb[top:low, left:end]
    shrunk = cv2.resize(view, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = np.asarray(shrunk, np.uint8)
    found = [
        _judge(rgb, (quad / scale + (left, top)).astype(np.float32), believed, encoding, kind)
        for quad in _quads(
            small, believed, encoding, (face.points[:, :2] - (left, top)) * scale
        )
    ]
    lowest = bottom + _SHOULDERS * width
    held = [
        sheet
        for sheet in found
        if sheet.refusal is not Refusal.TILTED or sheet.corners[:, 1].mean() < lowest
    ]
    return next((sheet for sheet in held if sheet.refusal is None), held[0] if held else None)


def _quads(small: Bytes, believed: Belief, encoding: Encoding, points: Floats) -> list[Floats]:
    """Find the corners (4, 2) of even, near-neutral rectangles, largest first; not the face."""
    linear = encoding.decode(small)
    neutral = (believed.mean - believed.mean[1]).astype(np.float32)
    most, least = np.exp(neutral + _NEUTRAL), np.exp(neutral - _NEUTRAL)
    green = linear[..., 1]
    step = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, _NEIGHBOURS).max(2)
    if np.count_nonzero(step > _NOISY_CODES) > _NOISY_SHARE * step.size:
        calm = cv2.GaussianBlur(small, (5, 5), 0)
        step = cv2.morphologyEx(calm, cv2.MORPH_GRADIENT, _NEIGHBOURS).max(2)
    even = step < _EVEN_CODES
    for channel in (0, 2):
        even &= linear[..., channel] < most[channel] * green
        even &= linear[..., channel] > least[channel] * green
    inside = even.astype(np.uint8)
    oval = cv2.convexHull(np.rint(points).astype(np.int32))
    cv2.fillConvexPoly(inside, oval, (0.0,))
    inside = cv2.morphologyEx(inside, cv2.MORPH_OPEN, _NEIGHBOURS)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=4)
    areas = stats[1:, cv2.CC_STAT_AREA] * (_FACE_CM / float(np.ptp(points[:, 0]))) ** 2
    quads = [
        _quad((labels == 1 + place).astype(np.uint8))
        for place in np.argsort(-areas)
        if _LEAST_CM2 < areas[place] < _MOST_CM2
    ]
    return [quad for quad in quads if quad is not None]


def _quad(mask: Bytes) -> Floats | None:
    """Give the corners (4, 2) of a region, in order; None when it is no four-cornered one."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    contour = max(contours, key=cv2.contourArea)
    x, y, width, height = cv2.boundingRect(contour)
    edges = (x <= 1, y <= 1, x + width >= mask.shape[1] - 1, y + height >= mask.shape[0] - 1)
    if sum(edges) > 1:
        return None  # a wall
    hull = cv2.convexHull(contour)
    size = cv2.contourArea(hull)
    if cv2.contourArea(contour) < _FILLED * size:
        return None
    drawn = cv2.approxPolyDP(hull, 0.05 * cv2.arcLength(hull, True), True)
    if len(drawn) != 4 or cv2.contourArea(drawn) < 0.9 * size:
        # a corner is behind a finger, or cut off
        rectangle = cv2.minAreaRect(hull)
        if size < 0.88 * rectangle[1][0] * rectangle[1][1]:
            return None
        drawn = cv2.boxPoints(rectangle)
    corners: Floats = np.asarray(drawn, np.float32).reshape(4, 2)
    sides = _lengths(corners)
    if max(sides) > 2.4 * min(sides):
        return None
    return corners


def _lengths(corners: Floats) -> list[float]:
    """Give the lengths of the four sides, in order."""
    return [math.dist(corners[i], corners[(i + 1) % 4]) for i in range(4)]


def _judge(
    rgb: Bytes, corners: Floats, believed: Belief, encoding: Encoding, told: Kind | None
) -> Sheet:
    """Read a sheet, and find the first reason not to trust it."""
    across, down = np.meshgrid(_STEPS, _STEPS)
    u, v = across.reshape(-1, 1), down.reshape(-1, 1)
    one, two, three, four = corners
    places = (1 - u) * (1 - v) * one + u * (1 - v) * two + u * v * three + (1 - u) * v * four
    column = np.clip(places[:, 0].astype(np.intp), 0, rgb.shape[1] - 1)
    row = np.clip(places[:, 1].astype(np.intp), 0, rgb.shape[0] - 1)
    codes = rgb[row, column]
    linear = encoding.decode(codes)
    middle = np.log(np.maximum(np.median(linear, 0), 1e-4))
    kind, white, odd = _explain(middle, believed, told)
    refusal = None
    if (codes.max(1) >= _CLIPPED_CODE).mean() > _CLIPPED_SHARE:
        refusal = Refusal.CLIPPED
    elif luminance(np.median(linear, 0)) < _DARKEST:
        refusal = Refusal.DARK
    elif _is_tilted(corners):
        refusal = Refusal.TILTED
    else:
        log = np.log(np.maximum(luminance(linear), 1e-4)).reshape(len(_STEPS), -1)
        slope, rough = _relief(log)
        if rough > _MOST_ROUGH:
            refusal = Refusal.UNEVEN
        elif slope > _MOST_SLOPE:
            refusal = Refusal.TILTED
        elif odd is not None:
            refusal = odd
    return Sheet(corners, white, kind, refusal)


def _is_tilted(corners: Floats) -> bool:
    sides = _lengths(corners)
    taper = max(max(sides[i], sides[i + 2]) / min(sides[i], sides[i + 2]) for i in (0, 1))
    turns = [
        math.degrees(math.atan2(*(corners[(i + 1) % 4] - corners[i])[::-1])) for i in range(4)
    ]
    skew = max(abs((turns[i] - turns[i - 1]) % 180 - 90) for i in range(4))
    return taper > _MOST_TAPER or skew > _MOST_SKEW_DEG


def _relief(log: Real) -> tuple[float, float]:
    """Tell how much a field (n, n) changes across, and how rough it is besides.

    Noise of single pixels is neither a shadow nor print.
    """
    parts = log.reshape(6, len(_STEPS) // 6, 6, -1)
    blocks, noise = parts.mean((1, 3)), float(np.median(parts.std((1, 3))))
    x = np.linspace(-0.5, 0.5, 6)
    along, across = x @ blocks.mean(0) / (x @ x), x @ blocks.mean(1) / (x @ x)
    plane = blocks.mean() + x * along + x[:, None] * across
    rough = float(np.abs(blocks - plane).max()) - noise
    return abs(float(along)) + abs(float(across)), rough


def _explain(
    log: Real, believed: Belief, told: Kind | None
) -> tuple[Kind, Belief, Refusal | None]:
    """Find what the sheet is, the light it tells of, and whether the face contradicts."""
    found = []
    for kind in Kind if told is None else (told,):
        white = _told_by(log, *_KINDS[kind])
        odd, odd_hue = _contradiction(white, believed)
        found.append((odd, odd_hue, kind, white))
    found.sort(key=lambda one: one[0] + _RARE[one[2]])
    odd, odd_hue, kind, white = found[0]
    if odd >= _ODD:
        return kind, white, Refusal.TINTED if odd_hue > _ODD_HUE else Refusal.SHADED
    if told is not None:
        return kind, white, None
    rival_odd, _, rival, _ = found[1]
    if rival_odd + _RARE[rival] - odd - _RARE[kind] < _CLEAR:
        return kind, white, Refusal.UNCLEAR
    if kind is Kind.GREY_CARD:
        is_brighter = float((white.mean - believed.mean).mean()) > 0
        is_unclear = is_brighter and odd - odd_hue > _TOO_BRIGHT
        return kind, white, Refusal.UNCLEAR if is_unclear else None
    as_cream, _ = _contradiction(_told_by(log, _CREAM, _CREAM_SPREAD), believed)
    return kind, white, Refusal.CREAM if odd - as_cream > _LIKELY_CREAM else None


def _told_by(log: Real, reflectance: Real, unsure: Real) -> Belief:
    """Give the light, if what looks so has this reflectance."""
    return Belief(log - reflectance, unsure + _PLACE_SPREAD)


def _contradiction(white: Belief, believed: Belief) -> tuple[float, float]:
    """Give the squared distance of two lights that are told, in all and of the hue alone."""
    away = white.mean - believed.mean
    pull = np.linalg.solve(believed.covariance + white.covariance, np.stack([away, _ALIKE], 1))
    odd, level = float(away @ pull[:, 0]), float(_ALIKE @ pull[:, 0])
    return odd, odd - level**2 / float(pull[:, 1].sum())
