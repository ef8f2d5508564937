"""The light of the scene, from the faces in it.

One face cannot tell the lamp from the skin: warm light on fair skin looks like neutral light
on darker skin. What can be had is the most probable light, given how skin differs (by melanin
along one curve, little across it), how lamps differ (by temperature, little across it), and
the white of the eyes, which differs much less from person to person than the skin. All of it
is Gaussian in the logarithm of linear sRGB once the melanin is fixed, so the melanin is put
on a grid and the rest is closed form.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from tryon.core.colour import LUMINANCE, Real, luminance
from tryon.core.encoding import SRGB, Encoding
from tryon.core.scene import UNKNOWN_LIGHT, Bytes, Face, Floats, Frame, Light, LightSource
from tryon.light.harmonics import even
from tryon.light.skin import Reading, read_face

#: log of the green reflectance of skin, from the darkest to the fairest people.
_MELANIN = np.linspace(-3.4, -0.75, 36)


def _locus(green: Real) -> Real:
    """Mean log reflectance (n, 3) of cheeks by log green reflectance (n,).

    A parabola in log chromaticity: blood and a little melanin redden fair skin, much melanin
    absorbs every colour. Shape fitted to 40 people under one lamp; the lamp itself set so that
    fair cheeks come near L* 65, a* 11, b* 16, as contact measurements have them, which also
    makes the wall behind these people grey. Good to some units of Lab, no better.
    """
    red = green - 0.157 - 0.80 * green - 0.193 * green**2
    blue = green + 0.308 + 0.69 * green + 0.164 * green**2
    return np.stack([red, green, blue], -1)


def _white(green: Real) -> Real:
    """Mean log of what shows of the eyes' white (n, 3) beside skin (n,), eyes open as usual.

    Fitted to the same people; it is somewhat darker beside dark skin.
    """
    level = -1.31 + 0.40 * (green + 1.47)
    return np.stack([level + 0.21, level, level - 0.09], -1)


#: Eyes open as usual (share of the face's width), and how their white darkens, by the logarithm
#: of the opening, as lids and lashes close in on it; the same people, neutral and smiling.
_OPENING = 0.065
_LIDS_SHADE = np.array([1.4, 1.8, 1.9])


def _covariance(*axes: tuple[float, tuple[float, float, float]]) -> Real:
    """Sum of independent spreads: (standard deviation, direction in log RGB)."""
    return sum(
        (deviation**2 * np.outer(axis, axis) for deviation, axis in axes), 1e-4 * np.eye(3)
    )


_LEVEL, _WARM, _GREEN = (1.0, 1.0, 1.0), (0.4, 0.0, -0.9), (-0.35, 0.5, -0.35)
#: What a reading of skin differs from the locus by: shine and shade, blood, the camera.
_SKIN_SPREAD = _covariance((0.20, _LEVEL), (0.08, _WARM), (0.05, _GREEN))
#: The same for the eyes' white: lids and lashes, veins, age.
_EYES_SPREAD = _covariance((0.22, _LEVEL), (0.09, _WARM), (0.06, _GREEN))
#: How lamps, exposures and white balances differ.
_LIGHT_SPREAD = UNKNOWN_LIGHT.covariance.astype(np.float64)
_LIGHT_MEAN = np.full(3, -0.05)
#: Cameras expose so that the lightest tenth of the picture comes near white: a weak vote on the
#: level, and none on colour, since walls and clothes have any.
_LIGHTEST, _LIGHTEST_MEAN = 0.9, -0.40
_LIGHTEST_SPREAD = 0.5
#: Share of eyes that show something else: shut, tinted glasses, in deep shade.
_MISREAD = 0.1
_MISREAD_SPREAD = _covariance((1.0, _LEVEL), (0.3, _WARM), (0.15, _GREEN))


#: What takes the level out of a log light, and what leaves its hue.
_LEVEL_ONLY = LUMINANCE / LUMINANCE.sum()
_HUE_ONLY = np.eye(3) - _LEVEL_ONLY


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
        level = math.sqrt(_LEVEL_ONLY @ self.covariance @ _LEVEL_ONLY)
        variance = float(np.vdot(_HUE_ONLY @ self.covariance, _HUE_ONLY)) / 3
        hue_deg = math.degrees(math.sqrt(variance))
        return 0.8 * math.hypot(20.0 * level, 0.5 * hue_deg)


_SKINS, _WHITES = _locus(_MELANIN), _white(_MELANIN)

#: What is believed before anything is seen.
PRIOR = Belief(_LIGHT_MEAN, _LIGHT_SPREAD)


def expose(belief: Belief, rgb: Bytes, encoding: Encoding = SRGB) -> Belief:
    """Weigh what the picture as a whole says about the level of the light.

    Parameters
    ----------
    belief : Belief
    rgb : (h, w, 3) uint8
        About 2000 pixels of it are looked at, however large it is.
    """
    height, width = rgb.shape[:2]
    sample = rgb[:: max(height // 36, 1), :: max(width // 56, 1)].reshape(-1, 3)
    bright = luminance(encoding.decode(sample))
    rank = int(_LIGHTEST * len(bright))
    level = math.log(max(float(np.partition(bright, rank)[rank]), 1e-3)) - _LIGHTEST_MEAN
    odd = level - float(belief.mean.mean())
    # A dark wall says little, and the less the odder it is (Student's weight, 2 degrees).
    doubt = _LIGHTEST_SPREAD**2 * (1 + 0.5 * (odd / _LIGHTEST_SPREAD) ** 2)
    towards = belief.covariance.mean(1)
    gain = towards / (float(towards.mean()) + doubt)
    return Belief(belief.mean + gain * odd, belief.covariance - np.outer(gain, towards))


def update(belief: Belief, reading: Reading) -> Belief:
    """Weigh what one more face says about the light that all share.

    Parameters
    ----------
    belief : Belief
    reading : Reading

    Returns
    -------
    belief : Belief
        Mean and covariance of the posterior, melanin integrated out.
    """
    # Small faces mix skin with what is around it.
    blur = 1 + (40 / max(reading.width_px, 1.0)) ** 2
    precision = _inverse(belief.covariance)[0]
    before = _Product(precision, precision @ belief.mean, np.zeros(len(_MELANIN)))
    skin = np.log(np.maximum(reading.skin, 1e-4)) - _SKINS
    before = _times(before, skin, _SKIN_SPREAD, blur)
    if reading.eyes is None:
        mixture = [_normalised(before, 1.0)]
    else:
        lids = math.log(min(max(reading.opening / _OPENING, 0.5), 1.2))
        white = np.log(np.maximum(reading.eyes, 1e-4)) - lids * _LIDS_SHADE - _WHITES
        mixture = [
            _normalised(_times(before, white, _EYES_SPREAD, blur), 1 - _MISREAD),
            _normalised(_times(before, white, _MISREAD_SPREAD, blur), _MISREAD),
        ]
    scores = np.array([score for score, _, _ in mixture])
    weights = np.exp(scores - scores.max())
    weights /= weights.sum()
    means = np.concatenate([mean for _, mean, _ in mixture])
    mean = weights.reshape(-1) @ means
    away = means - mean
    covariance = (away.T * weights.reshape(-1)) @ away
    for share, (_, _, scatter) in zip(weights.sum(1).tolist(), mixture, strict=True):
        covariance += share * scatter
    return Belief(mean, covariance)


class _Product(NamedTuple):
    """Gaussians multiplied: precision, and for each melanin pull (n, 3) and log weight (n,)."""

    precision: Real
    pull: Real
    score: Real


def _times(product: _Product, light: Real, spread: Real, blur: float) -> _Product:
    """Multiply by a reading: the light (n, 3) it means for each melanin, and its spread."""
    precision, determinant = _inverse(blur * spread)
    weighted = light @ precision
    off = np.einsum("ni,ni->n", weighted, light) + math.log(determinant)
    return _Product(
        product.precision + precision, product.pull + weighted, product.score - 0.5 * off
    )


def _normalised(product: _Product, share: float) -> tuple[Real, Real, Real]:
    """Log evidence (n,) and mean (n, 3) by melanin, and covariance, of part of a mixture."""
    covariance, determinant = _inverse(product.precision)
    mean = product.pull @ covariance
    evidence = np.einsum("ni,ni->n", mean, product.pull) - math.log(determinant)
    return product.score + 0.5 * evidence + math.log(share), mean, covariance


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


@dataclass(slots=True, eq=False)
class _Eyes:
    """How much lighter than the skin one person's eyes are: no lamp changes that."""

    log_ratio: Floats
    opening: float
    count: int = 1


#: Levels above the first are bent, at most by the second beyond it.
_KNEE, _BEND = 1.1, 0.35
#: A still light is averaged over this time, a switched lamp followed within the other.
_CALM_S, _SWITCHED_S = 1.5, 0.06
#: Light is read every fourth frame of a fast camera while it is calm, and every other when its
#: log has changed by the last number: lamps do not hurry, processors do.
_CALM_PAUSE_NS, _PAUSE_NS, _RESTLESS = 120_000_000, 45_000_000, 0.08
#: Log steps of the light that are noise, and that can only be another light.
_NOISE, _SWITCH = 0.03, 0.20


class LightEstimator:
    """Frame and faces in, light out.

    Parameters
    ----------
    still : bool
        Photographs: every frame stands alone. Otherwise frames follow each other: the light
        is smoothed, a switched lamp is followed within 0.3 s, and each person's eyes are
        compared with the skin over time, so that a blink changes nothing.
    """

    def __init__(self, *, still: bool = False) -> None:
        self._still = still
        self._people: frozenset[int] = frozenset()
        self._recent: deque[Floats] = deque(maxlen=3)
        self._pause_ns = _PAUSE_NS
        self._eyes: dict[int, _Eyes] = {}
        self._state: tuple[int, Floats, Floats] | None = None
        self._light = _unknown_light()

    def __call__(self, frame: Frame, faces: Sequence[Face]) -> Light:
        """Estimate the light on `faces`; the last one known, or a default, without any."""
        people = frozenset(face.identity for face in faces)
        if self._state is not None and not self._still:
            if people and people.isdisjoint(self._people):
                # other people: another place, for all we know
                self._state, self._light = None, _unknown_light()
                self._recent.clear()
            elif 0 <= frame.captured_ns - self._state[0] < self._pause_ns:
                return self._light
        self._people = people
        self._eyes = {who: eyes for who, eyes in self._eyes.items() if who in people}
        belief, shading, weight = PRIOR, np.zeros(9, np.float32), 0.0
        for face in faces:
            reading = read_face(frame.rgb, face.points, frame.encoding)
            if reading is None:
                continue
            if not self._still:
                reading = self._with_lasting_eyes(face.identity, reading)
            belief = update(belief, reading)
            shading += reading.width_px * reading.shading
            weight += reading.width_px
        if weight == 0:
            return self._light
        belief = expose(belief, frame.rgb, frame.encoding)
        log_light = belief.mean.astype(np.float32)
        shading /= weight
        if self._still:
            return _light(log_light, shading, belief, "face")
        self._recent.append(log_light)
        # A switched lamp is seen twice; a hand that passes by, once.
        ordered, last = np.sort(self._recent, axis=0), len(self._recent) - 1
        calm = last == 2 and float((ordered[2] - ordered[0]).max()) < _RESTLESS
        self._pause_ns = _CALM_PAUSE_NS if calm else _PAUSE_NS
        log_light = (ordered[last // 2] + ordered[(last + 1) // 2]) / 2
        log_light, shading = self._smooth(frame.captured_ns, log_light, shading)
        self._state = (frame.captured_ns, log_light, shading)
        self._light = _light(log_light, shading, belief, "face")
        return self._light

    def _with_lasting_eyes(self, identity: int, reading: Reading) -> Reading:
        known = self._eyes.get(identity)
        if reading.eyes is not None:
            ratio = np.log((reading.eyes + 1e-4) / (reading.skin + 1e-4))
            if known is None:
                known = self._eyes[identity] = _Eyes(ratio, reading.opening)
            elif reading.opening > 0.75 * known.opening:
                known.count = min(known.count + 1, 90)
                known.log_ratio = known.log_ratio + (ratio - known.log_ratio) / known.count
                known.opening += (reading.opening - known.opening) / known.count
        if known is None:
            return reading
        eyes = reading.skin * np.exp(known.log_ratio)
        return replace(reading, eyes=eyes, opening=known.opening)

    def _smooth(self, now_ns: int, light: Floats, shading: Floats) -> tuple[Floats, Floats]:
        if self._state is None:
            return light, shading
        before_ns, old_light, old_shading = self._state
        step = float(np.abs(light - old_light).max())
        share = min(max((step - _NOISE) / (_SWITCH - _NOISE), 0.0), 1.0)
        settle_s = _CALM_S * (_SWITCHED_S / _CALM_S) ** share
        elapsed_s = max(now_ns - before_ns, 0) / 1e9
        gain = np.float32(1 - math.exp(-elapsed_s / settle_s))
        return old_light + gain * (light - old_light), old_shading + gain * (
            shading - old_shading
        )


def _unknown_light() -> Light:
    return _light(_LIGHT_MEAN.astype(np.float32), None, PRIOR, "default")


def _light(
    log_light: Floats, shading: Floats | None, belief: Belief, source: LightSource
) -> Light:
    white = np.exp(log_light)
    level = float(luminance(white))
    if level > _KNEE:
        # Cameras bend what is lighter than white, so products are bent with it.
        bent = _KNEE + _BEND * (1 - math.exp((_KNEE - level) / _BEND))
        white, level = white * np.float32(bent / level), bent
    harmonics = even(white) if shading is None else np.outer(shading, white).astype(np.float32)
    return Light(
        (white / level).astype(np.float32),
        level,
        harmonics,
        belief.error_de2000,
        source,
        belief.covariance.astype(np.float32),
    )
