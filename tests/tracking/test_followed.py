"""A small mouth that rests is held among what the model says from place to place."""

import numpy as np
import pytest

from tryon.core.geometry import carry, invert
from tryon.core.scene import Bytes, Floats, Frame
from tryon.tracking.face import FaceTracker
from tryon.tracking.followed import Followed
from tryon.tracking.glance import Met
from tryon.tracking.lip_shape import KNOTS
from tryon.tracking.mesh import CROP_PX, cut_out, square_around

#: Of the landmarks, in any direction, from place to place.
SPREAD = 0.6 / CROP_PX
LOWER = KNOTS[2:, 1:-1].ravel()


@pytest.fixture(scope="module")
def small(portrait: Bytes) -> Bytes:
    return np.ascontiguousarray(portrait[::2, ::2])


@pytest.fixture(scope="module")
def met(small: Bytes) -> Met:
    tracker = FaceTracker(still=True)
    (face,) = tracker.track(Frame(small, 0, 0))
    tracker.close()
    square = square_around(face.points)
    points = carry(invert(square), face.points)
    return Met(square, points, np.full(len(points), SPREAD, np.float32))


def opened(points: Floats, by: float) -> Floats:
    lower = points.copy()
    lower[LOWER, 1] += by
    return lower


def moved(met: Met, small: Bytes, by: float) -> tuple[Followed, float]:
    """What share of a movement of the lower lip is followed in the same frame."""
    crop = cut_out(small, met.square)
    followed = Followed(0, met, crop, 0)
    followed.take(crop, met.square, opened(met.points, by), 33_333_333)
    shown = carry(invert(followed.square), followed.points)[LOWER, 1]
    return followed, float((shown - met.points[LOWER, 1]).mean()) / by


def test_a_small_face_is_looked_at_from_many_places(met: Met, small: Bytes) -> None:
    crop = cut_out(small, met.square)
    followed = Followed(0, met, crop, 0)
    places = []
    for turn in range(17):
        assert followed.glance is not None
        places.append(tuple(followed.glance[:, 2]))
        followed.take(crop, followed.expected(), met.points, (turn + 1) * 33_333_333)
    assert len(set(places)) == 17
    assert np.abs(np.mean(places, axis=0)).max() < 1e-6


def test_what_a_small_mouth_seems_to_do_from_another_place_is_not_followed(
    met: Met, small: Bytes
) -> None:
    followed, share = moved(met, small, SPREAD)
    assert share < 0.3
    assert followed.glance is not None


def test_a_small_mouth_that_opens_is_followed_in_the_same_frame(met: Met, small: Bytes) -> None:
    followed, share = moved(met, small, 5 / CROP_PX)
    assert share > 0.9
    assert followed.glance is None


def test_at_the_edge_of_the_frame_a_small_face_is_looked_at_from_one_place(
    met: Met, small: Bytes
) -> None:
    crop = cut_out(small, met.square)
    followed = Followed(0, met, crop, 0)
    followed.take(crop, met.square, met.points, 33_333_333, is_whole=False)
    assert followed.glance is None
