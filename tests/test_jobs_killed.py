"""The lines of the contract that hold for a process killed with SIGKILL. It runs a function of this module."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.at_once import on_both_at_once
from tests.forked import Does, Forked
from tests.work import until, working


async def work_until_killed(url: str) -> None:
    async with working(url) as work:

        async def slow(n: int) -> None:
            print(f"begun {n}", flush=True)  # noqa: T201 - so that the test knows
            await asyncio.sleep(60)

        work.jobs.add("slow", slow)
        await work.start()
        await asyncio.sleep(60)


async def save_until_killed(url: str) -> None:
    async with working(url) as work:
        async with work.store.transaction() as db:
            await db.jobs.enqueue("note", team="T1", room="incident:1", n=1)
        async with work.store.transaction() as db:
            await db.jobs.enqueue("note", team="T1", room="incident:1", n=2)
            print("saving", flush=True)  # noqa: T201 - so that the test knows
            await asyncio.sleep(60)


@asynccontextmanager
async def a_process(do: Does, url: str) -> AsyncIterator[tuple[Forked, asyncio.StreamReader]]:
    process = Forked([url], does=do)
    said = await process.start()
    try:
        yield process, said
    finally:
        process.kill()
        await process.wait()


async def says(said: asyncio.StreamReader, words: str) -> None:
    async with asyncio.timeout(60):
        while (line := (await said.readline()).decode().strip()) != words:
            assert line, "the process ended"


@on_both_at_once
async def test_a_job_whose_process_is_killed_runs_again_before_the_rest_of_its_room(migrated_url: str) -> None:
    async with working(migrated_url) as work, a_process(work_until_killed, migrated_url) as (process, said):
        work.notes("slow")
        for n in (1, 2):
            await work.enqueue("slow", "incident:1", n=n)
        await says(said, "begun 1")
        if not work.database.is_sqlite:
            await work.start()  # a replica, which was there all the time

        process.kill()
        await process.wait()
        if work.database.is_sqlite:
            await work.start()  # the next start
        await until(lambda: len(work.did) == 2)

        assert work.did == [1, 2]


@on_both_at_once
async def test_a_process_that_is_killed_within_a_transaction_leaves_what_it_committed_and_no_more(migrated_url: str) -> None:
    async with working(migrated_url) as work, a_process(save_until_killed, migrated_url) as (process, said):
        work.notes("note")
        await says(said, "saving")

        process.kill()
        await process.wait()
        await work.start()
        await work.engine.idle()

        assert work.did == [1]
