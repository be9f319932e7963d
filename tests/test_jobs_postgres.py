import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from bot.errors import Unavailable
from tests.databases import Postgres, postgres
from tests.work import Gate, Work, until, working

LOST = """
UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers) WHERE status = 'todo'
"""


@pytest.fixture
def fragile_server() -> Iterator[Postgres]:
    """A server of the test's own, to stop."""
    with postgres() as server:
        yield server


@pytest.fixture
async def work(postgres_server: Postgres) -> AsyncIterator[Work]:
    async with working(await asyncio.to_thread(postgres_server.migrated)) as work:
        yield work


async def test_work_goes_on_after_the_database_was_away(fragile_server: Postgres) -> None:
    async with working(await asyncio.to_thread(fragile_server.migrated)) as work:
        gate = Gate()

        async def slow() -> None:
            await gate.hold()
            work.did.append(0)

        work.jobs.add("slow", slow)
        work.notes("note")
        await work.start()
        await work.enqueue("slow", "incident:1")
        await work.enqueue("note", "incident:1", n=1)
        await gate.reached()

        await asyncio.to_thread(fragile_server.stop)
        gate.open()
        with pytest.raises(Unavailable):
            await work.enqueue("note", "incident:1", n=2)
        await asyncio.sleep(1)
        still_working, did = work.engine.is_working(), list(work.did)
        await asyncio.to_thread(fragile_server.start)
        await until(lambda: work.did == [0, 1])
        await work.enqueue("note", "incident:1", n=3)
        await work.engine.idle()

        assert still_working
        assert did == [0]
        assert work.did == [0, 1, 3]
        assert await is_listening(work)


async def is_listening(work: Work) -> bool:
    listeners = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")
    for _ in range(50):
        async with work.database.reading.begin() as connection:
            if await connection.scalar(listeners):
                return True
        await asyncio.sleep(0.1)
    return False


async def test_a_database_that_goes_away_within_a_transaction_is_told_plainly(fragile_server: Postgres) -> None:
    async with working(await asyncio.to_thread(fragile_server.migrated)) as work:

        async def save() -> None:
            async with work.store.transaction() as db:
                await db.numbers.next("T1", "incident")
                await asyncio.to_thread(fragile_server.stop)
                await db.jobs.enqueue("note", team="T1", room="incident:1", n=1)

        with pytest.raises(Unavailable):
            await save()


async def test_a_job_that_was_claimed_and_never_arrived_is_done_all_the_same(work: Work) -> None:
    work.notes("note")
    await work.start()
    await work.enqueue("note", "incident:1", n=0)
    await work.engine.idle()  # so there is a worker

    async with work.store.transaction() as db:
        await db.jobs.enqueue("note", team="T1", room="incident:1", n=1)
        await db.connection.execute(text(LOST))  # as when the answer to the claim is lost with its connection
        await db.jobs.enqueue("note", team="T1", room="incident:1", n=2)
    await work.engine.idle()

    assert work.did == [0, 1, 2]


async def test_two_replicas_share_the_work_and_keep_the_order_of_every_room(postgres_server: Postgres) -> None:
    url = await asyncio.to_thread(postgres_server.migrated)
    async with working(url) as work, working(url) as other:
        did: dict[int, list[tuple[str, int]]] = {}

        def does(replica: Work, name: str) -> None:
            async def run(incident: int, n: int) -> None:
                did.setdefault(incident, []).append((name, n))
                await asyncio.sleep(0.03)

            replica.jobs.add("step", run)

        does(work, "one")
        does(other, "other")
        await work.start()
        await other.start()

        async with work.store.transaction() as db:
            for n in range(10):
                for incident in range(10):
                    await db.jobs.enqueue("step", team="T1", room=f"incident:{incident}", incident=incident, n=n)
        await work.engine.idle()

        assert all([n for _, n in steps] == list(range(10)) for steps in did.values())
        assert {name for steps in did.values() for name, _ in steps} == {"one", "other"}


async def test_the_next_job_of_a_room_does_not_wait_for_a_poll(work: Work) -> None:
    work.notes("note")
    await work.start()

    async with work.store.transaction() as db:
        for n in range(50):
            await db.jobs.enqueue("note", team="T1", room="incident:1", n=n)
    await work.engine.idle(within=5)  # fifty polls are twenty-five seconds

    assert work.did == list(range(50))
