import numpy as np
import pytest

from tryon.tracking.hands import Hand


@pytest.fixture(scope="session")
def open_hand() -> Hand:
    """An open hand that points up, with its wrist at (0, 0) and a palm of 40 px."""
    points = np.zeros((21, 2), np.float32)
    for finger, (x, lean) in enumerate([(-18, -14), (-14, -4), (-5, -1), (4, 2), (12, 5)]):
        base = np.array([x, -38 if finger else -15])
        for joint in range(4):
            step = np.array([lean, -13.0 if finger else -8.0]) * joint
            points[1 + 4 * finger + joint] = base + step
    points.flags.writeable = False
    return Hand(points, 0.95)
