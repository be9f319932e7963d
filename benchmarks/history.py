"""Two years of three projects, made up from a seed: the same seed, the same history, day by day, on every machine.

uv run python -m benchmarks.history
"""

import asyncio
import random
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from bot.records.delivery import Metric
from bot.records.deployments import Commit, Deployment, Outcome
from bot.records.incidents import Incident, Severity, Status
from bot.records.links import Link, Record, Relation
from bot.records.people import Viewer
from bot.records.projects import Project
from bot.records.windows import months_to
from handlers.parts import Parts
from handlers.scorecards.subjects import subject_of
from handlers.scoring import score
from storage.database import open_database
from storage.jobs import engine_for
from storage.migrate import migrate
from storage.store import Store, Transaction

SEED = 20_261_121
MONTHS = 24
NAMES = ("Payments", "Search", "Mobile")
END = datetime(2026, 11, 1, tzinfo=UTC)
TEAM = "T0HISTORY"
T = TypeVar("T")
CHANNELS = {name: f"C{number:04}" for number, name in enumerate(NAMES, 1)}


@dataclass(frozen=True)
class Release:
    """A deployment to production, and what went live for the first time: (sha, written at)."""

    project: str
    at: datetime
    well: bool
    unplanned: bool
    commits: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True)
class Outage:
    """An incident; `caused_by` is the release that did it, by its place in the history."""

    project: str
    severity: Severity
    began: datetime
    over: datetime
    caused_by: int | None
    drill: bool


@dataclass
class History:
    """Everything that happened, in order of time."""

    releases: list[Release] = field(default_factory=list)
    outages: list[Outage] = field(default_factory=list)


def made_up(seed: int = SEED, *, end: datetime = END, months: int = MONTHS, names: Sequence[str] = NAMES) -> History:
    """The history that a seed stands for: teams that learn, each at a pace of its own, with weekends, hotfixes and practice."""
    chance, history = random.Random(seed), History()  # noqa: S311 - nothing is kept secret by it
    days = months * 30
    for pace, name in enumerate(names, 1):
        for day in range(days):
            progress, morning = day / days, end - timedelta(days=days - day) + timedelta(hours=8)
            _a_day(history, chance, name, morning, pace=pace, progress=progress)
    return history


def _a_day(history: History, chance: random.Random, name: str, morning: datetime, *, pace: int, progress: float) -> None:
    if morning.weekday() > 4 and chance.random() < 0.9:
        return
    for _ in range(chance.choice((1, 1, 2)) if chance.random() < 0.5 + 0.3 * progress / pace else 0):
        at = morning + timedelta(minutes=chance.randint(0, 600), seconds=chance.randint(0, 59))
        well = chance.random() > 0.16 - 0.06 * progress
        written = [at - timedelta(hours=chance.expovariate(1 / (60 * pace * (1.2 - progress)))) for _ in range(chance.randint(0, 4))]
        commits = tuple((f"{chance.getrandbits(160):040x}", one.replace(microsecond=0)) for one in written) if well else ()
        history.releases.append(Release(name, at, well, chance.random() < 0.07, commits))
        if chance.random() < 0.06:
            history.outages.append(_an_outage(chance, name, at, len(history.releases) - 1))
    if chance.random() < 0.03:
        history.outages.append(_an_outage(chance, name, morning + timedelta(hours=chance.randint(0, 12)), None))


def _an_outage(chance: random.Random, name: str, at: datetime, caused_by: int | None) -> Outage:
    began = at + timedelta(minutes=chance.randint(1, 50))
    over = began + timedelta(minutes=chance.randint(4, 900))
    return Outage(name, chance.choice(tuple(Severity)), began, over, caused_by, chance.random() < 0.1)


async def fill(db: Transaction, history: History, *, team: str = TEAM) -> dict[str, Project]:
    """Keep a history in a workspace; returns its projects by name."""
    projects: dict[str, Project] = {}
    for name in {one.project: None for one in history.releases}:
        made = await db.projects.add(Project.called(name, team=team, by="U1", at=END))
        projects[name] = _there(made)
    kept = [await _released(db, one, number, projects, team) for number, one in enumerate(history.releases)]
    for outage in history.outages:
        await _broke(db, outage, kept, projects, team)
    return projects


async def _released(db: Transaction, release: Release, number: int, projects: dict[str, Project], team: str) -> int:
    deployment = Deployment(
        team=team,
        project=projects[release.project].id,
        source="plain",
        external=f"run-{number}",
        environment="production",
        sha=release.commits[-1][0] if release.commits else f"{number:040x}",
        outcome=Outcome.SUCCESS if release.well else Outcome.FAILURE,
        finished_at=release.at,
        unplanned=release.unplanned,
        recorded_at=release.at,
    )
    kept = await db.deployments.add(deployment, [Commit(sha=sha, authored_at=at) for sha, at in release.commits])
    return _there(kept).id


async def _broke(db: Transaction, outage: Outage, releases: list[int], projects: dict[str, Project], team: str) -> None:
    channel = CHANNELS.get(outage.project, "C0001")
    new = Incident.declared(
        team=team, channel=channel, title="It is down", severity=outage.severity, by="U1", at=outage.began, drill=outage.drill
    )  # fmt: skip
    over = {"status": Status.RESOLVED, "resolved_at": outage.over, "project": projects[outage.project].id}
    incident = await db.incidents.add(new.model_copy(update=over))
    if outage.caused_by is not None:
        source, target = Record(kind="incident", id=incident.id), Record(kind="deployment", id=releases[outage.caused_by])
        await db.links.add(Link(team=team, source=source, relation=Relation.CAUSED_BY, target=target, by="U1", at=outage.over))


def _there(made: T | None) -> T:
    """What has to be there, in a history that is kept for the first time."""
    if made is None:
        raise LookupError("this history is kept already")
    return made


async def timed(store: Store, projects: dict[str, Project], *, team: str = TEAM, rounds: int = 20) -> list[float]:
    """How long a card of a month with its five months before takes, in seconds, for one project after the other."""
    windows, seconds = months_to("2026-10", "UTC"), []
    for _ in range(rounds):
        for project in projects.values():
            begun = perf_counter()
            async with store.reading() as db:
                subject = await subject_of(project, windows[-1], Viewer.operator(team), db, now=END)
                card = (await score(subject, windows, Parts(), db)).card
            seconds.append(perf_counter() - begun)
            _there(card.figure(Metric.DEPLOYS).value)
    return seconds


async def main() -> None:
    history = made_up()
    folder = Path(tempfile.mkdtemp())
    database = open_database(f"sqlite:///{folder}/history.db")
    await migrate(database.url)
    store = Store(database, engine_for(database))
    async with store.transaction() as db:
        projects = await fill(db, history)
    seconds = await timed(store, projects)
    await database.close()
    shutil.rmtree(folder)
    commits = sum(len(one.commits) for one in history.releases)
    print(f"{len(history.releases):,} deployments, {commits:,} commits, {len(history.outages)} incidents, SQLite")
    print(f"a scorecard: median {statistics.median(seconds) * 1000:.0f} ms, worst of {len(seconds)} {max(seconds) * 1000:.0f} ms")


if __name__ == "__main__":
    asyncio.run(main())
