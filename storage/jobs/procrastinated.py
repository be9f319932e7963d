"""The questions asked of Procrastinate's tables, in our own transactions: by version, as its schema in storage/migrations."""

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.jobs.port import Job, Parked

COUNTS = """
SELECT count(*) FILTER (WHERE status = 'todo') AS waiting,
       count(*) FILTER (WHERE status = 'doing') AS running,
       count(*) FILTER (WHERE status = 'failed') AS parked
FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed')
"""

OLDEST = """
SELECT min(event.at) FROM procrastinate_events event JOIN procrastinate_jobs job ON job.id = event.job_id
WHERE event.type = 'deferred' AND job.status IN ('todo', 'doing')
"""

# A job waits for its room when an earlier one of the room waits to be retried, and then nothing can be done now.
IS_BUSY = """
SELECT EXISTS (
    SELECT 1 FROM procrastinate_jobs job
    WHERE status = 'doing' OR (
        status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now() + :soon * interval '1 second')
        AND NOT EXISTS (
            SELECT 1 FROM procrastinate_jobs earlier
            WHERE earlier.lock = job.lock AND earlier.id < job.id AND earlier.status = 'todo'
            AND earlier.scheduled_at > now() + :soon * interval '1 second'
        )
    )
)
"""

PARKED = """
SELECT job.id, job.args, job.attempts,
       (SELECT max(event.at) FROM procrastinate_events event WHERE event.job_id = job.id AND event.type = 'failed') AS failed_at
FROM procrastinate_jobs job WHERE job.status = 'failed' ORDER BY failed_at, job.id
"""

# Procrastinate's own way to retry a failed job goes on counting its attempts.
RETRY = """
UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL, args = args - 'error'
WHERE id = :job AND status = 'failed' RETURNING id
"""

DROP = "DELETE FROM procrastinate_jobs WHERE id = :job AND status = 'failed' RETURNING id"

FORGET = """
DELETE FROM procrastinate_jobs job WHERE status IN ('succeeded', 'cancelled', 'aborted') AND args->>'team' = :team
AND NOT EXISTS (SELECT 1 FROM procrastinate_events event WHERE event.job_id = job.id AND event.at >= :before)
"""

# In one statement, so that of two replicas that look at the same time one takes a job back, once: asking for the stalled jobs first and
# retrying each after that may take back what a third replica has begun in between.
TAKE_BACK = """
UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = NULL, abort_requested = false
WHERE status = 'doing' AND NOT id = ANY(:held) AND (
    worker_id IS NULL OR id = ANY(:lost)
    OR worker_id IN (SELECT id FROM procrastinate_workers WHERE last_heartbeat < now() - :stalled * interval '1 second')
) RETURNING id
"""

UNACCOUNTED = "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = :worker AND NOT id = ANY(:held)"


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """How many jobs wait, run and are parked."""
    row = (await connection.execute(text(COUNTS))).one()
    return {"waiting": row.waiting, "running": row.running, "parked": row.parked}


async def oldest(connection: AsyncConnection) -> datetime | None:
    """Tell since when the job is there that has been there longest and is not done."""
    found: datetime | None = await connection.scalar(text(OLDEST))
    return found


async def is_busy(connection: AsyncConnection, soon: float) -> bool:
    """Whether a job runs anywhere, could run, or will be retried within `soon` seconds."""
    return bool(await connection.scalar(text(IS_BUSY), {"soon": soon}))


async def parked(connection: AsyncConnection) -> list[Parked]:
    """List the parked jobs, oldest first."""
    return [_parked(row) for row in await connection.execute(text(PARKED))]


def _parked(row: Any) -> Parked:
    args = row.args
    return Parked(row.id, Job(args["kind"], args["team"], args["room"], args["ids"], row.attempts), row.failed_at, args.get("error", ""))


async def retry(connection: AsyncConnection, job: int) -> bool:
    """Let a parked job wait again, as the first of its room."""
    return (await connection.execute(text(RETRY), {"job": job})).first() is not None


async def drop(connection: AsyncConnection, job: int) -> bool:
    """Delete a parked job."""
    return (await connection.execute(text(DROP), {"job": job})).first() is not None


async def forget_finished(connection: AsyncConnection, team: str, before: datetime) -> None:
    """Delete jobs of a workspace that were done before then."""
    await connection.execute(text(FORGET), {"team": team, "before": before})


async def unaccounted(connection: AsyncConnection, worker: int, held: set[int]) -> set[int]:
    """Find jobs that a worker is said to do, and that its process does not hold: its fetch was committed and the answer lost."""
    return {row.id for row in await connection.execute(text(UNACCOUNTED), {"worker": worker, "held": list(held)})}


async def take_back(connection: AsyncConnection, *, held: set[int], lost: set[int], stalled_after: float) -> list[int]:
    """Let jobs wait again that are lost, or whose worker gave no sign for `stalled_after` seconds."""
    given = {"held": list(held), "lost": list(lost), "stalled": stalled_after}
    return [row.id for row in await connection.execute(text(TAKE_BACK), given)]
