"""A workspace in which something is private, and those who walk it: every word, through every door."""

from collections.abc import AsyncIterator, Mapping, Sequence

import pytest

from sandbox import Message, Person
from tests import walked
from tests.deployment import Deployment, Team
from tests.looking import headlines, room

PRIVATE = ("Keys", "rotate", "under the mat")
"""Words that were only ever said in the private channel."""
ALOUD = 2
"""So many of four things said to the bot are said where others read them."""


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
    """Somebody who is not in the private channel says every word of a kind: as a command, or to the bot, there or where it is alone.

    What one of two outsiders types as a command, the other says to the bot.
    """
    secret = next(one for one in private.secret.live if "mat" in one.shown)
    doors = private.deployment.copilot.doors._desk.kinds[kind]
    phrases = [words for verb, several in verbs.items() if verb in doors.answers for words in several]

    for number, words in enumerate(phrases):
        typed = f"{doors.vocabulary.typed[1:]} {words.format(link=secret.permalink)}".strip()
        if number % 2 == (person is private.gus):
            await person.runs(f"/{typed}", in_=private.payments)
            if person.view:
                await person.closes(all_=True)
        elif number % 4 < ALOUD:
            await person.says(f"@CTO Co-Pilot {typed}", in_=private.payments)
        else:
            await person.says(typed, in_=private.workspace.dm(person))
    await private.settled()


def typed_as(team: Team, kind: str) -> str:
    """How the word of a kind is typed: what has no command of its own is a word of /cto."""
    return team.deployment.copilot.doors._desk.kinds[kind].vocabulary.typed


def assert_nothing_private(team: Team, person: Person) -> None:
    read = [*(one.shown for one in everything_read_by(team, person)), person.home.shown if person.home else ""]
    read += [view.shown for view in person.views]
    # What they typed themselves comes back to them.
    said = [one.text for one in everything_read_by(team, person) if one.user == person.id]
    for shown in read:
        if shown in said or shown.startswith(("@CTO", "cto ", "incident ")):
            continue
        for words in PRIVATE:
            assert words not in shown.replace("“Keys leaked”", "").replace("“rotate”", "").replace("“mat”", ""), shown


def everything_read_by(team: Team, person: Person) -> list[Message]:
    return [one for channel in team.workspace.channels.values() for one in channel.live if person.sees(one)]


def seen_inside(team: Team) -> list[str]:
    """What members see of the private incident."""
    [headline] = headlines(team, team.secret)
    decisions = [one.shown for one in team.secret.live if one.user == team.bot.id and "Keys" in one.shown and one is not headline]
    return [headline.shown, *room(headline), *decisions]
