"""Is the stated doubt the real one? Counted, on synthetic people and on real ones."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tryon.accuracy.head import head
from tryon.accuracy.tier1 import draw_trials
from tryon.core.scene import Frame, Light
from tryon.light.estimate import LightEstimator
from tryon.tracking.face import FaceTracker

#: 80 % of the squared distances of three Gaussian numbers are below this.
_EIGHTY = 4.642


def log_white(light: Light) -> np.ndarray:
    return np.log(light.level * light.colour.astype(np.float64))


def test_the_stated_region_covers_the_light_of_spectral_pictures() -> None:
    inside, stops = [], []
    for trial in draw_trials(13):
        light = LightEstimator(still=True)(Frame(trial.shot.rgb, 0, 0), (head().face,))
        away = log_white(light) - np.log(trial.shot.exposure.white)
        inside.append(float(away @ np.linalg.solve(light.covariance, away)) < _EIGHTY)
        stops.append(abs(float(away.mean())) / np.log(2))
    assert len(inside) >= 60
    # Of 69, two standard deviations are a tenth.
    assert 0.7 < np.mean(inside) < 0.92
    assert np.median(stops) < 0.5


def test_it_covers_the_one_light_of_many_real_people(shared_data: Path) -> None:
    photos = sorted((shared_data / "faces_annotated").glob("london_*_neutral.jpg"))[::3]
    if len(photos) < 12:
        pytest.skip("needs the studio portraits of ../shared/data")
    tracker, means, precisions = FaceTracker(still=False), [], []
    for index, photo in enumerate(photos):
        rgb = cv2.cvtColor(cv2.imread(str(photo)), cv2.COLOR_BGR2RGB)
        rgb = cv2.resize(rgb, (720, 720), interpolation=cv2.INTER_AREA)
        frame = Frame(rgb, index * 10**9, index)
        faces = tracker.track(frame)
        if faces:
            light = LightEstimator(still=True)(frame, faces)
            means.append(log_white(light))
            precisions.append(np.linalg.inv(light.covariance.astype(np.float64)))
    tracker.close()
    # Nobody measured that lamp: it is where all together see it.
    weighted = sum(p @ mean for p, mean in zip(precisions, means, strict=True))
    common = np.linalg.solve(sum(precisions), weighted)
    inside = [
        (mean - common) @ p @ (mean - common) < _EIGHTY
        for p, mean in zip(precisions, means, strict=True)
    ]
    assert np.mean(inside) > 0.7
