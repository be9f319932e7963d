"""An answer as it is written where people read it: a stream while that lives, else one edit; in as many messages as it takes.

A stream dies on its own after some minutes, and with its process. What it showed is kept by its ts, and whoever goes on edits it.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.records.conversations import Turn, parts
from handlers.blocks import sparring as drawn
from handlers.calls import Refused, Unanswered, asked
from handlers.conversations import replies
from handlers.posts import EVENT_TYPE, Showing, show
from storage.jobs.port import Retry
from storage.posts import Post
from storage.store import Store

APPEND_EVERY_SECONDS = 0.8
"""Slack takes about a hundred additions a minute."""
KIND = "sparring"

log = structlog.get_logger()


class Writing:
    """One turn's answer, from its first words to its last message."""

    def __init__(self, turn: Turn, store: Store, slack: AsyncWebClient, clock: Callable[[], datetime]) -> None:
        self.text = ""
        self._turn = turn
        self._store = store
        self._slack = slack
        self._clock = clock
        self._streams = False
        self._ts = ""
        self._part = 0
        self._sent = 0
        self._tasks: list[dict[str, Any]] = []
        self._last = 0.0

    async def begin(self) -> None:
        """See what was written before: only who writes first may stream, whoever comes after edits."""
        _, self._streams = await self._intended(0)

    async def looked_up(self, what: str) -> None:
        """Show what was looked up, as a step of the answer."""
        task = {"type": "task_update", "id": task_id(self._turn, len(self._tasks)), "title": what, "status": "complete"}
        self._tasks.append(task)
        if self._streams and self._ts:
            await self._append(chunks=[task])

    async def add(self, words: str) -> None:
        """Write further words."""
        self.text += words
        if self._streams and (monotonic() - self._last >= APPEND_EVERY_SECONDS or len(parts(self.text)) - 1 > self._part):
            await self._flush()

    def anew(self) -> None:
        """Forget what was written: something else takes its place, by an edit."""
        self.text, self._streams = "", False

    async def end(self, turn: Turn, blocks: list[dict[str, Any]]) -> None:
        """Write the rest, and what stands below it. Raises what makes the job try again, which then edits."""
        last = len(parts(turn.answer)) - 1
        if self._streams and turn.answer == self.text:
            await self._flush()
            if self._streams and self._ts and await self._stopped(last, turn.revision, blocks):
                return
        await edited(turn, blocks, self._store, self._slack, self._clock)

    async def _flush(self) -> None:
        """Send what is not sent yet; a part that is full is ended, and the next begun."""
        now = parts(self.text)
        while self._streams:
            words = now[self._part][self._sent :]
            if words.strip() or self._part < len(now) - 1:
                await self._send(words)
            if self._part >= len(now) - 1 or not self._streams:
                return
            await self._stopped(self._part, 1, [])
            self._part, self._sent, self._ts = self._part + 1, 0, ""
            _, is_new = await self._intended(self._part)
            self._streams = self._streams and is_new

    async def _send(self, words: str) -> None:
        if not self._ts:
            await self._start(words)
        elif words:
            await self._append(markdown_text=words)
        if self._streams:
            self._sent += len(words)
            self._last = monotonic()

    async def _start(self, words: str) -> None:
        """Begin a message; its first task names the turn, by which a message without a known ts is found again."""
        first = [self._named(), *self._tasks] if self._part == 0 else [self._named()]
        chunks = [*first, *([{"type": "markdown_text", "text": words}] if words else [])]
        whom = {} if self._turn.direct else {"recipient_team_id": self._turn.team, "recipient_user_id": self._turn.user}
        try:
            answer = await asked(
                self._slack.chat_startStream(channel=self._turn.channel, thread_ts=self._turn.thread, chunks=chunks, **whom)
            )
        except (Refused, Unanswered, Retry) as dead:
            self._dies(dead)
            return
        self._ts = str(answer["ts"])
        async with self._store.transaction() as db:
            post, _ = await db.posts.intend(*self._thing(self._part), thread=self._turn.thread, at=self._clock())
            await db.posts.shown(post, ts=self._ts, revision=0)

    async def _append(self, **what: Any) -> None:
        try:
            await asked(self._slack.chat_appendStream(channel=self._turn.channel, ts=self._ts, **what))
        except (Refused, Unanswered, Retry) as dead:
            self._dies(dead)

    async def _stopped(self, part: int, revision: int, blocks: list[dict[str, Any]]) -> bool:
        """End a message as it is; whether that could be done."""
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"thing": f"{KIND}.{part}:{self._turn.id}"}}
        more: dict[str, Any] = {"blocks": blocks} if blocks else {}
        try:
            await asked(self._slack.chat_stopStream(channel=self._turn.channel, ts=self._ts, metadata=metadata, **more))
        except (Refused, Unanswered, Retry) as dead:
            self._dies(dead)
            return False
        async with self._store.transaction() as db:
            post, _ = await db.posts.intend(*self._thing(part), thread=self._turn.thread, at=self._clock())
            await db.posts.shown(post, ts=self._ts, revision=revision)
        return True

    def _dies(self, why: Exception) -> None:
        log.info("stream.died", turn=self._turn.id, error=str(why))
        self._streams = False

    def _named(self) -> dict[str, Any]:
        title = drawn.READ if self._part == 0 else drawn.GOES_ON
        return {"type": "task_update", "id": f"{KIND}-{self._turn.id}.{self._part}", "title": title, "status": "complete"}

    def _thing(self, part: int) -> tuple[str, str, int, str]:
        return self._turn.team, f"{KIND}.{part}", self._turn.id, self._turn.channel

    async def _intended(self, part: int) -> tuple[Post, bool]:
        async with self._store.transaction() as db:
            return await db.posts.intend(*self._thing(part), thread=self._turn.thread, at=self._clock())


def task_id(turn: Turn, number: int) -> str:
    """The name of a step of an answer."""
    return f"{KIND}-{turn.id}-{number}"


async def edited(turn: Turn, blocks: list[dict[str, Any]], store: Store, slack: AsyncWebClient, clock: Callable[[], datetime]) -> None:
    """Show an answer that is over: each of its messages posted, or edited where it is there."""
    texts = parts(turn.answer)
    for part, text in enumerate(texts):
        post = await _found(turn, part, store, slack, clock)
        if post and post.ts and post.revision == 0:
            await _ended(turn, post.ts, slack)
        message = drawn.message(text, blocks if part == len(texts) - 1 else [])
        showing = Showing(f"{KIND}.{part}", turn.id, turn.channel, turn.revision, message, thread=turn.thread)
        await show(showing, team=turn.team, store=store, slack=slack, clock=clock)


async def _found(turn: Turn, part: int, store: Store, slack: AsyncWebClient, clock: Callable[[], datetime]) -> Post | None:
    """The post of a part; one that was begun, and whose ts nobody could keep any more, is looked for in its thread."""
    async with store.reading() as db:
        post = await db.posts.of(turn.team, f"{KIND}.{part}", turn.id, turn.channel)
    if post is None or post.ts or post.intended_at is None:
        return post
    named = f"{KIND}-{turn.id}.{part}"
    try:
        there = await replies(turn.channel, turn.thread, slack)
    except Refused:  # whoever asked may have deleted it meanwhile; where nothing can be shown any more, `show` says so and ends it
        return post
    for one in there:
        if any(_is_called(block, named) for block in one.get("blocks") or []):
            async with store.transaction() as db:
                post, _ = await db.posts.intend(turn.team, f"{KIND}.{part}", turn.id, turn.channel, thread=turn.thread, at=clock())
                await db.posts.shown(post, ts=str(one["ts"]), revision=0)
                return await db.posts.of(turn.team, f"{KIND}.{part}", turn.id, turn.channel)
    return post


def _is_called(block: dict[str, Any], name: str) -> bool:
    return block.get("task_id") == name or any(task.get("task_id") == name for task in block.get("tasks") or [])


async def _ended(turn: Turn, ts: str, slack: AsyncWebClient) -> None:
    """A message that may still be streamed takes no edit; that its stream is over already is as well. Raises what makes it wait."""
    with suppress(Refused):
        await asked(slack.chat_stopStream(channel=turn.channel, ts=ts))
