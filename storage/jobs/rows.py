"""The embedded engine's table of jobs, and the questions asked of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, Row, String, Table, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Key, Utc, metadata
from storage.jobs.due import KIND_LENGTH, ROOM_LENGTH, Due
from storage.jobs.failure import ERROR_LENGTH, Failure
from storage.jobs.port import Job, Parked

WAITING, FINISHED, PARKED = "waiting", "finished", "parked"

jobs = Table(
    "jobs",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("kind", String(KIND_LENGTH), nullable=False),
    Column("room", String(ROOM_LENGTH), nullable=False),
    Column("ids", JSON, nullable=False),
    Column("state", String(8), nullable=False, server_default=WAITING),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("error", String(ERROR_LENGTH), nullable=False, server_default=""),
    Column("not_before", Utc),
    Column("ended_at", Utc),
    Column("enqueued_at", Utc),
    Index("ix_jobs_state_team_room_id", "state", "team", "room", "id"),
    info={"only": "sqlite"},
)

_ENQUEUE = insert(jobs)
_DONE = update(jobs).where(jobs.c.id.in_(bindparam("done", expanding=True)))


class Rows(Due):
    """Jobs beside the record's rows, in its transaction."""

    async def _insert_jobs(self, rows: list[dict[str, Any]]) -> None:
        now = datetime.now(UTC)
        await self._connection.execute(_ENQUEUE, [{**row, "enqueued_at": now} for row in rows])


def job_of(row: Row[Any]) -> Job:
    """Give the job a waiting row stands for, in its next attempt."""
    return Job(kind=row.kind, team=row.team, room=row.room, ids=row.ids, attempt=row.failures + 1)


_FIRST = select(func.min(jobs.c.id)).where(jobs.c.state == WAITING).group_by(jobs.c.team, jobs.c.room)
_HEADS = (
    select(jobs)
    .where(jobs.c.id.in_(_FIRST), or_(jobs.c.not_before.is_(None), jobs.c.not_before <= bindparam("now", type_=Utc)))
    .order_by(jobs.c.id)
    .limit(bindparam("most", type_=Integer))
)
"""Built once: it is asked more often than anything else, and building it takes longer than its answer."""


async def heads(connection: AsyncConnection, now: datetime, most: int) -> Sequence[Row[Any]]:
    """Give the first waiting job of every room, oldest first, without those that wait to be retried. What runs waits in the table too."""
    return (await connection.execute(_HEADS, {"now": now, "most": most})).all()


async def record(connection: AsyncConnection, ended: dict[int, Failure | None], now: datetime) -> None:
    """Write down what became of jobs, by their rows' ids: None is a job that was done."""
    done = [job for job, how in ended.items() if how is None]
    if done:
        await connection.execute(_DONE, {"done": done, "state": FINISHED, "ended_at": now})
    for job, how in ended.items():
        if how is not None:
            await connection.execute(update(jobs).where(jobs.c.id == job).values(**_failed(how, now)))


def _failed(how: Failure, now: datetime) -> dict[str, Any]:
    again = {"failures": jobs.c.failures + 1, "error": how.error}
    if how.after is None:
        return {**again, "state": PARKED, "ended_at": now}
    return {**again, "not_before": now + timedelta(seconds=how.after)}


async def count(connection: AsyncConnection) -> dict[str, int]:
    """How many jobs wait and are parked. What runs waits in the table too."""
    rows = await connection.execute(select(jobs.c.state, func.count()).where(jobs.c.state != FINISHED).group_by(jobs.c.state))
    return {WAITING: 0, PARKED: 0} | {row.state: row[1] for row in rows}


async def oldest(connection: AsyncConnection) -> datetime | None:
    """Tell since when the job waits that has waited longest."""
    found: datetime | None = await connection.scalar(select(func.min(jobs.c.enqueued_at)).where(jobs.c.state == WAITING))
    return found


async def parked(connection: AsyncConnection) -> list[Parked]:
    """List the parked jobs, oldest first."""
    rows = await connection.execute(select(jobs).where(jobs.c.state == PARKED).order_by(jobs.c.ended_at, jobs.c.id))
    return [Parked(row.id, Job(row.kind, row.team, row.room, row.ids, row.failures), row.ended_at, row.error) for row in rows]


async def retry(connection: AsyncConnection, job: int) -> bool:
    """Let a parked job wait again, as the first of its room."""
    fresh = {"state": WAITING, "failures": 0, "not_before": None, "ended_at": None}
    return _one(await connection.execute(update(jobs).where(jobs.c.id == job, jobs.c.state == PARKED).values(**fresh)))


async def drop(connection: AsyncConnection, job: int) -> bool:
    """Delete a parked job."""
    return _one(await connection.execute(delete(jobs).where(jobs.c.id == job, jobs.c.state == PARKED)))


async def forget_finished(connection: AsyncConnection, team: str, before: datetime) -> None:
    """Delete jobs of a workspace that were done before then."""
    await connection.execute(delete(jobs).where(jobs.c.team == team, jobs.c.state == FINISHED, jobs.c.ended_at < before))


def _one(result: Any) -> bool:
    return bool(result.rowcount == 1)
