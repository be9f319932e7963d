"""Jobs as either engine keeps them, in one form for both: for a backup, which may be restored into the other; and to let go of some."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, inspect, select, text

from storage.jobs.rows import PARKED, WAITING, jobs

Standing = dict[str, Any]
"""team, kind, room, ids, state (waiting or parked), failures, error; enqueued_at and ended_at as they are written, or None."""

_COLUMNS = ("team", "kind", "room", "ids", "state", "failures", "error", "enqueued_at", "ended_at")

_OF_PROCRASTINATE = """
SELECT job.args, job.attempts, job.status::text AS status,
       (SELECT min(at) FROM procrastinate_events event WHERE event.job_id = job.id AND event.type = 'deferred') AS enqueued_at,
       (SELECT max(at) FROM procrastinate_events event WHERE event.job_id = job.id AND event.type = 'failed') AS failed_at
FROM procrastinate_jobs job WHERE job.status IN ('todo', 'doing', 'failed') ORDER BY job.id
"""

_ARGS_OF_PROCRASTINATE = "SELECT id, args FROM procrastinate_jobs WHERE args->>'team' = :team"

_TO_PROCRASTINATE = """
INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status, attempts)
VALUES ('default', 'job', :lock, CAST(:args AS jsonb), CAST(:status AS procrastinate_job_status), :attempts) RETURNING id
"""

_HAPPENED = "INSERT INTO procrastinate_events (job_id, type, at) VALUES (:job, CAST(:type AS procrastinate_job_event_type), :at)"
_SINCE = "UPDATE procrastinate_events SET at = :at WHERE job_id = :job AND type = 'deferred'"


def standing(connection: Connection) -> Iterator[Standing]:
    """Give every job that waits, runs or is parked, in the order in which they are to be done."""
    if connection.dialect.name == "sqlite":
        there = {column["name"] for column in inspect(connection).get_columns(jobs.name)}  # an older schema has fewer
        columns = [jobs.c[name] for name in _COLUMNS if name in there]
        for found in connection.execute(select(*columns).where(jobs.c.state.in_((WAITING, PARKED))).order_by(jobs.c.id)):
            yield _standing(**dict(zip((column.name for column in columns), found, strict=True)))
        return
    for row in connection.execute(text(_OF_PROCRASTINATE)):
        args, is_parked = row.args, row.status == "failed"
        state, error = (PARKED, args.get("error", "")) if is_parked else (WAITING, "")
        ended_at = row.failed_at if is_parked else None
        named = {name: args[name] for name in ("team", "kind", "room", "ids")}
        yield _standing(**named, state=state, failures=row.attempts, error=error, enqueued_at=row.enqueued_at, ended_at=ended_at)


def bring(connection: Connection, brought: Iterable[Standing]) -> None:
    """Let these be done here, in this order; what was parked stays parked. What waited to be tried again is tried at once."""
    is_sqlite = connection.dialect.name == "sqlite"
    for job in brought:
        (_into_sqlite if is_sqlite else _into_procrastinate)(connection, job)


def forget_about(connection: Connection, team: str, is_theirs: Callable[[Any], bool]) -> int:
    """Delete the jobs of a workspace that are about somebody, done or not; says how many."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(select(jobs.c.id, jobs.c.room, jobs.c.ids).where(jobs.c.team == team)).all()
        theirs = [row.id for row in found if is_theirs(row.room) or is_theirs(row.ids)]
        connection.execute(delete(jobs).where(jobs.c.id.in_(theirs)))
        return len(theirs)
    rows = connection.execute(text(_ARGS_OF_PROCRASTINATE), {"team": team}).all()
    numbers = [row.id for row in rows if is_theirs(row.args)]
    connection.execute(text("DELETE FROM procrastinate_jobs WHERE id = ANY(:numbers)"), {"numbers": numbers})
    return len(numbers)


def _standing(*, enqueued_at: datetime | None = None, ended_at: datetime | None, **facts: Any) -> Standing:
    times = {"enqueued_at": enqueued_at, "ended_at": ended_at}
    return {**facts, **{name: at.isoformat() if at else None for name, at in times.items()}}


def _into_sqlite(connection: Connection, job: Standing) -> None:
    connection.execute(insert(jobs).values({**job, **{name: _instant(job[name]) for name in ("enqueued_at", "ended_at")}}))


def _into_procrastinate(connection: Connection, job: Standing) -> None:
    is_parked = job["state"] == PARKED
    args = {name: job[name] for name in ("team", "kind", "room", "ids")} | ({"error": job["error"]} if is_parked else {})
    row = {"lock": f"{job['team']}:{job['room']}", "args": json.dumps(args), "attempts": job["failures"]}
    number = connection.scalar(text(_TO_PROCRASTINATE), {**row, "status": "failed" if is_parked else "todo"})
    since = _instant(job["enqueued_at"]) or datetime.now(UTC)
    if not is_parked:  # which a trigger has noted as of now
        connection.execute(text(_SINCE), {"job": number, "at": since})
        return
    for what, at in (("deferred", since), ("failed", _instant(job["ended_at"]) or since)):
        connection.execute(text(_HAPPENED), {"job": number, "type": what, "at": at})


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
