"""A mannequin in a known stance, as the models would see it: the fit must find it again."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tryon.core.scene import BONES, Box, Presence, Silhouette
from tryon.garments.bend import (
    _TURNS,
    COUNT,
    SHAPE,
    TURN,
    Stance,
    mannequin,
    rotations_of,
    torso_of,
    turn_of,
)
from tryon.garments.figure import Fit
from tryon.garments.landmarks import expected_landmarks
from tryon.garments.posture import torso_on_head
from tryon.garments.presence import presence
from tryon.garments.sighting import Arms, Crossing, Lens, Sighting

SIZE = (1280, 720)
LENS = Lens.usual(SIZE)


@pytest.fixture(scope="module")
def fit() -> Fit:
    return Fit(mannequin("female"))


def stance_of(
    yaw_deg: float, distance_m: float = 3.0, lean_deg: float = 0.0, **shape
) -> Stance:
    values = np.zeros(COUNT)
    values[:3] = 0.02, -0.03, np.log(distance_m)
    values[8] = np.radians(lean_deg)  # the spine, sideways
    for place, amount in shape.items():
        values[SHAPE.start + int(place.removeprefix("s"))] = amount
    return Stance(rotations_of(np.radians([0.0, yaw_deg, 0.0])), values)


def seen(fit: Fit, stance: Stance, noise: float = 0.0) -> Sighting:
    rotations, joints, _ = fit.bender.bend(stance, stance.values[None])
    points, world = expected_landmarks(LENS, rotations, joints, fit.bender.torso_m)
    points += np.random.default_rng(5).normal(0, noise, points.shape).astype(np.float32)
    return Sighting(LENS, points, world, np.ones(33, np.float32))


def drawn(fit: Fit, stance: Stance) -> Silhouette:
    values = stance.values[None]
    points = fit.bender.surface(values, *fit.bender.bend(stance, values))[0]
    shown = np.round(LENS.show(points) * 4).astype(np.int32)
    mask = np.zeros(SIZE[::-1], np.uint8)
    for triangle in shown[fit.bender.mannequin.surface.triangles.astype(int)]:
        cv2.fillConvexPoly(mask, triangle, (255,), cv2.LINE_8, 2)
    small = cv2.resize(mask, (320, 180), interpolation=cv2.INTER_AREA)
    return Silhouette(Box(0, 0, *SIZE), (small / 255).astype(np.float32))


@pytest.mark.parametrize("yaw_deg", [0, 20, -40, 60])
def test_a_turn_is_found_and_does_not_make_anyone_smaller(fit, yaw_deg):
    truth = stance_of(yaw_deg)
    sighting = seen(fit, truth)
    found, _ = fit.settle(sighting, fit.start(sighting))
    figure = fit.figure(LENS, found, Presence(1, 1))
    turned = np.degrees(np.arctan2(figure.rotations[0, 0, 2], figure.rotations[0, 2, 2]))
    assert abs(turned - yaw_deg) < 6
    nearer = -float(figure.joints[0, 2]) / 3.0
    assert torso_of(figure.joints) / nearer == pytest.approx(fit.bender.torso_m, rel=0.03)


def test_joints_are_where_the_landmarks_say(fit):
    truth = stance_of(15, lean_deg=10)
    sighting = seen(fit, truth, noise=2.0)
    found, unlike = fit.settle(sighting, fit.start(sighting))
    _, wanted, _ = fit.bender.bend(truth, truth.values[None])
    _, joints, _ = fit.bender.bend(found, found.values[None])
    apart = np.linalg.norm(LENS.show(joints[0]) - LENS.show(wanted[0]), axis=1)
    limbs = [BONES.index(s + b) for s in ("Left", "Right") for b in ("Arm", "ForeArm", "UpLeg")]
    assert apart[limbs].max() < 0.06 * sighting.torso_px()
    assert unlike < 60


@pytest.mark.parametrize("before", [-1.0, 1.0])
def test_crossed_arms_are_before_each_other_as_they_are_seen(fit, before):
    """The landmarks are the same: without a word on which is nearer either would do."""
    sighting = seen(fit, stance_of(0))
    points, world, torso = sighting.points.copy(), sighting.world.copy(), sighting.torso_px()
    left, right = points[11, :2], points[12, :2]
    down = np.float32([0, torso])
    points[13, :2], points[14, :2] = left + 0.55 * down, right + 0.55 * down
    points[16, :2] = (left + right) / 2 + 0.3 * down
    points[15, :2] = points[14, :2] + 0.3 * (points[16, :2] - points[14, :2])
    points[17:23, :2] = points[[15, 16] * 3, :2]
    metres = 3.0 / LENS.focal_px
    world[13:23, :2] = (points[13:23, :2] - points[[23, 24], :2].mean(0)) * metres
    world[13:23, 2] = -0.12
    arms = Arms((Crossing(0, False, 0.3, before),))
    crossed = Sighting(LENS, points, world, sighting.visibility, arms)
    found, _ = fit.settle(crossed, fit.start(crossed))
    joints = fit.figure(LENS, found, Presence(1, 1)).joints
    wrist, elbow, end = (
        joints[BONES.index(bone)] for bone in ("LeftHand", "RightForeArm", "RightHand")
    )
    nearer = wrist[2] - (elbow + 0.3 * (end - elbow))[2]
    assert before * nearer > 0.15 * 0.3 * fit.bender.torso_m
    off = LENS.show(wrist[None])[0] - points[15, :2]
    assert np.hypot(*off) < 0.15 * torso


def raised(fit: Fit, elbow_m: float) -> Sighting:
    """A right hand at the mouth, its elbow so far before the shoulder."""
    sighting = seen(fit, stance_of(0))
    points, world, torso = sighting.points.copy(), sighting.world.copy(), sighting.torso_px()
    right, nose = points[12, :2], points[0, :2]
    points[14, :2] = right + np.float32([-0.13, 0.24]) * torso
    points[16, :2] = nose + np.float32([-0.05, 0.2]) * torso
    points[[18, 20, 22], :2] = nose + np.float32([0, 0.05]) * torso
    metres = 3.0 / LENS.focal_px
    arm = [14, 16, 18, 20, 22]
    world[arm, :2] = (points[arm, :2] - points[[23, 24], :2].mean(0)) * metres
    world[14, 2] = world[12, 2] - elbow_m
    world[[16, 18, 20, 22], 2] = world[14, 2] - 0.15
    return Sighting(LENS, points, world, sighting.visibility)


def test_an_arm_that_ends_up_behind_the_body_is_tried_before_it(fit):
    """Its landmarks in the picture say the same of both."""
    sighting = raised(fit, 0.16)
    begun = fit.start(sighting)
    for bone, axis, degrees in (("Arm", "y", -95), ("Arm", "across", 53)):
        begun.values[turn_of(f"Right{bone}", axis)] = np.radians(degrees)
    begun.values[turn_of("RightForeArm", "across")] = np.radians(94)
    found, _ = fit.settle(sighting, begun)
    joints = fit.figure(LENS, found, Presence(1, 1)).joints
    shoulder, elbow = (joints[BONES.index(bone), 2] for bone in ("RightArm", "RightForeArm"))
    assert elbow > shoulder + 0.05


def test_a_hand_at_the_face_is_not_stretched_out(fit):
    sighting = raised(fit, 0.16)
    before = []
    for arms in (Arms(), Arms(at_face=(1,))):
        told = replace(sighting, arms=arms)
        found, _ = fit.settle(told, fit.start(told))
        joints = fit.figure(LENS, found, Presence(1, 1)).joints
        away = joints[BONES.index("RightHand"), 2] - joints[BONES.index("Head"), 2]
        before.append(away / fit.bender.torso_m)
    assert before[1] < min(before[0], 0.5)


def test_a_wrist_that_the_model_of_hands_tells_is_at_the_joint(fit):
    """The pose model's lies elsewhere on the hand, which a bent arm turns aside."""
    sighting = seen(fit, stance_of(0))
    points = sighting.points.copy()
    points[[15, 16], :2] = points[[13, 14], :2] + sighting.torso_px() * np.float32([0, 0.45])
    empty = Silhouette(Box(0, 0, *SIZE), np.zeros((180, 320), np.float32))
    off = []
    for arms in (Arms(), Arms(hands=(0, 1))):
        told = replace(sighting, points=points, arms=arms)
        found, _ = fit.refine(told, fit.settle(told, fit.start(told))[0], empty)
        joints = fit.figure(LENS, found, Presence(1, 1)).joints
        shown = LENS.show(joints[[BONES.index(f"{side}Hand") for side in ("Left", "Right")]])
        off.append(np.hypot(*(shown - points[[15, 16], :2]).T) / sighting.torso_px())
    assert (off[1] < 0.014).all()
    assert (off[1] < 0.7 * off[0]).all()


def test_landmarks_of_nobody_are_told_from_a_person(fit):
    sighting = seen(fit, stance_of(0))
    mixed = Sighting(LENS, sighting.points[::-1].copy(), sighting.world, sighting.visibility)
    _, unlike = fit.settle(mixed, fit.start(mixed))
    assert unlike > 200


def test_the_outline_tells_a_wide_body(fit):
    girth = []
    for truth in (stance_of(0, s3=0.9, s4=0.9), stance_of(0)):
        sighting = seen(fit, truth)
        settled, _ = fit.settle(sighting, fit.start(sighting))
        refined, _ = fit.refine(sighting, settled, drawn(fit, truth))
        points = fit.bender.surface(
            refined.values[None], *fit.bender.bend(refined, refined.values[None])
        )[0]
        rest = fit.bender.mannequin.surface.positions
        waist = (abs(rest[:, 1] - 1.02) < 0.05) & (abs(rest[:, 0]) < 0.16)
        across = LENS.show(points)[waist, 0]
        girth.append(np.ptp(across) / sighting.torso_px())
    assert girth[0] == pytest.approx(0.599, abs=0.02)
    assert girth[1] == pytest.approx(0.561, abs=0.02)


def test_a_body_is_slimmer_than_its_clothes(fit):
    truth = stance_of(0)
    sighting, outline = seen(fit, truth), drawn(fit, truth)
    settled, _ = fit.settle(sighting, fit.start(sighting))
    widths = []
    for share in (0.0, 1.0):
        worn = np.full_like(outline.coverage, share)
        refined, _ = fit.refine(sighting, settled, outline, dressed=worn)
        posed = fit.bender.bend(refined, refined.values[None])
        points = fit.bender.surface(refined.values[None], *posed)[0]
        rest = fit.bender.mannequin.surface.positions
        waist = (abs(rest[:, 1] - 1.02) < 0.05) & (abs(rest[:, 0]) < 0.16)
        widths.append(np.ptp(LENS.show(points)[waist, 0]) / sighting.torso_px())
    # clothes stand out by 0.06 on both sides, unless such a body is an unusual one
    assert 0.06 < widths[0] - widths[1] < 0.12


def test_a_wrist_that_is_seen_is_before_the_trunk(fit):
    """Depths of forearms are guesses; one that is not seen may be behind the back."""
    truth = stance_of(0)
    places = {
        (bones[0], axis): TURN.start + place for place, (bones, axis, _) in enumerate(_TURNS)
    }
    truth.values[places["LeftArm", "across"]] = np.radians(-40)
    truth.values[places["LeftForeArm", "y"]] = np.radians(-110)
    truth.values[places["LeftForeArm", "across"]] = np.radians(-30)
    sighting = seen(fit, truth)
    sighting.world[15, 2] += 0.35
    before = []
    for visible in (1.0, 0.45):
        sighting.visibility[15] = visible
        found, _ = fit.settle(sighting, fit.start(sighting))
        joints = fit.figure(LENS, found, Presence(1, 1)).joints
        trunk = joints[[BONES.index("Hips"), BONES.index("Spine2")], 2].mean()
        before.append((joints[BONES.index("LeftHand"), 2] - trunk) / fit.bender.torso_m)
    assert before[0] > 0.28, "where the chest is"
    assert before[0] - before[1] > 0.1


def test_no_legs_are_invented(fit):
    standing = fit.figure(LENS, stance_of(0), Presence(1, 1))
    whole = drawn(fit, stance_of(0))
    assert presence(standing, whole, SIZE) == Presence(1.0, 1.0)
    near = stance_of(0, distance_m=1.2)
    near.values[1] = -0.42  # hips near the lower edge
    cropped = presence(fit.figure(LENS, near, Presence(1, 1)), drawn(fit, near), SIZE)
    assert cropped == Presence(1.0, 0.0)
    # the model says thighs where the silhouette has none: a table
    table = whole.coverage.copy()
    table[100:] = 0
    assert presence(standing, Silhouette(whole.box, table), SIZE).lower == 0


@pytest.mark.parametrize("drawn_up", [0.75, 0.85])
def test_legs_that_are_guessed_make_nobody_small(fit, drawn_up):
    """Of who is seen to the chest the model draws all below up to where the picture ends."""
    truth = stance_of(0, distance_m=1.0)
    truth.values[1] = -0.75
    sighting = seen(fit, truth)
    shoulders = sighting.points[[11, 12], 1].mean()
    below = ~sighting.is_inside()
    assert below[[23, 24, 25, 26]].all()
    sighting.points[below, 1] = shoulders + drawn_up * (sighting.points[below, 1] - shoulders)
    sighting.world[[25, 26], 2] -= 0.2
    sighting.visibility[23:] = 0.1
    found, _ = fit.settle(sighting, fit.start(sighting))
    long = []
    for each in (truth, found):
        _, joints, _ = fit.bender.bend(each, each.values[None])
        neck, hips = LENS.show(joints[0, [BONES.index("Neck"), 0]])
        long.append(np.hypot(*(neck - hips)))
    assert long[1] / long[0] == pytest.approx(1, abs=0.06)


@pytest.mark.parametrize(
    ("below", "cut"), [(-0.4, 0), (-0.12, 0), (-0.07, 0.5), (0.0, 1), (0.3, 1)]
)
def test_how_near_hips_are_to_where_the_picture_ends_says_how_much_is_guessed(fit, below, cut):
    sighting = seen(fit, stance_of(0))
    away = SIZE[1] + below * sighting.torso_px() - sighting.points[[23, 24], 1].mean()
    sighting.points[:, 1] += away
    assert sighting.cut_below() == pytest.approx(cut, abs=0.02)


@pytest.mark.parametrize("wrongly", [0.7, 1.2])
def test_a_face_tells_the_size_of_who_is_seen_to_the_chest(fit, wrongly):
    """Hips that are drawn up say somebody small, shoulders of a suit somebody large."""
    truth = stance_of(0, distance_m=1.0)
    truth.values[1] = -0.75
    rotations, joints, _ = fit.bender.bend(truth, truth.values[None])
    long = torso_on_head(LENS, rotations, joints, fit.bender.torso_m, 1.0)[0]
    sighting = seen(fit, truth)
    middle = sighting.points[[11, 12], :2].mean(0)
    for part in ([11, 12], np.flatnonzero(~sighting.is_inside())):
        away = sighting.points[part, :2] - middle
        sighting.points[part, :2] = middle + wrongly * away
    sizes = []
    for known in (None, float(np.exp(long) / 0.54)):
        told = replace(sighting, head_px_per_m=known)
        found, _ = fit.settle(told, fit.start(told))
        _, there, _ = fit.bender.bend(found, found.values[None])
        sizes.append(torso_of(there[0]) / -there[0, 0, 2])
    off = np.abs(np.array(sizes) / (torso_of(joints[0]) / -joints[0, 0, 2]) - 1)
    assert off[1] < min(0.7 * off[0], 0.15), off


def test_a_face_says_nothing_of_who_is_seen_to_the_hips(fit):
    sighting = seen(fit, stance_of(0))
    told = replace(sighting, head_px_per_m=100.0)
    plain, same = (fit.settle(one, fit.start(one))[0].values for one in (sighting, told))
    np.testing.assert_array_equal(plain, same)


def test_an_arm_below_the_picture_hangs(fit):
    """It is drawn somewhere, even before the chest, and a sleeve would stand up there."""
    truth = stance_of(0, distance_m=0.7)
    truth.values[1] = -0.85
    sighting = seen(fit, truth)
    right, torso = sighting.points[12, :2], sighting.torso_px()
    bottom = SIZE[1] + 0.12 * torso
    sighting.points[14, :2] = right[0] - 0.5 * torso, bottom
    sighting.points[[16, 18, 20], :2] = right[0] + 0.3 * torso, bottom
    sighting.visibility[[14, 16, 18, 20]] = 0.1
    assert sighting.unseen_arms()[1] == 1
    found, _ = fit.settle(sighting, fit.start(sighting))
    joints = fit.figure(LENS, found, Presence(1, 1)).joints
    shoulder, elbow = (joints[BONES.index(bone)] for bone in ("RightArm", "RightForeArm"))
    along = (elbow - shoulder) / np.linalg.norm(elbow - shoulder)
    assert along[1] < -0.85


def test_clothes_do_not_blink_on_who_ends_where_the_picture_does(fit):
    measured = []
    for lower_m in np.linspace(-0.3, -0.9, 61):
        stance = stance_of(0, distance_m=1.2)
        stance.values[1] = lower_m
        figure = fit.figure(LENS, stance, Presence(1, 1))
        came = presence(figure, None, SIZE).upper
        measured.append((came, presence(figure, None, SIZE, Presence(1.0, 0.0)).upper))
    came, stays = np.array(measured).sum(0)
    assert came == sum(one for one, _ in measured[: int(came)]), "less to be seen, less there"
    assert came + 1 < stays < len(measured)


def test_a_bent_hand_does_not_draw_its_wrist_along(fit):
    stance = stance_of(0)
    sighting = seen(fit, stance)
    sighting.points[[18, 20], :2] += 0.12 * sighting.torso_px()
    found, _ = fit.settle(sighting, stance)
    wrists = []
    for each in (stance, found):
        _, joints, _ = fit.bender.bend(each, each.values[None])
        wrists.append(LENS.show(joints[0, BONES.index("RightHand")]))
    assert np.hypot(*(wrists[1] - wrists[0])) < 0.01 * sighting.torso_px()


def test_a_forearm_that_is_seen_on_the_trunk_is_before_it(fit):
    sighting = seen(fit, stance_of(0))
    assert sighting.arms_before() == (0, 0), "they hang"
    shoulders, hips = (
        sighting.points[[11, 12], :2].mean(0),
        sighting.points[[23, 24], :2].mean(0),
    )
    folded = sighting.points
    folded[13, :2] = folded[23, :2] + 0.2 * (shoulders - hips)
    folded[15, :2] = folded[24, :2] + 0.2 * (shoulders - hips)
    assert sighting.arms_before() == (1, 0), "though its wrist is at the other side"
    sighting.visibility[15] = 0.5
    assert sighting.arms_before() == (0, 0), "it is behind the back"


def test_a_forearm_that_hangs_is_beside_the_trunk_and_one_that_is_spread_is_not(fit):
    sighting = seen(fit, stance_of(0))
    points, hips = sighting.points, sighting.points[[23, 24], :2]
    points[[13, 14], :2] = points[[11, 12], :2] + 0.6 * (hips - points[[11, 12], :2])
    points[[15, 16], :2] = hips + 0.3 * (points[[11, 12], :2] - hips[::-1]) * (1, 0)
    assert sighting.arms_beside() == (1, 1)
    points[[13, 15], :2] += (2 * sighting.torso_px(), 0)
    assert sighting.arms_beside() == (0, 1)
    sighting.visibility[16] = 0.5
    assert sighting.arms_beside() == (0, 0), "it is behind the back"


@pytest.mark.parametrize(
    ("crossing", "expected"),
    [
        (Crossing(0, False, 0.5, -1.0), (0.5, 0.5)),
        (Crossing(0, False, 0.5, 1.0), (1.0, 0.5)),
        (Crossing(1, False, 0.5, 1.0), (0.5, 0.5)),
        (Crossing(0, True, 0.5, -1.0), (0.0, 0.5)),
        (Crossing(0, True, 0.5, 0.0), (1.0, 0.5)),
    ],
)
def test_of_crossed_arms_the_one_behind_is_not_drawn_nearer(fit, crossing, expected):
    sighting = seen(fit, stance_of(0))
    hips = sighting.points[[23, 24], :2]
    up = 0.2 * (sighting.points[[11, 12], :2].mean(0) - hips.mean(0))
    sighting.points[[13, 14], :2] = hips + up
    sighting.points[[15, 16], :2] = hips[::-1] + up
    sighting.visibility[16] = 0.9
    folded = replace(sighting, arms=Arms((crossing,)))
    assert folded.arms_before() == pytest.approx(expected, abs=0.01)
