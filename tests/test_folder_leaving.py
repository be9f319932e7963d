"""Decision records leave as files, and come back elsewhere as they were."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import Unclear
from bot.records.adrs import ADR, Decision, Option
from bot.records.links import Link, Record, Relation
from bot.records.people import Standing, Viewer
from storage.folder import send_out
from storage.folder.arriving import Outcome
from storage.store import Store
from tests.filing import AT, NYGARD, brought, connected, files_in, given, records


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
