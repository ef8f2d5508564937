"""Hands near a face: 21 landmarks each, and the picture's pixels that they hide.

Two models find a hand as people would: one looks for palms in a square of the picture, the
other for the joints in a square around each palm. They take some 30 ms, so nobody asks
them without need.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from tryon.core.geometry import Matrix, carry, similarity
from tryon.core.scene import Bytes, Face, Floats, Lips
from tryon.tracking.graph import Graph, detection, hush, inference
from tryon.tracking.mesh import cut_out
from tryon.tracking.search import brightened

_LOOK_PX, _HAND_PX = 192, 224

#: Landmarks of a face: the middles of its lips.
_MOUTH = (13, 14)

#: Score of a palm that is looked at more closely, and presence of what is a hand. Measured on
#: 44 portraits: no hand is seen where there is none.
_PALM, _HAND = 0.15, 0.5

#: Presence of what is certainly a hand. Of 930 views of bare mouths, down to six pixels
#: and in noise, 14 show something that passes for a hand, all of it less present than this; of
#: 155 hands that pass before mouths of 10 to 70 px 148 are more.
_CERTAIN = 0.9

#: Squares around a mouth in which hands are looked for, until one is found: side in heights of
#: the face, turn in radians. Of 66 hands before a mouth the first shows 47, all together 57.
_GLANCES = ((2.8, 0.0), (1.8, 0.0), (2.0, 0.6), (2.0, -0.6))

#: Landmarks: the wrist; for each finger from the thumb its four joints from the palm outwards.
WRIST = 0
FINGERS = np.arange(1, 21).reshape(5, 4)
#: Wrist and knuckles.
PALM = [0, 5, 9, 13, 17]
#: The palm's outline.
_PALM_EDGE = np.array([0, 1, 2, 5, 9, 13, 17])

# Lengths of a palm, in heights of the face, of hands that may be at its mouth: ears and jaws
# that pass for hands are smaller.
_SMALLEST, _LARGEST = 0.25, 1.6

# A mouth of which less is left is not painted: where its rest lies, the mesh only guesses.
_LEAST = 0.2

# Radii of a hand at its joints, in lengths of the palm (wrist to knuckle of the middle finger).
_THUMB = (0.17, 0.15, 0.125, 0.11)
_FINGER = (0.13, 0.105, 0.095, 0.085)
_EDGE = 0.10
# What is cut out is wider by so much: lipstick on a finger looks worse than a bare rim.
_MARGIN = 0.05

_PALMS = detection(
    "palms",
    "mediapipe/modules/palm_detection/palm_detection_full.tflite",
    side_px=192,
    strides=(8, 16, 16, 16),
    places=7,
    least=_PALM,
)

_JOINTS = (
    """
input_stream: "image"
output_stream: "places"
output_stream: "presence"
"""
    + inference("mediapipe/modules/hand_landmark/hand_landmark_full.tflite")
    + """
node {
  calculator: "SplitTensorVectorCalculator"
  input_stream: "answers"
  output_stream: "joints"
  output_stream: "flag"
  options { [mediapipe.SplitVectorCalculatorOptions.ext] {
    ranges { begin: 0 end: 1 } ranges { begin: 1 end: 2 } } }
}
node {
  calculator: "TensorsToFloatsCalculator"
  input_stream: "TENSORS:joints"
  output_stream: "FLOATS:places"
}
node {
  calculator: "TensorsToFloatsCalculator"
  input_stream: "TENSORS:flag"
  output_stream: "FLOAT:presence"
}
"""
)


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """A hand in a frame.

    Attributes
    ----------
    points : (21, 2) float32, px
        `WRIST` and `FINGERS`; some may be guessed behind others, or outside the frame.
    presence : float in [0, 1]
        How sure the model is.
    """

    points: Floats
    presence: float

    @property
    def is_certain(self) -> bool:
        """Whether nothing else looks so much like a hand."""
        return self.presence > _CERTAIN

    @property
    def palm_px(self) -> float:
        """Length of the palm: the longer of length and 1.2 times its width.

        A palm that points at the camera is short, but as wide as ever.
        """
        along = self.points[9] - self.points[0]
        across = self.points[17] - self.points[5]
        return max(math.hypot(*along.tolist()), 1.2 * math.hypot(*across.tolist()))

    @property
    def middle(self) -> Floats:
        """Where the middle of the palm is: (2,) float32, px."""
        return np.asarray(self.points[PALM].mean(0), np.float32)

    def moved(self, shift: Floats, turn: float = 0.0) -> "Hand":
        """Say where it is when its palm moved by `shift`, px, and turned by `turn`, radians.

        It turns clockwise in the picture.
        """
        c, s = math.cos(turn), math.sin(turn)
        away = (self.points - self.middle) @ np.array([[c, s], [-s, c]], np.float32)
        points = (self.middle + shift + away).astype(np.float32)
        return Hand(points, self.presence)


class HandModel:
    """The model that finds the joints of a hand where one is expected."""

    def __init__(self) -> None:
        with hush():
            self._joints = Graph(_JOINTS, "places", "presence")
            self._joints(np.zeros((_HAND_PX, _HAND_PX, 3), np.uint8))

    def see(self, rgb: Bytes, square: Matrix, looks: int = 2) -> Hand | None:
        """Look closely at a square, and once more with the whole hand in the middle.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
        square : (2, 3) float64
            Unit square to pixels of the frame, the fingers up in it.
        looks : int
            1 if the hand is known to be in the middle.
        """
        hand = None
        for _ in range(looks):
            answers = self._joints(brightened(cut_out(rgb, square, _HAND_PX)))
            presence = float(self._joints.read.get_float(answers["presence"]))
            if presence < _HAND:
                return hand
            places = self._joints.read.get_float_list(answers["places"])
            points = np.asarray(places, np.float32).reshape(21, 3)[:, :2] / _HAND_PX
            hand = Hand(carry(square, points), presence)
            square = square_of_hand(hand.points)
        return hand

    def close(self) -> None:
        """End the model."""
        self._joints.close()


class HandSearch:
    """The two models, and where they look."""

    def __init__(self) -> None:
        self._hands = HandModel()
        with hush():
            self._palms = Graph(_PALMS, "palms")
            self._palms(np.zeros((_LOOK_PX, _LOOK_PX, 3), np.uint8))
            from mediapipe.framework.formats.detection_pb2 import Detection
        self._parse = Detection.FromString

    def before(self, rgb: Bytes, face: Face, *, thorough: bool) -> list[Hand]:
        """Look for hands that may be before a mouth.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
        face : Face
        thorough : bool
            Whether to look again, and otherwise, when nothing is found: some 40 ms in all.
        """
        mouth = face.points[_MOUTH, :2].mean(0)
        height = max(float(np.ptp(face.points[:, 1])), 1.0)
        for side, turn in _GLANCES if thorough else _GLANCES[:1]:
            square = similarity(side * height, turn, *mouth.tolist())
            square[:, 2] -= square[:, :2] @ (0.5, 0.45)  # arms come from below
            hands = [
                hand
                for hand in self(rgb, square)
                if _SMALLEST < hand.palm_px / height < _LARGEST
            ]
            if hands:
                return hands
        return []

    def __call__(self, rgb: Bytes, square: Matrix) -> list[Hand]:
        """Look for hands in a square of the picture, the surest first.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
        square : (2, 3) float64
            Unit square to pixels of the frame.
        """
        answer = self._palms(brightened(cut_out(rgb, square, _LOOK_PX))).get("palms")
        said = self._palms.read._get_serialized_proto_list(answer) if answer else []
        squares = [_palm_square(self._parse(one), square) for one in said]
        found = [self._hands.see(rgb, one) for one in squares]
        return sorted(filter(None, found), key=lambda hand: -hand.presence)

    def close(self) -> None:
        """End both models."""
        self._palms.close()
        self._hands.close()


def square_of_arm(wrist: Floats, knuckles: Floats, least_px: float) -> Matrix:
    """Span the square in which the hand at the end of an arm is expected.

    Parameters
    ----------
    wrist, knuckles : (2,) float32, px
        Knuckles: the middle of those of the first and the last finger.
    least_px : float
        A palm is no shorter than this, even when it points at the camera.
    """
    up = knuckles - wrist
    length = max(float(np.hypot(*up)), least_px)
    return _square(wrist + 0.9 * up, up, length, 3.4, 0.0)


def _palm_square(detection: Any, square: Matrix) -> Matrix:
    """Span the square in which the second model expects the hand of a palm."""
    place = detection.location_data
    box = place.relative_bounding_box
    keypoints = np.array([(k.x, k.y) for k in place.relative_keypoints], np.float32)
    wrist, knuckle = carry(square, keypoints[[0, 2]])
    middle = np.array([[box.xmin + box.width / 2, box.ymin + box.height / 2]], np.float32)
    side = max(box.width, box.height) * float(np.hypot(*square[:, 0]))
    return _square(carry(square, middle)[0], knuckle - wrist, side, 2.6, 0.5)


def square_of_hand(points: Floats) -> Matrix:
    """Span the square around a hand that was found."""
    knuckles = (points[5] + points[13]) / 4 + points[9] / 2
    up = knuckles - points[WRIST]
    turn = math.atan2(up[0], -up[1])
    axes = similarity(1.0, -turn, 0.0, 0.0)
    turned = carry(axes, points)
    low, high = turned.min(0), turned.max(0)
    middle = carry(similarity(1.0, turn, 0.0, 0.0), ((low + high) / 2)[None])[0]
    return _square(middle, up, float((high - low).max()), 1.6, 0.05)


def _square(middle: Floats, up: Floats, side: float, scale: float, shift: float) -> Matrix:
    """Turn a square so that `up` points up in it; grow it, and shift it that way."""
    turn = math.atan2(float(up[0]), -float(up[1]))
    square = similarity(scale * side, turn, *middle.tolist())
    square[:, 2] -= square[:, :2] @ (0.5, 0.5 + shift / scale)
    return square


def not_behind(lips: Lips, hands: Iterable[Hand]) -> Lips | None:
    """Leave out what lies behind a hand; None if that is nearly all."""
    coverage = lips.coverage
    size = lips.box.width, lips.box.height
    corner = np.array([lips.box.x, lips.box.y], np.float32)
    for hand in hands:
        here = replace(hand, points=hand.points - corner)
        coverage = coverage * (1 - silhouette(here, size, _MARGIN) * np.float32(1 / 255))
    if coverage.sum() < _LEAST * lips.coverage.sum():
        return None
    return replace(lips, coverage=coverage)


def silhouette(hand: Hand, size: tuple[int, int], grown: float = 0.0) -> Bytes:
    """Draw the outline of a hand: capsules for the fingers, a polygon for the palm.

    Parameters
    ----------
    hand : Hand
        In pixels of a picture of `size` (width, height).
    grown : float
        Wider on every side, in lengths of the palm.

    Returns
    -------
    hidden : (h, w) uint8
        255 where the hand is.
    """
    mask = np.zeros(size[::-1], np.uint8)
    scale = 16 * hand.palm_px
    points = np.round((hand.points - 0.5) * 16).astype(np.int32)
    edge = max(round(2 * (_EDGE + grown) * hand.palm_px), 1)
    palm = [points[_PALM_EDGE]]
    cv2.fillPoly(mask, palm, (255,), cv2.LINE_8, shift=4)
    cv2.polylines(mask, palm, True, (255,), min(edge, 250), cv2.LINE_8, shift=4)
    for finger, radii in zip(points[FINGERS], (_THUMB, *[_FINGER] * 4), strict=True):
        joints = list(zip(finger.tolist(), radii, strict=True))
        for (here, width), (there, end) in pairwise(joints):
            _capsule(mask, here, (width + grown) * scale, there, (end + grown) * scale)
    return mask


def _capsule(mask: Bytes, here: Any, radius: float, there: Any, end: float) -> None:
    """Fill the hull of two circles, in 16ths of px."""
    (a, b), (c, d) = here, there
    long = max(math.hypot(c - a, d - b), 1e-6)
    x, y = (b - d) / long, (c - a) / long  # across
    hull = (
        (a + x * radius, b + y * radius),
        (c + x * end, d + y * end),
        (c - x * end, d - y * end),
        (a - x * radius, b - y * radius),
    )
    places = np.array([(round(u), round(v)) for u, v in hull], np.int32)
    cv2.fillConvexPoly(mask, places, (255,), cv2.LINE_8, shift=4)
    for middle, reach in ((here, radius), (there, end)):
        cv2.circle(mask, middle, max(round(reach), 1), (255,), -1, cv2.LINE_8, shift=4)
