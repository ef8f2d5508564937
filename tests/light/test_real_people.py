"""Many people in one studio, under one lamp: what is found must be the lamp, not the person."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tryon.core.colour import de2000, hex_to_linear, linear_to_lab, luminance
from tryon.core.scene import Frame, Light
from tryon.light.estimate import LightEstimator
from tryon.tracking.face import FaceTracker


@pytest.fixture(scope="module")
def studio(shared_data: Path) -> list[tuple[float, Light]]:
    """Luminance of the cheek, and the light that was found, of a dozen sitters."""
    photos = sorted((shared_data / "faces_annotated").glob("london_*_neutral.jpg"))
    if len(photos) < 12:
        pytest.skip("needs the studio portraits of ../shared/data")
    tracker, estimate, found = FaceTracker(still=False), LightEstimator(still=True), []
    for index, photo in enumerate(photos[:: len(photos) // 12]):
        rgb = cv2.cvtColor(cv2.imread(str(photo)), cv2.COLOR_BGR2RGB)
        rgb = cv2.resize(rgb, (720, 720), interpolation=cv2.INTER_AREA)
        frame = Frame(rgb, index * 10**9, index)
        faces = tracker.track(frame)
        if not faces:
            continue
        x, y = faces[0].points[205, :2].astype(int)
        found.append((float(luminance(rgb[y, x] / 255.0)), estimate(frame, faces)))
    tracker.close()
    assert len(found) >= 10
    return found


def test_the_lamp_does_not_depend_on_who_sits_there(
    studio: list[tuple[float, Light]],
) -> None:
    colours = np.array([light.colour for _, light in studio])
    common = np.median(colours, 0)
    cosines = colours @ common / np.linalg.norm(colours, axis=1) / np.linalg.norm(common)
    assert np.quantile(np.degrees(np.arccos(np.clip(cosines, -1, 1))), 0.9) < 6
    levels = np.log2([light.level for _, light in studio])
    assert np.quantile(np.abs(levels - np.median(levels)), 0.9) < 0.75


def test_dark_and_fair_skin_show_the_same_product(studio: list[tuple[float, Light]]) -> None:
    product = hex_to_linear("#A32638")
    ordered = [light for _, light in sorted(studio, key=lambda person: person[0])]
    third = len(ordered) // 3
    dark, fair = (
        linear_to_lab(np.median([light.colour * light.level for light in people], 0) * product)
        for people in (ordered[:third], ordered[-third:])
    )
    assert de2000(dark, fair) < 5


def test_what_is_not_known_is_admitted(studio: list[tuple[float, Light]]) -> None:
    product = hex_to_linear("#A32638")
    lab = linear_to_lab(np.array([light.colour * light.level for _, light in studio]) * product)
    spread = de2000(lab, np.median(lab, 0))
    told = np.array([light.error_de2000 for _, light in studio])
    # On average the error that is told covers the error that is made, and is no blank cheque.
    assert spread.mean() < told.mean() < 3.5 * spread.mean()
