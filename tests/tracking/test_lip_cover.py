"""What is before a mouth, and the mouth without it."""

import numpy as np
import pytest

from tryon.core.scene import Bytes, Face, Floats, Frame
from tryon.tracking.face import FaceTracker
from tryon.tracking.lip_cover import Cover
from tryon.tracking.lip_shape import cut_patch, mesh_edges, place_patch
from tryon.tracking.lips import find_lips
from tryon.tracking.second_look import in_sight


@pytest.fixture(scope="module")
def face(portrait: Bytes) -> Face:
    tracker = FaceTracker(still=True)
    (face,) = tracker.track(Frame(portrait, 0, 0))
    tracker.close()
    return face


def cover_of(rgb: Bytes, face: Face, share: float) -> Cover:
    """Something before that share of a mouth, from its left."""
    solid = mesh_edges(face.points)
    patch = place_patch(solid, 96.0, 0.35)
    edges = patch.from_frame(np.ascontiguousarray(solid[..., :2]))
    hidden = np.zeros(patch.size[::-1], np.bool_)
    left, right = edges[0, 0, 0], edges[0, -1, 0]
    hidden[:, : int(left + share * (right - left))] = True
    return Cover(patch, cut_patch(rgb, solid, patch), edges, hidden)


def painted(lips, like: Bytes) -> Floats:
    whole = np.zeros(like.shape[:2], np.float32)
    if lips is not None:
        whole[lips.box.rows, lips.box.columns] = lips.coverage
    return whole


def test_what_is_hidden_is_left_out(portrait: Bytes, face: Face) -> None:
    lips = find_lips(portrait, face, None)
    assert lips is not None
    half = cover_of(portrait, face, 0.5).leave_out(lips)
    assert half is not None
    assert 0.35 < half.coverage.sum() / lips.coverage.sum() < 0.65
    columns = half.coverage.shape[1]
    assert not half.coverage[:, : columns // 3].any()
    assert cover_of(portrait, face, 1.1).leave_out(lips) is None


def test_the_rest_of_the_frame_stays_as_it_is(portrait: Bytes, face: Face) -> None:
    cover = cover_of(portrait, face, 0.5)
    away = cover.taken_away(portrait)
    middle = face.points[[13, 14], :2].mean(0)
    y, x = np.mgrid[: portrait.shape[0], : portrait.shape[1]]
    far = np.hypot(x - middle[0], y - middle[1]) > 1.5 * cover.patch.unit
    assert (away[far] == portrait[far]).all()
    assert (away[:, int(middle[0]) + 8 :] == portrait[:, int(middle[0]) + 8 :]).all()


def test_lips_look_like_lips_where_something_was_before_them(
    portrait: Bytes, face: Face
) -> None:
    away = cover_of(portrait, face, 0.5).taken_away(portrait)
    lips, again = find_lips(portrait, face, None), find_lips(away, face, None)
    before, after = painted(lips, portrait), painted(again, portrait)
    assert np.minimum(before, after).sum() > 0.75 * np.maximum(before, after).sum()


@pytest.mark.parametrize("grey", [38, 110])
def test_a_microphone_takes_no_more_than_it_hides(
    portrait: Bytes, face: Face, grey: int
) -> None:
    """Of what is in sight of this mouth a dark one took half."""
    left, right = face.points[61, :2], face.points[291, :2]
    width = float(np.hypot(*(right - left)))
    y, x = np.mgrid[: portrait.shape[0], : portrait.shape[1]] + 0.5
    middle = right + np.array([-0.1, 0.45]) * width
    ball = np.hypot(x - middle[0], y - middle[1]) < 0.5 * width
    rgb = portrait.copy()
    noise = np.random.default_rng(1).normal(0, 8, (int(ball.sum()), 1))
    rgb[ball] = np.clip(grey + noise, 0, 255).astype(np.uint8)
    bare, lips = find_lips(portrait, face, None), find_lips(rgb, face, None)
    assert lips is not None
    found = painted(in_sight(rgb, face, lips, ()), portrait)
    truth = painted(bare, portrait)
    away = np.hypot(x - middle[0], y - middle[1]) / width
    inside, near = away < 0.47, away < 0.56
    assert found[inside].sum() < 0.08 * truth[inside].sum()
    assert np.minimum(found, truth)[~near].sum() > 0.95 * truth[~near].sum()
