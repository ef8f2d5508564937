"""Tier 1: synthetic people in real lamps; the product has to find the light by itself.

The truth is a spectral picture with the product on; the app sees the same picture without it,
with the noise, exposure and white balance of a camera. What it paints is compared with the
truth in the picture's own colours, as a display would show both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np

from tryon.accuracy.limits import light_limits
from tryon.accuracy.paints import Paint, catalogue_paints, pigment_paints, thickness_hiding
from tryon.accuracy.people import draw_exposure, draw_person, draw_room
from tryon.accuracy.pictures import Shot, brightness, lips_colour, shoot, true_colour
from tryon.accuracy.readers import READERS, Reader
from tryon.accuracy.reference import coated
from tryon.accuracy.scores import Errors, Progress, by, errors, score
from tryon.accuracy.spectra import (
    CAMERAS,
    LIGHTS,
    UNKNOWN_LIGHTS,
    Curve,
    lab,
    linear_srgb,
    to_xyz,
)
from tryon.accuracy.tissue import TONES
from tryon.accuracy.tissue import lips as all_lips
from tryon.core.shade import Shade
from tryon.effects.finish import FINISHES, Finish
from tryon.effects.lipstick import Lipstick
from tryon.light.uncertainty import colour_error
from tryon.render.coat import paint

#: Who is where: tone, light, camera, stops.
Place = tuple[int, str, str, float]

#: Stops beside what the camera's own exposure chooses.
STOPS = (-1.0, 0.0, 1.0)

#: What is said of a product by an instrument differs from another's by so much in each of
#: L*, a* and b* (standard deviation).
_INSTRUMENT_LAB = 0.25

_PAINTS_A_SHOT = 2
_SEED = 20_261_122


@dataclass(frozen=True, slots=True, eq=False)
class Worn:
    """A product as it is worn: what the app is told, and the truth.

    Attributes
    ----------
    lipstick : Lipstick
    paint : Paint
    thickness : float
        SX of all coats.
    """

    lipstick: Lipstick
    paint: Paint
    thickness: float


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One shot, and what is worn in it.

    Attributes
    ----------
    shot : Shot
    labels : mapping
        ``light``, ``camera``, ``tone``, ``stops``, ``balance``.
    seed : tuple of int
        For what else happens in this trial.
    worn : tuple of Worn
    """

    shot: Shot
    labels: Mapping[str, Any]
    seed: tuple[int, int]
    worn: tuple[Worn, ...] = field(repr=False)


def opaque(finish: Finish) -> bool:
    """Whether a finish hides nine tenths of the lips, by paint alone."""
    return finish.hiding >= 0.9 and finish.mica is None and finish.dye == 0


def draw_trials(
    step: int, seed: int = _SEED, places: Sequence[Place] | None = None
) -> list[Trial]:
    """Draw people at `places`: every tone in every light, before every camera, thrice exposed.

    `step` leaves out all but every so many-th.
    """
    if places is None:
        places = list(product(TONES, LIGHTS, CAMERAS, STOPS))
    paints = catalogue_paints() + pigment_paints(40)
    finishes = [finish for finish in FINISHES.values() if opaque(finish)]
    mouths = all_lips()
    trials = []
    for number, (tone, light, camera, stops) in enumerate(places):
        if number % step:
            continue
        random = np.random.default_rng((seed, number))
        person, room = draw_person(tone, random), draw_room(random)
        exposure = draw_exposure(camera, light, stops, brightness(person, room), random)
        worn = []
        for _ in range(_PAINTS_A_SHOT):
            chosen = paints[random.integers(len(paints))]
            finish = finishes[random.integers(len(finishes))]
            stroke = thickness_hiding(chosen.curve, finish.hiding, mouths)
            shade = replace(_as_measured(chosen.shade, random), sx=(stroke, stroke, stroke))
            worn.append(
                Worn(Lipstick(shade=shade, finish=finish, coats=2.0), chosen, 2 * stroke)
            )
        trials.append(
            Trial(
                shoot(person, room, exposure, random),
                {
                    "light": light,
                    "camera": camera,
                    "tone": tone,
                    "stops": stops,
                    "balance": "balanced" if exposure.is_balanced else "daylight",
                },
                (seed, number),
                tuple(worn),
            )
        )
    return trials


def unknown_places() -> list[Place]:
    """Every lamp that the app does not know before every camera; tones and stops in turn."""
    lights = [light for kind in UNKNOWN_LIGHTS.values() for light in kind]
    return [
        (TONES[number % len(TONES)], light, camera, STOPS[(number + number // 3) % len(STOPS)])
        for number, (light, camera) in enumerate(product(lights, CAMERAS))
    ]


def _as_measured(shade: Shade, random: np.random.Generator) -> Shade:
    """Tell a shade as another instrument reads it."""
    truth = to_xyz(np.array(shade.reflectance))
    away = lab(truth) + _INSTRUMENT_LAB * random.standard_normal(3)
    # One step of Newton's method is exact enough for a difference that small.
    slopes = np.array([lab(truth + 1e-4 * axis) - lab(truth) for axis in np.eye(3)]).T / 1e-4
    found = linear_srgb(truth + np.linalg.solve(slopes, away - lab(truth)))
    red, green, blue = found.tolist()
    return replace(shade, reflectance=(red, green, blue), status="verified")


def judge(trials: Sequence[Trial], read: Reader, progress: Progress[Trial]) -> Errors:
    """Paint every product in every trial and compare it with the truth.

    Returns
    -------
    found : Errors
        With the labels of the trials, ``finish``, ``source``, and the app's own prediction:
        ``expected``, ``p10``, ``p80``, ``p90``.
    """
    found, wanted = [], []
    labels: dict[str, list[Any]] = {}
    for trial in progress(trials, "tier 1"):
        shot = trial.shot
        scene = read(shot, (*trial.seed, 1))
        frame, light = scene.frame, scene.light
        for worn in trial.worn:
            (coat,) = worn.lipstick.layers(scene, worn.lipstick.memory())
            picture = frame.rgb.copy()
            paint(picture, replace(coat, glints=None), frame.encoding)
            found.append(lips_colour(picture))
            truth = coated(shot.person.lips, worn.paint.curve, worn.thickness)
            wanted.append(true_colour(shot, truth))
            predicted = colour_error(coat, light, camera_de2000=frame.encoding.product_de2000)
            told = {
                **trial.labels,
                "finish": worn.lipstick.finish.name,
                "source": light.source,
                "expected": predicted.de2000,
                "p80": predicted.de2000_p80,
                "p90": predicted.de2000_p90,
            }
            for name, value in told.items():
                labels.setdefault(name, []).append(value)
    return errors(_lab(found), _lab(wanted), **labels)


def _lab(colours: Sequence[Curve]) -> Curve:
    return lab(to_xyz(np.array(colours)))


def coverage(part: Errors) -> dict[str, float | None]:
    """Say how often the truth is as near as the app says that it is.

    Returns
    -------
    shares : dict
        ``p80`` and ``p90``: of the errors that do not exceed what was stated to be their 80th
        and 90th percentile; ``expected``: mean of the errors expected, over their mean.
    """
    if not len(part.de2000):
        return {"p80": None, "p90": None, "expected": None}
    return {
        "p80": round(float((part.de2000 <= part.labels["p80"]).mean()), 3),
        "p90": round(float((part.de2000 <= part.labels["p90"]).mean()), 3),
        "expected": round(float(part.labels["expected"].mean() / part.de2000.mean()), 3),
    }


#: The source of the light that each column is about, and the limit of what it knows. Where the
#: app did not come to know it, it says so, and the picture is not counted in that column.
_COLUMNS = {
    "face": ("face", "face"),
    "still": ("reference", "still"),
    "reference": ("reference", "reference"),
    "enrolled": ("enrolled", "enrolled"),
    "profile": ("profile", "profile"),
    "known": ("profile", "known"),
}
#: Columns that need a session of many frames see every other trial.
_SESSIONS, _SESSION_STEP = frozenset({"still", "reference", "enrolled", "profile"}), 2
#: Columns that are also about lamps that the app does not know.
_UNKNOWN = ("reference", "enrolled")


def tier1(progress: Progress[Trial], *, step: int = 1, people: int = 600) -> dict[str, Any]:
    """Run the suite on every `step`-th trial.

    Returns
    -------
    result : dict
        For each column of `READERS`: ``taken``, the share of pictures in which the app came
        to know what the column is about; of those, scores in ``all``, ``by_tone``,
        ``by_light``, ``by_camera``, ``by_stops``, ``by_balance``, ``by_finish``;
        ``coverage`` and ``coverage_by_tone``; and ``limit``, what the best possible estimator
        could do with that input. ``unknown``: the same of two columns with lamps that the
        app does not know, without tones and limit, and ``by_kind`` of the lamp.
    """
    trials = draw_trials(step)
    limits = light_limits(people)
    columns = {}
    for name, read in READERS.items():
        source, limit = _COLUMNS[name]
        some = trials[:: _SESSION_STEP if name in _SESSIONS else 1]
        found = judge(some, read, progress)
        taken = found.where("source", source)
        columns[name] = _scores(found, taken) | {
            "limit": limits[limit],
            "by_tone": by(taken, "tone"),
            "by_light": by(taken, "light"),
            "by_camera": by(taken, "camera"),
            "by_stops": by(taken, "stops"),
            "by_balance": by(taken, "balance"),
            "by_finish": by(taken, "finish"),
            "coverage_by_tone": {
                str(tone): coverage(taken.where("tone", tone)) for tone in taken.values("tone")
            },
        }
    return {"shots": len(trials), "columns": columns, "unknown": _unknown(progress, step)}


def _unknown(progress: Progress[Trial], step: int) -> dict[str, Any]:
    trials = draw_trials(step, _SEED + 1, unknown_places())
    columns = {}
    for name in _UNKNOWN:
        found = judge(trials, READERS[name], progress)
        taken = found.where("source", _COLUMNS[name][0])
        columns[name] = _scores(found, taken) | {
            "by_kind": {
                kind: score(taken.chosen(np.isin(taken.labels["light"], lights)))
                for kind, lights in UNKNOWN_LIGHTS.items()
            }
        }
    return {"shots": len(trials), "columns": columns}


def _scores(found: Errors, taken: Errors) -> dict[str, Any]:
    """Scores of pictures in which the app came to know what a column is about."""
    return {
        "taken": round(len(taken.de2000) / len(found.de2000), 3),
        "all": score(taken),
        "coverage": coverage(taken),
    }
