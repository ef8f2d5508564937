"""Whether a camera that delivers really does: as often as it should, and something new."""

import hashlib
from enum import Enum

from tryon.core.scene import Frame

#: Over how long a camera is judged, s: one that thinks of its exposure for a moment is well.
SPAN_S = 4.0
#: Fewer pictures a second look like a camera that hangs.
_LEAST_PER_S = 10.0
#: What is compared of two pictures: every so many pixels. A sensor's noise is in all of them.
_STEP_PX = 16


class Health(Enum):
    """How a camera is."""

    GOOD = "good"
    SLOW = "slow"
    FROZEN = "frozen"


class Pulse:
    """Follows the pictures of one camera, as often as somebody looks; keeps none of them."""

    def __init__(self) -> None:
        self._span: tuple[float, int] | None = None  # when it began, and at which picture
        self._same: tuple[float, int] = 0.0, 0  # since when, and which, all look alike
        self._print = b""
        self._is_slow = False

    def feel(self, frame: Frame, now_s: float) -> Health:
        """Look at the newest picture.

        Parameters
        ----------
        frame : Frame
        now_s : float
            Of a clock of our own: a camera's may jump.

        Returns
        -------
        health : Health
            As of the last `SPAN_S`.
        """
        seen = hashlib.blake2b(frame.rgb[::_STEP_PX, ::_STEP_PX].tobytes()).digest()
        if seen != self._print:
            self._print, self._same = seen, (now_s, frame.index)
        if self._span is None or frame.index < self._span[1]:
            self._span = now_s, frame.index
        since_s, first = self._span
        if now_s - since_s >= SPAN_S:
            per_s = (frame.index - first) / (now_s - since_s)
            self._span, self._is_slow = (now_s, frame.index), 0 < per_s < _LEAST_PER_S
        since_s, first = self._same
        if now_s - since_s >= SPAN_S and frame.index > first:
            return Health.FROZEN
        return Health.SLOW if self._is_slow else Health.GOOD
