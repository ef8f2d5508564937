import numpy as np
import pytest

from tryon.core.geometry import focal_px, similarity
from tryon.tracking.mesh import AttentionMesh, cut_out
from tryon.tracking.pose import _HEAD_CM, _LANDMARKS, head_to_camera, misfit_cm

SIZE = (1280, 720)


def drawn(turn_deg, away_cm, x_cm=0.0, y_cm=0.0):
    """Project the canonical face as the mesh shows it: scaled by its distance, depth kept."""
    angle = np.radians(turn_deg)
    c, s = np.cos(angle), np.sin(angle)
    turned = _HEAD_CM @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]).T
    px_per_cm = focal_px(SIZE) / away_cm
    points = np.zeros((478, 3), np.float32)
    places = (turned + np.array([x_cm, y_cm, 0])) * px_per_cm * (1, -1, -1)
    points[_LANDMARKS] = places + np.array([SIZE[0] / 2, SIZE[1] / 2, 0])
    return points


@pytest.mark.parametrize("away_cm", [40.0, 60.0, 300.0])
def test_a_face_before_the_camera_is_where_it_is(away_cm):
    pose = head_to_camera(drawn(0, away_cm), SIZE)
    assert pose[:3, :3] == pytest.approx(np.eye(3), abs=1e-3)
    assert pose[:3, 3] == pytest.approx([0, 0, -away_cm], rel=1e-3, abs=1e-2)


def test_a_face_that_turns_to_its_left_looks_to_the_right_of_the_picture():
    pose = head_to_camera(drawn(30, 60), SIZE)
    assert pose[:3, 2] == pytest.approx([0.5, 0, np.cos(np.radians(30))], abs=1e-3)


def test_a_face_beside_the_axis_that_is_seen_from_the_front_looks_at_the_camera():
    pose = head_to_camera(drawn(0, 60, x_cm=20, y_cm=5), SIZE)
    assert pose[:3, 3] == pytest.approx([20, 5, -60], abs=0.05)
    towards_camera = -pose[:3, 3] / np.linalg.norm(pose[:3, 3])
    assert pose[:3, 2] == pytest.approx(towards_camera, abs=1e-3)


def test_it_is_a_rigid_movement():
    rotation = head_to_camera(drawn(-50, 80, 10, 10), SIZE)[:3, :3]
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-5)
    assert np.linalg.det(rotation) == pytest.approx(1, abs=1e-5)


def test_a_real_face_is_a_face_and_a_crooked_one_is_not(portrait):
    mesh = AttentionMesh()
    points, _ = mesh(cut_out(portrait, similarity(200.0, 0.0, 120.0, 15.0)))
    mesh.close()
    assert misfit_cm(points) < 0.65
    crooked = points.copy()
    crooked[:, 0] += 0.5 * points[:, 1]
    assert misfit_cm(crooked) > 0.8
