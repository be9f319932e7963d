"""Decision records leave as files and come back; what comes from elsewhere becomes a record once, and nothing stops at one bad file."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import Unclear
from bot.records.adrs import ADR, Decision, Option
from bot.records.documents import Document
from bot.records.links import Link, Record, Relation
from bot.records.people import Standing, Viewer
from bot.records.search import Searchable
from storage.database import open_database
from storage.folder import bring_in, send_out, workspace
from storage.folder.arriving import Outcome, Told
from storage.imports import UNCLAIMED
from storage.jobs import engine_for
from storage.store import Store

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
NYGARD = "# {0}. {1}\n\nDate: 2020-01-0{0}\n\n## Status\n\n{2}\n\n## Context\n\nIt is so.\n"


@pytest.fixture
async def store(migrated_url: str) -> AsyncIterator[Store]:
    database = open_database(migrated_url)
    yield Store(database, engine_for(database))
    await database.close()


async def given(store: Store, title: str, *, team: str = "T1", channel: str = "C1", status: str = "accepted", **facts: object) -> Document:
    """A decision record, as the words in Slack leave it."""
    async with store.transaction() as db:
        shelf = db.documents.of(ADR)
        document = Document(
            team=team,
            kind="adr",
            draft=await shelf.next_draft(team),
            number=await shelf.next_number(team),
            title=title,
            status=status,
            channel=channel,
            author="U1",
            **{"body": Decision(), "form": "adr", "made_at": AT, "changed_at": AT, **facts},
        )
        added = await shelf.add(document, did="drafted")
        found = {
            "team": team,
            "kind": "adr",
            "record": added.id,
            "key": added.key(ADR),
            "channel": channel,
            "title": title,
            "status": status,
        }
        await db.search.keep(Searchable(**found, happened_at=AT, revision=1))
        return added


async def connected(store: Store, team: str = "T1") -> None:
    async with store.transaction() as db:
        await db.people.connected(team, name="Acme", bot_user="UB", url="https://acme.slack.com/", at=AT)
        await db.imports.adopted(team)
        await db.people.keep_channel(team, "C1", at=AT, name="general", private=False)


async def brought(store: Store, folder: Path, **ways: object) -> dict[str, Told]:
    told = await bring_in(folder, store, **{"team": "T1", "project": "", "now": AT, "dry_run": False, **ways})  # type: ignore[arg-type]
    return {one.name: one for one in told}


async def records(store: Store, team: str = "T1") -> dict[str, Document]:
    async with store.reading() as db:
        found = await db.documents.of(ADR).listed(seen_by=Viewer.operator(team), limit=100)
        return {one.key(ADR): one for one in found}


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


async def test_what_leaves_comes_back_elsewhere_and_leaves_again_the_same(store: Store, tmp_path: Path) -> None:
    await connected(store)
    option = Option(name="Mongo | x", pros="# fast\n---", cons="`<b>` <script>", rejected="no joins")
    body = Decision(context="```\n# no title\n```\n\n# A title", options=(option,), easier=("- all", "# some"))
    old = await given(store, "Use Mongo", status="superseded", made_at=datetime(2026, 1, 2, 8, tzinfo=UTC), decided_at=AT)
    new = await given(store, "Use #1: PostgreSQL", body=body, deciders=("U1", "U2"), review_on=date(2027, 5, 1), form="adr_short")
    async with store.transaction() as db:
        ends = {"source": Record(kind="adr", id=new.id), "target": Record(kind="adr", id=old.id)}
        await db.links.add(Link(team="T1", relation=Relation.SUPERSEDES, by="U1", at=AT, **ends))
    await connected(store, "T2")

    sent = await send_out(tmp_path / "a", store, team="T1", include_private=False)
    told = await brought(store, tmp_path / "a", team="T2")
    await send_out(tmp_path / "b", store, team="T2", include_private=False)

    names = ["adr_2026-11-21_use-1-postgresql.md", "adr_2026-11-21_use-mongo.md", "index.md"]
    assert list(files_in(tmp_path / "a")) == [f"data/engineering/adrs/{name}" for name in names]
    assert (sent.files, sent.changed, sent.private) == (3, 3, 0)
    assert {one.outcome for one in told.values()} == {Outcome.IMPORTED}
    assert files_in(tmp_path / "b") == files_in(tmp_path / "a")
    come = (await records(store, "T2"))["ADR-002"]
    assert (come.body, come.review_on, come.published) == (body, date(2027, 5, 1), True)
    async with store.reading() as db:
        member = Viewer(team="T2", user="U9", standing=Standing.MEMBER)
        assert await db.documents.of(ADR).numbered(2, seen_by=member)
        assert {found.key for found in await db.search.find("mongo", seen_by=member, limit=5)} == {"ADR-001", "ADR-002"}


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


async def test_a_trial_keeps_nothing(store: Store, tmp_path: Path) -> None:
    await connected(store)
    (tmp_path / "0001-a.md").write_text(NYGARD.format(1, "A", "Accepted"))

    told = await brought(store, tmp_path, dry_run=True, project="Payments")

    assert told["0001-a.md"].key == "ADR-001"
    assert await records(store) == {}
    async with store.reading() as db:
        assert await db.projects.all(seen_by=Viewer.operator("T1")) == []


async def test_what_is_private_stays_out_with_what_links_to_it(store: Store, tmp_path: Path) -> None:
    await connected(store)
    public, private = await given(store, "Open"), await given(store, "Hidden", channel="C-private")
    async with store.transaction() as db:
        ends = {"source": Record(kind="adr", id=public.id), "target": Record(kind="adr", id=private.id)}
        await db.links.add(Link(team="T1", relation=Relation.RELATES_TO, by="U1", at=AT, **ends))

    sent = await send_out(tmp_path / "a", store, team="T1", include_private=False)
    everything = await send_out(tmp_path / "b", store, team="T1", include_private=True)

    assert (sent.files, sent.private) == (2, 1)
    assert b"Hidden" not in b"".join(files_in(tmp_path / "a").values())
    assert (everything.files, everything.private) == (3, 0)
    assert b"Hidden" in b"".join(files_in(tmp_path / "b").values())


async def test_several_projects_have_a_folder_each_and_come_back_to_them(store: Store, tmp_path: Path) -> None:
    await connected(store)
    for project in ("Payments", "Shop front"):
        folder = tmp_path / project
        folder.mkdir()
        (folder / "0001-a.md").write_text(NYGARD.format(1, f"A of {project}", "Accepted"))
        await brought(store, folder, project=project)
    await connected(store, "T2")

    await send_out(tmp_path / "out", store, team="T1", include_private=False)
    await brought(store, tmp_path / "out", team="T2")
    await send_out(tmp_path / "again", store, team="T2", include_private=False)

    assert "payments/data/engineering/adrs/adr_2020-01-01_a-of-payments.md" in files_in(tmp_path / "out")
    assert "shop-front/data/engineering/adrs/index.md" in files_in(tmp_path / "out")
    assert files_in(tmp_path / "again") == files_in(tmp_path / "out")


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


async def test_nothing_is_written_through_a_link_or_left_half_written(store: Store, tmp_path: Path) -> None:
    await connected(store)
    await given(store, "A")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out/data/engineering").mkdir(parents=True)
    adrs = tmp_path / "out/data/engineering/adrs"
    adrs.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(Unclear, match="leads out of"):
        await send_out(tmp_path / "out", store, team="T1", include_private=False)
    assert files_in(tmp_path / "elsewhere") == {}

    adrs.unlink()
    adrs.mkdir()
    (tmp_path / "precious.md").write_text("precious")
    (adrs / "index.md").symlink_to(tmp_path / "precious.md")
    await send_out(tmp_path / "out", store, team="T1", include_private=False)
    again = await send_out(tmp_path / "out", store, team="T1", include_private=False)

    assert (tmp_path / "precious.md").read_text() == "precious"
    assert not (adrs / "index.md").is_symlink()
    assert again.changed == 0
