"""Reading a thread and drafting from it: by Claude, or where there is none as an outline of what was said. Jobs, that may be done anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from pydantic import BaseModel
from slack_sdk.web.async_client import AsyncWebClient

from bot.claude import Claude, Off, Trouble
from bot.prompts import Fact, Said, render
from bot.records.bodies import Body, as_line
from bot.records.documents import READING, TITLE, Document, Kind, Origin
from bot.records.people import Viewer
from bot.records.threads import Thread
from handlers.blocks import kit
from handlers.calls import Refused, asked
from handlers.conversations import fitting, remarks, replies
from handlers.direct import direct_channel
from handlers.documents import acts
from handlers.reply import Reply
from storage.audit import Change
from storage.store import Store, Transaction

log = structlog.get_logger()
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Drafting:
    """How a kind is drafted from a thread: the prompt, the shape of Claude's answer, what becomes of it, and what does without Claude.

    `flaws` are what should be put right in what becomes of it: Claude is asked once again, told them as `put_right`.
    """

    prompt: str
    shape: type[BaseModel]
    body: Callable[[Any, Thread], tuple[str, Body]]
    outline: Callable[[Thread], tuple[str, Body]]
    flaws: Callable[[Body], Sequence[str]] | None = None


async def read(*, team: str, document: int, store: Store, slack: AsyncWebClient, clock: Clock, kind: Kind) -> None:
    """Read the thread a draft waits for, and say so where its card will be; then it is written."""
    draft, thread = await _read(team, document, kind=kind, store=store, slack=slack, clock=clock)
    if draft is None or thread is None:
        return
    async with store.transaction() as db:
        shelf = db.documents.of(kind)
        now = await shelf.for_change(draft.id, seen_by=Viewer.operator(team))
        if now is None or now.state != READING:
            return
        names = await db.people.names(team, {draft.author})
        note = f"Reading {_counted(thread)} for {names.get(draft.author, 'you')}…"
        if now.note != note:
            after = now.with_(at=clock(), note=note)
            await shelf.save(after, did="", by="")
            await acts.enqueue_show(db, kind, after)
        await db.jobs.enqueue(f"{kind.name}.write", team=team, room=acts.room_of(kind, draft), document=draft.id)


async def write(
    *, team: str, document: int, store: Store, slack: AsyncWebClient, claude: Claude, clock: Clock, kind: Kind, drafting: Drafting
) -> None:  # fmt: skip
    """Write the draft of a thread, as the thread is now."""
    draft, thread = await _read(team, document, kind=kind, store=store, slack=slack, clock=clock)
    if draft is None or thread is None:
        return
    title, body, origin, note = await _drafted(draft, thread, drafting, claude, clock)
    async with store.transaction() as db:
        shelf = db.documents.of(kind)
        now = await shelf.for_change(draft.id, seen_by=Viewer.operator(team))
        if now is None or now.state != READING:
            return
        title = kit.cut(as_line(title) or "A decision to name", TITLE)
        after = now.with_(at=clock(), title=title, body=body, origin=origin, note=note, state="")
        await shelf.save(after, did="written", by=after.author)
        await _audited(db, after, "write", after.origin, at=clock())
        await acts.index(db, kind, after)
        await acts.enqueue_show(db, kind, after)


async def _read(
    team: str, document: int, *, kind: Kind, store: Store, slack: AsyncWebClient, clock: Clock
) -> tuple[Document | None, Thread | None]:  # fmt: skip
    """The draft and its thread; None where there is nothing to do any more, or nothing that can be read, of which its author is told."""
    async with store.reading() as db:
        draft = await db.documents.of(kind).get(document, seen_by=Viewer.operator(team))
        bot = await db.people.bot_user(team) or ""
    if draft is None or draft.state != READING or draft.source is None:
        return None, None
    try:
        messages = await replies(draft.channel, draft.thread or "", slack)
    except Refused as refused:
        await _unread(draft, refused, kind=kind, store=store, slack=slack, clock=clock)
        return None, None
    said = [one for one in messages if not _is_ours(one, bot)]
    async with store.reading() as db:
        thread = fitting(await remarks(said, team=team, channel=draft.channel, thread=draft.thread, db=db))
    if not thread.remarks:
        await _gone(draft, kind, store, clock)
        await _tell(draft, "There are no words in that thread to draft from.", slack)
        return None, None
    return draft, thread


async def _drafted(draft: Document, thread: Thread, drafting: Drafting, claude: Claude, clock: Clock) -> tuple[str, Body, Origin, str]:
    """Title, body, who wrote it, and what the card says of that. While Claude is only away for a moment, the job is tried again."""
    read_ = _counted(thread) + (f", {thread.left_out} in the middle left out" if thread.left_out else "")
    try:
        title, body, flaws = await _by_claude(draft, thread, drafting, claude, clock)
    except Trouble as trouble:
        title, body = drafting.outline(thread)
        title = draft.title or title
        because = "" if isinstance(trouble, Off) else f" {trouble.sentence}"
        return title, body, Origin.OUTLINE, f"An outline: quoted from {read_}, nothing added.{because} It is yours to write."
    left = " What weighs too much in it is marked below." if flaws else ""
    note = f"Drafted by Claude from {read_}: a proposal. Check what it says against the messages it cites.{left}"
    return title, body, Origin.CLAUDE, note


async def _by_claude(draft: Document, thread: Thread, drafting: Drafting, claude: Claude, clock: Clock) -> tuple[str, Body, Sequence[str]]:
    """Title, body, and what is left to be put right after Claude was asked once more. Raises Trouble."""
    said = [Said(one.text, by=one.by, id=one.id, at=one.at) for one in thread.remarks]
    facts: dict[str, Fact] = {"title_hint": draft.title, "participants": thread.participants, "today": clock().date(), "messages": said}

    async def asked_for(**more: Fact) -> tuple[str, Body]:
        answer = await claude.parse(drafting.shape, render(drafting.prompt, **facts, **more), team=draft.team, user=draft.author)
        return drafting.body(answer, thread)

    if drafting.flaws is None:
        return *await asked_for(), ()
    title, body = await asked_for(put_right=[])
    if flaws := drafting.flaws(body):
        try:
            title, body = await asked_for(put_right=list(flaws))
        except Trouble:
            return title, body, flaws
    return title, body, drafting.flaws(body)


async def _unread(draft: Document, refused: Refused, *, kind: Kind, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Where the bot is not, it waits for its invitation; where the thread is gone, there is no draft. Its author is told."""
    log.info("thread.unread", error=refused.error)
    if refused.error not in {"not_in_channel", "channel_not_found", "no_permission", "missing_scope"}:
        await _gone(draft, kind, store, clock)
        await _tell(draft, "That thread is gone, so there is nothing to draft from.", slack)
        return
    async with store.transaction() as db:
        known = await db.people.channel(draft.team, draft.channel)
        await db.people.bot_is_in(draft.team, draft.channel, is_in=False)
    if draft.note == acts.WAITS:
        return  # they were told already
    where = f"#{known.name}" if known and known.name else "that channel"
    await _tell(draft, f"I am not in {where}, so I cannot read that thread yet. /invite me there, and I go on by myself.", slack)
    async with store.transaction() as db:
        shelf = db.documents.of(kind)
        now = await shelf.for_change(draft.id, seen_by=Viewer.operator(draft.team))
        if now and now.state == READING:
            await shelf.save(now.with_(at=clock(), note=acts.WAITS), did="", by="")


async def _gone(draft: Document, kind: Kind, store: Store, clock: Clock) -> None:
    async with store.transaction() as db:
        shelf = db.documents.of(kind)
        if now := await shelf.for_change(draft.id, seen_by=Viewer.operator(draft.team)):
            await shelf.save(now.discarded(kind, at=clock()), did="discarded", by=draft.author)
            await _audited(db, now, "discard", "nothing to read", at=clock())
            await acts.enqueue_show(db, kind, now)


def _is_ours(message: dict[str, Any], bot: str) -> bool:
    """Whether the bot said it, or it was said to the bot, as the mention that asks for the draft is."""
    return message.get("user") == bot or (message.get("text") or "").lstrip().startswith(f"<@{bot}>")


def _counted(thread: Thread) -> str:
    return f"{thread.count} message{'' if thread.count == 1 else 's'}"


async def _audited(db: Transaction, draft: Document, action: str, after: str, *, at: datetime) -> None:
    change = Change(record=f"{draft.kind} {draft.id}", action=action, by=draft.author, before=READING, after=after, door="job", at=at)
    await db.audit.changed(draft.team, change)


async def _tell(draft: Document, sentence: str, slack: AsyncWebClient) -> None:
    if direct := await direct_channel(draft.author, slack):
        await asked(slack.chat_postMessage(channel=direct, **Reply.saying(sentence).as_message()))
