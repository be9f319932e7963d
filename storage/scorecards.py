"""Scorecards as they were published, the targets of a project, and what both are counted from."""

from collections.abc import Collection as Among
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Float, Index, Row, String, Table, and_, delete, exists, func, insert, or_, select, update

from bot.records.delivery import Facts, Harm, Metric, Trouble, Went
from bot.records.deployments import Outcome
from bot.records.links import Relation
from bot.records.people import Viewer
from bot.records.scorecards import Counted, Published, Scorecard
from bot.records.windows import Window
from storage.collection import Collection
from storage.database import Key, Utc, metadata
from storage.deployments import KIND as DEPLOYMENT
from storage.deployments import Deployments, belongs_to, deployments
from storage.deployments import is_visible as is_deployment_visible
from storage.incidents import belongs_to as incident_belongs_to
from storage.incidents import incidents
from storage.incidents import is_visible as is_incident_visible
from storage.links import links
from storage.people import visible_to

scorecards = Table(
    "scorecards",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("project", Key),
    Column("channel", String(20), nullable=False),
    Column("name", String(40), nullable=False),
    Column("published_by", String(20), nullable=False),
    Column("published_at", Utc, nullable=False),
    Column("card", JSON, nullable=False),
    Column("file", String(20)),
    Column("due_at", Utc),
    Index("ix_scorecards_team_project", "team", "project", "published_at"),
)

targets = Table(
    "targets",
    metadata,
    Column("team", String(20), primary_key=True),
    Column("project", Key, primary_key=True, autoincrement=False),
    Column("metric", String(16), primary_key=True),
    Column("value", Float, nullable=False),
    Column("set_by", String(20), nullable=False),
    Column("set_at", Utc, nullable=False),
)
"""Project 0 is none."""

INCIDENT = "incident"
Projects = Among[int | None]
"""The projects that are meant; None is what belongs to none."""


class Scorecards(Collection):
    """What is measured, what is aimed at, and what was published."""

    async def facts(self, whose: Projects, start: datetime, until: datetime, *, seen_by: Viewer) -> Facts:
        """Everything that is counted from `start` until before `until`. An operator counts what is private, too."""
        first = await Deployments(self._connection).first_live(whose, seen_by=seen_by)
        shipped = await Deployments(self._connection).shipped(whose, start, until, seen_by=seen_by)
        return Facts(
            went=await self._went(whose, start, until, seen_by),
            shipped=tuple(shipped),
            harm=await self._harm(whose, start, until, seen_by),
            troubles=await self._troubles(whose, start, until, seen_by),
            known_since=first,
            marks_rework=await self._marks_rework(whose, seen_by),
        )

    async def counted(self, whose: Projects, window: Window, *, seen_by: Viewer) -> Counted:
        """How many incidents began in a window, by severity, and how many were resolved; no practice."""
        began = and_(incidents.c.started_at >= window.start, incidents.c.started_at < window.end)
        over = and_(incidents.c.resolved_at >= window.start, incidents.c.resolved_at < window.end)
        here = self._incidents_of(whose, seen_by)
        rows = await self._connection.execute(
            select(incidents.c.severity, func.count().label("many")).where(*here, began).group_by(incidents.c.severity)
        )
        resolved = await self._connection.scalar(select(func.count()).select_from(incidents).where(*here, over))
        return Counted(declared={row.severity: row.many for row in sorted(rows, key=lambda row: str(row.severity))}, resolved=resolved or 0)

    async def targets(self, team: str, project: int | None) -> dict[Metric, float]:
        """What a project aims at."""
        here = (targets.c.team == team, targets.c.project == (project or 0))
        rows = await self._connection.execute(select(targets.c.metric, targets.c.value).where(*here))
        return {Metric(row.metric): row.value for row in rows}

    async def aim(self, team: str, project: int | None, metric: Metric, value: float | None, *, by: str, at: datetime) -> None:
        """Keep a target; None takes it back."""
        key = {"team": team, "project": project or 0, "metric": metric.value}
        if value is None:
            await self._connection.execute(delete(targets).where(*(targets.c[name] == one for name, one in key.items())))
        else:
            await self._upsert(targets, key, {"value": value, "set_by": by, "set_at": at})

    async def adopt(self, team: str, project: int) -> None:
        """Let what was aimed at before there was a project be this one's."""
        await self._connection.execute(update(targets).where(targets.c.team == team, targets.c.project == 0).values(project=project))

    async def publish(self, published: Published) -> Published:
        """Keep a card as it stands."""
        facts = {name: getattr(published, name) for name in Published.model_fields if name not in {"id", "card"}}
        kept = insert(scorecards).values(**facts, card=published.card.as_file()).returning(scorecards.c.id)
        return published.model_copy(update={"id": (await self._connection.execute(kept)).scalar_one()})

    async def drawn(self, published: int, file: str | None) -> None:
        """Keep where its picture is in Slack; None for nowhere any more."""
        await self._connection.execute(update(scorecards).where(scorecards.c.id == published).values(file=file))

    async def was_due(self, project: int | None, name: str, *, seen_by: Viewer) -> bool:
        """Whether the card of a month was published because it was due."""
        theirs = _seen(seen_by).where(_of(project), scorecards.c.name == name, scorecards.c.due_at.is_not(None))
        return (await self._connection.execute(theirs.limit(1))).first() is not None

    async def get(self, published: int, *, seen_by: Viewer) -> Published | None:
        """By its id; None where it is not to be seen."""
        row = (await self._connection.execute(_seen(seen_by).where(scorecards.c.id == published))).first()
        return _published(row) if row else None

    async def newest(self, project: int | None, *, seen_by: Viewer, limit: int, offset: int = 0) -> list[Published]:
        """Those of a project, the latest first."""
        found = _seen(seen_by).where(_of(project)).order_by(scorecards.c.published_at.desc(), scorecards.c.id.desc())
        return [_published(row) for row in await self._connection.execute(found.limit(limit).offset(offset))]

    async def of_window(self, project: int | None, name: str, *, seen_by: Viewer) -> Published | None:
        """The latest of a window, as "2026-10"."""
        found = _seen(seen_by).where(_of(project), scorecards.c.name == name).order_by(scorecards.c.id.desc()).limit(1)
        row = (await self._connection.execute(found)).first()
        return _published(row) if row else None

    async def _went(self, whose: Projects, start: datetime, until: datetime, viewer: Viewer) -> tuple[Went, ...]:
        fixes = exists().where(
            links.c.team == deployments.c.team,
            links.c.from_kind == DEPLOYMENT,
            links.c.from_id == deployments.c.id,
            links.c.relation == Relation.FIXES.value,
        )
        mends = or_(deployments.c.unplanned, fixes).label("mends")
        found = select(deployments.c.id, deployments.c.outcome, deployments.c.finished_at, mends).where(*_live(whose, start, until, viewer))
        rows = await self._connection.execute(found.order_by(deployments.c.finished_at, deployments.c.id))
        return tuple(Went(row.id, row.outcome == Outcome.SUCCESS, row.finished_at, bool(row.mends)) for row in rows)

    async def _harm(self, whose: Projects, start: datetime, until: datetime, viewer: Viewer) -> tuple[Harm, ...]:
        caused = and_(
            links.c.team == incidents.c.team,
            links.c.from_kind == INCIDENT,
            links.c.from_id == incidents.c.id,
            links.c.relation == Relation.CAUSED_BY.value,
            links.c.to_kind == DEPLOYMENT,
        )
        theirs = select(deployments.c.id).where(*_live(whose, start, until, viewer))
        found = select(links.c.to_id, incidents.c.resolved_at).join(incidents, caused)
        real = (is_incident_visible(viewer), incidents.c.drill.is_(False))
        rows = await self._connection.execute(found.where(links.c.to_id.in_(theirs), *real).order_by(links.c.id))
        return tuple(Harm(row.to_id, row.resolved_at) for row in rows)

    async def _troubles(self, whose: Projects, start: datetime, until: datetime, viewer: Viewer) -> tuple[Trouble, ...]:
        over = and_(incidents.c.resolved_at >= start, incidents.c.resolved_at < until)
        found = select(incidents.c.started_at, incidents.c.resolved_at).where(*self._incidents_of(whose, viewer), over)
        return tuple(Trouble(*row) for row in await self._connection.execute(found.order_by(incidents.c.resolved_at)))

    async def _marks_rework(self, whose: Projects, viewer: Viewer) -> bool:
        """Whether anybody ever said of a deployment that it was not planned, or that it fixed an incident."""
        here = (deployments.c.team == viewer.team, belongs_to(whose))
        fixes = (links.c.team == viewer.team, links.c.from_kind == DEPLOYMENT, links.c.relation == Relation.FIXES.value)
        marked = exists().where(*here, deployments.c.unplanned.is_(True))
        fixed = exists().where(*fixes, links.c.from_id == deployments.c.id, *here)
        return bool(await self._connection.scalar(select(or_(marked, fixed))))

    @staticmethod
    def _incidents_of(whose: Projects, viewer: Viewer) -> tuple[Any, ...]:
        return (is_incident_visible(viewer), incident_belongs_to(whose), incidents.c.drill.is_(False))


def _live(whose: Projects, start: datetime, until: datetime, viewer: Viewer) -> tuple[Any, ...]:
    when = and_(deployments.c.finished_at >= start, deployments.c.finished_at < until)
    return (is_deployment_visible(viewer), belongs_to(whose), deployments.c.production.is_(True), when)


def _seen(viewer: Viewer) -> Any:
    ways = [visible_to(viewer, scorecards.c.team, scorecards.c.channel)]
    if viewer.sees_what_is_public:
        ways.append(and_(scorecards.c.team == viewer.team, scorecards.c.channel == ""))  # those that came as files
    return select(scorecards).where(or_(*ways))


def _of(project: int | None) -> Any:
    return scorecards.c.project == project if project is not None else scorecards.c.project.is_(None)


def _published(row: Row[Any]) -> Published:
    facts = {name: getattr(row, name) for name in Published.model_fields if name != "card"}
    return Published(**facts, card=Scorecard.from_file(row.card))
