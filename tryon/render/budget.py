"""How finely cloth is coloured where the processor draws: as finely as is fluent here."""

#: Pixels that may be coloured for one picture, from coarse to fine.
_STEPS_PX = (50_000, 75_000, 110_000, 160_000, 240_000)
_FIRST = 2

#: A picture's cloth may take so long on average, ms: then 95 of 100 take at most 16.
_MOST_MS = 12.5
#: Finer is tried when it would take this at most, for so many pictures on end; each time that
#: turns out to be too much, the next try is twice as far away: what changes, shimmers.
_EASY_MS, _PATIENCE, _LONGEST = 11.0, 60, 7_200
#: How much one picture counts, and the most that one counts for: models are loaded, too.
_SHARE, _OUTLIER_MS = 0.08, 40.0


class Budget:
    """Learns from how long pictures take.

    Attributes
    ----------
    pixels : int
        That may be coloured for the next picture.
    """

    def __init__(self) -> None:
        self._step, self._patience, self._calm = _FIRST, _PATIENCE, 0
        self._ms = 0.8 * _MOST_MS

    @property
    def pixels(self) -> int:
        """How many may be coloured for the next picture."""
        return _STEPS_PX[self._step]

    def spent(self, ms: float, *, all_of_it: bool) -> None:
        """Learn what a picture took.

        Parameters
        ----------
        ms : float
        all_of_it : bool
            Whether there were more pixels than `pixels`; else finer changes nothing.
        """
        self._ms += _SHARE * (min(ms, _OUTLIER_MS) - self._ms)
        if self._ms > _MOST_MS:
            self._calm = 0
            if all_of_it and self._step > 0:
                self._move(-1)
                self._patience = min(2 * self._patience, _LONGEST)
            return
        if not all_of_it or self._step + 1 == len(_STEPS_PX):
            return
        finer = _STEPS_PX[self._step + 1] / _STEPS_PX[self._step]
        self._calm = self._calm + 1 if self._ms * finer < _EASY_MS else 0
        if self._calm > self._patience:
            self._move(1)

    def _move(self, by: int) -> None:
        before = self.pixels
        self._step += by
        self._ms *= (1 + self.pixels / before) / 2  # half of the work is not in the pixels
        self._calm = 0
