import numpy as np
import pytest

from tryon.light.harmonics import basis, direction, even, from_above


def lamp(towards: np.ndarray) -> np.ndarray:
    """Harmonics (9, 3) of one distant white lamp, by summing over a fine sphere of normals."""
    count = 40_000
    z = 1 - 2 * (np.arange(count) + 0.5) / count
    turn = np.arange(count) * np.pi * (3 - np.sqrt(5))
    radius = np.sqrt(1 - z * z)
    normals = np.stack([radius * np.cos(turn), radius * np.sin(turn), z], 1)
    received = np.maximum(normals @ towards, 0)
    weights = 4 * np.pi / count * basis(normals.astype(np.float32)).T @ received
    return np.outer(weights, np.ones(3)).astype(np.float32)


def test_the_basis_is_orthonormal() -> None:
    count = 40_000
    z = 1 - 2 * (np.arange(count) + 0.5) / count
    turn = np.arange(count) * np.pi * (3 - np.sqrt(5))
    radius = np.sqrt(1 - z * z)
    values = basis(np.stack([radius * np.cos(turn), radius * np.sin(turn), z], 1))
    np.testing.assert_allclose(4 * np.pi / count * values.T @ values, np.eye(9), atol=2e-3)


@pytest.mark.parametrize("towards", [(0, 0, 1), (0, 0.6, 0.8), (-0.8, 0.36, 0.48)])
def test_a_single_lamp_is_found_where_it_hangs(towards: tuple[float, ...]) -> None:
    found, directed = direction(lamp(np.array(towards)))
    np.testing.assert_allclose(found, towards, atol=0.01)
    assert directed == pytest.approx(1.0, abs=0.01)


def test_even_light_reaches_every_normal_alike_and_comes_from_nowhere() -> None:
    harmonics = even(np.array([0.9, 0.8, 0.7], np.float32))
    normals = np.array([(0, 0, 1), (1, 0, 0), (0, -1, 0)], np.float32)
    np.testing.assert_allclose(basis(normals) @ harmonics, [[0.9, 0.8, 0.7]] * 3, rtol=1e-5)
    assert direction(harmonics)[1] == 0.0


def test_light_from_skin_loses_what_it_is_too_bright_from_below() -> None:
    found = even(np.array([1.0, 0.9, 0.8], np.float32))
    found[1] = 0.35 * found[0]
    found[3] = -0.2 * found[0]
    ways = np.array(
        [[0, 0, 1], [1, 0, 0], [-1, 0, 0], [0, 0.4, 0.9165], [0, 0.8, 0.6], [0, -0.8, 0.6]],
        np.float32,
    )
    before, after = basis(ways) @ found, basis(ways) @ from_above(found)
    np.testing.assert_allclose(after[:4], before[:4], rtol=1e-3)
    np.testing.assert_allclose(after[5] / after[5, 0], before[5] / before[5, 0], rtol=1e-5)
    ratio = before[4, 1] / before[5, 1]
    assert after[5, 1] == pytest.approx(before[4, 1] / ratio**1.5, rel=1e-3)
    assert after[4, 1] <= before[4, 1]


def test_even_light_and_light_from_below_stay_as_they_were_found() -> None:
    flat = even(np.ones(3, np.float32))
    assert np.array_equal(from_above(flat), flat)
    below = flat.copy()
    below[1] = -0.3
    assert np.array_equal(from_above(below), below)
