"""Things that a hand holds before what is worn: a telephone, a cup, a book.

No model in the wheel knows them all. But what somebody wears is there before and beside them:
its colours are counted wherever no hand is near, with those of skin, and in the shade as well.
What is at a hand, hangs together and has colours that were never seen on this person is held in
front. A thing in the colours of the clothes cannot be told from them, and stays hidden.
"""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import Bytes, Face, Figure, Floats, Silhouette
from tryon.tracking.around import (
    ALL,
    Look,
    contrast,
    far_from,
    hands_in,
    in_shades,
    look_around,
    named,
    skin_of,
    sleeve,
)
from tryon.tracking.in_front import Cover
from tryon.tracking.in_hand import in_hand, things_in_hand
from tryon.tracking.people import Person

#: Length of a torso in the picture that is judged.
_TORSO_PX = 80.0

#: Nothing is learnt so near to a hand; what is held touches it, but for so much. Both in torso
#: lengths, as everything below.
_NEAR, _TOUCHES = 0.42, 0.03

#: Of what is held such a share does not lie on the sleeve.
_BESIDE = 0.4

#: Light on clothes differs so much from place to place: factors on it.
_SHADES = (0.35, 0.5, 0.63, 0.8, 1.0, 1.25)

#: What is worn is counted in so many rows and columns, each for itself: what hands hide stays
#: known. Skin is one more zone. A zone needs so many pixels.
_ROWS, _COLUMNS, _ZONE_PX = 5, 4, 60
_SKIN = _ROWS * _COLUMNS

#: A colour is worn if it takes such a share of a zone.
_WORN = 0.002

#: Pictures that what is worn is the mean of at most. Colours that are new count so much: what
#: is held may be larger than is thought, and hide the hand. Where many are new, though, other
#: clothes are worn. After some pictures it is known well enough to do without a hand.
_KNOWN = 6
_MOST, _WARY, _OTHER = 60, 0.003, 0.3

#: What is held is so large, in torso lengths squared, and fills so much of its hull.
_LEAST, _LARGEST, _SOLID = 0.0025, 0.5, 0.6

#: It has an edge: colours there differ by so much (CIE Lab) within two pixels. Of things that
#: were drawn into clips the median was 56 to 114.
_EDGE = 16.0

#: What a single picture takes for held, as photographs are judged, is believed where the one
#: before said so, too: there from the wrist and as large, but for so much. Who comes in with a
#: thing in the hand was never seen without it.
_WRISTS, _STAYS = [15, 16], 0.15

_CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)


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
        self._worn = np.zeros((_SKIN + 1, ALL), np.float32)
        self._pictures = np.zeros((_SKIN + 1, 1), np.float32)
        self._guessed: list[Floats] = []

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
        if self._still:
            return in_hand(rgb, person, figure, covers, faces)
        look = look_around(rgb, person, figure, _TORSO_PX)
        if look is None:
            return ()
        drawn = hands_in(look, person, covers)
        away = {side: far_from(mask) for side, mask in drawn.items() if mask.any()}
        far = look.inside.copy()
        for distance in away.values():
            far &= distance > _NEAR * look.torso
        cells = named(look.lab)
        skin = skin_of(rgb, person, faces, look, [drawn[side] for side in covers])
        bare = named(skin)
        all_of_it = np.ones(bare.shape, np.float32)
        if not self._pictures[:_SKIN].any():
            self.forget()
            self._learn(cells, far.astype(np.float32), bare, all_of_it)
        elif not self._pictures[_SKIN].any():
            self._learn(cells, np.zeros(far.shape, np.float32), bare, all_of_it)
        if not self._pictures[:_SKIN].any():
            return ()
        known = in_shades(self._worn.max(0), _SHADES) > _WORN
        new = ~known[cells] & look.inside
        at_hands = {
            side: _at_hand(new, distance, look, figure, side) for side, distance in away.items()
        }
        is_other = (new & far).sum() > _OTHER * far.sum()  # a jacket was put on
        worn = np.where(new & (not is_other), np.float32(_WARY), np.float32(1))
        skinlike = np.where(known[bare], np.float32(1), np.float32(_WARY))
        self._learn(cells, far * worn, bare, skinlike)
        is_known = self._pictures.max() >= _KNOWN
        found = [
            _whole(mask, away[side], look)
            for side, mask in at_hands.items()
            if side in covers or is_known
        ]
        sure = tuple(look.cut(mask) for mask in found if mask is not None)
        if sure:
            self._guessed = []
            return sure
        guessed = things_in_hand(look, figure, covers, drawn, skin)
        before, self._guessed = self._guessed, [_place_of(thing, person) for thing in guessed]
        return tuple(
            thing
            for thing, place in zip(guessed, self._guessed, strict=True)
            if any(_is_same(place, there) for there in before)
        )

    def _learn(
        self, cells: NDArray[np.intp], worn: Floats, bare: NDArray[np.intp], skin: Floats
    ) -> None:
        """Count the colours of what is worn and of skin, as much as each pixel weighs."""
        height, width = cells.shape
        zones = np.arange(height)[:, None] * _ROWS // height * _COLUMNS
        zones = zones + np.arange(width) * _COLUMNS // width
        flat = np.concatenate([(zones * ALL + cells).ravel(), _SKIN * ALL + bare])
        seen = np.bincount(flat, np.concatenate([worn.ravel(), skin]), self._worn.size)
        counted = seen.reshape(self._worn.shape).astype(np.float32)
        total = counted.sum(1, keepdims=True)
        enough = total > _ZONE_PX
        self._pictures += enough & (self._pictures < _MOST)
        rate = np.where(enough, 1 / np.maximum(self._pictures, 1), 0)
        self._worn += rate * (counted / np.maximum(total, 1) - self._worn)


def _place_of(thing: Silhouette, person: Person) -> Floats:
    """Say where a thing is from the nearest wrist, and how large: (4,), torso lengths."""
    box = thing.box
    middle = np.array([box.x + box.width / 2, box.y + box.height / 2], np.float32)
    away = middle - person.points[_WRISTS, :2]
    x, y = away[np.hypot(*away.T).argmin()]
    return np.array([x, y, box.width, box.height], np.float32) / max(person.torso_px, 1.0)


def _is_same(place: Floats, before: Floats) -> bool:
    """Whether two places from the wrist, as `_place_of` says them, are of one thing."""
    return bool(np.abs(place - before).max() < _STAYS)


def _at_hand(
    new: NDArray[np.bool_], away: Floats, look: Look, figure: Figure, side: int
) -> Bytes:
    """Tell what touches a hand and hangs together: a mask (h, w).

    Parameters
    ----------
    new : (h, w) bool
        Where colours are not this person's.
    away : (h, w) float32, px
        How far it is to the hand.
    look : Look
    figure : Figure
    side : int
        Of the hand: 0 is the person's left one.
    """
    calm = np.asarray(cv2.medianBlur(new.astype(np.uint8), 3), np.uint8)
    calm = np.asarray(cv2.morphologyEx(calm, cv2.MORPH_CLOSE, _CROSS), np.uint8)
    number, labels = cv2.connectedComponents(calm, connectivity=8)
    beside = np.bincount(labels[~sleeve(look, figure, side)], minlength=number)
    area = np.bincount(labels.ravel(), minlength=number)
    kept = (beside > _LEAST * look.torso**2) & (beside > _BESIDE * area)
    touched = np.unique(labels[away < max(_TOUCHES * look.torso, 1.5)])
    return np.isin(labels, touched[kept[touched] & (touched > 0)]).astype(np.uint8)


def _whole(thing: Bytes, away: Floats, look: Look) -> Bytes | None:
    """Fill what was found of a thing; None where that is none, or only cloth in other light."""
    if not 0 < float(thing.sum()) < _LARGEST * look.torso**2:
        return None
    within = cv2.erode(look.inside.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    rim = (cv2.morphologyEx(thing, cv2.MORPH_GRADIENT, _CROSS) > 0) & within & (away > 3)
    if rim.any() and float(np.median(contrast(look.lab)[rim])) < _EDGE:
        return None
    edges, _ = cv2.findContours(thing, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    # what is held is mostly convex; a part of it may look like something that is worn
    whole = np.zeros_like(thing)
    cv2.fillConvexPoly(whole, cv2.convexHull(np.concatenate(edges)), (1,))
    return whole if float(thing.sum()) > _SOLID * float(whole.sum()) else None
