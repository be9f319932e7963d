"""Decision records on their way out: each as it is written to a file, with what an import once found beside it."""

from collections.abc import Mapping
from typing import Any

from bot.records.documents import Document, Kind
from bot.records.links import Record
from bot.records.people import Viewer
from bot.templates import front_matter
from bot.templates.documents import Reference, Written
from storage.imports import IMPORTER, UNCLAIMED
from storage.store import Transaction

AT_ONCE = 200
ID = "id"
"""A record's name for good, wherever it goes: the workspace it was made in, and its id there."""
AUTHOR = "author"
MADE = "madeOn"


async def written(db: Transaction, document: Document, kind: Kind, *, seen_by: Viewer) -> Written:
    """A document as it is written to a file, with the links that the viewer sees."""
    origin = await db.imports.of(document.team, kind.name, document.id)
    kept: Mapping[str, Any] = origin.kept if origin else {}
    names = await db.people.names(document.team, {document.author, *document.deciders})
    project = await db.projects.get(document.project, seen_by=seen_by) if document.project else None
    on = (document.decided_at or document.made_at).date()
    links = [*await _links(db, document, kind, seen_by), *(Reference(**link) for link in kept.get("links", []))]
    return Written(
        key=document.key(kind),
        number=document.number,
        title=document.title,
        status=document.status,
        on=on,
        deciders=tuple(names.get(one, one) for one in document.deciders),
        review_on=document.review_on,
        form=document.form,
        body=document.body,
        links=tuple(sorted(links, key=lambda link: (link.relation, link.key, link.title))),
        project=project.name if project else "",
        source=await _source(db, document) or kept.get("source", ""),
        unknown=kept.get("unknown", {}),
        facts=_facts(document, front_matter.thing(kept["facts"]) if kept else {}, names, is_dated=on == document.made_at.date()),
    )


async def all_written(db: Transaction, kind: Kind, *, seen_by: Viewer) -> list[Written]:
    """Every numbered one that the viewer sees."""
    shelf, found = db.documents.of(kind), list[Document]()
    while more := await shelf.listed(seen_by=seen_by, limit=AT_ONCE, offset=len(found)):
        found += more
    return [await written(db, one, kind, seen_by=seen_by) for one in found if one.is_numbered]


def _facts(document: Document, kept: Mapping[str, Any], names: Mapping[str, str], *, is_dated: bool) -> dict[str, Any]:
    """What else is ours: which it is, who wrote it, when it was made if its date is another; what a file said that nobody here knows."""
    author = names.get(document.author, document.author) if document.author != IMPORTER else None
    ours = f"{document.team}:{document.id}" if document.team != UNCLAIMED else None
    known = {ID: kept.get(ID) or ours, AUTHOR: kept.get(AUTHOR) or author, MADE: None if is_dated else document.made_at.date()}
    others = {name: said for name, said in kept.items() if name not in known}
    return {name: said for name, said in known.items() if said} | others


async def _links(db: Transaction, document: Document, kind: Kind, seen_by: Viewer) -> list[Reference]:
    this = Record(kind=kind.name, id=document.id)
    ends = [link.seen_from(this) for link in await db.links.of(document.team, this)]
    found = await db.search.ends([end for _, end in ends], seen_by=seen_by)
    return [Reference(relation=how, key=found[end].key, title=found[end].title) for how, end in ends if end in found]


async def _source(db: Transaction, document: Document) -> str:
    """The address of the message it was made from, "" where it was made from none."""
    source, url = document.source, await db.people.url(document.team)
    if source is None or not url:
        return ""
    thread = f"?thread_ts={source.thread_ts}&cid={source.channel}" if source.thread_ts and source.thread_ts != source.ts else ""
    return f"{url}archives/{source.channel}/p{source.ts.replace('.', '')}{thread}"
