"""The job that writes a postmortem: reads the records and the room as they are now, has it drafted, keeps it once. It may be done anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.claude import Claude
from bot.records.accounts import Account
from bot.records.bodies import as_line
from bot.records.documents import READING, TITLE
from bot.records.people import Viewer
from bot.records.postmortems import POSTMORTEM
from bot.records.threads import Remark, Thread
from handlers.accounts import account_of, shown_to
from handlers.blocks import kit
from handlers.calls import Refused
from handlers.conversations import fitting, history, remarks, replies
from handlers.documents import acts
from handlers.postmortems.drafting import drafted
from storage.incidents import HEADLINE
from storage.store import Store

MOST_THREADS = 30
"""So many threads of an incident's own channel are read, the first ones."""

Clock = Callable[[], datetime]

log = structlog.get_logger()


async def write(*, team: str, document: int, user: str = "", store: Store, slack: AsyncWebClient, claude: Claude, clock: Clock) -> None:
    """Write the draft for whoever asked, whatever becomes of Claude. What is no longer waited for is left as it is."""
    operator = Viewer.operator(team)
    async with store.reading() as db:
        draft = await db.documents.of(POSTMORTEM).get(document, seen_by=operator)
        incident = await db.incidents.numbered(draft.number or 0, seen_by=operator) if draft else None
        if draft is None or incident is None or draft.state != READING:
            return
        account = await account_of(incident, operator, db)
        account = await shown_to(await db.people.audience(team, incident.channel), account, db)
    said, unread = await _said(account, store, slack)
    made = await drafted(account, said, unread=unread, claude=claude, user=user or draft.author, now=clock())
    async with store.transaction() as db:
        shelf = db.documents.of(POSTMORTEM)
        now = await shelf.for_change(draft.id, seen_by=operator)
        if now is None or now.state != READING:
            return
        title = kit.cut(as_line(incident.title), TITLE)
        after = now.with_(at=clock(), title=title, body=made.body, origin=made.origin, note=made.note, state="")
        await shelf.save(after, did="written", by=user or after.author)
        await acts.index(db, POSTMORTEM, after)
        await acts.enqueue_show(db, POSTMORTEM, after)


async def _said(account: Account, store: Store, slack: AsyncWebClient) -> tuple[Thread, bool]:
    """What was said in its room, in the channel of its own too, without what stands on the timeline; and whether some could not be read."""
    incident = account.incident
    async with store.reading() as db:
        head = await db.posts.of(incident.team, HEADLINE, incident.id, incident.channel)
        bot = await db.people.bot_user(incident.team) or ""
    found: list[Remark] = []
    unread = False
    places: list[tuple[str, str | None, str]] = [(incident.channel, head.opens, "m")] if head and head.opens else []
    places += [(incident.own_channel, None, "o")] if incident.own_channel else []
    for channel, thread, called in places:
        try:
            messages = await _messages(channel, thread, slack)
        except Refused as refused:
            log.info("room.unread", incident=incident.id, error=refused.error)
            unread = True
            continue
        theirs = [one for one in messages if one.get("user") != bot]
        async with store.reading() as db:
            found += await remarks(theirs, team=incident.team, channel=channel, thread=thread, db=db, called=called)
    noted = {kit.permalink("", one.source.channel, one.source.ts) for one in account.entries if one.source}
    new = [one for one in found if not _at(one.url).endswith(tuple(noted))]
    return fitting(sorted(new, key=lambda one: one.at)), unread or not places


async def _messages(channel: str, thread: str | None, slack: AsyncWebClient) -> list[dict[str, Any]]:
    """A thread's, or a channel's with what stands in its threads."""
    if thread:
        return await replies(channel, thread, slack)
    messages = await history(channel, slack)
    for root in [one["ts"] for one in messages if one.get("reply_count")][:MOST_THREADS]:
        messages += (await replies(channel, root, slack))[1:]
    return messages


def _at(address: str) -> str:
    """The address of a message, without which thread it is in."""
    return address.split("?", maxsplit=1)[0]
