"""What a person types: the names, channels and links in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.blocks.mrkdwn import escaped

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.workspace import Workspace

_ID_TOKEN = re.compile(r"<([@#])([A-Z0-9]+)(?:\|[^<>]*)?>")
_LINK = re.compile(r"https?://[^\s<>|]+")
_BROADCASTS = ("channel", "here", "everyone")


@dataclass(frozen=True)
class Part:
    """A piece of what was typed: kind is text, user, channel, broadcast or link; value is the text, the id, the word or the address."""

    kind: str
    value: str


class Composer:
    """Reads typed text with the eyes of one person: the names they may know become mentions."""

    def __init__(self, workspace: Workspace, person: Person) -> None:
        self._workspace = workspace
        self._names = _known_names(workspace, person)

    def parts(self, typed: str) -> list[Part]:
        """List the pieces of a typed text, in order."""
        found: list[Part] = []
        at, kept = 0, 0
        while at < len(typed):
            part, end = self._at(typed, at)
            if part is None:
                at += 1
                continue
            if kept < at:
                found.append(Part("text", typed[kept:at]))
            found.append(part)
            at = kept = end
        return [*found, Part("text", typed[kept:])] if kept < len(typed) else found

    def _at(self, typed: str, at: int) -> tuple[Part | None, int]:
        token = _ID_TOKEN.match(typed, at)
        if token:
            return self._token(token)
        if at and typed[at - 1].isalnum():
            return None, at
        link = _LINK.match(typed, at)
        if link:
            address = link[0].rstrip(".,;:!?)'\"")
            return Part("link", address), at + len(address)
        return self._name(typed, at)

    def _token(self, token: re.Match[str]) -> tuple[Part | None, int]:
        known = self._workspace.people if token[1] == "@" else self._workspace.channels
        if token[2] not in known:
            return None, token.start()
        return Part("user" if token[1] == "@" else "channel", token[2]), token.end()

    def _name(self, typed: str, at: int) -> tuple[Part | None, int]:
        if typed[at] not in "@#":
            return None, at
        # The longest name wins, so that "@Bo Li" is not "@Bo".
        for name, part in self._names:
            end = at + len(name)
            if typed[at:end].casefold() == name and not typed[end : end + 1].isalnum():
                return part, end
        return None, at


def _known_names(workspace: Workspace, person: Person) -> list[tuple[str, Part]]:
    names = {f"@{word}": Part("broadcast", word) for word in _BROADCASTS}
    for one in workspace.people.values():
        names |= {f"@{one.handle}".casefold(): Part("user", one.id), f"@{one.name}".casefold(): Part("user", one.id)}
    for channel in workspace.channels.values():
        if channel.kind == "channel" or (channel.kind == "group" and person.id in channel.members):
            names[f"#{channel.name}".casefold()] = Part("channel", channel.id)
    return sorted(names.items(), key=lambda item: -len(item[0]))


def as_text(parts: list[Part], workspace: Workspace) -> str:
    """Give a message's text: people, channels and links as tokens, the rest as entities."""
    return _text(parts, workspace, lambda user: f"<@{user}>")


def as_command_text(parts: list[Part], workspace: Workspace) -> str:
    """Give the words after a command that escapes: people, channels and links as tokens with their labels, the rest as entities."""
    return _text(parts, workspace, lambda user: f"<@{user}|{workspace.people[user].handle}>")


def _text(parts: list[Part], workspace: Workspace, mention: Callable[[str], str]) -> str:
    words: dict[str, Callable[[str], str]] = {
        "text": escaped,
        "user": mention,
        "channel": lambda value: f"<#{value}|{workspace.channels[value].name}>",
        "broadcast": lambda value: f"<!{value}>",
        "link": lambda value: f"<{escaped(value)}>",
    }
    return "".join(words[part.kind](part.value) for part in parts)
