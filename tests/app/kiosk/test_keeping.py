from dataclasses import replace

import numpy as np
import pytest

from tryon.app.kiosk.keeping import Keeping
from tryon.core.scene import UNKNOWN_LIGHT, Face, Frame, Scene


def seen_at(x: float, y: float = 0.45) -> Scene:
    """Somebody whose face is a fifth of the picture wide, about a point of it."""
    frame = Frame(np.zeros((100, 100, 3), np.uint8), 0, 0)
    corners = np.array([[-10, -10, 0], [10, 10, 0]], np.float32)
    points = np.resize(corners, (478, 3)) + np.array([100 * x, 100 * y, 0], np.float32)
    return Scene(frame, UNKNOWN_LIGHT, (Face(1, points, np.eye(4, dtype=np.float32)),))


def test_who_stands_in_the_middle_is_left_there() -> None:
    keeping = Keeping()
    assert not keeping.follow(seen_at(0.53))
    assert not keeping.follow(replace(seen_at(0.9), faces=()))
    assert keeping.at == (0.5, 0.5)


def test_who_leaves_it_is_followed_until_she_is_there_again() -> None:
    keeping, way = Keeping(), []
    while keeping.follow(seen_at(0.7)):
        way.append(keeping.at[0])
        assert len(way) < 200
    assert way[0] == pytest.approx(0.512, abs=0.002), "slowly"
    assert way == sorted(way)
    assert keeping.at[0] == pytest.approx(0.7, abs=0.01)
    assert not keeping.follow(seen_at(0.72)), "a small step is no reason"
