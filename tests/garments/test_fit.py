"""What is put on has the bones of the figure."""

import dataclasses

import numpy as np
import pytest

from tryon.core.scene import BONES, Figure, Presence
from tryon.effects.garment import find_model
from tryon.garments.bend import torso_of
from tryon.garments.fit import (
    Side,
    body_of,
    girths_of,
    long_sleeves,
    put_on,
    rest_to_camera,
    shape_on,
    spine_of,
)
from tryon.garments.model import shipped


@pytest.fixture(scope="module")
def model():
    return shipped("female")


def figure_of(joints: np.ndarray) -> Figure:
    rotations = np.tile(np.eye(3, dtype=np.float32), (22, 1, 1))
    return Figure(
        rotations,
        joints.astype(np.float32),
        900.0,
        (640.0, 360.0),
        {},
        "female",
        Presence(1, 1),
    )


def carried(matrices: np.ndarray, points: np.ndarray) -> np.ndarray:
    places = (matrices[:, :, :3] @ points[..., None])[..., 0] + matrices[:, :, 3]
    return places[:, :3] / places[:, 3:]


def test_who_is_built_like_the_model_wears_it_as_it_rests(model):
    away = np.array([0.3, -1.0, -2.5], np.float32)
    matrices = rest_to_camera(model.skeleton.heads, figure_of(model.skeleton.heads + away))
    np.testing.assert_allclose(matrices[:, :3, :3], np.tile(np.eye(3), (22, 1, 1)), atol=1e-5)
    np.testing.assert_allclose(matrices[:, :3, 3], np.tile(away, (22, 1)), atol=1e-5)


def test_a_long_arm_stretches_the_sleeve_along_it_only(model):
    heads = model.skeleton.heads
    joints = heads + np.array([0, -1.0, -2.5], np.float32)
    elbow, hand = BONES.index("LeftForeArm"), BONES.index("LeftHand")
    along = heads[hand] - heads[elbow]
    joints[hand] += 0.2 * along
    matrices = rest_to_camera(heads, figure_of(joints))
    np.testing.assert_allclose(carried(matrices, heads), joints, atol=1e-5)
    ends = matrices[elbow, :3, :3] @ heads[hand] + matrices[elbow, :3, 3]
    np.testing.assert_allclose(ends, joints[hand], atol=1e-5)
    singular = np.linalg.svd(matrices[elbow, :3, :3], compute_uv=False)
    np.testing.assert_allclose(singular, [1.2, 1.0, 1.0], atol=1e-4)


def test_a_larger_figure_wears_it_larger(model):
    joints = 1.3 * model.skeleton.heads + np.array([0, -1.2, -4.0], np.float32)
    figure = figure_of(joints)
    matrices = rest_to_camera(model.skeleton.heads, figure)
    np.testing.assert_allclose(np.linalg.det(matrices[:, :3, :3]), 1.3**3, rtol=1e-4)
    worn = put_on(model, dataclasses.replace(figure, shape={"waist+": 0.5}))
    assert worn.parts is model.parts
    assert worn.morph_weights == {"waist+": 0.5}
    assert torso_of(carried(worn.rest_to_camera, model.skeleton.heads)) == pytest.approx(
        1.3 * torso_of(model.skeleton.heads), rel=0.01
    )


def test_who_was_measured_with_the_other_mannequin_is_as_wide(model):
    other = shipped("male")
    figure = dataclasses.replace(
        figure_of(other.skeleton.heads), gender="male", shape={"waist+": 0.8, "hips+": 0.5}
    )
    weights = shape_on(model, figure)
    girths = girths_of(model, weights) / spine_of(model.skeleton.shaped(weights))
    wanted = girths_of(other, figure.shape) / spine_of(other.skeleton.shaped(figure.shape))
    np.testing.assert_allclose(girths, wanted, rtol=0.06)
    plain = girths_of(model, {}) / spine_of(model.skeleton.heads)
    assert np.abs(girths / wanted - 1).max() < np.abs(plain / wanted - 1).max() / 2


def test_what_hides_cloth_has_palms_and_no_fingers(model):
    heads = model.skeleton.heads
    body = body_of("female", figure_of(heads + np.array([0, -1.0, -2.5], np.float32)))
    drawn = [part.positions[np.unique(part.triangles)] for part in body.parts]
    away = np.linalg.norm(np.concatenate(drawn) - heads[BONES.index("LeftHand")], axis=1)
    assert (away < 0.08).sum() > 20
    whole = np.concatenate([part.positions for part in model.parts])
    further = (np.abs(whole[:, 0]) > abs(heads[BONES.index("LeftHand"), 0])).sum()
    left = (np.abs(np.concatenate(drawn)[:, 0]) > abs(heads[BONES.index("LeftHand"), 0])).sum()
    assert left < further / 3


def test_arms_in_long_sleeves_hide_nothing(model):
    figure = figure_of(model.skeleton.heads + np.array([0, -1.0, -2.5], np.float32))
    hand, shoulder = (model.skeleton.heads[BONES.index(f"Left{b}")] for b in ("Hand", "Arm"))
    for name, is_long in (("longsleeve_female", True), ("tshirt_crew_female", False)):
        sleeved = long_sleeves(find_model(name))
        assert sleeved == (frozenset({"Left", "Right"}) if is_long else frozenset())
        parts = body_of("female", figure, sleeved).parts
        drawn = np.concatenate([part.positions[np.unique(part.triangles)] for part in parts])
        aside = np.abs(drawn[:, 0]) > (abs(hand[0]) + abs(shoulder[0])) / 2
        assert aside.any() != is_long


def test_forearms_are_as_thick_as_sleeves_that_are_worn(model):
    figure = figure_of(model.skeleton.heads + np.array([0, -1.0, -2.5], np.float32))
    (bare,), (worn,) = (
        body_of("female", figure, thick=thick).parts
        for thick in (frozenset[Side](), frozenset[Side](["Left"]))
    )
    away = np.linalg.norm(worn.positions - bare.positions, axis=1)
    moved = (bare.weights * (bare.joints == BONES.index("LeftForeArm"))).sum(1)
    np.testing.assert_allclose(away[moved > 0.7], 0.009, atol=1e-5)
    assert (moved > 0.7).sum() > 20
    assert not away[moved == 0].any()
    outwards = ((worn.positions - bare.positions) * bare.normals).sum(1)
    assert outwards.min() >= 0


def test_an_arm_before_the_trunk_is_nearer_and_looks_the_same(model):
    heads = model.skeleton.heads
    plain = figure_of(heads + np.array([0, -1.0, -2.5], np.float32))
    matrices, moved = (
        rest_to_camera(heads, dataclasses.replace(plain, arms_before=sure))
        for sure in ((0.0, 0.0), (1.0, 0.5))
    )
    before, after = carried(matrices, heads), carried(moved, heads)
    np.testing.assert_allclose(
        before[:, :2] / before[:, 2:], after[:, :2] / after[:, 2:], atol=1e-6
    )
    nearer = {bone: after[k, 2] - before[k, 2] for k, bone in enumerate(BONES)}
    assert nearer["LeftHand"] > 0.1
    np.testing.assert_allclose(nearer["RightForeArm"], nearer["LeftForeArm"] / 2, atol=0.01)
    assert nearer["LeftArm"] == nearer["Spine2"] == 0
    body = body_of("female", dataclasses.replace(plain, arms_before=(1.0, 0.5)))
    np.testing.assert_allclose(carried(body.rest_to_camera, heads), after, atol=1e-4)


def test_the_upper_arm_leads_from_its_shoulder_to_a_forearm_before_the_trunk(model):
    heads = model.skeleton.heads
    plain = figure_of(heads + np.array([0, -1.0, -2.5], np.float32))
    before = dataclasses.replace(plain, arms_before=(1.0, 0.0))
    shoulder, elbow = (BONES.index(f"Left{bone}") for bone in ("Arm", "ForeArm"))
    share = np.linspace(0, 1, 5, dtype=np.float32)[:, None]
    bone = heads[shoulder] + share * (heads[elbow] - heads[shoulder])
    places = [
        carried(np.tile(matrices[shoulder], (5, 1, 1)), bone)
        for matrices in (rest_to_camera(heads, plain), rest_to_camera(heads, before))
    ]
    nearer = places[1][:, 2] - places[0][:, 2]
    assert nearer[0] == pytest.approx(0, abs=1e-6)
    assert (np.diff(nearer) > 0.02).all()
    shown = [place[:, :2] / place[:, 2:] for place in places]
    np.testing.assert_allclose(shown[1], shown[0], atol=1e-6)


@pytest.mark.parametrize("away_m", [0.01, 0.0, -0.001])
def test_a_hand_at_the_lens_makes_no_giant_arm(model, away_m):
    heads = model.skeleton.heads
    joints = heads + np.array([0, -1.0, -2.5], np.float32)
    joints[BONES.index("LeftHand"), 2] = -away_m
    plain = figure_of(joints)
    before = dataclasses.replace(plain, arms_before=(1.0, 0.0))
    largest = [
        np.abs(carried(rest_to_camera(heads, one), heads)).max() for one in (plain, before)
    ]
    assert largest[1] <= largest[0]
