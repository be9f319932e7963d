"""Who acts in a story: everything a person does, done step by step where one can watch it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sandbox.messages import Message
from sandbox.reply import Reply
from sandbox.story.steps import PATIENCE_SECONDS, Place, Steps, Stuck, Typed

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.people import Person

APP = "the app"
"""Where somebody and the app talk alone."""
LONGEST_QUOTE = 90


@dataclass(frozen=True)
class Actor:
    """Somebody in a story: they do what people do on the page, step by step.

    in_ is a channel's name, APP, or a message for its thread. Each step is told in a sentence, made from what is done unless given.
    """

    person: Person
    steps: Steps

    async def says(self, words: str, *, in_: str | Message, telling: str = "") -> Message:
        """Say something."""
        where = " in the thread" if isinstance(in_, Message) else ""
        said: Message = await self._does(
            telling or f"{self.person.name} says{where}: “{_cut(words)}”",
            self._place(in_),
            lambda: self.person.says(words, in_=self._channel(in_), thread=in_ if isinstance(in_, Message) else None),
            Typed(words, self._place(in_).thread if isinstance(in_, Message) else ""),
        )
        return said

    async def uploads(self, name: str, content: bytes, *, in_: str | Message, telling: str = "") -> Message:
        """Share a file."""
        shared: Message = await self._does(
            telling or f"{self.person.name} shares {name}",
            self._place(in_),
            lambda: self.person.uploads(name, content, in_=self._channel(in_), thread=in_ if isinstance(in_, Message) else None),
        )
        return shared

    async def runs(self, command: str, *, in_: str, telling: str = "") -> Reply:
        """Type a command."""
        sentence = telling or f"{self.person.name} types {_cut(command)}"
        return await self._replied(sentence, self._place(in_), lambda: self.person.runs(command, in_=self._channel(in_)), Typed(command))

    async def uses(self, shortcut: str, *, on: Message, telling: str = "") -> Reply:
        """Choose in a message's menu."""
        sentence = telling or f"{self.person.name} points at a message and chooses ⋮ › {shortcut}"
        return await self._replied(sentence, self._at(on), lambda: self.person.uses(shortcut, on=on))

    async def starts(self, shortcut: str, *, in_: str, telling: str = "") -> Reply:
        """Choose below the +."""
        sentence = telling or f"{self.person.name} chooses + › {shortcut}"
        return await self._replied(sentence, self._place(in_), lambda: self.person.starts(shortcut))

    async def clicks(self, button: str, *, on: Message | Reply, telling: str = "") -> Reply:
        """Press a button, by its words."""
        sentence = telling or f"{self.person.name} presses “{button}”"
        await self._offered(button, lambda: on.shown)
        return await self._replied(sentence, self._at(_message(on)), lambda: self.person.clicks(button, on=on))

    async def clicks_at_home(self, button: str, *, telling: str = "") -> Reply:
        """Press a button on their Home."""
        sentence = telling or f"{self.person.name} presses “{button}”"
        await self._offered(button, lambda: self.person.home.shown if self.person.home else "")
        return await self._replied(sentence, self._at_home(), lambda: self.person.clicks(button, on=self.person.home))  # type: ignore[arg-type]

    async def chooses(self, option: str, *, in_: str, on: Message | Reply, telling: str = "") -> Reply:
        """Choose in a menu of a message, by the words of both."""
        sentence = telling or f"{self.person.name} chooses “{option}”"
        return await self._replied(sentence, self._at(_message(on)), lambda: self.person.chooses(option, in_=in_, on=on))

    async def _offered(self, button: str, shown: Callable[[], str]) -> None:
        """Wait, as people do, until the app has put the button there; where it never comes, pressing it says so."""
        await self.person.workspace.slack.changes.until(lambda: f"[{button}]" in shown(), PATIENCE_SECONDS)

    async def fills(self, given: Mapping[str, Any], *, telling: str = "") -> None:
        """Fill in the form before them, by the labels of its fields."""
        if self.person.view is None:
            raise Stuck(f"{self.person.name} has no form before them")

        async def fill() -> None:
            self.person.fills(given)

        await self._does(telling or f"{self.person.name} fills in the form", self.steps.place, fill)

    async def submits(self, *, telling: str = "") -> Reply:
        """Press the form's button."""
        view = self.person.view
        button = ((view.content.get("submit") or {}).get("text") if view else None) or "Submit"
        return await self._replied(telling or f"{self.person.name} presses “{button}”", self.steps.place, self.person.submits)

    async def closes(self, *, telling: str = "") -> Reply:
        """Close the form."""
        return await self._replied(telling or f"{self.person.name} closes the form", self.steps.place, self.person.closes)

    async def reacts(self, emoji: str, *, to: Message, telling: str = "") -> None:
        """Add a reaction."""
        await self._does(telling or f"{self.person.name} reacts with :{emoji}:", self._at(to), lambda: self.person.reacts(emoji, to=to))

    async def opens_home(self, *, telling: str = "") -> None:
        """Open the app's Home."""
        await self._does(telling or f"{self.person.name} opens the Home of the app", self._at_home(), self.person.opens)

    def looking_at(self, what: str | Message) -> Place:
        """Where somebody looks who sees this with their eyes."""
        return self._at(what) if isinstance(what, Message) else self._place(what)

    async def _does(self, sentence: str, place: Place, act: Callable[[], Awaitable[Any]], typed: Typed | None = None) -> Any:
        return await self.steps.step(sentence, place, act, typed)

    async def _replied(self, sentence: str, place: Place, act: Callable[[], Awaitable[Reply]], typed: Typed | None = None) -> Reply:
        reply: Reply = await self._does(sentence, place, act, typed)
        if reply.error or reply.errors:
            raise Stuck(reply.shown or "; ".join(reply.errors.values()) or f"{reply.error}")
        return reply

    def _channel(self, where: str | Message) -> Channel:
        if isinstance(where, Message):
            return where.channel
        workspace = self.person.workspace
        if where == APP:
            return workspace.dm(self.person)
        return next(one for one in workspace.channels.values() if one.name == where and not one.is_im)

    def _place(self, where: str | Message) -> Place:
        channel = self._channel(where)
        if isinstance(where, Message):
            return Place(self.person.id, channel.id, where.thread_ts or where.ts)
        return self._keeping(Place(self.person.id, channel.id))

    def _at(self, message: Message | None) -> Place:
        if message is None:
            return replace(self.steps.place, person=self.person.id)
        in_thread = message.is_reply and not message.broadcast
        return self._keeping(Place(self.person.id, message.channel.id, (message.thread_ts or "") if in_thread else ""))

    def _at_home(self) -> Place:
        return Place(self.person.id, self._channel(APP).id, tab="home")

    def _keeping(self, place: Place) -> Place:
        """A thread that is open beside its channel stays open."""
        before = self.steps.place
        return place if place.thread or before.channel != place.channel else replace(place, thread=before.thread)


def _message(on: Message | Reply) -> Message | None:
    return on.message if isinstance(on, Reply) else on


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"
