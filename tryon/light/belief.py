"""What is believed about the light, and how a face changes it.

One face cannot tell the lamp from the skin: warm light on fair skin looks like neutral light
on darker skin. What can be had is the most probable light, given the colours that skin can
have (`complexion`), how lamps, exposures and white balances differ, and the white of the
eyes, which differs less from person to person than the skin. All of it is Gaussian in the
logarithm of linear sRGB once the tone of the skin is fixed, so the tone is put on a grid and
the rest is closed form.

What no publication tells was fitted by maximum likelihood to 46 faces in dozens of rooms, the
lamp of each unknown: how dark people's eyes look beside their skin, how lids shade them, and
the spreads. The people photographed under one lamp were left out: they are the test.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tryon.core.colour import LUMINANCE, Real, luminance
from tryon.core.encoding import SRGB, Encoding
from tryon.core.scene import Bytes
from tryon.light.complexion import locus
from tryon.light.skin import Reading

Vector = tuple[float, float, float]

#: How log RGB changes from dark to light, from blue to red, and from magenta to green.
_LEVEL: Vector = (1.0, 1.0, 1.0)
WARM: Vector = (0.4, 0.0, -0.9)
GREEN: Vector = (-0.35, 0.5, -0.35)


def spread(level: float, warm: float, green: float) -> Real:
    """Give a covariance (3, 3) of log RGB from independent standard deviations.

    Parameters
    ----------
    level : float
        Of all channels alike.
    warm, green : float
        From blue to red, and from magenta to green.
    """
    axes = zip((level, warm, green), (_LEVEL, WARM, GREEN), strict=True)
    return sum((size**2 * np.outer(axis, axis) for size, axis in axes), 1e-4 * np.eye(3))


#: What a reading of skin differs from the locus by: shine and shade, blood, the camera.
_SKIN_SPREAD = spread(0.155, 0.10, 0.10)
#: What the surface of skin mirrors where it does not shine: the locus is of what is below.
_MIRRORED = 0.006
#: The white of the eyes as it shows: red and yellow, somewhat more so than on the average face
#: of J. Cosmet. Sci. 73 (2022), 363-375 (a* 3.8, b* 8.7 at L* 47.4; how age and sex move it:
#: Russell et al. 2014, Psychol. Aging 29, 626-635), with which lamps came out 7 % too magenta
#: on synthetic people, and 8 % on photographs that cameras had balanced. Lids darken it.
_WHITE = np.array([-1.2, -1.5, -1.755])
#: Beside darker skin it is darker: the lids send less light to it, and it has pigment, too
#: (Perea-García et al. 2025). By log of the skin's green, from that of a fair cheek. The two
#: halves of the 46 faces say 0.07 and 0.49; what is too small here is paid by dark skin.
_WHITE_SLOPE, _FAIR = 0.42, -1.47
#: Lamps and cameras move the hues of eyes and of skin apart; where that was taken for the tone
#: of the skin, dark people paid: with 0.09 and 0.05 (0.07 above), twice as much as fair ones.
_EYES_SPREAD = spread(0.22, 0.16, 0.09)
#: Eyes open as usual (share of the face's width), and how their white darkens, by the logarithm
#: of the opening, as lids close in on it.
_OPENING = 0.06
_LIDS_SHADE = np.array([1.35, 2.1, 2.5])
#: Share of eyes of which something darker shows: deep in shade, behind glasses, shut.
_SHADED, _SHADE = 0.37, -0.72
_SHADED_SPREAD = spread(0.44, 0.19, 0.09)
#: Share of "eyes" that are lids, or skin otherwise, and how such differ from the skin beside.
_LIDDED, _LIDDED_SPREAD = 0.06, spread(0.35, 0.03, 0.02)
#: Skin shines as white does, and is the darker beside it the darker it is. As much as this of
#: white's light comes back where a smooth lobe of microfacets peaks, F0 / (4 m²) with F0 0.028
#: and m 0.35 (Torrance, Sparrow 1967; m after Donner, Jensen 2006, A spectral BSSRDF for
#: shading human skin); relief and noise look like this share of the skin's own. Lamps may be
#: larger or smaller than that (log), and in this share of rooms there is none that shines: then
#: it is anything over so wide a range.
_HIGHLIGHT, _RELIEF, _SHINE_SPREAD = 0.06, 0.1, 0.35
_NO_LAMP, _ANY_SHINE, _LEAST_SHINE = 0.3, 3.0, 0.02
#: Cameras expose so that the lightest tenth of the picture comes near white: a vote on the
#: level, and none on colour, since walls and clothes have any.
_LIGHTEST, _LIGHTEST_MEAN = 0.9, -0.5
#: Shares and variances (3, 1) of the ways to expose: as usual; otherwise (dark walls, windows,
#: an exposure set by hand); and where the picture says nothing. What the face says decides
#: which this is. Chosen on 900 synthetic pictures, checked on 900 others.
_EXPOSURE_SHARE, _EXPOSURE_VARIANCE = np.array(
    [[[0.7], [0.25], [0.05]], [[0.35**2], [0.8**2], [2.0**2]]]
)

#: What is wrong alike with all that is seen of faces: a camera mixes the colours of skin, eyes
#: and lamp in its own way. Chosen with `_DOUBT` on 210 spectral pictures of synthetic people in
#: ten lamps, such that their 80 % region covers 83 %; of 129 others it covers 84 %.
_RENDERING = spread(0.0, 0.04, 0.04)

#: log of the colour of skin and of the eyes' white (36, 3), and of what shines (36,), by tone.
_SKINS = np.log(np.exp(locus(36)) + _MIRRORED)
_WHITES = _WHITE + _WHITE_SLOPE * (_SKINS[:, 1:2] - _FAIR)
_SHINES = np.log(_RELIEF + _HIGHLIGHT * np.exp(-_SKINS[:, 1]))

#: By what the level's deviation is wider than the posterior has it: log of the factor for a
#: middle tone (log of reflectance), how it falls towards fair skin, which the end of the locus
#: holds, and the most of it. The slope was fitted to 900 spectral pictures.
_DOUBT, _DOUBT_SLOPE, _MOST_DOUBT, _MIDDLE_TONE = -0.25, 0.42, 0.10, -1.9

#: Channels (log) that differ by less are one: no lamp and camera hit that by chance.
_NO_HUE = 2e-3
#: What takes the mean of the channels.
_EVEN = np.full(3, 1 / 3)
#: What takes the level out of a log light, and what leaves its hue.
LEVEL_ONLY = LUMINANCE / LUMINANCE.sum()
_HUE_ONLY = np.eye(3) - LEVEL_ONLY


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """What is believed about the light: a Gaussian of log (level * colour), linear sRGB.

    Attributes
    ----------
    mean : (3,) float64
    covariance : (3, 3) float64
    """

    mean: Real
    covariance: Real

    @property
    def error_de2000(self) -> float:
        """Colour error of a product that this spread implies, in ΔE00 (mean).

        Measured on lipsticks: 1° of light colour costs 0.5, 1 % of level 0.2.
        """
        level = math.sqrt(LEVEL_ONLY @ self.covariance @ LEVEL_ONLY)
        variance = float(np.vdot(_HUE_ONLY @ self.covariance, _HUE_ONLY)) / 3
        hue_deg = math.degrees(math.sqrt(variance))
        return 0.8 * math.hypot(20.0 * level, 0.5 * hue_deg)


#: What is believed before a face is seen: levels and lamps differ, but hardly in green.
PRIOR = Belief(np.full(3, -0.05), spread(1.0, 0.45, 0.13))


def combine(belief: Belief, other: Belief) -> Belief:
    """Multiply two independent beliefs about the same light."""
    inverse, _ = _inverse(belief.covariance + other.covariance)
    gain = belief.covariance @ inverse
    return Belief(
        belief.mean + gain @ (other.mean - belief.mean),
        belief.covariance - gain @ belief.covariance,
    )


def as_rendered(belief: Belief, skin: Real) -> Belief:
    """Doubt what all faces together say as much as it turns out to be wrong.

    What has no hue itself, as in a black and white picture, tells none of the light: grey skin
    would be that of a lamp as blue as none.

    Parameters
    ----------
    belief : Belief
        Of `update`.
    skin : (3,) float
        log of the skin that was read, mean of all faces.
    """
    tone = float((skin - belief.mean) @ _EVEN)
    doubt = _DOUBT - _DOUBT_SLOPE * (tone - _MIDDLE_TONE)
    factor = math.exp(min(doubt, _MOST_DOUBT))
    level = belief.covariance @ _EVEN
    wider = (factor**2 - 1) / float(level @ _EVEN) * np.outer(level, level)
    mean = belief.mean
    if np.ptp(skin) < _NO_HUE:
        mean = np.full(3, LEVEL_ONLY @ mean)
    return Belief(mean, belief.covariance + wider + _RENDERING)


def lightest(rgb: Bytes, encoding: Encoding = SRGB) -> float:
    """Measure how light the lightest tenth of a picture is: what its exposure goes by.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
        About 2000 pixels of it are looked at, however large it is.
    encoding : Encoding
        What the codes of `rgb` mean.

    Returns
    -------
    log_luminance : float
    """
    height, width = rgb.shape[:2]
    sample = rgb[:: max(height // 36, 1), :: max(width // 56, 1)].reshape(-1, 3)
    bright = luminance(encoding.decode(sample))
    rank = int(_LIGHTEST * len(bright))
    return math.log(max(float(np.partition(bright, rank)[rank]), 1e-3))


def update(belief: Belief, reading: Reading, log_lightest: float | None = None) -> Belief:
    """Weigh what one more face says about the light that all share.

    Parameters
    ----------
    belief : Belief
    reading : Reading
    log_lightest : float or None
        Of `lightest`: weighed with the first face, since a picture votes once.

    Returns
    -------
    belief : Belief
        Mean and covariance of the posterior, the tone of the skin integrated out.
    """
    # Small faces mix skin with what is around it.
    blur = 1 + (40 / max(reading.width_px, 1.0)) ** 2
    precision = _inverse(belief.covariance)[0]
    before = _Product(precision, precision @ belief.mean, _by_shine(reading.shine))
    skin = np.log(np.maximum(reading.skin, 1e-4)) - _SKINS
    before = _times(before, skin, _SKIN_SURE, blur)
    if reading.eyes is None:
        mixture = [_normalised(before, 1.0)]
    else:
        lids = math.log(min(max(reading.opening / _OPENING, 0.5), 1.2))
        white = np.log(np.maximum(reading.eyes, 1e-4)) - lids * _LIDS_SHADE - _WHITES
        seen = 1 - _LIDDED
        mixture = [
            _normalised(_times(before, white, _EYES_SURE, blur), seen * (1 - _SHADED)),
            _normalised(_times(before, white - _SHADE, _SHADED_SURE, blur), seen * _SHADED),
            _normalised(_beside(before, reading, blur), _LIDDED),
        ]
    parts = _Parts(*map(np.array, zip(*mixture, strict=True)))
    if log_lightest is not None:
        parts = _exposed(parts, log_lightest - _LIGHTEST_MEAN)
    weights = np.exp(parts.score - parts.score.max())
    weights /= weights.sum()
    flat, means = weights.reshape(-1), parts.mean.reshape(-1, 3)
    mean = flat @ means
    away = means - mean
    within = weights.sum(-1).reshape(-1) @ parts.covariance.reshape(-1, 9)
    return Belief(mean, (away.T * flat) @ away + within.reshape(3, 3))


class _Parts(NamedTuple):
    """Parts of a mixture: log evidence (..., n) and mean (..., n, 3) by tone; covariance."""

    score: Real
    mean: Real
    covariance: Real


class _Product(NamedTuple):
    """Gaussians multiplied: precision, and for each tone pull (n, 3) and log weight (n,)."""

    precision: Real
    pull: Real
    score: Real


def _times(product: _Product, light: Real, sure: "_Sureness", blur: float) -> _Product:
    """Multiply by a reading: the light (n, 3) it means for each tone, and its sureness.

    `blur`, by which variances grow, is the same for all that is compared: its part of the
    determinants is left out.
    """
    precision = sure.precision / blur
    weighted = light @ precision
    off = np.einsum("ni,ni->n", weighted, light) + sure.log_determinant
    return _Product(
        product.precision + precision, product.pull + weighted, product.score - 0.5 * off
    )


def _by_shine(shine: float | None) -> Real:
    """Say how well each tone (n,) goes with how much the skin shines, as a logarithm."""
    if shine is None:
        return np.zeros(len(_SHINES))
    off = (math.log(max(shine, _LEAST_SHINE)) - _SHINES) / _SHINE_SPREAD
    usual = (1 - _NO_LAMP) / (_SHINE_SPREAD * math.sqrt(2 * math.pi)) * np.exp(-0.5 * off**2)
    fits: Real = np.log(usual + _NO_LAMP / _ANY_SHINE)
    return fits


def _beside(product: _Product, reading: Reading, blur: float) -> _Product:
    """Take the eyes for skin: they say nothing of the light, but how well that fits."""
    assert reading.eyes is not None
    away = np.log(np.maximum(reading.eyes, 1e-4)) - np.log(np.maximum(reading.skin, 1e-4))
    odd = float(away @ _LIDDED_SURE.precision @ away) / blur + _LIDDED_SURE.log_determinant
    return product._replace(score=product.score - 0.5 * odd)


def _normalised(product: _Product, share: float) -> tuple[Real, Real, Real]:
    """Log evidence (n,) and mean (n, 3) by tone, and covariance, of part of a mixture."""
    covariance, determinant = _inverse(product.precision)
    mean = product.pull @ covariance
    evidence = np.einsum("ni,ni->n", mean, product.pull) - math.log(determinant)
    return product.score + 0.5 * evidence + math.log(share), mean, covariance


def _exposed(parts: _Parts, level: float) -> _Parts:
    """Split each part by the ways to expose, and weigh what each says about the level."""
    towards = parts.covariance @ _EVEN
    variance = towards @ _EVEN + _EXPOSURE_VARIANCE
    gain = towards / variance[..., None]
    odd = level - parts.mean @ _EVEN
    likely = np.log(_EXPOSURE_SHARE / np.sqrt(variance))
    return _Parts(
        parts.score + likely[..., None] - odd * odd * (0.5 / variance)[..., None],
        parts.mean + odd[..., None] * gain[..., None, :],
        parts.covariance - gain[..., None] * towards[:, None],
    )


def _inverse(matrix: Real) -> tuple[Real, float]:
    """Invert a symmetric matrix (3, 3), and give its determinant.

    Written out, because LAPACK's threads cost more here than the whole estimate.
    """
    (a, b, c), (_, d, e), (_, _, f) = matrix.tolist()
    cofactors = (d * f - e * e, c * e - b * f, b * e - c * d)
    determinant = a * cofactors[0] + b * cofactors[1] + c * cofactors[2]
    middle, low, last = a * f - c * c, b * c - a * e, a * d - b * b
    rows = (cofactors, (cofactors[1], middle, low), (cofactors[2], low, last))
    return np.array(rows) / determinant, determinant


class _Sureness(NamedTuple):
    """Inverse of a covariance, and the logarithm of the covariance's determinant."""

    precision: Real
    log_determinant: float


def _sure(spread: Real) -> _Sureness:
    precision, determinant = _inverse(spread)
    return _Sureness(precision, math.log(determinant))


_SKIN_SURE, _EYES_SURE, _SHADED_SURE, _LIDDED_SURE = map(
    _sure, (_SKIN_SPREAD, _EYES_SPREAD, _SHADED_SPREAD, _LIDDED_SPREAD)
)
