"""Long hair before the shoulders stays before what is worn."""

from pathlib import Path

import numpy as np
import pytest

from tryon.core.scene import Box, Face, Frame
from tryon.sources.still import read_photo
from tryon.tracking.face import FaceTracker
from tryon.tracking.hair import _mixed, hair_of
from tryon.tracking.in_front import face_of
from tryon.tracking.people import Person, PersonModels


def _person(rgb: np.ndarray) -> tuple[Face, Person]:
    models, looks = PersonModels(), FaceTracker(still=True)
    faces = looks.track(Frame(rgb, 0, 0))
    person = models.see(rgb, models.search(rgb)[0])
    models.close()
    looks.close()
    assert person is not None
    face = face_of(person, faces)
    assert face is not None
    return face, person


def _whole(rgb: np.ndarray, found: tuple[Box, np.ndarray] | None) -> np.ndarray:
    import cv2

    whole = np.zeros(rgb.shape[:2], np.float32)
    if found is not None:
        box, share = found
        whole[box.rows, box.columns] = cv2.resize(share, (box.width, box.height))
    return whole


def test_dark_hair_on_a_yellow_shoulder_is_hair(shared_data: Path):
    rgb = read_photo(shared_data / "bodies" / "intel_asl_walk_f45.png")
    share = _whole(rgb, hair_of(rgb, *_person(rgb)))
    assert share[165:195, 262:272].mean() > 0.8, "beside the neck, down to the shoulder"
    assert share[250:400].max() < 0.5, "the hoodie, a dark lanyard and a badge"
    assert share[140:165, 290:310].max() < 0.5, "the mouth"


@pytest.mark.parametrize(
    "name",
    [
        "faces/jianzhu_glasses.jpg",
        "bodies/obama_official_2012.jpg",
        "bodies/intel_asl_please_f36.png",
    ],
)
def test_short_hair_above_clothes_is_not_before_them(shared_data: Path, name: str):
    rgb = read_photo(shared_data / name)
    face, person = _person(rgb)
    chin = int(face.points[152, 1])
    assert _whole(rgb, hair_of(rgb, face, person))[chin:].sum() == 0


def test_who_has_no_hair_in_the_picture_has_none(portrait):
    face, person = _person(np.ascontiguousarray(portrait))
    brow = int(face.points[10, 1])
    cut = portrait.copy()
    cut[: brow + 5] = 128
    share = _whole(cut, hair_of(cut, face, person))
    assert share[int(face.points[152, 1]) + 40 :].max() < 0.5


def test_what_was_hair_stays_for_a_moment_and_moves_with_the_head():
    nose = np.float32((100, 80))
    share = np.zeros((40, 30), np.float32)
    share[10:30, 5:10] = 1
    before = nose, Box(60, 40, 60, 80), share
    moved = nose + np.float32((6, 2))
    lost = _mixed(before, moved, None)
    assert lost is not None
    assert lost[0] == Box(66, 42, 60, 80)
    assert lost[1].max() == pytest.approx(0.7)
    again = _mixed((moved, *lost), moved, None)
    assert again is None, "half of it is gone"
    box, mixed = _mixed(before, moved, (Box(66, 42, 60, 80), share)) or pytest.fail("lost")
    assert box == Box(66, 42, 60, 80)
    np.testing.assert_allclose(mixed, share, atol=1e-5)
