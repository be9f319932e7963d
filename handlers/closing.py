"""What closes an answer: after something was settled, the read. A kind says where in a line where it registers.

doors.form("stack.step4", "stack", Binding, closed_form(answered(4), doors.parts))
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from bot.records.windows import last_days
from handlers.asking import Answers, Asked
from handlers.parts import Parts, subject_of
from handlers.reply import Reply
from storage.store import Transaction

Sent = Callable[[Any, Asked, Transaction], Awaitable[Reply]]
When = Callable[[Asked, Transaction], Awaitable[bool]]


async def always(asked: Asked, db: Transaction) -> bool:  # noqa: ARG001 - as every other When
    """Whatever was done settles something."""
    return True


def closed(answers: Answers, parts: Parts, *, when: When = always) -> Answers:
    """The same answer, with what closes it; for what settles something only at times, `when` it did."""

    async def answered(asked: Asked, db: Transaction) -> Reply:
        return await _with(await answers(asked, db), when, parts, asked, db)

    return answered


def closed_form(sent: Sent, parts: Parts, *, when: When = always) -> Sent:
    """The same for a form."""

    async def sent_(values: Any, asked: Asked, db: Transaction) -> Reply:
        return await _with(await sent(values, asked, db), when, parts, asked, db)

    return sent_


async def _with(reply: Reply, when: When, parts: Parts, asked: Asked, db: Transaction) -> Reply:
    """Another form means that nothing is settled yet."""
    if reply.form or not await when(asked, db):
        return reply
    channel, viewer, now = asked.place.channel, asked.viewer, asked.now
    project = await db.projects.of_channel(channel, seen_by=viewer) if channel else None
    subject = replace(await subject_of(project, last_days(now)[-1], viewer, db, now=now), channel=channel)
    closing = await parts.closing(subject, db)
    if not closing:
        return reply
    await parts.shown(subject, db)
    return replace(reply, blocks=[*reply.blocks, *closing], tells=True)
