"""When people say something happened: a small fixed grammar, read at the beginning of their words only."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_NUMBER = r"(?P<n>\d{1,4})\s?(?P<unit>m|h|d)(?:in(?:ute)?s?|(?:ou)?rs?|ays?)?"
_AGO = re.compile(rf"(?:-{_NUMBER}|{_NUMBER.replace('<n>', '<n2>').replace('<unit>', '<unit2>')}\s+ago)(?=\s|$)", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:(?P<day>yesterday|today)\s+(?:at\s+)?|at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?:\s?(?P<half>am|pm))?(?=\s|$)", re.IGNORECASE
)
_HOURS_ON_A_CLOCK = 24
_MINUTES_IN_AN_HOUR = 60
_NOON = 12


class Spoken(BaseModel):
    """A time as it was said: `ago`, or a clock time that needs its speaker's zone."""

    model_config = ConfigDict(frozen=True)

    said: str
    ago: timedelta | None = None
    hour: int = 0
    minute: int = 0
    yesterday: bool = False

    def at(self, now: datetime, tz: str | None) -> datetime | None:
        """The instant meant, in UTC; None when it takes a zone and `tz` (IANA) is not known. A clock time in the future is yesterday's."""
        if self.ago is not None:
            return (now - self.ago).astimezone(UTC)
        zone = zone_of(tz)
        if zone is None:
            return None
        here = now.astimezone(zone)
        day = here.date() - timedelta(days=1) if self.yesterday else here.date()
        meant = datetime(day.year, day.month, day.day, self.hour, self.minute, tzinfo=zone)
        if meant > here:
            day -= timedelta(days=1)
            meant = datetime(day.year, day.month, day.day, self.hour, self.minute, tzinfo=zone)
        return meant.astimezone(UTC)


def zone_of(tz: str | None) -> ZoneInfo | None:
    """The zone of that IANA name; None for a name this machine does not have."""
    try:
        return ZoneInfo(tz) if tz else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def read_time(words: str) -> tuple[Spoken | None, str]:
    """Split `-15m rolled back` into the time said and the words after it. What is no time stays among the words."""
    for read in (_read_ago, _read_clock):
        spoken, length = read(words)
        if spoken:
            return spoken, words[length:].lstrip(" ,:–—-").strip()
    return None, words


def _read_ago(words: str) -> tuple[Spoken | None, int]:
    found = _AGO.match(words)
    if not found:
        return None, 0
    number = found["n"] or found["n2"]
    unit = (found["unit"] or found["unit2"]).lower()
    return Spoken(said=found[0], ago=timedelta(**{_UNITS[unit]: int(number)})), found.end()


def _read_clock(words: str) -> tuple[Spoken | None, int]:
    found = _CLOCK.match(words)
    if not found:
        return None, 0
    hour, minute, half = int(found["hour"]), int(found["minute"]), (found["half"] or "").lower()
    if half:
        if not 1 <= hour <= _NOON:
            return None, 0
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    if hour >= _HOURS_ON_A_CLOCK or minute >= _MINUTES_IN_AN_HOUR:
        return None, 0
    return Spoken(said=found[0], hour=hour, minute=minute, yesterday=(found["day"] or "").lower() == "yesterday"), found.end()


def in_words(length: timedelta) -> str:
    """A duration to the minute, as people say it: `<1 min`, `42 min`, `3 h 05 min`, `2 d 4 h`."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "<1 min"
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if days else f"{hours} h {minutes:02} min"
