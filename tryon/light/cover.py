"""What passes in front of a face: a hand, a cup, a sleeve. It must not be taken for a lamp.

A lamp that is switched changes the room, and all of a face much alike; what is held before a
face changes a part of it, and the rest not at all.
"""

import math
from dataclasses import dataclass

import numpy as np

from tryon.core.scene import Floats
from tryon.light.skin import Reading

#: Parts of a face that change alike to within these (log, of the middle half of them) are in
#: another light; those that do not are behind something. In hue, and in green.
_HUE, _LEVEL = 0.20, 0.50
#: So many standard deviations of the noise of a part are added.
_SURE = 4.0
#: Fewer parts tell nothing.
_FEWEST = 10
#: What stays is part of how the face looks now.
_STAYS_NS = 1_500_000_000
#: Share of what is seen that is learned in one look.
_LEARNED = 0.15


@dataclass(slots=True, eq=False)
class _Look:
    """How the parts of one face look, and since when they have looked otherwise."""

    patches: Floats
    noise: float
    covered_ns: int | None = None


class Cover:
    """Knows how each face looks, and tells when something is in front of it."""

    def __init__(self) -> None:
        self._looks: dict[int, _Look] = {}

    def forget(self) -> None:
        """Learn everybody's look anew: the light is another."""
        self._looks.clear()

    def keep(self, people: frozenset[int]) -> None:
        """Forget everyone but these."""
        self._looks = {who: look for who, look in self._looks.items() if who in people}

    def is_before(self, name: int, reading: Reading, now_ns: int) -> bool:
        """Tell whether something covers a good part of a face.

        Parameters
        ----------
        name : int
        reading : Reading
        now_ns : int
        """
        patches, noise = reading.patches, reading.patch_noise
        look = self._looks.get(name)
        if look is None:
            self._looks[name] = _Look(patches, noise)
            return False
        change = patches - look.patches
        change = change[~np.isnan(change[:, 1])]
        if len(change) < _FEWEST:
            look.patches = patches
            return False
        change[:, ::2] -= change[:, 1:2]
        places = [len(change) // 4, 3 * len(change) // 4]
        low, high = np.partition(change, places, 0)[places]
        red, green, blue = (high - low).tolist()
        doubt = _SURE * math.hypot(noise, look.noise)
        look.noise = noise
        if max(red, blue) > _HUE + doubt or green > _LEVEL + doubt:
            look.covered_ns = now_ns if look.covered_ns is None else look.covered_ns
            if 0 <= now_ns - look.covered_ns < _STAYS_NS:
                return True
            look.patches = patches
        look.covered_ns = None
        known = np.where(np.isnan(look.patches), patches, look.patches)
        seen = np.where(np.isnan(patches), known, patches)
        look.patches = known + np.float32(_LEARNED) * (seen - known)
        return False
