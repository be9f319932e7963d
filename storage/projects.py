"""Projects, and the channels that are bound to them.

A project's name is no secret among a workspace's full members. A guest sees those of the channels they are in.
"""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Row, Select, String, Table, UniqueConstraint, bindparam, delete, exists, select, update

from bot.records.people import Viewer
from bot.records.projects import Project, known_as
from storage.collection import Collection
from storage.database import Key, Utc, metadata
from storage.people import visible_to
from storage.sight import Sight, who

projects = Table(
    "projects",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("name", String(60), nullable=False),
    Column("known_as", String(200), nullable=False),
    Column("made_by", String(20), nullable=False),
    Column("made_at", Utc, nullable=False),
    UniqueConstraint("team", "known_as"),
)

project_channels = Table(
    "project_channels",
    metadata,
    Column("team", String(20), primary_key=True),
    Column("channel", String(20), primary_key=True),
    Column("project", Key, ForeignKey("projects.id"), nullable=False),
    Column("by", String(20), nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_project_channels_project", "project"),
)


class Projects(Collection):
    """What every workspace works on."""

    async def add(self, project: Project) -> Project | None:
        """Keep a new one; None where there is one of that name already."""
        row = {"team": project.team, **_facts(project)}
        added = self._insert(projects).values(**row).on_conflict_do_nothing().returning(projects.c.id)
        id_ = await self._connection.scalar(added)
        return project.model_copy(update={"id": id_}) if id_ else None

    async def save(self, project: Project) -> None:
        """Keep a changed one; its name must be free."""
        await self._connection.execute(update(projects).where(projects.c.id == project.id).values(_facts(project)))

    async def all(self, *, seen_by: Viewer) -> list[Project]:
        """All of them, by name."""
        rows = await self._connection.execute(_all(Sight.of(seen_by)), who(seen_by))
        return [_project(row) for row in rows]

    async def get(self, project: int, *, seen_by: Viewer) -> Project | None:
        """By its id."""
        return await self._one(_seen(seen_by).where(projects.c.id == project))

    async def named(self, name: str, *, seen_by: Viewer) -> Project | None:
        """By its name, whatever its capitals."""
        return await self._one(_seen(seen_by).where(projects.c.known_as == known_as(name)))

    async def bound(self, channel: str, *, seen_by: Viewer) -> Project | None:
        """The one a channel is bound to."""
        return await self._one(_bound(Sight.of(seen_by)), {"bound_in": channel, **who(seen_by)})

    async def of_channel(self, channel: str, *, seen_by: Viewer) -> Project | None:
        """The one a new record made in that channel belongs to: the one it is bound to, else the only one there is; None: ask."""
        if bound := await self.bound(channel, seen_by=seen_by):
            return bound
        there = await self.all(seen_by=seen_by)
        return there[0] if len(there) == 1 else None

    async def bind(self, channel: str, project: Project, *, by: str, at: datetime) -> None:
        """Let what is made in a channel from now on belong to a project."""
        facts = {"project": project.id, "by": by, "at": at}
        await self._upsert(project_channels, {"team": project.team, "channel": channel}, facts)

    async def unbind(self, team: str, channel: str) -> None:
        """Let a channel belong to none."""
        here = (project_channels.c.team == team, project_channels.c.channel == channel)
        await self._connection.execute(delete(project_channels).where(*here))

    async def adopt(self, project: Project) -> None:
        """Let everything that belongs to no project belong to this one, which has been the only one until now, of whatever kind it is."""
        for table in metadata.tables.values():
            if {"team", "project"} <= set(table.c.keys()) and table.c.project.nullable:
                without = (table.c.team == project.team, table.c.project.is_(None))
                await self._connection.execute(update(table).where(*without).values(project=project.id))

    async def channels(self, *, seen_by: Viewer) -> dict[int, list[str]]:
        """The channels of each project, as far as they may be seen."""
        rows = await self._connection.execute(
            select(project_channels.c.project, project_channels.c.channel)
            .where(visible_to(seen_by, project_channels.c.team, project_channels.c.channel))
            .order_by(project_channels.c.at)
        )
        found: dict[int, list[str]] = {}
        for row in rows:
            found.setdefault(row.project, []).append(row.channel)
        return found

    async def _one(self, found: Select[Any], given: dict[str, Any] | None = None) -> Project | None:
        row = (await self._connection.execute(found, given)).first()
        return _project(row) if row else None


@cache
def _all(sight: Sight) -> Select[Any]:
    return _seen(sight).order_by(projects.c.known_as)


@cache
def _bound(sight: Sight) -> Select[Any]:
    here = (project_channels.c.team == sight.team, project_channels.c.channel == bindparam("bound_in"))
    return _seen(sight).where(projects.c.id == select(project_channels.c.project).where(*here).scalar_subquery())


def _seen(viewer: Viewer | Sight) -> Select[Any]:
    theirs = select(projects).where(projects.c.team == viewer.team)
    if viewer.is_operator or viewer.sees_what_is_public:
        return theirs
    in_a_channel = visible_to(viewer, project_channels.c.team, project_channels.c.channel)
    return theirs.where(exists().where(project_channels.c.project == projects.c.id, in_a_channel))


def _facts(project: Project) -> dict[str, Any]:
    return {"name": project.name, "known_as": project.known_as, "made_by": project.made_by, "made_at": project.made_at}


def _project(row: Row[Any]) -> Project:
    return Project(**{name: getattr(row, name) for name in Project.model_fields})
