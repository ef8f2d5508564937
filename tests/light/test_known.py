"""A white reference, enrolment and a fixed place, as the application asks for them."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from formed import PAPER, noisy, rectangle, relit, with_sheet

from tryon.core.encoding import SRGB
from tryon.core.errors import BadInput
from tryon.core.geometry import focal_px
from tryon.core.scene import Bytes, Face, Frame, Light
from tryon.light.desk import LightDesk
from tryon.light.estimate import LightEstimator
from tryon.light.known import PlacePhase
from tryon.light.lamps import LampKind
from tryon.light.place import Drift, Place, read_place, write_place
from tryon.light.reference import Loss, Phase
from tryon.light.sheet import Kind, Refusal

STEP_NS = 66_666_667
#: The light that the sheet is put in: not what the face would tell.
WHITE = np.array([0.62, 0.66, 0.66])


class Mirror:
    """A running estimate of the light, fed by hand."""

    def __init__(self, face: Face, desk: LightDesk | None = None) -> None:
        self.desk = desk or LightDesk()
        self._estimate = LightEstimator(desk=self.desk)
        self._face, self._index = face, 0
        self._random = np.random.default_rng(5)
        self.light: Light | None = None
        self.encoding = SRGB

    def show(
        self, rgb: Bytes, seconds: float, face: Face | None = None, *, empty: bool = False
    ) -> Light:
        pictures = [noisy(rgb, self._random) for _ in range(2)]
        for _ in range(round(seconds * 1e9 / STEP_NS)):
            picture = pictures[self._index % 2]
            frame = Frame(picture, self._index * STEP_NS, self._index, self.encoding)
            faces = () if empty else (face or self._face,)
            self.light = self._estimate(frame, faces)
            self._index += 1
        assert self.light is not None
        return self.light


@pytest.fixture(scope="module")
def scene(portrait: Bytes) -> Bytes:
    return relit(portrait, 0.5 * np.eye(3))


@pytest.fixture(scope="module")
def corners(portrait_face: Face) -> np.ndarray:
    size = float(np.ptp(portrait_face.points[:, 0]))
    x, y = portrait_face.points[:, :2].min(0)
    return rectangle((x - 0.75 * size, y + 0.9 * size), (0.8 * size, 1.2 * size), 4)


def measured(scene: Bytes, portrait_face: Face, corners: np.ndarray) -> Mirror:
    """A mirror that has just measured a sheet, which is gone again."""
    mirror = Mirror(portrait_face)
    mirror.show(scene, 0.5)
    mirror.desk.measure_white()
    mirror.show(with_sheet(scene, corners, WHITE), 2.4)
    mirror.show(scene, 0.3)
    return mirror


@pytest.fixture
def held(scene: Bytes, portrait_face: Face, corners: np.ndarray) -> Mirror:
    return measured(scene, portrait_face, corners)


def off(light: Light, white: np.ndarray) -> np.ndarray:
    return np.log(light.level * light.colour) - np.log(white)


def test_a_sheet_is_measured_in_two_seconds(
    scene: Bytes, portrait_face: Face, corners: np.ndarray
) -> None:
    mirror = Mirror(portrait_face)
    before = mirror.show(scene, 0.5)
    assert before.source == "face"
    assert mirror.desk.state.reference.phase is Phase.IDLE
    mirror.desk.measure_white()
    mirror.show(scene, 0.3)
    assert mirror.desk.state.reference.phase is Phase.SEARCHING
    shown = with_sheet(scene, corners, WHITE)
    mirror.show(shown, 0.8)
    state = mirror.desk.state.reference
    assert state.phase is Phase.SEEN
    assert 0.2 < state.progress < 0.8
    assert len(state.corners) == 4
    light = mirror.show(shown, 1.3)
    assert mirror.desk.state.reference.phase is Phase.HELD
    assert mirror.desk.state.reference.kind is Kind.PAPER
    light = mirror.show(scene, 1.0)
    assert light.source == "reference"
    assert np.abs(off(light, WHITE)).max() < 0.08
    assert light.error_de2000 < 0.6 * before.error_de2000
    assert 0.9 < mirror.desk.state.reference.age_s < 1.6


def test_a_refused_sheet_says_why_and_another_is_waited_for(
    scene: Bytes, portrait_face: Face, corners: np.ndarray
) -> None:
    mirror = Mirror(portrait_face)
    mirror.desk.measure_white()
    mirror.show(with_sheet(scene, corners, np.array([1.3, 1.3, 1.3])), 0.5)
    state = mirror.desk.state.reference
    assert state.phase is Phase.REFUSED
    assert state.refusal is Refusal.CLIPPED
    mirror.show(with_sheet(scene, corners, WHITE), 2.2)
    assert mirror.desk.state.reference.phase is Phase.HELD


def test_a_sheet_that_is_waved_about_is_not_taken(
    scene: Bytes, portrait_face: Face, corners: np.ndarray
) -> None:
    mirror = Mirror(portrait_face)
    mirror.desk.measure_white()
    for turn in range(12):
        shift = np.array([0, 45.0 * (-1) ** turn])
        mirror.show(with_sheet(scene, corners + shift, WHITE), 0.16)
        assert mirror.desk.state.reference.phase is not Phase.HELD


def test_what_is_too_dark_to_measure_is_said(scene: Bytes, portrait_face: Face) -> None:
    mirror = Mirror(portrait_face)
    mirror.desk.measure_white()
    mirror.show(relit(scene, 0.03 * np.eye(3)), 0.5)
    state = mirror.desk.state.reference
    assert (state.phase, state.refusal) == (Phase.REFUSED, Refusal.DARK)


def test_a_sheet_turned_far_off_the_camera_is_tilted(
    scene: Bytes, portrait_face: Face, corners: np.ndarray
) -> None:
    height, width = scene.shape[:2]
    focal, centre = focal_px((width, height)), np.array([width, height]) / 2

    def turned(degrees: float) -> np.ndarray:
        middle = corners.mean(0)
        x, y = (corners - middle).T
        angle = np.radians(degrees)
        places = np.column_stack([x, y * np.cos(angle)]) + middle - centre
        return places * (focal / (focal + y * np.sin(angle)))[:, None] + centre

    for degrees, phase in ((15, Phase.HELD), (48, Phase.REFUSED)):
        mirror = Mirror(portrait_face)
        mirror.desk.measure_white()
        mirror.show(with_sheet(scene, turned(degrees), WHITE), 2.2)
        state = mirror.desk.state.reference
        assert state.phase is phase, degrees
        assert state.refusal is (Refusal.TILTED if phase is Phase.REFUSED else None)


def test_nothing_found_ends_the_search(scene: Bytes, portrait_face: Face) -> None:
    mirror = Mirror(portrait_face)
    mirror.desk.measure_white()
    mirror.show(scene, 0.2)
    mirror._index += 1000  # more than a minute later
    mirror.show(scene, 0.2)
    state = mirror.desk.state.reference
    assert (state.phase, state.loss) == (Phase.LOST, Loss.NOT_FOUND)


def test_the_reference_follows_the_camera(held: Mirror, scene: Bytes) -> None:
    gains = np.diag([0.75, 0.7, 0.8])
    assert held.light is not None
    before = held.light.response
    assert before is not None
    light = held.show(relit(scene, gains), 1.5)
    assert light.source == "reference"
    assert light.response is before  # gains are no other lamp
    assert np.abs(off(light, gains @ WHITE)).max() < 0.08


def test_a_camera_that_opens_with_its_profile_changes_nothing(
    scene: Bytes, portrait_face: Face, corners: np.ndarray
) -> None:
    mirror = Mirror(portrait_face)
    mirror.encoding = replace(SRGB, error_de2000=2.0)
    mirror.desk.measure_white()
    mirror.show(with_sheet(scene, corners, WHITE), 2.2)
    assert mirror.desk.state.reference.phase is Phase.HELD


def test_the_reference_goes_when_a_profile_comes(
    held: Mirror, scene: Bytes, portrait_face: Face
) -> None:
    held.desk.enrol(portrait_face.identity)
    held.show(scene, 0.2)
    held.encoding = replace(SRGB, error_de2000=2.0)
    light = held.show(scene, 0.2)
    state = held.desk.state
    assert (state.reference.phase, state.reference.loss) == (Phase.LOST, Loss.LIGHT_CHANGED)
    assert (light.source, state.enrolled) == ("face", frozenset())


def test_the_reference_is_lost_with_the_lamp(
    held: Mirror, scene: Bytes, portrait_face: Face
) -> None:
    box = portrait_face.box
    lamp = scene.copy()
    warm = relit(scene[box.rows, box.columns], np.diag([1.35, 1.0, 0.6]))
    lamp[box.rows, box.columns] = warm
    held.desk.tell_lamp(LampKind.LED)
    held.show(scene, 0.2)
    assert held.desk.state.lamp is LampKind.LED
    assert held.light is not None
    before = held.light.response
    light = held.show(lamp, 2.0)
    assert held.desk.state.lamp is None  # it was said of another
    state = held.desk.state.reference
    assert (state.phase, state.loss) == (Phase.LOST, Loss.LIGHT_CHANGED)
    assert light.source == "face"
    assert light.response is not before


@pytest.mark.parametrize("kind", [LampKind.TUBE, LampKind.DAYLIGHT])
def test_what_is_said_of_the_lamp_after_the_sheet_counts_as_if_said_before(
    scene: Bytes, portrait_face: Face, corners: np.ndarray, kind: LampKind
) -> None:
    gains = np.diag([0.85, 0.9, 0.95])
    lights = []
    for says_before in (True, False):
        mirror = Mirror(portrait_face)
        mirror.show(scene, 0.5)
        if says_before:
            mirror.desk.tell_lamp(kind)
        mirror.desk.measure_white()
        mirror.show(with_sheet(scene, corners, WHITE), 2.4)
        unsaid = mirror.show(relit(scene, gains), 3.0)
        mirror.desk.tell_lamp(kind)
        lights.append(mirror.show(relit(scene, gains), 3.0))
    before, after = lights
    assert after.source == before.source == "reference"
    assert before.response is not None
    assert after.response is not None
    assert unsaid.response is not None
    np.testing.assert_allclose(after.response.weights, before.response.weights, rtol=1e-6)
    assert np.abs(unsaid.response.weights - before.response.weights).max() > 0.002
    np.testing.assert_allclose(after.level * after.colour, before.level * before.colour, 0.003)
    mirror.desk.tell_lamp(None)
    unsure = mirror.show(relit(scene, gains), 3.0)
    assert mirror.desk.state.lamp is None
    assert mirror.desk.state.is_lamp_told  # that they do not know
    np.testing.assert_allclose(unsure.response.weights, unsaid.response.weights, rtol=1e-6)


def test_who_was_enrolled_is_thought_of_again_when_the_lamp_is_told(
    scene: Bytes, portrait_face: Face, corners: np.ndarray
) -> None:
    lights = []
    for says_before in (True, False):
        mirror = measured(scene, portrait_face, corners)
        if says_before:
            mirror.desk.tell_lamp(LampKind.BULB)
        mirror.desk.enrol(portrait_face.identity)
        mirror.show(scene, 0.2)
        mirror.desk.tell_lamp(LampKind.BULB)
        mirror.show(scene, 0.2)
        mirror.desk.drop_reference()
        mirror.desk.tell_lamp(None)
        lights.append(mirror.show(relit(scene, np.diag([0.8, 0.9, 1.1])), 3.0))
    before, after = lights
    assert after.source == before.source == "enrolled"
    np.testing.assert_allclose(after.covariance, before.covariance, rtol=0.05)
    np.testing.assert_allclose(after.level * after.colour, before.level * before.colour, 0.01)


def test_a_face_alone_is_led_by_what_is_said_of_the_lamp_until_it_changes(
    scene: Bytes, portrait_face: Face
) -> None:
    mirror, box = Mirror(portrait_face), portrait_face.box
    unsaid = mirror.show(scene, 1.0).response
    mirror.desk.tell_lamp(LampKind.TUBE)
    told = mirror.show(scene, 1.0)
    assert told.source == "face"
    assert unsaid is not None
    assert told.response is not None
    assert np.abs(told.response.weights - unsaid.weights).max() > 0.002
    assert mirror.show(relit(scene, np.diag([0.8, 0.75, 0.8])), 1.5).source == "face"
    assert mirror.desk.state.lamp is LampKind.TUBE  # the camera's own gains are no other lamp
    lamp = scene.copy()
    lamp[box.rows, box.columns] = relit(scene[box.rows, box.columns], np.diag([1.35, 1.0, 0.4]))
    mirror.show(lamp, 3.0)
    assert mirror.desk.state.lamp is None
    assert not mirror.desk.state.is_lamp_told


def test_who_is_enrolled_is_asked_again_in_another_light(
    held: Mirror, scene: Bytes, portrait_face: Face
) -> None:
    held.desk.enrol(portrait_face.identity)
    held.desk.drop_reference()
    held.desk.tell_lamp(LampKind.LED)
    assert held.show(scene, 1.5).source == "enrolled"
    gains = np.diag([0.8, 0.75, 0.8])
    held.show(relit(scene, gains), 1.5)
    assert held.desk.state.lamp is LampKind.LED  # the camera's own gains are no other lamp
    box = portrait_face.box
    lamp = relit(scene, gains)
    warm = relit(lamp[box.rows, box.columns], np.diag([1.35, 1.0, 0.6]))
    lamp[box.rows, box.columns] = warm
    held.show(lamp, 0.14)
    assert held.desk.state.lamp is LampKind.LED  # it may be a shadow
    assert held.show(lamp, 1.5).source == "enrolled"
    assert held.desk.state.lamp is None
    assert not held.desk.state.is_lamp_told


def test_who_is_enrolled_keeps_the_light_when_the_lamp_changes(
    held: Mirror, scene: Bytes, portrait_face: Face
) -> None:
    assert held.desk.state.can_enrol
    held.desk.enrol(portrait_face.identity)
    held.show(scene, 0.2)
    assert held.desk.state.enrolled == {portrait_face.identity}
    box, lamp = portrait_face.box, np.diag([1.35, 1.0, 0.6])
    changed = scene.copy()
    changed[box.rows, box.columns] = relit(scene[box.rows, box.columns], lamp)
    light = held.show(changed, 3.0)
    assert light.source == "enrolled"
    assert np.abs(off(light, lamp @ WHITE)).max() < 0.12
    held.desk.forget()
    assert held.show(changed, 0.5).source == "face"


def test_who_has_left_is_forgotten_and_not_enrolled(
    held: Mirror, scene: Bytes, portrait_face: Face
) -> None:
    held.show(scene, 2.3, empty=True)
    held.desk.enrol(portrait_face.identity)
    held.show(scene, 0.1, empty=True)
    assert not held.desk.state.enrolled


def test_nobody_is_enrolled_in_unknown_light(scene: Bytes, portrait_face: Face) -> None:
    mirror = Mirror(portrait_face)
    mirror.show(scene, 0.5)
    assert not mirror.desk.state.can_enrol
    mirror.desk.enrol(portrait_face.identity)
    assert mirror.show(scene, 0.3).source == "face"
    assert not mirror.desk.state.enrolled


def without_face(rgb: Bytes, face: Face) -> Bytes:
    rgb = rgb.copy()
    rgb[face.box.rows, face.box.columns] = (90, 95, 100)
    return rgb


@pytest.fixture(scope="module")
def place(scene: Bytes, portrait_face: Face, corners: np.ndarray) -> Place:
    held = measured(scene, portrait_face, corners)
    held.desk.remember_place("a camera, locked")
    held.show(scene, 0.2)
    assert held.desk.state.place.phase is PlacePhase.WAITING
    held.show(without_face(scene, portrait_face), 1.6, empty=True)
    remembered = held.desk.state.place.place
    assert remembered is not None
    return remembered


#: What may have become of a place since it was measured, and what is made of it.
days = pytest.mark.parametrize(
    ("change", "phase"),
    [
        (lambda rgb: rgb, PlacePhase.HELD),
        (lambda rgb: relit(rgb, 0.8 * np.eye(3)), PlacePhase.CHANGED),
        (lambda rgb: relit(rgb, np.diag([1.1, 1.0, 0.85])), PlacePhase.CHANGED),
    ],
)


@days
def test_a_place_is_used_when_the_empty_scene_is_the_same(
    place: Place,
    scene: Bytes,
    portrait_face: Face,
    change: Callable[[Bytes], Bytes],
    phase: PlacePhase,
) -> None:
    today = Mirror(portrait_face)
    today.desk.use_place(place)
    assert today.show(change(scene), 0.3).source == "face"  # not looked at for long enough
    today.show(change(without_face(scene, portrait_face)), 1.6, empty=True)
    assert today.desk.state.place.phase is phase
    light = today.show(change(scene), 1.0)
    if phase is PlacePhase.HELD:
        assert light.source == "profile"
        assert np.abs(off(light, WHITE)).max() < 0.1
    else:
        assert light.source == "face"


def small(face: Face, share: float = 0.5) -> Face:
    """The same face further away, where the first is."""
    points = face.points.copy()
    middle = points[:, :2].mean(0)
    points[:, :2] = middle + share * (points[:, :2] - middle)
    return replace(face, points=points)


@days
def test_a_place_is_known_again_beside_whoever_is_there(
    place: Place,
    scene: Bytes,
    portrait_face: Face,
    change: Callable[[Bytes], Bytes],
    phase: PlacePhase,
) -> None:
    today = Mirror(small(portrait_face))
    today.desk.use_place(place)
    today.show(change(scene), 1.6)  # it is never seen empty
    assert today.desk.state.place.phase is phase
    assert (today.show(change(scene), 0.3).source == "profile") is (phase is PlacePhase.HELD)


def test_a_place_whose_light_drifts_is_followed_when_it_is_empty(
    place: Place, scene: Bytes, portrait_face: Face
) -> None:
    drift = np.diag([0.955, 0.96, 0.975])
    now, empty = (relit(rgb, drift) for rgb in (scene, without_face(scene, portrait_face)))
    today = Mirror(portrait_face)
    today.desk.use_place(place)
    today.show(empty, 1.6, empty=True)
    light = today.show(now, 1.0)
    assert light.source == "profile"
    drifted = np.log(np.diag(drift))
    away = np.log(light.level * light.colour) - place.white
    np.testing.assert_allclose(away, drifted, atol=0.015)
    never_empty = Mirror(small(portrait_face))
    never_empty.desk.use_place(place)
    unsure = never_empty.show(now, 1.6)
    assert unsure.source == "profile"
    away = np.log(unsure.level * unsure.colour) - place.white
    assert 0.3 < away.mean() / drifted.mean() < 0.8
    assert np.trace(unsure.covariance) > np.trace(light.covariance)


def test_what_was_seen_of_a_place_before_it_was_left_counts_no_longer(
    place: Place, scene: Bytes, portrait_face: Face
) -> None:
    empty = without_face(scene, portrait_face)
    today = Mirror(portrait_face)
    today.desk.use_place(place)
    today.show(empty, 1.6, empty=True)
    assert today.desk.state.place.phase is PlacePhase.HELD
    today.desk.leave_place()
    today.show(empty, 0.1, empty=True)
    today.desk.use_place(place)
    today.show(empty, 0.7, empty=True)
    assert today.desk.state.place.phase is PlacePhase.WAITING
    today.show(empty, 0.6, empty=True)
    assert today.desk.state.place.phase is PlacePhase.HELD


def test_a_drift_that_was_seen_long_ago_says_less(place: Place) -> None:
    change = np.array([0.02, 0.0, -0.01])
    seen = Drift(0, change, is_empty=True)
    soon, late, never = (
        place.light(drift, now_ns)
        for drift, now_ns in ((seen, 10**9), (seen, 3600 * 10**9), (None, 10**9))
    )
    np.testing.assert_allclose(soon.mean, place.white + change, atol=0.01)
    assert np.trace(soon.covariance) < np.trace(never.covariance) < np.trace(late.covariance)


def test_who_hides_nearly_all_of_a_place_is_waited_for(
    place: Place, scene: Bytes, portrait_face: Face
) -> None:
    today = Mirror(portrait_face)
    today.desk.use_place(place)
    today.show(scene, 1.6)
    assert today.desk.state.place.phase is PlacePhase.WAITING


def test_more_people_beside_whoever_is_there_are_no_other_place(place: Place) -> None:
    seen = np.array(place.parts)
    seen[20:44] = np.nan  # somebody stands there
    assert place.is_same(seen)
    seen[:10] += np.array([0.3, -0.2, 0.1])
    assert place.is_same(seen) is None
    assert place.is_same(np.where(np.isnan(seen), place.parts, seen) + 0.2) is False


def test_a_place_is_numbers_and_survives_its_file(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "kiosk" / "place.json"
    write_place(place, path)
    assert read_place(path) == place
    assert path.stat().st_size < 5000
    assert list(path.parent.iterdir()) == [path]


def test_a_place_keeps_what_was_said_of_its_lamp(
    place: Place, scene: Bytes, portrait_face: Face, tmp_path: Path
) -> None:
    path = tmp_path / "place.json"
    write_place(replace(place, lamp=LampKind.TUBE), path)
    today = Mirror(portrait_face)
    today.desk.use_place(read_place(path))
    today.show(without_face(scene, portrait_face), 0.4, empty=True)
    assert today.desk.state.lamp is None  # it may be another place
    today.show(without_face(scene, portrait_face), 1.2, empty=True)
    assert (today.desk.state.lamp, today.desk.state.is_lamp_told) == (LampKind.TUBE, True)
    today.desk.tell_lamp(LampKind.LED)
    today.show(without_face(scene, portrait_face), 0.2, empty=True)
    assert today.desk.state.lamp is LampKind.LED
    assert today.desk.state.place.place == replace(place, lamp=LampKind.LED)
    changed = relit(without_face(scene, portrait_face), 0.8 * np.eye(3))
    today.show(changed, 2.5, empty=True)
    assert today.desk.state.place.phase is PlacePhase.CHANGED
    assert today.desk.state.lamp is None


def test_a_place_of_before_lamps_were_asked_for_is_read(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "place.json"
    write_place(place, path)
    written = json.loads(path.read_text())
    assert written.pop("lamp") is None
    path.write_text(json.dumps(written | {"place": 2}))
    assert read_place(path) == place
    path.write_text(json.dumps(written | {"lamp": "candle"}))
    with pytest.raises(BadInput, match="expected a place"):
        read_place(path)


@pytest.mark.parametrize("text", ["", "{}", '{"place": 1}', '{"place": 2, "white": [1]}', "[]"])
def test_a_broken_place_is_bad_input(tmp_path: Path, text: str) -> None:
    path = tmp_path / "place.json"
    path.write_text(text)
    with pytest.raises(BadInput, match="expected a place"):
        read_place(path)


def test_the_paper_of_these_tests_is_not_the_paper_of_the_program() -> None:
    from tryon.light.sheet import _PAPER

    assert np.abs(np.log(PAPER) - _PAPER).max() > 0.01


def test_a_second_person_shares_the_reference(
    held: Mirror, scene: Bytes, portrait_face: Face
) -> None:
    someone = replace(portrait_face, identity=portrait_face.identity + 7)
    light = held.show(scene, 1.0, someone)
    assert light.source == "reference"
    assert np.abs(off(light, WHITE)).max() < 0.08


def test_a_sheet_carried_to_the_other_side_tells_the_light_between(
    scene: Bytes, portrait_face: Face, corners: np.ndarray
) -> None:
    mirror = Mirror(portrait_face)
    mirror.desk.measure_white()
    mirror.show(with_sheet(scene, corners, 1.06 * WHITE), 2.4)
    assert mirror.desk.state.reference.phase is Phase.HELD
    assert mirror.light is not None
    before = mirror.light
    middle = float(portrait_face.points[:, 0].min() + portrait_face.points[:, 0].max()) / 2
    other = corners * (-1, 1) + (2 * middle, 0)
    mirror.show(scene, 0.6)
    state = mirror.desk.state.reference
    assert (state.phase, state.corners) == (Phase.HELD, ())
    shown = with_sheet(scene, other, 0.94 * WHITE)
    mirror.show(shown, 0.3)
    state = mirror.desk.state.reference
    assert state.phase is Phase.HELD
    assert len(state.corners) == 4
    assert 0.4 < state.progress < 1
    light = mirror.show(shown, 1.2)
    state = mirror.desk.state.reference
    assert (state.phase, state.progress, state.corners) == (Phase.HELD, 1.0, ())
    assert np.abs(off(light, WHITE)).max() < 0.06
    assert np.abs(off(light, WHITE).mean()) < np.abs(off(before, WHITE).mean())
    assert light.error_de2000 < before.error_de2000


def test_a_sheet_that_stays_or_goes_is_measured_as_it_was(held: Mirror, scene: Bytes) -> None:
    light = held.show(scene, 2.5)
    state = held.desk.state.reference
    assert (state.phase, state.progress, state.corners) == (Phase.HELD, 1.0, ())
    assert np.abs(off(light, WHITE)).max() < 0.08
