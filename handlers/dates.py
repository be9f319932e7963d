"""By when: a day in words, at the end of what somebody promises ("… by friday", "… in 2 weeks")."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import dateparser

from bot.records.times import zone_of

MORNING = time(9)
"""When somebody is told of a day, in their own zone."""
WAKING, NIGHT = 8, 22
"""Between these hours of their own day somebody may be written to."""
_LAST = re.compile(r"\s+(?=(?:by|until|till|before|in|on|due)\s)", re.IGNORECASE)
_BEFORE_A_DAY = re.compile(r"^(?:by|until|till|before|on|due)\s+", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
_WORDS = 5
"""A day is said in a few words; more than these are part of what is promised."""


def split_day(words: str, *, now: datetime, tz: str | None) -> tuple[str, date | None]:
    """Split what is promised from its day, read in the speaker's zone (IANA; UTC where it is not known); without one, all is promised."""
    for found in reversed(list(_LAST.finditer(words))):
        day = read_day(words[found.end() :], now=now, tz=tz)
        if day:
            return words[: found.start()].strip(" ,"), day
    return words.strip(), None


def read_day(words: str, *, now: datetime, tz: str | None) -> date | None:
    """The day that is meant, never one that is over; None for words that say none."""
    said = _BEFORE_A_DAY.sub("", words.strip()).strip(" .,")
    if not said or len(said.split()) > _WORDS:
        return None
    today = now.astimezone(_zone(tz))
    base = today.replace(tzinfo=None)
    # "in may" and "5pm" are no days; a day of the week is one, though it does not count as that part of a date.
    parts = [] if _WEEKDAY.search(said) else ["day"]
    settings = {"PREFER_DATES_FROM": "future", "RELATIVE_BASE": base, "REQUIRE_PARTS": parts}
    read = dateparser.parse(said, languages=["en"], settings=settings)
    return read.date() if read and read.date() >= today.date() else None


def morning_of(day: date, tz: str | None) -> datetime:
    """When somebody in that zone is told on that day."""
    return datetime.combine(day, MORNING, _zone(tz))


def next_morning(now: datetime, tz: str | None) -> datetime:
    """The first morning in that zone that is still to come."""
    today = morning_of(today_in(tz, now), tz)
    return today if today > now else morning_of(today_in(tz, now) + timedelta(days=1), tz)


def today_in(tz: str | None, now: datetime) -> date:
    """What day it is in that zone (IANA; UTC where it is not known)."""
    return now.astimezone(_zone(tz)).date()


def is_night(now: datetime, tz: str | None) -> bool:
    """Whether people in that zone are left alone at this time."""
    return not WAKING <= now.astimezone(_zone(tz)).hour < NIGHT


def _zone(tz: str | None) -> ZoneInfo:
    return zone_of(tz) or ZoneInfo("UTC")
