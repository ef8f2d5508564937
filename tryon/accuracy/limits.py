"""What the best possible estimator could do: the information there is in a picture.

The simulation knows its own prior. From many draws of it, the expectation of the light given
what the picture shows is learned, which no estimator can beat on average. No code of the app
takes part.
"""

from typing import Any

import numpy as np

from tryon.accuracy.cameras import Exposure
from tryon.accuracy.paints import pigment_paints
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


def light_limits(people: int) -> dict[str, dict[str, Any]]:
    """Score the best estimator: ``face``, that sees a face alone; ``known``, told the white.

    Parameters
    ----------
    people : int
        Drawn to learn from; a fifth as many are judged.

    Notes
    -----
    "face" has the colours of skin, eyes, lips and wall, and learns the white by regression on
    the nearest draws, by skin and eyes; its error is that of a pigment under the white that is
    found, beside the true white: what three numbers cost on top is not counted. "known" has
    the white, and learns how three numbers go wrong for the average lamp and camera.
    """
    seen, white, _, _ = _draw(people, _SEED)
    looked, truth, raw_paint, opaque = _draw(max(people // 5, 20), _SEED + 1)
    guess = _expected(seen, white, looked)
    body = np.exp(truth) * opaque
    face = _score(np.exp(guess) * opaque, body)
    _, white, painted, shade = _draw(people, _SEED + 2)
    learned, *_ = np.linalg.lstsq(
        _terms(white, shade), _miss(painted, white, shade), rcond=None
    )
    mended = body * np.exp(_terms(truth, opaque) @ learned)
    return {
        "face": face,
        "known": _score(mended, raw_paint),
        "three_numbers": _score(body, raw_paint),
    }


def _draw(people: int, seed: int) -> tuple[Curve, Curve, Curve, Curve]:
    """Draw what is seen (n, 12) and the white (n, 3), as logarithms; paint and its shade."""
    random = np.random.default_rng(seed)
    paints = pigment_paints(40)
    seen, whites, painted, shades = [], [], [], []
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
            product = paints[random.integers(len(paints))]
            seen.append(_read(person, room.wall, exposure))
            whites.append(exposure.white)
            painted.append(exposure.shown(exposure.raw(product.curve)))
            shades.append(product.shade.reflectance)
    log_seen = np.log(np.maximum(np.array(seen), 1e-3))
    log_seen += _READING * random.standard_normal(log_seen.shape)
    return log_seen, np.log(np.array(whites)), np.array(painted), np.array(shades)


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


def _terms(white: Curve, shade: Curve) -> Curve:
    """Quadratic terms (n, k) of the hue of the white and of the shade."""
    hue = white[:, [0, 2]] - white[:, [1]]
    simple = np.column_stack([hue, np.log(np.maximum(shade, 0.004))])
    rows, columns = np.triu_indices(simple.shape[1])
    return np.column_stack([np.ones(len(simple)), simple, simple[:, rows] * simple[:, columns]])


def _miss(painted: Curve, white: Curve, shade: Curve) -> Curve:
    """Logarithm (n, 3) of paint as it is over paint by three numbers."""
    product = np.exp(white) * np.maximum(shade, 0.004)
    missed: Curve = np.log(np.maximum(painted, 1e-3) / np.maximum(product, 1e-3))
    return missed


def _score(found: Curve, wanted: Curve) -> dict[str, Any]:
    return score(errors(_shown(found), _shown(wanted)))


def _shown(linear: Curve) -> Curve:
    return lab(to_xyz(np.clip(linear, 0, 1)))
