"""Drawn arms: whose palm is under a sleeve is behind, a hand at the face is near it."""

import cv2
import numpy as np
import pytest

from tryon.tracking.arms import arms_of
from tryon.tracking.hands import Hand
from tryon.tracking.in_front import Cover
from tryon.tracking.matte import Colours
from tryon.tracking.people import Person

SKIN, SLEEVE = (205, 150, 125), (40, 50, 90)
#: A right forearm that rises to the middle, and a left one that lies across.
SHOULDERS, HIPS = ((420, 120), (220, 120)), ((380, 420), (260, 420))
ELBOWS, WRISTS = ((430, 320), (230, 310)), ((265, 305), (330, 200))


def person() -> Person:
    points = np.zeros((33, 3), np.float32)
    points[11:13, :2], points[13:15, :2] = SHOULDERS, ELBOWS
    points[15:17, :2], points[23:25, :2] = WRISTS, HIPS
    none, visible = np.zeros((2, 3)), np.ones(33, np.float32)
    return Person(none, none, points, points, visible, np.zeros((4, 4), np.float32), 1.0)


def cover(side: int, rgb: np.ndarray) -> Cover:
    """A hand that goes on where the forearm ends, drawn unless it is hidden."""
    wrist = np.float32(WRISTS[side])
    along = wrist - np.float32(ELBOWS[side])
    along /= np.linalg.norm(along)
    across = np.array([-along[1], along[0]])
    joints = np.zeros((21, 2), np.float32)
    for finger in range(5):
        for joint in range(4):
            place = wrist + along * (40 + 14 * joint) + across * 9 * (finger - 2)
            joints[1 + 4 * finger + joint] = place
    joints[0] = wrist
    cv2.fillConvexPoly(rgb, cv2.convexHull(np.rint(joints).astype(np.int32)), SKIN)
    skin = cv2.cvtColor(np.uint8([[SKIN]]), cv2.COLOR_RGB2LAB)[0, 0].astype(np.float32)
    return Cover(Hand(joints, 1.0), Colours(np.zeros((16, 16, 16), np.float32), 0.1, skin))


def arm(rgb: np.ndarray, side: int, colour: tuple[int, int, int] = SLEEVE) -> None:
    places = np.int32([SHOULDERS[side], ELBOWS[side], WRISTS[side]])
    cv2.polylines(rgb, [places], False, colour, 56)


def test_the_hand_that_is_seen_whole_is_in_front() -> None:
    rgb = np.full((480, 640, 3), 200, np.uint8)
    arm(rgb, 0)
    covers = {0: cover(0, rgb)}
    arm(rgb, 1)
    covers[1] = cover(1, rgb)
    (behind,) = arms_of(rgb, person(), covers).crossings
    assert (behind.side, behind.on_upper, behind.before) == (0, False, -1.0)
    assert behind.share == pytest.approx(0.2, abs=0.15)
    (hidden,) = arms_of(rgb, person(), {1: covers[1]}).crossings
    assert hidden == behind, "a hand that is not seen at all"
    covers[0] = cover(0, rgb)  # drawn over the other's sleeve
    told = arms_of(rgb, person(), covers)
    (before,) = told.crossings
    assert before.before == 1.0
    assert told.hands == [0, 1]


def test_bare_arms_and_hands_that_meet_tell_nothing() -> None:
    rgb = np.full((480, 640, 3), 200, np.uint8)
    arm(rgb, 0, SKIN)
    arm(rgb, 1, SKIN)
    covers = {side: cover(side, rgb) for side in (0, 1)}
    assert arms_of(rgb, person(), covers).crossings == ()
    assert arms_of(rgb, person(), {}).crossings == ()
    apart = person()
    apart.points[15, :2] = 420, 400
    arm(rgb, 1)
    assert arms_of(rgb, apart, covers).crossings == ()


def test_a_hand_below_the_picture_is_not_taken_for_a_hidden_one() -> None:
    rgb = np.full((480, 640, 3), 200, np.uint8)
    arm(rgb, 0)
    arm(rgb, 1)
    other = {1: cover(1, rgb)}
    assert len(arms_of(rgb, person(), other).crossings) == 1
    cut_off = np.ascontiguousarray(rgb[: WRISTS[0][1] - 10])
    assert arms_of(cut_off, person(), other).crossings == ()


def test_a_hand_at_the_face_is_told_from_one_that_is_stretched_out() -> None:
    rgb = np.full((480, 640, 3), 200, np.uint8)
    here = person()
    hand = cover(1, rgb).hand
    torso = 300
    for large, wanted in ((0.13, (1,)), (0.25, ())):
        scale = large * torso / hand.palm_px
        near = Hand((hand.points - hand.points[0]) * np.float32(scale), 1.0)
        near = Hand(near.points - near.points[9] + here.points[0, :2], 1.0)
        assert arms_of(rgb, here, {1: Cover(near, None)}).at_face == wanted
    aside = Hand(near.points + np.float32([0, 0.4 * torso]), 1.0)
    assert arms_of(rgb, here, {1: Cover(aside, None)}).at_face == ()
