"""Tier 1: synthetic people in real lamps; the product has to find the light by itself.

The truth is a spectral picture with the product on; the app sees the same picture without it,
with the noise, exposure and white balance of a camera. What it paints is compared with the
truth in the picture's own colours, as a display would show both.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tryon.accuracy.head import head
from tryon.accuracy.limits import light_limits
from tryon.accuracy.paints import Paint, catalogue_paints, pigment_paints, thickness_hiding
from tryon.accuracy.people import draw_exposure, draw_person, draw_room
from tryon.accuracy.pictures import Shot, brightness, lips_colour, shoot, true_colour
from tryon.accuracy.reference import coated
from tryon.accuracy.scores import Errors, Progress, by, errors, score
from tryon.accuracy.spectra import CAMERAS, LIGHTS, Curve, lab, linear_srgb, to_xyz
from tryon.accuracy.tissue import TONES
from tryon.accuracy.tissue import lips as all_lips
from tryon.core.colour import luminance
from tryon.core.scene import Frame, Light, Scene
from tryon.core.shade import Shade
from tryon.effects.finish import FINISHES, Finish
from tryon.effects.lipstick import Lipstick
from tryon.light.estimate import LightEstimator
from tryon.light.uncertainty import colour_error
from tryon.render.coat import paint

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
        ``light``, ``camera``, ``tone``, ``stops``.
    worn : tuple of Worn
    """

    shot: Shot
    labels: Mapping[str, Any]
    worn: tuple[Worn, ...] = field(repr=False)


#: How the app finds the light of a shot.
Reader = Callable[[Trial], Light]


def opaque(finish: Finish) -> bool:
    """Whether a finish hides nine tenths of the lips, by paint alone."""
    return finish.hiding >= 0.9 and finish.mica is None and finish.dye == 0


def draw_trials(step: int, seed: int = _SEED) -> list[Trial]:
    """Draw every tone in every light, before every camera, at three exposures.

    `step` leaves out all but every so many-th.
    """
    paints = catalogue_paints() + pigment_paints(40)
    finishes = [finish for finish in FINISHES.values() if opaque(finish)]
    mouths = all_lips()
    trials = []
    places = [
        (tone, light, camera, stops)
        for tone in TONES
        for light in LIGHTS
        for camera in CAMERAS
        for stops in STOPS
    ]
    for number, (tone, light, camera, stops) in enumerate(places):
        if number % step:
            continue
        random = np.random.default_rng((seed, number))
        person, room = draw_person(tone, random), draw_room(random)
        exposure = draw_exposure(camera, light, stops, brightness(person, room), random)
        worn = []
        for _ in range(_PAINTS_A_SHOT):
            product = paints[random.integers(len(paints))]
            finish = finishes[random.integers(len(finishes))]
            stroke = thickness_hiding(product.curve, finish.hiding, mouths)
            shade = replace(_as_measured(product.shade, random), sx=(stroke, stroke, stroke))
            worn.append(
                Worn(Lipstick(shade=shade, finish=finish, coats=2.0), product, 2 * stroke)
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
                tuple(worn),
            )
        )
    return trials


def _as_measured(shade: Shade, random: np.random.Generator) -> Shade:
    """Tell a shade as another instrument reads it."""
    truth = to_xyz(np.array(shade.reflectance))
    away = lab(truth) + _INSTRUMENT_LAB * random.standard_normal(3)
    # One step of Newton's method is exact enough for a difference that small.
    slopes = np.array([lab(truth + 1e-4 * axis) - lab(truth) for axis in np.eye(3)]).T / 1e-4
    found = linear_srgb(truth + np.linalg.solve(slopes, away - lab(truth)))
    red, green, blue = found.tolist()
    return replace(shade, reflectance=(red, green, blue), status="verified")


def from_face(trial: Trial) -> Light:
    """Read the light off the face alone."""
    estimator = LightEstimator(still=True)
    return estimator(Frame(trial.shot.rgb, 0, 0), (head().face,))


def as_told(trial: Trial) -> Light:
    """Give the light as it is: what remains is not the light's fault."""
    white = trial.shot.exposure.white.astype(np.float32)
    level = float(luminance(white))
    guess = from_face(trial)
    shape = luminance(guess.harmonics) / np.float32(guess.level)
    return Light(
        white / np.float32(level),
        level,
        np.outer(shape, white),
        0.0,
        "profile",
        1e-6 * np.eye(3, dtype=np.float32),
    )


#: The columns of the table.
READERS: Mapping[str, Reader] = {"face": from_face, "known": as_told}


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
        light, shot = read(trial), trial.shot
        scene = Scene(Frame(shot.rgb, 0, 0), light, (head().face,))
        for worn in trial.worn:
            (coat,) = worn.lipstick.layers(scene, worn.lipstick.memory())
            picture = shot.rgb.copy()
            paint(picture, replace(coat, glints=None))
            found.append(lips_colour(picture))
            truth = coated(shot.person.lips, worn.paint.curve, worn.thickness)
            wanted.append(true_colour(shot, truth))
            predicted = colour_error(coat, light)
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


def coverage(part: Errors) -> dict[str, float]:
    """Say how often the truth is as near as the app says that it is.

    Returns
    -------
    shares : dict
        ``p80`` and ``p90``: of the errors that do not exceed what was stated to be their 80th
        and 90th percentile; ``expected``: mean of the errors expected, over their mean.
    """
    return {
        "p80": round(float((part.de2000 <= part.labels["p80"]).mean()), 3),
        "p90": round(float((part.de2000 <= part.labels["p90"]).mean()), 3),
        "expected": round(float(part.labels["expected"].mean() / part.de2000.mean()), 3),
    }


def tier1(progress: Progress[Trial], *, step: int = 1, people: int = 1500) -> dict[str, Any]:
    """Run the suite on every `step`-th trial.

    Returns
    -------
    result : dict
        For each column of `READERS`: scores in ``all``, ``by_tone``, ``by_light``,
        ``by_camera``, ``by_stops``, ``by_finish``; ``coverage`` and ``coverage_by_tone``; and
        ``limit``, what the best possible estimator could do with that input.
    """
    trials = draw_trials(step)
    limits = light_limits(people)
    columns = {}
    for name, read in READERS.items():
        found = judge(trials, read, progress)
        columns[name] = {
            "all": score(found),
            "limit": limits["face" if name == "face" else "known"],
            "by_tone": by(found, "tone"),
            "by_light": by(found, "light"),
            "by_camera": by(found, "camera"),
            "by_stops": by(found, "stops"),
            "by_finish": by(found, "finish"),
            "coverage": coverage(found),
            "coverage_by_tone": {
                str(tone): coverage(found.where("tone", tone)) for tone in found.values("tone")
            },
        }
    return {"shots": len(trials), "columns": columns}
