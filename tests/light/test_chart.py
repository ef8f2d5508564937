"""A chart is found however it lies, and a picture that cannot be used is refused by name."""

import cv2
import numpy as np
import pytest
from simulated_camera import CAMERA, CORNERS, chart_scene

from tryon.core.colour import de2000, srgb_to_lab
from tryon.core.scene import Bytes
from tryon.light.chart import ChartRefused, Refusal, find_chart, read_chart, references


def picture(**changes) -> Bytes:
    return CAMERA.codes(chart_scene(**changes), noise=1.0)


def test_the_published_colours_are_those_of_the_chart():
    new, old = references()
    assert "since" in new.name
    assert "before" in old.name
    assert new.lab.shape == (24, 3)
    # what everybody knows of it, as sRGB: dark skin #735244, white #F3F3F2, red #AF363C
    for patch, srgb in {0: (115, 82, 68), 18: (243, 243, 242), 14: (175, 54, 60)}.items():
        assert de2000(old.lab[patch], srgb_to_lab(np.array(srgb) / 255)) < 2


@pytest.mark.parametrize("turns", range(4))
def test_a_chart_is_found_however_it_is_turned(turns):
    shown = picture()
    chart = read_chart(np.ascontiguousarray(np.rot90(shown, turns)))
    if turns == 0:
        assert np.abs(chart.corners - CORNERS).max() < 2.5
    upright = read_chart(shown)
    assert np.abs(chart.codes - upright.codes).max() < 1.5


def test_patches_are_measured_where_they_are():
    chart = read_chart(picture())
    wanted = CAMERA.codes(0.9 * references()[0].linear)
    assert np.abs(chart.codes - wanted).max() < 1.5
    assert chart.is_good.all()
    assert 0.5 < chart.noise < 2.5


def test_a_small_chart_in_a_large_picture_is_found():
    small = CORNERS * 0.22 + [900, 500]
    assert find_chart(picture(size=(1280, 720), corners=small.astype(np.float32))) is not None


def test_a_person_may_point_at_the_corners():
    shown = picture()
    around = np.roll(CORNERS, 2, axis=0)  # beginning with whatever corner
    assert np.abs(read_chart(shown, around).codes - read_chart(shown).codes).max() < 1.5


def refused(shown: Bytes) -> Refusal:
    with pytest.raises(ChartRefused) as caught:
        read_chart(shown)
    assert caught.value.hint
    return caught.value.refusal


def test_every_bad_picture_is_refused_by_its_own_name(portrait):
    good = picture()
    assert refused(portrait) is Refusal.NO_CHART
    assert refused(np.ascontiguousarray(good[:, ::-1])) is Refusal.MIRRORED
    assert refused(np.ascontiguousarray(good[::-1])) is Refusal.MIRRORED
    assert refused(picture(exposure=2.2)) is Refusal.CLIPPED
    assert refused(picture(exposure=0.05)) is Refusal.DARK
    assert refused(cv2.GaussianBlur(good, (0, 0), 14)) is Refusal.BLURRED
    assert refused(np.full_like(good, 128)) is Refusal.NO_CHART
    assert refused(cv2.resize(good, None, fx=0.15, fy=0.15, interpolation=3)) is Refusal.SMALL


def test_half_a_chart_is_told_from_none():
    good = picture()
    behind_hand = good.copy()
    cv2.fillConvexPoly(
        behind_hand, np.array([(330, 60), (640, 40), (640, 400), (330, 400)]), (180, 140, 120)
    )
    assert refused(behind_hand) is Refusal.HIDDEN
    beyond = np.ascontiguousarray(good[:285])  # the last row is outside the picture
    assert refused(beyond) is Refusal.HIDDEN


def test_the_two_clips_of_a_patch_leave_it_out():
    shown = picture(exposure=1.12)
    chart = read_chart(shown)
    assert not chart.is_good.all()
    assert np.count_nonzero(chart.is_good) >= 19
