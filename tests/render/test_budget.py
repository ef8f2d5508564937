"""Cloth that is coloured as finely as a machine can, without wavering."""

from itertools import pairwise

from tryon.render.budget import Budget


def run(budget: Budget, fixed_ms: float, us_for_pixel: float, pictures: int) -> list[int]:
    """Draw on a machine that takes so long; the pixels of every picture."""
    pixels = []
    for _ in range(pictures):
        pixels.append(budget.pixels)
        budget.spent(fixed_ms + us_for_pixel * budget.pixels / 1e3, all_of_it=True)
    return pixels


def test_a_slow_machine_draws_coarser_until_it_is_fluent() -> None:
    pixels = run(Budget(), 5.0, 0.11, 100)
    assert pixels[0] == 110_000
    assert pixels[-1] == 50_000
    assert pixels[40] < 110_000


def test_a_quick_machine_draws_finer() -> None:
    assert run(Budget(), 1.5, 0.02, 600)[-1] == 240_000


def test_what_is_between_two_steps_does_not_waver() -> None:
    # fine at 75,000, too slow at 110,000
    pixels = run(Budget(), 4.0, 0.085, 20_000)
    changes = sum(a != b for a, b in pairwise(pixels))
    assert changes < 10
    assert pixels[-1] == 75_000


def test_small_garments_say_nothing() -> None:
    budget = Budget()
    for _ in range(500):
        budget.spent(2.0, all_of_it=False)
    assert budget.pixels == 110_000


def test_one_long_picture_is_no_reason() -> None:
    budget = Budget()
    for ms in [9.0] * 50 + [900.0] + [9.0] * 50:
        budget.spent(ms, all_of_it=True)
    assert budget.pixels == 110_000
