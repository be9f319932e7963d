"""By when: a day in words, at the end of what somebody promises ("… by friday", "… in 2 weeks")."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import dateparser

from bot.records.times import zone_of

MORNING = time(9)
"""When somebody is told of a day, in their own zone."""
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
    today = now.astimezone(zone_of(tz) or ZoneInfo("UTC"))
    base = today.replace(tzinfo=None)
    # "in may" and "5pm" are no days; a day of the week is one, though it does not count as that part of a date.
    parts = [] if _WEEKDAY.search(said) else ["day"]
    settings = {"PREFER_DATES_FROM": "future", "RELATIVE_BASE": base, "REQUIRE_PARTS": parts}
    read = dateparser.parse(said, languages=["en"], settings=settings)
    return read.date() if read and read.date() >= today.date() else None


def morning_of(day: date, tz: str | None) -> datetime:
    """When somebody in that zone is told on that day."""
    return datetime.combine(day, MORNING, zone_of(tz) or ZoneInfo("UTC"))
