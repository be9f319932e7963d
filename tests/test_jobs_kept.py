"""What a stop leaves is done at the next start; a job is its ids; what is finished is forgotten: the same on both engines."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from tests.work import Gate, Work, working

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
async def work(migrated_url: str) -> AsyncIterator[Work]:
    async with working(migrated_url) as work:
        yield work


# 7. Drain


async def test_a_stop_waits_for_what_is_under_way_and_takes_nothing_new(work: Work) -> None:
    gate = Gate()

    async def run() -> None:
        await gate.hold()
        work.did.append("done")

    work.jobs.add("slow", run)
    work.notes("note")
    await work.start()
    await work.enqueue("slow", "incident:1")
    await gate.reached()

    stopping = asyncio.create_task(work.engine.stop(within=5))
    await asyncio.sleep(0.05)
    await work.enqueue("note", "incident:2", n=1)
    is_working = work.engine.is_working()
    gate.open()
    await stopping

    assert not is_working
    assert work.did == ["done"]
    assert await work.engine.counts() == {"waiting": 1, "running": 0, "parked": 0}


async def test_what_a_stop_could_not_wait_for_runs_again_at_the_next_start(work: Work) -> None:
    begun = Gate()

    async def run() -> None:
        work.did.append("begun")
        if len(work.did) == 1:
            await begun.hold()
        work.did.append("done")

    work.jobs.add("slow", run)
    await work.start()
    await work.enqueue("slow", "incident:1")
    await begun.reached()

    started = monotonic()
    await work.engine.stop(within=0.1)
    took = monotonic() - started
    await work.start()
    await work.engine.idle()

    assert took < 2
    assert work.did == ["begun", "begun", "done"]


async def test_a_stopped_engine_does_what_was_enqueued_meanwhile_when_it_starts(work: Work) -> None:
    work.notes("note")

    await work.enqueue("note", "incident:1", n=1)
    was_working = work.engine.is_working()
    await work.start()
    await work.engine.idle()

    assert not was_working
    assert work.engine.is_working()
    assert work.did == [1]


# 8. Ids, and forgetting


async def test_text_that_is_no_id_is_refused(work: Work) -> None:
    async with work.store.transaction() as db:
        for text in ("x" * 65, "Checkout is down", "one\ntwo"):
            with pytest.raises(ValueError, match="ids, never text"):
                await db.jobs.enqueue("note", team="T1", room="incident:1", title=text)
            with pytest.raises(ValueError, match="ids, never text"):
                await db.jobs.later("note", at=NINE, team="T1", room="incident:1", title=text)

    assert await work.engine.counts() == {"waiting": 0, "running": 0, "parked": 0}


async def test_a_job_gets_its_ids_as_they_were_given(work: Work) -> None:
    got: dict[str, int | str] = {}

    async def run(team: str, incident: int, ts: str, user: str) -> None:
        got.update(team=team, incident=incident, ts=ts, user=user)

    work.jobs.add("show", run)
    await work.start()

    await work.enqueue("show", "incident:1", incident=2**40, ts="1700000000.000100", user="U1")
    await work.engine.idle()

    assert got == {"team": "T1", "incident": 2**40, "ts": "1700000000.000100", "user": "U1"}


async def test_finished_jobs_of_a_workspace_are_deleted_after_a_while_and_no_others(work: Work) -> None:
    work.notes("note")
    work.fails("hopeless", times=100, attempts=1)
    await work.start()
    await work.enqueue("note", "incident:1", n=1)
    await work.enqueue("note", "incident:1", team="T2", n=1)
    await work.enqueue("hopeless", "incident:2", n=1)
    await work.engine.idle()
    kept = await rows(work)

    await work.engine.forget_finished("T1", before=datetime.now(UTC) - timedelta(hours=1))
    kept_later = await rows(work)
    await work.engine.forget_finished("T1", before=datetime.now(UTC) + timedelta(seconds=5))

    assert (kept, kept_later, await rows(work)) == (3, 3, 2)
    assert len(await work.engine.parked()) == 1


async def rows(work: Work) -> int:
    table = "jobs" if work.database.is_sqlite else "procrastinate_jobs"
    async with work.database.reading.begin() as connection:
        return int((await connection.exec_driver_sql(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - one of two words
