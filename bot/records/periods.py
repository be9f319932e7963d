"""When something comes once a period: each week on a day, or on the first of each month, at an hour there.

A period is named as it is called there ("2026-W47", "2026-10"), not by an instant: a clock that shows an hour twice, or never, makes no
second period and skips none.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from bot.records.times import zone_of

MONDAY = 0
NINE = 9
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK = timedelta(days=7)
LATE = timedelta(hours=1)
"""What comes later than this after it was due says so."""
MUTED_FOR = timedelta(days=7)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
DIGEST, SCORECARD = "digest", "scorecard"
"""What comes each week to a channel, and each month of a project."""


class Due(BaseModel):
    """A period that is due: its name, when it was due, and what it is about, from `start` until before `end`."""

    model_config = ConfigDict(frozen=True)

    period: str
    at: datetime
    start: datetime
    end: datetime


class Timing(BaseModel):
    """When: on that day of the week (Monday is 0), or, with none, on the first of the month; at that hour of that zone (IANA)."""

    model_config = ConfigDict(frozen=True)

    weekday: int | None = Field(default=MONDAY, ge=0, le=6)
    hour: int = Field(default=NINE, ge=0, le=23)
    zone: str = "UTC"

    def latest(self, now: datetime) -> Due:
        """The last that is due by now."""
        today = now.astimezone(self._zone).date()
        days = [today - timedelta(days=back) for back in range(8)] if self.weekday is not None else [today, _first_before(today)]
        return next(due for due in map(self._due_on, map(self._day, days)) if due.at <= now)

    def following(self, now: datetime) -> Due:
        """The first that is not due yet."""
        due = self.latest(now)
        while due.at <= now:
            due = self._due_on(self._after(due.at.astimezone(self._zone).date()))
        return due

    def in_words(self) -> str:
        """As people say it: "Mondays 09:00 Europe/Berlin"."""
        day = f"{DAYS[self.weekday]}s" if self.weekday is not None else "the 1st of the month"
        return f"{day} {self.hour:02}:00 {self.zone}"

    @property
    def _zone(self) -> ZoneInfo:
        return zone_of(self.zone) or ZoneInfo("UTC")

    def _day(self, day: date) -> date:
        """The day of its period on which it is due."""
        return day.replace(day=1) if self.weekday is None else day - timedelta(days=(day.weekday() - self.weekday) % 7)

    def _after(self, day: date) -> date:
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1) if self.weekday is None else self._day(day) + WEEK

    def _due_on(self, day: date) -> Due:
        at = self._at(day, self.hour)
        if self.weekday is None:
            before = _first_before(day)
            return Due(period=f"{before:%Y-%m}", at=at, start=self._at(before, 0), end=self._at(day, 0))
        year, week, _ = day.isocalendar()
        return Due(period=f"{year}-W{week:02}", at=at, start=self._at(day - WEEK, self.hour), end=at)

    def _at(self, day: date, hour: int) -> datetime:
        """The first time clocks show that hour; where they skip it, when they would have."""
        return datetime.combine(day, time(hour), self._zone).astimezone(UTC)


class Scheduled(BaseModel):
    """What comes to a channel by itself. `target`: the channel of a digest, "" for the one who set the bot up; a scorecard's project.

    `set_at`: what was due before that is nobody's. `next_at`: when to look again.
    """

    model_config = ConfigDict(frozen=True)

    team: str
    kind: str
    target: str
    channel: str
    timing: Timing
    muted_until: datetime | None = None
    chosen_by: str
    set_at: datetime
    next_at: datetime

    @classmethod
    def new(cls, kind: str, target: str, *, team: str, channel: str, timing: Timing, by: str, at: datetime) -> "Scheduled":
        """From now on."""
        following = timing.following(at).at
        return cls(team=team, kind=kind, target=target, channel=channel, timing=timing, chosen_by=by, set_at=at, next_at=following)

    def due(self, now: datetime) -> Due | None:
        """The latest that is due: of several that were missed only that one. None where it was due before it was asked for, or is muted."""
        due = self.timing.latest(now)
        if due.at <= self.set_at or (self.muted_until and due.at < self.muted_until):
            return None
        return due

    def muted(self, now: datetime) -> "Scheduled":
        """Without the next one."""
        return self.model_copy(update={"muted_until": max(now + MUTED_FOR, self.timing.following(now).at + timedelta(seconds=1))})

    def silent(self) -> "Scheduled":
        """Without any, until somebody asks for it again; that nobody wants it is known."""
        return self.model_copy(update={"muted_until": NEVER})

    def unmuted(self) -> "Scheduled":
        """As it was."""
        return self.model_copy(update={"muted_until": None})


def _first_before(day: date) -> date:
    """The first of the month before."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
