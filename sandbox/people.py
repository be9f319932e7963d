from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox import interactions
from sandbox.composer import Composer, as_message
from sandbox.content import Content
from sandbox.interactions import Reply

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.messages import Message
    from sandbox.workspace import Workspace

Json = dict[str, Any]


class CannotDo(Exception):
    """Slack's client does not offer this to this person here, so that it cannot happen."""


@dataclass(eq=False)
class Person:
    """Someone in a workspace, and all they do there; the bot is one too."""

    workspace: Workspace
    id: str
    name: str
    handle: str
    tz: str
    updated: datetime
    is_admin: bool = False
    is_owner: bool = False
    is_guest: bool = False
    is_bot: bool = False
    bot_id: str = ""
    deactivated: bool = False

    async def says(self, text: str, *, in_: Channel, thread: Message | None = None, broadcast: bool = False) -> Message:
        """Type a message, or a reply in a thread (broadcast: also to the channel); @names and #names become mentions."""
        self._must_be_in(in_)
        words, blocks = as_message(Composer(self.workspace, self).parts(text), self.workspace)
        root = (thread.thread_ts or thread.ts) if thread else None
        return in_.say(self.id, Content(words, blocks), thread_ts=root, broadcast=broadcast)

    async def runs(self, command: str, *, in_: Channel, thread: Message | None = None) -> Reply:
        """Type a slash command with its words; in a thread Slack's client refuses it and sends nothing."""
        self._must_be_in(in_)
        return await interactions.run(self, command, in_, thread)

    async def clicks(self, button: str, *, on: Message | Reply, block: str | None = None) -> Reply:
        """Click a button of a message, by its text or its action_id; block is the block_id where several are alike."""
        message = on.message if isinstance(on, Reply) else on
        if message is None or not self.sees(message):
            raise CannotDo(f"{self.name} sees no such message")
        return await interactions.click(self, button, message, block)

    async def uses(self, shortcut: str, *, on: Message) -> Reply:
        """Use a message shortcut, by its name in the message's menu or its callback_id."""
        if on.ephemeral_to or not self.sees(on):
            raise CannotDo(f"{self.name} has no menu on this message")
        return await interactions.use(self, shortcut, on)

    async def reacts(self, emoji: str, *, to: Message) -> None:
        """Add a reaction."""
        self._must_be_in(to.channel)
        if to.ephemeral_to or to.deleted:
            raise CannotDo("this message takes no reactions")
        to.channel.react(to, emoji.strip(":"), self.id)

    async def unreacts(self, emoji: str, *, to: Message) -> None:
        """Take a reaction off again."""
        to.channel.react(to, emoji.strip(":"), self.id, take_off=True)

    async def edits(self, message: Message, text: str) -> None:
        """Edit a message of their own."""
        if message.user != self.id:
            raise CannotDo(f"{self.name} cannot edit what others said")
        words, blocks = as_message(Composer(self.workspace, self).parts(text), self.workspace)
        message.channel.edit(message, Content(words, blocks), self.id)

    async def deletes(self, message: Message) -> None:
        """Delete a message of their own; admins delete any."""
        if message.user != self.id and not (self.is_admin or self.is_owner):
            raise CannotDo(f"{self.name} cannot delete what others said")
        message.channel.delete(message)

    async def joins(self, channel: Channel) -> None:
        """Join a public channel."""
        if channel.is_private or self.is_guest:
            raise CannotDo(f"{self.name} must be invited to #{channel.name}")
        channel.add_member(self.id)

    async def leaves(self, channel: Channel) -> None:
        """Leave a channel."""
        channel.remove_member(self.id)

    async def invites(self, who: Person, *, to: Channel) -> None:
        """Bring someone, or the bot, into a channel."""
        self._must_be_in(to)
        to.add_member(who.id, inviter=self.id)

    async def removes(self, who: Person, *, from_: Channel) -> None:
        """Take someone, or the bot, out of a channel."""
        self._must_be_in(from_)
        from_.remove_member(who.id, by=self.id)

    async def opens(self, tab: str = "home") -> None:
        """Open the app, at its home or its messages tab."""
        self.workspace.events.app_opened(self, self.workspace.dm(self), tab)

    def reads(self, channel: Channel, thread: Message | None = None) -> list[Message]:
        """List what they can see there now, oldest first: messages and broadcast replies, or a thread with its first message."""
        root = (thread.thread_ts or thread.ts) if thread else None
        seen = [one for one in channel.live if self.sees(one)]
        if root is None:
            return [one for one in seen if not one.is_reply or one.broadcast]
        return [one for one in seen if root in {one.ts, one.thread_ts}]

    def sees(self, message: Message) -> bool:
        """Whether they can see a message now."""
        channel = message.channel
        may_read = self.id in channel.members or not (channel.is_private or channel.is_im or self.is_guest)
        return may_read and not message.is_gone and message.ephemeral_to in {None, self.id}

    def _must_be_in(self, channel: Channel) -> None:
        if self.deactivated:
            raise CannotDo(f"{self.name} is deactivated")
        if channel.workspace is not self.workspace:
            raise CannotDo(f"{self.name} is not in that workspace")
        if self.id not in channel.members:
            raise CannotDo(f"{self.name} is not in #{channel.name}")
        if channel.is_archived:
            raise CannotDo(f"#{channel.name} is archived")

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"
