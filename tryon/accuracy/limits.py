"""What the best possible estimator could do: the information there is in a picture.

The simulation knows its own prior, its lamps and its cameras. From many draws of it, the
expectation of the colour given what the picture shows is learned, which no estimator can beat
on average; least of all one that does not know these lamps and cameras. No code of the app
takes part. Whether it is learned well enough shows when twice as many people are learned from:
from 600 to 1200 most medians move by 0.04 at most, enrolment's by 0.07 and the face's by 0.15,
all downwards. So the face's is still above the true limit; the others are near it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tryon.accuracy.cameras import Exposure
from tryon.accuracy.paints import all_paints
from tryon.accuracy.people import (
    Person,
    Room,
    answer_shares,
    draw_answer,
    draw_exposure,
    draw_person,
    draw_room,
    draw_sheet,
    irradiance,
)
from tryon.accuracy.pictures import brightness, draw_holds
from tryon.accuracy.scores import by, errors, score
from tryon.accuracy.spectra import CAMERAS, KINDS, LIGHTS, Curve, lab, to_xyz
from tryon.accuracy.tissue import TONES

#: How well a patch of a face can be read: skin is uneven, noise is not all averaged out.
_READING = 0.02
#: Mean reflectance of paper; nothing less is told from black.
_PAPER, _DARKEST = 0.87, 0.004
_EXPOSURES_EACH = 24
_NEAREST = 1200
_SEED = 4
#: What may be said of a lamp.
_ANSWERS = (*KINDS, None)


@dataclass(frozen=True, slots=True, eq=False)
class _Draws:
    """Many draws of what a picture shows, and of what is true.

    Attributes
    ----------
    tone : (n,) int
    seen : (n, 12) float64
        Logarithms of the colours of skin, eyes, lips and wall.
    home : (n, 11) float64
        The same person seen by the same camera in another light, with a sheet of paper: see
        `_beside`.
    white, still, sheet : (n, 3) float64
        Logarithms of the white, and of what a sheet of paper tells of it that is held still,
        or carried to the other side of the face.
    painted, shade : (n, 3) float64
        A pigment as the camera shows it, and its shade; linear sRGB.
    paint : (n,) int
        Which pigment.
    way : (n,) int
        Which camera, light and balance.
    said : (n, 2) int
        What is said of the lamp in that other light, and of this: which of `KINDS`, or how many
        these are where nobody knows.
    """

    tone: NDArray[np.intp]
    seen: Curve
    home: Curve
    white: Curve
    still: Curve
    sheet: Curve
    painted: Curve
    shade: Curve
    paint: NDArray[np.intp]
    way: NDArray[np.intp]
    said: NDArray[np.intp]


def light_limits(people: int) -> dict[str, dict[str, Any]]:
    """Score the best estimators.

    Parameters
    ----------
    people : int
        Drawn to learn from; a fifth as many are judged.

    Returns
    -------
    limits : dict of scores
        Each with ``by_tone``. ``face``: the white is expected from the colours of skin, eyes,
        lips and wall, by a plane through the nearest draws, and so is how likely each camera,
        light and balance is; of each, what it makes of the pigment is known. ``known``: the
        same with the white given. ``still``, ``reference``: with a sheet of paper
        instead of the white, held still or carried to the other side of the face, less
        what its brighteners are likely to do.
        ``enrolled``: by the face, which was seen beside a sheet in another light before. In
        these three it is said what kind of lamp there is; ``…_unasked`` are the same without.
        ``profile``: with a sheet, and the very lamp and camera. ``three_numbers``: the white is
        given, and nothing but three numbers of the pigment.
    """
    learned, judged = _draw(people, _SEED), _draw(max(people // 5, 20), _SEED + 1)
    by_face = _expected(learned.seen, learned.white, judged.seen)
    again, meant = _again(learned), _again(judged)
    changed = learned.white - again.white
    by_skin = meant.white + _expected(again.looks, changed, meant.looks)
    by_word = meant.white + _by_word(again.looks, changed, learned.said, meant.looks, judged)
    plain = np.exp(judged.white) * np.maximum(judged.shade, _DARKEST)
    of_paint = _ratios()[:, judged.paint]
    still, sheet = attrgetter("still"), attrgetter("sheet")

    def likely(looked: Callable[[_Draws], Curve]) -> Curve:
        return _likely(looked(learned), learned.way, looked(judged))

    def scored(white: Curve, ratios: Curve) -> dict[str, Any]:
        found = errors(
            _shown(np.exp(white + ratios)), _shown(judged.painted), tone=judged.tone.tolist()
        )
        return score(found) | {"by_tone": by(found, "tone")}

    def foretold(ways: Curve) -> Curve:
        ratios: Curve = np.einsum("nk,knc->nc", ways, of_paint)
        return ratios

    def by_paper(told_by: Callable[[_Draws], Curve], ways: Curve) -> dict[str, Any]:
        off = _by_way(learned.white - told_by(learned), learned.way)
        return scored(told_by(judged) + ways @ off, foretold(ways))

    by_white = likely(lambda draws: _beside(draws.seen, draws.white))
    by_still = likely(lambda draws: _beside(draws.seen, draws.still))
    by_sheet = likely(lambda draws: _beside(draws.seen, draws.sheet))
    by_looks = likely(lambda draws: _again(draws).all)
    told = _told(judged.said[:, 1])
    return {
        "face": scored(by_face, foretold(likely(lambda draws: _alone(draws.seen)))),
        "known": scored(judged.white, foretold(by_white)),
        "still": by_paper(still, _weighed(by_still, told)),
        "reference": by_paper(sheet, _weighed(by_sheet, told)),
        "enrolled": scored(by_word, foretold(_weighed(by_looks, told))),
        "still_unasked": by_paper(still, by_still),
        "reference_unasked": by_paper(sheet, by_sheet),
        "enrolled_unasked": scored(by_skin, foretold(by_looks)),
        "profile": by_paper(sheet, np.eye(len(of_paint))[judged.way]),
        "three_numbers": scored(judged.white, np.log(plain) - judged.white),
    }


def _ways() -> list[tuple[str, str, bool]]:
    return list(product(CAMERAS, LIGHTS, (True, False)))


@cache
def _ratios() -> Curve:
    """Logarithm (ways, paints, 3) of each pigment over white."""
    curves = np.array([paint.curve for paint in all_paints()])
    found = []
    for way in _ways():
        exposure = Exposure(*way[:2], 1.0, way[2], np.ones(3))
        found.append(exposure.shown(exposure.raw(curves)) / exposure.white)
    ratios: Curve = np.log(np.maximum(np.array(found), _DARKEST))
    return ratios


def _draw(people: int, seed: int) -> _Draws:
    random = np.random.default_rng(seed)
    paints, ways = all_paints(), _ways()
    seen, homes, whites, stills, sheets = [], [], [], [], []
    painted, chosen, kinds, said = [], [], [], []
    for number in range(people):
        person, room = draw_person(TONES[number % len(TONES)], random), draw_room(random)
        bright = brightness(person, room)
        for _ in range(_EXPOSURES_EACH):
            camera = CAMERAS[random.integers(len(CAMERAS))]
            home, exposure = (
                draw_exposure(
                    camera, LIGHTS[random.integers(len(LIGHTS))], stops, bright, random
                )
                for stops in (0.0, random.choice([-1.0, 0.0, 1.0]))
            )
            kind = int(random.integers(len(paints)))
            (_, at_home), sheet = (_papers(way, room, random) for way in (home, exposure))
            seen.append(_read(person, room.wall, exposure, random))
            before = _read(person, room.wall, home, random)
            homes.append(_beside(before[None], at_home[None])[0])
            whites.append(exposure.white)
            stills.append(sheet[0])
            sheets.append(sheet[1])
            painted.append(exposure.shown(exposure.raw(paints[kind].curve)))
            kinds.append(kind)
            answers = (draw_answer(way.light, random) for way in (home, exposure))
            said.append([_ANSWERS.index(answer) for answer in answers])
            chosen.append(ways.index((exposure.camera, exposure.light, exposure.is_balanced)))
    return _Draws(
        np.repeat([TONES[number % len(TONES)] for number in range(people)], _EXPOSURES_EACH),
        np.array(seen),
        np.array(homes),
        np.log(np.array(whites)),
        np.array(stills),
        np.array(sheets),
        np.array(painted),
        np.array([paints[kind].shade.reflectance for kind in kinds]),
        np.array(kinds),
        np.array(chosen),
        np.array(said),
    )


def _papers(exposure: Exposure, room: Room, random: np.random.Generator) -> tuple[Curve, Curve]:
    """Log (3,) of the white that a sheet of paper lets expect: held still, and carried.

    How it is turned shows in its perspective, and the room's shading on the face: so what a
    turn does to its light is known.
    """
    sheet = draw_sheet(random, is_card=False).under(exposure.light)
    paper = np.log(exposure.shown(exposure.raw(sheet)) / _PAPER)
    lights = [
        np.log(hold.light / irradiance(hold.normal, room.lamp, room.even))
        for hold in draw_holds(sheet, room, random, (1, -1))
    ]
    return paper + lights[0], paper + np.mean(lights)


def _beside(seen: Curve, white: Curve) -> Curve:
    """Hue of a white (n, 3), and skin, eyes and lips beside it: (n, 11), logarithms."""
    hue = white[:, [0, 2]] - white[:, [1]]
    return np.concatenate([hue, *(seen[:, at : at + 3] - white for at in (0, 3, 6))], 1)


def _alone(seen: Curve) -> Curve:
    """Hue of skin (n, 12) and eyes, lips and wall beside it: (n, 11), logarithms."""
    skin = seen[:, :3]
    hue = skin[:, [0, 2]] - skin[:, [1]]
    return np.concatenate([hue, *(seen[:, at : at + 3] - skin for at in (3, 6, 9))], 1)


class _Again(NamedTuple):
    """A person seen again: the white (n, 3) if skin were what it was, and all looks (n, k).

    Of `looks`, the first six are the hues of that white, of the white before, and of skin.
    """

    white: Curve
    looks: Curve

    @property
    def all(self) -> Curve:
        return self.looks[:, :-1]  # all but the level


def _again(draws: _Draws) -> _Again:
    home = draws.home
    white = draws.seen[:, :3] - home[:, 2:5]
    beside = _beside(draws.seen, white)
    skin = home[:, [2, 4]] - home[:, [3]]
    now, before = beside[:, 5:], home[:, 5:]
    looks = [beside[:, :2], home[:, :2], skin, now, before, white[:, [1]]]
    return _Again(white, np.concatenate(looks, 1))


def _likely(learned: Curve, ways: NDArray[np.intp], looked: Curve) -> Curve:
    """How likely each way is (m, ways), from Gaussians of what was seen (n, k) in each."""
    scores = []
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


def _by_way(white: Curve, ways: NDArray[np.intp]) -> Curve:
    """Mean (ways, 3) of what paper is off white (n, 3): brighteners differ by the lamp."""
    chosen = [white[ways == number] for number in range(len(_ways()))]
    means: Curve = np.array([(here if len(here) else white).mean(0) for here in chosen])
    return means


def _told(said: NDArray[np.intp]) -> Curve:
    """How likely each way makes what is said of the lamp (n,): (n, ways)."""
    table = [
        [answer_shares(answer, light[0]) for _, light, _ in _ways()] for answer in _ANSWERS
    ]
    shares: Curve = np.array(table)[said]
    return shares


def _weighed(ways: Curve, told: Curve) -> Curve:
    """Weigh how likely ways are (n, ways) by what is told of them (n, ways)."""
    both = ways * told
    shares: Curve = both / both.sum(1, keepdims=True)
    return shares


def _by_word(
    learned: Curve, white: Curve, said: NDArray[np.intp], looked: Curve, judged: _Draws
) -> Curve:
    """Expect as `_expected` does, from those whose lamp is said to be of the same kind.

    What is said of the lamp before moves the plane.
    """
    before = [np.eye(len(_ANSWERS))[words[:, 0], :-1] for words in (said, judged.said)]
    learned, looked = (
        np.concatenate(pair, 1) for pair in zip((learned, looked), before, strict=True)
    )
    found = np.empty((len(looked), white.shape[1]))
    for answer in range(len(_ANSWERS)):
        ours, theirs = said[:, 1] == answer, judged.said[:, 1] == answer
        if theirs.any():
            found[theirs] = _expected(learned[ours], white[ours], looked[theirs])
    return found


def _read(
    person: Person, wall: Curve, exposure: Exposure, random: np.random.Generator
) -> Curve:
    """Read log colours (12,) of skin, eyes, lips and wall."""
    patches = np.array([person.skin, person.lid_shade * person.eyes, person.lips, wall])
    shown = np.maximum(exposure.shown(exposure.raw(patches)).reshape(-1), 1e-3)
    read: Curve = np.log(shown) + _READING * random.standard_normal(len(shown))
    return read


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


def _shown(linear: Curve) -> Curve:
    return lab(to_xyz(np.clip(linear, 0, 1)))
