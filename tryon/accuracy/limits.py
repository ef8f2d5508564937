"""What the best possible estimator could do: the information there is in a picture.

The simulation knows its own prior, its lamps and its cameras. From many draws of it, the
expectation of the colour given what the picture shows is learned, which no estimator can beat
on average. No code of the app takes part.
"""

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tryon.accuracy.cameras import Exposure
from tryon.accuracy.paints import Paint, catalogue_paints, pigment_paints
from tryon.accuracy.people import Person, draw_exposure, draw_person, draw_room, draw_sheet
from tryon.accuracy.pictures import brightness, light_on_sheet
from tryon.accuracy.scores import errors, score
from tryon.accuracy.spectra import CAMERAS, LIGHTS, Curve, lab, to_xyz
from tryon.accuracy.tissue import TONES

#: How well a patch of a face can be read: skin is uneven, noise is not all averaged out.
_READING = 0.02
#: Mean reflectance of paper; nothing less is told from black.
_PAPER, _DARKEST = 0.87, 0.004
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
    white, sheet : (n, 3) float64
        Logarithms of the white, and of what a sheet of paper tells of it.
    painted, shade : (n, 3) float64
        A pigment as the camera shows it, and its shade; linear sRGB.
    paint : (n,) int
        Which pigment.
    way : (n,) int
        Which camera, light and balance.
    """

    seen: Curve
    white: Curve
    sheet: Curve
    painted: Curve
    shade: Curve
    paint: NDArray[np.intp]
    way: NDArray[np.intp]


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
        plane through the nearest draws; what lamp and camera cost on top is not counted.
        ``known``: the white is given, and how likely each camera, light and balance is, by it
        and by skin, eyes and lips beside it; of each, what it makes of the pigment is known.
        ``reference``: the same with a sheet of paper instead of the white. ``profile``: with a
        sheet, and the very lamp and camera. ``three_numbers``: the white is given, and nothing
        but three numbers of the pigment.
    """
    learned, judged = _draw(people, _SEED), _draw(max(people // 5, 20), _SEED + 1)
    guess = _expected(learned.seen, learned.white, judged.seen)
    plain = np.exp(judged.white) * np.maximum(judged.shade, _DARKEST)
    ratios = _ratios()
    of_paint = ratios[:, judged.paint]
    exact = of_paint[judged.way, np.arange(len(judged.way))]

    def foretold(white: Curve, likely: Curve) -> Curve:
        shown: Curve = np.exp(white + np.einsum("nk,knc->nc", likely, of_paint))
        return shown

    by_white = _likely(_beside(learned.seen, learned.white), learned.way, judged, judged.white)
    by_sheet = _likely(_beside(learned.seen, learned.sheet), learned.way, judged, judged.sheet)
    return {
        "face": _score(np.exp(guess - judged.white) * plain, plain),
        "known": _score(foretold(judged.white, by_white), judged.painted),
        "reference": _score(foretold(judged.sheet, by_sheet), judged.painted),
        "profile": _score(np.exp(judged.sheet + exact), judged.painted),
        "three_numbers": _score(plain, judged.painted),
    }


def _ways() -> list[tuple[str, str, bool]]:
    return list(product(CAMERAS, LIGHTS, (True, False)))


@cache
def _paints() -> tuple[Paint, ...]:
    return (*catalogue_paints(), *pigment_paints(40))


@cache
def _ratios() -> Curve:
    """Logarithm (ways, paints, 3) of each pigment over white."""
    curves = np.array([paint.curve for paint in _paints()])
    found = []
    for way in _ways():
        exposure = Exposure(*way[:2], 1.0, way[2], np.ones(3))
        found.append(exposure.shown(exposure.raw(curves)) / exposure.white)
    ratios: Curve = np.log(np.maximum(np.array(found), _DARKEST))
    return ratios


def _draw(people: int, seed: int) -> _Draws:
    random = np.random.default_rng(seed)
    paints, ways = _paints(), _ways()
    seen, whites, sheets, painted, chosen, kinds = [], [], [], [], [], []
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
            kind = int(random.integers(len(paints)))
            paper = exposure.raw(draw_sheet(random, is_card=False))
            seen.append(_read(person, room.wall, exposure))
            whites.append(exposure.white)
            sheets.append(exposure.shown(paper) * light_on_sheet(room, random) / _PAPER)
            painted.append(exposure.shown(exposure.raw(paints[kind].curve)))
            kinds.append(kind)
            chosen.append(ways.index((exposure.camera, exposure.light, exposure.is_balanced)))
    log_seen = np.log(np.maximum(np.array(seen), 1e-3))
    log_seen += _READING * random.standard_normal(log_seen.shape)
    return _Draws(
        log_seen,
        np.log(np.array(whites)),
        np.log(np.array(sheets)),
        np.array(painted),
        np.array([paints[kind].shade.reflectance for kind in kinds]),
        np.array(kinds),
        np.array(chosen),
    )


def _beside(seen: Curve, white: Curve) -> Curve:
    """Hue of a white (n, 3), and skin, eyes and lips beside it: (n, 11), logarithms."""
    hue = white[:, [0, 2]] - white[:, [1]]
    return np.concatenate([hue, *(seen[:, at : at + 3] - white for at in (0, 3, 6))], 1)


def _likely(learned: Curve, ways: NDArray[np.intp], judged: _Draws, white: Curve) -> Curve:
    """How likely each way is (m, ways), from Gaussians of what was seen (n, k) in each."""
    looked, scores = _beside(judged.seen, white), []
    for number, (_, _, is_balanced) in enumerate(_ways()):
        here = learned[ways == number]
        if len(here) < 2 * here.shape[1]:
            here = learned  # too few to tell how this way differs
        spread = np.cov(here.T) + 1e-4 * np.eye(here.shape[1])
        off = looked - here.mean(0)
        odd = np.einsum("ij,ji->i", off, np.linalg.solve(spread, off.T))
        usual = np.log(0.75 if is_balanced else 0.25)
        scores.append(usual - (odd + np.linalg.slogdet(spread)[1]) / 2)
    likely = np.exp(np.array(scores).T - np.max(scores, 0)[:, None])
    shares: Curve = likely / likely.sum(1, keepdims=True)
    return shares


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


def _score(found: Curve, wanted: Curve) -> dict[str, Any]:
    return score(errors(_shown(found), _shown(wanted)))


def _shown(linear: Curve) -> Curve:
    return lab(to_xyz(np.clip(linear, 0, 1)))
