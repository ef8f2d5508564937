"""A camera that delivers, but not as it should."""

import numpy as np
import pytest

from tryon.app.pulse import SPAN_S, Health, Pulse
from tryon.core.scene import Frame


def follow(pulse: Pulse, per_s: float, seconds: float, *, noisy: bool = True) -> Health:
    """Deliver so many pictures a second, and look four times a second, as windows do."""
    chance, health = np.random.default_rng(0), Health.GOOD
    for look in range(int(4 * seconds)):
        rgb = np.full((64, 64, 3), 90, np.uint8)
        if noisy:
            rgb += chance.integers(0, 9, rgb.shape, np.uint8)
        health = pulse.feel(Frame(rgb, 0, int(per_s * look / 4)), look / 4)
    return health


@pytest.mark.parametrize(
    ("per_s", "health"), [(30, Health.GOOD), (12, Health.GOOD), (5, Health.SLOW)]
)
def test_slow_is_less_than_ten_a_second(per_s: float, health: Health) -> None:
    assert follow(Pulse(), per_s, 3 * SPAN_S) is health


def test_a_moment_is_not_worth_a_word() -> None:
    assert follow(Pulse(), 5, SPAN_S / 2) is Health.GOOD


def test_a_sensor_never_sees_the_same_twice() -> None:
    assert follow(Pulse(), 30, 2 * SPAN_S, noisy=False) is Health.FROZEN


def test_one_picture_that_nobody_followed_is_not_frozen() -> None:
    """The engine has not come to the next yet: its watchdog tells that, not the camera's."""
    assert follow(Pulse(), 0, 2 * SPAN_S, noisy=False) is Health.GOOD


def test_it_gets_well_again() -> None:
    pulse = Pulse()
    assert follow(pulse, 30, 2 * SPAN_S, noisy=False) is Health.FROZEN
    later = Frame(np.full((64, 64, 3), 91, np.uint8), 0, 999)
    assert pulse.feel(later, 2 * SPAN_S + 1) is Health.GOOD
