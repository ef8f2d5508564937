"""What is before the body and what is worn on it: the hands."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tryon.core.scene import Box, Bytes, Floats, Silhouette
from tryon.tracking.hands import Hand, HandModel, silhouette, square_of_arm
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

    def __call__(self, rgb: Bytes, person: Person) -> Silhouette | None:
        """Say what hides what is worn; None if nothing does.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
        person : Person
        """
        height, width = rgb.shape[:2]
        points = person.points[:, :2]
        trunk = points[[11, 12, 23, 24]]
        torso = max(float(np.hypot(*(trunk[:2].mean(0) - trunk[2:].mean(0)))), 1.0)
        low, high = trunk.min(0) - _NEAR * torso, trunk.max(0) + (_NEAR + 0.6) * torso
        hands: list[Hand] = []
        for wrist, first, last in _ARMS:
            place, knuckles = points[wrist], points[[first, last]].mean(0)
            if not ((place > 0) & (place < (width, height))).all():
                continue
            if (knuckles < low).any() or (knuckles > high).any():
                continue
            self._model = self._model or HandModel()
            hand = self._see(self._model, rgb, place, knuckles, torso)
            if hand is None or not _SMALLEST < hand.palm_px / torso < _LARGEST:
                continue
            if float(np.hypot(*(hand.points[0] - place))) < _APART * torso:
                hands.append(hand)
        return _together(hands, (width, height)) if hands else None

    def _see(
        self, model: HandModel, rgb: Bytes, wrist: Floats, knuckles: Floats, torso: float
    ) -> Hand | None:
        """Look where the arm ends; a photograph gets a second glance beside it."""
        for further in _GLANCES if self._still else _GLANCES[:1]:
            there = wrist + further * (knuckles - wrist)
            hand = model.see(rgb, square_of_arm(there, there + knuckles - wrist, 0.12 * torso))
            if hand:
                return hand
        return None

    def close(self) -> None:
        """End the model."""
        if self._model:
            self._model.close()


def _together(hands: Sequence[Hand], size: tuple[int, int]) -> Silhouette | None:
    """Draw hands into one silhouette, no larger than they are."""
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
