"""What stands around a document on its card: names, links, its project, where it was discussed. Each as far as the viewer sees it."""

from collections.abc import Sequence
from datetime import datetime

from bot.records.documents import Document, Kind
from bot.records.links import Record
from bot.records.people import Viewer
from handlers.blocks import kit
from handlers.blocks.documents import About
from handlers.dates import today_in
from handlers.documents.standing import rows
from handlers.documents.which import card_of
from handlers.shown import links, links_of
from storage.store import Transaction


async def about(document: Document, kind: Kind, viewer: Viewer, db: Transaction, *, now: datetime) -> About:
    """What its card tells besides its sections, to that viewer."""
    source = document.source
    url = await db.people.url(document.team)
    project = await db.projects.get(document.project, seen_by=viewer) if document.project else None
    replaced = await db.documents.of(kind).get(document.replaces, seen_by=viewer) if document.replaces else None
    return About(
        names=await db.people.names(document.team, {document.author, *document.deciders}),
        related=await related(Record(kind=kind.name, id=document.id), viewer, db),
        project=project.name if project else "",
        source=kit.permalink(url, source.channel, source.ts, source.thread_ts) if source else "",
        replaces=f"{replaced.key(kind)} {replaced.title}" if replaced else "",
        today=today_in(None, now),
        rows=await rows(document, kind, db),
    )


async def related(record: Record, viewer: Viewer, db: Transaction) -> list[tuple[str, str, str]]:
    """What a record is to others that the viewer sees: how, their key and title, where they are shown."""
    ends = [link.seen_from(record) for link in await db.links.of(viewer.team, record)]
    found = await db.search.ends([end for _, end in ends], seen_by=viewer)
    places = await links_of(list(found.values()), viewer.team, db)
    return [
        (how, kit.cut(kit.one_line(f"{found[end].key} {found[end].title}"), kit.TITLED), places.get(end, ""))
        for how, end in ends
        if end in found
    ]


async def cards_of(documents: Sequence[Document], kind: Kind, team: str, db: Transaction) -> dict[int, str]:
    """Where the cards of these documents are, by document."""
    return await links(card_of(kind), [one.id for one in documents], team, db)
