"""How a kiosk is used: which product, how often, how long, kept how; counts, never a person.

Counts of a day and a product are all there is: no visit, no hour, no order in which things
were tried. What is erased is overwritten.
"""

import csv
import io
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import platformdirs

from tryon.core.complete import complete

log = logging.getLogger(__name__)

#: Ways to keep a look, in the order of a table's columns.
KINDS = ("photo", "clip", "page")

#: What is worn for less was passed on the way to something else.
LEAST_S = 1.0
#: Nobody looked for as long as this passed between two looks.
_LONGEST_STEP_S = 2.0

_TABLE = """CREATE TABLE IF NOT EXISTS use (
    day TEXT NOT NULL, product TEXT NOT NULL, times INTEGER NOT NULL, seconds REAL NOT NULL,
    photos INTEGER NOT NULL, clips INTEGER NOT NULL, pages INTEGER NOT NULL,
    PRIMARY KEY (day, product))"""
_ADD = """INSERT INTO use VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (day, product) DO UPDATE SET
    times = times + excluded.times, seconds = seconds + excluded.seconds,
    photos = photos + excluded.photos, clips = clips + excluded.clips,
    pages = pages + excluded.pages"""
_SUM = """SELECT product, SUM(times), SUM(seconds), SUM(photos), SUM(clips), SUM(pages)
    FROM use WHERE day >= ? GROUP BY product ORDER BY SUM(seconds) DESC, product"""


@dataclass(frozen=True, slots=True)
class Use:
    """How much a product was used.

    Attributes
    ----------
    product : str
        Its id.
    times : int
        How often it was put on.
    worn_s : float
        How long it was on a face.
    photos, clips, pages : int
        How often a photo, a clip or the product's page was taken home with it.
    """

    product: str
    times: int = 0
    worn_s: float = 0.0
    photos: int = 0
    clips: int = 0
    pages: int = 0


@dataclass(slots=True)
class Tally:
    """Counts during a visit, in memory; a shopper's own choices only.

    What is on when a visit begins was chosen by nobody, and is not counted before another
    product has been.
    """

    _uses: dict[str, Use] = field(default_factory=dict)
    _worn: str | None = None
    _worn_s: float = 0.0
    _then_s: float | None = None
    _is_chosen: bool = False

    def follow(self, product: str | None, now_s: float, *, is_seen: bool) -> None:
        """Look at what is worn; asked a few times a second, on a steady clock."""
        step_s = 0.0 if self._then_s is None else now_s - self._then_s
        self._is_chosen |= self._then_s is not None and product != self._worn
        if product != self._worn:
            self._settle()
            self._worn, self._worn_s = product, 0.0
        elif is_seen and self._is_chosen and 0 < step_s <= _LONGEST_STEP_S:
            self._worn_s += step_s
        self._then_s = now_s

    def keep(self, kind: str) -> None:
        """Count that what is worn is taken home, as one of `KINDS`."""
        if self._worn is not None:
            name = f"{kind}s"
            use = self._use(self._worn)
            self._uses[self._worn] = replace(use, **{name: getattr(use, name) + 1})

    def end(self) -> tuple[Use, ...]:
        """Take what was counted; the tally is empty then."""
        self._settle()
        uses, self._uses = tuple(self._uses.values()), {}
        self._worn, self._then_s, self._is_chosen = None, None, False
        return uses

    def _settle(self) -> None:
        if self._worn is not None and self._worn_s >= LEAST_S:
            use = self._use(self._worn)
            worn_s = use.worn_s + self._worn_s
            self._uses[self._worn] = replace(use, times=use.times + 1, worn_s=worn_s)
        self._worn_s = 0.0

    def _use(self, product: str) -> Use:
        return self._uses.get(product) or Use(product)


def usage_path() -> Path:
    """Where the counts are kept."""
    return platformdirs.user_data_path("tryon", appauthor=False) / "usage.sqlite"


def count_uses(path: Path, uses: Iterable[Use], day: date) -> None:
    """Add what a visit counted; a disk that is full costs the counts and not the visit."""
    rows = [
        (day.isoformat(), u.product, u.times, u.worn_s, u.photos, u.clips, u.pages)
        for u in uses
    ]
    if not rows:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _opened(path) as counts:
            counts.execute(_TABLE)
            counts.executemany(_ADD, rows)
    except (OSError, sqlite3.Error) as error:
        log.warning("a visit was not counted: %s", error)


def read_usage(path: Path, since: date | None = None) -> tuple[Use, ...]:
    """Read the counts of all days from `since` on, the longest worn first."""
    if not path.is_file():
        return ()
    try:
        with _opened(path) as counts:
            rows = counts.execute(_SUM, (since.isoformat() if since else "",)).fetchall()
    except sqlite3.Error as error:
        log.warning("%s: the counts cannot be read: %s", path, error)
        return ()
    return tuple(Use(*row) for row in rows)


def erase_usage(path: Path) -> None:
    """Forget all counts; they are overwritten before the file goes.

    Raises
    ------
    OSError
        The file cannot be removed.
    """
    if not path.is_file():
        return
    try:
        with _opened(path) as counts:
            counts.execute("DELETE FROM use")
    except sqlite3.Error as error:
        log.warning("%s is no file of counts, and goes as it is: %s", path, error)
    path.unlink()


def export_usage(uses: Sequence[Use], out: Path) -> None:
    """Write counts as a table (CSV) that spreadsheets open. Raises `SinkFailed`."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(["product", "times", "worn_s", *(f"{kind}s" for kind in KINDS)])
    for u in uses:
        table.writerow([u.product, u.times, round(u.worn_s, 1), u.photos, u.clips, u.pages])
    with complete(out) as part:
        part.write_bytes(text.getvalue().encode("utf-8-sig"))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=2.0)) as counts:
        counts.execute("PRAGMA secure_delete = ON")
        with counts:
            yield counts
