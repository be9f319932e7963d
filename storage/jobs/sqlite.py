"""The embedded engine: one process owns the file, so a job's place is a row and its claim is in memory.

A row waits until its job is done, so that a process which dies, however it dies, finds its work again at its next start. This also costs
one synced commit less a job; what ends while a commit is under way shares the next one.
"""

import asyncio
import contextlib
import fcntl
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database, Unusable
from storage.jobs import rows
from storage.jobs.failure import FIRST_WAIT_SECONDS, Failure, described, failure
from storage.jobs.port import LAST_WORDS_SECONDS, MAKES_WAY_SECONDS, Enqueuing, Job, Jobs, Occupied, Parked
from storage.jobs.quiet import SOON_SECONDS, until_quiet

WORKERS = 8
LOOK_SECONDS = 1.0
"""How often to look without being woken: a command beside the server may have retried a parked job."""

LONGEST_PAUSE_SECONDS = 5.0
"""How long to wait at most before trying a database again that is held by another process."""


class SqliteEngine:
    """Runs jobs in this process: one loop that looks, and up to `workers` jobs at a time."""

    def __init__(self, database: Database, *, workers: int = WORKERS, first_wait: float = FIRST_WAIT_SECONDS) -> None:
        self._database = database
        self._workers = workers
        self._first_wait = first_wait
        self._woken = asyncio.Event()
        self._running: dict[int, asyncio.Task[None]] = {}
        self._rooms: dict[int, tuple[str, str]] = {}  # of what runs, and of what ended until that is written down
        self._ended: dict[int, Failure | None] = {}  # and not yet written down
        self._loop: asyncio.Task[None] | None = None
        self._draining = False
        self._lock: int | None = None

    def within(self, connection: AsyncConnection) -> Enqueuing:
        """Give the jobs of the transaction on this connection."""
        return rows.Rows(connection)

    def wake(self) -> None:
        """Look for work: a transaction has just committed."""
        self._woken.set()

    def claim(self) -> None:
        """Be the process that serves this file, until `stop`. Raises Occupied when another is."""
        if self._lock is None:
            self._lock = _occupy(self._database.file)

    async def start(self, perform: Callable[[Job], Awaitable[None]], jobs: Jobs) -> None:
        """Begin to work, after a `claim` or with one. Raises Occupied."""
        self.claim()
        self._draining = False
        self._ended.clear()  # what a stop could not write down runs again
        self._rooms.clear()
        self._loop = asyncio.create_task(self._work(perform, jobs), name="jobs")

    async def stop(self, within: float) -> None:
        """Take nothing new, wait up to `within` seconds for what is under way; the rest runs again another time."""
        self._draining = True
        self.wake()
        if self._loop:
            await asyncio.wait([self._loop], timeout=within)
            for task in self._running.values():
                task.cancel()
            await asyncio.wait([self._loop], timeout=LAST_WORDS_SECONDS / 2)
            self._loop.cancel()
            await asyncio.wait([self._loop, *self._running.values()], timeout=LAST_WORDS_SECONDS / 2)
            self._loop = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def is_working(self) -> bool:
        """Whether it was started and takes work."""
        return self._loop is not None and not self._loop.done() and not self._draining

    async def _work(self, perform: Callable[[Job], Awaitable[None]], jobs: Jobs) -> None:
        pause = 0.0
        while True:
            self._woken.clear()
            try:
                async with self._database.gate.step(MAKES_WAY_SECONDS):
                    await self._record()
                    if self._draining and not self._running and not self._ended:
                        return
                    await self._begin(perform, jobs)
            except Exception as error:  # noqa: BLE001 - there is no one else to do the work: say what it was and try again
                if not pause:
                    structlog.get_logger().warning("jobs.database_away", error=described(error))
                pause = min(LONGEST_PAUSE_SECONDS, pause * 2 or 0.1)
                await asyncio.sleep(pause)
                continue
            if pause:
                structlog.get_logger().info("jobs.database_back")
            pause = 0.0
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._woken.wait()

    async def _record(self) -> None:
        """Write down what ended, in one transaction. Nothing else of its room begins before."""
        if not self._ended:
            return
        ended = dict(self._ended)
        async with self._writing() as connection:
            await rows.record(connection, ended, datetime.now(UTC))
        for job, how in ended.items():
            del self._ended[job], self._rooms[job]
            if how and how.after is not None:
                asyncio.get_running_loop().call_later(how.after, self.wake)

    async def _begin(self, perform: Callable[[Job], Awaitable[None]], jobs: Jobs) -> None:
        """Start the first job of every room, as far as there are workers."""
        if self._draining or len(self._running) >= self._workers:
            return
        async with self._database.reading.begin() as connection:
            heads = await rows.heads(connection, datetime.now(UTC), self._workers)
        for row in heads:  # those that run, of which there are fewer than `workers`, are still among them
            if (row.team, row.room) not in self._rooms.values() and len(self._running) < self._workers:
                self._rooms[row.id] = (row.team, row.room)
                self._running[row.id] = asyncio.create_task(self._do(row, perform, jobs), name=f"job {row.kind} {row.id}")

    async def _do(self, row: Row[Any], perform: Callable[[Job], Awaitable[None]], jobs: Jobs) -> None:
        job = rows.job_of(row)
        try:
            await perform(job)
        except asyncio.CancelledError as error:
            if not self._draining:  # then it was something within the job that was cancelled, and the job failed
                self._ended[row.id] = failure(job, error, jobs, self._first_wait)
        except Exception as error:  # noqa: BLE001 - whatever a job raises, it is tried again
            self._ended[row.id] = failure(job, error, jobs, self._first_wait)
        else:
            self._ended[row.id] = None
        finally:
            del self._running[row.id]
            if row.id not in self._ended:  # cut short: it will begin again
                del self._rooms[row.id]
            self.wake()

    async def idle(self, within: float = 10.0) -> None:
        """Wait until no job waits that could run, runs, or waits to be retried soon. Raises TimeoutError."""
        await until_quiet(self._is_quiet, within)

    async def _is_quiet(self) -> bool:
        if self._running or self._ended:
            return False
        async with self._database.reading.begin() as connection:
            soon = datetime.now(UTC) + timedelta(seconds=SOON_SECONDS)
            heads = await rows.heads(connection, soon, 1)
        return not heads and not self._running and not self._ended

    async def counts(self) -> dict[str, int]:
        """How many jobs are `waiting`, `running` and `parked`. From beside the server, what runs counts as waiting."""
        async with self._database.reading.begin() as connection:
            counted = await rows.count(connection)
        running = len(self._running)
        return {"waiting": max(0, counted[rows.WAITING] - running), "running": running, "parked": counted[rows.PARKED]}

    async def oldest(self) -> datetime | None:
        """Tell since when the job waits, or runs, that has been there longest; None for none."""
        async with self._database.reading.begin() as connection:
            return await rows.oldest(connection)

    async def parked(self) -> list[Parked]:
        """List the parked jobs, oldest first."""
        async with self._database.reading.begin() as connection:
            return await rows.parked(connection)

    async def retry(self, job: int) -> bool:
        """Let a parked job be tried again, from its first attempt. Says whether there was one."""
        async with self._writing() as connection:
            was_parked = await rows.retry(connection, job)
        self.wake()
        return was_parked

    async def drop(self, job: int) -> bool:
        """Forget a parked job. Says whether there was one."""
        async with self._writing() as connection:
            return await rows.drop(connection, job)

    async def forget_finished(self, team: str, before: datetime) -> None:
        """Delete the finished jobs of a workspace from before then."""
        async with self._writing() as connection:
            await rows.forget_finished(connection, team, before)

    @contextlib.asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._database.turn, self._database.writing.begin() as connection:
            yield connection


def _occupy(file: Path) -> int:
    """Hold `<file>.lock` for as long as this process works; the system releases it however the process ends. Raises Occupied, Unusable."""
    beside = f"{file.resolve()}.lock"
    try:
        lock = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Unusable(f"DATABASE_URL: the lock beside the file, {beside}, cannot be opened: {error.strerror}.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise Occupied(
            f"Another process works on {file}. A SQLite file has one server; for several, set DATABASE_URL to a PostgreSQL database."
        ) from None
    return lock
