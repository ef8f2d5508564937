import numpy as np
import pytest

from tryon.core.scene import Face, Frame, Light, Need
from tryon.core.stopwatch import Stopwatch
from tryon.tracking.perceive import Perceive

LIGHT = Light(np.ones(3, np.float32), 1.0, np.zeros((9, 3), np.float32), 9.0, "default")


class Tracker:
    def __init__(self, *identities):
        self.identities, self.is_closed = list(identities), False

    def track(self, frame):
        points, pose = np.zeros((478, 3), np.float32), np.eye(4, dtype=np.float32)
        return tuple(Face(identity, points, pose) for identity in self.identities)

    def close(self):
        self.is_closed = True


class Lips:
    def __init__(self):
        self.calls = []

    def __call__(self, rgb, face, memory):
        self.calls.append((face.identity, memory))


@pytest.fixture
def frame():
    return Frame(np.zeros((48, 64, 3), np.uint8), 5, 0)


def perceive_with(tracker, lips, **options):
    return Perceive(tracker=tracker, light=lambda frame, faces: LIGHT, lips=lips, **options)


def test_a_scene_holds_what_was_found_in_its_own_frame(frame):
    perceive = perceive_with(Tracker(3, 1), Lips())
    watch = Stopwatch()
    scene = perceive(frame, frozenset({Need.LIPS}), watch)
    assert scene.frame is frame
    assert [face.identity for face in scene.faces] == [3, 1]
    assert scene.light is LIGHT
    assert list(watch.stage_ms) == ["face", "lips", "light"]


def test_lips_that_nobody_needs_are_not_looked_for(frame):
    lips, watch = Lips(), Stopwatch()
    perceive_with(Tracker(0), lips)(frame, frozenset(), watch)
    assert not lips.calls
    assert "lips" not in watch.stage_ms


def test_each_mouth_is_remembered_as_long_as_its_face_is_there(frame):
    tracker, lips = Tracker(0, 1), Lips()
    perceive = perceive_with(tracker, lips)
    for tracker.identities in ([0, 1], [1, 0], [1], [0, 1]):
        perceive(frame, frozenset({Need.LIPS}), Stopwatch())
    memories = {}
    for identity, memory in lips.calls:
        memories.setdefault(identity, []).append(memory)
    first, again, back = memories[0]
    assert first is again
    assert back is not first
    assert len(set(map(id, memories[1]))) == 1
    assert first is not memories[1][0]


def test_photographs_are_not_remembered(frame):
    lips = Lips()
    perceive_with(Tracker(0), lips, still=True)(frame, frozenset({Need.LIPS}), Stopwatch())
    assert lips.calls == [(0, None)]


def test_closing_closes_the_tracker():
    tracker = Tracker()
    perceive_with(tracker, Lips()).close()
    assert tracker.is_closed


def test_a_real_portrait_gets_lips_and_light(portrait):
    perceive = Perceive(still=True)
    frame = Frame(portrait, 0, 0)
    scene = perceive(frame, frozenset({Need.LIPS}), Stopwatch())
    perceive.close()
    (face,) = scene.faces
    assert face.lips is not None
    assert face.lips.coverage.max() > 0.9
    assert scene.light.source == "face"
