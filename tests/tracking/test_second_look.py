"""A second look at a mouth, now and beside."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from tryon.core.scene import Box, Bytes, Face, Frame, Lips
from tryon.tracking.face import FaceTracker
from tryon.tracking.hands import Hand
from tryon.tracking.lips import find_lips
from tryon.tracking.second_look import TAKES, SecondLook, Sight, hides


@pytest.fixture(scope="module")
def face(portrait: Bytes) -> Face:
    tracker = FaceTracker(still=True)
    (face,) = tracker.track(Frame(portrait, 0, 0))
    tracker.close()
    return face


def test_an_answer_comes_when_it_is_due(portrait: Bytes, face: Face) -> None:
    look = SecondLook()
    answers = [look.beside(portrait, [face]) for _ in range(2 * TAKES + 1)]
    look.close()
    due = [index for index, answer in enumerate(answers) if answer]
    assert due == [TAKES, 2 * TAKES]
    identity, sight = answers[TAKES]  # type: ignore[misc]
    assert identity == face.identity
    assert sight.share > 0.95
    assert not sight.is_behind_hand


def test_without_a_doubt_nothing_is_started(portrait: Bytes) -> None:
    before = threading.active_count()
    look = SecondLook()
    assert all(look.beside(portrait, []) is None for _ in range(3 * TAKES))
    assert threading.active_count() == before
    look.close()


def test_what_hides_the_lips_takes_its_share(portrait: Bytes, face: Face) -> None:
    left, right = face.points[61, :2], face.points[291, :2]
    middle, reach = (left + right) / 2, right[0] - left[0]
    rgb = portrait.copy()
    x, y = np.round(middle).astype(int)
    r = round(reach)
    rgb[y - r // 2 : y + r, x - r : x + r] = 40, 90, 140
    lips = find_lips(rgb, face, None)
    look = SecondLook()
    assert lips is None or look.now(rgb, face, lips) is None
    answers = [look.beside(rgb, [face]) for _ in range(TAKES + 1)]
    look.close()
    assert answers[TAKES] == (face.identity, Sight(0.0, is_behind_hand=False))


def test_doubtful_mouths_are_looked_at_in_turn(portrait: Bytes, face: Face) -> None:
    faces = [replace(face, identity=identity) for identity in (3, 5, 8)]
    look = SecondLook()
    answers = [look.beside(portrait, faces) for _ in range(4 * TAKES + 1)]
    look.close()
    assert [answer[0] for answer in answers if answer] == [3, 5, 8, 3]


def test_a_glance_sees_no_hand_where_there_is_none(portrait: Bytes, face: Face) -> None:
    lips = find_lips(portrait, face, None)
    assert lips is not None
    look = SecondLook()
    assert not look.is_behind_hand(portrait, face, lips)
    look.close()


def test_only_what_is_certainly_a_hand_hides_lips(face: Face) -> None:
    coverage = np.ones((12, 30), np.float32)
    loop = np.zeros((96, 2), np.float32)
    lips = Lips(Box(40, 50, 30, 12), coverage, loop, loop, 30.0)
    points = np.random.default_rng(1).uniform((35, 45), (75, 70), (21, 2)).astype(np.float32)
    hand = Hand(points, 0.99)
    assert hides([hand], lips)
    assert not hides([replace(hand, presence=0.6)], lips)
    assert not hides([replace(hand, points=points + 200)], lips)
    assert not hides([], lips)


def test_closing_ends_the_thread(portrait: Bytes, face: Face) -> None:
    before = threading.active_count()
    look = SecondLook()
    look.beside(portrait, [face])
    look.close()
    assert threading.active_count() == before
