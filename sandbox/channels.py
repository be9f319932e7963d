"""Conversations: who is in them, what was said, who may read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox import wire
from sandbox.agent import Agent
from sandbox.changes import PATIENCE_SECONDS, Changes
from sandbox.content import Content
from sandbox.messages import Message
from sandbox.streams import Stream

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

Json = dict[str, Any]


@dataclass(eq=False)
class Channel:
    """A conversation: a public channel, a private one, or direct messages between the bot and one person, or between several."""

    workspace: Workspace
    id: str
    name: str
    created: datetime
    creator: str
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_archived: bool = False
    topic: str = ""
    purpose: str = ""
    bookmarks: list[Json] = field(default_factory=list)
    agent: Agent = field(default_factory=Agent)
    members: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    _by_ts: dict[str, Message] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Its type as in an event's channel_type: channel, group, im or mpim."""
        return "im" if self.is_im else "mpim" if self.is_mpim else "group" if self.is_private else "channel"

    @property
    def live(self) -> list[Message]:
        """Everything that can be seen by someone, oldest first: messages, replies, and what only one person sees."""
        return [one for one in self.messages if not one.is_gone]

    def find(self, ts: str) -> Message | None:
        """Find the message with that timestamp that all may see."""
        found = self._by_ts.get(ts)
        return found if found and not found.ephemeral_to and not found.is_gone else None

    def find_any(self, ts: str) -> Message | None:
        """Find the message with that timestamp, also when only one person sees it."""
        found = self._by_ts.get(ts)
        return found if found and not found.is_gone else None

    def say(
        self,
        user: str,
        content: Content,
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
        ephemeral_to: str | None = None,
        subtype: str | None = None,
        details: Json | None = None,
    ) -> Message:
        """Add a message and tell the app, if it may know; details are the fields of its own that a subtype has."""
        message = Message(
            channel=self,
            ts=self.workspace.timestamp(),
            user=user,
            text=content.text,
            blocks=content.blocks or [],
            attachments=content.attachments or [],
            metadata=content.metadata,
            files=content.files,
            thread_ts=thread_ts,
            broadcast=broadcast,
            ephemeral_to=ephemeral_to,
            subtype=subtype or ("thread_broadcast" if broadcast else None),
            details=details or {},
        )
        self.messages.append(message)
        self._by_ts[message.ts] = message
        self._share(message)
        root = self._by_ts.get(thread_ts or "")
        if root and not ephemeral_to:
            root.thread_ts = root.ts
        if user == self.workspace.bot.id and thread_ts:
            self.agent.answered(thread_ts)
        self._changed()
        if not ephemeral_to:
            self.workspace.events.said(message)
        return message

    def stream(self, user: str, stream: Stream, thread_ts: str | None) -> Message:
        """Add a message that is still being written and tell the app, if it may know."""
        message = self.say(user, Content(stream.text, stream.blocks), thread_ts=thread_ts)
        message.stream = stream
        return message

    def grow(self, message: Message) -> None:
        """Show what has come of a message that is being written."""
        if message.stream:
            message.text, message.blocks = message.stream.text, message.stream.blocks
        self._share(message)
        self._changed()

    def finish(self, message: Message) -> None:
        """End a message that was being written, and tell the app, which has heard of its beginning only."""
        before = wire.message(message)
        if message.stream:
            message.stream.ended = True
        self.grow(message)
        self.workspace.events.edited(message, before)

    def edit(self, message: Message, content: Content, by: str) -> None:
        """Change a message and tell the app."""
        before = wire.message(message)
        message.change(content, by, self.workspace.timestamp())
        self._share(message)
        self._changed()
        if not message.ephemeral_to:
            self.workspace.events.edited(message, before)

    def delete(self, message: Message) -> None:
        """Take a message away and tell the app."""
        before = wire.message(message)
        message.bury()
        self._changed()
        if not message.ephemeral_to:
            self.workspace.events.deleted(message, before)

    def react(self, message: Message, name: str, by: str, *, take_off: bool = False) -> bool:
        """Add or take off a reaction; False when it was so already."""
        users = message.reactions.get(name, [])
        if (by in users) is not take_off:
            return False
        if take_off:
            users.remove(by)
            if not users:
                del message.reactions[name]
        else:
            message.reactions.setdefault(name, []).append(by)
        self._changed()
        self.workspace.events.reacted(message, name, by, removed=take_off)
        return True

    def pin(self, message: Message, by: str) -> None:
        """Pin a message, with the line Slack writes about it."""
        message.pinned = {"user": by, "at": self.workspace.slack.clock.now().timestamp()}
        self.say(by, Content(f"<@{by}> pinned a message to this channel."), subtype="pinned_item")
        self.workspace.events.pinned(message, by, removed=False)

    def unpin(self, message: Message, by: str) -> None:
        """Take a pin off."""
        message.pinned = None
        self._changed()
        self.workspace.events.pinned(message, by, removed=True)

    def describe(self, what: str, words: str, by: str) -> None:
        """Set the topic or the purpose, with the line Slack writes about it."""
        setattr(self, what, words)
        label = {"topic": "topic", "purpose": "description"}[what]
        said = f"<@{by}> set the channel {label}: {words}" if words else f"<@{by}> cleared the channel {label}"
        self.say(by, Content(said), subtype=f"{'group' if self.is_private else 'channel'}_{what}", details={what: words})

    def rename(self, name: str, by: str) -> None:
        """Take another name, with the line Slack writes about it."""
        before, self.name = self.name, name
        said = f'<@{by}> has renamed the channel from "{before}" to "{name}"'
        names = {"old_name": before, "name": name}
        self.say(by, Content(said), subtype="group_name" if self.is_private else "channel_name", details=names)
        self.workspace.events.channel_renamed(self)

    def add_member(self, user: str, *, inviter: str | None = None, quiet: bool = False) -> bool:
        """Let someone in, with the line Slack writes about it; False when already in."""
        if user in self.members:
            return False
        self.members.append(user)
        self._changed()
        if not quiet:
            self.say(user, Content(f"<@{user}> has joined the channel"), subtype="group_join" if self.is_private else "channel_join")
            self.workspace.events.joined(self, user, inviter)
        return True

    def remove_member(self, user: str, *, by: str | None = None) -> bool:
        """Let someone go; False when not in."""
        if user not in self.members:
            return False
        self.say(user, Content(f"<@{user}> has left the channel"), subtype="group_leave" if self.is_private else "channel_leave")
        self.members.remove(user)
        self._changed()
        self.workspace.events.left(self, user, by or user)
        return True

    async def until(self, holds: Callable[[list[Message]], object], within: float = PATIENCE_SECONDS) -> list[Message]:
        """Wait until the condition holds of everything in the channel, threads and what only one person sees included.

        Returns it all; raises TimeoutError telling what is there.
        """
        if await self.changes.until(lambda: bool(holds(self.live)), within):
            return self.live
        there = "\n".join(f"  {one!r}" for one in self.live) or "  nothing"
        raise TimeoutError(f"not within {within} s in #{self.name}; there is:\n{there}")

    def _share(self, message: Message) -> None:
        """Let whoever sees a message see its files and the pictures in its blocks."""
        for file in [*message.files, *self.workspace.files.shown_in(message.blocks)]:
            if message not in file.shares:
                file.shares.append(message)

    def _changed(self) -> None:
        self.changes.tell()
        self.workspace.slack.changed()

    def __repr__(self) -> str:
        return f"<#{self.name} {self.id}>"
