"""When people say something happened: a small fixed grammar, read at the beginning of their words only."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_NUMBER = r"(?P<n>\d{1,4})\s?(?P<unit>m|h|d)(?:in(?:ute)?s?|(?:ou)?rs?|ays?)?"
_END = r"(?=\s|$|[,:](?:\s|$))"
_AGO = re.compile(rf"(?:-{_NUMBER}|{_NUMBER.replace('<n>', '<n2>').replace('<unit>', '<unit2>')}\s+ago){_END}", re.IGNORECASE)
_CLOCK = re.compile(
    rf"(?:(?P<day>yesterday|today)\s+(?:at\s+)?|at\s+)?(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?:\s?(?P<half>am|pm))?{_END}", re.IGNORECASE
)
_BETWEEN = re.compile(r"^\s*(?:[,:]|[–—-](?=\s|$))?\s*")
"""What people put between a time and their words; a dash only where it stands alone, so that -5 % stays -5 %."""
_HOURS_ON_A_CLOCK = 24
_MINUTES_IN_AN_HOUR = 60
_NOON = 12
_SATURDAY = 5


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
        today = now.astimezone(zone).date()
        days = [today - timedelta(days=1)] if self.yesterday else [today, today - timedelta(days=1)]
        shown = [one for day in days for one in self._shown_on(day, zone) if one <= now]
        return max(shown, default=now).astimezone(UTC)

    def _shown_on(self, day: date, zone: ZoneInfo) -> list[datetime]:
        """When clocks showed it that day: once, or twice where they go back; where they skip it, what it would have been."""
        both = [datetime.combine(day, time(self.hour, self.minute, fold=fold), zone).astimezone(UTC) for fold in (0, 1)]
        real = [one for one in both if one.astimezone(zone).time() == time(self.hour, self.minute)]
        return real or both[:1]


def zone_of(tz: str | None) -> ZoneInfo | None:
    """The zone of that IANA name; None for a name this machine does not have."""
    try:
        return ZoneInfo(tz) if tz else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # the last for the name of a folder, or one too long for a file
        return None


def read_time(words: str) -> tuple[Spoken | None, str]:
    """Split `-15m rolled back` into the time said and the words after it. What is no time stays among the words."""
    for read in (_read_ago, _read_clock):
        spoken, length = read(words)
        if spoken:
            return spoken, _BETWEEN.sub("", words[length:], count=1).strip()
    return None, words


def _read_ago(words: str) -> tuple[Spoken | None, int]:
    found = _AGO.match(words)
    if not found:
        return None, 0
    number = found["n"] or found["n2"]
    unit = (found["unit"] or found["unit2"]).lower()
    return Spoken(said=_once(found[0]), ago=timedelta(**{_UNITS[unit]: int(number)})), found.end()


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
    spoken = Spoken(said=_once(found[0]), hour=hour, minute=minute, yesterday=(found["day"] or "").lower() == "yesterday")
    return spoken, found.end()


def _once(said: str) -> str:
    """The same with one space where there were many."""
    return " ".join(said.split())


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


def working_days_after(day: date, number: int) -> date:
    """The day so many working days later; Saturdays and Sundays are none."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < _SATURDAY
    return day
