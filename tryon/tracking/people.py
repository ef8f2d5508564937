"""People in a picture: where they are, their 33 landmarks and their silhouettes.

One model finds people by the middle of their hips and a circle around them, the other looks at
the square around one of them.
"""

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.geometry import Matrix, carry, scale_of, similarity, turn_of
from tryon.core.scene import Box, Bytes, Floats, Silhouette
from tryon.tracking.graph import Graph, detection, hush, inference
from tryon.tracking.mesh import cut_out

_LOOK_PX, _PERSON_PX = 224, 256

#: A person's circle fills so much less than the square that the second model was trained on.
_MARGIN = 1.25

#: Score of a person who is looked at more closely, and presence of what is one.
_FOUND, _THERE = 0.5, 0.5

#: Landmarks of the model: the body's, then two that span the square of the next look, then
#: four that nobody has documented.
_ALL, _BODY = 39, 33
_MIDDLE, _RIM = 33, 34

#: Which landmark a mirrored person shows in the place of each: left and right change sides.
_MIRRORED = np.array(
    [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9]
    + [place + (1 if place % 2 else -1) for place in range(11, _BODY)]
)

_PEOPLE = detection(
    "people",
    "mediapipe/modules/pose_detection/pose_detection.tflite",
    side_px=224,
    strides=(8, 16, 32, 32, 32),
    places=4,
    least=_FOUND,
    low=-1.0,
)

_LANDMARKS = (
    """
input_stream: "image"
output_stream: "points"
output_stream: "world"
output_stream: "presence"
output_stream: "mask"
"""
    + inference("mediapipe/modules/pose_landmark/pose_landmark_full.tflite")
    + """
node {
  calculator: "SplitTensorVectorCalculator"
  input_stream: "answers"
  output_stream: "places"
  output_stream: "flag"
  output_stream: "shares"
  output_stream: "heat"
  output_stream: "metres"
  options { [mediapipe.SplitVectorCalculatorOptions.ext] {
    ranges { begin: 0 end: 1 } ranges { begin: 1 end: 2 } ranges { begin: 2 end: 3 }
    ranges { begin: 3 end: 4 } ranges { begin: 4 end: 5 } } }
}
node {
  calculator: "TensorsToFloatsCalculator"
  input_stream: "TENSORS:flag"
  output_stream: "FLOAT:presence"
}
node {
  calculator: "TensorsToLandmarksCalculator"
  input_stream: "TENSORS:places"
  output_stream: "NORM_LANDMARKS:raw"
  options { [mediapipe.TensorsToLandmarksCalculatorOptions.ext] {
    num_landmarks: 39 input_image_width: 256 input_image_height: 256
    visibility_activation: SIGMOID presence_activation: SIGMOID } }
}
node {
  calculator: "RefineLandmarksFromHeatmapCalculator"
  input_stream: "NORM_LANDMARKS:raw"
  input_stream: "TENSORS:heat"
  output_stream: "NORM_LANDMARKS:points"
  options { [mediapipe.RefineLandmarksFromHeatmapCalculatorOptions.ext] { kernel_size: 7 } }
}
node {
  calculator: "TensorsToLandmarksCalculator"
  input_stream: "TENSORS:metres"
  output_stream: "LANDMARKS:world"
  options { [mediapipe.TensorsToLandmarksCalculatorOptions.ext] { num_landmarks: 39 } }
}
node {
  calculator: "TensorsToSegmentationCalculator"
  input_stream: "TENSORS:shares"
  output_stream: "MASK:picture"
  options { [mediapipe.TensorsToSegmentationCalculatorOptions.ext] { activation: SIGMOID } }
}
node {
  calculator: "FromImageCalculator"
  input_stream: "IMAGE:picture"
  output_stream: "IMAGE_CPU:mask"
}
"""
)


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One person in one picture.

    Attributes
    ----------
    square : (2, 3) float64
        Where was looked: unit square to pixels of the frame, upright if the person is.
    following : (2, 3) float64
        Where to look in the next picture.
    points : (33, 3) float32, px
    world : (33, 3) float32, m
    visibility : (33,) float32, in [0, 1]
        As in `tryon.core.scene.Body`.
    mask : (256, 256) float32, in [0, 1]
        Share of the square that is the person.
    presence : float in [0, 1]
    """

    square: Matrix
    following: Matrix
    points: Floats
    world: Floats
    visibility: Floats
    mask: Floats
    presence: float

    @property
    def torso_px(self) -> float:
        """Length of the torso in the picture, from shoulders to hips."""
        places = self.points[:, :2]
        return float(np.hypot(*(places[[11, 12]].mean(0) - places[[23, 24]].mean(0))))


class PersonModels:
    """The two models; ask them from one thread at a time."""

    def __init__(self) -> None:
        with hush():
            self._people = Graph(_PEOPLE, "people")
            self._landmarks = Graph(_LANDMARKS, "points", "world", "presence", "mask")
            self._people(np.zeros((_LOOK_PX, _LOOK_PX, 3), np.uint8))
            self._landmarks(np.zeros((_PERSON_PX, _PERSON_PX, 3), np.uint8))
            from mediapipe.framework.formats.detection_pb2 import Detection
            from mediapipe.framework.formats.landmark_pb2 import LandmarkList
        self._detection = Detection.FromString
        self._landmark_list = LandmarkList.FromString

    def search(self, rgb: Bytes, part: Matrix | None = None) -> list[Matrix]:
        """Look for people in a whole picture, or in a square part of it.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
        part : (2, 3) float64, optional
            Unit square to pixels of the frame.

        Returns
        -------
        squares : list of (2, 3) float64
            Where to look closely, nearest and most central first.
        """
        height, width = rgb.shape[:2]
        side = max(height, width)
        whole = similarity(side, 0.0, (width - side) / 2, (height - side) / 2)
        whole = whole if part is None else part
        answer = self._people(cut_out(rgb, whole, _LOOK_PX)).get("people")
        said = self._people.read._get_serialized_proto_list(answer) if answer else []
        squares = []
        for one in said:
            keypoints = self._detection(one).location_data.relative_keypoints
            ends = np.array([(k.x, k.y) for k in keypoints[:2]], np.float32)
            squares.append(_square(*carry(whole, ends)))

        def importance(square: Matrix) -> float:
            x = float((square @ (0.5, 0.5, 1.0))[0])
            aside = abs(x - width / 2) / (width / 2)
            return -scale_of(square) * (1 - 0.5 * min(aside, 1.0))

        return sorted(squares, key=importance)

    def see(self, rgb: Bytes, square: Matrix, *, mirrored: bool = False) -> Person | None:
        """Look closely at a square; None if nobody is there.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
        square : (2, 3) float64
            Unit square to pixels of the frame.
        mirrored : bool
            Show it to the model in a mirror. The answer is as without: only the model's own
            mistakes, which are not symmetric, change sides.
        """
        crop = cut_out(rgb, square, _PERSON_PX)
        answers = self._landmarks(np.ascontiguousarray(crop[:, ::-1]) if mirrored else crop)
        read = self._landmarks.read
        presence = float(read.get_float(answers["presence"]))
        if presence < _THERE:
            return None
        found = self._read(read._get_serialized_proto(answers["points"]))
        metres = self._read(read._get_serialized_proto(answers["world"]))[:_BODY, :3]
        mask = np.array(read.get_image_frame(answers["mask"]).numpy_view(), np.float32)
        if mirrored:
            found[:, 0] = 1 - found[:, 0]
            found[:_BODY] = found[_MIRRORED]
            metres = metres[_MIRRORED] * np.array([-1, 1, 1], np.float32)
            mask = np.ascontiguousarray(mask[:, ::-1])
        points = carry(square, found[:, :3])
        turn = turn_of(square)
        c, s = math.cos(turn), math.sin(turn)
        metres[:, :2] = metres[:, :2] @ np.array([[c, s], [-s, c]], np.float32)
        return Person(
            square,
            _square(points[_MIDDLE, :2], points[_RIM, :2]),
            points[:_BODY],
            metres,
            np.ascontiguousarray(found[:_BODY, 3]),
            mask,
            presence,
        )

    def close(self) -> None:
        """End both models."""
        self._people.close()
        self._landmarks.close()

    def _read(self, message: bytes) -> Floats:
        found: Any = self._landmark_list(message).landmark
        return np.array([(p.x, p.y, p.z, p.visibility) for p in found], np.float32)


def silhouette(person: Person) -> Silhouette:
    """Say what of the picture is this person.

    A square that is turned is resampled to an upright one of the same fineness.
    """
    corners = person.square @ np.array([[0, 1, 0, 1], [0, 0, 1, 1], [1, 1, 1, 1]], float)
    low, high = np.floor(corners.min(1)).astype(int), np.ceil(corners.max(1)).astype(int)
    box = Box(int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1]))
    cell = scale_of(person.square) / _PERSON_PX
    size = max(round(box.width / cell), 1), max(round(box.height / cell), 1)
    # cell (i + .5) of the upright box -> frame -> cell of the turned square
    to_frame = np.array(
        [[box.width / size[0], 0, box.x], [0, box.height / size[1], box.y], [0, 0, 1]]
    )
    from_unit = np.vstack([person.square, (0, 0, 1)])
    to_cell = np.diag([_PERSON_PX, _PERSON_PX, 1.0]) @ np.linalg.inv(from_unit) @ to_frame
    middle = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    matrix = np.linalg.inv(middle) @ to_cell @ middle
    flags = cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR
    coverage = cv2.warpAffine(person.mask, matrix[:2], size, flags=flags)
    return Silhouette(box, np.clip(coverage, 0.0, 1.0).astype(np.float32))


def resampled(
    person: Person, low: NDArray[np.intp], high: NDArray[np.intp], size: tuple[int, int]
) -> Floats:
    """Resample the silhouette of a person to a part of the picture, from `low` to `high` px.

    Returns
    -------
    coverage : (size[1], size[0]) float32, in [0, 1]
    """
    outline = silhouette(person)
    box, coverage = outline.box, outline.coverage
    cell = np.array([box.width / coverage.shape[1], box.height / coverage.shape[0]])
    step = (high - low) / np.array(size)
    matrix = np.zeros((2, 3))
    matrix[0, 0], matrix[1, 1] = step / cell
    matrix[:, 2] = (low + step / 2 - (box.x, box.y)) / cell - 0.5
    flags = cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR
    return np.asarray(cv2.warpAffine(coverage, matrix, size, flags=flags), np.float32)


def _square(middle: Floats, rim: Floats) -> Matrix:
    """Span the square around a person: the middle of the hips, and a circle's top."""
    up = rim - middle
    turn = math.atan2(float(up[0]), -float(up[1]))
    side = 2 * _MARGIN * max(math.hypot(*up.tolist()), 1.0)
    square = similarity(side, turn, *middle.tolist())
    square[:, 2] -= square[:, :2] @ (0.5, 0.5)
    return square
