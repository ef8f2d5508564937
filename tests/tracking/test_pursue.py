"""A hand that is too quick for flow is found by its colours."""

import cv2
import numpy as np
import pytest

from tryon.tracking.hands import Hand, silhouette
from tryon.tracking.matte import Colours, learn
from tryon.tracking.pursue import pursue

_SKIN, _CLOTH = (196, 140, 112), (40, 60, 120)
_SIZE = (640, 360)


@pytest.fixture
def hand(open_hand: Hand) -> Hand:
    return Hand(open_hand.points + np.float32((260, 240)), open_hand.presence)


def _picture(hand: Hand, moved: tuple[int, int] = (0, 0), *, blur_px: int = 0) -> np.ndarray:
    """Show a hand, a brighter stripe on the cloth and a far face."""
    there = Hand(hand.points + np.float32(moved), hand.presence)
    share = silhouette(there, _SIZE).astype(np.float32)[..., None] / 255
    if blur_px:
        share = cv2.blur(share, (blur_px, 1))[..., None]
    picture = np.full((*_SIZE[::-1], 3), _CLOTH, np.float32)
    picture[:, 420:440] = 150
    cv2.circle(picture, (560, 60), 45, _SKIN, -1)
    picture = picture * (1 - share) + np.float32(_SKIN) * share
    noise = np.random.default_rng(1).normal(0, 3, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def _colours(hand: Hand) -> Colours:
    colours = learn(_picture(hand), hand)
    assert colours is not None
    return colours


@pytest.mark.parametrize("way", [(60, 10), (-45, -50), (0, 30)])
def test_a_blurred_hand_is_found_where_it_is(hand, way):
    rgb = _picture(hand, way, blur_px=25)
    small = cv2.resize(rgb, (320, 180), interpolation=cv2.INTER_AREA)
    nowhere = np.zeros(2, np.float32)
    moved, score = pursue(small, 0.5, hand, _colours(hand), nowhere, is_seen=False)
    assert np.abs(moved - way).max() < 6
    assert score > 1


def test_what_flow_says_is_kept_where_it_explains_the_picture(hand):
    rgb = _picture(hand, (12, 3))
    said = np.float32((11.3, 3.2))
    moved, _ = pursue(rgb, 1.0, hand, _colours(hand), said, is_seen=True)
    assert moved is said
    wrong = np.float32((-50, 0))
    moved, _ = pursue(rgb, 1.0, hand, _colours(hand), wrong, is_seen=True)
    assert np.abs(moved - (12, 3)).max() < 6


def test_a_hand_that_has_gone_is_nowhere(hand):
    empty = _picture(hand, (-2000, 0))
    zero = np.zeros(2, np.float32)
    _, score = pursue(empty, 1.0, hand, _colours(hand), zero, is_seen=False)
    assert score < 1
