"""The account of an incident: all that its records know, for whoever tells of it: a card, a file, Claude."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from bot.records.actions import Action
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import Incident
from bot.records.search import Found
from bot.records.threads import Remark

ACTION_SAYS = {"action": "To do", "done": "Done", "undone": "Not done after all", "own": "Given on"}


class Cause(BaseModel):
    """What is linked as the cause of an incident: another incident, a deployment. `at`: when that went live, or began."""

    model_config = ConfigDict(frozen=True)

    key: str
    title: str
    at: datetime


class Account(BaseModel):
    """What is known of an incident. `entries` are those that count, oldest first; `links` say where each one stands in Slack, by its id.

    `struck` are the entries that no longer count: only a file shows them, struck. `grown`: what came of an action, by its id.
    """

    model_config = ConfigDict(frozen=True)

    incident: Incident
    entries: Sequence[Entry]
    struck: Sequence[Entry] = ()
    actions: Sequence[Action] = ()
    causes: Sequence[Cause] = ()
    names: Mapping[str, str] = {}
    links: Mapping[int, str] = {}
    grown: Mapping[int, Sequence[Found]] = {}

    @property
    def timeline(self) -> list[Entry]:
        """Every entry, by when it happened, what was struck, too."""
        return sorted([*self.entries, *self.struck], key=lambda one: (one.happened_at, one.id))

    @property
    def title(self) -> str:
        """Its title, which says of practice that it is practice."""
        return f"{'DRILL · ' if self.incident.drill else ''}{self.incident.title}"

    def called(self, user: str) -> str:
        """What to call somebody."""
        return " ".join((self.names.get(user) or f"somebody new ({user})").split())

    def lasted(self, now: datetime) -> str:
        """How long, in minutes, as the form wants it."""
        told = in_minutes(self.incident.lasted(now))
        return told if self.incident.resolved_at else f"{told} so far"

    def caused_by(self) -> str:
        """What is linked as its cause, on a line; "" for nothing."""
        return "; ".join(f"Caused by {one.key} {' '.join(one.title.split())}" for one in self.causes)

    def said_when(self, kind: EntryKind, value: str = "") -> Entry | None:
        """The last entry with words of a kind, such as what was known when it was identified."""
        found = [one for one in self.entries if one.kind is kind and one.text and value in {"", one.value}]
        return found[-1] if found else None

    def remark(self, entry: Entry) -> Remark:
        """An entry as what can be cited."""
        by = entry.by_name or self.called(entry.by)
        return Remark(id=f"e{entry.id}", by=by, text=in_words(entry), at=entry.happened_at, url=self.links.get(entry.id, ""))

    @property
    def remarks(self) -> list[Remark]:
        """Every entry, as what can be cited."""
        return [self.remark(one) for one in self.entries]


def in_words(entry: Entry) -> str:
    """An entry in plain words: what is more than a note says first what it is."""
    if entry.kind is EntryKind.NOTE:
        return entry.text
    begins = {
        EntryKind.DECLARED: f"Declared as {entry.value}",
        EntryKind.ACTION: ACTION_SAYS.get(entry.value, "Action"),
        EntryKind.LINK: "Linked",
        EntryKind.SEVERITY: entry.value,
    }.get(entry.kind, (entry.value or entry.kind).capitalize())
    return f"{begins}: {entry.text}" if entry.text else begins


def in_minutes(length: timedelta) -> str:
    """A duration in minutes: less than a minute, 1 minute, 42 minutes."""
    minutes = int(length.total_seconds() // 60)
    return "less than a minute" if minutes < 1 else "1 minute" if minutes == 1 else f"{minutes} minutes"
