"""When people say something happened: a table of what they say, and the laws that hold for all of it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.records.times import Spoken, in_words, read_time, zone_of

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
"""A Friday, 15:30 in Berlin."""

ZONES = st.sampled_from([BERLIN, "America/New_York", "Asia/Kolkata", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])
INSTANTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware
HOURS, MINUTES = st.integers(0, 23), st.integers(0, 59)


@pytest.mark.parametrize(
    ("words", "meant", "rest"),
    [
        ("-15m rolled back", "14:15", "rolled back"),
        ("-15 min rolled back", "14:15", "rolled back"),
        ("-2h rolled back", "12:30", "rolled back"),
        ("2h ago rolled back", "12:30", "rolled back"),
        ("2 hours ago rolled back", "12:30", "rolled back"),
        ("1 hour ago: rolled back", "13:30", "rolled back"),
        ("90 minutes ago rolled back", "13:00", "rolled back"),
        ("1d ago rolled back", "2026-11-19 14:30", "rolled back"),
        ("0m ago rolled back", "14:30", "rolled back"),
        ("14:05 rolled back", "13:05", "rolled back"),
        ("14:05 – rolled back", "13:05", "rolled back"),
        ("14:05: rolled back", "13:05", "rolled back"),
        ("14:05, rolled back", "13:05", "rolled back"),
        ("at 14:05 rolled back", "13:05", "rolled back"),
        ("today 14:05 rolled back", "13:05", "rolled back"),
        ("2:05 pm rolled back", "13:05", "rolled back"),
        ("2:05PM rolled back", "13:05", "rolled back"),
        ("12:00 am rolled back", "2026-11-19 23:00", "rolled back"),
        ("12:10 pm rolled back", "11:10", "rolled back"),
        ("15:30 rolled back", "14:30", "rolled back"),
        ("15:31 rolled back", "2026-11-19 14:31", "rolled back"),
        ("23:10 rolled back", "2026-11-19 22:10", "rolled back"),
        ("yesterday 23:10 rolled back", "2026-11-19 22:10", "rolled back"),
        ("Yesterday at 09:00 rolled back", "2026-11-19 08:00", "rolled back"),
        ("0:00 rolled back", "2026-11-19 23:00", "rolled back"),
        ("-15m", "14:15", ""),
        ("14:05\nrolled back", "13:05", "rolled back"),
    ],
)
def test_a_time_at_the_beginning_is_read_in_the_speakers_zone(words: str, meant: str, rest: str) -> None:
    expected = datetime.fromisoformat(meant if " " in meant else f"2026-11-20 {meant}").replace(tzinfo=UTC)

    spoken, left = read_time(words)

    assert spoken is not None
    assert spoken.at(NOW, BERLIN) == expected
    assert left == rest


@pytest.mark.parametrize(
    "words",
    [
        "rolled back at 14:05",
        "rolled back 2h ago",
        "24:00 is no time",
        "14:60 is no time",
        "13:05 pm is no time",
        "0:30 am is no time",
        "14:05:33 is in the log",
        "14:05Z is in the log",
        "114:05 is no time",
        "-15 percent traffic",
        "-15mb of memory",
        "15m of traffic lost",
        "2h agony",
        "yesterday we deployed",
        "4.2.1 rolled back",
        "-1.5h rolled back",
        "",
    ],
)
def test_what_is_no_time_stays_among_the_words(words: str) -> None:
    spoken, rest = read_time(words)

    assert spoken is None
    assert rest == words


@pytest.mark.parametrize("words", ["-5% traffic", "--force was used", "–5 °C in the server room", "-15m is what the graph says"])
def test_words_after_a_time_keep_their_own_signs(words: str) -> None:
    _, rest = read_time(f"14:05 {words}")

    assert rest == words


def test_a_clock_time_needs_a_zone_and_a_while_ago_does_not() -> None:
    clock, _ = read_time("14:05 rolled back")
    ago, _ = read_time("-15m rolled back")

    assert clock is not None
    assert clock.at(NOW, None) is None
    assert clock.at(NOW, "Mars/Olympus") is None
    assert ago is not None
    assert ago.at(NOW, None) == NOW - timedelta(minutes=15)


def test_what_was_said_can_be_kept_and_read_again() -> None:
    spoken, _ = read_time(f"yesterday{' ' * 60}at 23:10 rolled back")

    assert spoken is not None
    assert read_time(spoken.said)[0] == spoken
    assert len(spoken.said) <= 40, "longer than the column it is kept in"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "America", "Europe/Berlin\0", "x" * 300, None])
def test_a_zone_nobody_has_is_none(name: str | None) -> None:
    assert zone_of(name) is None


# In Berlin, clocks go from 3:00 back to 2:00 on 25 October 2026, and from 2:00 on to 3:00 on 28 March 2027.
AFTER_GOING_BACK = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
AFTER_GOING_ON = datetime(2027, 3, 28, 1, 10, tzinfo=UTC)


@given(now=INSTANTS, tz=ZONES, hour=HOURS, minute=MINUTES)
@example(now=AFTER_GOING_BACK, tz=BERLIN, hour=2, minute=30)
@example(now=AFTER_GOING_ON, tz=BERLIN, hour=2, minute=30)
def test_a_clock_time_is_never_in_the_future_and_no_more_than_a_day_old(now: datetime, tz: str, hour: int, minute: int) -> None:
    at = Spoken(said="", hour=hour, minute=minute).at(now, tz)

    assert at is not None
    assert at.utcoffset() == timedelta()
    assert now - timedelta(days=1, hours=2) <= at <= now


@given(now=INSTANTS, tz=ZONES, hour=HOURS, minute=MINUTES)
@example(now=AFTER_GOING_BACK, tz=BERLIN, hour=2, minute=30)
def test_a_clock_time_is_the_latest_past_moment_at_which_a_clock_there_showed_it(now: datetime, tz: str, hour: int, minute: int) -> None:
    zone = ZoneInfo(tz)
    minutes = (now.replace(second=0, microsecond=0) - timedelta(minutes=back) for back in range(26 * 60))
    shown = next((one for one in minutes if (one.astimezone(zone).hour, one.astimezone(zone).minute) == (hour, minute)), None)

    at = Spoken(said="", hour=hour, minute=minute).at(now, tz)

    assert at is not None
    if shown is not None:  # not in the hour that clocks skip
        # In the hour that clocks show twice, either may be meant.
        assert at in {shown, *(shown - timedelta(minutes=skipped) for skipped in (30, 60))}
        assert (at.astimezone(zone).hour, at.astimezone(zone).minute) == (hour, minute)


@given(now=INSTANTS, tz=ZONES, hour=HOURS, minute=MINUTES)
def test_yesterday_is_the_day_before_by_the_speakers_calendar(now: datetime, tz: str, hour: int, minute: int) -> None:
    here = now.astimezone(ZoneInfo(tz))

    at = Spoken(said="", hour=hour, minute=minute, yesterday=True).at(now, tz)

    assert at is not None
    assert at < now
    assert at.astimezone(ZoneInfo(tz)).date() == here.date() - timedelta(days=1)


@given(words=st.text(), rest=st.text(alphabet=st.characters(categories=["L"]), min_size=1))
def test_reading_a_time_loses_no_words(words: str, rest: str) -> None:
    spoken, left = read_time(f"{words} {rest}")

    assert left == f"{words} {rest}" if spoken is None else left.endswith(rest) or rest in spoken.said


@given(number=st.integers(0, 9999), unit=st.sampled_from("mhd"))
def test_a_while_ago_is_that_long_ago(number: int, unit: str) -> None:
    length = number * {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}[unit]

    minus, _ = read_time(f"-{number}{unit} x")
    ago, _ = read_time(f"{number}{unit} ago x")

    assert minus is not None
    assert ago is not None
    assert minus.at(NOW, None) == ago.at(NOW, None) == NOW - length


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(), "<1 min"),
        (timedelta(seconds=59.9), "<1 min"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=42, seconds=59), "42 min"),
        (timedelta(hours=1), "1 h 00 min"),
        (timedelta(hours=3, minutes=5), "3 h 05 min"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(days=1), "1 d 0 h"),
        (timedelta(days=2, hours=4, minutes=59), "2 d 4 h"),
        (timedelta(days=400), "400 d 0 h"),
    ],
)
def test_a_duration_is_said_to_the_minute(length: timedelta, words: str) -> None:
    assert in_words(length) == words
