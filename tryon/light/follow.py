"""The light in time: still in noise, quick when a lamp is switched."""

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from tryon.core.colour import Real
from tryon.core.scene import Floats
from tryon.light.belief import Belief

#: A still light is averaged over this time, a switched lamp followed within the other.
_CALM_S, _SWITCHED_S = 1.5, 0.06
#: Light is read every fourth frame of a fast camera while it is calm, and every other when its
#: log has changed by the last number: lamps do not hurry, processors do.
_CALM_PAUSE_NS, _PAUSE_NS, _RESTLESS = 120_000_000, 45_000_000, 0.08
#: Log steps of the light that are noise, and that can only be another light.
_NOISE, _SWITCH = 0.03, 0.20


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """The light at one moment.

    Attributes
    ----------
    when_ns : int
    belief : Belief
    shading : (9,) or (9, 3) float32
        Harmonics of the irradiance, of all channels or of each, 1 for the normal (0, 0, 1).
    """

    when_ns: int
    belief: Belief
    shading: Floats


class Follower:
    """Smooths readings of the light.

    Attributes
    ----------
    now : Followed or None
        What is believed; None before the first reading.
    pause_ns : int
        How long a reading is good for.
    """

    def __init__(self) -> None:
        self.now: Followed | None = None
        self.pause_ns = _PAUSE_NS
        self._recent: deque[Real] = deque(maxlen=3)

    def reset(self) -> None:
        """Forget everything."""
        self.now, self.pause_ns = None, _PAUSE_NS
        self._recent.clear()

    def multiply(self, log_gain: Real) -> None:
        """Follow the camera: it has multiplied the whole picture."""
        for i, mean in enumerate(self._recent):
            self._recent[i] = mean + log_gain
        if self.now is not None:
            belief = Belief(self.now.belief.mean + log_gain, self.now.belief.covariance)
            self.now = Followed(self.now.when_ns, belief, self.now.shading)

    def __call__(self, now_ns: int, read: Belief, shading: Floats) -> Followed:
        """Take a reading and say what the light is.

        Parameters
        ----------
        now_ns : int
        read : Belief
        shading : (9,) or (9, 3) float32
        """
        self._recent.append(read.mean)
        # A switched lamp is seen twice; a hand that passes by, once.
        ordered, last = np.sort(self._recent, axis=0), len(self._recent) - 1
        calm = last == 2 and float((ordered[2] - ordered[0]).max()) < _RESTLESS
        self.pause_ns = _CALM_PAUSE_NS if calm else _PAUSE_NS
        mean = (ordered[last // 2] + ordered[(last + 1) // 2]) / 2
        if self.now is None:
            self.now = Followed(now_ns, Belief(mean, read.covariance), shading)
            return self.now
        before = self.now
        step = float(np.abs(mean - before.belief.mean).max())
        share = min(max((step - _NOISE) / (_SWITCH - _NOISE), 0.0), 1.0)
        settle_s = _CALM_S * (_SWITCHED_S / _CALM_S) ** share
        gain = 1 - math.exp(-max(now_ns - before.when_ns, 0) / 1e9 / settle_s)
        belief = Belief(
            before.belief.mean + gain * (mean - before.belief.mean),
            before.belief.covariance + gain * (read.covariance - before.belief.covariance),
        )
        smoothed = before.shading + np.float32(gain) * (shading - before.shading)
        self.now = Followed(now_ns, belief, smoothed)
        return self.now
