"""A face that is seen again is compared with itself."""

from dataclasses import replace

import numpy as np
import pytest

from tryon.core.colour import linear_to_srgb, srgb_to_linear
from tryon.core.scene import Bytes, Face
from tryon.light.again import Appearance, appearance, eyes_again, skin_again, usual
from tryon.light.harmonics import basis
from tryon.light.skin import read_face


def look(rgb: Bytes, face: Face) -> Appearance:
    reading = read_face(rgb, face.points)
    assert reading is not None
    return appearance(reading)


@pytest.fixture(scope="module")
def before(portrait: Bytes, portrait_face: Face) -> Appearance:
    return look(portrait, portrait_face)


def lit_aside(rgb: Bytes, face: Face, slope: float) -> Bytes:
    """Light the face from one side, as much as ever in the middle."""
    x = (face.points[:, 0].min() + face.points[:, 0].max()) / 2
    across = (np.arange(rgb.shape[1]) - x) / np.ptp(face.points[:, 0])
    linear = srgb_to_linear(rgb / np.float32(255)) * np.exp(slope * across)[None, :, None]
    return (linear_to_srgb(np.clip(linear, 0, 1)) * 255).round().astype(np.uint8)


def test_a_lamp_that_moves_aside_is_not_a_brighter_lamp(
    portrait: Bytes, portrait_face: Face, before: Appearance
) -> None:
    dim = (portrait * np.float32(0.85)).astype(np.uint8)
    start = look(dim, portrait_face)
    for slope in (-0.7, 0.7):
        now = look(lit_aside(dim, portrait_face, slope), portrait_face)
        away = skin_again(start, now) - start.skin
        assert abs(float(away.mean())) < 0.04


def test_what_covers_a_third_of_the_face_is_not_light(before: Appearance) -> None:
    covered = before.places.copy()
    covered[:15] -= 0.8
    now = replace(before, places=covered, skin=before.skin - 0.2).brighter(np.full(3, 0.3))
    np.testing.assert_allclose(skin_again(before, now), before.skin + 0.3, atol=0.02)


def test_a_turned_head_is_the_same_head(portrait: Bytes, portrait_face: Face) -> None:
    reading = read_face(portrait, portrait_face.points)
    assert reading is not None
    turn = np.radians(20)
    turned = reading.normals @ np.array(
        [[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]],
        np.float32,
    )
    lighter = np.log(
        (basis(turned) @ reading.shading) / (basis(reading.normals) @ reading.shading)
    )
    again = replace(reading, normals=turned, patches=reading.patches + lighter[:, None] + 0.25)
    start, now = appearance(reading), appearance(again)
    assert float((skin_again(start, now) - start.skin).mean()) == pytest.approx(0.25, abs=0.02)


def test_too_little_of_a_face_says_no_more_than_its_skin(before: Appearance) -> None:
    places = np.full_like(before.places, np.nan)
    now = replace(before, places=places, skin=before.skin + 0.1)
    np.testing.assert_array_equal(skin_again(before, now), now.skin)


def test_eyes_are_compared_with_eyes_as_far_open(before: Appearance) -> None:
    assert before.eyes is not None
    np.testing.assert_array_equal(eyes_again(before, before), before.eyes)
    assert eyes_again(before, replace(before, opening=0.7 * before.opening)) is None
    assert eyes_again(before, replace(before, eyes=None)) is None


def test_the_usual_look_is_that_of_most_looks(before: Appearance) -> None:
    gone = before.places.copy()
    gone[3] = np.nan
    looks = [before, before, replace(before, eyes=None, places=gone, skin=before.skin + 1)]
    one = usual(looks)
    np.testing.assert_array_equal(one.skin, before.skin)
    np.testing.assert_allclose(one.places, before.places)
    assert one.eyes is not None
    only = usual([replace(before, eyes=None, places=gone)])
    assert only.eyes is None
    assert np.isnan(only.places[3]).all()


def test_lips_are_redder_than_skin_and_go_along_with_the_camera(before: Appearance) -> None:
    assert before.lips is not None
    red, green, _ = before.lips - before.skin
    assert red - green > 0.1
    brighter = before.brighter(np.full(3, 0.2)).lips
    np.testing.assert_allclose(brighter, before.lips + 0.2)
    mostly = usual([before, replace(before, lips=None)])
    np.testing.assert_allclose(mostly.lips, before.lips)


def test_lips_below_the_picture_are_not_read(portrait: Bytes, portrait_face: Face) -> None:
    above_the_mouth = portrait[: int(portrait_face.points[13, 1])]
    assert look(above_the_mouth, portrait_face).lips is None
