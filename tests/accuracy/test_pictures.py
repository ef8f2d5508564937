"""Synthetic people: is the picture what the spectra say, and does the app read it as it is."""

import numpy as np
import pytest

from tryon.accuracy.cameras import Exposure, colour_matrix
from tryon.accuracy.head import head
from tryon.accuracy.people import draw_exposure, draw_person, draw_room
from tryon.accuracy.pictures import Shot, brightness, lips_colour, shoot, true_colour
from tryon.accuracy.spectra import CAMERAS, LIGHTS, NM, ciede2000, lab, linear_srgb, to_xyz, xyz
from tryon.light.skin import read_face

PLAIN = np.ones(3)


def shot(tone: int = 4, seed: int = 0, **changes: object) -> Shot:
    random = np.random.default_rng(seed)
    person, room = draw_person(tone, random), draw_room(random)
    settings: dict[str, object] = {
        "camera": "synthetic",
        "light": "D65",
        "gain": 0.8,
        "is_balanced": True,
        "miss": PLAIN,
    }
    return shoot(person, room, Exposure(**(settings | changes)), random)  # type: ignore[arg-type]


def test_every_pixel_of_the_head_is_one_thing() -> None:
    shape = head()
    whole = shape.skin + shape.lips + shape.eyes + shape.dark + shape.wall
    np.testing.assert_allclose(whole, 1, atol=1e-9)
    for part in (shape.skin, shape.lips, shape.eyes, shape.dark, shape.wall):
        assert part.min() >= -1e-9
    assert shape.lips.sum() > 300
    assert shape.face.lips is not None
    box = shape.face.lips.box
    assert shape.lips[box.rows, box.columns].sum() == pytest.approx(shape.lips.sum())


def test_the_nose_points_at_the_camera_and_cheeks_to_the_sides() -> None:
    shape = head()
    for point, side in ((50, -1), (280, 1)):
        x, y = shape.face.points[point, :2].astype(int)
        assert shape.normals[y, x, 0] * side > 0.15
    np.testing.assert_allclose(np.linalg.norm(shape.normals, axis=2), 1, atol=1e-9)


@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize("light", LIGHTS)
def test_a_balanced_camera_shows_white_white(camera: str, light: str) -> None:
    white = Exposure(camera, light, 0.7, True, PLAIN).white
    np.testing.assert_allclose(white, 0.7, rtol=2e-3)


def test_a_camera_without_balance_shows_the_lamp() -> None:
    red, _, blue = Exposure("Nikon 5100", "A", 0.7, False, PLAIN).white
    assert red > 2 * blue


@pytest.mark.parametrize("camera", CAMERAS)
def test_cameras_are_good_cameras_in_daylight(camera: str) -> None:
    exposure = Exposure(camera, "D65", 1.0, True, PLAIN)
    person = draw_person(4, np.random.default_rng(0))
    for curve in (person.skin, person.lips):
        shown = exposure.shown(exposure.raw(curve))
        off = ciede2000(lab(to_xyz(shown)), lab(xyz(curve)))
        assert off < 4
    np.testing.assert_allclose(colour_matrix(camera, "D65").sum(1), 1)


def test_the_app_reads_skin_and_eyes_as_they_are() -> None:
    taken = shot()
    reading = read_face(taken.rgb, head().face.points)
    assert reading is not None
    exposure, person = taken.exposure, taken.person
    skin = exposure.shown(exposure.raw(person.skin))
    assert np.abs(np.log(reading.skin / skin)).max() < 0.15
    assert reading.eyes is not None
    eyes = exposure.shown(exposure.raw(person.lid_shade * person.eyes))
    assert np.abs(np.log(reading.eyes / eyes)).max() < 0.3


def test_bare_lips_are_where_the_truth_expects_them() -> None:
    taken = shot()
    found, wanted = lips_colour(taken.rgb), true_colour(taken, taken.person.lips)
    assert ciede2000(lab(to_xyz(found)), lab(to_xyz(wanted))) < 0.7


def test_people_of_a_tone_are_alike_and_tones_differ() -> None:
    random = np.random.default_rng(5)
    lightness = [
        [float(lab(xyz(draw_person(tone, random).skin))[0]) for _ in range(5)]
        for tone in (1, 5, 10)
    ]
    assert np.ptp(lightness, axis=1).max() <= 4.01
    assert np.diff(np.mean(lightness, axis=1)).max() < -15


def test_a_camera_exposes_the_darker_scene_longer() -> None:
    random = np.random.default_rng(6)
    gains = [
        np.median([draw_exposure("synthetic", "D65", 0, b, random).gain for _ in range(50)])
        for b in (0.1, 0.3, 0.6)
    ]
    assert gains[0] > gains[1] > gains[2]
    fair, dark = draw_person(1, random), draw_person(10, random)
    room = draw_room(random)
    assert brightness(fair, room) > brightness(dark, room)
    assert linear_srgb(xyz(np.ones_like(NM))) == pytest.approx(PLAIN)
