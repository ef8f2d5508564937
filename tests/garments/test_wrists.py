"""Wrists in cuffs come out of the arm and end where the hand begins."""

import numpy as np
import pytest

from tryon.core.mesh import PARENTS
from tryon.core.scene import BONES, Figure, Presence
from tryon.garments.fit import SIDES
from tryon.garments.model import Gender, shipped
from tryon.garments.skinning import Skin, by_bone
from tryon.garments.wrists import wrists_of

ELBOW, WRIST = BONES.index("RightForeArm"), BONES.index("RightHand")


def figure(gender: Gender) -> Figure:
    """A mannequin at rest, 2 m away."""
    return Figure(
        rotations=np.tile(np.eye(3, dtype=np.float32), (len(PARENTS), 1, 1)),
        joints=shipped(gender).skeleton.heads + np.array([0, -1.1, -2.0], np.float32),
        focal_px=900.0,
        centre_px=(640.0, 360.0),
        shape={},
        gender=gender,
        presence=Presence(1.0, 1.0),
    )


def shown(places: np.ndarray, of: Figure) -> np.ndarray:
    away = -places[..., 2:]
    return places[..., :2] * (1, -1) * of.focal_px / away + of.centre_px


@pytest.mark.parametrize("gender", ["female", "male"])
def test_it_leads_from_the_sleeve_to_the_hand(gender: Gender) -> None:
    worn = figure(gender)
    elbow, wrist = shown(worn.joints[[ELBOW, WRIST]], worn)
    hand = wrist + np.array([-9, 12], np.float32)  # it is bent away from the arm
    posed = wrists_of(gender, worn, {"Right": hand})
    (mesh,) = posed.parts
    skin = Skin(by_bone(mesh), np.ascontiguousarray(mesh.positions.T), (mesh.normals.T,))
    places, normals = (found.T for found in skin.pose(posed.rest_to_camera))
    there = shown(places, worn).reshape(-1, 12, 2).mean(1)
    np.testing.assert_allclose(there[3], hand, atol=1.0)
    along = (elbow - wrist) / np.linalg.norm(elbow - wrist)
    beside = (there[0] - wrist) @ np.array([along[1], -along[0]])
    assert abs(beside) < 0.5
    assert (there[0] - wrist) @ along > 30, "it comes out of the arm"
    corners = places[mesh.triangles]
    outside = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert ((outside * normals[mesh.triangles].mean(1)).sum(1) > 0).all()


def test_each_hand_that_is_seen_gets_one() -> None:
    worn = figure("female")
    hands = {side: np.array([600, 400], np.float32) for side in SIDES}
    both = wrists_of("female", worn, hands).parts[0]
    one = wrists_of("female", worn, {"Left": hands["Left"]}).parts[0]
    assert len(both.triangles) == 2 * len(one.triangles)
    np.testing.assert_allclose(both.weights.sum(1), 1)
    assert set(one.joints[one.weights > 0]) == {
        BONES.index("LeftForeArm"),
        BONES.index("LeftHand"),
    }
