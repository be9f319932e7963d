"""What whoever did something to a document reads."""

from bot.records.documents import Document, Kind
from handlers.asking import Asked
from handlers.blocks import documents as blocks
from handlers.blocks import kit
from handlers.documents import acts
from handlers.documents.telling import about
from handlers.reply import Reply
from storage.store import Transaction


async def drafted(document: Document, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """A draft that nobody else is shown: its card."""
    if document.thread:
        return Reply.saying(f"{document.key(kind)} is in the thread.", recorded=True)
    if document.is_numbered and document.channel:
        return await moved(document, db, kind, "begun")
    said = kit.rich([kit.text("A draft, shown to you alone until you propose it.")])
    return await shown(document, asked, db, kind, said, tells=True)


async def shown(document: Document, asked: Asked, db: Transaction, kind: Kind, *before: kit.Block, tells: bool = False) -> Reply:
    """Its card, for whoever asked."""
    card = blocks.card(document, kind, await about(document, kind, asked.viewer, db, now=asked.now))
    return Reply(blocks.text(document, kind), [*before, *card], recorded=tells, tells=tells)


async def changed(document: Document, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """That it was changed: where its card is not in sight, the card."""
    if document.thread or document.is_numbered:
        return Reply.saying(f"{document.key(kind)} is changed.", recorded=True)
    return await drafted(document, asked, db, kind)


async def moved(document: Document, db: Transaction, kind: Kind, did: str) -> Reply:
    """That it has another status; and where its card waits for the bot to be let in."""
    channel = await db.people.channel(document.team, document.channel) if document.channel else None
    if channel and channel.bot_is_in is False and not channel.is_public:
        return Reply.saying(f"{document.key(kind)} is {did}. /invite me, and I'll show it in its channel.", recorded=True, tells=True)
    return Reply.saying(f"{document.key(kind)} is {did}.", recorded=True)


async def superseded(old: Document, new: Document, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """One takes another's place."""
    new = await db.documents.of(kind).for_change(new.id, seen_by=asked.viewer) or new
    if await acts.supersede(asked, db, kind, old, by=new):
        return Reply.saying(f"{old.key(kind)} is superseded by {new.key(kind)}.", recorded=True)
    sentence = f"{new.key(kind)} takes the place of {old.key(kind)} once it is {kind.lifecycle.settled}."
    return Reply.saying(sentence, recorded=True, tells=True)


def dated(document: Document, kind: Kind) -> Reply:
    """When it is looked at again."""
    when = f"is looked at again on {document.review_on:%d %b %Y}" if document.review_on else "is not looked at again"
    return Reply.saying(f"{document.key(kind)} {when}.", recorded=True)
