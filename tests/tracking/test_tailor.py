"""Who is measured again and again keeps their size."""

import dataclasses

import cv2
import numpy as np
import pytest

from tryon.core.geometry import similarity
from tryon.garments.bend import COUNT, Bender, Stance, mannequin, rotations_of, torso_of
from tryon.garments.landmarks import expected_landmarks
from tryon.garments.sighting import Lens
from tryon.tracking.people import Person
from tryon.tracking.tailor import Tailor

SIZE = (1280, 720)
LENS = Lens.usual(SIZE)
SQUARE = similarity(720.0, 0.0, 280.0, 0.0)


def person(
    bender: Bender,
    yaw_deg: float,
    shuffled: bool = False,
    *,
    height_m: float = 0.0,
    distance_m: float = 2.6,
) -> Person:
    values = np.zeros(COUNT)
    values[1:3] = height_m, np.log(distance_m)
    stance = Stance(rotations_of(np.radians([0.0, yaw_deg, 0.0])), values)
    posed = bender.bend(stance, values[None])
    points, world = expected_landmarks(LENS, posed[0], posed[1], bender.torso_m)
    if shuffled:
        points = np.random.default_rng(3).permutation(points)
    mask = np.zeros((256, 256), np.uint8)
    shown = LENS.show(bender.surface(values[None], *posed)[0])
    cells = np.round((shown - (280, 0)) / 720 * 256).astype(np.int32)
    for triangle in cells[bender.mannequin.surface.triangles.astype(int)]:
        cv2.fillConvexPoly(mask, triangle, (1,))
    visible = np.ones(33, np.float32)
    return Person(SQUARE, SQUARE, points, world, visible, mask.astype(np.float32), 1.0)


@pytest.fixture(scope="module")
def bender() -> Bender:
    return Bender(mannequin("male"))


def test_a_turn_changes_neither_size_nor_mannequin(bender):
    tailor, sizes, shapes, genders = Tailor(), [], [], []
    for yaw_deg in np.linspace(0, 45, 10):
        figure = tailor.measure(person(bender, yaw_deg), SIZE).figure
        assert figure
        sizes.append(torso_of(figure.joints) / -float(figure.joints[0, 2]))
        shapes.append(figure.shape["waist+"] - figure.shape["waist-"])
        genders.append(figure.gender)
    assert np.ptp(sizes) / np.mean(sizes) < 0.05, "scale drift"
    assert np.ptp(shapes[4:]) < 0.15
    assert len(set(genders[4:])) == 1


def test_a_shoulder_beside_the_silhouette_moves_nobody(bender):
    """The arm of somebody behind draws it there."""
    there, away = person(bender, 0), person(bender, 0)
    away.points[11, :2] += (30, -90)
    away.world[11] += (0.05, -0.15, 0.2)
    right, drawn = (Tailor().measure(one, SIZE).figure for one in (there, away))
    assert right
    assert drawn
    assert np.abs(drawn.joints - right.joints)[:10].max() < 0.04


def test_who_is_forgotten_is_measured_as_somebody_new(bender):
    tailor, fresh = Tailor(), Tailor()
    for yaw_deg in (0, 10, 20):
        tailor.measure(person(bender, yaw_deg), SIZE)
    tailor.forget()
    again, new = (one.measure(person(bender, 5), SIZE).figure for one in (tailor, fresh))
    assert again
    assert new
    np.testing.assert_allclose(again.joints, new.joints, atol=1e-6)


def test_landmarks_without_sense_make_no_figure(bender):
    tailor = Tailor()
    odd = person(bender, 0, shuffled=True)
    assert tailor.measure(odd, SIZE).figure is None
    assert tailor.strangeness(odd, SIZE) > 5 * tailor.strangeness(person(bender, 0), SIZE)


def test_what_stands_out_from_the_body_is_loose(bender):
    close = person(bender, 0)
    mask = close.mask.copy()
    rows, columns = np.nonzero(mask)
    middle, top, tall = int(columns.mean()), int(rows.min()), int(np.ptp(rows))
    coat = slice(top + tall // 5, top + tall // 2), slice(middle - 52, middle + 52)
    mask[coat] = 1
    wide = dataclasses.replace(close, mask=mask)
    assert Tailor().measure(close, SIZE).looseness < 0.005
    assert Tailor().measure(wide, SIZE).looseness > 0.05


def test_wrists_are_bare_until_they_surely_are_not(bender, monkeypatch):
    """What is seen of them wavers, and what fills cuffs must not change to and fro."""
    skin = iter([0.7, 0.9] + [0.95] * 8 + [0.74, 0.72] * 4 + [0.2] * 4)
    monkeypatch.setattr(
        "tryon.tracking.tailor.bare_wrists", lambda *_: np.full(2, next(skin), np.float32)
    )
    wall, tailor, here = np.zeros((720, 1280, 3), np.uint8), Tailor(), person(bender, 0)
    said = [tailor.measure(here, SIZE, wall).bare_wrists[0] for _ in range(22)]
    assert not said[0]
    assert all(said[8:18]), said
    assert not said[-1]


def test_sleeves_that_are_worn_are_no_matter_of_one_picture(bender, monkeypatch):
    shares = iter([0.9, None, 0.1, 0.9, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.5, 0.6])
    monkeypatch.setattr("tryon.tracking.tailor.sleeved", lambda *_: next(shares))
    wall, tailor, here = np.zeros((720, 1280, 3), np.uint8), Tailor(), person(bender, 0)
    said = [tailor.measure(here, SIZE, wall).in_sleeves for _ in range(12)]
    assert all(said[:6]), said
    assert not any(said[9:]), said
    tailor.forget()
    assert not tailor.measure(here, SIZE).in_sleeves


def test_what_is_guessed_of_a_trunk_does_not_confirm_itself(bender):
    """Of who is seen to the chest nothing is learnt, or they would grow and grow."""
    chest, tailor, long = person(bender, 0, height_m=-0.75, distance_m=1.0), Tailor(), []
    chest.points[23:, 1] = 720 + 0.7 * (chest.points[23:, 1] - 720)
    middle = chest.points[[11, 12], 0].mean()
    chest.points[[11, 12], 0] = middle + 1.2 * (chest.points[[11, 12], 0] - middle)
    for _ in range(12):
        figure = tailor.measure(chest, SIZE).figure
        assert figure
        long.append(torso_of(figure.joints) / -float(figure.joints[0, 2]))
    assert long[-1] / long[0] == pytest.approx(1, abs=0.02)


def test_of_two_mannequins_that_are_as_near_one_stays(bender):
    tailor, here = Tailor(), person(bender, 0)
    for _ in range(6):
        tailor.measure(here, SIZE)
    genders = set()
    for k in range(8):
        for fitting in tailor._fittings.values():
            is_male = fitting.fit.bender.mannequin.gender == "male"
            fitting.cost = 49.0 + 2 * (k % 2) if is_male else 50.0
        figure = tailor.measure(here, SIZE).figure
        assert figure
        genders.add(figure.gender)
    assert len(genders) == 1
