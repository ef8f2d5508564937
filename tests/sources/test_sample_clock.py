import numpy as np
import pytest

from tryon.sources.sample_clock import RESYNC_MS, STEER_MS_PER_S, SampleClock

BLOCK_NS = 20_000_000


def test_the_clock_counts_through_jitter_and_busy_spells():
    clock = SampleClock(48_000)
    rng = np.random.default_rng(0)
    for n in range(300):
        late_ns = int(rng.integers(0, 30_000_000)) if n else 0
        if 100 <= n < 130:  # the machine stands still, then everything comes at once
            late_ns = (130 - n) * BLOCK_NS
        wrong_ns = clock.time_ns(960, 7 + n * BLOCK_NS + late_ns) - (7 + n * BLOCK_NS)
        assert abs(wrong_ns) < 500_000


def test_the_clock_notices_lost_samples_within_a_second():
    clock = SampleClock(48_000)
    lost_ns = (RESYNC_MS + 5) * 1_000_000
    found = [
        clock.time_ns(960, n * BLOCK_NS + (lost_ns if n >= 60 else 0)) - n * BLOCK_NS
        for n in range(160)
    ]
    assert set(found) == {0, lost_ns}
    assert 60 < found.index(lost_ns) <= 110
    assert found == sorted(found), "once"


def test_the_clock_drops_a_late_beginning_at_once():
    clock = SampleClock(48_000)
    clock.time_ns(960, 200_000_000)  # the first block was held up
    assert clock.time_ns(960, BLOCK_NS) == BLOCK_NS
    assert clock.time_ns(960, 2 * BLOCK_NS) == 2 * BLOCK_NS


def test_a_clock_stands_only_after_a_second_without_a_reset():
    clock = SampleClock(48_000)
    settled_at = None
    for n in range(200):
        true_ns = 10**9 + n * 20_000_000
        heard_ns = true_ns - 500_000_000 if n < 30 else true_ns  # the server learns its delay
        counted_ns = clock.time_ns(960, heard_ns)
        if settled_at is None and clock.is_settled:
            settled_at = n
            assert abs(counted_ns - true_ns) < 1_000_000
    assert settled_at is not None
    assert 100 <= settled_at < 140


@pytest.mark.parametrize("off_ppm", [-300, -100, 100, 300])
def test_over_an_hour_a_quartz_that_is_off_is_followed(off_ppm):
    """Blocks come up to 8 ms late, and for half a minute of the hour 30 ms later."""
    clock, rng = SampleClock(48_000), np.random.default_rng(1)
    late_ns = rng.integers(0, 8_000_000, 180_000)
    late_ns[90_000:91_500] += 30_000_000
    wrong_ms = np.zeros(len(late_ns))
    for n, late in enumerate(late_ns.tolist()):
        true_ns = round(n * BLOCK_NS * (1 + off_ppm * 1e-6))
        wrong_ms[n] = (clock.time_ns(960, true_ns + late) - true_ns) / 1e6
    assert np.abs(wrong_ms).max() < 30, "also while the machine is busy"
    assert np.abs(wrong_ms[:90_000]).max() < 9, "the first block may have come late"
    steps_ms = np.abs(np.diff(wrong_ms))
    assert steps_ms.max() < (STEER_MS_PER_S + 0.4) / 50, "without a jump"


def test_a_machine_that_stutters_for_seconds_has_lost_nothing():
    """Blocks come in bursts, each 100 to 400 ms late, for four seconds."""
    clock = SampleClock(48_000)
    for n in range(500):
        late_ns = (100 + 300 * (1 - n % 15 / 15)) * 1_000_000 if 100 <= n < 300 else 0
        wrong_ns = clock.time_ns(960, round(n * BLOCK_NS + late_ns)) - n * BLOCK_NS
        assert abs(wrong_ns) < 5_000_000
