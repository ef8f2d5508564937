"""A hand ends where its colours do."""

import dataclasses

import cv2
import numpy as np
import pytest

from tryon.tracking.hands import Hand, silhouette
from tryon.tracking.matte import is_skin, learn, matte

_SKIN, _CLOTH = (196, 140, 112), (40, 60, 120)
_SIZE = (200, 220)


@pytest.fixture
def hand(open_hand: Hand) -> Hand:
    return Hand(open_hand.points + np.float32((100, 150)), open_hand.presence)


def _picture(mask: np.ndarray, skin=_SKIN, cloth=_CLOTH) -> np.ndarray:
    noise = np.random.default_rng(0).normal(0, 4, (*mask.shape, 3))
    picture = np.where(mask[..., None] > 0, skin, cloth) + noise
    return cv2.GaussianBlur(np.clip(picture, 0, 255).astype(np.uint8), (3, 3), 0)


def _share(rgb: np.ndarray, hand: Hand, *, skins=()) -> np.ndarray:
    found = matte(rgb, hand, learn(rgb, hand, 40, skins), 40)
    assert found is not None
    whole = np.zeros(rgb.shape[:2], np.float32)
    box, share = found
    whole[box.rows, box.columns] = share
    return whole


def test_joints_that_are_a_little_off_are_put_right(hand):
    truth = silhouette(hand, _SIZE) > 0
    moved = Hand(hand.points + np.float32((5, 4)), hand.presence)
    before = silhouette(moved, _SIZE) > 0
    after = _share(_picture(truth), moved) > 0.5

    def iou(found: np.ndarray) -> float:
        return float((found & truth).sum() / (found | truth).sum())

    def missed(found: np.ndarray) -> float:
        return float((truth & ~found).sum() / truth.sum())

    assert iou(after) > iou(before) + 0.1
    assert missed(before) > 0.1
    assert missed(after) < 0.01


def test_a_sleeve_over_the_hand_is_none_of_it(hand):
    truth = silhouette(hand, _SIZE).copy()
    truth[118:] = 0  # the rest of the palm is in the other sleeve
    skin = cv2.cvtColor(np.uint8([[_SKIN]]), cv2.COLOR_RGB2LAB)[0, 0].astype(np.float32)
    share = _share(_picture(truth), hand, skins=[skin])
    assert share[128:145, 85:112].max() < 0.5
    assert share[truth > 0].mean() > 0.95


def test_nothing_is_left_of_a_palm_that_goes_on_under_the_other_sleeve(hand):
    """Joints are sure of it, and colours as sure: half of it was shown, as a stain."""
    truth = silhouette(hand, _SIZE).copy()
    truth[105:] = 0
    skin = cv2.cvtColor(np.uint8([[_SKIN]]), cv2.COLOR_RGB2LAB)[0, 0].astype(np.float32)
    picture = _picture(truth)
    colours = learn(picture, hand, 40, [skin])
    assert colours is not None
    # of cloth in many colours none says much
    says = np.where(colours.says < 0, np.float32(-3.5), colours.says)
    found = matte(picture, hand, dataclasses.replace(colours, says=says), 40)
    assert found is not None
    box, part = found
    share = np.zeros(truth.shape, np.float32)
    share[box.rows, box.columns] = part
    assert share[115:].mean(where=silhouette(hand, _SIZE)[115:] > 0) < 0.05
    assert share[truth > 0].mean() > 0.95


def test_what_is_narrower_than_a_finger_on_a_hand_is_before_it_with_it(hand):
    """A ring, a nail and a shadow between fingers have the colour of dark clothes."""
    truth = silhouette(hand, _SIZE)
    picture = _picture(truth)
    x, y = hand.points[9].astype(int).tolist()
    cv2.line(picture, (x - 12, y), (x + 12, y), _CLOTH, 3)
    share = _share(picture, hand)
    assert share[y - 1 : y + 2, x - 8 : x + 8].mean() > 0.5


def test_a_hand_before_skin_is_what_its_joints_say(hand):
    truth = silhouette(hand, _SIZE)
    share = _share(_picture(truth, cloth=_SKIN), hand)
    inside = cv2.erode(truth, np.ones((5, 5), np.uint8)) > 0
    outside = cv2.dilate(truth, np.ones((17, 17), np.uint8)) == 0
    assert share[inside].min() > 0.5
    assert share[outside].max() < 0.5


def test_what_looks_like_the_clothes_around_it_is_told(hand):
    there = learn(_picture(silhouette(hand, _SIZE)), hand)
    nowhere = learn(_picture(np.zeros(_SIZE[::-1])), hand)
    assert there is not None
    assert nowhere is not None
    assert not there.is_alike
    assert nowhere.is_alike


def test_a_hand_outside_of_the_picture_has_no_matte(hand):
    rgb = np.zeros((*_SIZE[::-1], 3), np.uint8)
    away = Hand(hand.points + np.float32(1000), hand.presence)
    assert learn(rgb, away) is None
    assert matte(rgb, away, None) is None


def test_skin_is_known_by_its_colour_more_than_by_its_light():
    skin = np.float32((150, 140, 145))
    others = np.float32([(110, 138, 143), (150, 128, 128), (150, 141, 170)])
    assert is_skin(others, [skin]).tolist() == [True, False, False]
    assert not is_skin(others, []).any()


def test_a_finger_that_was_not_where_it_is_belongs_to_an_unsure_hand(hand):
    truth = silhouette(hand, _SIZE) > 0
    rgb = _picture(truth)
    turned = hand.moved(np.zeros(2, np.float32), 0.9)
    colours = learn(rgb, hand, 40)

    def missed(unsure: float) -> float:
        found = matte(rgb, turned, colours, 40, unsure)
        assert found is not None
        whole = np.zeros(rgb.shape[:2], np.float32)
        whole[found[0].rows, found[0].columns] = found[1]
        assert (whole[~truth] > 0.5).mean() < 0.01
        return float((whole[truth] < 0.5).mean())

    assert missed(0.0) > 0.08
    assert missed(1.0) < 0.03
