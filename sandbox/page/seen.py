"""What the page shows one person: the workspace, and what they see in a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import wire

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.messages import Message
    from sandbox.people import Person
    from sandbox.server import Sandbox

Json = dict[str, Any]


def workspaces(slack: Sandbox) -> list[Json]:
    """The workspaces there are, each with who can be acted as."""
    return [
        {
            "id": workspace.team_id,
            "name": workspace.name,
            "people": [_person(one) for one in workspace.people.values() if not one.deactivated],
        }
        for workspace in slack.workspaces.values()
    ]


def surroundings(person: Person) -> Json:
    """What is around a person: names behind ids, channels they can open, commands and shortcuts."""
    workspace = person.workspace
    manifest = workspace.slack.manifest
    return {
        "me": _person(person),
        "app": {"name": manifest.app_name, "user": workspace.bot.id, "connected": workspace.slack.connections > 0},
        "users": {one.id: one.name for one in workspace.people.values()},
        "names": {one.id: one.name for one in workspace.channels.values() if one.kind == "channel" or person.id in one.members},
        "channels": [_channel(one, person) for one in workspace.channels.values() if _can_open(one, person)],
        "commands": [
            {"name": one.name, "description": one.description, "usage_hint": one.usage_hint} for one in manifest.commands.values()
        ],
        "shortcuts": [{"name": one.name, "callback_id": one.callback_id} for one in manifest.shortcuts if one.type == "message"],
    }


def messages(person: Person, channel: Channel) -> list[Json]:
    """What they see in a channel, oldest first; each first message with its thread."""
    threads: dict[str, list[Json]] = {}
    for one in channel.live:
        if one.is_reply and person.sees(one):
            threads.setdefault(one.thread_ts or "", []).append(_message(one, person))
    return [{**_message(one, person), "thread": threads.get(one.ts, [])} for one in person.reads(channel)]


def _person(person: Person) -> Json:
    words = ["app"] if person.is_bot else ["guest"] * person.is_guest + ["admin"] * (person.is_admin or person.is_owner)
    return {"id": person.id, "name": person.name, "tz": person.tz, "is_bot": person.is_bot, "words": words}


def _can_open(channel: Channel, person: Person) -> bool:
    return person.id in channel.members or (channel.kind == "channel" and not person.is_guest)


def _channel(channel: Channel, person: Person) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "archived": channel.is_archived,
        "member": person.id in channel.members,
        "members": channel.members,
        "last": channel.messages[-1].ts if channel.messages else "",
    }


def _message(message: Message, person: Person) -> Json:
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
        "link": message.permalink,
    }
