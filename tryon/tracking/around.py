"""The picture around a trunk: made small, its colours named, and where hands are in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import BONES, Box, Bytes, Face, Figure, Floats, Silhouette
from tryon.tracking.carry import shown, torso_px
from tryon.tracking.hands import Hand, silhouette
from tryon.tracking.in_front import Cover, face_of
from tryon.tracking.matte import smooth
from tryon.tracking.people import Person, resampled

#: How far around the trunk is looked, in torso lengths.
_AROUND = 0.4

#: Landmarks of each arm: wrist, and knuckles of the first and the last finger. A hand that is
#: not seen, behind what it holds, is about there: a disc of this radius, in torso lengths.
_ARMS, _DISC = ([15, 17, 19], [16, 18, 20]), 0.13

#: What lies so near to the line of a forearm is its sleeve, in torso lengths.
_SLEEVE = 0.12

#: Hues of skin, in a and b of Lab, in any light.
_SKIN_HUES_DEG = (10.0, 85.0)

#: Skin of one face differs by so much in a and b, and in L from this share of its median on.
_TINTS, _DARKEST = 14.0, 0.6

#: Cells of colour: so many; so wide in a and b near grey, and twice as wide so far from it.
ALL = 16**3
_STEP, _GREYISH = 3.0, 8.0

_FOREARMS = tuple(
    [BONES.index(f"{side}ForeArm"), BONES.index(f"{side}Hand")] for side in ("Left", "Right")
)
_TRUNK = [BONES.index(bone) for bone in ("LeftArm", "RightArm", "LeftUpLeg", "RightUpLeg")]
#: Landmarks of a face's outline.
_OUTLINE = [10, 338, 284, 454, 288, 379, 152, 150, 58, 234, 54, 109]
_FACE_PX = 32
_SQUARE = np.ones((5, 5), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """The part of a picture around a trunk, made small.

    Attributes
    ----------
    box : Box
        Where it is in the frame.
    torso : float, px
        So long is the trunk in it.
    step : (2,) float32
        Pixels of the frame for each of its own.
    lab : (h, w, 3) float32
        CIE Lab.
    inside : (h, w) bool
        What is the person.
    """

    box: Box
    torso: float
    step: Floats
    lab: Floats = field(repr=False)
    inside: NDArray[np.bool_] = field(repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.lab.shape[1], self.lab.shape[0]

    def at(self, points: Floats) -> Floats:
        """Bring points (n, 2) of the frame here."""
        return np.asarray((points - (self.box.x, self.box.y)) / self.step, np.float32)

    def cut(self, mask: Bytes) -> Silhouette:
        """Bring a mask (h, w) back to the frame, with soft edges that end within its box."""
        x, y, wide, tall = cv2.boundingRect(mask)
        x, y, wide, tall = x - 2, y - 2, wide + 4, tall + 4
        part = np.pad(mask, 2)[y + 2 :, x + 2 :][:tall, :wide].astype(np.float32)
        left, top = np.rint((self.box.x, self.box.y) + self.step * (x, y)).astype(int).tolist()
        across, down = np.rint(self.step * (wide, tall)).astype(int).tolist()
        return Silhouette(Box(left, top, across, down), np.asarray(cv2.blur(part, (3, 3))))


def look_around(rgb: Bytes, person: Person, figure: Figure, torso: float) -> Look | None:
    """Cut out what is around a trunk, and make it `torso` px long; None where it is nowhere."""
    joints, long = shown(figure)[_TRUNK], torso_px(figure)
    size = np.array(rgb.shape[1::-1])
    low = np.clip(np.floor(joints.min(0) - _AROUND * long), 0, size).astype(int)
    high = np.clip(np.ceil(joints.max(0) + _AROUND * long), 0, size).astype(int)
    if (high - low < 16).any():
        return None
    scale = min(torso / long, 1.0)
    wide, tall = (max(round(float(side) * scale), 8) for side in high - low)
    part = rgb[low[1] : high[1], low[0] : high[0]]
    small = np.asarray(cv2.resize(part, (wide, tall), interpolation=cv2.INTER_AREA), np.uint8)
    share = resampled(person, low, high, (wide, tall))
    # what is held may be left out of a silhouette
    inside = cv2.morphologyEx(
        (share > 0.5).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)
    )
    box = Box(*low.tolist(), *(high - low).tolist())
    step = ((high - low) / (wide, tall)).astype(np.float32)
    return Look(box, long * scale, step, _lab(small), inside > 0)


def hands_in(look: Look, person: Person, covers: Mapping[int, Cover]) -> dict[int, Bytes]:
    """Draw both hands of a person, as `silhouette` does: where none is seen, a disc."""
    drawn = {}
    for side, arm in enumerate(_ARMS):
        if side in covers:
            hand = covers[side].hand
            mask = silhouette(Hand(look.at(hand.points), hand.presence), look.size)
        else:
            mask = np.zeros(look.lab.shape[:2], np.uint8)
            x, y = np.rint(look.at(person.points[arm, :2]).mean(0)).astype(int).tolist()
            cv2.circle(mask, (x, y), round(_DISC * look.torso), (255,), -1)
        drawn[side] = mask
    return drawn


def far_from(mask: Bytes) -> Floats:
    """Say how far each pixel is from what is drawn: (h, w) float32, px."""
    return np.asarray(cv2.distanceTransform(255 - mask, cv2.DIST_L2, 3), np.float32)


def sleeve(look: Look, figure: Figure, side: int) -> NDArray[np.bool_]:
    """Say what lies so near to the line of a forearm that it is its sleeve: (h, w)."""
    elbow, wrist = np.rint(16 * look.at(shown(figure)[_FOREARMS[side]])).astype(int).tolist()
    line = np.zeros(look.lab.shape[:2], np.uint8)
    wide = max(round(2 * _SLEEVE * look.torso), 2)
    cv2.line(line, elbow, wrist, (1,), wide, cv2.LINE_8, 4)
    is_sleeve: NDArray[np.bool_] = line > 0
    return is_sleeve


def skin_of(
    rgb: Bytes,
    person: Person,
    faces: Sequence[Face],
    look: Look,
    hands: Sequence[Bytes],
) -> Floats:
    """Look at the colours of a person's skin: (n, 3), CIE Lab; of `hands` where no face is."""
    skin = _face_lab(rgb, face_of(person, faces))
    if skin is not None:
        return skin
    seen = [_skin_in(look.lab[hand > 0]) for hand in hands]
    return np.concatenate(seen) if seen else np.zeros((0, 3), np.float32)


def _face_lab(rgb: Bytes, face: Face | None) -> Floats | None:
    """Look at the colours of a face: (n, 3), CIE Lab."""
    if face is None:
        return None
    points = face.points[_OUTLINE, :2]
    low = np.clip(np.floor(points.min(0)), 0, None).astype(int)
    high = np.ceil(points.max(0)).astype(int)
    part = rgb[low[1] : high[1], low[0] : high[0]]
    if min(part.shape[:2]) < 4:
        return None
    size = (_FACE_PX, _FACE_PX)
    small = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    oval = np.zeros(size, np.uint8)
    here = np.rint((points - low) * (_FACE_PX / np.array(part.shape[1::-1])))
    cv2.fillConvexPoly(oval, cv2.convexHull(here.astype(np.int32)), (1,))
    return _most(np.asarray(_lab(small)[oval > 0], np.float32))


def _most(lab: Floats) -> Floats:
    """Leave out of the colours (n, 3) of a face what is hair, eyes or glasses."""
    middle = np.median(lab, 0)
    apart = np.hypot(*(lab - middle)[:, 1:].T)
    return np.asarray(lab[(apart < _TINTS) & (lab[:, 0] > _DARKEST * middle[0])], np.float32)


def _skin_in(lab: Floats) -> Floats:
    """Leave out of the colours (n, 3) of a hand what is none of anybody's skin."""
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1]))
    low, high = _SKIN_HUES_DEG
    coloured = np.hypot(lab[:, 1], lab[:, 2]) > _GREYISH
    return np.asarray(lab[(hue > low) & (hue < high) & coloured], np.float32)


def _lab(rgb: Bytes) -> Floats:
    lab = cv2.cvtColor(rgb.astype(np.float32) * np.float32(1 / 255), cv2.COLOR_RGB2LAB)
    return np.asarray(lab, np.float32)


def in_shades(shares: Floats, factors: tuple[float, ...]) -> Floats:
    """Say of each colour (4096,) how much of it there would be in more or in less light."""
    shaded = shares[seen_in(factors)].max(0)
    return smooth(shaded.reshape(16, 16, 16)).ravel()


@cache
def seen_in(factors: tuple[float, ...]) -> NDArray[np.intp]:
    """Name for each factor on the light the cell whose colour each cell shows: (n, 4096)."""
    middle = np.stack(np.meshgrid(*[np.arange(16) + 0.5] * 3, indexing="ij"), -1)
    lab = np.empty((16, 16, 16, 3), np.float32)
    lab[..., 0] = middle[..., 0] / 0.16
    lab[..., 1:] = _GREYISH * np.sinh((middle[..., 1:] - 8) * (_STEP / _GREYISH))
    cells = []
    for factor in factors:
        # f(sY) = s^(1/3) f(Y) above the toe, for each of X, Y and Z
        root = np.float32(factor ** (-1 / 3))
        source = lab * root
        source[..., 0] += np.float32(16) * (root - 1)
        cells.append(named(source).ravel())
    return np.stack(cells)


def named(lab: Floats) -> NDArray[np.intp]:
    """Name the cell of each colour (..., 3), CIE Lab: of 16 x 16 x 16, finest near grey."""
    light = np.clip(lab[..., 0] * np.float32(0.16), 0, 15).astype(np.intp)
    chroma = np.arcsinh(lab[..., 1:] / np.float32(_GREYISH)) * np.float32(_GREYISH / _STEP)
    a, b = np.moveaxis(np.clip(chroma + 8, 0, 15).astype(np.intp), -1, 0)
    cells: NDArray[np.intp] = (light * 16 + a) * 16 + b
    return cells


def contrast(lab: Floats) -> Floats:
    """Say how much colours differ around each pixel."""
    apart = cv2.dilate(lab, _SQUARE) - cv2.erode(lab, _SQUARE)
    return np.asarray(np.sqrt((apart * apart).sum(-1)), np.float32)
