"""Incidents, and the questions we ask of them. Each question names its viewer."""

from collections.abc import Collection as Collection_
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    CompoundSelect,
    Date,
    Index,
    Integer,
    Numeric,
    Row,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
    union,
    update,
)
from sqlalchemy import insert as insert_into

from bot.records.entries import Message
from bot.records.incidents import Incident, Role, Severity, Status
from bot.records.people import Viewer
from bot.records.windows import Window
from storage.collection import Collection
from storage.database import Key, Utc, metadata
from storage.numbers import Numbers
from storage.people import People, in_sight_of
from storage.posts import posts
from storage.sight import Sight, built_once, who

KIND = "incident"
"""What links call it."""
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
    Column("started_at", Utc, nullable=False),
    Column("identified_at", Utc),
    Column("monitoring_at", Utc),
    Column("resolved_at", Utc),
    Column("fix", Text, nullable=False, server_default=""),
    Column("origin_ts", String(20)),
    Column("origin_thread", String(20)),
    *(Column(role.value, String(20), nullable=False, server_default="") for role in Role),
    Column("impact", Text, nullable=False, server_default=""),
    Column("customers", Integer),
    Column("revenue", Numeric(14, 2)),
    Column("slo", String(200), nullable=False, server_default=""),
    Column("drill", Boolean, nullable=False, server_default=false()),
    Column("backfilled", Boolean, nullable=False, server_default=false()),
    Column("reminded", Integer, nullable=False, server_default="0"),
    Column("reminders_stopped", Boolean, nullable=False, server_default=false()),
    Column("postmortem_due", Date),
    Column("postmortem_signed", Boolean, nullable=False, server_default=false()),
    Column("own_channel", String(20)),
    Column("project", Key),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("team", "number"),
    Index("ix_incidents_team_own_channel", "team", "own_channel"),
    Index("ix_incidents_team_status", "team", "status"),
    Index("ix_incidents_team_channel", "team", "channel", "resolved_at"),
    Index("ix_incidents_team_started_at", "team", "started_at"),
    Index("ix_incidents_team_resolved_at", "team", "resolved_at"),
)

OWES = and_(incidents.c.postmortem_due.is_not(None), incidents.c.resolved_at.is_not(None), incidents.c.postmortem_signed.is_(False))
"""It was to have a postmortem, and has none that is signed off, which the postmortems' shelf keeps note of: few do, of all there were."""
Index("ix_incidents_owes", incidents.c.team, incidents.c.postmortem_due, incidents.c.number, sqlite_where=OWES, postgresql_where=OWES)

HEADLINE = "incident.headline"
"""The kind of post that shows an incident in its channel."""
OWN = "incident.own_headline"
"""The kind that shows it in a channel of its own."""

_OPEN = incidents.c.status.in_([one for one in Status if one is not Status.RESOLVED])
"""By name, not by what they are not: an index finds a few among the many."""
_SAVE = update(incidents).where(incidents.c.id == bindparam("saved"))
_ADD = insert_into(incidents).returning(incidents.c.id)
_FACTS = tuple(name for name in Incident.model_fields if name not in {"id", "team", "number", "origin"})


class Incidents(Collection):
    """Every incident of every workspace; a question sees those of its viewer's."""

    async def add(self, incident: Incident) -> Incident:
        """Keep a new incident; its number is the workspace's next, unless it comes with one that is free."""
        numbers = Numbers(self._connection)
        if incident.number:
            await numbers.reached(incident.team, "INC", incident.number)
        number = incident.number or await numbers.next(incident.team, "INC")
        row = {"team": incident.team, "number": number, **_facts(incident)}
        id_ = (await self._connection.execute(_ADD, row)).scalar_one()
        return incident.model_copy(update={"id": id_, "number": number})

    async def save(self, incident: Incident) -> None:
        """Keep a changed incident, which was read in this transaction with `for_change`."""
        await self._connection.execute(_SAVE, {"saved": incident.id, **_facts(incident)})

    async def get(self, incident: int, *, seen_by: Viewer) -> Incident | None:
        """By its id; None where it is not to be seen."""
        return await self._one(_by("id", Sight.of(seen_by)), {"sought": incident, **who(seen_by)})

    async def several(self, those: Sequence[int], *, seen_by: Viewer) -> list[Incident]:
        """By their ids, in this order, as far as they are to be seen."""
        if not those:
            return []
        # Looked up first, and only then asked whose they are: said in one, SQLite reads the whole workspace for them.
        these = select(incidents.c.id).where(incidents.c.id.in_(those)).limit(len(those)).subquery()  # by the limit it stays apart
        found = {one.id: one for one in await self._all(self._seen(seen_by).join(these, these.c.id == incidents.c.id))}
        return [found[one] for one in those if one in found]

    async def numbered(self, number: int, *, seen_by: Viewer) -> Incident | None:
        """INC-<number>; None where it is not to be seen."""
        return await self._one(_by("number", Sight.of(seen_by)), {"sought": number, **who(seen_by)})

    async def for_change(self, incident: int, *, seen_by: Viewer) -> Incident | None:
        """The same, as it is now; nobody else changes it until this transaction ends."""
        return await self._one(_for_change(Sight.of(seen_by)), {"sought": incident, **who(seen_by)})

    async def open(self, *, seen_by: Viewer, channel: str | None = None, limit: int | None = None, offset: int = 0) -> list[Incident]:
        """The open ones, in one channel (its own counts) or anywhere, worst and newest first; all of them, or a page."""
        found = self._seen(seen_by).where(_OPEN)
        if channel:
            found = found.where(or_(incidents.c.channel == channel, incidents.c.own_channel == channel))
        return await self._all(found.order_by(incidents.c.severity, incidents.c.number.desc()).limit(limit).offset(offset or None))

    async def newest(self, *, seen_by: Viewer, limit: int, offset: int = 0) -> list[Incident]:
        """All of them, newest first."""
        return await self._all(self._seen(seen_by).order_by(incidents.c.number.desc()).limit(limit).offset(offset))

    async def to_show(self, *, seen_by: Viewer, channel: str) -> list[Incident]:
        """Those of a channel (its own counts) that are open, or of which it shows no headline or an earlier revision; oldest first."""
        shown = exists().where(
            posts.c.team == incidents.c.team,
            posts.c.kind.in_((HEADLINE, OWN)),
            posts.c.record == incidents.c.id,
            posts.c.channel == channel,
            posts.c.ts.is_not(None),
            posts.c.revision >= incidents.c.revision,
        )
        here = or_(incidents.c.channel == channel, incidents.c.own_channel == channel)
        return await self._all(self._seen(seen_by).where(here, or_(~shown, _OPEN)).order_by(incidents.c.number))

    async def seen_among(self, incident: Incident, users: Sequence[str]) -> set[str]:
        """Those of these people who see it."""
        people = People(self._connection)
        seen: set[str] = set()
        for user in users:
            known = await people.person(incident.team, user)
            facts = {"standing": known.standing} if known else {}
            if await self.get(incident.id, seen_by=Viewer(team=incident.team, user=user, **facts)):
                seen.add(user)
        return seen

    async def in_own_channel(self, channel: str, *, seen_by: Viewer) -> Incident | None:
        """The one whose own channel this is."""
        return await self._one(self._seen(seen_by).where(incidents.c.own_channel == channel))

    async def resolved_last(self, *, seen_by: Viewer, channel: str, limit: int) -> list[Incident]:
        """What was resolved in a channel, the latest first."""
        found = self._seen(seen_by).where(incidents.c.channel == channel, incidents.c.resolved_at.is_not(None))
        return await self._all(found.order_by(incidents.c.resolved_at.desc()).limit(limit))

    async def began(self, projects: Collection_[int | None], window: Window, *, seen_by: Viewer) -> list[Incident]:
        """Those of some projects, of which None is none, that began in a window or are still open, the worst first; no practice."""
        theirs = self._seen(seen_by).where(belongs_to(projects), incidents.c.drill.is_(False))
        in_it = theirs.where(incidents.c.started_at >= window.start, incidents.c.started_at < window.end)
        # Two looks, each by an index of its own: of “this or that”, SQLite makes one look at every incident there is.
        found = union(in_it, theirs.where(_OPEN))
        return await self._all(found.order_by(found.selected_columns.severity, found.selected_columns.number))

    async def over(self, projects: Collection_[int | None], window: Window, *, seen_by: Viewer) -> list[Incident]:
        """Those of some projects, of which None is none, that ended in a window, the latest first; no practice."""
        ended = and_(incidents.c.resolved_at >= window.start, incidents.c.resolved_at < window.end)
        found = self._seen(seen_by).where(belongs_to(projects), ended, incidents.c.drill.is_(False))
        return await self._all(found.order_by(incidents.c.resolved_at.desc()))

    async def belong(self, channel: str, project: int, *, seen_by: Viewer) -> None:
        """Let what was declared in a channel belong to a project, as far as it belongs to none yet."""
        without = (incidents.c.team == seen_by.team, incidents.c.channel == channel, incidents.c.project.is_(None))
        await self._connection.execute(update(incidents).where(*without, is_visible(seen_by)).values(project=project))

    async def count(self, *, seen_by: Viewer, open_: bool = False, most: int) -> int:
        """How many there are to be seen, or are open, counted no further than `most`."""
        found = self._seen(seen_by).where(_OPEN) if open_ else self._seen(seen_by)
        return await self._count(found.with_only_columns(incidents.c.id), most)

    def _seen(self, viewer: Viewer) -> Select[Any]:
        return select(incidents).where(is_visible(viewer))

    async def _one(self, found: Select[Any], given: dict[str, Any] | None = None) -> Incident | None:
        row = (await self._connection.execute(found, given)).first()
        return _incident(row) if row else None

    async def _all(self, found: Select[Any] | CompoundSelect[Any]) -> list[Incident]:
        rows: Sequence[Row[Any]] = (await self._connection.execute(found)).all()
        return [_incident(row) for row in rows]


@cache
def _by(column: str, sight: Sight) -> Select[Any]:
    return select(incidents).where(is_visible(sight), incidents.c[column] == bindparam("sought"))


@cache
def _for_change(sight: Sight) -> Select[Any]:
    return _by("id", sight).with_for_update()


@built_once
def is_visible(viewer: Viewer | Sight) -> ColumnElement[bool]:
    """The rule of privacy, for incidents and for what belongs to them: whoever is in its own channel was let in on it.

    What came as a file is of no channel, and every full member's.
    """
    ways = [in_sight_of(viewer, incidents.c.team, one) for one in (incidents.c.channel, incidents.c.own_channel)]
    if viewer.sees_what_is_public:
        ways.append(incidents.c.channel == "")
    return and_(incidents.c.team == viewer.team, or_(*ways))


def belongs_to(projects: Collection_[int | None]) -> Any:
    """Whether it belongs to one of these, of which None is none."""
    named = [project for project in projects if project is not None]
    ways = [incidents.c.project.in_(named)] if named else []
    return or_(*ways, *([incidents.c.project.is_(None)] if None in projects else []))


def _facts(incident: Incident) -> dict[str, Any]:
    origin = incident.origin
    facts = {name: getattr(incident, name) for name in _FACTS}
    return {**facts, "origin_ts": origin.ts if origin else None, "origin_thread": origin.thread_ts if origin else None}


def _incident(row: Row[Any]) -> Incident:
    facts = {name: getattr(row, name) for name in (*_FACTS, "id", "team", "number")}
    origin = Message(channel=row.channel, ts=row.origin_ts, thread_ts=row.origin_thread) if row.origin_ts else None
    return Incident(**{**facts, "severity": Severity(row.severity), "status": Status(row.status), "origin": origin})
