"""Hands: where they are looked for, how they are drawn, and what they hide."""

import numpy as np
import pytest

from tryon.core.geometry import similarity
from tryon.core.scene import Box, Lips
from tryon.tracking.hands import Hand, HandSearch, not_behind, silhouette


@pytest.fixture(scope="module")
def search():
    search = HandSearch()
    yield search
    search.close()


def flat_hand(x: float, y: float, palm: float) -> Hand:
    """A hand that points upwards, the wrist at (x, y)."""
    fingers = [(-0.45, 0.3), (-0.3, 0.95), (0.0, 1.0), (0.25, 0.95), (0.45, 0.85)]
    points = [(0.0, 0.0)]
    for across, up in fingers:
        points += [(across * (1 + 0.1 * k), up + 0.28 * k) for k in range(4)]
    return Hand(
        np.array([(x + palm * a, y - palm * u) for a, u in points], np.float32), presence=1.0
    )


def test_a_portrait_without_hands_has_none(search, portrait):
    assert search(portrait, similarity(512.0, 0.0, 0.0, 0.0)) == []


def test_a_picture_of_nothing_has_none(search):
    assert search(np.zeros((40, 30, 3), np.uint8), similarity(90.0, 0.4, -20.0, 5.0)) == []


def test_a_silhouette_is_as_wide_as_a_hand():
    hand = flat_hand(100.0, 180.0, 60.0)
    assert hand.palm_px == pytest.approx(60.0)
    hidden = silhouette(hand, (200, 200))
    assert hidden.dtype == np.uint8
    assert hidden[150, 100] == 255  # the palm
    assert not hidden[:, :40].any()
    assert not hidden[195:].any()
    knuckles = (hidden[125] > 0).sum()
    assert 0.7 * 60 < knuckles < 1.7 * 60
    between = hidden[75]  # across the finger tips
    assert 3 <= np.count_nonzero(np.diff(between.astype(int)) > 0) <= 4
    assert (silhouette(hand, (200, 200), grown=0.1) > 0).sum() > 1.15 * (hidden > 0).sum()


def lips_at(x: int, y: int) -> Lips:
    loop = np.array([(x, y), (x + 40, y), (x + 40, y + 20), (x, y + 20)], np.float32)
    return Lips(Box(x, y, 40, 20), np.ones((20, 40), np.float32), loop, loop, 40.0)


def test_what_is_behind_a_hand_is_not_painted():
    hand = flat_hand(100.0, 180.0, 60.0)
    assert not_behind(lips_at(80, 140), [hand]) is None
    beside = not_behind(lips_at(110, 140), [hand])
    assert beside is not None
    covered = beside.coverage < 0.5
    assert covered[:, :10].all()
    assert not covered[:, -5:].any()
    away = lips_at(10, 10)
    found = not_behind(away, [hand])
    assert found is not None
    assert np.array_equal(found.coverage, away.coverage)


def test_hands_before_real_mouths_are_found(search, shared_data):
    """A signer's hand in the frames of a clip, each on its own."""
    import av

    from tryon.core.scene import Frame
    from tryon.tracking.face import FaceTracker
    from tryon.tracking.lips import find_lips

    tracker = FaceTracker(still=True)
    with av.open(str(shared_data / "videos" / "intel_asl_bird.mkv")) as clip:
        frames = [f.to_ndarray(format="rgb24") for f in clip.decode(video=0)]
    painted = []
    for index in (0, 18, 24, 30, 36):
        rgb = frames[index]
        (face, *_) = tracker.track(Frame(rgb, index, index))
        lips = find_lips(rgb, face, None)
        assert lips is not None
        left = not_behind(lips, search.before(rgb, face, thorough=True))
        painted.append(0.0 if left is None else float(left.coverage.sum()))
    tracker.close()
    assert painted[0] > 50
    assert max(painted[1:]) < 0.1 * painted[0]


def test_a_hand_moves_with_its_palm_and_turns_around_it():
    hand = flat_hand(100, 100, 40)
    there = hand.moved(np.float32((30, -10)), np.pi / 2)
    assert np.allclose(there.middle - hand.middle, (30, -10), atol=1e-3)
    up = hand.points[9] - hand.points[0]
    assert np.allclose(there.points[9] - there.points[0], (-up[1], up[0]), atol=1e-3)
    assert there.palm_px == pytest.approx(hand.palm_px, rel=1e-4)
