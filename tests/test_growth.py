"""What is asked all day costs as much among many records as among few, counted by what a database does, not by how long it takes."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from benchmarks.grown import Grown
from bot.records.adrs import ADR
from bot.records.debt import Priority
from bot.records.entries import Message
from bot.records.people import Viewer
from storage.debt import Which
from storage.store import Transaction
from tests.deployment import Team

Asks = Callable[[Transaction], Awaitable[Any]]
FEW, MANY = 500, 3_000
MORE = 1.2
NOISE = 60
"""Rows, or hundreds of SQLite's steps: a page of an index more or less."""
TODAY = date(2026, 11, 2)


def questions(viewer: Viewer, channel: str) -> Mapping[str, Asks]:
    """What Home, a bare command, a list and the digest ask."""
    said = Message(channel=channel, ts="1700000000.000001", thread_ts=None)
    everywhere = frozenset({None, 1})

    async def owing(db: Transaction) -> None:
        await db.postmortems.owing(await db.incidents.newest(seen_by=viewer, limit=20), seen_by=viewer)

    async def several(db: Transaction) -> None:
        await db.incidents.several([one.id for one in await db.incidents.newest(seen_by=viewer, limit=20)], seen_by=viewer)

    return {
        "some by their ids": several,
        "open actions": lambda db: db.actions.open(seen_by=viewer, owner=viewer.user, limit=20),
        "how many actions are open": lambda db: db.actions.count_open(seen_by=viewer),
        "how many of somebody's actions are open": lambda db: db.actions.count_open(seen_by=viewer, owner=viewer.user),
        "overdue actions": lambda db: db.actions.overdue(everywhere, TODAY, seen_by=viewer),
        "postmortems owed": lambda db: db.postmortems.owed(seen_by=viewer, by=viewer.user, limit=20),
        "postmortems that are late": lambda db: db.postmortems.late(everywhere, TODAY, seen_by=viewer),
        "which of a page owe one": owing,
        "what was resolved here": lambda db: db.postmortems.resolved_here(channel, seen_by=viewer, limit=5),
        "the entry of a message": lambda db: db.entries.of_message(said, seen_by=viewer),
        "times to be settled": lambda db: db.entries.unsettled(viewer.user, seen_by=viewer),
        "a page of all debt": lambda db: db.debts.page(Which(), seen_by=viewer, limit=15),
        "critical debt": lambda db: db.debts.page(Which(open_=True, named=Priority.CRITICAL), seen_by=viewer, limit=15),
        "debt of a week": lambda db: db.debts.since(datetime(2026, 11, 2, tzinfo=UTC), seen_by=viewer),
        "decisions to look at again": lambda db: db.documents.of(ADR).due(seen_by=viewer, settled="accepted", today=TODAY),
        "decisions that wait for somebody": lambda db: db.documents.of(ADR).awaiting(
            seen_by=viewer, undecided=["proposed"], settled="accepted", today=TODAY
        ),
        "decisions in one of two states": lambda db: db.documents.of(ADR).awaiting(
            seen_by=viewer, undecided=["proposed", "in review"], settled="accepted", today=TODAY
        ),
        "decisions that are open": lambda db: db.documents.of(ADR).open(seen_by=viewer, statuses=["proposed"], whose=everywhere, limit=10),
        "a rare word": lambda db: db.search.find("zebra", seen_by=viewer, limit=10),
        "deployments of a project that has none": lambda db: db.deployments.newest([1], seen_by=viewer, limit=20),
    }


async def work(team: Team, asks: Asks) -> float:
    """What a question costs the database: hundreds of steps of SQLite's machine, or rows that PostgreSQL fetches."""
    async with team.store.reading() as db:
        if not team.store.database.is_sqlite:
            fetched = text("SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables")
            before = await db.connection.scalar(fetched)  # which may have some of what this connection did before
            await asks(db)
            return float(await db.connection.scalar(fetched) - before)
        steps = 0

        def step() -> int:
            nonlocal steps
            steps += 1
            return 0

        connection: Any = (await db.connection.get_raw_connection()).driver_connection
        await connection.set_progress_handler(step, 100)
        await asks(db)
        await connection.set_progress_handler(None, 0)
        return steps


@pytest.mark.slow
async def test_what_is_asked_all_day_costs_as_much_among_many_records_as_among_few(team: Team) -> None:
    records = Grown(team.store, team.id, team.general.id, team.ana.id)
    async with team.store.reading() as db:
        asked = questions(await db.people.viewer(team.id, team.ana.id), team.general.id)

    await records.to(FEW)
    few = {name: await work(team, asks) for name, asks in asked.items()}
    await records.to(MANY)
    many = {name: await work(team, asks) for name, asks in asked.items()}

    assert {name: (few[name], cost) for name, cost in many.items() if cost > few[name] * MORE + NOISE} == {}
