"""The light of the room from bare skin on a body: arms, hands, neck, legs, a turned head.

A body faces more ways than a face does, so it tells better where the light comes from. How much
light there is, and of what colour, it tells as a face does, by the colours that skin can have;
less surely, since there is no white of eyes to compare with.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from tryon.core.colour import LUMINANCE, Real
from tryon.core.encoding import SRGB, Encoding
from tryon.core.scene import Bytes, Face, Floats, Frame, Light, LightSource
from tryon.light.belief import (
    GREEN,
    PRIOR,
    WARM,
    Belief,
    as_rendered,
    lightest,
    spread,
    update,
)
from tryon.light.complexion import locus
from tryon.light.estimate import light_from
from tryon.light.follow import Follower
from tryon.light.harmonics import basis, even
from tryon.light.skin import NORMAL_TO_CAMERA, USUAL, Reading, read_face

#: Channels below this are noise, and from this share of white on codes are clipped.
_BLACK, _CLIPPED = 2e-3, 0.97
#: Skin in mixed light, as of sun and sky, differs in hue by this much (log ratios).
_MIXED = 0.13
#: And in luminance (log), as it turns from the lamp.
_LIT = 0.6
#: Luminance of skin below that of the lightest tenth of a picture (log), and its spread.
_BELOW_LIGHTEST, _EXPOSED = -0.9, 0.9
#: What has the hue of skin without being any, as a density beside that of skin.
_OTHER = 0.15
#: Fewer samples of skin than this tell nothing; neither does skin if where people are bare this
#: often (arms, hands, neck and head) less of it is seen than this share.
_FEWEST, _BARE, _SHARE = 24, 0.25, 0.2
#: How far orders 0, 1 and 2 may go from usual light (standard deviations); how far when a face
#: tells it; and how far the channels may differ in them.
_LEEWAY = np.array([10.0, *3 * (0.6,), *5 * (0.25,)])
_BESIDE_FACE = np.array([10.0, *3 * (0.3,), *5 * (0.1,)])
_TINTED = np.array([10.0, *3 * (0.3,), *5 * (0.1,)])
#: Walls give light to every side, at least this share of what comes to the front; where few
#: normals are seen a fit may end below zero. Of 28 people in photographs 27 have more on all
#: sides.
_DARKEST = 0.15
#: Neighbouring samples err together: one of so many is independent, and errs by so much.
_TOGETHER, _MOTTLE = 5.0, 0.12
#: Fits of the shading, and residuals (in medians, at least a few per cent) from which on a
#: sample counts less: shade, hair, clothes of the colour of skin.
_ROUNDS, _ODD, _EVEN = 5, 1.5, 0.03
#: Places at which the search for the hue of skin begins.
_STARTS = 16
#: Beside a face the light is looked at so often: rooms do not turn.
_BESIDE_NS = 330_000_000

#: Eyes whose hue is that of the skin to within this are lids, or those of a mannequin: it is so
#: in 2 of 93 faces of photographs. Live, a face that shows no others so many times has none.
_SKIN_HUED, _BLINKS = 0.05, 6

#: log R/G and log B/G.
_HUE = np.array([[1.0, -1.0, 0.0], [0.0, -1.0, 1.0]])

#: How far the light on cloth is believed to be green or magenta beside daylight and bulbs (log,
#: along `GREEN`). White shirts, snow and walls on 21 photographs are 0.08 off (rms), and faces
#: said 0.13; 0.4 of one that was red.
_GREENEST = 0.12


@dataclass(frozen=True, slots=True, eq=False)
class Limbs:
    """Places of a picture where a person may show skin.

    Attributes
    ----------
    places : (n, 2) float32, px
        Inside the picture.
    normals : (n, 3) float32, unit length
        x right, y up, z towards the camera.
    weights : (n,) float32, px²
        How much of the picture each stands for, and how well its normal is known.
    likely : (n,) float32, in (0, 1)
        How often people show skin there.
    """

    places: Floats = field(repr=False)
    normals: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    likely: Floats = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Glow:
    """What the bare skin of a body says about the light, in linear sRGB.

    Attributes
    ----------
    skin : (3,) float32
        Colour of skin whose normal points at the camera.
    shading : (9, 3) float32
        Harmonics of the irradiance, channel by channel, 1 for the normal (0, 0, 1).
    width_px : float
        Side of a square as large as the skin that is seen.
    """

    skin: Floats
    shading: Floats = field(repr=False)
    width_px: float


class LimbLight:
    """Completes the light that faces tell by that on a body; replaces it where they cannot.

    Parameters
    ----------
    still : bool
        Photographs: every frame stands alone. Otherwise what is seen is smoothed over time.
    """

    def __init__(self, *, still: bool = False) -> None:
        self._still = still
        self._follow = Follower()
        self._source: LightSource = "default"
        self._looked_ns: int | None = None
        self._eyeless = 0

    def __call__(
        self,
        frame: Frame,
        light: Light,
        faces: Sequence[Face],
        limbs: Callable[[], Limbs | None],
    ) -> Light:
        """Say what falls on the body.

        Parameters
        ----------
        frame : Frame
        light : Light
            As faces, or a reference, tell it. Level and colour stay if it is known, and only
            the direction is that on the body. Nothing is known without faces, nor from those
            that show no white of eyes: then skin is all there is, and a body shows more of it.
        faces : sequence of Face
        limbs : callable
            Finds where the body may be bare; asked only when it is looked at.

        Returns
        -------
        light : Light
            Its source is "face" when skin told it, of whatever part of a person.
        """
        if self._still or light.source != self._source:
            self._follow.reset()
            self._source, self._looked_ns, self._eyeless = light.source, None, 0
        if self._is_due(frame.captured_ns):
            self._looked_ns = frame.captured_ns
            self._look(frame, light, faces, limbs())
        now = self._follow.now
        if now is None:
            return light
        if self._is_known:
            harmonics = now.shading * (light.level * light.colour)
            return replace(light, harmonics=harmonics.astype(np.float32))
        return light_from(now.belief, now.shading, "face")

    @property
    def _is_known(self) -> bool:
        """Whether faces, or a reference, tell level and colour."""
        if self._source == "face":
            return self._eyeless < (1 if self._still else _BLINKS)
        return self._source != "default"

    def _is_due(self, now_ns: int) -> bool:
        if self._looked_ns is None:
            return True
        pause_ns = self._follow.pause_ns if self._source == "default" else _BESIDE_NS
        return not 0 <= now_ns - self._looked_ns < pause_ns

    def _look(
        self, frame: Frame, light: Light, faces: Sequence[Face], limbs: Limbs | None
    ) -> None:
        if limbs is None:
            return
        rgb, encoding = frame.rgb, frame.encoding
        readings = [read_face(rgb, face.points, encoding) for face in faces]
        if light.source == "face":
            shows_eyes = any(one is not None and _shows_eyes(one) for one in readings)
            self._eyeless = 0 if shows_eyes else self._eyeless + 1
        own = readings[_wearer(faces, limbs)] if faces else None
        cheek = None if own is None else own.skin
        if not self._is_known:
            if glow := read_limbs(rgb, limbs, encoding, None, cheek):
                belief = believed(glow, lightest(rgb, encoding))
                self._follow(frame.captured_ns, belief, glow.shading)
            return
        white = light.level * light.colour.astype(np.float64)
        shading = light.harmonics @ LUMINANCE / (white @ LUMINANCE)
        if glow := read_limbs(rgb, limbs, encoding, shading, cheek):
            told = Belief(np.log(white), light.covariance.astype(np.float64))
            self._follow(frame.captured_ns, told, glow.shading)


def on_cloth(light: Light) -> Light:
    """Say in which light cloth is drawn: hardly green or magenta, if only skin says so.

    Painted lips stand beside the skin that told the light, but white cloth beside white walls.
    It stays as bright and as warm, and what it is if more than skin is known.
    """
    if light.source not in ("face", "default"):
        return light
    red, blue = _HUE @ np.log(np.maximum(light.colour, 1e-4).astype(np.float64))
    green = np.linalg.solve(_HUE @ np.transpose([WARM, GREEN]), [red, blue])[1]
    less = math.tanh(green / _GREENEST) * _GREENEST - green
    gains = np.exp(less * np.array(GREEN))
    gains /= gains * light.colour @ LUMINANCE
    return replace(
        light,
        colour=(light.colour * gains).astype(np.float32),
        harmonics=(light.harmonics * gains).astype(np.float32),
    )


def _wearer(faces: Sequence[Face], limbs: Limbs) -> int:
    """Find the place of the face that lies on the body."""
    x, y = limbs.places.T

    def on_body(face: Face) -> int:
        box = face.box
        across = (x > box.x) & (x < box.x + box.width)
        return int((across & (y > box.y) & (y < box.y + box.height)).sum())

    return max(range(len(faces)), key=lambda place: on_body(faces[place]))


def _shows_eyes(face: Reading) -> bool:
    """Whether a face has eyes that differ from its skin in hue; a mannequin's do not."""
    if face.eyes is None:
        return False
    ratio = _HUE @ np.log((face.eyes + 1e-4) / (face.skin + 1e-4))
    return bool(np.abs(ratio).max() > _SKIN_HUED)


def believed(glow: Glow, log_lightest: float) -> Belief:
    """Infer the light, given what colours skin can have.

    Parameters
    ----------
    glow : Glow
    log_lightest : float
        How light the picture is, see `tryon.light.belief.lightest`.
    """
    reading = Reading(glow.skin, glow.shading[:, 1], None, 0.0, glow.width_px)
    skin = np.log(np.maximum(glow.skin, 1e-4).astype(np.float64))
    return as_rendered(update(PRIOR, reading, log_lightest), skin)


def read_limbs(
    rgb: Bytes,
    limbs: Limbs,
    encoding: Encoding = SRGB,
    known: Real | None = None,
    cheek: Floats | None = None,
) -> Glow | None:
    """Read the light off bare skin.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    limbs : Limbs
    encoding : Encoding
        What the codes of `rgb` mean.
    known : (9,) float, optional
        Harmonics that a face has told, 1 for the normal (0, 0, 1).
    cheek : (3,) float, optional
        Colour of the face's skin: the body's is of that hue.

    Returns
    -------
    glow : Glow or None
        None when too little bare skin is in the picture.
    """
    x, y = limbs.places.T.astype(np.intp)
    linear = encoding.decode(rgb[y, x]).astype(np.float64)
    usable = (linear.min(1) > _BLACK) & (linear.max(1) < _CLIPPED * encoding.white)
    if np.count_nonzero(usable) < _FEWEST:
        return None
    face = None if cheek is None else _looks(np.maximum(cheek, _BLACK)[None])[0]
    linear, weights = linear[usable], limbs.weights[usable].astype(np.float64)
    likely = limbs.likely[usable].astype(np.float64)
    expected = lightest(rgb, encoding) + _BELOW_LIGHTEST
    skin = _skin(_looks(linear), weights, likely, expected, face)
    bared = float(weights[likely >= _BARE] @ skin[likely >= _BARE])
    usually = float(limbs.weights[limbs.likely >= _BARE].sum())
    weights *= skin
    if bared < _SHARE * usually or np.count_nonzero(skin > 0.3) < _FEWEST:
        return None
    area_px2 = float(weights.sum())
    directions = basis(limbs.normals[usable]).astype(np.float64)
    harmonics = _fit(directions, linear, weights, known)
    front = np.maximum(NORMAL_TO_CAMERA @ harmonics, 1e-4)
    shading = _plausible(harmonics / front).astype(np.float32)
    return Glow(front.astype(np.float32), shading, area_px2**0.5)


@cache
def _usual_hue() -> tuple[Real, Real]:
    """Give mean (2,) and precision (2, 2) of the hue of skin in whatever light."""
    hues = locus(36) @ _HUE.T
    lamps = _HUE @ spread(0.0, 0.45, 0.15) @ _HUE.T
    return hues.mean(0), np.linalg.inv(np.cov(hues.T) + lamps)


def _looks(linear: Real) -> Real:
    """Give log R/G, log B/G and log luminance (n, 3) of colours (n, 3)."""
    log = np.log(linear)
    return np.concatenate([log @ _HUE.T, np.log(linear @ LUMINANCE)[:, None]], 1)


def _skin(looks: Real, weights: Real, likely: Real, expected: float, face: Real | None) -> Real:
    """Say how probable it is that samples are skin: those that look as most of it does.

    Parameters
    ----------
    looks : (n, 3) float64
        See `_looks`.
    weights, likely : (n,) float64
        As in `Limbs`.
    expected : float
        log luminance that skin has in such a picture.
    face : (3,) float64 or None
        How the skin of the face looks, if there is one.
    """
    if face is None:
        mean, precision = _usual_hue()
        votes = weights * likely
        strongest = np.argsort(-votes)
        centres = looks[strongest[:: max(len(looks) // _STARTS, 1)]]
        for _ in range(3):  # mean shift
            near = _near(looks, centres) * votes
            centres = near @ looks / near.sum(1, keepdims=True)
        near = _near(looks, centres)
        away = centres[:, :2] - mean
        score = np.log(near @ votes) - 0.5 * np.einsum("ki,ij,kj->k", away, precision, away)
        score -= 0.5 * ((centres[:, 2] - expected) / _EXPOSED) ** 2
        nearest = near[np.argmax(score)]
    else:
        nearest = _near(looks, face[None])[0]
    density = likely / (1 - likely) * nearest
    probable: Real = density / (density + _OTHER)
    return probable


def _near(looks: Real, centres: Real) -> Real:
    """Nearness (k, n) of looks (n, 3) to centres (k, 3), in (0, 1]."""
    away = (centres[:, None] - looks) / (_MIXED, _MIXED, _LIT)
    nearness: Real = np.exp(-0.5 * np.einsum("kni,kni->kn", away, away))
    return nearness


def _fit(directions: Real, linear: Real, weights: Real, known: Real | None) -> Real:
    """Fit harmonics (9, 3) of skin colour times irradiance.

    Least squares, weighted anew after each round; first the luminance, pulled towards what is
    known or usual, then the channels, pulled towards it.

    Parameters
    ----------
    directions : (n, 9) float64
        Harmonics of the normals.
    linear : (n, 3) float64
    weights : (n,) float64
    known : (9,) float64 or None
    """
    bright = linear @ LUMINANCE
    bright /= weights @ bright / weights.sum()
    expected, leeway = (USUAL, _LEEWAY) if known is None else (known, _BESIDE_FACE)
    kept = weights
    for _ in range(_ROUNDS):
        shading = _solve(directions, bright, kept, expected, leeway)
        odd = np.abs(bright / np.maximum(directions @ shading, 0.05) - 1)
        most = _ODD * max(_median(odd, weights), _EVEN)
        kept = weights * np.minimum(1.0, most / np.maximum(odd, most)) ** 2
    level = kept @ (directions @ shading)
    harmonics = np.empty((9, 3))
    for channel, values in enumerate(linear.T):
        scale = kept @ values / level
        fitted = _solve(directions, values / scale, kept, shading, _TINTED)
        harmonics[:, channel] = scale * fitted
    return harmonics


@cache
def _towards_camera() -> Real:
    """Give the harmonics (n, 9) of normals all over the half of a ball that is seen."""
    across = np.linspace(-1, 1, 13)
    x, y = (one.ravel() for one in np.meshgrid(across, across))
    inside = x * x + y * y <= 1
    x, y = x[inside], y[inside]
    z = np.sqrt(1 - x * x - y * y)
    return basis(np.stack([x, y, z], 1).astype(np.float32)).astype(np.float64)


def _plausible(shading: Real) -> Real:
    """Add even light where some side that is seen would have less than any room gives it.

    Parameters
    ----------
    shading : (9, 3) float64
        1 for the normal (0, 0, 1).

    Returns
    -------
    shading : (9, 3) float64
        The same for that normal; no darker than `_DARKEST` for others that are seen.
    """
    darkest = float((_towards_camera() @ (shading @ LUMINANCE)).min())
    if darkest >= _DARKEST:
        return shading
    uneven = (1 - _DARKEST) / (1 - darkest)
    return uneven * shading + (1 - uneven) * even(np.ones(3, np.float32))


def _solve(directions: Real, values: Real, weights: Real, expected: Real, leeway: Real) -> Real:
    independent = weights.sum() / (weights @ weights) / _TOGETHER  # for each unit of weight
    scaled = directions.T * (weights * (independent / _MOTTLE**2))
    precision = scaled @ directions
    precision.flat[::10] += leeway**-2
    solved: Real = np.linalg.solve(precision, scaled @ values + leeway**-2 * expected)
    return solved


def _median(values: Real, weights: Real) -> float:
    order = np.argsort(values)
    share = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(share, share[-1] / 2)])
