"""Decision records given, brought in from a folder, and looked at: what tests of files begin with."""

from datetime import UTC, datetime
from pathlib import Path

from bot.records.adrs import ADR, Decision
from bot.records.documents import Document
from bot.records.people import Viewer
from bot.records.search import Searchable
from storage.folder import bring_in
from storage.folder.arriving import Told
from storage.store import Store

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
NYGARD = "# {0}. {1}\n\nDate: 2020-01-0{0}\n\n## Status\n\n{2}\n\n## Context\n\nIt is so.\n"


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
