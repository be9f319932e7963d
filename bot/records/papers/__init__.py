"""Papers: what others wrote and we only read, as a forecast, a roadmap, a CLAUDE.md. Kept as it came, told with the day it speaks of."""

from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict

from bot.records.papers.dated import day_in
from bot.records.papers.money import Money, money_in

OLD_AFTER_DAYS = 35
"""What speaks of a day longer ago than this is called old wherever it is used."""
LARGEST = 1_000_000
"""Bytes."""


class Sort(StrEnum):
    """What a paper is."""

    FORECAST = "forecast"
    ROADMAP = "roadmap"
    BRIEFING = "briefing"


CALLED = {Sort.FORECAST: "Forecast", Sort.ROADMAP: "Roadmap", Sort.BRIEFING: "CLAUDE.md"}
NAMES = {
    "latest_forecast.json": Sort.FORECAST,
    "forecast.json": Sort.FORECAST,
    "roadmap.json": Sort.ROADMAP,
    "roadmap.md": Sort.ROADMAP,
    "claude.md": Sort.BRIEFING,
}
"""By what a file is called, in small letters."""


class Paper(BaseModel):
    """A file of others. `of` is the day it speaks of, which it says itself (`is_dated`), or the day of the file; `project` 0 is none."""

    model_config = ConfigDict(frozen=True)

    id: int = 0
    team: str
    project: int = 0
    sort: Sort
    name: str
    content: bytes
    of: date
    is_dated: bool
    brought_by: str
    brought_at: datetime
    revision: int = 1

    @classmethod
    def brought(cls, name: str, content: bytes, *, team: str, project: int | None, by: str, at: datetime, file_day: date | None) -> Self:
        """A file somebody brought, of a name that `sort_of` knows; `file_day` is when it was written, where that is known."""
        said = day_in(content.decode("utf-8-sig"), at.date())
        of = said or min(file_day or at.date(), at.date())
        facts = {"sort": NAMES[name.lower()], "content": content, "of": of, "is_dated": said is not None}
        return cls(team=team, project=project or 0, name=name, brought_by=by, brought_at=at, **facts)

    @property
    def key(self) -> str:
        """What people call it: PAPER-3."""
        return f"PAPER-{self.id}"

    @property
    def called(self) -> str:
        """What it is, in a word."""
        return CALLED[self.sort]

    @property
    def text(self) -> str:
        """What it says."""
        return self.content.decode("utf-8-sig")

    @cached_property
    def money(self) -> Money:
        """What a forecast says of money; of other papers nothing."""
        return money_in(self.text) if self.sort is Sort.FORECAST else Money()

    def days(self, today: date) -> int:
        """How long ago the day is that it speaks of."""
        return max(0, (today - self.of).days)

    def is_old(self, today: date) -> bool:
        """Whether it has to be called old."""
        return self.days(today) > OLD_AFTER_DAYS

    def dated(self, today: date) -> str:
        """“forecast of 3 Oct, 49 days old”."""
        year = "" if self.of.year == today.year else f" {self.of.year}"
        age = f", {self.days(today)} days old" if self.is_old(today) else ""
        called = self.called if self.sort is Sort.BRIEFING else self.called.lower()
        return f"{called} of {self.of.day} {self.of:%b}{year}{age}"

    def in_place_of(self, before: Self) -> Self:
        """The same, as the next of a paper that is here."""
        return self.model_copy(update={"id": before.id, "revision": before.revision + 1})


def sort_of(name: str) -> Sort | None:
    """What a file of that name is; None for what is none of ours to read."""
    return NAMES.get(name.lower())
