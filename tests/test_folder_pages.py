"""The stack, the team and the bills go in and out as they stood; what of them is not everybody's stays here."""

from pathlib import Path
from typing import Any

import pytest

from bot.records.people import Viewer
from bot.records.stages import Stage
from storage.folder import send_out
from storage.folder.arriving import Outcome
from storage.store import Store
from tests.filing import AT, brought, connected, given
from tests.test_folder_ledgers import sent, written

BASE = "data/engineering/"
STACK: dict[str, Any] = {
    "version": "1.0",
    "lastUpdated": "2026-10-01",
    "maturityStage": "scale",
    "stack": {
        "frontend": {"framework": "React", "hosting": "Vercel", "notes": "", "cdn": "theirs"},
        "backend": {"language": "Python", "framework": "Django", "hosting": "AWS", "notes": "one repository"},
        "database": {"primary": "PostgreSQL", "provider": "RDS", "notes": ""},
        "infrastructure": {"cloudProvider": "AWS", "keyServices": ["SQS", "S3"], "notes": ""},
        "cicd": {"pipeline": "GitHub Actions", "deploymentFrequency": "daily", "notes": ""},
        "observability": {"monitoring": "Datadog", "logging": "", "alerting": "", "notes": ""},
    },
    "team": {"headcount": 6, "roles": ["backend", "frontend"], "oncallRotation": True},
    "constraints": {"monthlyInfraBudget": 5000, "complianceRequirements": ["SOC2"], "hardConstraints": ["SAP"]},
    "painPoints": ["slow builds", "flaky tests"],
    "recentDecisions": ["We buy what we can"],
}
TEAM: dict[str, Any] = {
    "version": "1.0",
    "lastUpdated": "2026-10-01",
    "members": [{"name": "Ana Ruiz", "role": "backend", "since": "2024-05-01", "shirt": "M"}],
    "openRoles": [{"role": "SRE", "by": "2027-01-01", "why": "nobody sleeps"}],
    "onCall": {"rotation": [], "from": None},
    "attritionRisk": "high",
}
COSTS: dict[str, Any] = {
    "currency": "EUR",
    "months": [
        {"month": "2026-09", "spend": {"EC2": 800.5, "RDS": 200}, "mrr": 12000, "customers": 40, "note": "a sale"},
        {"month": "2026-10", "spend": {"EC2": 900}},
    ],
}


def everything(root: Path) -> None:
    for name, content in (("tech_stack", STACK), ("team", TEAM), ("infra_costs", COSTS)):
        written(root, f"{BASE}{name}.json", content)


async def test_pages_go_in_and_out_as_they_stood_and_once(store: Store, tmp_path: Path) -> None:
    await connected(store)
    everything(tmp_path / "in")

    told = await brought(store, tmp_path / "in")
    out = await sent(store, tmp_path / "out")
    again = [*(await brought(store, tmp_path / "in")).values(), *(await brought(store, tmp_path / "out")).values()]

    assert {one.outcome for one in told.values()} == {Outcome.IMPORTED}
    assert out[f"{BASE}tech_stack.json"] == STACK
    assert out[f"{BASE}infra_costs.json"] == COSTS
    assert out[f"{BASE}team.json"] == {name: value for name, value in TEAM.items() if name != "attritionRisk"}
    assert [one.outcome for one in again] == [Outcome.UNCHANGED] * 6
    async with store.reading() as db:
        stack = await db.stacks.of(None, seen_by=Viewer.operator("T1"))
        months = await db.costs.all(None, seen_by=Viewer.operator("T1"))
    assert stack
    assert (stack.stage_override, stack.headcount, stack.oncall, stack.next_step) == (Stage.SCALE, 6, True, 2)
    assert [(one.name, one.total, one.customers) for one in months] == [("2026-09", 1000.5, 40), ("2026-10", 900, None)]


async def test_the_risk_that_somebody_leaves_goes_out_for_admins_only(store: Store, tmp_path: Path) -> None:
    await connected(store)
    everything(tmp_path / "in")
    await brought(store, tmp_path / "in")

    everyone = (await sent(store, tmp_path / "members"))[f"{BASE}team.json"]
    await send_out(tmp_path / "all", store, team="T1", include_private=True)

    assert not [name for name in everyone if "isk" in name]
    assert '"attritionRisk": "high"' in (tmp_path / "all" / BASE / "team.json").read_text()


async def test_what_changed_here_changes_only_that(store: Store, tmp_path: Path) -> None:
    await connected(store)
    everything(tmp_path / "in")
    await brought(store, tmp_path / "in")
    await given(store, "Use PostgreSQL")
    async with store.transaction() as db:
        stack = await db.stacks.of(None, seen_by=Viewer.operator("T1"))
        assert stack
        await db.stacks.keep(stack.written(by="U1", at=AT, headcount=7))

    out = (await sent(store, tmp_path / "out"))[f"{BASE}tech_stack.json"]

    assert out["team"] == {**STACK["team"], "headcount": 7}
    assert (out["stack"], out["lastUpdated"]) == (STACK["stack"], "2026-11-21")
    assert out["recentDecisions"] == ["ADR-001: Use PostgreSQL", "We buy what we can"]


async def test_what_was_made_here_is_the_same_elsewhere(store: Store, tmp_path: Path) -> None:
    await connected(store)
    await connected(store, "T2")
    everything(tmp_path / "in")
    await brought(store, tmp_path / "in")
    async with store.transaction() as db:
        stack = await db.stacks.of(None, seen_by=Viewer.operator("T1"))
        assert stack
        said = {"review": "pairs", "breaking": "the import", "steps": frozenset({1, 2, 3, 4}), "oncall": None}
        await db.stacks.keep(stack.written(by="U1", at=AT, **said))

    first = await sent(store, tmp_path / "first")
    await brought(store, tmp_path / "first", team="T2")

    assert await sent(store, tmp_path / "second", "T2") == first
    async with store.reading() as db:
        there = await db.stacks.of(None, seen_by=Viewer.operator("T2"))
        here = await db.stacks.of(None, seen_by=Viewer.operator("T1"))
    assert there
    assert here
    own = {"id", "team", "revision", "changed_by", "changed_at"}
    assert there.model_dump(exclude=own) == here.model_dump(exclude=own)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tech_stack", '{"stack": {\n"backend": []}}', "“backend” should be an object: {…}. (line 2)"),
        ("tech_stack", '{"team":\n{"headcount": 1.5}}', "“headcount” should be a whole number. (line 2)"),
        ("tech_stack", '{"maturityStage": "late"}', "one of survival, foundation, scale, optimize. (line 1)"),
        ("team", '{"members": [\n"Ana"]}', "“members” should be a list of objects: [{…}]. (line 2)"),
        ("team", '{"members": [\n{"role": "backend"}]}', "A member has no “name”. (line 2)"),
        ("infra_costs", '{"months": [\n{"month": "May"}]}', "“month” should be a month: YYYY-MM. (line 2)"),
        ("infra_costs", '{"months": [{"month": "2026-10", "spend": {"A": -1}}]}', "a number from 0"),
    ],
)
async def test_what_is_wrong_is_told_with_its_line(store: Store, tmp_path: Path, name: str, content: str, said: str) -> None:
    await connected(store)
    written(tmp_path, f"{BASE}{name}.json", content)

    told = (await brought(store, tmp_path))[f"{BASE}{name}.json"]

    assert told.outcome is Outcome.SKIPPED
    assert said in told.notes[0]
