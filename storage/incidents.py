"""Incidents and their timelines, and the questions we ask of them. Each question names its viewer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    exists,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy import insert as insert_into

from bot.records.incidents import Entry, EntryKind, Incident, Message, Severity, Status
from bot.records.people import Viewer
from storage.collection import Collection
from storage.database import Key, Utc, metadata
from storage.numbers import Numbers
from storage.people import visible_to
from storage.posts import posts

incidents = Table(
    "incidents",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("severity", String(8), nullable=False),
    Column("severity_is_a_guess", Boolean, nullable=False, server_default=false()),
    Column("status", String(16), nullable=False),
    Column("declared_by", String(20), nullable=False),
    Column("declared_at", Utc, nullable=False),
    Column("identified_at", Utc),
    Column("monitoring_at", Utc),
    Column("resolved_at", Utc),
    Column("fix", Text, nullable=False, server_default=""),
    Column("origin_ts", String(20)),
    Column("origin_thread", String(20)),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("team", "number"),
    Index("ix_incidents_team_status", "team", "status"),
)

entries = Table(
    "incident_entries",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("incident", Key, ForeignKey("incidents.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Column("value", String(40), nullable=False, server_default=""),
    Column("by", String(20), nullable=False),
    Column("happened_at", Utc, nullable=False),
    Column("recorded_at", Utc, nullable=False),
    Column("said", String(40), nullable=False, server_default=""),
    Column("source_channel", String(20)),
    Column("source_ts", String(20)),
    Column("source_thread", String(20)),
    Index("ix_incident_entries_incident_happened_at", "incident", "happened_at"),
)

_OPEN = incidents.c.status != Status.RESOLVED
_FACTS = tuple(name for name in Incident.model_fields if name not in {"id", "team", "number", "origin"})


class Incidents(Collection):
    """Every incident of every workspace; a question sees those of its viewer's."""

    async def add(self, incident: Incident) -> Incident:
        """Keep a new incident; its number is the workspace's next."""
        number = await Numbers(self._connection).next(incident.team, "INC")
        row = {"team": incident.team, "number": number, **_facts(incident)}
        id_ = (await self._connection.execute(insert_into(incidents).values(row).returning(incidents.c.id))).scalar_one()
        return incident.model_copy(update={"id": id_, "number": number})

    async def save(self, incident: Incident) -> None:
        """Keep a changed incident, which was read in this transaction with `for_change`."""
        await self._connection.execute(update(incidents).where(incidents.c.id == incident.id).values(_facts(incident)))

    async def get(self, incident: int, *, seen_by: Viewer) -> Incident | None:
        """By its id; None where it is not to be seen."""
        return await self._one(self._seen(seen_by).where(incidents.c.id == incident))

    async def numbered(self, number: int, *, seen_by: Viewer) -> Incident | None:
        """INC-<number>; None where it is not to be seen."""
        return await self._one(self._seen(seen_by).where(incidents.c.number == number))

    async def for_change(self, incident: Incident) -> Incident:
        """The same as it is now; nobody else changes it until this transaction ends."""
        row = (await self._connection.execute(select(incidents).where(incidents.c.id == incident.id).with_for_update())).one()
        return _incident(row)

    async def open(self, *, seen_by: Viewer, channel: str | None = None) -> list[Incident]:
        """The open ones, in one channel or anywhere, worst and newest first."""
        found = self._seen(seen_by).where(_OPEN)
        if channel:
            found = found.where(incidents.c.channel == channel)
        return await self._all(found.order_by(incidents.c.severity, incidents.c.number.desc()))

    async def newest(self, *, seen_by: Viewer, limit: int, offset: int = 0) -> list[Incident]:
        """All of them, newest first."""
        return await self._all(self._seen(seen_by).order_by(incidents.c.number.desc()).limit(limit).offset(offset))

    async def to_show(self, *, seen_by: Viewer, channel: str) -> list[Incident]:
        """Those of a channel that are open, or whose headline is not there or shows an earlier revision; oldest first."""
        shown = exists().where(
            posts.c.team == incidents.c.team,
            posts.c.kind == "incident.headline",
            posts.c.record == incidents.c.id,
            posts.c.channel == incidents.c.channel,
            posts.c.ts.is_not(None),
            posts.c.revision >= incidents.c.revision,
        )
        return await self._all(self._seen(seen_by).where(incidents.c.channel == channel, or_(~shown, _OPEN)).order_by(incidents.c.number))

    async def resolved_last(self, *, seen_by: Viewer, channel: str, limit: int) -> list[Incident]:
        """What was resolved in a channel, the latest first."""
        found = self._seen(seen_by).where(incidents.c.channel == channel, incidents.c.resolved_at.is_not(None))
        return await self._all(found.order_by(incidents.c.resolved_at.desc()).limit(limit))

    async def latest(self, incident: Incident, *, kinds: Sequence[EntryKind]) -> Entry | None:
        """Its latest entry of these kinds, by when it happened. The incident was seen already."""
        found = select(entries).where(entries.c.incident == incident.id, entries.c.kind.in_(kinds))
        row = (await self._connection.execute(found.order_by(entries.c.happened_at.desc(), entries.c.id.desc()).limit(1))).first()
        return _entry(row) if row else None

    async def unsettled(self, team: str, user: str) -> list[Entry]:
        """Entries of somebody whose time could not be settled, because their zone was not known."""
        found = select(entries).where(entries.c.team == team, entries.c.by == user, entries.c.said != "")
        return [_entry(row) for row in await self._connection.execute(found)]

    async def count(self, *, seen_by: Viewer) -> int:
        """How many there are to be seen."""
        return await self._connection.scalar(select(func.count()).select_from(self._seen(seen_by).subquery())) or 0

    async def write(self, incident: Incident, entry: Entry) -> Entry:
        """Add an entry to an incident's timeline."""
        row = {"team": incident.team, "incident": incident.id, **_entry_facts(entry)}
        id_ = (await self._connection.execute(insert_into(entries).values(row).returning(entries.c.id))).scalar_one()
        return entry.model_copy(update={"id": id_, "incident": incident.id})

    async def settle(self, entry: Entry) -> None:
        """Keep when an entry happened, now that its speaker's zone is known."""
        await self._connection.execute(update(entries).where(entries.c.id == entry.id).values(happened_at=entry.happened_at, said=""))

    async def entry(self, entry: int, *, seen_by: Viewer) -> tuple[Incident, Entry] | None:
        """An entry with its incident, by the entry's id."""
        row = (await self._connection.execute(select(entries).where(entries.c.id == entry, entries.c.team == seen_by.team))).first()
        incident = await self.get(row.incident, seen_by=seen_by) if row else None
        return (incident, _entry(row)) if row and incident else None

    async def timeline(self, incident: Incident, *, seen_by: Viewer, limit: int, offset: int = 0) -> list[Entry]:
        """Its entries by when they happened, the newest page of `limit` first, oldest first within the page."""
        found = (
            select(entries)
            .join(incidents, incidents.c.id == entries.c.incident)
            .where(_visible(seen_by), entries.c.incident == incident.id)
        )
        newest = found.order_by(entries.c.happened_at.desc(), entries.c.id.desc()).limit(limit).offset(offset)
        return [_entry(row) for row in reversed((await self._connection.execute(newest)).all())]

    async def untold(self, incident: Incident, *, seen_by: Viewer) -> list[Entry]:
        """Its entries that have no line of their own in the room, by when they were recorded."""
        told = exists().where(posts.c.kind == "incident.line", posts.c.record == entries.c.id, posts.c.ts.is_not(None))
        found = select(entries).join(incidents, incidents.c.id == entries.c.incident).where(_visible(seen_by), ~told)
        rows = await self._connection.execute(found.where(entries.c.incident == incident.id).order_by(entries.c.id))
        return [_entry(row) for row in rows]

    async def length(self, incident: Incident, *, seen_by: Viewer) -> int:
        """How many entries its timeline has."""
        found = select(func.count(entries.c.id)).join(incidents, incidents.c.id == entries.c.incident)
        return await self._connection.scalar(found.where(_visible(seen_by), entries.c.incident == incident.id)) or 0

    def _seen(self, viewer: Viewer) -> Select[Any]:
        return select(incidents).where(_visible(viewer))

    async def _one(self, found: Select[Any]) -> Incident | None:
        row = (await self._connection.execute(found)).first()
        return _incident(row) if row else None

    async def _all(self, found: Select[Any]) -> list[Incident]:
        rows: Sequence[Row[Any]] = (await self._connection.execute(found)).all()
        return [_incident(row) for row in rows]


def _visible(viewer: Viewer) -> Any:
    return visible_to(viewer, incidents.c.team, incidents.c.channel)


def _facts(incident: Incident) -> dict[str, Any]:
    origin = incident.origin
    facts = {name: getattr(incident, name) for name in _FACTS}
    return {**facts, "origin_ts": origin.ts if origin else None, "origin_thread": origin.thread_ts if origin else None}


def _entry_facts(entry: Entry) -> dict[str, Any]:
    source = entry.source
    return {
        **entry.model_dump(exclude={"id", "incident", "source"}),
        "source_channel": source.channel if source else None,
        "source_ts": source.ts if source else None,
        "source_thread": source.thread_ts if source else None,
    }


def _incident(row: Row[Any]) -> Incident:
    facts = {name: getattr(row, name) for name in (*_FACTS, "id", "team", "number")}
    origin = Message(channel=row.channel, ts=row.origin_ts, thread_ts=row.origin_thread) if row.origin_ts else None
    return Incident(**{**facts, "severity": Severity(row.severity), "status": Status(row.status), "origin": origin})


def _entry(row: Row[Any]) -> Entry:
    source = Message(channel=row.source_channel, ts=row.source_ts, thread_ts=row.source_thread) if row.source_ts else None
    return Entry(
        id=row.id,
        incident=row.incident,
        kind=EntryKind(row.kind),
        text=row.text,
        value=row.value,
        by=row.by,
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        said=row.said,
        source=source,
    )
