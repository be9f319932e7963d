"""Whatever somebody wrote to the files' shapes goes in and out with no difference, and twice is once."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.records.debt import Impact, Priority, Quadrant
from storage.database import open_database
from storage.folder.arriving import Outcome
from storage.jobs import engine_for
from storage.migrate import migrate
from storage.store import Store
from tests.filing import brought, connected
from tests.test_folder_ledgers import sent, written

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
FOLDER = st.fixed_dictionaries(
    {},
    optional={
        f"data/engineering/{name}.json": content
        for name, content in (("tech_debt", DEBT), ("tech_stack", STACK), ("team", TEAM), ("infra_costs", COSTS))
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(FOLDER)
def test_a_folder_goes_in_and_out_with_no_difference(folder: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as root:
        asyncio.run(_there_and_back(Path(root), folder))


async def _there_and_back(root: Path, folder: dict[str, Any]) -> None:
    url = f"sqlite:///{root}/kept.db"
    await migrate(open_database(url).url)
    database = open_database(url)
    store = Store(database, engine_for(database))
    for name, content in folder.items():
        written(root / "in", name, content)
    (root / "in").mkdir(exist_ok=True)
    await connected(store)

    first = await brought(store, root / "in")
    out = await sent(store, root / "out")
    again = [*(await brought(store, root / "in")).values(), *(await brought(store, root / "out")).values()]
    await database.close()

    assert {told.outcome for told in first.values()} <= {Outcome.IMPORTED, Outcome.UNCHANGED}, first
    assert out == folder
    assert {told.outcome for told in again} <= {Outcome.UNCHANGED}, again
