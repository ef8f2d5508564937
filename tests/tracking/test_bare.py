from dataclasses import replace

import numpy as np
import pytest

from tryon.core.scene import BONES, Body, Box, Figure, Floats, Presence, Silhouette
from tryon.garments.model import shipped
from tryon.garments.skeleton import joints_of, local_to_world
from tryon.tracking.bare import limbs_of

SIZE = 640, 720


def standing(hips: tuple[float, float, float], local: dict[str, Floats] | None = None) -> Body:
    heads = shipped("female").skeleton.heads
    rotations = local_to_world(local or {})
    joints = joints_of(heads, rotations, np.array(hips, np.float32))
    figure = Figure(rotations, joints, 640.0, (320.0, 360.0), {}, "female", Presence(1, 1))
    empty = np.zeros((33, 3), np.float32)
    return Body(0, empty, empty.copy(), np.ones(33, np.float32), figure=figure)


def turned(axis: int, degrees: float) -> Floats:
    one, other = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.eye(3, dtype=np.float32)
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    matrix[[one, one, other, other], [one, other, one, other]] = c, -s, s, c
    return matrix


def test_places_lie_on_the_body_and_face_the_camera() -> None:
    body = standing((0, 0, -2.7))
    limbs = limbs_of(body, SIZE)
    assert limbs is not None
    assert len(limbs.places) > 300
    x, y = limbs.places.T
    assert min(x.min(), y.min()) >= 0
    assert (limbs.places < SIZE).all()
    np.testing.assert_allclose(np.linalg.norm(limbs.normals, axis=1), 1, atol=1e-4)
    assert limbs.normals[:, 2].min() > 0
    # what is on the right of the picture faces right
    trunk = limbs.likely < 0.1
    assert np.corrcoef(x[trunk], limbs.normals[trunk, 0])[0, 1] > 0.5
    assert body.figure is not None
    hand = body.figure.joints[BONES.index("LeftHand")]
    place = 320 + 640 * hand[0] / -hand[2], 360 - 640 * hand[1] / -hand[2]
    near = np.hypot(*(limbs.places - place).T) < 12
    assert near.any()
    assert limbs.likely[near].mean() > 0.6
    assert limbs.likely[np.hypot(x - 320, y - 360) < 30].mean() < 0.2


def test_as_much_of_the_picture_as_the_body_covers() -> None:
    near, far = limbs_of(standing((0, 0, -2.7)), SIZE), limbs_of(standing((0, 0, -5.4)), SIZE)
    assert near is not None
    assert far is not None
    assert near.weights.sum() / far.weights.sum() == pytest.approx(4, rel=0.15)


def test_what_an_arm_hides_is_not_looked_at() -> None:
    across = {"LeftArm": turned(1, -55), "LeftForeArm": turned(1, -75)}
    free, hidden = standing((0, 0, -2.7)), standing((0, 0, -2.7), across)
    assert hidden.figure is not None
    arm = hidden.figure.joints[[BONES.index("LeftForeArm"), BONES.index("LeftHand")]]
    shares = np.linspace(0.2, 0.8, 4)[:, None]
    x, y, z = (arm[0] + shares * (arm[1] - arm[0])).T
    behind_arm = np.stack([320 - 640 * x / z, 360 + 640 * y / z], 1)

    def trunk(body: Body) -> int:
        limbs = limbs_of(body, SIZE)
        assert limbs is not None
        places = limbs.places[limbs.likely < 0.1]
        apart = np.hypot(*(places[:, None] - behind_arm).transpose(2, 0, 1))
        return int((apart.min(1) < 8).sum())

    assert trunk(free) > 0
    assert trunk(hidden) == 0


def test_only_what_is_surely_of_this_person() -> None:
    left = np.zeros((1, 2), np.float32)
    left[0, 0] = 1
    half = Silhouette(Box(0, 0, *SIZE), left)
    body = standing((0, 0, -2.7))
    seen = limbs_of(replace(body, silhouette=half), SIZE)
    assert seen is not None
    assert len(seen.places) > 100
    assert seen.places[:, 0].max() < SIZE[0] / 2
    held = limbs_of(replace(body, in_front=half), SIZE)
    assert held is not None
    aside = held.places[:, 0] < SIZE[0] / 2
    assert aside.any()
    assert held.likely[aside].min() > 0.4  # hands alone


def test_nobody_knows_how_they_stand() -> None:
    assert limbs_of(replace(standing((0, 0, -2.7)), figure=None), SIZE) is None
