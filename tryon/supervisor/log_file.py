"""What a kiosk says, kept in a few files that never grow beyond a size."""

import datetime
import itertools
import re
from pathlib import Path

#: A file, and how many older ones are kept beside it.
LARGEST_BYTES, KEPT = 1_000_000, 4

#: A line longer than this is no message.
_LONGEST_LINE = 2000

_HOME = re.compile(re.escape(str(Path.home())))
#: Mail addresses, and the numbers that libraries print of arrays.
_PRIVATE = (
    (_HOME, "~"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "<mail>"),
    (re.compile(r"[-+]?\d[-+\d.eE,;\[\]\s]{15,}"), "numbers "),
)


class LogFile:
    """Lines with the time, in ``<name>.log``; older ones in ``<name>.1.log`` and on.

    Names of users, as in paths, and long lists of numbers are left out: no line may say who
    was there or what a face measures. A full disk loses lines and nothing else.

    Parameters
    ----------
    path : Path
        Its folder is made.
    largest_bytes, kept : int
    """

    def __init__(
        self, path: Path, largest_bytes: int = LARGEST_BYTES, kept: int = KEPT
    ) -> None:
        self._path, self._largest_bytes, self._kept = path, largest_bytes, kept
        self.lost = 0

    def write(self, line: str) -> None:
        """Add a line; never raises."""
        now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        text = f"{now} {without_names(line)}\n".encode(errors="replace")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._path.is_file() and self._path.stat().st_size > self._largest_bytes:
                self._turn()
            with self._path.open("ab") as file:
                file.write(text)
        except OSError:
            self.lost += 1

    def _turn(self) -> None:
        """Let each file take the place of the one before it; the last goes."""
        places = [self._path, *(self._older(number) for number in range(1, self._kept + 1))]
        for newer, older in reversed(list(itertools.pairwise(places))):
            if newer.is_file():
                newer.replace(older)

    def _older(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.stem}.{number}{self._path.suffix}")


def without_names(line: str) -> str:
    """Leave out of a line what could say who was there.

    Examples
    --------
    >>> without_names("points [0.5123, 0.6211, 0.9921, 0.1234] of ann@example.com")
    'points [numbers of <mail>'
    """
    line = "".join(sign if sign.isprintable() else " " for sign in line.strip())
    for pattern, word in _PRIVATE:
        line = pattern.sub(word, line)
    return line[:_LONGEST_LINE]
