import cv2
import numpy as np
import pytest

from tryon.core.geometry import carry, similarity
from tryon.tracking.mesh import AttentionMesh, cut_out, square_around

FACE = similarity(200.0, 0.0, 120.0, 15.0)  # around the portrait's face


@pytest.fixture(scope="module")
def mesh():
    mesh = AttentionMesh()
    yield mesh
    mesh.close()


def test_a_face_is_present_and_its_parts_are_in_order(mesh, portrait):
    points, presence = mesh(cut_out(portrait, FACE))
    assert presence > 0.99
    assert points.shape == (478, 3)
    assert points.dtype == np.float32
    left_eye, right_eye, mouth = points[468, :2], points[473, :2], points[13, :2]
    assert left_eye[0] + 0.2 < right_eye[0]
    assert mouth[1] > right_eye[1] + 0.15
    assert points[4, 2] < points[234, 2]  # the nose is nearer than the ear


def test_noise_is_no_face(mesh):
    noise = np.random.default_rng(0).integers(0, 256, (192, 192, 3), np.uint8)
    assert mesh(noise)[1] < 0.01


def test_landmarks_do_not_depend_on_how_the_crop_lies(mesh, portrait):
    square = square_around(carry(FACE, mesh(cut_out(portrait, FACE))[0]))
    upright, _ = mesh(cut_out(portrait, square))
    turned = similarity(170.0, 0.1, 150.0, -20.0)
    turned[:, 2] += square @ (0.5, 0.5, 1.0) - turned @ (0.5, 0.5, 1.0)
    again, presence = mesh(cut_out(portrait, turned))
    assert presence > 0.99
    apart = np.linalg.norm(carry(turned, again) - carry(square, upright), axis=1)
    assert np.median(apart) < 1.5  # px of a face that is 110 high


def test_a_mirrored_face_has_mirrored_landmarks(mesh, portrait):
    left = np.array([33, 133, 468, 61, 78, 234, 50, 105, 40, 91, 4, 152, 0, 17])
    right = np.array([263, 362, 473, 291, 308, 454, 280, 334, 270, 321, 4, 152, 0, 17])
    off_px = []
    for shift in np.random.default_rng(0).uniform(-6, 6, (12, 2)):
        square = FACE + np.column_stack([np.zeros((2, 2)), shift])
        crop = cut_out(portrait, square)
        seen, mirrored = mesh(crop)[0], mesh(np.ascontiguousarray(crop[:, ::-1]))[0]
        for a, b in ((left, right), (right, left)):
            off_px.append((seen[a, 0] + mirrored[b, 0] - 1).mean() * 192 / 2)
    assert abs(np.mean(off_px)) < 0.1


@pytest.mark.parametrize("side", [96.0, 192.0, 400.0, 900.0])
def test_a_crop_shows_what_lies_there(side):
    y, x = np.mgrid[:1100, :1300] + 0.5  # pixel centres at .5
    rgb = np.stack([x / 6, y / 6, np.zeros_like(x)], -1)
    square = similarity(side, 0.2, 250.0, 20.0)
    crop = cut_out(np.round(rgb).astype(np.uint8), square)
    places = (np.array([[20, 20], [160, 30], [90, 170]]) + 0.5) / 192
    seen = np.array([crop[20, 20], crop[30, 160], crop[170, 90]], float)[:, :2] * 6
    assert seen == pytest.approx(carry(square, places.astype(np.float32)), abs=6)


def test_beyond_the_edge_it_is_dark(portrait):
    crop = cut_out(portrait, similarity(200.0, 0.0, -150.0, 100.0))
    assert not crop[:, :100].any()
    assert cut_out(portrait, similarity(900.0, 0.0, -2000.0, 100.0)).max() == 0


@pytest.mark.parametrize("side", [100.0, 300.0, 2000.0])
def test_beyond_the_edge_it_is_mirrored_when_asked_for(portrait, side):
    smooth = cv2.GaussianBlur(portrait, (0, 0), 8.0)
    corner = (-0.3 * side, -0.2 * side)
    crop = cut_out(smooth, similarity(side, 0.2, *corner), 192, cv2.BORDER_REFLECT)
    wide = cv2.copyMakeBorder(smooth, 2048, 2048, 2048, 2048, cv2.BORDER_REFLECT)
    same = cut_out(wide, similarity(side, 0.2, corner[0] + 2048, corner[1] + 2048))
    assert np.abs(crop.astype(int) - same).mean() < 1.0


def test_the_square_is_level_with_the_eyes(mesh, portrait):
    points = carry(FACE, mesh(cut_out(portrait, FACE))[0])
    square = square_around(points)
    tilted = similarity(1.3, 0.5, 40.0, 9.0)
    expected = tilted[:, :2] @ square[:, :2]
    assert square_around(carry(tilted, points))[:, :2] == pytest.approx(expected, abs=0.2)
