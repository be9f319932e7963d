"""Failure is expected, on both engines: tried again, parked at last, and put right by hand."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from structlog.testing import capture_logs

from storage.jobs.port import Hopeless, Job, Retry
from tests.work import Gate, Work, working


@pytest.fixture
async def work(migrated_url: str) -> AsyncIterator[Work]:
    async with working(migrated_url) as work:
        yield work


async def test_a_job_that_fails_is_tried_again_and_its_room_waits_for_it(work: Work) -> None:
    work.fails("shaky", times=3)
    work.notes("note")
    await work.start()

    async with work.store.transaction() as db:
        await db.jobs.enqueue("shaky", team="T1", room="incident:1", n=1)
        await db.jobs.enqueue("note", team="T1", room="incident:1", n=2)
    await work.engine.idle()

    assert work.did == [1, 1, 1, 1, 2]


async def test_a_job_knows_which_attempt_it_is(work: Work) -> None:
    async def perform(job: Job) -> None:
        work.did.append(job.attempt)
        if job.attempt < 3:
            raise RuntimeError

    await work.engine.start(perform, work.jobs)

    await work.enqueue("any", "incident:1")
    await work.engine.idle()

    assert work.did == [1, 2, 3]


async def test_a_job_that_asks_to_be_tried_after_a_while_is_tried_after_that(work: Work) -> None:
    at: list[float] = []

    async def limited() -> None:
        at.append(monotonic())
        if len(at) == 1:
            raise Retry(after=0.6)

    work.jobs.add("limited", limited)
    await work.start()

    await work.enqueue("limited", "incident:1")
    await work.engine.idle()

    assert 0.6 <= at[1] - at[0] < 2


async def test_a_job_that_waits_to_be_tried_again_holds_its_room_and_no_worker(migrated_url: str) -> None:
    async with working(migrated_url, workers=1) as work:

        async def limited() -> None:
            raise Retry(after=30)

        work.jobs.add("limited", limited)
        work.notes("note")
        await work.start()

        async with work.store.transaction() as db:
            await db.jobs.enqueue("limited", team="T1", room="incident:1")
            await db.jobs.enqueue("note", team="T1", room="incident:1", n=1)
            await db.jobs.enqueue("note", team="T1", room="incident:2", n=2)
        await work.engine.idle()

        assert work.did == [2]
        assert await work.engine.counts() == {"waiting": 2, "running": 0, "parked": 0}


async def test_a_job_that_failed_as_often_as_its_kind_allows_is_parked_and_its_room_goes_on(work: Work) -> None:
    work.fails("hopeless", times=100, attempts=3)
    work.notes("note")
    await work.start()
    before = datetime.now(UTC) - timedelta(seconds=1)

    async with work.store.transaction() as db:
        await db.jobs.enqueue("hopeless", team="T1", room="incident:1", n=1, by="U1")
        await db.jobs.enqueue("note", team="T1", room="incident:1", n=2)
    await work.engine.idle()

    assert work.did == [1, 1, 1, 2]
    [parked] = await work.engine.parked()
    assert parked.job == Job("hopeless", "T1", "incident:1", {"n": 1, "by": "U1"}, attempt=3)
    assert before < parked.failed_at < datetime.now(UTC) + timedelta(seconds=1)
    assert await work.engine.counts() == {"waiting": 0, "running": 0, "parked": 1}


async def test_a_job_that_will_never_go_well_is_parked_at_once_with_its_reason_and_its_room_goes_on(work: Work) -> None:
    async def refused(n: int) -> None:
        work.did.append(n)
        raise Hopeless("The channel is gone.")

    work.jobs.add("refused", refused)
    work.notes("note")
    await work.start()

    async with work.store.transaction() as db:
        await db.jobs.enqueue("refused", team="T1", room="incident:1", n=1)
        await db.jobs.enqueue("note", team="T1", room="incident:1", n=2)
    await work.engine.idle()

    assert work.did == [1, 2]
    [parked] = await work.engine.parked()
    assert parked.job.attempt == 1
    assert parked.error.startswith("Hopeless: The channel is gone. at tests/test_jobs_failing.py:")


async def test_a_failure_is_told_by_its_type_and_place_and_never_by_what_somebody_wrote(work: Work) -> None:
    work.fails("hopeless", times=100, attempts=2)
    await work.start()

    with capture_logs() as logs:
        await work.enqueue("hopeless", "incident:1", n=1)
        await work.engine.idle()

    [parked] = await work.engine.parked()
    assert parked.error.startswith("RuntimeError at tests/work.py:")
    said = [entry for entry in logs if entry["event"].startswith("job.")]
    assert [entry["event"] for entry in said] == ["job.failed", "job.parked"]
    assert said[0].items() >= {"job": "hopeless", "team": "T1", "room": "incident:1", "attempt": 1, "error": parked.error}.items()
    assert "Checkout" not in repr(logs) + parked.error


async def test_a_parked_job_can_be_tried_again_from_its_first_attempt(work: Work) -> None:
    work.fails("shaky", times=3, attempts=2)
    await work.start()
    await work.enqueue("shaky", "incident:1", n=1)
    await work.engine.idle()
    [parked] = await work.engine.parked()

    was_there = await work.engine.retry(parked.id)
    await work.engine.idle()

    assert was_there
    assert work.did == [1, 1, 1, 1]
    assert await work.engine.parked() == []
    assert not await work.engine.retry(parked.id)


async def test_a_parked_job_that_is_tried_again_waits_for_what_runs_in_its_room(work: Work) -> None:
    gate = Gate()

    async def slow() -> None:
        await gate.hold()
        work.did.append(0)

    work.fails("shaky", times=1, attempts=1)
    work.jobs.add("slow", slow)
    await work.start()
    await work.enqueue("shaky", "incident:1", n=1)
    await work.enqueue("slow", "incident:1")
    await gate.reached()
    [parked] = await work.engine.parked()

    await work.engine.retry(parked.id)
    await asyncio.sleep(0.3)
    meanwhile = list(work.did)
    gate.open()
    await work.engine.idle()

    assert meanwhile == [1]
    assert work.did == [1, 0, 1]


async def test_a_parked_job_can_be_dropped(work: Work) -> None:
    work.fails("hopeless", times=100, attempts=1)
    await work.start()
    await work.enqueue("hopeless", "incident:1", n=1)
    await work.engine.idle()
    [parked] = await work.engine.parked()

    first, second = await work.engine.drop(parked.id), await work.engine.drop(parked.id)

    assert (first, second) == (True, False)
    assert await work.engine.counts() == {"waiting": 0, "running": 0, "parked": 0}


async def test_a_job_of_a_kind_nobody_knows_waits_for_somebody_who_does(work: Work) -> None:
    await work.start()

    await work.enqueue("new", "incident:1", n=1)
    await asyncio.sleep(0.1)
    work.notes("new")
    await work.engine.idle()

    assert work.did == [1]


async def test_a_job_within_which_something_was_cancelled_has_failed_and_is_tried_again(work: Work) -> None:
    async def run() -> None:
        work.did.append("tried")
        if len(work.did) == 1:
            raise asyncio.CancelledError

    work.jobs.add("cancelled", run)
    await work.start()

    await work.enqueue("cancelled", "incident:1")
    await work.engine.idle()

    assert work.did == ["tried", "tried"]
