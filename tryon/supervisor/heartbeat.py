"""A sign of life that a program gives while its pictures go on, and who looks for it.

It is the time of change of an empty file: giving it writes nothing, so that it goes on when
the disk is full, and it says nothing about whoever is in the picture.
"""

import os
from pathlib import Path

#: Names the file, in the environment of the program that is watched.
VARIABLE = "TRYON_HEARTBEAT"

#: How often a sign is given, s; and how long a frame may be at work before none is given: the
#: first that needs another tracker loads it, from a slow disk in seconds.
BEAT_S, LONGEST_FRAME_S = 0.25, 15.0


def beat(path: Path) -> None:
    """Give a sign of life; never raises."""
    try:
        os.utime(path)
    except OSError:
        return  # who watched has gone, and took the file along


class Pulse:
    """Looks for signs of life. Times are the caller's, so that a change of clock is none.

    Parameters
    ----------
    path : Path
        Made anew.
    patience_s : float
        How long there may be none between two of them.
    first_s : float
        How long a program may take to give its first one.
    """

    def __init__(self, path: Path, patience_s: float, first_s: float) -> None:
        self._path, self._patience_s, self._first_s = path, patience_s, first_s
        path.touch()
        os.utime(path, ns=(0, 0))
        self._seen_ns = 0
        self._last_s: float | None = None

    @property
    def has_begun(self) -> bool:
        """Whether there was a sign of life at all."""
        return self._seen_ns != 0

    def is_lost(self, now_s: float) -> bool:
        """Look; whether there has been no sign for too long.

        Parameters
        ----------
        now_s : float
            Of a clock that only goes forward.
        """
        try:
            changed_ns = self._path.stat().st_mtime_ns
        except OSError:
            changed_ns = self._seen_ns
        if changed_ns != self._seen_ns or self._last_s is None:
            self._seen_ns, self._last_s = changed_ns, now_s
        limit_s = self._patience_s if self.has_begun else self._first_s
        return now_s - self._last_s > limit_s
