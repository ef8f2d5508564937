import numpy as np
import pytest

from tryon.effects.blend import Blend, share_of_second

AHEAD = np.eye(3, dtype=np.float32)


def turned(degrees: float) -> np.ndarray:
    a = np.radians(degrees)
    return np.array(
        [[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]], np.float32
    )


@pytest.mark.parametrize("blend", Blend)
def test_shares_are_shares(blend: Blend) -> None:
    share = share_of_second(blend, AHEAD, 128)
    assert share.min() >= 0
    assert share.max() <= 1
    assert share.std() > 0.1


def test_an_ombre_is_the_second_outside_and_the_first_inside() -> None:
    share = share_of_second(Blend.OMBRE, AHEAD, 128)
    half = len(share) // 2
    assert share[0].min() == share[-1].min() == 1
    assert share[half - 1, 64] == share[half, 64] == 0
    assert (np.diff(share[:half, 64]) <= 0).all()
    assert np.abs(np.diff(share[:, 64])).max() < 0.15


def test_two_tone_is_one_lip_each() -> None:
    upper, lower = np.split(share_of_second(Blend.TWO_TONE, AHEAD, 128), 2)
    assert upper.max() == 0
    assert lower.min() == 1


def test_a_shifting_colour_follows_the_head() -> None:
    ahead = share_of_second(Blend.SHIFT, AHEAD, 128)
    aside = share_of_second(Blend.SHIFT, turned(35), 128)
    assert ahead[:, 56:72].mean() < ahead[:, :16].mean()
    left, right = aside[:, :40].mean(), aside[:, -40:].mean()
    assert abs(left - right) > 0.3
