"""Read, decide, save, reply: what every door does with what was asked, in one transaction with the mark of its delivery."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bot.errors import BotError, NotAllowed, Unavailable, Unclear
from bot.records.people import Standing
from handlers.asking import Answers, Asked, Request, ask, learn
from handlers.grammar import Intent
from handlers.markup import kept
from handlers.places import Place
from handlers.reply import Reply
from storage.store import Store, Transaction

NOT_KNOWN_YET = (
    "Slack has not told me yet who you are, and until then you may do here what a guest may. I have asked: type it again in a minute."
)


class Answering:
    """Answers what was asked, once for each delivery."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime], admins: frozenset[str]) -> None:
        self.store = store
        self.clock = clock
        self._admins = admins

    async def words(self, request: Request) -> Reply:
        """What words are answered; what only reads takes a snapshot, unless there is something to learn from where it was asked."""
        if request.kind.vocabulary.reads(str(request.words)):
            async with self.store.reading() as db:
                asked, is_known = await self._ask(request, db)
                if is_known:
                    try:
                        return await _by_words(request)(asked, db)
                    except Unclear as unclear:
                        raise _or_a_note(unclear, request, asked) from None
        try:
            return await self._done_once(request, _by_words(request))
        except Unavailable:
            raise
        except BotError as refusal:
            return await self._refused_once(request, refusal)

    async def done(self, request: Request, does: Answers) -> Reply:
        """What a form, a shortcut or a menu does. What is refused leaves no mark, so that it can be sent again corrected."""
        return await self._done_once(request, does)

    async def name_in(self, place: Place) -> str:
        """What the bot is called, for words to type in a thread, where Slack takes no commands; nothing elsewhere."""
        if not place.thread:
            return ""
        async with self.store.reading() as db:
            bot = await db.people.bot_user(place.team) or ""
            return (await db.people.names(place.team, {bot})).get(bot, "")

    async def _ask(self, request: Request, db: Transaction) -> tuple[Asked, bool]:
        return await ask(request, db, now=self.clock(), admins=self._admins)

    async def _done_once(self, request: Request, does: Answers) -> Reply:
        place = request.place
        async with self.store.transaction() as db:
            if not await db.deliveries.is_first(place.key, team=place.team, at=self.clock()):
                return Reply.kept(await db.deliveries.answer(place.key, team=place.team))
            asked, is_known = await self._ask(request, db)
            if not is_known:
                await learn(asked, db)
            reply = await does(asked, db)
            if reply.recorded and place.message:
                await db.jobs.enqueue("tick", team=place.team, room=f"tick:{place.message.ts}", channel=place.channel, ts=place.message.ts)
            if not place.channel and not reply.form:  # done at Home, which shows it
                await db.jobs.enqueue("home.publish", team=place.team, room=f"home:{place.user}", user=place.user)
            if reply.form:
                await db.deliveries.forget(place.key, team=place.team)  # nothing was done yet: asked for again, the form opens again
            else:
                await db.deliveries.answered(place.key, reply.to_keep(), team=place.team)
            return reply

    async def _refused_once(self, request: Request, refusal: BotError) -> Reply:
        """What was refused is not done when it comes again later, though it might do by then: the person was told otherwise."""
        place = request.place
        mention = await self.name_in(place)
        async with self.store.transaction() as db:
            if not await db.deliveries.is_first(place.key, team=place.team, at=self.clock()):
                return Reply.kept(await db.deliveries.answer(place.key, team=place.team))
            with suppress(NotAllowed):  # what the delivery teaches is learned though what it asked for was refused
                asked, is_known = await self._ask(replace(request, words=Intent("")), db)
                if not is_known:
                    await learn(asked, db)
                refusal = _or_a_note(refusal, request, asked) if isinstance(refusal, Unclear) else refusal
                if isinstance(refusal, NotAllowed) and asked.viewer.standing is Standing.UNKNOWN:
                    refusal = NotAllowed(NOT_KNOWN_YET)
            reply = Reply.to(refusal, mention=mention)
            await db.deliveries.answered(place.key, reply.to_keep(), team=place.team)
            return reply


def _or_a_note(unclear: Unclear, request: Request, asked: Asked) -> Unclear:
    """In a room, words that begin with a verb by chance were meant as what a room takes words for."""
    offer = request.kind.vocabulary.as_said(kept(str(request.words)))
    verb = request.kind.vocabulary.in_a_room
    begins_so = str(request.words).split(maxsplit=1)[:1] == [verb]
    if not asked.room or not verb or begins_so or any(one.label == offer.label for one in unclear.offers):
        return unclear
    return Unclear(unclear.sentence, offers=[*unclear.offers, offer], field=unclear.field)


def _by_words(request: Request) -> Answers:
    async def answer(asked: Asked, db: Transaction) -> Reply:
        return await request.kind.answer(asked, db)

    return answer
