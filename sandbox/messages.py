"""Messages, as they stand now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.blocks.pings import pings
from sandbox.blocks.shown import shown
from sandbox.forms.answers import Answers

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.content import Content
    from sandbox.files import File
    from sandbox.people import Person
    from sandbox.streams import Stream

Json = dict[str, Any]
TOMBSTONE = "This message was deleted."


@dataclass(eq=False)
class Message:
    """A message as it stands now; it changes as it is edited, reacted to, deleted.

    user is the id of whoever said it; edited and pinned are None or who did it and when; reactions are names with the ids of those who
    reacted, in order; ephemeral_to is the id of the one person who sees it; deleted is true once it is gone (a thread's first
    message leaves a tombstone); answers is what each person filled in on it; pings is whom it notified when it was posted, and no
    edit changes that.
    """

    channel: Channel
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    subtype: str | None = None
    ephemeral_to: str | None = None
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    deleted: bool = False
    details: Json = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    stream: Stream | None = None
    pinned: Json | None = None
    answers: dict[str, Answers] = field(default_factory=dict, repr=False)
    pings: set[str] = field(init=False)

    def __post_init__(self) -> None:
        # An edit notifies nobody, so what counts is what was said first; what only one person sees pings nobody either.
        self.pings = set() if self.ephemeral_to else pings(self.blocks, self.text, self.attachments)

    @property
    def shown(self) -> str:
        """What a person reads."""
        said = shown(self.blocks, self.text, self.channel.workspace, self.attachments)
        return "\n".join([said] * bool(said) + [f"[{file.name}]" for file in self.files if not file.deleted])

    @property
    def replies(self) -> list[Message]:
        """Its thread, oldest first, without itself; what only one person sees is not part of it."""
        thread = [one for one in self.channel.messages if one.thread_ts == self.ts and one.ts != self.ts]
        return [one for one in thread if not one.ephemeral_to and not one.deleted]

    @property
    def is_reply(self) -> bool:
        """Whether it stands in another message's thread."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it is left to see: deleted, and not even a tombstone above replies."""
        return self.deleted and not (self.subtype == "tombstone" and self.replies)

    @property
    def permalink(self) -> str:
        """Its link, which the page answers."""
        return self.channel.workspace.slack.permalink(self)

    def answers_of(self, person: Person) -> Answers:
        """Tell what a person has filled in on it, as it stands now."""
        answers = self.answers.setdefault(person.id, Answers())
        answers.drawn(self.blocks, self.channel.id)
        return answers

    def change(self, content: Content, by: str, at: str) -> None:
        """Take new content; what it says nothing about stays, as in chat.update."""
        if content.text or content.blocks is not None:
            self.text = content.text
        self.blocks = self.blocks if content.blocks is None else content.blocks
        self.attachments = self.attachments if content.attachments is None else content.attachments
        self.metadata = self.metadata if content.metadata is None else content.metadata
        self.edited = {"user": by, "ts": at}

    def bury(self) -> None:
        """Be deleted: nothing of what was said stays."""
        if self.replies:
            self.subtype = "tombstone"
        self.deleted, self.text = True, TOMBSTONE
        self.blocks, self.attachments, self.metadata, self.reactions, self.files = [], [], None, {}, []

    def __repr__(self) -> str:
        to = f" (only to {self.ephemeral_to})" if self.ephemeral_to else ""
        return f"<{self.ts} {self.user}{to}: {self.shown[:80]!r}>"
