"""A second look at a mouth: what of the lips is in sight, by one picture alone.

A photograph gets it at once. In a clip it takes too long for a frame; it is asked for when a
mouth has not been recognised for a while, and done beside, by a thread of its own. Its answer
is always taken up the same number of frames later, so it never depends on the machine's load.
"""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from tryon.core.scene import Bytes, Face, Lips
from tryon.tracking.hands import HandSearch, not_behind
from tryon.tracking.lip_hidden import in_sight
from tryon.tracking.lips import find_lips

#: Frames from question to answer.
TAKES = 12


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """A look under way: at which face, in which turn, and the promise of its answer."""

    identity: int
    turn: int
    share: Future[float]


class SecondLook:
    """Looks closely at single mouths, now or beside; ask it from one thread."""

    def __init__(self) -> None:
        self._hands: HandSearch | None = None
        self._beside: ThreadPoolExecutor | None = None
        self._under_way: _Question | None = None
        self._turn = 0

    def now(self, rgb: Bytes, face: Face, lips: Lips) -> Lips | None:
        """Leave out what of the lips is hidden; None if hardly anything is in sight."""
        self._hands = self._hands or HandSearch()
        found = not_behind(lips, self._hands.before(rgb, face, thorough=True))
        return found and in_sight(rgb, face, found)

    def beside(self, rgb: Bytes, doubtful: Iterable[Face]) -> tuple[int, float] | None:
        """Go on by one frame.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
            Nobody writes to it any more.
        doubtful : iterable of Face
            Whose mouths want a look; the first gets it when no other is under way. Not to be
            asked without cause: it takes some 50 ms of a core, and the models 80 MB.

        Returns
        -------
        identity : int
        share : float in [0, 1]
            How much of the lips was in sight `TAKES` frames ago.
            None when there is no answer in this frame.
        """
        self._turn += 1
        answer, asked = None, self._under_way
        if asked and self._turn - asked.turn >= TAKES:
            answer = asked.identity, asked.share.result()
            self._under_way = None
        face = next(iter(doubtful), None)
        if face and self._under_way is None:
            self._beside = self._beside or ThreadPoolExecutor(
                1, thread_name_prefix="second look"
            )
            promise = self._beside.submit(self._share, rgb, face)
            self._under_way = _Question(face.identity, self._turn, promise)
        return answer

    def close(self) -> None:
        """End the thread and the models."""
        if self._beside:
            self._beside.shutdown(wait=True, cancel_futures=True)
        if self._hands:
            self._hands.close()

    def _share(self, rgb: Bytes, face: Face) -> float:
        lips = find_lips(rgb, face, None)
        seen = lips and self.now(rgb, face, lips)
        if lips is None or seen is None:
            return 0.0
        return float(seen.coverage.sum() / lips.coverage.sum())
