"""When something comes once a period: over both clock changes of a year, in zones that have them and in zones that have none."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records.periods import Due, Scheduled, Timing

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = [BEGIN + timedelta(minutes=30 * step) for step in range(2 * 24 * 366)]


def scheduled(timing: Timing, at: datetime = BEGIN) -> Scheduled:
    return Scheduled.new("digest", "C1", team="T1", channel="C1", timing=timing, by="U1", at=at)


def came(timing: Timing) -> list[Due]:
    """What comes in a year of looks every half hour, as the clock's tick looks."""
    one, found = scheduled(timing), []
    for now in HOURS:
        if now < one.next_at:
            continue
        due = one.due(now)
        if due:
            found.append(due)
        one = one.model_copy(update={"next_at": timing.following(now).at})
    return found


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [0, 2, 9, 23])
def test_each_week_comes_once_at_its_hour(zone: str, hour: int) -> None:
    dues = came(Timing(weekday=6, hour=hour, zone=zone))  # Sundays, on which clocks change

    assert len(dues) == 52
    assert len({due.period for due in dues}) == 52
    assert [due.at.astimezone(ZoneInfo(zone)).weekday() for due in dues] == [6] * 52
    on_time = [due.at.astimezone(ZoneInfo(zone)).hour == hour for due in dues]
    assert sum(on_time) >= 51  # one hour may be skipped that year, and then it comes as soon as clocks go on
    assert all(before.end == after.start for before, after in pairwise(dues))


@pytest.mark.parametrize("zone", ZONES)
def test_each_month_comes_once_on_its_first(zone: str) -> None:
    dues = came(Timing(weekday=None, hour=2, zone=zone))

    months = ["2025-12", *(f"2026-{month:02}" for month in range(1, 13))]
    assert [due.period for due in dues] in (months, months[1:])  # in the east the year had begun already
    assert all(due.at.astimezone(ZoneInfo(zone)).day == 1 for due in dues)
    assert all(due.start.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H") == f"{due.period}-01 00" for due in dues)
    assert all(before.end == after.start for before, after in pairwise(dues))


@given(
    st.sampled_from(ZONES),
    st.one_of(st.none(), st.integers(0, 6)),
    st.integers(0, 23),
    st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001 - made aware below
)
def test_now_is_always_between_the_latest_and_the_following(zone: str, weekday: int | None, hour: int, naive: datetime) -> None:
    timing, now = Timing(weekday=weekday, hour=hour, zone=zone), naive.replace(tzinfo=UTC)

    latest, following = timing.latest(now), timing.following(now)

    assert latest.at <= now < following.at
    assert latest.period != following.period
    assert following.at - latest.at <= timedelta(days=32 if weekday is None else 7, hours=2)
    assert timing.latest(following.at) == following


def test_what_was_due_before_it_was_asked_for_never_comes() -> None:
    wednesday = datetime(2026, 11, 18, 12, tzinfo=UTC)
    one = scheduled(Timing(), wednesday)

    assert one.due(wednesday) is None
    assert one.next_at == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_after_downtime_the_latest_one_comes() -> None:
    one = scheduled(Timing(), datetime(2026, 11, 1, tzinfo=UTC))

    due = one.due(datetime(2026, 11, 25, tzinfo=UTC))

    assert due is not None
    assert (due.period, due.at) == ("2026-W48", datetime(2026, 11, 23, 9, tzinfo=UTC))


def test_muted_the_next_one_does_not_come_and_the_one_after_does() -> None:
    thursday = datetime(2026, 11, 19, 12, tzinfo=UTC)
    one = scheduled(Timing(), BEGIN).muted(thursday)

    assert one.due(datetime(2026, 11, 23, 9, tzinfo=UTC)) is None
    assert one.due(datetime(2026, 11, 30, 9, tzinfo=UTC)) is not None
    assert one.unmuted().due(datetime(2026, 11, 23, 9, tzinfo=UTC)) is not None


def test_another_day_in_the_same_week_is_the_same_period() -> None:
    monday, friday = (Timing(weekday=day).latest(datetime(2026, 11, 21, tzinfo=UTC)).period for day in (0, 4))

    assert monday == friday == "2026-W47"


def test_in_words() -> None:
    assert Timing(zone="Europe/Berlin").in_words() == "Mondays 09:00 Europe/Berlin"
    assert Timing(weekday=None).in_words() == "the 1st of the month 09:00 UTC"
