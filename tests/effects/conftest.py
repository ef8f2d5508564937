from collections.abc import Iterator

import pytest

from tryon.core.scene import Bytes, Frame, Need, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.tracking.perceive import Perceive


@pytest.fixture(scope="session")
def portrait_scene(portrait: Bytes) -> Iterator[Scene]:
    perceive = Perceive(still=True)
    yield perceive(Frame(portrait, 0, 0), frozenset({Need.LIPS}), Stopwatch())
    perceive.close()
