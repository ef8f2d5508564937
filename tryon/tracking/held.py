"""Things that a hand holds before what is worn: a telephone, a cup, a book.

No model in the wheel knows them all. But what somebody wears is there before and beside them:
its colours are counted place by place wherever no hand is near, with those of skin, and in the
shade as well; and once more without strands, since a lanyard is no telephone.
What is at a hand, hangs together and has colours that were never seen on this person is held in
front. A thing in the colours of the clothes cannot be told from them, and stays hidden.
"""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import BONES, Bytes, Face, Figure, Floats, Silhouette
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
from tryon.tracking.carry import shown
from tryon.tracking.in_front import Cover
from tryon.tracking.in_hand import filled, has_edge, in_hand, things_in_hand
from tryon.tracking.palette import WARY, Palette
from tryon.tracking.people import Person

#: Length of a torso in the picture that is judged.
_TORSO_PX = 80.0

#: Nothing is learnt so near to a hand; what is held touches it, but for so much. Both in torso
#: lengths, as everything below.
_NEAR, _TOUCHES = 0.42, 0.03

#: Of what is held such a share does not lie on the sleeve.
_BESIDE = 0.4

#: Where so many colours are new, other clothes are worn. After some pictures what is worn is
#: known well enough to do without a hand.
_OTHER, _KNOWN = 0.3, 6

#: A colour that is worn there but in strands, of a lanyard, a crease or hair, is not what is
#: worn where it is as wide as this: px, and pixels without which strands are gone.
_STRANDS = 5
_THICK = np.ones((7, 7), np.uint8)

#: An arm is so wide, and shows what it wears so far from a hand.
_ARM, _ARM_AWAY = 0.12, 0.1

#: What is held is so large, in torso lengths squared.
_LEAST, _LARGEST = 0.0025, 0.5

#: It has an edge: colours there differ by so much (CIE Lab) within two pixels. Of things that
#: were drawn into clips the median was 56 to 114.
_EDGE = 16.0

#: What is like a thing has colours that take such a share of it, in light that differs so much,
#: and is no further from the hand. It is also looked for where the thing was not found again.
_LIKE, _LIT, _REACH = 0.02, (0.8, 1.0, 1.25), 0.6

#: What a single picture takes for held, as photographs are judged, is believed where the one
#: before said so, too: there from the wrist and as large, but for so much. Who comes in with a
#: thing in the hand was never seen without it.
_WRISTS, _STAYS = [15, 16], 0.15

_BONES = [
    [BONES.index(side + begin), BONES.index(side + end)]
    for side in ("Left", "Right")
    for begin, end in (("Arm", "ForeArm"), ("ForeArm", "Hand"))
]
_SQUARE = np.ones((3, 3), np.uint8)
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
        self._worn, self._wide = Palette(), Palette()
        self._guessed: list[Floats] = []
        self._things: dict[int, Floats] = {}

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
        arms = _arms(look, figure, away)
        cells = named(look.lab)
        calm = named(np.asarray(cv2.medianBlur(look.lab, _STRANDS), np.float32))
        skin = skin_of(rgb, person, faces, look, [drawn[side] for side in covers])
        bare = named(skin)
        if not self._worn.pictures:
            self.forget()
            for palette, seen in ((self._worn, cells), (self._wide, calm)):
                palette.learn(seen, far.astype(np.float32), seen[arms], bare)
        elif not self._worn.knows_skin:
            nothing = np.zeros(far.shape, np.float32)
            for palette in (self._worn, self._wide):
                palette.learn(cells, nothing, cells[:0, 0], bare)
        if not self._worn.pictures:
            return ()
        new = self._worn.is_new(cells) & look.inside
        wide = cv2.medianBlur((self._wide.is_rare(cells) & look.inside).astype(np.uint8), 3)
        wide = cv2.morphologyEx(wide, cv2.MORPH_OPEN, _THICK)
        foreign = new | (wide > 0)
        at_hands = {
            side: _at_hand(foreign, distance, look, figure, side)
            for side, distance in away.items()
        }
        is_other = (new & far).sum() > _OTHER * far.sum()  # a jacket was put on
        counts = far * np.where(new & (not is_other), WARY, np.float32(1))
        for palette, seen in ((self._worn, cells), (self._wide, calm)):
            palette.learn(seen, counts, seen[arms], bare)
        is_known = self._worn.pictures >= _KNOWN
        found = [
            self._thing(side, mask, away[side], look, cells)
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

    def _thing(
        self, side: int, mask: Bytes, away: Floats, look: Look, cells: NDArray[np.intp]
    ) -> Bytes | None:
        """Tell all of the thing that a hand holds, or held before, from where it is new."""
        part = _whole(mask, away, look)
        shares = self._things.get(side) if part is None else _shares(cells, part)
        if shares is None:
            return None
        thing = _grown(part, shares[cells] > _LIKE, away, look)
        if thing is not None:
            self._things[side] = shares
        return thing


def _arms(look: Look, figure: Figure, away: Mapping[int, Floats]) -> NDArray[np.bool_]:
    """Say where arms are to be seen, apart from hands: (h, w)."""
    drawn = np.zeros(look.lab.shape[:2], np.uint8)
    for bone in _BONES:
        begin, end = np.rint(look.at(shown(figure)[bone])).astype(int).tolist()
        cv2.line(drawn, begin, end, (1,), max(round(_ARM * look.torso), 2))
    is_arm = (drawn > 0) & look.inside
    for distance in away.values():
        is_arm &= distance > _ARM_AWAY * look.torso
    return is_arm


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


def _shares(cells: NDArray[np.intp], thing: Bytes) -> Floats:
    """Count the colours of a thing, in more and in less light: (4096,) float32."""
    of_it = cells[thing > 0]
    shares = np.bincount(of_it, minlength=ALL).astype(np.float32) / of_it.size
    return in_shades(shares, _LIT)


def _grown(
    part: Bytes | None, alike: NDArray[np.bool_], away: Floats, look: Look
) -> Bytes | None:
    """Add to what was found of a thing what is like it around it, if all that has an edge.

    Parameters
    ----------
    part : (h, w) uint8 or None
        None if nothing was found: what is like it then begins at the hand.
    alike : (h, w) bool
        Where colours are the thing's.
    away : (h, w) float32, px
        How far it is to the hand.
    look : Look
    """
    is_part = part > 0 if part is not None else np.zeros(alike.shape, bool)
    near = look.inside & (away < _REACH * look.torso)
    calm = cv2.medianBlur((alike & near | is_part).astype(np.uint8), 3)
    calm = cv2.morphologyEx(calm, cv2.MORPH_OPEN, _SQUARE)
    _, labels = cv2.connectedComponents(calm, connectivity=4)
    begins = is_part if part is not None else away < max(_TOUCHES * look.torso, 1.5)
    touched = np.unique(labels[begins])
    grown = np.isin(labels, touched[touched > 0]).astype(np.uint8)
    if not _LEAST * look.torso**2 < float(grown.sum()) < _LARGEST * look.torso**2:
        return part
    whole = filled(grown, away, look.torso)
    if whole is None or not has_edge(whole, away, look):
        return part
    return np.maximum(part, whole) if part is not None else whole


def _whole(thing: Bytes, away: Floats, look: Look) -> Bytes | None:
    """Fill what was found of a thing; None where that is none, or only cloth in other light."""
    if not 0 < float(thing.sum()) < _LARGEST * look.torso**2:
        return None
    within = cv2.erode(look.inside.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    rim = (cv2.morphologyEx(thing, cv2.MORPH_GRADIENT, _CROSS) > 0) & within & (away > 3)
    if rim.any() and float(np.median(contrast(look.lab)[rim])) < _EDGE:
        return None
    return filled(thing, away, look.torso)
