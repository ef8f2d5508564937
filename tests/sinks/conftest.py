"""Pictures for sinks."""

from collections.abc import Callable

import numpy as np
import pytest

from tryon.core.scene import Box, Bytes, Cause, ColourError, Light, Picture, Report

MakePicture = Callable[..., Picture]


@pytest.fixture
def picture() -> MakePicture:
    """Make a finished picture: ``picture(rgb, captured_ns, index, masks=…)``."""
    light = Light(
        np.array([1.1, 0.98, 0.8], np.float32), 0.8, np.zeros((9, 3), np.float32), 3.0, "face"
    )
    report = Report(
        {"face": 5.1234567, "total": 8.0},
        ((7, Box(10, 20, 30, 40)),),
        light,
        (ColourError("lipstick", 1.6, 2.3, 2.7, "estimated", Cause.LIGHT),),
    )

    def make(
        rgb: Bytes, captured_ns: int = 0, index: int = 0, masks: dict[str, Bytes] | None = None
    ) -> Picture:
        return Picture(rgb, captured_ns, index, report, masks or {})

    return make
