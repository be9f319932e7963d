"""Scorecards as files: how things stand is computed, what was saved is history, and leaves as it came."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.folders import parts_of
from bot.records.delivery import Metric
from bot.records.people import Standing, Viewer
from bot.records.projects import Project
from bot.records.scorecards import Published
from bot.records.snapshots import value_of
from handlers.folder_files import drawings
from storage.folder import send_out
from storage.folder.arriving import Outcome
from storage.store import Store
from tests.filing import AT, brought, connected
from tests.test_folder_ledgers import written

BASE = "data/engineering/"
NOW = f"{BASE}engineering_scorecard.json"
SAVED = f"{BASE}scorecards/scorecard_2026-10-01.json"
MEMBER = Viewer(team="T1", user="U1", standing=Standing.MEMBER)
THEIRS: dict[str, Any] = {
    "generatedAt": "2026-10-01T09:00:00Z",
    "syncId": "sync_2026-10-01",
    "maturityStage": "foundation",
    "mood": "theirs",
    "health": {
        "deploymentFrequency": {"current": "2/day", "target": "daily", "status": "green"},
        "leadTime": {"current": "about two days", "target": "", "status": "yellow", "note": "theirs"},
        "changeFailureRate": {"current": 12, "target": 0.1, "status": "red"},
        "mttr": {"current": "1 h 30 min", "target": None, "status": "green"},
    },
    "techDebt": {"criticalItems": 1, "totalItems": 9, "estimatedDays": 20, "topItem": "No tests"},
    "team": {"headcount": 5, "openRoles": 1, "attritionRisk": "low"},
}


async def out(store: Store, root: Path, *, private: bool = False) -> dict[str, Any]:
    also = drawings(now=AT + timedelta(hours=1), parts=parts_of(store))
    await send_out(root, store, team="T1", include_private=private, also=also)
    return {str(one.relative_to(root)): json.loads(one.read_bytes()) for one in sorted(root.rglob("*scorecard*.json"))}


async def history(store: Store, viewer: Viewer = MEMBER) -> list[Published]:
    async with store.reading() as db:
        return await db.scorecards.newest(None, seen_by=viewer, limit=9)


async def test_what_others_saved_is_history_and_leaves_as_it_came(store: Store, tmp_path: Path) -> None:
    await connected(store)
    written(tmp_path / "in", SAVED, THEIRS)

    first = await brought(store, tmp_path / "in")
    again = await brought(store, tmp_path / "in")
    sent = await out(store, tmp_path / "out")

    assert (first[SAVED].outcome, again[SAVED].outcome) == (Outcome.IMPORTED, Outcome.UNCHANGED)
    assert sent[SAVED] == THEIRS
    [kept] = await history(store)
    known = {one.metric: (one.current, one.aim, one.why) for one in kept.card.figures if one.value is not None or one.target is not None}
    assert known == {
        Metric.DEPLOYS: ("2 a day", "1 a day", ""),
        Metric.FAILURES: ("12 %", "10 %", ""),
        Metric.RESOLVE: ("1 h 30 min", "", ""),
    }
    assert kept.card.figure(Metric.LEAD).why == "written down as “about two days”"
    assert (kept.published_at, kept.card.stage) == (kept.card.generated_at, "foundation")


async def test_how_things_stand_is_computed_and_what_a_file_says_of_it_is_history(store: Store, tmp_path: Path) -> None:
    await connected(store)
    written(tmp_path / "in", NOW, THEIRS)

    told = await brought(store, tmp_path / "in")
    sent = await out(store, tmp_path / "out")
    back = await brought(store, tmp_path / "out")

    assert "kept in the history, as of 2026-10-01" in told[NOW].notes[0]
    assert sent[SAVED] == THEIRS
    now = sent[NOW]
    assert (now["generatedAt"], now["health"]["leadTime"]["current"]) == ("2026-11-21T10:00:00Z", None)
    assert (now["mood"], now["health"]["leadTime"]["note"]) == ("theirs", "theirs")
    assert list(now)[: len(THEIRS)] == list(THEIRS)
    assert back[NOW].notes == ["It is computed anew at each export: nothing is taken from it."]
    assert {one.outcome for one in back.values()} == {Outcome.UNCHANGED}
    assert len(await history(store)) == 1


async def test_ours_come_back_elsewhere_whole_and_private_ones_stay(store: Store, tmp_path: Path) -> None:
    await connected(store)
    written(tmp_path / "in", SAVED, THEIRS)
    await brought(store, tmp_path / "in")
    computed = (await out(store, tmp_path / "first"))[NOW]
    async with store.transaction() as db:
        [theirs] = await db.scorecards.newest(None, seen_by=MEMBER, limit=1)
        for channel in ("C1", "G1"):
            at = theirs.published_at + timedelta(days=31, minutes=channel == "G1")
            card = theirs.card.model_copy(update={"generated_at": at})
            await db.scorecards.publish(theirs.model_copy(update={"channel": channel, "published_at": at, "card": card}))

    public, everything = await out(store, tmp_path / "out"), await out(store, tmp_path / "all", private=True)
    second = f"{BASE}scorecards/scorecard_2026-11-01.json"
    async with store.transaction() as db:
        await db.people.connected("T2", name="Other", bot_user="UB", url="https://other.slack.com/", at=AT)
    told = await brought(store, tmp_path / "all", team="T2")

    assert set(public) == {NOW, SAVED, second}
    assert set(everything) == {NOW, SAVED, second, f"{BASE}scorecards/scorecard_2026-11-01_2.json"}
    assert {one.outcome for name, one in told.items() if name != NOW} == {Outcome.IMPORTED}
    async with store.reading() as db:
        there = await db.scorecards.newest(None, seen_by=Viewer.operator("T2"), limit=9)
    assert [one.card.as_file() for one in there] == [one.card.as_file() for one in await history(store, Viewer.operator("T1"))]
    assert computed["coPilot"]["window"]["name"] == "30 days to 2026-11-21"


async def test_each_project_has_how_it_stands(store: Store, tmp_path: Path) -> None:
    await connected(store)
    async with store.transaction() as db:
        for name in ("Payments", "Search"):
            await db.projects.add(Project.called(name, team="T1", by="U1", at=AT))

    assert list(await out(store, tmp_path)) == [f"payments/{NOW}", f"search/{NOW}"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({**THEIRS, "generatedAt": "yesterday"}, "“generatedAt” should be a time: YYYY-MM-DDTHH:MM:SS+00:00. (line 1)"),
        ({**THEIRS, "health": [1]}, "“health” should be an object: {…}."),
        ({**THEIRS, "coPilot": {"figures": {"leadTime": 1}}}, "What is in its “coPilot” cannot be read"),
        ({"syncId": "x"}, "It does not say when it was made"),
    ],
)
async def test_a_broken_one_is_named_and_nothing_of_it_taken(store: Store, tmp_path: Path, content: dict[str, Any], why: str) -> None:
    await connected(store)
    written(tmp_path, f"{BASE}scorecards/scorecard_of_ours.json", content)

    [told] = (await brought(store, tmp_path)).values()

    assert told.outcome is Outcome.SKIPPED
    assert why in told.notes[0]
    assert await history(store) == []


@pytest.mark.parametrize(
    ("metric", "said", "value"),
    [
        (Metric.DEPLOYS, "Weekly", 1 / 7),
        (Metric.DEPLOYS, "a lot", None),
        (Metric.DEPLOYS, 3, None),
        (Metric.LEAD, "2d", 172_800.0),
        (Metric.LEAD, "2 days 3 h", 183_600.0),
        (Metric.FAILURES, "7 %", 0.07),
        (Metric.FAILURES, 0.07, 0.07),
        (Metric.FAILURES, 120, None),
        (Metric.FAILURES, True, None),
        (Metric.RESOLVE, "", None),
    ],
)
def test_a_number_is_read_only_where_it_is_one(metric: Metric, said: Any, value: float | None) -> None:
    assert value_of(metric, said) == value
