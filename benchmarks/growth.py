"""How lists, search, the scorecard and a timeline fare as records grow: a thousand, ten thousand, a hundred thousand of each.

    python -m benchmarks.growth [--most 10000] [--rounds 30] [--plans]

What counts is the ratio to the first thousand, asked in turns on the same machine: the goal is 1.2 in ninety-five of a hundred. Each is
asked three times in a row and the fastest counts, since what else the machine does seldom falls on all three. The ratio of the
medians stands beside it: where both are high it grows. Of a timeline with ten thousand entries it is the ratio to one that has none but
ours.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

import structlog
from sqlalchemy import event

from benchmarks.grown import END, LONG, LONGEST, SHORTEST, Grown
from benchmarks.page import Sheet, over, show
from benchmarks.running import percentile
from bot.records.adrs import ADR
from bot.records.people import Viewer
from bot.records.windows import months_to
from handlers.parts import Parts, subject_of
from handlers.scoring import score
from storage.store import Store, Transaction
from tests.databases import postgres
from tests.deployment import Team, deployed

SIZES = (1_000, 10_000, 100_000)
ENOUGH, SHARE = 1.2, 0.95
TIMES = 3
"""So often each is asked in a round, of which the fastest counts."""
Asks = Callable[[Transaction], Awaitable[Any]]
Found = dict[int, dict[str, list[float]]]
"""Milliseconds each answer took, by question: of a workspace with so many records, or about the incident of that number."""
TYPED = (
    "/incident",
    "/incident list all",
    "/incident show INC-7",
    "/incident actions",
    "/incident postmortem",
    "/debt",
    "/debt list all",
    "/debt list paid",
    "/adr list",
    "/adr review",
    "/cto",
    "/cto deploy",
    "/cto search zebra",
    "/cto search again",
    "/scorecard show 2026-10 Payments",
    "/scorecard preview digest",
)
"""What people type, of which the whole answer is measured, as they would wait for it."""


def questions(viewer: Viewer, channel: str) -> Mapping[str, Asks]:
    """What is asked of storage, each as one page of it is."""
    windows = months_to("2026-10", "UTC")

    async def timeline(db: Transaction) -> None:
        first = await db.incidents.numbered(LONGEST, seen_by=viewer)
        assert first is not None  # noqa: S101 - it was filled in
        await db.entries.timeline(first, seen_by=viewer, limit=30, offset=LONG // 2)

    async def scorecard(db: Transaction) -> None:
        (project,) = await db.projects.all(seen_by=viewer)
        await score(await subject_of(project, windows[-1], viewer, db, now=END), windows, Parts(), db)

    return {
        "open incidents": lambda db: db.incidents.open(seen_by=viewer),
        "a page of all incidents": lambda db: db.incidents.newest(seen_by=viewer, limit=20),
        "one incident": lambda db: db.incidents.numbered(7, seen_by=viewer),
        "what was resolved here": lambda db: db.incidents.resolved_last(seen_by=viewer, channel=channel, limit=5),
        "what began in a month": lambda db: db.incidents.began([None], windows[-1], seen_by=viewer),
        "what ended in a month": lambda db: db.incidents.over([None], windows[-1], seen_by=viewer),
        "a page of 10,000 entries": timeline,
        "debt that is owed": lambda db: db.debts.all(seen_by=viewer, open_=True),
        "a page of decisions": lambda db: db.documents.of(ADR).listed(seen_by=viewer, limit=20),
        "search, a rare word": lambda db: db.search.find("zebra", seen_by=viewer, limit=10),
        "a scorecard": scorecard,
    }


async def measured(teams: Mapping[int, Team], rounds: int) -> Found:
    """How long storage takes for each question, and the whole for what is typed.

    One size after the other is asked the same, round by round: whatever else the machine does then falls on all of them. A first round,
    in which statements are compiled, does not count.
    """
    asked = {size: questions(await _viewer(team), team.general.id) for size, team in teams.items()}
    found: Found = {size: {} for size in teams}
    for name in (*next(iter(asked.values())), *TYPED):
        for at in range(-1, rounds):
            for size, team in teams.items():
                asks = asked[size].get(name)
                seconds = min([await _asked(team, asks) if asks else await _typed(team, name) for _ in range(TIMES)])
                if at >= 0:
                    found[size].setdefault(name if asks else f"`{name}`", []).append(seconds * 1000)
    return found


async def _asked(team: Team, asks: Asks) -> float:
    async with team.store.reading() as db:
        begun = time.perf_counter()
        await asks(db)
        return time.perf_counter() - begun


async def _viewer(team: Team) -> Viewer:
    async with team.store.reading() as db:
        return await db.people.viewer(team.id, team.ana.id)


async def _typed(team: Team, words: str) -> float:
    reply = await team.ana.runs(words, in_=team.general)
    if reply.error or "my fault" in reply.shown:
        raise RuntimeError(f"{words}: {reply.error or reply.shown}")
    await team.settled()
    return reply.seconds


async def timelines(team: Team, rounds: int) -> Found:
    """How long it takes to add to a timeline, to show it, to draw its incident's headline anew; of a long one, and of one that is not."""
    found: Found = {number: {} for number in (SHORTEST, LONGEST)}
    for at in range(-1, rounds):
        for number, of in found.items():
            every = [await _once(team, f"INC-{number}", at * TIMES + one) for one in range(TIMES)]
            for what in every[0] if at >= 0 else ():
                of.setdefault(what, []).append(min(took[what] for took in every) * 1000)
    return found


async def _once(team: Team, key: str, at: int) -> dict[str, float]:
    took = {"add": (await team.ana.runs(f"/incident note {key} looked again {at}", in_=team.general)).seconds}
    await team.settled()
    took["show"] = (await team.ana.runs(f"/incident timeline {key}", in_=team.general)).seconds
    begun = time.perf_counter()
    await team.runs(team.ana, f"/incident sev {key} SEV{2 + at % 2}")
    took["headline"] = time.perf_counter() - begun
    return took


async def plans(team: Team) -> None:
    """Print how the database goes about each question."""
    store: Store = team.store
    explain = "EXPLAIN QUERY PLAN " if store.database.is_sqlite else "EXPLAIN "
    for name, asks in questions(await _viewer(team), team.general.id).items():
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


async def grown(urls: Mapping[int, str], rounds: int, *, explain: bool = False) -> tuple[Found, Found]:
    """Fill a database for each size, and ask them in turns; then the timelines of the largest."""
    async with AsyncExitStack() as stack:
        teams = {size: await (await stack.enter_async_context(deployed(url))).team("Acme") for size, url in urls.items()}
        for size, team in teams.items():
            begun = time.perf_counter()
            await Grown(team.store, team.id, team.general.id, team.ana.id).to(size)
            print(f"{size:,} records of each kind were there after {time.perf_counter() - begun:.0f} s", flush=True)
        found = await measured(teams, rounds)
        largest = teams[max(teams)]
        if explain:
            await plans(largest)
        return found, await timelines(largest, rounds)


def sheets(database: str, records: Found, entries: Found) -> list[Sheet]:
    """The tables of one database."""
    named = {size: f"{size:,} of each" for size in records}
    return [
        _sheet(f"As records grow, {database}", named, records),
        _sheet(f"A timeline, {database}", {SHORTEST: "a few entries", LONGEST: f"{LONG:,} entries"}, entries),
    ]


def times(found: Found, share: float) -> dict[str, float]:
    """How many times longer each question takes among the most than among the fewest, in that share of all answers."""
    by_size = list(found.values())
    least, most = by_size[0], by_size[-1]
    return {name: percentile(most[name], share) / percentile(some, share) for name, some in least.items()}


def _sheet(title: str, named: Mapping[int, str], found: Found) -> Sheet:
    medians = times(found, 0.5)
    rows = []
    for name in medians:
        base, *others = (percentile(found[one][name], SHARE) for one in named)
        rows.append([name, f"{base:.1f}", *(over(one, base) for one in others), f"{medians[name]:.2f}×"])
    return Sheet(title, [f"p{SHARE * 100:.0f}, ms", *named.values(), f"median of {list(named.values())[-1]}"], rows)


def both(most: int, rounds: int, *, explain: bool = False) -> dict[str, tuple[Found, Found]]:
    """Measure on one database after the other."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        sizes = [size for size in SIZES if size <= most]
        urls = {
            "SQLite": {size: f"sqlite:///{folder}/{size}.db" for size in sizes},
            "PostgreSQL": {size: server.empty() for size in sizes},
        }
        return {name: asyncio.run(grown(by_size, rounds, explain=explain)) for name, by_size in urls.items()}


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=SIZES[-1], help="how many records of each kind")
    parser.add_argument("--rounds", type=int, default=30, help="how often each question is asked, three times in a row")
    parser.add_argument("--plans", action="store_true", help="print how the databases go about it")
    given = parser.parse_args()
    for name, (records, entries) in both(given.most, given.rounds, explain=given.plans).items():
        for one in sheets(name, records, entries):
            show(one)


if __name__ == "__main__":
    main()
