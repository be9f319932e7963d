"""From a thread to a draft: asked for by a shortcut, a mention, a link or a reaction, and read by a job."""

import re
from typing import Any

from bot.errors import Conflict, Offer, Unclear
from bot.records.bodies import as_line
from bot.records.documents import TITLE, Document, Kind
from bot.records.entries import Message
from handlers.asking import Asked
from handlers.belonging import must_see_message
from handlers.blocks import kit
from handlers.documents import acts
from handlers.documents.telling import cards_of
from handlers.reply import Reply
from storage.store import Transaction

ANOTHER = "another"
_LINK = re.compile(r"/archives/(?P<channel>[A-Z0-9]+)/p(?P<seconds>\d+)(?P<micros>\d{6})(?:[^\s>]*?thread_ts=(?P<thread>\d+\.\d+))?")
_PLACE = re.compile(r"(?P<channel>[A-Z0-9]{3,20}) (?P<ts>\d+\.\d{6})")


def is_link(words: str) -> bool:
    """Whether words are the address of a message."""
    return bool(_LINK.search(words)) and len(words.split()) == 1


async def from_here(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """The thread it was asked in."""
    if asked.is_direct:
        raise Unclear(f"Here we are alone. In a thread where others decided something, mention me with `{kind.name}`.")
    thread = asked.place.thread or ""
    return await _from(asked, db, kind, Message(channel=asked.place.channel, ts=thread, thread_ts=thread))


async def from_message(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """The thread of the message whose menu was used; of a message with no replies, that message."""
    message = asked.about["message"]
    source = Message(channel=asked.place.channel, ts=message["ts"], thread_ts=message.get("thread_ts") or message["ts"])
    return await _from(asked, db, kind, source)


async def by_words(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`from <link to a message> [another]`, or as a button says it: `from C1 1700000000.000100`."""
    found = _LINK.search(asked.intent.rest) or _PLACE.search(asked.intent.rest)
    if found is None:
        if asked.place.thread:
            return await from_here(asked, db, kind)
        raise Unclear(f"Which message? ⋯ › Copy link gives its link: `/{kind.name} <link>`")
    parts = found.groupdict()
    ts = parts.get("ts") or f"{parts['seconds']}.{parts['micros']}"
    await must_see_message(parts["channel"], asked, db)
    said = asked.rest.split(maxsplit=1 if found.re is _LINK else 2)  # what follows the link, or channel and message
    title = said[-1] if len(said) > (1 if found.re is _LINK else 2) else ""
    source = Message(channel=parts["channel"], ts=ts, thread_ts=parts.get("thread") or ts)
    return await _from(asked, db, kind, source, title=as_line(title.removeprefix(ANOTHER))[:TITLE])


async def _from(asked: Asked, db: Transaction, kind: Kind, source: Message, *, title: str = "") -> Reply:
    wants_another = ANOTHER in asked.rest.split()
    shelf = db.documents.of(kind)
    thread = source.thread_ts or source.ts
    if not wants_another and (there := await shelf.from_thread(source.channel, thread, seen_by=asked.viewer)):
        raise await _there_already(there[0], source, db, kind)
    channel = await db.people.channel(asked.place.team, source.channel)
    is_out = bool(channel and channel.bot_is_in is False)
    waits = acts.WAITS if is_out else ""
    made = await acts.draft(asked, db, kind, title=title, channel=source.channel, source=source, reading=True, note=waits)
    if not wants_another and len(await shelf.from_thread(source.channel, thread, seen_by=asked.viewer)) > 1:
        raise Conflict("Somebody has just begun a draft from this thread. It will be there in a moment.")
    await db.jobs.enqueue(f"{kind.name}.read", team=made.team, room=acts.room_of(kind, made), document=made.id)
    if channel and is_out:
        where = f" #{channel.name}" if channel.name else " that channel"
        return Reply.saying(
            f"I am not in{where}, so I cannot read it yet. /invite me there, and I go on by myself.", recorded=True, tells=True
        )
    return Reply.saying("I read the thread. The draft will be in it in a moment.", recorded=True, tells=not asked.place.thread)


async def _there_already(there: Document, source: Message, db: Transaction, kind: Kind) -> Conflict:
    names = await db.people.names(there.team, {there.author})
    link = (await cards_of([there], kind, there.team, db)).get(there.id, "")
    who = kit.cut(kit.one_line(names.get(there.author, "somebody")), 80)
    sentence = f"{who} began {there.key(kind)} from this thread already{f': {link}' if link else '.'}"
    again = Offer("Draft another", f"{kind.name} from {source.channel} {source.thread_ts or source.ts} {ANOTHER}")
    return Conflict(sentence, offers=[Offer("Show it", f"{kind.name} show {there.key(kind)}"), again])


async def enqueue_recent(asked: Asked, db: Transaction, kind: Kind) -> None:
    """Have recent threads of this channel offered, to whoever asks alone. Best effort."""
    ids: dict[str, Any] = {"channel": asked.place.channel, "user": asked.viewer.user}
    await db.jobs.enqueue(f"{kind.name}.recent", team=asked.place.team, room=f"recent:{asked.viewer.user}", **ids)
