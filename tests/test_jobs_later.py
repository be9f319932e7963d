"""What is for later is a due row, read by the clock's tick: the same on both engines."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from storage.jobs.due import BATCH, due
from storage.store import Store
from tests.work import Work, working

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
async def work(migrated_url: str) -> AsyncIterator[Work]:
    async with working(migrated_url) as work:
        yield work


async def test_what_is_for_later_is_enqueued_in_the_order_it_is_due_when_the_clock_says_so(work: Work) -> None:
    work.notes("remind")
    await work.start()
    async with work.store.transaction() as db:
        for n, minutes in ((3, 30), (1, 10), (2, 20)):
            await db.jobs.later("remind", at=NINE + timedelta(minutes=minutes), team="T1", room="incident:1", n=n)

    early, in_time = await enqueue_due(work.store, NINE), await enqueue_due(work.store, NINE + timedelta(minutes=20))
    await work.engine.idle()

    assert (early, in_time) == (0, 2)
    assert work.did == [1, 2]
    assert await enqueue_due(work.store, NINE + timedelta(hours=1)) == 1


async def test_what_was_for_later_and_is_cancelled_never_comes(work: Work) -> None:
    async with work.store.transaction() as db:
        await db.jobs.later("remind", at=NINE, team="T1", room="incident:1", n=1)
        await db.jobs.later("remind", at=NINE, team="T1", room="incident:2", n=2)
        await db.jobs.later("nag", at=NINE, team="T1", room="incident:1", n=3)
        await db.jobs.later("remind", at=NINE, team="T2", room="incident:1", n=4)

    async with work.store.transaction() as db:
        await db.jobs.cancel("remind", team="T1", room="incident:1")

    async with work.store.reading() as db:
        left = [row.ids["n"] for row in await db.connection.execute(select(due.c.ids).order_by(due.c.id))]
    assert left == [2, 3, 4]


async def test_of_two_replicas_that_look_at_the_same_time_one_enqueues_a_due_job(migrated_url: str) -> None:
    async with working(migrated_url) as work, working(migrated_url) as other:
        work.notes("remind")
        await work.start()
        async with work.store.transaction() as db:
            for n in range(20):
                await db.jobs.later("remind", at=NINE, team="T1", room=f"incident:{n}", n=n)

        looks = [enqueue_due(replica.store, NINE) for replica in (work, other, work, other)]
        enqueued = sum(await asyncio.gather(*looks)) + await enqueue_due(work.store, NINE)
        await work.engine.idle()

        assert enqueued == 20
        assert sorted(work.did) == list(range(20))


async def test_many_due_jobs_are_enqueued_a_batch_at_a_time(work: Work) -> None:
    async with work.store.transaction() as db:
        for n in range(BATCH + 5):
            await db.jobs.later("remind", at=NINE, team="T1", room="incident:1", n=n)

    batches = [await enqueue_due(work.store, NINE) for _ in range(3)]

    assert batches == [BATCH, 5, 0]


async def enqueue_due(store: Store, now: datetime) -> int:
    async with store.transaction() as db:
        return await db.jobs.enqueue_due(now)
