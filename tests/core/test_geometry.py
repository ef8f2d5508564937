import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.core.geometry import (
    IDENTITY,
    carry,
    compose,
    fit_pose,
    fit_similarity,
    invert,
    scale_of,
    similarity,
    turn_of,
)

similarities = st.builds(
    similarity, st.floats(0.2, 5), st.floats(-3, 3), st.floats(-50, 50), st.floats(-50, 50)
)
POINTS = np.array([[0, 0, 1], [10, 0, -2], [3, 7, 0], [-4, 2, 5]], np.float32)


@given(similarities)
def test_undoing_a_similarity_leads_back(there):
    assert compose(invert(there), there) == pytest.approx(IDENTITY, abs=1e-6)
    assert compose(there, invert(there)) == pytest.approx(IDENTITY, abs=1e-6)


@given(similarities, similarities)
def test_composing_is_carrying_twice(first, second):
    twice = carry(second, carry(first, POINTS))
    assert carry(compose(second, first), POINTS) == pytest.approx(twice, rel=1e-4, abs=1e-2)


def test_depth_is_scaled_but_not_moved():
    carried = carry(similarity(2.0, 0.7, 100.0, 50.0), POINTS)
    assert carried[:, 2] == pytest.approx(2 * POINTS[:, 2])


def test_a_similarity_says_its_scale_and_turn():
    there = similarity(1.7, -0.4, 3.0, 4.0)
    assert scale_of(there) == pytest.approx(1.7)
    assert turn_of(there) == pytest.approx(-0.4)


@given(similarities)
def test_the_similarity_between_two_shapes_is_found(there):
    found = fit_similarity(POINTS[:, :2], carry(there, POINTS)[:, :2])
    assert found == pytest.approx(there, rel=1e-3, abs=1e-2)


def test_a_point_without_weight_has_no_say():
    target = carry(similarity(1.2, 0.3, 5, 6), POINTS)[:, :2]
    target[3] += 40
    weights = np.array([1, 1, 1, 0], np.float32)
    found = fit_similarity(POINTS[:, :2], target, weights)
    assert found == pytest.approx(similarity(1.2, 0.3, 5, 6), abs=1e-4)


def test_the_pose_of_a_turned_body_is_found():
    c, s = np.cos(0.5), np.sin(0.5)
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    scale, rotation, shift = fit_pose(POINTS, 3 * POINTS @ turn.T + (1, 2, 3), np.ones(4))
    assert scale == pytest.approx(3)
    assert rotation == pytest.approx(turn, abs=1e-6)
    assert shift == pytest.approx([1, 2, 3], abs=1e-5)


def test_a_mirrored_body_is_not_turned_inside_out():
    _, rotation, _ = fit_pose(POINTS, POINTS * (-1, 1, 1), np.ones(4))
    assert np.linalg.det(rotation) == pytest.approx(1)
