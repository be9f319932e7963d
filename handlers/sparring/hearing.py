"""What is said to the co-pilot in no words of ours, what is stopped, and whether it helped."""

from datetime import datetime
from typing import Any

from bot.errors import NotFound, Unclear
from bot.records.conversations import Source, Turn
from bot.records.people import Viewer
from bot.records.questions import about, named
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.blocks import sparring as drawn
from handlers.markup import mentioned, plain
from handlers.reply import Reply
from storage.audit import Change
from storage.store import Transaction

GOOD, BAD = "good", "bad"


async def heard(asked: Asked, db: Transaction) -> Reply:
    """A turn begins: it is answered in its thread, by a job."""
    place = asked.place
    if place.message is None:
        raise Unclear("Say it in a message to me.")
    words = plain(asked.intent.rest, await db.people.names(place.team, mentioned(asked.intent.rest)))
    thread = place.thread or place.message.ts
    turn = await db.conversations.asked(
        Turn(
            team=place.team,
            conversation=0,
            channel=place.channel,
            thread=thread,
            direct=place.direct,
            user=place.user,
            ts=place.message.ts,
            asked=words,
            asked_at=asked.now,
        )
    )
    if turn.closes and not turn.direct and not await db.conversations.before(turn, seen_by=asked.viewer, limit=1):
        await db.conversations.save(turn.answered("", at=asked.now, source=Source.RULES))
        return Reply("", recorded=True)  # somebody is polite in a channel: a ✅ is answer enough
    await db.jobs.enqueue("sparring.answer", team=place.team, room=turn.room, turn=turn.id)
    return Reply("")


async def stopped(event: dict[str, Any], team: str, db: Transaction, now: datetime) -> None:
    """Somebody pressed Stop: what is being written there ends where it is."""
    turn = await db.conversations.under_way(event["channel"], event["thread_ts"], seen_by=Viewer.operator(team))
    if turn is None:
        return
    after = turn.stopped()
    await db.conversations.save(after)
    change = Change(f"turn {turn.id}", "stop", event["user"], turn.state, after.state, "stop", now)
    await db.audit.changed(team, change)


async def helped(asked: Asked, db: Transaction) -> Reply:
    """`feedback <number> good|bad`: whether an answer helped."""
    number, _, how = asked.rest.partition(" ")
    if not number.isdecimal() or how not in {GOOD, BAD}:
        raise Unclear("The two buttons below an answer say it: `/cto feedback 12 good`")
    turn = await db.conversations.get(int(number), seen_by=asked.viewer)
    if turn is None:
        raise NotFound("There is no such answer that you can see.")
    before = (await db.conversations.judgements(turn.id)).get(asked.viewer.user)
    await db.conversations.judged(turn, asked.viewer.user, helped=how == GOOD, at=asked.now)
    was = "" if before is None else (GOOD if before else BAD)
    change = Change(f"turn {turn.id}", "feedback", asked.viewer.user, was, how, asked.place.door, asked.now)
    await db.audit.changed(turn.team, change)
    if how == GOOD:
        return Reply("", recorded=True)
    return Reply.saying("Noted. What was wrong with it? Say it in the thread, and I go on from there.", recorded=True, tells=True)


async def questions(asked: Asked, db: Transaction) -> Reply:  # noqa: ARG001 - every answer is called alike
    """`questions [topic or words]`: what to ask oneself, without any model."""
    topic = named(asked.rest) or about(asked.rest)
    return Reply(kit.fallback(topic.about), drawn.questions(topic))
