"""Whatever somebody wrote to the files' shapes goes in and out with no difference, and twice is once."""

import asyncio
import json
import shutil
import tempfile
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.records.debt import Impact, Priority, Quadrant
from handlers.incident_files import all_written
from storage.database import open_database
from storage.folder import send_out
from storage.folder.arriving import Outcome
from storage.jobs import engine_for
from storage.migrate import migrate
from storage.store import Store
from tests.engines import lent
from tests.filing import AT, brought, connected, files_in
from tests.test_folder_ledgers import written

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
TITLES = WORDS.filter(lambda words: bool(words.strip()))
THEIRS = st.recursive(st.none() | st.booleans() | st.integers() | WORDS, lambda inner: st.lists(inner, max_size=2), max_leaves=4)
DAYS = st.dates().map(str)
AMOUNTS = st.integers(0, 10_000) | st.floats(0, 10_000)
UNKNOWN = st.dictionaries(WORDS.map(lambda words: f"x-{words}"), THEIRS, max_size=2)


def one(must: dict[str, Any], may: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda known, more: known | more, st.fixed_dictionaries(must, optional=may), UNKNOWN)


def part(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    return one({}, dict.fromkeys(names, WORDS))


IDS = st.integers(1, 999).map(lambda number: f"debt_{number:03}") | st.text("abc-", min_size=1, max_size=5)
ITEM = one(
    {"id": IDS, "title": TITLES},
    {
        "description": WORDS,
        "quadrant": st.sampled_from(Quadrant).map(str),
        "impact": st.sampled_from(Impact).map(str),
        "estimatedDays": st.none() | AMOUNTS,
        "priority": st.sampled_from(Priority).map(str),
        "createdAt": DAYS,
        "resolvedAt": st.none() | DAYS,
    },
)
DEBT = one({"items": st.lists(ITEM, max_size=4, unique_by=lambda item: item["id"])}, {"lastUpdated": DAYS, "summary": UNKNOWN})
STACK = one(
    {},
    {
        "lastUpdated": DAYS,
        "maturityStage": st.sampled_from(["survival", "foundation", "scale", "optimize"]),
        "stack": one(
            {},
            {
                "backend": part("language", "framework", "hosting", "notes"),
                "infrastructure": one({}, {"cloudProvider": WORDS, "keyServices": st.lists(WORDS, max_size=3)}),
                "observability": part("monitoring", "logging", "alerting", "notes"),
            },
        ),
        "team": one({}, {"headcount": st.integers(0, 99), "roles": st.lists(WORDS, max_size=3), "oncallRotation": st.booleans()}),
        "constraints": one({}, {"monthlyInfraBudget": st.none() | AMOUNTS, "hardConstraints": st.lists(WORDS, max_size=2)}),
        "painPoints": st.lists(WORDS, max_size=4),
        "recentDecisions": st.lists(WORDS, max_size=2),
    },
)
MEMBER = one({"name": TITLES, "role": WORDS}, {"since": st.none() | DAYS})
TEAM = one({}, {"members": st.lists(MEMBER, max_size=3), "openRoles": st.lists(one({"role": WORDS}, {"by": DAYS}), max_size=2)})
MONTHS = st.dates().map(lambda day: f"{max(day.year, 2000):04}-{day.month:02}")
MONTH = one({"month": MONTHS}, {"spend": st.dictionaries(WORDS, AMOUNTS, max_size=3), "mrr": AMOUNTS, "customers": st.integers(0, 99)})
COSTS = one({"months": st.lists(MONTH, max_size=3, unique_by=lambda month: month["month"])}, {})
NUMBER = one({}, {"current": st.none() | WORDS | AMOUNTS, "target": st.none() | WORDS, "status": st.sampled_from(["green", "red"])})
SCORECARD = one(
    {"generatedAt": st.datetimes(datetime(2000, 1, 1), datetime(2026, 11, 21)).map(lambda at: f"{at:%Y-%m-%dT%H:%M:%SZ}")},  # noqa: DTZ001 - it is written as UTC
    {
        "syncId": WORDS,
        "maturityStage": WORDS,
        "health": one({}, dict.fromkeys(("deploymentFrequency", "leadTime", "changeFailureRate", "mttr"), NUMBER)),
        "techDebt": one({}, {"totalItems": st.integers(), "topItem": WORDS}),
        "team": one({}, {"headcount": st.integers(0, 99)}),
    },
)
LINES = WORDS.map(lambda words: " ".join(words.split()))
HAPPENED = st.builds(lambda at, what: f"- {at:%H:%M} — {what}", st.times(), LINES)
INCIDENT = st.builds(
    lambda title, severity, timeline, cause, lessons: (
        f"## Incident: {' '.join(title.split())}\n**Severity:** {severity}\n**Status:** resolved\n**Started:** 2026-03-12 09:00\n"
        "\n### Timeline\n" + "\n".join(timeline) + f"\n\n### Root Cause\n{cause}\n\n### Lessons Learned\n{lessons}"
    ),
    TITLES.filter(lambda title: "<!--" not in title),
    st.sampled_from(["SEV1", "SEV3 (internal impact)", ""]),
    st.lists(HAPPENED, max_size=3),
    WORDS,
    WORDS,
)
JSON_FILES = {
    f"data/engineering/{name}.json": content
    for name, content in (
        ("tech_debt", DEBT),
        ("tech_stack", STACK),
        ("team", TEAM),
        ("infra_costs", COSTS),
        ("scorecards/scorecard_2026-10-01", SCORECARD),
    )
}
TEXTS = {
    "data/engineering/incidents/incident_2026-03-12.md": INCIDENT,
    "data/cfo/latest_forecast.json": st.dictionaries(WORDS, THEIRS, max_size=3).map(json.dumps),
    "data/product/roadmap.md": TITLES,
    "CLAUDE.md": TITLES,
}
"""What goes out to the byte."""
FILES: dict[str, st.SearchStrategy[Any]] = {**JSON_FILES, **TEXTS}
FOLDER = st.fixed_dictionaries({}, optional=FILES)


@settings(max_examples=settings().max_examples // 4, suppress_health_check=list(HealthCheck))
@given(FOLDER)
def test_a_folder_goes_in_and_out_with_no_difference(folder: dict[str, Any]) -> None:
    empty = _empty()
    with tempfile.TemporaryDirectory() as root:
        shutil.copy(empty, Path(root) / "kept.db")
        asyncio.run(_there_and_back(Path(root), folder))


@cache
def _empty() -> Path:
    """A database that was migrated once, for every example to begin with."""
    file = Path(tempfile.mkdtemp(prefix="laws-")) / "empty.db"
    asyncio.run(_migrated(file))
    return file


async def _migrated(file: Path) -> None:
    await migrate(open_database(f"sqlite:///{file}").url)
    database = open_database(f"sqlite:///{file}")
    await connected(Store(database, engine_for(database)))
    await database.close()


async def _there_and_back(root: Path, folder: dict[str, Any]) -> None:
    for name, content in folder.items():
        if name in TEXTS:
            (root / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            (root / "in" / name).write_bytes(content.encode())
        else:
            written(root / "in", name, content)
    (root / "in").mkdir(exist_ok=True)

    async with lent(f"sqlite:///{root}/kept.db") as database:
        store = Store(database, engine_for(database))
        first = await brought(store, root / "in")
        await send_out(root / "out", store, team="T1", include_private=True, also=[partial(all_written, now=AT)])
        again = [*(await brought(store, root / "in")).values(), *(await brought(store, root / "out")).values()]

    sent = {name: content for name, content in files_in(root / "out").items() if not name.endswith("adrs/index.md")}
    out = {name: content.decode() if name in TEXTS else json.loads(content) for name, content in sent.items()}
    assert {told.outcome for told in first.values()} <= {Outcome.IMPORTED, Outcome.UNCHANGED}, first
    assert out == folder
    assert {told.outcome for told in again} <= {Outcome.UNCHANGED}, again
