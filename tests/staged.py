"""What people did before a test begins: their words as they would type them, read and answered in one transaction.

Through a door each of them would be delivered, acknowledged and shown alone: a dozen times the work, and what other tests are for.
"""

from datetime import timedelta

from handlers.asking import Request, ask
from handlers.places import Place
from sandbox import Channel, Person
from tests.deployment import Team

Said = tuple[Person, Channel, str]
"""Who, where, and what they type after the slash: people are named as `<@U…>`, as Slack sends it."""


async def did(team: Team, *said: Said | timedelta) -> None:
    """They say all of this, one after the other, with so much time in between; then it is shown."""
    desk = team.deployment.copilot.doors._desk
    async with team.store.transaction() as db:
        for one in said:
            if isinstance(one, timedelta):
                team.slack.clock.advance(one)
                continue
            person, channel, words = one
            name, _, rest = words.partition(" ")
            kind = desk.kinds[name]
            place = Place("command", "x", team.id, channel.id, person.id, words=rest)
            asked, _ = await ask(Request(kind, place, rest), db, now=team.slack.clock.now(), admins=frozenset())
            await kind.answer(asked, db)
    await team.settled()
