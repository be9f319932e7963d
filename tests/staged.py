"""What people did before a test begins: their words as they would type them, read and answered in one transaction.

Through a door each of them would be delivered, acknowledged and shown alone: a dozen times the work, and what other tests are for.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.records.periods import DIGEST, Scheduled, Timing
from handlers.asking import Request, ask
from handlers.grammar import Intent
from handlers.places import Place
from handlers.reply import Reply
from sandbox import Channel, Person
from storage.store import Transaction
from tests.deployment import Team

Said = tuple[Person, Channel, str] | tuple[Person, Channel, str, *tuple[Mapping[str, Any], ...]]
"""Who, where, and what they type after the slash: people are named as `<@U…>`, as Slack sends it. Then what they fill in, form by form."""


async def did(team: Team, *said: Said | timedelta) -> list[Reply]:
    """They say all of this, one after the other, with so much time in between; then it is shown. Returns what each was answered."""
    answered = await kept(team, *said)
    await team.settled()
    return answered


async def kept(team: Team, *said: Said | timedelta) -> list[Reply]:
    """The same, and nothing waits until it is shown."""
    answered = []
    async with team.store.transaction() as db:
        for one in said:
            if isinstance(one, timedelta):
                team.slack.clock.advance(one)
            else:
                answered.append(await _answer(team, db, *one))
    return answered


async def _answer(team: Team, db: Transaction, person: Person, channel: Channel, words: str, *given: Mapping[str, Any]) -> Reply:
    doors = team.deployment.copilot.doors
    kind, rest = doors._desk.meant(*words.partition(" ")[::2])
    place = Place("command", "x", team.id, channel.id, person.id, words=rest)
    asked, _ = await ask(Request(kind, place, rest), db, now=team.slack.clock.now(), admins=frozenset())
    reply = await kind.answer(asked, db)
    for filled in given:
        assert reply.form is not None, f"no form opens for {words!r}"
        sends, about = doors._forms[reply.form.name], reply.form.about
        of_it = replace(asked, intent=Intent("", about.get("number")), about=about)
        reply = await sends.does(sends.values.model_validate(filled), of_it, db)
    return reply


async def undisturbed(team: Team) -> Team:
    """Nobody there wants a digest: wherever a Monday passes one is put together, which costs more than all that is looked at."""
    async with team.store.transaction() as db:
        asked = Scheduled.new(DIGEST, "", team=team.id, channel="", timing=Timing(zone="UTC"), by=team.ana.id, at=team.slack.clock.now())
        await db.schedules.keep(asked.silent())
    return team


async def let_in(team: Team, channel: Channel) -> None:
    """The bot is in a channel it was not in before, and has read who else is there."""
    channel.add_member(team.bot.id, quiet=True)
    now, facts = team.slack.clock.now(), {"name": channel.name, "private": channel.is_private, "direct": False, "archived": False}
    async with team.store.transaction() as db:
        await db.people.keep_channel(team.id, channel.id, at=now, bot_is_in=True, **facts)
        await db.people.keep_members(team.id, channel.id, set(channel.members), at=now)
