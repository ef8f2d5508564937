"""The colours that somebody wears, place by place.

A dark telephone before a yellow jumper has the colour of their hair, their trousers and their
lanyard, but none that was seen there. So colours are counted in zones of the picture around the
trunk, each of which knows its neighbours' too, since clothes move; arms and skin go anywhere.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tryon.core.precedence import let_pass
from tryon.core.scene import Floats
from tryon.tracking.around import ALL, seen_in

#: Zones in rows and columns; each knows the colours of those next to it. A zone that shows
#: fewer pixels learns nothing.
_ROWS, _COLUMNS, _ZONE_PX = 8, 6, 60
_ARMS = _ROWS * _COLUMNS
_SKIN = _ARMS + 1

#: A colour is worn if it takes such a share of a zone, in such light: factors on it.
_WORN, _SHADES = 0.002, (0.5, 0.63, 0.8, 1.0, 1.25)

#: Pictures that the counts are the mean of at most. Colours that are new count so much: what
#: is held may be larger than is thought, and hide the hand.
_MOST, WARY = 60, np.float32(0.003)

#: How much a colour weighs among its neighbours, along each of the three axes: in telling what
#: was ever worn, and in adding up what is like it.
_PEAKED, _EVEN = 2.0, 1.0

#: What is like a colour takes less than this of what is worn around, if it is rare; and where
#: all that is rare takes more than this, nothing is.
_RARE, _MOTLEY = 0.1, 0.3


class Palette:
    """Counts colours; cells of colour are as `tryon.tracking.around.named` names them."""

    def __init__(self) -> None:
        self._worn = np.zeros((_SKIN + 1, ALL), np.float32)
        self._pictures = np.zeros((_SKIN + 1, 1), np.float32)

    @property
    def pictures(self) -> int:
        """Pictures in which clothes were seen."""
        return int(self._pictures[:_ARMS].max())

    @property
    def knows_skin(self) -> bool:
        """Whether skin was seen."""
        return bool(self._pictures[_SKIN, 0] > 0)

    def learn(
        self,
        cells: NDArray[np.intp],
        worn: Floats,
        arms: NDArray[np.intp],
        skin: NDArray[np.intp],
    ) -> None:
        """Count the colours of a picture; what is new hardly counts, once anything is known.

        Parameters
        ----------
        cells : (h, w) int
            Around the trunk.
        worn : (h, w) float32, in [0, 1]
            How much each pixel of them counts for what is worn there.
        arms, skin : (n,) int
            Of sleeves, or of what else arms show, and of skin.
        """
        sure = [np.ones(part.shape, np.float32) for part in (arms, skin)]
        if self.pictures:
            known = self._known(np.arange(ALL), self._anywhere(), _WORN)
            if self._pictures[_ARMS]:
                sure[0] = np.where(known[arms], np.float32(1), WARY)
            if self._pictures[_SKIN]:
                sure[1] = np.where(known[skin], np.float32(1), WARY)
        flat = np.concatenate(
            [
                (_zones(cells.shape) * ALL + cells).ravel(),
                _ARMS * ALL + arms,
                _SKIN * ALL + skin,
            ]
        )
        weights = np.concatenate([worn.ravel(), *sure])
        seen = np.bincount(flat, weights, self._worn.size).astype(np.float32)
        counted = seen.reshape(self._worn.shape)
        total = counted.sum(1, keepdims=True)
        enough = total > _ZONE_PX
        self._pictures += enough & (self._pictures < _MOST)
        rate = np.where(enough, 1 / np.maximum(self._pictures, 1), 0).astype(np.float32)
        self._worn += rate * (counted / np.maximum(total, 1) - self._worn)

    def is_new(self, cells: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Say which colours (h, w) are worn neither where they are nor on arms or skin."""
        return ~self._known(_zones(cells.shape) * ALL + cells, self._around(_PEAKED), _WORN)

    def is_rare(self, cells: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Say which colours (h, w) take little of what is worn around them, of arms and skin.

        Nothing is rare where much of what is worn has colours of its own: a gay print.
        """
        shares = self._around(_EVEN)
        zones = _zones(cells.shape)
        rare = ~self._known(zones * ALL + cells, shares, _RARE / 27)
        own = (self._worn[:_ARMS] * (shares.reshape(_ARMS, ALL) < _RARE / 27)).sum(1)
        mixed = _most(own.reshape(_ROWS, _COLUMNS, 1)).ravel() > _MOTLEY
        return rare & ~mixed[zones]

    def _known(
        self, cells: NDArray[np.intp], shares: Floats, least: float
    ) -> NDArray[np.bool_]:
        let_pass()
        base = cells // ALL * ALL
        known = np.zeros(cells.shape, bool)
        for source in seen_in(_SHADES):
            known |= shares[base + source[cells - base]] > least
        return known

    def _anywhere(self) -> Floats:
        """Say which share each colour takes where it takes most: (4096,)."""
        return _mixed(self._worn.max(0)[None], _PEAKED).ravel()

    def _around(self, centre: float) -> Floats:
        """Say which share each colour takes around each zone, on arms and skin: (n x 4096,)."""
        let_pass()
        pictures = self._pictures[:_ARMS].reshape(_ROWS, _COLUMNS, 1)
        grid = self._worn[:_ARMS].reshape(_ROWS, _COLUMNS, ALL)
        most, is_known = _most(grid), _most(pictures) > 0
        anywhere = self._worn.max(0)
        shares = np.where(is_known, np.maximum(most, self._worn[_ARMS:].max(0)), anywhere)
        return _mixed(shares.reshape(_ARMS, ALL), centre).ravel()


def _most(grid: Floats) -> Floats:
    """Take the largest of each place and its neighbours: (rows, columns, n)."""
    padded = np.pad(grid, ((1, 1), (0, 0), (0, 0)))
    tall = np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:])
    padded = np.pad(tall, ((0, 0), (1, 1), (0, 0)))
    return np.maximum(np.maximum(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])


def _mixed(shares: Floats, centre: float) -> Floats:
    """Average neighbouring colours of each zone (n, 4096); the middle one weighs `centre`."""
    whole = shares
    for apart in (256, 16, 1):
        lines = whole.reshape(-1, 16, apart)
        mixed = np.float32(centre) * lines
        mixed[:, 1:] += lines[:, :-1]
        mixed[:, :-1] += lines[:, 1:]
        mixed[:, [0, -1]] += lines[:, [0, -1]]
        whole = mixed
    return np.asarray(whole.reshape(shares.shape) / np.float32((2 + centre) ** 3), np.float32)


@cache
def _zones(shape: tuple[int, ...]) -> NDArray[np.intp]:
    height, width = shape
    rows = np.arange(height)[:, None] * _ROWS // height
    columns = np.arange(width) * _COLUMNS // width
    return rows * _COLUMNS + columns
