"""The engine for several replicas: Procrastinate claims, retries and notifies; what it lacks for our contract is added here.

Not used of it, because each loses or hangs work: queueing_lock, schedule_at (docs/decisions/0002).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import psycopg
import structlog
from procrastinate import App, JobContext, RetryDecision
from procrastinate import jobs as procrastinate_jobs
from procrastinate.exceptions import ConnectorException
from procrastinate.retry import BaseRetryStrategy
from procrastinate.worker import Worker
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.jobs import procrastinated
from storage.jobs.due import Due
from storage.jobs.failure import FIRST_WAIT_SECONDS, described, failure
from storage.jobs.patience import HeldJobs, PatientConnector
from storage.jobs.pool import pool_of
from storage.jobs.port import LAST_WORDS_SECONDS, Enqueuing, Job, Jobs, Parked
from storage.jobs.quiet import SOON_SECONDS, until_quiet

WORKERS = 8
POLL_SECONDS = 0.5
"""Jobs that no notification announces wait for a poll: a retry, a room that another replica freed."""

# A job whose process was killed runs again within 15 s: a heartbeat may be 12 s old, somebody looks every 2 s.
HEARTBEAT_SECONDS = 4.0
STALLED_SECONDS = 12.0
JANITOR_SECONDS = 2.0

NEVER_SECONDS = 1e9
LONGEST_JOB_SECONDS = 30.0
"""How long a worker that ends by itself waits for its jobs before another takes its place."""

LONGEST_PAUSE_SECONDS = 5.0

TASK = "job"


class _Failed(Exception):
    def __init__(self, after: float | None) -> None:
        super().__init__()
        self.after = after


class _Strategy(BaseRetryStrategy):
    """What was decided in the job is done: tried again after a while, at once when a stop cut it short, or parked."""

    def get_retry_decision(self, *, exception: BaseException, job: procrastinate_jobs.Job) -> RetryDecision | None:  # noqa: ARG002
        now = datetime.now(UTC)
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision(retry_at=now)
        if isinstance(exception, _Failed) and exception.after is not None:
            return RetryDecision(retry_at=now + timedelta(seconds=exception.after))
        return None


class ProcrastinateEnqueuing(Due):
    """Jobs deferred on the connection, and so in the transaction, of the record."""

    def __init__(self, connection: AsyncConnection, manager: HeldJobs) -> None:
        super().__init__(connection)
        self._manager = manager

    async def _insert_jobs(self, rows: list[dict[str, Any]]) -> None:
        raw = (await self._connection.get_raw_connection()).driver_connection
        try:
            await self._manager.batch_defer_jobs_async([_deferred(row) for row in rows], connection=raw)
        except ConnectorException as error:
            if isinstance(error.__cause__, psycopg.Error):  # as SQLAlchemy would have raised it, so that Store tells it plainly
                raise DBAPIError.instance("enqueue", None, error.__cause__, psycopg.Error) from error
            raise


def _deferred(row: dict[str, Any]) -> procrastinate_jobs.Job:
    return procrastinate_jobs.Job(
        queue=procrastinate_jobs.DEFAULT_QUEUE, lock=f"{row['team']}:{row['room']}", queueing_lock=None, task_name=TASK, task_kwargs=row
    )


class PostgresEngine:
    """A worker and a janitor in every replica. `heartbeat`, `stalled_after` and `look_every` are seconds."""

    def __init__(
        self,
        database: Database,
        *,
        workers: int = WORKERS,
        first_wait: float = FIRST_WAIT_SECONDS,
        heartbeat: float = HEARTBEAT_SECONDS,
        stalled_after: float = STALLED_SECONDS,
        look_every: float = JANITOR_SECONDS,
    ) -> None:
        self._database = database
        self._workers = workers
        self._first_wait = first_wait
        self._heartbeat = heartbeat
        self._stalled_after = stalled_after
        self._look_every = look_every
        self._connector = PatientConnector()
        self._manager = HeldJobs(self._connector, self._database.gate)
        self._worker: Worker | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._draining = False

    def within(self, connection: AsyncConnection) -> Enqueuing:
        """Give the jobs of the transaction on this connection."""
        return ProcrastinateEnqueuing(connection, self._manager)

    def wake(self) -> None:
        """Do nothing: the database notifies every replica when a transaction commits."""

    def claim(self) -> None:
        """Do nothing: there may be any number of replicas."""

    async def start(self, perform: Callable[[Job], Awaitable[None]], jobs: Jobs) -> None:
        """Begin to work, as soon as the database answers."""
        logging.getLogger("procrastinate.worker").addFilter(_is_not_said_by_us)
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # the connector says once that the database is away
        pool = pool_of(self._database)
        await pool.open()
        self._draining = False
        self._connector = PatientConnector()
        await self._connector.open_async(pool)
        self._manager = HeldJobs(self._connector, self._database.gate)
        app = App(connector=self._connector)
        app.job_manager = self._manager
        app.task(name=TASK, retry=_Strategy(), pass_context=True)(self._task(perform, jobs))
        self._pool = pool
        self._tasks = [asyncio.create_task(self._work(app), name="jobs"), asyncio.create_task(self._tidy(), name="jobs janitor")]

    async def stop(self, within: float) -> None:
        """Take nothing new, wait up to `within` seconds for what is under way; the rest runs again another time."""
        if not self._tasks:
            return
        self._draining = True
        self._connector.patient = False
        work, janitor = self._tasks
        janitor.cancel()
        if self._worker:
            self._worker.shutdown_graceful_timeout = within
            self._worker.stop()  # type: ignore[no-untyped-call]
        await asyncio.wait([work], timeout=within + LAST_WORDS_SECONDS / 2)
        work.cancel()
        await asyncio.wait([work, janitor], timeout=LAST_WORDS_SECONDS / 4)
        await self._pool.close(LAST_WORDS_SECONDS / 4)
        self._tasks = []

    def is_working(self) -> bool:
        """Whether it was started and takes work."""
        return bool(self._tasks) and not self._tasks[0].done() and not self._draining

    def _task(self, perform: Callable[[Job], Awaitable[None]], jobs: Jobs) -> Callable[..., Awaitable[None]]:
        async def run(context: JobContext, *, kind: str, team: str, room: str, ids: dict[str, int | str], **_: str) -> None:
            job = Job(kind, team, room, ids, attempt=context.job.attempts + 1)
            try:
                await perform(job)
            except asyncio.CancelledError as error:
                if self._draining:
                    raise
                failed = failure(job, error, jobs, self._first_wait)
            except Exception as error:  # noqa: BLE001 - whatever a job raises, it is tried again
                failed = failure(job, error, jobs, self._first_wait)
            else:
                return
            if failed.after is None:
                await self._manager.note(context.job, failed.error)
            raise _Failed(failed.after)  # out here, where it does not drag the error along

        return run

    async def _work(self, app: App) -> None:
        """Have a worker, and another when one ends."""
        pause = 0.0
        while not self._draining:
            self._worker = Worker(
                app,
                concurrency=self._workers,
                fetch_job_polling_interval=POLL_SECONDS,
                update_heartbeat_interval=self._heartbeat,
                stalled_worker_timeout=NEVER_SECONDS,  # the janitor sees to it; a worker that was only cut off must find its row again
                shutdown_graceful_timeout=LONGEST_JOB_SECONDS,
                install_signal_handlers=False,
            )
            began = monotonic()
            try:
                await self._worker.run()  # type: ignore[no-untyped-call]
                error = ""
            except Exception as ended:  # noqa: BLE001 - there is no one else to do the work: say what it was and try again
                error = described(ended.__cause__ or ended)
            if not self._draining:
                pause = 0.1 if monotonic() - began > LONGEST_PAUSE_SECONDS else min(LONGEST_PAUSE_SECONDS, pause * 2 or 0.1)
                structlog.get_logger().warning("jobs.worker_ended", error=error, again_in=pause)
                await asyncio.sleep(pause)

    async def _tidy(self) -> None:
        """Take back what was left by processes that are gone. After an outage everyone first gets the time to give a sign."""
        not_before = monotonic() + self._stalled_after
        unaccounted: set[int] = set()
        while True:
            stalled_after = self._stalled_after if monotonic() > not_before else NEVER_SECONDS
            try:
                unaccounted = await self._look(unaccounted, stalled_after)
            except Exception as error:  # noqa: BLE001 - the next look may succeed
                not_before = monotonic() + self._stalled_after
                if not self._connector.away:
                    structlog.get_logger().warning("jobs.not_tidied", error=described(error))
            await asyncio.sleep(self._look_every)

    async def _look(self, before: set[int], stalled_after: float) -> set[int]:
        """Look once. What this replica's own worker lost shows in two looks in a row: a job is not held in the moment it is fetched."""
        held = self._manager.held
        async with self._database.writing.begin() as connection:
            worker = self._worker.worker_id if self._worker else None
            unaccounted = await procrastinated.unaccounted(connection, worker, held) if worker is not None else set()
            lost = unaccounted & before
            taken = await procrastinated.take_back(connection, held=held, lost=lost, stalled_after=stalled_after)
        if taken:
            structlog.get_logger().warning("jobs.taken_back", ids=taken)
        return unaccounted

    async def idle(self, within: float = 10.0) -> None:
        """Wait until no job waits that could run, runs, or waits to be retried soon. Raises TimeoutError."""
        await until_quiet(self._is_quiet, within)

    async def _is_quiet(self) -> bool:
        if self._manager.held:
            return False
        async with self._database.writing.begin() as connection:
            return not await procrastinated.is_busy(connection, SOON_SECONDS)

    async def counts(self) -> dict[str, int]:
        """How many jobs are `waiting`, `running` and `parked`, in all replicas."""
        async with self._database.writing.begin() as connection:
            return await procrastinated.counts(connection)

    async def oldest(self) -> datetime | None:
        """Tell since when the job waits, or runs, that has been there longest; None for none."""
        async with self._database.writing.begin() as connection:
            return await procrastinated.oldest(connection)

    async def parked(self) -> list[Parked]:
        """List the parked jobs, oldest first."""
        async with self._database.writing.begin() as connection:
            return await procrastinated.parked(connection)

    async def retry(self, job: int) -> bool:
        """Let a parked job be tried again, from its first attempt. Says whether there was one."""
        async with self._database.writing.begin() as connection:
            return await procrastinated.retry(connection, job)

    async def drop(self, job: int) -> bool:
        """Forget a parked job. Says whether there was one."""
        async with self._database.writing.begin() as connection:
            return await procrastinated.drop(connection, job)

    async def forget_finished(self, team: str, before: datetime) -> None:
        """Delete the finished jobs of a workspace from before then."""
        async with self._database.writing.begin() as connection:
            await procrastinated.forget_finished(connection, team, before)


def _is_not_said_by_us(record: logging.LogRecord) -> bool:
    """Drop Procrastinate's line for a job that failed: failure() has said it."""
    return getattr(record, "action", "") not in {"job_error", "job_error_retry"}
