"""A camera is calibrated while somebody holds a chart up: what is seen, what it says so far.

No widgets and no Qt here. Looking takes a tenth of a second, so it has a thread of its own; the
page reads `progress`, which is replaced as a whole, when the bell rings.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from tryon.core.scene import Bytes, Floats, Picture
from tryon.light.calibrate import Calibration, calibrate
from tryon.light.chart import (
    Chart,
    ChartRefused,
    Reference,
    Refusal,
    averaged,
    read_chart,
    references,
)
from tryon.sources.camera import CameraState

log = logging.getLogger(__name__)

#: Pictures that are averaged: noise of one code in each is then a quarter of a code.
PICTURES = 16
#: Codes by which the patches may change (median) before counting begins again.
_STEADY = 3.0
#: So many pictures in a row without a chart end an average.
_PATIENCE = 4
_PAUSE_S = 0.03
#: Every so many pictures, what they say is fitted.
_FIT_EVERY = 4


class Stage(Enum):
    """How far it is."""

    SETTLING = "the camera is closing its locks"
    LOOKING = "no chart is seen that could be used"
    AVERAGING = "the chart is being averaged"
    FITTING = "the profile is being tested on colours that it has not seen"
    DONE = "the profile waits to be used"


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """What there is to show.

    Attributes
    ----------
    stage : Stage
    refusal : Refusal or None
        Why the newest picture cannot be used.
    outlines : (24, 4, 2) float32, px of the picture, or None
        The patches of the chart that is seen.
    size : (int, int)
        Width and height of that picture.
    share : float, in [0, 1]
        How many of the pictures that are needed have come.
    chart : Chart or None
        The average so far.
    calibration : Calibration or None
        What it says; thorough when the stage is `DONE`.
    """

    stage: Stage = Stage.LOOKING
    refusal: Refusal | None = None
    outlines: Floats | None = field(default=None, repr=False)
    size: tuple[int, int] = (1, 1)
    share: float = 0.0
    chart: Chart | None = field(default=None, repr=False)
    calibration: Calibration | None = field(default=None, repr=False)


class Calibrating:
    """Looks for a chart in the newest pictures until it knows the camera.

    Parameters
    ----------
    newest : callable
        The newest picture, None while there is none.
    state : callable
        What the camera does; an average is begun anew when that changes.
    on_change : callable
        Rung on the thread when `progress` was replaced.
    """

    def __init__(
        self,
        newest: Callable[[], Picture | None],
        state: Callable[[], CameraState | None],
        on_change: Callable[[], None],
    ) -> None:
        self.progress = Progress()
        self._newest, self._state, self._on_change = newest, state, on_change
        self._is_old_chart = False
        self._is_stopped, self._is_anew = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="tryon-calibrate", daemon=True)
        self._thread.start()

    def start_again(self, *, is_old_chart: bool = False) -> None:
        """Forget what was seen; the chart may be of before November 2014."""
        self._is_old_chart = is_old_chart
        self._is_anew.set()

    def close(self) -> None:
        """End the thread, and wait for it."""
        self._is_stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_stopped.is_set():
            self._is_anew.clear()
            try:
                self._look()
            except Exception as error:
                log.error("calibrating: %s", error, exc_info=error)
                self._show(Progress())
            while not (self._is_anew.is_set() or self._is_stopped.wait(_PAUSE_S)):
                pass

    def _is_over(self) -> bool:
        return self._is_stopped.is_set() or self._is_anew.is_set()

    def _look(self) -> None:
        """Average the charts of pictures that follow each other, and fit."""
        charts: list[Chart] = []
        seen: Picture | None = None
        state, missed = self._state(), 0
        while not self._is_over():
            picture = self._newest()
            if picture is None or picture is seen:
                self._is_stopped.wait(_PAUSE_S)
                continue
            seen, before, state = picture, state, self._state()
            if state != before:
                charts = []
            if state is not None and "settling" in (
                state.exposure_lock,
                state.white_balance_lock,
            ):
                self._show(Progress(Stage.SETTLING))
                continue
            try:
                chart = _read(picture.rgb)
            except ChartRefused as refused:
                missed += 1
                if missed >= _PATIENCE:
                    charts = []
                if missed >= _PATIENCE or not charts:
                    self._show(Progress(refusal=refused.refusal))
                continue
            missed = 0
            if charts:
                moved = np.abs(chart.codes - averaged(charts).codes)
                if float(np.median(moved)) > _STEADY:
                    charts = []
            charts.append(chart)
            if self._fit(charts, picture):
                return

    def _fit(self, charts: list[Chart], picture: Picture) -> bool:
        """Show what the charts say; True when that is enough."""
        height, width = picture.rgb.shape[:2]
        chart = averaged(charts)
        is_enough = len(charts) >= PICTURES
        known = Progress(
            Stage.FITTING if is_enough else Stage.AVERAGING,
            None,
            chart.outlines,
            (width, height),
            min(len(charts) / PICTURES, 1.0),
            chart,
            self.progress.calibration,
        )
        if is_enough or len(charts) % _FIT_EVERY != 1:
            self._show(known)
        if not is_enough and len(charts) % _FIT_EVERY != 1:
            return False
        try:
            calibration = calibrate([chart], self._reference, is_thorough=is_enough)
        except ChartRefused as refused:
            charts.clear()
            self._show(Progress(refusal=refused.refusal))
            return False
        stage = Stage.DONE if is_enough else Stage.AVERAGING
        if not self._is_over():
            self._show(
                Progress(
                    stage, None, known.outlines, known.size, known.share, chart, calibration
                )
            )
        return is_enough

    @property
    def _reference(self) -> Reference:
        return references()[1 if self._is_old_chart else 0]

    def _show(self, progress: Progress) -> None:
        self.progress = progress
        self._on_change()


def _read(rgb: Bytes) -> Chart:
    return read_chart(rgb, is_thorough=False)
