"""One call of the Web API: who calls, with which arguments."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.content import Refused, invalid_arguments

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.people import Person
    from sandbox.server import Sandbox
    from sandbox.workspace import Workspace

Json = dict[str, Any]
Method = Callable[["Call"], Awaitable[Json]]
Thing = TypeVar("Thing")
_MOST_A_PAGE = 1000


@dataclass
class Call:
    """One call of a Web API method by the app's bot in a workspace."""

    slack: Sandbox
    workspace: Workspace
    method: str
    params: Json

    @property
    def bot(self) -> Person:
        """Who calls."""
        return self.workspace.bot

    def text(self, name: str, default: str = "") -> str:
        """Read a parameter's words."""
        value = self.params.get(name)
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        """Read a parameter's words; refused when there are none."""
        if not self.text(name):
            raise invalid_arguments(f"missing required field: {name}")
        return self.text(name)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Read a parameter that is true or false, as JSON or as 1, 0, true, false."""
        value = self.params.get(name)
        return default if value is None else value in {True, "1", "true", "True"}

    def number(self, name: str, default: int) -> int:
        """Read a parameter that is a number."""
        try:
            return int(self.params.get(name) or default)
        except (TypeError, ValueError):
            raise invalid_arguments(f"must be an integer: {name}") from None

    def words(self, name: str, default: str = "") -> list[str]:
        """Read a parameter that is a list, as JSON or with commas."""
        value = self.params.get(name) or default
        if isinstance(value, str) and value.startswith("["):
            try:
                value = json.loads(value)
            except ValueError:
                raise invalid_arguments(f"must be a list: {name}") from None
        return [str(one).strip() for one in (value if isinstance(value, list) else str(value).split(",")) if str(one).strip()]

    def need_scope(self, *scopes: str) -> None:
        """Refuse unless the bot's token has one of these scopes."""
        granted = self.slack.manifest.scopes
        if not granted.intersection(scopes):
            raise Refused("missing_scope", needed=",".join(scopes), provided=",".join(sorted(granted)))

    def person(self, name: str = "user") -> Person:
        """Find the person a parameter names; refused when there is none."""
        person = self.workspace.people.get(self.text(name))
        if person is None:
            raise Refused("user_not_found")
        return person

    def channel(self, name: str = "channel") -> Channel:
        """Find the conversation a parameter names, if the bot may know of it: a private one only as a member."""
        channel = self.workspace.channels.get(self.text(name))
        if channel is None or (channel.kind != "channel" and self.bot.id not in channel.members):
            raise Refused("channel_not_found")
        return channel

    def page(self, things: Sequence[Thing], default: int) -> tuple[list[Thing], str]:
        """Cut a page of things by limit and cursor, and the cursor of the next one, empty at the end."""
        limit = self.number("limit", default)
        if not 0 < limit <= _MOST_A_PAGE:
            raise Refused("invalid_limit")
        start = _offset(self.text("cursor"))
        end = start + limit
        return list(things[start:end]), _cursor(end) if end < len(things) else ""


def _cursor(offset: int) -> str:
    return base64.b64encode(f"next:{offset}".encode()).decode()


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise Refused("invalid_cursor") from None


def next_page(cursor: str) -> Json:
    """Make the part of an answer that leads to the next page."""
    return {"response_metadata": {"next_cursor": cursor}}
