"""What the best possible estimator could do: the information there is in a picture.

The simulation knows its own prior. From many draws of it, the expectation of the light given
what the picture shows is learned, which no estimator can beat on average. No code of the app
takes part.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tryon.accuracy.cameras import Exposure
from tryon.accuracy.paints import catalogue_paints, pigment_paints
from tryon.accuracy.people import Person, draw_exposure, draw_person, draw_room
from tryon.accuracy.pictures import brightness
from tryon.accuracy.scores import errors, score
from tryon.accuracy.spectra import CAMERAS, LIGHTS, Curve, lab, to_xyz
from tryon.accuracy.tissue import TONES

#: How well a patch of a face can be read: skin is uneven, noise is not all averaged out.
_READING = 0.02
_EXPOSURES_EACH = 24
_NEAREST = 1200
_SEED = 4


@dataclass(frozen=True, slots=True, eq=False)
class _Draws:
    """Many draws of what a picture shows, and of what is true.

    Attributes
    ----------
    seen : (n, 12) float64
        Logarithms of the colours of skin, eyes, lips and wall.
    white : (n, 3) float64
        Logarithm of the white.
    painted, shade : (n, 3) float64
        A pigment as the camera shows it, and its shade; linear sRGB.
    way : (n,) int
        Which camera, light and balance.
    """

    seen: Curve
    white: Curve
    painted: Curve
    shade: Curve
    way: NDArray[np.intp]

    @property
    def plain(self) -> Curve:
        """The pigment (n, 3) by three numbers, under the white."""
        plain: Curve = np.exp(self.white) * np.maximum(self.shade, 0.004)
        return plain

    @property
    def missed(self) -> Curve:
        """Logarithm (n, 3) of the pigment as it is over the one by three numbers."""
        ratio: Curve = np.maximum(self.painted, 1e-3) / np.maximum(self.plain, 1e-3)
        return np.log(ratio)


def light_limits(people: int) -> dict[str, dict[str, Any]]:
    """Score the best estimators.

    Parameters
    ----------
    people : int
        Drawn to learn from; a fifth as many are judged.

    Returns
    -------
    limits : dict of scores
        ``face``: the white is expected from the colours of skin, eyes, lips and wall, by a
        plane through the nearest draws; what three numbers cost on top is not counted.
        ``known``: the white is given, and how three numbers go wrong for the average lamp and
        camera is learned from it and the shade. ``profile``: learned for the very lamp and
        camera, from the shade. ``three_numbers``: the white is given, nothing is learned.
    """
    learned, judged = _draw(people, _SEED), _draw(max(people // 5, 20), _SEED + 1)
    guess = _expected(learned.seen, learned.white, judged.seen)
    by_white = _plane(_terms(_hue(learned.white), learned.shade), learned.missed)
    mended = judged.plain * np.exp(_terms(_hue(judged.white), judged.shade) @ by_white)
    at_home = judged.plain.copy()
    for way in np.unique(judged.way):
        here, there = learned.way == way, judged.way == way
        by_shade = _plane(_terms(learned.shade[here]), learned.missed[here])
        at_home[there] *= np.exp(_terms(judged.shade[there]) @ by_shade)
    return {
        "face": _score(np.exp(guess - judged.white) * judged.plain, judged.plain),
        "known": _score(mended, judged.painted),
        "profile": _score(at_home, judged.painted),
        "three_numbers": _score(judged.plain, judged.painted),
    }


def _draw(people: int, seed: int) -> _Draws:
    random = np.random.default_rng(seed)
    # Learned from half of the shades, judged by the other half.
    paints = (catalogue_paints() + pigment_paints(40))[seed % 2 :: 2]
    ways = list(product(CAMERAS, LIGHTS, (True, False)))
    seen, whites, painted, shades, chosen = [], [], [], [], []
    for number in range(people):
        person, room = draw_person(TONES[number % len(TONES)], random), draw_room(random)
        bright = brightness(person, room)
        for _ in range(_EXPOSURES_EACH):
            exposure = draw_exposure(
                CAMERAS[random.integers(len(CAMERAS))],
                LIGHTS[random.integers(len(LIGHTS))],
                random.choice([-1.0, 0.0, 1.0]),
                bright,
                random,
            )
            paint = paints[random.integers(len(paints))]
            seen.append(_read(person, room.wall, exposure))
            whites.append(exposure.white)
            painted.append(exposure.shown(exposure.raw(paint.curve)))
            shades.append(paint.shade.reflectance)
            chosen.append(ways.index((exposure.camera, exposure.light, exposure.is_balanced)))
    log_seen = np.log(np.maximum(np.array(seen), 1e-3))
    log_seen += _READING * random.standard_normal(log_seen.shape)
    return _Draws(
        log_seen,
        np.log(np.array(whites)),
        np.array(painted),
        np.array(shades),
        np.array(chosen),
    )


def _read(person: Person, wall: Curve, exposure: Exposure) -> Curve:
    """Colours (12,) of skin, eyes, lips and wall."""
    patches = np.array([person.skin, person.lid_shade * person.eyes, person.lips, wall])
    return exposure.shown(exposure.raw(patches)).reshape(-1)


def _expected(seen: Curve, white: Curve, looked: Curve) -> Curve:
    """Expect a white (m, 3) for what is looked at (m, k), from draws (n, k), (n, 3).

    A plane through the nearest draws, by skin and eyes.
    """
    near = seen[:, :6]
    scale = np.linalg.cholesky(np.linalg.inv(np.cov(near.T)))
    near, places = near @ scale, looked[:, :6] @ scale
    count = min(_NEAREST, len(near))
    guesses = []
    for place, given in zip(places, looked, strict=True):
        apart = ((near - place) ** 2).sum(1)
        chosen = np.argpartition(apart, count - 1)[:count]
        weight = np.sqrt(1 - apart[chosen] / (apart[chosen].max() * 1.0001))[:, None]
        terms = np.column_stack([np.ones(count), seen[chosen] - given])
        plane, *_ = np.linalg.lstsq(weight * terms, weight * white[chosen], rcond=None)
        guesses.append(plane[0])
    return np.array(guesses)


def _hue(white: Curve) -> Curve:
    """Hue (n, 2) of a white (n, 3), as logarithms."""
    hue: Curve = white[:, [0, 2]] - white[:, [1]]
    return hue


def _terms(*parts: Curve) -> Curve:
    """Quadratic terms (n, k) of hues and, at the end, of a shade (n, 3)."""
    simple = np.column_stack([*parts[:-1], np.log(np.maximum(parts[-1], 0.004))])
    rows, columns = np.triu_indices(simple.shape[1])
    return np.column_stack([np.ones(len(simple)), simple, simple[:, rows] * simple[:, columns]])


def _plane(terms: Curve, wanted: Curve) -> Curve:
    """Coefficients (k, 3) by least squares, held back a little where there are few draws."""
    held = 3.0 * np.eye(terms.shape[1])
    return np.linalg.solve(terms.T @ terms + held, terms.T @ wanted)


def _score(found: Curve, wanted: Curve) -> dict[str, Any]:
    return score(errors(_shown(found), _shown(wanted)))


def _shown(linear: Curve) -> Curve:
    return lab(to_xyz(np.clip(linear, 0, 1)))
