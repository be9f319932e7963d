"""What documents have to tell in the weekly digest: which decisions wait, and which are to be looked at again. As far as seen."""

from collections.abc import Sequence

from bot.records.documents import Document, Kind
from bot.records.reviews import pending
from handlers.blocks import kit
from handlers.blocks.documents import called
from handlers.dates import today_in
from handlers.documents.standing import voices_of
from handlers.documents.telling import cards_of
from handlers.parts import Line, News, Subject
from storage.store import Transaction

TITLE = 100
TOLD = 10
NAMED = 3


async def news(subject: Subject, db: Transaction, *, kinds: Sequence[Kind]) -> News:
    """Of every kind, what waits to be decided."""
    return News(decide=[line for kind in kinds for line in await _waiting(subject, kind, db)])


async def _waiting(subject: Subject, kind: Kind, db: Transaction) -> list[Line]:
    lifecycle = kind.lifecycle
    undecided = [status for status, moves in lifecycle.moves.items() if moves and status not in {lifecycle.first, *lifecycle.counts}]
    shelf = db.documents.of(kind)
    today, whose = today_in(subject.viewer.tz, subject.now), subject.whose
    open_ = await shelf.open(seen_by=subject.viewer, statuses=undecided, whose=whose, limit=TOLD) if undecided else []
    due = await shelf.due(seen_by=subject.viewer, settled=lifecycle.settled, today=today, whose=whose)
    told = [*open_, *due][:TOLD]
    links = await cards_of(told, kind, subject.team, db)
    return [await _line(one, kind, links.get(one.id, ""), db) for one in told]


async def _line(document: Document, kind: Kind, link: str, db: Transaction) -> Line:
    key = document.key(kind)
    name = kit.link(link, key) if link else kit.text(key, bold=True)
    title = kit.cut(kit.one_line(document.title), TITLE)
    if document.status in kind.lifecycle.counts:
        return [name, kit.text(f" {title} · to be looked at again")]
    reviews = kind.lifecycle.reviews
    asked = pending(document, await voices_of(document, kind, db)) if reviews else document.deciders
    names = await db.people.names(document.team, set(asked))
    who = ", ".join(called(names, user) for user in asked[:NAMED])
    return [name, kit.text(f" {title} · {document.status}{f', waits for {who}' if who else ''}")]
