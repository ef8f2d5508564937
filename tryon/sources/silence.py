"""No sound at all, for servers that take no stream without a sound track."""

from collections.abc import Sequence

import numpy as np

from tryon.core.seams import SoundBlock

_SECOND_NS = 1_000_000_000


class Silence:
    """A sound track that is silent up to the picture it is asked for."""

    live = True
    rate_hz, channels = 48_000, 1

    def __init__(self) -> None:
        self._next_ns: int | None = None

    def open(self) -> None:
        """Begin anew."""
        self._next_ns = None

    def take(self, until_ns: int | None) -> Sequence[SoundBlock]:
        """Hand over silence up to `until_ns`; nothing when None, since it has no end."""
        if until_ns is None:
            return ()
        if self._next_ns is None:
            self._next_ns = until_ns
        count = (until_ns - self._next_ns) * self.rate_hz // _SECOND_NS
        if count <= 0:
            return ()
        block = SoundBlock(np.zeros((count, self.channels), np.float32), self._next_ns)
        self._next_ns += count * _SECOND_NS // self.rate_hz
        return (block,)

    def close(self) -> None:
        """Nothing is held."""
