"""An engine at work, for the tests of the contract of durable work (docs/decisions/0002)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from storage.database import Database
from storage.jobs import engine_for
from storage.jobs.port import Engine, Jobs
from storage.store import Store
from tests.engines import lent

PATIENT = 60.0
"""So long a test waits for what comes, however busy the machine is."""


@dataclass
class Work:
    """A store and its engine, which does what a test says a kind of job is, and notes what it did."""

    database: Database
    engine: Engine
    store: Store
    jobs: Jobs = field(default_factory=Jobs)
    did: list[Any] = field(default_factory=list)

    async def start(self) -> None:
        await self.engine.start(self.jobs.perform, self.jobs)

    async def enqueue(self, kind: str, room: str, team: str = "T1", **ids: int | str) -> None:
        async with self.store.transaction() as db:
            await db.jobs.enqueue(kind, team=team, room=room, **ids)

    def notes(self, kind: str) -> None:
        """Let jobs of this kind do nothing but note their `n`."""

        async def run(n: int) -> None:
            self.did.append(n)

        self.jobs.add(kind, run)

    def fails(self, kind: str, *, times: int, error: type[Exception] = RuntimeError, attempts: int = 12) -> None:
        """Let jobs of this kind note their `n` and fail, so many times."""
        left = [times]

        async def run(n: int) -> None:
            self.did.append(n)
            if left[0] > 0:
                left[0] -= 1
                raise error("Checkout is down")

        self.jobs.add(kind, run, attempts=attempts)


@asynccontextmanager
async def working(url: str, **tuning: Any) -> AsyncIterator[Work]:
    """An engine with short waits, not started yet."""
    async with lent(url) as database:
        quick = {} if database.is_sqlite else {"heartbeat": 0.5, "stalled_after": 1.5, "look_every": 0.2}
        engine = engine_for(database, **{"first_wait": 0.05, **quick, **tuning})
        try:
            yield Work(database, engine, Store(database, engine))
        finally:
            await engine.stop(within=1.0)


class Gate:
    """A job that waits here says so, and goes on when it is let."""

    def __init__(self) -> None:
        self._reached = asyncio.Event()
        self._open = asyncio.Event()

    async def hold(self) -> None:
        self._reached.set()
        await self._open.wait()

    async def reached(self) -> None:
        await asyncio.wait_for(self._reached.wait(), PATIENT)

    def open(self) -> None:
        self._open.set()


async def until(is_so: Any, within: float = PATIENT) -> None:
    async with asyncio.timeout(within):
        while not is_so():
            await asyncio.sleep(0.01)
