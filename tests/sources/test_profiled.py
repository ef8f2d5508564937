"""Frames get the profile that holds for the state their camera is in, and lose it with it."""

from dataclasses import replace
from datetime import date

import numpy as np

from tryon.core.encoding import SRGB, Encoding
from tryon.core.scene import Frame
from tryon.core.seams import Source
from tryon.light.profile import Profile, Residual
from tryon.sources.camera import CameraState
from tryon.sources.profiled import Profiled

PROFILE = Profile(
    Encoding(SRGB.curve.copy(), np.eye(3, 6) * 1.1),
    Residual(5, 1, 1.5, 3),
    "ColorChecker",
    1,
    date(2026, 11, 22),
)
STATE = CameraState((8, 6), 30.0, "MJPG", "settling", "settling")


class Scripted:
    """Delivers a frame in each of some states."""

    live, fps = True, 0.0

    def __init__(self, states):
        self._states = states
        self.state: CameraState | None = None

    def open(self):
        self.fps = 30.0

    def frames(self):
        for index, state in enumerate(self._states):
            self.state = state
            yield Frame(np.zeros((6, 8, 3), np.uint8), index, index)

    def close(self):
        self.fps = 0.0


def test_the_profile_comes_and_goes_with_the_lock(caplog):
    locked = replace(STATE, exposure_lock="locked", white_balance_lock="locked")
    asked = []

    def choose(state):
        asked.append(state)
        if state.exposure_lock == "settling":
            return None, ""
        return (PROFILE, "") if state == locked else (None, "the format was “MJPG”")

    source = Profiled(
        Scripted([STATE, STATE, locked, locked, replace(locked, format="YUYV")]), choose
    )
    assert isinstance(source, Source)
    source.open()
    assert source.fps == 30.0
    seen = []
    for frame in source.frames():
        seen.append((frame.encoding is PROFILE.encoding, source.profile is PROFILE))
    assert seen == [(False, False)] * 2 + [(True, True)] * 2 + [(False, False)]
    assert source.change == "the format was “MJPG”"
    assert "not used" in caplog.text
    assert len(asked) == 3  # not once a frame


def test_a_file_keeps_the_profile_that_was_asked_for():
    source = Profiled(Scripted([None, None]), lambda _: (PROFILE, ""))
    assert [frame.encoding for frame in source.frames()] == [PROFILE.encoding] * 2


def test_a_lock_is_passed_on_to_a_source_that_has_one():
    class Camera(Scripted):
        def hold(self, is_wanted):
            self.held = is_wanted
            return True

    camera = Camera([])
    assert Profiled(camera, lambda state: (None, "")).hold(True)
    assert camera.held
    assert not Profiled(Scripted([]), lambda state: (None, "")).hold(True)
