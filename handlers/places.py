"""Where something was said, by whom, and through which door: what Slack's payloads have in common."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.request.internals import extract_team_id

from bot.records.entries import Message
from bot.records.people import Viewer
from handlers.markup import escaped_but_mentions

DIRECT = "directmessage"
"""What Slack calls the channel of a command typed in a direct message."""
PRIVATE = "privategroup"
"""The same, typed in a private channel."""
GROUP_DIRECT = "mpdm-"
"""How the name of a direct message among several begins: nobody can be invited there, the bot neither."""
HIDDEN_NAMES = {DIRECT, PRIVATE}


@dataclass(frozen=True)
class Place:
    """A delivery's team, channel and person; `message` is what was said, when it stands in Slack as a message.

    `key` is unique for what was delivered, and the same when it is delivered again. `channel` is "" where there is none, as at Home.
    `trigger` lets one form be opened, for three seconds; `answer_to` is where an answer can be sent for half an hour. `proves`: Slack would
    not have delivered it from there unless they are in it; a form may be sent long after they left. `files`: some hang on the message.
    """

    door: str
    key: str
    team: str
    channel: str
    user: str
    words: str = ""
    channel_name: str = ""
    direct: bool = False
    private: bool = False
    message: Message | None = None
    thread: str | None = None
    trigger: str = ""
    answer_to: str = ""
    files: bool = False
    proves: bool = True

    @classmethod
    def of_command(cls, body: dict[str, Any]) -> "Place":
        """From a slash command's payload."""
        name = body.get("channel_name", "")
        return cls(
            door="command",
            key=body["trigger_id"],
            team=team_of(body),
            channel=body["channel_id"],
            user=body["user_id"],
            words=body.get("text", ""),
            trigger=body["trigger_id"],
            answer_to=body.get("response_url", ""),
            **_named(name),
        )

    @classmethod
    def of_speech(cls, body: dict[str, Any]) -> "Place":
        """From an event in which somebody says something: a mention, or a direct message."""
        event = body["event"]
        direct = event.get("channel_type") in {"im", "mpim"}
        return cls(
            door="message" if event["type"] == "message" else "mention",
            key=f"{event['channel']}:{event['ts']}",
            team=team_of(body),
            channel=event["channel"],
            user=event.get("user") or "",
            words=event.get("text") or "",
            direct=direct,
            message=Message(channel=event["channel"], ts=event["ts"], thread_ts=event.get("thread_ts")),
            thread=event.get("thread_ts"),
            files=bool(event.get("files")),
        )

    @classmethod
    def of_click(cls, body: dict[str, Any], value: str) -> "Place":
        """From a button or a menu, in a message or in a view, which stands for the words in its `value`.

        A message that only one person sees offers each thing once; anything else may be pressed again and again.
        """
        channel, container = body.get("channel") or {}, body.get("container") or {}
        once = f"{container.get('message_ts')}:{hashlib.sha256(value.encode()).hexdigest()[:16]}"
        place = cls(
            door="button",
            key=once if container.get("is_ephemeral") else body["trigger_id"],
            team=team_of(body),
            channel=channel.get("id", ""),
            user=body["user"]["id"],
            words=escaped_but_mentions(value),
            thread=container.get("thread_ts"),
            trigger=body["trigger_id"],
            answer_to=body.get("response_url", ""),
            **_named(channel.get("name", "")),
        )
        kept = (body.get("view") or {}).get("private_metadata")
        return place.at(read_metadata(kept)) if kept else place

    @classmethod
    def of_shortcut(cls, body: dict[str, Any]) -> "Place":
        """From a message's menu."""
        message = body["message"]
        return cls(
            door="shortcut",
            key=body["trigger_id"],
            team=team_of(body),
            channel=body["channel"]["id"],
            user=body["user"]["id"],
            thread=message.get("thread_ts"),
            trigger=body["trigger_id"],
            answer_to=body.get("response_url", ""),
            **_named(body["channel"].get("name", "")),
        )

    @classmethod
    def of_form(cls, body: dict[str, Any]) -> "Place":
        """From a form that was sent: it is where it was opened. The same form sent again after a refusal has another hash."""
        view = body["view"]
        key, trigger = f"{view['id']}:{view['hash']}", body.get("trigger_id", "")
        place = cls(door="form", key=key, team=team_of(body), channel="", user=body["user"]["id"], trigger=trigger)
        return place.at(read_metadata(view.get("private_metadata", "")))

    def at(self, kept: Mapping[str, Any]) -> "Place":
        """The same, where a form's metadata says it was opened."""
        names = ("channel", "channel_name", "direct", "private", "thread")
        return replace(self, proves=False, **{name: kept[name] for name in names if name in kept})

    def metadata(self, about: Mapping[str, Any]) -> str:
        """What a form opened from here keeps with it, and what it is `about`."""
        here = {"channel": self.channel, "channel_name": self.channel_name, "direct": self.direct, "private": self.private}
        return json.dumps({**here, "thread": self.thread, "about": dict(about)}, separators=(",", ":"))


def team_of(body: dict[str, Any]) -> str:
    """The workspace we are installed in, through which this came: the one that Bolt has authorized.

    In a channel shared with another organisation, `team_id` may be the workspace of whoever spoke there.
    """
    return extract_team_id(body) or ""


def read_metadata(kept: str) -> dict[str, Any]:
    """What a form kept with it."""
    read: dict[str, Any] = json.loads(kept) if kept else {}
    return read


def _named(name: str | None) -> dict[str, Any]:
    name = name or ""  # Slack's payloads have null for what there is none of
    return {
        "channel_name": "" if name in HIDDEN_NAMES else name,
        "direct": name == DIRECT or name.startswith(GROUP_DIRECT),
        "private": name == PRIVATE,
    }


def viewer_at(place: Place, person: Any, *, admins: frozenset[str]) -> Viewer:
    """Who asks from there; a person Slack never told us about is nobody in particular, but is where they are."""
    here = {"team": place.team, "user": place.user, "here": (place.channel or None) if place.proves else None}
    if person is None:
        return Viewer(**here, admin=place.user in admins)
    return Viewer(**here, name=person.name, tz=person.tz, standing=person.standing, admin=person.admin or place.user in admins)
