"""What a chapter is written with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.messages import Message
from sandbox.story.actors import Actor
from sandbox.story.steps import PATIENCE_SECONDS, Place, Steps, Stuck

if TYPE_CHECKING:
    from sandbox.workspace import Workspace


class Stage:
    """What a chapter is written with: the people, what is told, what is waited for, and the time."""

    def __init__(self, workspace: Workspace, steps: Steps, at_moment: Callable[[str, Place], Awaitable[None]] | None = None) -> None:
        self.workspace = workspace
        self._steps = steps
        self._at_moment = at_moment

    @property
    def app(self) -> str:
        """How people mention the app."""
        return f"@{self.workspace.bot.name}"

    def person(self, name: str) -> Actor:
        """Somebody, by their name."""
        return Actor(next(one for one in self.workspace.people.values() if one.name == name and not one.is_bot), self._steps)

    async def tells(self, sentence: str, *, looking: Actor | None = None, at: str | Message = "") -> None:
        """Tell something; looking at a channel or a message with somebody's eyes."""
        place = looking.looking_at(at) if looking and at else self._steps.place
        await self._steps.step(sentence, place)

    async def sees(self, words: str, *, in_: str | Message) -> Message:
        """Wait for a message with these words, in a channel or in a message's thread; the newest one. Raises Stuck when none comes."""
        found: list[Message] = []

        def there() -> bool:
            found[:] = [one for one in self._said(in_) if words in one.shown][-1:]
            return bool(found)

        if not await self.workspace.slack.changes.until(there, PATIENCE_SECONDS):
            raise Stuck(f"nobody says “{words}”")
        return found[0]

    async def passes(self, by: timedelta, *, telling: str = "") -> None:
        """Let time pass; what is due by then happens."""

        async def advance() -> None:
            self.workspace.slack.clock.advance(by)
            self.workspace.slack.changed()

        await self._steps.step(telling or f"{_in_words(by)} later", self._steps.place, advance)

    async def moment(self, name: str) -> None:
        """Mark what can be seen now as worth a picture."""
        if self._at_moment:
            await self._at_moment(name, self._steps.place)

    def _said(self, where: str | Message) -> list[Message]:
        if isinstance(where, Message):
            root = where.channel.find(where.thread_ts or where.ts)
            return [root, *root.replies] if root else []
        return [one for channel in self.workspace.channels.values() if channel.name == where for one in channel.live]


def _in_words(by: timedelta) -> str:
    minutes = round(by.total_seconds() / 60)
    for unit, length in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        if minutes >= length and minutes % length == 0:
            count = minutes // length
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{minutes} minutes"
