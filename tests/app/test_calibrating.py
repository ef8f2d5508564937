"""A chart that is held up is averaged and fitted, and whatever goes wrong is said."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from simulated_camera import CAMERA, chart_scene

from tryon.app import calibrating
from tryon.app.calibrating import Calibrating, Progress, Stage
from tryon.app.session import Session
from tryon.app.state import NoticeKind
from tryon.core.scene import UNKNOWN_LIGHT, Bytes, Picture, Report
from tryon.light.chart import Refusal
from tryon.sources.camera import CameraState

STATE = CameraState((640, 480), 30.0, "MJPG", "locked", "locked")


@pytest.fixture(scope="module")
def chart() -> Bytes:
    return CAMERA.codes(chart_scene(exposure=0.8), noise=1.0)


class Held:
    """What is held up, and what became of it."""

    def __init__(self, rgb: Bytes) -> None:
        self.rgb, self.state = rgb, STATE
        self.seen: list[Progress] = []
        self._index = 0
        self.calibrating = Calibrating(self._newest, lambda: self.state, self._note)

    def _newest(self) -> Picture:
        self._index += 1
        return Picture(self.rgb.copy(), self._index, self._index, Report({}, (), UNKNOWN_LIGHT))

    def _note(self) -> None:
        self.seen.append(self.calibrating.progress)

    @property
    def stages(self) -> list[Stage]:
        return list(dict.fromkeys(progress.stage for progress in self.seen))


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Bytes], Held]]:
    monkeypatch.setattr(calibrating, "PICTURES", 6)
    held: list[Held] = []

    def make(rgb: Bytes) -> Held:
        held.append(Held(rgb))
        return held[-1]

    yield make
    for one in held:
        one.calibrating.close()


def test_a_chart_that_is_held_up_becomes_a_calibration(
    hold: Any, chart: Bytes, wait_until: Any
) -> None:
    held = hold(chart)
    wait_until(lambda: held.calibrating.progress.stage is Stage.DONE, 60)
    assert held.stages == [Stage.AVERAGING, Stage.FITTING, Stage.DONE]
    shares = [progress.share for progress in held.seen]
    assert shares == sorted(shares)
    live = next(progress for progress in held.seen if progress.calibration)
    assert live.outlines is not None
    assert live.outlines.shape == (24, 4, 2)
    done = held.calibrating.progress.calibration
    assert done is not None
    assert np.nanmean(done.left_out) < 2
    assert np.isnan(live.calibration.left_out).all()  # type: ignore[union-attr]


def test_what_is_wrong_is_said_while_it_is(hold: Any, chart: Bytes, wait_until: Any) -> None:
    held = hold(np.full_like(chart, 90))
    wait_until(lambda: held.calibrating.progress.refusal is Refusal.NO_CHART, 20)
    held.rgb = np.ascontiguousarray(chart[:, ::-1])
    wait_until(lambda: held.calibrating.progress.refusal is Refusal.MIRRORED, 20)
    assert Stage.DONE not in held.stages
    held.rgb = chart
    wait_until(lambda: held.calibrating.progress.stage is Stage.AVERAGING, 20)


def test_another_light_or_another_state_begins_anew(
    hold: Any, chart: Bytes, wait_until: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibrating, "PICTURES", 1000)
    held = hold(chart)
    wait_until(lambda: held.calibrating.progress.share >= 0.003, 30)
    darker = CAMERA.codes(chart_scene(exposure=0.5), noise=1.0)
    held.rgb = darker
    wait_until(lambda: held.seen[-1].share <= held.seen[-2].share, 30)
    held.state = replace(STATE, exposure_lock="settling")
    wait_until(lambda: held.calibrating.progress.stage is Stage.SETTLING, 20)


def test_the_session_bares_the_lips_locks_the_camera_and_keeps_the_profile(
    session: Session, stage: Any, chart: Bytes, wait_until: Any
) -> None:
    from tryon.light.calibrate import calibrate
    from tryon.light.chart import read_chart

    session.calibrate(True)
    wait_until(lambda: stage.held == [True])
    assert session.state.is_calibrating
    assert session.state.settings.is_locked
    wait_until(lambda: session._engine is not None and session._engine.look == ())
    wait_until(lambda: session.screen.newest is not None)
    session.cameras.keep_profile(calibrate([read_chart(chart)]))
    wait_until(lambda: session.state.notice(NoticeKind.PROFILE_KEPT))
    bound = stage.profiles[0].bound_to
    assert (bound.camera, bound.format, bound.exposure_lock) == (
        "Front camera",
        "MJPG",
        "locked",
    )
    wait_until(lambda: not session.state.is_calibrating)
    wait_until(lambda: session.screen.newest is not None)
    wait_until(lambda: session.refresh() or session.state.profile is stage.profiles[0])
    wait_until(lambda: session._engine is not None and session._engine.look != ())


def test_a_full_disk_is_said(
    session: Session, stage: Any, chart: Bytes, wait_until: Any
) -> None:
    from tryon.light.calibrate import calibrate
    from tryon.light.chart import read_chart

    stage.is_full = True
    session.cameras.keep_profile(calibrate([read_chart(chart)]))
    wait_until(lambda: session.state.notice(NoticeKind.PROFILE_FAILED))


def test_a_profile_that_no_longer_holds_is_told_once(
    session: Session, stage: Any, wait_until: Any
) -> None:
    stage.change = "the exposure lock was “locked”, and is “off”"
    wait_until(lambda: session.refresh() or session.state.notice(NoticeKind.PROFILE_DROPPED))
    notice = session.state.notice(NoticeKind.PROFILE_DROPPED)
    assert notice is not None
    assert notice.hint == stage.change
    session.dismiss(NoticeKind.PROFILE_DROPPED)
    session.refresh()
    assert session.state.notice(NoticeKind.PROFILE_DROPPED) is None


def test_a_profile_that_holds_again_is_not_called_dropped(
    session: Session, stage: Any, wait_until: Any
) -> None:
    stage.change = "the exposure lock was “locked”, and is “off”"
    wait_until(lambda: session.refresh() or session.state.notice(NoticeKind.PROFILE_DROPPED))
    stage.change = ""
    wait_until(
        lambda: session.refresh() or not session.state.notice(NoticeKind.PROFILE_DROPPED)
    )
