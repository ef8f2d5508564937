from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.app.kiosk.hours import DAYS, Hours, read_hours
from tryon.core.errors import BadInput

WEEK = {
    "mon": "10:00-20:00",
    "tue": "10:00-12:30, 14:00-20:00",
    "wed": "closed",
    "thu": "",
    "fri": "22:00-02:00",
    "sat": "0:00-24:00",
}
BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def hours(zone: str = "Europe/Berlin") -> Hours:
    read = read_hours(WEEK, zone)
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T09:59:59", False),  # a Monday
        ("2026-11-23T10:00", True),
        ("2026-11-23T19:59:59", True),
        ("2026-11-23T20:00", False),
        ("2026-11-24T13:00", False),  # lunch
        ("2026-11-24T14:00", True),
        ("2026-11-25T12:00", False),
        ("2026-11-26T12:00", False),
        ("2026-11-27T21:59", False),
        ("2026-11-27T23:00", True),
        ("2026-11-28T01:59", True),  # the night from Friday
        ("2026-11-28T23:59", True),
        ("2026-11-29T00:00", False),  # Sunday is not written
    ],
)
def test_a_week(moment: str, is_open: bool) -> None:
    assert hours().is_open(at(moment)) is is_open


def test_the_shop_has_its_own_time() -> None:
    monday = at("2026-11-23T10:30", SHANGHAI)
    assert hours("Asia/Shanghai").is_open(monday)
    assert not hours("Europe/Berlin").is_open(monday), "half past three at night there"
    assert hours("Asia/Shanghai").is_open(monday.astimezone(UTC))


def test_it_opens_at_ten_on_the_day_the_clocks_change() -> None:
    """2026 they are set forward on 29 March, and back on 25 October."""
    week = read_hours(dict.fromkeys(DAYS, "10:00-20:00"), "Europe/Berlin")
    assert week is not None
    for night in ("2026-03-29T01:00", "2026-10-25T01:00"):
        opening = week.opens_next(at(night))
        assert opening is not None
        assert (opening.hour, opening.minute) == (10, 0)
    spring = week.opens_next(at("2026-03-29T01:00"))
    autumn = week.opens_next(at("2026-10-25T01:00"))
    assert spring is not None
    assert autumn is not None
    assert spring - at("2026-03-29T01:00").astimezone(UTC) == timedelta(hours=8)
    assert autumn - at("2026-10-25T01:00").astimezone(UTC) == timedelta(hours=10)


def test_a_night_that_loses_an_hour_still_ends_on_the_clock() -> None:
    bar = read_hours({"sat": "22:00-04:00"}, "Europe/Berlin")
    assert bar is not None
    assert bar.is_open(at("2026-03-29T03:59"))
    assert not bar.is_open(at("2026-03-29T04:00"))


def test_the_next_opening_is_found_over_closed_days() -> None:
    assert hours().opens_next(at("2026-11-24T21:00")) == at("2026-11-27T22:00")
    assert hours().opens_next(at("2026-11-23T12:00")) == at("2026-11-24T10:00")
    never = read_hours({"mon": "closed"})
    assert never is not None
    assert never.opens_next(at("2026-11-24T21:00")) is None
    assert not never.is_open(at("2026-11-24T21:00"))
    assert hours().today(at("2026-11-24T21:00")) == 1


def test_nothing_written_is_always_open() -> None:
    assert read_hours({}) is None
    assert Hours().is_open(datetime.now(UTC))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"monday": "10:00-20:00"}, "unknown day 'monday'"),
        ({"mon": "10-20"}, "mon: expected times such as 10:00-20:00, not '10-20'"),
        ({"mon": "10:00-25:00"}, "not '10:00-25:00'"),
        ({"mon": "10:00-10:00"}, "ends when it begins"),
        ({"mon": "10:00-12:00,"}, "not ''"),
    ],
)
def test_what_cannot_be_is_told(written: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_hours(written)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", "Europe"])
def test_zones_that_nobody_knows(zone: str) -> None:
    if not zone:
        assert hours("").zone is None
        return
    with pytest.raises(BadInput, match="time_zone"):
        read_hours(WEEK, zone)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(BERLIN)),
    st.sampled_from(["10:00-20:00", "22:00-02:00", "0:00-24:00", "8:15-8:16, 23:59-0:30"]),
)
def test_what_opens_next_is_open_then_and_not_before(now: datetime, text: str) -> None:
    week = read_hours(dict.fromkeys(DAYS[::2], text), "Europe/Berlin")
    assert week is not None
    opening = week.opens_next(now)
    assert opening is not None
    assert opening > now
    assert week.is_open(opening)
    if not week.is_open(now):
        assert not week.is_open(opening.astimezone(UTC) - timedelta(seconds=1)) or (
            text == "0:00-24:00"
        )
