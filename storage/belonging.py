"""What every ledger's table has, and who sees a row: whoever sees its channel; once it is published, every full member."""

from typing import Any

from sqlalchemy import Boolean, Column, Integer, String, Table, and_, false, or_, update
from sqlalchemy.sql import ColumnElement

from bot.records.people import Viewer
from storage.collection import Collection
from storage.database import Key
from storage.people import visible_to


def whose() -> list[Column[Any]]:
    """The columns that say where a record belongs."""
    return [
        Column("id", Key, primary_key=True),
        Column("team", String(20), nullable=False),
        Column("project", Key),
        Column("channel", String(20), nullable=False),
        Column("published", Boolean, nullable=False, server_default=false()),
        Column("revision", Integer, nullable=False),
    ]


def is_seen(viewer: Viewer, table: Table) -> ColumnElement[bool]:
    """The rule of privacy, for a table with these columns."""
    ways = [visible_to(viewer, table.c.team, table.c.channel)]
    if viewer.sees_what_is_public:
        ways.append(and_(table.c.team == viewer.team, table.c.published))
    return or_(*ways)


def of_project(project: int | None, table: Table) -> ColumnElement[bool]:
    """Whether a row belongs to a project; None: to none."""
    return table.c.project.is_(None) if project is None else table.c.project == project


class Ledger(Collection):
    """A collection whose rows belong to a project."""

    table: Table

    async def belong(self, channel: str, project: int, *, seen_by: Viewer) -> None:
        """Let what was recorded in a channel belong to a project, as far as it belongs to none yet."""
        table = self.table
        without = (table.c.team == seen_by.team, table.c.channel == channel, table.c.project.is_(None))
        await self._connection.execute(update(table).where(*without, is_seen(seen_by, table)).values(project=project))
