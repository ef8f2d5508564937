"""Hands before the body stay visible."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from tryon.core.scene import Frame
from tryon.tracking.body import BodyTracker
from tryon.tracking.face import FaceTracker


def test_hands_of_the_signing_people_are_in_front(shared_data):
    from tryon.sources.still import read_photo

    tracker = BodyTracker(still=True)
    found = {}
    for name in ("intel_asl_book_f50", "intel_asl_please_f36", "intel_asl_walk_f45"):
        rgb = read_photo(shared_data / "bodies" / f"{name}.png")
        body = tracker.track(Frame(rgb, 0, 0), ())
        assert body
        assert body.in_front, name
        box, coverage = body.in_front.box, body.in_front.coverage
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= rgb.shape[1]
        assert box.y + box.height <= rgb.shape[0]
        found[name] = float(coverage.sum()) / rgb.shape[0] ** 2
    tracker.close()
    assert all(0.004 < share < 0.12 for share in found.values()), found


def test_a_portrait_without_hands_has_nothing_in_front(portrait):
    tracker = BodyTracker(still=True)
    body = tracker.track(Frame(np.ascontiguousarray(portrait[:330]), 0, 0), ())
    tracker.close()
    assert body is None or body.in_front is None


def test_a_hand_that_looks_like_the_coat_was_only_guessed(portrait):
    """The pose model says where hands in pockets are, and the hand model may follow it."""
    from tryon.tracking.hands import Hand
    from tryon.tracking.in_front import InFront
    from tryon.tracking.people import PersonModels

    models = PersonModels()
    person = models.see(portrait, models.search(portrait)[0])
    models.close()
    assert person is not None
    face = FaceTracker(still=True)
    faces = face.track(Frame(np.ascontiguousarray(portrait), 0, 0))
    face.close()
    shape = np.zeros((21, 2), np.float32)
    shape[1:] = [(8 * (f - 2) * (1 + j / 6), -30 - 9 * j) for f in range(5) for j in range(4)]

    def told(x: float, y: float) -> bool:
        looks = InFront(still=True)
        wrists = person.points.copy()
        wrists[[15, 17, 19], :2] = x, y
        wrists[[16, 18, 20], :2] = -500
        here = replace(person, points=wrists)
        hand = Hand(shape + np.float32((x, y)), 0.99)
        looks._model = cast("Any", SimpleNamespace(see=lambda *_, **__: hand))
        return bool(looks(np.ascontiguousarray(portrait), here, faces))

    assert not told(110, 440), "the orange suit"
    assert told(225, 160), "skin, as of a hand before the face"


def test_a_hand_that_the_model_loses_for_a_picture_is_kept(portrait):
    from tryon.tracking.hands import Hand, silhouette
    from tryon.tracking.in_front import InFront
    from tryon.tracking.people import PersonModels

    models = PersonModels()
    person = models.see(portrait, models.search(portrait)[0])
    models.close()
    assert person is not None
    shape = np.zeros((21, 2), np.float32)
    shape[1:] = [(8 * (f - 2) * (1 + j / 6), -30 - 9 * j) for f in range(5) for j in range(4)]
    hand = Hand(shape + np.float32((160, 440)), 0.99)
    wrists = person.points.copy()
    wrists[[15, 17, 19], :2] = 160, 440
    wrists[[16, 18, 20], :2] = -500
    here = replace(person, points=wrists)
    rgb = portrait.copy()
    rgb[silhouette(hand, (512, 512)) > 0] = 60, 130, 60
    looks = InFront()
    elsewhere = Hand(hand.points + 400, 0.99)
    for seen in (hand, None, elsewhere):
        looks._model = cast("Any", SimpleNamespace(see=lambda *_, seen=seen, **__: seen))
        cover = looks(rgb, here, ()).get(0)
        assert cover is not None
        assert np.abs(cover.hand.points - hand.points).max() < 15
    for _ in range(12):  # and it goes
        covers = looks(np.full_like(rgb, 90), here, ())
    assert not covers


def test_hands_are_looked_at_again_where_they_are_expected():
    from tryon.tracking.hands import Hand
    from tryon.tracking.in_front import InFront

    shape = np.zeros((21, 2), np.float32)
    shape[1:] = [(8 * (f - 2) * (1 + j / 6), -30 - 9 * j) for f in range(5) for j in range(4)]
    expected = Hand(shape + np.float32((160, 240)), 0.9)
    rgb = np.zeros((320, 320, 3), np.uint8)
    near = expected.moved(np.float32((12, 5)))
    turned = expected.moved(np.float32((12, 5)), 0.7)

    def seen(*answers: Hand | None) -> dict[int, Hand]:
        looks, left = InFront(), list(answers)
        looks._model = cast("Any", SimpleNamespace(see=lambda *_, **__: left.pop(0)))
        found = looks.again(rgb, {1: expected})
        assert not left, "as many looks as there were answers"
        return found

    assert seen(near)[1] is near
    assert seen(turned, near)[1] is near, "one that is askew is looked at once more"
    assert not seen(None)
    assert not seen(expected.moved(np.float32((90, 0)))), "the other hand"
    assert not seen(Hand(160 + 2 * shape, 0.9)), "somebody else's"


def test_a_wrist_is_where_its_hand_begins():
    from tryon.tracking.hands import Hand
    from tryon.tracking.in_front import Cover, with_wrists
    from tryon.tracking.people import Person

    points = np.full((33, 3), 50, np.float32)
    none = np.zeros((2, 3))
    visible = points[:, 0] / 100
    person = Person(none, none, points, points, visible, np.zeros((4, 4), np.float32), 1.0)
    shape = np.tile(np.float32([70, 30]), (21, 1))
    shape[1:] += (0, -20)  # knuckles and fingers above
    hand = Hand(shape, 1.0)
    found = with_wrists(person, {1: Cover(hand, None)})
    moved = found.points
    assert moved[16, [0, 2]].tolist() == [70, 50]
    assert moved[16, 1] == pytest.approx(30 + 0.16 * hand.palm_px), "a little up the arm"
    assert (np.delete(moved, 16, axis=0) == 50).all()
    assert found.visibility[15:17].tolist() == [0.5, 1]
    assert (person.points == 50).all()
