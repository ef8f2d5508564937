"""What the best possible estimator could do: the information there is in a picture.

The simulation knows its own prior, its lamps and its cameras. From many draws of it, the
expectation of the colour given what the picture shows is learned, which no estimator can beat
on average; least of all one that does not know these lamps and cameras. No code of the app
takes part. Whether it is learned well enough shows when twice as many people are learned from:
from 600 to 1200 most medians move by 0.04 at most, enrolment's by 0.07 and the face's by 0.15,
all downwards. So the face's is still above the true limit; the others are near it.

How much of that is owed to knowing the very cameras shows beside it: the same, learned from 48
others, with people, lamps, sheets, noise and the colours that makers fit to all known. That
depends on which others: from draw to draw of 48 medians move by 0.1, the 95th percentile by
0.25. It is no limit, but what to expect of whoever knows all but the camera.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from itertools import product
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
from tryon.accuracy.spectra import (
    CAMERAS,
    KINDS,
    LIGHTS,
    MEASURED_CAMERAS,
    OTHER_CAMERAS,
    Curve,
    lab,
    to_xyz,
)
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
    cameras : tuple of str
        That take the pictures.
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
        Which camera, light and balance: of `_ways`.
    said : (n, 2) int
        What is said of the lamp in that other light, and of this: which of `KINDS`, or how many
        these are where nobody knows.
    """

    cameras: tuple[str, ...]
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


#: What is looked at of draws: (n, k).
_Looked = Callable[[_Draws], Curve]


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
        same with the white given. ``still``, ``reference``, ``enrolled``: see `_by_sheet`; in
        these it is said what kind of lamp there is; ``…_unasked`` are the same without, and
        ``…_new`` with it, learned from other cameras; ``…_measured`` are those before cameras
        that were measured. ``profile``: with a sheet, and the very
        lamp and camera. ``three_numbers``: the white is given, and nothing but three numbers
        of the pigment.
    """
    judged, measured = (
        _draw(max(people // 5, 20), _SEED + 1, cameras)
        for cameras in (CAMERAS, MEASURED_CAMERAS)
    )
    learned, others = (_draw(people, _SEED, cameras) for cameras in (CAMERAS, OTHER_CAMERAS))
    plain = np.exp(judged.white) * np.maximum(judged.shade, _DARKEST)
    of_paint = _foretold(CAMERAS, judged)
    by_face = _expected(learned.seen, learned.white, judged.seen)
    by_white = _likely(learned, judged, lambda draws: _beside(draws.seen, draws.white))
    alone = _likely(learned, judged, lambda draws: _alone(draws.seen))
    very = np.eye(len(_ways(CAMERAS)))[judged.way]
    asked = _by_sheet(learned, judged, is_asked=True)
    unasked = _by_sheet(learned, judged, is_asked=False)
    new = _by_sheet(others, judged, is_asked=True)
    met = _by_sheet(others, measured, is_asked=True)
    return {
        "face": _scored(judged, by_face, of_paint(alone)),
        "known": _scored(judged, judged.white, of_paint(by_white)),
        "profile": _scored(judged, _by_paper(learned, judged, _carried, very), of_paint(very)),
        "three_numbers": _scored(judged, judged.white, np.log(plain) - judged.white),
        **asked,
        **{f"{name}_unasked": scores for name, scores in unasked.items()},
        **{f"{name}_new": scores for name, scores in new.items()},
        **{f"{name}_measured": scores for name, scores in met.items()},
    }


def _by_sheet(learned: _Draws, judged: _Draws, *, is_asked: bool) -> dict[str, dict[str, Any]]:
    """Score who has a sheet.

    Returns
    -------
    limits : dict of scores
        ``still``, ``reference``: a sheet of paper, held still or carried to the other side of
        the face, less what its brighteners are likely to do. ``enrolled``: by the face, which
        was seen beside a sheet in another light before.
    """
    of_paint = _foretold(learned.cameras, judged)
    told = _told(learned.cameras, judged.said[:, 1])

    def likely(looked: _Looked) -> Curve:
        ways = _likely(learned, judged, looked)
        return _weighed(ways, told) if is_asked else ways

    found = {}
    for name, paper in (("still", _still), ("reference", _carried)):
        ways = likely(partial(_beside_paper, paper=paper))
        white = _by_paper(learned, judged, paper, ways)
        found[name] = _scored(judged, white, of_paint(ways))
    again, meant = _again(learned), _again(judged)
    changed = learned.white - again.white
    if is_asked:
        change = _by_word(again.looks, changed, learned.said, meant.looks, judged)
    else:
        change = _expected(again.looks, changed, meant.looks)
    ways = likely(lambda draws: _again(draws).all)
    found["enrolled"] = _scored(judged, meant.white + change, of_paint(ways))
    return found


def _scored(judged: _Draws, white: Curve, ratios: Curve) -> dict[str, Any]:
    found = errors(
        _shown(np.exp(white + ratios)), _shown(judged.painted), tone=judged.tone.tolist()
    )
    return score(found) | {"by_tone": by(found, "tone")}


def _foretold(cameras: tuple[str, ...], judged: _Draws) -> Callable[[Curve], Curve]:
    """Give what makes log ratios (n, 3) of the pigments of how likely ways are (n, ways)."""
    of_paint = _ratios(cameras)[:, judged.paint]
    return lambda ways: np.einsum("nk,knc->nc", ways, of_paint)


def _still(draws: _Draws) -> Curve:
    return draws.still


def _carried(draws: _Draws) -> Curve:
    return draws.sheet


def _beside_paper(draws: _Draws, paper: _Looked) -> Curve:
    return _beside(draws.seen, paper(draws))


def _by_paper(learned: _Draws, judged: _Draws, paper: _Looked, ways: Curve) -> Curve:
    """Tell the white (n, 3) by paper, whose brighteners differ by the lamp."""
    off = learned.white - paper(learned)
    lights = _lights(learned.cameras)
    means = np.array([off[lights[learned.way] == light].mean(0) for light in lights])
    white: Curve = paper(judged) + ways @ means
    return white


def _ways(cameras: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    return list(product(cameras, LIGHTS, (True, False)))


def _lights(cameras: tuple[str, ...]) -> NDArray[np.intp]:
    """Which light and balance each way (ways,) has."""
    return np.tile(np.arange(2 * len(LIGHTS)), len(cameras))


@cache
def _ratios(cameras: tuple[str, ...]) -> Curve:
    """Logarithm (ways, paints, 3) of each pigment over white."""
    curves = np.array([paint.curve for paint in all_paints()])
    found = []
    for way in _ways(cameras):
        exposure = Exposure(*way[:2], 1.0, way[2], np.ones(3))
        found.append(exposure.shown(exposure.raw(curves)) / exposure.white)
    ratios: Curve = np.log(np.maximum(np.array(found), _DARKEST))
    return ratios


def _draw(people: int, seed: int, cameras: tuple[str, ...]) -> _Draws:
    random = np.random.default_rng(seed)
    paints, ways = all_paints(), _ways(cameras)
    seen, homes, whites, stills, sheets = [], [], [], [], []
    painted, chosen, kinds, said = [], [], [], []
    for number in range(people):
        person, room = draw_person(TONES[number % len(TONES)], random), draw_room(random)
        bright = brightness(person, room)
        for _ in range(_EXPOSURES_EACH):
            camera = cameras[random.integers(len(cameras))]
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
        cameras,
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


def _likely(learned: _Draws, judged: _Draws, looked: _Looked) -> Curve:
    """How likely each way is (m, ways), from Gaussians of what was seen in each.

    People, sheets and misses spread what cameras see in one light alike.
    """
    seen, shown = looked(learned), looked(judged)
    ways, lights = _ways(learned.cameras), _lights(learned.cameras)
    here = [seen[learned.way == number] for number in range(len(ways))]
    means = np.array([some.mean(0) if len(some) else seen.mean(0) for some in here])
    away, least = seen - means[learned.way], 1e-4 * np.eye(seen.shape[1])
    scores = np.empty((len(shown), len(ways)))
    for light in np.unique(lights):
        chosen = away[lights[learned.way] == light]
        spread = chosen.T @ chosen / max(len(chosen) - len(learned.cameras), 1) + least
        for number in np.flatnonzero(lights == light):
            # A mean of few is not sure itself.
            wider = spread * (1 + 1 / max(len(here[number]), 1))
            off = shown - means[number]
            odd = np.einsum("ij,ji->i", off, np.linalg.solve(wider, off.T))
            usual = np.log(0.75 if ways[number][2] else 0.25)
            scores[:, number] = usual - (odd + np.linalg.slogdet(wider)[1]) / 2
    likely = np.exp(scores - scores.max(1, keepdims=True))
    shares: Curve = likely / likely.sum(1, keepdims=True)
    return shares


def _told(cameras: tuple[str, ...], said: NDArray[np.intp]) -> Curve:
    """How likely each way makes what is said of the lamp (n,): (n, ways)."""
    table = [
        [answer_shares(answer, light[0]) for _, light, _ in _ways(cameras)]
        for answer in _ANSWERS
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
