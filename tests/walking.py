"""A workspace in which something is private, and those who walk it: every word, through every door."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import nullcontext

import pytest

from bot.errors import BotError, Unavailable
from handlers.asking import Request, ask
from handlers.places import Place
from handlers.reply import Reply
from sandbox import Channel, Message, Person
from tests import walked
from tests.deployment import Deployment, Team
from tests.looking import headlines, room

PRIVATE = ("Keys", "rotate", "under the mat")
"""Words that were only ever said in the private channel."""
LOOKED_FOR = re.compile("(find|search|questions) (Keys leaked|Keys|rotate)")
"""What is typed to look for them, which buttons and forms carry on."""


@pytest.fixture(scope="module")
async def private(deployment: Deployment) -> AsyncIterator[Team]:
    """INC-1 is Chi's and Ana's, in #secret, with an entry, an action and a link; INC-2 is everybody's, in #payments.

    One for all who walk: what each of them asserts is that nothing in it has changed. Outsiders leave things of their own behind, so
    they come last.
    """
    team = await deployment.team()
    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()
    await walked.keeps(team)
    await walked.decides(team)
    await walked.proposes(team, *walked.WORDS)
    yield team
    deployment.slack.calls.clear()
    deployment.slack.deliveries.clear()


async def walk(private: Team, kind: str, verbs: Mapping[str, Sequence[str]], person: Person) -> None:
    """Somebody who is not in the private channel says every word of a kind.

    Half of them through a door: as a command, or to the bot, there or where it is alone. Of the others they are told what a command is
    answered. What one of two outsiders says through a door, the other does not.
    """
    secret = next(one for one in private.secret.live if "mat" in one.shown)
    said = [words.format(link=secret.permalink) for words in phrases(private, kind, verbs)]
    through = [words for number, words in enumerate(said) if number % 2 == (person is private.gus)]

    await answered(private, kind, [words for words in said if words not in through], person, in_=private.payments)
    for number, words in enumerate(through):
        typed = f"{typed_as(private, kind)} {words}".strip()
        if number % 2 == 0:
            await person.runs(f"/{typed}", in_=private.payments)
            if person.view:
                await person.closes(all_=True)
        elif number % 4 == 1:
            await person.says(f"@CTO Co-Pilot {typed}", in_=private.payments)
        else:
            await person.says(typed, in_=private.workspace.dm(person))
    await private.settled()


def phrases(team: Team, kind: str, verbs: Mapping[str, Sequence[str]]) -> list[str]:
    """All that is tried of a kind."""
    there = team.deployment.copilot.doors._desk.kinds[kind].answers
    return [words for verb, several in verbs.items() if verb in there for words in several]


async def answered(team: Team, kind: str, said: Sequence[str], person: Person, *, in_: Channel) -> None:
    """Somebody says all of this, and nothing private is in what they are answered; what it sets off is yet to be seen."""
    known = team.deployment.copilot.doors._desk.kinds[kind]
    async with team.store.transaction() as db:
        for words in said:
            typed = words.replace("@Bo", f"<@{team.bo.id}>")
            request = Request(known, Place("command", "x", team.id, in_.id, person.id, words=typed), typed)
            try:
                async with nullcontext() if known.vocabulary.reads(typed) else db.connection.begin_nested():
                    asked, _ = await ask(request, db, now=team.slack.clock.now(), admins=frozenset())
                    reply = await known.answer(asked, db)
            except Unavailable:
                raise
            except BotError as error:
                reply = Reply.to(error)
            assert_not_in(LOOKED_FOR.sub("", repr(reply)))


def typed_as(team: Team, kind: str) -> str:
    """How the word of a kind is typed, after the slash: what has no command of its own is a word of /cto."""
    return team.deployment.copilot.doors._desk.kinds[kind].vocabulary.typed[1:]


def assert_nothing_private(team: Team, person: Person) -> None:
    read = [*(one.shown for one in everything_read_by(team, person)), person.home.shown if person.home else ""]
    read += [view.shown for view in person.views]
    # What they typed themselves comes back to them.
    said = [one.text for one in everything_read_by(team, person) if one.user == person.id]
    for shown in read:
        if shown in said or shown.startswith(("@CTO", "cto ", "incident ")):
            continue
        assert_not_in(shown)


def assert_not_in(shown: str) -> None:
    """What they looked for comes back to them in quotes."""
    for words in PRIVATE:
        assert words not in shown.replace("“Keys leaked”", "").replace("“rotate”", "").replace("“mat”", ""), shown


def everything_read_by(team: Team, person: Person) -> list[Message]:
    return [one for channel in team.workspace.channels.values() for one in channel.live if person.sees(one)]


def seen_inside(team: Team) -> list[str]:
    """What members see of the private incident."""
    [headline] = headlines(team, team.secret)
    decisions = [one.shown for one in team.secret.live if one.user == team.bot.id and "Keys" in one.shown and one is not headline]
    return [headline.shown, *room(headline), *decisions]
