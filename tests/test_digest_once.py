"""Exactly once a period: three replicas on PostgreSQL, killed at random, over both clock changes of a year in five zones, and downtime."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import time

import pytest
from sqlalchemy import text

from bot.errors import Unavailable
from bot.records.periods import DIGEST, SCORECARD, Scheduled, Timing
from bot.schedule import Schedule
from storage.database import open_database
from storage.jobs import engine_for
from storage.store import Store
from tests.databases import Postgres
from tests.forked import Forked

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago")
SUNDAY, AT_TWO = 6, 2
SPANS = (
    (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 20, tzinfo=UTC)),
    (datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 11, 10, tzinfo=UTC)),
)
"""Around every clock change of that year in those zones."""
AFTERWARDS = timedelta(days=24)
TURN_SECONDS = 0.02


async def tick_until_killed(url: str, clock: str) -> None:
    """One replica: it ticks when all the others do, in the same few milliseconds of each turn, by the time that stands in a file."""
    database = open_database(url)
    schedule = Schedule(Store(database, engine_for(database)), lambda: datetime.fromtimestamp(float(Path(clock).read_text()), UTC))
    while True:
        try:
            await schedule.tick()
        except Unavailable:
            continue
        await asyncio.sleep(TURN_SECONDS - time() % TURN_SECONDS)


class Replicas:
    """Three of them, of which some are killed and others take their place."""

    def __init__(self, url: str, clock: Path, seed: int) -> None:
        self.url, self.clock, self.chance = url, clock, random.Random(seed)  # noqa: S311 - which one is killed is no secret
        self.alive: list[Forked] = []
        self.killed = 0

    async def start(self) -> None:
        process = Forked([self.url, str(self.clock)], does=tick_until_killed)
        await process.start()
        self.alive.append(process)

    async def kill(self, many: int = 1) -> None:
        for _ in range(many):
            process = self.alive.pop(self.chance.randrange(len(self.alive)))
            process.kill()
            await process.wait()
            self.killed += 1

    def turn(self, now: datetime) -> None:
        ahead = self.clock.with_suffix(".next")
        ahead.write_text(str(now.timestamp()))
        ahead.replace(self.clock)


@asynccontextmanager
async def replicas(url: str, clock: Path, seed: int = 7) -> AsyncIterator[Replicas]:
    there = Replicas(url, clock, seed)
    there.turn(SPANS[0][0])
    for _ in range(3):
        await there.start()
    try:
        yield there
    finally:
        await there.kill(len(there.alive))


@pytest.mark.slow
async def test_three_replicas_killed_at_random_enqueue_each_period_once(postgres_server: Postgres, tmp_path: Path) -> None:
    url, clock = postgres_server.migrated(), tmp_path / "clock"
    weekly = [Timing(weekday=SUNDAY, hour=AT_TWO, zone=zone) for zone in ZONES]
    monthly = [Timing(weekday=None, hour=AT_TWO, zone=zone) for zone in ZONES]
    every = [scheduled(DIGEST, f"C{number}", timing) for number, timing in enumerate(weekly)]
    every += [scheduled(SCORECARD, str(number), timing) for number, timing in enumerate(monthly)]
    moments = due_in_the_spans(every)

    async with AsyncExitStack() as stack:
        store = await a_store(url, every, stack)
        there = await stack.enter_async_context(replicas(url, clock))
        for now in moments:
            there.turn(now)
            if there.chance.random() < 0.07:
                await there.kill()
                await there.start()
            await until_looked_at(store, now)
        await there.kill(3)
        after = moments[-1] + AFTERWARDS
        there.turn(after)
        for _ in range(3):
            await there.start()
        await until_looked_at(store, after)
        enqueued = await what_is_enqueued(store)

    assert there.killed >= 6
    assert enqueued == Counter(expected(every, [*moments, after]))
    assert set(enqueued.values()) == {1}
    assert len(enqueued) > 20 * len(ZONES)


def scheduled(kind: str, target: str, timing: Timing) -> Scheduled:
    return Scheduled.new(kind, target, team="T1", channel="C1", timing=timing, by="U1", at=SPANS[0][0])


def due_in_the_spans(every: list[Scheduled]) -> list[datetime]:
    """Every moment at which something is due, and between the spans one: what was missed there comes once."""
    found = {SPANS[1][0]}
    for begin, end in SPANS:
        for one in every:
            due = one.timing.following(begin)
            while due.at < end:
                found.add(due.at)
                due = one.timing.following(due.at)
    return sorted(found)


def expected(every: list[Scheduled], moments: list[datetime]) -> list[tuple[str, str, str]]:
    """What each of them brings when it is looked at in these moments, by the rule alone."""
    found = []
    for one in every:
        next_at = one.next_at
        for now in moments:
            if now >= next_at:
                due, next_at = one.due(now), one.timing.following(now).at
                found += [(one.kind, one.target, due.period)] if due else []
    return found


async def a_store(url: str, every: list[Scheduled], stack: AsyncExitStack) -> Store:
    database = open_database(url)
    stack.push_async_callback(database.close)
    store = Store(database, engine_for(database))
    async with store.transaction() as db:
        for one in every:
            await db.schedules.keep(one)
    return store


async def until_looked_at(store: Store, now: datetime) -> None:
    """Wait until some replica has looked at everything that is due by now."""
    async with asyncio.timeout(120):
        while True:
            async with store.reading() as db:
                if not await db.schedules.are_due(now):
                    return
            await asyncio.sleep(0.005)


async def what_is_enqueued(store: Store) -> Counter[tuple[str, str, str]]:
    async with store.reading() as db:
        rows = await db.connection.execute(text("SELECT args FROM procrastinate_jobs"))
        jobs = [row.args for row in rows]
    return Counter((job["kind"].removesuffix(".due"), job["ids"]["target"], job["ids"]["period"]) for job in jobs)
