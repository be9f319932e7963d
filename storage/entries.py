"""Timeline entries, and the questions we ask of them. An entry is seen by whoever sees its incident."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy import insert as insert_into

from bot.records.entries import Entry, EntryKind, Message
from bot.records.incidents import Incident, Status
from bot.records.people import Viewer
from storage.collection import Collection
from storage.database import Key, Utc, metadata
from storage.incidents import incidents, is_visible
from storage.posts import LINE
from storage.sight import Sight, who

__all__ = ["LINE", "Entries", "entries"]

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
    Column("by_name", String(80), nullable=False, server_default=""),
    Column("recorded_by", String(20), nullable=False, server_default=""),
    Column("happened_at", Utc, nullable=False),
    Column("recorded_at", Utc, nullable=False),
    Column("said", String(40), nullable=False, server_default=""),
    Column("source_channel", String(20)),
    Column("source_ts", String(20)),
    Column("source_thread", String(20)),
    Column("pinned", Boolean, nullable=False, server_default=false()),
    Column("edited_by", String(20), nullable=False, server_default=""),
    Column("struck_at", Utc),
    Column("struck_by", String(20), nullable=False, server_default=""),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("told", Integer, nullable=False, server_default="0"),
    Index("ix_incident_entries_incident_happened_at_id", "incident", "happened_at", "id"),
    Index("ix_incident_entries_source", "team", "source_channel", "source_ts"),
)
"""`told` is the revision that its line shows, which storage/posts.py keeps: few are not told, of thousands."""
_UNTOLD = entries.c.told < entries.c.revision
Index("ix_incident_entries_untold", entries.c.incident, entries.c.id, sqlite_where=_UNTOLD, postgresql_where=_UNTOLD)
_SAID = entries.c.said != literal_column("''")
Index("ix_incident_entries_said", entries.c.team, entries.c.by, sqlite_where=_SAID, postgresql_where=_SAID)


_WRITE = insert_into(entries).returning(entries.c.id)
_SAVE = update(entries).where(entries.c.id == bindparam("saved"))
_FACTS = tuple(name for name in Entry.model_fields if name not in {"id", "incident", "source"})


class Entries(Collection):
    """Every entry of every timeline; a question sees those of the incidents its viewer sees."""

    async def write(self, incident: Incident, entry: Entry) -> Entry:
        """Add an entry to an incident's timeline."""
        row = {"team": incident.team, "incident": incident.id, **_facts(entry)}
        id_ = (await self._connection.execute(_WRITE, row)).scalar_one()
        return entry.model_copy(update={"id": id_, "incident": incident.id})

    async def write_all(self, incident: Incident, several: Sequence[Entry]) -> None:
        """The same of several."""
        if several:
            rows = [{"team": incident.team, "incident": incident.id, **_facts(one)} for one in several]
            await self._connection.execute(insert_into(entries), rows)

    async def save(self, entry: Entry) -> None:
        """Keep a changed entry, whose incident was read in this transaction with `for_change`."""
        await self._connection.execute(_SAVE, {"saved": entry.id, **_facts(entry)})

    async def get(self, entry: int, *, seen_by: Viewer) -> Entry | None:
        """By its id; None where it is not to be seen."""
        return _one(await self._connection.execute(_seen(seen_by).where(entries.c.id == entry)))

    async def of_message(self, message: Message, *, seen_by: Viewer) -> Entry | None:
        """The entry that a message became, if it did; the latest, if it became several."""
        it = (entries.c.team == seen_by.team, entries.c.source_channel == message.channel, entries.c.source_ts == message.ts)
        found = _seen(seen_by).where(*it)
        return _one(await self._connection.execute(found.order_by(entries.c.id.desc()).limit(1)))

    async def latest(self, incident: Incident, *, kinds: Sequence[EntryKind], seen_by: Viewer) -> Entry | None:
        """Its latest entry of these kinds that counts, by when it happened."""
        asked = {"incident": incident.id, "kinds": list(kinds), **who(seen_by)}
        return _one(await self._connection.execute(_latest(Sight.of(seen_by)), asked))

    async def authors(self, incident: Incident, *, seen_by: Viewer) -> set[str]:
        """Who said something on its timeline."""
        found = _seen(seen_by).where(entries.c.incident == incident.id).subquery()
        return set(await self._connection.scalars(select(found.c.by).distinct()))

    async def reached(self, incident: Incident, name: str, at: datetime, *, seen_by: Viewer) -> Entry | None:
        """The entry that says it was `name` (a status) at that time."""
        says = and_(entries.c.kind == EntryKind.STATUS, entries.c.value == name)
        says = or_(says, entries.c.kind == EntryKind.RESOLVED) if name == Status.RESOLVED else says
        found = _seen(seen_by).where(entries.c.incident == incident.id, entries.c.happened_at == at, says)
        return _one(await self._connection.execute(found.order_by(entries.c.id.desc()).limit(1)))

    async def last_recorded(self, incident: Incident, *, seen_by: Viewer) -> datetime | None:
        """When something was last put on its timeline."""
        found = _seen(seen_by).where(entries.c.incident == incident.id).subquery()
        at: datetime | None = await self._connection.scalar(select(func.max(found.c.recorded_at)))
        return at

    async def timeline(self, incident: Incident, *, seen_by: Viewer, limit: int, offset: int = 0) -> list[Entry]:
        """Its entries by when they happened, the newest page of `limit` first, oldest first within the page."""
        found = select(entries.c.id).where(*_of(incident, seen_by))
        page = found.order_by(entries.c.happened_at.desc(), entries.c.id.desc()).limit(limit).offset(offset).subquery()
        there = select(entries).join(page, page.c.id == entries.c.id).order_by(entries.c.happened_at, entries.c.id)
        return [_entry(row) for row in await self._connection.execute(there)]

    async def texts(self, incident: Incident, *, seen_by: Viewer, limit: int) -> list[str]:
        """What its entries say that count, by when they happened, the newest first."""
        found = select(entries.c.text).where(*_of(incident, seen_by), entries.c.struck_at.is_(None), entries.c.text != "")
        return list(await self._connection.scalars(found.order_by(entries.c.happened_at.desc(), entries.c.id.desc()).limit(limit)))

    async def length(self, incident: Incident, *, seen_by: Viewer, most: int | None = None) -> int:
        """How many entries its timeline has, counted no further than `most`, where that is said."""
        return await self._count(_seen(seen_by).where(entries.c.incident == incident.id).with_only_columns(entries.c.id), most)

    async def untold(self, incident: Incident, *, room: str | None, seen_by: Viewer) -> list[Entry]:
        """Its entries of which people were not told this revision yet, by when they were recorded. `room`: its thread, if it has one.

        A note that was said in the room, or in its own channel, stands there already.
        """
        whose = {**who(seen_by), "incident": incident.id, "room": room, "own_channel": incident.own_channel}
        return [_entry(row) for row in await self._connection.execute(_untold(Sight.of(seen_by)), whose)]

    async def unsettled(self, user: str, *, seen_by: Viewer) -> list[Entry]:
        """Entries of somebody whose time could not be settled, because their zone was not known."""
        found = _seen(seen_by).where(entries.c.team == seen_by.team, entries.c.by == user, _SAID)
        return [_entry(row) for row in await self._connection.execute(found)]


@cache
def _untold(sight: Sight) -> Select[Any]:
    room, own = (bindparam(name, type_=String) for name in ("room", "own_channel"))
    said_there = or_(entries.c.source_thread == room, entries.c.source_ts == room, entries.c.source_channel == own)
    stands_there = and_(entries.c.kind == EntryKind.NOTE, entries.c.source_ts.is_not(None), said_there)
    of_it = (entries.c.incident == bindparam("incident"), _UNTOLD, ~func.coalesce(stands_there, false()))
    return _seen(sight).where(*of_it).order_by(entries.c.id)


@cache
def _latest(sight: Sight) -> Select[Any]:
    of_kinds = (entries.c.kind.in_(bindparam("kinds", expanding=True)), entries.c.struck_at.is_(None))
    found = _seen(sight).where(entries.c.incident == bindparam("incident"), *of_kinds)
    return found.order_by(entries.c.happened_at.desc(), entries.c.id.desc()).limit(1)


def _of(incident: Incident, viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """Of an incident whose entries may be ten thousand: they are read in the order of their index, and whether they may be is asked once.

    PostgreSQL plans for any incident, which has a few, and would as soon fetch and sort them all where it joins.
    """
    return entries.c.incident == incident.id, exists().where(incidents.c.id == incident.id, is_visible(viewer))


def _seen(viewer: Viewer | Sight) -> Select[Any]:
    return select(entries).join(incidents, incidents.c.id == entries.c.incident).where(is_visible(viewer))


def _one(rows: Any) -> Entry | None:
    row = rows.first()
    return _entry(row) if row else None


def _facts(entry: Entry) -> dict[str, Any]:
    source = entry.source
    return {
        **{name: getattr(entry, name) for name in _FACTS},
        "source_channel": source.channel if source else None,
        "source_ts": source.ts if source else None,
        "source_thread": source.thread_ts if source else None,
    }


def _entry(row: Row[Any]) -> Entry:
    source = Message(channel=row.source_channel, ts=row.source_ts, thread_ts=row.source_thread) if row.source_ts else None
    facts = {name: getattr(row, name) for name in (*_FACTS, "id", "incident")}
    return Entry(**{**facts, "kind": EntryKind(row.kind), "source": source})
