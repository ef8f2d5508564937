"""When sound was heard: counted in samples, and steered by the clock of the pictures."""

import logging
from collections import deque

log = logging.getLogger(__name__)

#: Counting that is so far off is put right at once: samples were lost. EBU R 37 allows sound to
#: be 40 ms early and 60 ms late.
RESYNC_MS = 40
#: A quartz that is off by 100 millionths, as those of sound cards are, is 360 ms late after an
#: hour: counting is led after it, by no more than this, so that a busy minute does no harm.
STEER_MS_PER_S = 0.5
#: What is nearer is let be.
_STILL_MS = 2.0
#: Blocks that are compared.
_WINDOW = 50
_SECOND_NS = 1_000_000_000


class SampleClock:
    """Gives blocks of sound their times by counting, and leads the count after the true time.

    A block never seems to be heard too early, but often too late, when the system was busy:
    counting is believed to be late only after the *least* delayed of a second's blocks was.

    Parameters
    ----------
    rate_hz : int

    Attributes
    ----------
    start_ns : int
        Time of the first sample, as far as is known by now; 0 before it came.
    """

    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self.start_ns = 0
        self._counted = 0
        self._starts_ns: deque[int] = deque(maxlen=_WINDOW)  # as each block would have it

    @property
    def is_settled(self) -> bool:
        """Whether a second was heard, and the end of it gives no reason to count anew.

        The first delays that a sound server reports were wrong by half a second in three of
        four starts.
        """
        starts_ns = list(self._starts_ns)
        if len(starts_ns) < _WINDOW:
            return False
        return min(starts_ns[-10:]) - min(starts_ns) < RESYNC_MS * 1_000_000

    def time_ns(self, count: int, heard_ns: int) -> int:
        """Return the time of the next `count` samples, which seem to be heard at `heard_ns`."""
        so_far_ns = self._counted * _SECOND_NS // self.rate_hz
        if not self._counted:
            self.start_ns = heard_ns
        self._starts_ns.append(heard_ns - so_far_ns)
        self.start_ns += self._correction_ns(count)
        self._counted += count
        return self.start_ns + so_far_ns

    @property
    def _is_uneven(self) -> bool:
        """Whether blocks come now and then: that is a busy system, and no loss of samples."""
        early, late = sorted(self._starts_ns)[:: round(0.8 * _WINDOW)]
        return late - early > RESYNC_MS * 500_000

    def _correction_ns(self, count: int) -> int:
        """Say by how much the count is put right before a block of `count` samples."""
        wrong_ns = min(self._starts_ns) - self.start_ns
        if wrong_ns > 0 and len(self._starts_ns) < _WINDOW:
            return 0
        if wrong_ns > RESYNC_MS * 1_000_000 and self._is_uneven:
            return 0
        if abs(wrong_ns) > RESYNC_MS * 1_000_000:
            log.info("sound resynchronised by %.0f ms", wrong_ns / 1e6)
            self._starts_ns.clear()
            return wrong_ns
        if abs(wrong_ns) < _STILL_MS * 1_000_000:
            return 0
        most_ns = round(STEER_MS_PER_S * 1_000_000 * count / self.rate_hz)
        return min(max(wrong_ns, -most_ns), most_ns)
