import numpy as np
import pytest
from formed import noisy, relit

from tryon.core.scene import Bytes, Frame
from tryon.light.change import GainWatch


def watched(*pictures: Bytes, step_ns: int = 33_333_333) -> list[np.ndarray | None]:
    watch = GainWatch()
    return [watch(Frame(rgb.copy(), i * step_ns, i)) for i, rgb in enumerate(pictures)]


def test_the_cameras_gains_are_known_at_once(portrait: Bytes) -> None:
    random, gains = np.random.default_rng(2), np.array([0.8, 0.75, 0.9])
    before, after = noisy(portrait, random), noisy(relit(portrait, np.diag(gains)), random)
    nothing, found, again = watched(before, after, noisy(after, random))
    assert nothing is None
    assert again is None
    assert found is not None
    np.testing.assert_allclose(found, np.log(gains), atol=0.015)


def test_a_slow_change_adds_up(portrait: Bytes) -> None:
    pictures = [relit(portrait, (0.9 - 0.006 * i) * np.eye(3)) for i in range(12)]
    total = sum(gain for gain in watched(*pictures) if gain is not None)
    np.testing.assert_allclose(total, np.log((0.9 - 0.066) / 0.9), atol=0.02)


@pytest.mark.parametrize("share", [0.25, 0.5])
def test_a_lamp_on_a_part_of_the_picture_is_not_the_camera(
    portrait: Bytes, share: float
) -> None:
    lit = portrait.copy()
    columns = slice(None, int(share * portrait.shape[1]))
    lit[:, columns] = relit(portrait[:, columns], np.diag([0.9, 0.6, 0.4]))
    assert watched(portrait, lit) == [None, None]


def test_noise_and_movement_are_not_the_camera(portrait: Bytes) -> None:
    random = np.random.default_rng(4)
    noise = [noisy(portrait, random, 2.0) for _ in range(4)]
    assert watched(*noise) == [None] * 4
    moved = [np.roll(portrait, 9 * i, 1) for i in range(4)]
    assert watched(*moved) == [None] * 4


def test_a_black_picture_tells_nothing(portrait: Bytes) -> None:
    assert watched(portrait, np.zeros_like(portrait), portrait) == [None] * 3
