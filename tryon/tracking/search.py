"""Find faces that nobody follows yet: near ones in the whole picture, far ones in tiles."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tryon.core.geometry import Matrix, compose, scale_of, similarity
from tryon.core.scene import Bytes
from tryon.tracking.graph import Graph, hush
from tryon.tracking.mesh import MARGIN, cut_out

_MODELS = Path("mediapipe/modules/face_detection")

#: Detectors look at squares of this size. Measured on twelve portraits: the near one finds all
#: faces from 30 px of it, turned by 60 degrees as well (260 px of a 720p picture); the far one
#: upright faces from 10 px, turned ones from 20 (45 and 90 px in a coarse tile, 25 and 50 in a
#: fine one), but misses large ones.
_LOOK_PX = 192

#: Sides of the tiles in shorter sides of the picture; the finest are for photographs.
COARSE, FINE, FINEST = 1.2, 0.67, 0.4
#: And at least so much of the longer side, for pictures more than twenty times as long as wide:
#: a strip of a few pixels has no face, and had thousands of tiles.
_LEAST = 0.02

#: The whole picture is looked at with some margin around it. What lies beyond the edge is shown
#: mirrored, which makes a whole face of one that is cut by the edge: of twelve that are half
#: outside all are found, without it one to eleven.
_MARGIN = 1.3

#: A mirror image has its middle further outside than this (in sides of its square).
_OUTSIDE = 0.12

#: A view darker than this is brightened before it is searched.
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
    """Two face detectors and the places where they look; may be used from several threads."""

    def __init__(self) -> None:
        with hush():
            self._near, self._far = (
                Graph(_MODELS / f"face_detection_{reach}_range_cpu.binarypb", "detections")
                for reach in ("short", "full")
            )
            for detector in (self._near, self._far):
                detector(np.zeros((_LOOK_PX, _LOOK_PX, 3), np.uint8))
            from mediapipe.framework.formats.detection_pb2 import Detection
        self._parse = Detection.FromString

    def everywhere(self, rgb: Bytes, *, thorough: bool = False) -> list[Candidate]:
        """Look at all of a picture; thoroughly means for small and turned faces too."""
        found = self.near(rgb)
        for square in tiles(rgb, COARSE) + tiles(rgb, FINE):
            found += self.far(rgb, square)
        if thorough:
            for square in tiles(rgb, COARSE) + tiles(rgb, FINE):
                found += self.near(rgb, square)
            for square in tiles(rgb, FINEST):
                found += self.near(rgb, square) + self.far(rgb, square)
        return distinct(found)

    def near(self, rgb: Bytes, square: Matrix | None = None) -> list[Candidate]:
        """Look for large faces, in the whole picture if no square is given."""
        return self._look(self._near, rgb, whole(rgb) if square is None else square)

    def far(self, rgb: Bytes, square: Matrix) -> list[Candidate]:
        """Look for small upright faces in a square of the picture."""
        return self._look(self._far, rgb, square)

    def _look(self, detector: Graph, rgb: Bytes, square: Matrix) -> list[Candidate]:
        view = brightened(cut_out(rgb, square, _LOOK_PX, cv2.BORDER_REFLECT))
        answer = detector(view).get("detections")
        said = detector.read._get_serialized_proto_list(answer) if answer else []
        found = [_candidate(self._parse(one), square) for one in said]
        return [one for one in found if _is_inside(one.unit_to_frame, rgb)]

    def close(self) -> None:
        """End both detectors."""
        self._near.close()
        self._far.close()


def brightened(view: Bytes) -> Bytes:
    """Make a dark view as bright as the models know pictures; leave others as they are."""
    brightness = sum(cv2.mean(view)) / 3
    if brightness >= _DIM:
        return view
    return np.asarray(cv2.convertScaleAbs(view, alpha=_BRIGHT / max(brightness, 4.0)), np.uint8)


def whole(rgb: Bytes) -> Matrix:
    """Span the square that holds the whole picture in its middle, and some margin."""
    height, width = rgb.shape[:2]
    side = _MARGIN * max(height, width)
    return similarity(side, 0.0, (width - side) / 2, (height - side) / 2)


def tiles(rgb: Bytes, size: float) -> list[Matrix]:
    """Cover a picture with squares of `size` times its shorter side, a third overlapping."""
    height, width = rgb.shape[:2]
    side = max(size * min(height, width), _LEAST * max(height, width))
    beyond = max(side - min(height, width), 0.0) / 2
    across, down = (
        np.linspace(-beyond, end, 1 + int(np.ceil((end + beyond) / (0.7 * side) - 1e-6)))
        for end in (width + beyond - side, height + beyond - side)
    )
    return [similarity(side, 0.0, x, y) for y in down for x in across]


def upright(square: Matrix) -> Matrix:
    """Turn a square upright about its middle."""
    side = scale_of(square)
    x, y = square @ (0.5, 0.5, 1.0) - side / 2
    return similarity(side, 0.0, x, y)


def _is_inside(square: Matrix, rgb: Bytes) -> bool:
    x, y = square @ (0.5, 0.5, 1.0)
    reach = _OUTSIDE * scale_of(square)
    height, width = rgb.shape[:2]
    return bool(-reach < x < width + reach and -reach < y < height + reach)


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
    face = similarity(side, turn, box.xmin + box.width / 2, box.ymin + box.height / 2)
    face[:, 2] -= face[:, :2] @ (0.5, 0.5)
    return Candidate(compose(square, face), float(detection.score[0]))
