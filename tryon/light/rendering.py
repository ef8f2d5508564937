"""What lamp and camera make of colours, as far as white and skin tell it.

Three numbers of a white do not say how a lamp's spectrum meets a pigment's. But what each way
in which lamps and cameras may render colours does to white and to skin can be worked out: so a
white sheet beside a face tells which ways are likely, and so does, less surely, the white that
a face alone lets expect. Bare lips, full of blood, help the sheet. A product, whose curve is
known, is then expected to look as it does in these; and a person who was seen beside white once
tells the next lamp by what it would make of skin and white both.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from tryon.core.colour import LINEAR_TO_WIDE, WIDE_TO_LINEAR, Real, de2000
from tryon.core.encoding import Response
from tryon.light.belief import LEVEL_ONLY, Belief, spread
from tryon.light.complexion import daylight_bands
from tryon.light.lamps import LampKind
from tryon.light.ways import CAMERAS, HUE, all_ways, looks_of

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
#: By what the hue of lips differs from theory, on 40 photographed people.
_LIPS_OFF = np.diag([0.15**2, 0.15**2])
#: Half the squared distance from which on lips are painted, and tell nothing more: bare ones
#: lessen errors by 3 %, painted ones are to cost less than 1 %.
_PAINTED = 3.0
#: What is thought of lamp and camera is another thought when so much of it has moved, of 2.
_OTHER_THOUGHT = 0.25

#: From the ratios of `HUE` to the log of linear sRGB, the level left as it is.
_FROM_HUE = np.array([(1.0, 0.0), (0.0, 0.0), (0.0, 1.0)])
_FROM_HUE = _FROM_HUE - LEVEL_ONLY @ _FROM_HUE


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
    whites = white.mean - is_paper * all_ways().papers
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
    papers = all_ways().papers
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
    one of the ways is the right one, or one that strays from it, is the error that it states.
    """
    ways = all_ways()
    weights = np.einsum("n,nbc->bc", likely[:-1], ways.weights)
    light = np.exp(white)
    adapted = daylight_bands() @ LINEAR_TO_WIDE.T * (LINEAR_TO_WIDE @ light)
    weights = weights + likely[-1] * (adapted @ WIDE_TO_LINEAR.T / light)
    apart = np.hypot(de2000(looks_of(weights), ways.looks).mean(1), ways.strays)
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
    ways = all_ways()
    cameras, people = CAMERAS, ways.skins.shape[1]
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
    usual_hues, by_skin = np.append(all_ways().hues, np.zeros((1, 2)), 0), light @ HUE.T
    as_usual, as_skin, as_eyes = _sure()
    told = [(usual_hues, as_usual), (by_skin, as_skin)]
    if eyes is not None and known.eyes is not None:
        told.append(((eyes - known.eyes) @ HUE.T, as_eyes))
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
    counts = len(all_ways().hues), 1
    return tuple(
        np.repeat([np.linalg.inv(HUE @ one @ HUE.T) for one in pair], counts, 0)
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
    kinds = all_ways().kinds
    if lamp is None:
        return np.zeros(len(kinds))
    return np.where(kinds == lamp.value, 0.0, math.log(_MISTAKEN))


def _white_scores(white: Real, unsure: Real) -> Real:
    """How likely a white (3,), or one (n, 3) for each, makes each way: (n,), log."""
    sure = np.linalg.inv(HUE @ (_MISSED + unsure) @ HUE.T)
    return all_ways().scores + _hue_scores(white @ HUE.T, sure)


def _hue_scores(hue: Real, sure: Real) -> Real:
    """How well the hue of white, the same for all ways or for each, fits: (n,), log."""
    off = hue - all_ways().hues
    scores: Real = -np.einsum("ni,ni->n", off @ sure, off) / 2
    return scores


def _skin_scores(cheek: Real, unsure: Real, lips: Real | None = None) -> Real:
    """How well skin over white, (3,) or (n, 3), fits each way and person: (n, m), log.

    Never impossible. With `lips`, log over white as well, as well as they fit beside it.
    """
    odd = _odd(cheek[..., None, :] - all_ways().skins, _SKIN_OFF + unsure, 300)
    if lips is not None:
        odd += _odd((lips @ HUE.T)[..., None, :] - all_ways().lips, _LIPS_OFF, _PAINTED)
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
