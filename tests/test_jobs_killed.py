"""The lines of the contract that hold for a process killed with SIGKILL. It runs a function of this module."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.work import until, working

SCRIPT = "import asyncio, sys; from tests.test_jobs_killed import {do}; asyncio.run({do}(sys.argv[1]))"


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
async def a_process(do: str, url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", SCRIPT.format(do=do), url, stdout=asyncio.subprocess.PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def says(process: asyncio.subprocess.Process, words: str) -> None:
    assert process.stdout
    async with asyncio.timeout(20):
        while (line := (await process.stdout.readline()).decode().strip()) != words:
            assert line, "the process ended"


async def test_a_job_whose_process_is_killed_runs_again_before_the_rest_of_its_room(migrated_url: str) -> None:
    async with working(migrated_url) as work, a_process("work_until_killed", migrated_url) as process:
        work.notes("slow")
        for n in (1, 2):
            await work.enqueue("slow", "incident:1", n=n)
        await says(process, "begun 1")
        if not work.database.is_sqlite:
            await work.start()  # a replica, which was there all the time

        process.kill()
        await process.wait()
        if work.database.is_sqlite:
            await work.start()  # the next start
        await until(lambda: len(work.did) == 2)

        assert work.did == [1, 2]


async def test_a_process_that_is_killed_within_a_transaction_leaves_what_it_committed_and_no_more(migrated_url: str) -> None:
    async with working(migrated_url) as work, a_process("save_until_killed", migrated_url) as process:
        work.notes("note")
        await says(process, "saving")

        process.kill()
        await process.wait()
        await work.start()
        await work.engine.idle()

        assert work.did == [1]
