"""A shade from a photograph of a swatch on white paper: found, judged, corrected.

The paper around the swatch tells the light on it, place by place; the swatch is what it makes
of that light. What would mislead is refused with a sentence, and what remains uncertain is in
the error.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.catalogue.paper import Paper, find_paper
from tryon.catalogue.swatch_surface import Cover, Sheen, covers, sheen
from tryon.catalogue.whiteness import Whiteness, judge_paper, papers, witnesses_of
from tryon.core.colour import (
    LINEAR_TO_WIDE,
    WIDE_TO_LINEAR,
    Real,
    de2000,
    lab_to_xyz,
    linear_to_lab,
    linear_to_srgb,
    linear_to_xy,
    luminance,
    xy_to_cct,
    xyz_to_linear,
)
from tryon.core.encoding import SRGB, Encoding
from tryon.core.errors import BadInput
from tryon.core.scene import Box, Bytes, Floats
from tryon.light.calibrate import calibrate
from tryon.light.chart import GREYS, Chart, read_chart, references

Mask = NDArray[np.bool_]

#: Linear sRGB of office paper under D65: L* 94, a* 0.5, b* -4, between what ISO 12647-2:2013
#: says of uncoated paper (b* -10) and paper whose brighteners are not excited (b* 1).
PAPER = np.array([0.843, 0.858, 0.925])
#: How far papers of one kind differ in L*.
_PAPER_L = 1.5
#: ΔE00 that a telephone's own rendering of colours adds: median over the 18 chromatic patches
#: of ten ColorChecker photographs by telephones when their white patch is taken for the paper
#: (p90 10.2; reddish patches 4.9).
CAMERA_DE2000 = 5.0
#: ΔE00 that the lamp's spectrum adds: median over 10 lights, 3 cameras and 80 pigments, when
#: their picture is compared with paper in three numbers (1.2 in daylight, 3 to 4 under lamps).
#: How warm the camera leaves the paper does not tell which; a correction by it was tried, and
#: made other cameras worse.
_LIGHT_DE2000 = 3.5
#: The same beside a chart, whose pigments are not those of a lipstick.
_CHART_DE2000 = 1.2

#: Shares of the picture, and sizes in px.
_SMALLEST_SHARE, _SMALLEST_PX = 0.003, 24
#: What lies this near to the swatch's rim, as a share of its size, is not measured.
_RIM = 0.14
_CLIPPED_CODE, _CLIPPED_SHARE, _DARKEST_CODE = 250, 0.03, 70
_UNEVEN, _ROUGH = 0.45, 0.05
_WIDEST_EDGE, _SHARP_PX = 0.05, 4.0
#: White paper under whatever lamp lies this near to the daylight locus, when the camera has
#: balanced most of the lamp's colour away; pale pink and pale green paper do not.
_WHITE_DUV, _TINT_DUV, _WARMEST_K, _COOLEST_K = 0.0025, 0.0075, 2400.0, 12_000.0


class Refusal(Enum):
    """Why a photograph cannot be used, in a sentence for whoever took it."""

    NO_PAPER = "no white paper was found in the picture"
    NO_SWATCH = "no swatch was found on the paper"
    SMALL = "the swatch is too small in the picture"
    BLURRED = "the picture is blurred"
    CLIPPED = "the paper is brighter than the camera can tell"
    DARK = "the picture is too dark"
    UNEVEN = "the light on the paper is uneven, or a shadow lies on it"
    TINTED = "the paper, or the light, has a tint"


MENDS = {
    Refusal.NO_PAPER: "Put the swatch on plain white paper that fills most of the picture.",
    Refusal.NO_SWATCH: "Leave a margin of white paper all around it, or say where it is.",
    Refusal.SMALL: "Go nearer: the swatch should be a fifth of the picture wide.",
    Refusal.BLURRED: "Hold the camera still and let it focus on the swatch.",
    Refusal.CLIPPED: "Lower the exposure, or move away from the lamp.",
    Refusal.DARK: "Bring more light, or raise the exposure.",
    Refusal.UNEVEN: "Turn away from the lamp that throws the shadow; daylight is best.",
    Refusal.TINTED: "Use white office paper in daylight, without coloured walls nearby.",
}


class SwatchRefused(BadInput):
    """A photograph of a swatch cannot be used; `refusal` says why."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(refusal.value + (f" ({detail})" if detail else ""), MENDS[refusal])
        self.refusal = refusal


@dataclass(frozen=True, slots=True, eq=False)
class Swatch:
    """What a photograph says of a product.

    Attributes
    ----------
    box : Box
        Where the swatch is, in px of the picture.
    lab : (3,) float64
        CIE L*a*b* under D65, 2° observer, of the swatch as it lies there.
    error_de2000 : float
        Expected ΔE00 between that and an instrument.
    light_xy : (2,) float64
        Chromaticity of the light on the paper, as the camera renders it.
    sheen : Sheen
        How its surface takes the light.
    cover : Cover or None
        What lies below shows through so much; None when only white was below.
    white : Whiteness or None
        What is believed of the paper; None where a chart told the colours.
    """

    box: Box
    lab: Real
    error_de2000: float
    light_xy: Real = field(repr=False)
    sheen: Sheen
    cover: Cover | None = None
    white: Whiteness | None = None

    @property
    def srgb(self) -> str:
        """The colour as a screen can show it, like ``#9B1B30``."""
        linear = xyz_to_linear(lab_to_xyz(self.lab))
        return "#{:02X}{:02X}{:02X}".format(*np.rint(255 * linear_to_srgb(linear)).astype(int))

    @property
    def shade(self) -> dict[str, Any]:
        """The shade as a file of products says it: always estimated."""
        found: dict[str, Any] = {
            "lab": [round(float(value), 2) for value in self.lab],
            "white": "D65",
            "status": "estimated",
            "de2000": round(self.error_de2000, 1),
        }
        if self.cover is not None:
            found["sx"] = [round(float(np.clip(sx, 1e-3, 30)), 3) for sx in self.cover.sx]
        return found


def read_swatch(
    rgb: Bytes,
    *,
    box: Box | None = None,
    encoding: Encoding = SRGB,
    camera_de2000: float = CAMERA_DE2000,
    has_black: bool = False,
    has_chart: bool = False,
    known_paper: tuple[float, float] | None = None,
) -> Swatch:
    """Measure a swatch on white paper.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    box : Box or None
        Where the swatch is; None finds it.
    encoding : Encoding
        What the codes mean: of a camera profile, or sRGB.
    camera_de2000 : float
        Error that remains with that encoding.
    has_black : bool
        Whether the swatch lies across the edge of a card that is half black, half white.
    has_chart : bool
        Whether a colour chart lies beside it: then that tells the colours, and paper only how
        the light changes from there to the swatch. With a `box`, paper may be missing.
    known_paper : (mean, deviation) or None
        Of the paper's b* under D65, where somebody has said or measured it, see `KINDS`.

    Raises
    ------
    SwatchRefused
    ChartRefused
        A chart was promised, and cannot be used.
    """
    if min(rgb.shape[:2]) < 2 * _SMALLEST_PX:
        raise SwatchRefused(Refusal.SMALL, f"all of it is {rgb.shape[1]} x {rgb.shape[0]} px")
    if float(np.quantile(rgb[::4, ::4].max(-1), 0.97)) < _DARKEST_CODE:
        raise SwatchRefused(Refusal.DARK)
    chart = read_chart(rgb) if has_chart else None
    if chart is not None:
        calibration = calibrate([chart])
        encoding, camera_de2000 = calibration.encoding, float(np.nanmean(calibration.left_out))
    paper = find_paper(rgb, encoding)
    if chart is not None and box is not None and paper and paper.roughness > _ROUGH:
        paper = None  # a table, which tells nothing of the light
    if paper is None and (chart is None or box is None):
        raise SwatchRefused(Refusal.NO_PAPER)
    if paper is not None and chart is None:
        _judge_paper(rgb, paper)
    place, inside = _find(rgb, paper, box, chart, has_black)
    codes = rgb[place.rows, place.columns]
    linear, white = encoding.decode(codes), None
    if paper is not None:
        if box is None:
            _judge_edge(linear / paper.light(place), inside)
        _judge_light(paper, place)
    if chart is not None:
        seen = _beside_chart(linear, chart, encoding, paper, place)
    else:
        assert paper is not None
        is_clipped = codes.max(-1) >= _CLIPPED_CODE
        told = witnesses_of(
            paper, linear / paper.light(place), _core(inside), is_clipped, has_black=has_black
        )
        white = judge_paper(paper.colour, told, known_paper)
        seen = _beside_paper(linear, paper, place, white)
    core, cover = _core(inside), None
    if has_black:
        below = paper.is_black_below(place) if paper else None
        if below is None:
            raise SwatchRefused(Refusal.NO_SWATCH, "no edge between black and white was found")
        ground = PAPER if white is None else white.reflectance
        cover = covers(
            _matt(seen, core & ~below), _matt(seen, core & below), LINEAR_TO_WIDE @ ground
        )
        core = core & ~below
    linear_colour = WIDE_TO_LINEAR @ (cover.opaque if cover else _matt(seen, core))
    parts = [camera_de2000, _unevenness(linear_colour, seen[core])]
    parts += [_CHART_DE2000] if white is None else _doubts(linear_colour, white)
    return Swatch(
        place,
        linear_to_lab(linear_colour),
        float(np.sqrt(np.square(parts).sum())),
        paper.xy if paper else linear_to_xy(np.ones(3)),
        sheen(seen, core),
        cover,
        white,
    )


def _find(
    rgb: Bytes, paper: Paper | None, box: Box | None, chart: Chart | None, has_black: bool
) -> tuple[Box, Mask]:
    """Find the swatch: a box around it, and what of the box it covers."""
    if box is not None:
        mask: Mask | None = _boxed(rgb, box)
    elif paper is not None:
        mask = paper.largest_on_it(has_black, chart.corners if chart else None)
    if mask is None:
        raise SwatchRefused(Refusal.NO_SWATCH)
    place, inside = _crop(mask, rgb)
    is_small = inside.sum() < _SMALLEST_PX**2 / 4
    is_small |= box is None and mask.mean() < _SMALLEST_SHARE
    if is_small or min(place.width, place.height) < _SMALLEST_PX:
        raise SwatchRefused(Refusal.SMALL, f"{place.width} x {place.height} px")
    return place, inside


def _beside_paper(linear: Floats, paper: Paper, place: Box, white: Whiteness) -> Floats:
    """Compare with paper: reflectances (h, w, 3), linear wide RGB.

    Light and pigment are multiplied where three numbers come closest to spectra.
    """
    ratio = (linear @ LINEAR_TO_WIDE.T) / (paper.light(place) @ LINEAR_TO_WIDE.T)
    return np.asarray(ratio * (LINEAR_TO_WIDE @ white.reflectance), np.float32)


def _beside_chart(
    linear: Floats, chart: Chart, encoding: Encoding, paper: Paper | None, place: Box
) -> Floats:
    """Compare with the greys of a chart; paper tells how the light changes on the way."""
    greys = [patch for patch in GREYS[:4] if chart.is_good[patch]]
    codes = np.rint(chart.codes[greys]).astype(np.uint8)
    scale = float(
        np.median(luminance(references()[0].linear[greys]) / luminance(encoding.decode(codes)))
    )
    seen = linear @ LINEAR_TO_WIDE.T * scale
    if paper is not None:
        x, y = (float(value) for value in chart.corners.mean(0))
        there = luminance(paper.light(Box(int(x), int(y), 1, 1)))
        seen *= (there / luminance(paper.light(place)))[..., None]
    return np.asarray(seen, np.float32)


def _judge_paper(rgb: Bytes, paper: Paper) -> None:
    codes = rgb[paper.full_mask(rgb.shape)]
    clipped = float((codes >= _CLIPPED_CODE).any(-1).mean())
    if clipped > _CLIPPED_SHARE:
        raise SwatchRefused(Refusal.CLIPPED, f"{clipped:.0%} of it")
    cct = xy_to_cct(paper.xy)
    tint = duv(paper.xy) - _WHITE_DUV
    if abs(tint) > _TINT_DUV or not _WARMEST_K < cct < _COOLEST_K:
        hue = "green" if tint > 0 else "pink"
        detail = hue if abs(tint) > _TINT_DUV else f"{cct:.0f} K"
        raise SwatchRefused(Refusal.TINTED, detail)


def _judge_light(paper: Paper, place: Box) -> None:
    across = paper.range_within(place)
    if across > _UNEVEN:
        raise SwatchRefused(Refusal.UNEVEN, f"it changes by {np.expm1(across):.0%} there")
    if paper.roughness > _ROUGH:
        raise SwatchRefused(Refusal.UNEVEN, f"by {np.expm1(paper.roughness):.0%} in places")


def _judge_edge(relative: Floats, inside: Mask) -> None:
    """Refuse a picture in which no part of the swatch's rim is sharp."""
    smooth = cv2.GaussianBlur(relative, (0, 0), 1.0)
    rim = cv2.dilate(inside.astype(np.uint8), np.ones((9, 9))) - cv2.erode(
        inside.astype(np.uint8), np.ones((9, 9))
    )
    colour = np.median(smooth[inside], axis=0) - 1
    share = ((smooth - 1) @ (colour / max(float(colour @ colour), 1e-6))).astype(np.float32)
    slope = np.hypot(
        cv2.Sobel(share, -1, 1, 0, scale=1 / 8), cv2.Sobel(share, -1, 0, 1, scale=1 / 8)
    )
    steepest = float(np.quantile(slope[rim > 0], 0.9)) if rim.any() else 0.0
    width_px = 1 / max(steepest, 1e-3)
    size_px = float(inside.sum()) ** 0.5
    if width_px > max(_WIDEST_EDGE * size_px, _SHARP_PX):
        raise SwatchRefused(Refusal.BLURRED, f"edges are {width_px:.0f} px wide")


def duv(xy: Real) -> float:
    """Distance of a light from the black-body locus, in CIE 1960 uv; green is positive.

    References
    ----------
    Krystek (1985), Color Research & Application 10, 38-40, for the locus.

    Examples
    --------
    >>> round(duv(np.array([0.3127, 0.3290])), 3)
    0.003
    """
    x, y = xy
    u, v = np.array([4 * x, 6 * y]) / (12 * y - 2 * x + 3)
    t = np.geomspace(1500, 15_000, 600)
    locus_u = (0.860117757 + 1.54118254e-4 * t + 1.28641212e-7 * t**2) / (
        1 + 8.42420235e-4 * t + 7.08145163e-7 * t**2
    )
    locus_v = (0.317398726 + 4.22806245e-5 * t + 4.20481691e-8 * t**2) / (
        1 - 2.89741816e-5 * t + 1.61456053e-7 * t**2
    )
    away = np.hypot(u - locus_u, v - locus_v)
    nearest = int(away.argmin())
    return float(np.copysign(away[nearest], v - locus_v[nearest]))


def _boxed(rgb: Bytes, box: Box) -> Mask:
    mask = np.zeros(rgb.shape[:2], bool)
    mask[box.rows, box.columns] = True
    return mask


def _crop(mask: Mask, rgb: Bytes) -> tuple[Box, Mask]:
    """Enlarge a mask to the picture, and cut it out with a margin."""
    height, width = rgb.shape[:2]
    if mask.shape != (height, width):
        big = cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
        mask = big > 0
    x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
    margin = max(w, h) // 12
    left, top = max(x - margin, 0), max(y - margin, 0)
    right, bottom = min(x + w + margin, width), min(y + h + margin, height)
    box = Box(left, top, right - left, bottom - top)
    return box, mask[box.rows, box.columns]


def _core(inside: Mask) -> Mask:
    """Leave the rim out: it is thin, and has shadows."""
    distance = cv2.distanceTransform(np.pad(inside, 1).astype(np.uint8), cv2.DIST_L2, 3)
    distance = distance[1:-1, 1:-1]
    return np.asarray(distance > 2 * _RIM * distance.max(), bool)


def _matt(seen: Floats, core: Mask) -> Real:
    """Average a swatch (3,) without its highlights and without the lines in it."""
    pixels = seen[core]
    bright = pixels @ np.array([0.25, 0.65, 0.10], np.float32)
    low, high = np.quantile(bright, (0.25, 0.70))
    matt: Real = pixels[(bright >= low) & (bright <= high)].mean(0, dtype=np.float64)
    return matt


def _doubts(linear: Real, white: Whiteness) -> list[float]:
    """Tell the ΔE00 that come from not knowing the paper, and from the lamp's spectrum."""
    lab, paper = linear_to_lab(linear), linear_to_lab(white.reflectance)
    darker = _lab_to_linear(paper + np.array([_PAPER_L, 0, 0])) / white.reflectance
    lighter = 0.8 * float(de2000(lab, linear_to_lab(linear * darker)))  # a normal error's mean
    others = linear_to_lab(linear * (papers() / white.reflectance))
    return [lighter, float(white.share @ de2000(lab, others)), _LIGHT_DE2000]


def _unevenness(linear: Real, pixels: Floats) -> float:
    """ΔE00 that comes from a swatch that is not the same all over."""
    spread = np.quantile(luminance(pixels @ WIDE_TO_LINEAR.T), (0.25, 0.75))
    ends = linear_to_lab(linear * (spread / max(float(spread.mean()), 1e-6))[:, None])
    return 0.25 * float(de2000(ends[0], ends[1]))


def _lab_to_linear(lab: Real) -> Real:
    return xyz_to_linear(lab_to_xyz(lab))
