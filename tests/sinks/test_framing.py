import math

import numpy as np
import pytest

from tryon.core.scene import Box
from tryon.sinks.framing import HALF_LIFE_S, Framing, Pan, aim, cut_out, follow, window_size

SIZE = (1280, 720)
WINDOW = window_size(SIZE, 9 / 16)


def face_at(x: float, y: float = 300, width: int = 200) -> Box:
    return Box(round(x - width / 2), round(y - width / 2), width, width)


@pytest.mark.parametrize("aspect", [9 / 16, 1, 4 / 3, 16 / 9, 2.4])
def test_the_window_is_the_largest_that_fits(aspect):
    width, height = window_size(SIZE, aspect)
    assert width / height == pytest.approx(aspect)
    assert (width, height) <= SIZE
    assert width == SIZE[0] or height == SIZE[1]


def test_it_moves_without_overshoot_and_does_not_mind_the_rate_of_pictures():
    fine = coarse = Pan(0, 0)
    places = []
    for _ in range(120):
        fine = follow(fine, (500, 100), 1 / 60)
        places.append(fine.x)
    for _ in range(24):
        coarse = follow(coarse, (500, 100), 1 / 12)
    assert max(places) <= 500
    assert np.all(np.diff(places) >= 0)
    assert (fine.x, fine.y) == pytest.approx((coarse.x, coarse.y), abs=1e-6)
    assert fine.x > 490


def test_a_face_that_walks_is_kept_inside_calmly():
    framing = Framing(9 / 16)
    rgb = np.zeros((720, 1280, 3), np.uint8)
    lost, places = 0, []
    for n in range(300):  # from one side to the other and back, 200 px/s
        x = 640 + 420 * math.sin(2 * math.pi * n / 30 / 10)
        framing.cut(rgb, round(n * 1e9 / 30), [face_at(x)])
        pan = framing._pan
        places.append(pan.x)
        lost += abs(x - pan.x) > WINDOW[0] / 2 - 60
    assert lost == 0
    speed = np.diff(places) * 30
    assert np.abs(np.diff(speed)).max() * 30 < 1500, "jerks"


def pans(xs, aspect=9 / 16, width=200) -> np.ndarray:
    """Follow a face along its places, at thirty pictures a second: where the window was."""
    framing, places = Framing(aspect), []
    rgb = np.zeros((720, 1280, 3), np.uint8)
    for n, x in enumerate(xs):
        framing.cut(rgb, round(n * 1e9 / 30), [face_at(x, width=width)])
        places.append(framing._pan.x)
    return np.array(places)


@pytest.mark.parametrize(("seconds", "push"), [(10, 3.0), (5, 12.0)])
@pytest.mark.parametrize("aspect", [9 / 16, 1])
def test_a_face_that_walks_is_never_cut_and_the_window_is_pushed_gently(aspect, seconds, push):
    """To and fro over 840 px, at up to 260 and 530 px/s, in widths of the window per s²."""
    xs = 640 + 420 * np.sin(2 * np.pi * np.arange(450) / 30 / seconds)
    places, width = pans(xs, aspect), window_size(SIZE, aspect)[0]
    assert (np.abs(xs - places) + 100 <= width / 2 + 1).all()
    assert np.abs(np.diff(places, 2)).max() * 900 / width < push


def test_who_is_elsewhere_at_once_is_gone_to_without_a_jump():
    xs = np.where(np.arange(300) < 150, 400, 900)
    places = pans(xs)
    steps = np.diff(places, 2) * 900 / WINDOW[0]
    assert np.abs(steps).max() < 7
    arrived = np.flatnonzero(np.abs(xs[150:] - places[150:]) < 60)[0]
    assert arrived / 30 < 1.2


def test_two_who_are_alike_do_not_make_it_swing():
    framing = Framing(9 / 16)
    rgb = np.zeros((720, 1280, 3), np.uint8)
    places = []
    for n in range(120):
        faces = [face_at(300, width=200), face_at(1000, width=200 + (4 if n % 2 else -4))]
        faces.sort(key=lambda face: -face.width)
        framing.cut(rgb, round(n * 1e9 / 30), faces)
        places.append(framing._pan.x)
    assert np.ptp(places) < 30


def test_who_knows_what_comes_goes_with_the_face():
    xs = 640 + 420 * np.sin(2 * np.pi * np.arange(450) / 30 / 8)
    framing, behind = Framing(9 / 16), []
    rgb = np.zeros((720, 1280, 3), np.uint8)
    for n in range(440):
        later = min(n + round(30 * HALF_LIFE_S), 449)
        framing.cut(rgb, round(n * 1e9 / 30), [face_at(xs[n])], [face_at(xs[later])])
        behind.append(xs[n] - framing._pan.x)
    assert np.abs(behind).mean() < 0.5 * np.abs(xs[:440] - pans(xs[:440])).mean()


def test_a_fidgeting_face_leaves_the_window_still():
    framing = Framing(9 / 16)
    rgb = np.zeros((720, 1280, 3), np.uint8)
    rng = np.random.default_rng(0)
    places = []
    for n in range(60):
        framing.cut(rgb, round(n * 1e9 / 30), [face_at(640 + rng.normal(0, 6))])
        places.append((framing._pan.x, framing._pan.y))
    assert np.ptp(places, axis=0).max() < 3


def test_without_a_face_it_stays_where_it_was():
    framing = Framing(9 / 16)
    rgb = np.zeros((720, 1280, 3), np.uint8)
    framing.cut(rgb, 0, [face_at(900)])
    before = framing._pan
    for n in range(1, 40):
        framing.cut(rgb, round(n * 1e9 / 30), [])
    assert framing._pan.x == pytest.approx(before.x)
    assert framing.frame


def test_two_people_who_fit_are_both_in():
    now = Pan(640, 360)
    still = 0.06 * WINDOW[0]
    faces = [face_at(500, width=120), face_at(700, width=100)]
    both = aim(faces, faces[0], WINDOW, SIZE, now)
    assert both[0] == pytest.approx(595 + still, abs=2)
    apart = aim([face_at(300), face_at(1100)], face_at(300), WINDOW, SIZE, now)
    assert apart[0] == pytest.approx(300 + still), "the nearer one"


def test_it_never_leaves_the_picture():
    framing = Framing(9 / 16)
    rgb = np.full((720, 1280, 3), 77, np.uint8)
    for n, x in enumerate([0, 1280, -50, 1400, 640]):
        cut = framing.cut(rgb, n * 10**9, [face_at(x)])
        assert cut.shape == (720, 404, 3) or cut.shape == (720, 406, 3)
        assert (cut == 77).all()


def test_what_is_cut_out_is_where_it_was():
    rgb = np.zeros((720, 1280, 3), np.uint8)
    rgb[200:240, 600:660] = 255
    plain = cut_out(rgb, (640, 360), (400, 720), (400, 720))
    assert (plain == rgb[:, 440:840]).all()
    twice = cut_out(rgb, (640, 360), (400, 720), (800, 1440))
    rows, columns = np.nonzero(twice[..., 0] > 128)
    assert (rows.min(), rows.max() + 1) == (400, 480)
    assert (columns.min(), columns.max() + 1) == (320, 440)


def test_what_is_written_at_the_bottom_can_be_left_out():
    rgb = np.zeros((720, 1280, 3), np.uint8)
    rgb[650:] = 255
    framing = Framing(9 / 16, (270, 480), clear_below=0.1)
    assert framing.cut(rgb, 0, [face_at(640, 600)]).max() == 0


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="aspect"):
        Framing(0)
