"""What people in a test's workspace see, asked for in words."""

from collections.abc import Iterator
from typing import Any

from sandbox import Channel, Message, Person, Reply, View
from tests.deployment import Team


def headlines(team: Team, channel: Channel | None = None) -> list[Message]:
    """The headlines in a channel, oldest first."""
    said = [one for one in (channel or team.general).live if one.user == team.bot.id and not one.ephemeral_to]
    return [one for one in said if "declared by" in one.shown]


def in_channel(team: Team, channel: Channel | None = None) -> list[Message]:
    """What of the bot's stands in the channel itself, for everyone: not in threads, unless it was also sent to the channel."""
    said = [one for one in (channel or team.general).live if one.user == team.bot.id and not one.ephemeral_to]
    return [one for one in said if not one.is_reply or one.broadcast]


def told(team: Team, person: Person, channel: Channel | None = None) -> list[Message]:
    """What the bot told one person alone, oldest first."""
    return [one for one in (channel or team.general).live if one.ephemeral_to == person.id and one.user == team.bot.id]


def room(headline: Message) -> list[str]:
    """What is said in an incident's room, after its first message."""
    root = headline.channel.find(headline.thread_ts or headline.ts)
    assert root is not None
    return [one.shown for one in root.replies]


def links(message: Message | Reply) -> list[str]:
    """Where a message's links lead."""
    return [part["url"] for part in _parts(message.blocks) if part.get("type") == "link"]


def to_copy(message: Message | Reply) -> str:
    """The line a person is given to copy."""
    found = [part for part in _parts(message.blocks) if part.get("type") == "rich_text_preformatted"]
    assert len(found) == 1, f"there is not one line to copy in {message.shown!r}"
    return "".join(element["text"] for element in found[0]["elements"])


def buttons(message: Message | Reply | View) -> dict[str, str]:
    """The buttons there are, in order: what each says, and the words it stands for."""
    found = [part for part in _parts(message.blocks) if part.get("type") == "button"]
    return {part["text"]["text"]: part.get("value", "") for part in found}


def lines(shown: str, containing: str) -> list[str]:
    """The lines that have these words in them."""
    return [line for line in shown.splitlines() if containing in line]


def _parts(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _parts(inner)
