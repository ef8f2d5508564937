"""A second look at a mouth, now and beside."""

import threading

import numpy as np
import pytest

from tryon.core.scene import Bytes, Face, Frame
from tryon.tracking.face import FaceTracker
from tryon.tracking.lips import find_lips
from tryon.tracking.second_look import TAKES, SecondLook


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
    identity, share = answers[TAKES]  # type: ignore[misc]
    assert identity == face.identity
    assert share > 0.95


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
    assert answers[TAKES] == (face.identity, 0.0)


def test_closing_ends_the_thread(portrait: Bytes, face: Face) -> None:
    before = threading.active_count()
    look = SecondLook()
    look.beside(portrait, [face])
    look.close()
    assert threading.active_count() == before
