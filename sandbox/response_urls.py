"""Where an app answers a command or an interaction: five times within half an hour, by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.content import Content, Refused, read_content
from sandbox.ids import new_secret

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.messages import Message
    from sandbox.people import Person
    from sandbox.server import Sandbox

Json = dict[str, Any]
MOST_USES = 5
LIFETIME = timedelta(minutes=30)


@dataclass(eq=False)
class ResponseUrl:
    """One response URL: whom it answers, where, and the message it came from, which it may replace or delete."""

    person: Person
    channel: Channel
    message: Message | None
    born: datetime
    uses: int = 0


class ResponseUrls:
    """All response URLs of a server."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self._known: dict[str, ResponseUrl] = {}

    def new(self, person: Person, channel: Channel, message: Message | None = None) -> str:
        """Make a URL answering that person there; message is what was clicked, none for a command."""
        family = "actions" if message else "commands"
        path = f"{family}/{person.workspace.team_id}/{self._slack.serials.next()}/{new_secret()}"
        self._known[path] = ResponseUrl(person, channel, message, self._slack.clock.now())
        return self._slack.url + path

    def find(self, path: str) -> ResponseUrl | None:
        """Find the response URL of a request's path."""
        return self._known.get(path.lstrip("/"))

    def use(self, url: ResponseUrl, body: Json) -> Message | None:
        """Answer through it; raises Refused when it is too old, used up, or the answer is not one."""
        if self._slack.clock.now() - url.born > LIFETIME:
            raise Refused("expired_url")
        if url.uses >= MOST_USES:
            raise Refused("used_url")
        bot = url.person.workspace.bot.id
        # A command has no message to replace: its earlier answers carry no timestamp (bolt-python#1268).
        if body.get("delete_original"):
            url.uses += 1
            if url.message and not url.message.deleted:
                url.channel.delete(url.message)
            return None
        content = read_content(body, of_api=False)
        if content.is_empty:
            raise Refused("no_text")
        url.uses += 1
        if body.get("replace_original") and url.message and not url.message.deleted:
            content.blocks = content.blocks or []
            url.channel.edit(url.message, content, bot)
            return url.message
        return answer(url.person, url.channel, content, body)


def answer(person: Person, channel: Channel, content: Content, body: Json) -> Message:
    """Post an answer: to the person only, or to all with response_type in_channel."""
    to_all = body.get("response_type") == "in_channel"
    thread_ts = body.get("thread_ts")
    root = channel.find(str(thread_ts)) if thread_ts else None
    return channel.say(
        person.workspace.bot.id,
        content,
        thread_ts=(root.thread_ts or root.ts) if root else None,
        ephemeral_to=None if to_all else person.id,
    )
