"""What lamp and camera make of colours, as far as white and skin tell it.

Three numbers of a white do not say how a lamp's spectrum meets a pigment's. But lamps are of
few kinds, cameras see with much the same three bells, and most make white neutral and mix their
channels so that the colours of a chart come out right. What each such way does to white and to
skin can be worked out, so a white sheet beside a face tells which ways are likely, and so does,
less surely, the white that a face alone lets expect. Bare lips, full of blood, help the sheet.
A product, whose curve is known, is then expected to look as it does in these; and a person who
was seen beside white once tells the next lamp by what it would make of skin and white both.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import (
    LINEAR_TO_WIDE,
    WIDE_TO_LINEAR,
    Real,
    de2000,
    linear_to_lab,
    xy_to_cct,
)
from tryon.core.encoding import BANDS_NM, Response
from tryon.light.belief import LEVEL_ONLY, Belief, spread
from tryon.light.chart import references
from tryon.light.complexion import daylight_bands, skin_curves
from tryon.light.lamps import LampKind, spectra
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
#: Lamps for which cameras have a matrix; for any other they take that of the nearest colour
#: temperature, in its reciprocal (Adobe 2023, Digital Negative Specification 1.7.1, chapter 6).
_BOOTH = ("D65", "D50", "A", "FL2", "FL11")
#: How usual kinds of light are where people dress, by the first letter of an illuminant:
#: daylight, bulbs, fluorescent tubes and LEDs; assumed. All of a kind are alike.
_KINDS = {"D": 0.3, "A": 0.15, "F": 0.2, "L": 0.35}
#: Share of cameras that make white neutral; the others render everything as in daylight.
_BALANCED = 0.75
#: By what white balances miss, and what a reading of skin differs by from skin in theory.
_MISSED = spread(0.0, 0.06, 0.03)
_SKIN_OFF = spread(0.12, 0.08, 0.08)
#: What a person's own skin under another lamp differs by from what theory makes of it, what it
#: differs by from how it was where theory says nothing, and what the white of the eyes does:
#: 16 people have 0.02 in both ratios, in one light but half of them smiling more.
_SEEN_AGAIN, _SEEN_OTHERWISE = spread(0.0, 0.08, 0.05), spread(0.0, 0.12, 0.06)
_EYES_AGAIN = spread(0.0, 0.06, 0.04)
#: How often people are wrong about the kind of their lamp, for each way of another; assumed.
_MISTAKEN = 0.05
#: Share of lamps that are none of these beside a white that was seen, and the hues that white
#: may have then.
_NONE_OF_THESE, _OTHER_HUE = 0.1, spread(0.0, 0.35, 0.12)
#: The same of somebody who is recognised; and the share of lamps and cameras that are one of
#: these only roughly, and how much further off (deviations) things are then. Of 990 simulated
#: colours that are not the suite's the mean error falls by 4 %, the 95th percentile by 5 %.
_NOTHING_LIKE, _ROUGHLY, _ROUGH = 0.02, 0.1, 3.0
#: People: melanin and blood, see `complexion.skin_curves`.
_MELANIN, _BLOOD = np.geomspace(0.003, 0.40, 9), (0.012, 0.02, 0.03)
#: The white of the eyes, in the same words.
_EYE = 0.002, 0.004
#: Lips: share of the skin's melanin, and blood, which tell how lamps change them. Their hue in
#: daylight is that of the fairer of two red clusters among noses and lips, L*a*b* 49, 22, 12
#: (Wee et al. 2009, IADR abstract 120461); 40 photographed people have 0.82 and 0.02, and this
#: spread. How light they are says less: it depends on how they are turned.
_LIP_MELANIN, _LIP_BLOOD, _LIP_HUE = 0.3, 0.10, np.array([0.94, -0.11])
_LIPS_OFF = np.diag([0.15**2, 0.15**2])
#: Half the squared distance from which on lips are painted, and tell nothing more: bare ones
#: lessen errors by 3 %, painted ones are to cost less than 1 %.
_PAINTED = 3.0
#: What brighteners in office paper send out around 440 nm for what they take up below 400 nm,
#: where tables of lamps end: the most that paper has (b* -10 under D50 and its ultraviolet, ISO
#: 12647-2:2013, uncoated), the share of it that is usual, and what windows let pass.
_SENT_NM, _SENT_WIDE_NM, _TAKEN_NM = 440.0, 22.0, 400.0
_MOST_SENT, _USUALLY_SENT, _THROUGH_GLASS = 0.55, 0.7, 0.55
_PAPER = 0.87
#: Patches of a chart in the colours of make-up: skins, oranges, reds, purple and magenta.
_LIKE_MAKE_UP = [0, 1, 6, 8, 9, 14, 16]
#: What is thought of lamp and camera is another thought when so much of it has moved, of 2.
_OTHER_THOUGHT = 0.25

_HUE = np.array([(1.0, -1.0, 0.0), (0.0, -1.0, 1.0)])
#: From these ratios to the log of linear sRGB, the level left as it is.
_FROM_HUE = np.array([(1.0, 0.0), (0.0, 0.0), (0.0, 1.0)])
_FROM_HUE = _FROM_HUE - LEVEL_ONLY @ _FROM_HUE


@dataclass(frozen=True, slots=True, eq=False)
class _Ways:
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
    papers : (n, 3) float64
        log of office paper over what it would be without its brighteners.
    scores : (n,) float64
        log of how usual each is.
    kinds : (n,) str
        Value of the `LampKind`.
    """

    weights: Real = field(repr=False)
    hues: Real = field(repr=False)
    skins: Real = field(repr=False)
    lips: Real = field(repr=False)
    eyes: Real = field(repr=False)
    looks: Real = field(repr=False)
    papers: Real = field(repr=False)
    scores: Real = field(repr=False)
    kinds: NDArray[np.str_] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Acquaintance:
    """A person whose skin was seen beside white, for each way to render that may come.

    Attributes
    ----------
    cheeks : (n + 1, 3) float64
        log of the skin over white; the last as it was seen, for a way that is none of these.
    eyes : (n + 1, 3) float64 or None
        The same of the white of the eyes, if it was seen.
    scores : (n,) float64
        log of how likely each way is, as far as its camera is the one that took the picture;
        likelihoods add up to 1.
    """

    cheeks: Real = field(repr=False)
    eyes: Real | None = field(repr=False)
    scores: Real = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Recognised:
    """What a person who was seen beside white once tells of another light.

    Attributes
    ----------
    mean, covariance : (3,), (3, 3) float64
        Of the log of the linear light of white; the covariance of its hue only.
    likely : (n + 1,) float64
        Of each way, and of none of them; 1 in all.
    """

    mean: Real
    covariance: Real
    likely: Real = field(repr=False)


class Thought:
    """What is thought of lamp and camera, kept while it is much the same."""

    def __init__(self) -> None:
        self._kept: tuple[Real, Response] | None = None

    def __call__(self, likely: Real, white: Real) -> Response:
        """Give the response of ways, by how likely (n + 1,) each is; see `response_of`."""
        if self._kept is None or np.abs(likely - self._kept[0]).sum() > _OTHER_THOUGHT:
            self._kept = likely, response_of(likely, white)
        return self._kept[1]


def likely_ways(
    white: Belief,
    skin: Real | None = None,
    none_of_these: float = _NONE_OF_THESE,
    lips: Real | None = None,
    *,
    is_paper: bool = False,
    lamp: LampKind | None = None,
) -> Real:
    """Say how likely each way (n + 1,) is beside a white; the last, none of them, always is.

    Parameters
    ----------
    white : Belief
    skin : (3,) float or None
        log of the skin, of one face or the mean of all.
    none_of_these : float in [0, 1]
        How likely lamp and camera are others than we know of.
    lips : (3,) float, optional
        log of the lower lip, or lips; painted ones tell nothing.
    is_paper : bool
        Whether the white is one that office paper tells as if it had no brighteners.
    lamp : LampKind, optional
        What kind of lamp there is said to be.
    """
    whites = white.mean - is_paper * _ways().papers
    scores = _white_scores(whites, white.covariance)
    if skin is not None:
        beside = None if lips is None else lips - whites
        odd = _skin_scores(skin - whites, white.covariance, beside)
        scores = scores + np.log(np.exp(odd).mean(1))
    scores = scores + _said(lamp)
    return np.append((1 - none_of_these) * _shares(scores), none_of_these)


def without_brighteners(paper: Belief, likely: Real) -> Belief:
    """Tell the white that office paper shows, when it is known what lights it.

    Parameters
    ----------
    paper : Belief
        The white if paper had no brighteners; its covariance allows for them.
    likely : (n + 1,) float64
        Of `likely_ways`.
    """
    papers = _ways().papers
    lighter = likely @ np.append(papers, [papers.mean(0)], 0)
    return Belief(paper.mean - lighter, paper.covariance)


def expect(
    white: Belief,
    skin: Real | None = None,
    none_of_these: float = _NONE_OF_THESE,
    lips: Real | None = None,
) -> Response:
    """Say what surfaces are expected to look like beside a white; see `likely_ways`."""
    return response_of(likely_ways(white, skin, none_of_these, lips), white.mean)


def response_of(likely: Real, white: Real) -> Response:
    """Give the mean response of ways (n + 1,), by how likely each is, to white 1.

    The last is an eye's, adapted to a white (3,), log of linear sRGB: in the wide space, where
    three numbers come closest to spectra. How far colours of make-up would look otherwise if
    one of the ways is the right one is the error that it states.
    """
    ways = _ways()
    weights = np.einsum("n,nbc->bc", likely[:-1], ways.weights)
    light = np.exp(white)
    adapted = daylight_bands() @ LINEAR_TO_WIDE.T * (LINEAR_TO_WIDE @ light)
    weights = weights + likely[-1] * (adapted @ WIDE_TO_LINEAR.T / light)
    apart = de2000(_looks(weights), ways.looks).mean(1)
    # An eye is taken to be as far off as the others are on average.
    error = float(likely[:-1] @ apart) / max(1 - float(likely[-1]), 1e-6)
    return Response(weights, error)


def meet(
    white: Belief,
    skin: Real,
    eyes: Real | None = None,
    lips: Real | None = None,
    *,
    lamp: LampKind | None = None,
) -> Acquaintance:
    """Get to know a person: which skin, seen in which ways, explains what is seen.

    Parameters
    ----------
    white : Belief
    skin : (3,) float
        log of the skin.
    eyes, lips : (3,) float, optional
        log of the white of the eyes, and of the lower lip.
    lamp : LampKind, optional
        What kind of lamp there is said to be.
    """
    cheek = skin - white.mean
    ways = _ways()
    cameras, people = 1 + len(_CAMERAS), ways.skins.shape[1]
    skins = ways.skins.reshape(cameras, -1, people, 3)
    odd = _skin_scores(cheek, white.covariance, None if lips is None else lips - white.mean)
    scores = _white_scores(white.mean, white.covariance) + _said(lamp)
    scores = scores[:, None] + odd
    scores = scores.reshape(cameras, -1, people)
    together = scores.max()
    shares = np.exp(scores - together)
    evidence = shares.sum((1, 2), keepdims=True)
    shares = shares / np.maximum(evidence, 1e-300)
    # As theory has this skin there, but for what it is off from theory here.
    here = np.einsum("ckm,ckmi->ci", shares, skins)
    there = np.einsum("cm,ckmi->cki", shares.sum(1), skins)
    cheeks = (cheek + there - here[:, None]).reshape(-1, 3)
    usual = ways.scores.reshape(cameras, -1) + np.log(np.maximum(evidence[:, 0], 1e-300))
    beside = None
    if eyes is not None:
        eye = eyes - white.mean
        there = ways.eyes.reshape(cameras, -1, 3)
        here = np.einsum("ckm,cki->ci", shares, there)
        beside = np.append((eye + there - here[:, None]).reshape(-1, 3), [eye], 0)
    return Acquaintance(
        np.append(cheeks, [cheek], 0), beside, np.log(_shares(usual.reshape(-1)))
    )


def recognise(
    known: Acquaintance,
    skin: Real,
    eyes: Real | None = None,
    *,
    lamp: LampKind | None = None,
) -> Recognised:
    """Tell the light, and how it is rendered, by the skin (3,), log, of someone known.

    The white of the eyes (3,), log, tells its hue as well, and the kind of lamp there is said
    to be.
    """
    light = skin - known.cheeks
    usual_hues, by_skin = np.append(_ways().hues, np.zeros((1, 2)), 0), light @ _HUE.T
    as_usual, as_skin, as_eyes = _sure()
    told = [(usual_hues, as_usual), (by_skin, as_skin)]
    if eyes is not None and known.eyes is not None:
        told.append(((eyes - known.eyes) @ _HUE.T, as_eyes))
    usual = known.scores + _said(lamp) + math.log(1 - _NOTHING_LIKE)
    usual = np.append(usual, math.log(_NOTHING_LIKE))
    rough = [(hue, sure / _ROUGH**2) for hue, sure in told]
    (close, *nearly), (far, *about) = _together(told), _together(rough)
    log_shares = usual + close + math.log(1 - _ROUGHLY), usual + far + math.log(_ROUGHLY)
    likely = _shares(np.concatenate(log_shares))
    hues, unsure = (np.concatenate(both) for both in zip(nearly, about, strict=True))
    light = np.tile(light, (2, 1)) + (hues - np.tile(by_skin, (2, 1))) @ _FROM_HUE.T
    mean = likely @ light
    away = light - mean
    within = _FROM_HUE @ np.einsum("n,nij->ij", likely, unsure) @ _FROM_HUE.T
    ways = likely.reshape(2, -1).sum(0)
    return Recognised(mean, (away.T * likely) @ away + within, ways)


@cache
def _sure() -> tuple[Real, ...]:
    """Precisions (n + 1, 2, 2) of the hue of white, as usual, as skin and as eyes tell it."""
    spreads = (
        (_MISSED, _OTHER_HUE),
        (_SEEN_AGAIN, _SEEN_OTHERWISE),
        (_EYES_AGAIN, _EYES_AGAIN),
    )
    counts = len(_ways().hues), 1
    return tuple(
        np.repeat([np.linalg.inv(_HUE @ one @ _HUE.T) for one in pair], counts, 0)
        for pair in spreads
    )


def _together(told: Sequence[tuple[Real, Real]]) -> tuple[Real, Real, Real]:
    """Multiply Gaussians of means (n, 2) and precisions (n, 2, 2).

    Returns
    -------
    scores : (n,) float64
        log of how well they agree.
    means, covariances : (n, 2), (n, 2, 2) float64
    """
    precision = sum((sure for _, sure in told), np.zeros((1, 2, 2)))
    pull = sum((np.einsum("nij,nj->ni", sure, mean) for mean, sure in told), np.zeros((1, 2)))
    covariance = np.linalg.inv(precision)
    mean = np.einsum("nij,nj->ni", covariance, pull)
    scores = (pull * mean).sum(1) - np.linalg.slogdet(precision)[1]
    for one, sure in told:
        scores += np.linalg.slogdet(sure)[1] - np.einsum("ni,nij,nj->n", one, sure, one)
    return scores / 2, mean, covariance


def _said(lamp: LampKind | None) -> Real:
    """How likely what is said of the lamp makes each way: (n,), log."""
    kinds = _ways().kinds
    if lamp is None:
        return np.zeros(len(kinds))
    return np.where(kinds == lamp.value, 0.0, math.log(_MISTAKEN))


def _white_scores(white: Real, unsure: Real) -> Real:
    """How likely a white (3,), or one (n, 3) for each, makes each way: (n,), log."""
    sure = np.linalg.inv(_HUE @ (_MISSED + unsure) @ _HUE.T)
    return _ways().scores + _hue_scores(white @ _HUE.T, sure)


def _hue_scores(hue: Real, sure: Real) -> Real:
    """How well the hue of white, the same for all ways or for each, fits: (n,), log."""
    off = hue - _ways().hues
    scores: Real = -np.einsum("ni,ni->n", off @ sure, off) / 2
    return scores


def _skin_scores(cheek: Real, unsure: Real, lips: Real | None = None) -> Real:
    """How well skin over white, (3,) or (n, 3), fits each way and person: (n, m), log.

    Never impossible. With `lips`, log over white as well, as well as they fit beside it.
    """
    odd = _odd(cheek[..., None, :] - _ways().skins, _SKIN_OFF + unsure, 300)
    if lips is not None:
        odd += _odd((lips @ _HUE.T)[..., None, :] - _ways().lips, _LIPS_OFF, _PAINTED)
    return -odd


def _odd(away: Real, spread: Real, most: float) -> Real:
    """Half the squared distance (n, m) of what is away (n, m, k) from what is expected."""
    flat = away.reshape(-1, len(spread))
    odd: Real = np.einsum("ni,ni->n", flat @ np.linalg.inv(spread), flat) / 2
    return np.minimum(odd, most).reshape(away.shape[:2])


def _shares(scores: Real) -> Real:
    shares = np.exp(scores - scores.max())
    normalised: Real = shares / shares.sum()
    return normalised


@cache
def _ways() -> _Ways:
    """Every camera in every lamp, balanced and not.

    The lamps are the illuminants of the CIE: daylight, a glowing wire, fluorescent lamps, and
    the means of clusters of more than a thousand white LEDs (Jost et al. 2017, Proc. CIE
    Midterm Meeting), so whatever is lit by LEDs is near one of them.
    """
    nm, observer, power = spectra()
    lit = {name: curve / (curve @ observer[:, 1]) for name, curve in power.items()}
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
        white = np.maximum(shown.sum(0), 1e-3)
        weights.append(shown / white)
        hues.append(_HUE @ np.log(white))
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
    lips = lips @ _HUE.T + _LIP_HUE
    eye = skin_curves(BANDS_NM, np.array([_EYE[0]]), _EYE[1])[0]
    eyes = np.log(np.maximum(eye @ np.array(weights), 1e-3))
    looks = _looks(np.array(weights))
    whole = skins, lips, eyes, looks, np.array(papers), np.array(scores), np.array(kinds)
    return _Ways(np.array(weights), np.array(hues), *whole)


def _looks(weights: Real) -> Real:
    """L*a*b* (..., k, 3) of the colours of make-up, by weights (..., 31, 3) and their white."""
    curves = patch_curves(references()[-1])[_LIKE_MAKE_UP]
    return linear_to_lab(np.clip(curves @ weights / weights.sum(-2, keepdims=True), 0, 1))


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
