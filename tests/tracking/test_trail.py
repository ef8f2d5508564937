"""Hands are followed, turn with their arms, and are put right by a second look."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from tryon.core.scene import Body, Figure, Presence
from tryon.garments.model import shipped
from tryon.tracking.carry import ARMS, torso_px
from tryon.tracking.flow import view
from tryon.tracking.hands import PALM, Hand, silhouette
from tryon.tracking.in_front import Cover
from tryon.tracking.matte import learn
from tryon.tracking.trail import Answer, Trail

_SKIN, _CLOTH = (196, 140, 112), (40, 60, 120)
_SIZE = (640, 360)
_ELBOW = np.float32((320, 330))

Turned = Callable[[float], Hand]


@pytest.fixture(scope="module")
def figure() -> Figure:
    """Somebody whose torso is 200 px long."""
    joints = shipped("female").skeleton.heads - np.float32((0, 1, 2))
    rotations = np.tile(np.eye(3, dtype=np.float32), (len(joints), 1, 1))
    size = torso_px(Figure(rotations, joints, 1.0, (0.0, 0.0), {}, "female", Presence(1, 1)))
    return Figure(rotations, joints, 200 / size, (320, 180), {}, "female", Presence(1, 1))


@pytest.fixture(scope="module")
def turned(open_hand: Hand) -> Turned:
    """A hand at the end of a forearm that is turned from upright, radians."""

    def turn(angle: float) -> Hand:
        c, s = np.cos(angle), np.sin(angle)
        points = (open_hand.points - (0, 120)) @ np.array([[c, s], [-s, c]]) + _ELBOW
        return Hand(points.astype(np.float32), open_hand.presence)

    return turn


def _picture(hand: Hand) -> np.ndarray:
    """Show a hand that is too blurred to be followed by flow."""
    share = silhouette(hand, _SIZE).astype(np.float32) / 255
    share = cv2.blur(share, (19, 19))[..., None]
    picture = np.full((*_SIZE[::-1], 3), _CLOTH, np.float32) * (1 - share)
    picture += np.float32(_SKIN) * share
    noise = np.random.default_rng(1).normal(0, 2, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def _trail(hand: Hand, figure: Figure | None = None) -> Trail:
    rgb = _picture(hand)
    points = np.full((33, 3), 20, np.float32)
    points[13, :2], points[15, :2] = _ELBOW, hand.points[0]
    body = Body(0, points, points, np.ones(33, np.float32), figure=figure)
    cover = Cover(hand, learn(rgb, hand))
    parts = np.full(len(PALM), ARMS[0])
    return Trail(view(rgb, 0), Answer(body, hand.points[PALM], parts, {0: cover}))


def test_a_hand_turns_with_its_forearm(turned: Turned):
    first, now = turned(-0.2), turned(0.35)
    trail = _trail(first)
    for number, turn in enumerate((0.0, 0.2, 0.35)):
        trail.go_on(view(_picture(turned(turn)), (number + 1) * 33_333_333))
    found = trail.covers[0]
    assert np.abs(found.hand.points[0] - now.points[0]).max() < 9
    along = found.hand.points[9] - found.hand.points[0]
    assert np.arctan2(along[0], -along[1]) == pytest.approx(0.35 - 0.041, abs=0.1)
    assert found.unsure == 1
    assert list(trail.quick()) == [0]


def test_a_hand_that_rests_is_sure_and_needs_no_second_look(turned: Turned):
    trail = _trail(turned(0.1))
    trail.go_on(view(_picture(turned(0.1)), 33_333_333))
    assert trail.covers[0].unsure < 0.1
    assert not trail.quick()


def test_what_was_seen_in_a_picture_counts_in_the_next(turned: Turned):
    trail = _trail(turned(0.0))
    trail.go_on(view(_picture(turned(0.25)), 33_333_333))
    then = trail.covers[0].hand
    trail.go_on(view(_picture(turned(0.5)), 66_666_667))
    trail.correct(0, then, turned(0.25))
    assert np.abs(trail.covers[0].hand.points - turned(0.5).points).mean() < 6
    assert not trail.quick()


def _without(trail: Trail, covers: dict[int, Cover]) -> Trail:
    """Measure anew, in the same picture, and find only `covers`."""
    answer = trail._answer
    points = np.zeros((0, 2), np.float32)
    if covers:
        points = np.concatenate([cover.hand.points[PALM] for cover in covers.values()])
    parts = np.full(len(points), ARMS[0])
    return Trail(trail._seen, Answer(answer.body, points, parts, covers))


def test_a_hand_that_a_measurement_did_not_see_is_kept_where_it_was(turned: Turned, figure):
    trail = _trail(turned(0.0), figure)
    hand = trail.covers[0]
    lost = _without(trail, {})
    lost.keep(trail)
    assert lost.covers[0] is hand
    lost.go_on(view(_picture(turned(0.1)), 33_333_333))
    assert np.abs(lost.covers[0].hand.points - turned(0.1).points).max() < 9
    again = _without(lost, {})
    again.keep(lost)
    assert not again.covers, "not found twice: it has gone"
    guess = replace(hand, hand=hand.hand.moved(np.float32((40, 0))), unsure=1.0)
    guessed = _without(trail, {0: guess})
    guessed.keep(trail)
    assert guessed.covers[0] is hand, "it was followed from where it was seen"
    seen = _without(trail, {0: replace(guess, unsure=0.0)})
    seen.keep(trail)
    assert seen.covers[0] is not hand
