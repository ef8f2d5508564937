from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from formed import LAMPS, noisy, relit

from tryon.accuracy.cameras import Exposure
from tryon.accuracy.head import head
from tryon.accuracy.people import draw_person, draw_room, irradiance
from tryon.accuracy.pictures import shoot
from tryon.core.colour import linear_to_srgb, luminance, srgb_to_linear
from tryon.core.scene import UNKNOWN_LIGHT, Bytes, Face, Frame, Light
from tryon.light.belief import PRIOR, as_rendered, update
from tryon.light.estimate import LightEstimator
from tryon.light.harmonics import basis
from tryon.light.skin import Reading, read_face


def seen(rgb: Bytes, face: Face, *more: Face) -> Light:
    return LightEstimator(still=True)(Frame(rgb.copy(), 0, 0), (face, *more))


def angle_deg(one: np.ndarray, other: np.ndarray) -> float:
    cosine = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


@pytest.mark.parametrize("lamp", LAMPS)
def test_the_estimate_follows_the_lamp(portrait: Bytes, portrait_face: Face, lamp: str) -> None:
    # The portrait is exposed to the limit: what is clipped cannot be followed.
    plain = relit(portrait, 0.7 * np.eye(3))
    before, after = seen(plain, portrait_face), seen(relit(plain, LAMPS[lamp]), portrait_face)
    wanted = LAMPS[lamp] @ before.colour * before.level
    assert angle_deg(after.colour, wanted) < 2.5
    assert abs(np.log2(after.level / luminance(wanted))) < 0.25


def test_a_black_and_white_picture_tells_no_colour_of_the_light(
    portrait: Bytes, portrait_face: Face
) -> None:
    grey = np.repeat(cv2.cvtColor(portrait, cv2.COLOR_RGB2GRAY)[..., None], 3, 2)
    found = seen(grey, portrait_face)
    assert found.colour == pytest.approx([1, 1, 1], abs=1e-3)
    assert abs(np.log2(found.level / seen(portrait, portrait_face).level)) < 1


@pytest.mark.parametrize("is_bent", [False, True])
def test_a_toned_picture_tells_its_tone_instead_of_a_lamp(
    portrait: Bytes, portrait_face: Face, is_bent: bool
) -> None:
    grey = cv2.cvtColor(portrait, cv2.COLOR_RGB2GRAY)[..., None] / 255.0
    ends = np.array([(35, 20, 10), (140, 105, 75), (250, 240, 220)], float)
    if is_bent:
        toned = np.where(grey < 0.5, ends[0], 2 * ends[1] - ends[2])
        toned = toned + np.where(grey < 0.5, ends[1] - ends[0], ends[2] - ends[1]) * 2 * grey
    else:
        toned = grey * ends[2] * (1, 0.88, 0.7)
    found = seen(noisy(toned.astype(np.uint8), np.random.default_rng(3)), portrait_face)
    skin = read_face(toned.astype(np.uint8), portrait_face.points)
    assert skin is not None
    assert angle_deg(found.colour, skin.skin) < 1.5
    assert angle_deg(seen(portrait, portrait_face).colour, skin.skin) > 10
    # One thing in colour, as large as a scarf, and it is a photograph in colour.
    toned[-portrait.shape[0] // 4 :] = (40, 60, 190)
    in_colour = seen(toned.astype(np.uint8), portrait_face)
    assert angle_deg(in_colour.colour, skin.skin) > 10


@pytest.mark.parametrize("rgb", [(20, 200, 40), (30, 40, 220), (230, 190, 20), (0, 0, 0)])
def test_a_colourful_wall_is_not_a_lamp(
    portrait: Bytes, portrait_face: Face, rgb: tuple[int, int, int]
) -> None:
    box = portrait_face.box
    painted = np.empty_like(portrait)
    painted[:] = rgb
    inside = (slice(box.y - 10, box.y + box.height + 10), slice(box.x - 10, box.x + box.width))
    painted[inside] = portrait[inside]
    before, after = seen(portrait, portrait_face), seen(painted, portrait_face)
    assert angle_deg(before.colour, after.colour) < 2.0
    assert abs(np.log2(after.level / before.level)) < 0.4


def test_a_lamp_above_lights_what_faces_the_camera_as_one_before_it() -> None:
    random = np.random.default_rng(5)
    person, room = draw_person(4, random), draw_room(random)
    way = Exposure("synthetic", "D65", 0.6, True, np.ones(3))
    levels = []
    for height in (-0.1, 0.8):
        lamp = np.array([0, height, 1]) / np.hypot(height, 1)
        shading = irradiance(head().normals, lamp, 0.5)
        shot = shoot(person, replace(room, lamp=lamp, shading=shading), way, random)
        reading = read_face(shot.rgb, head().face.points)
        assert reading is not None
        levels.append(np.log(luminance(reading.skin)))
    # Without patches that face the camera it is 0.22.
    assert abs(levels[1] - levels[0]) < 0.18


def test_a_lamp_aside_darkens_the_other_cheek_as_much_as_it_does() -> None:
    random = np.random.default_rng(6)
    person, room = draw_person(5, random), draw_room(random)
    way = Exposure("synthetic", "D65", 0.6, True, np.ones(3))
    sides = np.array([[0.5, 0, 0.866], [-0.5, 0, 0.866]])
    for aside in (-0.6, 0.6):
        lamp = np.array([aside, 0.3, 1]) / np.hypot(np.hypot(aside, 0.3), 1)
        shading = irradiance(head().normals, lamp, 0.5)
        shot = shoot(person, replace(room, lamp=lamp, shading=shading), way, random)
        reading = read_face(shot.rgb, head().face.points)
        assert reading is not None
        right, left = basis(sides.astype(np.float32)) @ reading.shading
        truth = np.log(np.divide(*irradiance(sides, lamp, 0.5)))
        # Half of it is found where samples are chosen by how light they are.
        assert np.log(right / left) / truth == pytest.approx(0.9, abs=0.15)


def test_eyes_that_are_skin_are_no_eyes(portrait: Bytes, portrait_face: Face) -> None:
    reading = read_face(portrait, portrait_face.points)
    assert reading is not None
    assert reading.eyes is not None
    blind = update(PRIOR, replace(reading, eyes=None), -0.5)
    lids = np.float32(0.8) * reading.skin * np.array([1.02, 1, 0.99], np.float32)
    misled = update(PRIOR, replace(reading, eyes=lids), -0.5)
    assert np.abs(misled.mean - blind.mean).max() < 0.08  # 0.24 if believed
    # Real ones are believed: they say more than skin and exposure do.
    sighted = update(PRIOR, reading, -0.5)
    assert np.trace(sighted.covariance) < 0.8 * np.trace(blind.covariance)


def test_dark_skin_leaves_the_level_more_in_doubt_than_fair_skin_does() -> None:
    widths = []
    for tone in (-0.9, -2.9):
        skin = PRIOR.mean + tone
        rendered = as_rendered(PRIOR, skin).covariance - PRIOR.covariance
        widths.append(rendered.mean())
        hue = np.array([1, -1, 0]), np.array([0, -1, 1])
        assert all(axis @ rendered @ axis > 0 for axis in hue)
    assert widths[0] < 0 < widths[1]


def test_the_white_of_the_eyes_tells_dark_skin_from_dim_light() -> None:
    lamp = np.array([0.9, 0.9, 0.9], np.float32)
    levels = []
    for skin, eyes in (
        ((0.50, 0.33, 0.26), (0.29, 0.24, 0.22)),
        ((0.13, 0.07, 0.05), (0.2, 0.16, 0.14)),
    ):
        reading = Reading(
            lamp * np.array(skin, np.float32),
            np.zeros(9, np.float32),
            lamp * np.array(eyes, np.float32),
            0.065,
            400.0,
        )
        with_eyes, without = update(PRIOR, reading), update(PRIOR, replace(reading, eyes=None))
        assert with_eyes.error_de2000 < without.error_de2000
        levels.append(float(luminance(np.exp(with_eyes.mean))))
    # The skins differ by 2.2 stops, the lights found by less than half a stop.
    assert abs(np.log2(levels[0] / levels[1])) < 0.5


def test_skin_that_shines_much_beside_its_own_colour_is_dark() -> None:
    skin, eyes = np.array([0.25, 0.15, 0.11]), np.array([0.2, 0.17, 0.16])
    dull = Reading(
        skin.astype(np.float32),
        np.zeros(9, np.float32),
        eyes.astype(np.float32),
        0.065,
        400.0,
        shine=0.22,
    )
    fair, dark = update(PRIOR, dull), update(PRIOR, replace(dull, shine=0.9))
    unknown = update(PRIOR, replace(dull, shine=None))
    brighter = float(luminance(np.exp(dark.mean)) / luminance(np.exp(fair.mean)))
    assert 1.25 < brighter < 3.0
    assert fair.mean.mean() < unknown.mean.mean() < dark.mean.mean()
    # Without a lamp that shines, nothing is concluded: as little as of no tone in particular.
    matte, glass = (update(PRIOR, replace(dull, shine=shine)) for shine in (0.02, 40.0))
    for beyond in (matte, glass):
        np.testing.assert_allclose(beyond.mean, unknown.mean, atol=0.25)


def test_shine_is_read_off_highlights_however_the_picture_is_exposed(
    portrait: Bytes, portrait_face: Face
) -> None:
    plain = read_face(portrait, portrait_face.points)
    assert plain is not None
    assert plain.shine is not None
    linear = 0.5 * srgb_to_linear(portrait.astype(np.float32) / 255)
    dim = np.rint(255 * linear_to_srgb(linear)).astype(np.uint8)
    dimmed = read_face(dim, portrait_face.points)
    assert dimmed is not None
    assert dimmed.shine == pytest.approx(plain.shine, rel=0.1)
    linear[np.random.default_rng(5).random(portrait.shape[:2]) < 0.08] += 0.2
    shining = np.rint(255 * linear_to_srgb(np.clip(linear, 0, 1))).astype(np.uint8)
    glossy = read_face(shining, portrait_face.points)
    assert glossy is not None
    assert glossy.shine is not None
    assert glossy.shine > plain.shine + 0.1


@pytest.mark.parametrize("log_lightest", [-6.0, -4.0])
def test_a_picture_that_the_face_contradicts_does_not_vote(log_lightest: float) -> None:
    skin, eyes = np.array([0.50, 0.33, 0.26]), np.array([0.29, 0.24, 0.22])
    reading = Reading(
        skin.astype(np.float32),
        np.zeros(9, np.float32),
        eyes.astype(np.float32),
        0.065,
        400.0,
        shine=0.25,
    )
    alone, usual = update(PRIOR, reading), update(PRIOR, reading, -0.5)
    dark = update(PRIOR, reading, log_lightest)
    assert np.abs(dark.mean - alone.mean).max() < 0.15
    assert usual.error_de2000 < 0.9 * alone.error_de2000
    assert dark.error_de2000 > usual.error_de2000


@pytest.mark.parametrize("stops", [-1.0, -0.5])
def test_a_dim_exposure_is_no_darker_skin(
    portrait: Bytes, portrait_face: Face, stops: float
) -> None:
    before = seen(portrait, portrait_face)
    after = seen(relit(portrait, 2**stops * np.eye(3)), portrait_face)
    assert abs(np.log2(after.level / before.level) - stops) < 0.35


def test_a_bright_picture_that_gets_brighter_is_followed(
    portrait: Bytes, portrait_face: Face
) -> None:
    before = seen(portrait, portrait_face)
    after = seen(relit(portrait, 1.33 * np.eye(3)), portrait_face)
    assert before.level > 1.3
    # The camera clips, and what is lighter than white is bent: not all of the 0.41 stops.
    assert 0.18 < np.log2(after.level / before.level) < 0.5


def test_nobody_there_means_a_default_and_then_the_last_light(
    portrait: Bytes, portrait_face: Face
) -> None:
    live = LightEstimator()
    nothing = live(Frame(portrait.copy(), 0, 0), ())
    assert nothing.source == "default"
    face = live(Frame(portrait.copy(), 33_000_000, 1), (portrait_face,))
    gone = live(Frame(portrait.copy(), 66_000_000, 2), ())
    assert face.source == gone.source == "face"
    assert gone.level == pytest.approx(face.level)
    assert face.error_de2000 < nothing.error_de2000


def test_two_people_share_one_light(portrait: Bytes, portrait_face: Face) -> None:
    twice = np.concatenate([portrait, portrait], 1)
    shift = np.array([portrait.shape[1], 0, 0], np.float32)
    other = replace(portrait_face, identity=7, points=portrait_face.points + shift)
    alone, both = seen(portrait, portrait_face), seen(twice, portrait_face, other)
    assert angle_deg(alone.colour, both.colour) < 1.5
    assert both.error_de2000 < alone.error_de2000


def test_a_front_facing_white_surface_shows_level_times_colour(
    portrait: Bytes, portrait_face: Face
) -> None:
    light = seen(portrait, portrait_face)
    front = basis(np.array([[0, 0, 1]], np.float32)) @ light.harmonics
    np.testing.assert_allclose(front[0], light.level * light.colour, rtol=1e-3)
    assert luminance(light.colour) == pytest.approx(1.0, abs=1e-4)


class TestLive:
    """Frames that follow each other, 30 a second."""

    def run(self, frames: list[Bytes], face: Face) -> list[Light]:
        live = LightEstimator()
        return [live(Frame(f.copy(), i * 33_333_333, i), (face,)) for i, f in enumerate(frames)]

    def test_noise_is_smoothed(self, portrait: Bytes, portrait_face: Face) -> None:
        random = np.random.default_rng(1)
        noisy = [
            np.clip(portrait + random.normal(0, 6, portrait.shape), 0, 255).astype(np.uint8)
            for _ in range(20)
        ]
        single = [seen(frame, portrait_face).level for frame in noisy]
        steady = [light.level for light in self.run(noisy, portrait_face)]
        assert np.abs(np.diff(steady[5:])).mean() < 0.25 * np.abs(np.diff(single[5:])).mean()

    def test_a_switched_lamp_is_followed_within_300_ms(
        self, portrait: Bytes, portrait_face: Face
    ) -> None:
        home = relit(portrait, 0.6 * LAMPS["home"])
        lights = self.run([portrait] * 15 + [home] * 10, portrait_face)
        settled = self.run([portrait] * 15 + [home] * 60, portrait_face)[-1]
        assert angle_deg(lights[14].colour, settled.colour) > 8
        assert angle_deg(lights[-1].colour, settled.colour) < 2.5
        assert abs(np.log2(lights[-1].level / settled.level)) < 0.15

    def test_a_calm_light_is_read_every_fourth_frame_and_a_restless_one_more_often(
        self, portrait: Bytes, portrait_face: Face
    ) -> None:
        # only on the face: what changes the whole picture is followed without a reading
        box = portrait_face.box
        flicker = [portrait.copy() for _ in range(3)]
        for picture, level in zip(flicker, (0.5, 0.7, 0.9), strict=True):
            picture[box.rows, box.columns] = relit(
                portrait[box.rows, box.columns], level * np.eye(3)
            )
        for frames, readings in (([portrait] * 40, 7), ((flicker * 14)[:40], 14)):
            lights = self.run(frames, portrait_face)[10:]
            fresh = sum(one is not other for one, other in pairwise(lights))
            assert abs(fresh - readings) <= 1

    def test_other_people_start_afresh(self, portrait: Bytes, portrait_face: Face) -> None:
        live, dim = LightEstimator(), relit(portrait, 0.4 * np.eye(3))
        later = 80  # two seconds after the first has gone
        for index in range(10):
            live(Frame(portrait.copy(), index * 33_333_333, index), (portrait_face,))
        someone = replace(portrait_face, identity=portrait_face.identity + 1)
        after = live(Frame(dim.copy(), later * 33_333_333, later), (someone,))
        assert after.level == pytest.approx(seen(dim, someone).level, rel=1e-3)

    def test_a_blink_changes_nothing(self, portrait: Bytes, portrait_face: Face) -> None:
        upper = [246, 161, 160, 159, 158, 157, 173, 466, 388, 387, 386, 385, 384, 398]
        lower = [7, 163, 144, 145, 153, 154, 155, 249, 390, 373, 374, 380, 381, 382]
        shut, points = portrait.copy(), portrait_face.points.copy()
        for eye in (slice(0, 7), slice(7, 14)):
            rim = np.concatenate([points[upper[eye], :2], points[lower[eye], :2][::-1]])
            cv2.fillPoly(shut, [rim.astype(np.int32)], (150, 100, 80))
        points[upper] = 0.15 * points[upper] + 0.85 * points[lower]
        blinking = replace(portrait_face, points=points)
        live = LightEstimator()
        lights = [
            live(
                Frame((shut if i in range(30, 36) else portrait).copy(), i * 33_333_333, i),
                (blinking if i in range(30, 36) else portrait_face,),
            )
            for i in range(40)
        ]
        for light in lights[30:]:
            assert light.level == pytest.approx(lights[29].level, rel=0.02)
            assert angle_deg(light.colour, lights[29].colour) < 0.5


@pytest.mark.parametrize("code", [0, 255])
def test_a_black_or_burnt_picture_gives_some_light(portrait_face: Face, code: int) -> None:
    light = seen(np.full((512, 512, 3), code, np.uint8), portrait_face)
    assert light.level > 0
    assert np.isfinite(light.harmonics).all()
    assert light.source == ("face" if code else "default")


def test_too_little_skin_is_no_reading(portrait: Bytes, portrait_face: Face) -> None:
    away = portrait_face.points + np.array([5000, 0, 0], np.float32)
    assert read_face(portrait, away) is None


def test_the_covariance_says_that_the_level_is_less_sure_than_the_hue(
    portrait: Bytes, portrait_face: Face
) -> None:
    covariance = seen(portrait, portrait_face).covariance
    np.testing.assert_allclose(covariance, covariance.T)
    deviations = np.sqrt(np.linalg.eigvalsh(covariance))
    assert (deviations > 0.02).all()
    level = np.sqrt(covariance.mean())
    green_against_others = np.array([-0.5, 1, -0.5], np.float32)
    assert level > np.sqrt(green_against_others @ covariance @ green_against_others)
    assert level < np.sqrt(UNKNOWN_LIGHT.covariance.mean())


def painted(rgb: Bytes, face: Face, corners: list[int], colour: tuple[float, ...]) -> Bytes:
    """Multiply the skin between mesh points with a colour, softly: make-up, a beard."""
    mask = np.zeros(rgb.shape[:2], np.float32)
    cv2.fillConvexPoly(mask, cv2.convexHull(face.points[corners, :2].astype(np.int32)), 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), 3)[..., None]
    linear = srgb_to_linear(rgb / 255.0) * (1 - mask * (1 - np.array(colour)))
    return np.rint(255 * linear_to_srgb(linear)).astype(np.uint8)


@pytest.mark.parametrize(
    ("what", "places", "colour"),
    [
        ("rouge", ([50, 101, 205, 187, 123], [280, 330, 425, 411, 352]), (1.05, 0.62, 0.66)),
        ("lipstick", ([61, 0, 291, 17],), (0.8, 0.15, 0.25)),
        ("beard", ([187, 205, 426, 411, 365, 152, 136],), (0.25, 0.25, 0.25)),
        ("eye shadow", ([33, 27, 133, 28], [263, 257, 362, 258]), (0.4, 0.3, 0.7)),
        ("fringe", ([54, 10, 284, 107, 336],), (0.15, 0.12, 0.1)),
    ],
)
def test_make_up_and_hair_hardly_change_the_light(
    portrait: Bytes,
    portrait_face: Face,
    what: str,
    places: tuple[list[int], ...],
    colour: tuple[float, ...],
) -> None:
    plain = relit(portrait, 0.6 * np.eye(3))
    made_up = plain
    for corners in places:
        made_up = painted(made_up, portrait_face, corners, colour)
    before, after = seen(plain, portrait_face), seen(made_up, portrait_face)
    assert angle_deg(before.colour, after.colour) < 2.5, what
    assert abs(np.log2(after.level / before.level)) < 0.25, what


class TestInFront:
    """What passes before a face is no lamp, even when the tracker loses the face for it."""

    @pytest.mark.parametrize("rgb", [(170, 25, 30), (240, 215, 200), (40, 60, 150)])
    @pytest.mark.parametrize("tracker_begins_anew", [False, True])
    def test_a_hand_or_a_sleeve_changes_nothing(
        self,
        portrait: Bytes,
        portrait_face: Face,
        rgb: tuple[int, int, int],
        tracker_begins_anew: bool,
    ) -> None:
        dim = relit(portrait, 0.4 * np.eye(3))
        box, covered = portrait_face.box, dim.copy()
        covered[box.rows, box.x : box.x + box.width * 55 // 100] = rgb
        live = LightEstimator()
        lights = []
        for index in range(60):
            is_covered = 20 <= index < 40
            identity = 0 if index < 23 else 1 if index < 43 else 2
            face = replace(portrait_face, identity=identity if tracker_begins_anew else 0)
            picture = (covered if is_covered else dim).copy()
            lights.append(live(Frame(picture, index * 33_333_333, index), (face,)))
        for light in lights[20:]:
            assert light.level == pytest.approx(lights[19].level, rel=0.02)
            assert angle_deg(light.colour, lights[19].colour) < 0.5

    def test_what_stays_is_looked_at(self, portrait: Bytes, portrait_face: Face) -> None:
        dim = relit(portrait, 0.4 * np.eye(3))
        box, half = portrait_face.box, dim.copy()
        lamp = slice(box.x, box.x + box.width // 2)  # a lamp from one side
        half[box.rows, lamp] = relit(dim[box.rows, lamp], np.diag([2.4, 1.6, 0.9]))
        live = LightEstimator()
        lights = [
            live(Frame((dim if i < 20 else half).copy(), i * 33_333_333, i), (portrait_face,))
            for i in range(150)
        ]
        settled = seen(half, portrait_face)
        assert abs(np.log2(lights[-1].level / settled.level)) < 0.25
