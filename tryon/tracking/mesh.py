"""The attention mesh: 478 landmarks, and whether there is a face at all, from one crop."""

import math

import cv2
import numpy as np

from tryon.core.geometry import Matrix, scale_of
from tryon.core.scene import Bytes, Floats
from tryon.tracking.graph import Graph, hush, inference

#: The mesh model looks at a square of so many pixels.
CROP_PX = 192

#: Left and right corner of the eyes (as seen in the picture), which say how a face is turned.
EYE_CORNERS = (33, 263)

#: A face fills two thirds of the square that the model was trained on.
MARGIN = 1.5

#: The model puts everything this far to the left, in px of its crop: half of what the landmarks
#: of a crop and of its mirror image are apart, in 22 faces and in 34 others (eyes, irises, lips
#: and contour agree to 0.05). No mirror tells up from down; there, outlines that people drew
#: agree with it to a quarter of a pixel.
_LEFT_PX = 0.15

_GRAPH = (
    """
input_stream: "image"
output_stream: "landmarks"
output_stream: "presence"
"""
    + inference("mediapipe/modules/face_landmark/face_landmark_with_attention.tflite")
    + """
node {
  calculator: "SplitTensorVectorCalculator"
  input_stream: "answers"
  output_stream: "places"
  output_stream: "flag"
  options { [mediapipe.SplitVectorCalculatorOptions.ext] {
    ranges { begin: 0 end: 6 } ranges { begin: 6 end: 7 } } }
}
node {
  calculator: "TensorsToFloatsCalculator"
  input_stream: "TENSORS:flag"
  output_stream: "FLOAT:presence"
  options { [mediapipe.TensorsToFloatsCalculatorOptions.ext] { activation: SIGMOID } }
}
node {
  calculator: "TensorsToFaceLandmarksWithAttention"
  input_stream: "TENSORS:places"
  output_stream: "LANDMARKS:landmarks"
}
"""
)

#: One landmark of a serialised NormalizedLandmarkList: tag and length, then three tagged
#: floats. Reading them in place is 40 times faster than 478 protobuf objects.
_LANDMARK = np.dtype(
    {
        "names": ["x", "y", "z"],
        "formats": ["<f4", "<f4", "<f4"],
        "offsets": [3, 8, 13],
        "itemsize": 17,
    }
)


class AttentionMesh:
    """Runs the landmark model on crops, one at a time."""

    def __init__(self) -> None:
        with hush():
            self._graph = Graph(_GRAPH, "landmarks", "presence")
            self(np.zeros((CROP_PX, CROP_PX, 3), np.uint8))  # what it has to say, it says now

    def __call__(self, crop: Bytes) -> tuple[Floats, float]:
        """Look for the landmarks of the face that fills `crop`.

        Parameters
        ----------
        crop : (192, 192, 3) uint8 sRGB
            The face upright in the middle, two thirds of the width or height.

        Returns
        -------
        points : (478, 3) float32
            In widths of the crop; z negative towards the camera.
        presence : float in [0, 1]
            How sure the model is that there is a face.
        """
        answers = self._graph(crop)
        read = self._graph.read
        message = np.frombuffer(
            read._get_serialized_proto(answers["landmarks"]), _LANDMARK, count=478
        )
        points = np.stack([message[axis] for axis in "xyz"], axis=1)
        points[:, 0] += _LEFT_PX / CROP_PX
        return points, float(read.get_float(answers["presence"]))

    def close(self) -> None:
        """End the graph."""
        self._graph.close()


def cut_out(
    rgb: Bytes,
    unit_to_frame: Matrix,
    side_px: int = CROP_PX,
    border: int = cv2.BORDER_CONSTANT,
) -> Bytes:
    """Resample the square that `unit_to_frame` spans.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    unit_to_frame : (2, 3) float64
        A similarity from the unit square to pixels of the frame (centres at .5).
    side_px : int
    border : int
        What OpenCV shows where the square reaches beyond the frame; black if not given.

    Returns
    -------
    crop : (side_px, side_px, 3) uint8
        Large squares are halved by exact 2 x 2 means first: the sensor's noise is averaged
        instead of picked up pixel by pixel.
    """
    height, width = rgb.shape[:2]
    matrix = unit_to_frame / side_px
    matrix[:, 2] = unit_to_frame @ (0.5 / side_px, 0.5 / side_px, 1.0) - 0.5
    step = scale_of(unit_to_frame) / side_px
    if step >= 2.0:
        left, top, right, bottom = _bounds(unit_to_frame)
        x0, x1 = max(left, 0), min(right, width)
        y0, y1 = max(top, 0), min(bottom, height)
        if x1 - x0 < 8 or y1 - y0 < 8:
            return np.zeros((side_px, side_px, 3), np.uint8)
        times = int(math.log2(step))
        block = 1 << times
        part = rgb[y0 : y0 + (y1 - y0) // block * block, x0 : x0 + (x1 - x0) // block * block]
        for _ in range(times):
            half = part.shape[1] // 2, part.shape[0] // 2
            part = np.asarray(cv2.resize(part, half, interpolation=cv2.INTER_AREA), np.uint8)
        # pixel i of the halved picture is the mean of block i, centred at (i + .5) block - .5
        matrix[:, 2] = (matrix[:, 2] - (x0, y0) - (block - 1) / 2) / block
        matrix[:, :2] /= block
        rgb = part
    if border != cv2.BORDER_CONSTANT:  # to continue the picture is quicker than to ask for it
        left, top, right, bottom = _bounds(matrix * (side_px, side_px, 1.0))
        before, above = max(-left, 0), max(-top, 0)
        after, below = max(right + 1 - rgb.shape[1], 0), max(bottom + 1 - rgb.shape[0], 0)
        if before or above or after or below:
            wider = cv2.copyMakeBorder(rgb, above, below, before, after, border)
            rgb = np.asarray(wider, np.uint8)
            matrix[:, 2] += before, above
    flags = cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR
    size = side_px, side_px
    cut = cv2.warpAffine(rgb, matrix, size, flags=flags, borderMode=border)
    return np.asarray(cut, np.uint8)


def _bounds(unit_to_frame: Matrix) -> tuple[int, int, int, int]:
    """Find the whole pixels around a square: left, top, right and bottom."""
    (a, b, x), (c, d, y) = unit_to_frame.tolist()
    return (
        math.floor(x + min(a, 0.0) + min(b, 0.0)),
        math.floor(y + min(c, 0.0) + min(d, 0.0)),
        math.ceil(x + max(a, 0.0) + max(b, 0.0)),
        math.ceil(y + max(c, 0.0) + max(d, 0.0)),
    )


def square_around(points: Floats) -> Matrix:
    """Find the upright square in which the model expects the face of `points`.

    Parameters
    ----------
    points : (478, 2 or 3) float32, px

    Returns
    -------
    unit_to_frame : (2, 3) float64
        Eyes level, 1.5 times the longer side of the box around the points.
    """
    left, right = points[EYE_CORNERS[0], :2], points[EYE_CORNERS[1], :2]
    along = (right - left) / max(float(np.hypot(*(right - left))), 1e-6)
    axes = np.array([along, (-along[1], along[0])], np.float64)  # rows: x and y of the head
    turned = points[:, :2] @ axes.T
    low, high = turned.min(0), turned.max(0)
    side = MARGIN * float((high - low).max())
    corner = (low + high) / 2 - side / 2
    return np.concatenate([axes.T * side, (axes.T @ corner)[:, None]], axis=1)
