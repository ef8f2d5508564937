"""A second look at a mouth: what of the lips is in sight, by one picture alone.

A photograph gets it at once. In a clip it takes too long for a frame; it is asked for when a
mouth has not been recognised for a while, and done beside, by a thread of its own. Its answer
is always taken up the same number of frames later, so it never depends on the machine's load.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from tryon.core.precedence import give_way
from tryon.core.scene import Bytes, Face, Lips
from tryon.tracking.hands import Hand, HandSearch, not_behind
from tryon.tracking.lip_hidden import find_cover
from tryon.tracking.lips import find_lips

T = TypeVar("T")

#: Frames from question to answer.
TAKES = 6

#: What share of the lips a hand has to hide.
_MOST = 0.5
#: What share of them is left when nothing before them has misled.
_UNTOUCHED = 0.95


@dataclass(frozen=True, slots=True)
class Sight:
    """What a second look sees of somebody's lips.

    Attributes
    ----------
    share : float in [0, 1]
        How much of them is in sight; one half when nobody can say.
    is_behind_hand : bool
        Whether a hand hides most of them, for certain.
    """

    share: float
    is_behind_hand: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """A look under way: at which face, in which turn, and the promise of its answer."""

    identity: int
    turn: int
    sight: Future[Sight]


class SecondLook:
    """Looks closely at single mouths, now or beside; ask it from one thread."""

    def __init__(self) -> None:
        self._hands: HandSearch | None = None
        self._beside: ThreadPoolExecutor | None = None
        self._under_way: _Question | None = None
        self._turn = 0
        self._last = -1

    def now(self, rgb: Bytes, face: Face, lips: Lips) -> Lips | None:
        """Leave out what of the lips is hidden; None if hardly anything is in sight."""
        return in_sight(rgb, face, lips, self._look_for_hands(rgb, face, True))

    def is_behind_hand(self, rgb: Bytes, face: Face, lips: Lips) -> bool:
        """Glance at a mouth: whether a hand certainly hides most of it. Takes some 15 ms."""
        return self._ask(lambda: hides(self._look_for_hands(rgb, face, False), lips)).result()

    def beside(self, rgb: Bytes, doubtful: Iterable[Face]) -> tuple[int, Sight] | None:
        """Go on by one frame.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
            Nobody writes to it any more.
        doubtful : iterable of Face
            Whose mouths want a look; one gets it when no other is under way. Not to be
            asked without cause: it takes some 50 ms of a core, and the models 80 MB.

        Returns
        -------
        identity : int
        sight : Sight
            What was seen `TAKES` frames ago.
            None when there is no answer in this frame.
        """
        self._turn += 1
        answer, asked = None, self._under_way
        if asked and self._turn - asked.turn >= TAKES:
            answer = asked.identity, asked.sight.result()
            self._under_way = None
        # in turn, so that nobody waits for ever
        turn = sorted(doubtful, key=lambda face: (face.identity <= self._last, face.identity))
        if turn and self._under_way is None:
            face = turn[0]
            self._last = face.identity
            promise = self._ask(partial(self._see, rgb, face))
            self._under_way = _Question(face.identity, self._turn, promise)
        return answer

    def close(self) -> None:
        """End the thread and the models."""
        if self._beside:
            self._beside.shutdown(wait=True, cancel_futures=True)
        if self._hands:
            self._hands.close()

    def _ask(self, question: Callable[[], T]) -> Future[T]:
        """Have something done by the thread."""
        self._beside = self._beside or ThreadPoolExecutor(1, "second look", give_way)
        return self._beside.submit(question)

    def _look_for_hands(self, rgb: Bytes, face: Face, thorough: bool) -> list[Hand]:
        self._hands = self._hands or HandSearch()
        return self._hands.before(rgb, face, thorough=thorough)

    def _see(self, rgb: Bytes, face: Face) -> Sight:
        lips = find_lips(rgb, face, None)
        if lips is None:
            return Sight(0.0, False)
        hands = self._look_for_hands(rgb, face, True)
        sure = [hand for hand in hands if hand.is_certain]
        share = _share(in_sight(rgb, face, lips, sure), lips)
        if share > _MOST and _share(not_behind(lips, hands), lips) < share:
            share = _MOST  # what may be a hand neither shows lips nor hides them
        return Sight(share, hides(hands, lips))


def in_sight(rgb: Bytes, face: Face, lips: Lips, hands: Sequence[Hand]) -> Lips | None:
    """Leave out what of the lips is behind hands and other things in a single picture."""
    found = not_behind(lips, hands)
    cover = found and find_cover(rgb, face, found)
    if not found or not cover:
        return found
    left = cover.leave_out(found)
    if cover.hidden.all() or (left and _share(left, found) > _UNTOUCHED):
        return left
    again = find_lips(cover.taken_away(rgb), face, None)
    again = again and not_behind(again, hands)
    return again and cover.leave_out(again)


def hides(hands: Iterable[Hand], lips: Lips) -> bool:
    """Whether hands certainly hide most of the lips."""
    seen = not_behind(lips, [hand for hand in hands if hand.is_certain])
    return _share(seen, lips) < 1 - _MOST


def _share(seen: Lips | None, lips: Lips) -> float:
    return min(float(seen.coverage.sum() / lips.coverage.sum()), 1.0) if seen else 0.0
