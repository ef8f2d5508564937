"""What is before the body and what is worn on it: the hands."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from tryon.core.scene import Box, Bytes, Floats, Silhouette
from tryon.tracking.hands import Hand, HandModel, silhouette, square_of_arm, square_of_hand
from tryon.tracking.people import Person

#: Landmarks of each arm: wrist, and knuckles of the first and the last finger.
_ARMS = ((15, 19, 17), (16, 20, 18))

#: Lengths of a palm in torso lengths, and how far its wrist may be from the arm's.
_SMALLEST, _LARGEST, _APART = 0.1, 0.6, 0.3

#: Hands are looked for that are no further from the trunk than this, in torso lengths.
_NEAR = 0.6

#: How far from the wrist, in lengths of the palm, the square is shifted at each glance.
_GLANCES = (0.0, 0.45, -0.4)

#: What is left free is wider than a hand by so much of its palm.
_MARGIN = 0.03


class InFront:
    """Looks for hands that may be before what is worn.

    Parameters
    ----------
    still : bool
        Whether there is time for a second glance.
    """

    def __init__(self, *, still: bool = False) -> None:
        self._still = still
        self._model: HandModel | None = None
        self._before: dict[int, Hand] = {}

    def __call__(self, rgb: Bytes, person: Person) -> dict[int, Hand]:
        """Find hands near the trunk.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
        person : Person

        Returns
        -------
        hands : dict of int to Hand
            0 is the person's left one, 1 the right one.
        """
        height, width = rgb.shape[:2]
        points = person.points[:, :2]
        trunk = points[[11, 12, 23, 24]]
        torso = max(float(np.hypot(*(trunk[:2].mean(0) - trunk[2:].mean(0)))), 1.0)
        low, high = trunk.min(0) - _NEAR * torso, trunk.max(0) + (_NEAR + 0.6) * torso
        hands = {}
        for side, (wrist, first, last) in enumerate(_ARMS):
            place, knuckles = points[wrist], points[[first, last]].mean(0)
            if not ((place > 0) & (place < (width, height))).all():
                continue
            if (knuckles < low).any() or (knuckles > high).any():
                continue
            hand = self._see(rgb, place, knuckles, torso, self._before.get(side))
            if hand is None or not _SMALLEST < hand.palm_px / torso < _LARGEST:
                continue
            if float(np.hypot(*(hand.points[0] - place))) < _APART * torso:
                hands[side] = hand
        self._before = {} if self._still else hands
        return hands

    def _see(
        self, rgb: Bytes, wrist: Floats, knuckles: Floats, torso: float, before: Hand | None
    ) -> Hand | None:
        """Look where the hand was, or where the arm ends.

        A photograph gets glances beside it, too; a hand that is followed needs but one.
        """
        self._model = self._model or HandModel()
        if before is not None:
            moved = wrist - before.points[0]
            if float(np.hypot(*moved)) < _APART * torso:
                square = square_of_hand(before.points + moved)
                if hand := self._model.see(rgb, square, looks=1):
                    return hand
        for further in _GLANCES if self._still else _GLANCES[:1]:
            there = wrist + further * (knuckles - wrist)
            square = square_of_arm(there, there + knuckles - wrist, 0.12 * torso)
            if hand := self._model.see(rgb, square):
                return hand
        return None

    def close(self) -> None:
        """End the model."""
        if self._model:
            self._model.close()


def outline_of(hands: Collection[Hand], size: tuple[int, int]) -> Silhouette | None:
    """Draw hands into one silhouette, no larger than they are; None without any.

    Parameters
    ----------
    hands : collection of Hand
    size : (width, height), px
    """
    if not hands:
        return None
    all_points: Floats = np.concatenate([hand.points for hand in hands])
    margin = 0.3 * max(hand.palm_px for hand in hands)
    low = np.maximum(np.floor(all_points.min(0) - margin), 0).astype(int)
    high = np.minimum(np.ceil(all_points.max(0) + margin), size).astype(int)
    width, height = (high - low).tolist()
    if width < 1 or height < 1:
        return None
    corner = low.astype(np.float32)
    drawn = np.zeros((height, width), np.uint8)
    for hand in hands:
        here = replace(hand, points=hand.points - corner)
        np.maximum(drawn, silhouette(here, (width, height), _MARGIN), out=drawn)
    coverage = drawn.astype(np.float32) / np.float32(255)
    return Silhouette(Box(int(low[0]), int(low[1]), width, height), coverage)
