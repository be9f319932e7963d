"""Decisions in a test's workspace: drafted, proposed, accepted, and where they show."""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox import Channel, Message, Person
from sandbox.claude import shaped
from tests.deployment import Team
from tests.staged import did, kept

SAID = (
    "We need to choose where reports live because they take 40 s",
    "ClickHouse is fast, but it is one more thing to run",
    "Decided: let's go with a read replica",
)


def claim(text: str, *cites: str) -> Mapping[str, Any]:
    """What Claude says, and where it has it from."""
    return {"text": text, "cites": list(cites)}


def answer(**other: Any) -> Any:
    """A decision as Claude answers it for what was SAID."""
    option = {"name": "ClickHouse", "pros": [claim("Fast", "m2")], "cons": [claim("One more thing to run", "m2")], "effort": "L"}
    whole = {
        "title": "Reports read from a replica",
        "context": [claim("Reports take 40 s", "m1")],
        "options": [{**option, "rejected": [claim("Nobody wants to run it", "m2")]}],
        "decision": [claim("A read replica", "m3")],
        "easier": [claim("Reports do not slow checkout", "m3")],
        "harder": [],
        "accepted": [],
        "operational": [claim("Lag is watched", "m3")],
    }
    return shaped({**whole, **other})


async def a_thread(team: Team, said: Sequence[str] = SAID, *, in_: Channel | None = None, by: Sequence[Person] = ()) -> Message:
    """What people say to each other before anything is written down."""
    people = by or (team.ana, team.bo)
    first = await people[0].says(said[0], in_=in_ or team.general)
    for at, words in enumerate(said[1:], 1):
        await people[at % len(people)].says(words, in_=in_ or team.general, thread=first)
    await team.settled()
    return first


async def drafted(team: Team, *, in_: Channel | None = None, by: Person | None = None, said: Sequence[str] = SAID) -> Message:
    """A draft made from a thread; returns its card."""
    person = by or team.ana
    first = await a_thread(team, said, in_=in_, by=(person,))
    await team.uses(person, "Draft ADR from thread", on=first)
    return card_in(team, first)


async def accepted(team: Team, title: str = "Use PostgreSQL", *, in_: Channel | None = None, by: Person | None = None) -> Message:
    """A decision that stands, written without a thread; returns its card."""
    return await _written(team, title, in_ or team.general, by or team.ana, "propose", "accept")


async def proposed(team: Team, title: str = "Use PostgreSQL", *, in_: Channel | None = None, by: Person | None = None) -> Message:
    """A decision that waits to be taken, written without a thread; returns its card."""
    return await _written(team, title, in_ or team.general, by or team.ana, "propose")


async def _written(team: Team, title: str, channel: Channel, person: Person, *moves: str) -> Message:
    given = {"title": title, "context": "It has to be kept somewhere", "decision": f"{title}."}
    [reply] = await kept(team, (person, channel, f"adr new {title}", given))
    key = next(word.strip(".,*`") for word in reply.text.split() if word.startswith("DRAFT-"))
    now = {"propose": " now"}
    await did(team, *((person, channel, f"adr {move} {key}{now.get(move, '')}") for move in moves))
    return [one for one in channel.live if one.user == team.bot.id and title in one.shown and not one.ephemeral_to][-1]


def card_in(team: Team, thread: Message) -> Message:
    """The card in a thread."""
    [card] = [one for one in said_in(team, thread) if "Context" in one.shown or "Not written yet" in one.shown]
    return card


def said_in(team: Team, thread: Message) -> list[Message]:
    """What the bot says in a thread for everyone."""
    return [one for one in thread.replies if one.user == team.bot.id and not one.ephemeral_to and not one.is_gone]
