"""What somebody wears is told from skin by the colour of the face."""

import dataclasses

import cv2
import numpy as np
import pytest

from tryon.core.geometry import similarity
from tryon.core.scene import BONES, Box, Figure, Presence, Silhouette
from tryon.garments.bend import mannequin
from tryon.tracking.carry import shown
from tryon.tracking.dressed import bare_wrists, dressed, sleeved
from tryon.tracking.people import Person

SKIN = np.array([198, 140, 112])
OUTLINE = Silhouette(Box(100, 20, 160, 260), np.ones((130, 80), np.float32))


def somebody() -> Person:
    points = np.zeros((33, 3), np.float32)
    points[[7, 8], :2] = (200, 60), (160, 60)
    points[[9, 10], :2] = (190, 75), (170, 75)
    points[0, :2] = 180, 65
    points[[11, 12, 23, 24], :2] = (220, 110), (140, 110), (210, 230), (150, 230)
    square = similarity(300.0, 0.0, 30.0, 0.0)
    seen = np.ones(33, np.float32)
    mask = np.ones((256, 256), np.float32)
    return Person(square, square, points, np.zeros((33, 3), np.float32), seen, mask, 1.0)


def picture(cloth: np.ndarray, skin: np.ndarray = SKIN) -> np.ndarray:
    """A face above a trunk whose right half is in the shade."""
    rgb = np.full((300, 360, 3), 90, np.uint8)
    rgb[20:100, 100:260] = skin
    rgb[100:280, 100:260] = cloth
    rgb[100:280, 180:260] = cloth * 0.7
    return rgb


@pytest.mark.parametrize(
    "colour", [(200, 200, 200), (60, 90, 160), (40, 40, 42), (220, 150, 30)]
)
def test_clothes_are_no_skin(colour):
    share = dressed(picture(np.array(colour)), somebody(), OUTLINE)
    assert share.shape == OUTLINE.coverage.shape
    assert share[50:].min() > 0.9
    assert share[:35].max() < 0.1, "the face"


def test_skin_in_the_shade_is_skin():
    assert dressed(picture(SKIN), somebody(), OUTLINE).max() < 0.1


def test_without_colours_everybody_is_dressed():
    grey = picture(np.array([60, 60, 60]), np.array([150, 150, 150]))
    assert dressed(grey, somebody(), OUTLINE).min() == 1


def test_a_face_outside_of_the_picture_is_no_error():
    person = somebody()
    away = dataclasses.replace(person, points=person.points - np.float32(1000))
    small = cv2.resize(picture(SKIN), (40, 30))
    assert dressed(small, away, OUTLINE).shape == OUTLINE.coverage.shape


def standing() -> tuple[Figure, Silhouette, np.ndarray]:
    """Somebody with arms aside, all of whom is dressed."""
    joints = mannequin("female").skeleton.heads + np.float32((0, -1, -2.5))
    stands = np.tile(np.eye(3, dtype=np.float32), (22, 1, 1))
    here = Presence(1, 1)
    figure = Figure(stands, joints, 900.0, (640.0, 360.0), {}, "female", here)
    outline = Silhouette(Box(240, 0, 800, 720), np.ones((180, 200), np.float32))
    return figure, outline, np.ones((180, 200), np.float32)


def test_a_wrist_is_bare_where_skin_is():
    figure, outline, worn = standing()
    x, y = ((shown(figure)[BONES.index("RightHand")] - (240, 0)) / 4).astype(int)
    worn[y - 8 : y + 16, x - 12 : x + 12] = 0
    np.testing.assert_allclose(bare_wrists(worn, outline, figure), (0, 1), atol=0.01)
    beside = dataclasses.replace(outline, box=Box(2000, 0, 800, 720))
    assert not bare_wrists(0 * worn, beside, figure).any(), "nothing is known there"


def test_sleeves_that_are_worn_are_told_by_the_barer_arm():
    figure, outline, worn = standing()
    assert sleeved(worn, outline, figure) is None, "colours tell nothing"
    worn[:10] = 0  # a face
    assert sleeved(worn, outline, figure) == pytest.approx(1)
    ends = [
        (shown(figure)[BONES.index(bone)] - (240, 0)) / 4
        for bone in ("RightForeArm", "RightHand")
    ]
    (left, top), (right, bottom) = (f(ends, axis=0).astype(int) for f in (np.min, np.max))
    arm = slice(top - 6, bottom + 6), slice(left - 6, right + 6)
    worn[arm] = 0
    assert sleeved(worn, outline, figure) == pytest.approx(0)
    hidden = np.ones_like(worn)
    hidden[arm] = 0
    other = dataclasses.replace(outline, coverage=hidden)
    assert sleeved(worn, other, figure) == pytest.approx(1), "that arm is not in sight"
    assert sleeved(worn, dataclasses.replace(outline, coverage=0 * hidden), figure) is None
