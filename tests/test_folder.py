"""What comes from a folder becomes a record once, with its number and its links, and nothing stops at one bad file."""

import os
from pathlib import Path

import pytest

from bot.errors import Unclear
from bot.records.adrs import ADR
from bot.records.people import Viewer
from storage.folder import send_out, workspace
from storage.folder.arriving import Outcome
from storage.imports import UNCLAIMED
from storage.store import Store
from tests.filing import AT, NYGARD, brought, connected, files_in, given, records


async def test_importing_again_changes_nothing_wherever_it_came_from(store: Store, tmp_path: Path) -> None:
    await connected(store)
    await given(store, "Use Mongo")
    await send_out(tmp_path, store, team="T1", include_private=False)
    (tmp_path / "data/engineering/adrs/0009-others.md").write_text(NYGARD.format(9, "Others", "Accepted"))

    first = await brought(store, tmp_path)
    before = await records(store)
    again = await brought(store, tmp_path)

    assert {name: (one.outcome, one.key) for name, one in first.items()} == {
        "0009-others.md": (Outcome.IMPORTED, "ADR-009"),
        "adr_2026-11-21_use-mongo.md": (Outcome.UNCHANGED, "ADR-001"),
    }
    assert {one.outcome for one in again.values()} == {Outcome.UNCHANGED}
    assert await records(store) == before
    async with store.reading() as db:
        assert len(await db.audit.of("T1", f"adr {before['ADR-009'].id}")) == 1


async def test_a_number_is_kept_where_it_is_free_and_given_to_nobody_else(store: Store, tmp_path: Path) -> None:
    await connected(store)
    await given(store, "Here first")
    for number, title in ((1, "Came second"), (3, "Three")):
        (tmp_path / f"000{number}-x.md").write_text(NYGARD.format(number, title, "Accepted"))
    (tmp_path / "no-number.md").write_text("# Later\n\n## Status\n\nmaybe\n")

    told = await brought(store, tmp_path)
    later = await given(store, "From Slack")

    assert told["0003-x.md"].key == "ADR-003"
    assert (told["0001-x.md"].key, told["0001-x.md"].notes) == ("ADR-004", ["ADR-001 was taken: it is ADR-004."])
    assert told["no-number.md"].notes == ["Its status “maybe” is none of ours, and becomes proposed."]
    assert (told["no-number.md"].key, later.key(ADR)) == ("ADR-005", "ADR-006")


async def test_links_are_restored_from_whichever_end_they_are_told(store: Store, tmp_path: Path) -> None:
    await connected(store)
    (tmp_path / "0001-a.md").write_text(NYGARD.format(1, "A", "Accepted"))
    (tmp_path / "0002-b.md").write_text(NYGARD.format(2, "B", "Accepted\n\nSupersedes [1. A](0001-a.md)"))
    (tmp_path / "0003-c.md").write_text(NYGARD.format(3, "C", "Superceded by [9. Gone](0009-gone.md)"))

    await brought(store, tmp_path)
    await send_out(tmp_path / "out", store, team="T1", include_private=False)

    there = await records(store)
    assert [there[key].status for key in ("ADR-001", "ADR-002", "ADR-003")] == ["superseded", "accepted", "superseded"]
    files = files_in(tmp_path / "out/data/engineering/adrs")
    assert b"Superseded by [ADR-002](adr_2020-01-02_b.md)" in files["adr_2020-01-01_a.md"]
    assert b"- supersedes [ADR-001: A](adr_2020-01-01_a.md)" in files["adr_2020-01-02_b.md"]
    assert b"status: superseded by 9. Gone (not here)\n" in files["adr_2020-01-03_c.md"]


async def test_one_bad_file_is_named_and_stops_nothing(store: Store, tmp_path: Path) -> None:
    await connected(store)
    folder, outside = tmp_path / "repo/docs/adr", tmp_path / "secret.md"
    folder.mkdir(parents=True)
    outside.write_text("# Secret\n")
    (folder / "0001-good.md").write_text(NYGARD.format(1, "Good", "Accepted"))
    (folder / "README.md").write_text("# Read me\n")
    (folder / "bad.md").write_bytes(b"# Bad\n\n\xff")
    (folder / "empty.md").write_bytes(b"")
    (folder / "linked.md").symlink_to(outside)
    (folder / "folder.md").mkdir()
    os.mkfifo(folder / "pipe.md")

    told = await brought(store, tmp_path / "repo")

    assert {name: one.notes for name, one in told.items() if one.outcome is Outcome.SKIPPED} == {
        "bad.md": ["It is not written in UTF-8. (line 3)"],
        "empty.md": ["It is empty."],
        "linked.md": ["It leads out of the folder, where nothing is read."],
        "folder.md": ["It is no file."],
        "pipe.md": ["It is no file."],
    }
    assert list(await records(store)) == ["ADR-001"]


async def test_what_was_changed_since_is_told_and_left(store: Store, tmp_path: Path) -> None:
    await connected(store)
    file = tmp_path / "0001-a.md"
    file.write_text(NYGARD.format(1, "A", "Accepted"))
    await brought(store, tmp_path)
    file.write_text(NYGARD.format(1, "A", "Rejected"))

    told = await brought(store, tmp_path)

    assert told["0001-a.md"].outcome is Outcome.DIFFERS
    assert (await records(store))["ADR-001"].status == "accepted"


async def test_a_record_is_known_again_by_another_title_and_in_another_place(store: Store, tmp_path: Path) -> None:
    await connected(store)
    await given(store, "Use Mongo")
    await connected(store, "T2")
    await send_out(tmp_path / "old", store, team="T1", include_private=False)
    await brought(store, tmp_path / "old", team="T2")
    async with store.transaction() as db:
        shelf = db.documents.of(ADR)
        document = await shelf.numbered(1, seen_by=Viewer.operator("T1"))
        assert document
        await shelf.save(document.edited(ADR, at=AT, title="Use MongoDB 8"), did="edited", by="U1")
    await send_out(tmp_path / "new", store, team="T1", include_private=False)

    here = await brought(store, tmp_path / "old")
    there = await brought(store, tmp_path / "new", team="T2")

    assert [one.outcome for one in (*here.values(), *there.values())] == [Outcome.DIFFERS, Outcome.DIFFERS]
    assert [len(await records(store, team)) for team in ("T1", "T2")] == [1, 1]


async def test_a_trial_keeps_nothing(store: Store, tmp_path: Path) -> None:
    await connected(store)
    (tmp_path / "0001-a.md").write_text(NYGARD.format(1, "A", "Accepted"))

    told = await brought(store, tmp_path, dry_run=True, project="Payments")

    assert told["0001-a.md"].key == "ADR-001"
    assert await records(store) == {}
    async with store.reading() as db:
        assert await db.projects.all(seen_by=Viewer.operator("T1")) == []


async def test_the_first_workspace_adopts_what_was_imported_before_it(store: Store, tmp_path: Path) -> None:
    (tmp_path / "0001-a.md").write_text(NYGARD.format(1, "A", "Accepted"))
    await brought(store, tmp_path, team=await workspace(store), project="Payments")

    await connected(store, "T1")
    await connected(store, "T2")

    assert list(await records(store, "T1")) == ["ADR-001"]
    assert await records(store, "T2") == {}
    assert await records(store, UNCLAIMED) == {}
    assert {one.outcome for one in (await brought(store, tmp_path, project="payments")).values()} == {Outcome.UNCHANGED}
    with pytest.raises(Unclear, match="several workspaces"):
        await workspace(store)
