"""Which document is meant? A key always wins; in a document's thread it is that one."""

from bot.errors import Conflict, NotFound, Offer, Unclear
from bot.records.documents import Document, Kind
from handlers.asking import Asked
from handlers.blocks import kit
from storage.store import Transaction

CHOICES = 5
LABEL = 70


async def meant(asked: Asked, db: Transaction, kind: Kind) -> Document:
    """The document that is meant. Raises NotFound or Unclear, with the words kept."""
    shelf = db.documents.of(kind)
    number = asked.intent.number
    if number is not None:
        found = await (shelf.drafted if asked.intent.is_draft else shelf.numbered)(number, seen_by=asked.viewer)
        if found is None:
            key = f"DRAFT-{number}" if asked.intent.is_draft else kind.key(number)
            raise NotFound(f"There is no {key} that you can see. What there is: `/{kind.name} list`")
        return found
    if asked.room and asked.room.kind == card_of(kind) and (here := await shelf.get(asked.room.record, seen_by=asked.viewer)):
        return here
    if asked.place.thread and (made := await shelf.from_thread(asked.place.channel, asked.place.thread, seen_by=asked.viewer)):
        return made[0]
    some = await shelf.listed(seen_by=asked.viewer, limit=CHOICES)
    if not some:
        raise NotFound(f"There is no {kind.called} yet.", offers=[Offer("Write the first", f"{kind.name} new")])
    raise Unclear("Which one?", offers=[_choice(one, asked, kind) for one in some])


async def to_change(asked: Asked, db: Transaction, kind: Kind) -> Document:
    """The same, as it is now, kept from others until this transaction ends."""
    found = await meant(asked, db, kind)
    return await db.documents.of(kind).for_change(found.id, seen_by=asked.viewer) or found


async def for_form(asked: Asked, db: Transaction, kind: Kind) -> Document:
    """The document a form was opened for, kept from others until this transaction ends."""
    found = await db.documents.of(kind).for_change(int(asked.about["document"]), seen_by=asked.viewer)
    if found is None:
        raise NotFound(f"There is no such {kind.called} that you can see. What there is: `{kind.typed} list`")
    return found


async def unchanged(asked: Asked, db: Transaction, kind: Kind, *, section: str = "") -> Document:
    """The document of a form, unless somebody changed, since it was opened, what the form is about."""
    document = await for_form(asked, db, kind)
    seen = int(asked.about["revision"])
    if document.revision == seen:
        return document
    then = await db.documents.of(kind).revision(document, seen, seen_by=asked.viewer)
    same = then and (
        getattr(then.body, section) == getattr(document.body, section)
        if section
        else (then.title, then.body) == (document.title, document.body)
    )
    if not same:
        raise Conflict("Somebody has changed it meanwhile. Copy your words, close this, and open it again to see how it reads now.")
    return document


def card_of(kind: Kind) -> str:
    """The kind of post that shows a document of this kind."""
    return f"{kind.name}.card"


def _choice(document: Document, asked: Asked, kind: Kind) -> Offer:
    key = document.key(kind)
    words = f"{kind.name} {asked.intent.verb or 'show'} {key} {asked.kept}".strip()
    return Offer(kit.cut(kit.one_line(f"{key} {document.title}"), LABEL), words)
