"""Incidents as files: one as Markdown in the form of a postmortem, all as a table. Whoever asks gets what they may see, for them alone."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Unclear
from bot.records.incidents import Incident
from bot.records.people import Viewer
from bot.records.postmortems import POSTMORTEM
from bot.templates.postmortems import file_name, markdown
from handlers import files
from handlers.accounts import account_of
from handlers.asking import Asked
from handlers.blocks.incidents import called
from handlers.incidents.which import meant
from handlers.reply import Reply
from storage.store import Store, Transaction

ALL = "all"
AT_ONCE = 500
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
    """Its postmortem, when there is one; else what its records know, in the same form."""
    account = await account_of(incident, viewer, db)
    written = await db.documents.of(POSTMORTEM).numbered(incident.number, seen_by=viewer)
    content = markdown(account, written, now=now).encode()
    return files.File(file_name(account), content, f"{incident.key} as a document")


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
    known = await db.people.seen(channel, seen_by=viewer)
    return f"#{known.name}" if known and known.name else ""


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
