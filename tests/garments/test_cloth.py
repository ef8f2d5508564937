"""Skirts on people who stand, sit, walk and stop."""

from collections.abc import Mapping

import cv2
import numpy as np
import pytest

from tryon.core.mesh import Posed
from tryon.core.scene import BONES, Figure, Floats, Presence
from tryon.effects.garment import find_model
from tryon.garments.cage import Cage, cage_of
from tryon.garments.cloth import Cloth
from tryon.garments.fit import put_on
from tryon.garments.model import Model, shipped
from tryon.garments.skeleton import joints_of, local_to_world

FRAME_NS = 33_333_333
STANDS: Mapping[str, Floats] = {}


def turn(axis: tuple[int, int, int], deg: float) -> Floats:
    return np.asarray(cv2.Rodrigues(np.radians(deg) * np.array(axis, float))[0], np.float32)


SITS = {
    **{side + "UpLeg": turn((0, way, 0), 8) @ turn((1, 0, 0), -85) for side, way in
       (("Left", 1), ("Right", -1))},
    **{side + "Leg": turn((1, 0, 0), 85) for side in ("Left", "Right")},
}  # fmt: skip


def figure(local: Mapping[str, Floats], x_m: float = 0.0) -> Figure:
    heads = shipped("female").skeleton.heads
    rotations = local_to_world(local)
    joints = joints_of(heads, rotations, np.array([x_m, 0, -2.6], np.float32))
    return Figure(rotations, joints, 900.0, (320, 360), {}, "female", Presence(1, 1))


def caged(name: str) -> tuple[Model, Cage]:
    model = find_model(name)
    cage = cage_of(model)
    assert cage is not None
    return model, cage


def hung(cloth: Cloth, model: Model, worn: Figure, frame: int) -> Posed:
    return cloth.hang(model, put_on(model, worn), 0, frame * FRAME_NS)


def moves(posed: Posed, cage: Cage) -> Floats:
    assert posed.sway is not None
    return posed.sway.moves.reshape(cage.rest.shape)


def grid(posed: Posed, cage: Cage) -> Floats:
    """Where the grid is, in the room."""
    flat = cage.rest.reshape(-1, 3)
    blend = (posed.rest_to_camera[:, :3].reshape(22, 12).T @ cage.weights).reshape(3, 4, -1)
    taken = np.einsum("ijn,nj->ni", blend[:, :3], flat) + blend[:, 3].T
    where: Floats = taken.reshape(cage.rest.shape) + moves(posed, cage)
    return where


def test_what_is_around_both_legs_hangs_free_and_nothing_else() -> None:
    for name in ("dress_knee_female", "dress_evening_female", "skirt_a_line_female",
                 "skirt_pencil_female", "coat_female", "coat_male"):  # fmt: skip
        model, cage = caged(name)
        assert cage.rest[..., 0].size <= 400
        assert len(cage.bindings) == len(model.parts)
        assert np.allclose(cage.weights.sum(0), 1, atol=1e-3)
    for name in ("jeans_female", "tshirt_crew_male", "shirt_male"):
        assert cage_of(find_model(name)) is None
    assert cage_of(shipped("female")) is None


@pytest.mark.parametrize("name", ["dress_knee_female", "skirt_pencil_female", "coat_female"])
def test_who_stands_as_on_the_stand_wears_it_as_on_the_stand(name: str) -> None:
    model, cage = caged(name)
    posed = hung(Cloth(), model, figure(STANDS), 0)
    assert np.abs(moves(posed, cage)).max() < 0.001


def test_the_skirt_of_who_sits_lies_on_the_thighs_and_falls_from_the_knees() -> None:
    model, cage = caged("dress_evening_female")
    posed = hung(Cloth(), model, figure(SITS), 0)
    where, bones = grid(posed, cage), grid(posed, cage) - moves(posed, cage)
    joints = figure(SITS).joints
    knee = joints[BONES.index("LeftLeg")]
    front = where[:, 0]
    # to the knees it is no lower than the middle of the thighs, and then it falls
    before_knees = front[:, 2] < knee[2] - 0.02
    assert (front[before_knees, 1] > knee[1] - 0.08).all()
    assert front[-1, 1] < knee[1] - 0.25
    assert front[-1, 2] < bones[-1, 0, 2] - 0.1, "it does not stand off like a bell"
    fall, made = (np.linalg.norm(np.diff(at, axis=0), axis=-1)[1:] for at in (where, cage.rest))
    assert np.quantile(fall / made, 0.95) < 1.05


@pytest.mark.parametrize("name", ["skirt_a_line_female", "dress_knee_female"])
def test_a_skirt_that_is_sat_on_does_not_hang_behind_the_thighs(name: str) -> None:
    model, cage = caged(name)
    worn = figure(SITS)
    where = grid(hung(Cloth(), model, worn, 0), cage)
    thighs = worn.joints[[BONES.index(side + "UpLeg") for side in ("Left", "Right")]]
    above_knees = cage.rest[..., 1] > cage.legs[::2, 1, 1].mean()
    back = above_knees & (cage.rest[..., 2] < cage.rest[:, ::6, 2].mean())
    assert back.sum() > 30
    assert (where[back, 1] > thighs[:, 1].mean() - 0.12).mean() > 0.9
    one_foot_up = figure({bone: way for bone, way in SITS.items() if bone.startswith("Left")})
    where = grid(hung(Cloth(), model, one_foot_up, 0), cage)
    assert where[-1, 12, 1] < thighs[:, 1].mean() - 0.25, "who stands on a leg has no seat"


def test_no_leg_comes_through_when_somebody_walks() -> None:
    model, cage = caged("dress_knee_female")
    cloth, through = Cloth(), []
    for frame in range(60):
        swing = 28 * np.sin(2 * np.pi * 0.9 * frame / 30)
        legs = {"LeftUpLeg": turn((1, 0, 0), -swing), "RightUpLeg": turn((1, 0, 0), swing)}
        worn = figure(legs, x_m=0.2 * np.sin(frame / 15))
        posed = hung(cloth, model, worn, frame)
        where = grid(posed, cage)
        for side in ("Left", "Right"):
            hip, knee = (worn.joints[BONES.index(side + b)] for b in ("UpLeg", "Leg"))
            bone = knee - hip
            along = np.clip((where[2:] - hip) @ bone / (bone @ bone), 0.2, 0.9)
            away = np.linalg.norm(where[2:] - hip - along[..., None] * bone, axis=-1)
            through.append(float((away < 0.045).mean()))
    assert max(through) < 0.02


@pytest.mark.parametrize("name", ["dress_evening_female", "skirt_a_line_female"])
@pytest.mark.parametrize("facing_deg", [0, 70])
def test_both_legs_of_a_stride_are_inside(name: str, facing_deg: float) -> None:
    model, cage = caged(name)
    legs = {"LeftUpLeg": turn((1, 0, 0), -30), "LeftLeg": turn((1, 0, 0), 12)}
    legs |= {"RightUpLeg": turn((1, 0, 0), 20), "RightLeg": turn((1, 0, 0), 14)}
    worn = figure(legs | {"Hips": turn((0, 1, 0), facing_deg)})
    where = grid(hung(Cloth(), model, worn, 0), cage)
    chains = [
        worn.joints[[BONES.index(side + bone) for bone in ("Foot", "Leg", "UpLeg")]]
        for side in ("Left", "Right")
    ]
    for row in where[1:]:
        outline = np.ascontiguousarray(row[:, ::2])
        for chain in chains:
            x, z = (np.interp(row[:, 1].mean(), chain[:, 1], chain[:, k]) for k in (0, 2))
            assert cv2.pointPolygonTest(outline, (float(x), float(z)), True) > 0.02


def test_a_hem_is_left_behind_swings_and_comes_to_rest() -> None:
    model, cage = caged("dress_knee_female")
    cloth = Cloth()
    x_m = [0.0] * 3 + [0.04 * step for step in range(1, 9)] + [0.32] * 60
    sideways = [
        float(moves(hung(cloth, model, figure(STANDS, x), frame), cage)[-1, :, 0].mean())
        for frame, x in enumerate(x_m)
    ]
    assert min(sideways[3:12]) < -0.01, "behind"
    assert max(sideways[12:40]) > 0.003, "and beyond"
    assert abs(sideways[-1]) < 0.001


def test_noise_is_not_made_larger() -> None:
    rng = np.random.default_rng(3)
    model, cage = caged("dress_knee_female")
    for pose in (STANDS, SITS):
        cloth, shown = Cloth(), []
        for frame in range(40):
            lean = {"Hips": turn((0, 1, 0), 0.15 * rng.normal())}
            posed = hung(cloth, model, figure({**pose, **lean}, 0.0008 * rng.normal()), frame)
            where = grid(posed, cage)
            bones = where - moves(posed, cage)
            shown.append([900 * at[..., :2] / -at[..., 2:] for at in (where, bones)])
        steps = np.diff(np.array(shown)[10:], axis=0)
        cloth_px, bones_px = np.sqrt((steps**2).sum(-1).mean((0, 2, 3)))
        assert cloth_px < 1.15 * bones_px


def test_the_same_frames_hang_the_same_and_a_cut_is_forgotten() -> None:
    model, cage = caged("skirt_a_line_female")
    frames = [figure(SITS if frame > 4 else STANDS) for frame in range(8)]
    first, second = (
        [moves(hung(cloth, model, worn, i), cage) for i, worn in enumerate(frames)]
        for cloth in (Cloth(), Cloth())
    )
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    cloth = Cloth()
    hung(cloth, model, figure(STANDS, 0.5), 0)
    late = hung(cloth, model, figure(SITS), 100)
    photo = hung(Cloth(), model, figure(SITS), 0)
    assert np.array_equal(moves(late, cage), moves(photo, cage))
    again = cloth.hang(model, put_on(model, figure(SITS)), 0, 100 * FRAME_NS)
    assert np.array_equal(moves(again, cage), moves(photo, cage)), "the same picture"
    hung(cloth, model, figure(STANDS), 101)
    swinging = hung(cloth, model, figure(SITS), 102)
    again = hung(cloth, model, figure(SITS), 102)
    assert np.array_equal(moves(again, cage), moves(swinging, cage)), "it stays as it swung"
    other = cloth.hang(model, put_on(model, figure(SITS, 0.1)), 1, 102 * FRAME_NS)
    assert np.allclose(moves(other, cage), moves(photo, cage), atol=2e-3), "another photo"


def test_whatever_a_tracker_says_it_stays_finite() -> None:
    rng = np.random.default_rng(5)
    model, cage = caged("coat_female")
    cloth = Cloth()
    for frame in range(120):
        wild = {
            bone: turn((1, 0, 0), rng.normal(0, 60)) @ turn((0, 0, 1), rng.normal(0, 40))
            for bone in ("Hips", "LeftUpLeg", "RightUpLeg", "LeftLeg", "RightLeg")
        }
        posed = hung(cloth, model, figure(wild, rng.normal(0, 0.5)), frame)
        assert np.isfinite(moves(posed, cage)).all()
        assert np.abs(moves(posed, cage)).max() < 3
