"""Stretches of time that are measured: calendar months as a zone has them, or the last thirty days. From `start` until before `end`."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from bot.records.times import zone_of

DAYS = 30
"""What “now” is measured over: long enough for a sample, short enough to be now."""
SHOWN = 6
"""So many windows make a trend."""
DECEMBER = 12
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class Window(BaseModel):
    """A stretch of time and what it is called: "2026-10", or "30 days to 2026-11-21"."""

    model_config = ConfigDict(frozen=True)

    name: str
    start: datetime
    end: datetime

    @classmethod
    def month(cls, year: int, month: int, zone: ZoneInfo) -> Self:
        """A calendar month, from midnight to midnight there."""
        later = (year + 1, 1) if month == DECEMBER else (year, month + 1)
        first, after = (datetime(*day, 1, tzinfo=zone).astimezone(UTC) for day in ((year, month), later))
        return cls(name=f"{year:04}-{month:02}", start=first, end=after)

    @property
    def is_month(self) -> bool:
        """Whether it is a calendar month."""
        return _MONTH.fullmatch(self.name) is not None

    @property
    def days(self) -> float:
        """How many days it has; a month with a clock change has an hour more or less."""
        return (self.end - self.start) / timedelta(days=1)


def months_to(name: str, tz: str | None, count: int = SHOWN) -> list[Window]:
    """So many calendar months, the last of them the one of that name ("2026-10"); the earliest first. None for a name that is no month."""
    year, month = (int(part) for part in name.split("-"))
    zone = zone_of(tz) or ZoneInfo("UTC")
    numbers = [year * 12 + month - 1 - back for back in range(count)]
    return [Window.month(number // 12, number % 12 + 1, zone) for number in reversed(numbers)]


def last_days(now: datetime, count: int = SHOWN, days: int = DAYS) -> list[Window]:
    """So many windows of thirty days, the last of them ending now; the earliest first."""
    found = []
    for back in reversed(range(count)):
        end = now - timedelta(days=days * back)
        found.append(Window(name=f"{days} days to {end:%Y-%m-%d}", start=end - timedelta(days=days), end=end))
    return found


def month_before(now: datetime, tz: str | None) -> str:
    """The last calendar month that is over there."""
    first = datetime.combine(now.astimezone(zone_of(tz) or ZoneInfo("UTC")).date().replace(day=1), time(12))
    return f"{first - timedelta(days=15):%Y-%m}"


def is_month(name: str) -> bool:
    """Whether it is the name of a month: "2026-10"."""
    return _MONTH.fullmatch(name) is not None
