"""Conversations with the co-pilot in a test's workspace: what is said, and what it answers."""

from typing import Any

from sandbox import Message, Person
from tests.deployment import Team


async def asks(team: Team, person: Person, words: str, *, thread: Message | None = None) -> Message:
    """Somebody says something to the co-pilot alone; returns the first message of the thread it is answered in."""
    said = await team.says(person, words, in_=team.workspace.dm(person), thread=thread)
    return thread or said


def answers(team: Team, root: Message) -> list[Message]:
    """What the co-pilot says in a thread for everybody there, oldest first."""
    return [one for one in root.replies if one.user == team.bot.id and not one.ephemeral_to and not one.is_gone]


def written(message: Message) -> str:
    """The text of an answer, without what stands around it."""
    return "".join(block["text"] for block in message.blocks if block["type"] == "markdown")


def steps(message: Message) -> list[str]:
    """What stands above an answer of what was read for it."""
    return [block["title"] for block in message.blocks if block["type"] == "task_card"]


def values_of(message: Message) -> list[str]:
    """The words that the two buttons stand for which say whether it helped."""
    pairs = [element for block in message.blocks if block["type"] == "context_actions" for element in block["elements"]]
    return [pair[side]["value"] for pair in pairs for side in ("positive_button", "negative_button")]


def calls(team: Team, method: str) -> list[dict[str, Any]]:
    """What Slack was asked in this workspace, in order."""
    return [one.params for one in team.slack.calls if one.method == method and one.team == team.id]


def everywhere(team: Team, person: Person) -> list[Message]:
    """Every message somebody can see."""
    return [one for channel in team.workspace.channels.values() for one in channel.live if person.sees(one)]
