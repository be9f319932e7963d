"""How people, channels and messages look in Slack's JSON."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.messages import Message
    from sandbox.people import Person
    from sandbox.workspace import Workspace

Json = dict[str, Any]
SLACKBOT = "USLACKBOT"


def user(person: Person) -> Json:
    """Draw a user object, as in users.info, team_join and user_change."""
    shared = {
        "id": person.id,
        "team_id": person.workspace.team_id,
        "name": person.handle,
        "deleted": person.deactivated,
        "profile": _profile(person),
        # Slack does not count its own Slackbot among the bots.
        "is_bot": person.is_bot and person.id != SLACKBOT,
        "is_app_user": False,
        "updated": int(person.updated.timestamp()),
    }
    if person.deactivated:
        # Slack says no more of those who left: no zone, no role.
        return shared
    return {
        **shared,
        "color": "9f69e7",
        "real_name": person.name,
        **_zone(person.tz, person.workspace.slack.clock.now()),
        "is_admin": person.is_admin or person.is_owner,
        "is_owner": person.is_owner,
        "is_primary_owner": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": False,
        "is_email_confirmed": not person.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }


def _zone(name: str, now: datetime) -> Json:
    moment = now.astimezone(ZoneInfo(name))
    offset = moment.utcoffset()
    return {"tz": name, "tz_label": moment.tzname(), "tz_offset": int(offset.total_seconds()) if offset else 0}


def _profile(person: Person) -> Json:
    base = f"{person.workspace.slack.url}page/avatar/{person.id}"
    told = "users:read.email" in person.workspace.slack.manifest.scopes and not person.is_bot
    first, _, last = person.name.partition(" ")
    bot = {"bot_id": person.bot_id, "api_app_id": person.workspace.slack.app_id, "always_active": True} if person.is_bot else {}
    return {
        "title": "",
        "real_name": person.name,
        "real_name_normalized": person.name,
        "display_name": "" if person.is_bot else person.name,
        "display_name_normalized": "" if person.is_bot else person.name,
        "first_name": first,
        "last_name": last,
        "avatar_hash": person.id.lower(),
        "status_text": "",
        "status_emoji": "",
        "team": person.workspace.team_id,
        **{f"image_{size}": f"{base}?size={size}" for size in (24, 32, 48, 72, 192, 512)},
        **({"email": person.email} if told else {}),
        **bot,
    }


def conversation(channel: Channel, viewer: str, *, with_count: bool = True) -> Json:
    """Draw a conversation object as the bot (or whoever the viewer is) is told it."""
    shared = {
        "id": channel.id,
        "created": int(channel.created.timestamp()),
        "creator": channel.creator,
        "is_archived": channel.is_archived,
        "is_org_shared": False,
        "context_team_id": channel.workspace.team_id,
        "updated": int(channel.created.timestamp() * 1000),
    }
    if channel.is_im:
        other = next((one for one in channel.members if one != channel.workspace.bot.id), "")
        return {**shared, "is_im": True, "user": other, "is_user_deleted": False, "is_open": True, "priority": 0}
    return {
        **shared,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_mpim,
        "is_group": channel.is_mpim,
        "is_im": False,
        "is_mpim": channel.is_mpim,
        "is_private": channel.is_private,
        "is_general": channel.name == "general",
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "is_member": viewer in channel.members,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
        **({"num_members": len(channel.members)} if with_count else {}),
    }


def place_name(channel: Channel) -> str:
    """Tell the name of the conversation in a command or an interaction: a private one's is not told."""
    return {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name)


def message(message: Message, *, metadata: bool = False) -> Json:
    """Draw a message object; without asking for all metadata only its type is told (python-slack-sdk#1501)."""
    workspace = message.channel.workspace
    found: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text, "team": workspace.team_id}
    if message.user == workspace.bot.id and message.subtype != "tombstone":
        found |= {"bot_id": workspace.bot.bot_id, "app_id": workspace.slack.app_id, "bot_profile": bot(workspace)}
    elif not message.subtype:
        found["client_msg_id"] = message.ts.replace(".", "-")
    if message.subtype and message.subtype != "thread_broadcast":
        found["subtype"] = message.subtype
    found |= {name: value for name in ("blocks", "attachments", "edited") if (value := getattr(message, name))}
    found |= message.details
    if message.stream:
        found["streaming_state"] = "completed" if message.stream.ended else "in_progress"
    if message.files:
        found |= {"files": [file.wire() for file in message.files], "upload": False}
    if message.reactions:
        found["reactions"] = reactions(message)
    if message.pinned:
        found["pinned_to"] = [message.channel.id]
    if message.metadata:
        found["metadata"] = message.metadata if metadata else {"event_type": message.metadata.get("event_type", ""), "event_payload": {}}
    return {**found, **_thread(message)}


def _thread(message: Message) -> Json:
    if message.is_reply:
        root = message.channel.find_any(message.thread_ts or "")
        broadcast = {"subtype": "thread_broadcast"} if message.broadcast else {}
        return {"thread_ts": message.thread_ts, "parent_user_id": root.user if root else "", **broadcast}
    replies = message.replies
    if not replies:
        return {}
    users = list(dict.fromkeys(one.user for one in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users[:5],
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": any(one.user == message.channel.workspace.bot.id for one in [message, *replies]),
    }


def pinned_item(one: Message) -> Json:
    """Draw a pinned message, as in pins.list and in the events about pins."""
    pinned = one.pinned or {"user": "", "at": 0}
    drawn = {**message(one), "permalink": one.permalink}
    return {"type": "message", "channel": one.channel.id, "message": drawn, "created": int(pinned["at"]), "created_by": pinned["user"]}


def reactions(message: Message) -> list[Json]:
    """Draw a message's reactions, as in reactions.get and in history."""
    return [{"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()]


def bot(workspace: Workspace) -> Json:
    """Draw the bot's profile, as on its messages."""
    return {
        "id": workspace.bot.bot_id,
        "app_id": workspace.slack.app_id,
        "user_id": workspace.bot.id,
        "name": workspace.bot.name,
        "deleted": False,
        "updated": int(workspace.bot.updated.timestamp()),
        "team_id": workspace.team_id,
    }
