"""Procrastinate, made to outlast its database: its worker ends at the first error of a query, and forgets what it was doing."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

import psycopg
import structlog
from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from storage.gate import Gate
from storage.jobs.port import MAKES_WAY_SECONDS

T = TypeVar("T")

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0

# The next job of a room is free when the one before it ends, which Procrastinate tells nobody: it would wait for a poll.
WAKE_ROOM = """
SELECT pg_notify('procrastinate_any_queue_v1', json_build_object('type', 'job_inserted', 'job_id', id)::text)
FROM procrastinate_jobs WHERE lock = %(lock)s AND status = 'todo' LIMIT 1
"""

# Procrastinate compares a time of ours with the database's clock, so it is given one of the database's.
RETRY = "SELECT procrastinate_retry_job_v2(%(job_id)s, now() + %(after)s * interval '1 second', NULL, NULL, NULL)"

NOTE = "UPDATE procrastinate_jobs SET args = args || jsonb_build_object('error', %(error)s::text) WHERE id = %(job_id)s"


class PatientConnector(PsycopgConnector):
    """Asks again, for as long as it is `patient`, when the database is `away`."""

    def __init__(self) -> None:
        super().__init__()
        self.patient = True
        self.away = False

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        """Run a query, however long the database is away."""
        await self._patiently(super().execute_query_async, query, **arguments)

    async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:
        """Run a query for its row, however long the database is away."""
        return await self._patiently(super().execute_query_one_async, query, **arguments)

    async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:
        """Run a query for its rows, however long the database is away."""
        return await self._patiently(super().execute_query_all_async, query, **arguments)

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Listen, on a connection made anew whenever it is lost."""
        await self._patiently(super().listen_notify, on_notification, channels)

    async def _patiently(self, ask: Callable[..., Awaitable[T]], *asked: Any, **arguments: Any) -> T:
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                answer = await ask(*asked, **arguments)
            except ConnectorException as error:
                if not self.patient or not isinstance(error.__cause__, psycopg.OperationalError):
                    raise
                self._is_away(type(error.__cause__).__name__)
            else:
                self._is_back()
                return answer
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _is_away(self, error: str) -> None:
        if not self.away:
            structlog.get_logger().warning("jobs.database_away", error=error)
        self.away = True

    def _is_back(self) -> None:
        if self.away:
            structlog.get_logger().info("jobs.database_back")
        self.away = False


class HeldJobs(JobManager):
    """Knows which jobs this process has fetched and not yet given back, so that those it lost track of can be told from them."""

    def __init__(self, connector: PatientConnector, gate: Gate) -> None:
        super().__init__(connector)
        self._gate = gate
        self.held: set[int] = set()

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """Fetch a job and hold it, after those who are being answered."""
        async with self._gate.step(MAKES_WAY_SECONDS):
            job = await super().fetch_job(queues, worker_id)
        if job and job.id:
            self.held.add(job.id)
        return job

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001 - Procrastinate's signature
        """Give a job back for good, and wake its room."""
        await self._give_back(job, super().finish_job, job, status, delete_job)
        await self._give_back(job, self.connector.execute_query_async, WAKE_ROOM, lock=job.lock)

    async def retry_job(self, job: Job, retry_at: datetime | None = None, *_: Any, **__: Any) -> None:
        """Give a job back for another time. What else could be changed of it stays as it is."""
        now = datetime.now(UTC)
        after = max(0.0, ((retry_at or now) - now).total_seconds())
        await self._give_back(job, self.connector.execute_query_async, RETRY, job_id=job.id, after=after)

    async def note(self, job: Job, error: str) -> None:
        """Keep what a job failed of that is about to be parked: Procrastinate has no place for it but the arguments."""
        await self.connector.execute_query_async(NOTE, job_id=job.id, error=error)

    async def _give_back(self, job: Job, tell: Callable[..., Awaitable[None]], *told: Any, **arguments: Any) -> None:
        """Tell the database, and let go of the job whether or not it hears: a job that nobody holds is found and taken back.

        It may also say that there is nothing to give back: it was told before and the answer was lost, or another replica took the job.
        """
        try:
            await tell(*told, **arguments)
        except ConnectorException as error:
            structlog.get_logger().warning("job.not_given_back", id=job.id, error=type(error.__cause__ or error).__name__)
        finally:
            self.held.discard(job.id or 0)
