"""How lists, search, the scorecard and a timeline fare as records grow: a thousand, ten thousand, a hundred thousand of each.

    python -m benchmarks.growth [--most 10000] [--rounds 30] [--share 0.5] [--plans]

What counts is the ratio to the first thousand, on the same machine in the same run: the goal is 1.2 in ninety-five of a hundred.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import event, insert, text, update

from benchmarks.acks import percentile
from bot.records.adrs import ADR
from bot.records.debt import Debt
from bot.records.incidents import Incident, Severity, Status
from bot.records.people import Standing, Viewer
from bot.records.search import Searchable
from bot.records.windows import months_to
from storage.database import open_database
from storage.debt import debts
from storage.entries import entries
from storage.incidents import incidents
from storage.jobs import engine_for
from storage.migrate import migrate
from storage.people import channels
from storage.store import Store, Transaction
from tests.databases import postgres

SIZES = (1_000, 10_000, 100_000)
AT_ONCE = 1_000
TEAM, CHANNEL, ME = "T0GROWTH", "C0GROWTH", "U0ME"
END = datetime(2026, 11, 1, tzinfo=UTC)
RECENT, OPEN, LONG = 60, 20, 10_000
"""As many incidents in the last months, open ones, and entries on the first timeline, whatever the size: so much is shown of any."""
WORDS = ("checkout", "search", "mail", "kafka", "orders", "cache", "login", "export", "queue", "index")
VIEWER = Viewer(team=TEAM, user=ME, standing=Standing.MEMBER)
Asks = Callable[[Transaction], Awaitable[Any]]


def questions() -> Mapping[str, Asks]:
    """What people ask, each as one page of it is asked of storage."""
    window = months_to("2026-10", "UTC")[-1]

    async def timeline(db: Transaction) -> None:
        first = await db.incidents.numbered(1, seen_by=VIEWER)
        assert first is not None  # noqa: S101 - it was filled in
        await db.entries.timeline(first, seen_by=VIEWER, limit=30, offset=LONG // 2)

    return {
        "open incidents": lambda db: db.incidents.open(seen_by=VIEWER),
        "a page of all incidents": lambda db: db.incidents.newest(seen_by=VIEWER, limit=20),
        "one incident": lambda db: db.incidents.numbered(7, seen_by=VIEWER),
        "what was resolved here": lambda db: db.incidents.resolved_last(seen_by=VIEWER, channel=CHANNEL, limit=5),
        "what began in a month": lambda db: db.incidents.began([None], window, seen_by=VIEWER),
        "what ended in a month": lambda db: db.incidents.over([None], window, seen_by=VIEWER),
        "a page of 10,000 entries": timeline,
        "debt that is owed": lambda db: db.debts.all(seen_by=VIEWER, open_=True),
        "a page of decisions": lambda db: db.documents.of(ADR).listed(seen_by=VIEWER, limit=20),
        "search, a rare word": lambda db: db.search.find("zebra", seen_by=VIEWER, limit=10),
    }


async def fill(store: Store, had: int, size: int) -> None:
    """Let there be so many records of each kind; the newest few are recent, the others are years old."""
    async with store.transaction() as db:
        if not had:
            facts = {"name": "growth", "private": False, "read_at": END}
            await db.connection.execute(insert(channels).values(team=TEAM, channel=CHANNEL, **facts))
        for start in range(had + 1, size + 1, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, size + 1))
            await db.connection.execute(insert(incidents), [_incident(number) for number in numbers])
            await db.connection.execute(insert(debts), [_debt(number) for number in numbers])
            for number in numbers:
                await db.search.keep(_found(number))
        for column, few in ((incidents.c.started_at, RECENT), (incidents.c.resolved_at, RECENT)):
            recent = incidents.c.number.between(size - few, size)
            await db.connection.execute(update(incidents).where(recent).values({column: END - timedelta(days=10)}))
        if not had:
            await db.connection.execute(insert(entries), [_entry(number) for number in range(LONG)])
        if not store.database.is_sqlite:
            await db.connection.execute(text("ANALYZE"))


def _incident(number: int) -> dict[str, Any]:
    at = END - timedelta(days=900, minutes=number)
    made = Incident.declared(team=TEAM, channel=CHANNEL, title=_title(number), severity=Severity.SEV3, by=ME, at=at)
    over = {} if number <= OPEN else {"status": Status.RESOLVED, "resolved_at": at + timedelta(hours=1)}
    row = made.model_copy(update={"number": number, **over}).model_dump(exclude={"id", "origin"})
    return {name: row[name] for name in incidents.c.keys() if name in row}  # noqa: SIM118 - a collection of columns is no mapping


def _debt(number: int) -> dict[str, Any]:
    made = Debt.logged(_title(number), team=TEAM, channel=CHANNEL, project=None, by=ME, at=END)
    row = {**made.model_dump(exclude={"id", "origin"}), "number": number, "resolved_at": None if number <= OPEN else END}
    return {name: row[name] for name in debts.c.keys() if name in row}  # noqa: SIM118 - the same


def _entry(number: int) -> dict[str, Any]:
    at = END - timedelta(minutes=number)
    return {
        "team": TEAM,
        "incident": 1,
        "kind": "note",
        "text": _title(number),
        "by": ME,
        "happened_at": at,
        "recorded_at": at,
        "revision": 1,
    }


def _found(number: int) -> Searchable:
    title, key = _title(number), f"INC-{number}"
    facts = {"published": False, "status": "resolved", "happened_at": END, "revision": 1}
    body = f"{title} zebra" if number <= OPEN else f"{title} again"
    return Searchable(team=TEAM, kind="incident", record=number, key=key, channel=CHANNEL, title=title, body=body, **facts)


def _title(number: int) -> str:
    return f"{WORDS[number % len(WORDS)]} and {WORDS[number // 10 % len(WORDS)]} number{number}"


async def measured(store: Store, rounds: int, share: float) -> dict[str, float]:
    """Milliseconds that this share of all answers to each question stay below."""
    found = {}
    for name, asks in questions().items():
        seconds = []
        for _ in range(rounds):
            async with store.reading() as db:
                begun = time.perf_counter()
                await asks(db)
                seconds.append(time.perf_counter() - begun)
        found[name] = percentile(seconds, share) * 1000
    return found


async def plans(store: Store) -> None:
    """Print how the database goes about each question."""
    explain = "EXPLAIN QUERY PLAN " if store.database.is_sqlite else "EXPLAIN "
    for name, asks in questions().items():
        async with store.reading() as db:
            asked: list[tuple[str, Any]] = []

            def keep(_c: Any, _k: Any, statement: str, parameters: Any, *_: Any, into: list[tuple[str, Any]] = asked) -> None:
                into.append((statement, parameters))

            engine = store.database.reading.sync_engine
            event.listen(engine, "before_cursor_execute", keep)
            await asks(db)
            event.remove(engine, "before_cursor_execute", keep)
            for statement, parameters in asked[-1:]:
                rows = await db.connection.exec_driver_sql(explain + statement, parameters)
                print(f"\n{name}:", *(f"  {row[-1]}" for row in rows), sep="\n")


async def grown(url: str, most: int, rounds: int, share: float, *, explain: bool) -> dict[int, dict[str, float]]:
    """Fill a database step by step, and ask at each."""
    database = open_database(url)
    await migrate(database.url)
    store, had, found = Store(database, engine_for(database)), 0, {}
    for size in (one for one in SIZES if one <= most):
        await fill(store, had, size)
        found[size], had = await measured(store, rounds, share), size
    if explain:
        await plans(store)
    await database.close()
    return found


def report(name: str, found: Mapping[int, Mapping[str, float]]) -> None:
    """Print the table of one database."""
    table = Table("ms", *(f"{size:,}" for size in found), title=name)
    first, *others = found.values()
    for question in first:
        cells = [f"{one[question]:.1f}  ({one[question] / first[question]:.2f}×)" for one in others]
        table.add_row(question, f"{first[question]:.1f}", *cells)
    Console(width=110).print(table)


def main() -> None:
    """Measure on one database after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=SIZES[-1], help="how many records of each kind")
    parser.add_argument("--rounds", type=int, default=30, help="how often each question is asked")
    parser.add_argument("--share", type=float, default=0.95, help="of so many of the answers; 0.5 on a machine with much else to do")
    parser.add_argument("--plans", action="store_true", help="print how the databases go about it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        sqlite = f"sqlite:///{folder}/copilot.db"
        report("SQLite", asyncio.run(grown(sqlite, given.most, given.rounds, given.share, explain=given.plans)))
        server = stack.enter_context(postgres())
        report("PostgreSQL", asyncio.run(grown(server.empty(), given.most, given.rounds, given.share, explain=given.plans)))


if __name__ == "__main__":
    main()
