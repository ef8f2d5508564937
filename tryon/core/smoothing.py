"""Steady what should be still without holding back what moves."""

import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import Floats

#: Measurements that a belief rests on at most: the share of the next one is one in so many.
_MOST = 24.0
#: A zone is held while it strays less than this from its smoothed place, and followed at once
#: when it strays more; in standard deviations of the noise.
_HOLD_BELOW, _FOLLOW_ABOVE = 2.0, 4.0


#: Every third point is enough to hear the noise.
_HEARD = 3


class ShapeFilter:
    """Smooths a shape that moves in zones: eyelids, a lip, a cheek.

    A One Euro filter decides by the speed of each point, which is mostly noise itself; here
    all points of a zone decide together whether they moved, against a noise that is measured
    while the filter runs. What rests is the mean of all measurements, up to `_MOST`; a real
    movement, of a tenth of a pixel of the model's crop and more, passes within the frame, and
    the mean begins anew.

    Parameters
    ----------
    shape : (n, 3) float32
        To start from. Depth, the third column, follows the other two.
    zones : (n,) int
        Zone of each point, from 0.
    noise : float
        Standard deviation of the points to start from, in their unit.
    rests_on : float
        How many measurements went into `shape`.
    """

    def __init__(
        self, shape: Floats, zones: NDArray[np.intp], noise: float, rests_on: float = 1.0
    ) -> None:
        self._shape, self._zones = shape, zones
        self._members = np.bincount(zones).astype(np.float32)
        self._rests_on = np.full(len(self._members), rests_on, np.float32)
        self._floor, self.noise = noise / 2, noise
        self._before: list[Floats] = []

    @property
    def shape(self) -> Floats:
        """The shape as it is believed to be: (n, 3) float32."""
        return self._shape

    def carry(self, shape: Floats, scale: float) -> None:
        """Change the unit and origin of the points: `shape` is what is believed, in the new.

        Parameters
        ----------
        shape : (n, 3) float32
        scale : float
            Length of the old unit in new ones.
        """
        self._shape = shape
        self._before.clear()
        self.noise *= scale

    @property
    def rests_on(self) -> Floats:
        """How many measurements each zone is the mean of: (zones,) float32."""
        return self._rests_on

    def __call__(
        self,
        measured: Floats,
        frames: float = 1.0,
        doubt: float | Floats = 0.0,
        *,
        is_heard: bool = True,
    ) -> Floats:
        """Take a measurement and say where the shape is.

        Parameters
        ----------
        measured : (n, 3) float32
        frames : float
            Time since the last measurement, in 30ths of a second.
        doubt : float or (zones,) float
            Error to expect of this measurement beside the noise that is heard.
        is_heard : bool
            Whether its noise is that of other measurements, too.

        Returns
        -------
        shape : (n, 3) float32
        """
        if is_heard:
            self._listen(measured)
        stray = measured - self._shape
        square = np.einsum("ij,ij->i", stray[:, :2], stray[:, :2])
        square = np.bincount(self._zones, square) / self._members
        strayed = np.sqrt(square / 2) / (self.noise + doubt)
        moved = (strayed - _HOLD_BELOW) / (_FOLLOW_ABOVE - _HOLD_BELOW)
        moved = np.minimum(np.maximum(moved, 0.0), 1.0)
        held = frames / (frames + self._rests_on)
        share = (held + (1.0 - held) * moved).astype(np.float32)
        self._rests_on = np.minimum(frames / share, _MOST)
        self._shape = self._shape + share[self._zones, None] * stray
        return self._shape

    def _listen(self, measured: Floats) -> None:
        """Measure the noise: what is left of a smooth movement after two differences."""
        if len(self._before) == 2:
            old, last, new = (shape[::_HEARD, :2] for shape in (*self._before, measured))
            rest = np.abs(new - 2 * last + old).ravel()
            # the median ignores the parts that really move; 0.6745 and 6 make it a deviation
            middle = len(rest) // 2
            noise = float(np.partition(rest, middle)[middle]) / (0.6745 * 6**0.5)
            self.noise += 0.05 * (max(noise, self._floor) - self.noise)
            self._before.pop(0)
        self._before.append(measured)
