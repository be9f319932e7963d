"""A record that is renamed leaves no second file behind; one that came as a file is looked at again on its day, as any other."""

from datetime import timedelta
from pathlib import Path

from bot.records.adrs import ADR
from bot.records.people import Viewer
from storage.folder import bring_in, send_out
from storage.store import Store
from tests.deployment import Team
from tests.filing import AT, connected, given

OURS = Path("data/engineering/adrs")
DECIDED = """# ADR-00{number}: Use {number}

**Status:** accepted
**Date:** 2025-11-21
**Deciders:** Ana

### Context

It is slow.

### Review Date

{day}
"""


async def test_a_renamed_record_has_one_file_and_what_others_wrote_stays(store: Store, tmp_path: Path) -> None:
    await connected(store)
    made = await given(store, "Use Mongo")
    await send_out(tmp_path, store, team="T1", include_private=False)
    old = tmp_path / OURS / "adr_2026-11-21_use-mongo.md"
    theirs = tmp_path / OURS / "adr_2026-01-01_by-hand.md"
    theirs.write_text("# By hand\n")
    copied = tmp_path / OURS / "my copy.md"
    copied.write_bytes(old.read_bytes())
    async with store.transaction() as db:
        there = await db.documents.of(ADR).for_change(made.id, seen_by=Viewer.operator("T1"))
        assert there
        await db.documents.of(ADR).save(there.edited(ADR, at=AT, title="Use PostgreSQL"), did="edited", by="U1")

    sent = await send_out(tmp_path, store, team="T1", include_private=False)
    again = await send_out(tmp_path, store, team="T1", include_private=False)

    assert (sent.renamed, again.renamed) == (1, 0)
    assert sorted(one.name for one in (tmp_path / OURS).iterdir()) == [
        "adr_2026-01-01_by-hand.md",
        "adr_2026-11-21_use-postgresql.md",
        "index.md",
        "my copy.md",
    ]


async def test_a_decision_that_came_as_a_file_is_looked_at_again_on_its_day(alone: Team, tmp_path: Path) -> None:
    team, now = alone, alone.slack.clock.now()
    for number, day in enumerate((now + timedelta(days=3), now - timedelta(days=300)), 1):
        (tmp_path / f"000{number}-use-{number}.md").write_text(DECIDED.format(number=number, day=day.date()))

    await bring_in(tmp_path, team.store, team=team.id, project="", now=now, dry_run=False)
    await team.settled()
    at_once = list(team.workspace.dm(team.ana).live)
    await team.time_passes(timedelta(days=5))

    assert at_once == []
    [asked] = [one.shown for one in team.workspace.dm(team.ana).live if "ADR-" in one.shown]
    assert "ADR-001" in asked
    assert "Still right" in asked
