"""Things that a hand holds before what is worn: a telephone, a cup, a book.

No model in the wheel knows them all. But what somebody wears is there before and beside them:
its colours are counted wherever no hand is near, with those of skin, and in the shade as well.
What is at a hand, hangs together and has colours that were never seen on this person is held in
front. A thing in the colours of the clothes cannot be told from them, and stays hidden.
"""

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

#: Length of a torso in the picture that is judged: of a clip, and of a photograph.
_CLIP_PX, _PHOTO_PX = 80.0, 110.0

#: How far around the trunk is looked, in torso lengths.
_AROUND = 0.4

#: Landmarks of each arm: wrist, and knuckles of the first and the last finger. A hand that is
#: not seen, behind what it holds, is about there: a disc of this radius, in torso lengths.
_ARMS, _DISC = ([15, 17, 19], [16, 18, 20]), 0.13

#: Nothing is learnt so near to a hand; what is held touches it, but for so much. Both in torso
#: lengths, as everything below.
_NEAR, _TOUCHES = 0.42, 0.03

#: What lies so near to the line of a forearm is its sleeve; of what is held, such a share does
#: not.
_SLEEVE, _BESIDE = 0.12, 0.4

#: Light on clothes differs so much from place to place: factors on it. What is near the hands
#: of a photograph was never seen without them, and may be lit better than all else.
_SHADES = (0.35, 0.5, 0.63, 0.8, 1.0, 1.25)
_PHOTO_SHADES = (*_SHADES, 1.6, 2.0)

#: What is worn is counted in so many rows and columns, each for itself: what hands hide stays
#: known. Skin is one more zone. A zone needs so many pixels.
_ROWS, _COLUMNS, _ZONE_PX = 5, 4, 60
_SKIN = _ROWS * _COLUMNS

#: A colour is worn if it takes such a share of a zone.
_WORN = 0.002

#: In a photograph colours are known so many cells around those that are.
_NEARLY = 2

#: Hues of skin, in a and b of Lab, in any light.
_SKIN_HUES_DEG = (10.0, 85.0)

#: Cells of colour: so many; so wide in a and b near grey, and twice as wide so far from it.
_ALL = 16**3
_STEP, _GREYISH = 3.0, 8.0

#: Pictures that what is worn is the mean of at most. Colours that are new count so much: what
#: is held may be larger than is thought, and hide the hand. Where many are new, though, other
#: clothes are worn. After some pictures it is known well enough to do without a hand.
_KNOWN = 6
_MOST, _WARY, _OTHER = 60, 0.003, 0.3

#: What is held is so large, in torso lengths squared, and fills so much of its hull.
_LEAST, _LARGEST, _SOLID = 0.0025, 0.5, 0.6

#: It has an edge: colours there differ by so much (CIE Lab) within two pixels. Of things that
#: were drawn into clips the median was 56 to 114, of a lit shoulder, which colours cannot tell
#: in a photograph, 16 to 30.
_CLIP_EDGE, _PHOTO_EDGE = 16.0, 32.0

_FOREARMS = tuple(
    [BONES.index(f"{side}ForeArm"), BONES.index(f"{side}Hand")] for side in ("Left", "Right")
)
_TRUNK = [BONES.index(bone) for bone in ("LeftArm", "RightArm", "LeftUpLeg", "RightUpLeg")]
#: Landmarks of a face's outline.
_OUTLINE = [10, 338, 284, 454, 288, 379, 152, 150, 58, 234, 54, 109]
_FACE_PX = 32
_SQUARE = np.ones((5, 5), np.uint8)
_CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """The part of a picture around a trunk, made small; `torso` is that long in it, px."""

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
        """Bring a mask (h, w) back to the frame."""
        x, y, wide, tall = cv2.boundingRect(mask)
        x, y, wide, tall = x - 1, y - 1, wide + 2, tall + 2
        part = np.pad(mask, 1)[y + 1 :, x + 1 :][:tall, :wide].astype(np.float32)
        left, top = np.rint((self.box.x, self.box.y) + self.step * (x, y)).astype(int).tolist()
        across, down = np.rint(self.step * (wide, tall)).astype(int).tolist()
        return Silhouette(Box(left, top, across, down), np.asarray(cv2.blur(part, (3, 3))))


class Held:
    """Learns what somebody wears, and finds what they hold before it.

    Parameters
    ----------
    still : bool
        Pictures have nothing to do with each other.
    """

    def __init__(self, *, still: bool = False) -> None:
        self._still = still
        self.forget()

    def forget(self) -> None:
        """Begin with somebody else."""
        self._worn = np.zeros((_SKIN + 1, _ALL), np.float32)
        self._pictures = np.zeros((_SKIN + 1, 1), np.float32)

    def __call__(
        self,
        rgb: Bytes,
        person: Person,
        figure: Figure,
        covers: Mapping[int, Cover],
        faces: Sequence[Face],
    ) -> tuple[Silhouette, ...]:
        """Find what is held in hands.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
        person : Person
        figure : Figure
            How that person stands.
        covers : mapping of int to Cover
            The hands that are seen.
        faces : sequence of Face
        """
        look = _look(rgb, person, figure, _PHOTO_PX if self._still else _CLIP_PX)
        if look is None:
            return ()
        hands = {
            side: Hand(look.at(cover.hand.points), cover.hand.presence)
            for side, cover in covers.items()
        }
        drawn = {side: silhouette(hand, look.size) for side, hand in hands.items()}
        guessed = () if self._still else {0, 1} - drawn.keys()
        for side in guessed:
            drawn[side] = np.zeros(look.lab.shape[:2], np.uint8)
            x, y = np.rint(look.at(person.points[_ARMS[side], :2]).mean(0)).astype(int)
            cv2.circle(drawn[side], (int(x), int(y)), round(_DISC * look.torso), (255,), -1)
        away = {
            side: np.asarray(cv2.distanceTransform(255 - mask, cv2.DIST_L2, 3), np.float32)
            for side, mask in drawn.items()
            if mask.any()
        }
        far = look.inside.copy()
        for distance in away.values():
            far &= distance > _NEAR * look.torso
        cells = _cells(look.lab)
        skin = _face_lab(rgb, face_of(person, faces))
        if skin is None:
            seen = [_skin_in(look.lab[drawn[side] > 0]) for side in hands]
            skin = np.concatenate(seen) if seen else np.zeros((0, 3), np.float32)
        bare = _cells(skin)
        all_of_it = np.ones(bare.shape, np.float32)
        if self._still or not self._pictures[:_SKIN].any():
            self.forget()
            self._learn(cells, far.astype(np.float32), bare, all_of_it)
        elif not self._pictures[_SKIN].any():
            self._learn(cells, np.zeros(far.shape, np.float32), bare, all_of_it)
        if not self._pictures[:_SKIN].any():
            return ()
        shades = _PHOTO_SHADES if self._still else _SHADES
        known = _in_shades(self._worn.max(0), shades) > _WORN
        if self._still:
            known = _widened(known)
        new = ~known[cells] & look.inside
        at_hands = {
            side: _at_hand(new, distance, look, figure, side) for side, distance in away.items()
        }
        if not self._still:
            is_other = (new & far).sum() > _OTHER * far.sum()  # a jacket was put on
            worn = np.where(new & (not is_other), np.float32(_WARY), np.float32(1))
            skinlike = np.where(known[bare], np.float32(1), np.float32(_WARY))
            self._learn(cells, far * worn, bare, skinlike)
        edge = _PHOTO_EDGE if self._still else _CLIP_EDGE
        is_known = self._pictures.max() >= _KNOWN
        found = [
            _whole(mask, away[side], look, edge)
            for side, mask in at_hands.items()
            if side in hands or is_known
        ]
        return tuple(look.cut(mask) for mask in found if mask is not None)

    def _learn(
        self, cells: NDArray[np.intp], worn: Floats, bare: NDArray[np.intp], skin: Floats
    ) -> None:
        """Count the colours of what is worn and of skin, as much as each pixel weighs."""
        height, width = cells.shape
        zones = np.arange(height)[:, None] * _ROWS // height * _COLUMNS
        zones = zones + np.arange(width) * _COLUMNS // width
        flat = np.concatenate([(zones * _ALL + cells).ravel(), _SKIN * _ALL + bare])
        seen = np.bincount(flat, np.concatenate([worn.ravel(), skin]), self._worn.size)
        counted = seen.reshape(self._worn.shape).astype(np.float32)
        total = counted.sum(1, keepdims=True)
        enough = total > _ZONE_PX
        self._pictures += enough & (self._pictures < _MOST)
        rate = np.where(enough, 1 / np.maximum(self._pictures, 1), 0)
        self._worn += rate * (counted / np.maximum(total, 1) - self._worn)


def _look(rgb: Bytes, person: Person, figure: Figure, torso: float) -> _Look | None:
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
    return _Look(box, long * scale, step, _lab(small), inside > 0)


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
    return np.asarray(_lab(small)[oval > 0], np.float32)


def _skin_in(lab: Floats) -> Floats:
    """Leave out of the colours (n, 3) of a hand what is none of anybody's skin."""
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1]))
    low, high = _SKIN_HUES_DEG
    coloured = np.hypot(lab[:, 1], lab[:, 2]) > _GREYISH
    return np.asarray(lab[(hue > low) & (hue < high) & coloured], np.float32)


def _lab(rgb: Bytes) -> Floats:
    lab = cv2.cvtColor(rgb.astype(np.float32) * np.float32(1 / 255), cv2.COLOR_RGB2LAB)
    return np.asarray(lab, np.float32)


def _in_shades(shares: Floats, factors: tuple[float, ...]) -> Floats:
    """Say of each colour (4096,) how much of it there would be in more or in less light."""
    shaded = shares[_seen_in(factors)].max(0)
    return smooth(shaded.reshape(16, 16, 16)).ravel()


@cache
def _seen_in(factors: tuple[float, ...]) -> NDArray[np.intp]:
    """Name for each factor on the light the cell whose colour each cell shows: (n, 4096)."""
    middle = np.stack(np.meshgrid(*[np.arange(16) + 0.5] * 3, indexing="ij"), -1)
    lab = np.empty((16, 16, 16, 3), np.float32)
    lab[..., 0] = middle[..., 0] / 0.16
    lab[..., 1:] = _GREYISH * np.sinh((middle[..., 1:] - 8) * (_STEP / _GREYISH))
    named = []
    for factor in factors:
        # f(sY) = s^(1/3) f(Y) above the toe, for each of X, Y and Z
        root = np.float32(factor ** (-1 / 3))
        source = lab * root
        source[..., 0] += np.float32(16) * (root - 1)
        named.append(_cells(source).ravel())
    return np.stack(named)


def _widened(known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take colours for known that are near to known ones."""
    near = known.reshape(16, 16, 16)
    for axis in (0, 1, 2) * _NEARLY:
        before, after = (np.roll(near, step, axis) for step in (1, -1))
        before.swapaxes(0, axis)[0] = False
        after.swapaxes(0, axis)[-1] = False
        near = near | before | after
    return near.ravel()


def _cells(lab: Floats) -> NDArray[np.intp]:
    """Name the cell of each colour (..., 3), CIE Lab: of 16 x 16 x 16, finest near grey."""
    light = np.clip(lab[..., 0] * np.float32(0.16), 0, 15).astype(np.intp)
    chroma = np.arcsinh(lab[..., 1:] / np.float32(_GREYISH)) * np.float32(_GREYISH / _STEP)
    a, b = np.moveaxis(np.clip(chroma + 8, 0, 15).astype(np.intp), -1, 0)
    cells: NDArray[np.intp] = (light * 16 + a) * 16 + b
    return cells


def _contrast(lab: Floats) -> Floats:
    """Say how much colours differ around each pixel."""
    apart = cv2.dilate(lab, _SQUARE) - cv2.erode(lab, _SQUARE)
    return np.asarray(np.sqrt((apart * apart).sum(-1)), np.float32)


def _at_hand(
    new: NDArray[np.bool_], away: Floats, look: _Look, figure: Figure, side: int
) -> Bytes:
    """Tell what touches a hand and hangs together: a mask (h, w).

    Parameters
    ----------
    new : (h, w) bool
        Where colours are not this person's.
    away : (h, w) float32, px
        How far it is to the hand.
    look : _Look
    figure : Figure
    side : int
        Of the hand: 0 is the person's left one.
    """
    elbow, wrist = np.rint(16 * look.at(shown(figure)[_FOREARMS[side]])).astype(int).tolist()
    sleeve = np.zeros(new.shape, np.uint8)
    wide = max(round(2 * _SLEEVE * look.torso), 2)
    cv2.line(sleeve, elbow, wrist, (1,), wide, cv2.LINE_8, 4)
    calm = np.asarray(cv2.medianBlur(new.astype(np.uint8), 3), np.uint8)
    calm = np.asarray(cv2.morphologyEx(calm, cv2.MORPH_CLOSE, _CROSS), np.uint8)
    number, labels = cv2.connectedComponents(calm, connectivity=8)
    beside = np.bincount(labels[sleeve == 0], minlength=number)
    area = np.bincount(labels.ravel(), minlength=number)
    kept = (beside > _LEAST * look.torso**2) & (beside > _BESIDE * area)
    touched = np.unique(labels[away < max(_TOUCHES * look.torso, 1.5)])
    return np.isin(labels, touched[kept[touched] & (touched > 0)]).astype(np.uint8)


def _whole(thing: Bytes, away: Floats, look: _Look, edge: float) -> Bytes | None:
    """Fill what was found of a thing; None where that is none, or only cloth in other light."""
    if not 0 < float(thing.sum()) < _LARGEST * look.torso**2:
        return None
    within = cv2.erode(look.inside.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    rim = (cv2.morphologyEx(thing, cv2.MORPH_GRADIENT, _CROSS) > 0) & within & (away > 3)
    if rim.any() and float(np.median(_contrast(look.lab)[rim])) < edge:
        return None
    edges, _ = cv2.findContours(thing, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    # what is held is mostly convex; a part of it may look like something that is worn
    whole = np.zeros_like(thing)
    cv2.fillConvexPoly(whole, cv2.convexHull(np.concatenate(edges)), (1,))
    return whole if float(thing.sum()) > _SOLID * float(whole.sum()) else None
