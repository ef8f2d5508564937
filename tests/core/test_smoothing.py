import numpy as np
import pytest

from tryon.core.smoothing import ShapeFilter

NOISE = 0.01
SHAPE = np.random.default_rng(3).random((40, 3)).astype(np.float32)
ZONES = np.repeat(np.arange(4), 10)
LIP = ZONES == 2


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def noisy(shape, rng):
    return (shape + rng.normal(0, NOISE, shape.shape)).astype(np.float32)


def settled(rng, noise=NOISE):
    steady = ShapeFilter(SHAPE, ZONES, noise)
    for _ in range(60):
        steady(noisy(SHAPE, rng))
    return steady


def test_noise_on_a_still_shape_is_averaged_out(rng):
    steady = settled(rng)
    out = np.array([steady(noisy(SHAPE, rng)) for _ in range(100)])
    assert out.std(0).mean() < NOISE / 3
    assert np.abs(out.mean(0) - SHAPE).max() < NOISE


def test_a_lip_that_opens_is_followed_in_the_same_frame(rng):
    steady = settled(rng)
    opened = SHAPE.copy()
    opened[LIP, 1] += 10 * NOISE
    out = steady(noisy(opened, rng))
    assert np.abs(out - opened)[LIP, 1].mean() < 1.5 * NOISE


def test_what_does_not_move_stays_steady_while_a_lip_moves(rng):
    steady, moving = settled(rng), SHAPE.copy()
    out = []
    for frame in range(40):
        moving[LIP, 1] = SHAPE[LIP, 1] + 10 * NOISE * np.sin(frame / 2)
        out.append(steady(noisy(moving, rng)))
    assert np.array(out)[:, ~LIP].std(0).mean() < NOISE / 3


def test_a_slow_drift_is_followed_within_the_noise(rng):
    steady, drift = settled(rng), SHAPE.copy()
    for _ in range(200):
        drift[:, 0] += 0.2 * NOISE
        out = steady(noisy(drift, rng))
    assert np.abs(out - drift).mean() < 2.5 * NOISE


def test_noise_is_measured(rng):
    assert settled(rng, noise=NOISE / 1.9).noise == pytest.approx(NOISE, rel=0.25)
    assert settled(rng, noise=NOISE * 1.9).noise == pytest.approx(NOISE, rel=0.25)


def test_fewer_frames_in_the_same_time_are_smoothed_less():
    quick, slow = (ShapeFilter(SHAPE, ZONES, NOISE, 20) for _ in range(2))
    moved = SHAPE + np.float32(NOISE)
    assert np.abs(slow(moved, 3.0) - SHAPE).mean() > 2 * np.abs(quick(moved) - SHAPE).mean()


def test_the_first_frames_are_averaged(rng):
    first, *others = (noisy(SHAPE, rng) for _ in range(8))
    steady = ShapeFilter(first, ZONES, NOISE)
    for seen in others:
        out = steady(seen)
    assert out == pytest.approx(np.mean([first, *others], 0), abs=NOISE / 10)


def test_a_shape_that_many_looks_agree_on_is_left_slowly(rng):
    once, often = ShapeFilter(SHAPE, ZONES, NOISE), ShapeFilter(SHAPE, ZONES, NOISE, 9)
    seen = noisy(SHAPE, rng)
    assert np.abs(often(seen) - SHAPE).mean() < 0.3 * np.abs(once(seen) - SHAPE).mean()


def test_the_place_a_lip_has_moved_to_is_averaged_anew(rng):
    steady, opened = settled(rng), SHAPE.copy()
    opened[LIP, 1] += 10 * NOISE
    out = np.array([steady(noisy(opened, rng)) for _ in range(9)])
    assert np.abs(out[8] - opened)[LIP].mean() < 0.6 * np.abs(out[0] - opened)[LIP].mean()


def test_a_doubtful_measurement_is_not_followed(rng):
    sure, doubtful = settled(rng), settled(np.random.default_rng(1))
    moved = SHAPE + np.float32(5 * NOISE)
    assert np.abs(sure(moved) - moved).max() < NOISE
    assert np.abs(doubtful(moved, doubt=2 * NOISE) - SHAPE).mean() < NOISE


def test_a_change_of_unit_changes_nothing(rng):
    one, other = settled(np.random.default_rng(5)), settled(np.random.default_rng(5))
    other.carry(other.shape * 2, 2.0)
    seen = noisy(SHAPE, rng)
    assert other(seen * 2) == pytest.approx(2 * one(seen), rel=1e-4)


def test_a_doubted_zone_waits_where_another_follows(rng):
    steady, moved = settled(rng), SHAPE.copy()
    moved[:, 1] += 6 * NOISE
    doubt = np.where(np.arange(4) == 2, 10 * NOISE, 0).astype(np.float32)
    out = steady(moved, doubt=doubt)
    assert np.abs(out - moved)[~LIP].max() < 2 * NOISE
    assert np.abs(out - SHAPE)[LIP].max() < 2 * NOISE
    assert steady.rests_on[2] > 10 > 2 > steady.rests_on[[0, 1, 3]].max()


def test_what_is_not_heard_does_not_count_as_noise(rng):
    steady = settled(rng)
    before = steady.noise
    for _ in range(20):
        steady(SHAPE + rng.normal(0, 5 * NOISE, SHAPE.shape), is_heard=False)
    assert steady.noise == before
