"""Tier 1: synthetic people in real lamps; the product has to find the light by itself.

The truth is a spectral picture with the product on; the app sees the same picture without it,
with the noise, exposure and white balance of a camera. What it paints is compared with the
truth in the picture's own colours, as a display would show both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice, product
from typing import Any

import numpy as np

from tryon.accuracy.cores import Work
from tryon.accuracy.limits import light_limits
from tryon.accuracy.paints import Paint, all_paints, thickness_hiding
from tryon.accuracy.people import draw_exposure, draw_person, draw_room
from tryon.accuracy.pictures import Shot, brightness, lips_colour, shoot, true_colour
from tryon.accuracy.readers import ONE_PICTURE, SESSIONS, UNASKED, Reader
from tryon.accuracy.reference import coated
from tryon.accuracy.scores import Errors, apart_by_chance, by, errors, joined, score
from tryon.accuracy.spectra import (
    CAMERAS,
    LIGHTS,
    MEASURED_CAMERAS,
    UNKNOWN_LIGHTS,
    Curve,
    lab,
    linear_srgb,
    to_xyz,
)
from tryon.accuracy.tissue import TONES
from tryon.accuracy.tissue import lips as all_lips
from tryon.core.scene import Scene
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
#: L*, a* and b* (standard deviation): 0.4 in ΔE*ab, of which ΔE00 makes this of lipsticks (mean
#: of the colours below). The app is told, as a shade says it that was validated.
_INSTRUMENT_LAB, _INSTRUMENT_DE2000 = 0.25, 0.27

_PAINTS_A_SHOT = 2
#: Trials that one job is about: a multiple of four, so that every fourth of a job is every
#: fourth of all.
_A_JOB = 20
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


def known_places() -> list[Place]:
    """Every tone in every light, before every camera, thrice exposed."""
    return list(product(TONES, LIGHTS, CAMERAS, STOPS))


def draw_trials(
    step: int = 1,
    seed: int = _SEED,
    places: Sequence[Place] | None = None,
    numbers: range | None = None,
) -> list[Trial]:
    """Draw people at `places`; of those all but every `step`-th are left out, or but `numbers`.

    Without `places`, at `known_places`.
    """
    if places is None:
        places = known_places()
    if numbers is None:
        numbers = range(0, len(places), step)
    paints = all_paints()
    finishes = [finish for finish in FINISHES.values() if opaque(finish)]
    mouths = all_lips()
    trials = []
    for number in numbers:
        tone, light, camera, stops = places[number]
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


def measured_places() -> list[Place]:
    """Every lamp of the suite before every measured camera, twice; tones and stops in turn."""
    return [
        (
            TONES[(at + of + 5 * turn) % len(TONES)],
            light,
            camera,
            STOPS[(at + of + turn) % len(STOPS)],
        )
        for turn, (at, light), (of, camera) in product(
            range(2), enumerate(LIGHTS), enumerate(MEASURED_CAMERAS)
        )
    ]


def _as_measured(shade: Shade, random: np.random.Generator) -> Shade:
    """Tell a shade as another instrument reads it."""
    truth = to_xyz(np.array(shade.reflectance))
    away = lab(truth) + _INSTRUMENT_LAB * random.standard_normal(3)
    # One step of Newton's method is exact enough for a difference that small.
    slopes = np.array([lab(truth + 1e-4 * axis) - lab(truth) for axis in np.eye(3)]).T / 1e-4
    found = linear_srgb(truth + np.linalg.solve(slopes, away - lab(truth)))
    red, green, blue = found.tolist()
    return replace(
        shade,
        reflectance=(red, green, blue),
        status="verified",
        de2000=_INSTRUMENT_DE2000,
    )


def judge(trials: Sequence[Trial], read: Reader) -> dict[str, Errors]:
    """Paint every product in every trial and compare it with the truth.

    Returns
    -------
    found : dict
        By column, with the labels of the trials, ``trial``, ``finish``, ``source``, and the
        app's own prediction: ``expected``, ``p80``, ``p90``.
    """
    found: dict[str, list[Errors]] = {}
    for trial in trials:
        for name, scene in read(trial.shot, (*trial.seed, 1)).items():
            found.setdefault(name, []).append(_compared(trial, scene))
    return {name: joined(parts) for name, parts in found.items()}


def _compared(trial: Trial, scene: Scene) -> Errors:
    """Paint every product of a trial on what the app saw, and compare it with the truth."""
    found, wanted = [], []
    labels: dict[str, list[Any]] = {}
    frame, light = scene.frame, scene.light
    for worn in trial.worn:
        (coat,) = worn.lipstick.layers(scene, worn.lipstick.memory())
        picture = frame.rgb.copy()
        paint(picture, replace(coat, glints=None), frame.encoding)
        found.append(lips_colour(picture))
        truth = coated(trial.shot.person.lips, worn.paint.curve, worn.thickness)
        wanted.append(true_colour(trial.shot, truth))
        predicted = colour_error(coat, light, camera_de2000=frame.encoding.product_de2000)
        told = {
            **trial.labels,
            "trial": trial.seed[1],
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
#: Every so many-th trial is seen in a session; the others see all.
_STEPS = {"sheet": 1, "enrolled": 1, "enrolled_unasked": 4, "profile": 4}
#: Sessions that are also held in lamps that the app does not know, and their columns.
_STRANGE = ("sheet", "enrolled", "enrolled_unasked")
_UNKNOWN = ("reference", "enrolled")
#: The same of measured cameras.
_BEFORE_MEASURED = ("sheet", "enrolled")
_MEASURED = ("still", "reference", "enrolled")


def tier1(work: Work, *, step: int = 1, people: int = 600) -> dict[str, Any]:
    """Run the suite on every `step`-th trial.

    Returns
    -------
    result : dict
        For each column of the table: ``taken``, the share of pictures in which the app came
        to know what the column is about; of those, scores in ``all``, ``by_tone``,
        ``by_light``, ``by_camera``, ``by_stops``, ``by_balance``, ``by_finish``;
        ``coverage`` and ``coverage_by_tone``; ``tones_by_chance``, how far the medians of
        tones would lie apart if tones made no difference; ``limit``, what the best possible
        estimator could do with that input; and ``limit_new``, in columns with a sheet, what it
        could if it did not know these very cameras. ``unasked``: the same, without parts, of
        the columns for which people are asked what kind of lamp there is, where nobody is.
        ``unknown``: the same of two columns with lamps that the app does not know, without
        tones and limit, and ``by_kind`` of the lamp; of these again ``unasked``.
        ``measured``: the same of three columns before `MEASURED_CAMERAS`, ``by_camera``, and
        ``limit_new``.
    """
    strangely, elsewhere = (
        {name: (SESSIONS[name], 1) for name in names} for names in (_STRANGE, _BEFORE_MEASURED)
    )
    every = {reader.__name__: (reader, 1) for reader in ONE_PICTURE}
    every |= {name: (SESSIONS[name], step) for name, step in _STEPS.items()}
    known = _jobs(known_places(), step, _SEED, every)
    unknown = _jobs(unknown_places(), step, _SEED + 1, strangely)
    measured = _jobs(measured_places(), step, _SEED + 2, elsewhere)
    limits, *parts = work(
        [partial(light_limits, people), *known, *unknown, *measured], "tier 1"
    )
    each = iter(parts)
    found, strange, met = (
        _columns(list(islice(each, len(part)))) for part in (known, unknown, measured)
    )
    columns = {}
    for name, (source, limit) in _COLUMNS.items():
        taken = found[name].where("source", source)
        columns[name] = _scores(found[name], taken) | {
            "limit": limits[limit],
            "limit_new": limits.get(f"{limit}_new"),
            "by_tone": by(taken, "tone"),
            "tones_by_chance": apart_by_chance(taken, "tone", "trial"),
            "by_light": by(taken, "light"),
            "by_camera": by(taken, "camera"),
            "by_stops": by(taken, "stops"),
            "by_balance": by(taken, "balance"),
            "by_finish": by(taken, "finish"),
            "coverage_by_tone": {
                str(tone): coverage(taken.where("tone", tone)) for tone in taken.values("tone")
            },
        }
    unasked = {}
    for name in (name for name in _COLUMNS if name + UNASKED in found):
        source, limit = _COLUMNS[name]
        silent = found[name + UNASKED]
        taken = silent.where("source", source)
        unasked[name] = _scores(silent, taken) | {"limit": limits[limit + UNASKED]}
    return {
        "shots": len(range(0, len(known_places()), step)),
        "columns": columns,
        "unasked": unasked,
        "unknown": {
            "shots": len(range(0, len(unknown_places()), step)),
            "columns": {name: _unknown(strange[name], name) for name in _UNKNOWN},
            "unasked": {name: _unknown(strange[name + UNASKED], name) for name in _UNKNOWN},
        },
        "measured": {
            "shots": len(range(0, len(measured_places()), step)),
            "columns": {
                name: _measured(met[name], name) | {"limit_new": limits[f"{name}_measured"]}
                for name in _MEASURED
            },
        },
    }


#: A reader, and how many trials apart those are that it sees.
_Seen = tuple[Reader, int]


def _jobs(
    places: Sequence[Place], step: int, seed: int, readers: Mapping[str, _Seen]
) -> list[partial[dict[str, Errors]]]:
    """Divide the trials at every `step`-th place, see `_judged`."""
    numbers = range(0, len(places), step)
    return [
        partial(_judged, places, seed, numbers[first : first + _A_JOB], readers)
        for first in range(0, len(numbers), _A_JOB)
    ]


def _judged(
    places: Sequence[Place], seed: int, numbers: range, readers: Mapping[str, _Seen]
) -> dict[str, Errors]:
    """Judge some trials as each reader sees them."""
    trials = draw_trials(seed=seed, places=places, numbers=numbers)
    found: dict[str, Errors] = {}
    for read, step in readers.values():
        found |= judge(trials[::step], read)
    return found


def _columns(parts: Sequence[Mapping[str, Errors]]) -> dict[str, Errors]:
    return {name: joined([part[name] for part in parts]) for name in parts[0]}


def _unknown(found: Errors, name: str) -> dict[str, Any]:
    """Score a column under lamps that the app does not know."""
    taken = found.where("source", _COLUMNS[name][0])
    return _scores(found, taken) | {
        "by_kind": {
            kind: score(taken.chosen(np.isin(taken.labels["light"], lights)))
            for kind, lights in UNKNOWN_LIGHTS.items()
        }
    }


def _measured(found: Errors, name: str) -> dict[str, Any]:
    """Score a column before measured cameras."""
    taken = found.where("source", _COLUMNS[name][0])
    return _scores(found, taken) | {
        "by_camera": {
            camera: score(taken.where("camera", camera)) for camera in MEASURED_CAMERAS
        }
    }


def _scores(found: Errors, taken: Errors) -> dict[str, Any]:
    """Scores of pictures in which the app came to know what a column is about."""
    return {
        "taken": round(len(taken.de2000) / len(found.de2000), 3),
        "all": score(taken),
        "coverage": coverage(taken),
    }
