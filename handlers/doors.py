"""Where things come in from, and what an answer or an error becomes there. Nowhere else is that decided.

A listener runs to its end, in one transaction with its jobs and the mark of its delivery, before Slack gets its answer.
"""

import asyncio
import re
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BotError, NotAllowed, Unavailable, Unclear
from bot.records.people import Standing, Viewer
from handlers.grammar import HELP, Intent, Vocabulary
from handlers.markup import mentioned, plain
from handlers.places import Place, viewer_at
from handlers.reply import Reply
from storage.people import Channel
from storage.posts import Post
from storage.store import AWAY, Store, Transaction

LISTENER_SECONDS = 1.9
"""Slack waits three seconds. Whatever has not been done by now is answered with a sentence."""
WHISPER_SECONDS = 10.0
WHISPERS_AT_ONCE = 50

log = structlog.get_logger()


@dataclass(frozen=True)
class Asked:
    """What somebody asked for: their words and what they mean, where, who, when.

    `channel` is what was known of where they are when they asked, `room` what the thread they are in is the room of.
    """

    intent: Intent
    place: Place
    viewer: Viewer
    now: datetime
    channel: Channel | None = None
    room: Post | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def rest(self) -> str:
        """The words after verb and key, as a person meant them."""
        return self.plain(self.intent.rest)

    def plain(self, words: str) -> str:
        """Slack's markup as plain words."""
        return plain(words, self.names)


Answers = Callable[[Asked, Transaction], Awaitable[Reply]]
Hears = Callable[[dict[str, Any], str, Transaction, datetime], Awaitable[None]]
"""A listener to an event: the event, its team, the transaction, now."""


@dataclass(frozen=True)
class Kind:
    """A kind of record that answers to words: which words, and what they do. "" is what a bare command does."""

    vocabulary: Vocabulary
    answers: Mapping[str, Answers]


class Doors:
    """Every door there is. A feature says what it hears with `words` and `event`; `open` then tells Bolt."""

    def __init__(
        self, store: Store, *, clock: Callable[[], datetime], slack: Callable[[str], AsyncWebClient], admins: frozenset[str]
    ) -> None:
        self._store = store
        self._clock = clock
        self._slack = slack
        self._admins = admins
        self._kinds: dict[str, Kind] = {}
        self._hears: dict[str, list[Hears]] = {}
        self.after = Afterwards()

    def words(self, vocabulary: Vocabulary, answers: Mapping[str, Answers]) -> None:
        """Let `/incident …`, and `@CTO Co-Pilot incident …`, be answered; within a room of this kind the word itself may be left out."""
        self._kinds[vocabulary.kind] = Kind(vocabulary, answers)

    def event(self, name: str, hears: Hears) -> None:
        """Let an event be heard, in the transaction that marks its delivery, together with whoever else hears it."""
        self._hears.setdefault(name, []).append(hears)

    @property
    def commands(self) -> list[str]:
        """The commands that are answered, for the manifest."""
        return [f"/{kind}" for kind in self._kinds]

    @property
    def events(self) -> list[str]:
        """The events that are heard, for the manifest."""
        return ["app_mention", *self._hears]

    def open(self, app: AsyncApp) -> None:
        """Register every listener, the ones that catch what nobody answers last."""
        for name in self._kinds:
            app.command(f"/{name}")(self._on_command(name))
        app.event("app_mention")(self._on_mention)
        for name in self._hears:
            app.event(name)(self._on_event(name))
        app.command(re.compile(".*"))(_unknown_command)
        for catch in (app.event, app.action, app.view_submission, app.view_closed, app.shortcut, app.options, app.function):
            catch(re.compile(".*"))(_heard)

    # Commands: the answer, or the error, is the ack.

    def _on_command(self, name: str) -> Callable[..., Awaitable[BoltResponse]]:
        async def listener(body: dict[str, Any]) -> BoltResponse:
            place = Place.of_command(body)
            typed = plain(f"{body['command']} {place.words}", {})
            try:
                reply = await _in_time(self._answered(self._kinds[name], place, place.words))
            except BotError as error:
                reply = _told(error, typed)
            except Exception as fault:  # noqa: BLE001 - a bug must leave them a sentence and their words
                reply = _bug(fault, place, typed)
            return BoltResponse(status=200, body={"response_type": "ephemeral", **reply.as_message()})

        return listener

    # Mentions: a ✅, or words for them alone, right after. What could not be kept is not acked, and Slack delivers it again.

    async def _on_mention(self, body: dict[str, Any]) -> BoltResponse:
        place = Place.of_mention(body)
        if not place.user or body["event"].get("bot_id"):
            return BoltResponse(status=200)
        try:
            reply = await _in_time(self._mentioned(place))
        except Unavailable:
            return BoltResponse(status=503)
        except BotError as error:
            reply = Reply.to(error, mention=await self._name(place))
        except Exception as fault:  # noqa: BLE001 - delivered again, it may go well
            _bug(fault, place, "")
            return BoltResponse(status=500)
        if not reply.recorded and reply.text:
            self.after.start(self._whisper(place, reply))
        return BoltResponse(status=200)

    async def _mentioned(self, place: Place) -> Reply:
        async with self._store.reading() as db:
            bot = await db.people.bot_user(place.team)
            room = await _room(db, place)
        words = _addressed(place.words, bot or "")
        name, *rest = words.split(maxsplit=1) or [""]
        name = name.lower().removeprefix("/")
        if kind := self._kinds.get(name):
            return await self._answered(kind, place, rest[0] if rest else "")
        if room and (kind := self._kinds.get(room.kind.split(".")[0])):
            return await self._answered(kind, place, words)
        if not words or name == HELP:
            return self._help()
        if len(self._kinds) == 1:
            return await self._answered(next(iter(self._kinds.values())), place, words)
        return self._help()

    def _help(self) -> Reply:
        names = ", ".join(f"`/{name} {HELP}`" for name in self._kinds)
        return Reply.saying(f"I answer to these: {names}. Mention me with the same words, in threads too.")

    async def _whisper(self, place: Place, reply: Reply) -> None:
        """Words for one person. Best effort, and at most once: an ephemeral message cannot be looked up."""
        async with self._store.transaction() as db:
            if not await db.deliveries.is_first(f"{place.key}:told", at=self._clock()):
                return
        await self._slack(place.team).chat_postEphemeral(
            channel=place.channel, user=place.user, thread_ts=place.thread, text=reply.text, blocks=reply.blocks
        )

    # Events: heard in one transaction, once.

    def _on_event(self, name: str) -> Callable[..., Awaitable[BoltResponse]]:
        async def listener(body: dict[str, Any]) -> BoltResponse:
            try:
                await _in_time(self._heard_once(name, body))
            except Unavailable:
                return BoltResponse(status=503)
            except Exception as fault:
                log.exception("event.bug", event_type=name, error=type(fault).__name__)
                return BoltResponse(status=500)
            return BoltResponse(status=200)

        return listener

    async def _heard_once(self, name: str, body: dict[str, Any]) -> None:
        team, now = body["team_id"], self._clock()
        async with self._store.transaction() as db:
            if await db.deliveries.is_first(f"{team}:{body['event_id']}", at=now):
                for hears in self._hears[name]:
                    await hears(body["event"], team, db, now)

    # What every door does with words.

    async def _answered(self, kind: Kind, place: Place, words: str) -> Reply:
        """Read, decide, save; what only reads takes a snapshot, unless there is something to learn from where it was asked."""
        if kind.vocabulary.reads(words):
            async with self._store.reading() as db:
                asked, is_known = await self._asked(kind, place, words, db)
                if is_known:
                    return await kind.answers[asked.intent.verb](asked, db)
        try:
            return await self._done_once(kind, place, words)
        except Unavailable:
            raise
        except BotError as refusal:
            return await self._refused_once(place, refusal)

    async def _done_once(self, kind: Kind, place: Place, words: str) -> Reply:
        async with self._store.transaction() as db:
            if not await db.deliveries.is_first(place.key, at=self._clock()):
                return Reply.kept(await db.deliveries.answer(place.key))
            asked, is_known = await self._asked(kind, place, words, db)
            if not is_known:
                await _learn(db, place, asked)
            reply = await kind.answers[asked.intent.verb](asked, db)
            if reply.recorded and place.message:
                await db.jobs.enqueue("tick", team=place.team, room=f"tick:{place.message.ts}", channel=place.channel, ts=place.message.ts)
            await db.deliveries.answered(place.key, reply.to_keep())
            return reply

    async def _refused_once(self, place: Place, refusal: BotError) -> Reply:
        """What was refused is not done when it comes again later, though it might do by then: the person was told otherwise."""
        reply = Reply.to(refusal, mention=await self._name(place))
        async with self._store.transaction() as db:
            if not await db.deliveries.is_first(place.key, at=self._clock()):
                return Reply.kept(await db.deliveries.answer(place.key))
            await db.deliveries.answered(place.key, reply.to_keep())
            return reply

    async def _name(self, place: Place) -> str:
        """What the bot is called, for words to type in a thread, where Slack takes no commands; nothing elsewhere."""
        if not place.thread:
            return ""
        async with self._store.reading() as db:
            bot = await db.people.bot_user(place.team) or ""
            return (await db.people.names(place.team, {bot})).get(bot, "")

    async def _asked(self, kind: Kind, place: Place, words: str, db: Transaction) -> tuple[Asked, bool]:
        """What is asked, and whether everything about who asks from where is known already."""
        person = await db.people.person(place.team, place.user)
        viewer = viewer_at(place, person, admins=self._admins)
        if viewer.standing is Standing.DEACTIVATED:
            raise NotAllowed("This account is deactivated.")
        channel, is_in = await db.people.place(place.team, place.channel, place.user)
        proven = is_in or bool(channel and channel.is_public and viewer.sees_what_is_public)
        names = await db.people.names(place.team, mentioned(words))
        room = await _room(db, place)
        try:
            intent = kind.vocabulary.parse(words, in_a_room=room is not None)
        except Unclear:
            kind.vocabulary.parse(plain(words, names), in_a_room=room is not None)  # which raises the same in words to be shown
            raise
        asked = Asked(intent, place, viewer, self._clock(), channel, room, names)
        return asked, bool(person and channel and proven)


class Afterwards:
    """Small things said after an answer was given: so many at once, so long each, and waited for at the end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(WHISPERS_AT_ONCE)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin, and remember it: the loop itself keeps only weak references."""
        task = asyncio.create_task(self._bounded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self, within: float = WHISPER_SECONDS) -> None:
        """Wait for what is under way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)

    async def _bounded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            async with self._slots, asyncio.timeout(WHISPER_SECONDS):
                await work
        except Exception as error:
            log.warning("whisper.failed", exc_info=error)


async def _in_time(work: Coroutine[Any, Any, Any]) -> Any:
    """The result, or Unavailable. A database that hangs may hang the cancelling too, so that is not waited for."""
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({task}, timeout=LISTENER_SECONDS)
    if not done:
        task.cancel()
        task.add_done_callback(lambda late: late.cancelled() or late.exception())
        raise Unavailable(AWAY)
    return task.result()


async def _room(db: Transaction, place: Place) -> Post | None:
    return await db.posts.room(place.team, place.channel, place.thread) if place.thread else None


async def _learn(db: Transaction, place: Place, asked: Asked) -> None:
    """A delivery proves that its sender is there; what else is not known is asked for."""
    if not (asked.channel and asked.channel.read_at):
        await db.people.heard_of(place.team, place.channel, name=place.channel_name, direct=place.direct)
        await db.jobs.enqueue("people.channel", team=place.team, room=f"channel:{place.channel}", channel=place.channel)
    if asked.viewer.standing is Standing.UNKNOWN:
        await db.jobs.enqueue("people.person", team=place.team, room=f"person:{place.user}", user=place.user)
    await db.people.joined(place.team, place.channel, place.user, at=asked.now)


def _addressed(words: str, bot: str) -> str:
    """What is said to the bot: the words after its name, or before it when none follow."""
    before, _, after = words.partition(f"<@{bot}>") if f"<@{bot}>" in words else ("", "", words)
    return after.strip(" ,:\n") or before.strip()


def _told(error: BotError, typed: str) -> Reply:
    if isinstance(error, Unavailable):
        return Reply.saying(f"{error.sentence} Nothing was recorded that I know of. Your words, to send again in a minute:", copy=typed)
    return Reply.to(error)


def _bug(fault: Exception, place: Place, typed: str) -> Reply:
    reference = uuid.uuid4().hex[:8]
    log.error("listener.bug", reference=reference, door=place.door, team=place.team, error=type(fault).__name__, exc_info=fault)
    return Reply.saying(f"Something went wrong here, and it is my fault (reference {reference}). Your words, to try again:", copy=typed)


async def _unknown_command(body: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body={"response_type": "ephemeral", "text": f"I do not answer to {body.get('command', 'that')} (yet)."})


async def _heard() -> BoltResponse:
    """What nobody listens to is acked all the same, or Slack sends it three times more."""
    return BoltResponse(status=200)
