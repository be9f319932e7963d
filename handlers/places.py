"""Where something was said, by whom, and through which door: what Slack's payloads have in common."""

from dataclasses import dataclass
from typing import Any

from bot.records.entries import Message
from bot.records.people import Viewer

DIRECT = "directmessage"
"""What Slack calls the channel of a command typed in a direct message."""
PRIVATE = "privategroup"
"""The same, typed in a private channel."""
HIDDEN_NAMES = {DIRECT, PRIVATE}


@dataclass(frozen=True)
class Place:
    """A delivery's team, channel and person; `message` is what was said, when it stands in Slack as a message.

    `key` is unique for what was delivered, and the same when it is delivered again.
    """

    door: str
    key: str
    team: str
    channel: str
    user: str
    words: str
    channel_name: str = ""
    direct: bool = False
    private: bool = False
    message: Message | None = None

    @classmethod
    def of_command(cls, body: dict[str, Any]) -> "Place":
        """From a slash command's payload."""
        name = body.get("channel_name", "")
        return cls(
            door="command",
            key=f"{body['team_id']}:{body['trigger_id']}",
            team=body["team_id"],
            channel=body["channel_id"],
            user=body["user_id"],
            words=body.get("text", ""),
            channel_name="" if name in HIDDEN_NAMES else name,
            direct=name == DIRECT,
            private=name == PRIVATE,
        )

    @classmethod
    def of_mention(cls, body: dict[str, Any]) -> "Place":
        """From an app_mention event."""
        event = body["event"]
        return cls(
            door="mention",
            key=f"{body['team_id']}:{body['event_id']}",
            team=body["team_id"],
            channel=event["channel"],
            user=event.get("user", ""),
            words=event.get("text", ""),
            message=Message(channel=event["channel"], ts=event["ts"], thread_ts=event.get("thread_ts")),
        )

    @property
    def thread(self) -> str | None:
        """The thread it was said in."""
        return self.message.thread_ts if self.message else None


def viewer_at(place: Place, person: Any, *, admins: frozenset[str]) -> Viewer:
    """Who asks from there; a person Slack never told us about is nobody in particular, but is where they are."""
    here = {"team": place.team, "user": place.user, "here": place.channel}
    if person is None:
        return Viewer(**here, admin=place.user in admins)
    return Viewer(**here, name=person.name, tz=person.tz, standing=person.standing, admin=person.admin or place.user in admins)
