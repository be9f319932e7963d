"""Incidents as files: one as Markdown in the form of a postmortem, all as a table. Whoever asks gets what they may see, for them alone."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Unclear
from bot.records.actions import Action
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import MEANING, Incident
from bot.records.links import Record, Relation
from bot.records.people import Viewer
from bot.templates import render
from handlers import files
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.blocks.incidents import ACTION_SAYS, called
from handlers.incidents.which import meant
from handlers.reply import Reply
from storage.store import Store, Transaction

ALL = "all"
ENTRIES = 10_000
AT_ONCE = 500
NOT_KNOWN = "not known"
NOT_YET_KNOWN = "not yet known"
KIND = "incident"
COLUMNS = (
    *("key", "title", "severity", "status", "declared", "started", "identified", "monitoring", "resolved"),
    *("minutes_to_identify", "minutes_to_mitigate", "minutes_to_resolve", "lead", "channel", "drill", "impact"),
)
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""Full-width signs begin a formula, too."""


async def export(asked: Asked, db: Transaction) -> Reply:
    """`export [INC-9 | all]`."""
    if asked.rest and asked.rest.lower() != ALL:
        raise Unclear("One, or all that you can see? `/incident export [INC-9 | all]`")
    incident = None if asked.rest else await meant(asked, db)
    sending = await files.intend(asked, db)
    ids = {"sending": sending, "incident": incident.id if incident else 0}
    await db.jobs.enqueue("incident.export", team=asked.place.team, room=f"file:{sending}", **ids)
    return await files.promised(asked, incident.key if incident else "all incidents that you can see", db)


async def send(*, team: str, sending: int, incident: int, store: Store, slack: AsyncWebClient, now: datetime) -> None:
    """Send the file that was asked for, as things are now; nothing, if they may not see it any more."""
    async with store.reading() as db:
        to = await db.files.get(team, sending)
        if to is None or to.sent_at:
            return
        viewer = await db.people.viewer(team, to.user)
        found = await db.incidents.get(incident, seen_by=viewer) if incident else None
        if incident and found is None:
            return
        file = await _one(found, viewer, now, db) if found else await _all(viewer, now, db)
    await files.send(file, to, store=store, slack=slack, now=now)


async def _one(incident: Incident, viewer: Viewer, now: datetime, db: Transaction) -> files.File:
    entries = await db.entries.timeline(incident, seen_by=viewer, limit=ENTRIES)
    actions = await db.actions.of(incident, seen_by=viewer)
    names = await db.people.names(incident.team, {action.owner for action in actions})
    document = render(
        KIND,
        title=f"{'DRILL · ' if incident.drill else ''}{incident.title}",
        severity=f"{incident.severity} ({MEANING[incident.severity]})",
        status=incident.status,
        started=_moment(incident.started_at),
        resolved=_moment(incident.resolved_at) if incident.resolved_at else "not yet",
        duration=_minutes_in_words(incident, now),
        timeline=[(_clock(entry, incident), _what(entry)) for entry in entries if not entry.is_struck],
        root_cause=await _cause(incident, viewer, db),
        impact=incident.impact,
        customers=NOT_KNOWN if incident.customers is None else f"{incident.customers:,}",
        revenue=NOT_KNOWN if incident.revenue is None else f"{incident.revenue:,.2f}",
        slo=incident.slo or NOT_KNOWN,
        actions=[_action(action, names) for action in actions],
        lessons="not yet written",
    )
    return files.File(f"incident_{incident.started_at:%Y-%m-%d}.md", document.encode(), f"{incident.key} as a document")


async def _cause(incident: Incident, viewer: Viewer, db: Transaction) -> str:
    """What is linked as its cause, as far as they may see it."""
    this = Record(kind=KIND, id=incident.id)
    ends = [link.target for link in await db.links.of(incident.team, this) if link.source == this and link.relation is Relation.CAUSED_BY]
    causes = [await db.incidents.get(end.id, seen_by=viewer) for end in ends if end.kind == KIND]
    return "; ".join(f"Caused by {cause.key} {kit.one_line(cause.title)}" for cause in causes if cause) or NOT_YET_KNOWN


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _minutes_in_words(incident: Incident, now: datetime) -> str:
    minutes = int(incident.lasted(now).total_seconds() // 60)
    told = "less than a minute" if minutes < 1 else "1 minute" if minutes == 1 else f"{minutes} minutes"
    return told if incident.resolved_at else f"{told} so far"


def _clock(entry: Entry, incident: Incident) -> str:
    """The time; with its day, where that is not the day it started."""
    at = entry.happened_at
    return f"{at:%H:%M}" if at.date() == incident.started_at.date() else f"{at:%Y-%m-%d %H:%M}"


def _what(entry: Entry) -> str:
    if entry.kind is EntryKind.NOTE:
        return entry.text
    begins = {
        EntryKind.DECLARED: f"Declared as {entry.value}",
        EntryKind.ACTION: ACTION_SAYS.get(entry.value, "Action"),
        EntryKind.LINK: "Linked",
    }.get(entry.kind, (entry.value or entry.kind).capitalize() if entry.kind is not EntryKind.SEVERITY else entry.value)
    return f"{begins}: {entry.text}" if entry.text else begins


def _action(action: Action, names: Mapping[str, str]) -> tuple[str, str, str, bool]:
    owner = f"@{called(names, action.owner)}" if action.owner else "nobody yet"
    return action.what, owner, "Done" if action.is_done else f"{action.due_on:%Y-%m-%d}", action.is_done


async def _all(viewer: Viewer, now: datetime, db: Transaction) -> files.File:
    found: list[Incident] = []
    while len(more := await db.incidents.newest(seen_by=viewer, limit=AT_ONCE, offset=len(found))) > 0:
        found += more
    names = await db.people.names(viewer.team, {one.lead for one in found} - {""})
    places = {channel: await _channel(channel, viewer, db) for channel in {one.channel for one in found}}
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows(_safe(_row(one, names, places)) for one in found)
    content = table.getvalue().encode("utf-8-sig")  # by its mark, spreadsheets see that it is UTF-8
    return files.File(f"incidents_{now:%Y-%m-%d}.csv", content, f"{len(found)} incidents as a table")


async def _channel(channel: str, viewer: Viewer, db: Transaction) -> str:
    """Its name, where they know of it: an incident may be seen by way of a channel of its own."""
    known, is_in = await db.people.place(viewer.team, channel, viewer.user)
    return f"#{known.name}" if known and known.name and (is_in or (known.is_public and viewer.sees_what_is_public)) else ""


def _row(incident: Incident, names: Mapping[str, str], places: Mapping[str, str]) -> list[Any]:
    when = (incident.declared_at, incident.started_at, incident.identified_at, incident.monitoring_at, incident.resolved_at)
    took = (incident.times[name] for name in ("identify", "mitigate", "resolve"))
    return [
        *(incident.key, incident.title, incident.severity, incident.status),
        *(f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else "" for at in when),
        *(_minutes(length) for length in took),
        called(names, incident.lead) if incident.lead else "",
        places[incident.channel],
        "yes" if incident.drill else "no",
        incident.impact,
    ]


def _minutes(length: timedelta | None) -> int | str:
    return "" if length is None else int(length.total_seconds() // 60)


def _safe(row: Iterable[Any]) -> list[Any]:
    """No cell of people's words is a formula where the table is opened."""
    return [f"'{cell}" if isinstance(cell, str) and cell.lstrip().startswith(_FORMULA) else cell for cell in row]
