"""Which of the things that happen the app is told, as its manifest asks and its place in the workspace allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import wire
from sandbox.blocks.mrkdwn import pinged
from sandbox.deliveries import Delivery
from sandbox.ids import new_id, new_secret

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.messages import Message
    from sandbox.people import Person
    from sandbox.workspace import Workspace

Json = dict[str, Any]
_MESSAGES = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
_HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history", "mpim": "mpim:history"}
_READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}


class Events:
    """One workspace's events: what happened goes in, envelopes go out, or nothing."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def said(self, message: Message) -> None:
        """Tell that a message was posted: message.*, and app_mention where the bot is spoken to."""
        event = {**self._placed(message.channel, message.ts), **wire.message(message)}
        if message.broadcast:
            event["root"] = self._root(message)
        self._message(message.channel, event)
        for file in message.files:
            shared = {
                "type": "file_shared",
                "channel_id": message.channel.id,
                "file_id": file.id,
                "user_id": file.user,
                "file": {"id": file.id},
            }
            self._send("file_shared", "files:read", shared, within=message.channel)
        bot = self._workspace.bot.id
        spoken = message.user != bot and message.subtype in {None, "thread_broadcast", "file_share"} and not message.channel.is_im
        if spoken and bot in pinged(message.text):
            mention = {name: value for name, value in event.items() if name not in {"channel_type", "subtype"}} | {"type": "app_mention"}
            self._send("app_mention", "app_mentions:read", mention, within=message.channel)

    def edited(self, message: Message, before: Json) -> None:
        """Tell that a message was edited: message_changed."""
        self._hidden(message, "message_changed", {"message": wire.message(message), "previous_message": before})

    def deleted(self, message: Message, before: Json) -> None:
        """Tell that a message was deleted: message_deleted, or message_changed to a tombstone above replies."""
        if message.subtype == "tombstone":
            self._hidden(message, "message_changed", {"message": wire.message(message), "previous_message": before})
        else:
            self._hidden(message, "message_deleted", {"deleted_ts": message.ts, "previous_message": before})

    def reacted(self, message: Message, name: str, by: str, *, removed: bool) -> None:
        """Tell that a reaction was added or taken off."""
        kind = "reaction_removed" if removed else "reaction_added"
        item = {"type": "message", "channel": message.channel.id, "ts": message.ts}
        event = {"type": kind, "user": by, "reaction": name, "item": item, "item_user": message.user}
        self._send(kind, "reactions:read", event, within=message.channel)

    def pinned(self, message: Message, by: str, *, removed: bool) -> None:
        """Tell that a message was pinned or its pin taken off."""
        kind, channel = "pin_removed" if removed else "pin_added", message.channel
        item = wire.pinned_item(message)
        pins = sum(one.pinned is not None for one in channel.live)
        info = {"channel": channel.id, "pinned_by": item["created_by"], "pinned_ts": item["created"]}
        event = {"type": kind, "user": by, "channel_id": channel.id, "item": item, "item_user": message.user, "pin_count": str(pins)}
        left = {"has_pins": pins > 0} if removed else {}
        self._send(kind, "pins:read", {**event, "pinned_info": info, **left}, within=channel)

    def joined(self, channel: Channel, user: str, inviter: str | None) -> None:
        """Someone came into a channel the bot is in; the bot itself too."""
        event = {**self._member(channel, user), "type": "member_joined_channel", **({"inviter": inviter} if inviter else {})}
        self._send("member_joined_channel", _READ[channel.kind], event, within=channel)

    def left(self, channel: Channel, user: str, by: str) -> None:
        """Someone left; the bot itself is told as channel_left or group_left."""
        if user == self._workspace.bot.id:
            kind = "group_left" if channel.is_private else "channel_left"
            self._send(kind, _READ[channel.kind], {"type": kind, "channel": channel.id, "actor_id": by})
        else:
            event = {**self._member(channel, user), "type": "member_left_channel"}
            self._send("member_left_channel", _READ[channel.kind], event, within=channel)

    def channel_created(self, channel: Channel) -> None:
        """Tell that a public channel was created."""
        if not channel.is_private:
            told = {"id": channel.id, "name": channel.name, "created": int(channel.created.timestamp()), "creator": channel.creator}
            self._send("channel_created", "channels:read", {"type": "channel_created", "channel": told})

    def channel_changed(self, what: str, channel: Channel, by: str) -> None:
        """Tell that a channel was archived or unarchived: what is archive or unarchive."""
        kind = f"{channel.kind}_{what}"
        event = {"type": kind, "channel": channel.id, "user": by}
        self._send(kind, _READ[channel.kind], event, within=channel if channel.is_private else None)

    def channel_renamed(self, channel: Channel) -> None:
        """Tell that a channel got another name."""
        kind = f"{channel.kind}_rename"
        told = {"id": channel.id, "name": channel.name, "name_normalized": channel.name, "created": int(channel.created.timestamp())}
        self._send(kind, _READ[channel.kind], {"type": kind, "channel": told}, within=channel if channel.is_private else None)

    def person_changed(self, person: Person, *, new: bool = False) -> None:
        """Someone joined the workspace (team_join) or something about them changed (user_change)."""
        kind = "team_join" if new else "user_change"
        self._send(kind, "users:read", {"type": kind, "user": wire.user(person)})

    def app_opened(self, person: Person, channel: Channel, tab: str) -> None:
        """Someone opened the app: tab is home or messages."""
        view = {"view": person.home.wire()} if tab == "home" and person.home else {}
        context = {"context": person.context} if self._workspace.slack.manifest.is_agent else {}
        event = {"type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": tab, **view, **context}
        self._send("app_home_opened", None, event)

    def context_changed(self, person: Person, channel: Channel) -> None:
        """Tell an agent what someone looks at now, beside their messages with it."""
        if self._workspace.slack.manifest.is_agent:
            event = {"type": "app_context_changed", "user": person.id, "channel": channel.id, "context": person.context}
            self._send("app_context_changed", "assistant:write", event)

    def session_stopped(self, person: Person, thread: Message, streams: list[Message]) -> None:
        """Tell an agent that someone pressed Stop while it was at work in a thread."""
        where = {"channel": thread.channel.id, "thread_ts": thread.ts, "streaming_message_ts": [one.ts for one in streams]}
        self._send("agent_session_stopped", "assistant:write", {"type": "agent_session_stopped", "user": person.id, **where})

    def uninstalled(self) -> None:
        """Tell that the app was taken out of the workspace."""
        tokens = {"oauth": [], "bot": [self._workspace.bot.id]}
        self._send("tokens_revoked", None, {"type": "tokens_revoked", "tokens": tokens})
        self._send("app_uninstalled", None, {"type": "app_uninstalled"})

    def _placed(self, channel: Channel, ts: str) -> Json:
        return {"channel": channel.id, "channel_type": channel.kind, "event_ts": ts}

    def _member(self, channel: Channel, user: str) -> Json:
        kind = "G" if channel.is_private else "C"
        return {"user": user, "channel": channel.id, "channel_type": kind, "team": self._workspace.team_id}

    def _root(self, message: Message) -> Json:
        root = message.channel.find_any(message.thread_ts or "")
        return wire.message(root) if root else {}

    def _hidden(self, message: Message, subtype: str, more: Json) -> None:
        ts = self._workspace.timestamp()
        event = {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, **self._placed(message.channel, ts), **more}
        self._message(message.channel, event)

    def _message(self, channel: Channel, event: Json) -> None:
        self._send(_MESSAGES[channel.kind], _HISTORY[channel.kind], event, within=channel)

    def _send(self, subscription: str, scope: str | None, event: Json, *, within: Channel | None = None) -> None:
        """Send it if the manifest subscribes to it and has the scope, and, where it happened within a channel, the bot is a member."""
        slack, bot = self._workspace.slack, self._workspace.bot
        if subscription not in slack.manifest.events or (scope and scope not in slack.manifest.scopes):
            return
        if within is not None and bot.id not in within.members:
            return
        told = {**event, "event_ts": event.get("event_ts") or self._workspace.timestamp()}
        slack.outbox.send_event(Delivery(self._workspace.team_id, "events_api", self._wrapped(told)))

    def _wrapped(self, event: Json) -> Json:
        team, bot = self._workspace.team_id, self._workspace.bot.id
        authorization = {"enterprise_id": None, "team_id": team, "user_id": bot, "is_bot": True, "is_enterprise_install": False}
        return {
            "token": "sandbox",
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": self._workspace.slack.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(float(event["event_ts"])),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": f"4-{new_secret(40)}",
        }
