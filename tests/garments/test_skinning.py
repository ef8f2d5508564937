"""Posing of vertices by bones that leave room for what is nearer."""

import numpy as np

from tryon.core.scene import BONES
from tryon.garments.skinning import Skin


def test_places_come_nearer_along_the_line_of_sight_and_never_go_away() -> None:
    random = np.random.default_rng(3)
    rest = random.uniform(-0.5, 0.5, (3, 50)).astype(np.float32)
    weights = np.zeros((len(BONES), 50), np.float32)
    weights[:2] = [np.linspace(0, 1, 50), np.linspace(1, 0, 50)]
    matrices = np.tile(np.eye(4, dtype=np.float32), (len(BONES), 1, 1))
    matrices[:, 2, 3] = -2
    skin = Skin(weights, rest, (rest,))
    plain, ways = skin.pose(matrices)
    matrices[0, 3] = 0, 1, 0, 1  # nearer the higher a place rests, and further away below
    nearer, same = skin.pose(matrices)
    np.testing.assert_array_equal(same, ways)
    np.testing.assert_allclose(nearer[:2] / nearer[2], plain[:2] / plain[2], rtol=1e-4)
    share = 1 / (1 + weights[0] * np.maximum(rest[1], 0))
    np.testing.assert_allclose(nearer[2], share * plain[2], rtol=1e-5)
