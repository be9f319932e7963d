"""The contract of durable work (docs/decisions/0002) on both engines: both or neither, order in a room, ids, a stop.

What fails is in test_jobs_failing.py, what is for later in test_jobs_later.py, what ends in a kill in test_jobs_killed.py.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from storage.numbers import numbers
from storage.store import Transaction
from tests.work import Gate, Work, until, working

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
async def work(migrated_url: str) -> AsyncIterator[Work]:
    async with working(migrated_url) as work:
        yield work


# 1. Both or neither


async def test_a_job_of_a_committed_transaction_is_done(work: Work) -> None:
    work.notes("note")
    await work.start()

    async with work.store.transaction() as db:
        await db.numbers.next("T1", "incident")
        await db.jobs.enqueue("note", team="T1", room="incident:1", n=1)
    await work.engine.idle()

    assert work.did == [1]


async def test_a_job_of_a_transaction_that_failed_never_was(work: Work) -> None:
    work.notes("note")
    await work.start()

    with suppress(ZeroDivisionError):
        async with work.store.transaction() as db:
            await db.jobs.enqueue("note", team="T1", room="incident:1", n=1)
            await db.jobs.later("note", at=NINE, team="T1", room="incident:1", n=2)
            raise ZeroDivisionError
    await work.engine.idle()

    assert work.did == []
    assert await work.engine.counts() == {"waiting": 0, "running": 0, "parked": 0}
    async with work.store.transaction() as db:
        assert await db.jobs.enqueue_due(NINE) == 0


async def test_since_when_work_waits_is_known_until_it_is_done(work: Work) -> None:
    work.notes("note")
    before = datetime.now(UTC) - timedelta(seconds=2)
    none = await work.engine.oldest()

    await work.enqueue("note", "incident:1", n=1)
    first = await work.engine.oldest()
    await work.enqueue("note", "incident:2", n=2)
    still = await work.engine.oldest()
    await work.start()
    await work.engine.idle()

    assert none is None
    assert first is not None
    assert before < first <= datetime.now(UTC) + timedelta(seconds=2)
    assert still == first
    assert await work.engine.oldest() is None


# 2. Every change enqueues, and a job draws what is true when it runs


async def test_ten_changes_in_a_second_are_one_or_two_edits_and_the_last_is_shown(work: Work) -> None:
    changes = Gate()
    edits: list[int] = []

    async def draw(team: str, revision: int) -> None:
        if edits and edits[-1] >= revision:
            return
        async with work.store.reading() as db:
            now = await last_revision(db, team)
        await changes.hold()  # Slack takes its time, and meanwhile everything changes
        edits.append(now)

    work.jobs.add("incident.headline", draw)
    await work.start()

    for _ in range(10):
        async with work.store.transaction() as db:
            revision = await db.numbers.next("T1", "incident")
            await db.jobs.enqueue("incident.headline", team="T1", room="incident:1", revision=revision)
    await changes.reached()
    changes.open()
    await work.engine.idle()

    assert edits[-1] == 10
    assert len(edits) <= 2


async def last_revision(db: Transaction, team: str) -> int:
    return int(await db.connection.scalar(select(numbers.c.last).where(numbers.c.team == team)) or 0)


# 3. One at a time in a room, in order


async def test_jobs_of_a_room_run_one_at_a_time_in_the_order_they_were_enqueued(work: Work) -> None:
    running: list[int] = []
    most = [0]

    async def run(n: int) -> None:
        running.append(n)
        most[0] = max(most[0], len(running))
        await asyncio.sleep(0)
        work.did.append(n)
        running.remove(n)

    work.jobs.add("step", run)
    await work.start()

    for first in range(0, 30, 3):
        async with work.store.transaction() as db:
            for n in range(first, first + 3):
                await db.jobs.enqueue("step", team="T1", room="incident:1", n=n)
    await work.engine.idle()

    assert work.did == list(range(30))
    assert most == [1]


async def test_rooms_and_workspaces_do_not_wait_for_each_other(work: Work) -> None:
    gate = Gate()
    work.jobs.add("slow", gate.hold)
    work.notes("note")
    await work.start()

    await work.enqueue("slow", "incident:1")
    await gate.reached()
    await work.enqueue("note", "incident:1", n=1)
    await work.enqueue("note", "incident:2", n=2)
    await work.enqueue("note", "incident:1", team="T2", n=3)
    await until(lambda: {2, 3} <= set(work.did))

    assert 1 not in work.did
    gate.open()
    await work.engine.idle()
    assert work.did[-1] == 1


async def test_there_are_never_more_at_work_than_workers(migrated_url: str) -> None:
    async with working(migrated_url, workers=3) as work:
        at_work: set[int] = set()
        most = [0]

        async def run(n: int) -> None:
            at_work.add(n)
            most[0] = max(most[0], len(at_work))
            await until(lambda: most[0] >= 3)  # however slowly they are begun
            await asyncio.sleep(0.01)
            at_work.remove(n)

        work.jobs.add("step", run)

        async with work.store.transaction() as db:
            for n in range(20):
                await db.jobs.enqueue("step", team="T1", room=f"incident:{n}", n=n)
        await work.start()
        await work.engine.idle()

        assert most == [3]
