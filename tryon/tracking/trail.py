"""Points on a person, and their hands, followed from the frame in which they were measured."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import Body, Floats, Silhouette
from tryon.tracking.flow import View, follow
from tryon.tracking.in_front import Cover
from tryon.tracking.pursue import pursue

#: Points of a hand that are followed: one finger looks like the next.
PALM = [0, 5, 9, 13, 17]

#: A point that is lost goes on by such a share of its way in each frame, for so many frames.
_SLOWER, _GIVEN_UP = 0.7, 4

#: Points of a palm that have to be found, for flow to know where the hand is.
_ENOUGH = 3


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What was measured in one frame.

    Attributes
    ----------
    body : Body
    points : (n, 2) float32, px
        On the person, to be followed.
    parts : (n,) int
        Of the body, as `parts_of` says.
    covers : dict of int to Cover
        The hands: 0 is the person's left one, 1 the right one.
    hair : Silhouette or None
        What of it is before the body.
    held : tuple of Silhouette
        What is held before the body.
    barrier : Silhouette or None
        What the person is behind.
    """

    body: Body
    points: Floats = field(repr=False)
    parts: NDArray[np.intp] = field(repr=False)
    covers: dict[int, Cover] = field(repr=False)
    hair: Silhouette | None = None
    held: tuple[Silhouette, ...] = ()
    barrier: Silhouette | None = None


class Trail:
    """Points on a person, and their hands, followed from frame to frame.

    Parameters
    ----------
    seen : View
        The frame that was measured.
    answer : Answer

    Attributes
    ----------
    places : (n, 2) float32, px
        Where the points of the answer are in the newest frame.
    followed : (n,) bool
        Which of them are still known.
    covers : dict of int to Cover
        Where the hands are in the newest frame.
    """

    def __init__(self, seen: View, answer: Answer) -> None:
        points = answer.points
        self._seen = seen
        self._speed = np.zeros_like(points)
        self._missed = np.zeros(len(points), np.intp)
        self.places = points
        self.followed = np.ones(len(points), bool)
        self.covers = dict(answer.covers)
        self._hand_speed = {side: np.zeros(2, np.float32) for side in answer.covers}
        # the points of the palms come last
        first = len(points) - len(PALM) * len(answer.covers)
        self._palms = {
            side: np.arange(first + k * len(PALM), first + (k + 1) * len(PALM))
            for k, side in enumerate(answer.covers)
        }

    def go_on(self, seen: View) -> None:
        """Follow the points to the next frame.

        Those that are lost go on as they went before, slower and slower, and are given up when
        they are not found again.
        """
        if seen.captured_ns == self._seen.captured_ns:
            return
        alive = np.flatnonzero(self.followed)
        before = self.places[alive]
        speed = self._speed[alive]
        after, believed = follow(self._seen, seen, before, before + speed)
        after = np.where(believed[:, None], after, before + speed)
        self.places = self.places.copy()
        self.places[alive] = after
        self._speed[alive] = np.where(believed[:, None], after - before, speed * _SLOWER)
        self._missed[alive] = np.where(believed, 0, self._missed[alive] + 1)
        believes = np.zeros(len(self.places), bool)
        believes[alive[believed]] = True
        for side, cover in self.covers.items():
            self._pursue(side, cover, seen, believes)
        self.followed = self._missed < _GIVEN_UP
        self._seen = seen

    def _pursue(self, side: int, cover: Cover, seen: View, believes: NDArray[np.bool_]) -> None:
        """Follow a hand: by flow where that explains the picture, and else by its colours."""
        palm = self._palms[side]
        flows = palm[believes[palm]]
        is_seen = len(flows) >= _ENOUGH
        seen_speed = self._speed[flows] if is_seen else self._hand_speed[side][None]
        moved = expected = np.median(seen_speed, axis=0)
        if cover.colours is not None and not cover.colours.is_alike:
            scale = seen.scale * seen.small.shape[0] / seen.grey.shape[0]
            moved, _ = pursue(
                seen.small, scale, cover.hand, cover.colours, expected, is_seen=is_seen
            )
        elif not is_seen:
            moved = expected * _SLOWER
        hand = replace(cover.hand, points=cover.hand.points + moved.astype(np.float32))
        self.covers[side] = replace(cover, hand=hand)
        self._hand_speed[side] = moved
        if moved is not expected:
            self.places[palm] = hand.points[PALM]
            self._speed[palm] = moved
            self._missed[palm] = 0
