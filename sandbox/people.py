"""People, and all they do in a workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox import commands, interactions, submissions
from sandbox.content import Content
from sandbox.marks import written
from sandbox.messages import Message
from sandbox.reply import CannotDo, Reply

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.files import File
    from sandbox.views import View
    from sandbox.workspace import Workspace

Json = dict[str, Any]
Named = tuple[str, bytes]
__all__ = ["CannotDo", "Person"]


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
    context: Json = field(default_factory=dict)

    @property
    def email(self) -> str:
        """Their address."""
        return f"{self.handle}@{self.workspace.domain}.example"

    async def says(self, text: str, *, in_: Channel, thread: Message | None = None, broadcast: bool = False) -> Message:
        """Type a message, or a reply in a thread (broadcast: also to the channel); @names, #names and marks become what they stand for."""
        self._must_be_in(in_)
        words, blocks = written(text, self)
        root = (thread.thread_ts or thread.ts) if thread else None
        return in_.say(self.id, Content(words, blocks), thread_ts=root, broadcast=broadcast)

    async def uploads(
        self, name: str, content: bytes, *, in_: Channel, thread: Message | None = None, text: str = "", more: Sequence[Named] = ()
    ) -> Message:
        """Share a file, or several, in a channel or a thread, with words or without."""
        self._must_be_in(in_)
        files = self.workspace.files
        given = [files.keep(self, *one) for one in ((name, content), *more)]
        await files.look_over(given)
        words, blocks = written(text, self)
        root = (thread.thread_ts or thread.ts) if thread else None
        return in_.say(self.id, Content(words, blocks if text else [], files=given), thread_ts=root, subtype="file_share")

    def downloads(self, file: File | str) -> bytes:
        """Get the bytes of a file they can see, named by its id or given."""
        found = self.workspace.files.find(file) if isinstance(file, str) else file
        if found.content is None or not found.may_be_seen_by(self):
            raise CannotDo(f"{self.name} sees no such file")
        return found.content

    async def runs(self, command: str, *, in_: Channel, thread: Message | None = None) -> Reply:
        """Type a slash command with its words; in a thread Slack's client refuses it and sends nothing."""
        self._must_be_in(in_)
        return await commands.run(self, command, in_, thread)

    async def clicks(self, button: str, *, on: Message | View | Reply, block: str | None = None) -> Reply:
        """Click a button, by its text or its action_id; block is the block_id where several are alike."""
        return await interactions.click(self, button, self._before(on), block)

    async def chooses(self, option: Any, *, in_: str, on: Message | View | Reply | None = None, block: str | None = None) -> Reply:
        """Choose in a menu, a picker, boxes or circles, named by action_id, block_id, placeholder or label; by default in their modal.

        option is the words or the value of what is offered (a list where several can be chosen), a person, a channel, a date, a time.
        """
        return await interactions.choose(self, option, in_, self._before(on), block)

    async def searches(self, words: str, *, in_: str, on: Message | View | Reply | None = None) -> list[str]:
        """Type into a menu whose options the app finds, and list what it offers; those can then be chosen."""
        return await interactions.search(self, words, in_, self._before(on))

    def fills(self, given: Mapping[str, Any], view: View | Message | None = None) -> None:
        """Fill in a form, by default their modal: block_ids or labels, and what goes there; None empties a field."""
        submissions.fill(self, given, self._before(view))

    async def submits(self, given: Mapping[str, Any] | None = None, view: View | None = None) -> Reply:
        """Fill in a modal, by default the one on top, and press its Submit."""
        return await submissions.submit(self, given or {}, self._on_top(view))

    async def closes(self, view: View | None = None, *, all_: bool = False) -> Reply:
        """Close the modal on top, and uncover the one below; or all of them."""
        return await submissions.close(self, self._on_top(view), all_=all_)

    async def starts(self, shortcut: str) -> Reply:
        """Use a global shortcut, by its name in the menu or its callback_id."""
        return await interactions.start(self, shortcut)

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
        words, blocks = written(text, self)
        message.channel.edit(message, Content(words, blocks), self.id)

    async def deletes(self, message: Message) -> None:
        """Delete a message of their own; admins delete any."""
        if message.user != self.id and not (self.is_admin or self.is_owner):
            raise CannotDo(f"{self.name} cannot delete what others said")
        message.channel.delete(message)

    async def joins(self, channel: Channel) -> None:
        """Join a public channel."""
        if channel.kind != "channel" or self.is_guest:
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
        manifest = self.workspace.slack.manifest
        if not {"home": manifest.home_tab, "messages": manifest.messages_tab}[tab]:
            raise CannotDo(f"the app has no {tab} tab")
        self.workspace.events.app_opened(self, self.workspace.dm(self), tab)

    async def stops(self, thread: Message) -> None:
        """Press Stop while the agent is at work in a thread, named by its first message; what it is writing ends there."""
        workspace, agent = self.workspace, thread.channel.agent
        if not self.may_stop(thread):
            raise CannotDo("there is no Stop")
        now = workspace.slack.clock.now()
        streams = [one for one in thread.replies if one.stream and one.stream.is_live(now)]
        for one in streams:
            one.channel.finish(one)
        agent.session(thread.ts)["status"] = "active"
        workspace.events.session_stopped(self, thread, streams)

    def may_stop(self, thread: Message) -> bool:
        """Whether they have a Stop before them, in the thread of this first message."""
        at_work = thread.channel.agent.sessions.get(thread.ts, {}).get("status") == "processing"
        return at_work and "agent_session_stopped" in self.workspace.slack.manifest.events and self.id in thread.channel.members

    async def looks_at(self, what: Channel | Message | None) -> None:
        """Look at a channel or a message beside their messages with the app; an agent is told."""
        self.context = {"entities": [self._entity(what)]} if what else {}
        self.workspace.events.context_changed(self, self.workspace.dm(self))

    def _entity(self, what: Channel | Message) -> Json:
        team = {"team_id": self.workspace.team_id}
        if isinstance(what, Message):
            place = {"message_ts": what.ts, "channel_id": what.channel.id}
            return {"type": "slack#/types/message_context", "value": place, **team}
        return {"type": "slack#/types/channel_id", "value": what.id, **team}

    def reads(self, channel: Channel, thread: Message | None = None) -> list[Message]:
        """List what they can see there now, oldest first: messages and broadcast replies, or a thread with its first message."""
        root = (thread.thread_ts or thread.ts) if thread else None
        seen = [one for one in channel.live if self.sees(one)]
        if root is None:
            return [one for one in seen if not one.is_reply or one.broadcast]
        return [one for one in seen if root in {one.ts, one.thread_ts}]

    def sees(self, message: Message) -> bool:
        """Whether they can see a message now."""
        return self.finds(message.channel) and not message.is_gone and message.ephemeral_to in {None, self.id}

    def finds(self, channel: Channel) -> bool:
        """Whether they can find and read a conversation: those they are in, and public channels, but for guests."""
        return self.id in channel.members or not (channel.kind != "channel" or self.is_guest)

    @property
    def views(self) -> list[View]:
        """The modals they have before them, the lowest first."""
        return self.workspace.views.stack(self)

    @property
    def view(self) -> View | None:
        """The modal on top, if any."""
        return self.views[-1] if self.views else None

    @property
    def home(self) -> View | None:
        """The Home the app published for them, if any."""
        return self.workspace.views.home(self)

    def _before(self, on: Message | View | Reply | None) -> Message | View:
        """Tell what they mean: a message they see, their modal on top, their Home."""
        meant = on.message or on.view if isinstance(on, Reply) else on or self.view
        if meant is None or not (self.sees(meant) if isinstance(meant, Message) else meant in {self.view, self.home}):
            raise CannotDo(f"{self.name} sees no such message or view")
        return meant

    def _on_top(self, view: View | None) -> View:
        found = view or self.view
        if found is None or found is not self.view:
            raise CannotDo(f"{self.name} has {self.view!r} before them, not {view!r}")
        return found

    def _must_be_in(self, channel: Channel) -> None:
        if self.deactivated:
            raise CannotDo(f"{self.name} is deactivated")
        if channel.workspace is not self.workspace:
            raise CannotDo(f"{self.name} is not in that workspace")
        if self.id not in channel.members:
            raise CannotDo(f"{self.name} is not in #{channel.name}")
        if channel.is_archived:
            raise CannotDo(f"#{channel.name} is archived")
        if channel.is_im and self.workspace.slack.manifest.messages_read_only:
            raise CannotDo("the app takes no messages")

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"
