from collections.abc import Iterator

import pytest

from tryon.core.scene import Bytes, Face, Frame
from tryon.tracking.face import FaceTracker


@pytest.fixture(scope="session")
def portrait_face(portrait: Bytes) -> Iterator[Face]:
    tracker = FaceTracker(still=True)
    (face,) = tracker.track(Frame(portrait, 0, 0))
    yield face
    tracker.close()
