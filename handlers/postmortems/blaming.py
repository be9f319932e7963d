"""Words that read as blame: shown once, as a question; never in the way. What somebody keeps is not asked again."""

from dataclasses import replace

from bot.records.blame import Finding
from bot.records.documents import Document
from bot.records.people import Viewer
from bot.records.postmortems import POSTMORTEM, Postmortem, blamed
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.blocks import postmortems as drawn
from handlers.reply import Reply
from storage.store import Transaction

KEEP = "keep"
MOST_NAMES = 400
"""So many people of a channel are looked for by name."""


def record_of(document: Document) -> str:
    """What the audit calls it."""
    return f"{document.kind} {document.id}"


async def left(document: Document, db: Transaction) -> list[tuple[str, Finding]]:
    """What reads as blame and nobody has kept, each with its section."""
    if not isinstance(document.body, Postmortem):
        return []
    kept = {one.after.split()[0] for one in await db.audit.of(document.team, record_of(document)) if one.action == KEEP}
    names = await _names(document, db)
    return [(where, one) for where, one in blamed(document.body, names) if one.id not in kept]


async def noticed(reply: Reply, before: Document, asked: Asked, db: Transaction) -> Reply:
    """The answer to an edit, with what of the new words reads as blame."""
    after = await db.documents.of(POSTMORTEM).get(before.id, seen_by=asked.viewer)
    if after is None or after.body == before.body:
        return reply
    had = {one.id for _, one in await left(before, db)}
    new = [(where, one) for where, one in await left(after, db) if one.id not in had]
    if not new:
        return reply
    blocks = [*reply.blocks, *drawn.suggestions(after, new)]
    return replace(reply, text=reply.text or kit.fallback("It is changed."), blocks=blocks, recorded=True, tells=True)


async def _names(document: Document, db: Transaction) -> list[str]:
    """Who may be named as the cause: whoever is known to be in the channel, or said something of it."""
    operator = Viewer.operator(document.team)
    incident = await db.incidents.numbered(document.number or 0, seen_by=operator)
    said = await db.entries.authors(incident, seen_by=operator) if incident else set()
    there = sorted(await db.people.members(document.team, document.channel))[:MOST_NAMES]
    bot = await db.people.bot_user(document.team) or ""
    return list((await db.people.names(document.team, {*said, *there} - {bot})).values())
