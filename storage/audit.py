"""Who changed what, from what, to what, when, and through which door: a row in the transaction of every change."""

from collections.abc import AsyncIterator
from collections.abc import Collection as Several
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, String, Table, Text, delete, func, insert, select

from storage.collection import Collection
from storage.database import Key, Utc, metadata

PAGE = 500

audit = Table(
    "audit",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("at", Utc, nullable=False),
    Column("by", String(20), nullable=False),
    Column("door", String(16), nullable=False),
    Column("record", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("before", Text, nullable=False, server_default=""),
    Column("after", Text, nullable=False, server_default=""),
    Index("ix_audit_team_record", "team", "record"),
)

_CHANGED = insert(audit)


@dataclass(frozen=True)
class Change:
    """One change of one record: `record` is its key (INC-12), `before` and `after` the value that changed."""

    record: str
    action: str
    by: str
    before: str
    after: str
    door: str
    at: datetime


class Audit(Collection):
    """Append only, until it is older than whoever runs it wants it to be."""

    async def changed(self, team: str, *changes: Change) -> None:
        """Add a change, or several."""
        if changes:
            await self._connection.execute(_CHANGED, [{"team": team, **vars(change)} for change in changes])

    async def of(self, team: str, record: str) -> list[Change]:
        """Every change of a record, oldest first."""
        columns = [audit.c[name] for name in Change.__dataclass_fields__]
        rows = await self._connection.execute(select(*columns).where(audit.c.team == team, audit.c.record == record).order_by(audit.c.id))
        return [Change(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public way to name a row's columns

    async def pages(self, team: str, *, since: datetime | None = None, who: str = "", record: str = "") -> AsyncIterator[list[Change]]:
        """All there is of a workspace, oldest first, so many at a time; for whoever runs it. `who` and `record` narrow it down."""
        which = [audit.c.team == team]
        if since:
            which.append(audit.c.at >= since)
        which += [column == value for column, value in ((audit.c.by, who), (audit.c.record, record)) if value]
        columns, last = [audit.c[name] for name in Change.__dataclass_fields__], 0
        while True:
            page = select(audit.c.id, *columns).where(*which, audit.c.id > last).order_by(audit.c.id).limit(PAGE)
            rows = (await self._connection.execute(page)).all()
            if not rows:
                return
            last = rows[-1].id
            yield [Change(**{name: getattr(row, name) for name in Change.__dataclass_fields__}) for row in rows]

    async def forget_before(self, team: str, at: datetime) -> None:
        """Let go of changes from before then."""
        await self._connection.execute(delete(audit).where(audit.c.team == team, audit.c.at < at))

    async def last(self, team: str, records: Several[str]) -> datetime | None:
        """When any of these changed last."""
        found: datetime | None = await self._connection.scalar(
            select(func.max(audit.c.at)).where(audit.c.team == team, audit.c.record.in_(records))
        )
        return found
