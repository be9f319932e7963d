"""What the page shows one person: the workspace around them, and what they see in a channel, a thread, a modal and the Home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sandbox import wire
from sandbox.forms.fields import fields

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.messages import Message
    from sandbox.people import Person
    from sandbox.server import Sandbox
    from sandbox.views import View

Json = dict[str, Any]
# Up to where somebody has read: by their id and the channel's, a timestamp.
Marks = Mapping[tuple[str, str], str]


def workspaces(slack: Sandbox) -> list[Json]:
    """The workspaces there are, each with who can be acted as."""
    return [
        {
            "id": workspace.team_id,
            "name": workspace.name,
            "people": [_person(one) for one in workspace.people.values() if not one.deactivated and not one.is_bot],
        }
        for workspace in slack.workspaces.values()
    ]


def clock(slack: Sandbox) -> Json:
    """The sandbox's time in seconds, and by how many it is ahead of the real one."""
    now = slack.clock.now()
    return {"now": now.timestamp(), "ahead": round((now - datetime.now(UTC)).total_seconds())}


def around(person: Person) -> Json:
    """What hardly changes around a person: names behind ids, commands and shortcuts, and the minute it is."""
    workspace = person.workspace
    slack = workspace.slack
    manifest = slack.manifest
    found = [one for one in workspace.channels.values() if person.finds(one)]
    return {
        "team": {"id": workspace.team_id, "name": workspace.name},
        "me": {**_person(person), "handle": person.handle},
        "app": {
            "name": manifest.app_name,
            "about": (manifest.raw.get("display_information") or {}).get("description", ""),
            "user": workspace.bot.id,
            "home": manifest.home_tab,
            "agent": manifest.is_agent,
            "connected": slack.connections > 0,
        },
        "users": {one.id: _user(one) for one in workspace.people.values()},
        "names": {one.id: one.name for one in found},
        "conversations": [{"id": one.id, "name": one.name, "kind": one.kind} for one in found if not one.is_archived],
        "commands": [
            {"name": one.name, "description": one.description, "usage_hint": one.usage_hint} for one in manifest.commands.values()
        ],
        "shortcuts": [{"name": one.name, "callback_id": one.callback_id, "type": one.type} for one in manifest.shortcuts],
        "minute": slack.clock.now().timestamp() // 60 * 60,
    }


def channels(person: Person, read: Marks) -> list[Json]:
    """The conversations they can open, with what is unread."""
    return [_channel(one, person, read.get((person.id, one.id), "")) for one in person.workspace.channels.values() if person.finds(one)]


def messages(person: Person, channel: Channel, limit: int, found: str = "") -> Json:
    """The last of what they see in a channel, oldest first, back to the one they look for; and whether there is more before it."""
    there = person.reads(channel)
    wanted = next((at for at, one in enumerate(there) if one.ts == found), len(there))
    start = max(0, min(len(there) - limit, wanted - limit // 2))
    threads: dict[str, list[Message]] = {}
    for one in channel.live:
        if one.is_reply and not one.ephemeral_to:
            threads.setdefault(one.thread_ts or "", []).append(one)
    return {"messages": [_message(one, person, threads) for one in there[start:]], "more": start > 0}


def thread(person: Person, channel: Channel, root: Message) -> list[Json]:
    """A thread as they see it: its first message and the replies."""
    return [_message(one, person, {}) for one in person.reads(channel, root)]


def pins(person: Person, channel: Channel) -> list[Json]:
    """The messages pinned to a channel, the latest first."""
    pinned = [one for one in person.reads(channel) if one.pinned]
    return [{"ts": one.ts, "channel": channel.id, "user": one.user, "root": one.thread_ts, "words": one.shown} for one in reversed(pinned)]


def found(person: Person, words: str, most: int = 20) -> list[Json]:
    """The newest messages with these words in them, of those they can see."""
    wanted = words.casefold()
    there = [one for channel in person.workspace.channels.values() if person.finds(channel) for one in channel.live if person.sees(one)]
    hits = [one for one in sorted(there, key=lambda one: one.ts, reverse=True) if wanted in one.shown.casefold()]
    return [{"ts": one.ts, "channel": one.channel.id, "user": one.user, "root": one.thread_ts, "words": one.shown} for one in hits[:most]]


def view(view: View) -> Json:
    """A modal or the Home as it stands before them."""
    return {**view.wire(), "errors": view.errors}


def _person(person: Person) -> Json:
    words = ["guest"] * person.is_guest + ["admin"] * (person.is_admin or person.is_owner)
    return {"id": person.id, "name": person.name, "tz": person.tz, "words": words}


def _user(person: Person) -> Json:
    return {"name": person.name, "handle": person.handle, "bot": person.is_bot, "deactivated": person.deactivated}


def _channel(channel: Channel, person: Person, read: str) -> Json:
    unread = list(_unread(channel, person, read)) if person.id in channel.members else []
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "topic": channel.topic,
        "prompts": channel.agent.prompts,
        "titles": {**channel.agent.titles, **{ts: one["title"] for ts, one in channel.agent.sessions.items() if one["title"]}},
        "bookmarks": channel.bookmarks,
        "archived": channel.is_archived,
        "member": person.id in channel.members,
        "members": channel.members,
        "read": read,
        "unread": len(unread),
        "mentions": sum(channel.is_im or bool(one.pings & {person.id, "channel", "here", "everyone"}) for one in unread),
    }


def _unread(channel: Channel, person: Person, read: str) -> Iterator[Message]:
    for one in reversed(channel.messages):
        if one.ts <= read:
            return
        counts = one.broadcast or not (one.is_reply or one.subtype not in {None, "file_share"})
        if counts and one.user != person.id and not one.ephemeral_to and not one.is_gone:
            yield one


def _message(message: Message, person: Person, threads: Mapping[str, list[Message]]) -> Json:
    replies = threads.get(message.ts, [])
    root = message.channel.find_any(message.thread_ts or "") if message.broadcast else None
    return {
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "subtype": message.subtype,
        "edited": bool(message.edited),
        "reactions": wire.reactions(message),
        "only_you": message.ephemeral_to == person.id,
        "broadcast": message.broadcast,
        "root": message.thread_ts if message.is_reply else None,
        "root_words": root.shown.split("\n")[0] if root else "",
        "replies": {"count": len(replies), "users": list(dict.fromkeys(one.user for one in replies))[:5], "last": replies[-1].ts}
        if replies
        else None,
        "pinned_by": message.pinned["user"] if message.pinned else None,
        "files": [one.wire() for one in message.files if not one.deleted],
        "status": message.channel.agent.status(message.ts, message.channel.workspace.slack.clock.now()),
        "stops": person.may_stop(message),
        "state": {"values": message.answers_of(person).values()} if any(True for _ in fields(message.blocks)) else None,
        "link": message.permalink,
    }
