"""Where things come in from, and what an answer or an error becomes there. Nowhere else is that decided.

A listener runs to its end, in one transaction with its jobs and the mark of its delivery, before Slack gets its answer.
"""

import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BotError, NotAllowed, Unavailable
from handlers.afterwards import Afterwards, in_time
from handlers.asking import Answers, Asked, Kind, ask, learn, room_of
from handlers.grammar import HELP, Vocabulary
from handlers.markup import plain
from handlers.places import Place
from handlers.reply import Reply
from storage.store import Store, Transaction

log = structlog.get_logger()


Hears = Callable[[dict[str, Any], str, Transaction, datetime], Awaitable[None]]
"""A listener to an event: the event, its team, the transaction, now."""


class Doors:
    """Every door there is. A feature says what it hears with `words` and `event`; `open` then tells Bolt."""

    def __init__(
        self, store: Store, *, clock: Callable[[], datetime], slack: Callable[[str], AsyncWebClient], admins: frozenset[str]
    ) -> None:
        self._store = store
        self._clock = clock
        self._slack = slack
        self._admins = admins
        self._cut = not store.database.is_sqlite
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
                reply = await in_time(self._answered(self._kinds[name], place, place.words), cut=self._cut)
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
            reply = await in_time(self._mentioned_or_told(place), cut=self._cut)
        except Unavailable:
            return BoltResponse(status=503)
        except Exception as fault:  # noqa: BLE001 - delivered again, it may go well
            _bug(fault, place, "")
            return BoltResponse(status=500)
        if not reply.recorded and reply.text:
            self.after.start(self._whisper(place, reply))
        return BoltResponse(status=200)

    async def _mentioned_or_told(self, place: Place) -> Reply:
        try:
            return await self._mentioned(place)
        except Unavailable:
            raise
        except BotError as error:
            return Reply.to(error, mention=await self._name(place))

    async def _mentioned(self, place: Place) -> Reply:
        async with self._store.reading() as db:
            bot = await db.people.bot_user(place.team)
            room = await room_of(place, db)
        words = _addressed(place.words, bot or "")
        name, *rest = words.split(maxsplit=1) or [""]
        name = name.lower().removeprefix("/")
        if kind := self._kinds.get(name):
            return await self._answered(kind, place, rest[0] if rest else "")
        if room and (kind := self._kinds.get(room.kind.split(".")[0])):
            return await self._answered(kind, place, words)
        knows = [kind for kind in self._kinds.values() if kind.vocabulary.knows(words)]
        if len(knows) == 1:
            return await self._answered(knows[0], place, words)
        if len(self._kinds) == 1:
            return await self._answered(next(iter(self._kinds.values())), place, HELP)
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
                await in_time(self._heard_once(name, body), cut=self._cut)
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
                asked, is_known = await self._ask(kind, place, words, db)
                if is_known:
                    return await kind.answers[asked.intent.verb](asked, db)
        try:
            return await self._done_once(kind, place, words)
        except Unavailable:
            raise
        except BotError as refusal:
            return await self._refused_once(kind, place, refusal)

    async def _done_once(self, kind: Kind, place: Place, words: str) -> Reply:
        async with self._store.transaction() as db:
            if not await db.deliveries.is_first(place.key, at=self._clock()):
                return Reply.kept(await db.deliveries.answer(place.key))
            asked, is_known = await self._ask(kind, place, words, db)
            if not is_known:
                await learn(asked, db)
            reply = await kind.answers[asked.intent.verb](asked, db)
            if reply.recorded and place.message:
                await db.jobs.enqueue("tick", team=place.team, room=f"tick:{place.message.ts}", channel=place.channel, ts=place.message.ts)
            await db.deliveries.answered(place.key, reply.to_keep())
            return reply

    async def _ask(self, kind: Kind, place: Place, words: str, db: Transaction) -> tuple[Asked, bool]:
        return await ask(kind, place, words, db, now=self._clock(), admins=self._admins)

    async def _refused_once(self, kind: Kind, place: Place, refusal: BotError) -> Reply:
        """What was refused is not done when it comes again later, though it might do by then: the person was told otherwise."""
        reply = Reply.to(refusal, mention=await self._name(place))
        async with self._store.transaction() as db:
            if not await db.deliveries.is_first(place.key, at=self._clock()):
                return Reply.kept(await db.deliveries.answer(place.key))
            with suppress(NotAllowed):  # what the delivery teaches is learned though what it asked for was refused
                asked, is_known = await self._ask(kind, place, "", db)
                if not is_known:
                    await learn(asked, db)
            await db.deliveries.answered(place.key, reply.to_keep())
            return reply

    async def _name(self, place: Place) -> str:
        """What the bot is called, for words to type in a thread, where Slack takes no commands; nothing elsewhere."""
        if not place.thread:
            return ""
        async with self._store.reading() as db:
            bot = await db.people.bot_user(place.team) or ""
            return (await db.people.names(place.team, {bot})).get(bot, "")


def _addressed(words: str, bot: str) -> str:
    """What is said to the bot: the words after its name, or before it when none follow."""
    before, _, after = words.partition(f"<@{bot}>") if f"<@{bot}>" in words else ("", "", words)
    return after.strip(" ,:\n") or before.strip()


def _told(error: BotError, typed: str) -> Reply:
    if isinstance(error, Unavailable):
        return Reply.saying(f"{error.sentence} Your words, to send again in a minute if it is not there by then:", copy=typed)
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
