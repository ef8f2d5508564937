"""How finely cloth is coloured where the processor draws: as finely as is fluent here."""

from tryon.core.scene import Frame

#: Pixels that may be coloured for one picture, from coarse to fine.
_STEPS_PX = (35_000, 50_000, 75_000, 110_000, 160_000, 240_000)
_FIRST = 2

#: Of 100 pictures' cloth, 95 may take so long at most, ms: with what else is painted on a
#: picture, and with what is learnt too late, 16.
_MOST_MS = 14.0
#: Finer is tried when they would take this at most, for so many pictures on end; each time that
#: turns out to be too much, the next try is twice as far away: what changes, shimmers.
_EASY_MS, _PATIENCE, _LONGEST = 13.0, 60, 7_200
#: What does not depend on the pixels takes as long as so many of them.
_BESIDE_PX = 200_000.0
#: What 95 of 100 take at most is followed in steps: up with each picture that takes more, and
#: a 19th of that down with each that takes less, ms. One that takes long is only one: models
#: are loaded, too.
_UP_MS = 0.6
_DOWN_MS = _UP_MS / 19

#: Frames that are further apart are seen to jerk, if there were others between them.
_JERK_NS = 45_000_000
#: Where more of the pictures jerk, whatever else the machine has to do, cloth is coloured more
#: coarsely, and more finely again where fewer do; of about so many pictures.
_MANY, _FEW, _OF = 0.06, 0.015, 60


class Pace:
    """Tells which frames come after others that nobody had time for."""

    def __init__(self) -> None:
        self._index, self._captured_ns = 0, 0

    def jerks(self, frame: Frame) -> bool:
        """Whether too long a time was missed before this one; asked once for each."""
        missed = frame.index - self._index - 1
        away_ns = frame.captured_ns - self._captured_ns
        self._index, self._captured_ns = frame.index, frame.captured_ns
        return missed > 0 and away_ns > _JERK_NS


class Budget:
    """Learns from how long pictures take.

    Attributes
    ----------
    pixels : int
        That may be coloured for the next picture.
    """

    def __init__(self) -> None:
        self._step, self._patience, self._calm = _FIRST, _PATIENCE, 0
        self._ms = 0.8 * _MOST_MS  # of 100 pictures, 95 take at most
        self._jerky = 0.0  # share of the pictures

    @property
    def pixels(self) -> int:
        """How many may be coloured for the next picture."""
        return _STEPS_PX[self._step]

    def spent(self, ms: float, *, all_of_it: bool, jerks: bool = False) -> None:
        """Learn what a picture took.

        Parameters
        ----------
        ms : float
        all_of_it : bool
            Whether there were more pixels than `pixels`; else finer changes nothing.
        jerks : bool
            See `Pace`.
        """
        self._ms += _UP_MS if ms > self._ms else -_DOWN_MS
        self._jerky += (jerks - self._jerky) / _OF
        if self._ms > _MOST_MS or self._jerky > _MANY:
            self._calm = 0
            if all_of_it and self._step > 0:
                self._move(-1)
                self._patience = min(2 * self._patience, _LONGEST)
            return
        if not all_of_it or self._step + 1 == len(_STEPS_PX):
            return
        finer = _work(_STEPS_PX[self._step + 1]) / _work(self.pixels)
        is_easy = self._ms * finer < _EASY_MS and self._jerky < _FEW
        self._calm = self._calm + 1 if is_easy else 0
        if self._calm > self._patience:
            self._move(1)

    def _move(self, by: int) -> None:
        before = self.pixels
        self._step += by
        self._ms *= _work(self.pixels) / _work(before)
        self._jerky = min(self._jerky, _FEW)  # it is to be seen what this changes
        self._calm = 0


def _work(pixels: int) -> float:
    """Guess what a picture with so many pixels takes, in pixels."""
    return _BESIDE_PX + pixels
