"""Ways in which lamps and cameras may render colours, and what each makes of people and paper.

Lamps are of few kinds, cameras see with much the same three bells, and most make white neutral
and mix their channels so that the colours of a chart come out right.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import Real, de2000, linear_to_lab, xy_to_cct
from tryon.core.encoding import BANDS_NM
from tryon.light.chart import references
from tryon.light.complexion import daylight_bands, skin_curves
from tryon.light.lamps import modelled, spectra
from tryon.light.response import patch_curves

#: Red, green and blue of cameras, places and widths in nm: bells, where those of published ones
#: lie (Jiang, Liu, Gu, Süsstrunk 2013, IEEE WACV, 168-179); the last has channels that overlap
#: as those of small sensors with thin filters do. One more sees as eyes do. Twice as many
#: cameras gain 1 %.
_CAMERAS = (
    ((600, 540, 455), (35, 42, 30)),
    ((608, 532, 450), (32, 38, 28)),
    ((592, 548, 460), (40, 46, 32)),
    ((604, 545, 448), (38, 36, 34)),
    ((595, 534, 462), (33, 48, 27)),
    ((610, 540, 455), (30, 42, 30)),
    ((600, 545, 465), (50, 55, 45)),
)
#: How many cameras there are among the ways, one after the other.
CAMERAS = 1 + len(_CAMERAS)
#: Lamps for which cameras have a matrix; for any other they take that of the nearest colour
#: temperature, in its reciprocal (Adobe 2023, Digital Negative Specification 1.7.1, chapter 6).
_BOOTH = ("D65", "D50", "A", "FL2", "FL11")
#: How usual kinds of light are where people dress, beside each other, by the first letter of an
#: illuminant: daylight, bulbs, fluorescent tubes, LEDs and lamps at high pressure; assumed. All
#: of a kind are alike.
_KINDS = {"D": 0.3, "A": 0.15, "F": 0.2, "L": 0.35, "H": 0.04}
#: White that shows less in a channel, beside a luminance of 1, shows nothing there.
_BLACK = 1e-3
#: Share of cameras that make white neutral; the others render everything as in daylight.
_BALANCED = 0.75
#: People: melanin and blood, see `complexion.skin_curves`.
_MELANIN, _BLOOD = np.geomspace(0.003, 0.40, 9), (0.012, 0.02, 0.03)
#: The white of the eyes, in the same words.
_EYE = 0.002, 0.004
#: Lips: share of the skin's melanin, and blood, which tell how lamps change them. Their hue in
#: daylight is that of the fairer of two red clusters among noses and lips, L*a*b* 49, 22, 12
#: (Wee et al. 2009, IADR abstract 120461); 40 photographed people have 0.82 and 0.02. How light
#: they are says less: it depends on how they are turned.
_LIP_MELANIN, _LIP_BLOOD, _LIP_HUE = 0.3, 0.10, np.array([0.94, -0.11])
#: What brighteners in office paper send out around 440 nm for what they take up below 400 nm,
#: where tables of lamps end: the most that paper has (b* -10 under D50 and its ultraviolet, ISO
#: 12647-2:2013, uncoated), the share of it that is usual, and what windows let pass.
_SENT_NM, _SENT_WIDE_NM, _TAKEN_NM = 440.0, 22.0, 400.0
_MOST_SENT, _USUALLY_SENT, _THROUGH_GLASS = 0.55, 0.7, 0.55
_PAPER = 0.87
#: Patches of a chart in the colours of make-up: skins, oranges, reds, purple and magenta.
_LIKE_MAKE_UP = [0, 1, 6, 8, 9, 14, 16]

#: From a log of linear sRGB to its ratios: red to green, blue to green.
HUE = np.array([(1.0, -1.0, 0.0), (0.0, -1.0, 1.0)])


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """What n ways to render do.

    Attributes
    ----------
    weights : (n, 31, 3) float64
        Of reflectance in linear sRGB; white is 1.
    hues : (n, 2) float64
        log ratios of white: red to green, blue to green.
    skins : (n, m, 3) float64
        log of the skins of people over white.
    lips : (n, m, 2) float64
        log ratios of their lips over white.
    eyes : (n, 3) float64
        log of the white of their eyes over white.
    looks : (n, k, 3) float64
        L*a*b* of what a chart has of the colours of make-up.
    strays : (n,) float64
        How far off these (ΔE00) they look in the nearest other lamp of its kind: lamps of that
        kind which are not among these may well be as far off.
    papers : (n, 3) float64
        log of office paper over what it would be without its brighteners.
    scores : (n,) float64
        log of how usual each is.
    kinds : (n,) str
        Value of the `LampKind`, or H.
    """

    weights: Real = field(repr=False)
    hues: Real = field(repr=False)
    skins: Real = field(repr=False)
    lips: Real = field(repr=False)
    eyes: Real = field(repr=False)
    looks: Real = field(repr=False)
    strays: Real = field(repr=False)
    papers: Real = field(repr=False)
    scores: Real = field(repr=False)
    kinds: NDArray[np.str_] = field(repr=False)


@cache
def all_ways() -> Ways:
    """Every camera in every lamp, balanced and not.

    The lamps are the illuminants of the CIE: daylight, a glowing wire, fluorescent lamps, and
    the means of clusters of more than a thousand white LEDs (Jost et al. 2017, Proc. CIE
    Midterm Meeting), so whatever is lit by LEDs that glow by phosphors is near one of them; and
    models of what else there is, see `lamps.modelled`.
    """
    nm, observer, power = spectra()
    lamps = {**power, **modelled()}
    lit = {name: curve / (curve @ observer[:, 1]) for name, curve in lamps.items()}
    booth = [lit[name] for name in _BOOTH]
    daylight = booth[0]
    melanin = np.tile(_MELANIN, len(_BLOOD))
    people = skin_curves(BANDS_NM, melanin, np.repeat(_BLOOD, len(_MELANIN)))
    chart = patch_curves(references()[-1])
    # From curves in 31 bands to those at every wavelength of the tables.
    to_bands = np.array([np.interp(nm, BANDS_NM, band, 0, 0) for band in np.eye(len(BANDS_NM))])
    bells = [
        np.exp(-0.5 * ((nm[:, None] - np.array(places)) / np.array(widths)) ** 2)
        for places, widths in _CAMERAS
    ]
    sent = np.exp(-0.5 * ((nm - _SENT_NM) / _SENT_WIDE_NM) ** 2)
    weights, hues, papers, scores, kinds = [], [], [], [], []
    for eye, (name, lamp), is_balanced in product(
        [observer, *bells], lit.items(), (True, False)
    ):
        seen = to_bands @ (lamp[:, None] * eye)
        by_day = to_bands @ (daylight[:, None] * eye)
        rendered, balance = _as_makers_do(by_day, chart), by_day.sum(0)
        if is_balanced:
            nearest = min(
                booth, key=lambda one: abs(_mired(one @ observer) - _mired(lamp @ observer))
            )
            rendered = _as_makers_do(to_bands @ (nearest[:, None] * eye), chart)
            balance = seen.sum(0)
        shown = seen / balance @ rendered
        # Under sodium a camera that stays at daylight shows no blue: of none, all show as much.
        shown = np.where(shown.sum(0) > _BLACK, shown, _BLACK / len(BANDS_NM))
        white = shown.sum(0)
        weights.append(shown / white)
        hues.append(HUE @ np.log(white))
        taken = lamp[nm <= _TAKEN_NM].mean() * (_THROUGH_GLASS if name[0] == "D" else 1)
        more = _USUALLY_SENT * _MOST_SENT * taken * (sent @ eye) / balance @ rendered
        papers.append(np.log(1 + np.maximum(more / (_PAPER * white), -0.5)))
        usual = _KINDS[name[0]] / sum(other[0] == name[0] for other in lit)
        kinds.append(name[0])
        scores.append(np.log(usual * (_BALANCED if is_balanced else 1 - _BALANCED)))
    skins = np.log(np.maximum(people @ np.array(weights), 1e-3))
    vermilion = skin_curves(BANDS_NM, _LIP_MELANIN * melanin, _LIP_BLOOD)
    in_daylight = np.log(vermilion @ daylight_bands())
    lips = np.log(np.maximum(vermilion @ np.array(weights), 1e-3)) - in_daylight
    lips = lips @ HUE.T + _LIP_HUE
    eye = skin_curves(BANDS_NM, np.array([_EYE[0]]), _EYE[1])[0]
    eyes = np.log(np.maximum(eye @ np.array(weights), 1e-3))
    looks = looks_of(np.array(weights))
    strays = _strays(looks, [name[0] for name in lit])
    rest = np.array(papers), np.array(scores), np.array(kinds)
    return Ways(np.array(weights), np.array(hues), skins, lips, eyes, looks, strays, *rest)


def looks_of(weights: Real) -> Real:
    """L*a*b* (..., k, 3) of the colours of make-up, by weights (..., 31, 3) and their white."""
    curves = patch_curves(references()[-1])[_LIKE_MAKE_UP]
    return linear_to_lab(np.clip(curves @ weights / weights.sum(-2, keepdims=True), 0, 1))


def _strays(looks: Real, kinds: Sequence[str]) -> Real:
    """Tell how far (n,) looks (n, k, 3) are from the nearest other lamp's of their kind.

    Ways are those of `all_ways`, whose lamps are of these kinds; lamps of a kind that has but
    one, as glowing wires, are all alike.
    """
    by_lamp = looks.reshape(CAMERAS, len(kinds), 2, *looks.shape[1:])
    strays = np.zeros(by_lamp.shape[:3])
    for kind in set(kinds):
        (alike,) = np.nonzero(np.array(kinds) == kind)
        if len(alike) > 1:
            some = by_lamp[:, alike]
            apart = de2000(some[:, :, None], some[:, None]).mean(-1)
            apart[:, range(len(alike)), range(len(alike))] = np.inf
            strays[:, alike] = apart.min(1)
    return strays.reshape(-1)


def _as_makers_do(response: Real, chart: Real) -> Real:
    """Matrix (3, 3) by which a chart looks as in daylight, and white stays white.

    Plain least squares. Makers fit to colours of their own choice, which nobody knows: given
    the very sensitivities of simulated cameras, but not those colours, products err no less
    than with `_CAMERAS`.
    """
    seen, wanted = chart @ (response / response.sum(0)), chart @ daylight_bands()
    free = seen[:, :2] - seen[:, 2:]
    rows, *_ = np.linalg.lstsq(free, wanted - seen[:, 2:], rcond=None)
    return np.concatenate([rows, 1 - rows.sum(0, keepdims=True)])


def _mired(white: Real) -> float:
    """Tell reciprocal megakelvins of a white's XYZ (3,): by these cameras choose a matrix."""
    return 1e6 / xy_to_cct(white[:2] / white.sum())
