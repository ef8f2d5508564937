"""The light of the scene, from the faces in it, frame after frame."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tryon.core.colour import luminance
from tryon.core.scene import Face, Floats, Frame, Light, LightSource
from tryon.light.belief import PRIOR, Belief, expose, update
from tryon.light.harmonics import even
from tryon.light.skin import Reading, read_face


@dataclass(slots=True, eq=False)
class _Eyes:
    """How much lighter than the skin one person's eyes are: no lamp changes that."""

    log_ratio: Floats
    opening: float
    count: int = 1


#: Levels above the first are bent, at most by the second beyond it.
_KNEE, _BEND = 1.2, 0.4
#: A still light is averaged over this time, a switched lamp followed within the other.
_CALM_S, _SWITCHED_S = 1.5, 0.06
#: Light is read every fourth frame of a fast camera while it is calm, and every other when its
#: log has changed by the last number: lamps do not hurry, processors do.
_CALM_PAUSE_NS, _PAUSE_NS, _RESTLESS = 120_000_000, 45_000_000, 0.08
#: Log steps of the light that are noise, and that can only be another light.
_NOISE, _SWITCH = 0.03, 0.20


class LightEstimator:
    """Frame and faces in, light out.

    Parameters
    ----------
    still : bool
        Photographs: every frame stands alone. Otherwise frames follow each other: the light
        is smoothed, a switched lamp is followed within 0.3 s, and each person's eyes are
        compared with the skin over time, so that a blink changes nothing.
    """

    def __init__(self, *, still: bool = False) -> None:
        self._still = still
        self._people: frozenset[int] = frozenset()
        self._recent: deque[Floats] = deque(maxlen=3)
        self._pause_ns = _PAUSE_NS
        self._eyes: dict[int, _Eyes] = {}
        self._state: tuple[int, Floats, Floats] | None = None
        self._light = _unknown_light()

    def __call__(self, frame: Frame, faces: Sequence[Face]) -> Light:
        """Estimate the light on `faces`; the last one known, or a default, without any."""
        people = frozenset(face.identity for face in faces)
        if self._state is not None and not self._still:
            if people and people.isdisjoint(self._people):
                # other people: another place, for all we know
                self._state, self._light = None, _unknown_light()
                self._recent.clear()
            elif 0 <= frame.captured_ns - self._state[0] < self._pause_ns:
                return self._light
        self._people = people
        self._eyes = {who: eyes for who, eyes in self._eyes.items() if who in people}
        belief, shading, weight = (
            expose(PRIOR, frame.rgb, frame.encoding),
            np.zeros(9, np.float32),
            0.0,
        )
        for face in faces:
            reading = read_face(frame.rgb, face.points, frame.encoding)
            if reading is None:
                continue
            if not self._still:
                reading = self._with_lasting_eyes(face.identity, reading)
            belief = update(belief, reading)
            shading += reading.width_px * reading.shading
            weight += reading.width_px
        if weight == 0:
            return self._light
        log_light = belief.mean.astype(np.float32)
        shading /= weight
        if self._still:
            return _light(log_light, shading, belief, "face")
        self._recent.append(log_light)
        # A switched lamp is seen twice; a hand that passes by, once.
        ordered, last = np.sort(self._recent, axis=0), len(self._recent) - 1
        calm = last == 2 and float((ordered[2] - ordered[0]).max()) < _RESTLESS
        self._pause_ns = _CALM_PAUSE_NS if calm else _PAUSE_NS
        log_light = (ordered[last // 2] + ordered[(last + 1) // 2]) / 2
        log_light, shading = self._smooth(frame.captured_ns, log_light, shading)
        self._state = (frame.captured_ns, log_light, shading)
        self._light = _light(log_light, shading, belief, "face")
        return self._light

    def _with_lasting_eyes(self, identity: int, reading: Reading) -> Reading:
        known = self._eyes.get(identity)
        if reading.eyes is not None:
            ratio = np.log((reading.eyes + 1e-4) / (reading.skin + 1e-4))
            if known is None:
                known = self._eyes[identity] = _Eyes(ratio, reading.opening)
            elif reading.opening > 0.75 * known.opening:
                known.count = min(known.count + 1, 90)
                known.log_ratio = known.log_ratio + (ratio - known.log_ratio) / known.count
                known.opening += (reading.opening - known.opening) / known.count
        if known is None:
            return reading
        eyes = reading.skin * np.exp(known.log_ratio)
        return replace(reading, eyes=eyes, opening=known.opening)

    def _smooth(self, now_ns: int, light: Floats, shading: Floats) -> tuple[Floats, Floats]:
        if self._state is None:
            return light, shading
        before_ns, old_light, old_shading = self._state
        step = float(np.abs(light - old_light).max())
        share = min(max((step - _NOISE) / (_SWITCH - _NOISE), 0.0), 1.0)
        settle_s = _CALM_S * (_SWITCHED_S / _CALM_S) ** share
        elapsed_s = max(now_ns - before_ns, 0) / 1e9
        gain = np.float32(1 - math.exp(-elapsed_s / settle_s))
        return old_light + gain * (light - old_light), old_shading + gain * (
            shading - old_shading
        )


def _unknown_light() -> Light:
    return _light(PRIOR.mean.astype(np.float32), None, PRIOR, "default")


def _light(
    log_light: Floats, shading: Floats | None, belief: Belief, source: LightSource
) -> Light:
    white = np.exp(log_light)
    level = float(luminance(white))
    if level > _KNEE:
        # Cameras bend what is lighter than white, so products are bent with it.
        bent = _KNEE + _BEND * (1 - math.exp((_KNEE - level) / _BEND))
        white, level = white * np.float32(bent / level), bent
    harmonics = even(white) if shading is None else np.outer(shading, white).astype(np.float32)
    return Light(
        (white / level).astype(np.float32),
        level,
        harmonics,
        belief.error_de2000,
        source,
        belief.covariance.astype(np.float32),
    )
