"""What comes by itself: to which channel, when, and when to look again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, Row, String, Table, delete, select, update

from bot.records.people import Viewer
from bot.records.periods import Scheduled, Timing
from storage.collection import Collection
from storage.database import Utc, metadata
from storage.people import visible_to

schedules = Table(
    "schedules",
    metadata,
    Column("team", String(20), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("target", String(40), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("weekday", Integer),
    Column("hour", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("muted_until", Utc),
    Column("chosen_by", String(20), nullable=False),
    Column("set_at", Utc, nullable=False),
    Column("next_at", Utc, nullable=False, index=True),
)

BATCH = 50
_TIMING = tuple(Timing.model_fields)
_FACTS = ("channel", "muted_until", "chosen_by", "set_at", "next_at")


class Schedules(Collection):
    """One for each digest and for each project's card."""

    async def keep(self, scheduled: Scheduled) -> None:
        """Keep it, new or changed."""
        facts = {name: getattr(scheduled, name) for name in _FACTS}
        timing = {name: getattr(scheduled.timing, name) for name in _TIMING}
        await self._upsert(schedules, _key(scheduled), {**facts, **timing})

    async def drop(self, scheduled: Scheduled) -> None:
        """Let it come no more."""
        await self._connection.execute(delete(schedules).where(*_is(scheduled)))

    async def adopt(self, kind: str, project: int, *, team: str) -> None:
        """Let what came before there was a project come for this one."""
        theirs = (schedules.c.team == team, schedules.c.kind == kind, schedules.c.target == "0")
        await self._connection.execute(update(schedules).where(*theirs).values(target=str(project)))

    async def get(self, kind: str, target: str, *, seen_by: Viewer) -> Scheduled | None:
        """One of them; None where there is none, or its channel is not to be seen."""
        found = select(schedules).where(_seen(seen_by), schedules.c.kind == kind, schedules.c.target == target)
        row = (await self._connection.execute(found)).first()
        return _scheduled(row) if row else None

    async def all(self, kind: str, *, seen_by: Viewer) -> list[Scheduled]:
        """All of a kind, the next to come first."""
        found = select(schedules).where(_seen(seen_by), schedules.c.kind == kind).order_by(schedules.c.next_at, schedules.c.target)
        return [_scheduled(row) for row in await self._connection.execute(found)]

    async def channels(self, team: str) -> list[str]:
        """Where something comes by itself in a workspace: for whoever runs it, to look whether it can."""
        return list(
            await self._connection.scalars(select(schedules.c.channel).where(schedules.c.team == team).distinct().order_by("channel"))
        )

    async def are_due(self, now: datetime) -> bool:
        """Whether there is something to look at, for a tick that would rather not write every second."""
        return await self._connection.scalar(select(schedules.c.team).where(schedules.c.next_at <= now).limit(1)) is not None

    async def due(self, now: datetime) -> list[Scheduled]:
        """Those to look at, of every workspace; another replica that looks at the same moment passes them over."""
        found = select(schedules).where(schedules.c.next_at <= now).order_by(schedules.c.next_at).limit(BATCH)
        return [_scheduled(row) for row in await self._connection.execute(found.with_for_update(skip_locked=True))]

    async def look_again(self, scheduled: Scheduled, at: datetime) -> None:
        """Have it looked at then."""
        await self._connection.execute(update(schedules).where(*_is(scheduled)).values(next_at=at))


def _key(scheduled: Scheduled) -> dict[str, str]:
    return {"team": scheduled.team, "kind": scheduled.kind, "target": scheduled.target}


def _is(scheduled: Scheduled) -> list[Any]:
    return [schedules.c[name] == value for name, value in _key(scheduled).items()]


def _seen(viewer: Viewer) -> Any:
    return visible_to(viewer, schedules.c.team, schedules.c.channel)


def _scheduled(row: Row[Any]) -> Scheduled:
    timing = Timing(**{name: getattr(row, name) for name in _TIMING})
    return Scheduled(team=row.team, kind=row.kind, target=row.target, timing=timing, **{name: getattr(row, name) for name in _FACTS})
