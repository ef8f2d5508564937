"""Following faces, on the portrait moved about in 720p scenes."""

import cv2
import numpy as np
import pytest

from tryon.core.scene import Frame
from tryon.tracking.alone import trackers_alone
from tryon.tracking.face import FaceTracker

SIZE = (1280, 720)
HEAD = (225.0, 125.0)  # middle of the face in the portrait, 110 px high
MOUTH = (61, 291)
GRAIN = np.random.default_rng(9).standard_normal((1380, 1380, 3), np.float32)


def scene_with(portrait, *faces, size=SIZE, noise=2.0, seed=0):
    """Put the head of the portrait at (x, y, height in px[, turn in degrees])."""
    rgb = np.full((size[1], size[0], 3), 100, np.uint8)
    rgb[:, : size[0] // 3] = (60, 80, 120)
    rgb[size[1] // 2 :, size[0] // 2 :] = (170, 160, 140)
    head = np.zeros(portrait.shape[:2], np.uint8)
    cv2.ellipse(head, (225, 115), (75, 95), 0, 0, 360, 255, -1)
    for x, y, tall, *turn in faces:
        matrix = cv2.getRotationMatrix2D(HEAD, *(turn or [0.0]), tall / 110)
        matrix[:, 2] += (x - HEAD[0], y - HEAD[1])
        small = tall < 110
        soft = cv2.GaussianBlur(portrait, (0, 0), 0.4 * 110 / tall) if small else portrait
        patch = cv2.warpAffine(soft, matrix, size)
        mask = cv2.warpAffine(head, matrix, size)
        x, y, width, height = cv2.boundingRect(mask)
        there = slice(y, y + height), slice(x, x + width)
        share = mask[there][..., None] / 255
        rgb[there] = rgb[there] * (1 - share) + patch[there] * share
    y, x = np.random.default_rng(seed).integers(0, 100, 2)
    spread = GRAIN[y : y + size[1], x : x + size[0]] * np.float32(noise)
    spread += rgb
    return np.clip(spread, 0, 255, out=spread).astype(np.uint8)


def follow(pictures, **options):
    tracker = FaceTracker(**options)
    found = [
        tracker.track(Frame(rgb, index * 33_333_333, index))
        for index, rgb in enumerate(pictures)
    ]
    tracker.close()
    return found


def identities(found):
    return [[face.identity for face in faces] for faces in found]


def middle(face):
    return face.points[:, :2].mean(0)


def test_a_face_is_there_in_the_first_frame_and_keeps_its_identity(portrait):
    still = [scene_with(portrait, (640, 360, 250), seed=seed) for seed in range(12)]
    found = follow(still)
    assert identities(found) == [[0]] * 12
    assert np.abs(middle(found[0][0]) - (640, 360)).max() < 25


def test_a_still_face_is_steady(portrait):
    still = [scene_with(portrait, (640, 360, 250), noise=3, seed=seed) for seed in range(34)]
    points = np.array([faces[0].points[:, :2] for faces in follow(still)])[10:]
    eyes = np.linalg.norm(points[0, 33] - points[0, 263])
    jitter = np.linalg.norm(points.std(0), axis=1).mean() / eyes
    assert jitter < 0.0014


def test_a_moving_face_does_not_leave_its_landmarks_behind(portrait):
    x = 640 + 60 * np.sin(2 * np.pi * np.arange(34) / 30)
    moving = [
        scene_with(portrait, (at, 360, 250), noise=3, seed=seed) for seed, at in enumerate(x)
    ]
    found = follow(moving)
    places = np.array([middle(faces[0])[0] for faces in found])
    mouth = np.linalg.norm(np.diff(found[0][0].points[list(MOUTH), :2], axis=0))
    apart = places - x - (places - x).mean()
    assert np.abs(apart).mean() / mouth < 0.008
    assert np.abs(apart).max() / mouth < 0.03


def test_a_jerk_is_followed_within_the_frame(portrait):
    x = [500] * 8 + [590] * 4
    found = follow([scene_with(portrait, (at, 360, 250)) for at in x])
    assert identities(found) == [[0]] * 12
    jump = middle(found[8][0]) - middle(found[7][0])
    assert jump == pytest.approx([90, 0], abs=2.5)


def test_nothing_is_left_where_the_face_has_gone(portrait):
    there, gone = scene_with(portrait, (640, 360, 250)), scene_with(portrait)
    found = follow([there] * 6 + [gone] * 4)
    assert identities(found) == [[0]] * 6 + [[]] * 4


def test_who_comes_back_at_once_is_known_and_later_is_new(portrait):
    there, gone = scene_with(portrait, (640, 360, 250)), scene_with(portrait)
    found = identities(follow([there] * 4 + [gone] * 5 + [there] * 4 + [gone] * 30 + [there]))
    assert found[9:13] == [[0]] * 4
    assert found[-1] == [1]


def test_another_shot_is_another_person(portrait):
    first = scene_with(portrait, (640, 360, 250))
    other = 255 - scene_with(portrait)
    other[100:612, 380:892] = portrait
    found = identities(follow([first] * 5 + [other] * 3))
    assert found == [[0]] * 5 + [[1]] * 3


def test_somebody_else_in_the_same_place_is_noticed(portrait):
    there = scene_with(portrait, (640, 360, 250))
    other = there.copy()
    other[200:520, 480:800] = other[200:520, 480:800][:, ::-1] // 2  # mirrored, far darker
    found = identities(follow([there] * 6 + [other] * 8))
    assert found[5] == [0]
    assert found[-1] == [1]


def test_a_face_that_leans_out_of_the_frame_is_still_itself(portrait):
    out = 200 - 145 * np.sin(np.linspace(0, 2 * np.pi, 60))
    found = follow([scene_with(portrait, (x, 360, 250), seed=i) for i, x in enumerate(out)])
    assert min(face.points[:, 0].min() for faces in found for face in faces) < -30
    assert identities(found) == [[0]] * 60


def test_who_goes_behind_another_face_comes_out_as_the_same(portrait):
    mirrored = np.clip(portrait[:, ::-1] * np.array([0.8, 0.85, 0.95]), 0, 255).astype(np.uint8)
    mirrored = np.roll(mirrored, 2 * 225 - 511, axis=1)  # the head where it was
    bare, pictures = scene_with(portrait), []
    for step in np.clip(np.arange(70) / 50, 0, 1):
        behind = scene_with(mirrored, (880 - 480 * step, 370, 240), noise=0)
        front = scene_with(portrait, (400 + 480 * step, 360, 270))
        head = (front != bare).any(2)
        pictures.append(np.where(head[..., None], front, behind))
    found = follow(pictures)
    left, right = (sorted(found[i], key=lambda face: middle(face)[0]) for i in (0, -1))
    assert min(len(faces) for faces in found) == 1  # one hid the other
    assert [face.identity for face in right] == [face.identity for face in left][::-1]


def test_faces_that_come_later_are_found_soon(portrait):
    one = (300, 300, 200)
    found = identities(
        follow(
            [scene_with(portrait, one)] * 5 + [scene_with(portrait, one, (900, 400, 220))] * 14
        )
    )
    assert found[4] == [0]
    assert sorted(found[-1]) == [0, 1]


def test_four_faces_are_followed_largest_first(portrait):
    places = [(200, 200, 150), (500, 450, 170), (800, 250, 190), (1080, 480, 210)]
    found = follow([scene_with(portrait, *places, seed=seed) for seed in range(20)])
    assert len(found[-1]) == 4
    heights = [face.box.height for face in found[-1]]
    assert heights == sorted(heights, reverse=True)
    assert len({face.identity for faces in found for face in faces}) == 4


def test_no_more_faces_are_followed_than_asked_for(portrait):
    places = [(200, 200, 150), (500, 450, 170), (800, 250, 190)]
    found = follow([scene_with(portrait, *places)] * 10, most=2)
    assert all(len(faces) == 2 for faces in found)


@pytest.mark.parametrize(("x", "y"), [(150, 120), (640, 360), (1100, 600)])
def test_a_distant_face_is_found(portrait, x, y):
    found = follow([scene_with(portrait, (x, y, 55), seed=seed) for seed in range(12)])
    assert np.abs(middle(found[-1][0]) - (x, y)).max() < 8


@pytest.mark.parametrize(("x", "y"), [(150, 120), (640, 360), (1100, 600)])
def test_a_distant_face_that_comes_into_an_empty_view_is_found_soon(portrait, x, y):
    there = [scene_with(portrait, (x, y, 55), seed=seed) for seed in range(18)]
    found = identities(follow([scene_with(portrait)] * 3 + there))
    assert found[:3] == [[]] * 3
    assert found[-1] == [0]


def test_a_distant_face_that_was_hidden_is_taken_up_at_once(portrait):
    there, gone = scene_with(portrait, (900, 300, 60)), scene_with(portrait)
    found = identities(follow([there] * 6 + [gone] * 5 + [there] * 3))
    assert found == [[0]] * 6 + [[]] * 5 + [[0]] * 3


@pytest.mark.parametrize("turn", [-40.0, 40.0])
def test_a_tilted_face_is_found(portrait, turn):
    (face,) = follow([scene_with(portrait, (640, 360, 250, turn))])[0]
    left, right = face.points[33, :2], face.points[263, :2]
    assert np.degrees(np.arctan2(*(right - left)[::-1])) == pytest.approx(-turn, abs=8)


@pytest.mark.parametrize("x", [0, 1280])
def test_a_face_half_outside_is_found(portrait, x):
    (face,) = follow([scene_with(portrait, (x, 360, 260))])[0]
    assert np.abs(middle(face) - (x, 360)).max() < 40


def test_a_face_in_the_dark_is_found(portrait):
    dark = (scene_with(portrait, (640, 360, 250)) * 0.08).astype(np.uint8)
    assert len(follow([dark])[0]) == 1


def test_a_tall_picture_and_a_change_of_size_are_no_trouble(portrait):
    tall = scene_with(portrait, (360, 500, 250), size=(720, 1280))
    wide = scene_with(portrait, (640, 360, 250))
    assert [len(faces) for faces in follow([tall, tall, wide, wide])] == [1] * 4


def test_pictures_without_faces_and_tiny_ones_are_empty(portrait):
    noise = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
    pictures = [noise, np.zeros((720, 1280, 3), np.uint8), np.zeros((1, 1, 3), np.uint8)]
    for still in (False, True):
        assert [len(faces) for faces in follow(pictures, still=still)] == [0] * 3


def test_the_same_frames_give_the_same_faces(portrait):
    one, two = (300, 300, 200), (900, 400, 220)
    frames = [scene_with(portrait, one, seed=seed) for seed in range(3)]
    frames += [scene_with(portrait, one, two, seed=seed) for seed in range(12)]
    first, again = follow(frames), follow(frames)
    for faces, same in zip(first, again, strict=True):
        assert identities([faces]) == identities([same])
        assert all(np.array_equal(a.points, b.points) for a, b in zip(faces, same, strict=True))


def test_photographs_have_nothing_to_do_with_each_other(portrait):
    found = follow([portrait, portrait], still=True)
    assert identities(found) == [[0], [1]]
    assert np.array_equal(found[0][0].points, found[1][0].points)


def test_a_large_photograph_gives_the_same_face(portrait):
    large = cv2.resize(portrait, (4000, 4000), interpolation=cv2.INTER_CUBIC)
    (face,), (same,) = follow([portrait, large], still=True)
    apart = np.linalg.norm(face.points * (4000 / 512) - same.points, axis=1)
    assert np.median(apart) / same.box.height < 0.01


def test_a_photograph_of_a_helmet_is_not_taken_for_a_person(portrait):
    assert len(follow([portrait], still=True)[0]) == 1
    assert follow([np.ascontiguousarray(portrait[230:])], still=True) == [()]


def test_the_plain_tracker_is_timed_on_every_frame(portrait, capfd):
    spent_ms = trackers_alone([portrait] * 5, faces=1)
    assert len(spent_ms) == 5
    assert all(0 < spent < 1000 for spent in spent_ms)
    assert capfd.readouterr().err == ""


def test_all_faces_of_real_photographs_are_found(shared_data):
    several = {
        "ms_group_six": 6,
        "ms_three_defocus": 3,
        "ms_four_men_bw": 4,
        "tfjs_three_men": 3,
    }
    tracker = FaceTracker(still=True, most=8)
    wrong = []
    for photo in sorted((shared_data / "faces").glob("*.[pj]*g")):
        bgr = cv2.imread(str(photo))
        rgb = np.ascontiguousarray(bgr[..., ::-1])
        if max(rgb.shape) > 1300:
            rgb = cv2.resize(rgb, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        if len(tracker.track(Frame(rgb, 0, 0))) != several.get(photo.stem, 1):
            wrong.append(photo.stem)
    tracker.close()
    assert wrong == []
