"""Workspaces: what one Slack team has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sandbox.channels import Channel
from sandbox.events import Events
from sandbox.files import Files
from sandbox.ids import Timestamps, new_id, new_secret
from sandbox.people import Person
from sandbox.views import Views
from sandbox.wire import SLACKBOT

if TYPE_CHECKING:
    from sandbox.server import Sandbox


class Workspace:
    """One Slack team: its people, its channels, and the bot installed in it."""

    def __init__(self, slack: Sandbox, name: str) -> None:
        self.slack = slack
        self.name = name
        self.domain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
        self.team_id = new_id("T")
        self.bot_token = f"xoxb-{self.team_id}-{new_secret()}"
        self.installed = True
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.events = Events(self)
        self.files = Files(self)
        self.views = Views(self)
        self._timestamps = Timestamps()
        self._person("Slackbot", id=SLACKBOT, is_bot=True, bot_id="B01")
        self.bot = self._person(slack.manifest.bot_name, is_bot=True, bot_id=new_id("B"))

    def person(
        self,
        name: str,
        *,
        tz: str = "UTC",
        admin: bool = False,
        owner: bool = False,
        guest: bool = False,
        deactivated: bool = False,
        emit: bool = False,
    ) -> Person:
        """Someone new in the workspace; with emit the app is told (team_join)."""
        person = self._person(name, tz=tz, is_admin=admin, is_owner=owner, is_guest=guest, deactivated=deactivated)
        if emit:
            self.events.person_changed(person, new=True)
        return person

    def channel(
        self, name: str, *, private: bool = False, members: Iterable[Person] | None = None, by: Person | None = None, emit: bool = False
    ) -> Channel:
        """Make a channel with these members, by default everyone here but guests and the bot; with emit the app is told."""
        people = [one for one in self.people.values() if not (one.is_bot or one.is_guest or one.deactivated)]
        joining = people if members is None else list(members)
        creator = by or next(iter(joining), self.bot)
        channel = Channel(self, new_id("C"), name, self.slack.clock.now(), creator.id, is_private=private)
        self.channels[channel.id] = channel
        if emit:
            self.events.channel_created(channel)
        for member in joining:
            channel.add_member(member.id, quiet=not emit)
        self.slack.changed()
        return channel

    def dm(self, person: Person) -> Channel:
        """Open the direct messages between the bot and that person."""
        for channel in self.channels.values():
            if channel.is_im and person.id in channel.members:
                return channel
        channel = Channel(self, new_id("D"), person.handle, self.slack.clock.now(), person.id, is_im=True, members=[self.bot.id, person.id])
        self.channels[channel.id] = channel
        self.slack.changed()
        return channel

    def group_dm(self, *people: Person) -> Channel:
        """Open the direct messages between several, the bot or not among them."""
        members = sorted({one.id for one in people})
        for channel in self.channels.values():
            if channel.is_mpim and sorted(channel.members) == members:
                return channel
        name = f"mpdm-{'--'.join(sorted(one.handle for one in people))}-1"
        creator, now = people[-1].id, self.slack.clock.now()
        channel = Channel(self, new_id("C"), name, now, creator, is_private=True, is_mpim=True, members=members)
        self.channels[channel.id] = channel
        self.slack.changed()
        return channel

    async def archives(self, channel: Channel, by: Person | None = None) -> None:
        """Archive a channel; the app is told."""
        channel.is_archived = True
        self.events.channel_changed("archive", channel, (by or self.bot).id)
        self.slack.changed()

    async def unarchives(self, channel: Channel, by: Person | None = None) -> None:
        """Bring a channel back; the app is told."""
        channel.is_archived = False
        self.events.channel_changed("unarchive", channel, (by or self.bot).id)
        self.slack.changed()

    async def renames(self, channel: Channel, name: str, by: Person | None = None) -> None:
        """Rename a channel; the app is told."""
        channel.rename(name, (by or self.people[channel.creator]).id)

    async def changes(self, person: Person, **fields: Any) -> None:
        """Change what is known about someone (name, tz, is_admin, is_owner, is_guest, deactivated); the app is told."""
        for field, value in fields.items():
            if not hasattr(person, field):
                raise AttributeError(f"a person has no {field}")
            setattr(person, field, value)
        person.updated = self.slack.clock.now()
        self.events.person_changed(person)

    async def uninstalls(self) -> None:
        """Take the app out of the workspace: it is told, and its token is worth nothing from now on."""
        self.events.uninstalled()
        self.installed = False

    def timestamp(self) -> str:
        """Make the next message timestamp."""
        return self._timestamps.at(self.slack.clock.now())

    def user_name(self, user_id: str) -> str | None:
        """Return the name someone is shown under."""
        return self.people[user_id].name if user_id in self.people else None

    def channel_name(self, channel_id: str) -> str | None:
        """Return a channel's name, without its #."""
        return self.channels[channel_id].name if channel_id in self.channels else None

    def _person(self, name: str, *, id: str = "", tz: str = "UTC", **fields: Any) -> Person:  # noqa: A002 - Slack's word
        handle = re.sub(r"[^\w.-]+", ".", name.casefold())
        taken = sum(one.handle == handle or one.handle.rstrip("0123456789") == handle for one in self.people.values())
        person = Person(self, id or new_id("U"), name, f"{handle}{taken + 1}" if taken else handle, tz, self.slack.clock.now(), **fields)
        self.people[person.id] = person
        return person

    def __repr__(self) -> str:
        return f"<{self.name} {self.team_id}>"
