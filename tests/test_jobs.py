"""The contract of durable work (docs/decisions/0002), line by line, on both engines. What ends in a kill is in test_jobs_killed.py."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from storage.database import Database, open_database
from storage.jobs import engine_for
from storage.jobs.due import BATCH, due
from storage.jobs.port import Engine, Job, Jobs, Retry
from storage.numbers import numbers
from storage.store import Store, Transaction

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


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
    database = open_database(url)
    quick = {} if database.is_sqlite else {"heartbeat": 0.5, "stalled_after": 1.5, "look_every": 0.2}
    engine = engine_for(database, **{"first_wait": 0.05, **quick, **tuning})
    try:
        yield Work(database, engine, Store(database, engine))
    finally:
        await engine.stop(within=1.0)
        await database.close()


@pytest.fixture
async def work(migrated_url: str) -> AsyncIterator[Work]:
    async with working(migrated_url) as work:
        yield work


class Gate:
    """A job that waits here says so, and goes on when it is let."""

    def __init__(self) -> None:
        self._reached = asyncio.Event()
        self._open = asyncio.Event()

    async def hold(self) -> None:
        self._reached.set()
        await self._open.wait()

    async def reached(self) -> None:
        await asyncio.wait_for(self._reached.wait(), 5)

    def open(self) -> None:
        self._open.set()


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
            await asyncio.sleep(0.01)
            at_work.remove(n)

        work.jobs.add("step", run)

        async with work.store.transaction() as db:
            for n in range(20):
                await db.jobs.enqueue("step", team="T1", room=f"incident:{n}", n=n)
        await work.start()
        await work.engine.idle()

        assert most == [3]


# 4. Failure is expected


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


async def test_a_failure_is_told_by_its_type_and_place_and_never_by_what_somebody_wrote(work: Work) -> None:
    work.fails("hopeless", times=100, attempts=2)
    await work.start()

    with capture_logs() as logs:
        await work.enqueue("hopeless", "incident:1", n=1)
        await work.engine.idle()

    [parked] = await work.engine.parked()
    assert parked.error.startswith("RuntimeError at tests/test_jobs.py:")
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


# 5. Later is a due row


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


async def test_finished_jobs_are_deleted_after_a_while_and_no_others(work: Work) -> None:
    work.notes("note")
    work.fails("hopeless", times=100, attempts=1)
    await work.start()
    await work.enqueue("note", "incident:1", n=1)
    await work.enqueue("hopeless", "incident:2", n=1)
    await work.engine.idle()
    kept = await rows(work)

    await work.engine.forget_finished(before=datetime.now(UTC) - timedelta(hours=1))
    kept_later = await rows(work)
    await work.engine.forget_finished(before=datetime.now(UTC) + timedelta(seconds=5))

    assert (kept, kept_later, await rows(work)) == (2, 2, 1)
    assert len(await work.engine.parked()) == 1


async def rows(work: Work) -> int:
    table = "jobs" if work.database.is_sqlite else "procrastinate_jobs"
    async with work.database.reading.begin() as connection:
        return int((await connection.exec_driver_sql(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - one of two words


async def until(is_so: Any, within: float = 5.0) -> None:
    async with asyncio.timeout(within):
        while not is_so():
            await asyncio.sleep(0.01)
