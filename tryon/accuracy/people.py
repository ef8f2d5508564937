"""People, rooms and exposures drawn at random: the population of Tier 1.

All of it is synthetic. Where a spread was published, it is the published one; where not, it is
chosen wide, and said so.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from tryon.accuracy.cameras import Exposure
from tryon.accuracy.head import head
from tryon.accuracy.spectra import KINDS, NM, Curve, illuminant
from tryon.accuracy.tissue import TONE_LIGHTNESS, Tissue, melanin_for, reflectance

#: Lids throw light on the eye as they are fair: exponent of their luminous reflectance.
_FROM_LIDS, _FAIR_LUMINOUS = 0.2, 0.3
#: What brighteners take up, and how much the most brightened paper sends back of it: as much as
#: makes b* -10 of neutral paper under D50 with its ultraviolet (ISO 12647-2:2013, uncoated).
_TAKES_UP_NM, _MOST_SENT = 400.0, 0.55
_DAYLIGHT = frozenset({"D50", "D65"})
#: Of those who are asked what kind of lamp lights them, the share that does not know, and the
#: share that names another: assumed, no such count is published.
_UNSURE, _WRONG = 0.1, 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """Reflectances (n,) of one person.

    Attributes
    ----------
    tone : int
        Step of Monk's scale, 1 to 10.
    skin, flushed, lips, eyes, dark : (n,) float64
        Cheek and forehead, the same with as much blood as the reddest cheek has, bare lips, the
        whites of the eyes, and iris and brows.
    lid_shade : float
        Share of the face's light that the whites of the eyes get between lids and lashes.
    """

    tone: int
    skin: Curve = field(repr=False)
    flushed: Curve = field(repr=False)
    lips: Curve = field(repr=False)
    eyes: Curve = field(repr=False)
    dark: Curve = field(repr=False)
    lid_shade: float


def draw_person(tone: int, random: np.random.Generator) -> Person:
    """Draw a person of a skin tone.

    Blood in the skin varies by a factor of 1.4 (standard deviation), its oxygen from 60 to
    85 %; lips have 0.15 to 0.5 of the skin's melanin, and 4.5 to 8 % blood. The whites of the
    eyes are yellower with age and pigment (Russell et al. 2014); the shade of lids and lashes
    varies by a factor of 1.25, which with the rest gives the spread that real faces have.
    """
    wanted = TONE_LIGHTNESS[tone - 1] + random.uniform(-2, 2)
    blood = 0.012 * float(np.exp(0.33 * random.standard_normal()))
    oxygen = random.uniform(0.6, 0.85)
    yellow = 0.5 * abs(random.standard_normal())
    melanin = melanin_for(wanted, blood, oxygen, yellow)
    redder = blood * random.uniform(1.1, 2.0)
    luminous = ((wanted + 16) / 116) ** 3
    brown = 0.006 + melanin * random.uniform(0.15, 0.5)
    return Person(
        tone,
        reflectance(Tissue(melanin, blood, oxygen, yellow)),
        reflectance(Tissue(melanin, redder, oxygen, yellow)),
        reflectance(Tissue(brown, random.uniform(0.045, 0.08), oxygen, yellow)),
        reflectance(
            Tissue(0.012 * melanin, random.uniform(0.002, 0.008), 0.8, random.uniform(0, 0.8))
        ),
        0.02 + 0.04 * (NM > 560) * random.uniform(0, 1),
        0.55
        * (luminous / _FAIR_LUMINOUS) ** _FROM_LIDS
        * float(np.exp(0.22 * random.standard_normal())),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Office paper, or a grey card.

    Attributes
    ----------
    reflectance : (n,) float64
        Without what its brighteners send out.
    brightener : float, in [0, 1]
        How much of them there is, beside the most that paper has.
    glass : float, in [0, 1]
        Share of daylight's ultraviolet that windows let pass.
    """

    reflectance: Curve = field(repr=False)
    brightener: float
    glass: float

    def under(self, light: str) -> Curve:
        """Give what it sends back under a light, beside what a perfect white does: (n,).

        Brighteners send out at 440 nm what they take up below 400 nm, where the tables of
        lights end: the last 20 nm stand for the rest. LEDs have nothing there.
        """
        power = illuminant(light)
        taken = power[NM <= _TAKES_UP_NM].mean() * (self.glass if light in _DAYLIGHT else 1)
        sent = self.brightener * _MOST_SENT * taken * np.exp(-0.5 * ((NM - 440) / 22) ** 2)
        whole: Curve = self.reflectance + sent / np.maximum(power, 1e-3)
        return whole


def draw_sheet(random: np.random.Generator, *, is_card: bool) -> Sheet:
    """Draw office paper, or a grey card.

    Paper is white to within 4 %, and tinted by 1.5 % from red to blue (standard deviations);
    it has from 40 % of the most brightener that paper has, and windows let 20 to 90 % of
    daylight's ultraviolet pass: assumed. Cards are sold with 18 %, to within 3 % of that, and
    have no brightener.
    """
    tint = np.exp(0.015 * random.standard_normal() * (NM - 550) / 150)
    level = 0.18 * random.normal(1, 0.03) if is_card else random.normal(0.87, 0.035)
    brightener = 0.0 if is_card else random.uniform(0.4, 1.0)
    return Sheet(np.clip(level * tint, 0.1, 0.96), brightener, random.uniform(0.2, 0.9))


def draw_answer(light: str, random: np.random.Generator) -> str | None:
    """Draw what somebody says who is asked what kind of lamp there is.

    Returns
    -------
    answer : str or None
        One of `KINDS`; None if they do not know. One in ten does not, nor does anybody whose
        lamp is of none of these kinds; one in twenty names another, any of them.
    """
    kind, chance, other = light[0], random.random(), int(random.integers(len(KINDS) - 1))
    if kind not in KINDS or chance < _UNSURE:
        return None
    if chance < _UNSURE + _WRONG:
        return [one for one in KINDS if one != kind][other]
    return kind


def answer_shares(answer: str | None, kind: str) -> float:
    """Say how often `draw_answer` gives an answer where a lamp is of a kind of `KINDS`."""
    if answer is None:
        return _UNSURE
    return 1 - _UNSURE - _WRONG if answer == kind else _WRONG / (len(KINDS) - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """What is behind the head, and where the lamp is.

    Attributes
    ----------
    wall : (n,) float64
        Reflectance.
    lamp : (3,) float64, unit length
        Towards it: x right, y up, z to the camera.
    even : float, in [0, 1]
        Share of the light that comes from everywhere, a little more from above.
    shading : (h, w) float64
        Light that falls on each pixel of the head, 1 on a surface that faces the camera.
    relief : (h, w) float64
        Factor: skin is not even.
    """

    wall: Curve = field(repr=False)
    lamp: Curve
    even: float
    shading: Curve = field(repr=False)
    relief: Curve = field(repr=False)


def draw_room(random: np.random.Generator) -> Room:
    """Draw a wall, grey four times in five and else of any hue, and a lamp above the camera."""
    grey = float(np.exp(random.uniform(np.log(0.15), np.log(0.8))))
    place, strength = random.uniform(420, 680), random.choice([0.05, 0.05, 0.1, 0.1, 0.9])
    tint = 1 + strength * (np.exp(-0.5 * ((NM - place) / 60) ** 2) - 0.5)
    lamp = np.array([random.normal(0, 0.5), random.uniform(-0.1, 0.8), 1.0])
    lamp /= np.linalg.norm(lamp)
    even = random.uniform(0.3, 0.8)
    shading = irradiance(head().normals, lamp, even)
    relief = np.exp(0.04 * random.standard_normal(shading.shape, np.float32))
    return Room(np.clip(grey * tint, 0.01, 0.95), lamp, even, shading, relief)


def irradiance(normals: Curve, lamp: Curve, even: float) -> Curve:
    """Light (...) on surfaces with normals (..., 3), 1 where they face the camera."""
    light: Curve = even * (1 + 0.15 * normals[..., 1]) + (1 - even) * np.maximum(
        normals @ lamp, 0
    )
    front = even + (1 - even) * float(lamp[2])
    return light / front


def draw_exposure(
    camera: str, light: str, stops: float, brightness: float, random: np.random.Generator
) -> Exposure:
    """Draw an exposure as cameras choose it.

    Parameters
    ----------
    stops : float
        Beside what the camera's own exposure would choose.
    brightness : float
        Mean luminance of what is seen, for a white of 1. The camera brings two thirds of its
        difference from the usual to the same grey, 0.15 stops more or less.

    Notes
    -----
    One camera in four keeps its balance for daylight. The others balance white under the lamp,
    and miss it by 6 % from red to blue and 2.5 % from green to magenta (standard deviation).
    """
    gain = 0.75 * (0.3 / brightness) ** 0.67 * 2 ** (stops + 0.15 * random.standard_normal())
    is_balanced = random.random() < 0.75
    warm, green = 0.06 * random.standard_normal(), 0.025 * random.standard_normal()
    miss = warm * np.array([0.4, 0.0, -0.9]) + green * np.array([-0.35, 0.5, -0.35])
    return Exposure(camera, light, float(gain), is_balanced, np.exp(miss))


def draw_drift(exposure: Exposure, random: np.random.Generator) -> Exposure:
    """Draw an exposure that stays while the light drifts, as it does from hour to hour.

    By 2 % in level, 1.5 % from red to blue and 1 % from green to magenta (standard deviations):
    assumed, no such series is published for rooms.
    """
    warm, green = 0.015 * random.standard_normal(), 0.01 * random.standard_normal()
    tint = np.exp(warm * np.array([0.4, 0.0, -0.9]) + green * np.array([-0.35, 0.5, -0.35]))
    gain = exposure.gain * float(np.exp(0.02 * random.standard_normal()))
    return replace(exposure, gain=gain, miss=exposure.miss * tint)
