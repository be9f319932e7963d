"""Files brought by a person: nothing is told of what they may not see, and nothing is said that only others say."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.records.debt import Debt, Impact, Priority, Quadrant
from bot.records.people import Person, Standing, Viewer
from bot.records.projects import Project
from storage.folder import brought as brought_by
from storage.folder import send_out
from storage.folder.bringing import Bringing
from storage.folder.projects import folders_of
from storage.folder.told import Outcome, Told
from storage.store import Store
from tests.filing import AT, connected, given, records

ADR = "data/engineering/adrs/adr_2026-11-21_secret.md"
TEAM = "data/engineering/team.json"
DEBT = "data/engineering/tech_debt.json"
NAMES = ("Pay ments", "pay-ments", "★")
STACK = "data/engineering/tech_stack.json"


@pytest.fixture
async def store(store: Store) -> Store:
    await connected(store)
    async with store.transaction() as db:
        await db.people.keep_channel("T1", "C9", at=AT, name="secret", private=True)
        await db.people.keep_person(Person(team="T1", user="U2", name="Bo", standing=Standing.MEMBER), at=AT)
    return store


async def brings(store: Store, root: Path, *, admin: bool = False) -> dict[str, Told]:
    """Bo brings a folder."""
    viewer = Viewer(team="T1", user="U2", standing=Standing.MEMBER, admin=admin)
    told = await brought_by(root, Bringing(viewer, "", AT), store.transaction)
    return {one.name: one for one in told}


def written(root: Path, name: str, content: Any) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content if isinstance(content, str) else json.dumps(content))


async def test_whoever_brings_it_is_its_author_whatever_it_says(store: Store, tmp_path: Path) -> None:
    await given(store, "Elsewhere", team="T2")
    await send_out(tmp_path, store, team="T2", include_private=True)

    await brings(store, tmp_path)
    await send_out(tmp_path / "again", store, team="T1", include_private=True)

    assert {one.author for one in (await records(store)).values()} == {"U2"}
    [before], [after] = (sorted((root / ADR).parent.glob("adr_*")) for root in (tmp_path, tmp_path / "again"))
    assert after.read_bytes() == before.read_bytes()


async def test_a_file_of_a_private_record_is_taken_and_says_no_more(store: Store, tmp_path: Path) -> None:
    await given(store, "Secret", channel="C9")
    await send_out(tmp_path, store, team="T1", include_private=True)
    for text in ("", "\nAnd more.\n"):
        [file] = (tmp_path / ADR).parent.glob("adr_*")
        file.write_text(file.read_text() + text)

        [told] = (await brings(store, tmp_path)).values()

        assert (told.outcome, told.key, told.new) == (Outcome.SKIPPED, "", 0)
        assert told.notes == ["The record that it says it is, is taken: it is here, and not yours to see. It stays as it is."]
    assert len(await records(store)) == 1


async def test_an_item_of_a_private_channel_is_taken_and_says_no_more(store: Store, tmp_path: Path) -> None:
    async with store.transaction() as db:
        facts = {"team": "T1", "channel": "C9", "title": "Under the mat", "logged_by": "U1", "logged_at": AT}
        await db.debts.add(Debt(quadrant=Quadrant.PRUDENT_DELIBERATE, impact=Impact.ACCUMULATING, priority=Priority.LOW, **facts))
    await send_out(tmp_path, store, team="T1", include_private=True)

    told = (await brings(store, tmp_path))[DEBT]

    assert (told.outcome, told.new) == (Outcome.UNCHANGED, 0)
    assert told.notes == ["1 of them is here already, and not yours to see."]
    async with store.reading() as db:
        assert await db.debts.count(seen_by=Viewer.operator("T1")) == 1


async def test_after_a_new_beginning_everything_comes_back_under_its_number(store: Store, tmp_path: Path) -> None:
    """Ids are given anew then: ADR-1, which had 2, gets 1, which ADR-2 had."""
    for number, id_ in ((1, 2), (2, 1)):
        text = f"---\ncoPilot: {{key: ADR-00{number}, form: adr, id: 'T1:{id_}'}}\n---\n\n# The {number}\n\n## Context\n\nSo.\n"
        written(tmp_path, f"data/engineering/adrs/adr_{number}.md", text)

    first = [one.outcome for one in (await brings(store, tmp_path)).values()]
    again = [one.outcome for one in (await brings(store, tmp_path)).values()]

    assert first == [Outcome.IMPORTED] * 2
    assert again == [Outcome.UNCHANGED] * 2
    assert {key: one.title for key, one in (await records(store)).items()} == {"ADR-001": "The 1", "ADR-002": "The 2"}


@pytest.mark.parametrize("admin", [False, True])
async def test_only_an_admin_says_who_may_leave_and_how_far_you_are(store: Store, tmp_path: Path, admin: bool) -> None:  # noqa: FBT001
    written(tmp_path, TEAM, {"members": [{"name": "Chi", "role": "dev"}], "attritionRisk": "high", "attritionRiskWhy": "asked elsewhere"})
    written(tmp_path, STACK, {"maturityStage": "optimize", "team": {"headcount": 2}})

    first = await brings(store, tmp_path, admin=admin)
    again = await brings(store, tmp_path, admin=admin)

    async with store.reading() as db:
        team = await db.teams.of(None, seen_by=Viewer.operator("T1"))
        stack = await db.stacks.of(None, seen_by=Viewer.operator("T1"))
    assert team
    assert stack
    assert (team.risk is not None, stack.stage_override is not None, team.changed_by) == (admin, admin, "U2")
    assert first[TEAM].notes == ([] if admin else ["attritionRisk, attritionRiskWhy stayed out: only an admin says that."])
    assert [one.outcome for one in again.values()] == [Outcome.UNCHANGED] * 2


async def test_what_was_recorded_before_there_was_a_project_leaves_with_it_and_comes_back_once(store: Store, tmp_path: Path) -> None:
    written(tmp_path / "in", DEBT, {"items": [{"title": "Before"}]})
    written(tmp_path / "in", ADR, "# 1. Before\n\n## Context\n\nSo.\n")
    await brings(store, tmp_path / "in")
    written(tmp_path / "more", DEBT, {"items": [{"title": "After"}]})
    async with store.transaction() as db:
        await db.projects.add(Project.called("Shop", team="T1", by="U2", at=AT))
    await brings(store, tmp_path / "more")

    await send_out(tmp_path / "out", store, team="T1", include_private=True)
    again = [await brings(store, tmp_path / folder) for folder in ("in", "more", "out")]

    assert [one["title"] for one in json.loads((tmp_path / "out" / DEBT).read_text())["items"]] == ["After", "Before"]
    assert {one.outcome for told in again for one in told.values()} == {Outcome.UNCHANGED}


def test_projects_whose_names_would_be_one_folder_have_each_their_own() -> None:
    made = [Project.called(name, team="T1", by="U2", at=AT).model_copy(update={"id": at}) for at, name in enumerate(NAMES, 1)]

    assert list(folders_of(made).values()) == ["pay-ments", "pay-ments-2", "project-3"]
    assert folders_of(made[:1]) == {1: ""}
