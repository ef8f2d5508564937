"""Points on a person, and their hands, followed from the frame in which they were measured."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tryon.core.geometry import turn_between
from tryon.core.scene import Body, Floats, Silhouette
from tryon.tracking.carry import ARMS, torso_px
from tryon.tracking.flow import View, follow, spread
from tryon.tracking.hands import PALM, WRIST, Hand
from tryon.tracking.in_front import Cover
from tryon.tracking.pursue import pursue

#: A point that is lost goes on by such a share of its way in each frame, for so many frames.
_SLOWER, _GIVEN_UP = 0.7, 4

#: Landmarks of the elbows, and how far the word of a followed point counts for them, in torso
#: lengths.
_ELBOWS, _REACH = [13, 14], 0.22

#: A hand that was lost is kept no further from where its arm ends, in torso lengths.
_WRISTS, _KEPT = (15, 16), 0.5

#: A hand of which a joint has moved so far since it was seen is looked at again, in palms.
_QUICK = 0.3

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
    kept : set of int
        Which of them were not even guessed in the frame that was measured.
    """

    def __init__(self, seen: View, answer: Answer) -> None:
        points = answer.points
        self._seen = seen
        self._speed = np.zeros_like(points)
        self._missed = np.zeros(len(points), np.intp)
        self.places = points
        self.followed = np.ones(len(points), bool)
        self.covers = dict(answer.covers)
        self.kept: set[int] = set()
        self._answer = answer
        self._seen_hands = {side: cover.hand for side, cover in answer.covers.items()}
        self._elbows = self._carried_elbows()
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
        elbows = self._elbows
        if self.covers:
            self._elbows = self._carried_elbows()
        for side, cover in self.covers.items():
            self._pursue(side, cover, seen, believes, elbows[side])
        self.followed = self._missed < _GIVEN_UP
        self._seen = seen

    def quick(self) -> dict[int, Hand]:
        """List the hands that are not where they were seen: 0 is the left one."""
        return {
            side: cover.hand
            for side, cover in self.covers.items()
            if self._way(side, cover.hand) > _QUICK
        }

    def _way(self, side: int, hand: Hand) -> float:
        """Say how far a joint of a hand has come at most since it was seen, in palms."""
        seen = self._seen_hands[side]
        return float(np.abs(hand.points - seen.points).max()) / max(seen.palm_px, 1.0)

    def correct(self, side: int, then: Hand, seen: Hand) -> None:
        """Put a hand right that was looked at again.

        Parameters
        ----------
        side : int
            0 is the person's left one.
        then : Hand
            Where it was thought to be in the picture that was looked at.
        seen : Hand
            Where it was.
        """
        now = self.covers[side].hand
        turn = turn_between(then.points[9] - then.points[0], now.points[9] - now.points[0])
        hand = seen.moved(now.middle - then.middle, turn)
        self.covers[side] = replace(self.covers[side], hand=hand)
        self._seen_hands[side] = hand
        self.kept.discard(side)
        self._take_palm(side, hand)

    def keep(self, before: "Trail") -> None:
        """Go on with hands that the newest measurement did not see: too blurred, mostly.

        Their colours alone show where they are, until they are seen again. One that was not
        even guessed is kept for one measurement.

        Parameters
        ----------
        before : Trail
            The one that followed them until now, to the same frame.
        """
        figure = self._answer.body.figure
        reach_px = _KEPT * torso_px(figure) if figure else 0.0
        for side, cover in before.covers.items():
            wrist = self._answer.body.points[_WRISTS[side], :2]
            is_near = float(np.hypot(*(cover.hand.points[WRIST] - wrist))) < reach_px
            guessed = self._answer.covers.get(side)
            if not is_near or (guessed.unsure < 1 if guessed else side in before.kept):
                continue
            self.covers[side] = cover
            self._seen_hands[side] = before._seen_hands[side]
            self._hand_speed[side] = before._hand_speed[side]
            if guessed is None:
                self._palms[side] = np.zeros(0, np.intp)
                self.kept.add(side)
            self._take_palm(side, cover.hand)

    def _take_palm(self, side: int, hand: Hand) -> None:
        """Let the points of a palm be where its hand is."""
        palm = self._palms[side]
        self.places = self.places.copy()
        self.places[palm] = hand.points[PALM][: len(palm)]
        self._missed[palm] = 0

    def _carried_elbows(self) -> Floats:
        """Say where the left and the right elbow are, as points on the arms moved: (2, 2)."""
        answer, alive = self._answer, self.followed
        elbows: Floats = answer.body.points[_ELBOWS, :2]
        if answer.body.figure is None:
            return elbows
        points = answer.points[alive]
        kin = (answer.parts[alive] == np.array(ARMS)[:, None]).astype(np.float32)
        reach_px = _REACH * torso_px(answer.body.figure)
        moved = self.places[alive] - points
        return np.asarray(elbows + spread(points, moved, elbows, reach_px, kin), np.float32)

    def _pursue(
        self,
        side: int,
        cover: Cover,
        seen: View,
        believes: NDArray[np.bool_],
        elbow: Floats,
    ) -> None:
        """Follow a hand: by flow where that explains the picture, and else by its colours.

        It turns as the forearm does, whose elbow was at `elbow`.
        """
        palm = self._palms[side]
        flows = palm[believes[palm]]
        is_seen = len(flows) >= _ENOUGH
        seen_speed = self._speed[flows] if is_seen else self._hand_speed[side][None]
        moved = expected = np.median(seen_speed, axis=0)
        middle = cover.hand.middle
        before, now = middle - elbow, middle - self._elbows[side]
        is_known = False
        if cover.colours is not None and not cover.colours.is_alike:
            is_known = True
            scale = seen.scale * seen.small.shape[0] / seen.grey.shape[0]
            turn = turn_between(before, now + expected)
            turned = cover.hand.moved(np.zeros(2, np.float32), turn)
            moved, _ = pursue(
                seen.small, scale, turned, cover.colours, expected, is_seen=is_seen
            )
        elif not is_seen:
            moved = expected * _SLOWER
        hand = cover.hand.moved(moved, turn_between(before, now + moved))
        self.covers[side] = replace(cover, hand=hand, unsure=min(self._way(side, hand), 1.0))
        self._hand_speed[side] = moved
        if is_known:
            self._take_palm(side, hand)
            self._speed[palm] = moved
