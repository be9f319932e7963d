"""A JSON file of records goes in and out with no difference, once; what is wrong with one is named with its line."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.records.people import Viewer
from bot.records.projects import Project
from storage.folder import send_out
from storage.folder.arriving import Outcome
from storage.imports import UNCLAIMED
from storage.store import Store
from tests.filing import AT, brought, connected, files_in

DEBT = "data/engineering/tech_debt.json"
ITEM = {
    "id": "debt_007",
    "title": "No tests",
    "description": "of the checkout",
    "quadrant": "reckless_deliberate",
    "impact": "causing_incidents",
    "estimatedDays": 3,
    "priority": "critical",
    "createdAt": "2026-01-02",
    "resolvedAt": None,
    "ticket": {"jira": "PAY-9"},
}
SUMMARY = {"critical": 1, "high": 0, "medium": 0, "low": 0, "totalEstimatedDays": 3}
FILE = {"version": "1.0", "theirs": [1], "lastUpdated": "2026-02-03", "items": [ITEM], "summary": SUMMARY}


def written(root: Path, name: str, content: Any) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content if isinstance(content, str) else json.dumps(content))


async def sent(store: Store, root: Path, team: str = "T1") -> dict[str, Any]:
    await send_out(root, store, team=team, include_private=False)
    return {name: json.loads(text) for name, text in files_in(root).items() if name.endswith(".json")}


async def test_what_was_written_by_hand_goes_in_and_out_as_it_stood(store: Store, tmp_path: Path) -> None:
    await connected(store)
    written(tmp_path / "in", DEBT, FILE)

    told = await brought(store, tmp_path / "in")
    out = await sent(store, tmp_path / "out")

    assert told[DEBT].outcome is Outcome.IMPORTED
    assert list(out[DEBT].items()) == list(FILE.items())
    assert list(out[DEBT]["items"][0].items()) == list(ITEM.items())
    async with store.reading() as db:
        debt = await db.debts.numbered(7, seen_by=Viewer.operator("T1"))
    assert debt
    assert (debt.key, debt.title, debt.estimated_days, debt.is_guess) == ("DEBT-7", "No tests", 3.0, False)


async def test_twice_is_once_from_the_hand_and_from_here(store: Store, tmp_path: Path) -> None:
    await connected(store)
    written(tmp_path / "in", DEBT, FILE)
    await brought(store, tmp_path / "in")
    await sent(store, tmp_path / "out")

    told = [(await brought(store, tmp_path / folder))[DEBT].outcome for folder in ("in", "out")]

    assert told == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    async with store.reading() as db:
        assert len(await db.audit.of("T1", "DEBT-7")) == 1


async def test_a_change_here_changes_only_what_it_changed(store: Store, tmp_path: Path) -> None:
    await connected(store)
    written(tmp_path / "in", DEBT, FILE)
    await brought(store, tmp_path / "in")
    async with store.transaction() as db:
        debt = await db.debts.numbered(7, seen_by=Viewer.operator("T1"))
        assert debt
        await db.debts.save(debt.answered(estimated_days=5.5))

    out = (await sent(store, tmp_path / "out"))[DEBT]
    told = await brought(store, tmp_path / "in")

    assert out["items"] == [{**ITEM, "estimatedDays": 5.5}]
    assert out["summary"] == {**SUMMARY, "totalEstimatedDays": 5.5}
    assert (out["theirs"], out["lastUpdated"]) == ([1], "2026-11-21")
    assert told[DEBT].outcome is Outcome.UNCHANGED


async def test_what_was_made_here_is_the_same_in_another_workspace(store: Store, tmp_path: Path) -> None:
    await connected(store)
    await connected(store, "T2")
    written(tmp_path / "in", DEBT, {"items": [{"title": "No id, no quadrant"}]})
    await brought(store, tmp_path / "in")
    async with store.transaction() as db:
        debt = await db.debts.numbered(1, seen_by=Viewer.operator("T1"))
        assert debt
        more = {"title": "Made here", "hours_a_week": 2.5, "on_the_roadmap": True}
        await db.debts.add(debt.model_copy(update={"id": 0, **more}))
    first = await sent(store, tmp_path / "first")

    await brought(store, tmp_path / "first", team="T2")
    second = await sent(store, tmp_path / "second", "T2")
    home = await brought(store, tmp_path / "second")

    assert first[DEBT]["items"][0] == {"title": "No id, no quadrant"}
    assert first[DEBT]["items"][1]["coPilot"]["hoursAWeek"] == 2.5
    assert second == first
    assert home[DEBT].outcome is Outcome.UNCHANGED
    async with store.reading() as db:
        there = await db.debts.numbered(2, seen_by=Viewer.operator("T2"))
    assert there
    assert (there.hours_a_week, there.on_the_roadmap, there.priority_is_set) == (2.5, True, False)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{\n"items": [\n{"title": "a",}\n]}', "(line 3)"),
        ('{"items": [\n{"title": "ok"},\n{"title": "x",\n"quadrant": "lazy"}]}', "“quadrant” should be one of reckless_deliberate"),
        ('{"items": [\n{"title": "ok"},\n{"title": "x",\n"estimatedDays": "3"}]}', "or null. (line 4)"),
        ('{"items": [\n{"title": "ok"},\n{"id": "debt_001"}]}', "An item has no “title”. (line 3)"),
        ('{"items": [{"id": "a", "title": "x"},\n{"id": "a", "title": "y"}]}', "“a” is there twice. (line 2)"),
        ('{"items": {}}', "“items” should be a list: […]. (line 1)"),
        ('{"items": [{"title": "x", "theirs": NaN}]}', "NaN is no number in JSON."),
        ('{"items": [{"title": "x", "theirs": 1e999}]}', "1e999 is too large a number."),
        ('{"items": [{"title": "x\\u0000"}]}', "which is none. (line 1)"),
        ('{"items": [{"title": "\\ud800"}]}', "a lone surrogate."),
        ('{"a": 1, "a": 2}', "“a” is there twice in one object."),
        ("[" * 100_000, "It is nested too deep to be read."),
        ("[]", "It should be one object: {…}. (line 1)"),
        ('{"items": [{"title": "x", "createdAt": "yesterday"}]}', "“createdAt” should be a day: YYYY-MM-DD. (line 1)"),
    ],
)
async def test_a_broken_file_is_named_and_nothing_of_it_is_taken(store: Store, tmp_path: Path, content: str, said: str) -> None:
    await connected(store)
    written(tmp_path, DEBT, content)

    told = await brought(store, tmp_path)

    assert told[DEBT].outcome is Outcome.SKIPPED
    assert said in told[DEBT].notes[0]
    async with store.reading() as db:
        assert await db.debts.count(seen_by=Viewer.operator("T1")) == 0


async def test_several_projects_each_count_from_one(store: Store, tmp_path: Path) -> None:
    await connected(store)
    for folder in ("payments", "search"):
        written(tmp_path / "in", f"{folder}/{DEBT}", {"items": [{"id": "debt_001", "title": f"Of {folder}"}]})

    told = await brought(store, tmp_path / "in")
    out = await sent(store, tmp_path / "out")
    again = await brought(store, tmp_path / "in")

    assert told[f"search/{DEBT}"].notes[-1] == "“debt_001” is DEBT-2 here."
    assert out == {f"{name}/{DEBT}": {"items": [{"id": "debt_001", "title": f"Of {name}"}]} for name in ("payments", "search")}
    assert {one.outcome for one in again.values()} == {Outcome.UNCHANGED}


async def test_the_first_workspace_adopts_it_and_its_first_project_too(store: Store, tmp_path: Path) -> None:
    written(tmp_path / "in", DEBT, {**FILE, "items": [{**ITEM, "coPilot": None}]})
    await brought(store, tmp_path / "in", team=UNCLAIMED)
    await connected(store)
    adopted = await sent(store, tmp_path / "out")
    async with store.transaction() as db:
        project = await db.projects.add(Project.called("Payments", team="T1", by="U1", at=AT))
        assert project
        await db.projects.adopt(project)

    told = await brought(store, tmp_path / "in")
    out = (await sent(store, tmp_path / "out"))[DEBT]

    assert adopted[DEBT] == {**FILE, "items": [{**ITEM, "coPilot": None}]}
    assert told[DEBT].outcome is Outcome.UNCHANGED
    assert out == {**adopted[DEBT], "coPilot": {"project": "Payments"}}


async def test_a_trial_keeps_nothing_and_a_link_out_of_the_folder_is_not_followed(store: Store, tmp_path: Path) -> None:
    await connected(store)
    written(tmp_path / "in", DEBT, FILE)
    written(tmp_path, "secret.json", {"members": [{"name": "Eve"}]})
    (tmp_path / "in/data/engineering/team.json").symlink_to(tmp_path / "secret.json")

    told = await brought(store, tmp_path / "in", dry_run=True)

    assert told[DEBT].outcome is Outcome.IMPORTED
    assert told["data/engineering/team.json"].notes == ["It leads out of the folder, where nothing is read."]
    assert await sent(store, tmp_path / "out") == {}
