"""Deployments, the commits that went live with them, and the questions we ask of both."""

from collections.abc import Collection as Among
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
    UniqueConstraint,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
    update,
)

from bot.errors import Conflict
from bot.records.deployments import Commit, Deployment, Outcome
from bot.records.people import Viewer
from storage.collection import Collection, once
from storage.database import Key, Utc, metadata
from storage.numbers import Numbers
from storage.people import visible_to
from storage.projects import project_channels
from storage.sight import Sight, built_once, who

deployments = Table(
    "deployments",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("number", Integer, nullable=False),
    Column("project", Key),
    Column("source", String(16), nullable=False),
    Column("external", String(200), nullable=False),
    Column("environment", String(100), nullable=False),
    Column("production", Boolean, nullable=False),
    Column("sha", String(100), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("finished_at", Utc, nullable=False),
    Column("unplanned", Boolean, nullable=False, server_default=false()),
    Column("channel", String(20), nullable=False, server_default=""),
    Column("recorded_by", String(20), nullable=False, server_default=""),
    Column("recorded_at", Utc, nullable=False),
    UniqueConstraint("team", "source", "external"),
    Index("ix_deployments_team_number", "team", "number", unique=True),
    Index("ix_deployments_team_project", "team", "project", "production", "finished_at"),
    Index("ix_deployments_team_finished_at", "team", "finished_at"),
    Index("ix_deployments_team_unplanned", "team", "unplanned"),
    Index("ix_deployments_team_project_finished_at", "team", "project", "finished_at"),
)

shipped = Table(
    "shipped",
    metadata,
    Column("team", String(20), primary_key=True),
    Column("project", Key, primary_key=True, autoincrement=False),
    Column("sha", String(100), primary_key=True),
    Column("authored_at", Utc, nullable=False),
    Column("live_at", Utc, nullable=False),
    Column("deployment", Key, ForeignKey("deployments.id"), nullable=False),
    Index("ix_shipped_team_project", "team", "project", "live_at"),
)
"""Every commit, with the first deployment that brought it to customers. Project 0 is none."""

_KNOWN_BY = ("team", "source", "external")
_IS_KNOWN = select(exists().where(*(deployments.c[name] == bindparam(name) for name in _KNOWN_BY)))

KIND = "deployment"
"""What a deployment is called at the end of a link."""


class Deployments(Collection):
    """What went live, in every workspace."""

    async def add(self, deployment: Deployment, commits: Sequence[Commit] = ()) -> Deployment | None:
        """Keep a deployment, and what went live with it; None where this one is known. Raises Conflict where it has just become so."""
        if await self._connection.scalar(_IS_KNOWN, {name: getattr(deployment, name) for name in _KNOWN_BY}):
            return None
        number = await Numbers(self._connection).next(deployment.team, "DEP")
        row = {**_facts(deployment), "number": number, "production": deployment.is_production}
        id_ = await self._connection.scalar(once(self._connection.dialect.name, deployments), row)
        if id_ is None:
            raise Conflict("This deployment has just been told of by somebody else.")  # which gives its number back
        kept = deployment.model_copy(update={"id": id_, "number": number})
        if kept.is_production and kept.outcome is Outcome.SUCCESS and commits:
            await self._ship(kept, commits)
        return kept

    async def numbered(self, number: int, *, seen_by: Viewer) -> Deployment | None:
        """DEP-<number>; None where it is not to be seen."""
        return await self._one(_seen(seen_by).where(deployments.c.number == number))

    async def get(self, deployment: int, *, seen_by: Viewer) -> Deployment | None:
        """By its id; None where it is not to be seen."""
        return await self._one(_seen(seen_by).where(deployments.c.id == deployment))

    async def newest(self, projects: Among[int | None] | None = None, *, seen_by: Viewer, limit: int, offset: int = 0) -> list[Deployment]:
        """The latest first; of some projects, of which None is none, or of any."""
        latest = (deployments.c.finished_at.desc(), deployments.c.id.desc())
        if projects is None:
            return await self._all(_seen(seen_by).order_by(*latest).limit(limit).offset(offset))
        # Each project by itself, whose latest an index has: all of them at once are looked through to the last, where one has few.
        found: list[Deployment] = []
        for project in projects:
            found += await self._all(_seen(seen_by).where(belongs_to([project])).order_by(*latest).limit(limit + offset))
        return sorted(found, key=lambda one: (one.finished_at, one.id), reverse=True)[offset : offset + limit]

    async def live(self, projects: Among[int | None], start: datetime, end: datetime, *, seen_by: Viewer) -> list[Deployment]:
        """Those to production that finished from `start` until before `end`, the earliest first."""
        named = [project for project in projects if project is not None]
        asked = {"named": named, "first": start, "end": end, **who(seen_by)}
        rows = await self._connection.execute(_live(Sight.of(seen_by), has_none=None in projects), asked)
        return [_deployment(row) for row in rows]

    async def first_live(self, projects: Among[int | None], *, seen_by: Viewer) -> datetime | None:
        """When the first deployment to production finished that we know of."""
        found = select(deployments.c.finished_at).where(is_visible(seen_by), belongs_to(projects), deployments.c.production.is_(True))
        first: datetime | None = await self._connection.scalar(found.order_by(deployments.c.finished_at).limit(1))
        return first

    async def shipped(
        self, projects: Among[int | None], start: datetime, end: datetime, *, seen_by: Viewer
    ) -> list[tuple[datetime, datetime]]:
        """When each commit was written, and when it first reached customers, for those that did in that time."""
        numbers = {project or 0 for project in projects}
        when = and_(shipped.c.live_at >= start, shipped.c.live_at < end)
        found = select(shipped.c.authored_at, shipped.c.live_at).where(shipped.c.team == seen_by.team, shipped.c.project.in_(numbers), when)
        return [(row.authored_at, row.live_at) for row in await self._connection.execute(found)]

    async def slowest(
        self, projects: Among[int | None], start: datetime, end: datetime, *, seen_by: Viewer, limit: int
    ) -> list[tuple[str, datetime, datetime, int]]:
        """Of what first reached customers in that time what took longest: sha, written at, live at, the deployment's number."""
        columns = (shipped.c.sha, shipped.c.authored_at, shipped.c.live_at, deployments.c.number)
        found = self._shipped(columns, projects, start, end, seen_by)
        rows = [row._tuple() for row in await self._connection.execute(found)]  # noqa: SLF001 - SQLAlchemy's public way to a tuple
        return sorted(rows, key=lambda row: row[1] - row[2])[:limit]

    async def count_shipped(self, projects: Among[int | None], start: datetime, end: datetime, *, seen_by: Viewer) -> int:
        """How many commits that is, as far as they may see their deployments."""
        found = self._shipped((shipped.c.sha,), projects, start, end, seen_by).subquery()
        return await self._connection.scalar(select(func.count()).select_from(found)) or 0

    async def adopt(self, team: str, project: int) -> None:
        """Let what went live without a project be this one's, as far as it did not go live with it, too."""
        other = shipped.alias()
        there = exists().where(other.c.team == team, other.c.project == project, other.c.sha == shipped.c.sha)
        await self._connection.execute(
            update(shipped).where(shipped.c.team == team, shipped.c.project == 0, ~there).values(project=project)
        )

    async def belong(self, channel: str, project: int, *, seen_by: Viewer) -> None:
        """Let what was told in a channel belong to a project, as far as it belongs to none yet."""
        without = (deployments.c.team == seen_by.team, deployments.c.channel == channel, deployments.c.project.is_(None))
        await self._connection.execute(update(deployments).where(*without, is_visible(seen_by)).values(project=project))

    @staticmethod
    def _shipped(columns: tuple[Any, ...], projects: Among[int | None], start: datetime, end: datetime, viewer: Viewer) -> Select[Any]:
        when = and_(shipped.c.live_at >= start, shipped.c.live_at < end)
        theirs = and_(shipped.c.team == viewer.team, shipped.c.project.in_({project or 0 for project in projects}))
        joined = select(*columns).join_from(shipped, deployments, shipped.c.deployment == deployments.c.id)
        return joined.where(theirs, when, is_visible(viewer))

    async def _ship(self, deployment: Deployment, commits: Sequence[Commit]) -> None:
        """Each commit counts once, with the first deployment that brought it to customers, in whatever order we hear of them."""
        at = {"live_at": deployment.finished_at, "deployment": deployment.id}
        whose = {"team": deployment.team, "project": deployment.project or 0}
        rows = {one.sha: {**whose, "sha": one.sha, "authored_at": one.authored_at, **at} for one in commits}
        insert = self._insert(shipped)
        earlier = insert.on_conflict_do_update(
            index_elements=["team", "project", "sha"], set_=at, where=shipped.c.live_at > insert.excluded.live_at
        )
        await self._connection.execute(earlier, list(rows.values()))

    async def _one(self, found: Select[Any]) -> Deployment | None:
        row = (await self._connection.execute(found)).first()
        return _deployment(row) if row else None

    async def _all(self, found: Select[Any]) -> list[Deployment]:
        return [_deployment(row) for row in await self._connection.execute(found)]


def belongs_to(projects: Among[int | None]) -> Any:
    """Whether it belongs to one of these, of which None is none."""
    named = [project for project in projects if project is not None]
    ways = [deployments.c.project.in_(named)] if named else []
    return or_(*ways, *([deployments.c.project.is_(None)] if None in projects else []))


@built_once
def is_visible(viewer: Viewer | Sight) -> ColumnElement[bool]:
    """What somebody told of in a channel is seen as that channel is; what a machine told of, by whoever knows its project."""
    told = and_(deployments.c.channel != "", visible_to(viewer, deployments.c.team, deployments.c.channel))
    in_a_channel = exists().where(
        project_channels.c.project == deployments.c.project, visible_to(viewer, project_channels.c.team, project_channels.c.channel)
    )
    knows_all = viewer.is_operator or viewer.sees_what_is_public
    return and_(deployments.c.team == viewer.team, or_(told, and_(deployments.c.channel == "", true() if knows_all else in_a_channel)))


@cache
def _live(sight: Sight, *, has_none: bool) -> Select[Any]:
    whose = deployments.c.project.in_(bindparam("named", expanding=True))
    when = (deployments.c.finished_at >= bindparam("first", type_=Utc), deployments.c.finished_at < bindparam("end", type_=Utc))
    theirs = or_(whose, deployments.c.project.is_(None)) if has_none else whose
    found = _seen(sight).where(theirs, deployments.c.production.is_(True), *when)
    return found.order_by(deployments.c.finished_at, deployments.c.id)


def _seen(viewer: Viewer | Sight) -> Select[Any]:
    return select(deployments).where(is_visible(viewer))


def _facts(deployment: Deployment) -> dict[str, Any]:
    return {name: getattr(deployment, name) for name in Deployment.model_fields if name not in {"id", "number"}}


def _deployment(row: Row[Any]) -> Deployment:
    facts = {name: getattr(row, name) for name in Deployment.model_fields}
    return Deployment(**{**facts, "outcome": Outcome(row.outcome)})
