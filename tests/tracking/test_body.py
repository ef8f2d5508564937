"""The person who is dressed, in real pictures."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from tryon.core.scene import Body, Frame
from tryon.tracking.body import BodyTracker
from tryon.tracking.people import PersonModels, silhouette


@pytest.fixture(scope="module")
def tracker() -> Iterator[BodyTracker]:
    made = BodyTracker(still=True)
    yield made
    made.close()


def found(tracker: BodyTracker, rgb: np.ndarray) -> Body | None:
    return tracker.track(Frame(np.ascontiguousarray(rgb), 0, 0), ())


def test_the_portrait_is_an_upper_body(tracker, portrait):
    body = found(tracker, portrait)
    assert body is not None
    left, right = body.points[11], body.points[12]
    assert right[0] < 224 < left[0], "shoulders on either side of the face"
    assert 150 < body.points[[11, 12], 1].mean() < 330
    assert body.figure is not None
    assert body.figure.presence.upper == 1
    assert body.figure.presence.lower == 0, "no legs are in the picture"


def test_nobody_is_there(tracker):
    assert found(tracker, np.full((240, 320, 3), 128, np.uint8)) is None


def test_the_silhouette_is_the_person(tracker, portrait):
    body = found(tracker, portrait)
    assert body is not None
    assert body.silhouette is not None
    box, coverage = body.silhouette.box, body.silhouette.coverage
    scale = coverage.shape[1] / box.width

    def share(x: float, y: float) -> float:
        return float(coverage[int((y - box.y) * scale), int((x - box.x) * scale)])

    assert share(225, 120) > 0.9, "the face"
    assert share(230, 420) > 0.9, "the suit"
    assert share(60, 60) < 0.1, "the flag"


def test_a_turned_picture_turns_the_silhouette_and_the_third_dimension(portrait):
    models = PersonModels()
    upright = models.see(portrait, models.search(portrait)[0])
    turned = cv2.warpAffine(
        portrait,
        cv2.getRotationMatrix2D((256, 256), 20, 1.0),
        (512, 512),
        borderValue=(90,) * 3,
    )
    square = models.search(turned)[0]
    leaning = models.see(turned, square)
    leaning = leaning and models.see(turned, leaning.following)
    models.close()
    assert upright
    assert leaning
    across = leaning.world[11, :2] - leaning.world[12, :2]
    before = upright.world[11, :2] - upright.world[12, :2]
    turned_deg = np.degrees(np.arctan2(across[1], across[0]) - np.arctan2(before[1], before[0]))
    assert turned_deg == pytest.approx(-20, abs=10)
    mask = silhouette(leaning)
    middle = leaning.points[[11, 12, 23, 24], :2].mean(0)
    cell = (middle - (mask.box.x, mask.box.y)) * mask.coverage.shape[1] / mask.box.width
    assert mask.coverage[int(cell[1]), int(cell[0])] > 0.9
