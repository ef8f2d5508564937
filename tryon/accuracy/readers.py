"""What the app may know of the light: the columns of Tier 1.

Each reader asks the app's own estimator as a session would. Who holds up a sheet is asked what
kind of lamp there is, as the window does it, and answers as `people.draw_answer` has it. Where
nobody is asked, the name of a column ends in `UNASKED`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np

from tryon.accuracy.cameras import Exposure
from tryon.accuracy.head import head
from tryon.accuracy.people import (
    draw_answer,
    draw_drift,
    draw_exposure,
    draw_room,
    draw_sheet,
)
from tryon.accuracy.pictures import (
    Hold,
    Shot,
    brightness,
    draw_holds,
    shoot_empty,
    shoot_wide,
    wide_face,
    with_sheet,
)
from tryon.accuracy.spectra import LIGHTS, read_curves
from tryon.core.colour import luminance
from tryon.core.encoding import SRGB, Encoding
from tryon.core.scene import Bytes, Face, Frame, Light, Scene
from tryon.light.calibrate import calibrate
from tryon.light.chart import Chart, references
from tryon.light.desk import LightDesk
from tryon.light.estimate import LightEstimator
from tryon.light.lamps import LampKind
from tryon.light.reference import Phase, ReferenceState
from tryon.light.sheet import Kind, Refusal

#: How the app comes to scenes, one for each column; the seed is for what happens on the way.
Reader = Callable[[Shot, Sequence[int]], Mapping[str, Scene]]

UNASKED = "_unasked"

#: Time between frames; how many a sheet is held up, and held on the other side, a scene is
#: empty, a lamp is new.
_STEP_NS, _HOLD, _CARRIED, _EMPTY, _NEW = 220_000_000, 12, 5, 8, 6
_WHERE = "camera, format and locks of the suite"


def from_face(shot: Shot, seed: Sequence[int]) -> Mapping[str, Scene]:
    """Read the light off the face alone, in one picture."""
    return {"face": _seen(shot)}


def _seen(shot: Shot) -> Scene:
    frame = Frame(shot.rgb, 0, 0)
    faces = (head().face,)
    return Scene(frame, LightEstimator(still=True)(frame, faces), faces)


def as_told(shot: Shot, seed: Sequence[int]) -> Mapping[str, Scene]:
    """Give the light as it is: what remains is not the light's fault."""
    scene = _seen(shot)
    white = shot.exposure.white.astype(np.float32)
    level = float(luminance(white))
    shape = luminance(scene.light.harmonics) / np.float32(scene.light.level)
    light = Light(
        white / np.float32(level),
        level,
        np.outer(shape, white),
        0.0,
        "profile",
        1e-6 * np.eye(3, dtype=np.float32),
    )
    return {"known": replace(scene, light=light)}


class _Session:
    """A camera that runs, and the desk where the light is asked for.

    Parameters
    ----------
    encoding : Encoding
    answers : numpy.random.Generator, optional
        Draws what is said of lamps; without it nobody is asked.
    """

    def __init__(
        self, encoding: Encoding = SRGB, answers: np.random.Generator | None = None
    ) -> None:
        self.desk, self._answers = LightDesk(), answers
        self._estimator = LightEstimator(desk=self.desk)
        self._encoding, self._index = encoding, 0

    def show(self, rgb: Bytes, faces: tuple[Face, ...]) -> Scene:
        """Take one frame."""
        frame = Frame(rgb, self._index * _STEP_NS, self._index, self._encoding)
        self._index += 1
        return Scene(frame, self._estimator(frame, faces), faces)

    def ask_for_lamp(self, shot: Shot) -> None:
        """Ask what kind of lamp there is, where that is asked."""
        if self._answers is not None:
            self.desk.tell_lamp(_answer(shot, self._answers))

    def measure_white(self, shot: Shot, random: np.random.Generator) -> bool:
        """Hold up paper, and if it is refused a grey card; tell whether one was taken.

        Once it is, it is carried to the other side of the face.
        """
        other_side = self.hold_up(shot, random)
        if other_side is None:
            return False
        self.carry(shot, other_side, random)
        return True

    def hold_up(self, shot: Shot, random: np.random.Generator) -> Hold | None:
        """Hold up paper, and if it is refused a grey card; tell where it can be carried.

        Who is asked which of them it is says so. None if neither was taken.
        """
        for kind in (Kind.PAPER, Kind.GREY_CARD):
            sheet = draw_sheet(random, is_card=kind is Kind.GREY_CARD)
            seen = sheet.under(shot.exposure.light)
            here, there = draw_holds(seen, shot.room, random, (1, -1))
            rgb = shoot_wide(shot, random)
            self.desk.measure_white()
            if self._holds(rgb, shot, here, random).refusal in (
                Refusal.UNCLEAR,
                Refusal.CREAM,
            ):
                self.desk.measure_white(kind)
                self._holds(rgb, shot, here, random)
            if self.desk.state.reference.phase is Phase.HELD:
                return there
        self.desk.drop_reference()
        return None

    def carry(self, shot: Shot, there: Hold, random: np.random.Generator) -> None:
        """Hold the sheet on the other side of the face, for a second."""
        rgb = shoot_wide(shot, random)
        for _ in range(_CARRIED):
            self.show(with_sheet(rgb, shot, there, random), (wide_face(),))

    def _holds(
        self, rgb: Bytes, shot: Shot, hold: Hold, random: np.random.Generator
    ) -> ReferenceState:
        """Hold a sheet up until it is taken, or for two and a half seconds."""
        for _ in range(_HOLD):
            self.show(with_sheet(rgb, shot, hold, random), (wide_face(),))
            if self.desk.state.reference.phase is Phase.HELD:
                break
        return self.desk.state.reference


def beside_sheet(shot: Shot, seed: Sequence[int]) -> Mapping[str, Scene]:
    """Hold a sheet beside the face for two seconds, then carry it to the other side.

    Each time, what is seen without it is shown before and after the lamp is asked for.
    """
    random, session = np.random.default_rng(seed), _Session()
    lamp = _answer(shot, _answers(seed))
    there = session.hold_up(shot, random)
    rgb, scenes = shoot_wide(shot, random), {}
    for name in ("still", "reference"):
        if name == "reference" and there is not None:
            session.carry(shot, there, random)
        for kind, end in ((None, UNASKED), (lamp, "")):
            session.desk.tell_lamp(kind)
            scenes[name + end] = session.show(rgb, (wide_face(),))
        session.desk.tell_lamp(None)
    return scenes


def _answers(seed: Sequence[int]) -> np.random.Generator:
    """Draw answers apart from all else: who is not asked is in the same pictures."""
    return np.random.default_rng((*seed, 1))


def _answer(shot: Shot, answers: np.random.Generator) -> LampKind | None:
    answer = draw_answer(shot.exposure.light, answers)
    return None if answer is None else LampKind(answer)


def enrolled(shot: Shot, seed: Sequence[int], *, is_asked: bool = True) -> Mapping[str, Scene]:
    """Be enrolled in one light, with a sheet, and be seen in another."""
    answers = _answers(seed) if is_asked else None
    random, session = np.random.default_rng(seed), _Session(answers=answers)
    room = draw_room(random)
    at_home = draw_exposure(
        shot.exposure.camera,
        LIGHTS[random.integers(len(LIGHTS))],
        0.0,
        brightness(shot.person, room),
        random,
    )
    home = replace(shot, room=room, exposure=at_home)
    session.ask_for_lamp(home)
    if session.measure_white(home, random):
        session.desk.enrol(0)
        session.show(shoot_wide(home, random), (wide_face(),))
        session.desk.drop_reference()
    session.ask_for_lamp(shot)
    rgb = shoot_wide(shot, random)
    for _ in range(_NEW - 1):
        session.show(rgb, (wide_face(),))
    name = "enrolled" if is_asked else f"enrolled{UNASKED}"
    return {name: session.show(rgb, (wide_face(),))}


@cache
def chart_encoding(
    camera: str, light: str, is_balanced: bool, miss: tuple[float, ...]
) -> Encoding:
    """Calibrate a camera with a picture of a chart, in the light in which it is used."""
    exposure = Exposure(camera, light, 0.8, is_balanced, np.array(miss))
    patches = np.stack(list(read_curves("charts/colorchecker24_spectra.csv").values()))
    codes = exposure.codes(exposure.raw(patches))
    corners = np.array([(0, 0), (6, 0), (6, 4), (0, 4)], np.float32)
    is_good = (codes.max(1) < 252) & (codes.min(1) > 1)
    chart = Chart(corners, codes, is_good, 1.0)
    # The spectra are those of charts made before November 2014.
    found = calibrate([chart], references()[-1], is_thorough=False)
    return replace(found.encoding, error_de2000=float(np.nanmean(found.after)))


def with_profile(shot: Shot, seed: Sequence[int]) -> Mapping[str, Scene]:
    """Be seen by a camera with a profile and locked exposure, in a place that was measured.

    Since then the light has drifted; the scene was seen empty before and after.
    """
    random = np.random.default_rng(seed)
    earlier = replace(shot, exposure=draw_drift(shot.exposure, random))
    way = earlier.exposure
    session = _Session(
        chart_encoding(way.camera, way.light, way.is_balanced, tuple(way.miss.tolist()))
    )
    if session.measure_white(earlier, random):
        session.desk.remember_place(_WHERE)
        for when in (earlier, shot):
            rgb = shoot_empty(when, random)
            for _ in range(_EMPTY):
                session.show(rgb, ())
            session.desk.drop_reference()
    return {"profile": session.show(shoot_wide(shot, random), (wide_face(),))}


#: Those whose columns are of one picture, and those who need a session of many.
ONE_PICTURE: tuple[Reader, ...] = from_face, as_told
SESSIONS: Mapping[str, Reader] = {
    "sheet": beside_sheet,
    "enrolled": enrolled,
    "enrolled_unasked": partial(enrolled, is_asked=False),
    "profile": with_profile,
}
