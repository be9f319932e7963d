"""Much at once goes in without holding the database for long: what is asked and kept of many records is asked and kept in one go."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.records.people import Viewer
from storage.folder.arriving import TOGETHER
from storage.store import Store
from tests.filing import brought, connected, records

FEW, MANY = 3, 60


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What is said to the database meanwhile."""
    said: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(store.database.writing.sync_engine, "before_cursor_execute", heard)
    yield said
    event.remove(store.database.writing.sync_engine, "before_cursor_execute", heard)


def folder(root: Path, count: int) -> Path:
    """Debt items, and decisions each of which names the one before it."""
    data = root / "data/engineering"
    (data / "adrs").mkdir(parents=True)
    items = [{"id": f"{root.name}-{at}", "title": f"Thing {at} of {root.name}"} for at in range(count)]
    (data / "tech_debt.json").write_text(json.dumps({"items": items}))
    for at in range(count):
        (data / "adrs" / f"{root.name}-{at}.md").write_text(f"# Way {at} of {root.name}\n\n## Context\n\nIt is so.\n")
    return root


async def test_many_records_take_as_many_statements_as_a_few(store: Store, tmp_path: Path) -> None:
    await connected(store)
    await brought(store, folder(tmp_path / "first", 1))

    with statements(store) as for_few:
        await brought(store, folder(tmp_path / "few", FEW))
    with statements(store) as for_many:
        told = await brought(store, folder(tmp_path / "many", MANY))

    assert sum(one.new for one in told.values()) == 2 * MANY
    assert len(for_many) == len(for_few)
    async with store.reading() as db:
        everyone = Viewer.operator("T1")
        assert len(await db.search.find("many", seen_by=everyone, limit=3 * MANY)) == 2 * MANY
        assert [len(await db.audit.of("T1", f"DEBT-{1 + FEW + MANY}")), await db.debts.count(seen_by=everyone)] == [1, 1 + FEW + MANY]


async def test_numbers_are_as_they_came_and_above_whatever_came(store: Store, tmp_path: Path) -> None:
    await connected(store)
    data = tmp_path / "data/engineering"
    (data / "adrs").mkdir(parents=True)
    ids = ["theirs", "debt_5", "debt_005", "debt_006"]
    (data / "tech_debt.json").write_text(json.dumps({"items": [{"id": one, "title": one} for one in ids]}))
    for at, number in enumerate([*range(2, TOGETHER + 4), 7]):
        (data / "adrs" / f"{at:03}.md").write_text(f"# {number}. Way {at}\n\n## Context\n\nIt is so.\n")

    await brought(store, tmp_path)

    async with store.reading() as db:
        debts = {one.title: one.number for one in await db.debts.all(seen_by=Viewer.operator("T1"))}
        shelf = {one.title: one.number for one in (await records(store)).values()}
    assert debts == {"debt_5": 5, "debt_005": 6, "debt_006": 7, "theirs": 8}
    assert shelf[f"Way {TOGETHER + 2}"] == TOGETHER + 4
