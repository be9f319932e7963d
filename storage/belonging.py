"""What every ledger's table has, and who sees a row: whoever sees its channel; once it is published, every full member."""

from collections.abc import Collection as Among
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, and_, false, insert, or_, select, update
from sqlalchemy.sql import ColumnElement

from bot.records.belonging import Page
from bot.records.people import Viewer
from storage.collection import Collection
from storage.database import Key, Utc, metadata
from storage.people import in_sight_of
from storage.sight import built_once


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


@built_once
def is_seen(viewer: Viewer, table: Table) -> ColumnElement[bool]:
    """The rule of privacy, for a table with these columns."""
    ways = [in_sight_of(viewer, table.c.team, table.c.channel)]
    if viewer.sees_what_is_public:
        ways.append(table.c.published)
    return and_(table.c.team == viewer.team, or_(*ways))


def of_project(project: int | None, table: Table) -> ColumnElement[bool]:
    """Whether a row belongs to a project; None: to none."""
    return table.c.project.is_(None) if project is None else table.c.project == project


def of_projects(projects: Among[int | None], table: Table) -> ColumnElement[bool]:
    """Whether a row belongs to one of these, of which None is none."""
    named = table.c.project.in_([project for project in projects if project is not None])
    return or_(named, table.c.project.is_(None)) if None in projects else named


class Ledger(Collection):
    """A collection whose rows belong to a project."""

    table: Table

    async def belong(self, channel: str, project: int, *, seen_by: Viewer) -> None:
        """Let what was recorded in a channel belong to a project, as far as it belongs to none yet."""
        table = self.table
        without = (table.c.team == seen_by.team, table.c.channel == channel, table.c.project.is_(None))
        await self._connection.execute(update(table).where(*without, is_seen(seen_by, table)).values(project=project))


P = TypeVar("P", bound=Page)
_OWN = tuple(Page.model_fields)


def page_table(name: str) -> Table:
    """A table of pages: what they say is JSON, since whoever reads one reads all of it."""
    return Table(
        name,
        metadata,
        *whose(),
        Column("name", String(64), nullable=False),
        Column("facts", JSON, nullable=False),
        Column("changed_by", String(20), nullable=False),
        Column("changed_at", Utc, nullable=False),
        Index(f"ix_{name}_team_project", "team", "project", "name"),
    )


class Pages(Ledger, Generic[P]):
    """Pages of one kind. Of those with the same name in a project a question takes the one written last that its viewer sees.

    There may be several: one made in a private channel is not told of by a clash of names.
    """

    page: type[P]

    async def get(self, page: int, *, seen_by: Viewer) -> P | None:
        """By its id; None where it is not to be seen."""
        return self._first(await self._rows(seen_by, self.table.c.id == page))

    async def for_change(self, page: int, *, seen_by: Viewer) -> P | None:
        """The same, as it is now; nobody else changes it until this transaction ends."""
        return self._first(await self._rows(seen_by, self.table.c.id == page, lock=True))

    async def of(self, project: int | None, name: str = "", *, seen_by: Viewer) -> P | None:
        """The page of a project, by name."""
        return self._first(await self._rows(seen_by, of_project(project, self.table), self.table.c.name == name))

    async def all(self, project: int | None, *, seen_by: Viewer) -> list[P]:
        """Every page of a project, by name."""
        newest: dict[str, P] = {}
        for one in await self._rows(seen_by, of_project(project, self.table)):
            newest.setdefault(one.name, one)
        return [newest[name] for name in sorted(newest)]

    async def are_any(self, team: str) -> bool:
        """Whether anybody has written one, wherever."""
        return await self._connection.scalar(select(self.table.c.id).where(self.table.c.team == team).limit(1)) is not None

    async def keep(self, page: P) -> P:
        """Keep a new page, or one that was written over."""
        table, dumped = self.table, page.model_dump(mode="json")
        row = {name: getattr(page, name) for name in _OWN if name != "id"}
        row |= {"facts": {name: value for name, value in dumped.items() if name not in _OWN}}
        if page.id:
            await self._connection.execute(update(table).where(table.c.id == page.id).values(row))
            return page
        id_ = (await self._connection.execute(insert(table).values(row).returning(table.c.id))).scalar_one()
        return page.model_copy(update={"id": id_})

    async def _rows(self, viewer: Viewer, *where: ColumnElement[bool], lock: bool = False) -> list[P]:
        table = self.table
        found = select(table).where(is_seen(viewer, table), *where).order_by(table.c.changed_at.desc(), table.c.id.desc())
        rows = await self._connection.execute(found.with_for_update() if lock else found)
        return [self.page.model_validate({**{name: getattr(row, name) for name in _OWN}, **row.facts}) for row in rows]

    def _first(self, found: Sequence[P]) -> P | None:
        return found[0] if found else None
