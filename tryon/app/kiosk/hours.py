"""When the shop is open: in its own time, over midnight and over the change to summer time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from tryon.core.errors import BadInput

#: Days as they are written, from Monday, as `datetime.weekday` counts them.
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

#: ``10:00-20:00``; 24:00 is the midnight that ends a day.
_SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*(?:([01]?\d|2[0-3]):([0-5]\d)|24:00)")
_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in minutes from midnight of the day on which it begins.

    Attributes
    ----------
    begin_min, end_min : int
        The end is larger than the beginning, and beyond 1440 where it lies past midnight.
    """

    begin_min: int
    end_min: int

    def __str__(self) -> str:
        begin, end = self.begin_min, self.end_min
        closing = end if end == _DAY_MIN else end % _DAY_MIN
        return f"{begin // 60:02}:{begin % 60:02}–{closing // 60:02}:{closing % 60:02}"


@dataclass(frozen=True, slots=True)
class Hours:
    """A week of a shop.

    Attributes
    ----------
    week : tuple of 7 tuples of Span
        From Monday; a day without any is one on which it is closed.
    zone : tzinfo or None
        None is that of this computer.
    """

    week: tuple[tuple[Span, ...], ...] = field(default=((Span(0, _DAY_MIN),),) * 7)
    zone: tzinfo | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether somebody may come in; `now` knows its time zone."""
        return any(begin <= now < end for begin, end in self._around(now))

    def opens_next(self, now: datetime) -> datetime | None:
        """Find when it opens, in the shop's own time; None when it never does.

        A shop that is open has its next opening after its closing.
        """
        later = [begin for begin, _ in self._around(now) if begin > now]
        return self._local(min(later)) if later else None

    def today(self, now: datetime) -> int:
        """Say which day it is in the shop, 0 is Monday."""
        return self._local(now).weekday()

    def _around(self, now: datetime) -> list[tuple[datetime, datetime]]:
        """List beginnings and ends from yesterday on, for eight days, in universal time."""
        first = self._local(now).date() - timedelta(days=1)
        return [
            (self._moment(day, span.begin_min), self._moment(day, span.end_min))
            for day in (first + timedelta(days=n) for n in range(9))
            for span in self.week[day.weekday()]
        ]

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def _moment(self, day: date, minutes: int) -> datetime:
        """Find when the shop's own clock shows so many minutes past a day's midnight.

        The clock on the wall counts: where it is set forward or back between, a day is an
        hour shorter or longer, and a shop still opens at ten.
        """
        days, rest = divmod(minutes, _DAY_MIN)
        day += timedelta(days=days)
        wall = datetime(day.year, day.month, day.day, rest // 60, rest % 60)
        local = wall.replace(tzinfo=self.zone) if self.zone else wall.astimezone()
        return local.astimezone(UTC)


def read_hours(written: Mapping[str, str], zone: str = "") -> Hours | None:
    """Read what a shop has written; None where it has written nothing: always open.

    Parameters
    ----------
    written : mapping of `DAYS` to str
        ``10:00-20:00``, several apart by commas; empty, ``closed``, or a day that is missing,
        is closed. ``22:00-02:00`` ends on the next day.
    zone : str
        Such as ``Asia/Shanghai``; empty is that of this computer.

    Raises
    ------
    BadInput
        Naming the day, what was expected and what came.

    Examples
    --------
    >>> hours = read_hours({"fri": "10:00-12:30, 22:00-02:00"}, "Europe/Berlin")
    >>> [str(span) for span in hours.week[4]]
    ['10:00–12:30', '22:00–02:00']
    """
    for day in written:
        if day not in DAYS:
            raise BadInput(f"hours: unknown day {day!r}: expected {', '.join(DAYS)}")
    place: tzinfo | None = None
    if zone:
        try:
            place = ZoneInfo(zone)
        except (ValueError, OSError, LookupError) as error:
            raise BadInput(
                f"time_zone: {zone!r} is not known on this computer",
                "Write one such as Asia/Shanghai, or leave it out for this computer's own.",
            ) from error
    if not written:
        return None
    return Hours(tuple(_spans(day, written.get(day, "")) for day in DAYS), place)


def _spans(day: str, text: str) -> tuple[Span, ...]:
    said = text.strip().lower()
    if said in ("", "closed"):
        return ()
    spans = []
    for part in said.split(","):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            raise BadInput(
                f"hours: {day}: expected times such as 10:00-20:00, not {part.strip()!r}"
            )
        numbers = [int(n) if n is not None else None for n in found.groups()]
        begin = (numbers[0] or 0) * 60 + (numbers[1] or 0)
        end = _DAY_MIN if numbers[2] is None else numbers[2] * 60 + (numbers[3] or 0)
        if end == begin:
            raise BadInput(f"hours: {day}: {part.strip()!r} ends when it begins")
        spans.append(Span(begin, end if end > begin else end + _DAY_MIN))
    return tuple(sorted(spans, key=lambda span: span.begin_min))
