"""From charts in pictures to what the codes of a camera mean.

Unknown are a tone curve for each channel, a mixture of the channels, and for each picture how
the lamp falls off across the chart, which is no property of the camera. They are fitted
together, by least squares of ΔE00, each held near what most cameras do: curves like sRGB's but
for their gamma (a raw picture has none), smooth and alike, the mixture near none. What the fit
is worth is measured on patches that it did not see.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import Real, de2000, linear_to_lab, linear_to_srgb, srgb_to_lab
from tryon.core.encoding import LEAST_STEP, Encoding, mixed
from tryon.light.chart import (
    COLUMNS,
    GREYS,
    PATCHES,
    ROWS,
    Chart,
    ChartRefused,
    Reference,
    Refusal,
    references,
)
from tryon.light.response import find_response

#: Knots of the correction of a tone curve; it is 0 at code 0.
_KNOTS = np.linspace(0, 1, 6)
#: One over what is expected of: the bend of the curves between knots, their differences
#: between channels, the mixture, its roots, and the fall of the light (log, edge to middle).
_BEND, _UNLIKE, _MIXED, _ROOTED, _FALL = 30.0, 60.0, 3.0, 3.0, 20.0
#: Of the gamma (log): raw pictures lie as far off as 0.8.
_GAMMA = 2.0
#: Of several pictures' exposures (log).
_EXPOSED = 10.0
#: ΔE00 beyond which a patch pulls no harder.
_FAR_DE2000 = 4.0
#: A patch that is off by so much is dirty, shiny or hidden: one or two are left out, more are
#: a part of the chart.
_ODD_DE2000, _MOST_ODD = 13.0, 2
#: Mean ΔE00 in even light that the best fit leaves at most. On photographs of real charts it
#: leaves 1 to 3.3. A good copy leaves as little as phones' own rendering does, and cannot be
#: told from an original.
_COPY_DE2000 = 4.5
#: As much may uneven light add to that.
_UNEVEN_DE2000 = 6.0
#: Least volume that colours keep on their way, as a share of what greys keep.
_LEAST_SLOPE = 0.03
#: The roots have to earn their place by so many ΔE00 on patches not seen.
_ROOTS_EARN = 0.1

#: Of the patches, from -1 to 1 across and down.
_PLACES = np.array(list(product(np.linspace(-1, 1, ROWS), np.linspace(-1, 1, COLUMNS))))[
    :, ::-1
]


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What charts say about a camera.

    Attributes
    ----------
    encoding : Encoding
    reference : str
        Name of the set of published colours.
    before, after : (24,) float64
        ΔE00 of the patches as sRGB, and through the encoding; nan where a patch was left out.
    left_out : (24,) float64
        ΔE00 of each patch through an encoding that was fitted without it.
    pictures : int
    exposure_range : float
        Exposure of the lightest of them over that of the darkest, less 1.
    """

    encoding: Encoding
    reference: str
    before: Real = field(repr=False)
    after: Real = field(repr=False)
    left_out: Real = field(repr=False)
    pictures: int
    exposure_range: float = 0.0


def calibrate(
    charts: Sequence[Chart], reference: Reference | None = None, *, is_thorough: bool = True
) -> Calibration:
    """Fit the encoding of the camera that took `charts`.

    Parameters
    ----------
    charts : sequence of Chart
        From pictures with the same settings of camera and light; exposures may differ a little.
    reference : Reference or None
        The chart's colours; None is the newest chart. Pictures cannot tell: on photographs of
        either kind, both sets fit alike.
    is_thorough : bool
        Also fit without each patch in turn, which takes seconds; else `left_out` is nan.

    Raises
    ------
    ChartRefused
        The colours cannot be those of a whole, original chart.
    """
    if not charts:
        raise ValueError("calibrate() needs at least one chart")
    seen = _Seen(
        np.stack([chart.codes for chart in charts]) / 255,
        np.stack([chart.is_good for chart in charts]),
    )
    reference = reference or references()[0]
    best = _fit(seen, reference, _ROOTED)
    residuals = _residuals(best, seen)
    odd = (np.nan_to_num(residuals) > _ODD_DE2000).any(0)
    if odd.sum() > _MOST_ODD:
        raise ChartRefused(Refusal.HIDDEN, f"{odd.sum()} of {PATCHES} patches are off")
    if odd.any():
        seen = seen._replace(is_good=seen.is_good & ~odd)
        best = _fit(seen, reference, _ROOTED)
        residuals = _residuals(best, seen)
    if (mean := float(np.nanmean(residuals))) > _COPY_DE2000:
        raise ChartRefused(Refusal.CLONE, f"ΔE00 {mean:.1f} to the nearest rendering")
    for rooted in (2 * _ROOTED, 4 * _ROOTED, np.inf):
        if not _is_one_to_one(best):
            best = _fit(seen, reference, rooted)
    straight = _fit(seen, reference, np.inf)
    left_out = np.full(PATCHES, np.nan)
    if is_thorough:
        left_out, straight_left_out = (_left_out(fit, seen) for fit in (best, straight))
        if np.nanmean(left_out) > np.nanmean(straight_left_out) - _ROOTS_EARN:
            best, left_out = straight, straight_left_out
    codes = seen.codes.mean(0)
    used = np.where(seen.is_good.any(0), 1.0, np.nan)
    rendered = srgb_to_lab(linear_to_srgb(mixed(_mix(best), _light(best, codes[None]))[0]))
    after = de2000(rendered, reference.lab) * used
    if (mean := float(np.nanmean(after))) > _UNEVEN_DE2000:
        raise ChartRefused(Refusal.UNEVEN, f"ΔE00 {mean:.1f} across the chart")
    return Calibration(
        encoding=_responding(best, seen),
        reference=reference.name,
        before=de2000(srgb_to_lab(codes), reference.lab) * used,
        after=after,
        left_out=left_out * used,
        pictures=len(charts),
        exposure_range=float(np.expm1(np.ptp(_pictures(best)[:, 0]))),
    )


class _Seen(NamedTuple):
    """What pictures show: codes (n, 24, 3) in [0, 1], and which patches are good (n, 24)."""

    codes: Real
    is_good: NDArray[np.bool_]


class _Fit(NamedTuple):
    """Parameters with what they are parameters of.

    `values` are the log of the curves' gamma beside sRGB's, their corrections at the knots, for
    all channels (5,) and between them (2, 5); the mixture (3, 3) and its roots (3, 3); for each
    picture the log of its exposure and the fall of the light across and down (n, 3). They are a
    row, or several rows (m, v) that are tried at once. `rooted` is one over what is expected of
    the roots; infinite when there are none.
    """

    values: Real
    reference: Reference
    rooted: float
    cost: float


_CURVES = 1 + 3 * (len(_KNOTS) - 1)
_MIXTURE = _CURVES + 18


def _fit(seen: _Seen, reference: Reference, rooted: float) -> _Fit:
    """Fit from the start: from sRGB's curve, or that of a raw picture, which suits better."""
    fits = []
    for gamma in (1.0, 1 / 2.2):
        values = np.zeros(_MIXTURE + 3 * len(seen.codes))
        values[0] = np.log(gamma)
        values[_CURVES : _CURVES + 9] = _balanced(seen, reference, gamma).ravel()
        start = _Fit(values, reference, rooted, np.inf)
        fits.append(_descended(start, seen, 4))
    return _descended(min(fits, key=lambda fit: fit.cost), seen, 25)


def _balanced(seen: _Seen, reference: Reference, gamma: float) -> Real:
    """Gains (3, 3) that bring the greys to their places on average."""
    light = _decoded(seen.codes**gamma)[:, GREYS[:4]].mean(0)
    return np.diag((reference.linear[GREYS[:4]] / np.maximum(light, 1e-4)).mean(0))


def _descended(fit: _Fit, seen: _Seen, rounds: int) -> _Fit:
    """Go down by Levenberg and Marquardt's method."""
    damping = 1e-2
    errors = _errors(fit, seen)
    cost = float(errors @ errors)
    is_free = np.ones(len(fit.values), bool)
    is_free[_CURVES + 9 : _MIXTURE] = np.isfinite(fit.rooted)
    steps = 1e-5 * np.eye(len(fit.values))[is_free]
    for _ in range(rounds):
        stepped = _errors(fit._replace(values=fit.values + steps), seen)
        slopes = (stepped - errors).T / 1e-5
        normal, pull = slopes.T @ slopes, slopes.T @ errors
        for _ in range(6):
            damped = normal + damping * np.diag(np.diag(normal) + 1e-6)
            values = fit.values.copy()
            values[is_free] -= np.linalg.solve(damped, pull)
            tried = fit._replace(values=values)
            new_errors = _errors(tried, seen)
            new_cost = float(new_errors @ new_errors)
            if new_cost < cost:
                break
            damping *= 4
        else:
            break
        has_settled = cost - new_cost < 1e-4 * cost
        fit, errors, cost = tried, new_errors, new_cost
        damping = max(damping / 4, 1e-7)
        if has_settled:
            break
    return fit._replace(cost=cost)


def _errors(fit: _Fit, seen: _Seen) -> Real:
    """Everything whose squares are to be small, in one row (..., k)."""
    away = linear_to_lab(np.maximum(_rendered(fit, seen.codes), -0.02)) - fit.reference.lab
    off = np.einsum("pij,...pj->...pi", _metric(fit.reference), away)
    off *= seen.is_good[..., None]
    size = np.sqrt((off * off).sum(-1, keepdims=True)) + 1e-9
    # Huber's loss, as the square root whose square it is.
    far = np.sqrt(2 * _FAR_DE2000 * np.maximum(size, _FAR_DE2000) - _FAR_DE2000**2)
    off *= np.where(size < _FAR_DE2000, size, far) / size / np.sqrt(len(seen.codes))
    common, between = _corrections(fit)
    rows = common.shape[:-1]
    knots = np.concatenate([np.zeros((*rows, 1)), common], -1)
    mixture, roots = _mixtures(fit)
    sums = mixture.sum(-1, keepdims=True)
    pictures = _pictures(fit)
    parts = [
        off,
        _GAMMA * fit.values[..., :1],
        _BEND * np.diff(knots, 2),
        _UNLIKE * between,
        _MIXED * (mixture / np.maximum(sums, 0.05) - np.eye(3)),
        min(fit.rooted, 1e3) * roots,
        _EXPOSED * pictures[..., 0],
        _FALL * pictures[..., 1:],
    ]
    return np.concatenate([part.reshape(*rows, -1) for part in parts], -1)


def _corrections(fit: _Fit) -> tuple[Real, Real]:
    """Corrections of curves at the knots: of all (..., 5), and between channels (..., 2, 5)."""
    corrections = fit.values[..., 1:_CURVES].reshape(*fit.values.shape[:-1], 3, -1)
    return corrections[..., 0, :], corrections[..., 1:, :]


def _mixtures(fit: _Fit) -> tuple[Real, Real]:
    """Give the mixture, and that of its roots: (..., 3, 3) each."""
    mixtures = fit.values[..., _CURVES:_MIXTURE].reshape(*fit.values.shape[:-1], 2, 3, 3)
    return mixtures[..., 0, :, :], mixtures[..., 1, :, :]


def _pictures(fit: _Fit) -> Real:
    """Exposure and fall of the light of each picture: (..., n, 3)."""
    return fit.values[..., _MIXTURE:].reshape(*fit.values.shape[:-1], -1, 3)


def _light(fit: _Fit, codes: Real) -> Real:
    """Linear light (..., n, p, 3) of the camera's channels, from codes (n, p, 3) in [0, 1]."""
    common, between = _corrections(fit)
    warm, green = between[..., 0, :], between[..., 1, :]
    at_knots = np.stack([common + warm, common - warm + green, common - green], -2)
    spline = _spline()
    steps = len(spline) - 1
    place = np.clip(codes * steps, 0, steps)
    below = np.minimum(place.astype(np.intp), steps - 1)
    here, next_one = spline[below], spline[below + 1]
    shares = here + (place - below)[..., None] * (next_one - here)
    gamma = np.exp(fit.values[..., 0])[..., None, None, None]
    bent = np.maximum(codes, 1e-6) ** gamma
    return _decoded(bent + np.einsum("npck,...ck->...npc", shares, at_knots))


def _decoded(encoded: Real) -> Real:
    """Undo sRGB's curve, which goes on beyond white, and ends at black."""
    encoded = np.maximum(encoded, 0.0)
    power = ((np.maximum(encoded, 0.04045) + 0.055) / 1.055) ** 2.4
    return np.where(encoded <= 0.04045, encoded / 12.92, power)


@lru_cache(maxsize=1)
def _spline() -> Real:
    """Natural cubic splines (1021, 5) that are 1 at one knot and 0 at the others."""
    x, n = _KNOTS, len(_KNOTS)
    step = np.diff(x)
    system, pull = np.eye(n), np.zeros((n, n))
    for i in range(1, n - 1):
        system[i, i - 1 : i + 2] = step[i - 1], 2 * (step[i - 1] + step[i]), step[i]
        pull[i, i - 1 : i + 2] = (
            6 / step[i - 1],
            -6 / step[i - 1] - 6 / step[i],
            6 / step[i],
        )
    bends = np.linalg.solve(system, pull)
    at = np.linspace(0, 1, 1021)
    piece = np.clip(np.searchsorted(x, at, side="right") - 1, 0, n - 2)
    left, right = (at - x[piece])[:, None], (x[piece + 1] - at)[:, None]
    width, values = step[piece][:, None], np.eye(n)
    curve: Real = (
        bends[piece] * right**3 / (6 * width)
        + bends[piece + 1] * left**3 / (6 * width)
        + (values[piece] / width - bends[piece] * width / 6) * right
        + (values[piece + 1] / width - bends[piece + 1] * width / 6) * left
    )
    return curve[:, 1:]


def _mix(fit: _Fit) -> Real:
    """Mixture (..., 3, 6) of `tryon.core.encoding.mixed`; roots leave greys as they are."""
    straight, roots = _mixtures(fit)
    # √(rg) is compared with the mean of r and g.
    halves = np.array([(0.5, 0.5, 0.0), (0.0, 0.5, 0.5), (0.5, 0.0, 0.5)])
    return np.concatenate([straight - roots @ halves, roots], -1)


def _rendered(fit: _Fit, codes: Real) -> Real:
    """Linear sRGB (..., n, 24, 3) of the patches of each picture, in even light."""
    rendered: Real = mixed(_mix(fit), _light(fit, codes)) * _evened(fit)
    return rendered


def _evened(fit: _Fit) -> Real:
    """Factors (..., n, 24, 1) that make the light on the patches of each picture even."""
    pictures = _pictures(fit)
    factors: Real = np.exp(pictures[..., :1] + pictures[..., 1:] @ _PLACES.T)[..., None]
    return factors


@lru_cache(maxsize=4)
def _metric(reference: Reference) -> Real:
    """Matrices (24, 3, 3) that make small differences in Lab as long as their ΔE00."""
    step = 0.25
    axes = step * np.eye(3)

    def squared(away: Real) -> Real:
        square: Real = de2000(reference.lab, reference.lab + away) ** 2
        return square

    metric = np.empty((PATCHES, 3, 3))
    for i, j in product(range(3), repeat=2):
        metric[:, i, j] = squared(axes[i] + axes[j]) - squared(axes[i] - axes[j])
    factor: Real = np.linalg.cholesky(metric / (2 * step) ** 2 + 1e-9 * np.eye(3))
    return np.swapaxes(factor, 1, 2)


def _is_one_to_one(fit: _Fit) -> bool:
    """Tell whether every colour, however pure, has a way back to the camera's channels."""
    encoding = _encoding(fit)
    at_grey = np.linalg.det(encoding.camera_to_linear(np.ones(3)))
    grid = [(i, j, 8 - i - j) for i in range(9) for j in range(9 - i)]
    slopes = [encoding.camera_to_linear(np.array(place) + 0.4) for place in grid]
    return bool((np.linalg.det(np.array(slopes)) > _LEAST_SLOPE * at_grey).all())


def _residuals(fit: _Fit, seen: _Seen) -> Real:
    """ΔE00 (n, 24) of the patches in even light; nan where a patch is not good."""
    found = de2000(linear_to_lab(np.maximum(_rendered(fit, seen.codes), 0)), fit.reference.lab)
    return np.where(seen.is_good, found, np.nan)


def _left_out(fit: _Fit, seen: _Seen) -> Real:
    """ΔE00 (24,) of each patch, mean of the pictures, through a fit without it."""
    found = np.full(PATCHES, np.nan)
    for patch in np.flatnonzero(seen.is_good.any(0)):
        others = seen.is_good.copy()
        others[:, patch] = False
        blind = _descended(fit, seen._replace(is_good=others), 8)
        found[patch] = np.nanmean(_residuals(blind, seen)[:, patch])
    return found


def _encoding(fit: _Fit) -> Encoding:
    """Tabulate the curves, and leave their scale to the mixture."""
    codes = np.arange(256)[:, None] / 255
    curve = _light(fit, np.tile(codes, (1, 1, 3)))[0].T
    curve = curve - curve[:, :1]
    white = curve[:, -1:].copy()
    least = LEAST_STEP * np.arange(256)
    curve = np.maximum.accumulate(curve / white - least, axis=1) + least
    curve[:, -1] = 1.0
    scale = white[:, 0]
    mix = _mix(fit)
    scales = np.concatenate([scale, np.sqrt(scale * np.roll(scale, -1))])
    return Encoding(curve.astype(np.float32), mix * scales)


def _responding(fit: _Fit, seen: _Seen) -> Encoding:
    """Tabulate the curves, and find what the camera makes of each wavelength."""
    encoding = _encoding(fit)
    places = zip(np.moveaxis(seen.codes * 255, -1, 0), encoding.curve, strict=True)
    channels = np.stack(
        [np.interp(codes, np.arange(256), curve) for codes, curve in places], -1
    )
    counts = seen.is_good[..., None] + 1e-9
    even = (channels * _evened(fit) * counts).sum(0) / counts.sum(0)
    found = find_response(even, seen.is_good.any(0), fit.reference, encoding)
    return replace(encoding, response=found)
