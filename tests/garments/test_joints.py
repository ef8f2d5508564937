"""How far cloth is crushed by the joints of a figure."""

import cv2
import numpy as np
import pytest

from tryon.core.scene import BONES
from tryon.garments.joints import bends_of
from tryon.garments.model import shipped
from tryon.garments.skeleton import joints_of, local_to_world


def bends(**turns_deg: tuple[float, tuple[float, float, float]]) -> dict[str, float]:
    """Of the mannequin with joints turned by angles about axes."""
    local = {
        bone: cv2.Rodrigues(np.radians(angle) * np.array(axis) / np.linalg.norm(axis))[0]
        for bone, (angle, axis) in turns_deg.items()
    }
    heads = shipped("male").skeleton.heads
    rotations = local_to_world({b: r.astype(np.float32) for b, r in local.items()})
    found = bends_of(joints_of(heads, rotations, heads[0]))
    return dict(zip((*BONES, "left up", "right up"), found.tolist(), strict=True))


def test_who_stands_straight_has_no_crushed_cloth():
    assert max(bends().values()) < 0.1


def test_an_elbow_crushes_its_own_sleeve():
    found = bends(LeftForeArm=(70, (-0.75, -0.65, 0.09)))
    assert found["LeftForeArm"] == pytest.approx(1, abs=0.02)
    assert 0.5 < found["LeftArm"] < 1
    assert max(b for bone, b in found.items() if not bone.startswith("Left")) < 0.1


def test_who_sits_has_crushed_knees_and_a_crushed_waist():
    sitting = {f"{side}UpLeg": (-80, (1, 0, 0)) for side in ("Left", "Right")}
    sitting |= {f"{side}Leg": (90, (1, 0, 0)) for side in ("Left", "Right")}
    found = bends(**sitting)
    assert min(found[bone] for bone in ("Spine", "LeftLeg", "RightUpLeg")) > 0.8
    assert found["Spine2"] == found["Neck"] == 0
    one_foot_up = {bone: turn for bone, turn in sitting.items() if bone.startswith("Left")}
    assert bends(**one_foot_up)["Spine"] == pytest.approx(found["Spine"] / 2, abs=0.1)


def test_a_turn_of_the_forearm_bends_nothing():
    along = shipped("male").skeleton.heads
    axis = along[BONES.index("LeftHand")] - along[BONES.index("LeftForeArm")]
    found = bends(LeftForeArm=(80, tuple(axis)))
    assert found["LeftArm"] == pytest.approx(bends()["LeftArm"], abs=0.01)


def test_an_arm_that_is_raised_is_told_from_one_that_hangs():
    assert max(bends()[up] for up in ("left up", "right up")) == 0
    found = bends(LeftArm=(85, (0, 0, 1)))
    assert found["left up"] > 0.95
    assert found["right up"] == 0
    assert found["LeftArm"] == bends()["LeftArm"]
    level = bends(RightArm=(-45, (0, 0, 1)))
    assert 0.3 < level["right up"] < 0.8


def test_an_arm_that_points_forward_is_not_raised_to_the_side():
    down = (-40, (0, 0, 1))
    assert bends(LeftArm=down)["left up"] == 0
    ahead = cv2.Rodrigues(np.radians([-90.0, 0, 0]))[0]
    hung = cv2.Rodrigues(np.radians(down[0]) * np.array(down[1], float))[0]
    forward = cv2.Rodrigues(ahead @ hung)[0].ravel()
    angle = float(np.degrees(np.linalg.norm(forward)))
    found = bends(LeftArm=(angle, tuple(forward)), RightArm=(-45, (0, 0, 1)))
    assert found["left up"] < 0.1
    assert found["right up"] == pytest.approx(bends(RightArm=(-45, (0, 0, 1)))["right up"])
    # whoever turns around has the same clothes on
    turned = bends(LeftArm=(angle, tuple(forward)), Hips=(70, (0.2, 1, 0.1)))
    assert turned["left up"] == pytest.approx(found["left up"], abs=0.01)
