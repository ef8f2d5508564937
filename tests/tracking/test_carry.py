"""What is on a person goes with them, and rests when they do."""

import dataclasses

import cv2
import numpy as np
import pytest

from tryon.core.scene import BONES, Box, Figure, Presence, Silhouette
from tryon.garments.bend import mannequin
from tryon.tracking.carry import (
    Steady,
    carry_figure,
    carry_silhouette,
    parts_of,
    shown,
    torso_px,
)
from tryon.tracking.flow import follow, marks, spread, view


@pytest.fixture
def figure() -> Figure:
    heads = mannequin("female").skeleton.heads + np.array([0, -1.0, -2.5], np.float32)
    rotations = np.tile(np.eye(3, dtype=np.float32), (22, 1, 1))
    return Figure(
        rotations, heads, 900.0, (640.0, 360.0), {"waist+": 0.2}, "female", Presence(1, 1)
    )


def moved(rgb: np.ndarray, x: float, y: float) -> np.ndarray:
    shift = np.array([[1, 0, x], [0, 1, y]], np.float32)
    return cv2.warpAffine(rgb, shift, rgb.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)


def test_points_on_a_portrait_are_followed_to_a_fraction_of_a_pixel(portrait):
    whole = Silhouette(Box(0, 0, 512, 512), np.ones((64, 64), np.float32))
    before, after = view(portrait, 0), view(moved(portrait, 12.5, -4.0), 1)
    points = marks(before, whole, np.array([[250, 250], [-9, 5]], np.float32))
    assert points[-1].tolist() == [250, 250]
    assert len(points) > 30
    places, believed = follow(before, after, points, points)
    off = places[believed] - points[believed] - (12.5, -4.0)
    assert believed.mean() > 0.7
    assert np.median(np.abs(off)) < 0.15


def test_nothing_to_follow_is_no_fault(portrait):
    flat = view(np.full((100, 100, 3), 90, np.uint8), 0)
    nobody = Silhouette(Box(0, 0, 100, 100), np.zeros((10, 10), np.float32))
    points = marks(flat, nobody, np.full((1, 2), 50, np.float32))
    assert points.shape == (0, 2)
    places, believed = follow(flat, flat, points, points)
    assert len(places) == len(believed) == 0


def test_an_arm_that_moves_does_not_pull_at_the_body():
    body = np.random.default_rng(1).uniform((600, 200), (700, 500), (40, 2)).astype(np.float32)
    arm = np.random.default_rng(2).uniform((850, 300), (900, 400), (12, 2)).astype(np.float32)
    points = np.concatenate([body, arm])
    steps = np.zeros_like(points)
    steps[40:] = 20, 0
    places = np.array([[650, 350], [875, 350]], np.float32)
    shifts = spread(points, steps, places, 40)
    assert abs(shifts[0]).max() < 0.5
    assert shifts[1, 0] > 18


def test_a_figure_goes_with_the_points_on_it(figure):
    points = shown(figure)
    parts = parts_of(figure, points)
    aside = carry_figure(figure, points, points + np.float32((15, -3)), parts)
    np.testing.assert_allclose(shown(aside) - points, np.tile((15, -3), (22, 1)), atol=0.1)
    np.testing.assert_allclose(aside.rotations, figure.rotations, atol=0.02)
    middle = points.mean(0)
    nearer = carry_figure(figure, points, middle + 1.05 * (points - middle), parts)
    assert nearer.joints[0, 2] / figure.joints[0, 2] == pytest.approx(1 / 1.05, abs=0.01)


def test_an_arm_turns_with_its_hand(figure):
    elbow, hand = BONES.index("LeftForeArm"), BONES.index("LeftHand")
    points = shown(figure)
    places = points.copy()
    turn = np.radians(20)
    around = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    places[hand] = points[elbow] + around @ (points[hand] - points[elbow])
    many = [np.repeat(points, 3, axis=0), np.repeat(places, 3, axis=0)]
    carried = carry_figure(figure, *many, parts_of(figure, many[0]))
    way = carried.joints[hand] - carried.joints[elbow]
    rest = figure.joints[hand] - figure.joints[elbow]
    turned = carried.rotations[elbow] @ rest / np.linalg.norm(rest)
    np.testing.assert_allclose(turned, way / np.linalg.norm(way), atol=0.02)
    before, after = (shown(one)[hand] - shown(one)[elbow] for one in (figure, carried))
    turned_deg = np.degrees(np.arctan2(*after[::-1]) - np.arctan2(*before[::-1]))
    assert turned_deg == pytest.approx(20, abs=4)


def test_what_rests_is_averaged_and_what_moves_is_followed(figure):
    trembling = figure.joints.copy()
    trembling[:, 0] += 0.004
    held = Steady()(figure, dataclasses.replace(figure, joints=trembling))
    assert np.abs(held.joints - figure.joints).max() < 0.001
    stepped = figure.joints.copy()
    stepped[:, 0] += 0.1
    followed = Steady()(figure, dataclasses.replace(figure, joints=stepped))
    np.testing.assert_allclose(followed.joints, stepped, atol=1e-5)
    np.testing.assert_allclose(np.linalg.det(followed.rotations), 1, atol=1e-5)


def test_the_silhouette_goes_along():
    mask = Silhouette(Box(10, 20, 100, 200), np.ones((20, 10), np.float32))
    points = np.random.default_rng(3).uniform(0, 200, (9, 2)).astype(np.float32)
    assert carry_silhouette(mask, points, points + np.float32((6, -2))).box == Box(
        16, 18, 100, 200
    )


@pytest.mark.parametrize(("apart", "followed"), [(0.02, 0.0), (0.1, 0.1), (0.4, 0.1)])
def test_a_sleeve_ends_at_a_hand_that_was_followed_itself(figure, apart, followed):
    """It need not at rest, where measurements waver, nor where the hand was surely lost."""
    hand, points, torso = BONES.index("RightHand"), shown(figure), torso_px(figure)
    wrist = points[hand] + np.array([-apart * torso, 0], np.float32)
    carried = carry_figure(figure, points, points, parts_of(figure, points), {1: wrist})
    moved = (shown(carried) - points) / torso
    np.testing.assert_allclose(moved[hand], (-followed, 0), atol=0.002)
    np.testing.assert_allclose(np.delete(moved, hand, axis=0), 0, atol=0.002)
