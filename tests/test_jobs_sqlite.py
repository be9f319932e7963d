import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from storage.jobs.port import Occupied
from tests.work import Gate, Work, until, working


@pytest.fixture
def file(migrated_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(migrated_file, tmp_path / "copilot.db"))


@pytest.fixture
async def work(file: Path) -> AsyncIterator[Work]:
    async with working(f"sqlite:///{file}") as work:
        yield work


@contextmanager
def held_by_another(file: Path) -> Iterator[None]:
    """Somebody else is writing."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


async def test_a_second_server_on_one_file_is_refused_with_what_to_do_instead(work: Work, file: Path) -> None:
    await work.start()

    async with working(f"sqlite:///{file}") as second:
        with pytest.raises(Occupied) as refused:
            await second.start()

    assert "copilot.db" in str(refused.value)
    assert "PostgreSQL" in str(refused.value)


async def test_the_file_may_be_opened_beside_its_server_and_what_is_enqueued_there_is_done(work: Work, file: Path) -> None:
    work.notes("note")
    await work.start()

    async with working(f"sqlite:///{file}") as beside:
        await beside.enqueue("note", "incident:1", n=1)
        counts = await beside.engine.counts()
    await until(lambda: work.did == [1])

    assert counts["waiting"] + counts["running"] <= 1


async def test_the_next_server_may_start_when_the_first_has_stopped(work: Work, file: Path) -> None:
    await work.start()
    await work.engine.stop(within=1)

    async with working(f"sqlite:///{file}") as second:
        await second.start()

        assert second.engine.is_working()


async def test_while_another_process_holds_the_database_nothing_dies_and_afterwards_work_goes_on(work: Work, file: Path) -> None:
    gate = Gate()

    async def slow() -> None:
        work.did.append(0)
        await gate.hold()

    work.jobs.add("slow", slow)
    work.notes("note")
    await work.start()
    await work.enqueue("slow", "incident:1")
    await work.enqueue("note", "incident:1", n=1)
    await gate.reached()

    with held_by_another(file):
        gate.open()
        await asyncio.sleep(1.5)  # longer than a writer waits for the file
        still_working, did = work.engine.is_working(), list(work.did)
    await work.enqueue("note", "incident:1", n=2)
    await work.engine.idle()

    assert still_working
    assert did == [0]
    assert work.did == [0, 1, 2]


async def test_a_stop_does_not_wait_long_for_a_database_that_another_process_holds_and_the_job_runs_again(work: Work, file: Path) -> None:
    gate = Gate()

    async def slow() -> None:
        await gate.hold()
        work.did.append(0)

    work.jobs.add("slow", slow)
    await work.start()
    await work.enqueue("slow", "incident:1")
    await gate.reached()

    with held_by_another(file):
        gate.open()
        await until(lambda: work.did == [0])
        async with asyncio.timeout(5):
            await work.engine.stop(within=0.1)
    await work.start()
    await work.engine.idle()

    assert work.did == [0, 0]
