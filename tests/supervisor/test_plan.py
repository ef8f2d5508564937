import pytest

from tryon.supervisor.plan import WAITS_S, Mode, Next, after


def ends(count: int, code: int | None = 1, lived_s: float = 2.0) -> list[Next]:
    now, found = Next(), []
    for _ in range(count):
        now = after(now, code, lived_s)
        found.append(now)
    return found


def test_the_first_crash_costs_no_waiting_and_more_cost_more():
    waits = [now.wait_s for now in ends(12)]
    assert waits == [*WAITS_S, *[WAITS_S[-1]] * 4]
    assert waits == sorted(waits)


def test_after_three_early_ends_less_is_tried():
    assert [now.mode for now in ends(7)] == [
        Mode.USUAL,
        Mode.USUAL,
        Mode.SAFE,
        Mode.SAFE,
        Mode.SAFE,
        Mode.SAFE_DEMO,
        Mode.SAFE_DEMO,
    ]


def test_three_early_ends_cost_less_than_two_seconds_of_waiting():
    assert sum(now.wait_s for now in ends(3)) < 2


@pytest.mark.parametrize("mode", Mode)
def test_who_lived_long_begins_anew_in_the_mode_that_was_good(mode):
    assert after(Next(mode=mode, early=5), None, 61.0) == Next(mode=mode)


def test_leaving_is_no_crash():
    assert after(Next(early=2), 0, 1.0).is_over


def test_a_wrong_file_is_not_tried_three_times():
    assert after(Next(), 2, 0.5) == Next(mode=Mode.SAFE, early=3)
    assert after(Next(mode=Mode.SAFE, early=3), 2, 0.5).wait_s > 0


def test_a_mode_is_never_left_for_one_that_failed():
    assert after(Next(mode=Mode.SAFE_DEMO, early=0), 1, 3.0).mode is Mode.SAFE_DEMO
