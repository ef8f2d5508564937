"""What passes in front of a face: a hand, a cup, a sleeve. It must not be taken for a lamp.

A lamp that is switched changes all of a face much alike; what is held before it changes a
part of it, and the rest not at all.
"""

from dataclasses import dataclass

import numpy as np

from tryon.core.scene import Floats

#: Parts of a face that change alike to within these (log, of the middle half of them) are in
#: another light; those that do not are behind something. In hue, and in green.
_HUE, _LEVEL = 0.20, 0.55
#: Fewer parts tell nothing.
_FEWEST = 10
#: What stays is part of how the face looks now.
_STAYS_NS = 2_500_000_000
#: Share of what is seen that is learned in one look.
_LEARNED = 0.15


@dataclass(slots=True, eq=False)
class _Look:
    """How the parts of one face look, and since when they have looked otherwise."""

    patches: Floats
    covered_ns: int | None = None


class Cover:
    """Knows how each face looks, and tells when something is in front of it."""

    def __init__(self) -> None:
        self._looks: dict[int, _Look] = {}

    def keep(self, people: frozenset[int]) -> None:
        """Forget everyone but these."""
        self._looks = {who: look for who, look in self._looks.items() if who in people}

    def is_before(self, identity: int, patches: Floats, now_ns: int) -> bool:
        """Tell whether something covers a good part of a face.

        Parameters
        ----------
        identity : int
        patches : (n, 3) float32
            log colours of the parts of the face, NaN where they are not seen.
        now_ns : int
        """
        look = self._looks.get(identity)
        if look is None:
            self._looks[identity] = _Look(patches)
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
        if max(red, blue) > _HUE or green > _LEVEL:
            look.covered_ns = now_ns if look.covered_ns is None else look.covered_ns
            if 0 <= now_ns - look.covered_ns < _STAYS_NS:
                return True
            look.patches = patches
        look.covered_ns = None
        known = np.where(np.isnan(look.patches), patches, look.patches)
        seen = np.where(np.isnan(patches), known, patches)
        look.patches = known + np.float32(_LEARNED) * (seen - known)
        return False
