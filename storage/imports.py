"""What was read from files: under which name, and what of it has no place in a record and leaves with it again."""

from collections.abc import Collection as Several
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Row, String, Table, Text, UniqueConstraint, or_, select, update

from bot.records.people import IMPORTER
from storage.collection import Collection
from storage.database import Key, Utc, metadata
from storage.jobs.rows import jobs
from storage.people import people

__all__ = ["IMPORTER", "UNCLAIMED", "Imports", "Origin"]

UNCLAIMED = "unclaimed"
"""The workspace of what was imported before any had connected."""

imports = Table(
    "imports",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("record", Key, nullable=False),
    Column("project", Key),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("kept", JSON, nullable=False),
    Column("read_at", Utc, nullable=False),
    UniqueConstraint("team", "kind", "record", name="uq_imports_team_kind_record"),
    Index("ix_imports_team_kind_name", "team", "kind", "name"),
)


@dataclass(frozen=True)
class Origin:
    """The file a record was read from. `digest` is its SHA-256; `kept` is what has no place in the record."""

    record: int
    name: str
    digest: str
    project: int | None = None
    kept: Mapping[str, Any] = field(default_factory=dict)


class Imports(Collection):
    """Each record's file, at most one."""

    async def add(self, team: str, kind: str, origin: Origin, *, at: datetime) -> None:
        """Note from which file a record was read."""
        facts = {**vars(origin), "kept": dict(origin.kept)}
        del facts["record"]
        await self._upsert(imports, {"team": team, "kind": kind, "record": origin.record}, {**facts, "read_at": at})

    async def add_all(self, team: str, kind: str, origins: Sequence[Origin], *, at: datetime) -> None:
        """The same of many, in one go."""
        rows = [{"team": team, "kind": kind, **vars(one), "kept": dict(one.kept), "read_at": at} for one in origins]
        await self._upsert_all(imports, ("team", "kind", "record"), rows)

    async def like(self, team: str, kind: str, *, names: Several[str], said: Several[str]) -> list[Origin]:
        """What was read from files of these names, or from files that said that they are these records; in the order they were read in."""
        is_one = or_(imports.c.name.in_(names), imports.c.kept["id"].as_string().in_(said))
        rows = await self._connection.execute(
            select(imports).where(imports.c.team == team, imports.c.kind == kind, is_one).order_by(imports.c.id)
        )
        return [_origin(row) for row in rows]

    async def of_all(self, team: str, kind: str, records: Several[int]) -> dict[int, Origin]:
        """The files of some records, by their ids."""
        these = (imports.c.team == team, imports.c.kind == kind, imports.c.record.in_(records))
        return {row.record: _origin(row) for row in await self._connection.execute(select(imports).where(*these))}

    async def named(self, team: str, kind: str, name: str, project: int | None) -> Origin | None:
        """What was last read from a file of this name for a project."""
        this = (imports.c.team == team, imports.c.kind == kind, imports.c.name == name, imports.c.project.is_not_distinct_from(project))
        row = (await self._connection.execute(select(imports).where(*this).order_by(imports.c.id.desc()).limit(1))).first()
        return _origin(row) if row else None

    async def identified(self, team: str, kind: str, said: str) -> Origin | None:
        """The one whose file said that it is this record."""
        this = (imports.c.team == team, imports.c.kind == kind, imports.c.kept["id"].as_string() == said)
        row = (await self._connection.execute(select(imports).where(*this).order_by(imports.c.id).limit(1))).first()
        return _origin(row) if row else None

    async def of(self, team: str, kind: str, record: int) -> Origin | None:
        """The file of a record."""
        this = (imports.c.team == team, imports.c.kind == kind, imports.c.record == record)
        row = (await self._connection.execute(select(imports).where(*this))).first()
        return _origin(row) if row else None

    async def within(self, team: str, kind: str, project: int | None) -> dict[int, Origin]:
        """All that were read for a project, by their records."""
        this = (imports.c.team == team, imports.c.kind == kind, imports.c.project.is_not_distinct_from(project))
        rows = await self._connection.execute(select(imports).where(*this).order_by(imports.c.id))
        return {row.record: _origin(row) for row in rows}

    async def people_called(self, team: str, names: Several[str]) -> dict[str, str]:
        """The user ids of people by their names, of those that only one person has."""
        rows = (
            await self._connection.execute(select(people.c.user, people.c.name).where(people.c.team == team, people.c.name.in_(names)))
        ).all()
        found = [row.name for row in rows]
        return {row.name: row.user for row in rows if found.count(row.name) == 1}

    async def adopted(self, team: str) -> bool:
        """Let a workspace, the first that connects, have what was imported before; says whether there was any."""
        if await self._connection.scalar(select(imports.c.id).where(imports.c.team == UNCLAIMED).limit(1)) is None:
            return False
        for table in metadata.sorted_tables:
            if "team" in table.c and table is not jobs:  # which an import leaves none of, and PostgreSQL keeps elsewhere
                await self._connection.execute(update(table).where(table.c.team == UNCLAIMED).values(team=team))
        return True


def _origin(row: Row[Any]) -> Origin:
    return Origin(record=row.record, name=row.name, digest=row.digest, project=row.project, kept=row.kept)
