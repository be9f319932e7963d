"""Answering a turn: what is known is read, Claude answers in words as they come, what is offered stands below. A job; it may be redone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.claude import Claude, CutOff, Trouble
from bot.claude.words import Words
from bot.errors import Unavailable
from bot.prompts import Ours, Prompt, Said, render
from bot.prompts.guards import without_pings
from bot.records.conversations import LONGEST_ASKED, Source, State, Turn
from bot.records.people import Viewer
from handlers.blocks import sparring as drawn
from handlers.calls import Refused, asked
from handlers.conversations import remarks, replies
from handlers.knowing import Knowledge, Reader, line
from handlers.sparring import closing, without
from handlers.sparring.offering import Offering
from handlers.sparring.tools import Toolbox
from handlers.sparring.writing import Writing, edited
from storage.jobs.port import Retry
from storage.store import Store, Transaction

PROMPT = "sparring"
REMEMBERED = 12
OF_AN_ANSWER = 2_500
OF_A_THREAD = 40
"""So many messages of the thread it is mentioned in are read; its link leads to the rest."""
LOOK_SECONDS = 1.0
"""How often to look whether somebody pressed Stop."""
THINKING = "is reading your records…"
TITLE = 80
BROKE_OFF = "The answer was too long and broke off here."
ALONE, IN_A_CHANNEL = "a direct message, where only the one who asks reads along", "a channel, where all of its members read along"

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Partner:
    """What an answer needs of the rest: what is known, the words that may be offered, how a conversation closes."""

    knows: Knowledge
    offering: Offering
    closes: closing.Closes
    remembers: closing.Remembers
    admins: frozenset[str]

    async def viewer(self, turn: Turn, db: Transaction) -> Viewer:
        """For whom it is read: who asked, or in a channel whoever is there, taken together."""
        if not turn.direct:
            return await db.people.audience(turn.team, turn.channel)
        viewer = await db.people.viewer(turn.team, turn.user)
        return viewer.model_copy(update={"here": turn.channel, "admin": viewer.admin or turn.user in self.admins})


async def answer(
    *, team: str, turn: int, store: Store, slack: AsyncWebClient, claude: Claude, clock: Clock, partner: Partner
) -> None:  # fmt: skip
    """Answer what was asked; what is answered already is shown as it is."""
    async with store.reading() as db:
        found = await db.conversations.get(turn, seen_by=Viewer.operator(team))
        viewer = await partner.viewer(found, db) if found else None
    if found is None or viewer is None:
        return
    if not found.is_over:
        await _begins(found, slack)
        writing = Writing(found, store, slack, clock)
        await writing.begin()
        found = await _answered(found, viewer, writing, _Work(store, slack, claude, clock, partner))
        await writing.end(found, await _below(found, viewer, store, clock(), partner))
        if found.closes:
            async with store.transaction() as db:
                await partner.remembers(found, viewer, db, clock())
    elif found.answer or found.state is State.ANSWERED:
        await edited(found, await _below(found, viewer, store, clock(), partner), store, slack, clock)
    await _ends(found, slack)


@dataclass(frozen=True)
class _Work:
    store: Store
    slack: AsyncWebClient
    claude: Claude
    clock: Clock
    partner: Partner


async def _answered(turn: Turn, viewer: Viewer, writing: Writing, work: _Work) -> Turn:
    """The turn with its answer, kept. While Claude is only away for a moment, the job is tried again."""
    offering = work.partner.offering
    toolbox = Toolbox(viewer, work.clock(), work.store, work.slack, offering.typed, writing.looked_up)
    facts: dict[str, Any] = {}
    if turn.closes:
        facts = {"answer": closing.FAREWELL, "source": Source.RULES}
    else:
        try:
            prompt = await _prompt(turn, viewer, work)
            async with work.claude.stream(prompt, team=turn.team, user=turn.user, tools=toolbox.tools) as words:
                await _written(words, turn, writing, work.store)
            facts = {"proposals": tuple(toolbox.proposals)}
        except CutOff:
            facts = {"note": BROKE_OFF, "proposals": tuple(toolbox.proposals)}
        except Trouble as trouble:
            writing.anew()
            facts = {"answer": without.sentence(trouble), "source": Source.RULES}
    return await _kept(turn, {"answer": writing.text.strip() and writing.text, **facts}, work)


async def _written(words: Words, turn: Turn, writing: Writing, store: Store) -> None:
    """Write the words as they come, until there are no more or somebody pressed Stop."""

    async def write() -> None:
        async for piece in words:
            # Whoever is mentioned in what was read is not notified by what is written of it.
            await writing.add(without_pings(piece, ""))

    task = asyncio.create_task(write(), name=f"writing turn {turn.id}")
    try:
        while not (await asyncio.wait({task}, timeout=LOOK_SECONDS))[0]:
            async with store.reading() as db:
                if await db.conversations.is_stopped(turn.id):
                    return
        task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _kept(turn: Turn, facts: dict[str, Any], work: _Work) -> Turn:
    async with work.store.transaction() as db:
        now = await db.conversations.for_change(turn.id, seen_by=Viewer.operator(turn.team))
        if now is None or now.state is State.ANSWERED:
            return now or turn
        after = now.answered(at=work.clock(), **facts)
        await db.conversations.save(after)
        return after


async def _prompt(turn: Turn, viewer: Viewer, work: _Work) -> Prompt:
    """What is told: the records first, which stay the same for a while; then who asks, what was said, and what is said now."""
    async with work.store.reading() as db:
        reader = Reader(viewer, work.clock(), alone=turn.direct)
        records = await work.partner.knows.told(reader, db)
        before = await _remembered(turn, viewer, db) if turn.direct else []
        who = (await db.people.names(turn.team, {turn.user})).get(turn.user, "somebody")
    if not turn.direct and turn.thread != turn.ts:
        before = await _said_there(turn, work)
    return render(
        PROMPT,
        records=records,
        commands=[Ours(command) for command in work.partner.offering.commands],
        today=work.clock().date(),
        where=Ours(ALONE if turn.direct else IN_A_CHANNEL),
        who=line(who),
        before=before or Ours("Nothing yet."),
        asked=line(turn.asked, by=who, longest=LONGEST_ASKED),
    )


async def _remembered(turn: Turn, viewer: Viewer, db: Transaction) -> list[Said]:
    """What was said and answered before, where they are alone."""
    found: list[Said] = []
    earlier = await db.conversations.before(turn, seen_by=viewer, limit=REMEMBERED)
    names = await db.people.names(turn.team, {one.user for one in earlier})
    for one in earlier:
        found.append(line(one.asked, by=names.get(one.user, "somebody"), longest=LONGEST_ASKED // 4))
        if one.answer and one.source is Source.CLAUDE:
            found.append(line(one.answer, by="you, CTO Co-Pilot", longest=OF_AN_ANSWER))
    return found


async def _said_there(turn: Turn, work: _Work) -> list[Said]:
    """What stands in the thread it was mentioned in, whoever said it: its end, up to what was said now."""
    try:
        messages = [one for one in await replies(turn.channel, turn.thread, work.slack) if float(one["ts"]) < float(turn.ts)]
    except Refused:
        return []
    async with work.store.reading() as db:
        said = await remarks(messages, team=turn.team, channel=turn.channel, thread=turn.thread, db=db)
    return [line(one.text, by=one.by, at=one.at, longest=OF_AN_ANSWER) for one in said[-OF_A_THREAD:]]


async def _below(turn: Turn, viewer: Viewer, store: Store, now: datetime, partner: Partner) -> list[dict[str, Any]]:
    """What stands below the answer, as it is now."""
    async with store.reading() as db:
        close = await partner.closes(turn, viewer, db, now) if turn.closes else []
        if turn.source is Source.RULES and not turn.closes:
            close = await without.below(turn, viewer, db)
    return drawn.below(turn, close)


async def _begins(turn: Turn, slack: AsyncWebClient) -> None:
    """Show that it is at work, with a Stop; should Slack not take it, it is at work all the same."""
    channel, thread = turn.channel, turn.thread
    await _tried(slack.agents_sessions_setStatus(channel_id=channel, thread_ts=thread, status="processing", title=_title(turn)))
    await _tried(slack.assistant_threads_setStatus(channel_id=channel, thread_ts=thread, status=THINKING))


async def _ends(turn: Turn, slack: AsyncWebClient) -> None:
    """Nothing is under way any more, so there is nothing to stop."""
    await _tried(slack.agents_sessions_setStatus(channel_id=turn.channel, thread_ts=turn.thread, status="active"))


async def _tried(call: Awaitable[Any]) -> None:
    with suppress(Refused, Retry, Unavailable):
        await asked(call)


def _title(turn: Turn) -> str:
    words = line(" ".join(turn.asked.split()), longest=TITLE).text
    return words or "A conversation"
