"""The light of the scene, from the faces in it, frame after frame."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tryon.core.colour import Real, luminance
from tryon.core.encoding import Encoding, Response
from tryon.core.scene import Face, Floats, Frame, Light, LightSource
from tryon.light.again import Appearance, appearance
from tryon.light.belief import PRIOR, Belief, as_rendered, lightest, update
from tryon.light.change import GainWatch
from tryon.light.cover import Cover
from tryon.light.desk import LightDesk
from tryon.light.follow import Followed, Follower
from tryon.light.harmonics import even
from tryon.light.known import KnownLight
from tryon.light.lamps import LampKind
from tryon.light.person import People
from tryon.light.rendering import Thought, expect, likely_ways
from tryon.light.skin import Reading, read_face
from tryon.light.toned import in_tone, is_toned

#: Levels above the first are bent, to the second beyond it at most. Bent sooner or harder, a
#: product stays behind when a bright picture gets brighter.
_KNEE, _BEND = 1.6, 1.2
#: Eyes that are open this far, beside how they mostly are, are looked at: behind a blink lids
#: darken them for a third of a second, which was taken for a lamp that came on slowly.
_WIDE = 0.85
#: Lamp and camera are thought about again when light or skin (log) have changed by this.
_ASK_AGAIN = 0.02
#: How likely they are others than those we know of, where a face is all there is to go by: with
#: a fifth, a product under a bulb went astray where a camera's channels were mixed otherwise.
#: Products follow six changes of light on photographs to 3.8 (p95) with 0.3, to 3.7 with this
#: and to 3.6 with a half, which lets the hue in lamps of the CIE err by 3 % more.
_UNHEARD_OF = 0.4


@dataclass(slots=True, eq=False)
class _Eyes:
    """How much lighter than the skin one person's eyes are: no lamp changes that."""

    log_ratio: Floats
    opening: float
    count: int = 1


class LightEstimator:
    """Frame and faces in, light out.

    Parameters
    ----------
    still : bool
        Photographs: every frame stands alone. Otherwise frames follow each other: the light
        is smoothed, a switched lamp is followed within 0.3 s and the camera's own adjustments
        at once, and each person's eyes are compared with the skin over time, so that a blink
        changes nothing.
    desk : LightDesk, optional
        Where a white reference, enrolment and a fixed place are asked for; for live pictures.
    """

    def __init__(self, *, still: bool = False, desk: LightDesk | None = None) -> None:
        self._still, self._desk = still, desk
        self._known, self._thought = KnownLight(), Thought()
        self._response: Response | None = None
        self._asked: tuple[Real, LampKind | None, Response] | None = None
        self._follow, self._camera, self._cover = Follower(), GainWatch(), Cover()
        self._encoding: Encoding | None = None
        self._people: frozenset[int] = frozenset()
        self._people_of = People()
        self._eyes: dict[int, _Eyes] = {}
        self._source: LightSource = "default"
        self._measured_ns: int | None = None
        self._light = light_from(PRIOR, None, "default")

    def __call__(self, frame: Frame, faces: Sequence[Face]) -> Light:
        """Estimate the light on `faces`; the last one known, or a default, without any."""
        if self._still:
            belief, shading, looks = self._read(frame, faces)
            if shading is None:
                return self._light
            skin = _mean(looks)
            name, look = next(iter(looks.items()))
            box = next(face.box for face in faces if face.identity == name)
            if is_toned(frame.rgb, box, look):
                response = expect(in_tone(belief, np.zeros(3)), None, _UNHEARD_OF)
                return light_from(in_tone(belief, skin), shading, "face", response)
            response = expect(belief, skin, _UNHEARD_OF)
            return light_from(belief, shading, "face", response)
        if self._desk is not None:
            self._desk.serve(self._known)
        self._adjust(frame)
        if self._is_due(frame, faces):
            self._look(frame, faces)
        if self._desk is not None:
            self._desk.publish(self._known)
        return self._light

    def _adjust(self, frame: Frame) -> None:
        """Follow the camera's own exposure and white balance, and its profile."""
        before, self._encoding = self._encoding, frame.encoding
        if before is not None and before is not frame.encoding:
            self._known.change_encoding()
            self._follow.reset()
            self._camera = GainWatch()
        log_gain = self._camera(frame)
        if self._camera.is_new:
            self._cover.forget()
        if log_gain is not None:
            self._known.multiply(log_gain)
            self._follow.multiply(log_gain)
            if self._follow.now is not None:
                self._believe(self._follow.now)

    def _is_due(self, frame: Frame, faces: Sequence[Face]) -> bool:
        if not faces:
            self._known.see_nobody(frame)
            return False
        people = frozenset(self._people_of(faces, frame.captured_ns).values())
        if people.isdisjoint(self._people):
            # other people: another place, for all we know
            self._follow.reset()
        self._people = people
        self._cover.keep(people)
        self._eyes = {who: eyes for who, eyes in self._eyes.items() if who in people}
        now = self._follow.now
        return now is None or not 0 <= frame.captured_ns - now.when_ns < self._follow.pause_ns

    def _look(self, frame: Frame, faces: Sequence[Face]) -> None:
        belief, shading, looks = self._read(frame, faces)
        if shading is None:
            return
        names = self._people_of.names
        belief, source = self._known.weigh(frame, faces, names, looks, belief, shading)
        if (source, self._known.measured_ns) != (self._source, self._measured_ns):
            self._follow.reset()  # what is known better is believed at once
            self._source, self._measured_ns = source, self._known.measured_ns
        followed = self._follow(frame.captured_ns, belief, shading)
        self._response = self._known.response(source)
        if self._response is None:
            self._response = self._think(followed.belief, _mean(looks))
        self._believe(followed)

    def _think(self, belief: Belief, skin: Real) -> Response:
        asked, lamp = np.concatenate([belief.mean, skin]), self._known.lamp
        if (
            self._asked is None
            or self._asked[1] is not lamp
            or np.abs(asked - self._asked[0]).max() > _ASK_AGAIN
        ):
            likely = likely_ways(belief, skin, _UNHEARD_OF, lamp=lamp)
            self._asked = asked, lamp, self._thought(likely, belief.mean)
        return self._asked[2]

    def _believe(self, followed: Followed) -> None:
        belief, shading = followed.belief, followed.shading
        self._light = light_from(belief, shading, self._source, self._response)

    def _read(
        self, frame: Frame, faces: Sequence[Face]
    ) -> tuple[Belief, Floats | None, dict[int, Appearance]]:
        """Read all faces: what they tell together, their shading, how each looks by name."""
        belief = PRIOR
        log_lightest: float | None = lightest(frame.rgb, frame.encoding)
        shading, weight = np.zeros(9, np.float32), 0.0
        looks: dict[int, Appearance] = {}
        for face in faces:
            reading = read_face(frame.rgb, face.points, frame.encoding)
            if reading is None:
                continue
            name = self._people_of.names.get(face.identity, face.identity)
            if not self._still and self._cover.is_before(name, reading, frame.captured_ns):
                continue
            looks[name] = appearance(reading)
            if not self._still:
                reading = self._with_lasting_eyes(name, reading)
            belief, log_lightest = update(belief, reading, log_lightest), None
            shading += reading.width_px * reading.shading
            weight += reading.width_px
        if not looks:
            return belief, None, looks
        return as_rendered(belief, _mean(looks)), shading / weight, looks

    def _with_lasting_eyes(self, name: int, reading: Reading) -> Reading:
        known = self._eyes.get(name)
        if reading.eyes is not None:
            ratio = np.log((reading.eyes + 1e-4) / (reading.skin + 1e-4))
            if known is None:
                known = self._eyes[name] = _Eyes(ratio, reading.opening)
            elif reading.opening > _WIDE * known.opening:
                known.count = min(known.count + 1, 90)
                known.log_ratio = known.log_ratio + (ratio - known.log_ratio) / known.count
                known.opening += (reading.opening - known.opening) / known.count
        if known is None:
            return reading
        eyes = reading.skin * np.exp(known.log_ratio)
        return replace(reading, eyes=eyes, opening=known.opening)


def _mean(looks: Mapping[int, Appearance]) -> Real:
    """Mean log skin (3,)."""
    mean: Real = np.mean([look.skin for look in looks.values()], 0)
    return mean


def light_from(
    belief: Belief,
    shading: Floats | None,
    source: LightSource,
    response: Response | None = None,
) -> Light:
    """Put what is believed in the words of `Light`.

    Parameters
    ----------
    belief : Belief
    shading : (9,) or (9, 3) float32 or None
        Harmonics of the irradiance, of all channels or of each, 1 for the normal (0, 0, 1);
        None for light from everywhere.
    source : LightSource
    response : Response, optional
    """
    white = np.exp(belief.mean).astype(np.float32)
    level = float(luminance(white))
    if level > _KNEE and source in ("face", "default"):
        # Cameras bend what is lighter than white, so products are bent with it.
        bent = _KNEE + _BEND * (1 - math.exp((_KNEE - level) / _BEND))
        white, level = white * np.float32(bent / level), bent
    if shading is None:
        harmonics = even(white)
    else:
        harmonics = (shading.reshape(9, -1) * white).astype(np.float32)
    return Light(
        (white / level).astype(np.float32),
        level,
        harmonics,
        belief.error_de2000,
        source,
        belief.covariance.astype(np.float32),
        response,
    )
