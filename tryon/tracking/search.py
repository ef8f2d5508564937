"""Find faces that nobody follows yet: near ones in the whole picture, far ones in tiles."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from tryon.core.geometry import Matrix, compose, scale_of, similarity
from tryon.core.scene import Bytes
from tryon.tracking.mesh import MARGIN, cut_out, hush

#: Detectors look at squares of this size. Measured on twelve portraits: the near one finds all
#: faces from 30 px of it, turned by 60 degrees as well (a face of 200 px in 720p); the far one
#: upright faces from 10 px, turned ones from 20 (45 and 75 px in a 720p tile), but misses large
#: ones.
_LOOK_PX = 192

_SURE = 0.5

#: A tile darker than this is brightened before it is searched.
_DIM, _BRIGHT = 60.0, 110.0


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """Where a face may be.

    Attributes
    ----------
    unit_to_frame : (2, 3) float64
        The upright square for the landmark model.
    score : float in [0, 1]
    """

    unit_to_frame: Matrix
    score: float


class FaceSearch:
    """Two face detectors and the places where they look."""

    def __init__(self) -> None:
        with hush():
            from mediapipe.python.solutions.face_detection import FaceDetection

            black = np.zeros((_LOOK_PX, _LOOK_PX, 3), np.uint8)
            self._near: Any = FaceDetection(_SURE, model_selection=0)
            self._far: Any = FaceDetection(_SURE, model_selection=1)
            for detector in (self._near, self._far):
                detector.process(black)

    def everywhere(self, rgb: Bytes, *, fine: bool = False) -> list[Candidate]:
        """Look at all of a picture; `fine` looks for smaller and turned faces too."""
        found = self.near(rgb)
        for tile in tiles(rgb, 1):
            found += self.far(rgb, tile)
        if fine:
            for tile in tiles(rgb, 1):
                found += self.near(rgb, tile)
            for tile in tiles(rgb, 2):
                found += self.near(rgb, tile) + self.far(rgb, tile)
        return distinct(found)

    def near(self, rgb: Bytes, square: Matrix | None = None) -> list[Candidate]:
        """Look for large faces, in the whole picture if no square is given."""
        return self._look(self._near, rgb, whole(rgb) if square is None else square)

    def far(self, rgb: Bytes, square: Matrix) -> list[Candidate]:
        """Look for small upright faces in a square of the picture."""
        return self._look(self._far, rgb, square)

    def _look(self, detector: Any, rgb: Bytes, square: Matrix) -> list[Candidate]:
        view = cut_out(rgb, square, _LOOK_PX)
        brightness = float(view.mean())
        if brightness < _DIM:
            view = cv2.convertScaleAbs(view, alpha=_BRIGHT / max(brightness, 4.0))
        answer = detector.process(view).detections
        return [_candidate(one, square) for one in answer or ()]

    def close(self) -> None:
        """End both detectors."""
        self._near.close()
        self._far.close()


def whole(rgb: Bytes) -> Matrix:
    """Span the square that holds the whole picture in its middle."""
    height, width = rgb.shape[:2]
    side = max(height, width)
    return similarity(side, 0.0, (width - side) / 2, (height - side) / 2)


def tiles(rgb: Bytes, times: int) -> list[Matrix]:
    """Cover a picture with squares of its shorter side over `times`, a third overlapping."""
    height, width = rgb.shape[:2]
    side = min(height, width) / times
    across, down = (
        np.linspace(0, length - side, 1 + int(np.ceil((length - side) / (0.7 * side) - 1e-6)))
        for length in (width, height)
    )
    return [similarity(side, 0.0, x, y) for y in down for x in across]


def overlap(a: Matrix, b: Matrix) -> float:
    """Say how much of the smaller of two faces lies on the other: 0 nothing, 1 all of it.

    Takes the faces in the middle of their squares, as if both stood upright.
    """
    (ax, ay), (bx, by) = (square @ (0.5, 0.5, 1.0) for square in (a, b))
    a_side, b_side = scale_of(a) / MARGIN, scale_of(b) / MARGIN
    small, reach = min(a_side, b_side), (a_side + b_side) / 2
    across, down = (min(max(reach - abs(d), 0.0), small) for d in (ax - bx, ay - by))
    return float(across * down / small**2)


def distinct(found: list[Candidate]) -> list[Candidate]:
    """Keep the surest of those that mean the same face; largest first.

    A mouth or an eye that looks like a face of its own is kept: only the landmark model can
    say that the large one around it is real.
    """
    kept: list[Candidate] = []
    for one in sorted(found, key=lambda candidate: -candidate.score):
        if not any(_same(one.unit_to_frame, other.unit_to_frame) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda candidate: -scale_of(candidate.unit_to_frame))


def _same(a: Matrix, b: Matrix) -> bool:
    return overlap(a, b) > 0.5 and 0.6 < scale_of(a) / scale_of(b) < 1.7


def _candidate(detection: Any, square: Matrix) -> Candidate:
    """Turn a detection into the square that the landmark model wants."""
    place = detection.location_data
    box = place.relative_bounding_box
    right_eye, left_eye = place.relative_keypoints[:2]
    turn = np.arctan2(left_eye.y - right_eye.y, left_eye.x - right_eye.x)
    side = MARGIN * max(box.width, box.height)
    upright = similarity(side, turn, box.xmin + box.width / 2, box.ymin + box.height / 2)
    upright[:, 2] -= upright[:, :2] @ (0.5, 0.5)
    return Candidate(compose(square, upright), float(detection.score[0]))
